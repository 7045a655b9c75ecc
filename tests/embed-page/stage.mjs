// SPDX-License-Identifier: GPL-3.0-or-later
// The real parts the page lives among: bilikd with sample data, a host page of another
// origin, a Chromium. A test drives the form as an agent would, through the pointer, the
// keyboard and the names that assistive technology hears.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Browser } from '../support/browser.mjs';

const ONE_PIPELINE = 'agent@nusantara.test';
export const SEVERAL_PIPELINES = 'agent@senja.test';

/** Follows EMBED_RESIZE and keeps what it heard; `say` posts to the exact origin of the form. */
const HOST_PAGE = `<!DOCTYPE html><meta charset="utf-8"><title>Host</title>
<style>body { margin: 0 } iframe { display: block; width: 100%; height: 400px; border: 0 }</style>
<body><script>
  const heard = [];
  addEventListener('message', ({ data, origin }) => {
    heard.push({ ...data, origin });
    if (data.type === 'EMBED_RESIZE')
      document.querySelector('iframe').style.height = data.height + 'px';
  });
  function frameForm(url) {
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts allow-forms allow-same-origin');
    frame.src = url;
    document.body.append(frame);
  }
  function say(message, origin) {
    document.querySelector('iframe').contentWindow.postMessage(message, origin);
  }
</script>`;

export class Stage {
  #servers = [];
  #daemon;
  #folder;
  #tokens = new Map();

  static async open() {
    const stage = new Stage();
    stage.#folder = await mkdtemp(join(tmpdir(), 'bilik-page-'));
    stage.host = await stage.#serveHost();
    stage.stranger = await stage.#serveHost();
    stage.server = await stage.#startDaemon();
    stage.browser = await Browser.launch();
    return stage;
  }

  async close() {
    await this.browser.close();
    const ended = new Promise((resolve) => { this.#daemon.once('exit', resolve); });
    this.#daemon.kill('SIGTERM');
    await ended;
    for (const server of this.#servers)
      server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async call(method, path, token = null, body = undefined) {
    const response = await fetch(this.server + path, {
      method,
      headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      body: body && JSON.stringify(body),
    });
    const reply = await response.json();
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(reply)}`);
    return reply;
  }

  /** An agent's own token and one for the embed; an agent signs in once a stage. */
  signIn(email) {
    if (!this.#tokens.has(email))
      this.#tokens.set(email, this.#loadTokens(email));
    return this.#tokens.get(email);
  }

  /** The first customers by name; with the embed's token only those that the CRM can resolve. */
  async listCustomers(token) {
    return (await this.call('GET', '/v1/leads?limit=200', token)).items;
  }

  /** Loads the form into a host page and, unless told otherwise, initialises it for a customer. */
  async openForm({ email = ONE_PIPELINE, init = {}, initialise = true, host = this.host, ...window } = {}) {
    const tokens = await this.signIn(email);
    const customers = (await this.listCustomers(tokens.embed)).filter(({ phone, email }) => phone && email);
    const page = await this.browser.newPage(window);
    const form = new HostedForm({ page, host, server: this.server, tokens, customers });
    await form.load();
    if (initialise)
      await form.initialise(init);
    return form;
  }

  async #loadTokens(email) {
    const password = (await readFile(join(this.#folder, 'sample-password'), 'utf8')).trim();
    const { access_token: agent } = await this.call('POST', '/v1/session', null, { email, password });
    const { access_token: embed } = await this.call('POST', '/v1/session/embed-token', agent, {});
    return { agent, embed };
  }

  #serveHost() {
    const server = createServer((request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
      response.end(HOST_PAGE);
    });
    this.#servers.push(server);
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`));
    });
  }

  #startDaemon() {
    this.#daemon = spawn(process.env.BILIKD, [
      '--database', join(this.#folder, 'bilik.db'), '--port', '0', '--sample-data',
      '--embed-host', `${this.host}=embed-web-chat`,
    ], { stdio: ['ignore', 'pipe', 'inherit'] });
    return new Promise((resolve, reject) => {
      this.#daemon.once('exit', (code) => reject(new Error(`bilikd ended with ${code}`)));
      createInterface({ input: this.#daemon.stdout }).on('line', (line) => {
        const [, origin] = /listening on (http:\/\/\S+)/.exec(line) ?? [];
        if (origin)
          resolve(origin);
      });
    });
  }
}

/** One form in one host page. */
export class HostedForm {
  constructor(parts) {
    Object.assign(this, parts);
  }

  async load() {
    await this.page.navigate(this.host);
    await this.page.waitFor(() => this.inHost(() => typeof frameForm === 'function').catch(() => false), 'the host page');
    await this.inHost((url) => frameForm(url), `${this.server}/embed/ticket/create`);
  }

  /** Answers EMBED_READY with EMBED_INIT; the form is there, with its fields or the choice of a pipeline. */
  async initialise(fields = {}) {
    await this.hear('EMBED_READY');
    await this.sayInit(fields);
    await this.find('button', /^(Cancel|Batal)$/);
  }

  sayInit(fields = {}) {
    const [customer] = this.customers;
    return this.say({
      type: 'EMBED_INIT', version: 1, roomId: null, contactName: customer.name, contactPhone: customer.phone,
      contactEmail: customer.email, contactAccountUniqId: customer.account_uniq_id, qontakCustomerId: customer.contact_id,
      channelType: customer.channel, locale: 'en', accessToken: this.tokens.embed, colorScheme: 'light', ...fields,
    });
  }

  say(message) {
    return this.inHost((data, origin) => say(data, origin), message, this.server);
  }

  heardAll(type) {
    return this.inHost((wanted) => heard.filter((message) => message.type === wanted), type);
  }

  /** The newest message of a type, once there is one that fits. */
  hear(type, fits = () => true) {
    return this.page.waitFor(async () => (await this.heardAll(type)).findLast(fits), type);
  }

  inHost(callback, ...args) {
    return this.page.call(this.host, callback, ...args);
  }

  inForm(callback, ...args) {
    return this.page.call(this.server, callback, ...args);
  }

  /** By role and accessible name (text, or an expression over the names of that role). */
  find(role, name, timeout) {
    return this.page.waitFor(() => this.page.find(this.server, role, name), `${role} “${name}”`, timeout);
  }

  async click(role, name) {
    await this.page.clickNode(await this.find(role, name));
  }

  async fill(name, text) {
    await this.click('textbox', name);
    await this.page.type(text);
  }

  text() {
    return this.inForm(() => document.getElementById('content').innerText);
  }

  waitForText(text) {
    return this.page.waitFor(async () => (await this.text()).includes(text), `“${text}”`);
  }

  /** What has the focus: its name to assistive technology, or its text. */
  focused() {
    return this.inForm(() => {
      const { activeElement: node } = document;
      return node.labels?.[0]?.querySelector('[dir]')?.textContent ?? node.labels?.[0]?.textContent ?? node.textContent;
    });
  }

  close() {
    return this.page.close();
  }
}
