-- SPDX-License-Identifier: GPL-3.0-or-later
-- Records that a chatbot or an AI makes: who they are, deals, rooms, the timeline.

-- --- services --------------------------------------------------------------

-- Credentials of programs. Only SHA-256 of a token is kept (SEC-20).
CREATE TABLE service_tokens (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES organizations (id),
  scope TEXT NOT NULL CHECK (scope IN ('bot', 'agentic-ai', 'company')),
  hash BLOB NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;

-- --- deals -----------------------------------------------------------------

CREATE TABLE deal_pipelines (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES organizations (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL
) STRICT;
CREATE INDEX deal_pipelines_by_organization ON deal_pipelines (organization_id, position);

CREATE TABLE deal_stages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  pipeline_id INTEGER NOT NULL REFERENCES deal_pipelines (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'won', 'lost'))
) STRICT;
CREATE INDEX deal_stages_by_pipeline ON deal_stages (pipeline_id, position);

CREATE TRIGGER deal_pipelines_insert AFTER INSERT ON deal_pipelines
BEGIN
  INSERT INTO deal_stages (pipeline_id, position, name, status) VALUES
    (new.id, 0, 'New', 'open'), (new.id, 1, 'Qualified', 'open'), (new.id, 2, 'Proposal', 'open'),
    (new.id, 3, 'Negotiation', 'open'), (new.id, 4, 'Won', 'won'), (new.id, 5, 'Lost', 'lost');
END;
-- A deal can be made in every organisation from its beginning.
CREATE TRIGGER organizations_insert_deals AFTER INSERT ON organizations
BEGIN
  INSERT INTO deal_pipelines (organization_id, position, name) VALUES (new.id, 0, 'Sales'), (new.id, 1, 'Renewals');
END;
INSERT INTO deal_pipelines (organization_id, position, name) SELECT id, 0, 'Sales' FROM organizations;
INSERT INTO deal_pipelines (organization_id, position, name) SELECT id, 1, 'Renewals' FROM organizations;

CREATE TABLE deals (
  id INTEGER PRIMARY KEY AUTOINCREMENT,      -- also the order of creation
  organization_id INTEGER NOT NULL REFERENCES organizations (id),
  pipeline_id INTEGER NOT NULL REFERENCES deal_pipelines (id),
  stage_id INTEGER NOT NULL REFERENCES deal_stages (id),
  name TEXT NOT NULL,
  amount INTEGER,                            -- in whole units of the organisation's currency
  source TEXT NOT NULL DEFAULT '',
  customer_id INTEGER REFERENCES customers (id),
  creator_id INTEGER,
  creator_flag TEXT NOT NULL DEFAULT '' CHECK (creator_flag IN ('', 'bot', 'agentic_ai')),
  creator_name TEXT NOT NULL,
  room_id TEXT,
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX deals_by_organization ON deals (organization_id, id);
CREATE INDEX deals_of_customer ON deals (customer_id) WHERE customer_id IS NOT NULL;

-- --- tickets that go -------------------------------------------------------

CREATE TRIGGER tickets_delete AFTER DELETE ON tickets
BEGIN
  UPDATE ticket_totals SET n = n - 1 WHERE organization_id = old.organization_id;
  DELETE FROM ticket_search WHERE rowid = (old.organization_id << 40 | old.id);
  DELETE FROM tickets_to_index WHERE ticket_id = old.id;
END;

-- --- rooms -----------------------------------------------------------------

-- The one deal and the one ticket that the CRM associates with a room: what was made last, then the higher id.
CREATE TABLE record_rooms (
  organization_id INTEGER NOT NULL REFERENCES organizations (id),
  room_id TEXT NOT NULL,
  object TEXT NOT NULL CHECK (object IN ('deal', 'ticket')),
  record_id INTEGER NOT NULL,
  created_at INTEGER NOT NULL,               -- of the record
  PRIMARY KEY (organization_id, room_id, object)
) STRICT, WITHOUT ROWID;

-- --- timeline --------------------------------------------------------------

-- Nobody edits it or deletes from it (CDTC-S04, SEC-29): the triggers below let only two things through.
CREATE TABLE timeline_entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES organizations (id),
  object TEXT NOT NULL CHECK (object IN ('deal', 'ticket')),
  record_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('bot_creation')),
  creator_flag TEXT NOT NULL CHECK (creator_flag IN ('bot', 'agentic_ai')),
  room_id TEXT NOT NULL,
  preview TEXT,                              -- JSON array of {type, text}
  preview_state TEXT NOT NULL DEFAULT 'waiting' CHECK (preview_state IN ('waiting', 'filled', 'unavailable')),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL                -- the first moment at which it is purged
) STRICT;
CREATE INDEX timeline_of_record ON timeline_entries (organization_id, object, record_id, id);
CREATE INDEX timeline_waiting ON timeline_entries (id) WHERE preview_state = 'waiting';
CREATE INDEX timeline_by_expiry ON timeline_entries (expires_at);

-- 1. The preview of the chat is filled in, once.
CREATE TRIGGER timeline_entries_update BEFORE UPDATE ON timeline_entries
WHEN NOT (old.preview_state = 'waiting' AND new.preview_state <> 'waiting'
          AND (new.id, new.organization_id, new.object, new.record_id, new.kind, new.creator_flag, new.room_id,
               new.created_at, new.expires_at)
            = (old.id, old.organization_id, old.object, old.record_id, old.kind, old.creator_flag, old.room_id,
               old.created_at, old.expires_at))
BEGIN
  SELECT RAISE (ABORT, 'a timeline entry can not be changed');
END;
-- 2. It goes when its year is over.
CREATE TRIGGER timeline_entries_delete BEFORE DELETE ON timeline_entries
WHEN old.expires_at > CAST (round ((julianday ('now') - 2440587.5) * 86400000) AS INTEGER)
BEGIN
  SELECT RAISE (ABORT, 'a timeline entry can not be deleted');
END;
