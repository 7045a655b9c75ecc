/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-tickets"

#include "bilik-placeholder.h"

struct _BilikPlaceholder
{
  GtkBox parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *description;
};

enum { PROP_ICON_NAME = 1, PROP_TITLE, PROP_DESCRIPTION, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (BilikPlaceholder, bilik_placeholder, GTK_TYPE_BOX)

static void
bilik_placeholder_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BilikPlaceholder *self = BILIK_PLACEHOLDER (object);

  switch (id)
    {
    case PROP_ICON_NAME:
      gtk_image_set_from_icon_name (self->icon, g_value_get_string (value));
      break;
    case PROP_TITLE:
      bilik_placeholder_set_title (self, g_value_get_string (value));
      break;
    case PROP_DESCRIPTION:
      bilik_placeholder_set_description (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bilik_placeholder_class_init (BilikPlaceholderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = bilik_placeholder_set_property;

  properties[PROP_ICON_NAME] =
      g_param_spec_string ("icon-name", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_DESCRIPTION] =
      g_param_spec_string ("description", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPERTIES, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/tickets/bilik-placeholder.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikPlaceholder, icon);
  gtk_widget_class_bind_template_child (widget_class, BilikPlaceholder, title);
  gtk_widget_class_bind_template_child (widget_class, BilikPlaceholder, description);
}

static void
bilik_placeholder_init (BilikPlaceholder *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
bilik_placeholder_set_title (BilikPlaceholder *self, const char *title)
{
  g_return_if_fail (BILIK_IS_PLACEHOLDER (self));

  gtk_label_set_text (self->title, title);
}

void
bilik_placeholder_set_description (BilikPlaceholder *self, const char *description)
{
  g_return_if_fail (BILIK_IS_PLACEHOLDER (self));

  gtk_label_set_text (self->description, description != NULL ? description : "");
  gtk_widget_set_visible (GTK_WIDGET (self->description), description != NULL && *description != '\0');
}
