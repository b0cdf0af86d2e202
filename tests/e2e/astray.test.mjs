// Addresses as people have them: what a sentence, a network or a hand did to them leads to the right place; what
// leads nowhere says what is near.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startPortal } from './lib/portal.mjs';

let portal;
const SLUG = '/bai-viet/hoi-nghi-so-ket-cong-tac-dang-nam-2024';
const TITLE = 'Hội nghị sơ kết công tác Đảng năm 2024';
before(async () => {
  portal = await startPortal({ args: ['--error-rate', '0'] });
  const make = async (what, body) => assert.equal((await portal.api('POST', what, { as: 'editor', body })).status, 201);
  await make('/categories', { name: 'Tin tức', slug: 'tin-tuc' });
  await make('/tags', { name: 'Cây hồi', slug: 'cay-hoi' });
  await portal.post({ title: TITLE, body: 'Nội dung.', status: 'published', category: 'tin-tuc', tags: ['Cây hồi'] });
  await portal.post({ title: 'District news of the week', lang: 'en', body: 'Text.', status: 'published' });
  for (const title of ['Hội nghị sơ kết công tác dân vận', 'Hội nghị tổng kết công tác Đảng', 'Lễ hội hoa hồi', 'Giá vật liệu xây dựng quý ba', 'Lịch tiếp công dân tháng tới'])
    await portal.post({ title, body: 'Nội dung.', status: 'published' });
  await portal.post({ title: 'Bản thảo chưa đăng', body: 'Nội dung.' });
});
after(() => portal?.end());

const ENGLISH = '/en/bai-viet/district-news-of-the-week';
const LEADS = [
  [`${SLUG}/`, SLUG], [`${SLUG}//`, SLUG], [`/bai-viet//${SLUG.slice(10)}`, SLUG], [`/${SLUG}`, SLUG], ['/chuyen-muc/tin-tuc/', '/chuyen-muc/tin-tuc'],
  ['/the/cay-hoi/', '/the/cay-hoi'], ['/tim-kiem/', '/tim-kiem'], ['/en/', '/en'], ['/en/tim-kiem/', '/en/tim-kiem'], ['//', '/'], ['/so-do/', '/so-do'],
  [SLUG.toUpperCase(), SLUG], ['/Bai-Viet/Hoi-Nghi-So-Ket-Cong-Tac-Dang-Nam-2024', SLUG], ['/TIM-KIEM', '/tim-kiem'], ['/EN/Tim-Kiem', '/en/tim-kiem'],
  [`${SLUG}.html`, SLUG], [`${SLUG}.htm`, SLUG], [`${SLUG}.HTML`, SLUG], [`${SLUG}.html/`, SLUG], ['/tim-kiem.html', '/tim-kiem'], [`${ENGLISH}.html`, ENGLISH],
  ['/bai-viet/h%E1%BB%99i-ngh%E1%BB%8B-s%C6%A1-k%E1%BA%BFt-c%C3%B4ng-t%C3%A1c-%C4%90%E1%BA%A3ng-n%C4%83m-2024', SLUG],
  ['/bai-viet/H%E1%BB%99i%20ngh%E1%BB%8B%20s%C6%A1%20k%E1%BA%BFt%20c%C3%B4ng%20t%C3%A1c%20%C4%90%E1%BA%A3ng%20n%C4%83m%202024', SLUG],
  ['/bai-viet/h%25E1%25BB%2599i-ngh%25E1%25BB%258B-s%25C6%25A1-k%25E1%25BA%25BFt-c%25C3%25B4ng-t%25C3%25A1c-%25C4%2590%25E1%25BA%25A3ng-n%25C4%2583m-2024', SLUG],
  ['/b%C3%A0i-vi%E1%BA%BFt/hoi-nghi-so-ket-cong-tac-dang-nam-2024', SLUG], ['/chuyen-muc/Tin%20t%E1%BB%A9c', '/chuyen-muc/tin-tuc'], ['/the/C%C3%A2y%20h%E1%BB%93i', '/the/cay-hoi'],
  ...['.', ',', ')', '%22', "'", '%E2%80%8B', ').', '...', '%20', '%E2%80%9D', ';', '%29', '%EF%BB%BF', '%C2%A0', '/.', '.)/'].map((tail) => [SLUG + tail, SLUG]),
  [`${SLUG}&fbclid=IwAR0abc_-x`, SLUG], [`${SLUG}&utm_source=zalo&utm_medium=x`, SLUG], [`${SLUG}%3Ffbclid=x`, SLUG], [`${SLUG}/&fbclid=x`, SLUG],
  ['/tim-kiem&q=abc', '/tim-kiem?q=abc'], [`${SLUG}/?a=1&b=%C3%A0`, `${SLUG}?a=1&b=%C3%A0`], [`${SLUG}.html?fbclid=x`, `${SLUG}?fbclid=x`],
  [`${ENGLISH}/`, ENGLISH], [ENGLISH.toUpperCase(), ENGLISH], [`${ENGLISH}).`, ENGLISH], [`${SLUG}/in/`, `${SLUG}/in`], ['/rss.xml/', '/rss.xml'],
];

describe('an address that something happened to', () => {
  for (const [from, to] of LEADS)
    test(`${from} leads to ${to}`, async () => {
      for (const method of ['GET', 'HEAD']) {
        const answer = await portal.request(method, from);
        assert.equal(answer.status, 301, `${method} ${from}: ${answer.status}`);
        assert.equal(answer.headers.location.replace(/^http:\/\/[^/]+/, ''), to);
      }
      assert.equal((await portal.page(to)).status, 200);
    });

  test('leads to no other site, to nothing that is not there, and in no circle', async () => {
    for (const path of ['//evil.example', '//evil.example/', '/%2F%2Fevil.example', '///evil.example/%2e%2e', '/\\evil.example', '//evil.example/bai-viet/', '/bai-viet/', '/bai-viet/khong-co/',
      '/bai-viet/khong-co.html', '/bai-viet/ban-thao-chua-dang/', '/bai-viet/BAN-THAO-CHUA-DANG', '/khong/co/.', '/chuyen-muc/khong-co/', '/the/khong-co/', '/%25', '/%25%25%25', '/bai-viet/%2e%2e', '/media/x.',
      `/bai-viet/${'a/'.repeat(900)}`, `/bai-viet/${'%25'.repeat(1500)}41`, '/bai-viet/.', '/bai-viet/%E2%80%8B', '/&x=1', '/static/x/y.']) {
      let target = path;
      for (let steps = 0; ; steps++) {
        const answer = await portal.request('GET', target);
        if (![301, 308].includes(answer.status)) {
          assert.ok([400, 404, 200, 410].includes(answer.status), `${path}: ${answer.status}`);
          break;
        }
        assert.ok(steps < 3, path);
        const { location } = answer.headers;
        assert.match(location, /^(http:\/\/127\.0\.0\.1:\d+)?\/(?![/\\])/, path);
        target = location.replace(/^http:\/\/[^/]+/, '');
      }
    }
  });

  test('of the API and of writes is told, not led', async () => {
    for (const [method, path] of [['GET', '/api/articles/'], ['GET', '/API'], ['POST', `${SLUG}/`], ['DELETE', `${SLUG}/`]])
      assert.ok((await portal.request(method, path)).status >= 400, path);
  });

  test('a parameter that nobody knows changes nothing', async () => {
    for (const query of ['?fbclid=x', '?utm_source=zalo&x', '?&', '?='])
      assert.equal((await portal.page(SLUG + query)).status, 200, query);
  });

  test('as bytes that nobody escaped leads there too', async () => {
    const text = await portal.raw(Buffer.from(`GET /bai-viet/hội-nghị-sơ-kết-công-tác-Đảng-năm-2024 HTTP/1.1\r\nHost: ${portal.host}\r\nConnection: close\r\n\r\n`));
    assert.match(String(text.text ?? text), /^HTTP\/1\.1 301 /);
  });
});

describe('an article that is not there', () => {
  const near = async (path) => {
    const { status, text } = await portal.page(path);
    assert.equal(status, 404, path);
    const list = text.match(/<h2 class="band">(?:Có thể bạn tìm bài này|Perhaps one of these)<\/h2>\s*<ul class="heads x">([^]*?)<\/ul>/);
    return list ? [...list[1].matchAll(/<a href="([^"]+)">/g)].map((match) => match[1]) : [];
  };

  test('has its three nearest titles offered', async () => {
    for (const path of ['/bai-viet/hoi-nghi-so-ket-cong-tac-dang', '/bai-viet/hoi-nghi-so-ket-cong-ta', '/bai-viet/hoi-nghi-so-ket-cong-tac-dang-nam-2024-12345.html', '/bai-viet/so-ket-cong-tac-dang-nam-2024'])  {
      const titles = await near(path);
      assert.ok(titles.includes(SLUG), path);
      assert.ok(titles.length <= 3, path);
    }
    assert.deepEqual(await near('/en/bai-viet/district-news-of-the-month'), [ENGLISH]);
    assert.deepEqual(await near('/bai-viet/qqqq-wwww-zzzz'), []);
    assert.deepEqual(await near('/khong-co/hoi-nghi-so-ket'), []);
    assert.ok(!(await near('/bai-viet/ban-thao-chua-dang')).includes('/bai-viet/ban-thao-chua-dang'));
  });
});
