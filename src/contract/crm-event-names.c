/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-event-names.h"
#include "crm-identity.h"
#include "crm-time.h"

#include <string.h>

#define MAX_PROPERTIES 5

typedef struct
{
  const char *name;
  const char *properties[MAX_PROPERTIES + 1];
} EventRow;

#define CRM_EVENT_ROW_(name, ...) { name, { __VA_ARGS__ } },

static const EventRow events[] = { CRM_EVENTS (CRM_EVENT_ROW_) };

static const EventRow *
find_event (const char *name)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (events); i++)
    {
      if (g_str_equal (events[i].name, name))
        return &events[i];
    }
  return NULL;
}

gboolean
crm_event_names_contains (const char *name)
{
  return find_event (name) != NULL;
}

gboolean
crm_event_names_allows (const char *name, const char *property)
{
  const EventRow *event = find_event (name);

  return event != NULL && property != NULL && g_strv_contains (event->properties, property);
}

static gboolean
is_word (const char *value)
{
  gsize length = strlen (value);

  return length > 0 && length <= 64 &&
         strspn (value, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_.-") == length;
}

static gboolean
is_flag (const char *value)
{
  return g_str_equal (value, "true") || g_str_equal (value, "false");
}

static gboolean
is_time (const char *value)
{
  return crm_time_parse (value, NULL);
}

/* Looser than crm_origin_is_valid(): the point of the event is to see what was refused. */
static gboolean
is_origin (const char *value)
{
  const char *separator = strstr (value, "://");
  const char *authority = separator != NULL ? separator + 3 : NULL;

  if (authority == NULL)
    return g_str_equal (value, "null");
  return separator > value && *authority != '\0' &&
         strspn (value, G_CSET_a_2_z G_CSET_DIGITS "+.-") == (gsize) (separator - value) &&
         authority[strspn (authority, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._:[]-")] == '\0';
}

typedef struct
{
  const char *property;
  gboolean (*accepts) (const char *value);
} PropertyRow;

/* Everything else that CRM_EVENTS names is an id. */
static const PropertyRow forms[] = {
  { "data_source", is_word },        { "error_code", is_word }, { "reason", is_word },
  { "creator_flag", is_word },       { "source", is_word },     { "creator_source", is_word },
  { "error_reason", is_word },       { "is_c360", is_flag },    { "contact_id_present", is_flag },
  { "attempted_origin", is_origin }, { "timestamp", is_time },
};

gboolean
crm_event_names_accepts_value (const char *property, const char *value)
{
  if (property == NULL || value == NULL || strnlen (value, CRM_EVENTS_MAX_VALUE + 1) > CRM_EVENTS_MAX_VALUE)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      if (g_str_equal (forms[i].property, property))
        return forms[i].accepts (value);
    }
  return crm_identity_is_id (value);
}
