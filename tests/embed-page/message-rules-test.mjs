// SPDX-License-Identifier: GPL-3.0-or-later
// Who may speak to the page and what a message has to be, without a window.
import assert from 'node:assert/strict';
import test from 'node:test';
import { MAX_BYTES, MAX_DEPTH, readMessage } from '../../src/embed/page/message-rules.js';

const HOST = { origin: 'https://console.example.test', embed_source: 'embed-web-chat' };
const DESKTOP = { origin: 'bilik-embed://host', embed_source: 'embed-web-cdp' };
const PARENT = { name: 'parent' };
const INIT = { type: 'EMBED_INIT', version: 1, qontakCustomerId: '8123', accessToken: 'token' };

const read = (data, { origin = HOST.origin, source = PARENT } = {}) =>
  readMessage({ data, origin, source }, [DESKTOP, HOST], PARENT);

test('TCKT-S02-AC-1/page: an EMBED_INIT of an allowed host is read, missing fields are null', () => {
  const { type, fields, host } = read(INIT);
  assert.equal(type, 'EMBED_INIT');
  assert.equal(fields.qontakCustomerId, '8123');
  assert.equal(fields.roomId, null);
  assert.equal(host, HOST);
});

test('TCKT-S05-AC-1/page: the origin of the host decides the embed_source', () => {
  assert.equal(read(INIT, { origin: 'bilik-embed://host' }).host.embed_source, 'embed-web-cdp');
});

test('SEC-01/page: origins that only look like a host', () => {
  const spoofs = [
    'https://console.example.test.evil.test', 'https://evil-console.example.test', 'http://console.example.test',
    'https://console.example.test:443', 'https://console.example.test:8443', 'https://CONSOLE.example.test',
    'https://console.example.test.', 'https://console.example.test/', 'null', '', 'bilik-embed://host.evil',
    'bilik-embed://HOST', 'bilik-embed:', 'https://xn--consol-9ua.example.test', ' https://console.example.test',
  ];
  for (const origin of spoofs)
    assert.equal(read(INIT, { origin }).drop, 'origin', origin);
});

test('SEC-01/page: an allowed origin in another window than the parent', () => {
  assert.equal(read(INIT, { source: { name: 'a sibling frame' } }).drop, 'source');
  assert.equal(read(INIT, { source: null }).drop, 'source');
});

test('SEC-03/page: wrong or missing version, unknown type', () => {
  for (const version of [undefined, null, 0, 2, 1.5, '1', true, [1]])
    assert.equal(read({ ...INIT, version }).drop, 'version', String(version));
  for (const type of [undefined, null, 7, '', 'embed_init', 'TICKET_CREATED', 'EMBED_READY', 'constructor', '__proto__'])
    assert.equal(read({ ...INIT, type }).drop, 'type', String(type));
});

test('SEC-04/page: what is no JSON object', () => {
  for (const data of [undefined, null, 7, 'text', JSON.stringify(INIT), [], [INIT], new Map(), new Date(0), new ArrayBuffer(8)])
    assert.equal(read(data).drop, 'malformed');
  assert.equal(read({ ...INIT, roomId: 10n }).drop, 'malformed');
  assert.equal(read({ ...INIT, extra: new Map() }).drop, 'malformed');
});

test('SEC-04/page: 64 KiB pass, one byte more does not', () => {
  const padded = (length) => ({ ...INIT, contactName: 'x'.repeat(length) });
  const room = MAX_BYTES - JSON.stringify(padded(0)).length;
  assert.equal(read(padded(room)).type, 'EMBED_INIT');
  assert.equal(read(padded(room + 1)).drop, 'size');
  assert.equal(read({ ...INIT, contactName: 'é'.repeat(MAX_BYTES / 2 + 1) }).drop, 'size', 'bytes count, not characters');
  assert.equal(read({ ...INIT, extra: new Array(1e6).fill(0) }).drop, 'size');
  assert.equal(read({ ...INIT, extra: new Array(1e9) }).drop, 'size', 'a hollow array');
});

test('SEC-04/page: 16 levels pass, 17 do not', () => {
  const nested = (depth) => (depth === 0 ? null : { child: nested(depth - 1) });
  assert.equal(read({ ...INIT, extra: nested(MAX_DEPTH - 1) }).type, 'EMBED_INIT');
  assert.equal(read({ ...INIT, extra: nested(MAX_DEPTH) }).drop, 'malformed');
});

test('SEC-04/page: a million levels, a loop and a branch shared a billion times cost nothing', () => {
  let deep = {};
  for (let level = 0; level < 1e6; level += 1)
    deep = { deep };
  const loop = { ...INIT };
  loop.self = loop;
  let shared = { leaf: 'x' };
  for (let level = 0; level < 10; level += 1)
    shared = { a: shared, b: shared, c: shared, d: shared, e: shared, f: shared, g: shared, h: shared };
  const start = performance.now();
  assert.equal(read({ ...INIT, deep }).drop, 'malformed');
  assert.equal(read(loop).drop, 'malformed');
  assert.equal(read({ ...INIT, shared }).drop, 'size');
  assert.ok(performance.now() - start < 500);
});

test('contract/page: fields flat or in payload, never both', () => {
  const { type, version, ...fields } = INIT;
  assert.equal(read({ type, version, payload: fields }).fields.qontakCustomerId, '8123');
  assert.equal(read({ type, version, payload: fields, unknown: 1 }).fields.qontakCustomerId, '8123');
  assert.equal(read({ ...INIT, payload: fields }).drop, 'fields');
  assert.equal(read({ type, version, payload: 'text' }).drop, 'fields');
});

test('contract/page: numbers are ids, other types are refused', () => {
  assert.equal(read({ ...INIT, qontakCustomerId: 8123 }).fields.qontakCustomerId, '8123');
  for (const value of [true, 1.5, NaN, {}, ['8123']])
    assert.equal(read({ ...INIT, qontakCustomerId: value }).drop, 'fields');
});
