-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whoever switches a flag or a setting tells it in the same transaction: bilikctl in another process as well.
CREATE TRIGGER flags_tell_insert AFTER INSERT ON flags WHEN new.is_on
BEGIN
  UPDATE room_streams SET seq = seq + 1 WHERE organization_id = new.organization_id;
  INSERT INTO room_events (organization_id, seq, type, room_id, payload, created_at)
    SELECT organization_id, seq, 'flags.changed', NULL, '{}', 1000 * CAST (strftime ('%s', 'now') AS INTEGER)
    FROM room_streams WHERE organization_id = new.organization_id;
END;
CREATE TRIGGER flags_tell_update AFTER UPDATE OF is_on ON flags WHEN new.is_on <> old.is_on
BEGIN
  UPDATE room_streams SET seq = seq + 1 WHERE organization_id = new.organization_id;
  INSERT INTO room_events (organization_id, seq, type, room_id, payload, created_at)
    SELECT organization_id, seq, 'flags.changed', NULL, '{}', 1000 * CAST (strftime ('%s', 'now') AS INTEGER)
    FROM room_streams WHERE organization_id = new.organization_id;
END;
CREATE TRIGGER organizations_tell_update
AFTER UPDATE OF ticket_create_surface, ticket_enabled, embed_ready_timeout_ms, crm_auto_associate ON organizations
BEGIN
  UPDATE room_streams SET seq = seq + 1 WHERE organization_id = new.id;
  INSERT INTO room_events (organization_id, seq, type, room_id, payload, created_at)
    SELECT organization_id, seq, 'flags.changed', NULL, '{}', 1000 * CAST (strftime ('%s', 'now') AS INTEGER)
    FROM room_streams WHERE organization_id = new.id;
END;

-- What nobody is told of (ticket.created) does not stand in the way of what somebody is.
DROP INDEX outbox_waiting;
CREATE INDEX outbox_waiting ON outbox (id) WHERE delivered_at IS NULL AND topic <> 'ticket.created';

CREATE INDEX events_by_age ON events (received_at);
