/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Create a ticket with the native form, and have it linked.
 *
 * Who starts it: Create New on a customer, where the native surface is what opens; or "Use the native form" on the embed's
 * failure page. The gates were asked by whoever built that button.
 *
 *   1  pipelines    load them; one is chosen by itself, several are offered first (MTCK-S04)
 *   2  layout       load the fields of the chosen pipeline
 *   3  fill in      the draft of this customer, the customer himself, the defaults; every edit keeps the draft
 *   4  submit       check every field by the rules of the contract
 *   5  similar      an open ticket of this customer about the same? offer to link that one instead
 *   6  hand off     the row goes to the queue, which creates and links (CrmFlowAssociate); a refusal comes back to the form
 *   7  show         draft gone, form closed, then what CrmFlowLinkCreated shows until the ticket is linked
 *
 * How it ends: `finished`, after 7 or after the form was closed. The hand-off goes on without the form.
 */
#define G_LOG_DOMAIN "crm-flows"

#include "crm-flow-create-native.h"

#include "crm-draft-keeper.h"
#include "crm-flow-link-created.h"
#include "crm-similarity.h"
#include "crm-ticket-request.h"

struct _CrmFlowCreateNative
{
  GObject parent_instance;

  CrmClient *client;
  CrmTelemetry *telemetry;
  CrmHandoffQueue *queue;
  CrmDraftKeeper *draft;
  CrmProfile *profile;
  CrmCustomer *customer;
  CrmWorkspace *workspace; /* weak */
  CrmFormSurface *form;    /* weak */

  GCancellable *cancellable; /* of what the form waits for */
  GPtrArray *pipelines;
  char *pipeline_id;
  CrmLayout *layout;
  CrmFlowAssociate *handoff; /* until it has answered */
  CrmFlowLinkCreated *link;
  gboolean is_over;
};

enum { FINISHED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrmFlowCreateNative, crm_flow_create_native, G_TYPE_OBJECT)

static void step_1_pipelines (CrmFlowCreateNative *self);
static void on_pipelines (GObject *source, GAsyncResult *result, gpointer user_data);
static void on_pipeline_chosen (CrmFormSurface *form, const char *pipeline_id, CrmFlowCreateNative *self);
static void step_2_layout (CrmFlowCreateNative *self);
static void on_layout (GObject *source, GAsyncResult *result, gpointer user_data);
static void step_3_fill_in (CrmFlowCreateNative *self);
static void on_changed (CrmFormSurface *form, CrmFlowCreateNative *self);
static void step_4_submit (CrmFormSurface *form, CrmFlowCreateNative *self);
static void step_5_similar (CrmFlowCreateNative *self);
static void on_open_tickets (GObject *source, GAsyncResult *result, gpointer user_data);
static void on_link_instead (CrmFormSurface *form, const char *ticket_id, CrmFlowCreateNative *self);
static void on_create_anyway (CrmFormSurface *form, CrmFlowCreateNative *self);
static void step_6_hand_off (CrmFlowCreateNative *self);
static void on_handoff_moved (CrmFlowAssociate *handoff, CrmFlowCreateNative *self);
static void
on_handoff_refused (CrmFlowAssociate *handoff, CrmTicket *ticket, GError *error, CrmFlowCreateNative *self);
static void step_7_show (CrmFlowCreateNative *self);
static void finish (CrmFlowCreateNative *self);

/* --- 1: pipelines -------------------------------------------------------------------------------- */

static void
step_1_pipelines (CrmFlowCreateNative *self)
{
  crm_form_surface_show_loading (self->form);
  crm_client_load_pipelines (self->client, self->cancellable, on_pipelines, g_object_ref (self));
}

/* A form that is gone asked nothing; its answers are dropped. */
static gboolean
form_is_gone (CrmFlowCreateNative *self)
{
  return self->form == NULL || g_cancellable_is_cancelled (self->cancellable);
}

static void
on_pipelines (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmFlowCreateNative) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pipelines = crm_client_load_pipelines_finish (self->client, result, &error);

  if (form_is_gone (self))
    return;
  if (pipelines == NULL)
    {
      crm_form_surface_show_failure (self->form, error);
      return;
    }
  self->pipelines = g_steal_pointer (&pipelines);
  if (self->pipelines->len == 1)
    self->pipeline_id = g_strdup (crm_pipeline_get_id (g_ptr_array_index (self->pipelines, 0)));
  if (self->pipeline_id != NULL)
    step_2_layout (self);
  else
    crm_form_surface_show_pipelines (self->form, self->pipelines, NULL);
}

static void
on_pipeline_chosen (CrmFormSurface *form, const char *pipeline_id, CrmFlowCreateNative *self)
{
  g_free (self->pipeline_id);
  self->pipeline_id = g_strdup (pipeline_id);
  step_2_layout (self);
}

/* --- 2: layout ----------------------------------------------------------------------------------- */

static void
step_2_layout (CrmFlowCreateNative *self)
{
  crm_form_surface_show_loading (self->form);
  crm_client_load_layout (self->client, self->pipeline_id, self->cancellable, on_layout, g_object_ref (self));
}

static void
on_layout (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmFlowCreateNative) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmLayout) layout = crm_client_load_layout_finish (self->client, result, &error);

  if (form_is_gone (self))
    return;
  if (layout == NULL)
    {
      crm_form_surface_show_failure (self->form, error);
      return;
    }
  g_set_object (&self->layout, layout);
  step_3_fill_in (self);
}

/* --- 3: fill in ---------------------------------------------------------------------------------- */

static void
step_3_fill_in (CrmFlowCreateNative *self)
{
  const char *contact_id = crm_customer_get_id (self->customer);
  g_autoptr (JsonObject) draft = crm_draft_keeper_begin (self->draft);
  g_autoptr (JsonObject) values = crm_ticket_request_prefill (self->layout, contact_id, draft);

  crm_form_surface_show_pipelines (self->form, self->pipelines, self->pipeline_id);
  crm_form_surface_show_layout (self->form, self->layout, values);
}

static void
on_changed (CrmFormSurface *form, CrmFlowCreateNative *self)
{
  crm_draft_keeper_touch (self->draft);
}

/* --- 4: submit ----------------------------------------------------------------------------------- */

static gboolean
check_fields (CrmFlowCreateNative *self, JsonObject *values)
{
  guint n_fields;
  const CrmField *fields = crm_layout_get_fields (self->layout, &n_fields);
  gboolean all_good = TRUE;

  for (guint i = 0; i < n_fields; i++)
    {
      const char *wrong = crm_field_check (&fields[i], json_object_get_member (values, fields[i].name));

      crm_form_surface_show_field_error (self->form, fields[i].name, wrong);
      all_good = all_good && wrong == NULL;
    }
  return all_good;
}

static void
step_4_submit (CrmFormSurface *form, CrmFlowCreateNative *self)
{
  g_autoptr (JsonObject) values = NULL;

  /* A second Return while the first is under way is the same intent. */
  if (self->layout == NULL || self->handoff != NULL)
    return;
  values = crm_form_surface_dup_values (form);
  crm_form_surface_show_error (form, NULL);
  crm_form_surface_show_similar (form, NULL);
  if (!check_fields (self, values))
    return;
  crm_form_surface_show_busy (form, TRUE);
  step_5_similar (self);
}

/* --- 5: similar ---------------------------------------------------------------------------------- */

static void
step_5_similar (CrmFlowCreateNative *self)
{
  g_autoptr (JsonObject) values = crm_form_surface_dup_values (self->form);
  g_autofree char *contact_id =
      crm_ticket_request_dup_customer (values, crm_customer_get_id (self->customer));

  crm_client_list_customer_tickets (self->client, contact_id,
                                    crm_ticket_status_to_wire (CRM_TICKET_STATUS_OPEN), NULL, NULL,
                                    self->cancellable, on_open_tickets, g_object_ref (self));
}

static void
on_open_tickets (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmFlowCreateNative) self = user_data;
  g_autoptr (CrmPage) page = crm_client_list_customer_tickets_finish (self->client, result, NULL);
  g_autoptr (JsonObject) values = NULL;
  CrmTicket *similar;

  if (form_is_gone (self))
    return;
  /* The guard is a courtesy: where it can't be had, the ticket is created all the same. */
  values = crm_form_surface_dup_values (self->form);
  similar =
      page != NULL ? crm_similarity_find_ticket (page->items, crm_ticket_request_get_title (values)) : NULL;
  if (similar == NULL)
    {
      on_create_anyway (self->form, self);
      return;
    }
  crm_form_surface_show_busy (self->form, FALSE);
  crm_form_surface_show_similar (self->form, similar);
}

/* That ticket is linked to this customer already: showing it is all there is to do. */
static void
on_link_instead (CrmFormSurface *form, const char *ticket_id, CrmFlowCreateNative *self)
{
  crm_draft_keeper_forget (self->draft);
  g_cancellable_cancel (self->cancellable);
  if (self->workspace != NULL)
    {
      crm_workspace_show_create_panel (self->workspace, CRM_CREATE_PANEL_HIDDEN, 0);
      crm_workspace_highlight_ticket (self->workspace, ticket_id);
    }
  finish (self);
}

/* --- 6: hand off --------------------------------------------------------------------------------- */

static CrmHandoff *
build_handoff (CrmFlowCreateNative *self, JsonObject *values)
{
  const char *opened_for = crm_customer_get_id (self->customer);
  g_autofree char *contact_id = crm_ticket_request_dup_customer (values, opened_for);
  g_autofree char *request = crm_ticket_request_encode (self->layout, values);
  /* Of a customer chosen in the form only the id is known here. */
  const char *name = g_str_equal (contact_id, opened_for) ? crm_customer_get_name (self->customer) : NULL;

  return crm_handoff_new_create (contact_id, name, crm_ticket_request_get_title (values), opened_for,
                                 request);
}

static void
on_create_anyway (CrmFormSurface *form, CrmFlowCreateNative *self)
{
  if (self->handoff != NULL)
    return;
  crm_form_surface_show_similar (form, NULL);
  crm_form_surface_show_busy (form, TRUE);
  step_6_hand_off (self);
}

/* From here on the flow lives until the hand-off has answered, with or without its form. */
static void
step_6_hand_off (CrmFlowCreateNative *self)
{
  g_autoptr (JsonObject) values = crm_form_surface_dup_values (self->form);

  crm_draft_keeper_keep_now (self->draft);
  g_object_ref (self);
  self->handoff = g_object_ref (crm_handoff_queue_add (self->queue, build_handoff (self, values)));
  g_signal_connect (self->handoff, "moved", G_CALLBACK (on_handoff_moved), self);
  g_signal_connect (self->handoff, "finished", G_CALLBACK (on_handoff_refused), self);
}

static void
let_go_of_handoff (CrmFlowCreateNative *self)
{
  g_signal_handlers_disconnect_by_data (self->handoff, self);
  g_clear_object (&self->handoff);
  g_object_unref (self);
}

/* The ticket exists; or the server can't be reached, and the row on disk is as good as that. */
static void
on_handoff_moved (CrmFlowAssociate *handoff, CrmFlowCreateNative *self)
{
  const CrmHandoff *row = crm_flow_associate_get_row (handoff);

  if (row->state != CRM_HANDOFF_CANCELLED && (row->ticket_id != NULL || row->tries > 0))
    step_7_show (self);
}

/* Nothing exists: the form has what was typed, and without it the draft has. */
static void
on_handoff_refused (CrmFlowAssociate *handoff, CrmTicket *ticket, GError *error, CrmFlowCreateNative *self)
{
  g_autoptr (CrmFlowCreateNative) alive = g_object_ref (self);

  let_go_of_handoff (self);
  if (form_is_gone (self))
    {
      finish (self);
      return;
    }
  crm_form_surface_show_busy (self->form, FALSE);
  crm_form_surface_show_error (self->form, error);
}

/* --- 7: show ------------------------------------------------------------------------------------- */

static void
step_7_show (CrmFlowCreateNative *self)
{
  g_autoptr (CrmFlowCreateNative) alive = g_object_ref (self);
  gboolean form_is_open = !form_is_gone (self);

  crm_draft_keeper_forget (self->draft);
  self->link = crm_flow_link_created_new (self->workspace, self->handoff);
  let_go_of_handoff (self);
  if (self->workspace != NULL && form_is_open)
    crm_workspace_show_create_panel (self->workspace, CRM_CREATE_PANEL_HIDDEN, 0);
  g_signal_connect_object (self->link, "finished", G_CALLBACK (finish), self, G_CONNECT_SWAPPED);
  crm_flow_link_created_start (self->link);
}

void
crm_flow_create_native_retry_link (CrmFlowCreateNative *self)
{
  g_return_if_fail (CRM_IS_FLOW_CREATE_NATIVE (self));

  if (self->link != NULL)
    crm_flow_link_created_retry (self->link);
}

static void
finish (CrmFlowCreateNative *self)
{
  if (self->is_over)
    return;
  self->is_over = TRUE;
  g_signal_emit (self, signals[FINISHED], 0);
}

/* --- object -------------------------------------------------------------------------------------- */

static void
crm_flow_create_native_dispose (GObject *object)
{
  CrmFlowCreateNative *self = CRM_FLOW_CREATE_NATIVE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_weak_pointer (&self->workspace);
  g_clear_weak_pointer (&self->form);
  g_clear_object (&self->client);
  g_clear_object (&self->telemetry);
  g_clear_object (&self->queue);
  g_clear_pointer (&self->draft, crm_draft_keeper_free);
  g_clear_object (&self->profile);
  g_clear_object (&self->customer);
  g_clear_object (&self->layout);
  g_clear_object (&self->handoff);
  g_clear_object (&self->link);
  g_clear_pointer (&self->pipelines, g_ptr_array_unref);
  g_clear_pointer (&self->pipeline_id, g_free);

  G_OBJECT_CLASS (crm_flow_create_native_parent_class)->dispose (object);
}

static void
crm_flow_create_native_finalize (GObject *object)
{
  g_clear_object (&CRM_FLOW_CREATE_NATIVE (object)->cancellable);

  G_OBJECT_CLASS (crm_flow_create_native_parent_class)->finalize (object);
}

static void
crm_flow_create_native_class_init (CrmFlowCreateNativeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = crm_flow_create_native_dispose;
  G_OBJECT_CLASS (klass)->finalize = crm_flow_create_native_finalize;

  signals[FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
}

static void
crm_flow_create_native_init (CrmFlowCreateNative *self)
{
  self->cancellable = g_cancellable_new ();
}

CrmFlowCreateNative *
crm_flow_create_native_new (const CrmNativeServices *services,
                            CrmProfile *profile,
                            CrmCustomer *customer,
                            CrmWorkspace *workspace,
                            CrmFormSurface *form)
{
  CrmFlowCreateNative *self = g_object_new (CRM_TYPE_FLOW_CREATE_NATIVE, NULL);

  self->client = g_object_ref (services->client);
  self->telemetry = g_object_ref (services->telemetry);
  self->queue = g_object_ref (services->queue);
  self->draft = crm_draft_keeper_new (services->drafts, crm_customer_get_id (customer), form);
  self->profile = g_object_ref (profile);
  self->customer = g_object_ref (customer);
  g_set_weak_pointer (&self->workspace, workspace);
  g_set_weak_pointer (&self->form, form);
  g_signal_connect_object (form, "pipeline-chosen", G_CALLBACK (on_pipeline_chosen), self, 0);
  g_signal_connect_object (form, "changed", G_CALLBACK (on_changed), self, 0);
  g_signal_connect_object (form, "submit", G_CALLBACK (step_4_submit), self, 0);
  g_signal_connect_object (form, "link-instead", G_CALLBACK (on_link_instead), self, 0);
  g_signal_connect_object (form, "create-anyway", G_CALLBACK (on_create_anyway), self, 0);
  return self;
}

void
crm_flow_create_native_start (CrmFlowCreateNative *self)
{
  gboolean is_c360 = crm_customer_get_identity_kind (self->customer) == CRM_IDENTITY_C360;

  crm_telemetry_record (self->telemetry, "cdp_mobile_ticket_create_opened", "company_sso_id",
                        crm_profile_get_company_sso_id (self->profile), "contact_id",
                        crm_customer_get_id (self->customer), "is_c360", is_c360 ? "true" : "false",
                        "user_id", crm_profile_get_user_id (self->profile), NULL);
  step_1_pipelines (self);
}

void
crm_flow_create_native_retry (CrmFlowCreateNative *self)
{
  if (self->pipelines == NULL)
    step_1_pipelines (self);
  else
    step_2_layout (self);
}

void
crm_flow_create_native_close (CrmFlowCreateNative *self)
{
  g_return_if_fail (CRM_IS_FLOW_CREATE_NATIVE (self));

  crm_flow_create_native_keep_draft (self);
  g_cancellable_cancel (self->cancellable);
  if (self->workspace != NULL)
    crm_workspace_show_create_panel (self->workspace, CRM_CREATE_PANEL_HIDDEN, 0);
  if (self->handoff == NULL)
    finish (self);
}

gboolean
crm_flow_create_native_keep_draft (CrmFlowCreateNative *self)
{
  g_return_val_if_fail (CRM_IS_FLOW_CREATE_NATIVE (self), FALSE);

  return crm_draft_keeper_keep_now (self->draft);
}

gboolean
crm_flow_create_native_is_dirty (CrmFlowCreateNative *self)
{
  return crm_draft_keeper_is_dirty (self->draft);
}
