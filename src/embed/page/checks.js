// SPDX-License-Identifier: GPL-3.0-or-later
// Required and format, by the rules of crm_field_check() in src/contract; both are held
// to src/contract/wire/field-checks.json.

const CHECKS = {
  text: isText,
  long_text: isText,
  number: (value) => (Number.isFinite(value) ? null : 'number'),
  date: (value) => (isDate(value) ? null : 'date'),
  date_time: (value) => (isDateTime(value) ? null : 'dateTime'),
  drop_down: (value, field) => (isOption(value, field) ? null : 'option'),
  multi_select: (value, field) => (isList(value) && value.every((id) => isOption(id, field)) ? null : 'option'),
  checkbox: (value) => (typeof value === 'boolean' ? null : 'option'),
  email: (value) => (/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(value) ? null : 'email'),
  phone: (value) => (/^\+?[\d\s().-]+$/.test(value) && value.replace(/\D/g, '').length >= 5 ? null : 'phone'),
  url: (value) => (/^https?:\/\/[^\s/]+\S*$/i.test(value) ? null : 'url'),
  customer: (value) => (isList(value) ? null : 'customer'),
};

/**
 * @param field - a field of the layout: `{type, required, options}`
 * @param value - what the form holds, in the form it is sent in
 * @returns null, or which of `strings.checks` says what is wrong
 */
export function fieldProblem(field, value) {
  if (isEmpty(value))
    return field.required ? 'required' : null;
  return CHECKS[field.type](value, field);
}

function isEmpty(value) {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0)
    || (typeof value === 'string' && value.trim() === '');
}

function isText(value) {
  return typeof value === 'string' ? null : 'required';
}

function isList(value) {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isOption(id, field) {
  return field.options.some((option) => option.id === id);
}

function isDate(text) {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  const date = new Date(`${text}T00:00:00Z`);
  return Boolean(year) && date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
}

function isDateTime(text) {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && isDate(text.slice(0, 10));
}
