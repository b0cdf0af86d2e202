// The demonstration as w3m and lynx show it: pages must make sense where there is only text, in the order of the source.
// The dumps lie in tests/e2e/golden; CONG_GOLDEN=write writes them anew, to be read before they are committed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { startDemo } from './lib/demo.mjs';
import { uncut } from './lib/patience.mjs';
import { ROOT } from './lib/portal.mjs';

const GOLDEN = path.join(ROOT, 'tests/e2e/golden');
const BROWSERS = {
  w3m: ['-dump', '-T', 'text/html', '-I', 'UTF-8', '-O', 'UTF-8', '-cols', '80', '-no-graph'],
  lynx: ['-dump', '-stdin', '-force_html', '-nolist', '-assume_charset=utf-8', '-display_charset=utf-8', '-width=80', '-noprint', '-nomore'],
};
const PAGES = {
  home: '/',
  article: '/bai-viet/hoi-nghi-ban-chap-hanh-dang-bo-huyen-binh-gia-lan-thu-muoi-nam-trien-khai-nhiem',
  'standing-page': '/trang/lien-he',
  category: '/chuyen-muc/tin-tuc-su-kien',
  tag: '/the/nong-thon-moi',
  search: '/tim-kiem?q=duong+lien+xa',
  'not-found': '/khong-co-trang-nay',
  'english-home': '/en',
};

let portal;
/* On a day that is always the same, for the calendar says which one it is. */
before(async () => { portal = await startDemo({ isFixed: true }); });
after(() => portal?.end());

/** The page as text: without what differs from run to run, and without blanks nobody sees. */
function dump(browser, html) {
  const done = spawnSync(browser, BROWSERS[browser], {
    input: html, encoding: 'utf8', timeout: 120_000, env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TERM: 'dumb' },
  });
  assert.equal(done.status, 0, `${done.error ?? ''}${done.stderr}`);
  return `${done.stdout.replace(/\u00a0/g, ' ').replace(/[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n').trim()}\n`
    .replace(/((?:Đang online|Hôm nay|Trong tháng|Tất cả|Online now|Today|This month|In all) ?: )[\d.,]+/g, '$1N');
}

/** Codes, which differ from run to run, and days, which the demo counts from today. */
const settle = (text) => text.replace(/\b[a-z2-7]{4}(-[a-z2-7]{4}){4}\b/g, 'CODE').replace(/(?:Thứ \S+|Chủ Nhật|\w+day), \d[^\n]*?\d{4}(?: \d\d:\d\d)?/g, 'DAY').replace(/\d\d?\/\d\d?\/\d{4}/g, 'DATE').replace(/tháng \d+\/\d{4}/g, 'MONTH').replace(/Tháng \d+ \d+/g, 'LEAF');

for (const browser of Object.keys(BROWSERS)) {
  test(`${browser} shows the main pages as they are known`, async () => {
    for (const [name, target] of Object.entries(PAGES)) {
      const text = await uncut(async () => (await portal.page(target)).text);
      const file = path.join(GOLDEN, browser, `${name}.txt`), shown = settle(dump(browser, text));
      if (process.env.CONG_GOLDEN === 'write') {
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, shown);
      }
      assert.equal(shown, fs.readFileSync(file, 'utf8'), `${path.relative(ROOT, file)}: CONG_GOLDEN=write writes it anew`);
    }
  });
}

test('in both, the title comes before the text, the text before the boxes, and no word of the page is lost', async () => {
  const { text } = await portal.page(PAGES.article);
  // An address that is shown is too long for a line, and broken anywhere.
  const words = text.slice(text.indexOf('<main'), text.indexOf('</main>')).replace(/<a [^>]*rel="bookmark">[^<]*</, '<').replace(/<[^>]*>/g, ' ').replace(/&[a-z#0-9]+;/g, ' ').match(/[\p{L}\p{N}]+/gu);
  for (const browser of Object.keys(BROWSERS)) {
    const shown = dump(browser, text);
    const places = ['Hội nghị Ban Chấp hành', 'Thông tin tuyên truyền', 'Liên kết website', 'Đang online', 'Người chịu trách nhiệm'].map((part) => shown.lastIndexOf(part));
    assert.ok(places.every((place) => place >= 0), `${browser}: ${places}`);
    assert.deepEqual(places, [...places].sort((a, b) => a - b), browser);
    const seen = new Set(shown.match(/[\p{L}\p{N}]+/gu));
    assert.deepEqual(words.filter((word) => !seen.has(word)), [], browser);
  }
});

test('congd stops cleanly', () => portal.stop());
