-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a create writes, written where it is cheap.

-- Keys come in no order, answers are large: answers are appended, and a key costs one small entry beside them. Rows are in
-- the order of their age, so that purging needs no index either.
ALTER TABLE idempotency RENAME TO old_idempotency;
CREATE TABLE idempotency (
  id              INTEGER PRIMARY KEY,
  organization_id INTEGER NOT NULL,
  agent_id        INTEGER NOT NULL,
  key             TEXT NOT NULL,
  request_hash    BLOB NOT NULL,
  status          INTEGER NOT NULL,
  reply           TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  UNIQUE (organization_id, agent_id, key)
) STRICT;
INSERT INTO idempotency (organization_id, agent_id, key, request_hash, status, reply, created_at)
  SELECT organization_id, agent_id, key, request_hash, status, reply, created_at FROM old_idempotency
  ORDER BY created_at;
DROP TABLE old_idempotency;

-- Nobody was ever told of ticket.created.
DELETE FROM outbox WHERE topic = 'ticket.created';
DROP INDEX outbox_waiting;
CREATE INDEX outbox_waiting ON outbox (id) WHERE delivered_at IS NULL;
