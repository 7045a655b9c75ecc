// SPDX-License-Identifier: GPL-3.0-or-later
// The page's field rules against the table that binds console, backend and page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { fieldProblem } from '../../src/embed/page/checks.js';
import { english } from '../../src/embed/page/strings-en.js';
import { indonesian } from '../../src/embed/page/strings-id.js';

const table = JSON.parse(readFileSync(new URL('../../src/contract/wire/field-checks.json', import.meta.url)));
const types = [...new Set(table.rows.map((row) => row.type))];

for (const type of types) {
  test(`TCKT-S06/checks/${type}: every row of the table`, () => {
    const rows = table.rows.filter((row) => row.type === type);
    const wrong = rows.filter(({ required, value, ok }) =>
      (fieldProblem({ type, required, options: table.options }, value) === null) !== ok);
    assert.deepEqual(wrong, []);
  });
}

test('TCKT-S06/checks: the table names all twelve types', () => assert.equal(types.length, 12));

test('TCKT-S06/checks: what is missing is told from what is wrong', () => {
  const field = { type: 'email', required: true, options: [] };
  assert.equal(fieldProblem(field, ''), 'missing');
  assert.equal(fieldProblem(field, 'nobody'), 'wrong');
});

test('strings: every word is there in both languages, and in the same shape', () => {
  const shape = (value) => (value !== null && typeof value === 'object'
    ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, shape(value[key])]))
    : typeof value);
  assert.deepEqual(shape(indonesian), shape(english));
  for (const type of types)
    assert.ok(english.checks[type].missing && english.checks[type].wrong, type);
});
