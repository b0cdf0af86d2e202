// Every page of the staff, by the table of addresses: what a screen reader hears, what the checkers of HTML and accessibility say, how
// much a browser loads. CONG_STAFF=all (`./dev staff`): both languages, narrow and wide, light and dark, everywhere; else one of them for
// each page, in turn.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { assertNoSidewaysScroll, assertQuiet, assertValidHtml, axeFindings, openTab, startBrowser } from './lib/browser.mjs';
import { BROWSER } from './lib/portal.mjs';
import { startStaffSite } from './lib/staff-site.mjs';
import { assertTree } from './lib/trees.mjs';

const ALL = process.env.CONG_STAFF === 'all', LANGS = ['vi', 'en'];
const FIRST_LOAD_MOST = 25 * 1024;
/** Whose trees are held by staff-record.test.mjs, with more in them. */
const HELD_ELSEWHERE = ['/so-lieu', '/so-lieu/nhuan-but', '/nhat-ky', '/thung-rac', '/sao-luu', '/lien-ket', '/bao-loi'].map((path) => `/quan-tri${path}`);
/** What axe is asked for here when not all is: pages that no other test opens in a browser. */
const ALONE = ['/quan-tri/lan-dau', '/quan-tri/quen-mat-khau/{code}', '/quan-tri/vao/{code}', '/quan-tri/bai/nhieu', '/quan-tri/bai/tu-word', '/quan-tri/bai/{id}/so-sanh', '/quan-tri/thung-rac/{id}/xoa-han'];

let site, browser;
before(async () => { [site, browser] = await Promise.all([startStaffSite(), startBrowser()]); });
after(async () => {
  await browser?.close();
  await site?.end();
});

/** Waits for what a page's script makes of it. How many words there are is counted a moment behind, and is left out. */
async function settled(tab) {
  if (!await tab.locator('textarea[data-rich]').count()) return;
  await tab.waitForFunction(() => {
    const { editor } = document.querySelector('textarea[data-rich]');
    if (editor?.isRich) editor.count.remove();
    return editor?.isRich;
  });
}

async function show(tab, url) {
  await tab.goto(url);
  await settled(tab);
}

/** One tab for each who looks, so that pages are looked at one after the other. */
function openTabs(options) {
  const tabs = new Map();
  return {
    async of(page) {
      if (!tabs.has(page.who)) tabs.set(page.who, await openTab(browser, { cookies: page.who.browserCookies(), ...options }));
      return tabs.get(page.who);
    },
    async close() {
      for (const tab of tabs.values()) {
        assertQuiet(tab);
        await tab.context().close();
      }
    },
  };
}

for (const lang of LANGS)
  test(`the accessibility tree of each page in ${lang === 'vi' ? 'Vietnamese' : 'English'} is the one that was approved`, async () => {
    const tabs = openTabs();
    for (const page of site.pages.filter(({ pattern }) => !HELD_ELSEWHERE.includes(pattern))) {
      const tab = await tabs.of(page);
      await show(tab, page.url(lang));
      // What is found of the machine is another on each.
      if (page.pattern.endsWith('/suc-khoe')) await tab.locator('main td, main .done, main .wrong').evaluateAll((cells) => cells.forEach((cell) => { cell.textContent = '…'; }));
      // The frame is one for all pages: the desk's stands for it.
      await assertTree(tab.locator(page.pattern === '/quan-tri' ? 'body' : 'main'), `${lang}-${page.name}`);
    }
    await tabs.close();
  });

test('the accessibility tree of a form that was refused says so first, and at each field', async () => {
  const at = (pattern) => site.pages.find((page) => page.pattern === pattern);
  const tabs = openTabs();
  for (const [pattern, button, typed] of [['/quan-tri/dang-nhap', 'Đăng nhập', [['#ten', 'khong-co-ai'], ['#mat-khau', 'sai bét rồi nhé các bạn']]], ['/quan-tri/bai/moi', 'Đăng', [['#source_url', 'javascript:1']]]]) {
    const page = at(pattern), tab = await tabs.of(page);
    await show(tab, page.url('vi'));
    await tab.locator('details').evaluateAll((all) => all.forEach((one) => { one.open = true; }));
    for (const [field, text] of typed) await tab.locator(field).fill(text);
    await tab.locator('form').evaluateAll((all) => all.forEach((one) => { one.noValidate = true; }));
    await Promise.all([tab.waitForNavigation(), tab.getByRole('button', { name: button, exact: true }).first().click()]);
    assert.match(await tab.title(), /^Lỗi: /);
    await tab.waitForFunction(() => document.activeElement.className === 'wrong'); /* by the script, which comes after the page */
    await settled(tab);
    await assertTree(tab.locator('main'), `vi-${page.name}-refused`);
    tab.noise = tab.noise.filter((line) => !/status of 422/.test(line));
  }
  await tabs.close();
});

test('the Nu HTML checker finds nothing on any page', async () => {
  const found = {};
  for (const [number, page] of site.pages.entries())
    for (const lang of ALL ? LANGS : [LANGS[number % 2]]) {
      const answer = await page.who.get(page.target(lang));
      assert.equal(answer.status, 200, `${page.target(lang)}: ${answer.text.slice(0, 300)}`);
      // A preview is in the language of the article.
      if (!page.pattern.endsWith('/xem-truoc')) assert.ok(answer.text.includes(`<html lang="${lang}"`), page.target(lang));
      found[`${lang}${page.pattern}`] = answer.text;
    }
  assertValidHtml(found);
});

/** Bytes of an answer's body as it is sent, and as text. */
const fetchPacked = (who, target) => new Promise((resolve, reject) => {
  http.get({ host: who.portal.host, port: who.portal.port, path: target, agent: false, headers: { 'User-Agent': BROWSER, 'Accept-Encoding': 'br', Cookie: who.cookie() } }, (answer) => {
    let size = 0;
    answer.on('data', (bytes) => { size += bytes.length; });
    answer.on('end', () => resolve(size));
  }).on('error', reject);
});

test('a first visit to any page loads at most 25 KB, all but the rich editor and pictures', async () => {
  const sizes = new Map(), heavy = [];
  let most = 0;
  const sizeOf = async (who, target) => sizes.get(target) ?? sizes.set(target, await fetchPacked(who, target)).get(target);
  for (const page of site.pages)
    for (const lang of LANGS) {
      const { text } = await page.who.get(page.target(lang));
      const parts = [...new Set([...text.matchAll(/<(?:link rel="(?:stylesheet|icon|preload)"[^>]*?href|script src)="([^"]+)"/g)].map((match) => match[1]))];
      assert.ok(parts.length >= 3, `${page.pattern}: ${parts}`);
      let sum = await fetchPacked(page.who, page.target(lang));
      for (const part of parts) sum += await sizeOf(page.who, part);
      most = Math.max(most, sum);
      if (sum > FIRST_LOAD_MOST) heavy.push(`${page.target(lang)}: ${sum} bytes in ${parts.length + 1} files`);
    }
  if (ALL) console.log(`first load: ${site.pages.length} pages in two languages, ${most} bytes at most`);
  assert.deepEqual(heavy, []);
});

test('axe finds nothing at any level, and nothing scrolls sideways', async () => {
  const faults = [];
  let runs = 0;
  for (const [width, colorScheme] of ALL ? [[360, 'light'], [360, 'dark'], [1280, 'light'], [1280, 'dark']] : [[360, 'light']]) {
    const tabs = openTabs({ width, colorScheme });
    for (const page of ALL ? site.pages : site.pages.filter(({ pattern }) => ALONE.includes(pattern)))
      for (const lang of ALL ? LANGS : ['en']) {
        const tab = await tabs.of(page), what = `${page.target(lang)} at ${width}, ${colorScheme}`;
        await show(tab, page.url(lang));
        await assertNoSidewaysScroll(tab, what);
        faults.push(...(await axeFindings(tab)).map((fault) => `${what}: ${fault}`));
        runs++;
      }
    await tabs.close();
  }
  if (ALL) console.log(`axe: ${runs} runs, ${faults.length} findings`);
  assert.deepEqual(faults, []);
});

test('congd stops cleanly', () => site.stop());
