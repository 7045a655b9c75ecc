// SPDX-License-Identifier: GPL-3.0-or-later
// F-18: median milliseconds of JSON.parse and JSON.stringify on the file given, as one JSON object.
import { readFileSync } from 'node:fs';

const [path, rounds] = process.argv.slice(2);
const text = readFileSync(path, 'utf8');

const median = action => {
  const times = [];
  for (let i = 0; i < Number(rounds); i++) {
    const start = performance.now();
    action();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
};

const value = JSON.parse(text);
let kept;
for (let i = 0; i < 20; i++)
  kept = JSON.stringify(JSON.parse(text));
const parse = median(() => { kept = JSON.parse(text); });
const stringify = median(() => { kept = JSON.stringify(value); });
console.log(JSON.stringify({ parse, stringify, bytes: kept.length }));
