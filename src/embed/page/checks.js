// SPDX-License-Identifier: GPL-3.0-or-later
// Required and format, by the rules of crm_field_check() in src/contract; both are held
// to src/contract/wire/field-checks.json, so a rule changes in three places or not at all.

const MAX_TEXT = 255;
const MAX_LONG_TEXT = 10_000;
const MAX_EMAIL = 254;
const MAX_PHONE = 32;
const MAX_URL = 2048;
const MAX_CUSTOMERS = 50;
const MAX_CRM_ID = 9223372036854775807n;

const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const EMAIL = new RegExp(`^[A-Za-z0-9.!#$%&'*+/=?^_\`{|}~-]{1,64}@${LABEL}(?:\\.${LABEL})+$`);
const URL = new RegExp(`^https?://${LABEL}(?:\\.${LABEL})*(?::[0-9]{1,5})?(?:[/?#][^\\x00-\\x20\\x7f\\\\<>"]*)?$`);
const PHONE = /^\+?[0-9() .-]+$/;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?Z$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NIL_UUID = /^[0-]+$/;

const CHECKS = {
  text: (value) => isText(value, MAX_TEXT) && !/[\r\n]/.test(value),
  long_text: (value) => isText(value, MAX_LONG_TEXT),
  number: (value) => typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER,
  date: isDate,
  date_time: isDateTime,
  drop_down: isOption,
  multi_select: (value, field) => isSet(value, field.options.length) && value.every((id) => isOption(id, field)),
  checkbox: (value, field) => typeof value === 'boolean' && (value || !field.required),
  email: (value) => isText(value, MAX_EMAIL) && EMAIL.test(value),
  phone: isPhone,
  url: (value) => isText(value, MAX_URL) && URL.test(value),
  customer: (value) => isSet(value, MAX_CUSTOMERS) && value.every(isCustomer),
};

/**
 * @param field - a field of the layout: `{type, required, options}`
 * @param value - what the form holds, in the form it is sent in
 * @returns null, `'missing'` or `'wrong'`
 */
export function fieldProblem(field, value) {
  if (isEmpty(value))
    return field.required ? 'missing' : null;
  return CHECKS[field.type](value, field) ? null : 'wrong';
}

function isEmpty(value) {
  if (value === null || value === undefined)
    return true;
  return Array.isArray(value) ? value.length === 0 : typeof value === 'string' && /^[ \t\r\n]*$/.test(value);
}

/** Length in code points, as the server counts. */
function isText(value, maxLength) {
  return typeof value === 'string' && (value.length <= maxLength || [...value].length <= maxLength);
}

function isSet(value, maxLength) {
  return Array.isArray(value) && value.length <= maxLength && new Set(value).size === value.length;
}

function isOption(id, field) {
  return field.options.some((option) => option.id === id);
}

function isDate(text) {
  const [, year, month, day] = DATE.exec(text) ?? [];
  const date = new Date(`${text}T00:00:00Z`);
  return Number(year) > 0 && date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
}

function isDateTime(text) {
  return typeof text === 'string' && text[10] === 'T' && isDate(text.slice(0, 10)) && CLOCK.test(text.slice(11));
}

function isPhone(text) {
  const digits = isText(text, MAX_PHONE) && PHONE.test(text) ? text.replace(/\D/g, '').length : 0;
  return digits >= 5 && digits <= 15;
}

/** A C360 UUID or a CRM number. */
function isCustomer(id) {
  if (typeof id !== 'string')
    return false;
  if (/^[1-9]\d{0,18}$/.test(id))
    return BigInt(id) <= MAX_CRM_ID;
  return UUID.test(id) && !NIL_UUID.test(id);
}
