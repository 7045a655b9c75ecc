/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "fuzz-embed-message"

#include "fuzz-target.h"

#include "crm-embed-session.h"
#include "crm-identity.h"

#define ORIGIN "https://crm.example"
#define READY  "{\"type\":\"EMBED_READY\",\"version\":1}"

static void
check_message (const CrmEmbedMessage *message)
{
  if (message->type == CRM_EMBED_TICKET_CREATED)
    g_assert_true (crm_identity_is_id (message->ticket_id));
  if (message->type == CRM_EMBED_RESIZE)
    {
      g_assert_cmpuint (message->height, >=, CRM_EMBED_MIN_HEIGHT);
      g_assert_cmpuint (message->height, <=, CRM_EMBED_MAX_HEIGHT);
    }
  if (message->ticket_name != NULL)
    g_assert_true (g_utf8_validate (message->ticket_name, -1, NULL));
}

/* A message has either a reason to be dropped or the fields its type promises; twice the same finishes once. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const origins[] = { ORIGIN, NULL };
  g_autofree char *text = g_memdup2 (data, size);
  g_autoptr (CrmOriginList) allowed = crm_origin_list_new (origins);
  g_autoptr (CrmEmbedSession) session = crm_embed_session_new (ORIGIN, allowed);
  guint n_finished = 0;

  crm_embed_session_receive (session, ORIGIN, READY, -1, NULL, NULL);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (CrmEmbedMessage) message = NULL;
      CrmEmbedDrop drop;
      CrmEmbedAct act = crm_embed_session_receive (session, ORIGIN, text != NULL ? text : "", (gssize) size,
                                                   &message, &drop);

      g_assert_cmpint (message == NULL, ==, drop != CRM_EMBED_DROP_NONE);
      n_finished += act == CRM_EMBED_ACT_FINISH ? 1 : 0;
      if (message != NULL)
        check_message (message);
    }
  g_assert_cmpuint (n_finished, <=, 1);
  return 0;
}
