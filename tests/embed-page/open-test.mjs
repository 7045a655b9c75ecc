// SPDX-License-Identifier: GPL-3.0-or-later
// The form opens: readiness, initialisation, pipelines, the customer of the conversation.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { SEVERAL_PIPELINES, Stage } from './stage.mjs';

let stage;
before(async () => { stage = await Stage.open(); });
after(() => stage.close());

test('TCKT-S01-AC-2/page: a skeleton until EMBED_INIT, EMBED_READY to the exact origin of the host', async () => {
  const form = await stage.openForm({ initialise: false });
  assert.equal((await form.hear('EMBED_READY')).origin, stage.server);
  assert.ok(await form.inForm(() => document.querySelector('main > .skeleton') !== null));
  await form.initialise();
  assert.ok(await form.inForm(() => document.querySelector('main > .skeleton') === null));
  await form.close();
});

test('TCKT-S02-AC-2/page: Contact begins with the host’s customer, shows name and phone, and can be changed by search', async () => {
  const form = await stage.openForm();
  const [first, second] = form.customers;
  await form.waitForText(first.name);
  await form.waitForText(first.phone);
  await form.click('button', `Change: ${first.name}`);
  await form.page.type(second.phone);
  await form.find('option', new RegExp(second.name.slice(0, 4)));
  await form.page.press('ArrowDown');
  await form.page.press('Enter');
  await form.find('button', `Change: ${second.name}`);
  await form.close();
});

test('TCKT-S02-AC-2/page: Escape in a change keeps the contact that was there', async () => {
  const form = await stage.openForm();
  const [first] = form.customers;
  await form.click('button', `Change: ${first.name}`);
  await form.page.press('Escape');
  await form.find('button', `Change: ${first.name}`);
  await form.close();
});

test('TCKT-S02-ERR-1/page: a host that is not on the list can’t frame the form, and the form never speaks to it', async () => {
  const form = await stage.openForm({ initialise: false, host: stage.stranger });
  await form.page.waitFor(() => form.page.console.some((line) => /frame-ancestors/.test(line)), 'the refusal');
  assert.deepEqual(await form.inHost(() => heard), []);
  await form.close();
});

test('TCKT-S02-ERR-2/page: a customer the CRM can’t resolve leaves Contact empty and editable, submit works', async () => {
  const form = await stage.openForm({ initialise: false });
  const known = new Set((await stage.listCustomers(form.tokens.embed)).map(({ contact_id }) => contact_id));
  const all = await stage.listCustomers(form.tokens.agent);
  const unknown = all.find(({ contact_id }) => !known.has(contact_id));
  await form.initialise({ qontakCustomerId: unknown.contact_id });
  await form.waitForText('This customer is not known to the CRM.');
  await form.find('combobox', 'Contact');
  await form.fill('Title', 'From an unknown customer');
  await form.click('button', 'Create ticket');
  const { ticketId } = await form.hear('TICKET_CREATED');
  const ticket = await stage.call('GET', `/v2.8/tickets/${ticketId}`, form.tokens.agent);
  assert.deepEqual(ticket.qontak_customer_ids, []);
  await form.close();
});

test('TCKT-S06-AC-1/page: one pipeline opens its layout at once', async () => {
  const form = await stage.openForm();
  await form.find('textbox', 'Title');
  assert.equal(await form.page.find(stage.server, 'combobox', 'Pipeline'), null);
  await form.close();
});

test('TCKT-S06-AC-2/page: several pipelines are offered first; a change takes over what fits', async () => {
  const form = await stage.openForm({ email: SEVERAL_PIPELINES });
  await form.find('combobox', 'Pipeline');
  assert.equal(await form.page.find(stage.server, 'textbox', 'Title'), null);
  await choosePipeline(form, 1);
  await form.fill('Title', 'Kept across pipelines');
  await choosePipeline(form, 2);
  await form.page.waitFor(() => form.inForm(() => document.querySelector('.fields input')?.value === 'Kept across pipelines'), 'the title');
  await form.close();
});

test('TCKT-S06/page: pipelines that can’t be loaded say so and offer Retry', async () => {
  const form = await stage.openForm({ initialise: false });
  await form.page.intercept('*/v2.8/tickets/pipelines', 'Request', () => ({ command: 'failRequest', errorReason: 'ConnectionRefused' }));
  await form.hear('EMBED_READY');
  await form.sayInit();
  await form.find('button', 'Retry');
  await form.waitForText('The CRM can’t be reached.');
  await form.page.stopIntercepting();
  await form.click('button', 'Retry');
  await form.find('textbox', 'Title');
  await form.close();
});

test('page: a host that stays silent is told of, and asked again', async () => {
  const form = await stage.openForm({ initialise: false });
  await form.page.waitFor(async () => (await form.text()).includes('does not answer'), 'the notice', 15_000);
  await form.click('button', 'Retry');
  await form.page.waitFor(async () => (await form.heardAll('EMBED_READY')).length === 2, 'a second EMBED_READY');
  await form.initialise();
  await form.close();
});

test('page: Indonesian by locale, dark by colorScheme', async () => {
  const form = await stage.openForm({ init: { locale: 'id_ID', colorScheme: 'dark' } });
  await form.find('button', 'Buat tiket');
  const look = await form.inForm(() => [document.documentElement.lang, getComputedStyle(document.documentElement).backgroundColor]);
  assert.deepEqual(look, ['id', 'rgb(36, 36, 36)']);
  await form.close();
});

/** By keyboard, so that the real control is proved. */
async function choosePipeline(form, index) {
  await form.inForm((position) => {
    const select = document.getElementById('pipeline');
    select.selectedIndex = position;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  }, index);
  await form.find('textbox', 'Title');
}
