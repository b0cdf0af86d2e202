// An editor's session with the real curl, as the project's documents promise it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { readData, scratch, startPortal } from './lib/portal.mjs';

const folder = scratch();
let portal;
let A;

const MARKDOWN = `---
title: Lịch tiếp công dân tháng 12
category: thong-bao
status: published
tags: [tiếp dân, lịch]
---

Chủ tịch Ủy ban nhân dân xã tiếp công dân vào **ngày 5** và **ngày 20** hằng tháng.

- Sáng từ 7 giờ 30
- Chiều từ 14 giờ
`;
const ROAD = ['-F', 'title=Khánh thành đường liên xã', '-F', 'body=@bai.txt', '-F', 'image=@anh.jpg'];

/** curl as written, with its status and headers in the way. */
async function curl(...args) {
  const done = await portal.curl(['-sS', '-D', 'headers', '-o', 'answer', '-w', '%{http_code}', ...args], { cwd: folder });
  const read = (name) => (fs.existsSync(path.join(folder, name)) ? fs.readFileSync(path.join(folder, name), 'utf8') : '');
  const text = read('answer');
  const headers = Object.fromEntries(read('headers').split('\r\n').filter((line) => line.includes(': '))
    .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]));
  return { ...done, http: Number(done.stdout), headers, text, get json() { return JSON.parse(text); } };
}

const editor = (...args) => curl('-K', 'congd.curlrc', ...args);

before(async () => {
  portal = await startPortal();
  A = `${portal.url}/api`;
  fs.writeFileSync(path.join(folder, 'congd.curlrc'), `header = "Authorization: Bearer ${portal.token('editor')}"\nfail-with-body\n`);
  fs.writeFileSync(path.join(folder, 'bai.md'), MARKDOWN);
  fs.writeFileSync(path.join(folder, 'bai.txt'), 'Sáng nay, xã khánh thành đường liên xã.\n\nĐường dài 4,2 km.\n');
  fs.writeFileSync(path.join(folder, 'anh.jpg'), readData('photo.jpg'));
  const made = await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Thông báo', slug: 'thong-bao' } });
  assert.ok([201, 409].includes(made.status), made.text);
});
after(() => portal?.end());

test('markdown with front matter becomes a published article', async () => {
  const answer = await editor('-H', 'Content-Type: text/markdown', '--data-binary', '@bai.md', `${A}/articles`);
  assert.equal(answer.status, 0, answer.stderr + answer.text);
  assert.equal(answer.http, 201);
  assert.equal(answer.headers.location, '/api/articles/1');
  assert.match(answer.headers.etag, /^"1(-t)?"$/);
  const article = answer.json;
  assert.equal(article.id, 1);
  assert.equal(article.version, 1);
  assert.equal(article.status, 'published');
  assert.equal(article.title, 'Lịch tiếp công dân tháng 12');
  assert.equal(article.slug, 'lich-tiep-cong-dan-thang-12');
  assert.deepEqual(article.category, { slug: 'thong-bao', name: 'Thông báo' });
  assert.deepEqual(article.tags.map((tag) => tag.slug).sort(), ['lich', 'tiep-dan']);
  assert.match(article.body_html, /<strong>ngày 5<\/strong>/);
  assert.match(article.body_html, /<li>Sáng từ 7 giờ 30<\/li>/);
});

test('a picture without alt is refused with the word that helps', async () => {
  const before = await portal.everything();
  const answer = await editor(...ROAD, `${A}/articles`);
  assert.equal(answer.http, 422, answer.text);
  assert.equal(answer.status, 22, 'fail-with-body makes curl fail and show the body');
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  const error = answer.json.errors.find((one) => one.pointer === '/alt');
  assert.match(error.detail, /-F alt=/);
  assert.deepEqual(await portal.everything(), before, 'nothing was saved, not even the picture');
});

test('with alt it becomes an article with its photo', async () => {
  const answer = await editor(...ROAD, '-F', 'alt=Người dân đi trên đường mới', '-F', 'status=published', `${A}/articles`);
  assert.equal(answer.http, 201, answer.text);
  assert.equal(answer.json.id, 2);
  assert.equal(answer.json.slug, 'khanh-thanh-duong-lien-xa');
  assert.equal(answer.json.image.alt, 'Người dân đi trên đường mới');
  assert.deepEqual([answer.json.image.width, answer.json.image.height], [1200, 800]);
  assert.match(answer.json.body_html, /<p>Đường dài 4,2 km\.<\/p>/);
});

test('a change with If-Match raises the version, the same again is refused', async () => {
  const change = ['-X', 'PATCH', '--json', '{"title":"Lịch tiếp công dân tháng 12 (sửa)"}', '-H', 'If-Match: "1"', `${A}/articles/1`];
  const answer = await editor(...change);
  assert.equal(answer.http, 200, answer.text);
  assert.match(answer.headers.etag, /^"2(-t)?"$/);
  assert.equal(answer.json.version, 2);
  assert.equal(answer.json.title, 'Lịch tiếp công dân tháng 12 (sửa)');
  assert.equal(answer.json.slug, 'lich-tiep-cong-dan-thang-12', 'a new title keeps the slug');
  const again = await editor(...change);
  assert.equal(again.http, 412);
  assert.equal(again.json.current_version, 2);
  assert.match(again.json.detail, /If-Match: "2"/);
});

test('etag-save and etag-compare answer 304, compressed', async () => {
  const first = await portal.curl(['-s', '--compressed', '--etag-save', 'e', '-o', 'a.json', `${A}/articles/1`], { cwd: folder });
  assert.equal(first.status, 0);
  assert.match(fs.readFileSync(path.join(folder, 'e'), 'utf8'), /^"2(-gz|-br)?"/);
  assert.equal(JSON.parse(fs.readFileSync(path.join(folder, 'a.json'), 'utf8')).id, 1);
  const second = await portal.curl(['-s', '--compressed', '--etag-compare', 'e', '-o', 'a.json', '-w', '%{http_code}\n', `${A}/articles/1`], { cwd: folder });
  assert.equal(second.stdout, '304\n');
});

test('delete, restore and publish', async () => {
  const deleted = await editor('-X', 'DELETE', `${A}/articles/2`);
  assert.equal(deleted.http, 200, deleted.text);
  const days = (Date.parse(deleted.json.purge_at) - Date.parse(deleted.json.deleted_at)) / 86_400_000;
  assert.equal(days, 90);
  assert.equal((await curl(`${A}/articles/2`)).http, 410);
  const restored = await editor('-X', 'POST', `${A}/articles/2/restore`);
  assert.equal(restored.http, 200, restored.text);
  assert.equal(restored.json.status, 'draft');
  assert.equal((await curl(`${A}/articles/2`)).http, 404);
  const published = await editor('-X', 'POST', `${A}/articles/2/publish`);
  assert.equal(published.http, 200, published.text);
  assert.equal(published.json.status, 'published');
  assert.equal((await curl(`${A}/articles/2`)).http, 200);
});

test('congd stops cleanly', () => portal.stop());
