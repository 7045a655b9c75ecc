/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/*
 * A web server on a loopback port of its own, for pages as hostile as a test needs them. Every request is counted, so
 * that a page can tell the test something past the bridge that is tested: fetch ('/report/…').
 */
typedef struct _PageServer PageServer;

PageServer *page_server_new (void);
/* With a certificate that nobody trusts. */
PageServer *page_server_new_untrusted (void);
void page_server_free (PageServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PageServer, page_server_free)

const char *page_server_get_origin (PageServer *self);
/* The same server by its other name: another origin. */
char *page_server_dup_alias_origin (PageServer *self);
char *page_server_dup_url (PageServer *self, const char *path);
/* NULL unless untrusted. */
GTlsCertificate *page_server_get_certificate (PageServer *self);

/* @headers: (nullable): whole lines, each ended by \r\n */
void
page_server_set (PageServer *self, const char *path, guint status, const char *headers, const char *body);
/* A page with a script that can call post (message) and report (word); `crm` and `evil` are origins for it to use. */
void page_server_set_script (PageServer *self, const char *path, const char *script);
/* Names an origin for the scripts. */
void page_server_define (PageServer *self, const char *name, const char *value);
/* Requests for it are taken and never answered. */
void page_server_set_stalled (PageServer *self, const char *path);

guint page_server_count (PageServer *self, const char *path);
guint page_server_count_all (PageServer *self);
