/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-customers"

#include "bilik-customer-skeleton.h"

#define ROW_HEIGHT  54
#define LINE_HEIGHT 12
#define LINE_GAP    10
#define ALPHA       0.1f

struct _BilikCustomerSkeleton
{
  GtkWidget parent_instance;

  guint n_rows;
};

G_DEFINE_FINAL_TYPE (BilikCustomerSkeleton, bilik_customer_skeleton, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_N_ROWS, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void
draw_line (BilikCustomerSkeleton *self,
           GtkSnapshot *snapshot,
           float y,
           float share,
           float height,
           const GdkRGBA *color)
{
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self));
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (rtl ? width * (1 - share) : 0, y, width * share, height);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &bounds, height / 3);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, color, &bounds);
  gtk_snapshot_pop (snapshot);
}

static void
bilik_customer_skeleton_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  static const float SHARES[] = { 0.5f, 0.62f, 0.42f };
  BilikCustomerSkeleton *self = BILIK_CUSTOMER_SKELETON (widget);
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= ALPHA;
  for (guint i = 0; i < self->n_rows; i++)
    {
      float y = (float) (i * ROW_HEIGHT) + LINE_GAP;
      float share = SHARES[i % G_N_ELEMENTS (SHARES)];
      draw_line (self, snapshot, y, share, LINE_HEIGHT, &color);
      draw_line (self, snapshot, y + LINE_HEIGHT + LINE_GAP, share * 1.4f, LINE_HEIGHT - 2, &color);
    }
}

static void
bilik_customer_skeleton_measure (GtkWidget *widget,
                                 GtkOrientation orientation,
                                 int for_size,
                                 int *minimum,
                                 int *natural,
                                 int *minimum_baseline,
                                 int *natural_baseline)
{
  *minimum = 0;
  *natural = orientation == GTK_ORIENTATION_VERTICAL
                 ? (int) BILIK_CUSTOMER_SKELETON (widget)->n_rows * ROW_HEIGHT
                 : 0;
}

static void
bilik_customer_skeleton_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_N_ROWS)
    g_value_set_uint (value, BILIK_CUSTOMER_SKELETON (object)->n_rows);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
bilik_customer_skeleton_set_property (GObject *object,
                                      guint property_id,
                                      const GValue *value,
                                      GParamSpec *pspec)
{
  if (property_id == PROP_N_ROWS)
    {
      BILIK_CUSTOMER_SKELETON (object)->n_rows = g_value_get_uint (value);
      gtk_widget_queue_resize (GTK_WIDGET (object));
    }
  else
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bilik_customer_skeleton_class_init (BilikCustomerSkeletonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = bilik_customer_skeleton_get_property;
  object_class->set_property = bilik_customer_skeleton_set_property;
  widget_class->snapshot = bilik_customer_skeleton_snapshot;
  widget_class->measure = bilik_customer_skeleton_measure;

  properties[PROP_N_ROWS] =
      g_param_spec_uint ("n-rows", NULL, NULL, 0, 100, 3, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "customer-skeleton");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
}

static void
bilik_customer_skeleton_init (BilikCustomerSkeleton *self)
{
  self->n_rows = 3;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}
