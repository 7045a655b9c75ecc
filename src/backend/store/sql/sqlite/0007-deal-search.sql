-- SPDX-License-Identifier: GPL-3.0-or-later
-- Deals by the words of their name, number and contact; like tickets in 0002, taken in by bilikd-search-index.c.

CREATE VIRTUAL TABLE deal_search USING fts5 (
  words, columnsize=0, prefix='1 2 3', tokenize='unicode61 remove_diacritics 2');

CREATE VIEW deal_words AS
SELECT id, organization_id << 40 | id AS search_id,
       name || ' DEAL-' || id || ' ' ||
       coalesce ((SELECT name FROM customers WHERE id = deals.customer_id), '') AS words
FROM deals;

CREATE TABLE deals_to_index (deal_id INTEGER PRIMARY KEY) STRICT;
INSERT INTO deal_search (rowid, words) SELECT search_id, words FROM deal_words;

CREATE TRIGGER deals_insert_search AFTER INSERT ON deals
BEGIN
  INSERT INTO deals_to_index VALUES (new.id);
END;
CREATE TRIGGER deals_rename AFTER UPDATE OF name, customer_id ON deals
WHEN old.name <> new.name OR old.customer_id IS NOT new.customer_id
BEGIN
  INSERT OR IGNORE INTO deals_to_index VALUES (new.id);
END;
CREATE TRIGGER customers_rename_deals AFTER UPDATE OF name ON customers WHEN old.name <> new.name
BEGIN
  INSERT OR IGNORE INTO deals_to_index SELECT id FROM deals WHERE customer_id = new.id;
END;
CREATE TRIGGER deals_delete AFTER DELETE ON deals
BEGIN
  DELETE FROM deals_to_index WHERE deal_id = old.id;
END;
