-- SPDX-License-Identifier: GPL-3.0-or-later
-- Customers (CDP), tickets with their pipelines and layouts (CRM).

-- --- customers -------------------------------------------------------------

CREATE TABLE customers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES organizations (id),
  contact_id TEXT NOT NULL,                  -- C360 UUID or CRM number
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,                    -- what lists are ordered by: folded, without marks
  phone TEXT,                                -- as typed
  phone_digits TEXT,                         -- international, digits only
  email TEXT,
  company TEXT,
  city TEXT,
  channel TEXT,
  account_uniq_id TEXT,
  can_update INTEGER NOT NULL DEFAULT 1,     -- the contact's permission.update (MTCK-S05)
  crm_known INTEGER NOT NULL DEFAULT 1,      -- 0: the CRM can't resolve it (TCKT-S02 ERR-2)
  n_tickets INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  UNIQUE (organization_id, contact_id)
) STRICT;

CREATE INDEX customers_by_name ON customers (organization_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX customers_by_phone ON customers (organization_id, phone_digits)
  WHERE deleted_at IS NULL AND phone_digits IS NOT NULL;
CREATE INDEX customers_by_email ON customers (organization_id, email COLLATE NOCASE)
  WHERE deleted_at IS NULL AND email IS NOT NULL;

-- The name order cut into stretches of at most 2,048 customers with their
-- counts, so that a jump to any position reads a thousand small rows instead of
-- walking up to a million (F-05). A customer belongs to the last chunk that
-- does not begin after it; the first chunk of an organisation begins before
-- everything. The sum of the counts is the total of the list.
CREATE TABLE customer_chunks (
  organization_id INTEGER NOT NULL REFERENCES organizations (id),
  first_key TEXT NOT NULL,
  first_id INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (organization_id, first_key, first_id)
) STRICT, WITHOUT ROWID;

-- Search. Contentless: the words live in customers; rowid is
-- organisation << 40 | customer, so that one organisation is one range of rows
-- and the newest come first by rowid. Written by bilikd-search-index.c.
CREATE VIRTUAL TABLE customer_search USING fts5 (
  words, content='', columnsize=0, prefix='1 2 3 4 5', tokenize='unicode61 remove_diacritics 2');

-- What a customer is found by. The phone number only in its international form:
-- a query brings the national forms (0812…, 812…) to it.
CREATE VIEW customer_words AS
SELECT id, organization_id << 40 | id AS search_id,
       name || ' ' || coalesce (company, '') || ' ' || coalesce (email, '') || ' ' || coalesce (phone_digits, '')
         AS words
FROM customers;

CREATE TRIGGER customers_insert AFTER INSERT ON customers WHEN new.deleted_at IS NULL
BEGIN
  UPDATE customer_chunks SET n = n + 1
  WHERE organization_id = new.organization_id AND (first_key, first_id) =
        (SELECT first_key, first_id FROM customer_chunks
         WHERE organization_id = new.organization_id AND (first_key, first_id) <= (new.name_key, new.id)
         ORDER BY first_key DESC, first_id DESC LIMIT 1);
END;

CREATE TRIGGER customers_before_update BEFORE UPDATE OF name_key, deleted_at
ON customers WHEN old.deleted_at IS NULL
BEGIN
  UPDATE customer_chunks SET n = n - 1
  WHERE organization_id = old.organization_id AND (first_key, first_id) =
        (SELECT first_key, first_id FROM customer_chunks
         WHERE organization_id = old.organization_id AND (first_key, first_id) <= (old.name_key, old.id)
         ORDER BY first_key DESC, first_id DESC LIMIT 1);
END;

CREATE TRIGGER customers_after_update AFTER UPDATE OF name_key, deleted_at
ON customers WHEN new.deleted_at IS NULL
BEGIN
  UPDATE customer_chunks SET n = n + 1
  WHERE organization_id = new.organization_id AND (first_key, first_id) =
        (SELECT first_key, first_id FROM customer_chunks
         WHERE organization_id = new.organization_id AND (first_key, first_id) <= (new.name_key, new.id)
         ORDER BY first_key DESC, first_id DESC LIMIT 1);
END;

-- A full chunk is cut in the middle.
CREATE TRIGGER customer_chunks_split AFTER UPDATE OF n ON customer_chunks WHEN new.n > 2048
BEGIN
  INSERT INTO customer_chunks (organization_id, first_key, first_id, n)
    SELECT organization_id, name_key, id, new.n - 1024 FROM customers
    WHERE organization_id = new.organization_id AND deleted_at IS NULL
      AND (name_key, id) >= (new.first_key, new.first_id)
    ORDER BY name_key, id LIMIT 1 OFFSET 1024;
  UPDATE customer_chunks SET n = 1024
  WHERE organization_id = new.organization_id AND first_key = new.first_key AND first_id = new.first_id;
END;

-- --- pipelines and layouts -------------------------------------------------

CREATE TABLE pipelines (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES organizations (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  is_default INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX pipelines_by_organization ON pipelines (organization_id, position);

CREATE TABLE stages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  pipeline_id INTEGER NOT NULL REFERENCES pipelines (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'pending', 'solved', 'closed'))
) STRICT;
CREATE INDEX stages_by_pipeline ON stages (pipeline_id, position);

CREATE TABLE layouts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  pipeline_id INTEGER NOT NULL REFERENCES pipelines (id),
  name TEXT NOT NULL,
  is_default INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX layouts_by_pipeline ON layouts (pipeline_id);

CREATE TABLE fields (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  layout_id INTEGER NOT NULL REFERENCES layouts (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  label TEXT NOT NULL,
  type TEXT NOT NULL,
  required INTEGER NOT NULL DEFAULT 0,
  placeholder TEXT,
  default_value TEXT,                        -- JSON, in the form the property is sent in
  UNIQUE (layout_id, name)
) STRICT;
CREATE INDEX fields_by_layout ON fields (layout_id, position);

CREATE TABLE field_options (
  field_id INTEGER NOT NULL REFERENCES fields (id),
  position INTEGER NOT NULL,
  option_id TEXT NOT NULL,
  label TEXT NOT NULL,
  PRIMARY KEY (field_id, position)
) STRICT, WITHOUT ROWID;

-- Another number after every change of a form, so that connections may keep what they have read.
CREATE TABLE form_revision (revision INTEGER NOT NULL) STRICT;
INSERT INTO form_revision VALUES (1);
CREATE TRIGGER pipelines_insert_revision AFTER INSERT ON pipelines
  BEGIN UPDATE form_revision SET revision = random (); END;
CREATE TRIGGER pipelines_update_revision AFTER UPDATE ON pipelines
  BEGIN UPDATE form_revision SET revision = random (); END;
CREATE TRIGGER pipelines_delete_revision AFTER DELETE ON pipelines
  BEGIN UPDATE form_revision SET revision = random (); END;
CREATE TRIGGER stages_insert_revision AFTER INSERT ON stages
  BEGIN UPDATE form_revision SET revision = random (); END;
CREATE TRIGGER stages_update_revision AFTER UPDATE ON stages
  BEGIN UPDATE form_revision SET revision = random (); END;
CREATE TRIGGER stages_delete_revision AFTER DELETE ON stages
  BEGIN UPDATE form_revision SET revision = random (); END;
CREATE TRIGGER layouts_insert_revision AFTER INSERT ON layouts
  BEGIN UPDATE form_revision SET revision = random (); END;
CREATE TRIGGER layouts_update_revision AFTER UPDATE ON layouts
  BEGIN UPDATE form_revision SET revision = random (); END;
CREATE TRIGGER layouts_delete_revision AFTER DELETE ON layouts
  BEGIN UPDATE form_revision SET revision = random (); END;
CREATE TRIGGER fields_insert_revision AFTER INSERT ON fields
  BEGIN UPDATE form_revision SET revision = random (); END;
CREATE TRIGGER fields_update_revision AFTER UPDATE ON fields
  BEGIN UPDATE form_revision SET revision = random (); END;
CREATE TRIGGER fields_delete_revision AFTER DELETE ON fields
  BEGIN UPDATE form_revision SET revision = random (); END;
CREATE TRIGGER field_options_insert_revision AFTER INSERT ON field_options
  BEGIN UPDATE form_revision SET revision = random (); END;
CREATE TRIGGER field_options_update_revision AFTER UPDATE ON field_options
  BEGIN UPDATE form_revision SET revision = random (); END;
CREATE TRIGGER field_options_delete_revision AFTER DELETE ON field_options
  BEGIN UPDATE form_revision SET revision = random (); END;

-- --- tickets ---------------------------------------------------------------

CREATE TABLE tickets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,      -- also the order of creation
  organization_id INTEGER NOT NULL REFERENCES organizations (id),
  pipeline_id INTEGER NOT NULL REFERENCES pipelines (id),
  layout_id INTEGER NOT NULL REFERENCES layouts (id),
  stage_id INTEGER NOT NULL REFERENCES stages (id),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,                    -- folded name, for the filter of a customer's list
  priority TEXT NOT NULL DEFAULT 'none' CHECK (priority IN ('none', 'low', 'medium', 'high', 'urgent')),
  description TEXT,
  properties TEXT NOT NULL DEFAULT '{}',     -- JSON: the layout's own fields (cf_…)
  data_source TEXT NOT NULL,
  embed_source TEXT,
  creator_id INTEGER,
  creator_flag TEXT NOT NULL DEFAULT '',
  creator_name TEXT NOT NULL,
  room_id TEXT,
  revision INTEGER NOT NULL DEFAULT 1,
  due_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX tickets_by_organization ON tickets (organization_id, id);

CREATE TABLE ticket_customers (
  ticket_id INTEGER NOT NULL REFERENCES tickets (id),
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  linked_at INTEGER NOT NULL,
  PRIMARY KEY (ticket_id, customer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tickets_of_customer ON ticket_customers (customer_id, ticket_id);

CREATE TRIGGER ticket_customers_insert AFTER INSERT ON ticket_customers
BEGIN
  UPDATE customers SET n_tickets = n_tickets + 1 WHERE id = new.customer_id;
END;
CREATE TRIGGER ticket_customers_delete AFTER DELETE ON ticket_customers
BEGIN
  UPDATE customers SET n_tickets = n_tickets - 1 WHERE id = old.customer_id;
END;

-- Totals that no request has to count.
CREATE TABLE ticket_totals (
  organization_id INTEGER PRIMARY KEY REFERENCES organizations (id),
  n INTEGER NOT NULL
) STRICT;
CREATE TRIGGER tickets_insert AFTER INSERT ON tickets
BEGIN
  UPDATE ticket_totals SET n = n + 1 WHERE organization_id = new.organization_id;
END;

-- Name, slug and the customers' names; the same rowids as in customer_search.
CREATE VIRTUAL TABLE ticket_search USING fts5 (
  words, columnsize=0, prefix='1 2 3', tokenize='unicode61 remove_diacritics 2');

CREATE VIEW ticket_words AS
SELECT id, organization_id << 40 | id AS search_id,
       name || ' TCK-' || id || ' ' ||
       coalesce ((SELECT group_concat (c.name, ' ') FROM ticket_customers l JOIN customers c ON c.id = l.customer_id
                  WHERE l.ticket_id = tickets.id), '') AS words
FROM tickets;

-- What the indexes have yet to take in; empty outside of a transaction.
CREATE TABLE customers_to_index (customer_id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE tickets_to_index (ticket_id INTEGER PRIMARY KEY) STRICT;

CREATE TRIGGER customers_insert_search AFTER INSERT ON customers WHEN new.deleted_at IS NULL
BEGIN
  INSERT INTO customers_to_index VALUES (new.id);
END;
CREATE TRIGGER customers_rename AFTER UPDATE OF name ON customers WHEN old.name <> new.name
BEGIN
  INSERT OR IGNORE INTO tickets_to_index SELECT ticket_id FROM ticket_customers WHERE customer_id = new.id;
END;
CREATE TRIGGER tickets_insert_search AFTER INSERT ON tickets
BEGIN
  INSERT INTO tickets_to_index VALUES (new.id);
END;
CREATE TRIGGER tickets_rename AFTER UPDATE OF name ON tickets WHEN old.name <> new.name
BEGIN
  INSERT OR IGNORE INTO tickets_to_index VALUES (new.id);
END;
CREATE TRIGGER ticket_customers_insert_search AFTER INSERT ON ticket_customers
BEGIN
  INSERT OR IGNORE INTO tickets_to_index VALUES (new.ticket_id);
END;
CREATE TRIGGER ticket_customers_delete_search AFTER DELETE ON ticket_customers
BEGIN
  INSERT OR IGNORE INTO tickets_to_index VALUES (old.ticket_id);
END;

CREATE TRIGGER organizations_insert_crm AFTER INSERT ON organizations
BEGIN
  INSERT INTO customer_chunks VALUES (new.id, '', 0, 0);
  INSERT INTO ticket_totals VALUES (new.id, 0);
END;
INSERT INTO customer_chunks SELECT id, '', 0, 0 FROM organizations;
INSERT INTO ticket_totals SELECT id, 0 FROM organizations;
