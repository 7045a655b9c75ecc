// SPDX-License-Identifier: GPL-3.0-or-later
// SEC-12: reads lines `url TAB origin TAB link` of what Bilik accepts and compares each with the WHATWG
// parser of this runtime. Prints one line for every disagreement, then the number of URLs compared.
import { createInterface } from 'node:readline';

const disagreement = (url, origin, link) => {
  const parsed = new URL(url);
  const problems = [
    parsed.origin !== origin && `origin is ${parsed.origin}, not ${origin}`,
    (parsed.username || parsed.password) && 'user info',
    new URL(origin).origin !== origin && `${origin} is not canonical`,
    link && parsed.protocol !== 'https:' && `scheme is ${parsed.protocol}`,
    link && parsed.href !== link && `href is ${parsed.href}, not ${link}`,
  ];
  return problems.find(Boolean);
};

let compared = 0;
for await (const line of createInterface({ input: process.stdin, terminal: false })) {
  const [url, origin, link] = line.split('\t');
  let problem;
  try {
    problem = disagreement(url, origin, link);
  } catch (error) {
    problem = error.message;
  }
  if (problem)
    console.log(`${JSON.stringify(url)}: ${problem}`);
  compared++;
}
console.log(`compared ${compared}`);
