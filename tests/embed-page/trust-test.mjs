// SPDX-License-Identifier: GPL-3.0-or-later
// What the page must not let happen, and what it must let everybody do: hostile text,
// tokens, other windows, heights, the keyboard.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Stage } from './stage.mjs';

let stage;
before(async () => { stage = await Stage.open(); });
after(() => stage.close());

const HOSTILE = [
  '<img src=x onerror=alert(1)>', '<script>alert(1)</script>', '"><svg onload=alert(1)>', '&lt;b&gt;&amp;', '</textarea><b>x</b>',
  '{{7*7}} ${7*7} <%= 7 %>', 'Tom & Jerry <3', "O'Brien \"quoted\"", '\u202Eevil\u202C', 'שלום <b>עולם</b>', 'مرحبا & أهلا',
  '💩'.repeat(20), 'a'.repeat(250), 'zero\u200Bwidth', '__proto__', 'constructor',
];

const json = (body) => ({
  command: 'fulfillRequest', responseCode: 200,
  responseHeaders: [{ name: 'Content-Type', value: 'application/json' }],
  body: Buffer.from(JSON.stringify(body)).toString('base64'),
});

test('SEC-15/page: hostile labels, options and placeholders show as typed', async () => {
  const form = await stage.openForm({ initialise: false });
  const fields = HOSTILE.map((text, index) => ({
    name: `cf_${index}`, label: text, type: index % 2 ? 'multi_select' : 'drop_down', required: false, placeholder: text,
    options: [{ id: `o${index}`, label: text }], default: null,
  }));
  await form.page.intercept('*/crm_properties?*', 'Request', () => json({ fields }));
  await form.hear('EMBED_READY');
  await form.sayInit();
  await form.page.waitFor(() => form.inForm(() => document.querySelector('.fields') !== null), 'the fields');
  const shown = await form.inForm(() => [...document.querySelectorAll('.fields .label > [dir]')].map((node) => node.textContent));
  assert.deepEqual(shown, HOSTILE);
  const options = await form.inForm(() =>
    [...document.querySelectorAll('.fields option:not([value=""]), .fields .chip')].map((node) => node.textContent));
  assert.deepEqual(options, HOSTILE);
  assert.equal(await form.inForm(() => document.querySelectorAll('main :is(img, script, b, [onerror], [onload])').length), 0);
  await form.close();
});

test('SEC-15/page: hostile contacts show as typed in the results and on the card', async () => {
  const form = await stage.openForm({ init: { qontakCustomerId: null } });
  const contacts = HOSTILE.slice(0, 8).map((text, index) =>
    ({ contact_id: String(index + 1), name: text, phone: text, email: text }));
  await form.page.intercept('*/v1/leads?*', 'Request', () => json({ items: contacts }));
  await form.click('combobox', 'Contact');
  await form.page.type('anybody');
  await form.page.waitFor(() => form.inForm(() => document.querySelector('[role=option]') !== null), 'results');
  const names = await form.inForm(() => [...document.querySelectorAll('[role=option] .name')].map((node) => node.textContent));
  assert.deepEqual(names, HOSTILE.slice(0, 8));
  await form.page.press('Enter');
  assert.equal(await form.inForm(() => document.querySelector('.contact .name').textContent), HOSTILE[0]);
  assert.equal(await form.inForm(() => document.querySelectorAll('main :is(img, script, b, [onerror], [onload])').length), 0);
  await form.close();
});

test('SEC-15/page: a hostile title reaches the ticket and the host as typed', async () => {
  const form = await stage.openForm();
  const title = HOSTILE.slice(0, 4).join(' ');
  await form.fill('Title', title);
  await form.click('button', 'Create ticket');
  assert.equal((await form.hear('TICKET_CREATED')).ticketName, title);
  await form.close();
});

test('SEC-20/page: the token is in the Authorization header and nowhere else', async () => {
  const form = await stage.openForm();
  await form.fill('Title', 'Looking for a token');
  await form.click('button', 'Create ticket');
  await form.hear('TICKET_CREATED');
  const token = form.tokens.embed;
  const stored = await form.inForm(async () => JSON.stringify([
    location.href, document.cookie, { ...localStorage }, { ...sessionStorage }, document.documentElement.outerHTML,
    await indexedDB.databases(), await caches.keys().catch(() => []), performance.getEntriesByType('resource').map(({ name }) => name),
  ]));
  assert.ok(!stored.includes(token), 'page');
  assert.ok(!JSON.stringify(await form.inHost(() => heard)).includes(token), 'messages to the host');
  assert.ok(!form.page.console.join('\n').includes(token), 'console');
  for (const { url, headers, postData } of form.page.requests) {
    assert.ok(!url.includes(token) && !(postData ?? '').includes(token), url);
    if (url.includes('/embed/'))
      assert.ok(!JSON.stringify(headers).includes(token), url);
  }
  await form.close();
});

test('SEC-26/page: no cookie takes part, and bodies are JSON', async () => {
  const form = await stage.openForm();
  await form.inForm(() => { document.cookie = 'session=canary; path=/'; });
  await form.fill('Title', 'Without a cookie');
  await form.click('button', 'Create ticket');
  await form.hear('TICKET_CREATED');
  const calls = form.page.requests.filter(({ url }) => /\/v[12]/.test(new URL(url).pathname));
  assert.ok(calls.length >= 4);
  assert.deepEqual(form.page.cookies, []);
  for (const { headers } of calls.filter(({ method }) => method === 'POST'))
    assert.equal(headers['Content-Type'], 'application/json');
  await form.close();
});

test('SEC-03/page: wrong version, unknown type and a message of the form itself change nothing', async () => {
  const form = await stage.openForm({ initialise: false });
  await form.hear('EMBED_READY');
  for (const message of [{ type: 'EMBED_INIT', version: 2 }, { type: 'EMBED_INIT' }, { type: 'NEW', version: 1 }, 'EMBED_INIT', null])
    await form.say(message);
  await form.inForm((init) => window.postMessage(init, location.origin), { type: 'EMBED_INIT', version: 1, accessToken: 'own' });
  await form.say({ type: 'EMBED_CLOSE_REQUEST', version: 1 });
  await form.initialise();
  assert.equal((await form.heardAll('EMBED_CLOSE')).length, 0);
  assert.ok(form.page.requests.every(({ headers }) => headers.Authorization !== 'Bearer own'));
  await form.close();
});

test('SEC-07/page: EMBED_RESIZE says the height of the content, settles, and does not run away', async () => {
  const form = await stage.openForm();
  await form.find('textbox', 'Title');
  const settled = async () => {
    const before = (await form.heardAll('EMBED_RESIZE')).length;
    await form.inForm(() => new Promise((resolve) => { setTimeout(resolve, 300); }));
    return (await form.heardAll('EMBED_RESIZE')).length === before;
  };
  await form.page.waitFor(settled, 'the height to settle');
  const heights = (await form.heardAll('EMBED_RESIZE')).map(({ height }) => height);
  assert.ok(heights.length <= 5 && heights.every((height) => Number.isInteger(height) && height > 100 && height < 4000));
  const overflow = await form.inForm(() => document.documentElement.scrollHeight - innerHeight);
  assert.equal(overflow, 0, 'a frame of that height needs no scrolling');
  await form.close();
});

for (const width of [300, 360, 720, 900]) {
  test(`page: usable at ${width} px, nothing is cut off`, async () => {
    const form = await stage.openForm({ width });
    await form.find('textbox', 'Title');
    assert.ok(await form.inForm(() => document.documentElement.scrollWidth <= innerWidth));
    await form.close();
  });
}

test('page: a ticket by keyboard alone', async () => {
  const form = await stage.openForm();
  await form.find('textbox', 'Title');
  await form.waitForText(form.customers[0].name);
  assert.equal(await form.focused(), 'Title');
  await form.page.type('Typed without a pointer');
  for (let steps = 0; (await form.focused()) !== 'Create ticket'; steps += 1) {
    assert.ok(steps < 60, 'Tab reaches the button');
    await form.page.press('Tab');
  }
  await form.page.press(' ');
  assert.equal((await form.hear('TICKET_CREATED')).ticketName, 'Typed without a pointer');
  await form.close();
});

test('page: every control has a name, every error is tied to its control', async () => {
  const form = await stage.openForm();
  await form.find('textbox', 'Title');
  await form.click('button', 'Create ticket');
  await form.waitForText('Fill in this field.');
  const nameless = await form.inForm(() => [...document.querySelectorAll('input, select, textarea, button')]
    .filter((node) => !node.labels?.length && !node.textContent.trim() && !node.ariaLabel).map((node) => node.outerHTML));
  assert.deepEqual(nameless, []);
  const untied = await form.inForm(() => [...document.querySelectorAll('.row.invalid')]
    .filter((row) => !row.querySelector('[aria-invalid=true][aria-describedby]')).map((row) => row.textContent));
  assert.deepEqual(untied, []);
  await form.close();
});
