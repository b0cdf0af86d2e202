// Reading with the keyboard alone, and as a screen reader hears it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { assertQuiet, openTab, startBrowser } from './lib/browser.mjs';
import { uncut } from './lib/patience.mjs';
import { DATA, startPortal, until } from './lib/portal.mjs';
import { fillSite } from './lib/site.mjs';

const TREES = path.join(DATA, 'trees');
const WRITES = process.env.CONG_GOLDEN === 'write';
let portal;
let browser;
let site;

before(async () => {
  portal = await startPortal();
  browser = await startBrowser();
  site = await fillSite(portal);
});
after(async () => {
  await browser?.close();
  await portal?.end();
});

const focused = (page) => page.evaluate(() => document.activeElement.textContent.replace(/\s+/g, ' ').trim());
const size = (page) => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('.lead')).fontSize));

/** Presses Tab until what is focused bears that name. */
async function tabTo(page, name) {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    if (typeof name === 'string' ? now === name : name.test(now)) return;
  }
  assert.fail(`${name} is not reached by the Tab key`);
}

describe('by keyboard alone', () => {
  for (const script of [true, false]) {
    test(`from home to an article, enlarged, printed, kept, ${script ? 'with' : 'without'} JavaScript`, async () => {
      const page = await openTab(browser, { script, acceptDownloads: true });
      await page.goto(portal.url);
      await page.keyboard.press('Tab');
      assert.equal(await focused(page), 'Chuyển đến nội dung');
      assert.equal(await page.locator('.skip').isVisible(), true);
      const box = await page.locator('.skip').boundingBox();
      assert.ok(box.x >= 0 && box.y >= 0, 'the skip link shows when it is reached');
      await page.keyboard.press('Enter');
      await tabTo(page, 'Báo cáo kinh tế – xã hội');
      await page.keyboard.press('Enter');
      await page.waitForURL(`**${site.vi.article}`);
      const before = await size(page);
      await tabTo(page, /^A\+/);
      await page.keyboard.press('Enter');
      await until(async () => (await size(page).catch(() => before)) > before, { why: 'the text does not grow' });
      if (!script) await page.waitForLoadState('load');
      else assert.match(await focused(page), /^A\+/, 'the focus stays where it was');
      await tabTo(page, 'Lưu bài về máy');
      const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
      assert.equal(download.suggestedFilename(), 'bao-cao.html');
      assert.match(fs.readFileSync(await download.path(), 'utf8'), /25 tỷ đồng/);
      await page.goto(portal.url + site.vi.article);
      await tabTo(page, 'In bài');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/in');
      if (script) {
        await page.evaluate(() => { globalThis.print = () => { globalThis.printed = true; }; });
        await tabTo(page, 'In trang này');
        await page.keyboard.press('Enter');
        assert.equal(await page.evaluate(() => globalThis.printed), true);
      }
      await tabTo(page, 'Quay lại bài viết');
      await page.keyboard.press('Enter');
      await page.waitForURL(`**${site.vi.article}`);
      assertQuiet(page);
      await page.context().close();
    });
  }

  test('the table of contents leads into the text, and reading goes on from there', async () => {
    const page = await openTab(browser, {});
    await page.goto(portal.url + site.vi.article);
    await tabTo(page, 'Khó khăn');
    await page.keyboard.press('Enter');
    await page.waitForURL('**#muc-kho-khan');
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'Mã xác thực', 'the next link behind that heading');
    await page.context().close();
  });

  test('the link is copied, and that is said', async () => {
    const page = await openTab(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.goto(portal.url + site.vi.article);
    await tabTo(page, 'Sao chép liên kết');
    await page.keyboard.press('Enter');
    await until(async () => (await page.locator('#chia-se [role=status]').textContent()) === 'Đã sao chép liên kết.');
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /\/bai-viet\/bao-cao$/);
    await page.context().close();
  });
});

describe('read aloud', () => {
  /** A browser whose device has these voices; what it is asked to say is noted. */
  const tabWithVoices = async (voices) => {
    const page = await openTab(browser, {});
    await page.addInitScript((list) => {
      globalThis.said = [];
      globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
      const speech = { getVoices: () => list, speak: (part) => globalThis.said.push(part), cancel: () => { globalThis.cancelled = true; }, addEventListener: () => {} };
      Object.defineProperty(globalThis, 'speechSynthesis', { value: speech });
    }, voices);
    await page.goto(portal.url + site.vi.article);
    return page;
  };
  const button = (page) => page.getByRole('button', { name: /Nghe bài|Dừng đọc/ });

  test('where the device has a Vietnamese voice of its own', async () => {
    const page = await tabWithVoices([{ lang: 'en-US', localService: true }, { lang: 'vi-VN', localService: true, name: 'Linh' }]);
    await button(page).click();
    const said = await page.evaluate(() => globalThis.said.map((part) => ({ text: part.text, lang: part.lang, voice: part.voice.name })));
    assert.equal(said[0].text, 'Báo cáo kinh tế – xã hội');
    assert.ok(said.some(({ text }) => text.includes('25 tỷ đồng')) && said.every(({ lang, voice }) => lang === 'vi' && voice === 'Linh'));
    assert.equal(await button(page).textContent(), 'Dừng đọc');
    await button(page).click();
    assert.equal(await button(page).textContent(), 'Nghe bài');
    assert.equal(await page.evaluate(() => globalThis.cancelled), true);
    await page.context().close();
  });

  test('absent where there is none, or only one that would send the text away', async () => {
    for (const voices of [[], [{ lang: 'en-US', localService: true }], [{ lang: 'vi-VN', localService: false }]]) {
      const page = await tabWithVoices(voices);
      assert.equal(await button(page).count(), 0);
      await page.context().close();
    }
  });
});

describe('the system’s own preferences', () => {
  const style = (page, name) => page.evaluate((key) => getComputedStyle(document.body)[key], name);

  test('more contrast, a dark scheme and forced colours are obeyed before the bar is touched', async () => {
    const page = await openTab(browser, {});
    await page.goto(portal.url + site.vi.article);
    const plain = await style(page, 'backgroundColor');
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.notEqual(await style(page, 'backgroundColor'), plain);
    await page.emulateMedia({ colorScheme: 'light', contrast: 'more' });
    assert.equal(await style(page, 'color'), 'rgb(0, 0, 0)');
    await page.emulateMedia({ forcedColors: 'active' });
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('.top')).clipPath), 'none');
    assert.equal(await page.evaluate(() => matchMedia('(forced-colors: active)').matches), true);
    await page.context().close();
  });

  test('nothing moves, not even with motion allowed, and scrolling is not smooth when it is reduced', async () => {
    const page = await openTab(browser, { reducedMotion: 'reduce' });
    await page.goto(portal.url + site.vi.article);
    await page.locator('.skip').focus();
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), 'auto');
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    assert.deepEqual(await page.evaluate(() => document.getAnimations().length + document.querySelectorAll('marquee, blink, video, [autoplay]').length), 0);
    await page.context().close();
  });
});

describe('the accessibility tree', () => {
  /** Numbers and moments that differ from run to run. */
  const settle = (tree) => tree.replace(/\b[a-z2-7]{4}(-[a-z2-7]{4}){4}\b/g, 'CODE')
    .replace(/\n\s*- complementary[^]*?(?=\n\s*- contentinfo|$)/, '\n- complementary …')
    .replace(/(Cập nhật|Updated) time[^\n]*/g, '$1 …').replace(/time: (Thứ|Chủ|\w+day)[^\n]*/g, 'time …')
    .replace(/127\.0\.0\.1:\d+/g, 'HOST').replace(/(Thứ (Hai|Ba|Tư|Năm|Sáu|Bảy)|Chủ Nhật|\w+day), \d[^"\n]*\d\d:\d\d/g, 'DATE');

  for (const lang of ['vi', 'en'])
    test(`of each page in ${lang === 'vi' ? 'Vietnamese' : 'English'} is the one that was approved`, async () => {
      const page = await openTab(browser, {});
      for (const what of ['home', 'article', 'print', 'history', 'report', 'category', 'search', 'map', 'accessibility', 'not found']) {
        const tree = settle(await uncut(async () => {
          await page.goto(portal.url + site[lang][what]);
          return page.locator('body').ariaSnapshot();
        }));
        const file = path.join(TREES, `${lang}-${what.replace(' ', '-')}.yml`);
        if (WRITES) {
          fs.mkdirSync(TREES, { recursive: true });
          fs.writeFileSync(file, `${tree}\n`);
        }
        assert.equal(`${tree}\n`, fs.readFileSync(file, 'utf8'), `${what}: CONG_GOLDEN=write makes tests/e2e/data/trees anew`);
      }
      await page.context().close();
    });
});

test('congd stops cleanly', () => portal.stop());
