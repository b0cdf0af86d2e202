// Review: what waits for a second person, what became different, sending back, comments, and force with its reason.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal;
let second; // another editor
before(async () => {
  portal = await startPortal({ args: ['--set', 'two_people=yes', '--write-rate', '0', '--error-rate', '0'] });
  second = portal.command('token', 'create', '--name', 'Người duyệt', '--role', 'editor').stdout.trim();
});
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const api = (method, target, options) => portal.api(method, target, options);
async function waiting(fields = {}) {
  const made = await api('POST', '/articles', { as: 'author', body: { title: 'Bài chờ duyệt', body: 'Đường rộng ba mét rưỡi.\n', status: 'review', ...fields } });
  assert.equal(made.status, 201, made.text);
  return made.json;
}
const review = async (id) => {
  const answer = await api('GET', `/articles/${id}/review`, { token: second });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
};

test('the queue has what waits, the oldest first, with who sent it', async () => {
  const first = await waiting({ title: 'Thứ nhất' });
  await waiting({ title: 'Thứ hai' });
  await portal.post({ title: 'Nháp thôi' });
  const { items, total } = (await api('GET', '/review', { token: second })).json;
  assert.deepEqual([items.map(({ article }) => article.title), total], [['Thứ nhất', 'Thứ hai'], 2]);
  assert.deepEqual([items[0].sent.by, items[0].sent.version, items[0].needs_force], ['test author', 1, false]);
  assert.equal((await api('GET', '/review', { as: 'author' })).json.items[0].needs_force, true, 'who wrote it sees that another is needed');
  assert.equal((await api('GET', '/review?limit=1', { token: second })).json.total, 2);
  assert.equal((await api('GET', '/review')).status, 401);
  // An edit while it waits does not send it anew.
  assert.equal((await api('PATCH', `/articles/${first.id}`, { as: 'author', body: { lead: 'Tóm tắt.' } })).status, 200);
  assert.equal((await review(first.id)).sent.version, 1);
});

test('what is approved is published by the second person, and leaves the queue', async () => {
  const { id } = await waiting({ title: 'Được duyệt' });
  assertProblem(await api('POST', `/articles/${id}/publish`, { as: 'author' }), 403, 'forbidden');
  assert.equal((await api('POST', `/articles/${id}/publish`, { token: second, headers: { 'If-Match': '"1"' } })).status, 200);
  const { items } = (await api('GET', '/review', { token: second })).json;
  assert.ok(!items.some(({ article }) => article.id === id));
  assert.deepEqual([(await review(id)).sent, (await review(id)).difference], [null, null]);
});

test('what is sent back is a draft with a note, and its author stays who wrote it', async () => {
  const { id } = await waiting({ title: 'Bị trả lại' });
  assertProblem(await api('POST', `/articles/${id}/send-back`, { token: second, body: {} }), 422, 'invalid-input', { pointer: '/note' });
  assertProblem(await api('POST', `/articles/${id}/send-back`, { as: 'author', body: { note: 'x' } }), 403, 'forbidden');
  assertProblem(await api('POST', `/articles/${id}/send-back`, { token: second, body: { note: 'x' }, headers: { 'If-Match': '"9"' } }), 412, 'precondition-failed');
  const back = await api('POST', `/articles/${id}/send-back`, { token: second, body: { note: 'Thiếu số liệu của thôn Khuổi Lùng' } });
  assert.deepEqual([back.status, back.json.status, back.json.version], [200, 'draft', 2]);
  const [comment] = (await api('GET', '/comments', { as: 'author' })).json.items;
  assert.deepEqual([comment.kind, comment.text, comment.by, comment.article_id, comment.article_title, comment.article_status],
    ['sent-back', 'Thiếu số liệu của thôn Khuổi Lùng', 'Người duyệt', id, 'Bị trả lại', 'draft']);
  assertProblem(await api('POST', `/articles/${id}/send-back`, { token: second, body: { note: 'Nữa' } }), 409, 'illegal-transition');
  const revisions = (await api('GET', `/articles/${id}/revisions`, { as: 'reader' })).json.items;
  assert.deepEqual(revisions.map(({ action }) => action), ['send-back', 'create']);
  // Who sent it back did not write it, and may publish it.
  assert.equal((await api('PATCH', `/articles/${id}`, { as: 'author', body: { status: 'review' } })).status, 200);
  assert.equal((await api('POST', `/articles/${id}/publish`, { token: second })).status, 200);
});

test('the difference is from what the public read last, word by word', async () => {
  const { id } = await waiting({ title: 'Đã từng đăng' });
  assert.deepEqual([(await review(id)).public_version, (await review(id)).difference], [null, null]);
  assert.equal((await api('POST', `/articles/${id}/publish`, { token: second })).status, 200);
  assert.equal((await api('POST', `/articles/${id}/withdraw`, { token: second, body: { reason: 'Sai số' } })).status, 200);
  const changed = await api('PATCH', `/articles/${id}`, { token: second, body: { status: 'draft', body: 'Đường rộng bốn mét rưỡi.\n', tags: ['mới'] } });
  assert.equal(changed.status, 200, changed.text);
  const { public_version: version, difference } = await review(id);
  assert.equal(version, 2);
  assert.deepEqual([difference.removed, difference.added, difference.other_tags, difference.other_image], [1, 1, true, false]);
  const words = (kind) => difference.passages.filter((passage) => passage.kind === kind).map(({ text }) => text.trim());
  assert.deepEqual([words('removed'), words('added')], [['ba'], ['bốn']]);
});

test('comments are said by who may write the article, and are nobody else\'s', async () => {
  const { id } = await waiting({ title: 'Có trao đổi' });
  const said = await api('POST', `/articles/${id}/comments`, { token: second, body: { text: 'Số hộ ở đoạn 2 khác báo cáo' } });
  assert.deepEqual([said.status, said.json.kind, said.json.by], [201, 'comment', 'Người duyệt']);
  assert.equal((await api('POST', `/articles/${id}/comments`, { as: 'author', body: { text: 'Đã sửa theo báo cáo' } })).status, 201);
  const stranger = portal.command('token', 'create', '--name', 'Người khác', '--role', 'author').stdout.trim();
  assertProblem(await api('POST', `/articles/${id}/comments`, { token: stranger, body: { text: 'Tôi cũng nói' } }), 403, 'forbidden');
  assertProblem(await api('POST', `/articles/${id}/comments`, { token: second, body: { text: ' ' } }), 422, 'invalid-input', { pointer: '/text' });
  const { comments, comment_count: count } = await review(id);
  assert.deepEqual([comments.map(({ by }) => by), count], [['Người duyệt', 'test author'], 2]);
  // To the author what others said, and not what they said themselves.
  assert.deepEqual((await api('GET', '/comments?limit=1', { as: 'author' })).json.items.map(({ text }) => text), ['Số hộ ở đoạn 2 khác báo cáo']);
  assert.equal((await api('DELETE', `/comments/${said.json.id}`, { token: second })).status, 204);
  assertProblem(await api('DELETE', `/comments/${said.json.id}`, { token: second }), 404, 'not-found');
  assert.equal((await review(id)).comments.length, 1);
  assert.ok(!(await api('GET', `/articles/${id}`, { as: 'reader' })).text.includes('Đã sửa theo báo cáo'));
});

test('who wrote it publishes it by force with a reason, which is on record and seen by others', async () => {
  const { id } = await portal.post({ title: 'Tin khẩn', body: 'Nước lên.\n' });
  assertProblem(await api('POST', `/articles/${id}/publish`, { as: 'editor', body: { force_reason: 'Không ai trực' } }), 403, 'second-person');
  assert.equal((await api('POST', `/articles/${id}/publish`, { as: 'editor', body: { force: true, force_reason: 'Lũ về, không ai trực' } })).status, 200);
  const [line] = (await api('GET', '/audit?what=article.force', { as: 'admin' })).json.items;
  assert.deepEqual([line.object_id, line.note], [id, 'published: Lũ về, không ai trực']);
  assert.deepEqual((await review(id)).comments.map(({ kind, text }) => [kind, text]), [['forced', 'Lũ về, không ai trực']]);
});

test('comments go with a redaction, with a person\'s request, and with the article', async () => {
  const { id } = await waiting({ title: 'Sẽ thu hồi' });
  const say = (text) => api('POST', `/articles/${id}/comments`, { token: second, body: { text } });
  await say('Hỏi lại ông Hoàng Văn Thụ');
  await say('Xem lại câu cuối');
  const person = await api('POST', '/erasures', { as: 'admin', body: { find: 'Hoàng Văn Thụ', note: 'Theo đề nghị' } });
  assert.deepEqual(person.json.places.map(({ kind, result }) => [kind, result]), [['comment', 'erased']]);
  assert.deepEqual((await review(id)).comments.map(({ text }) => text), ['Xem lại câu cuối']);
  assert.equal((await api('PATCH', `/articles/${id}`, { as: 'author', body: { body: 'Đã sửa.\n' } })).status, 200);
  assert.equal((await api('POST', `/articles/${id}/revisions/1/redact`, { token: second, body: { note: 'Dữ liệu cá nhân' } })).status, 200);
  assert.deepEqual((await review(id)).comments, []);
});
