// What must hold, each check by its name.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DESKTOP, PHONE, axe } from './browser.mjs';

export const checks = [];
const check = (name, what) => checks.push([name, what]);

// The addresses of a filled site's pages, found as a person would find them.
async function tour(browser, site) {
  const page = await browser.page({ script: false });
  const first = async (path, selector) => {
    await page.goto(site.full + path);
    const link = page.locator(selector).first();
    const href = await link.getAttribute('href');
    assert.ok(href, `${path} has ${selector}`);
    return href;
  };
  const failedJob = await first('/jobs?status=failed&fun=state.apply', 'table a.name');
  const hostileJob = await first('/jobs?user=mallory', 'table a.name');
  const longJob = await first('/jobs?user=longinus', 'table a.name');
  const missingJob = await first('/jobs?status=missing&fun=test.ping', 'table a.name');
  const pages = {
    overview: '/',
    jobs: '/jobs',
    'jobs-filtered': '/jobs?status=failed&since=24h&fun=state.*',
    job: failedJob,
    'return-states': await first(failedJob, 'tr.row-failed a.name'),
    missing: await first(missingJob, 'tr.row-missing a.name'),
    'return-long': await first(longJob, 'table a.name'),
    'hostile-job': hostileJob,
    'hostile-return': await first(hostileJob, 'tr.row-failed a.name'),
    minions: '/minions',
    minion: await first('/minions', 'table a.name'),
    'hostile-minion': await first('/minions?minion=*onerror*', 'table a.name'),
    events: '/events',
    status: '/status',
    'jobs-none': '/jobs?fun=no.such',
    'minions-none': '/minions?minion=no-such-*',
    'events-none': '/events?tag=no/such',
  };
  pages['return-nested'] = `${pages['return-states']}?as=nested`;
  pages['return-json'] = `${pages['return-states']}?as=json`;
  await page.context().close();
  return pages;
}

// Problems of one page as it is shown.
async function look(page, url, name, shot, withAxe) {
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForTimeout(100);
  const found = page.wrongs.splice(0);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (overflow > 0) found.push(`wider than the window by ${overflow} px`);
  const all = withAxe ? await axe(page) : [];
  found.push(...all.filter((l) => l.bad).map((l) => `axe: ${l.line}`));
  await page.screenshot({ path: shot, fullPage: true });
  return { found, minor: all.filter((l) => !l.bad).map((l) => `${name}: ${l.line}`) };
}

async function lookAtAll(browser, base, pages, prefix, shots, status) {
  const wrong = [];
  const minor = new Set();
  let looked = 0;
  for (const [kind, size] of [['desktop', DESKTOP], ['phone', PHONE]]) {
    for (const scheme of ['light', 'dark']) {
      const context = await browser.context({ scheme, size });
      const page = await browser.pageIn(context, { status });
      for (const [name, path] of Object.entries(pages)) {
        const full = `${prefix}${name}-${kind}-${scheme}`;
        const withAxe = kind === 'desktop' || scheme === 'light';
        if (kind === 'phone' && scheme === 'dark' && !['overview', 'job', 'return-states'].includes(name)) continue;
        const seen = await look(page, base + path, name, join(shots, `${full}.png`), withAxe);
        wrong.push(...seen.found.map((line) => `${full}: ${line}`));
        seen.minor.forEach((m) => minor.add(m));
        looked++;
      }
      await context.close();
    }
  }
  assert.deepEqual(wrong, [], wrong.join('\n'));
  return `${looked} views, nothing serious by axe${minor.size ? `; minor: ${[...minor].join('; ')}` : ''}`;
}

check('pictures for the documentation', async (browser, site) => {
  const pages = await tour(browser, site);
  const pictures = [['overview', '/', 'light'], ['overview', '/', 'dark'], ['job', pages.job, 'light'], ['return', pages['return-states'], 'dark']];
  for (const [name, path, scheme] of pictures) {
    const page = await browser.page({ scheme, size: { width: 1200, height: 760 } });
    await page.goto(site.full + path);
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(site.shots, `docs-${name}-${scheme}.png`) });
    await page.context().close();
  }
});

check('every page, light and dark, wide and narrow', async (browser, site) => {
  const pages = await tour(browser, site);
  return lookAtAll(browser, site.full, pages, '', site.shots, []);
});

check('every page of an empty job cache has a next step', async (browser, site) => {
  const pages = { overview: '/', jobs: '/jobs', minions: '/minions', events: '/events', status: '/status' };
  const page = await browser.page();
  for (const path of Object.values(pages)) {
    await page.goto(site.empty + path);
    assert.match(await page.locator('.empty h2').innerText(), /yet/);
    assert.match(await page.locator('.empty pre').innerText(), /salt/);
  }
  await page.context().close();
  return lookAtAll(browser, site.empty, pages, 'empty-', site.shots, []);
});

check('every page of a job cache that is away says since when', async (browser, site) => {
  const pages = { overview: '/', jobs: '/jobs', status: '/status' };
  const page = await browser.page({ status: [503] });
  for (const path of Object.values(pages)) {
    const response = await page.goto(site.away + path);
    assert.equal(response.status(), 503);
    assert.match(await page.locator('main').innerText(), /No answer since \d{4}-\d\d-\d\d/);
  }
  await page.context().close();
  return lookAtAll(browser, site.away, pages, 'away-', site.shots, [503]);
});

check('without JavaScript everything is there', async (browser, site) => {
  const page = await browser.page({ script: false });
  await page.goto(`${site.full}/`);
  assert.ok(!(await page.locator('#chart').isVisible()));
  await page.locator('summary', { hasText: 'As a table' }).click();
  assert.equal(await page.locator('#chart-data tbody tr:visible').count(), 24);
  await page.goto(`${site.full}/jobs`);
  await page.locator('#f-fun').fill('state.*');
  await page.locator('button', { hasText: 'Filter' }).click();
  assert.match(page.url(), /fun=state/);
  const names = await page.locator('table a.name').allInnerTexts();
  assert.ok(names.length > 0 && names.every((name) => name.startsWith('state.')));
  await page.goto(`${site.full}/minions`);
  const before = await page.locator('table a.name').first().innerText();
  await page.locator('a[rel=next]').click();
  assert.notEqual(await page.locator('table a.name').first().innerText(), before);
  assert.equal(await page.locator('button[data-copy]:visible, button[data-pause]:visible').count(), 0);
  await page.context().close();
});

check('by keyboard from the overview to the output of a failed minion', async (browser, site) => {
  const page = await browser.page();
  await page.goto(`${site.full}/`);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  const job = await tabTo(page, (e) => e.matches('tr.row-failed a.name'));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/jobs\/\d{20}$/);
  const minion = await tabTo(page, (e) => e.matches('tr.row-failed a.name'));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/jobs\/\d{20}\/[^/]+$/);
  assert.equal(await page.locator('.head .mark.failed').count(), 1);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
  return `${job} and ${minion} tabs`;
});

check('the keyboard reaches every control, each with a visible focus, and leaves the page', async (browser, site) => {
  const pages = await tour(browser, site);
  let stops = 0;
  for (const [name, path] of Object.entries({ overview: '/', jobs: '/jobs', job: pages.job, events: '/events', states: pages['return-states'] })) {
    const page = await browser.page();
    await page.goto(site.full + path);
    const controls = await page.evaluate(() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary, [tabindex="0"]')].filter((e) => e.checkVisibility()).length);
    const seen = await page.evaluate(() => { window.stops = new Set(); return 0; });
    for (let i = 0; i < controls + 5; i++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const e = document.activeElement;
        if (e === document.body) return null;
        window.stops.add(e);
        const box = e.getBoundingClientRect();
        const style = getComputedStyle(e);
        return { name: e.outerHTML.slice(0, 120), seen: box.width > 1 && box.height > 1 && (style.outlineStyle !== 'none' || e.matches('.skip')) };
      });
      if (at === null) break;
      assert.ok(at.seen, `${name}: no visible focus on ${at.name}`);
    }
    const reached = await page.evaluate(() => window.stops.size);
    assert.equal(reached + seen, controls, `${name}: ${reached} of ${controls} controls reached`);
    stops += reached;
    await page.context().close();
  }
  return `${stops} stops`;
});

async function tabTo(page, test) {
  for (let i = 1; i < 120; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(`(${test})(document.activeElement)`)) return i;
  }
  throw new Error(`nothing that ${test} within 120 tabs`);
}

check('the twin of each page in the API answers', async (browser, site) => {
  const pages = await tour(browser, site);
  const page = await browser.page({ script: false });
  const twins = new Set();
  for (const path of Object.values(pages)) {
    await page.goto(site.full + path);
    for (const link of await page.locator('.foot a').all()) twins.add(await link.getAttribute('href'));
  }
  for (const twin of twins) {
    const response = await page.request.get(site.full + twin);
    assert.equal(response.status(), 200, twin);
    assert.match(response.headers()['content-type'], /json/, twin);
  }
  assert.ok(twins.size > 10, `${twins.size} twins`);
  await page.context().close();
  return `${twins.size} twins`;
});

check('two clicks from the overview to the output of a failed minion', async (browser, site) => {
  const page = await browser.page();
  await page.goto(`${site.full}/`);
  await page.locator('tr.row-failed a.name').first().click();
  await page.locator('tr.row-failed a.name').first().click();
  assert.match(page.url(), /\/jobs\/\d{20}\/[^/]+$/);
  assert.ok(await page.locator('main .output, main table.states').first().isVisible());
  await page.context().close();
});

check('what a minion returns or is called is text', async (browser, site) => {
  const pages = await tour(browser, site);
  const page = await browser.page();
  for (const name of ['hostile-job', 'hostile-return', 'hostile-minion']) {
    for (const as of name === 'hostile-return' ? ['?as=nested', '?as=json'] : ['']) {
      await page.goto(site.full + pages[name] + as);
      await page.waitForTimeout(100);
      assert.equal(await page.evaluate(() => window.hit), undefined);
      assert.equal(await page.locator('main script, main img').count(), 0);
      assert.match(await page.locator('main').innerText(), /<script>|onerror/);
    }
  }
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

check('a long return is cut on the page and whole in the download', async (browser, site) => {
  const pages = await tour(browser, site);
  const page = await browser.page();
  const begin = Date.now();
  await page.goto(site.full + pages['return-long']);
  const shown = Date.now() - begin;
  assert.match(await page.locator('.note').innerText(), /Download/);
  const length = (await page.locator('pre.output').innerText()).length;
  assert.ok(length < 300_000, `${length} characters`);
  const folder = mkdtempSync(join(tmpdir(), 'saltern-download-'));
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a', { hasText: 'Download text' }).click()]);
  const file = join(folder, 'text');
  await download.saveAs(file);
  const bytes = readFileSync(file).length;
  rmSync(folder, { recursive: true });
  assert.ok(bytes > 4_000_000, `${bytes} bytes`);
  await page.context().close();
  return `${length} characters shown in ${shown} ms, ${bytes} bytes downloaded`;
});

check('the command for the failed ones is copied', async (browser, site) => {
  const pages = await tour(browser, site);
  const page = await browser.page({ permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto(site.full + pages.job);
  await page.locator('summary', { hasText: 'that failed' }).click();
  await page.locator('[data-copy]').first().click();
  await page.locator('button', { hasText: 'Copied' }).waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^salt -L '[^']+' state\.apply/);
  await page.context().close();
});

check('a running job goes on by itself, waits while paused, and ends', async (browser, site) => {
  const page = await browser.page();
  const big = page.locator('#live .big');
  let first = '';
  // One that has only begun: each lasts half a minute, and this takes a good part of it.
  for (let i = 0; i < 60 && !(parseInt(first, 10) <= 10); i++) {
    await page.waitForTimeout(1_000);
    await page.goto(`${site.full}/jobs?status=running`);
    const job = page.locator('table a.name').first();
    if (await job.count()) {
      await job.click();
      first = await big.innerText();
    }
  }
  await page.waitForFunction((was) => document.querySelector('#live .big').innerText !== was, first);
  await page.locator('[data-pause]').click();
  const paused = await big.innerText();
  await page.waitForTimeout(5_000);
  assert.equal(await big.innerText(), paused);
  await page.locator('[data-pause]').click();
  await page.waitForFunction((was) => document.querySelector('#live .big').innerText !== was, paused);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'pause', 'the focus stays where it was');
  await page.locator('#live:not([hx-get])').waitFor({ timeout: 90_000 });
  assert.equal(await page.locator('[data-pause]').count(), 0);
  assert.deepEqual(page.wrongs, []);
  const last = await big.innerText();
  await page.context().close();
  return `${first}, then ${last}`;
});

check('the overview is looked at again, and keeps its chart', async (browser, site) => {
  const page = await browser.page();
  await page.goto(`${site.full}/`);
  const asOf = () => page.locator('#live time').first().getAttribute('datetime');
  const first = await asOf();
  await page.evaluate(() => { document.querySelector('#chart canvas').dataset.mine = 'yes'; });
  await page.waitForFunction((was) => document.querySelector('#live time').getAttribute('datetime') !== was, first, { timeout: 20_000 });
  assert.equal(await page.evaluate(() => document.querySelector('#chart canvas').dataset.mine), 'yes');
  assert.ok(await page.locator('#chart').isVisible());
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

check('times have the reader\'s own zone in the title', async (browser, site) => {
  const page = await browser.page();
  await page.goto(`${site.full}/jobs`);
  const time = page.locator('table time').first();
  assert.match(await time.innerText(), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  assert.match(await time.getAttribute('title'), /\d{1,2}:\d\d:\d\d/);
  await page.context().close();
});

check('nothing moves where motion is not wanted', async (browser, site) => {
  const moving = async (motion) => {
    const page = await browser.page({ motion });
    await page.goto(`${site.full}/`);
    const count = await page.evaluate(() => document.getAnimations().length);
    await page.context().close();
    return count;
  };
  assert.equal(await moving('reduce'), 0);
  assert.ok((await moving('no-preference')) > 0);
});
