// What somebody writes and has not saved is kept beside the article, for the one who writes it alone, and goes when it should.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal, other;
before(async () => {
  portal = await startPortal({ args: ['--write-rate', '0', '--error-rate', '0'] });
  const made = portal.command('token', 'create', '--name', 'người khác', '--role', 'editor');
  assert.equal(made.status, 0, made.stderr);
  other = { token: made.stdout.trim() };
});
after(() => portal?.end());

const editor = { as: 'editor' };
const api = (method, where, body, who = editor, headers = {}) => portal.api(method, where, { ...who, body, headers });
const ok = (answer) => {
  assert.ok(answer.status < 300, `${answer.status} ${answer.text}`);
  return answer.json;
};
const at = (article) => `/articles/${article.id}/working-copy`;
/** Where the data folder of the stopped portal still has the word. */
function leftovers(word) {
  const done = spawnSync('python3', [path.join(ROOT, 'tests/e2e/lib/leftovers.py'), portal.data, word], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
}

test('a working copy is nobody else’s, no version of the article, in no list, and outlives the process', async () => {
  const article = await portal.post({ title: 'Lịch tiêm chủng', body: 'Như cũ.', status: 'published' });
  assertProblem(await api('GET', at(article)), 404, 'not-found');
  const fields = { title: 'Lịch tiêm chủng tháng 12', body: 'Chữ chưa lưu: «Nà Pái».\nDòng hai', tags: ['y tế'], published_at: '3g30 mai' };
  const first = await api('PUT', at(article), { article_version: 1, fields });
  assert.deepEqual([first.status, first.json.article_version, first.json.present_version, first.json.version, first.json.fields], [201, 1, 1, 1, undefined]);
  const second = await api('PUT', at(article), { fields: { ...fields, lead: 'Tóm tắt' } });
  assert.deepEqual([second.status, second.json.id, second.json.version], [200, first.json.id, 2]);
  assertProblem(await api('GET', at(article), undefined, other), 404, 'not-found');
  assertProblem(await api('GET', `/working-copies/${first.json.id}`, undefined, other), 404, 'not-found');
  assertProblem(await api('DELETE', `/working-copies/${first.json.id}`, undefined, other), 404, 'not-found');
  assertProblem(await api('DELETE', at(article), undefined, other), 404, 'not-found');
  assert.deepEqual(ok(await api('GET', '/working-copies', undefined, other)).items, []);
  assertProblem(await portal.api('GET', '/working-copies'), 401, 'unauthorized');
  assertProblem(await api('GET', '/working-copies', undefined, { as: 'reader' }), 403, 'forbidden');
  const shown = ok(await portal.api('GET', `/articles/${article.id}`));
  assert.deepEqual([shown.version, shown.title], [1, 'Lịch tiêm chủng']);
  assert.equal(ok(await api('GET', `/articles/${article.id}/revisions`)).items.length, 1);
  assert.deepEqual(ok(await api('GET', `/articles?status=all&q=${encodeURIComponent('"Nà Pái"')}`)).items, []);
  await portal.kill9();
  await portal.start();
  const kept = ok(await api('GET', at(article)));
  assert.deepEqual(kept.fields, { ...fields, lead: 'Tóm tắt' });
  assert.deepEqual(ok(await api('GET', '/working-copies')).items.map(({ id, title, article_id }) => [id, title, article_id]), [[first.json.id, fields.title, article.id]]);
});

test('what another tab kept since is not written over by one that says what it knew; a save of the texts removes it, another change does not', async () => {
  const article = await portal.post({ title: 'Hai thẻ', body: 'Một.' });
  ok(await api('PUT', at(article), { fields: { body: 'Hai.' } }));
  ok(await api('PUT', at(article), { fields: { body: 'Ba.' } }, editor, { 'If-Match': '"1"' }));
  assertProblem(await api('PUT', at(article), { fields: { body: 'Bốn.' } }, editor, { 'If-Match': '"1"' }), 412, 'precondition-failed');
  ok(await api('PUT', `${at(article)}?dry_run=true`, { fields: { body: 'Thử.' } }));
  assert.equal(ok(await api('GET', at(article))).fields.body, 'Ba.');
  ok(await api('PUT', at(article), { fields: { body: 'Của người khác' } }, other));
  ok(await api('PATCH', `/articles/${article.id}`, { pinned: true }));
  ok(await api('POST', `/articles/${article.id}/publish`, {}));
  assert.equal(ok(await api('GET', at(article))).fields.body, 'Ba.', 'a pin and a publication leave it');
  ok(await api('PATCH', `/articles/${article.id}`, { body: 'Ba.' }));
  assertProblem(await api('GET', at(article)), 404, 'not-found');
  assertProblem(await api('PUT', at(article), { fields: { body: 'Thẻ cũ' } }, editor, { 'If-Match': '"2"' }), 412, 'precondition-failed');
  const theirs = ok(await api('GET', at(article), undefined, other));
  assert.deepEqual([theirs.fields.body, theirs.article_version < theirs.present_version], ['Của người khác', true]);
  assert.equal((await api('DELETE', at(article), undefined, other)).status, 204);
  assertProblem(await api('GET', at(article), undefined, other), 404, 'not-found');
});

test('several texts of one article are kept apart by their names, and a save takes along the one it names', async () => {
  const article = await portal.post({ title: 'Hai trang viết', body: 'Một.' });
  for (const name of ['a', 'b']) assert.equal(ok(await api('PUT', `${at(article)}?writing=${name}`, { fields: { body: name } })).writing, name);
  assert.equal(ok(await api('GET', `${at(article)}?writing=a`)).fields.body, 'a');
  ok(await api('PUT', at(article), { fields: { body: 'b2' } }));
  assert.deepEqual(ok(await api('GET', '/working-copies')).items.filter(({ article_id }) => article_id === article.id).map(({ writing, version }) => [writing, version]), [['b', 2], ['a', 1]], 'without a name over what was kept last');
  for (const bad of ['', 'x'.repeat(65), 'a%20b', '%C4%91']) assertProblem(await api('PUT', `${at(article)}?writing=${bad}`, { fields: {} }), 400, 'invalid-parameter');
  assertProblem(await api('PATCH', `/articles/${article.id}?writing=%00`, { body: 'Hỏng.' }), 400);
  ok(await api('PATCH', `/articles/${article.id}?writing=b`, { body: 'b2' }));
  assertProblem(await api('GET', `${at(article)}?writing=b`), 404, 'not-found');
  assert.equal(ok(await api('GET', at(article))).writing, 'a');
  for (let i = 1; i < 20; i++) ok(await api('PUT', `${at(article)}?writing=n${i}`, { fields: {} }));
  assertProblem(await api('PUT', `${at(article)}?writing=n20`, { fields: {} }), 409, 'conflict');
  ok(await api('PUT', `${at(article)}?writing=a`, { fields: { body: 'vẫn được' } }));
  ok(await api('PATCH', `/articles/${article.id}`, { body: 'Hết.' }));
  assertProblem(await api('GET', at(article)), 404, 'not-found');
});

test('what is no article yet has a copy of its own, which goes with the save that makes it one; nobody keeps more than fifty', async () => {
  const made = await api('POST', '/working-copies', { fields: { title: 'Bài mới' } });
  assert.deepEqual([made.status, made.json.article_id, made.headers.location], [201, null, `/api/working-copies/${made.json.id}`]);
  const where = `/working-copies/${made.json.id}`;
  ok(await api('PUT', where, { fields: { title: 'Bài mới', body: 'Đầu' } }, editor, { 'If-Match': '"1"' }));
  assertProblem(await api('PUT', where, { fields: { title: 'Bài cũ' } }, editor, { 'If-Match': '"1"' }), 412, 'precondition-failed');
  assertProblem(await api('PUT', where, { fields: {} }, other), 404, 'not-found');
  assert.equal(ok(await api('GET', where)).fields.body, 'Đầu');
  assertProblem(await api('POST', `/articles?working_copy=${made.json.id}`, { body: 'Thiếu tiêu đề', title: '' }), 422, 'invalid-input');
  assert.equal((await api('GET', where)).status, 200, 'a save that failed leaves it');
  assert.equal((await api('POST', `/articles?working_copy=${made.json.id}`, { title: 'Của người khác' }, other)).status, 201);
  assert.equal((await api('GET', where)).status, 200, 'nobody else removes it');
  assert.equal((await api('POST', `/articles?working_copy=${made.json.id}`, { title: 'Bài mới', body: 'Đầu' })).status, 201);
  assertProblem(await api('GET', where), 404, 'not-found');
  assert.equal((await api('POST', `/articles?working_copy=${made.json.id}`, { title: 'Bài mới hai' })).status, 201, 'one that went is no fault');
  for (let i = 0; i < 50; i++) assert.equal((await api('POST', '/working-copies', { fields: { title: `Dở ${i}` } }, other)).status, 201);
  assertProblem(await api('POST', '/working-copies', { fields: { title: 'Thừa' } }, other), 409, 'conflict');
  for (const { id } of ok(await api('GET', '/working-copies', undefined, other)).items) assert.equal((await api('DELETE', `/working-copies/${id}`, undefined, other)).status, 204);
});

test('an author keeps a copy of what is his to write; bad values are refused by name and keep nothing', async () => {
  const article = await portal.post({ title: 'Của biên tập', body: 'x' });
  assertProblem(await api('PUT', at(article), { fields: {} }, { as: 'author' }), 403, 'forbidden');
  for (const [body, pointer] of [
    [{}, '/fields'], [{ fields: null }, '/fields'], [{ fields: 'x' }, '/fields'], [{ fields: [] }, '/fields'], [{ fields: { chu: 'x' } }, '/fields/chu'],
    [{ fields: {}, x: 1 }, '/x'], [{ fields: {}, article_version: 0 }, '/article_version'], [{ fields: {}, article_version: 'x' }, '/article_version'],
    [{ fields: {}, article_version: 99 }, '/article_version'], [{ fields: { body: 'x'.repeat(1024 * 1024 - 20) } }, undefined],
  ]) {
    const answer = await api('PUT', at(article), body);
    assert.ok([413, 422].includes(answer.status), `${JSON.stringify(body).slice(0, 60)}: ${answer.status}`);
    assertProblem(answer, answer.status, undefined, answer.status === 422 ? { pointer } : {});
  }
  assertProblem(await portal.api('PUT', at(article), { ...editor, body: '{"fields":{"body":"a\\u0000b"}}', type: 'application/json' }), 400);
  assertProblem(await portal.api('PUT', at(article), { ...editor, body: Buffer.from('{"fields":{"body":"\xff"}}', 'latin1'), type: 'application/json' }), [400, 422]);
  assertProblem(await portal.api('PUT', at(article), { ...editor, body: `{"fields":{"facts":${'['.repeat(60)}${']'.repeat(60)}}}`, type: 'application/json' }), 400);
  assertProblem(await api('GET', at(article)), 404, 'not-found');
  assertProblem(await api('PUT', '/articles/999999/working-copy', { fields: {} }), 404, 'not-found');
  assertProblem(await api('GET', '/working-copies/x'), 404);
  const odd = { title: '', body: `${'𝕏'.repeat(1000)}"\\\n\t<script>`, lead: null, tags: [1, null, { a: [] }], pinned: 'có' };
  ok(await api('PUT', at(article), { fields: odd }));
  assert.deepEqual(ok(await api('GET', at(article))).fields, odd);
  const large = { body: 'x'.repeat(1024 * 1024 - 100) };
  ok(await api('PUT', at(article), { fields: large }));
  assert.deepEqual(ok(await api('GET', at(article))).fields, large);
});

test('who has an article open is told for sixty seconds, and keeps nobody from anything', async () => {
  const article = await portal.post({ title: 'Đang mở', body: 'x' });
  const where = `/articles/${article.id}/presence`;
  assert.deepEqual(ok(await api('GET', where)).items, []);
  ok(await api('PUT', where));
  ok(await api('PUT', where, undefined, other));
  const seen = ok(await api('GET', where)).items;
  assert.deepEqual(seen.map(({ name, is_you }) => [name, is_you]), [['test editor', true], ['người khác', false]]);
  ok(await api('PATCH', `/articles/${article.id}`, { body: 'y' }));
  assert.equal((await api('DELETE', where)).status, 204);
  assert.equal((await api('DELETE', where)).status, 204);
  assert.deepEqual(ok(await api('GET', where)).items.map(({ name }) => name), ['người khác']);
  assertProblem(await portal.api('GET', where), 401, 'unauthorized');
  assertProblem(await api('PUT', '/articles/999999/presence'), 404, 'not-found');
});

test('nothing taken back remains in a working copy: not of an article, of a version, nor of a person', async () => {
  const word = 'Ghqrmkvnx';
  const article = await portal.post({ title: 'Có tên', body: `Ông ${word} bị phạt.` });
  ok(await api('PUT', at(article), { article_version: 1, fields: { body: `Ông ${word} bị phạt nặng.` } }, other));
  ok(await api('PATCH', `/articles/${article.id}`, { body: 'Một người bị phạt.' }));
  ok(await api('PUT', at(article), { fields: { body: 'Bản mới, không có tên.' } }));
  const redacted = ok(await api('POST', `/articles/${article.id}/revisions/1/redact`, { note: 'Theo đề nghị' }));
  assert.equal(redacted.working_copies_removed, 1);
  assertProblem(await api('GET', at(article), undefined, other), 404, 'not-found');
  assert.equal(ok(await api('GET', at(article))).fields.body, 'Bản mới, không có tên.', 'what began on the present version stays');
  const whole = await portal.post({ title: `Về ${word}`, slug: 've-mot-nguoi', body: 'x' });
  ok(await api('PUT', at(whole), { fields: { body: `${word} và ${word}` } }));
  assert.equal(ok(await api('POST', `/articles/${whole.id}/erase`, { note: 'Theo đề nghị' })).working_copies_removed, 1);
  const fresh = ok(await api('POST', '/working-copies', { fields: { title: `Thư của ${word}`, body: `Dòng đầu\n${word}\ncòn lại`, tags: [word, 'giữ'] } }));
  const asked = ok(await api('POST', '/erasures', { find: word, note: 'Theo đề nghị' }, { as: 'admin' }));
  assert.deepEqual(asked.places.filter(({ kind }) => kind === 'working-copy').map(({ id, result }) => [id, result]), [[fresh.id, 'erased']]);
  const masked = ok(await api('GET', `/working-copies/${fresh.id}`));
  assert.deepEqual([masked.title, masked.fields.body, masked.fields.tags], ['Thư của […]', 'Dòng đầu\n[…]\ncòn lại', ['[…]', 'giữ']]);
  await until(async () => ok(await api('GET', `/erasures/${asked.id}`, undefined, { as: 'admin' })).state === 'erased', { why: 'it is still erasing' });
  await portal.stop();
  assert.deepEqual(leftovers(word), []);
  await portal.start();
});
