/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-records"

#include "bilik-columns-layout.h"

#define COLUMN_SPACING 18
#define ROW_SPACING    12
#define MIN_WIDTH      460 /* for two columns */

struct _BilikColumnsLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (BilikColumnsLayout, bilik_columns_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkWidget *
skip_hidden (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static int
get_height (GtkWidget *child, int width)
{
  int minimum = 0, natural = 0;

  if (child != NULL)
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &minimum, &natural, NULL, NULL);
  return MAX (minimum, natural);
}

/* Goes through the children line by line. Returns the height of all lines; allocates them where @allocate says so. */
static int
place (GtkWidget *widget, int width, gboolean allocate)
{
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int n_columns = width >= MIN_WIDTH ? 2 : 1;
  int column_width = (width - (n_columns - 1) * COLUMN_SPACING) / n_columns;
  int other = width - column_width;
  int y = 0;

  for (GtkWidget *first = skip_hidden (gtk_widget_get_first_child (widget)); first != NULL;)
    {
      GtkWidget *second = n_columns == 2 ? skip_hidden (gtk_widget_get_next_sibling (first)) : NULL;
      int height = MAX (get_height (first, column_width), get_height (second, column_width));

      y += y > 0 ? ROW_SPACING : 0;
      if (allocate)
        gtk_widget_size_allocate (first, &(GtkAllocation){ rtl ? other : 0, y, column_width, height }, -1);
      if (allocate && second != NULL)
        gtk_widget_size_allocate (second, &(GtkAllocation){ rtl ? 0 : other, y, column_width, height }, -1);
      y += height;
      first = skip_hidden (gtk_widget_get_next_sibling (second != NULL ? second : first));
    }
  return y;
}

static void
measure_width (GtkWidget *widget, int *minimum, int *natural)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = skip_hidden (gtk_widget_get_first_child (widget)); child != NULL;
       child = skip_hidden (gtk_widget_get_next_sibling (child)))
    {
      int child_minimum, child_natural;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural, NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural = MAX (*natural, 2 * child_natural + COLUMN_SPACING);
    }
  /* A child that can't be narrower than half the width must not be made to be. */
  if (*minimum > (MIN_WIDTH - COLUMN_SPACING) / 2)
    *minimum = 2 * *minimum + COLUMN_SPACING;
  *natural = MAX (*natural, *minimum);
}

static GtkSizeRequestMode
bilik_columns_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
bilik_columns_layout_measure (GtkLayoutManager *manager,
                              GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (widget, minimum, natural);
  else
    *minimum = *natural = place (widget, for_size >= 0 ? for_size : G_MAXINT / 2, FALSE);
}

static void
bilik_columns_layout_allocate (GtkLayoutManager *manager,
                               GtkWidget *widget,
                               int width,
                               int height,
                               int baseline)
{
  place (widget, width, TRUE);
}

static void
bilik_columns_layout_class_init (BilikColumnsLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = bilik_columns_layout_get_request_mode;
  layout_class->measure = bilik_columns_layout_measure;
  layout_class->allocate = bilik_columns_layout_allocate;
}

static void
bilik_columns_layout_init (BilikColumnsLayout *self)
{
}
