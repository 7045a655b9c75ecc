/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-customers"

#include "bilik-copy-chip.h"

struct _BilikCopyChip
{
  GtkButton parent_instance;

  GtkLabel *label;
  char *symbol;
  char *action_label;
};

G_DEFINE_FINAL_TYPE (BilikCopyChip, bilik_copy_chip, GTK_TYPE_BUTTON)

enum { PROP_0, PROP_SYMBOL, PROP_TEXT, PROP_ACTION_LABEL, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { COPIED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
update_accessible (BilikCopyChip *self)
{
  g_autofree char *name = g_strdup_printf ("%s: %s", self->action_label != NULL ? self->action_label : "",
                                           gtk_label_get_label (self->label));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
bilik_copy_chip_clicked (GtkButton *button)
{
  BilikCopyChip *self = BILIK_COPY_CHIP (button);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_label (self->label));
  g_signal_emit (self, signals[COPIED], 0);
}

static void
bilik_copy_chip_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  BilikCopyChip *self = BILIK_COPY_CHIP (object);

  switch (property_id)
    {
    case PROP_SYMBOL:
      g_value_set_string (value, self->symbol);
      break;
    case PROP_TEXT:
      g_value_set_string (value, gtk_label_get_label (self->label));
      break;
    case PROP_ACTION_LABEL:
      g_value_set_string (value, self->action_label);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bilik_copy_chip_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  BilikCopyChip *self = BILIK_COPY_CHIP (object);

  switch (property_id)
    {
    case PROP_SYMBOL:
      g_free (self->symbol);
      self->symbol = g_value_dup_string (value);
      break;
    case PROP_TEXT:
      bilik_copy_chip_set_text (self, g_value_get_string (value));
      break;
    case PROP_ACTION_LABEL:
      g_free (self->action_label);
      self->action_label = g_value_dup_string (value);
      update_accessible (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bilik_copy_chip_finalize (GObject *object)
{
  BilikCopyChip *self = BILIK_COPY_CHIP (object);

  g_free (self->symbol);
  g_free (self->action_label);

  G_OBJECT_CLASS (bilik_copy_chip_parent_class)->finalize (object);
}

static void
bilik_copy_chip_class_init (BilikCopyChipClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = bilik_copy_chip_get_property;
  object_class->set_property = bilik_copy_chip_set_property;
  object_class->finalize = bilik_copy_chip_finalize;
  GTK_BUTTON_CLASS (klass)->clicked = bilik_copy_chip_clicked;

  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  properties[PROP_SYMBOL] = g_param_spec_string ("symbol", NULL, NULL, NULL, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_ACTION_LABEL] = g_param_spec_string ("action-label", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[COPIED] = g_signal_new ("copied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/customers/bilik-copy-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikCopyChip, label);
}

static void
bilik_copy_chip_init (BilikCopyChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
bilik_copy_chip_set_text (BilikCopyChip *self, const char *text)
{
  g_return_if_fail (BILIK_IS_COPY_CHIP (self));

  gtk_label_set_label (self->label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL && *text != '\0');
  update_accessible (self);
}
