-- SPDX-License-Identifier: GPL-3.0-or-later
-- A trigger may not write to a virtual table (trusted_schema is off): bilikd-search-index.c takes a ticket that goes
-- out of the search.

DROP TRIGGER tickets_delete;
CREATE TRIGGER tickets_delete AFTER DELETE ON tickets
BEGIN
  UPDATE ticket_totals SET n = n - 1 WHERE organization_id = old.organization_id;
  DELETE FROM tickets_to_index WHERE ticket_id = old.id;
END;
