// What search engines, browsers and other programs ask for: sitemaps, robots.txt, OpenSearch, manifest, icons, llms.txt.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { scratch, startPortal } from './lib/portal.mjs';
import { assertXml, select, texts } from './lib/xml.mjs';

const BASE = 'https://binhgia.example';
let portal, old;
before(async () => {
  portal = await startPortal({ args: ['--set', `base_url=${BASE}`] });
  await portal.api('PATCH', '/site', { as: 'admin', body: { name: 'Cổng "Bình Gia" & các xã', agency: 'UBND huyện Bình Gia', phone: '0205 3834 123' } });
  await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Sự kiện [mới]', slug: 'su-kien' } });
  await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Trống', slug: 'trong' } });
  old = await portal.post({ title: 'Bài cũ', category: 'su-kien', status: 'published', published_at: '2019-05-01T08:00:00+07:00' });
  await portal.post({ title: 'Bài mới & <hay>', status: 'published' });
  await portal.post({ title: 'Market day', lang: 'en', status: 'published' });
  await portal.post({ title: 'Giới thiệu', kind: 'page', status: 'published' });
  await portal.post({ title: 'Bản nháp' });
});
after(() => portal?.end());

const get = (target, headers) => portal.request('GET', target, { headers });

async function sitemap(target) {
  const answer = await get(target);
  assert.equal(answer.status, 200, target);
  assert.equal(answer.headers['content-type'], 'application/xml; charset=utf-8');
  assertXml(answer.text, 'sitemap.xsd');
  return answer;
}
const path = (location) => {
  assert.ok(location.startsWith(`${BASE}/`), location);
  return location.slice(BASE.length);
};

describe('sitemaps', () => {
  test('the index and all that it names fit the schema; every public page is there once, nothing else', async () => {
    const index = texts((await sitemap('/sitemap.xml')).text, 'loc').map(path);
    assert.deepEqual(index, ['/sitemap-sections.xml', '/sitemap-news.xml', '/sitemap-1.xml']);
    assert.deepEqual(texts((await sitemap('/sitemap-sections.xml')).text, 'loc').map(path), ['/', '/chuyen-muc/su-kien']);
    assert.deepEqual(texts((await sitemap('/sitemap-1.xml')).text, 'loc').map(path),
      ['/bai-viet/bai-cu', '/bai-viet/bai-moi-hay', '/en/bai-viet/market-day', '/trang/gioi-thieu']);
    for (const target of texts((await sitemap('/sitemap-1.xml')).text, 'loc').map(path)) assert.equal((await portal.page(target)).status, 200);
  });

  test('the news holds what was published in the last two days, with its title', async () => {
    const { text } = await sitemap('/sitemap-news.xml');
    assert.deepEqual(texts(text, 'loc').map(path), ['/bai-viet/bai-moi-hay', '/en/bai-viet/market-day']);
    assert.deepEqual(texts(text, 'news:title'), ['Bài mới & <hay>', 'Market day']);
    assert.deepEqual(texts(text, 'news:language'), ['vi', 'en']);
    assert.deepEqual(new Set(texts(text, 'news:name')), new Set(['Cổng "Bình Gia" & các xã']));
  });

  test('lastmod is the publication until the article is edited, then the edit', async () => {
    const lastmod = async () => texts((await sitemap('/sitemap-1.xml')).text, 'lastmod')[0];
    assert.equal(await lastmod(), '2019-05-01T08:00:00+07:00');
    const begun = Date.now();
    await portal.api('PATCH', `/articles/${old.id}`, { as: 'editor', body: { body: 'Đã sửa.', change_note: 'Sửa số liệu' } });
    assert.ok(Date.parse(await lastmod()) >= Math.floor(begun / 1000) * 1000, await lastmod());
    const index = texts((await sitemap('/sitemap.xml')).text, 'lastmod');
    assert.deepEqual(index, [await lastmod()], 'the part changed when the article did');
  });

  test('a part answers 304 to who has it, in every encoding, until one of its articles changes', async () => {
    const first = await get('/sitemap-1.xml', { 'Accept-Encoding': 'gzip' });
    assert.equal(first.headers['content-encoding'], 'gzip');
    assert.match(first.headers.etag, /-gz"$/);
    assert.match(first.headers.vary, /Accept-Encoding/);
    const again = await get('/sitemap-1.xml', { 'Accept-Encoding': 'gzip', 'If-None-Match': first.headers.etag });
    assert.equal(again.status, 304);
    assert.equal(again.headers['content-length'], undefined, 'a 304 names no other length than the 200');
    const bytes = await portal.raw(`GET /sitemap-1.xml HTTP/1.1\r\nHost: a\r\nIf-None-Match: ${(await get('/sitemap-1.xml')).headers.etag}\r\n\r\n`);
    assert.match(bytes, /^HTTP\/1\.1 304 /);
    assert.ok(bytes.endsWith('\r\n\r\n') && !bytes.includes('chunked'), 'nothing stands behind the head');
    const made = await portal.post({ title: 'Thêm một', status: 'published' });
    const changed = await get('/sitemap-1.xml', { 'If-None-Match': first.headers.etag });
    assert.equal(changed.status, 200);
    assert.match(changed.text, /them-mot/);
    assert.equal((await portal.api('DELETE', `/articles/${made.id}`, { as: 'editor' })).status, 200);
    assert.doesNotMatch((await get('/sitemap-1.xml')).text, /them-mot/);
  });

  test('a part that has nothing does not exist', async () => {
    for (const part of ['2', '0', '01', '-1', 'a', '99999999999999999999', '1.5', '%00'])
      assert.ok([400, 404].includes((await get(`/sitemap-${part}.xml`)).status), part);
  });

  test('HEAD sends no body, and the next request is answered', async () => {
    const answer = await portal.request('HEAD', '/sitemap-1.xml');
    assert.equal(answer.status, 200);
    assert.equal(answer.bytes.length, 0);
    assert.equal((await get('/sitemap-1.xml')).status, 200);
  });
});

test('robots.txt names the sitemap and keeps searches out', async () => {
  const { text, headers } = await get('/robots.txt');
  assert.equal(headers['content-type'], 'text/plain; charset=utf-8');
  const lines = text.trimEnd().split('\n');
  assert.equal(lines[0], 'User-agent: *');
  for (const line of ['Disallow: /tim-kiem', 'Disallow: /api/', 'Allow: /api/docs', `Sitemap: ${BASE}/sitemap.xml`]) assert.ok(lines.includes(line), line);
  assert.ok(lines.every((line) => line === '' || /^[A-Za-z-]+: \S+$/.test(line)), text);
});

test('OpenSearch describes the search in both languages, within the lengths of its format', async () => {
  for (const [prefix, lang] of [['', 'vi'], ['/en', 'en']]) {
    const { text, headers } = await get(`${prefix}/opensearch.xml`);
    assert.equal(headers['content-type'], 'application/opensearchdescription+xml');
    assertXml(text);
    assert.ok([...texts(text, 'ShortName')[0]].length <= 16);
    assert.ok([...texts(text, 'LongName')[0]].length <= 48);
    assert.deepEqual(texts(text, 'Language'), [lang]);
    assert.deepEqual(select(text, '//*[local-name()="Url"]/@template').map((line) => line.trim()),
      [`template="${BASE}${prefix}/tim-kiem?q={searchTerms}"`, `template="${BASE}${prefix}/opensearch.xml"`]);
  }
});

test('the manifest names icons that are there and as large as it says', async () => {
  const { json, headers } = await get('/manifest.webmanifest');
  assert.equal(headers['content-type'], 'application/manifest+json');
  assert.equal(json.name, 'Cổng "Bình Gia" & các xã');
  assert.equal(json.lang, 'vi');
  assert.equal((await get('/en/manifest.webmanifest')).json.start_url, '/en');
  assert.ok(json.icons.some((icon) => icon.purpose === 'maskable'));
  for (const icon of json.icons) {
    const { status, headers: own, bytes } = await get(icon.src);
    assert.equal(status, 200, icon.src);
    assert.equal(own['content-type'], icon.type);
    assert.match(own['cache-control'], /immutable/);
    if (icon.type === 'image/png') assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, icon.sizes);
  }
});

test('the manifest has ways to search, notices, contact and what is kept, which lead somewhere, in both languages', async () => {
  await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Thông báo', slug: 'thong-bao' } });
  await portal.post({ title: 'Cắt nước', category: 'thong-bao', status: 'published' });
  for (const [path, names, start] of [['/manifest.webmanifest', ['Tìm kiếm', 'Thông báo', 'Liên hệ', 'Đọc khi ngoại tuyến'], '/'], ['/en/manifest.webmanifest', ['Search', 'Contact', 'Reading offline'], '/en']]) {
    const { json } = await get(path);
    assert.deepEqual([json.id, json.scope, json.start_url, json.lang], ['/', '/', start, start === '/' ? 'vi' : 'en']);
    assert.deepEqual(json.shortcuts.map((one) => one.name), names);
    for (const { url, icons } of json.shortcuts) {
      const page = await portal.page(url.replace(/#.*/, '').replace(/(.)\/$/, '$1'));
      assert.equal(page.status, 200, url);
      assert.ok(url.startsWith(start === '/' ? '/' : '/en/') && !url.includes('#') || page.text.includes('id="lien-he"'), url);
      assert.equal((await get(icons[0].src)).status, 200);
    }
  }
});

test('icons answer under the names that browsers guess, and are asked for again when they change', async () => {
  for (const [target, type, magic] of [['/favicon.ico', 'image/x-icon', '00000100'], ['/favicon.svg', 'image/svg+xml', '3c737667'], ['/apple-touch-icon.png', 'image/png', '89504e47']]) {
    const { status, headers, bytes } = await get(target);
    assert.equal(status, 200, target);
    assert.equal(headers['content-type'], type);
    assert.equal(bytes.subarray(0, 4).toString('hex'), magic);
    assert.equal(headers['cache-control'], 'public, max-age=0, stale-if-error=86400');
    assert.equal((await get(target, { 'If-None-Match': headers.etag })).status, 304);
  }
});

test('llms.txt is there when the setting says so, one line for each thing, and its links lead somewhere', async () => {
  assert.equal((await get('/llms.txt')).status, 404);
  const willing = await startPortal({ args: ['--set', `base_url=${BASE}`, '--set', 'llms_txt=yes'], data: portal.data.replace(/data$/, 'other') });
  try {
    await willing.api('PATCH', '/site', { as: 'admin', body: { name: 'Cổng Bình Gia', phone: '0205 3834 123' } });
    await willing.api('POST', '/categories', { as: 'editor', body: { name: 'Sự kiện [mới]', slug: 'su-kien' } });
    await willing.post({ title: 'Một [bài](x)', category: 'su-kien', status: 'published' });
    const { text, headers } = await willing.request('GET', '/llms.txt');
    assert.equal(headers['content-type'], 'text/plain; charset=utf-8');
    assert.match(text, /^# Cổng Bình Gia\n\n> /);
    assert.ok(text.includes(`- [Sự kiện \\[mới\\]](${BASE}/chuyen-muc/su-kien): 1 bài viết\n`), text);
    assert.ok(text.includes(`- [Một \\[bài\\](x)](${BASE}/bai-viet/mot-bai-x): `), text);
    assert.ok(text.includes('- Điện thoại: 0205 3834 123\n'), text);
    for (const [, target] of text.matchAll(/\]\(https:\/\/binhgia\.example([^)]*)\)/g))
      assert.equal((await willing.request('GET', target)).status, 200, target);
    await willing.stop();
  } finally {
    await willing.end();
  }
});

const MANY = Number(process.env.CONG_SITEMAP || 1200);

test(`${MANY} articles: every one in the sitemap once, and sitemap and feeds in bounded memory`, { timeout: 1_200_000 }, async () => {
  const file = join(scratch(), 'nhieu.ndjson'), out = fs.openSync(file, 'w');
  for (let i = 0; i < MANY; i++)
    fs.writeSync(out, `${JSON.stringify({ title: `Thông báo về lịch tiếp công dân số ${i}`, lead: 'Tóm tắt.', body: 'Nội dung.', external_id: `n${i}`, status: 'published' })}\n`);
  fs.closeSync(out);
  const many = await startPortal({ args: ['--set', `base_url=${BASE}`, '--set', 'feed_text=full'] });
  try {
    const done = await many.curl(['-sS', '--fail-with-body', '-o', '/dev/null', '-H', `Authorization: Bearer ${many.token('editor')}`,
      '-H', 'Content-Type: application/x-ndjson', '-T', file, '-X', 'POST', `${many.url}/api/import`]);
    assert.equal(done.status, 0, done.stderr);
    await many.restart();
    const ask = (target, headers) => many.request('GET', target, { headers });
    const memory = (name) => Number(fs.readFileSync(`/proc/${many.child.pid}/status`, 'utf8').match(new RegExp(`${name}:\\s+(\\d+)`))[1]) / 1024;
    await ask('/');
    const before = memory('VmRSS'), seen = [];
    let bytes = 0;
    for (const part of texts((await ask('/sitemap.xml')).text, 'loc').filter((target) => /sitemap-\d+/.test(target))) {
      const { text } = await ask(path(part));
      bytes += text.length;
      seen.push(...texts(text, 'loc'));
    }
    assert.equal(seen.length, MANY);
    assert.equal(new Set(seen).size, MANY);
    await Promise.all(Array.from({ length: 8 }, (_, i) => ask('/sitemap-1.xml', { 'Accept-Encoding': i % 2 ? 'gzip' : 'identity' })));
    for (const target of ['/rss.xml', '/atom.xml', '/feed.json', '/sitemap-news.xml']) assert.equal((await ask(target)).status, 200, target);
    console.log(`# ${MANY} articles, ${(bytes / 1048576).toFixed(1)} MiB of sitemap: memory ${before.toFixed(0)} MiB before, ${memory('VmHWM').toFixed(0)} MiB at most`);
    if (process.env.CONG_SITEMAP) assert.ok(memory('VmHWM') - before < 24, 'it does not grow with the sitemap');
    await many.stop();
  } finally {
    await many.end();
  }
});

test('congd stops cleanly', () => portal.stop());
