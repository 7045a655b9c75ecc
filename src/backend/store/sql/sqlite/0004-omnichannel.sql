-- SPDX-License-Identifier: GPL-3.0-or-later
-- Rooms, what is said in them, what the CRM has told of them, and what their watchers must hear.

CREATE TABLE rooms (
  organization_id INTEGER NOT NULL REFERENCES organizations (id),
  id              TEXT NOT NULL,             -- the channel integration's
  customer_id     INTEGER REFERENCES customers (id),
  channel         TEXT NOT NULL,
  title           TEXT NOT NULL,             -- the contact's name
  assignee_id     INTEGER REFERENCES agents (id),
  unread          INTEGER NOT NULL DEFAULT 0,
  last_message    TEXT,
  last_message_at INTEGER NOT NULL,
  created_at      INTEGER NOT NULL,
  deleted_at      INTEGER,
  PRIMARY KEY (organization_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX rooms_by_time ON rooms (organization_id, last_message_at, id) WHERE deleted_at IS NULL;

CREATE TABLE messages (
  id              INTEGER PRIMARY KEY AUTOINCREMENT, -- also the order of a room
  organization_id INTEGER NOT NULL,
  room_id         TEXT NOT NULL,
  speaker         TEXT NOT NULL CHECK (speaker IN ('customer', 'agent', 'bot', 'ai')),
  name            TEXT NOT NULL,
  type            TEXT NOT NULL CHECK (type IN ('text', 'image', 'file')),
  contents        TEXT NOT NULL,
  delivery        TEXT NOT NULL CHECK (delivery IN ('received', 'sent', 'delivered', 'read', 'failed')),
  created_at      INTEGER NOT NULL,
  FOREIGN KEY (organization_id, room_id) REFERENCES rooms (organization_id, id)
) STRICT;
CREATE INDEX messages_by_room ON messages (organization_id, room_id, id);

-- Every deal and ticket the CRM has told of, deleted ones too: they keep late news from coming back.
-- A record whose deletion came first has no room yet.
CREATE TABLE room_records (
  organization_id INTEGER NOT NULL REFERENCES organizations (id),
  object          TEXT NOT NULL CHECK (object IN ('deal', 'ticket')),
  external_id     TEXT NOT NULL,
  room_id         TEXT,
  slug            TEXT,
  name            TEXT NOT NULL DEFAULT '',
  stage           TEXT,
  pipeline        TEXT,
  status          TEXT,
  priority        TEXT,
  external_url    TEXT,
  creator_flag    TEXT NOT NULL DEFAULT '',
  crm_created_at  INTEGER NOT NULL DEFAULT 0,
  revision        INTEGER NOT NULL DEFAULT 0,
  deleted_at      INTEGER,
  PRIMARY KEY (organization_id, object, external_id)
) STRICT, WITHOUT ROWID;
-- Ids are decimal: the longer is the higher.
CREATE INDEX room_records_latest
  ON room_records (organization_id, room_id, object, crm_created_at, length (external_id), external_id);

-- One sequence an organisation. Another epoch: the sequence began anew, nothing before it counts.
CREATE TABLE room_streams (
  organization_id INTEGER PRIMARY KEY REFERENCES organizations (id),
  epoch           TEXT NOT NULL,
  seq             INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO room_streams (organization_id, epoch) SELECT id, lower (hex (randomblob (8))) FROM organizations;
CREATE TRIGGER organizations_insert_stream AFTER INSERT ON organizations
BEGIN
  INSERT INTO room_streams (organization_id, epoch) VALUES (new.id, lower (hex (randomblob (8))));
END;

CREATE TABLE room_events (
  organization_id INTEGER NOT NULL REFERENCES organizations (id),
  seq             INTEGER NOT NULL,
  type            TEXT NOT NULL,
  room_id         TEXT,
  payload         TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  PRIMARY KEY (organization_id, seq)
) STRICT, WITHOUT ROWID;
