/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-session.h"

G_BEGIN_DECLS

/**
 * BilikRecordCreate: Create Deal or Create Ticket by hand, where a room has none yet: a button and a name to give. What
 * was made opens in a tab ("win.open-record"); what the server says against it shows as it is (CDTC-NEG-02).
 */
#define BILIK_TYPE_RECORD_CREATE (bilik_record_create_get_type ())
G_DECLARE_FINAL_TYPE (BilikRecordCreate, bilik_record_create, BILIK, RECORD_CREATE, AdwBin)

/* Whether the agent may make such records at all; the backend asks the same. */
gboolean bilik_record_create_is_allowed (CrmProfile *profile, CrmRecordObject object);

GtkWidget *bilik_record_create_new (BilikSession *session, CrmRecordObject object, const char *room_id);
/* @contact_id: (nullable): the customer of the room, who becomes the record's */
void bilik_record_create_set_contact (BilikRecordCreate *self, const char *contact_id);

G_END_DECLS
