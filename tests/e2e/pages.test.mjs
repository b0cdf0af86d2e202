// The pages for people: what they answer, for whom they work, and that they are clean.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertQuiet, openTab, startBrowser } from './lib/browser.mjs';
import { postModel } from './lib/model.mjs';
import { PATIENCE_MS } from './lib/patience.mjs';
import { picture, startPortal } from './lib/portal.mjs';
import { assertAllSeen } from './lib/views.mjs';

const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; " +
  "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
let portal;
let browser;
let model;
let pages;

before(async () => {
  portal = await startPortal();
  browser = await startBrowser();
  const facts = { name: 'Xã Bình Gia', agency: 'Ủy ban nhân dân xã Bình Gia', email: 'ban-bien-tap-cong-thong-tin-dien-tu@binhgia.example', responsible: 'Nguyễn Văn A, Phó Chủ tịch', phone: '0205 3834 000', nav: [{ title: 'Trang chủ', url: '/' }, { title: 'Sự kiện', url: '/chuyen-muc/su-kien' }] };
  assert.equal((await portal.api('PATCH', '/site', { as: 'admin', body: facts })).status, 200);
  for (const [name, slug] of [['Tin tức – Sự kiện', 'su-kien'], ['Văn bản', 'van-ban-thu']]) {
    const made = await portal.api('POST', '/categories', { as: 'editor', body: { name, slug } });
    assert.equal(made.status, 201, made.text);
  }
  for (let i = 1; i <= 25; i++)
    await portal.post({ title: `Tin số ${i} của xã trong tháng này`, lead: 'Một đoạn tóm tắt.', body: 'Nội dung.', category: 'su-kien', tags: ['nông thôn mới'], status: 'published' });
  model = await postModel(portal, picture('photo.jpg'), { category: 'su-kien', tags: 'nông thôn mới, huyện ủy' });
  pages = {
    home: '/', article: model.url, category: '/chuyen-muc/su-kien', tag: '/the/nong-thon-moi',
    'empty category': '/chuyen-muc/van-ban-thu', 'not found': '/khong-co-trang-nay',
    search: '/tim-kiem', found: `/tim-kiem?q=${encodeURIComponent('tin xã')}&sort=newest`, 'nothing found': '/tim-kiem?q=qqqq',
  };
});
after(async () => {
  await browser?.close();
  await portal?.end();
});

test('each page of the table of addresses is among those that ./dev sheet and ./dev accessibility look at', () => assertAllSeen());

describe('answers', () => {
  test('pages are HTML in UTF-8 with an ETag and no cache', async () => {
    for (const target of ['/', model.url, '/chuyen-muc/su-kien', '/the/nong-thon-moi', '/chuyen-muc/van-ban-thu']) {
      const { status, headers } = await portal.page(target);
      assert.equal(status, 200, target);
      assert.equal(headers['content-type'], 'text/html; charset=utf-8');
      assert.equal(headers['cache-control'], 'no-cache');
      assert.match(headers.etag, /^"[^"]+"$/);
      assert.equal(headers['last-modified'], undefined);
      assert.equal(headers['set-cookie'], undefined);
    }
  });

  test('security headers are on every answer', async () => {
    for (const target of ['/', model.url, '/khong-co', '/api/articles', '/api/khong-co', '/healthz', model.image.url]) {
      const { headers } = await portal.page(target);
      assert.ok(headers['content-security-policy'], target);
      if ((headers['content-type'] ?? '').startsWith('text/html')) assert.equal(headers['content-security-policy'], CSP, target);
      assert.equal(headers['x-content-type-options'], 'nosniff', target);
      assert.equal(headers['referrer-policy'], 'strict-origin-when-cross-origin', target);
      assert.ok(headers['cross-origin-resource-policy'], target);
    }
    assert.equal((await portal.page('/')).headers['cross-origin-opener-policy'], 'same-origin');
  });

  test('the same bytes for every reader, whatever the cookie', async () => {
    const plain = await portal.page('/chuyen-muc/van-ban-thu');
    const large = await portal.page('/chuyen-muc/van-ban-thu', { Cookie: 'hien-thi=4.m' });
    assert.equal(large.text.replace(/\d+/g, ''), plain.text.replace(/\d+/g, ''));
  });

  test('HEAD is GET without its body; gzip and brotli are the same page', async () => {
    const plain = await portal.page(model.url);
    const head = await portal.request('HEAD', model.url);
    assert.equal(head.status, 200);
    assert.equal(head.bytes.length, 0);
    for (const coding of ['gzip', 'br']) {
      const answer = await portal.page(model.url, { 'Accept-Encoding': coding });
      assert.equal(answer.headers['content-encoding'], coding);
      assert.match(answer.headers.vary, /Accept-Encoding/);
      assert.ok(answer.sent.length < plain.sent.length / 2);
      assert.notEqual(answer.headers.etag, plain.headers.etag);
      assert.match(answer.text, /<h1/);
    }
  });

  test('unknown addresses answer 404 with the frame', async () => {
    for (const target of ['/khong-co', '/bai-viet/khong-co', '/chuyen-muc/khong-co', '/the/khong-co', '/a/b/c/d', '/BAI-VIET/x']) {
      const { status, text, headers } = await portal.page(target);
      assert.equal(status, 404, target);
      assert.match(headers['content-type'], /^text\/html/);
      assert.match(headers['cache-control'], /no-store/);
      assert.match(text, /Thống kê truy cập/);
      assert.match(text, /<h1/);
    }
  });

  test('other methods answer 405 with Allow', async () => {
    const { status, headers } = await portal.request('DELETE', '/');
    assert.equal(status, 405);
    assert.match(headers.allow, /GET/);
    assert.match(headers.allow, /HEAD/);
  });

  test('an old slug leads to the present one for ever', async () => {
    const made = await portal.post({ title: 'Đổi địa chỉ', slug: 'dia-chi-1', status: 'published' });
    for (const slug of ['dia-chi-2', 'dia-chi-3'])
      assert.equal((await portal.api('PATCH', `/articles/${made.id}`, { as: 'editor', body: { slug } })).status, 200);
    for (const old of ['dia-chi-1', 'dia-chi-2']) {
      const { status, headers } = await portal.page(`/bai-viet/${old}`);
      assert.equal(status, 301);
      assert.equal(headers.location, '/bai-viet/dia-chi-3');
    }
    assert.equal((await portal.page('/bai-viet/dia-chi-3')).status, 200);
  });

  test('a renamed category and tag lead on as well', async () => {
    const category = await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Cũ', slug: 'muc-cu' } });
    const tag = await portal.api('POST', '/tags', { as: 'editor', body: { name: 'Cũ', slug: 'the-cu' } });
    assert.equal((await portal.api('PATCH', `/categories/${category.json.id}`, { as: 'editor', body: { slug: 'muc-moi' } })).status, 200);
    assert.equal((await portal.api('PATCH', `/tags/${tag.json.id}`, { as: 'editor', body: { slug: 'the-moi' } })).status, 200);
    const moved = [await portal.page('/chuyen-muc/muc-cu'), await portal.page('/the/the-cu')];
    assert.deepEqual(moved.map(({ status, headers }) => [status, headers.location]), [[301, '/chuyen-muc/muc-moi'], [301, '/the/the-moi']]);
  });

  test('a withdrawn and a deleted article answer 410 with a page that says so', async () => {
    const withdrawn = await portal.post({ title: 'Bài bị gỡ', status: 'published' });
    const deleted = await portal.post({ title: 'Bài bị xóa', status: 'published' });
    assert.equal((await portal.api('POST', `/articles/${withdrawn.id}/withdraw`, { as: 'editor', body: { reason: 'Sai số liệu' } })).status, 200);
    assert.equal((await portal.api('DELETE', `/articles/${deleted.id}`, { as: 'editor' })).status, 200);
    for (const { url } of [withdrawn, deleted]) {
      const { status, text } = await portal.page(url);
      assert.equal(status, 410);
      assert.match(text, /gỡ/);
      assert.match(text, /Thống kê truy cập/);
    }
    const home = await portal.page('/');
    assert.doesNotMatch(home.text, /Bài bị gỡ|Bài bị xóa/);
  });

  test('a draft is not there', async () => {
    const draft = await portal.post({ title: 'Bản nháp kín' });
    assert.equal((await portal.page(draft.url)).status, 404);
    for (const target of ['/', '/chuyen-muc/su-kien']) assert.doesNotMatch((await portal.page(target)).text, /Bản nháp kín/);
  });

  test('a published article shows at once', async () => {
    await portal.page('/');
    await portal.post({ title: 'Tin vừa đăng', status: 'published' });
    assert.match((await portal.page('/')).text, /Tin vừa đăng/);
  });

  test('a category page leads to the next, every article once', async () => {
    const seen = [];
    let target = '/chuyen-muc/su-kien';
    for (let page = 0; target && page < 5; page++) {
      const { text, status } = await portal.page(target);
      assert.equal(status, 200);
      const main = text.slice(text.indexOf('<main'), text.indexOf('</main>'));
      seen.push(...[...main.matchAll(/Tin số (\d+) của xã/g)].map((match) => match[1]));
      target = main.match(/href="([^"]*)" rel="next"/)?.[1].replaceAll('&amp;', '&');
      if (target?.startsWith('?')) target = `/chuyen-muc/su-kien${target}`;
    }
    assert.deepEqual([...new Set(seen)].map(Number), Array.from({ length: 25 }, (_, i) => 25 - i));
  });

  test('the frame carries metadata of the article', async () => {
    const { text } = await portal.page(model.url);
    assert.match(text, /<html[^>]* lang="vi"/);
    assert.match(text, new RegExp(`<link rel="canonical" href="[^"]*${model.url}"`));
    assert.match(text, /<meta property="og:title" content="Hội nghị/);
    const [, jsonld] = text.match(/<script type="application\/ld\+json">(.*?)<\/script>/s);
    const found = JSON.stringify(JSON.parse(jsonld));
    assert.match(found, /NewsArticle/);
    assert.match(found, /BreadcrumbList/);
    assert.match(found, /"dateModified"/);
    assert.match(text, /Người chịu trách nhiệm/);
  });
});

describe('in a browser', () => {
  test('one h1, a skip link, landmarks', async () => {
    const page = await openTab(browser, { script: false });
    for (const [what, target] of Object.entries(pages)) {
      await page.goto(portal.url + target);
      assert.equal(await page.locator('h1').count(), 1, what);
      for (const landmark of ['main', 'header', 'nav', 'footer']) assert.ok(await page.locator(landmark).count() >= 1, `${landmark} of ${what}`);
      const skip = await page.locator('a').first().getAttribute('href');
      assert.match(skip, /^#./);
      assert.equal(await page.locator(skip).count(), 1);
    }
    await page.context().close();
  });

  const size = (page) => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('main p')).fontSize));
  const colour = (page) => page.evaluate(() => getComputedStyle(document.body).color + getComputedStyle(document.body).backgroundColor);
  const button = (page, name) => page.getByRole('button', { name }).first();

  for (const script of [false, true]) {
    test(`the accessibility bar works ${script ? 'with JavaScript, without a reload' : 'without JavaScript'}`, async () => {
      const page = await openTab(browser, { script });
      await page.goto(portal.url + model.url);
      let loads = 0;
      page.on('load', () => { loads++; });
      const settled = () => (script ? page.waitForLoadState('networkidle') : page.waitForLoadState('load'));
      const [before, plain] = [await size(page), await colour(page)];
      await button(page, /^A\+/).click();
      await settled();
      const larger = await waitFor(page, size, (now) => now > before);
      await button(page, /^Tăng tương phản/).click();
      await settled();
      const contrast = await waitFor(page, colour, (now) => now !== plain);
      assert.ok(page.url().startsWith(portal.url + model.url), 'it comes back to the same place');
      if (script) assert.equal(loads, 0, 'no reload');
      await page.goto(`${portal.url}/chuyen-muc/su-kien`);
      assert.equal(await colour(page), contrast, 'the choice holds on every page');
      await page.goto(portal.url + model.url);
      assert.equal(await size(page), larger);
      await button(page, /^A(?![-+−])/).click();
      await settled();
      await waitFor(page, size, (now) => now === before);
      await button(page, /^A[-−]/).click();
      await settled();
      await waitFor(page, size, (now) => now < before);
      assertQuiet(page);
      await page.context().close();
    });
  }

  async function waitFor(page, read, wanted) {
    for (const end = Date.now() + PATIENCE_MS; ;) {
      // A form that is being sent takes the page away while it is looked at.
      const now = await read(page).catch(() => undefined);
      if (now !== undefined && wanted(now)) return now;
      assert.ok(Date.now() < end, `it stays ${now}`);
      await page.waitForTimeout(30);
    }
  }

  test('the bar comes back to the same place, and nowhere else', async () => {
    const send = (ve) => portal.request('POST', '/tuy-chon', {
      type: 'application/x-www-form-urlencoded', body: `co=tang&ve=${encodeURIComponent(ve)}`,
    });
    const good = await send('/bai-viet/x?a=1');
    assert.equal(good.status, 303);
    assert.equal(good.headers.location, '/bai-viet/x?a=1');
    assert.match(good.headers['set-cookie'][0], /^hien-thi=\d\.[lnm]; .*SameSite=Lax/);
    for (const bad of ['//evil.example', 'https://evil.example', '/\\evil.example', 'x', '/a\r\nX: y', ''])
      assert.equal((await send(bad)).headers.location, '/', JSON.stringify(bad));
  });

  test('print hides what paper does not need', async () => {
    const page = await openTab(browser);
    await page.goto(portal.url + model.url);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('h1').isVisible(), true);
    assert.equal(await button(page, /^A\+/).isVisible(), false);
    await page.context().close();
  });
});

test('congd stops cleanly', () => portal.stop());
