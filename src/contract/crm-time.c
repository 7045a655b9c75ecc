/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-time.h"

#define MS_PER_DAY (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define MIN_MS     (-62135596800 * G_GINT64_CONSTANT (1000)) /* 0001-01-01 */
#define MAX_MS     (253402300799 * G_GINT64_CONSTANT (1000) + 999)

/*
 * Own calendar arithmetic instead of GDateTime: a page of 200 tickets holds 600
 * times, and GDateTime takes a time zone, an allocation and a lock for each.
 */

/* Days since 1970-01-01 of a proleptic Gregorian date; years begin in March, so that the leap day is the
 * last. */
static gint64
days_from_civil (int year, int month, int day)
{
  int y = month <= 2 ? year - 1 : year;
  int era = y / 400;
  int year_of_era = y - era * 400;
  int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return (gint64) era * 146097 + day_of_era - 719468;
}

static void
civil_from_days (gint64 days, int *year, int *month, int *day)
{
  gint64 shifted = days + 719468;
  int era = (int) (shifted / 146097);
  int day_of_era = (int) (shifted - (gint64) era * 146097);
  int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int shifted_month = (5 * day_of_year + 2) / 153;

  *day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  *month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  *year = year_of_era + era * 400 + (*month <= 2 ? 1 : 0);
}

/* Exactly @n digits; moves @cursor behind them. */
static gboolean
parse_digits (const char **cursor, int n, int *out_value)
{
  int value = 0;

  for (int i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit ((*cursor)[i]))
        return FALSE;
      value = value * 10 + ((*cursor)[i] - '0');
    }
  *cursor += n;
  *out_value = value;
  return TRUE;
}

static gboolean
parse_literal (const char **cursor, char literal)
{
  if (**cursor != literal)
    return FALSE;
  (*cursor)++;
  return TRUE;
}

static gboolean
parse_date (const char **cursor, gint64 *out_days)
{
  int year, month, day;

  if (!parse_digits (cursor, 4, &year) || !parse_literal (cursor, '-') || !parse_digits (cursor, 2, &month) ||
      !parse_literal (cursor, '-') || !parse_digits (cursor, 2, &day))
    return FALSE;
  if (!g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  *out_days = days_from_civil (year, month, day);
  return TRUE;
}

static gboolean
parse_clock (const char **cursor, gint64 *out_ms)
{
  int hour, minute, second;
  int ms = 0;

  if (!parse_digits (cursor, 2, &hour) || !parse_literal (cursor, ':') ||
      !parse_digits (cursor, 2, &minute) || !parse_literal (cursor, ':') ||
      !parse_digits (cursor, 2, &second))
    return FALSE;
  if (hour > 23 || minute > 59 || second > 59)
    return FALSE;

  if (parse_literal (cursor, '.'))
    {
      int scale = 100;

      if (!g_ascii_isdigit (**cursor))
        return FALSE;
      for (; g_ascii_isdigit (**cursor); (*cursor)++, scale /= 10)
        ms += (**cursor - '0') * scale;
    }
  *out_ms = ((hour * 60 + minute) * 60 + second) * G_GINT64_CONSTANT (1000) + ms;
  return TRUE;
}

static gboolean
parse_offset (const char **cursor, gint64 *out_ms)
{
  int hour, minute;
  gboolean is_west = **cursor == '-';

  *out_ms = 0;
  if (parse_literal (cursor, 'Z'))
    return TRUE;
  if (!parse_literal (cursor, '+') && !parse_literal (cursor, '-'))
    return FALSE;
  if (!parse_digits (cursor, 2, &hour) || !parse_literal (cursor, ':') ||
      !parse_digits (cursor, 2, &minute) || hour > 23 || minute > 59)
    return FALSE;
  *out_ms = (hour * 60 + minute) * G_GINT64_CONSTANT (60000) * (is_west ? -1 : 1);
  return TRUE;
}

gint64
crm_time_now (void)
{
  return g_get_real_time () / 1000;
}

gboolean
crm_time_parse (const char *text, gint64 *out_unix_ms)
{
  const char *cursor = text;
  gint64 days, clock_ms, offset_ms, unix_ms;

  if (text == NULL || !parse_date (&cursor, &days) || !parse_literal (&cursor, 'T') ||
      !parse_clock (&cursor, &clock_ms) || !parse_offset (&cursor, &offset_ms) || *cursor != '\0')
    return FALSE;

  unix_ms = days * MS_PER_DAY + clock_ms - offset_ms;
  if (unix_ms < MIN_MS || unix_ms > MAX_MS)
    return FALSE;
  if (out_unix_ms != NULL)
    *out_unix_ms = unix_ms;
  return TRUE;
}

static char *
format_digits (char *end, int n, int value, char separator)
{
  *--end = separator;
  for (int i = 0; i < n; i++, value /= 10)
    *--end = (char) ('0' + value % 10);
  return end;
}

void
crm_time_format (gint64 unix_ms, char text[CRM_TIME_TEXT_SIZE])
{
  gint64 in_range = CLAMP (unix_ms, MIN_MS, MAX_MS);
  /* Shifted to a positive count first: division would round towards 1970. */
  gint64 days = (in_range - MIN_MS) / MS_PER_DAY;
  int ms_of_day = (int) ((in_range - MIN_MS) % MS_PER_DAY);
  char *end = text + CRM_TIME_TEXT_SIZE;
  int year, month, day;

  civil_from_days (days + MIN_MS / MS_PER_DAY, &year, &month, &day);
  *--end = '\0';
  end = format_digits (end, 3, ms_of_day % 1000, 'Z');
  end = format_digits (end, 2, ms_of_day / 1000 % 60, '.');
  end = format_digits (end, 2, ms_of_day / 60000 % 60, ':');
  end = format_digits (end, 2, ms_of_day / 3600000, ':');
  end = format_digits (end, 2, day, 'T');
  end = format_digits (end, 2, month, '-');
  format_digits (end, 4, year, '-');
}
