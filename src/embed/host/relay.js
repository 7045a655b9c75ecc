// SPDX-License-Identifier: GPL-3.0-or-later
// Hands what the frame posts to the console. Runs on the host page alone, in a script world of its own: no page can
// reach the handler used here, nor change the built-ins this relies on. C checks everything again but the source,
// which only a script can see.
(() => {
  'use strict';

  const MAX_LENGTH = 64 * 1024;
  const FRAME_RATE = 50;
  const STRANGER_RATE = 2;
  const REPORT_AFTER = 1000;

  const console = window.webkit.messageHandlers.bilikEmbed;

  /** A token bucket: as many at once as in a second. */
  class Bucket {
    constructor(rate) {
      this.rate = rate;
      this.tokens = rate;
      this.filled = performance.now();
    }

    take() {
      const now = performance.now();
      this.tokens = Math.min(this.rate, this.tokens + (now - this.filled) / 1000 * this.rate);
      this.filled = now;
      if (this.tokens < 1)
        return false;
      this.tokens -= 1;
      return true;
    }
  }

  const frameBucket = new Bucket(FRAME_RATE);
  const strangerBucket = new Bucket(STRANGER_RATE);
  let lost = 0;

  function hand(origin, text, drop) {
    console.postMessage({ page: location.href, origin, text, drop });
  }

  // A flood is told of once in a while, not once for each message.
  function lose(origin) {
    lost += 1;
    if (lost > 1)
      return;
    setTimeout(() => {
      hand(origin, `${lost} messages`, 'rate');
      lost = 0;
    }, REPORT_AFTER);
  }

  function encode(data) {
    try {
      return JSON.stringify(data) ?? null;
    } catch {
      return null; // cyclic, too deep, a BigInt
    }
  }

  window.addEventListener('message', (event) => {
    const frame = document.querySelector('iframe');
    const isFrame = frame !== null && event.source === frame.contentWindow;
    if (!(isFrame ? frameBucket : strangerBucket).take()) {
      lose(event.origin);
      return;
    }
    const text = encode(event.data);
    if (!isFrame)
      hand(event.origin, '', 'source');
    else if (text === null)
      hand(event.origin, '', 'malformed');
    else if (text.length > MAX_LENGTH)
      hand(event.origin, '', 'size');
    else
      hand(event.origin, text, 'none');
  });
})();
