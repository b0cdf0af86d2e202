// The article's own page: where it stands, when it was edited, its pictures in large, albums, wide tables, films of other sites, what
// is shared, and what to read next; without JavaScript and with it.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { World } from '../fault/lib/world.mjs';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, assertValidHtml, openTab, startBrowser } from './lib/browser.mjs';
import { mp4 } from './lib/pictures.mjs';
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
  const { url, id } = upload.json;
  Object.assign(made, { picture: url, pictureId: id });
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
    assert.equal([...text.matchAll(/<div class="photos" role="group" aria-label="[^"]*: 3">/g)].length, 1, 'a lone picture is none');
    assert.equal([...text.matchAll(/<a class="zoom" href="\/media\/[0-9a-f]+\.jpg">/g)].length, 5, 'hero, three, one');
    assert.match(text, /<div class="scroll" role="region" tabindex="0" aria-label="Bảng 1">/);
    const films = [...text.matchAll(/<p class="watch"><a href="([^"]*)">(.*?)<\/a><\/p>/g)].map((m) => [m[1], m[2].replace(/<[^>]*>/g, '').trim()]);
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
    // As Zalo's own button opens it: what is shared is JSON in base64, without signs that are decoded in one place and not in another.
    const zalo = links.find((link) => link.startsWith('https://button-share.zalo.me/share_external?'));
    const { d } = Object.fromEntries(new URLSearchParams(zalo.split('?')[1]));
    assert.match(d, /^[A-Za-z0-9]+$/);
    assert.deepEqual(JSON.parse(Buffer.from(d, 'base64')), { url: BASE + made.rich.url });
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

/* Files as their parts: elements of EBML, pages of Ogg. */
const element = (id, ...parts) => {
  const data = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from(id, 'hex'), Buffer.from([0x10, data.length >> 16, data.length >> 8, data.length]), data]);
};
const webm = (size) => Buffer.concat([element('1a45dfa3', element('4282', 'webm')), element('18538067', element('1654ae6b', 'tracks'), element('1f43b675', Buffer.alloc(size, 1)))]);
const page = (flags, content) => Buffer.concat([Buffer.from('OggS'), Buffer.from([0, flags]), Buffer.alloc(20), Buffer.from([1, content.length]), Buffer.from(content)]);
const ogg = () => Buffer.concat([page(2, 'OpusHead'), page(0, 'OpusTags'), page(4, 'sound')]);
const VTT = 'WEBVTT\n\n00:00.000 --> 00:02.000\nXin chào bà con\n';

describe('films, sounds and files of the portal’s own', () => {
  const kept = {};
  const upload = (bytes, name, fields = {}) => portal.form('POST', '/media', { file: { bytes: Buffer.from(bytes), name, type: 'application/octet-stream' }, ...fields }, { as: 'editor' });
  before(async () => {
    for (const [what, bytes, name, type] of [['film', webm(90_000), 'lễ hội.webm', 'video/webm'], ['sound', ogg(), 'bản tin.ogg', 'audio/ogg'], ['captions', VTT, 'phụ đề.vtt', 'text/vtt; charset=utf-8'],
      ['mp4', mp4('isom'), 'phim.mp4', 'video/mp4'], ['pdf', '%PDF-1.4\n1 0 obj<</Type/Pages/Count 14>>endobj\n', 'nghị quyết.pdf', 'application/pdf'], ['one', '%PDF-1.5\n1 0 obj<</Type/Pages/Count 1>>endobj\n', 'một trang.pdf', 'application/pdf'],
      ['unknown', '%PDF-1.4\n1 0 obj<<>>endobj\n', 'không rõ.pdf', 'application/pdf']]) {
      const answer = await upload(bytes, name);
      assert.equal(answer.status, 201, `${name}: ${answer.text}`);
      assert.equal(answer.json.type, type);
      kept[what] = answer.json;
    }
  });

  test('what is cut off, hung on behind or none of them is refused', async () => {
    for (const [name, bytes, status] of [
      ['cụt.webm', webm(500).subarray(0, 400), 422], ['đuôi.webm', Buffer.concat([webm(50), Buffer.from('PK\x03\x04')]), 422], ['cụt.ogg', ogg().subarray(0, -2), 422],
      ['đuôi.mp4', Buffer.concat([mp4('isom'), Buffer.from('<html>')]), 422], ['giả.webm', '<html><script>alert(1)</script>', 415], ['mkv.webm', Buffer.concat([element('1a45dfa3', element('4282', 'matroska'))]), 415],
      ['sai.vtt', 'WEBVTT\n\n00:05.000 --> 00:02.000\nA\n', 422], ['trống.vtt', 'WEBVTT\n', 422],
    ]) assert.equal((await upload(bytes, name)).status, status, name);
  });

  test('a film stands in a body by its address, with still, captions and a way to the file', async () => {
    const markdown = `![Lễ hội Lồng Tồng](${kept.film.url})\n\n![](${kept.sound.url})\n\n<video poster="${made.picture}" onplay="x()" autoplay><source src="${kept.mp4.url}"><track src="${kept.captions.url}" srclang="vi" kind="subtitles" default>Không xem được</video>`;
    const article = await portal.post({ title: 'Có phim', body: markdown, status: 'published' });
    assert.match(article.body_html, new RegExp(`<video src="${kept.film.url}" controls preload="none" aria-label="Lễ hội Lồng Tồng"><a href="${kept.film.url}">Lễ hội Lồng Tồng</a></video>`));
    assert.match(article.body_html, new RegExp(`<audio src="${kept.sound.url}" controls preload="none" aria-label="bản tin.ogg">`));
    assert.match(article.body_html, new RegExp(`<video src="${kept.mp4.url}" controls preload="none" poster="/media/[0-9a-f]+.jpg" aria-label="phim.mp4"><track src="${kept.captions.url}" kind="subtitles" srclang="vi" label="Tiếng Việt">`));
    assert.doesNotMatch(article.body_html, /autoplay|onplay|Không xem/);
    assert.match(article.body_text, /Lễ hội Lồng Tồng/, 'found by its name');
    const again = await portal.post({ title: 'Có phim nữa', body: article.body_html, body_format: 'html', status: 'published' });
    assert.equal(again.body_html, article.body_html);
    const text = await html(article.url);
    assert.match(text, new RegExp(`<span class="load"><a href="${kept.film.url}">Tải về: Lễ hội Lồng Tồng</a></span>`));
    // A still of Markdown; and of an article with a picture, which its first film without one shows.
    const still = await portal.post({ title: 'Phim có ảnh', body: `![Lễ hội](${kept.film.url} "${made.picture}")\n\n![](${kept.mp4.url})`, status: 'published', image: made.pictureId, alt: 'Sân hội' });
    assert.match(still.body_html, new RegExp(`<video src="${kept.film.url}" controls preload="none" poster="/media/[0-9a-f]+.jpg" aria-label="Lễ hội">`));
    assert.match(await html(still.url), new RegExp(`<video src="${kept.mp4.url}" controls preload="none" aria-label="phim.mp4" poster="/media/[0-9a-f]+.webp">`));
    assertValidHtml({ films: (await portal.page(article.url)).text });
    const copy = (await portal.page(`${article.url}/luu`)).text;
    assert.doesNotMatch(copy, /<video|<audio|<track/);
    assert.match(copy, new RegExp(`<a href="${kept.film.url}">Lễ hội Lồng Tồng</a>`));
    const tab = await openTab(browser, { width: 360, height: 740 });
    const asked = [];
    tab.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await tab.goto(portal.url + article.url, { waitUntil: 'networkidle' });
    assert.ok(!asked.some((path) => /[.](webm|mp4|ogg|vtt)$/.test(path)), `nothing plays by itself: ${asked}`);
    await assertAccessible(tab, 'films');
    await assertNoSidewaysScroll(tab, 'films');
    assertQuiet(tab);
    await tab.context().close();
  });

  test('a part of a film is sent to who asks for a part, to readers once it is published', async () => {
    const range = (from, to) => fetch(portal.url + kept.film.url, { headers: { range: `bytes=${from}-${to}` } });
    const part = await range(1000, 1999);
    assert.deepEqual([part.status, part.headers.get('content-range'), (await part.arrayBuffer()).byteLength], [206, `bytes 1000-1999/${kept.film.size}`, 1000]);
    assert.equal((await range(kept.film.size + 5, kept.film.size + 9)).status, 416);
    for (const file of [kept.captions, kept.mp4, kept.sound]) assert.equal((await portal.page(file.url)).status, 200, 'what a body shows is public, captions too');
  });

  test('a film that is not there is a fault, one of another site a link that is warned of', async () => {
    const missing = await portal.api('POST', '/articles', { as: 'editor', body: { title: 'Thiếu', body: '![Phim](/media/00000000000000000000000000000000.mp4)' } });
    assert.equal(missing.status, 422, missing.text);
    const answer = await portal.api('POST', '/articles', { as: 'editor', body: { title: 'Ngoài', body_format: 'html', status: 'published',
      body: '<p>Mở.</p><video src="https://cdn.example.vn/le-hoi.mp4" title="Lễ hội"></video><iframe src="https://www.youtube.com/embed/abc"></iframe><iframe src="https://x.example/"></iframe>' } });
    assert.equal(answer.status, 201, answer.text);
    assert.deepEqual(answer.json.warnings.map(({ code }) => code), ['embed-linked', 'embed-linked', 'embed-removed']);
    const text = await html(answer.json.url);
    assert.match(text, /<a href="https:\/\/cdn.example.vn\/le-hoi.mp4">Lễ hội<\/a>/);
    assert.match(text, /<p class="watch"><a href="https:\/\/www.youtube.com\/watch\?v=abc">/);
    assert.doesNotMatch(text, /<iframe|<video/);
  });

  test('files say their kind, size and pages; what nobody knows is not said; sounds and films among them can be played', async () => {
    const attachments = ['pdf', 'one', 'unknown', 'sound', 'film'].map((what) => ({ id: kept[what].id, title: `Tệp ${what}` }));
    assert.deepEqual([kept.pdf.pages, kept.one.pages, kept.unknown.pages, kept.film.pages], [14, 1, null, null]);
    const article = await portal.post({ title: 'Có tệp', body: 'x', status: 'published', attachments });
    assert.equal(article.attachments[0].pages, 14);
    const text = await html(article.url);
    assert.match(text, /Tệp pdf \(PDF, [^)]*, 14 trang\)<\/a>/);
    assert.match(text, /Tệp one \(PDF, [^)]*, 1 trang\)<\/a>/);
    assert.match(text, /Tệp unknown \(PDF, [^,)]*\)<\/a>/);
    assert.match(text, new RegExp(`<audio src="${kept.sound.url}" controls="" preload="none" aria-label="Tệp sound"></audio>`));
    assert.match(text, new RegExp(`<video src="${kept.film.url}" controls="" preload="none"`));
    assertValidHtml({ files: (await portal.page(article.url)).text });
    const english = await portal.post({ title: 'Files', lang: 'en', body: 'x', status: 'published', attachments: attachments.slice(0, 2) });
    const words = await html(english.url);
    assert.match(words, /14 pages\)/);
    assert.match(words, /, 1 page\)/);
    const { json } = await portal.api('GET', '/media/check', { as: 'admin' });
    assert.deepEqual([json.missing ?? 0, json.damaged ?? 0].flat().filter(Boolean), []);
  });
});

describe('in a browser', () => {
  test('a picture is seen in large over the page, by keyboard too, and those of an album one after the other', async () => {
    const page = await open(made.rich.url);
    const links = page.locator('.photos .zoom'), view = page.getByRole('dialog');
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
