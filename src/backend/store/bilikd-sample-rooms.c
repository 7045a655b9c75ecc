/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-sample-private.h"

#include "bilikd-messages.h"
#include "bilikd-rooms.h"

#define MINUTE       (G_GINT64_CONSTANT (60) * 1000)
#define N_ROOMS      300
#define N_LONG       5000 /* messages of the first room */
#define MAX_MESSAGES 24   /* of the others */

static const char *const questions[] = {
  "Halo, selamat pagi.",
  "Pesanan saya sudah sampai mana ya?",
  "Apakah barangnya masih ada?",
  "Boleh minta fakturnya?",
  "Kalau diantar hari ini bisa tidak?",
  "Saya mau tukar ukuran.",
  "Berapa lama garansinya?",
  "Terima kasih banyak!",
};

static const char *const answers[] = {
  "Halo, terima kasih sudah menghubungi kami. Ada yang bisa dibantu?",
  "Baik, kami cek dulu ya.",
  "Pesanan sedang dalam perjalanan dan tiba besok siang.",
  "Boleh minta nomor pesanannya?",
  "Sudah kami kirim lewat e-mail.",
  "Siap, kami bantu prosesnya.",
};

static const char *
pick (BilikdSample *self, const char *const *texts, gsize n)
{
  return texts[g_rand_int_range (self->random, 0, (gint) n)];
}

typedef struct
{
  char *name;
  char *channel;
} Contact;

static gboolean
read_contact (BilikdSample *self, gint64 customer_id, Contact *contact, GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (self->db, "SELECT name, channel FROM customers WHERE id = ?1");

  bilikd_bind_int (row, 1, customer_id);
  if (!bilikd_row_next (row, error))
    return FALSE;
  contact->name = g_strdup (bilikd_row_text (row, 0));
  contact->channel = g_strdup (bilikd_row_text (row, 1));
  bilikd_row_end (row);
  return TRUE;
}

static gboolean
add_message (BilikdSample *self,
             gint64 organization_id,
             const char *room_id,
             const char *contact,
             gint64 at,
             GError **error)
{
  CrmMessageFields message = { .room_id = room_id, .kind = CRM_MESSAGE_TEXT, .created_at = at };
  gboolean is_customer = bilikd_sample_chance (self, 55);

  if (is_customer)
    {
      message.speaker = CRM_SPEAKER_CUSTOMER;
      message.name = contact;
      message.contents = pick (self, questions, G_N_ELEMENTS (questions));
      message.delivery = CRM_DELIVERY_RECEIVED;
    }
  else
    {
      message.speaker = bilikd_sample_chance (self, 40)   ? CRM_SPEAKER_BOT
                        : bilikd_sample_chance (self, 30) ? CRM_SPEAKER_AI
                                                          : CRM_SPEAKER_AGENT;
      message.name = message.speaker == CRM_SPEAKER_AGENT ? "Customer Care" : "Bilik";
      message.contents = pick (self, answers, G_N_ELEMENTS (answers));
      message.delivery = bilikd_sample_chance (self, 80) ? CRM_DELIVERY_READ : CRM_DELIVERY_DELIVERED;
    }
  return bilikd_message_insert (self->db, organization_id, &message, error) != 0;
}

static gboolean
add_room (BilikdSample *self, BilikdSampleOrganization *organization, guint number, GError **error)
{
  GArray *customers = organization->customers;
  gint agent = g_rand_int_range (self->random, 0, (gint) organization->agents->len);
  guint n = number == 0 ? N_LONG : (guint) g_rand_int_range (self->random, 2, MAX_MESSAGES);
  gint64 end = self->options->now - (number + 1) * 7 * MINUTE;
  g_autofree char *id = g_strdup_printf ("room-%" G_GINT64_FORMAT "-%04u", organization->id, number + 1);
  BilikdRoomRecord record = { .organization_id = organization->id, .id = id };
  Contact contact = { NULL, NULL };
  gboolean is_done;

  record.customer_id =
      g_array_index (customers, gint64, (customers->len - 1) - (number * 5) % customers->len);
  record.assignee_id =
      bilikd_sample_chance (self, 70) ? g_array_index (organization->agents, gint64, agent) : 0;
  record.created_at = end - n * 2 * MINUTE;
  is_done = read_contact (self, record.customer_id, &contact, error);
  record.title = contact.name;
  record.channel = contact.channel;
  is_done = is_done && bilikd_room_insert (self->db, &record, error);
  for (guint i = 0; is_done && i < n; i++)
    is_done = add_message (self, organization->id, id, contact.name, end - (n - 1 - i) * 2 * MINUTE, error);
  g_free (contact.name);
  g_free (contact.channel);
  return is_done;
}

gboolean
bilikd_sample_add_rooms (BilikdSample *self, BilikdSampleOrganization *organization, GError **error)
{
  if (organization->customers->len == 0)
    return TRUE;
  for (guint number = 0; number < N_ROOMS; number++)
    {
      if (!add_room (self, organization, number, error))
        return FALSE;
    }
  return TRUE;
}
