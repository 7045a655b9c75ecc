// SPDX-License-Identifier: GPL-3.0-or-later
// Reference of F-13: a durable create (record + 3 side rows) with fastify and better-sqlite3, one transaction a request.
const path = require("node:path");
const modules = process.argv[2];
const fastify = require(path.join(modules, "fastify"));
const Database = require(path.join(modules, "better-sqlite3"));

const db = new Database(process.argv[3]);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(`CREATE TABLE IF NOT EXISTS tickets (id INTEGER PRIMARY KEY, name TEXT, body TEXT, created_at INTEGER);
  CREATE TABLE IF NOT EXISTS links (ticket_id INTEGER, customer_id TEXT, PRIMARY KEY (ticket_id, customer_id));
  CREATE TABLE IF NOT EXISTS keys (key TEXT PRIMARY KEY, reply TEXT);
  CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, ticket_id INTEGER, payload TEXT);`);
const ticket = db.prepare("INSERT INTO tickets (name, body, created_at) VALUES (?, ?, ?)");
const link = db.prepare("INSERT INTO links VALUES (?, ?)");
const key = db.prepare("INSERT INTO keys VALUES (?, ?)");
const outbox = db.prepare("INSERT INTO outbox (ticket_id, payload) VALUES (?, ?)");
const create = db.transaction((idempotencyKey, body) => {
  const name = body.crm_properties[0].value;
  const id = ticket.run(name, JSON.stringify(body), Date.now()).lastInsertRowid;
  link.run(id, "5f3c1c1e-9d0a-4c0e-8a51-3b1f0f6f2a10");
  const reply = JSON.stringify({ id: String(id), name });
  key.run(idempotencyKey, reply);
  outbox.run(id, reply);
  return reply;
});

const app = fastify();
app.post("/v2.8/tickets", (request, reply) => {
  reply.code(201).type("application/json").send(create(request.headers["idempotency-key"], request.body));
});
app.listen({ host: "127.0.0.1", port: 0 }).then((address) => console.log(address));
