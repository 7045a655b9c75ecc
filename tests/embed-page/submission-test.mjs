// SPDX-License-Identifier: GPL-3.0-or-later
// One intent, one key (REL-07): what makes a repeat harmless, without a window.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import test from 'node:test';
import { Submission } from '../../src/embed/page/submission.js';

globalThis.crypto ??= webcrypto;

const CONTENT = { pipeline_id: '11', layout_id: '21', crm_properties: [{ name: 'name', value: 'Refund' }] };
const CONTEXT = { roomId: null, contactName: 'Siti', qontakCustomerId: '8123', channelType: 'whatsapp' };

test('REL-07/page: the same content again has the same key and the same bytes', () => {
  const submission = new Submission();
  const first = submission.prepare(CONTENT, CONTEXT, 'embed-web-cdp');
  const second = submission.prepare(structuredClone(CONTENT), { ...CONTEXT, contactName: 'renamed meanwhile' }, 'embed-web-cdp');
  assert.deepEqual(second, first);
});

test('REL-07/page: edited content is another intent', () => {
  const submission = new Submission();
  const first = submission.prepare(CONTENT, CONTEXT, 'embed-web-cdp');
  const edited = { ...CONTENT, crm_properties: [{ name: 'name', value: 'Refund not received' }] };
  assert.notEqual(submission.prepare(edited, CONTEXT, 'embed-web-cdp').key, first.key);
});

test('REL-07/page: a key the server has refused is not used again', () => {
  const submission = new Submission();
  const first = submission.prepare(CONTENT, CONTEXT, 'embed-web-cdp');
  submission.forget();
  assert.notEqual(submission.prepare(CONTENT, CONTEXT, 'embed-web-cdp').key, first.key);
});

test('TCKT-S05-AC-1/page: the body carries embed, its source and the customer, as wire/tickets_create.json has them', () => {
  const { body, key } = new Submission().prepare(CONTENT, CONTEXT, 'embed-web-cdp');
  assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const ticket = JSON.parse(body);
  assert.equal(ticket.embed, true);
  assert.equal(ticket.embed_source, 'embed-web-cdp');
  assert.equal(ticket.qontak_customer_id, '8123');
  assert.equal(ticket.id, null);
  assert.deepEqual(ticket.crm_properties, CONTENT.crm_properties);
});
