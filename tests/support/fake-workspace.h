/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-client.h"
#include "crm-workspace.h"

G_BEGIN_DECLS

/**
 * FakeSurface: a frame without an engine. The test is the page: it reads what
 * was posted to it and says what a page would say.
 */
#define FAKE_TYPE_SURFACE (fake_surface_get_type ())
G_DECLARE_FINAL_TYPE (FakeSurface, fake_surface, FAKE, SURFACE, GObject)

const char *fake_surface_get_url (FakeSurface *self);
gboolean fake_surface_is_loaded (FakeSurface *self);
guint fake_surface_get_height (FakeSurface *self);
guint fake_surface_get_n_posts (FakeSurface *self);
/* The latest message posted to the page, and the origin it was posted to. */
const char *fake_surface_get_post (FakeSurface *self);
const char *fake_surface_get_post_origin (FakeSurface *self);
/* @fields: what stands beside type and version, from the first comma: ",\"height\":400" */
void fake_surface_say (FakeSurface *self, const char *origin, const char *type, const char *fields);

/**
 * FakeWorkspace: the Tickets section without a window. Its list is real: it
 * asks the backend. It writes what is asked of it into a journal:
 * "panel loading; load; panel form; …".
 */
#define FAKE_TYPE_WORKSPACE (fake_workspace_get_type ())
G_DECLARE_FINAL_TYPE (FakeWorkspace, fake_workspace, FAKE, WORKSPACE, GObject)

FakeWorkspace *fake_workspace_new (CrmClient *client, const char *contact_id);
void fake_workspace_set_has_engine (FakeWorkspace *self, gboolean has_engine);
/* The surface that was opened last. */
FakeSurface *fake_workspace_get_surface (FakeWorkspace *self);
const char *fake_workspace_get_journal (FakeWorkspace *self);
void fake_workspace_clear_journal (FakeWorkspace *self);
gboolean fake_workspace_has_seen (FakeWorkspace *self, const char *entry);

G_END_DECLS
