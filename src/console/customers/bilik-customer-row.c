/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-customers"

#include "bilik-customer-row.h"

#include <glib/gi18n.h>

#define PADDING               6.0
#define LINE_SPACING          2.0
#define COUNT_SPACING         12.0
#define SMALL_SCALE           0.83
#define DIM_ALPHA             0.55f
#define SKELETON_ALPHA        0.1f
#define LEFT_TO_RIGHT_ISOLATE "\xe2\x81\xa6"
#define POP_ISOLATE           "\xe2\x81\xa9"
#define NATURAL_WIDTH         300

struct _BilikCustomerRow
{
  GtkWidget parent_instance;

  BilikCustomerItem *item;
  gulong item_handler;

  PangoLayout *name;
  PangoLayout *detail;
  PangoLayout *count;

  int name_space; /* height of a line in the interface's own font */
  int detail_space;
};

G_DEFINE_FINAL_TYPE (BilikCustomerRow, bilik_customer_row, GTK_TYPE_WIDGET)

/* Numbers are read from left to right everywhere, their plus sign first. */
static char *
isolate_number (const char *number)
{
  return number != NULL && *number != '\0' ? g_strconcat (LEFT_TO_RIGHT_ISOLATE, number, POP_ISOLATE, NULL)
                                           : NULL;
}

/* "Toko Melati · +62 812-5550-1142": what tells two customers of one name apart. */
static char *
describe (CrmCustomer *customer)
{
  g_autofree char *phone = isolate_number (crm_customer_get_phone (customer));
  const char *parts[] = { crm_customer_get_company (customer), phone,
                          phone == NULL ? crm_customer_get_email (customer) : NULL };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (parts[i] == NULL || *parts[i] == '\0')
        continue;
      if (text->len > 0)
        g_string_append (text, " · ");
      g_string_append (text, parts[i]);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe_tickets (guint n_tickets)
{
  if (n_tickets == 0)
    return NULL;
  return g_strdup_printf (ngettext ("%u ticket", "%u tickets", n_tickets), n_tickets);
}

/* Rows of a GtkListView have no name of their own: their parent is what assistive technology sees. */
static void
update_accessible (BilikCustomerRow *self, const char *name, const char *detail, const char *count)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  if (parent == NULL)
    return;

  g_autofree char *label = name == NULL ? g_strdup (_ ("Loading…"))
                                        : g_strjoin (", ", name, *detail != '\0' ? detail : count,
                                                     *detail != '\0' ? count : NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update (BilikCustomerRow *self)
{
  CrmCustomer *customer = self->item != NULL ? bilik_customer_item_get_customer (self->item) : NULL;
  g_autofree char *detail = customer != NULL ? describe (customer) : NULL;
  g_autofree char *count = customer != NULL ? describe_tickets (crm_customer_get_n_tickets (customer)) : NULL;
  const char *name = customer != NULL ? crm_customer_get_name (customer) : NULL;

  /* Nothing is laid out yet: GTK binds some two hundred rows, and shows a dozen. */
  pango_layout_set_text (self->name, name != NULL ? name : "", -1);
  pango_layout_set_text (self->detail, detail != NULL ? detail : "", -1);
  pango_layout_set_text (self->count, count != NULL ? count : "", -1);
  update_accessible (self, name, detail, count);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static PangoLayout *
create_layout (GtkWidget *widget, double scale, PangoEllipsizeMode ellipsize)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, NULL);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, ellipsize);
  if (scale != 1.0)
    {
      g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
      pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
      pango_layout_set_attributes (layout, attributes);
    }
  return layout;
}

/* Asking Pango costs more than drawing the row does: once is enough. */
static void
measure_lines (BilikCustomerRow *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);

  self->name_space = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
  pango_font_metrics_unref (metrics);
  self->detail_space = (int) (self->name_space * SMALL_SCALE + 0.5);
}

/* Lines start where the interface starts, also where the text itself runs the other way: Pango turns the alignment
 * around for those that do. */
static void
lay_out (PangoLayout *layout, int width)
{
  PangoLayoutLine *line;
  gboolean is_rtl;

  pango_layout_set_width (layout, width * PANGO_SCALE);
  line = pango_layout_get_line_readonly (layout, 0);
  is_rtl = pango_layout_line_get_resolved_direction (line) == PANGO_DIRECTION_RTL;
  pango_layout_set_alignment (layout, is_rtl ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
}

static void
draw_layout (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
draw_bar (GtkSnapshot *snapshot, double x, double y, double width, double height, const GdkRGBA *color)
{
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height));
}

static void
snapshot_skeleton (BilikCustomerRow *self, GtkSnapshot *snapshot, GdkRGBA color)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  color.alpha *= SKELETON_ALPHA;
  draw_bar (snapshot, rtl ? width * 0.5 : 0, PADDING + 3, width * 0.5, self->name_space - 6, &color);
  draw_bar (snapshot, rtl ? width * 0.3 : 0, PADDING + self->name_space + LINE_SPACING + 2, width * 0.7,
            self->detail_space - 4, &color);
}

static void
snapshot_customer (BilikCustomerRow *self, GtkSnapshot *snapshot, GdkRGBA color)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GdkRGBA dim = color;
  int count_width = 0, count_height = 0, name_height, detail_height;

  dim.alpha *= DIM_ALPHA;
  if (*pango_layout_get_text (self->count) != '\0')
    pango_layout_get_pixel_size (self->count, &count_width, &count_height);

  int name_width = MAX (0, width - count_width - (count_width > 0 ? (int) COUNT_SPACING : 0));
  lay_out (self->name, name_width);
  lay_out (self->detail, width);
  pango_layout_get_pixel_size (self->name, NULL, &name_height);
  pango_layout_get_pixel_size (self->detail, NULL, &detail_height);

  /* Other scripts have other heights: every line is centred where a line of the interface's own font would be. */
  double detail_y = PADDING + self->name_space + LINE_SPACING;
  draw_layout (snapshot, self->name, rtl ? width - name_width : 0,
               PADDING + (self->name_space - name_height) / 2, &color);
  draw_layout (snapshot, self->detail, 0, detail_y + (self->detail_space - detail_height) / 2, &dim);
  if (count_width > 0)
    draw_layout (snapshot, self->count, rtl ? 0 : width - count_width,
                 PADDING + (self->name_space - count_height) / 2, &dim);
}

static void
bilik_customer_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BilikCustomerRow *self = BILIK_CUSTOMER_ROW (widget);
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  if (self->item != NULL && bilik_customer_item_get_customer (self->item) != NULL)
    snapshot_customer (self, snapshot, color);
  else
    snapshot_skeleton (self, snapshot, color);
}

static void
bilik_customer_row_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  BilikCustomerRow *self = BILIK_CUSTOMER_ROW (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 0;
      *natural = NATURAL_WIDTH;
      return;
    }
  *minimum = *natural = (int) (2 * PADDING + LINE_SPACING) + self->name_space + self->detail_space;
}

static void
bilik_customer_row_direction_changed (GtkWidget *widget, GtkTextDirection previous)
{
  GTK_WIDGET_CLASS (bilik_customer_row_parent_class)->direction_changed (widget, previous);
  update (BILIK_CUSTOMER_ROW (widget));
}

/* Another font, another size of text, high contrast. */
static void
bilik_customer_row_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  BilikCustomerRow *self = BILIK_CUSTOMER_ROW (widget);

  GTK_WIDGET_CLASS (bilik_customer_row_parent_class)->css_changed (widget, change);
  measure_lines (self);
  pango_layout_context_changed (self->name);
  pango_layout_context_changed (self->detail);
  pango_layout_context_changed (self->count);
  gtk_widget_queue_resize (widget);
}

static void
bilik_customer_row_dispose (GObject *object)
{
  BilikCustomerRow *self = BILIK_CUSTOMER_ROW (object);

  g_clear_signal_handler (&self->item_handler, self->item);
  g_clear_object (&self->item);
  g_clear_object (&self->name);
  g_clear_object (&self->detail);
  g_clear_object (&self->count);

  G_OBJECT_CLASS (bilik_customer_row_parent_class)->dispose (object);
}

static void
bilik_customer_row_class_init (BilikCustomerRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_customer_row_dispose;
  widget_class->snapshot = bilik_customer_row_snapshot;
  widget_class->measure = bilik_customer_row_measure;
  widget_class->direction_changed = bilik_customer_row_direction_changed;
  widget_class->css_changed = bilik_customer_row_css_changed;
  gtk_widget_class_set_css_name (widget_class, "customer");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
bilik_customer_row_init (BilikCustomerRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->name = create_layout (widget, 1.0, PANGO_ELLIPSIZE_END);
  self->detail = create_layout (widget, SMALL_SCALE, PANGO_ELLIPSIZE_END);
  self->count = create_layout (widget, SMALL_SCALE, PANGO_ELLIPSIZE_NONE);
  measure_lines (self);
}

GtkWidget *
bilik_customer_row_new (void)
{
  return g_object_new (BILIK_TYPE_CUSTOMER_ROW, NULL);
}

void
bilik_customer_row_set_item (BilikCustomerRow *self, BilikCustomerItem *item)
{
  g_return_if_fail (BILIK_IS_CUSTOMER_ROW (self));

  if (self->item == item)
    return;

  g_clear_signal_handler (&self->item_handler, self->item);
  g_set_object (&self->item, item);
  if (item != NULL)
    {
      self->item_handler =
          g_signal_connect_object (item, "notify::customer", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      update (self);
    }
}
