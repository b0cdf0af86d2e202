// The frame of every page: a menu of two levels, the head on phones and wide screens, the bar and the foot.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, assertValidHtml, openTab, startBrowser } from './lib/browser.mjs';
import { startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

const entry = (title, url, ...items) => ({ title, url, ...(items.length ? { items } : {}) });
/** Twelve entries, as communes have them. */
const MENU = [
  entry('Trang chủ', '/'),
  entry('Giới thiệu', '/trang/gioi-thieu', entry('Tổ chức bộ máy', '/trang/to-chuc'), entry('Bản đồ hành chính', '/trang/ban-do')),
  entry('Tin tức', null, entry('Thời sự', '/chuyen-muc/thoi-su'), entry('Nông thôn mới', '/chuyen-muc/nong-thon-moi')),
  entry('Thông báo', '/chuyen-muc/thong-bao'), entry('Văn bản', '/trang/van-ban', entry('Dự thảo lấy ý kiến', '/trang/du-thao')),
  entry('Thủ tục hành chính', '/trang/thu-tuc'), entry('Lịch công tác', '/trang/lich'), entry('Hỏi đáp', '/trang/hoi-dap'),
  entry('Thư viện', null, entry('Ảnh', '/trang/anh'), entry('Phim', '/trang/phim')),
  entry('Công khai ngân sách', '/trang/ngan-sach'), entry('Quy hoạch, đất đai', '/trang/quy-hoach'), entry('Liên hệ', '/trang/lien-he'),
];

let portal, browser, article;
before(async () => {
  portal = await startPortal({ args: ['--set', 'write_rate=0'] });
  browser = await startBrowser();
  await change({ name: 'Xã Nà Khuổi', agency: 'Tỉnh Lạng Sơn', phone: '0205 000 0000', nav: MENU });
  for (const [name, slug] of [['Thời sự', 'thoi-su'], ['Thông báo', 'thong-bao']]) assert.equal((await portal.api('POST', '/categories', { as: 'editor', body: { name, slug } })).status, 201);
  article = await portal.post({ title: 'Xã thông qua dự toán ngân sách năm 2027', lead: 'Chín nghị quyết.', body: 'Nội dung.\n\n'.repeat(9), category: 'thoi-su', status: 'published' });
});
after(async () => {
  await browser?.close();
  await portal?.end();
});

const change = async (body) => {
  const answer = await portal.api('PATCH', '/site', { as: 'admin', body });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
};
const refused = async (nav, pointer) => assertProblem(await portal.api('PATCH', '/site', { as: 'admin', body: { nav } }), 422, 'invalid-input', { pointer });
const readNav = async () => (await portal.api('GET', '/site')).json.nav;

describe('the menu as data', () => {
  test('two levels are kept as they were sent, one level is said as before, and what does not fit is refused where it stands', async () => {
    assert.deepEqual(await readNav(), MENU);
    const flat = [entry('Trang chủ', '/'), entry('Liên hệ', '/trang/lien-he')];
    assert.deepEqual((await change({ nav: flat })).nav, flat);
    assert.deepEqual((await change({ nav: [{ title: 'Tin', items: [entry('A', '/a')] }, { title: 'B', url: '/b', items: [] }, { title: 'C', url: '/c', items: null }] })).nav,
      [entry('Tin', null, entry('A', '/a')), entry('B', '/b'), entry('C', '/c')]);
    await refused([{ title: 'Không đi đâu' }], '/nav/0/url');
    await refused([{ title: 'Tin', items: [] }], '/nav/0/url');
    await refused([entry('Tin', '/', { title: 'A' })], '/nav/0/items/0/url');
    await refused([entry('Tin', '/', { url: '/a' })], '/nav/0/items/0/title');
    await refused([entry('Tin', '/', entry('A', 'javascript:alert(1)'))], '/nav/0/items/0/url');
    await refused([entry('Tin', '/', entry('A', '/a', entry('Sâu', '/b')))], '/nav/0/items/0/items');
    await refused([entry('Tin', '/', 7)], '/nav/0/items');
    await refused([{ title: 'Tin', url: '/', items: 'x' }], '/nav/0/items');
    await refused([entry('Tin', '/', ...Array(21).fill(entry('A', '/a')))], '/nav/0/items');
    await refused(Array(31).fill(entry('A', '/a')), '/nav');
    await refused(Array(7).fill(entry('A', '/a', ...Array(20).fill(entry('B', '/b')))), '/nav');
    assert.equal((await readNav()).length, 3, 'what was refused changed nothing');
    await change({ nav: MENU });
  });

  test('an entry whose article is erased goes, those below it move up, and a heading over nothing goes too', async () => {
    const [a, b] = [await portal.post({ title: 'Ông A', slug: 'ong-a', kind: 'page', status: 'published' }), await portal.post({ title: 'Ông B', slug: 'ong-b', kind: 'page', status: 'published' })];
    await change({ nav: [entry('Về ông A', '/trang/ong-a', entry('Phim', '/trang/phim')), entry('Người', null, entry('Về ông B', '/trang/ong-b')), entry('Liên hệ', '/trang/lien-he')] });
    for (const { id } of [a, b]) assert.equal((await portal.api('POST', `/articles/${id}/erase`, { as: 'admin', body: { note: 'Theo yêu cầu' } })).status, 200);
    assert.deepEqual(await readNav(), [entry('Phim', '/trang/phim'), entry('Liên hệ', '/trang/lien-he')]);
    await change({ nav: MENU });
  });
});

describe('the menu on pages', () => {
  test('is a disclosure navigation, valid, accessible, with the place marked', async () => {
    const home = await portal.page('/'), { text } = await portal.page('/chuyen-muc/thoi-su'), read = await portal.page(article.url);
    assertValidHtml({ home: home.text, category: text, article: read.text });
    assert.doesNotMatch(text, /role="menu/);
    assert.match(home.text, /<a href="\/" aria-current="page">Trang chủ/);
    assert.match(text, /<summary lang="vi" aria-current="true">Tin tức/);
    assert.match(text, /<a href="\/chuyen-muc\/thoi-su" aria-current="page">Thời sự/);
    assert.match(read.text, /<a href="\/chuyen-muc\/thoi-su" aria-current="true">Thời sự/);
    assert.equal(home.text.match(/<nav class="menu".*?<\/nav>/s)[0].match(/<a /g).length, 12 - 2 + 7 + 0, 'nothing is sent twice; an entry over others leads to its own page within');
    for (const width of [360, 1280]) {
      const page = await openTab(browser, { width });
      await page.goto(portal.url + article.url);
      await page.locator(width > 1000 ? '.rest > details > summary' : '.fold summary').last().click();
      await assertAccessible(page, `the open menu at ${width}`);
      await page.context().close();
    }
  });

  test('twelve entries stand in one line where there is room, with the rest under “Thêm”, and in a list elsewhere', async () => {
    const page = await openTab(browser, {});
    for (const [width, size] of [[768, 100], [1023, 100], [1024, 100], [1100, 100], [1280, 100], [1440, 100], [1920, 100], [1280, 200], [1920, 150], [1920, 200]]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(portal.url);
      await page.addStyleTag({ content: `:root{--co:${size}%!important}` }).catch(() => page.evaluate((s) => { document.documentElement.style.fontSize = `${s}%`; }, size));
      const [tops, shown] = await page.evaluate(() => {
        const entries = [...document.querySelectorAll('.menu > ul > li')].filter((li) => li.getClientRects().length);
        return [new Set(entries.map((li) => li.offsetTop)).size, entries.length];
      });
      if (width * 100 / size >= 1024) {
        assert.equal(tops, 1, `${tops} lines at ${width} px, ${size} %`);
        assert.ok(shown >= 8, `${shown} entries at ${width} px`);
      } else assert.equal(shown, 0, `folded at ${width} px, ${size} %`);
      await assertNoSidewaysScroll(page, `the head at ${width} px, ${size} %`);
    }
    await page.context().close();
  });

  for (const script of [true, false])
    test(`opens and leads on by keyboard ${script ? 'and closes by Escape with' : 'without'} JavaScript`, async () => {
      const page = await openTab(browser, { script });
      await page.goto(portal.url);
      const summary = page.locator('.menu > ul > li:nth-child(3) summary');
      await summary.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'Nông thôn mới' }).waitFor();
      const more = page.locator('.rest > details > summary');
      await more.focus();
      await page.keyboard.press('Space');
      await page.locator('.rest').getByRole('link', { name: 'Liên hệ' }).waitFor();
      // A panel below an entry of the rest does not close what it stands in.
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'Phim' }).waitFor();
      if (script) {
        await page.keyboard.press('Escape');
        await page.getByRole('link', { name: 'Phim' }).waitFor({ state: 'hidden' });
        await page.keyboard.press('Escape');
        await page.locator('.rest').getByRole('link', { name: 'Liên hệ' }).waitFor({ state: 'hidden' });
        assert.match(await page.evaluate(() => document.activeElement.textContent), /Thêm|Tin tức/);
      } else {
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await page.waitForURL('**/trang/anh');
      }
      assertQuiet(page);
      await page.context().close();
    });

  test('on a phone folds behind one labelled button, with nested lists', async () => {
    const page = await openTab(browser, { width: 360, height: 740, script: false });
    await page.goto(portal.url + article.url);
    assert.equal(await page.locator('.menu').isVisible(), false);
    await page.getByText('Danh mục', { exact: true }).click();
    for (const title of ['Trang chủ', 'Công khai ngân sách', 'Liên hệ']) assert.ok(await page.getByRole('link', { name: title, exact: true }).first().isVisible(), title);
    assert.equal(await page.getByText('Thêm', { exact: true }).isVisible(), false, 'there is room for all');
    await page.locator('.menu summary', { hasText: 'Thư viện' }).click();
    await page.getByRole('link', { name: 'Phim' }).click();
    await page.waitForURL('**/trang/phim');
    await page.context().close();
  });
});

test('congd stops cleanly', () => portal.stop());
