/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-origin.h"

#include <gio/gio.h>
#include <string.h>

/*
 * Nothing here uses a URL parser: GUri and browsers disagree on hostile input
 * (`https://evil.test\@crm.example`), so that a decision on a parsed host can be
 * a decision on another one. What passes is the small language that every parser
 * reads alike; the rest is refused.
 */

#define HOST_ORIGIN "bilik-embed://host"
#define MAX_HOST    253
#define MAX_LABEL   63
#define LOWER_HEX   G_CSET_DIGITS "abcdef"

typedef struct
{
  const char *prefix;
  const char *default_port;
  gboolean is_for_loopback_only;
} Scheme;

static const Scheme schemes[] = {
  { "https://", "443", FALSE },
  { "http://", "80", TRUE },
};

static const Scheme *
find_scheme (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      if (g_str_has_prefix (text, schemes[i].prefix))
        return &schemes[i];
    }
  return NULL;
}

static gboolean
is_loopback (const char *host)
{
  return g_str_equal (host, "localhost") || g_str_equal (host, "127.0.0.1") || g_str_equal (host, "[::1]");
}

/* Browsers read any host whose last label looks like a number as IPv4, in many spellings; one of them is canonical. */
static gboolean
is_ipv4 (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);
  g_autofree char *canonical = NULL;

  if (address == NULL || g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV4)
    return FALSE;
  canonical = g_inet_address_to_string (address);
  return g_str_equal (canonical, host);
}

/* Hexadecimal groups only: the dotted tail of mapped addresses is serialised differently by browsers. */
static gboolean
is_bracketed_ipv6 (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;
  g_autofree char *inner = NULL;
  g_autofree char *canonical = NULL;
  gsize length = strlen (host);

  if (length < 4 || host[0] != '[' || host[length - 1] != ']')
    return FALSE;
  inner = g_strndup (host + 1, length - 2);
  if (strspn (inner, LOWER_HEX ":") != length - 2)
    return FALSE;
  address = g_inet_address_new_from_string (inner);
  if (address == NULL)
    return FALSE;
  canonical = g_inet_address_to_string (address);
  return g_str_equal (canonical, inner);
}

/* Punycode labels are refused: whether one is valid is another question that parsers answer differently. */
static gboolean
is_label (const char *label)
{
  gsize length = strlen (label);

  return length > 0 && length <= MAX_LABEL && strspn (label, G_CSET_a_2_z G_CSET_DIGITS "-") == length &&
         label[0] != '-' && label[length - 1] != '-' && !g_str_has_prefix (label, "xn--");
}

/* "7", "0x7f" and "0x": what makes a browser read the whole host as IPv4. */
static gboolean
is_number_like (const char *label)
{
  if (g_str_has_prefix (label, "0x"))
    return strspn (label + 2, LOWER_HEX) == strlen (label + 2);
  return strspn (label, G_CSET_DIGITS) == strlen (label);
}

static gboolean
is_domain (const char *host)
{
  g_auto (GStrv) labels = g_strsplit (host, ".", -1);
  guint n_labels = g_strv_length (labels);

  if (strlen (host) > MAX_HOST || n_labels == 0)
    return FALSE;
  for (guint i = 0; i < n_labels; i++)
    {
      if (!is_label (labels[i]))
        return FALSE;
    }
  return !is_number_like (labels[n_labels - 1]);
}

static gboolean
is_port (const char *port, const Scheme *scheme)
{
  return port[0] != '0' && !g_str_equal (port, scheme->default_port) &&
         g_ascii_string_to_unsigned (port, 10, 1, G_MAXUINT16, NULL, NULL);
}

/* Where the port begins in `host[:port]`: its colon, or the end. */
static gsize
host_length (const char *authority)
{
  const char *bracket = strchr (authority, ']');
  const char *from = bracket != NULL ? bracket : authority;

  return (gsize) (from - authority) + strcspn (from, ":");
}

gboolean
crm_origin_is_valid (const char *origin)
{
  const Scheme *scheme = origin != NULL ? find_scheme (origin) : NULL;
  g_autofree char *host = NULL;
  const char *authority, *port;

  if (scheme == NULL)
    return g_strcmp0 (origin, HOST_ORIGIN) == 0;

  authority = origin + strlen (scheme->prefix);
  host = g_strndup (authority, host_length (authority));
  port = authority + strlen (host);
  if (*port == ':' && !is_port (port + 1, scheme))
    return FALSE;
  if (scheme->is_for_loopback_only)
    return is_loopback (host);
  return is_domain (host) || is_ipv4 (host) || is_bracketed_ipv6 (host);
}

/* Printable ASCII without what some parser turns into something else. */
static gboolean
is_plain_url (const char *url)
{
  for (; *url != '\0'; url++)
    {
      if (*url <= ' ' || *url >= 0x7f || *url == '\\')
        return FALSE;
    }
  return TRUE;
}

char *
crm_origin_from_url (const char *url)
{
  const Scheme *scheme = url != NULL && is_plain_url (url) ? find_scheme (url) : NULL;
  g_autofree char *authority = NULL;
  g_autofree char *lower = NULL;
  char *origin, *port;

  if (scheme == NULL)
    return NULL;

  url += strlen (scheme->prefix);
  authority = g_strndup (url, strcspn (url, "/?#"));
  lower = g_ascii_strdown (authority, -1);
  port = lower + host_length (lower);
  if (*port == ':' && g_str_equal (port + 1, scheme->default_port))
    *port = '\0';

  origin = g_strconcat (scheme->prefix, lower, NULL);
  if (!crm_origin_is_valid (origin))
    g_clear_pointer (&origin, g_free);
  return origin;
}

/* --- the allow-list ---------------------------------------------------------- */

struct _CrmOriginList
{
  GPtrArray *origins;
};

CrmOriginList *
crm_origin_list_new (const char *const *origins)
{
  CrmOriginList *self = g_new0 (CrmOriginList, 1);

  self->origins = g_ptr_array_new_with_free_func (g_free);
  for (; origins != NULL && *origins != NULL; origins++)
    {
      if (crm_origin_is_valid (*origins))
        g_ptr_array_add (self->origins, g_strdup (*origins));
      else
        g_message ("Left out of the allow-list, not a canonical origin: %s", *origins);
    }
  return self;
}

void
crm_origin_list_free (CrmOriginList *self)
{
  g_ptr_array_unref (self->origins);
  g_free (self);
}

gboolean
crm_origin_list_contains (const CrmOriginList *self, const char *origin)
{
  return origin != NULL && g_ptr_array_find_with_equal_func (self->origins, origin, g_str_equal, NULL);
}
