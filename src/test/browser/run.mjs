// The pages of `saltern web` in a real browser:
//   node run.mjs --full URL --empty URL --away URL --shots DIR [--chromium PATH] [--only NAME]
// Exits with 1 where anything is wrong; prints a line for each check.
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Browser } from './browser.mjs';
import { checks } from './checks.mjs';

const { values: options } = parseArgs({
  options: {
    full: { type: 'string' }, empty: { type: 'string' }, away: { type: 'string' },
    shots: { type: 'string', default: '.' }, chromium: { type: 'string', default: '/usr/bin/chromium' }, only: { type: 'string', default: '' },
  },
});

mkdirSync(options.shots, { recursive: true });
const browser = await Browser.launch(options.chromium);
const site = { full: options.full.replace(/\/$/, ''), empty: options.empty?.replace(/\/$/, ''), away: options.away?.replace(/\/$/, ''), shots: options.shots };
let failed = 0;
let run = 0;
for (const [name, check] of checks) {
  if (!name.includes(options.only)) continue;
  run++;
  const begin = Date.now();
  try {
    const said = await check(browser, site);
    console.log(`ok      ${name}${said ? `: ${said}` : ''} (${Date.now() - begin} ms)`);
  } catch (e) {
    failed++;
    console.log(`FAILED  ${name}\n        ${String(e.message).replaceAll('\n', '\n        ')}`);
  }
}
await browser.close();
console.log(`${run} checks, ${failed} failed`);
process.exit(failed === 0 && run > 0 ? 0 : 1);
