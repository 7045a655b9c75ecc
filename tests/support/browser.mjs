// SPDX-License-Identifier: GPL-3.0-or-later
// A real Chromium without a window, spoken to over its DevTools pipe: no port, no library.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-extensions', '--disable-dev-shm-usage',
  '--no-proxy-server', '--lang=en-US', '--remote-debugging-pipe',
];

export class Browser {
  #process;
  #profile;
  #input;
  #lastId = 0;
  #pending = new Map();
  #listeners = new Set();
  #text = '';

  static async launch() {
    const browser = new Browser();
    browser.#profile = await mkdtemp(join(tmpdir(), 'bilik-browser-'));
    browser.#start();
    return browser;
  }

  /** A page that shares nothing with others. */
  async newPage({ width = 720, height = 900, dark = false } = {}) {
    const { browserContextId } = await this.send('Target.createBrowserContext');
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, sessionId, browserContextId);
    await page.open({ width, height, dark });
    return page;
  }

  async close() {
    const ended = new Promise((resolve) => { this.#process.once('exit', resolve); });
    this.send('Browser.close').catch(() => {});
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(timer);
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  send(method, params = {}, sessionId = undefined) {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject, method }));
  }

  onEvent(listener) {
    this.#listeners.add(listener);
  }

  #start() {
    this.#process = spawn('/usr/bin/chromium', [...FLAGS, `--user-data-dir=${this.#profile}`, 'about:blank'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    this.#input = this.#process.stdio[3];
    this.#input.on('error', () => {});
    this.#process.stdio[4].setEncoding('utf8').on('data', (text) => this.#onData(text));
    this.#process.on('exit', () => {
      for (const { reject, method } of this.#pending.values())
        reject(new Error(`${method}: the browser has ended`));
      this.#pending.clear();
    });
  }

  #onData(text) {
    const parts = (this.#text + text).split('\0');
    this.#text = parts.pop();
    for (const part of parts)
      this.#onMessage(JSON.parse(part));
  }

  #onMessage(message) {
    if (message.id === undefined) {
      for (const listener of this.#listeners)
        listener(message);
      return;
    }
    const { resolve, reject, method } = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.error)
      reject(new Error(`${method}: ${message.error.message}`));
    else
      resolve(message.result);
  }
}

/** One tab with its frames. Functions passed in run in the frame whose origin is named. */
export class Page {
  #browser;
  #session;
  #context;
  #worlds = new Map();
  #handler = null;
  requests = [];
  cookies = [];
  console = [];

  constructor(browser, session, context) {
    this.#browser = browser;
    this.#session = session;
    this.#context = context;
    browser.onEvent((event) => event.sessionId === session && this.#onEvent(event));
  }

  async open({ width, height, dark }) {
    for (const domain of ['Page', 'Runtime', 'Network', 'Log'])
      await this.send(`${domain}.enable`);
    await this.resize(width, height);
    await this.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }] });
  }

  send(method, params = {}) {
    return this.#browser.send(method, params, this.#session);
  }

  close() {
    return this.#browser.send('Target.disposeBrowserContext', { browserContextId: this.#context });
  }

  resize(width, height) {
    return this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  }

  async navigate(url) {
    await this.send('Page.navigate', { url });
  }

  /** Calls `callback (...args)` in the frame of that origin; args and answer are JSON. */
  async call(origin, callback, ...args) {
    const contextId = await this.waitFor(async () => this.#worlds.get(origin), `a frame of ${origin}`);
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression: `(${callback})(...${JSON.stringify(args)})`, contextId, awaitPromise: true, returnByValue: true,
    });
    if (exceptionDetails)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Waits until the function answers with something true, and gives it. */
  async waitFor(condition, what, timeout = 10_000, interval = 20) {
    const end = Date.now() + timeout;
    for (;;) {
      const value = await condition();
      if (value)
        return value;
      if (Date.now() > end)
        throw new Error(`timed out waiting for ${what}`);
      await new Promise((resolve) => { setTimeout(resolve, interval); });
    }
  }

  async click(x, y) {
    const at = { x, y, button: 'left', clickCount: 1 };
    await this.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at });
    await this.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at });
  }

  type(text) {
    return this.send('Input.insertText', { text });
  }

  /** key: as in KeyboardEvent.key; modifiers: 1 Alt, 2 Ctrl, 4 Meta, 8 Shift. */
  async press(key, modifiers = 0) {
    const code = KEY_CODES[key] ?? key.toUpperCase().charCodeAt(0);
    const event = { key, code: key === ' ' ? 'Space' : key, windowsVirtualKeyCode: code, modifiers };
    const text = { Enter: '\r', ' ': ' ' }[key];
    await this.send('Input.dispatchKeyEvent', { type: text ? 'keyDown' : 'rawKeyDown', text, ...event });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }

  /** Answers requests instead of the server: `handler (request)` gives parameters of a Fetch.* command, or null to go on. */
  async intercept(urlPattern, requestStage, handler) {
    this.#handler = handler;
    await this.send('Fetch.enable', { patterns: [{ urlPattern, requestStage }] });
  }

  stopIntercepting() {
    return this.send('Fetch.disable');
  }

  /** The element of that origin's frame that assistive technology knows by role and name (text or expression). */
  async find(origin, role, name) {
    const contextId = this.#worlds.get(origin);
    if (!contextId)
      return null;
    const { result } = await this.send('Runtime.evaluate', { expression: 'document', contextId });
    const { nodes } = await this.send('Accessibility.queryAXTree', { objectId: result.objectId, role });
    const fits = (text) => (name instanceof RegExp ? name.test(text) : name === text);
    return nodes.find((node) => !node.ignored && fits(node.name?.value ?? '')) ?? null;
  }

  /** Clicks the middle of an element, where an agent's pointer would, once it holds still. */
  async clickNode({ backendDOMNodeId: backendNodeId }) {
    await this.send('DOM.scrollIntoViewIfNeeded', { backendNodeId });
    let last = null;
    const quad = await this.waitFor(async () => {
      const { quads } = await this.send('DOM.getContentQuads', { backendNodeId });
      const isStill = String(quads[0]) === last;
      last = String(quads[0]);
      return isStill && quads[0];
    }, 'an element to hold still', 10_000, 100);
    const [x1, y1, , , x2, y2] = quad;
    await this.click((x1 + x2) / 2, (y1 + y2) / 2);
  }

  async screenshot(file) {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png' });
    await writeFile(file, Buffer.from(data, 'base64'));
  }

  #onEvent({ method, params }) {
    if (method === 'Runtime.executionContextCreated' && params.context.auxData.isDefault)
      this.#worlds.set(params.context.origin, params.context.id);
    else if (method === 'Runtime.executionContextDestroyed')
      this.#forget(params.executionContextId);
    else if (method === 'Fetch.requestPaused')
      this.#onPaused(params);
    else if (method === 'Network.requestWillBeSent')
      this.requests.push(params.request);
    else if (method === 'Network.requestWillBeSentExtraInfo')
      this.cookies.push(...params.associatedCookies.filter(({ blockedReasons }) => blockedReasons.length === 0));
    else if (method === 'Log.entryAdded')
      this.console.push(params.entry.text);
    else if (method === 'Runtime.consoleAPICalled')
      this.console.push(params.args.map((argument) => argument.value).join(' '));
    else if (method === 'Runtime.exceptionThrown')
      this.console.push(`exception: ${params.exceptionDetails.exception?.description}`);
  }

  #onPaused({ requestId, request }) {
    const { command, ...parameters } = this.#handler(request) ?? { command: 'continueRequest' };
    this.send(`Fetch.${command}`, { requestId, ...parameters }).catch(() => {});
  }

  #forget(id) {
    for (const [origin, world] of this.#worlds)
      if (world === id)
        this.#worlds.delete(origin);
  }
}

const KEY_CODES = {
  Enter: 13, Escape: 27, Tab: 9, ' ': 32, ArrowUp: 38, ArrowDown: 40, ArrowLeft: 37, ArrowRight: 39, Backspace: 8, Home: 36, End: 35,
};
