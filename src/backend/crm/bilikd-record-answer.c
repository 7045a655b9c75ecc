/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-record-answer.h"

#include "bilikd-deals.h"
#include "bilikd-record-news.h"
#include "bilikd-ticket-json.h"
#include "crm-timeline-entry.h"

gboolean
bilikd_record_load_named (BilikdCall *call,
                          BilikdDb *db,
                          CrmRecordObject object,
                          BilikdRecord *out_record,
                          GError **error)
{
  return bilikd_record_load (db, call->caller.organization_id, object,
                             bilikd_ticket_parse_id (call->arguments[0]), out_record, error);
}

static gboolean
write_entity (BilikdDb *db, const BilikdRecord *record, CrmJsonWriter *writer, GError **error)
{
  if (record->object == CRM_RECORD_DEAL)
    return bilikd_deal_get (db, record->organization_id, record->id, bilikd_deal_write_json_member, writer,
                            error);
  return bilikd_ticket_get (db, record->organization_id, record->id, 0, bilikd_ticket_write_json_member,
                            writer, error);
}

gboolean
bilikd_record_answer (BilikdCall *call,
                      BilikdDb *db,
                      const BilikdRecord *record,
                      guint status,
                      GError **error)
{
  g_autofree char *url = bilikd_record_make_url (call, record);
  g_autofree char *room_link =
      record->room_id != NULL ? crm_timeline_entry_make_room_link (record->room_id) : NULL;
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  if (!write_entity (db, record, &writer, error))
    return FALSE;
  crm_json_writer_string (&writer, "room_id", record->room_id);
  crm_json_writer_string (&writer, "room_link", room_link);
  crm_json_writer_string (&writer, "external_url", url);
  crm_json_writer_end_object (&writer);
  call->status = status;
  return TRUE;
}
