// What the API says to people: errors as text at a terminal, JSON that can be read, and each fault with its remedy.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { prepareBefore } from './lib/patience.mjs';
import { startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal;
before(async () => {
  portal = await startPortal({ args: ['--write-rate', '0', '--error-rate', '0', '--miss-rate', '0'] });
  for (const [name, slug] of [['Tin tức – Sự kiện', 'tin-tuc-su-kien'], ['Thông báo', 'thong-bao']])
    assert.equal((await portal.api('POST', '/categories', { as: 'admin', body: { name, slug } })).status, 201);
});
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const send = (method, target, body, options = {}) => portal.api(method, target, { as: 'editor', body, ...options });
const post = (body, options) => send('POST', '/articles', body, options);

/** The fault of a refusal at a pointer; its words must be Vietnamese and name what helps. */
async function fault(answer, pointer, ...words) {
  const problem = assertProblem(answer, [400, 409, 412, 422], undefined);
  const found = (problem.errors ?? []).find((one) => one.pointer === pointer || one.parameter === pointer);
  assert.ok(found, `${pointer}: ${answer.text}`);
  for (const word of words) assert.ok(word.test ? word.test(found.detail) : found.detail.includes(word), `${word} in ${found.detail}`);
  return found.detail;
}

test('Accept: text/plain gets an error as a few lines: title, each fault with its place, what to do', async () => {
  const headers = { Accept: 'text/plain' };
  const answer = await post({ titel: 'Sai', pinned: 'có' }, { headers });
  assert.equal(answer.status, 422);
  assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
  const lines = answer.text.trimEnd().split('\n');
  assert.equal(lines[0], '422 Dữ liệu không hợp lệ');
  for (const place of ['/titel', '/pinned', '/title']) assert.ok(lines.some((line) => line.startsWith(`- ${place}: `)), `${place}: ${answer.text}`);
  assert.match(lines.at(-2), /^Gợi ý: /);
  assert.match(lines.at(-1), /^Mã yêu cầu: [0-9a-f-]{36}$/);
  assert.ok(lines.every((line) => line.length < 900) && lines.length < 10);
  const english = await portal.api('GET', '/articles/99', { headers: { ...headers, 'Accept-Language': 'en' } });
  assert.match(english.text, /^404 .*\n.*no such article\nHint: /s);
  const good = await portal.api('GET', '/categories', { headers });
  assert.equal(good.headers['content-type'], 'application/json', 'what is no error stays JSON');
});

test('libraries that name JSON and text alike, and those that name nothing, get the problem document', async () => {
  for (const Accept of ['application/json, text/plain, */*', '*/*', 'application/problem+json, text/plain', 'text/plain;q=0.5, application/json;q=0.9', 'text/plain;q=0'])
    assertProblem(await portal.api('GET', '/articles/99', { headers: { Accept } }), 404);
  const answer = await portal.api('GET', '/articles/99', { headers: { Accept: 'application/json;q=0.5, text/plain' } });
  assert.match(answer.headers['content-type'], /^text\/plain/);
});

test('pretty=true indents every answer of JSON, and its ETag ends in -p', async () => {
  const made = await send('POST', '/articles?pretty=true', { title: 'Bài đẹp', body: 'Thân.', status: 'published' }, { headers: { 'Idempotency-Key': 'dep' } });
  assert.equal(made.status, 201, made.text);
  assert.match(made.text, /^\{\n {2}"id": 1,\n/);
  assert.match(made.headers.etag, /^"1-p"$/);
  const again = await send('POST', '/articles?pretty=true', { title: 'Bài đẹp', body: 'Thân.', status: 'published' }, { headers: { 'Idempotency-Key': 'dep' } });
  assert.equal(again.headers['idempotency-replayed'], 'true');
  assert.equal(again.text, made.text);
  assert.equal(again.headers.etag, made.headers.etag);
  for (const address of ['/articles/1', '/articles?limit=20', '/categories', '/openapi.json', '']) {
    const ask = (query, headers = {}) => portal.api('GET', `${address}${address.includes('?') ? '&' : '?'}${query}`, { headers });
    const plain = await ask('pretty=false');
    for (let i = 0; i < 2; i++) {
      const pretty = await ask('pretty=true');
      assert.deepEqual(pretty.json, address.includes('limit') ? { ...plain.json, next: pretty.json.next } : plain.json, address);
      assert.match(pretty.text, /^\{\n {2}"/, address);
      if (plain.headers.etag) assert.match(pretty.headers.etag, /-p"$/, address);
      if (pretty.headers.etag) assert.equal((await ask('pretty=true', { 'If-None-Match': pretty.headers.etag })).status, 304, address);
    }
    assert.equal((await portal.api('GET', address)).text.trimEnd().includes('\n'), false, `${address} is one line as before`);
  }
  assert.match((await portal.api('GET', '/articles/99?pretty=true')).text, /^\{\n {2}"type"/);
  await fault(await portal.api('GET', '/articles/1?pretty=yes'), 'pretty', 'true');
  const changed = await send('PATCH', '/articles/1?pretty=true', { title: 'Bài đẹp hơn' }, { headers: { 'If-Match': made.headers.etag } });
  assert.equal(changed.status, 200, changed.text);
  assert.equal(changed.headers.etag, '"2-p"');
});

test('a member or parameter that is misspelt is told with the one that is meant', async () => {
  await fault(await post({ titel: 'Sai' }), '/titel', '«title»', 'published_at');
  await fault(await post({ title: 'Sai', publish_at: '2026-01-01' }), '/publish_at', '«published_at»');
  assert.doesNotMatch(await fault(await post({ title: 'Sai', xyz: 1 }), '/xyz'), /có phải/);
  await fault(await portal.api('GET', '/articles?categry=thong-bao'), 'categry', '«category»');
  await fault(await post({ title: 'Sai', source: { nam: 'Báo' } }), '/source/nam', '«name»');
});

test('a wrong type is told with what was sent and what to send', async () => {
  await fault(await post({ title: 12 }), '/title', 'nháy kép', '12');
  await fault(await post({ title: ['a', 'b'] }), '/title', '["a","b"]');
  await fault(await post({ title: 'T', image: '12' }), '/image', 'không có dấu nháy', '"12"');
  await fault(await post({ title: 'T', image: 1.5 }), '/image', '1.5');
  await fault(await post({ title: 'T', pinned: 'true' }), '/pinned', '"true"');
  await fault(await post({ title: 'T', tags: 'xã' }), '/tags', '[a, b]', '"xã"');
  await fault(await post({ title: 'T', source: 'Báo' }), '/source', '"Báo"');
  await fault(await post({ title: 'T', status: null }), '/status', 'null', 'draft, review, scheduled, published, withdrawn');
  await fault(await post({ title: 'T', kind: 'artcle' }), '/kind', '"artcle"', 'article');
  const long = await fault(await post({ title: { x: 'y'.repeat(5000) } }), '/title');
  assert.ok(long.length < 250, long);
  await fault(await post({ title: 'T', tags: Array.from({ length: 31 }, (_, i) => `n${i}`) }), '/tags', '31', '30');
  await fault(await post({ title: 'ạ'.repeat(500) }), '/title', '1000', '1500');
  await fault(await post({ title: 'T', translation_of: 0 }), '/translation_of', /từ 1 đến/);
});

test('a category, role, tag or status that is not there is told with those that are', async () => {
  await fault(await post({ title: 'T', category: 'tin-tuc' }), '/category', 'có phải «tin-tuc-su-kien»', 'thong-bao');
  await fault(await post({ title: 'T', category: 'Thông  báo' }), '/category', 'có phải «thong-bao»');
  await fault(await post({ title: 'T', category: 'xyz' }), '/category', 'các chuyên mục: ', 'thong-bao');
  await fault(await portal.api('GET', `/articles?category=${encodeURIComponent('thong-bào')}`), 'category', 'có phải «thong-bao»');
  await fault(await portal.api('POST', '/tokens', { as: 'admin', body: { name: 'x', role: 'king' } }), '/role', '"king"', 'reader, author, editor, admin');
  await fault(await portal.api('POST', '/tokens', { as: 'admin', body: { name: 'x' } }), '/role', 'reader, author, editor, admin');
  await fault(await portal.api('GET', '/articles?status=publised', { as: 'reader' }), 'status', '"publised"', 'published');
  assert.equal((await post({ title: 'Có nhãn', body: 'Thân.', tags: ['Nông thôn mới'], status: 'published' })).status, 201);
  await fault(await portal.api('GET', `/articles?tag=${encodeURIComponent('nông-thôn-mơi')}`), 'tag', 'có phải «nong-thon-moi»');
  const empty = await startPortal();
  try {
    await fault(await empty.api('POST', '/articles', { as: 'editor', body: { title: 'T', category: 'x' } }), '/category', 'POST /api/categories');
    await empty.stop();
  } finally {
    await empty.end();
  }
});

test('a slug that cannot be used is told with one that can', async () => {
  await fault(await post({ title: 'T', slug: 'Lịch họp tháng 12' }), '/slug', 'hãy gửi «lich-hop-thang-12»');
  await fault(await send('POST', '/categories', { name: 'T', slug: 'TIN TỨC' }), '/slug', 'hãy gửi «tin-tuc»');
});

test('times: a bare day is read and said, a lost plus is found, what is uncertain is refused with what to send', async () => {
  const day = await post({ title: 'Ngày trần', body: 'Thân.', published_at: '2020-05-06', status: 'published' });
  assert.equal(day.status, 201, day.text);
  assert.equal(day.json.published_at, '2020-05-05T17:00:00Z');
  const [warning] = day.json.warnings;
  assert.deepEqual([warning.code, warning.pointer], ['time-read', '/published_at']);
  assert.match(warning.detail, /2020-05-06T00:00:00\+07:00/);
  const end = await post({ title: 'Hết ngày', expires_at: '2099-12-31' });
  assert.equal(end.json.expires_at, '2099-12-31T17:00:00Z', 'the end of a day is its last moment');
  for (const [sent, remedy] of [['2026-11-29T08:00:00', '2026-11-29T08:00:00+07:00'], ['29/11/2026', '2026-11-29'], ['2026-11-29 08:00', '2026-11-29T08:00:00+07:00']])
    await fault(await post({ title: 'T', published_at: sent }), '/published_at', `«${sent}»`, `hãy gửi ${remedy}`);
  await fault(await post({ title: 'T', published_at: 1764378000 }), '/published_at', '1764378000');
  await fault(await post({ title: 'T', expires_at: '2020-01-01' }), '/expires_at', 'đã qua', '/2020', 'giờ Việt Nam');
  const range = (text) => portal.api('GET', `/articles?from=${text}`);
  const plus = await range('2020-05-06T00:00:00%2B07:00');
  assert.deepEqual((await range('2020-05-06T00:00:00+07:00')).json.items, plus.json.items, 'an unescaped + is understood');
  assert.ok(plus.json.items.length);
  await fault(await range('06/05/2020'), 'from', 'hãy gửi 2020-05-06');
  await fault(await portal.api('GET', '/stats/daily?from=6/5/2020'), 'from', 'hãy gửi 2020-05-06');
});

test('an end that is past does not hinder an edit, nor an import, which is warned', async () => {
  const { at, made } = await prepareBefore(2000, (expires_at) => post({ title: 'Còn hạn', expires_at }));
  await until(() => Date.now() > Date.parse(at) + 500);
  const again = await send('PATCH', `/articles/${made.json.id}`, { title: 'Hết hạn', expires_at: made.json.expires_at });
  assert.equal(again.status, 200, again.text);
  const line = await portal.api('POST', '/import', { as: 'editor', type: 'application/x-ndjson', body: '{"title":"Đã hết hạn ở cổng cũ","expires_at":"2020-01-01T00:00:00Z"}\n' });
  const result = JSON.parse(line.text);
  assert.deepEqual([result.result, result.warnings.map(({ code }) => code)], ['created', ['expired']]);
});

test('412 says who is current and since when, in the time of Vietnam; of a thing without a time it says none', async () => {
  const { id } = (await post({ title: 'Bản một' })).json;
  const patch = (tag, target = `/articles/${id}`, as = 'editor') => portal.api('PATCH', target, { as, body: target === '/site' ? { agency: 'Ủy ban' } : { name: 'Tên', title: 'Bản hai' }, headers: { 'If-Match': tag } });
  const behind = assertProblem(await portal.api('PATCH', `/articles/${id}`, { as: 'editor', body: { title: 'x' }, headers: { 'If-Match': '"7"' } }), 412);
  const hours = [0, 3600_000].map((before) => new Date(Date.now() + 7 * 3600_000 - before).toISOString().slice(11, 13)).join('|');
  assert.match(behind.detail, new RegExp(`phiên bản 7 .* phiên bản 1, .*/20\\d\\d (${hours}):\\d\\d \\(giờ Việt Nam\\).*If-Match: "1"`));
  for (const [target, as] of [['/site', 'admin'], ['/categories/1', 'editor'], ['/tags/1', 'editor']]) {
    const problem = assertProblem(await portal.api('PATCH', target, { as, body: target === '/site' ? { agency: 'Ủy ban' } : { name: 'Tên' }, headers: { 'If-Match': '"99"' } }), 412);
    assert.doesNotMatch(problem.detail, /1970|giờ Việt Nam/, target);
    assert.match(problem.detail, /If-Match: "\d+"/);
  }
  const weak = assertProblem(await patch('W/"1"'), 412);
  assert.match(weak.detail, /yếu.*If-Match: "1"/);
  assert.equal((await portal.api('GET', `/articles/${id}`, { as: 'editor' })).json.title, 'Bản một');
  await fault(await patch('1'), 'If-Match', '«1»', 'If-Match: "1"');
});

test('without If-Match a change is laid over what is there; only PUT must say it', async () => {
  const { id } = (await post({ title: 'Một luật' })).json;
  assert.equal((await send('PATCH', `/articles/${id}`, { title: 'Một luật, hai' })).status, 200);
  assert.equal((await send('PATCH', '/categories/1', { position: 3 })).status, 200);
  assertProblem(await send('PUT', `/articles/${id}`, { title: 'Một luật, ba' }), 428, 'precondition-required');
});

test('a thing that is not there is named in the language of the reader, with where the list is', async () => {
  const gone = (target, as) => portal.api('PATCH', target, { as, body: { name: 'x', title: 'x' } });
  assert.match(assertProblem(await gone('/categories/999', 'editor'), 404).detail, /chuyên mục.*\/api\/categories/);
  assert.match(assertProblem(await gone('/tags/999', 'editor'), 404).detail, /từ khóa.*\/api\/tags/);
  assert.match(assertProblem(await gone('/boxes/999', 'editor'), 404).detail, /hộp.*\/api\/boxes/);
  await fault(await post({ title: 'T', image: 999, alt: 'x' }), '/image', 'POST /api/media');
});

test('what is given twice is kept once and said', async () => {
  const twice = await post({ title: 'Nhãn lặp', tags: ['Đường xá', 'duong-xa', 'Khác'] });
  assert.equal(twice.status, 201, twice.text);
  assert.equal(twice.json.tags.length, 2);
  assert.deepEqual(twice.json.warnings.map(({ code, pointer }) => [code, pointer]), [['repeated', '/tags/1']]);
  assertProblem(await post('{"title":"a","title":"b"}', { type: 'application/json' }), 400, 'invalid-json');
  await fault(await post({ title: 'T', tags: ['a', ''] }), '/tags/1');
  await fault(await post({ title: 'T', tags: ['a', null] }), '/tags/1');
});

test('nothing that is sent is left out without a word: attachments, boxes, alt, at, bodies of operations', async () => {
  const pdf = await portal.api('POST', '/media', { as: 'author', body: Buffer.from('%PDF-1.7 thử'), type: 'application/pdf' });
  const { id } = pdf.json;
  await fault(await post({ title: 'T', attachments: [{ title: 'Quên số' }] }), '/attachments/0/id', 'bắt buộc');
  await fault(await post({ title: 'T', attachments: [null] }), '/attachments/0/id', 'bắt buộc');
  const twice = await post({ title: 'Tệp lặp', attachments: [id, { id, title: 'Cũng nó' }] });
  assert.equal(twice.json.attachments.length, 1);
  assert.deepEqual(twice.json.warnings.map(({ code, pointer }) => [code, pointer]), [['repeated', '/attachments/1']]);
  const article = (await post({ title: 'Bài trong hộp', body: 'Thân.', status: 'published' })).json;
  const box = await send('POST', '/boxes', { title: 'Hộp', items: [
    { kind: 'article', article_id: article.id, title: 'Tên khác', image: null },
    { kind: 'article', article_id: article.id, title: article.title, url: article.url },
    { kind: 'link', title: 'Liên kết', url: '/so-do', article_id: article.id, alt: 'Mô tả' },
  ] });
  assert.equal(box.status, 201, box.text);
  assert.deepEqual(box.json.warnings.map(({ code, pointer }) => [code, pointer]),
    [['unused', '/items/0/title'], ['unused', '/items/2/article_id'], ['unused', '/items/2/alt']]);
  const back = await send('PATCH', `/boxes/${box.json.id}`, { items: box.json.items });
  assert.equal(back.json.warnings, undefined, back.text);
  assert.equal((await send('POST', `/articles/${article.id}/withdraw`, { reason: 'Thử' })).status, 200);
  await fault(await send('POST', `/articles/${article.id}/publish`, { at: '2020-01-01T00:00:00Z' }), '/at', 'không đổi được');
  assert.equal((await portal.api('DELETE', `/articles/${article.id}`, { as: 'editor' })).status, 200);
  await fault(await send('POST', `/articles/${article.id}/restore`, { title: 'Tên khi phục hồi' }), '/title', 'không nhận trường nào');
  assert.equal((await send('POST', `/articles/${article.id}/restore`)).status, 200);
});

test('If-Unmodified-Since of an article is heeded too', async () => {
  const { id } = (await post({ title: 'Sửa theo giờ' })).json;
  const patch = (time) => portal.api('PATCH', `/articles/${id}`, { as: 'editor', body: { lead: 'x' }, headers: { 'If-Unmodified-Since': time } });
  assert.match(assertProblem(await patch('Tue, 24 Nov 2020 12:00:00 GMT'), 412).detail, /If-Match: "1"/);
  assert.equal((await patch(new Date(Date.now() + 60_000).toUTCString())).status, 200);
});

test('what the server refuses before anything is read is told in the language of the reader too', async () => {
  const ask = async (head) => {
    const text = await portal.raw(`GET /api HTTP/1.1\r\n${head}\r\n\r\n`);
    return JSON.parse(Buffer.from(text, 'latin1').toString('utf8').split('\r\n\r\n')[1]).detail;
  };
  assert.equal(await ask('Host: a\r\nHost: b'), 'có nhiều hơn một Host');
  assert.equal(await ask('Accept-Language: en\r\nHost: a\r\nHost: b'), 'more than one Host');
  assert.equal(await ask('Host: a\r\nContent-Encoding: gzip'), 'không nhận nội dung đã nén (Content-Encoding); hãy gửi nguyên văn');
});
