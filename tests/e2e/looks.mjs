// `./dev sheet`: how the main pages look at four widths, light, dark, with more contrast and with text of twice the size, a
// sheet a page in data/sheets, so that a change of looks is seen in its diff. `./dev picture`: the home page for README.
// Both of the demonstration on a day that is always the same; the fonts are Debian's fonts-noto-core.
import fs from 'node:fs';
import path from 'node:path';
import { openTab, startBrowser } from './lib/browser.mjs';
import { montage, save, startDemo } from './lib/demo.mjs';
import { ROOT } from './lib/portal.mjs';

const SHEETS = path.join(ROOT, 'tests/e2e/data/sheets');
const SHEET_MOST = 64_000, PICTURE_MOST = 40_000;
const WIDTHS = [[360, 740], [768, 900], [1280, 900], [1920, 1000]];
const STATES = [
  {},
  { colorScheme: 'dark' },
  { contrast: 'more' },
  { cookie: '4.n' },
];

/** A look at a page's first screen. */
async function shoot(browser, portal, target, [width, height], { cookie, ...state }) {
  const cookies = cookie ? [{ name: 'hien-thi', value: cookie, url: portal.url }] : [];
  const tab = await openTab(browser, { width, height, cookies, reducedMotion: 'reduce', ...state });
  await tab.goto(portal.url + target, { waitUntil: 'networkidle' });
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
    error: '/khong-co-trang-nay',
  };
}

const [what = 'sheet', only] = process.argv.slice(2);
const portal = await startDemo({ isFixed: true });
const browser = await startBrowser();
try {
  const pages = await targets(portal);
  if (what === 'picture') {
    const png = await shoot(browser, portal, '/', [1280, 860], {});
    save(path.join(ROOT, 'tests/demo/home.webp'), await montage([[png]], { scale: 0.75, most: PICTURE_MOST }));
  } else {
    fs.mkdirSync(SHEETS, { recursive: true });
    for (const [name, target] of Object.entries(pages).filter(([key]) => !only || key === only)) {
      const rows = [];
      for (const state of STATES) rows.push(await Promise.all(WIDTHS.map((size) => shoot(browser, portal, target, size, state))));
      save(path.join(SHEETS, `${name}.webp`), await montage(rows, { scale: 0.25, most: SHEET_MOST }));
    }
  }
} finally {
  await browser.close();
  await portal.stop();
  await portal.end();
}
