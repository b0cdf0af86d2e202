// Conditional requests, ranges, encodings, HEAD: what RFC 9110 promises to caches, phones and download managers.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { BROWSER, DATA, startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal, article, media, photo;
before(async () => {
  portal = await startPortal();
  article = await portal.post({ title: 'Bài có điều kiện', status: 'published', body: 'Một đoạn văn để nén cho đáng. '.repeat(30) });
  const made = await portal.api('POST', '/media', { as: 'editor', body: fs.readFileSync(path.join(DATA, 'photo.jpg')), type: 'image/jpeg' });
  media = new URL(made.json.url, 'http://a').pathname;
  await portal.post({ title: 'Bài có ảnh', status: 'published', image: made.json.id, alt: 'Ảnh' });
  photo = (await get(media)).bytes;
});
after(() => portal.end());

const get = (target, headers = {}, method = 'GET') => portal.request(method, target, { headers: { 'User-Agent': BROWSER, ...headers } });
const without = (headers, ...names) => Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

describe('ranges of a picture', () => {
  test('say that they are to be had, and when the picture was stored', async () => {
    const answer = await get(media);
    assert.equal(answer.headers['accept-ranges'], 'bytes');
    assert.ok(Math.abs(Date.parse(answer.headers['last-modified']) - Date.now()) < 600_000);
    assert.deepEqual(answer.bytes, photo);
  });

  for (const [range, from, to] of [['bytes=0-99', 0, 100], ['bytes=100-', 100, Infinity], ['bytes=-50', -50, Infinity]])
    test(`${range} gives those bytes and no more`, async () => {
      const [start, end] = [from < 0 ? photo.length + from : from, Math.min(to, photo.length)];
      const answer = await get(media, { Range: range });
      assert.equal(answer.status, 206);
      assert.equal(answer.headers['content-range'], `bytes ${start}-${end - 1}/${photo.length}`);
      assert.equal(Number(answer.headers['content-length']), end - start);
      assert.deepEqual(answer.bytes, photo.subarray(start, end));
    });

  test('a download goes on where it was cut, if the file is still the same', async () => {
    const { headers } = await get(media, { Range: 'bytes=0-9' });
    for (const same of [headers.etag, headers['last-modified']]) assert.equal((await get(media, { Range: 'bytes=10-', 'If-Range': same })).status, 206);
    for (const other of ['"other"', `W/${headers.etag}`, 'Tue, 24 Nov 2020 12:00:00 GMT']) {
      const answer = await get(media, { Range: 'bytes=10-', 'If-Range': other });
      assert.equal(answer.status, 200);
      assert.equal(answer.bytes.length, photo.length);
    }
  });

  test('behind the end are refused with the size', async () => {
    const answer = await get(media, { Range: `bytes=${photo.length}-` });
    assert.equal(answer.status, 416);
    assert.equal(answer.headers['content-range'], `bytes */${photo.length}`);
    assert.equal(answer.bytes.length, 0);
  });

  test('behind the end do not come before the conditions', async () => {
    const { etag } = (await get(media)).headers;
    const Range = `bytes=${photo.length}-`;
    for (const tag of [etag, '*']) {
      const answer = await get(media, { Range, 'If-None-Match': tag });
      assert.equal(answer.status, 304);
      assert.equal(answer.headers['cache-control'], 'public, max-age=86400');
    }
    for (const tag of ['"other"', `W/${etag}`]) assert.equal((await get(media, { Range, 'If-Match': tag })).status, 412);
    assert.equal((await get(media, { Range, 'If-Match': etag })).status, 416);
    assert.equal((await get(media, { Range: 'bytes=0-1', 'If-None-Match': etag })).status, 304);
  });

  test('several at once, of other units, or of a page give the whole', async () => {
    for (const range of ['bytes=0-1,3-4', 'lines=1-2', 'bytes=5-1']) assert.equal((await get(media, { Range: range })).status, 200);
    for (const target of ['/', article.url, '/api/articles']) assert.equal((await get(target, { Range: 'bytes=0-1' })).status, 200);
  });
});

describe('conditions', () => {
  const targets = () => [article.url, '/', '/api/articles', `/api/articles/${article.id}`, media];

  test('what one has is not sent again, and the 304 says what its 200 would', async () => {
    for (const target of targets())
      for (const encoding of ['identity', 'gzip', 'br']) {
        const full = await get(target, { 'Accept-Encoding': encoding });
        for (const tag of [full.headers.etag, `W/${full.headers.etag}`, `"x", ${full.headers.etag}`, '*']) {
          const answer = await get(target, { 'Accept-Encoding': encoding, 'If-None-Match': tag });
          assert.equal(answer.status, 304, `${target} ${tag}`);
          assert.equal(answer.sent.length, 0);
          for (const name of ['etag', 'cache-control', 'vary', 'content-security-policy', 'last-modified'])
            assert.equal(answer.headers[name], full.headers[name], `${target}: ${name}`);
          assert.ok(answer.headers.date);
        }
        assert.equal((await get(target, { 'Accept-Encoding': encoding, 'If-None-Match': '"other"' })).status, 200);
      }
  });

  test('a date stands where there is one, and yields to a tag', async () => {
    const { headers } = await get(media);
    const date = headers['last-modified'];
    assert.equal((await get(media, { 'If-Modified-Since': date })).status, 304);
    assert.equal((await get(media, { 'If-Modified-Since': 'Tue, 24 Nov 2020 12:00:00 GMT' })).status, 200);
    assert.equal((await get(media, { 'If-Modified-Since': 'no date' })).status, 200);
    assert.equal((await get(media, { 'If-Modified-Since': date, 'If-None-Match': '"other"' })).status, 200);
    assert.equal((await get(article.url, { 'If-Modified-Since': new Date(Date.now() + 1e7).toUTCString() })).status, 200);
  });

  test('several lines of a header are one list', async () => {
    for (const target of targets()) {
      const { etag } = (await get(target)).headers;
      const ask = async (name, ...tags) => {
        const fields = tags.map((tag) => `${name}: ${tag}\r\n`).join('');
        const text = await portal.raw(`GET ${target} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: br;q=0\r\nAccept-Encoding: gzip\r\n${fields}Connection: close\r\n\r\n`);
        if (!/^HTTP\/1\.1 412/.test(text) && target !== media) assert.match(text, /^etag: "[^"]*-gz"/im);
        return Number(text.slice(9, 12));
      };
      assert.equal(await ask('If-None-Match', '"x"', etag, '"y"'), 304);
      assert.equal(await ask('If-None-Match', '"x"', '"y"'), 200);
      assert.equal(await ask('If-Match', '"x"', '"y"', etag), 200);
      assert.equal(await ask('If-Match', '"x"', '"y"'), 412);
    }
  });

  test('what has no tag exists all the same', async () => {
    for (const target of ['/healthz', '/api/changes']) assert.equal((await get(target, { 'If-Match': '*' })).status, 200);
  });

  test('who wants another version than there is gets none', async () => {
    for (const target of targets()) {
      const { headers } = await get(target);
      assert.equal((await get(target, { 'If-Match': headers.etag })).status, 200);
      assert.equal((await get(target, { 'If-Match': '*' })).status, 200);
      assert.equal((await get(target, { 'If-Match': `W/${headers.etag}` })).status, 412, 'weak tags never match strongly');
      const failed = await get(target, { 'If-Match': '"other"' });
      assert.equal(failed.status, 412);
      assert.equal((await get(target)).status, 200, 'the others still get it');
    }
    assert.equal((await get(media, { 'If-Unmodified-Since': 'Tue, 24 Nov 2020 12:00:00 GMT' })).status, 412);
  });
});

test('a failed condition is a problem like every other, and is logged', async () => {
  for (const target of ['/api/articles', `/api/articles/${article.id}`, '/api/stats'])
    for (const headers of [{ 'If-Match': '"other"' }, { 'If-Match': 'W/"1"' }]) {
      const from = portal.stderr.length;
      const failed = await get(target, { ...headers, 'Accept-Language': 'en' });
      assertProblem(failed, 412, 'precondition-failed', { detail: /read it again/ });
      assert.equal(failed.headers['access-control-allow-origin'], '*');
      await until(() => / info request: .* method=GET route=\/api\S* (id=\d+ )?status=412 /.test(portal.stderr.slice(from)), { why: 'not logged' });
    }
  const page = await get(article.url, { 'If-Match': '"other"' });
  assert.match(page.headers['content-type'], /^text\/html/);
  assert.match(page.text, /không còn đúng phiên bản/i);
  const head = await get('/api/articles', { 'If-Match': '"other"' }, 'HEAD');
  assert.equal(head.status, 412);
  assert.equal(head.sent.length, 0);
});

describe('encodings', () => {
  for (const [accept, encoding] of [
    ['gzip', 'gzip'], ['br', 'br'], ['gzip, br', 'br'], ['br;q=0.1, gzip;q=0.5', 'gzip'], ['*', 'br'], ['identity;q=0, *', 'br'],
    ['identity;q=0, gzip;q=0.001', 'gzip'], ['gzip;q=0, br;q=0', undefined], ['identity', undefined], ['', undefined], ['deflate, zstd', undefined],
  ])
    test(`"${accept}" gets ${encoding ?? 'plain'}`, async () => {
      for (const target of [article.url, '/api/articles']) {
        const answer = await get(target, { 'Accept-Encoding': accept });
        assert.equal(answer.headers['content-encoding'], encoding, target);
        assert.match(answer.headers.vary, /^Accept-Encoding\b/);
        assert.ok(answer.text.includes('Bài có điều kiện'));
      }
    });

  test('each encoding has a tag of its own, a picture is sent as it is', async () => {
    const tags = await Promise.all(['identity', 'gzip', 'br'].map(async (encoding) => (await get(article.url, { 'Accept-Encoding': encoding })).headers.etag));
    assert.equal(new Set(tags).size, 3);
    const answer = await get(media, { 'Accept-Encoding': 'gzip, br' });
    assert.equal(answer.headers['content-encoding'], undefined);
    assert.equal(answer.headers.vary, undefined);
  });

  test('whoever comes first behind a change, the others get the same in theirs, with a 304 of their own', async () => {
    for (const first of ['identity', 'gzip', 'br']) {
      await portal.post({ title: `Đổi trước khi hỏi ${first}`, status: 'published' });
      const plain = await get(article.url, { 'Accept-Encoding': first });
      const at_once = await Promise.all(['gzip', 'br', 'identity', 'br', 'gzip', 'br', 'gzip', 'identity'].map(async (encoding) => [encoding, await get(article.url, { 'Accept-Encoding': encoding })]));
      for (const [encoding, answer] of at_once) {
        assert.equal(answer.headers['content-encoding'], encoding === 'identity' ? undefined : encoding);
        assert.equal(answer.text, plain.text);
        assert.deepEqual(without(answer.headers, 'date', 'etag', 'content-length', 'content-encoding'), without(plain.headers, 'date', 'etag', 'content-length', 'content-encoding'));
        const again = await get(article.url, { 'Accept-Encoding': encoding, 'If-None-Match': answer.headers.etag });
        assert.deepEqual([again.status, again.headers.etag], [304, answer.headers.etag]);
      }
    }
  });
});

test('HEAD answers as GET does, without the content', async () => {
  for (const target of [article.url, '/', '/api/articles', `/api/articles/${article.id}`, media, '/healthz', '/api/khong-co', '/tuy-chon.css', '/khong-co'])
    for (const encoding of ['identity', 'gzip', 'br']) {
      const [full, head] = [await get(target, { 'Accept-Encoding': encoding }), await get(target, { 'Accept-Encoding': encoding }, 'HEAD')];
      assert.equal(head.status, full.status, target);
      assert.equal(head.sent.length, 0);
      const varying = ['date', ...(full.status >= 400 ? ['content-length', 'x-request-id'] : [])];
      assert.deepEqual(without(head.headers, ...varying), without(full.headers, ...varying), target);
    }
});

test('Date is the time now', async () => {
  const asked = Date.now();
  const { headers } = await get('/healthz');
  const date = Date.parse(headers.date);
  assert.ok(date > asked - 2000 && date <= Date.now(), `${headers.date}, asked at ${new Date(asked).toUTCString()}`);
  assert.match(headers.date, /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/);
});

test('congd stops cleanly', () => portal.stop());
