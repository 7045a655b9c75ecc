/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What customers and tickets may be called (SEC-15): every row in five frames makes 200. */
static const char *const hostile_rows[] = {
  "Tom & Jerry <3",
  "<b>bold</b>",
  "<a href=\"https://evil.test\">click</a>",
  "<span foreground='red'>",
  "&amp;",
  "&lt;script&gt;",
  "&#0;",
  "&unknown;",
  "</span></b>",
  "a < b > c & d",
  "\"quoted\" 'single'",
  "_mnemonic__",
  "100%s %n %d %p",
  "%1$s %2$s",
  "$(reboot) `id`",
  "'; DROP TABLE tickets; --",
  "javascript:alert(1)",
  "{{7*7}} ${x} #{y}",
  "مرحبا بالعالم",
  "שלום עולם",
  "Budi \xe2\x80\xae txt.exe",
  "\xe2\x81\xa6isolate\xe2\x81\xa9",
  "ก็ภาษาไทย",
  "日本語の名前",
  "👩‍👩‍👧‍👦 family",
  "Z͑̂a̓l͗g̀o͂",
  "tab\tinside",
  "  leading and trailing  ",
  "-",
  "0",
  "null",
  "undefined",
  "NaN",
  "../../etc/passwd",
  "C:\\Windows\\System32",
  "<!-- comment -->",
  "<![CDATA[x]]>",
  "<img src=x onerror=alert(1)>",
  "é (composed) é (decomposed)",
  "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
};

static const char *const hostile_frames[][2] = {
  { "", "" }, { "Ticket ", " end" }, { "<", ">" }, { "& ", " &" }, { "\"", "\"" },
};

#define HOSTILE_N (G_N_ELEMENTS (hostile_rows) * G_N_ELEMENTS (hostile_frames))

static inline char *
hostile_string (guint index)
{
  const char *const *frame = hostile_frames[index % G_N_ELEMENTS (hostile_frames)];

  return g_strconcat (frame[0], hostile_rows[index / G_N_ELEMENTS (hostile_frames)], frame[1], NULL);
}
