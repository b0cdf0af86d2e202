// Chromium from Debian, by playwright-core; and what is asked of every page.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isCut } from './cut.mjs';
import { PATIENCE_MS } from './patience.mjs';
import { scratch } from './portal.mjs';

const require = createRequire(import.meta.url);
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag2aaa', 'wcag21a', 'wcag21aa', 'wcag21aaa', 'wcag22a', 'wcag22aa', 'wcag22aaa', 'best-practice'];

/** Debian's Chromium without the windows around pages, each of which costs more than the page; with them where that is not there. */
const CHROMIUM = process.env.CHROMIUM || ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((file) => fs.existsSync(file));

export function startBrowser() {
  const { chromium } = require('playwright-core');
  return chromium.launch({ executablePath: CHROMIUM, headless: true, timeout: PATIENCE_MS, args: FLAGS });
}

/** Makes page.goto() ask again for what a busy machine cut, as the page itself advises; no noise of that is left. */
function asksAgain(page) {
  const goto = page.goto.bind(page);
  page.goto = async (url, options) => {
    for (const end = Date.now() + PATIENCE_MS; ;) {
      const noise = page.noise.length, asked = Date.now();
      const answer = await goto(url, options), took = Date.now() - asked;
      if (!answer || (answer.status() !== 503 && !/[?&]q=/.test(url)) || Date.now() > end) return answer;
      const headers = answer.headers();
      if (!isCut('GET', url, { status: answer.status(), headers, text: await answer.text() }, took)) return answer;
      await page.waitForTimeout(1000 * Number(headers['retry-after'] ?? 0.1));
      page.noise.splice(noise);
    }
  };
}

/** A tab of its own. It notes requests to others and words on the console, for assertQuiet(). */
export async function openTab(browser, { width = 1280, height = 900, script = true, cookies = [], ...more } = {}) {
  const context = await browser.newContext({
    locale: 'vi-VN', viewport: { width, height }, javaScriptEnabled: script, ...more,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  if (cookies.length) await context.addCookies(cookies);
  const page = await context.newPage();
  page.noise = [];
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (/^https?:$/.test(protocol) && hostname !== '127.0.0.1') page.noise.push(`asks ${request.url()}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (404|410)/.test(message.text())) page.noise.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => page.noise.push(String(error)));
  asksAgain(page);
  return page;
}

export function assertQuiet(page) {
  assert.deepEqual(page.noise, [], 'no request to others, no error on the console');
}

/** What axe finds at all levels of WCAG and best practice. The tab needs JavaScript. */
export async function axeFindings(page) {
  await page.evaluate(require('axe-core').source);
  const { violations } = await page.evaluate(
    (values) => globalThis.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }), LEVELS);
  return violations.map((rule) => `${rule.id}: ${rule.help}: ${rule.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`);
}

export async function assertAccessible(page, what) {
  assert.deepEqual(await axeFindings(page), [], `axe on ${what}`);
}

/** The Nu HTML checker over texts {name: html}: no error, no warning. */
export function assertValidHtml(pages) {
  const folder = scratch();
  const jar = path.join(path.dirname(require.resolve('vnu-jar/package.json')), 'build/dist/vnu.jar');
  const files = Object.entries(pages).map(([name, html]) => {
    const file = path.join(folder, `${name.replace(/[^a-z0-9]+/gi, '-')}.html`);
    fs.writeFileSync(file, html);
    return file;
  });
  // It is over before code that is compiled best would be worth its compiling; what is compiled less needs more stack.
  const done = spawnSync('java', ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xss16m', '-jar', jar, '--format', 'json', '--stdout', '--exit-zero-always', ...files], {
    encoding: 'utf8', maxBuffer: 1 << 26,
  });
  assert.equal(done.status, 0, done.stderr);
  const found = JSON.parse(done.stdout).messages.map((note) => `${path.basename(note.url ?? '')}:${note.lastLine}: ${note.message}`);
  assert.deepEqual(found, [], 'Nu HTML checker');
}

/** Names what sticks out, so that nobody has to look for it. */
export async function assertNoSidewaysScroll(page, what) {
  const [over, culprits] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const wide = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > clientWidth);
    return [scrollWidth - clientWidth, wide.slice(-3).map((element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 120))];
  });
  assert.ok(over <= 0, `${what} scrolls sideways by ${over} px: ${culprits.join(' … ')}`);
}

/** The text that eyes see: what is there for screen readers alone is left out. */
export async function visibleText(page) {
  return page.evaluate(() => {
    for (const element of document.body.querySelectorAll('*')) {
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      if (style.position === 'absolute' && (style.clipPath !== 'none' || style.clip !== 'auto') && box.width <= 1.5)
        element.style.display = 'none';
    }
    return document.body.innerText;
  });
}
