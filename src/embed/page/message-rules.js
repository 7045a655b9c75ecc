// SPDX-License-Identifier: GPL-3.0-or-later
// What a message from the host has to be: the same rules the host has for ours
// (version 1, known type, at most 64 KiB, at most 16 levels, fields flat or in
// `payload`, never both). Pure: no window, so that the rules are tested alone.

export const VERSION = 1;
export const MAX_BYTES = 64 * 1024;
export const MAX_DEPTH = 16;

const FIELDS = {
  EMBED_INIT: [
    'roomId', 'contactName', 'contactPhone', 'contactEmail', 'contactAccountUniqId',
    'qontakCustomerId', 'channelType', 'locale', 'accessToken', 'colorScheme',
  ],
  EMBED_CLOSE_REQUEST: [],
};

/**
 * Reads one event.
 *
 * @param event - `{origin, source, data}` of a MessageEvent
 * @param hosts - allow-list: `[{origin, embed_source}]`
 * @param parent - the only window that may speak to us
 * @returns `{type, fields, host}`, or `{drop}` with why it was not accepted
 */
export function readMessage(event, hosts, parent) {
  const host = hosts.find((entry) => entry.origin === event.origin);
  if (!host)
    return { drop: 'origin' };
  if (event.source !== parent)
    return { drop: 'source' };
  const { data } = event;
  const drop = sizeProblem(data) ?? envelopeProblem(data);
  if (drop)
    return { drop };
  const fields = readFields(data);
  return fields ? { type: data.type, fields, host } : { drop: 'fields' };
}

function envelopeProblem(data) {
  if (data.version !== VERSION)
    return 'version';
  if (typeof data.type !== 'string' || !Object.hasOwn(FIELDS, data.type))
    return 'type';
  return null;
}

/** Every known field as a string or null; null when flat and payload are mixed or a field is of another type. */
function readFields(data) {
  const known = FIELDS[data.type];
  const hasPayload = data.payload !== undefined && data.payload !== null;
  if (hasPayload && (!isObject(data.payload) || known.some((name) => Object.hasOwn(data, name))))
    return null;
  const from = hasPayload ? data.payload : data;
  const fields = {};
  for (const name of known) {
    const value = Object.hasOwn(from, name) ? from[name] : null;
    if (Number.isSafeInteger(value))
      fields[name] = String(value);
    else if (value === null || value === undefined || typeof value === 'string')
      fields[name] = value ?? null;
    else
      return null;
  }
  return fields;
}

function isObject(value) {
  return typeof value === 'object' && value !== null
    && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

/**
 * Too large, too deep, or nothing JSON can say. The walk keeps its own stack and counts
 * as it goes: a message of a million levels, a loop or a shared branch that would unfold
 * to billions costs no more than the limit.
 */
function sizeProblem(data) {
  if (!isObject(data))
    return 'malformed';
  let bytes = 0;
  const pending = [[data, 1]];
  while (pending.length > 0) {
    const [value, depth] = pending.pop();
    if (depth > MAX_DEPTH)
      return 'malformed';
    const size = ownSize(value);
    if (size === null)
      return 'malformed';
    bytes += size;
    if (bytes > MAX_BYTES)
      return 'size';
    if (typeof value === 'object' && value !== null)
      for (const child of Object.values(value))
        pending.push([child, typeof child === 'object' && child !== null ? depth + 1 : depth]);
  }
  return null;
}

/** Bytes of the JSON text of a value without its children, null for what JSON has no word for. */
function ownSize(value) {
  if (Array.isArray(value))
    return Math.max(2, 1 + value.length);
  if (isObject(value))
    return keysSize(Object.keys(value));
  if (typeof value === 'string')
    return textSize(value);
  const isPlain = value === null || value === undefined || ['boolean', 'number'].includes(typeof value);
  return isPlain ? String(value).length : null;
}

function keysSize(keys) {
  if (keys.length === 0 || keys.length > MAX_BYTES)
    return 2 + keys.length;
  return keys.reduce((sum, key) => sum + textSize(key) + 2, 1);
}

function textSize(text) {
  return text.length > MAX_BYTES ? text.length : new TextEncoder().encode(JSON.stringify(text)).length;
}
