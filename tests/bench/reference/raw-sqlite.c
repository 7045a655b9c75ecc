/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reference of F-13: what SQLite alone can do — record and three side rows, 64 creates a transaction, synchronous=FULL. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define PER_TRANSACTION 64

static void
run (sqlite3 *db, const char *sql)
{
  char *message = NULL;
  if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    {
      fprintf (stderr, "%s\n", message);
      exit (1);
    }
}

static void
insert (sqlite3_stmt *statement, int number, const char *text)
{
  sqlite3_bind_int (statement, 1, number);
  sqlite3_bind_text (statement, 2, text, -1, SQLITE_STATIC);
  if (sqlite3_step (statement) != SQLITE_DONE)
    exit (1);
  sqlite3_reset (statement);
}

/* The rows of one create are about as large as bilikd's. */
static double
measure (sqlite3 *db, int n_creates)
{
  const char *const sql[] = {
    "INSERT INTO tickets (id, body) VALUES (?, ?)",
    "INSERT INTO links (ticket_id, customer_id) VALUES (?, ?)",
    "INSERT INTO keys (key, reply) VALUES (?, ?)",
    "INSERT INTO outbox (id, payload) VALUES (?, ?)",
  };
  sqlite3_stmt *statements[4];
  char body[513];
  struct timespec start, end;

  for (int i = 0; i < 4; i++)
    sqlite3_prepare_v2 (db, sql[i], -1, &statements[i], NULL);
  for (int i = 0; i < 512; i++)
    body[i] = 'a' + i % 26;
  body[512] = '\0';

  clock_gettime (CLOCK_MONOTONIC, &start);
  for (int done = 0; done < n_creates; done += PER_TRANSACTION)
    {
      run (db, "BEGIN IMMEDIATE");
      for (int i = 0; i < PER_TRANSACTION; i++)
        for (int row = 0; row < 4; row++)
          insert (statements[row], done + i + 1, body);
      run (db, "COMMIT");
    }
  clock_gettime (CLOCK_MONOTONIC, &end);
  for (int i = 0; i < 4; i++)
    sqlite3_finalize (statements[i]);
  return n_creates / ((end.tv_sec - start.tv_sec) + (end.tv_nsec - start.tv_nsec) / 1e9);
}

int
main (int argc, char **argv)
{
  sqlite3 *db;

  if (argc != 3 || sqlite3_open (argv[1], &db) != SQLITE_OK)
    return 2;
  run (db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
           "CREATE TABLE tickets (id INTEGER PRIMARY KEY, body TEXT);"
           "CREATE TABLE links (ticket_id INTEGER PRIMARY KEY, customer_id TEXT);"
           "CREATE TABLE keys (key TEXT PRIMARY KEY, reply TEXT);"
           "CREATE TABLE outbox (id INTEGER PRIMARY KEY, payload TEXT);");
  printf ("%.0f\n", measure (db, atoi (argv[2])));
  sqlite3_close (db);
  return 0;
}
