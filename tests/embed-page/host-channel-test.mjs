// SPDX-License-Identifier: GPL-3.0-or-later
// To whom the page speaks and when, with a window that only writes down what is posted.
import assert from 'node:assert/strict';
import test from 'node:test';
import { HostChannel } from '../../src/embed/page/host-channel.js';

const DESKTOP = { origin: 'bilik-embed://host', embed_source: 'embed-web-cdp' };
const WEB = { origin: 'https://console.example.test', embed_source: 'embed-web-chat' };
const INIT = { type: 'EMBED_INIT', version: 1, accessToken: 'token' };

/* What the page notes about dropped messages is not part of the TAP on stdout. */
console.debug = () => {};

/** A frame in a parent whose engine knows no scheme but https, as a browser does. */
function open() {
  const posted = [];
  const received = [];
  const frame = new EventTarget();
  frame.parent = {
    postMessage(message, origin) {
      if (!origin.startsWith('https:'))
        throw new SyntaxError(`invalid target origin ${origin}`);
      posted.push({ ...message, to: origin });
    },
  };
  const keep = (type) => (fields) => received.push({ type, ...fields });
  const channel = new HostChannel(frame, [DESKTOP, WEB],
    { EMBED_INIT: keep('EMBED_INIT'), EMBED_CLOSE_REQUEST: keep('EMBED_CLOSE_REQUEST') });
  const say = (data, origin = WEB.origin) =>
    frame.dispatchEvent(Object.assign(new Event('message'), { data, origin, source: frame.parent }));
  return { channel, posted, received, say };
}

test('TCKT-S01-AC-2/page: EMBED_READY goes to every host of the list; one the engine throws at stops nothing', () => {
  const { channel, posted } = open();
  channel.announceReady();
  assert.deepEqual(posted, [{ type: 'EMBED_READY', version: 1, to: WEB.origin }]);
});

test('TCKT-S02-ERR-1/page: before EMBED_INIT nothing but EMBED_READY is said, and no request is heard', () => {
  const { channel, posted, received, say } = open();
  channel.post('EMBED_RESIZE', { height: 400 });
  say({ type: 'EMBED_CLOSE_REQUEST', version: 1 });
  assert.deepEqual(posted, []);
  assert.deepEqual(received, []);
});

test('SEC-01/page: after EMBED_INIT everything goes to the exact origin that sent it', () => {
  const { channel, posted, say } = open();
  say(INIT);
  channel.post('EMBED_RESIZE', { height: 400 });
  channel.announceReady();
  channel.close('user_cancel');
  assert.deepEqual(posted.map(({ type, to }) => [type, to]),
    [['EMBED_RESIZE', WEB.origin], ['EMBED_READY', WEB.origin], ['EMBED_CLOSE', WEB.origin]]);
  assert.equal(channel.embedSource, 'embed-web-chat');
});

test('SEC-01/page: another host of the list can’t take over a session', () => {
  const { channel, received, say } = open();
  say(INIT);
  say({ ...INIT, accessToken: 'another' }, DESKTOP.origin);
  assert.deepEqual(received.map(({ accessToken }) => accessToken), ['token']);
  assert.equal(channel.embedSource, 'embed-web-chat');
});

test('SEC-06/page: after EMBED_CLOSE nothing is said and nothing is heard', () => {
  const { channel, posted, received, say } = open();
  say(INIT);
  channel.close('ticket_created');
  channel.post('TICKET_CREATED', { ticketId: '1' });
  channel.close('user_cancel');
  say(INIT);
  assert.equal(posted.length, 1);
  assert.equal(received.length, 1);
});
