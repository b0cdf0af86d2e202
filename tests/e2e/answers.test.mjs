// What the API says to people: errors as text at a terminal, JSON that can be read, and each fault with its remedy.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPortal } from './lib/portal.mjs';
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
