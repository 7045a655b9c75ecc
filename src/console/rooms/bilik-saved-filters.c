/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-rooms"

#include "bilik-saved-filters.h"

#include <glib/gi18n.h>

#include "crm-fold.h"

#define KEY    "saved-room-filters" /* by agent: name, whose, unread only, channel or "", text */
#define FORMAT "a(ssbss)"

/* --- one ----------------------------------------------------------------------------------------- */

struct _BilikSavedFilter
{
  GObject parent_instance;

  char *name;
  CrmRoomSearch *search;
};

G_DEFINE_FINAL_TYPE (BilikSavedFilter, bilik_saved_filter, G_TYPE_OBJECT)

static void
bilik_saved_filter_finalize (GObject *object)
{
  BilikSavedFilter *self = BILIK_SAVED_FILTER (object);

  g_free (self->name);
  g_clear_pointer (&self->search, crm_room_search_free);

  G_OBJECT_CLASS (bilik_saved_filter_parent_class)->finalize (object);
}

static void
bilik_saved_filter_class_init (BilikSavedFilterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bilik_saved_filter_finalize;
}

static void
bilik_saved_filter_init (BilikSavedFilter *self)
{
}

const char *
bilik_saved_filter_get_name (BilikSavedFilter *self)
{
  return self->name;
}

const CrmRoomSearch *
bilik_saved_filter_get_search (BilikSavedFilter *self)
{
  return self->search;
}

static char *
dup_stripped (const char *name)
{
  return g_strstrip (g_strdup (name));
}

/* --- all of them --------------------------------------------------------------------------------- */

struct _BilikSavedFilters
{
  GObject parent_instance;

  GSettings *settings;
  char *agent; /* whose they are; ids only */
  GPtrArray *filters;
};

static GType
bilik_saved_filters_get_item_type (GListModel *model)
{
  return BILIK_TYPE_SAVED_FILTER;
}

static guint
bilik_saved_filters_get_n_items (GListModel *model)
{
  return BILIK_SAVED_FILTERS (model)->filters->len;
}

static gpointer
bilik_saved_filters_get_item (GListModel *model, guint position)
{
  GPtrArray *filters = BILIK_SAVED_FILTERS (model)->filters;

  return position < filters->len ? g_object_ref (g_ptr_array_index (filters, position)) : NULL;
}

static void
bilik_saved_filters_model_init (GListModelInterface *iface)
{
  iface->get_item_type = bilik_saved_filters_get_item_type;
  iface->get_n_items = bilik_saved_filters_get_n_items;
  iface->get_item = bilik_saved_filters_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikSavedFilters,
                               bilik_saved_filters,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, bilik_saved_filters_model_init))

static guint
find_place (BilikSavedFilters *self, const char *name)
{
  guint place = 0;

  while (place < self->filters->len &&
         g_utf8_collate (((BilikSavedFilter *) g_ptr_array_index (self->filters, place))->name, name) <= 0)
    place++;
  return place;
}

static void
insert (BilikSavedFilters *self, BilikSavedFilter *filter)
{
  guint place = find_place (self, filter->name);

  g_ptr_array_insert (self->filters, (int) place, g_object_ref (filter));
  g_list_model_items_changed (G_LIST_MODEL (self), place, 0, 1);
}

static void
take_out (BilikSavedFilters *self, BilikSavedFilter *filter)
{
  guint place;

  if (!g_ptr_array_find (self->filters, filter, &place))
    return;
  g_ptr_array_remove_index (self->filters, place);
  g_list_model_items_changed (G_LIST_MODEL (self), place, 1, 0);
}

/* --- keeping ------------------------------------------------------------------------------------- */

static void
load (BilikSavedFilters *self)
{
  g_autoptr (GVariant) all = g_settings_get_value (self->settings, KEY);
  g_autoptr (GVariantIter) filters = NULL;
  const char *name, *whose, *channel, *query;
  gboolean is_unread;

  if (!g_variant_lookup (all, self->agent, FORMAT, &filters))
    return;
  while (g_variant_iter_next (filters, "(&s&sb&s&s)", &name, &whose, &is_unread, &channel, &query))
    {
      CrmRoomSearch search = { CRM_ROOMS_ALL, is_unread, *channel != '\0' ? channel : NULL, query };
      g_autoptr (BilikSavedFilter) filter = g_object_new (BILIK_TYPE_SAVED_FILTER, NULL);

      if (!crm_room_filter_from_wire (whose, &search.filter))
        continue;
      filter->name = g_strdup (name);
      filter->search = crm_room_search_copy (&search);
      insert (self, filter);
    }
}

static void
keep (BilikSavedFilters *self)
{
  g_autoptr (GVariant) old = g_settings_get_value (self->settings, KEY);
  g_auto (GVariantDict) all = G_VARIANT_DICT_INIT (old);
  g_auto (GVariantBuilder) filters = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (FORMAT));

  for (guint i = 0; i < self->filters->len; i++)
    {
      BilikSavedFilter *filter = g_ptr_array_index (self->filters, i);
      const CrmRoomSearch *search = filter->search;

      g_variant_builder_add (&filters, "(ssbss)", filter->name, crm_room_filter_to_wire (search->filter),
                             search->is_unread, search->channel != NULL ? search->channel : "",
                             search->query != NULL ? search->query : "");
    }
  g_variant_dict_insert_value (&all, self->agent, g_variant_builder_end (&filters));
  g_settings_set_value (self->settings, KEY, g_variant_dict_end (&all));
}

/* --- the object ---------------------------------------------------------------------------------- */

static void
bilik_saved_filters_finalize (GObject *object)
{
  BilikSavedFilters *self = BILIK_SAVED_FILTERS (object);

  g_clear_object (&self->settings);
  g_free (self->agent);
  g_ptr_array_unref (self->filters);

  G_OBJECT_CLASS (bilik_saved_filters_parent_class)->finalize (object);
}

static void
bilik_saved_filters_class_init (BilikSavedFiltersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bilik_saved_filters_finalize;
}

static void
bilik_saved_filters_init (BilikSavedFilters *self)
{
  self->filters = g_ptr_array_new_with_free_func (g_object_unref);
}

BilikSavedFilters *
bilik_saved_filters_new (GSettings *settings, CrmProfile *profile)
{
  BilikSavedFilters *self = g_object_new (BILIK_TYPE_SAVED_FILTERS, NULL);

  self->settings = g_object_ref (settings);
  self->agent =
      g_strdup_printf ("%s/%s", crm_profile_get_company_sso_id (profile), crm_profile_get_user_id (profile));
  load (self);
  return self;
}

const char *
bilik_saved_filters_check_name (BilikSavedFilters *self, const char *name, BilikSavedFilter *except)
{
  g_return_val_if_fail (BILIK_IS_SAVED_FILTERS (self), NULL);

  g_autofree char *stripped = dup_stripped (name);
  g_autofree char *folded = crm_fold (stripped);

  if (*stripped == '\0')
    return _ ("Give the filter a name.");
  for (guint i = 0; i < self->filters->len; i++)
    {
      BilikSavedFilter *filter = g_ptr_array_index (self->filters, i);
      g_autofree char *other = crm_fold (filter->name);

      if (filter != except && g_str_equal (folded, other))
        return _ ("There is a filter of that name already.");
    }
  return NULL;
}

void
bilik_saved_filters_add (BilikSavedFilters *self, const char *name, const CrmRoomSearch *search)
{
  g_return_if_fail (BILIK_IS_SAVED_FILTERS (self));

  g_autoptr (BilikSavedFilter) filter = g_object_new (BILIK_TYPE_SAVED_FILTER, NULL);

  filter->name = dup_stripped (name);
  filter->search = crm_room_search_copy (search);
  insert (self, filter);
  keep (self);
}

void
bilik_saved_filters_rename (BilikSavedFilters *self, BilikSavedFilter *filter, const char *name)
{
  g_return_if_fail (BILIK_IS_SAVED_FILTERS (self));

  g_autoptr (BilikSavedFilter) held = g_object_ref (filter);

  take_out (self, held);
  g_free (held->name);
  held->name = dup_stripped (name);
  insert (self, held);
  keep (self);
}

void
bilik_saved_filters_remove (BilikSavedFilters *self, BilikSavedFilter *filter)
{
  g_return_if_fail (BILIK_IS_SAVED_FILTERS (self));

  take_out (self, filter);
  keep (self);
}

void
bilik_saved_filters_restore (BilikSavedFilters *self, BilikSavedFilter *filter)
{
  g_return_if_fail (BILIK_IS_SAVED_FILTERS (self));

  insert (self, filter);
  keep (self);
}

BilikSavedFilter *
bilik_saved_filters_find (BilikSavedFilters *self, const CrmRoomSearch *search)
{
  g_return_val_if_fail (BILIK_IS_SAVED_FILTERS (self), NULL);

  for (guint i = 0; i < self->filters->len; i++)
    {
      BilikSavedFilter *filter = g_ptr_array_index (self->filters, i);

      if (crm_room_search_equal (filter->search, search))
        return filter;
    }
  return NULL;
}
