// `./dev sheet`: how the main pages look at four widths, light, dark, with more contrast and with text of twice the size, a
// sheet a page in data/sheets, so that a change of looks is seen in its diff; then every other page of the table of addresses, a row
// each, in five looks. `./dev picture`: the home page for README. Both of the demonstration on a day that is always the same; the
// fonts are Debian's fonts-noto-core.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { openTab, startBrowser } from './lib/browser.mjs';
import { montage, save, startDemo } from './lib/demo.mjs';
import { ROOT } from './lib/portal.mjs';
import { assertAllSeen, staffViews, VIEW_ARGS, views } from './lib/views.mjs';

const SHEETS = path.join(ROOT, 'tests/e2e/data/sheets');
const SHEET_MOST = 64_000, PICTURE_MOST = 40_000;
/** Where there is nothing. */
const ASTRAY = '/khong-co-trang-nay';
const WIDTHS = [[360, 740], [768, 900], [1280, 900], [1920, 1000]];
const STATES = [
  {},
  { colorScheme: 'dark' },
  { contrast: 'more' },
  { cookie: '4.n' },
];

/** How each other page is looked at: width and height, state. */
const LOOKS = [
  [[360, 740], {}],
  [[360, 740], { cookie: '4.n' }],
  [[768, 900], { contrast: 'more' }],
  [[1280, 900], {}],
  [[1280, 900], { colorScheme: 'dark' }],
];

/** A look at a page's first screen, by whoever has these cookies. */
async function shoot(browser, portal, target, [width, height], { cookie, ...state }, own = []) {
  const cookies = cookie ? [...own, { name: 'hien-thi', value: cookie, url: portal.url }] : own;
  const tab = await openTab(browser, { width, height, cookies, reducedMotion: 'reduce', ...state });
  const answer = await tab.goto(portal.url + target, { waitUntil: 'networkidle' });
  assert.equal(answer.status(), target === ASTRAY ? 404 : 200, target);
  await tab.evaluate(() => document.fonts.ready);
  const png = await tab.screenshot({ animations: 'disabled' });
  await tab.context().close();
  return png;
}

/** The pages that a sheet is made of. */
async function targets(portal) {
  const { items } = (await portal.api('GET', '/articles?limit=1')).json;
  return {
    home: '/',
    article: items[0].url,
    list: '/chuyen-muc/van-hoa-xa-hoi',
    search: '/tim-kiem?q=lúa+nếp',
    statistics: '/thong-ke',
    error: ASTRAY,
  };
}

const [what = 'sheet', only] = process.argv.slice(2);
const isWanted = (name) => !only || name === only;
const keep = async (name, rows, scale) => save(path.join(SHEETS, `${name}.webp`), await montage(rows, { scale, most: SHEET_MOST }));
const portal = await startDemo({ isFixed: true, args: VIEW_ARGS });
const browser = await startBrowser();

/** The pages that have a sheet of their own. */
async function drawOwn() {
  for (const [name, target] of Object.entries(await targets(portal)).filter(([key]) => isWanted(key))) {
    const rows = [];
    for (const state of STATES) rows.push(await Promise.all(WIDTHS.map((size) => shoot(browser, portal, target, size, state))));
    await keep(name, rows, 0.25);
  }
}

/** All others, a row each. */
async function drawOthers(name, targets, cookies) {
  const rows = [];
  for (const target of targets) rows.push(await Promise.all(LOOKS.map(([size, state]) => shoot(browser, portal, target, size, state, cookies))));
  await keep(name, rows, 0.2);
}

try {
  if (what === 'picture') {
    const png = await shoot(browser, portal, '/', [1280, 860], {});
    save(path.join(ROOT, 'tests/demo/home.webp'), await montage([[png]], { scale: 0.75, most: PICTURE_MOST }));
  } else {
    fs.mkdirSync(SHEETS, { recursive: true });
    const sheets = await views(portal);
    assertAllSeen();
    await drawOwn();
    for (const [name, rows] of Object.entries(sheets).filter(([key]) => isWanted(key))) await drawOthers(name, Object.values(rows));
    if (isWanted('staff')) {
      const { cookies, targets: ours } = await staffViews(portal);
      await drawOthers('staff', Object.values(ours), cookies);
    }
  }
} finally {
  await browser.close();
  await portal.stop();
  await portal.end();
}
