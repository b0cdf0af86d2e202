// The frame of every page: a menu of two levels, the head on phones and wide screens, the bar and the foot.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, assertValidHtml, openTab, startBrowser } from './lib/browser.mjs';
import { World } from '../fault/lib/world.mjs';
import { png } from './lib/pictures.mjs';
import { picture, startPortal } from './lib/portal.mjs';
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

let portal, browser, article, sent;
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
    sent = { home: home.text, category: text, article: read.text };
    assert.doesNotMatch(text, /role="menu/);
    assert.match(home.text, /<a href="\/" aria-current="page">Trang chủ/);
    assert.match(text, /<summary lang="vi" aria-current="true">Tin tức/);
    assert.match(text, /<a href="\/chuyen-muc\/thoi-su" aria-current="page">Thời sự/);
    assert.match(read.text, /<a href="\/chuyen-muc\/thoi-su" aria-current="true">Thời sự/);
    assert.equal(home.text.match(/<nav class="menu".*?<\/nav>/s)[0].match(/<a /g).length, 12 - 2 + 7 + 0, 'nothing is sent twice; an entry over others leads to its own page within');
    const page = await openTab(browser, {});
    await page.goto(portal.url + article.url);
    await page.locator('.rest > details > summary').click();
    await assertAccessible(page, 'the open menu');
    await page.setViewportSize({ width: 360, height: 740 });
    await page.locator('.fold summary').last().click();
    await assertAccessible(page, 'the open menu on a phone');
    await page.context().close();
  });

  test('twelve entries stand in one line where there is room, with the rest under “Thêm”, and in a list elsewhere', async () => {
    const page = await openTab(browser, {});
    await page.goto(portal.url);
    for (const [width, size] of [[768, 100], [991, 100], [992, 100], [1009, 100], [1100, 100], [1280, 100], [1440, 100], [1920, 100], [1280, 200], [1920, 150], [1920, 200]]) {
      await page.setViewportSize({ width, height: 900 });
      await page.evaluate((s) => document.documentElement.style.setProperty('--co', `${s}%`), size);
      const [tops, shown] = await page.evaluate(() => {
        const entries = [...document.querySelectorAll('.menu > ul > li')].filter((li) => li.getClientRects().length);
        return [new Set(entries.map((li) => li.offsetTop)).size, entries.length];
      });
      if (width * 100 / size >= 992) {
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
    await page.locator('.fold summary', { hasText: 'Menu' }).click();
    for (const title of ['Trang chủ', 'Công khai ngân sách', 'Liên hệ']) assert.ok(await page.getByRole('link', { name: title, exact: true }).first().isVisible(), title);
    assert.equal(await page.getByText('Thêm', { exact: true }).isVisible(), false, 'there is room for all');
    await page.locator('.menu summary', { hasText: 'Thư viện' }).click();
    await page.getByRole('link', { name: 'Phim' }).click();
    await page.waitForURL('**/trang/phim');
    await page.context().close();
  });
});

/** Logos, a photograph and a lettered banner, as administrators upload them. */
const paint = async () => {
  const media = {};
  for (const [name, bytes] of [
    ['logo', png(400, 200, () => [10, 70, 60])], ['logo_dark', png(400, 200, () => [230, 240, 235])],
    ['photo', png(1200, 800, (x, y) => [x % 256, y % 256, 90])], ['letters', png(1200, 200, (x) => [200, x % 200, 0])],
  ]) {
    const made = await portal.api('POST', '/media', { as: 'editor', body: bytes, type: 'image/png' });
    assert.ok([200, 201].includes(made.status), made.text);
    media[name] = made.json.id;
  }
  return media;
};
/** The tab at a width, and the addresses of the pictures that it asked for. */
const look = async (target, options) => {
  const page = await openTab(browser, options);
  const asked = [];
  page.on('request', (request) => { if (request.resourceType() === 'image') asked.push(new URL(request.url()).pathname); });
  await page.goto(portal.url + target, { waitUntil: 'load' });
  return { page, asked };
};

describe('the head', () => {
  const LONG = 'Cổng thông tin điện tử xã Tân Thanh Đông Hưng Thuận';
  let media;
  before(async () => { media = await paint(); });

  test('is one row of at most 64 pixels on a phone, whatever the name and the emblem, and content begins soon', async () => {
    const page = await openTab(browser, { width: 360, height: 740 });
    for (const site of [{ name: 'Xã Nà Khuổi', emblem: 'drawn' }, { name: LONG, logo: media.logo }, { name: LONG.replace('Cổng thông tin điện tử ', ''), emblem: 'none' }, { name: 'Phường Nghĩa Chánh Nam', emblem: 'drawn' }]) {
      await change(site);
      for (const target of [article.url, '/']) {
        await page.goto(portal.url + target);
        for (const width of [320, 360]) {
          await page.setViewportSize({ width, height: 740 });
          const head = await page.locator('.top').boundingBox(), content = await page.locator(target === '/' ? 'main article' : 'h1').first().boundingBox();
          assert.ok(head.height <= 64, `${site.name} with ${site.emblem ?? 'a logo'} at ${width}: ${head.height} px`);
          assert.ok(content.y <= (target === '/' ? 200 : 120), `${target} begins at ${content.y} px of ${width}`);
          const buttons = await page.locator('.top > .fold > summary').evaluateAll((all) => all.map((b) => b.getBoundingClientRect()).map(({ width: w, height: h, y }) => [w >= 44 && h >= 44, y]));
          assert.deepEqual(buttons, Array(3).fill([true, 0]), 'three buttons in the row');
        }
      }
    }
    await page.context().close();
  });

  test('says what every portal is called apart from whose it is, and the authority above in capitals of the style sheet', async () => {
    await change({ name: LONG, superior: 'Thành phố Hồ Chí Minh', name_en: 'Tan Thanh Dong Commune', emblem: 'drawn' });
    const { text } = await portal.page('/');
    assert.match(text, /<span class="cap caps" lang="vi">Thành phố Hồ Chí Minh<\/span> <span class="loai">Cổng thông tin điện tử<\/span> <span class="ten">xã Tân Thanh Đông Hưng Thuận</);
    assert.match((await portal.page('/en')).text, /<span class="ten">Tan Thanh Dong Commune</);
    await change({ name: 'Cổng thông tin điện tử' });
    assert.match((await portal.page('/')).text, /<span class="ten">Cổng thông tin điện tử</);
  });

  test('shows a logo for light and dark pages, a strip of a photograph on wide screens and at home, and lettering whole, at home', async () => {
    await change({ name: 'Xã Nà Khuổi', logo: media.logo, logo_dark: media.logo_dark, banner: { image: media.photo, x: 0.5, y: 0.9 } });
    const source = (page) => page.locator('.brand img').evaluate((img) => img.currentSrc);
    const wide = await look('/', { width: 1280 }), dark = await look('/', { width: 1280, colorScheme: 'dark' });
    assert.notEqual(await source(wide.page), await source(dark.page), 'another logo on dark pages');
    assert.equal(await wide.page.locator('.banner img').evaluate((img) => getComputedStyle(img).objectPosition), '40% 100%'.replace('40', '60'));
    await wide.page.waitForFunction(() => document.querySelector('.banner img').complete);
    const strip = await wide.page.locator('.banner img').evaluate((img) => new URL(img.currentSrc).pathname);
    assert.ok(wide.asked.includes(strip));
    // On a phone at home as well, in its own cut, and content begins soon all the same; elsewhere nothing of it is asked for.
    const small = await look('/', { width: 360, height: 740 }), read = await look(article.url, { width: 360, height: 740 });
    await small.page.waitForFunction(() => document.querySelector('.banner img').complete);
    const own = await small.page.locator('.banner img').evaluate((img) => ({ path: new URL(img.currentSrc).pathname, width: img.clientWidth, height: img.clientHeight }));
    assert.ok(small.asked.includes(own.path) && own.path !== strip, `${own.path} is the phone's cut`);
    // As high as the row above it, so that three stories stand on the first screen.
    assert.ok(own.width === 360 && own.height === 60, JSON.stringify(own));
    assert.ok((await small.page.locator('main article').first().boundingBox()).y <= 170);
    assert.ok(!read.asked.includes(own.path) && !read.asked.includes(strip) && read.asked.length <= 1, `an article on a phone asks for ${read.asked}`);
    await small.page.locator('.fold summary', { hasText: 'Menu' }).click();
    assert.ok((await small.page.locator('.menu').boundingBox()).y < (await small.page.locator('.banner').boundingBox()).y, 'what a button opens stands below it');
    await assertAccessible(wide.page, 'a head with pictures');
    await wide.page.emulateMedia({ contrast: 'more' });
    assert.equal(await wide.page.locator('.banner').isVisible(), false, 'who asked for contrast gets no picture behind the search');
    await change({ banner: { image: media.letters } });
    const home = (await portal.page('/')).text, inside = (await portal.page(article.url)).text;
    assert.match(home, /class="whole strip"/);
    assert.doesNotMatch(home + inside, /class="banner/);
    assert.doesNotMatch(inside, /class="whole/);
    assertValidHtml({ ...sent, banner: home, inside });
    await wide.page.emulateMedia({ contrast: 'no-preference' });
    await wide.page.goto(portal.url);
    const box = await wide.page.locator('.whole img').boundingBox();
    assert.ok(box.width >= 3 * box.height, 'nothing of it is cut off');
    await small.page.goto(portal.url);
    const line = await small.page.locator('.whole img').boundingBox();
    assert.ok(line.width === 360 && Math.abs(line.width - 6 * line.height) <= 2, 'whole on a phone too');
    assert.ok((await small.page.locator('main article').first().boundingBox()).y <= 200);
    await small.page.emulateMedia({ contrast: 'more' });
    assert.equal(await small.page.locator('.whole').isVisible(), false);
    for (const { page } of [wide, dark, small, read]) await page.context().close();
  });
});

test('a page that comes in pieces stands still: the name below the bar, the buttons of the bar, the stories beside the lead', async () => {
  const image = picture('photo.jpg');
  for (const title of ['Ba thôn vùng cao có nước sạch', 'Khai giảng lớp xóa mù chữ ở Khuổi Lùng, hơn bốn mươi học viên ở ba thôn cùng đến trường mỗi tối', 'Hội thi thổ cẩm', 'Gặt lúa nếp'])
    assert.equal((await portal.form('POST', '/articles', { title, lead: 'Một đoạn tóm tắt.', body: 'Nội dung.', category: 'thoi-su', status: 'published', alt: 'Ảnh', image }, { as: 'editor' })).status, 201);
  const [read, home] = [(await portal.page(article.url)).text, (await portal.page('/')).text];
  let rest;
  const behind = (text, ...places) => places.reduce((at, place) => text.indexOf(place, at) + place.length, 0);
  for (const [target, text, cut] of [
    [article.url, read, behind(read, 'class="brand"', '</p>')], [article.url, read, behind(read, 'value="vua"', '</button>')],
    ['/', home, behind(home, 'class="three"', '</article>')], ['/', home, behind(home, 'class="three"', '</article>', '</article>')],
  ]) {
    const slow = http.createServer(async (request, answer) => {
      if (request.url !== target) {
        const { status, headers, bytes } = await portal.request('GET', request.url);
        answer.writeHead(status, { 'Content-Type': headers['content-type'] ?? 'text/plain' }).end(bytes);
        return;
      }
      answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).write(text.slice(0, cut));
      rest = () => answer.end(text.slice(cut));
    }).listen(0, '127.0.0.1');
    await once(slow, 'listening');
    const page = await openTab(browser, { width: 1280 });
    await page.addInitScript(() => {
      globalThis.shift = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((shift) => { globalThis.shift += shift.value; })).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(`http://127.0.0.1:${slow.address().port}${target}`, { waitUntil: 'commit' });
    await page.waitForFunction(() => performance.getEntriesByType('paint').length > 0);
    assert.equal(await page.locator('.foot').count(), 0, 'the rest is not there yet');
    rest();
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    assert.equal(await page.evaluate(() => globalThis.shift), 0, text.slice(cut - 60, cut));
    await page.context().close();
    slow.close();
  }
});

test('browsers without container queries get the same layouts by the width of the window', async () => {
  const css = (await portal.request('GET', (await portal.page('/')).text.match(/\/static\/[^"]*site\.css/)[0])).text;
  const blocks = [...css.matchAll(/^@container \(width(<|>=)(\d+)rem\)(\{.*\}$|\{\n[^]*?^\}$)/gm)];
  assert.ok(blocks.length >= 4);
  for (const [, sign, rem, rules] of blocks)
    assert.ok(css.includes(`@media ${sign === '<' ? 'not all and ' : ''}(min-width:${rem}em)${rules}`), `${sign}${rem}rem`);
  // As such a browser reads it.
  const page = await openTab(browser, { width: 1280 });
  await page.route('**/site.css', (route) => route.fulfill({ contentType: 'text/css', body: css.replaceAll('@container (', '@unknown (').replace('@supports not (container-type:inline-size)', '@supports (display:block)').replaceAll('container-type:inline-size', '') }));
  await page.goto(portal.url);
  assert.equal(await page.locator('.menu').isVisible(), true);
  assert.equal(await page.locator('.fold').first().isVisible(), false);
  await page.setViewportSize({ width: 360, height: 740 });
  assert.equal(await page.locator('.menu').isVisible(), false);
  await assertNoSidewaysScroll(page, 'a phone without container queries');
  await page.context().close();
});

test('the foot says who it is, how to reach it, where else it is, and what runs it', async () => {
  await change({
    name: 'Xã Nà Khuổi', banner: null, agency: 'UBND xã Nà Khuổi', superior: 'Tỉnh Lạng Sơn', responsible: 'Chủ tịch UBND xã', licence: 'Số 01/GP-TTĐT', address: 'Thôn Bản Nghè', hotline: '0205 3 800 800',
    map_url: 'https://maps.example/na-khuoi', social: [{ url: 'https://www.facebook.com/nakhuoi' }, { url: 'https://oa.zalo.me/1' }],
  });
  const { text } = await portal.page(article.url), foot = text.slice(text.indexOf('<footer'));
  for (const part of ['UBND xã Nà Khuổi', 'Tỉnh Lạng Sơn', 'Chủ tịch UBND xã', 'Số 01/GP-TTĐT', 'Thôn Bản Nghè', 'href="tel:02053800800"', 'href="https://maps.example/na-khuoi"', 'href="https://www.facebook.com/nakhuoi">Facebook<', '>Zalo<', 'href="/tro-nang"', 'href="/thong-ke"', 'phần mềm nguồn mở Cổng'])
    assert.ok(foot.includes(part), part);
  assert.match(text.slice(0, text.indexOf('<footer')), /Đường dây nóng: <a href="tel:02053800800">/);
  const page = await openTab(browser, { width: 1280 });
  await page.goto(portal.url);
  const [ridge, last] = await page.evaluate(() => {
    const foot = document.querySelector('.foot'), top = foot.getBoundingClientRect().top - parseFloat(getComputedStyle(foot, '::before').height);
    return [top, Math.max(...[...document.querySelectorAll('main a, main li, main p')].map((e) => e.getBoundingClientRect().bottom))];
  });
  assert.ok(last <= ridge, `the ridge begins at ${ridge}, content ends at ${last}`);
  await page.context().close();
});

test('the date in the head turns at midnight, on pages that are kept too', async () => {
  const world = new World(), late = world.portal({ args: ['--set', 'page_age=1min'] });
  world.setClock(Date.parse('2026-11-30T23:45:00+07:00'));
  await late.start();
  try {
    const today = async () => (await late.page('/')).text.match(/<time datetime="([^"]+)">([^<]+)<\/time><\/p>\s*<form/)?.slice(1);
    assert.deepEqual(await today(), ['2026-11-30', 'Thứ Hai, 30/11/2026']);
    world.setClock(Date.parse('2026-12-01T00:00:01+07:00'));
    assert.deepEqual(await today(), ['2026-12-01', 'Thứ Ba, 01/12/2026']);
    await late.stop();
  } finally {
    await late.end();
  }
});

test('congd stops cleanly', () => portal.stop());
