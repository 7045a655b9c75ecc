/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-rooms"

#include "bilik-room-words.h"

#include <glib/gi18n.h>

static const struct
{
  const char *channel;
  const char *words;
} channels[] = {
  { "whatsapp", N_ ("WhatsApp") }, { "email", N_ ("E-mail") },      { "instagram", N_ ("Instagram") },
  { "facebook", N_ ("Facebook") }, { "telegram", N_ ("Telegram") }, { "line", N_ ("LINE") },
  { "webchat", N_ ("Web chat") },  { "phone", N_ ("Phone") },       { "web_chat", N_ ("Web chat") },
};
#define N_CHANNELS (G_N_ELEMENTS (channels) - 1) /* the last one is another way to write one before it */

static const char *const filters[CRM_N_ROOM_FILTERS] = {
  [CRM_ROOMS_ALL] = NULL,
  [CRM_ROOMS_MINE] = N_ ("Mine"),
  [CRM_ROOMS_UNASSIGNED] = N_ ("Unassigned"),
};

static const char *const deliveries[] = {
  [CRM_DELIVERY_RECEIVED] = NULL,
  [CRM_DELIVERY_SENT] = N_ ("Sent"),
  [CRM_DELIVERY_DELIVERED] = N_ ("Delivered"),
  [CRM_DELIVERY_READ] = N_ ("Read"),
  [CRM_DELIVERY_FAILED] = N_ ("Not delivered"),
};

const char *
bilik_room_words_channel (const char *channel)
{
  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    {
      if (g_strcmp0 (channels[i].channel, channel) == 0)
        return _ (channels[i].words);
    }
  return channel;
}

const char *
bilik_room_words_get_channel (guint index)
{
  return index < N_CHANNELS ? channels[index].channel : NULL;
}

char *
bilik_room_words_search (const CrmRoomSearch *search)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  if (filters[search->filter] != NULL)
    g_strv_builder_add (words, _ (filters[search->filter]));
  if (search->is_unread)
    g_strv_builder_add (words, _ ("Unread"));
  if (search->channel != NULL)
    g_strv_builder_add (words, bilik_room_words_channel (search->channel));
  if (search->query != NULL && *search->query != '\0')
    {
      g_autofree char *quoted = g_strdup_printf (_ ("“%s”"), search->query);

      g_strv_builder_add (words, quoted);
    }
  parts = g_strv_builder_end (words);
  return *parts != NULL ? g_strjoinv (" · ", parts) : g_strdup (_ ("All conversations"));
}

const char *
bilik_room_words_badge (CrmSpeaker speaker)
{
  switch (speaker)
    {
    case CRM_SPEAKER_BOT:
      return _ ("Bot");
    case CRM_SPEAKER_AI:
      return _ ("AI");
    case CRM_SPEAKER_CUSTOMER:
    case CRM_SPEAKER_AGENT:
    case CRM_N_SPEAKERS:
      break;
    }
  return NULL;
}

const char *
bilik_room_words_delivery (CrmEntry *entry)
{
  CrmMessage *message = crm_entry_get_message (entry);
  const char *words;

  if (message == NULL)
    return crm_entry_get_state (entry) == CRM_ENTRY_FAILED ? _ ("Not sent") : _ ("Sending…");
  words = deliveries[crm_message_get_delivery (message)];
  return words != NULL ? _ (words) : NULL;
}

static GDateTime *
local_time (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / 1000);

  return utc != NULL ? g_date_time_to_local (utc) : NULL;
}

static gboolean
is_same_day (GDateTime *a, GDateTime *b)
{
  return g_date_time_get_year (a) == g_date_time_get_year (b) &&
         g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

char *
bilik_room_words_day (gint64 time, gint64 now)
{
  g_autoptr (GDateTime) then = local_time (time);
  g_autoptr (GDateTime) today = local_time (now);
  g_autoptr (GDateTime) yesterday = today != NULL ? g_date_time_add_days (today, -1) : NULL;

  if (then == NULL || today == NULL)
    return g_strdup ("");
  if (is_same_day (then, today))
    return g_strdup (_ ("Today"));
  if (is_same_day (then, yesterday))
    return g_strdup (_ ("Yesterday"));
  /* Translators: the day above messages, as in "Friday, 26 June 2026". */
  return g_date_time_format (then, _ ("%A, %-e %B %Y"));
}

char *
bilik_room_words_clock (gint64 time)
{
  g_autoptr (GDateTime) then = local_time (time);

  /* Translators: the time of a message, as in "14:02". */
  return then != NULL ? g_date_time_format (then, _ ("%H:%M")) : g_strdup ("");
}
