// One browser, and what is watched in each of its pages.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FLAGS = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const DESKTOP = { width: 1280, height: 860 };
export const PHONE = { width: 390, height: 844 };

export class Browser {
  static async launch(executablePath) {
    const profile = mkdtempSync(join(tmpdir(), 'saltern-browser-'));
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const browser = await chromium.launch({ executablePath, args: [...FLAGS, ...root] });
    return new Browser(browser, profile);
  }

  constructor(browser, profile) {
    this.browser = browser;
    this.profile = profile;
  }

  context({ scheme = 'light', size = DESKTOP, script = true, motion = 'reduce', permissions = [] } = {}) {
    return this.browser.newContext({
      viewport: size, colorScheme: scheme, javaScriptEnabled: script, reducedMotion: motion, permissions, acceptDownloads: true,
    });
  }

  // A page in a context of its own. What goes wrong in it is collected in `page.wrongs`.
  async page(how = {}) {
    return this.pageIn(await this.context(how), how);
  }

  async pageIn(context, { script = true, status = [] } = {}) {
    const page = await context.newPage();
    page.wrongs = [];
    page.setDefaultTimeout(15_000);
    const expected = (text) => status.some((code) => text.includes(`status of ${code}`));
    page.on('console', (m) => {
      if (['error', 'warning'].includes(m.type()) && !expected(m.text())) page.wrongs.push(`console: ${m.text()}`);
    });
    page.on('pageerror', (e) => page.wrongs.push(`script: ${e.message}`));
    page.on('dialog', (d) => { page.wrongs.push(`dialog: ${d.message()}`); d.dismiss(); });
    page.on('request', (r) => {
      if (!r.url().startsWith('http://127.0.0.1:')) page.wrongs.push(`asked elsewhere: ${r.url()}`);
    });
    if (script) {
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (e) => {
          console.error(`policy: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`);
        });
      });
    }
    return page;
  }

  async close() {
    await this.browser.close();
    rmSync(this.profile, { recursive: true, force: true });
  }
}

// What axe finds serious or critical, as lines.
export async function axe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    resultTypes: ['violations'],
  }));
  const lines = [];
  for (const found of violations) {
    const line = `${found.impact} ${found.id}: ${found.nodes.map((n) => n.target.join(' ')).slice(0, 5).join(' | ')}`;
    lines.push({ bad: ['serious', 'critical'].includes(found.impact), line });
  }
  return lines;
}
