// What an Idempotency-Key keeps: never a secret, and no words that were taken back.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { filesBelow } from './lib/folder.mjs';
import { startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal;
before(async () => { portal = await startPortal(); });
after(() => portal?.end());

/** Files of the data folder that hold these bytes. */
function filesWith(text) {
  const wanted = Buffer.from(text);
  return filesBelow(portal.data).filter((file) => fs.readFileSync(file).includes(wanted));
}

const post = (where, body, key, as = 'editor') =>
  portal.api('POST', where, { as, ...(body && { body }), headers: { 'Idempotency-Key': key } });

const assertGone = (answer) => assertProblem(answer, 410, 'answer-gone');

const count = async () => (await portal.api('GET', '/articles?limit=100&status=all', { as: 'editor' })).json.items.length;

// Finding 3: the answer was kept with the live token in it.
test('a token made with an Idempotency-Key is in no file, and the same request again says that it was shown once', async () => {
  const make = () => post('/tokens', { name: 'máy trạm', role: 'author' }, 'ma-moi', 'admin');
  const first = await make();
  assert.equal(first.status, 201, first.text);
  const { token, id } = first.json;
  assert.match(token, /^cong_\d+_[\w-]{43}$/);
  const secret = token.split('_').slice(2).join('_');
  const again = await make();
  assertProblem(again, 410, 'secret-shown');
  assert.ok(!again.text.includes(secret));
  assertProblem(await post('/tokens', { name: 'khác', role: 'author' }, 'ma-moi', 'admin'), 422, 'idempotency-mismatch');
  const { items } = (await portal.api('GET', '/tokens', { as: 'admin' })).json;
  assert.deepEqual(items.filter((item) => item.name === 'máy trạm').map((item) => item.id), [id], 'made once');
  assert.equal((await portal.api('GET', '/me', { token })).status, 200, 'it is a live one');
  assert.deepEqual(filesWith(secret), [], 'while the portal runs');
  await portal.stop();
  assert.deepEqual(filesWith(secret), [], 'after its stop');
  assert.ok(filesWith('máy trạm').length, 'the search looks at what is there');
  await portal.start();
  assertProblem(await make(), 410, 'secret-shown');
});

test('after a redaction the same request is told that it was done, and does nothing again', async () => {
  const words = 'Ông Nguyễn Văn Ất ở thôn Nà Pái, số 0912 345 678';
  const body = { title: 'Có tên người', body: `${words}.` };
  const { json: article } = await post('/articles', body, 'bai-co-ten');
  assert.equal((await post('/articles', body, 'bai-co-ten')).json.id, article.id, 'kept so far');
  await portal.api('PATCH', `/articles/${article.id}`, { as: 'editor', body: { title: 'Không tên', body: 'Đã bỏ.' } });
  const redacted = await post(`/articles/${article.id}/revisions/1/redact`, { note: 'Dữ liệu cá nhân' }, 'bo-loi');
  assert.equal(redacted.status, 200, redacted.text);
  const before = await count();
  assertGone(await post('/articles', body, 'bai-co-ten'));
  assert.equal(await count(), before);
  assert.equal((await post(`/articles/${article.id}/revisions/1/redact`, { note: 'Dữ liệu cá nhân' }, 'bo-loi')).headers['idempotency-replayed'], 'true');
  await portal.restart();
  assert.deepEqual(filesWith(words), []);
});

test('after a withdrawal and after a permanent deletion too; answers about other articles stay', async () => {
  const publish = async (title, key) => (await post('/articles', { title, status: 'published' }, key)).json.id;
  const [withdrawn, deleted] = [await publish('Sẽ gỡ', 'go'), await publish('Sẽ xóa', 'xoa')];
  await publish('Ở lại', 'o-lai');
  assert.equal((await post(`/articles/${withdrawn}/withdraw`, { reason: 'sai' }, 'lenh-go')).status, 200);
  assertGone(await post('/articles', { title: 'Sẽ gỡ', status: 'published' }, 'go'));
  assert.equal((await post(`/articles/${withdrawn}/withdraw`, { reason: 'sai' }, 'lenh-go')).headers['idempotency-replayed'], 'true');
  for (const query of ['', '?permanent=true'])
    assert.ok((await portal.api('DELETE', `/articles/${deleted}${query}`, { as: 'admin' })).status < 300);
  assertGone(await post('/articles', { title: 'Sẽ xóa', status: 'published' }, 'xoa'));
  assert.equal((await post('/articles', { title: 'Ở lại', status: 'published' }, 'o-lai')).headers['idempotency-replayed'], 'true');
});

test('answers that show other articles, in a box or as a translation, go with those', async () => {
  const { id } = await portal.post({ title: 'Trong hộp', status: 'published' });
  const box = { title: 'Hộp', items: [{ kind: 'article', article_id: id }] };
  const made = await post('/boxes', box, 'hop');
  assert.equal(made.status, 201, made.text);
  const english = { title: 'In the box', lang: 'en', translation_of: id };
  assert.equal((await post('/articles', english, 'ban-dich')).status, 201);
  await portal.api('POST', `/articles/${id}/withdraw`, { as: 'editor', body: { reason: 'sai' } });
  assertGone(await post('/boxes', box, 'hop'));
  assertGone(await post('/articles', english, 'ban-dich'));
});
