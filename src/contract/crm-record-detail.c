/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-record-detail.h"

void
crm_record_detail_free (CrmRecordDetail *self)
{
  g_clear_object (&self->deal);
  g_clear_object (&self->ticket);
  g_free (self->room_id);
  g_free (self->room_link);
  g_free (self->external_url);
  g_free (self);
}

CrmRecordDetail *
crm_record_detail_decode (CrmJsonReader *reader)
{
  g_autoptr (CrmRecordDetail) self = g_new0 (CrmRecordDetail, 1);

  self->object = crm_json_reader_has (reader, "deal") ? CRM_RECORD_DEAL : CRM_RECORD_TICKET;
  crm_json_reader_enter (reader, crm_record_object_to_wire (self->object));
  if (self->object == CRM_RECORD_DEAL)
    self->deal = crm_deal_decode (reader);
  else
    self->ticket = crm_ticket_decode (reader);
  crm_json_reader_leave (reader);
  self->room_id = g_strdup (crm_json_reader_opt_id (reader, "room_id"));
  self->room_link = g_strdup (crm_json_reader_opt_string (reader, "room_link", NULL));
  self->external_url = g_strdup (crm_json_reader_opt_string (reader, "external_url", NULL));
  return crm_json_reader_has_failed (reader) ? NULL : g_steal_pointer (&self);
}

/* --- what both have -------------------------------------------------------------- */

#define DEFINE_GETTER(Type, name)                                                                            \
  Type crm_record_detail_get_##name (const CrmRecordDetail *self)                                            \
  {                                                                                                          \
    return self->deal != NULL ? crm_deal_get_##name (self->deal) : crm_ticket_get_##name (self->ticket);     \
  }

DEFINE_GETTER (const char *, id)
DEFINE_GETTER (const char *, slug)
DEFINE_GETTER (const char *, name)
DEFINE_GETTER (const char *, pipeline_id)
DEFINE_GETTER (const char *, pipeline_name)
DEFINE_GETTER (const char *, stage_id)
DEFINE_GETTER (const char *, stage_name)
DEFINE_GETTER (gint64, created_at)
DEFINE_GETTER (gint64, updated_at)
DEFINE_GETTER (gint64, revision)

const char *
crm_record_detail_get_status (const CrmRecordDetail *self)
{
  if (self->deal != NULL)
    return crm_deal_status_to_wire (crm_deal_get_status (self->deal));
  return crm_ticket_status_to_wire (crm_ticket_get_status (self->ticket));
}

const char *
crm_record_detail_get_source (const CrmRecordDetail *self)
{
  return self->deal != NULL ? crm_deal_get_source (self->deal) : crm_ticket_get_data_source (self->ticket);
}

const char *
crm_record_detail_get_creator (const CrmRecordDetail *self)
{
  if (self->deal != NULL)
    return crm_creator_flag_get_label (crm_deal_get_creator_flag (self->deal),
                                       crm_deal_get_creator_name (self->deal));
  return crm_creator_flag_get_label (crm_ticket_get_creator_flag (self->ticket),
                                     crm_ticket_get_creator_name (self->ticket));
}

guint
crm_record_detail_get_n_customers (const CrmRecordDetail *self)
{
  const char *const *ids;

  if (self->deal != NULL)
    return crm_deal_get_contact_id (self->deal) != NULL ? 1 : 0;
  ids = crm_ticket_get_customer_ids (self->ticket);
  return ids != NULL ? g_strv_length ((char **) ids) : 0;
}

const char *
crm_record_detail_get_customer_id (const CrmRecordDetail *self, guint index)
{
  return self->deal != NULL ? crm_deal_get_contact_id (self->deal)
                            : crm_ticket_get_customer_ids (self->ticket)[index];
}

/* The names stand beside the ids; where there are fewer, the id has to do. */
const char *
crm_record_detail_get_customer_name (const CrmRecordDetail *self, guint index)
{
  const char *name;

  if (self->deal != NULL)
    name = crm_deal_get_contact_name (self->deal);
  else
    {
      const char *const *names = crm_ticket_get_customer_names (self->ticket);
      guint n_names = names != NULL ? g_strv_length ((char **) names) : 0;

      name = index < n_names ? names[index] : NULL;
    }
  return name != NULL ? name : crm_record_detail_get_customer_id (self, index);
}
