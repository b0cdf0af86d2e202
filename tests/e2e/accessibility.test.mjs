// Every page in both languages, in the states of the accessibility bar. What is found is what /tro-nang says: a full
// run, `./dev accessibility`, writes assets/accessibility.json; every other run checks a part, and the file against it.
// `./dev accessibility views` asks the same of the demonstration's pages, one for each row of the table of addresses, and writes nothing.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { assertNoSidewaysScroll, assertQuiet, assertValidHtml, axeFindings, openTab, startBrowser } from './lib/browser.mjs';
import { startDemo } from './lib/demo.mjs';
import { axeVersion, contrasts, smallTargets, tabWay, words } from './lib/measure.mjs';
import { uncut } from './lib/patience.mjs';
import { ROOT, startPortal } from './lib/portal.mjs';
import { fillSite } from './lib/site.mjs';
import { assertAllSeen, VIEW_ARGS, views } from './lib/views.mjs';

const FILE = path.join(ROOT, 'assets/accessibility.json');
const IS_FULL = process.env.CONG_ACCESSIBILITY === 'full', IS_VIEWS = process.env.CONG_ACCESSIBILITY === 'views';
const SIZES = [0, 1, 2, 3, 4], PALETTES = { less: 'l', normal: 'n', more: 'm' }, WIDTHS = [360, 1280];
const STATES = SIZES.flatMap((size) => Object.values(PALETTES).map((palette) => `${size}.${palette}`));
const BOUNDS = { less: [700, 800], normal: [900, 2100], more: [1500, 2100] };
let portal;
let browser;
let demo;
let pages, all;
const measured = { date: new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10), axe: { version: axeVersion, runs: 0, found: 0 } };
const said = JSON.parse(fs.readFileSync(FILE, 'utf8'));

before(async () => {
  portal = await startPortal();
  browser = await startBrowser();
  const site = await fillSite(portal);
  const listed = ({ vi, en }) => Object.entries({ vi, en }).flatMap(([lang, those]) => Object.entries(those).map(([what, target]) => ({ what, lang, target, of: portal })));
  all = [...listed(site), ...listed(site.seldom)];
  if (IS_VIEWS) all = await shown();
  pages = IS_FULL || IS_VIEWS ? all : listed(site);
});
after(async () => {
  await browser?.close();
  await demo?.end();
  await portal?.end();
});

/** The demonstration's pages, a row of the table of addresses each. */
async function shown() {
  assertAllSeen();
  demo = await startDemo({ args: [...VIEW_ARGS, '--set', 'miss_rate=0'] });
  return Object.values(await views(demo)).flatMap((rows) => Object.entries(rows)).map(([what, target]) => ({ what, lang: 'vi', target, of: demo }));
}

/** A tab in which the bar has been used. */
async function tabIn(state, options = {}) {
  return openTab(browser, { ...options, cookies: state ? [{ name: 'hien-thi', value: state, url: portal.url }] : [] });
}

/** What one kind of test found on how many pages; `expected` is how many a full run has. */
function note(kind, runs, faults, expected) {
  assert.deepEqual(faults, [], kind);
  if (IS_VIEWS) return;
  if (kind === 'axe') Object.assign(measured.axe, { runs, found: faults.length });
  else measured[kind] = { runs, found: faults.length };
  if (IS_FULL) assert.equal(runs, expected, `${kind}: a full run`);
  else assert.deepEqual([said[kind].runs, said[kind].found], [expected, 0], `${kind}: /tro-nang says what a full run of these pages finds; ./dev accessibility writes it`);
}

/** All in light, the palettes once more in the dark. */
const MATRIX = WIDTHS.flatMap((width) => STATES.map((state) => ({ width, state, colorScheme: 'light' })))
  .concat(Object.values(PALETTES).map((palette) => ({ width: 1280, state: `1.${palette}`, colorScheme: 'dark' })));
/** The demonstration's pages as they are at first and with the largest text: sizes between these change no colour and less of a layout. */
const isOfViews = ({ state }) => /^[14]/.test(state);

test('axe finds nothing at any level, on any page, in any state of the bar, in light and dark', async () => {
  const faults = [];
  let runs = 0;
  for (const { width, state, colorScheme } of MATRIX) {
    const everywhere = IS_FULL || IS_VIEWS || (state === '1.n' && width === 360);
    const page = await tabIn(state, { width, colorScheme });
    for (const { what, lang, target, of } of pages) {
      /* Every run: each page as it is at first, and one article in every state. */
      if (!everywhere && !(what === 'article' && lang === 'vi' && width === 1280)) continue;
      if (of === demo && !isOfViews({ state })) continue;
      await page.goto(of.url + target);
      faults.push(...(await axeFindings(page)).map((fault) => `${target} ${state} ${width} ${colorScheme}: ${fault}`));
      runs++;
    }
    assertQuiet(page);
    await page.context().close();
  }
  note('axe', runs, faults, all.length * MATRIX.length);
  if (!IS_FULL && !IS_VIEWS) assert.equal(said.axe.version, axeVersion);
});

test('the Nu HTML checker finds nothing on any page', async () => {
  const texts = {};
  for (const { what, lang, target, of } of all) texts[`${lang} ${what}`] = (await of.page(target)).text;
  assertValidHtml(texts);
  note('html', all.length, [], all.length);
});

test('nothing scrolls sideways at 320 pixels in any size, which is 400 % of 1280', async () => {
  let runs = 0;
  for (const size of IS_FULL || IS_VIEWS ? SIZES : [1, 4]) {
    const page = await tabIn(`${size}.n`, { width: 320 });
    for (const { target, of } of pages) {
      await page.goto(of.url + target);
      await assertNoSidewaysScroll(page, `${target} at size ${size}`);
      runs++;
    }
    await page.context().close();
  }
  note('scroll', runs, [], all.length * SIZES.length);
});

test('no word is lost without JavaScript', async () => {
  const [page, bare] = [await tabIn(null), await tabIn(null, { script: false })];
  const faults = [];
  // First the page that lists what a browser has kept, which without JavaScript is nothing: nothing is kept yet.
  const isOffline = ({ target }) => Number(/\/ngoai-tuyen$/.test(target));
  for (const { target, of } of [...pages].sort((a, b) => isOffline(b) - isOffline(a))) {
    await Promise.all([page, bare].map((tab) => uncut(async () => {
      await tab.goto(of.url + target);
      return tab.content();
    })));
    const without = await words(bare);
    const lost = [...await words(page)].filter((word) => !without.has(word) && !/^\d+$/.test(word));
    if (lost.length) faults.push(`${target}: ${lost}`);
  }
  assertQuiet(page);
  note('script', pages.length, faults, all.length);
});

test('whatever can be touched is 44 pixels high and wide, but for links within sentences', async () => {
  const page = await tabIn(null, { width: 360, isMobile: true, hasTouch: true });
  const faults = [];
  for (const { target, of } of pages) {
    /* Who writes programs reads the API's description with a mouse; its words that lead to other words are as small as in a text. */
    if (target.startsWith('/api/')) continue;
    await page.goto(of.url + target);
    faults.push(...(await smallTargets(page)).map((fault) => `${target}: ${fault}`));
  }
  note('targets', pages.length, faults, all.length);
});

test('every link, button and field is reached by the Tab key, in order, with a visible frame', async () => {
  const page = await tabIn(null);
  const faults = [];
  for (const { target, of } of pages) {
    await page.goto(of.url + target);
    if (/\/ngoai-tuyen$/.test(target)) await page.locator('#da-giu').waitFor(); // its list of what is kept comes by a script
    faults.push(...(await tabWay(page)).faults.map((fault) => `${target}: ${fault}`));
  }
  note('keyboard', pages.length, faults, all.length);
});

test('the palettes have the contrast that they promise', async () => {
  measured.contrast = {};
  for (const [name, letter] of Object.entries(PALETTES)) {
    measured.contrast[name] = {};
    for (const colorScheme of ['light', 'dark']) {
      const page = await tabIn(`1.${letter}`, { colorScheme });
      const found = [];
      for (const { target, of } of pages.filter(({ lang }) => lang === 'vi')) {
        await page.goto(of.url + target);
        const { least, most } = await contrasts(page);
        assert.ok(least >= BOUNDS[name][0] && most <= BOUNDS[name][1], `${name} ${colorScheme} ${target}: ${least / 100} to ${most / 100}`);
        found.push(least);
      }
      measured.contrast[name][colorScheme] = Math.min(...found);
      await page.context().close();
    }
  }
  if (!IS_FULL && !IS_VIEWS) assert.deepEqual(said.contrast, measured.contrast, '/tro-nang says what is measured');
});

test('the measures notice what is wrong', { skip: IS_VIEWS }, async () => {
  const page = await tabIn(null, { width: 360, isMobile: true, hasTouch: true });
  await page.goto(portal.url + pages.find(({ what }) => what === 'article').target);
  await page.evaluate(() => {
    document.querySelector('.tools a').style.cssText = 'min-height:0;outline:none';
    document.querySelector('.lead').style.color = '#777';
    document.querySelector('.more, .related a').tabIndex = -1;
  });
  assert.equal((await smallTargets(page)).length, 1);
  assert.equal((await tabWay(page)).faults.length, 2, 'one without a frame, one never reached');
  assert.ok((await contrasts(page)).least < 500);
  await page.context().close();
});

test('the statement shows what was measured, in both languages', async () => {
  const [vi, en] = [(await portal.page('/tro-nang')).text, (await portal.page('/en/tro-nang')).text];
  const ratio = Math.floor(said.contrast.normal.light / 10) / 10;
  assert.ok(vi.includes(`<td>${ratio.toFixed(1).replace('.', ',')} : 1</td>`) && en.includes(`<td>${ratio.toFixed(1)} : 1</td>`));
  for (const text of [vi, en]) for (const kind of ['axe', 'html', 'scroll', 'script', 'targets', 'keyboard']) assert.ok(text.includes(`<td>${said[kind].runs}</td><td>0</td>`), kind);
  assert.ok(vi.includes(`<time datetime="${said.date}">`) && said.date <= measured.date);
});

test('what a full run found is written down', { skip: !IS_FULL }, () => {
  // Not when one of its tests failed: the page would have a gap where that figure stands.
  assert.deepEqual(Object.keys(measured).sort(), Object.keys(said).sort());
  assert.ok(measured.axe.runs);
  fs.writeFileSync(FILE, `${JSON.stringify(measured, null, 2)}\n`);
});

test('congd stops cleanly', async () => {
  await demo?.stop();
  await portal.stop();
});
