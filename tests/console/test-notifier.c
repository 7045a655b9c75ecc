/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console-fixture.h"

#include "bilik-notifier.h"
#include "hostile-strings.h"

/* What reaches the desktop: a notification server of our own on the test's private bus. */

static BackendFixture *backend;
static char *others_room_id;

static const char INTERFACE[] =
    "<node><interface name='org.freedesktop.Notifications'>"
    "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>"
    "<arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
    "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
    "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
    "</interface></node>";

/* What stands on the desktop: by id - 1, NULL where it was taken back. */
typedef struct
{
  GPtrArray *titles;
  GPtrArray *bodies;
  guint n_shown;
} Desktop;

static guint
desktop_show (Desktop *self, guint replaces, const char *title, const char *body)
{
  guint id = replaces != 0 ? replaces : self->titles->len + 1;

  if (replaces == 0)
    {
      g_ptr_array_set_size (self->titles, (int) id);
      g_ptr_array_set_size (self->bodies, (int) id);
    }
  self->n_shown += self->titles->pdata[id - 1] == NULL;
  g_free (self->titles->pdata[id - 1]);
  g_free (self->bodies->pdata[id - 1]);
  self->titles->pdata[id - 1] = g_strdup (title);
  self->bodies->pdata[id - 1] = g_strdup (body);
  return id;
}

static void
desktop_close (Desktop *self, guint id)
{
  g_clear_pointer (&self->titles->pdata[id - 1], g_free);
  g_clear_pointer (&self->bodies->pdata[id - 1], g_free);
  self->n_shown--;
}

/* The only one that stands there has this text. */
static gboolean
desktop_shows (Desktop *self, GPtrArray *texts, const char *text)
{
  for (guint i = 0; i < texts->len; i++)
    if (texts->pdata[i] != NULL)
      return self->n_shown == 1 && g_str_equal (texts->pdata[i], text);
  return FALSE;
}

static void
on_call (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  Desktop *desktop = user_data;
  guint id = 0;

  if (g_str_equal (method, "Notify"))
    {
      const char *title, *body;

      g_variant_get (parameters, "(&su&s&s&s@as@a{sv}i)", NULL, &id, NULL, &title, &body, NULL, NULL, NULL);
      id = desktop_show (desktop, id, title, body);
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", id));
    }
  else if (g_str_equal (method, "CloseNotification"))
    {
      g_variant_get (parameters, "(u)", &id);
      desktop_close (desktop, id);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(as)", NULL));
}

typedef struct
{
  Desktop desktop;
  GDBusConnection *bus;
  guint object_id;
  guint name_id;
  gboolean is_ready;
  GApplication *application;
  GSettings *settings;
  BilikSession *session;
  BilikNotifier *notifier;
  CrmPage *rooms; /* of the agent */
} Fixture;

static void
on_name_acquired (GDBusConnection *bus, const char *name, gpointer is_ready)
{
  *(gboolean *) is_ready = TRUE;
}

static void
on_rooms (GObject *source, GAsyncResult *result, gpointer rooms)
{
  g_autoptr (GError) error = NULL;

  *(CrmPage **) rooms = crm_client_list_rooms_finish (CRM_CLIENT (source), result, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer unused)
{
  static const GDBusInterfaceVTable VTABLE = { on_call, NULL, NULL, { NULL } };
  static const CrmRoomSearch mine = { .filter = CRM_ROOMS_MINE };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (INTERFACE, NULL);
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  /* A connection of its own: the server is another program. */
  self->bus = g_dbus_connection_new_for_address_sync (
      address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, NULL);
  self->desktop.titles = g_ptr_array_new_with_free_func (g_free);
  self->desktop.bodies = g_ptr_array_new_with_free_func (g_free);
  self->object_id = g_dbus_connection_register_object (
      self->bus, "/org/freedesktop/Notifications", node->interfaces[0], &VTABLE, &self->desktop, NULL, NULL);
  self->name_id =
      g_bus_own_name_on_connection (self->bus, "org.freedesktop.Notifications", G_BUS_NAME_OWNER_FLAGS_NONE,
                                    on_name_acquired, NULL, &self->is_ready, NULL);
  console_wait_for (self->is_ready);

  self->application = g_application_new ("io.github.bilik.Bilik.Test", G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (self->application, NULL, NULL));
  self->settings = g_settings_new ("io.github.bilik.Bilik");
  self->session = backend_fixture_sign_in (backend, CONSOLE_AGENT, FALSE);
  self->notifier = bilik_notifier_new (self->session, self->settings, self->application);
  crm_client_list_rooms (bilik_session_get_client (self->session), &mine, NULL, 10, NULL, on_rooms,
                         &self->rooms);
  console_wait_for (self->rooms != NULL);
  g_assert_cmpuint (self->rooms->items->len, >, 5);
}

static const char *
get_room_id (Fixture *self, guint position)
{
  return crm_room_get_id (self->rooms->items->pdata[position]);
}

static void
tell_name (Fixture *self, const char *room_id, CrmRecordObject object, CrmCreatorFlag flag, const char *name)
{
  CrmRoomRecord record = { .object = object,
                           .external_id = (char *) "77",
                           .name = (char *) name,
                           .creator_flag = flag,
                           .revision = 1 };

  g_signal_emit_by_name (bilik_session_get_stream (self->session), "record-changed", room_id, &record);
}

static void
tell (Fixture *self, const char *room_id)
{
  tell_name (self, room_id, CRM_RECORD_DEAL, CRM_CREATOR_BOT, "50 kursi & meja");
}

/* Long enough for what should not come to have come. */
static void
wait_a_moment (void)
{
  gint64 end = g_get_monotonic_time () + 300 * 1000;

  console_wait_for (g_get_monotonic_time () >= end);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  g_settings_reset (self->settings, "notify-records");
  /* GLib doesn't survive a desktop that goes while a notification is out that outlives its application. */
  wait_a_moment ();
  for (guint i = 0; i < self->rooms->items->len; i++)
    bilik_notifier_set_looked_at (self->notifier, get_room_id (self, i));
  console_wait_for (self->desktop.n_shown == 0);
  g_object_unref (self->notifier);
  g_object_unref (self->session);
  g_object_unref (self->settings);
  g_object_unref (self->application);
  crm_page_free (self->rooms);
  g_bus_unown_name (self->name_id);
  g_dbus_connection_unregister_object (self->bus, self->object_id);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_ptr_array_unref (self->desktop.titles);
  g_ptr_array_unref (self->desktop.bodies);
}

static char *
make_title (Fixture *self, guint position, const char *name)
{
  return g_strdup_printf ("%s: %s", crm_room_get_title (self->rooms->items->pdata[position]), name);
}

static void
test_room_of_mine (Fixture *self, gconstpointer unused)
{
  static const char *const BODIES[CRM_N_RECORD_OBJECTS][2] = {
    [CRM_RECORD_DEAL] = { "A bot created this deal", "AI created this deal" },
    [CRM_RECORD_TICKET] = { "A bot created this ticket", "AI created this ticket" },
  };
  g_autofree char *title = make_title (self, 0, "Kursi");

  for (int object = 0; object < CRM_N_RECORD_OBJECTS; object++)
    for (int is_ai = 0; is_ai < 2; is_ai++)
      {
        tell_name (self, get_room_id (self, 0), (CrmRecordObject) object,
                   is_ai ? CRM_CREATOR_AGENTIC_AI : CRM_CREATOR_BOT, "Kursi");
        console_wait_for (desktop_shows (&self->desktop, self->desktop.bodies, BODIES[object][is_ai]));
        g_assert_true (desktop_shows (&self->desktop, self->desktop.titles, title));
        wait_a_moment (); /* until its number has come back, so that the next replaces it */
      }
  /* Looked at, it is taken back. */
  bilik_notifier_set_looked_at (self->notifier, get_room_id (self, 0));
  console_wait_for (self->desktop.n_shown == 0);
  /* Looked away from and told again, it is out again. */
  bilik_notifier_set_looked_at (self->notifier, NULL);
  tell (self, get_room_id (self, 0));
  console_wait_for (self->desktop.n_shown == 1);
}

/* Names in the title alone: a desktop may take the body for markup. */
static void
test_hostile (Fixture *self, gconstpointer unused)
{
  for (guint i = 0; i < HOSTILE_N; i++)
    {
      g_autofree char *name = hostile_string (i);
      g_autofree char *title = make_title (self, 0, name);

      tell_name (self, get_room_id (self, 0), CRM_RECORD_DEAL, CRM_CREATOR_BOT, name);
      console_wait_for (
          self->desktop.titles->len > 0 &&
          g_strcmp0 (g_ptr_array_index (self->desktop.titles, self->desktop.titles->len - 1), title) == 0);
      g_assert_cmpstr (g_ptr_array_index (self->desktop.bodies, self->desktop.bodies->len - 1), ==,
                       "A bot created this deal");
    }
}

/* Each of these alone would be told if the rule against it were not there. */
static void
test_not_told (Fixture *self, gconstpointer unused)
{
  CrmRoomRecord changed = { .object = CRM_RECORD_DEAL,
                            .external_id = (char *) "77",
                            .name = (char *) "Kursi",
                            .creator_flag = CRM_CREATOR_BOT,
                            .revision = 2 };
  CrmEventStream *stream = bilik_session_get_stream (self->session);

  g_signal_emit_by_name (stream, "record-changed", get_room_id (self, 0), &changed);
  changed.is_deleted = TRUE;
  changed.revision = 1;
  g_signal_emit_by_name (stream, "record-changed", get_room_id (self, 0), &changed);
  tell_name (self, get_room_id (self, 0), CRM_RECORD_DEAL, CRM_CREATOR_NONE, "Made by a person");
  tell (self, "no-such-room");
  tell (self, others_room_id);
  bilik_notifier_set_looked_at (self->notifier, get_room_id (self, 1));
  tell (self, get_room_id (self, 1)); /* before the agent's eyes */
  g_settings_set_boolean (self->settings, "notify-records", FALSE);
  tell (self, get_room_id (self, 2)); /* switched off */
  wait_a_moment ();
  g_assert_cmpuint (self->desktop.titles->len, ==, 0);
}

/* Looked at between the news and the answer of whose the room is. */
static void
test_looked_at_meanwhile (Fixture *self, gconstpointer unused)
{
  tell (self, get_room_id (self, 0));
  bilik_notifier_set_looked_at (self->notifier, get_room_id (self, 0));
  wait_a_moment ();
  g_assert_cmpuint (self->desktop.titles->len, ==, 0);
}

static void
test_burst (Fixture *self, gconstpointer unused)
{
  for (guint i = 0; i < 5; i++)
    {
      tell (self, get_room_id (self, i));
      wait_a_moment (); /* each is out before the next comes */
    }
  console_wait_for (desktop_shows (&self->desktop, self->desktop.titles, "New deals and tickets"));
  g_assert_true (
      desktop_shows (&self->desktop, self->desktop.bodies, "Bots and AI created records in 5 of your rooms"));
  /* It stands until the last of them was looked at. */
  for (guint i = 0; i < 5; i++)
    {
      wait_a_moment ();
      g_assert_cmpuint (self->desktop.n_shown, ==, 1);
      bilik_notifier_set_looked_at (self->notifier, get_room_id (self, i));
    }
  console_wait_for (self->desktop.n_shown == 0);
}

static gboolean
is_of_another (CrmRoom *room, BilikSession *session)
{
  const char *mine = crm_profile_get_user_id (bilik_session_get_profile (session));

  return crm_room_get_assignee_id (room) != NULL && g_strcmp0 (crm_room_get_assignee_id (room), mine) != 0;
}

static void
find_others_room (void)
{
  g_autoptr (BilikSession) session = backend_fixture_sign_in (backend, CONSOLE_AGENT, FALSE);
  g_autoptr (CrmPage) page = NULL;

  crm_client_list_rooms (bilik_session_get_client (session), NULL, NULL, 100, NULL, on_rooms, &page);
  console_wait_for (page != NULL);
  for (guint i = 0; i < page->items->len && others_room_id == NULL; i++)
    if (is_of_another (page->items->pdata[i], session))
      others_room_id = g_strdup (crm_room_get_id (page->items->pdata[i]));
  g_assert_nonnull (others_room_id);
}

int
main (int argc, char *argv[])
{
  console_fixture_init (&argc, &argv);
  backend = backend_fixture_start ();
  find_others_room ();

#define ADD(name, function) g_test_add ("/console/notifier/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("CDTC-S01/one-a-room-and-withdrawn", test_room_of_mine);
  ADD ("CDTC-S01/not-told", test_not_told);
  ADD ("CDTC-S01/looked-at-meanwhile", test_looked_at_meanwhile);
  ADD ("CDTC-S01/burst", test_burst);
  ADD ("SEC-15/names-as-typed-and-none-in-the-body", test_hostile);
#undef ADD

  int status = g_test_run ();
  g_free (others_room_id);
  backend_fixture_end (backend);
  return status;
}
