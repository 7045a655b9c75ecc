/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "fake-panel"

#include "fake-panel.h"
#include <string.h>

static const char *const notices[] = {
  [CRM_OPEN_NOTICE_NO_PERMISSION] = "no-permission",
  [CRM_OPEN_NOTICE_GONE] = "gone",
  [CRM_OPEN_NOTICE_BAD_LINK] = "bad-link",
  [CRM_OPEN_NOTICE_ROOM_GONE] = "room-gone",
  [CRM_OPEN_NOTICE_FAILED] = "failed",
};

struct _FakePanel
{
  GObject parent_instance;

  GString *journal;
  CrmRoomRecord *records[CRM_N_RECORD_OBJECTS];
  gboolean is_loading;
  guint n_loads;
};

static void write_entry (FakePanel *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
write_entry (FakePanel *self, const char *format, ...)
{
  va_list arguments;

  if (self->journal->len > 0)
    g_string_append (self->journal, "; ");
  va_start (arguments, format);
  g_string_append_vprintf (self->journal, format, arguments);
  va_end (arguments);
}

/* --- CrmPanelSurface -------------------------------------------------------------- */

static void
show_loading (CrmPanelSurface *surface)
{
  FakePanel *self = FAKE_PANEL (surface);

  self->is_loading = TRUE;
  write_entry (self, "loading");
}

static void
show_failure (CrmPanelSurface *surface, const GError *error)
{
  FakePanel *self = FAKE_PANEL (surface);

  g_assert_nonnull (error);
  self->is_loading = FALSE;
  self->n_loads++;
  write_entry (self, "failure");
}

static void
show_record (CrmPanelSurface *surface,
             CrmRecordObject object,
             const CrmRoomRecord *record,
             const CrmRoomRecord *replaced,
             gboolean is_news)
{
  FakePanel *self = FAKE_PANEL (surface);

  /* The last of a load. */
  if (self->is_loading && object == CRM_RECORD_TICKET)
    {
      self->is_loading = FALSE;
      self->n_loads++;
    }
  g_clear_pointer (&self->records[object], crm_room_record_free);
  if (record != NULL)
    self->records[object] = crm_room_record_copy (record);
  write_entry (self, "%s%s %s", is_news ? "news " : "", crm_record_object_to_wire (object),
               record != NULL ? record->external_id : "none");
  if (replaced != NULL)
    g_string_append_printf (self->journal, " after %s", replaced->external_id);
}

static void
panel_surface_init (CrmPanelSurfaceInterface *iface)
{
  iface->show_loading = show_loading;
  iface->show_failure = show_failure;
  iface->show_record = show_record;
}

/* --- CrmRecordSurface -------------------------------------------------------------- */

static void
open_record (CrmRecordSurface *surface, CrmRecordObject object, const char *id)
{
  write_entry (FAKE_PANEL (surface), "open %s %s", crm_record_object_to_wire (object), id);
}

static void
open_uri (CrmRecordSurface *surface, const char *uri)
{
  write_entry (FAKE_PANEL (surface), "uri %s", uri);
}

static void
show_notice (CrmRecordSurface *surface, CrmRecordObject object, CrmOpenNotice notice, const GError *error)
{
  if (notice != CRM_OPEN_NOTICE_NONE)
    write_entry (FAKE_PANEL (surface), "notice %s %s", crm_record_object_to_wire (object), notices[notice]);
}

static void
record_surface_init (CrmRecordSurfaceInterface *iface)
{
  iface->open_record = open_record;
  iface->open_uri = open_uri;
  iface->show_notice = show_notice;
}

/* --- object ------------------------------------------------------------------------- */

G_DEFINE_FINAL_TYPE_WITH_CODE (FakePanel,
                               fake_panel,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CRM_TYPE_PANEL_SURFACE, panel_surface_init)
                                   G_IMPLEMENT_INTERFACE (CRM_TYPE_RECORD_SURFACE, record_surface_init))

static void
fake_panel_finalize (GObject *object)
{
  FakePanel *self = FAKE_PANEL (object);

  g_string_free (self->journal, TRUE);
  for (int kind = 0; kind < CRM_N_RECORD_OBJECTS; kind++)
    g_clear_pointer (&self->records[kind], crm_room_record_free);
  G_OBJECT_CLASS (fake_panel_parent_class)->finalize (object);
}

static void
fake_panel_class_init (FakePanelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_panel_finalize;
}

static void
fake_panel_init (FakePanel *self)
{
  self->journal = g_string_new (NULL);
}

FakePanel *
fake_panel_new (void)
{
  return g_object_new (FAKE_TYPE_PANEL, NULL);
}

const char *
fake_panel_get_journal (FakePanel *self)
{
  return self->journal->str;
}

void
fake_panel_clear_journal (FakePanel *self)
{
  g_string_truncate (self->journal, 0);
}

gboolean
fake_panel_has_seen (FakePanel *self, const char *entry)
{
  return strstr (self->journal->str, entry) != NULL;
}

const CrmRoomRecord *
fake_panel_get_record (FakePanel *self, CrmRecordObject object)
{
  return self->records[object];
}

guint
fake_panel_count_loads (FakePanel *self)
{
  return self->n_loads;
}
