// Pictures: what is made of them, who sees them and when, and how pages show them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertQuiet, openTab, startBrowser } from './lib/browser.mjs';
import { gif, jpegWithMetadata, png, readJpeg, readWebp, webpWithMetadata } from './lib/pictures.mjs';
import { PATIENCE_MS } from './lib/patience.mjs';
import { readData, startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal, browser, marked = 0;
before(async () => {
  [portal, browser] = await Promise.all([startPortal({ args: ['--set', 'write_rate=0', '--set', 'error_rate=0'] }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await portal?.end();
});

/** Who waited for half a minute is told to come again, and does: on a busy machine twenty of them take minutes. */
const upload = (bytes, type) => until(async () => {
  const answer = await portal.api('POST', '/media', { as: 'author', body: bytes, type });
  return answer.status !== 503 && answer;
}, { ms: 5 * PATIENCE_MS });
/** A file that nobody has sent before: the same picture with other bytes behind it. */
const fresh = (bytes) => Buffer.concat([bytes, Buffer.from(`mark ${marked++}`)]);
/** A picture that nobody has sent before. */
const unique = (width = 96, height = 64) => png(width, height, (x, y) => [(x * 7 + marked * 31) & 255, (y * 5) & 255, (x * y + marked) & 255]);
const made = async (bytes, type) => {
  const answer = await upload(bytes, type);
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
};
const asReader = (url) => portal.request('GET', url, { headers: { Authorization: `Bearer ${portal.token('reader')}` } });
/** Every file of a medium: [width, webp, jpeg]. */
const forms = (media) => Promise.all(Object.entries(media.sizes).map(async ([width, { webp, jpeg, height }]) => {
  const [w, j] = await Promise.all([asReader(webp), asReader(jpeg)]);
  assert.deepEqual([w.status, j.status], [200, 200]);
  return { width: Number(width), height, webp: w.bytes, jpeg: j.bytes };
}));

describe('what is made of a picture', () => {
  test('four widths as WebP and JPEG, never wider than it is', async () => {
    const large = await made(png(1600, 800, (x, y) => [x & 255, y & 255, 90]));
    assert.deepEqual(Object.keys(large.sizes), ['320', '640', '960', '1280']);
    assert.deepEqual([large.width, large.height], [1280, 640]);
    assert.equal(large.url, large.sizes['1280'].jpeg);
    const small = await made(png(200, 100, () => [1, 2, 3]));
    assert.deepEqual(Object.keys(small.sizes), ['200']);
    for (const { width, height, webp, jpeg } of await forms(large)) {
      assert.deepEqual([readJpeg(jpeg).width, readJpeg(jpeg).height], [width, height]);
      assert.match(webp.toString('latin1', 8, 12), /WEBP/);
    }
  });

  test('a picture with every transparency there is arrives like any other', async () => {
    const media = await made(png(300, 300, (x, y) => [x & 255, y & 255, 9, (x + y * 7) & 255], { alpha: true }));
    assert.deepEqual([media.width, media.height], [300, 300]);
  });

  for (const [what, bytes, type] of [
    ['a JPEG', () => jpegWithMetadata(readData('photo.jpg'), 6), 'image/jpeg'],
    ['a WebP', () => webpWithMetadata(readData('banner.webp'), 640, 160, 6), 'image/webp'],
    ['a PNG', () => png(64, 32, () => [9, 9, 9], { chunks: [['tEXt', Buffer.from('Author\0SecretName')], ['eXIf', Buffer.from('4d4d002a00000008000101120003000000010006000000000000', 'hex')]] }), 'image/png'],
  ])
    test(`${what} loses place, camera and every other word, and stands upright`, async () => {
      const media = await made(fresh(bytes()), type);
      const list = await forms(media);
      assert.ok(media.height > media.width, 'orientation 6 turns a lying picture upright');
      for (const { webp, jpeg } of list) {
        const { markers } = readJpeg(jpeg);
        assert.deepEqual(markers.filter((marker) => (marker >= 0xe1 && marker <= 0xef) || marker === 0xfe), [], 'no APP segment but JFIF, no comment');
        assert.deepEqual(readWebp(webp).filter((name) => !['VP8 ', 'VP8L', 'VP8X', 'ALPH'].includes(name)), []);
        for (const output of [webp, jpeg]) assert.doesNotMatch(output.toString('latin1'), /Secret|Exif|GPS|xmp|Photoshop|http/i);
      }
    });

  test('the first picture of a GIF, and what is clear stays clear in WebP', async () => {
    const media = await made(gif(40, 30, [[255, 0, 0], [0, 255, 0], [0, 0, 255], [0, 0, 0]], (x) => (x < 20 ? 0 : 1), { transparent: 1 }));
    assert.deepEqual([media.type, media.width, media.height], ['image/gif', 40, 30]);
    const [{ webp }] = await forms(media);
    assert.ok(readWebp(webp).includes('ALPH'));
    const page = await openTab(browser);
    const pixels = await page.evaluate(async (base64) => {
      const image = new Image();
      image.src = `data:image/webp;base64,${base64}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      return [[8, 15], [32, 15]].map(([x, y]) => [...context.getImageData(x, y, 1, 1).data]);
    }, webp.toString('base64'));
    assert.ok(pixels[0][0] > 200 && pixels[0][1] < 60 && pixels[0][3] === 255, `red: ${pixels[0]}`);
    assert.equal(pixels[1][3], 0, `clear: ${pixels[1]}`);
    await page.context().close();
  });

  test('the same bytes are stored once, and other bytes of the same pixels share their files', async () => {
    const plain = readData('emblem.png');
    const first = await upload(plain, 'image/png');
    const again = await upload(plain, 'image/png');
    assert.deepEqual([again.status, again.json.id], [200, first.json.id]);
    const other = await made(fresh(plain));
    assert.notEqual(other.id, first.json.id);
    assert.equal(other.url, first.json.url);
  });

  test('its name says its content, but caches ask again within a day, for an article may be withdrawn', async () => {
    const media = await made(fresh(readData('emblem.png')));
    await portal.post({ title: 'Huy hiệu', status: 'published', image: media.id, alt: 'Huy hiệu' });
    const { headers } = await portal.request('GET', media.url);
    assert.equal(headers['cache-control'], 'public, max-age=86400');
    assert.match(headers['content-security-policy'], /default-src 'none'.*sandbox/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
  });
});

describe('who sees a picture', () => {
  test('nobody sees what was uploaded, as it was', async () => {
    const media = await made(fresh(readData('photo.jpg')), 'image/jpeg');
    await portal.post({ title: 'Có ảnh', status: 'published', image: media.id, alt: 'Ảnh' });
    const { stdout } = await import('node:child_process').then(({ spawnSync }) => spawnSync('ls', [`${portal.data}/media`], { encoding: 'utf8' }));
    const shown = new Set(Object.values(media.sizes).flatMap(({ webp, jpeg }) => [webp, jpeg]).map((url) => url.split('/').pop()));
    for (const name of stdout.split('\n').filter((line) => line && !shown.has(line)))
      assert.notDeepEqual((await portal.request('GET', `/media/${name}`)).bytes.length, readData('photo.jpg').length + 6, name);
  });

  test('it is as public as the articles that show it', async () => {
    const media = await made(unique(90 + marked++));
    const status = async () => (await portal.request('GET', media.url)).status;
    const article = await portal.post({ title: 'Vòng đời', image: media.id, alt: 'Huy hiệu' });
    const act = async (what, body) => assert.equal((await portal.api('POST', `/articles/${article.id}/${what}`, { as: 'editor', body })).status, 200);
    assert.equal(await status(), 404, 'a draft is nobody’s to see');
    assert.equal((await asReader(media.url)).status, 200, 'but an editor’s');
    await act('publish', {});
    assert.equal(await status(), 200);
    await act('withdraw', { reason: 'Đăng nhầm' });
    assert.equal(await status(), 404, 'as if it had never been');
    assert.equal((await portal.api('DELETE', `/media/${media.id}`, { as: 'editor' })).status, 409, 'it may come back');
  });
});

describe('pictures within a body', () => {
  let media;
  before(async () => {
    marked++;
    media = await made(unique(1200, 800));
  });

  test('get all their forms, their size and their place in the article’s life', async () => {
    const article = await portal.post({ title: 'Ảnh trong bài', body: `Trước.\n\n![Toàn cảnh](${media.url})\n\nSau.`, status: 'published' });
    const { text } = await portal.page(article.url);
    const [, shown] = text.match(/(<picture><source type="image\/webp"[^>]*><img [^>]*alt="Toàn cảnh"[^>]*><\/picture>)/);
    for (const { webp, jpeg } of Object.values(media.sizes)) for (const url of [webp, jpeg]) assert.ok(shown.includes(url), url);
    assert.match(shown, /width="1200" height="800" loading="lazy" decoding="async"/);
    assert.equal((await portal.request('GET', media.sizes['320'].webp)).status, 200);
    await portal.api('PATCH', `/articles/${article.id}`, { as: 'editor', body: { body: 'Không còn ảnh.' } });
    assert.equal((await portal.request('GET', media.sizes['320'].webp)).status, 404);
  });

  test('need a description, their own or the medium’s', async () => {
    const post = (body, body_format = 'markdown') => portal.api('POST', '/articles', { as: 'editor', body: { title: 'Thiếu mô tả', body, body_format } });
    assertProblem(await post(`![](${media.url})`), 422, 'invalid-input', { pointer: '/body' });
    assertProblem(await post(`<p><img src="${media.url}"></p>`, 'html'), 422, 'invalid-input', { pointer: '/body' });
    assert.equal((await post(`<p>Trang trí <img src="${media.url}" alt=""></p>`, 'html')).status, 201);
    await portal.api('PATCH', `/media/${media.id}`, { as: 'editor', body: { alt: 'Từ kho ảnh' } });
    const answer = await post(`![](${media.url})`);
    assert.equal(answer.status, 201, answer.text);
    assert.match(answer.json.body_html, /alt="Từ kho ảnh"/);
  });

  test('of other sites, and such that are not here, are refused by name', async () => {
    for (const source of ['https://example.vn/anh.jpg', '//example.vn/anh.jpg', '/media/00000000000000000000000000000000.jpg'])
      assertProblem(await portal.api('POST', '/articles', { as: 'editor', body: { title: 'Ảnh ngoài', body_format: 'html', body: `<p>Chữ <img src="${source}" alt="x"></p>` } }),
        422, 'invalid-input', { pointer: '/body', detail: new RegExp(source.split('/').pop()) });
  });
});

describe('on pages', () => {
  test('an article’s photo and the rows of lists load what fits the screen, and nothing moves', async () => {
    const media = await made(png(1600, 1000, (x, y) => [(x * y) & 255, x & 255, y & 255]));
    for (let i = 0; i < 4; i++) await portal.post({ title: `Bài có ảnh ${i}`, status: 'published', image: media.id, alt: 'Ảnh', lead: 'Tóm tắt.' });
    const article = await portal.post({ title: 'Bài chính', status: 'published', image: media.id, alt: 'Ảnh lớn', caption: 'Chú thích', credit: 'Lan', pinned: true });
    for (const [path, width, form] of [['/', 360, '640'], [article.url, 360, '640'], [article.url, 1280, '960']]) {
      const page = await openTab(browser, { width, deviceScaleFactor: width === 360 ? 1.5 : 1 });
      await page.addInitScript(() => {
        globalThis.shift = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => { globalThis.shift += entry.value; })).observe({ type: 'layout-shift', buffered: true });
      });
      await page.goto(portal.url + path, { waitUntil: 'networkidle' });
      const image = page.locator(path === '/' ? 'main .big img' : 'main figure img');
      const { source, complete } = await image.evaluate((element) => ({ source: element.currentSrc, complete: element.complete && element.naturalWidth > 0 }));
      assert.ok(complete, source);
      assert.equal(new URL(source).pathname, media.sizes[form].webp, `${path} at ${width}`);
      assert.equal(await image.getAttribute('fetchpriority'), 'high');
      assert.equal(await page.evaluate(() => globalThis.shift), 0, `${path} at ${width}: nothing moves`);
      for (const lazy of await page.locator('main :is(.rows, .three, .cats) img').all()) assert.equal(await lazy.getAttribute('loading'), 'lazy');
      assertQuiet(page);
      await page.context().close();
    }
    const { text } = await portal.page(article.url);
    assert.match(text, new RegExp(`<meta property="og:image" content="[^"]*${media.url}">\n<meta property="og:image:width" content="1280">`));
    assert.match(text, /<figcaption>Chú thích <span class="credit">[^<]*Lan<\/span>/);
  });
});

test('readers go on while twenty pictures are uploaded at once', async () => {
  let pending = 20;
  let reads = 0;
  const uploads = Array.from({ length: 20 }, (_, i) => upload(unique(330, 200 + i)).then((answer) => {
    pending--;
    return answer.status;
  }));
  while (pending > 5) {
    assert.equal((await portal.page('/')).status, 200);
    reads++;
  }
  assert.deepEqual(await Promise.all(uploads), Array(20).fill(201));
  assert.ok(reads >= 5, `${reads} pages were read while fifteen pictures were worked on`);
});

test('congd media check finds what was changed behind its back', async () => {
  const fs = await import('node:fs');
  assert.match(portal.command('media', 'check').stdout, /^\d+ files, \d+ bytes, all as they were stored\n$/);
  const media = await made(fresh(readData('emblem.png')));
  const name = media.url.split('/').pop();
  fs.appendFileSync(`${portal.data}/media/${name}`, '!');
  for (const running of [true, false]) {
    if (!running) await portal.stop();
    const done = portal.command('media', 'check');
    assert.equal(done.status, 1, done.stdout);
    assert.match(done.stdout, new RegExp(`^${name}: damaged \\(medium \\d+\\)$`, 'm'));
    assert.match(done.stderr, /of \d+ files are missing or damaged/);
  }
});
