// History: every change can be read, compared and brought back; trials save nothing; previews are the page itself.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { picture, startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal;
before(async () => { portal = await startPortal(); });
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const ok = (answer, status = 200) => {
  assert.equal(answer.status, status, answer.text);
  return answer.json;
};
const change = async (article, body, as = 'editor') => ok(await portal.api('PATCH', `/articles/${article.id}`, { as, body }));
const revisions = async (article, options, query = '') => ok(await portal.api('GET', `/articles/${article.id}/revisions${query}`, options)).items;

test('every change is a revision, newest first, with who made it and why', async () => {
  const article = await portal.post({ title: 'Bản đầu', body: 'Một.', tags: ['nhãn'] });
  await change(article, { title: 'Bản hai', body: 'Hai.', change_note: 'Viết lại' });
  ok(await portal.api('POST', `/articles/${article.id}/publish`, { as: 'admin' }));
  const rows = await revisions(article, { as: 'reader' });
  assert.deepEqual(rows.map((row) => [row.version, row.action, row.status, row.title]),
    [[3, 'publish', 'published', 'Bản hai'], [2, 'edit', 'draft', 'Bản hai'], [1, 'create', 'draft', 'Bản đầu']]);
  assert.deepEqual(rows.map((row) => row.actor), ['test admin', 'test editor', 'test editor']);
  assert.equal(rows[1].change_note, 'Viết lại');
  const one = ok(await portal.api('GET', `/articles/${article.id}/revisions/1`, { as: 'reader' }));
  assert.deepEqual([one.version, one.article.title, one.article.body.text, one.article.body_html.trim()], [1, 'Bản đầu', 'Một.', '<p>Một.</p>']);
  assert.deepEqual(one.article.tags.map((tag) => tag.name), ['nhãn']);
});

test('the public sees the revisions that were published, without names', async () => {
  const article = await portal.post({ title: 'Nháp kín', body: 'Kín.' });
  assertProblem(await portal.api('GET', `/articles/${article.id}/revisions`), 404, 'not-found');
  ok(await portal.api('POST', `/articles/${article.id}/publish`, { as: 'editor' }));
  const rows = await revisions(article);
  assert.deepEqual(rows.map((row) => row.version), [2]);
  assert.ok(!('actor' in rows[0]));
  assertProblem(await portal.api('GET', `/articles/${article.id}/revisions/1`), 404, 'not-found');
  assert.equal(ok(await portal.api('GET', `/articles/${article.id}/revisions/2`)).article.title, 'Nháp kín');
});

test('pages of a long history', async () => {
  const article = await portal.post({ title: 'Sửa nhiều lần' });
  for (let i = 2; i <= 7; i++) await change(article, { lead: `Lần ${i}` });
  const seen = [];
  for (let next = `/articles/${article.id}/revisions?limit=3`; next;) {
    const step = ok(await portal.api('GET', next, { as: 'reader' }));
    seen.push(...step.items.map((row) => row.version));
    next = step.next;
  }
  assert.deepEqual(seen, [7, 6, 5, 4, 3, 2, 1]);
});

test('a revert brings the content back as a new version, and keeps address and status', async () => {
  const article = await portal.post({ title: 'Trước', lead: 'Sapo trước', body: 'Thân trước.', status: 'published' });
  await change(article, { title: 'Sau', slug: 'sau-khi-sua', lead: null, body: 'Thân sau.' });
  assertProblem(await portal.api('POST', `/articles/${article.id}/revisions/1/revert`, { as: 'editor', headers: { 'If-Match': '"1"' } }), 412, 'precondition-failed');
  const back = ok(await portal.api('POST', `/articles/${article.id}/revisions/1/revert`, {
    as: 'editor', headers: { 'If-Match': '"2"' }, body: { change_note: 'Khôi phục' },
  }));
  assert.deepEqual([back.version, back.title, back.lead, back.body_text, back.slug, back.status, back.change_note],
    [3, 'Trước', 'Sapo trước', 'Thân trước.', 'sau-khi-sua', 'published', 'Khôi phục']);
  assert.equal(back.published_at, article.published_at);
  assert.equal((await revisions(article, { as: 'reader' }))[0].action, 'revert');
  assertProblem(await portal.api('POST', `/articles/${article.id}/revisions/9/revert`, { as: 'editor' }), 404, 'not-found');
  assertProblem(await portal.api('POST', `/articles/${article.id}/revisions/x/revert`, { as: 'editor' }), 404, 'not-found');
  assertProblem(await portal.api('POST', `/articles/${article.id}/revisions/1/revert`, { as: 'editor', body: { notes: 'x' } }), 422, 'invalid-input', { pointer: '/notes' });
});

test('redaction takes personal data out of the past, with a note, and nothing else', async () => {
  const article = await portal.post({ title: 'Danh sách', body: 'Số căn cước 012345678901.', status: 'published' });
  await change(article, { body: 'Đã bỏ số căn cước.' });
  assertProblem(await portal.api('POST', `/articles/${article.id}/revisions/1/redact`, { as: 'editor', body: {} }), 422, 'invalid-input', { pointer: '/note' });
  assertProblem(await portal.api('POST', `/articles/${article.id}/revisions/2/redact`, { as: 'editor', body: { note: 'x' } }), 409, 'conflict');
  assertProblem(await portal.api('POST', `/articles/${article.id}/revisions/7/redact`, { as: 'editor', body: { note: 'x' } }), 404, 'not-found');
  ok(await portal.api('POST', `/articles/${article.id}/revisions/1/redact`, { as: 'editor', body: { note: 'Dữ liệu cá nhân' } }));
  const one = ok(await portal.api('GET', `/articles/${article.id}/revisions/1`, { as: 'admin' }));
  assert.ok(!JSON.stringify(one).includes('012345678901'));
  assert.deepEqual([one.redaction_note, one.title, one.action], ['Dữ liệu cá nhân', '', 'create']);
  assertProblem(await portal.api('POST', `/articles/${article.id}/revisions/1/revert`, { as: 'editor' }), 409, 'conflict');
});

test('a trial answers as the write would, warns, and saves nothing', async () => {
  const article = await portal.post({ title: 'Có thật', body: 'Thật.', status: 'published' });
  const before = await portal.everything();
  const trial = ok(await portal.api('POST', '/articles?dry_run=true', { as: 'editor', body: { title: 'THÔNG BÁO VIẾT HOA TOÀN BỘ TIÊU ĐỀ', tags: ['nhãn thử'], status: 'published' } }), 201);
  assert.equal(trial.dry_run, true);
  assert.equal(trial.status, 'published');
  assert.deepEqual(trial.warnings.map((warning) => warning.pointer), ['/title', '/category', '/lead', '/body']);
  const edited = ok(await portal.api('PATCH', `/articles/${article.id}?dry_run=true`, { as: 'editor', body: { body: 'Khác hẳn.' } }));
  assert.equal(edited.version, 2);
  assert.ok(edited.warnings.some((warning) => warning.pointer === '/change_note'));
  const form = { title: 'Với ảnh', image: picture('photo.jpg'), alt: 'Một bức ảnh' };
  ok(await portal.form('POST', '/articles?dry_run=true', form, { as: 'editor' }), 201);
  ok(await portal.api('DELETE', `/articles/${article.id}?dry_run=true`, { as: 'editor' }));
  ok(await portal.api('POST', `/articles/${article.id}/withdraw?dry_run=true`, { as: 'editor', body: { reason: 'thử' } }));
  ok(await portal.api('POST', '/categories?dry_run=true', { as: 'editor', body: { name: 'Thử' } }), 201);
  assertProblem(await portal.api('POST', '/articles?dry_run=true', { as: 'editor', body: { titel: 'x' } }), 422, 'invalid-input', { pointer: '/titel' });
  assertProblem(await portal.api('POST', '/articles?dry_run=1', { as: 'editor', body: { title: 'x' } }), 400, 'invalid-parameter', { parameter: 'dry_run' });
  assert.deepEqual(await portal.everything(), before);
  assert.deepEqual(ok(await portal.api('GET', '/categories')).items, []);
  assert.ok(!ok(await portal.api('GET', '/tags')).items.some((tag) => tag.name === 'nhãn thử'));
  const media = path.join(portal.data, 'media');
  assert.deepEqual(fs.existsSync(media) ? fs.readdirSync(media) : [], [], 'no file of a picture that was only tried');
});

test('a trial with an Idempotency-Key leaves the key free', async () => {
  const headers = { 'Idempotency-Key': 'thu-roi-lam' };
  ok(await portal.api('POST', '/categories?dry_run=true', { as: 'editor', headers, body: { name: 'Giữ chỗ' } }), 201);
  ok(await portal.api('POST', '/categories', { as: 'editor', headers, body: { name: 'Giữ chỗ' } }), 201);
});

test('a preview is the article page by the same renderer, of any form that is accepted', async () => {
  const before = await portal.everything();
  const bodies = [
    ['application/json', JSON.stringify({ title: 'Xem trước bài', lead: 'Sapo.', body: '**Đậm** và <script>alert(1)</script>', tags: ['mới toanh'] })],
    ['text/markdown', '---\ntitle: Xem trước bài\nlead: Sapo.\n---\n**Đậm** và chữ\n'],
    ['text/html', '<h1>Xem trước bài</h1><p><strong>Đậm</strong></p>'],
  ];
  for (const [type, body] of bodies) {
    const answer = await portal.api('POST', '/preview', { as: 'author', type, body });
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.headers['content-type'], /^text\/html/);
    assert.match(answer.headers['cache-control'], /private, no-store/);
    assert.match(answer.text, /<h1[^>]*>Xem trước bài<\/h1>/);
    assert.match(answer.text, /<strong>Đậm<\/strong>/);
    assert.ok(!answer.text.includes('alert(1)</script>'));
  }
  const english = await portal.api('POST', '/preview', { as: 'author', body: { title: 'In English', lang: 'en', body: 'Text.' } });
  assert.match(english.text, /<html[^>]* lang="en"/);
  assertProblem(await portal.api('POST', '/preview', { as: 'author', body: { title: 7 } }), 422, 'invalid-input', { pointer: '/title' });
  assertProblem(await portal.api('POST', '/preview', { body: { title: 'x' } }), 401, 'unauthorized');
  assert.deepEqual(await portal.everything(), before);
});
