/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console-fixture.h"

#include "bilik-notifier.h"

/* What reaches the desktop: a notification server of our own on the test's private bus. */

static BackendFixture *backend;

static const char INTERFACE[] =
    "<node><interface name='org.freedesktop.Notifications'>"
    "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>"
    "<arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
    "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
    "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
    "</interface></node>";

typedef struct
{
  GPtrArray *bodies; /* shown and not taken back, by id - 1; NULL: taken back */
  guint n_shown;
} Desktop;

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
      guint replaces;

      g_variant_get (parameters, "(&su&s&s&s@as@a{sv}i)", NULL, &replaces, NULL, &title, &body, NULL, NULL,
                     NULL);
      g_ptr_array_add (desktop->bodies, g_strdup (body));
      desktop->n_shown++;
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", desktop->bodies->len));
    }
  else if (g_str_equal (method, "CloseNotification"))
    {
      g_variant_get (parameters, "(u)", &id);
      g_clear_pointer (&desktop->bodies->pdata[id - 1], g_free);
      desktop->n_shown--;
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

static void
tear_down (Fixture *self, gconstpointer unused)
{
  g_settings_reset (self->settings, "notify-records");
  g_object_unref (self->notifier);
  g_object_unref (self->session);
  g_object_unref (self->settings);
  g_object_unref (self->application);
  crm_page_free (self->rooms);
  g_bus_unown_name (self->name_id);
  g_dbus_connection_unregister_object (self->bus, self->object_id);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_ptr_array_unref (self->desktop.bodies);
}

static const char *
get_room_id (Fixture *self, guint position)
{
  return crm_room_get_id (self->rooms->items->pdata[position]);
}

static void
tell (Fixture *self, const char *room_id, CrmCreatorFlag flag, gint64 revision)
{
  CrmRoomRecord record = { .object = CRM_RECORD_DEAL,
                           .external_id = (char *) "77",
                           .name = (char *) "50 kursi & meja",
                           .creator_flag = flag,
                           .revision = revision };

  g_signal_emit_by_name (bilik_session_get_stream (self->session), "record-changed", room_id, &record);
}

/* Long enough for what should not come to have come. */
static void
wait_a_moment (void)
{
  gint64 end = g_get_monotonic_time () + 300 * 1000;

  console_wait_for (g_get_monotonic_time () >= end);
}

static void
test_room_of_mine (Fixture *self, gconstpointer unused)
{
  tell (self, get_room_id (self, 0), CRM_CREATOR_BOT, 1);
  console_wait_for (self->desktop.n_shown == 1);
  g_assert_nonnull (strstr (self->desktop.bodies->pdata[0], "A bot created the deal"));
  wait_a_moment (); /* until its number has come back */
  /* Looked at, it is taken back. */
  bilik_notifier_set_looked_at (self->notifier, get_room_id (self, 0));
  console_wait_for (self->desktop.n_shown == 0);
}

static void
test_not_told (Fixture *self, gconstpointer unused)
{
  tell (self, get_room_id (self, 0), CRM_CREATOR_BOT, 2);  /* a change */
  tell (self, get_room_id (self, 0), CRM_CREATOR_NONE, 1); /* made by a person */
  tell (self, "no-such-room", CRM_CREATOR_BOT, 1);
  bilik_notifier_set_looked_at (self->notifier, get_room_id (self, 1));
  tell (self, get_room_id (self, 1), CRM_CREATOR_AGENTIC_AI, 1); /* before the agent's eyes */
  g_settings_set_boolean (self->settings, "notify-records", FALSE);
  tell (self, get_room_id (self, 2), CRM_CREATOR_BOT, 1); /* switched off */
  wait_a_moment ();
  g_assert_cmpuint (self->desktop.bodies->len, ==, 0);
}

static void
test_burst (Fixture *self, gconstpointer unused)
{
  for (guint i = 0; i < 5; i++)
    tell (self, get_room_id (self, i), CRM_CREATOR_AGENTIC_AI, 1);
  console_wait_for (self->desktop.bodies->len > 0 &&
                    strstr (self->desktop.bodies->pdata[self->desktop.bodies->len - 1], "5 of your rooms") !=
                        NULL);
}

int
main (int argc, char *argv[])
{
  console_fixture_init (&argc, &argv);
  backend = backend_fixture_start ();

  g_test_add ("/console/notifier/room-of-mine", Fixture, NULL, set_up, test_room_of_mine, tear_down);
  g_test_add ("/console/notifier/not-told", Fixture, NULL, set_up, test_not_told, tear_down);
  g_test_add ("/console/notifier/burst", Fixture, NULL, set_up, test_burst, tear_down);

  int status = g_test_run ();
  backend_fixture_end (backend);
  return status;
}
