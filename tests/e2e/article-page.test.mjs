// The article's own page: where it stands, when it was edited, its pictures in large, albums, wide tables, films of other sites, what
// is shared, and what to read next; without JavaScript and with it.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { World } from '../fault/lib/world.mjs';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, assertValidHtml, openTab, startBrowser } from './lib/browser.mjs';
import { picture } from './lib/portal.mjs';

const jsQR = createRequire(import.meta.url)('jsqr');
const BASE = 'https://nakhuoi.example';
const MINUTE_MS = 60_000;
const WIDE = ['Nhóm công trình', 'Số dự án', 'Vốn tỉnh', 'Vốn xã', 'Tổng cộng', 'Khởi công', 'Hoàn thành', 'Đơn vị thực hiện'];
let world;
let portal;
let browser;
const made = {};

before(async () => {
  world = new World();
  portal = world.portal({ args: ['--set', `base_url=${BASE}`] });
  await portal.start();
  browser = await startBrowser();
  await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Thời sự', slug: 'thoi-su' } });
  await portal.api('POST', '/categories', { as: 'editor', body: { name: 'News', slug: 'news', lang: 'en' } });
  const upload = await portal.form('POST', '/media', { file: picture('photo.jpg'), alt: 'Nương chè' }, { as: 'editor' });
  assert.ok(upload.status < 300, upload.text);
  const { url } = upload.json;
  made.picture = url;
  const post = (article) => portal.post({ status: 'published', category: 'thoi-su', ...article });
  made.first = await post({ title: 'Bài đầu', body: 'Một đoạn.', published_at: '2026-03-01T08:00:00+07:00', tags: ['chè'] });
  made.rich = await post({
    title: 'Hội đồng nhân dân xã thông qua dự toán ngân sách năm 2027', image: upload.json.id, published_at: '2026-03-02T08:00:00+07:00', tags: ['chè'],
    body: ['Mở đầu.', `![Ảnh một](${url})\n![Ảnh hai](${url})`, `![Ảnh ba](${url})`, 'Giữa hai bộ ảnh.', `![Ảnh lẻ](${url})`, '## Bảng',
      `| ${WIDE.join(' | ')} |\n|${'---|'.repeat(WIDE.length)}\n| ${WIDE.map((word, i) => (i ? '4.200.000' : word)).join(' | ')} |`,
      '| Thôn | Hộ |\n|---|---|\n| Nà Phai | 72 |', 'https://www.youtube.com/watch?v=abc_DEF-123',
      `[![Lễ hội](${url})](https://youtu.be/abcdefg)`, 'Trong câu có [phim](https://youtu.be/abcdefg) thì là liên kết.'].join('\n\n'),
  });
  made.last = await post({ title: 'Bài cuối', body: 'Một đoạn.', published_at: '2026-03-03T08:00:00+07:00', tags: ['chè'], image: upload.json.id });
  made.english = await portal.post({ title: 'An article in English', lang: 'en', category: 'news', status: 'published', body: `![One](${url})\n![Two](${url})\n\n| A | B |\n|---|---|\n| 1 | 2 |` });
});
after(async () => {
  await browser?.close();
  await portal?.end();
});

const main = ({ text }) => text.slice(text.indexOf('<main'), text.indexOf('</main>'));
const html = async (target) => {
  const answer = await portal.page(target);
  assert.equal(answer.status, 200, target);
  return main(answer);
};
const open = async (target, options) => {
  const page = await openTab(browser, options);
  await page.goto(portal.url + target);
  return page;
};

describe('an article’s page', () => {
  test('says where it stands, itself last', async () => {
    const crumbs = (await html(made.rich.url)).match(/<nav class="crumbs".*?<\/nav>/s)[0];
    const items = [...crumbs.matchAll(/<li( aria-current="page")?>(?:<a [^>]*>)?([^<]*)/g)].map((m) => [m[2], Boolean(m[1])]);
    assert.deepEqual(items, [['Trang chủ', false], ['Thời sự', false], [made.rich.title, true]]);
  });

  test('says that it was edited when its words were, a minute and more after it was published', async () => {
    const article = await portal.post({ title: 'Sửa sau', body: 'Một.', status: 'published' });
    const change = async (body) => assert.equal((await portal.api('PATCH', `/articles/${article.id}`, { as: 'editor', body })).status, 200);
    const edited = async () => (await html(article.url)).match(/<p class="when">.*?Cập nhật <time datetime="([^"]*)"/s)?.[1];
    await change({ body: 'Hai.' });
    assert.equal(await edited(), undefined, 'within the minute');
    world.setClock(world.now() + 5 * MINUTE_MS);
    await change({ tags: ['mới'] });
    await change({ pinned: true });
    assert.equal(await edited(), undefined, 'tags and pins are none of its words');
    world.setClock(world.now() + 5 * MINUTE_MS);
    await change({ body: 'Ba.' });
    const at = await edited();
    assert.ok(Math.abs(Date.parse(at) - world.now()) < MINUTE_MS, at);
    world.setClock(world.now() + 5 * MINUTE_MS);
    await change({ tags: ['khác'] });
    assert.equal(await edited(), at, 'what came behind does not move it');
    for (const part of ['/in', '/luu']) assert.match((await portal.page(article.url + part)).text, /Cập nhật/, part);
    assert.match(await html(article.url), /<time datetime="[^"]*">[^<]+<\/time> · Cập nhật/, 'the day of publishing stays');
  });

  test('leads to those before and behind it of its category, and to related ones with their pictures', async () => {
    const turn = (text) => Object.fromEntries([...(text.match(/<nav class="turn".*?<\/nav>/s)?.[0] ?? '').matchAll(/<a rel="(\w+)" href="([^"]*)"/g)].map((m) => [m[1], m[2]]));
    const text = await html(made.rich.url);
    assert.deepEqual(turn(text), { prev: made.first.url, next: made.last.url });
    assert.deepEqual(turn(await html(made.english.url)), {}, 'the only one');
    const related = text.slice(text.indexOf('class="related"'));
    assert.match(related, /<picture>[^]*?alt="Nương chè" loading="lazy"[^]*?Bài cuối/);
    assert.match(related, /Bài đầu/);
    const withdrawn = await portal.api('POST', `/articles/${made.last.id}/withdraw`, { as: 'editor', body: { reason: 'thử' } });
    assert.equal(withdrawn.status, 200);
    assert.ok(turn(await html(made.rich.url)).next !== made.last.url, 'within a moment it is gone from its neighbours');
    assert.equal((await portal.api('POST', `/articles/${made.last.id}/publish`, { as: 'editor', body: {} })).status, 200);
    assert.equal(turn(await html(made.rich.url)).next, made.last.url);
  });

  test('shows albums, tables and films for what they are, and keeps the body of the API as it is', async () => {
    const text = await html(made.rich.url);
    assert.equal([...text.matchAll(/<div class="album" role="group" aria-label="[^"]*: 3">/g)].length, 1, 'a lone picture is none');
    assert.equal([...text.matchAll(/<a class="zoom" href="\/media\/[0-9a-f]+\.jpg">/g)].length, 5, 'hero, three, one');
    assert.match(text, /<div class="scroll" role="region" tabindex="0" aria-label="Bảng 1">/);
    const films = [...text.matchAll(/<p class="film"><a href="([^"]*)">(.*?)<\/a><\/p>/g)].map((m) => [m[1], m[2].replace(/<[^>]*>/g, '').trim()]);
    assert.deepEqual(films, [['https://www.youtube.com/watch?v=abc_DEF-123', 'Xem phim trên YouTube'], ['https://youtu.be/abcdefg', 'Xem phim trên YouTube']]);
    assert.match(text, /Trong câu có <a href="https:\/\/youtu.be\/abcdefg">phim<\/a>/);
    assert.doesNotMatch(made.rich.body_html, /class=/);
    assert.doesNotMatch(text, /<iframe|<script/);
    assertValidHtml({ rich: (await portal.page(made.rich.url)).text, english: (await portal.page(made.english.url)).text });
  });

  test('in English has English words', async () => {
    const text = await html(made.english.url);
    assert.match(text, /aria-label="Album, pictures: 2"[^]*aria-label="Table 1"[^]*Swipe sideways/);
    assert.match(text, /<summary>QR code</);
    assert.doesNotMatch(text.replace(/lang="vi">[^<]*/g, ''), /Ảnh|Bảng|Chia sẻ|Báo sai/);
  });

  test('is handed on by plain links, and its code leads to it', async () => {
    const text = await html(made.rich.url);
    const links = [...text.matchAll(/<a [^>]*?href="([^"]*)"/g)].map((m) => m[1].replaceAll('&amp;', '&'));
    const own = encodeURIComponent(BASE + made.rich.url);
    assert.ok(links.includes(`https://www.facebook.com/sharer/sharer.php?u=${own}`));
    assert.ok(links.some((link) => link.startsWith('https://button-share.zalo.me/') && link.endsWith(own)));
    const mail = links.find((link) => link.startsWith('mailto:'));
    assert.equal(new URLSearchParams(mail.split('?')[1]).get('subject'), made.rich.title);
    assert.ok(links.includes(`/bao-sai-sot/${made.rich.slug}`));
    const page = await open(made.rich.url);
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.reload({ waitUntil: 'networkidle' });
    assert.ok(!asked.some((path) => path.endsWith('/ma-qr')), 'not before somebody wants it');
    await page.getByText('Mã QR', { exact: true }).click();
    const image = page.getByRole('img', { name: /Mã QR/ });
    await image.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector('details[open] img').naturalWidth > 0);
    const png = (await image.screenshot()).toString('base64');
    const { data, width, height } = await page.evaluate(async (from) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(from), (c) => c.charCodeAt(0))], { type: 'image/png' }));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      context.drawImage(bitmap, 0, 0);
      return { data: [...context.getImageData(0, 0, bitmap.width, bitmap.height).data], width: bitmap.width, height: bitmap.height };
    }, png);
    assert.equal(jsQR(Uint8ClampedArray.from(data), width, height)?.data, BASE + made.rich.url);
    assertQuiet(page);
    await page.context().close();
  });
});

describe('in a browser', () => {
  test('a picture is seen in large over the page, by keyboard too, and those of an album one after the other', async () => {
    const page = await open(made.rich.url);
    const links = page.locator('.album .zoom'), view = page.getByRole('dialog');
    await links.nth(1).focus();
    await page.keyboard.press('Enter');
    await view.waitFor();
    assert.equal(await view.locator('img').getAttribute('alt'), 'Ảnh hai');
    assert.match(await view.innerText(), /2 \/ 3/);
    await assertAccessible(page, 'a picture in large');
    await page.getByRole('button', { name: 'Ảnh sau' }).click();
    assert.equal(await view.locator('img').getAttribute('alt'), 'Ảnh ba');
    await page.keyboard.press('ArrowRight');
    assert.equal(await view.locator('img').getAttribute('alt'), 'Ảnh một');
    await page.keyboard.press('Escape');
    await view.waitFor({ state: 'hidden' });
    assert.ok(await links.nth(1).evaluate((link) => link === document.activeElement), 'focus is where it was');
    await page.locator('.hero .zoom').click();
    await view.waitFor();
    assert.equal(await page.getByRole('button', { name: 'Ảnh sau' }).count(), 0, 'a picture by itself has no next one');
    await page.getByRole('button', { name: 'Đóng' }).click();
    await view.waitFor({ state: 'hidden' });
    assert.equal(page.url(), portal.url + made.rich.url);
    assertQuiet(page);
    await page.context().close();
  });

  test('without JavaScript the link opens the picture', async () => {
    const page = await open(made.rich.url, { script: false });
    const target = await page.locator('.hero .zoom').getAttribute('href');
    await page.locator('.hero .zoom').click();
    await page.waitForURL(portal.url + target);
    assert.equal((await portal.page(target)).headers['content-type'], 'image/jpeg');
    await page.context().close();
  });

  test('a table says that it scrolls where it does, and there alone; nothing moves while the page loads', async () => {
    for (const script of [true, false])
      for (const [width, height, scrolls] of [[360, 740, true], [1600, 900, false]]) {
        const page = await open(made.rich.url, { width, height, script, colorScheme: script ? 'light' : 'dark' });
        const [wide, small] = await page.locator('.scroll').evaluateAll((frames) => frames.map((frame) => {
          const outer = frame.getBoundingClientRect(), { top, bottom } = frame.querySelector('.swipe').getBoundingClientRect();
          return { scrolls: frame.scrollWidth > frame.clientWidth, isSaid: top >= outer.top - 1 && bottom - top > 10, tab: frame.hasAttribute('tabindex') };
        }));
        assert.deepEqual([wide.scrolls, wide.isSaid], [scrolls, scrolls], `wide at ${width}`);
        assert.deepEqual([small.scrolls, small.isSaid], [false, false], `narrow at ${width}`);
        assert.ok(wide.tab || !scrolls, 'it can be reached by keyboard');
        if (script) assert.equal(small.tab, false, 'nothing to scroll, nothing to stop at');
        await assertNoSidewaysScroll(page, `${width}`);
        await page.context().close();
      }
    const page = await openTab(browser, { width: 360, height: 740 });
    await page.addInitScript(() => {
      globalThis.shift = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => { globalThis.shift += entry.value; })).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(portal.url + made.rich.url, { waitUntil: 'networkidle' });
    await assertAccessible(page, 'the page');
    assert.equal(await page.evaluate(() => globalThis.shift), 0);
    await page.context().close();
  });
});
