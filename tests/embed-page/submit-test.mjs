// SPDX-License-Identifier: GPL-3.0-or-later
// From the button to the ticket: success, failures, repeats, closing.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Stage } from './stage.mjs';

let stage;
before(async () => { stage = await Stage.open(); });
after(() => stage.close());

const problem = (status, body) => ({
  command: 'fulfillRequest',
  responseCode: status,
  responseHeaders: [{ name: 'Content-Type', value: 'application/problem+json' }],
  body: Buffer.from(JSON.stringify({ status, ...body })).toString('base64'),
});

const postsOf = (form) => form.page.requests.filter(({ method, url }) => method === 'POST' && url.endsWith('/v2.8/tickets'));
const keyOf = (request) => request.headers['Idempotency-Key'];
const interceptCreate = (form, stageOfRequest, handler) =>
  form.page.intercept('*/v2.8/tickets', stageOfRequest, (request) => (request.method === 'POST' ? handler(request) : null));

test('TCKT-S03-AC-1/page: TICKET_CREATED with all fields of the contract, then EMBED_CLOSE', async () => {
  const form = await stage.openForm();
  await form.waitForText(form.customers[0].name);
  await form.fill('Title', 'Refund not received');
  await form.click('button', 'Create ticket');
  const { type, origin, ...created } = await form.hear('TICKET_CREATED');
  const ticket = await stage.call('GET', `/v2.8/tickets/${created.ticketId}`, form.tokens.agent);
  assert.deepEqual(created, {
    version: 1, ticketId: ticket.id, ticketName: 'Refund not received', ticketSlug: ticket.slug,
    pipelineId: ticket.pipeline_id, pipelineName: ticket.pipeline_name, stageId: ticket.stage_id, stageName: ticket.stage_name,
    priorityId: ticket.priority, createdAt: ticket.created_at, dueDate: ticket.due_date, channelIntegrationRoomId: null,
  });
  assert.equal((await form.hear('EMBED_CLOSE')).reason, 'ticket_created');
  assert.deepEqual(ticket.qontak_customer_ids, [form.customers[0].contact_id]);
  await form.close();
});

test('TCKT-S05-AC-1/page: the stored data_source is the one the server has for this host', async () => {
  const form = await stage.openForm();
  await form.fill('Title', 'Labelled by its host');
  await form.click('button', 'Create ticket');
  const { ticketId } = await form.hear('TICKET_CREATED');
  const ticket = await stage.call('GET', `/v2.8/tickets/${ticketId}`, form.tokens.agent);
  assert.equal(ticket.data_source, 'embed-web-chat');
  await form.close();
});

test('TCKT-S03-ERR-2/page: a failure is told inline and to the host; what was typed stays and can be sent again', async () => {
  const form = await stage.openForm();
  await form.fill('Title', 'Typed with care');
  await interceptCreate(form, 'Request', () => problem(507, { code: 'storage_full' }));
  await form.click('button', 'Create ticket');
  const { errorCode, errorMessage } = await form.hear('TICKET_CREATE_ERROR');
  assert.equal(errorCode, 'storage_full');
  await form.waitForText(errorMessage);
  assert.equal(await form.inForm(() => document.querySelector('.fields input').value), 'Typed with care');
  await form.page.stopIntercepting();
  await form.click('button', 'Create ticket');
  assert.equal((await form.hear('TICKET_CREATED')).ticketName, 'Typed with care');
  await form.close();
});

test('TCKT-S03-ERR-2/page: field errors of a 422 stand beside their fields', async () => {
  const form = await stage.openForm();
  await form.fill('Title', 'Refused');
  await interceptCreate(form, 'Request', () =>
    problem(422, { code: 'invalid', errors: [{ field: 'name', message: 'Titles must not be <b>“Refused”</b>.' }] }));
  await form.click('button', 'Create ticket');
  await form.hear('TICKET_CREATE_ERROR', ({ errorCode }) => errorCode === 'invalid');
  const described = await form.inForm(() => {
    const input = document.querySelector('.fields input');
    return [input.getAttribute('aria-invalid'), document.getElementById(input.getAttribute('aria-describedby')).textContent];
  });
  assert.deepEqual(described, ['true', 'Titles must not be <b>“Refused”</b>.']);
  assert.equal(await form.focused(), 'Title');
  await form.close();
});

test('REL-07/page: an answer lost on the way is asked for again with the same key; one ticket', async () => {
  const form = await stage.openForm();
  await form.fill('Title', 'Answered once');
  let lost = 0;
  await interceptCreate(form, 'Response', () => {
    lost += 1;
    return lost === 1 ? { command: 'failRequest', errorReason: 'ConnectionReset' } : null;
  });
  await form.click('button', 'Create ticket');
  const { ticketId } = await form.hear('TICKET_CREATED');
  const [first, second, ...more] = postsOf(form);
  assert.equal(more.length, 0);
  assert.equal(keyOf(first), keyOf(second));
  const { items } = await stage.call('GET', '/v2.8/tickets?query=Answered', form.tokens.agent);
  assert.deepEqual(items.filter(({ name }) => name === 'Answered once').map(({ id }) => id), [ticketId]);
  await form.close();
});

test('REL-07/page: after a visible failure the agent’s own repeat has the same key, edited content another', async () => {
  const form = await stage.openForm();
  await form.fill('Title', 'First wording');
  await interceptCreate(form, 'Request', () => problem(500, { code: 'internal' }));
  await form.click('button', 'Create ticket');
  await form.hear('TICKET_CREATE_ERROR');
  await form.click('button', 'Create ticket');
  await form.page.waitFor(async () => (await form.heardAll('TICKET_CREATE_ERROR')).length === 2, 'the second failure');
  await form.fill('Title', 'Second wording');
  await form.click('button', 'Create ticket');
  await form.page.waitFor(async () => (await form.heardAll('TICKET_CREATE_ERROR')).length === 3, 'the third failure');
  const [first, second, third] = postsOf(form).map(keyOf);
  assert.equal(first, second);
  assert.notEqual(second, third);
  await form.close();
});

test('TCKT-S03-boundaries/page: a double submit makes one request', async () => {
  const form = await stage.openForm();
  await form.fill('Title', 'Clicked twice');
  const button = await form.find('button', 'Create ticket');
  await form.page.clickNode(button);
  await form.inForm(() => document.querySelector('form')?.requestSubmit());
  await form.hear('TICKET_CREATED');
  assert.equal(postsOf(form).length, 1);
  assert.equal((await form.heardAll('TICKET_CREATED')).length, 1);
  await form.close();
});

test('page: a token that has ended is renewed through the host, and the ticket goes through', async () => {
  const form = await stage.openForm();
  await form.fill('Title', 'Across two tokens');
  await form.sayInit({ accessToken: 'ended' });
  await form.click('button', 'Create ticket');
  await form.page.waitFor(async () => (await form.heardAll('EMBED_READY')).length === 2, 'the question for a token');
  await form.waitForText('The session has expired. Trying again…');
  await form.sayInit();
  assert.equal((await form.hear('TICKET_CREATED')).ticketName, 'Across two tokens');
  await form.close();
});

test('page: a second EMBED_INIT clears nothing that was typed and pre-fills what was not touched', async () => {
  const form = await stage.openForm();
  const [first, second] = form.customers;
  await form.waitForText(first.name);
  await form.fill('Title', 'Half a sentence');
  await form.sayInit({ qontakCustomerId: second.contact_id });
  await form.find('button', `Change: ${second.name}`);
  assert.equal(await form.inForm(() => document.querySelector('.fields input').value), 'Half a sentence');
  await form.close();
});

test('page: required fields are found on submit: summary, inline error, focus on the first', async () => {
  const form = await stage.openForm();
  await form.find('textbox', 'Title');
  await form.click('button', 'Create ticket');
  await form.waitForText('needs your attention');
  await form.waitForText('Fill in this field.');
  await form.page.waitFor(async () => (await form.focused()) === 'Title', 'the focus on Title'); // it comes after the text
  assert.equal(postsOf(form).length, 0);
  await form.close();
});

test('TCKT-S03-AC-2/page: EMBED_CLOSE_REQUEST with nothing typed closes at once', async () => {
  const form = await stage.openForm();
  await form.say({ type: 'EMBED_CLOSE_REQUEST', version: 1 });
  assert.equal((await form.hear('EMBED_CLOSE')).reason, 'user_cancel');
  await form.close();
});

test('TCKT-S03-AC-2/page: unsaved input asks first; Escape keeps it, Discard closes', async () => {
  const form = await stage.openForm();
  await form.fill('Title', 'Not to be lost');
  await form.say({ type: 'EMBED_CLOSE_REQUEST', version: 1 });
  await form.find('alertdialog', 'Discard this ticket?');
  assert.equal(await form.focused(), 'Keep editing');
  await form.page.press('Escape');
  await form.page.waitFor(async () => (await form.page.find(stage.server, 'alertdialog', /./)) === null, 'the dialog to go');
  assert.equal(await form.focused(), 'Title');
  await form.click('button', 'Cancel');
  await form.click('button', 'Discard');
  assert.equal((await form.hear('EMBED_CLOSE')).reason, 'user_cancel');
  assert.equal((await form.heardAll('EMBED_CLOSE')).length, 1);
  await form.close();
});
