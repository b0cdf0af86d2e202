// The home page: one story that leads, three beside it, the latest, a block of each category.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, assertValidHtml, openTab, startBrowser } from './lib/browser.mjs';
import { contrasts, smallTargets, tabWay } from './lib/measure.mjs';
import { readData, startPortal } from './lib/portal.mjs';

let portal, browser;
before(async () => { portal = await startPortal({ args: ['--set', 'write_rate=0'] }); });
after(async () => { await browser?.close(); await portal?.end(); });

/** Addresses of the articles that the page links to, in order; of one part when a class is named. */
const stories = (text, part) => {
  const main = text.slice(text.indexOf('<main'), text.indexOf('<aside'));
  return [...(part ? main.slice(main.indexOf(`class="${part}`)) : main).matchAll(/href="(\/bai-viet\/[^"]+)"/g)].map((match) => match[1]);
};
const TILES = ['ho-tich', 'dat-dai', 'y-te', 'phi', 'lich', 'van-ban', 'bao-tro', 'phan-anh'].map((icon, i) => ({ icon, label: `Việc số ${i + 1}`, url: `/tim-kiem?q=${i}` }));
const day = (i) => new Date(Date.UTC(2026, 0, 1 + i)).toISOString();

test('a portal without articles says so, and with one that one leads', async () => {
  assert.deepEqual(stories((await portal.page('/')).text), []);
  const { url } = await portal.post({ title: 'Bài đầu', body: 'Bà con đã gặt xong.', status: 'published', published_at: day(0) });
  const { text } = await portal.page('/');
  assert.deepEqual(stories(text), [url]);
  assert.doesNotMatch(text, /class="three"|class="rows/);
  assert.match(text, /<p class="sapo">Bà con đã gặt xong\.</, 'without a lead and a picture it has the first words of its text');
});

test('no story stands twice, pinned ones lead, and a category shows what stands nowhere above', async () => {
  const made = { a: [], b: [] };
  for (const slug of ['a', 'b']) assert.equal((await portal.api('POST', '/categories', { as: 'editor', body: { name: `Mục ${slug}`, slug } })).status, 201);
  for (let i = 1; i <= 24; i++) {
    const slug = i % 2 ? 'a' : 'b';
    made[slug].push((await portal.post({ title: `Bài ${i}`, status: 'published', category: slug, published_at: day(i), pinned: i === 3 })).url);
  }
  const { text } = await portal.page('/');
  const all = stories(text);
  assert.equal(new Set(all).size, all.length, all.join('\n'));
  assert.equal(all[0], made.a[1], 'the pinned one leads');
  assert.equal(all.length, 1 + 3 + 6 + 2 * 4);
  // Newest first behind it, and each block goes on where the page above ended.
  const newest = [...made.a, ...made.b].sort((one, other) => Number(other.split('-').pop()) - Number(one.split('-').pop()));
  assert.deepEqual(all.slice(1, 10), newest.slice(0, 9));
  assert.deepEqual(all.slice(10, 14), newest.slice(9).filter((url) => made.a.includes(url) && url !== made.a[1]).slice(0, 4));
  assert.deepEqual(all.slice(14), newest.slice(9).filter((url) => made.b.includes(url)).slice(0, 4));
});

describe('in a browser', () => {
  let picture;
  const open = async (target, options) => {
    const page = await openTab(browser, options);
    await page.goto(portal.url + target);
    return page;
  };
  before(async () => {
    browser = await startBrowser();
    const { json } = await portal.api('POST', '/media', { as: 'editor', type: 'image/jpeg', body: readData('photo.jpg') });
    picture = json;
    await portal.api('PATCH', '/site', { as: 'admin', body: { name: 'Xã Nà Khuổi', agency: 'Tỉnh Lạng Sơn' } });
    for (let i = 1; i < 4; i++) await portal.post({ title: `Mùa vàng Khuổi Lùng: năng suất lúa nếp cao nhất ${i} năm`, lead: 'Bà con đã gặt xong.', status: 'published', published_at: day(30 + i), pinned: true, image: picture.id, alt: 'Ruộng bậc thang', category: 'a' });
  });

  /** What stands whole on the first screen: name, search, headlines, and how much of the lead's picture. */
  const fold = (page) => page.evaluate(() => {
    const box = (element) => element?.getBoundingClientRect();
    const whole = (element) => { const at = box(element); return Boolean(at?.height) && at.top >= 0 && at.bottom <= innerHeight && at.left >= 0 && at.right <= innerWidth; };
    const lead = box(document.querySelector('.big img'));
    return {
      name: whole(document.querySelector('.brand .ten')),
      emblem: !document.querySelector('.brand :is(img, svg)') || whole(document.querySelector('.brand :is(img, svg)')),
      search: whole(document.querySelector('.find input')) || [...document.querySelectorAll('.top .fold summary')].some((fold) => fold.textContent.includes('Tìm') && whole(fold)),
      picture: lead ? Math.round(((Math.min(lead.bottom, innerHeight) - lead.top) / lead.height) * 100) : 0,
      headlines: [...document.querySelectorAll('main :is(h2, h3) > a')].filter((link) => whole(link.parentElement)).length,
    };
  });

  test('the first screen says whose portal it is, and shows the search, one picture and two headlines and more', async () => {
    for (const blocks of [[], [{ kind: 'lead' }, { kind: 'tiles', tiles: TILES }, { kind: 'latest' }]]) {
      assert.equal((await portal.api('PUT', '/home', { as: 'editor', headers: { 'If-Match': '*' }, body: { blocks } })).status, 200);
      for (const [width, height] of [[360, 740], [1280, 900]]) {
        const page = await open('/', { width, height, script: false });
        const { headlines, ...rest } = await fold(page);
        assert.deepEqual(rest, { name: true, emblem: true, search: true, picture: 100 }, `${width} × ${height}`);
        assert.ok(headlines >= 2, `${headlines} headlines on ${width} × ${height}`);
        await page.context().close();
      }
    }
  });

  test('of the picture that leads what its editor chose is kept in sight', async () => {
    const place = async () => {
      const page = await open('/', { width: 360, height: 740 });
      const at = await page.locator('.big img').evaluate((img) => getComputedStyle(img).objectPosition);
      await page.context().close();
      return at;
    };
    assert.equal(await place(), '50% 25%', 'where nobody chose, faces');
    assert.equal((await portal.api('PATCH', `/media/${picture.id}`, { as: 'editor', body: { focus: { x: 0.2, y: 0.9 } } })).status, 200);
    assert.equal(await place(), '20% 100%');
  });

  test('a page of all blocks is whole for everybody: wide and narrow, light and dark, by keyboard, by touch', async () => {
    const box = await portal.api('POST', '/boxes', { as: 'editor', body: { title: 'Liên kết', slug: 'lien-ket', items: [{ title: 'Công báo', url: 'https://example.gov.vn/' }] } });
    assert.equal(box.status, 201);
    const second = (await portal.api('POST', '/media', { as: 'editor', type: 'image/png', body: readData('emblem.png'), headers: {} })).json;
    const album = await portal.post({ title: 'Hội xuân Lồng Tồng', status: 'published', body: `![Sân hội](${picture.url})\n\n![Hình vẽ](${second.url})`, published_at: day(1) });
    const film = await portal.post({ title: 'Một ngày ở bộ phận một cửa', lead: 'Phim ngắn.', status: 'published', body: 'x', published_at: day(1), image: picture.id, alt: 'Quầy' });
    const notice = await portal.post({ title: 'Thông báo cắt điện', status: 'published', body: 'x', category: 'b', expires_at: '2031-01-01T00:00:00Z' });
    assert.ok(notice.id);
    const blocks = [
      { kind: 'lead' }, { kind: 'tiles', tiles: TILES }, { kind: 'notices', category: 'b', count: 2 }, { kind: 'latest', count: 2 }, { kind: 'category', category: 'a', count: 3 }, { kind: 'category', category: 'b', look: 'heads', count: 3 },
      { kind: 'album', article_id: album.id }, { kind: 'video', article_id: film.id }, { kind: 'banner', image: picture.id, alt: 'Phòng cháy rừng', url: '/tim-kiem?q=rung' }, { kind: 'links', box: 'lien-ket' }, { kind: 'statistics' },
    ];
    const put = await portal.api('PUT', '/home', { as: 'editor', headers: { 'If-Match': '*' }, body: { blocks } });
    assert.deepEqual([put.status, put.json.warnings], [200, undefined], put.text);
    assertValidHtml({ home: (await portal.page('/')).text });
    for (const [width, colorScheme] of [[320, 'light'], [360, 'dark'], [1280, 'light'], [1280, 'dark']]) {
      const page = await open('/', { width, colorScheme, hasTouch: width < 400, isMobile: width < 400 });
      await assertNoSidewaysScroll(page, `${width} ${colorScheme}`);
      assert.ok((await contrasts(page)).least >= 700, `${width} ${colorScheme}`);
      if (width < 400) assert.deepEqual(await smallTargets(page), []);
      if (width === 1280) await assertAccessible(page, `the home page, ${colorScheme}`);
      if (width === 1280 && colorScheme === 'light') assert.deepEqual((await tabWay(page)).faults, []);
      assertQuiet(page);
      await page.context().close();
    }
  });
});

test('congd stops cleanly', () => portal.stop());
