/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-customer-writes.h"

G_BEGIN_DECLS

/*
 * The fields of a customer that a table can have, and the words that head
 * their columns, in English and Indonesian. Compared without case, spaces and
 * signs: "No. HP" is nohp.
 */
#define BILIKCTL_COLUMNS(X)                                                                                                                             \
  X (CONTACT_ID, contact_id,                                                                                                                            \
     "contactid|id|id360|customerid|qontakcustomerid|externalid|idpelanggan|idkontak|nopelanggan")                                                      \
  X (NAME, name,                                                                                                                                        \
     "name|fullname|contactname|customername|customer|nama|namalengkap|namapelanggan|pelanggan|namakontak|kontak")                                      \
  X (PHONE, phone,                                                                                                                                      \
     "phone|phonenumber|mobile|mobilephone|telephone|telepon|telp|notelp|notelepon|nomortelepon|hp|nohp|nomorhp|handphone|whatsapp|wa|nowa|nowhatsapp") \
  X (EMAIL, email, "email|emailaddress|mail|surel|alamatemail|alamatsurel")                                                                             \
  X (COMPANY, company,                                                                                                                                  \
     "company|companyname|organization|organisation|perusahaan|namaperusahaan|instansi|toko|namatoko")                                                  \
  X (CITY, city, "city|town|kota|kabupaten|kotakabupaten|domisili")                                                                                     \
  X (CHANNEL, channel, "channel|saluran|kanal|source|sumber")                                                                                           \
  X (ACCOUNT, account_uniq_id, "accountuniqid|accountid|account|akun|idakun")

#define BILIKCTL_COLUMN_VALUE_(symbol, member, synonyms) BILIKCTL_COLUMN_##symbol,
typedef enum { BILIKCTL_COLUMNS (BILIKCTL_COLUMN_VALUE_) BILIKCTL_N_COLUMNS } BilikctlColumn;
#undef BILIKCTL_COLUMN_VALUE_

/* Where each field stands in a record, or -1. */
typedef struct
{
  int positions[BILIKCTL_N_COLUMNS];
} BilikctlColumns;

/**
 * bilikctl_columns_find:
 * @header: the first record
 * @maps: (nullable) (array zero-terminated=1): "header=field" of the command line, which win; "header=-" leaves one out
 *
 * Returns: %FALSE with an error that says which headers there are, if a name is nowhere
 */
gboolean bilikctl_columns_find (BilikctlColumns *self, GPtrArray *header, char **maps, GError **error);

/**
 * bilikctl_columns_read:
 * @record: is changed: the texts are trimmed in place, and stay its own
 *
 * Returns: (transfer full) (nullable): what is wrong with the record, or %NULL with @out_customer filled
 */
char *
bilikctl_columns_read (const BilikctlColumns *self, GPtrArray *record, BilikdCustomerRecord *out_customer);

G_END_DECLS
