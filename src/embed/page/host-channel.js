// SPDX-License-Identifier: GPL-3.0-or-later
// The line to the host: who may speak, and to whom we answer. Before the first
// EMBED_INIT only EMBED_READY goes out, to every origin of the allow-list; after it
// everything goes to the one origin that spoke, never to `*`.
import { readMessage, VERSION } from './message-rules.js';

export class HostChannel {
  #hosts;
  #parent;
  #handlers;
  #host = null;
  #closed = false;

  /**
   * @param frame - our own window
   * @param hosts - allow-list: `[{origin, embed_source}]`
   * @param handlers - `{EMBED_INIT (fields), EMBED_CLOSE_REQUEST ()}`
   */
  constructor(frame, hosts, handlers) {
    this.#hosts = hosts;
    this.#parent = frame.parent;
    this.#handlers = handlers;
    frame.addEventListener('message', (event) => this.#onMessage(event));
  }

  /** The label of tickets made from this host; the server's list says it, no parameter of the page. */
  get embedSource() {
    return this.#host?.embed_source ?? null;
  }

  /** Tells the host that the page listens; asks it for EMBED_INIT, the first time or again. */
  announceReady() {
    const hosts = this.#host ? [this.#host] : this.#hosts;
    for (const { origin } of hosts) {
      try {
        this.#parent.postMessage({ type: 'EMBED_READY', version: VERSION }, origin);
      } catch {
        // An engine throws for a scheme it does not know: that host is not where we run.
      }
    }
  }

  /** Posts a message to the host that has initialised us; without one, and after close, nothing. */
  post(type, fields = {}) {
    if (!this.#host || this.#closed)
      return;
    this.#parent.postMessage({ type, version: VERSION, ...fields }, this.#host.origin);
  }

  /** The last message of this session. */
  close(reason) {
    this.post('EMBED_CLOSE', { reason });
    this.#closed = true;
  }

  #onMessage(event) {
    if (this.#closed)
      return;
    const message = readMessage(event, this.#host ? [this.#host] : this.#hosts, this.#parent);
    if (message.drop) {
      console.debug(`embed: message dropped (${message.drop})`);
      return;
    }
    if (message.type === 'EMBED_INIT')
      this.#host = message.host;
    else if (!this.#host)
      return;
    this.#handlers[message.type](message.fields);
  }
}
