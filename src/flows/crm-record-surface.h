/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "crm-types.h"

G_BEGIN_DECLS

/* Why a click on a record, or on the way back to its room, opened nothing. */
typedef enum {
  CRM_OPEN_NOTICE_NONE,
  CRM_OPEN_NOTICE_NO_PERMISSION, /* the agent may not see records of that kind */
  CRM_OPEN_NOTICE_GONE,          /* the record was deleted meanwhile (CDTC-S02 ERR-1) */
  CRM_OPEN_NOTICE_BAD_LINK,      /* its address is none that may be opened */
  CRM_OPEN_NOTICE_ROOM_GONE,     /* the room was deleted, or is none of the agent's (CDTC-S05 ERR-1) */
  CRM_OPEN_NOTICE_FAILED,        /* could not be asked for; the error says why */
} CrmOpenNotice;

/**
 * CrmRecordSurface: where records and rooms are clicked on, and what opens them. The room's panel and the record view
 * implement it; tests implement it without a window.
 */
#define CRM_TYPE_RECORD_SURFACE (crm_record_surface_get_type ())
G_DECLARE_INTERFACE (CrmRecordSurface, crm_record_surface, CRM, RECORD_SURFACE, GObject)

struct _CrmRecordSurfaceInterface
{
  GTypeInterface parent_iface;

  void (*open_record) (CrmRecordSurface *self, CrmRecordObject object, const char *id);
  void (*open_uri) (CrmRecordSurface *self, const char *uri);
  void (*show_notice) (CrmRecordSurface *self,
                       CrmRecordObject object,
                       CrmOpenNotice notice,
                       const GError *error);
};

/* In a tab of its own; where the click was stays as it is (CDTC-S02 AC-1). */
void crm_record_surface_open_record (CrmRecordSurface *self, CrmRecordObject object, const char *id);
/* @uri: a deeplink of a room, or an https address that has been checked */
void crm_record_surface_open_uri (CrmRecordSurface *self, const char *uri);
/* Beside what was clicked. %CRM_OPEN_NOTICE_NONE takes it away; @error: (nullable) */
void crm_record_surface_show_notice (CrmRecordSurface *self,
                                     CrmRecordObject object,
                                     CrmOpenNotice notice,
                                     const GError *error);

G_END_DECLS
