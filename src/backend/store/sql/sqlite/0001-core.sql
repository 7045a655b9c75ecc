-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who may do what, and what every write leans on. Times are milliseconds since 1970.

CREATE TABLE organizations (
  id                     INTEGER PRIMARY KEY,
  name                   TEXT NOT NULL,
  company_sso_id         TEXT NOT NULL UNIQUE,
  ticket_create_surface  TEXT NOT NULL DEFAULT 'embed' CHECK (ticket_create_surface IN ('embed', 'native')),
  ticket_enabled         INTEGER NOT NULL DEFAULT 1,
  crm_auto_associate     INTEGER NOT NULL DEFAULT 1,
  embed_ready_timeout_ms INTEGER NOT NULL DEFAULT 10000 CHECK (embed_ready_timeout_ms BETWEEN 100 AND 120000),
  created_at             INTEGER NOT NULL
) STRICT;

-- A flag without a row has the default of bilikd-accounts.c.
CREATE TABLE flags (
  organization_id INTEGER NOT NULL REFERENCES organizations,
  name            TEXT NOT NULL,
  is_on           INTEGER NOT NULL,
  PRIMARY KEY (organization_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE agents (
  id              INTEGER PRIMARY KEY,
  organization_id INTEGER NOT NULL REFERENCES organizations,
  email           TEXT NOT NULL COLLATE NOCASE UNIQUE,
  name            TEXT NOT NULL,
  role            TEXT NOT NULL CHECK (role IN ('admin', 'agent', 'associate', 'inbox', 'tso')),
  is_tso          INTEGER NOT NULL DEFAULT 0,
  is_active       INTEGER NOT NULL DEFAULT 1,
  password_hash   TEXT NOT NULL,
  created_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX agents_by_organization ON agents (organization_id);

CREATE TABLE sessions (
  id         TEXT PRIMARY KEY,
  agent_id   INTEGER NOT NULL REFERENCES agents ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_agent ON sessions (agent_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- Only SHA-256 of a token is kept (SEC-20).
CREATE TABLE refresh_tokens (
  hash       BLOB PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
  expires_at INTEGER NOT NULL,
  spent_at   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

-- The first answer to a write, written in the write's own savepoint.
CREATE TABLE idempotency (
  organization_id INTEGER NOT NULL,
  agent_id        INTEGER NOT NULL,
  key             TEXT NOT NULL,
  request_hash    BLOB NOT NULL,
  status          INTEGER NOT NULL,
  reply           TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  PRIMARY KEY (organization_id, agent_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_age ON idempotency (created_at);

-- What other systems must hear of: at least once, in order, after the commit.
CREATE TABLE outbox (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES organizations,
  topic           TEXT NOT NULL,
  payload         TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  attempts        INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL DEFAULT 0,
  delivered_at    INTEGER
) STRICT;
CREATE INDEX outbox_waiting ON outbox (next_attempt_at, id) WHERE delivered_at IS NULL;

-- Telemetry of the clients; no personal data (SEC-27).
CREATE TABLE events (
  organization_id INTEGER NOT NULL REFERENCES organizations,
  id              TEXT NOT NULL,
  agent_id        INTEGER NOT NULL,
  name            TEXT NOT NULL,
  at              INTEGER NOT NULL,
  received_at     INTEGER NOT NULL,
  properties      TEXT NOT NULL,
  PRIMARY KEY (organization_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_by_name ON events (organization_id, name, at);
