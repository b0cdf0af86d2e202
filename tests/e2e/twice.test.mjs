// What comes in twice: an import does not undo what editors did since, and the same text twice is pointed out.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { scratch, startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal;
before(async () => { portal = await startPortal({ args: ['--write-rate', '0', '--error-rate', '0'] }); });
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const ndjson = (items) => `${items.map((item) => JSON.stringify(item)).join('\n')}\n`;
async function bring(items, query = '') {
  const answer = await portal.api('POST', `/import${query}`, { as: 'editor', type: 'application/x-ndjson', body: ndjson([items].flat()) });
  assert.equal(answer.status, 200, answer.text);
  return answer.text.trimEnd().split('\n').map((line) => JSON.parse(line));
}
const act = (method, target, body) => portal.api(method, target, { as: 'editor', body });
const seen = async (id) => (await portal.api('GET', `/articles/${id}`, { as: 'reader' })).json;

async function edited(key) {
  const line = { title: `Bài cũ ${key}`, body: 'Thân cũ.', status: 'published', external_id: key };
  const [{ id }] = await bring(line);
  const changed = await act('PATCH', `/articles/${id}`, { title: `Tiêu đề biên tập viên đã sửa ${key}` });
  assert.equal(changed.status, 200, changed.text);
  return { id, line };
}

test('an article that an editor changed since its import is kept as it is, and the result says why', async () => {
  const { id, line } = await edited('sua');
  const before = await seen(id);
  const [result] = await bring({ ...line, body: 'Thân mới của cổng cũ.', tags: ['nhãn chưa từng có'] });
  assert.deepEqual([result.result, result.status, result.id, result.version, result.reason], ['kept', 200, id, 2, 'edited']);
  assert.match(result.detail, /biên tập.*overwrite=true/s);
  assert.deepEqual(result.warnings.map(({ code, pointer }) => [code, pointer]), [['kept', '/external_id']]);
  assert.deepEqual(await seen(id), before);
  const tags = (await portal.api('GET', '/tags?limit=1000', { as: 'editor' })).json.items;
  assert.ok(!tags.some(({ name }) => name === 'nhãn chưa từng có'), 'a line that is kept out makes no tag');
  const [strict] = await bring({ ...line, body: 'Thân mới.' }, '?strict=true');
  assert.deepEqual([strict.result, strict.status, strict.problem.errors[0].code], ['error', 422, 'kept']);
});

test('with overwrite=true the line takes the place of what the editor wrote, and the next import goes on from there', async () => {
  const { id, line } = await edited('de');
  const [result] = await bring({ ...line, body: 'Thân mới.' }, '?overwrite=true');
  assert.deepEqual([result.result, result.id, result.version], ['updated', id, 3]);
  assert.equal((await seen(id)).title, line.title);
  const [next] = await bring({ ...line, body: 'Thân mới nữa.' });
  assert.deepEqual([next.result, next.version], ['updated', 4]);
});

test('a withdrawn article stays withdrawn, a trashed one in the trash', async () => {
  const line = { title: 'Bài bị gỡ', body: 'Thân.', status: 'published', external_id: 'go' };
  const [{ id }] = await bring(line);
  assert.equal((await act('POST', `/articles/${id}/withdraw`, { reason: 'Sai số liệu' })).status, 200);
  for (const sent of [line, { ...line, body: 'Thân khác.' }]) {
    const [result] = await bring(sent);
    assert.deepEqual([result.result, result.reason], ['kept', 'withdrawn']);
  }
  assert.equal((await seen(id)).status, 'withdrawn');
  const trash = { ...line, title: 'Bài trong thùng rác', external_id: 'rac' };
  const [{ id: trashed }] = await bring(trash);
  assert.equal((await portal.api('DELETE', `/articles/${trashed}`, { as: 'editor' })).status, 200);
  assert.deepEqual((await bring(trash)).map(({ result, reason }) => [result, reason]), [['kept', 'trashed']]);
  assert.equal((await portal.api('GET', `/articles/${trashed}`)).status, 410);
  const [back] = await bring(trash, '?overwrite=true');
  assert.equal(back.result, 'updated', JSON.stringify(back));
  assert.equal((await seen(trashed)).status, 'published');
});

test('what nobody edited is still brought up to date: a tag renamed and a time that came are no edits', async () => {
  const line = { title: 'Bài có nhãn', body: 'Thân.', status: 'published', external_id: 'nhan', tags: ['nhãn sẽ đổi tên'] };
  const [{ id }] = await bring(line);
  const tag = (await seen(id)).tags[0];
  assert.equal((await act('PATCH', `/tags/${tag.id ?? (await portal.api('GET', '/tags?limit=1000', { as: 'editor' })).json.items.find(({ slug }) => slug === tag.slug).id}`, { name: 'nhãn tên mới' })).status, 200);
  const [result] = await bring({ ...line, body: 'Thân sửa ở cổng cũ.' });
  assert.equal(result.result, 'updated', JSON.stringify(result));
});

test('POST with a known external_id touches nothing and names the article that has it', async () => {
  const { id, line } = await edited('post');
  const before = await seen(id);
  const answer = await act('POST', '/articles', line);
  const problem = assertProblem(answer, 409, 'conflict', { pointer: '/external_id' });
  assert.match(problem.detail, new RegExp(`/api/articles/${id}\\b`));
  assert.deepEqual(await seen(id), before);
});

test('the same title and text published twice within a day is pointed out with the address of the first', async () => {
  const article = { title: 'Thông báo lịch cúp điện', body: 'Cúp điện **ngày mai**.', status: 'published' };
  const first = await act('POST', '/articles', article);
  assert.equal(first.json.warnings, undefined, first.text);
  const second = await act('POST', '/articles', { ...article, body: 'Cúp điện *ngày mai*.' });
  assert.equal(second.status, 201);
  const found = second.json.warnings.find(({ code }) => code === 'duplicate');
  assert.equal(found.pointer, '/title');
  assert.ok(found.detail.includes(first.json.url), found.detail);
  assert.equal((await act('POST', '/articles', { ...article, body: 'Cúp điện ngày kia.' })).json.warnings, undefined, 'another text is another article');
  assert.equal((await act('POST', '/articles', { ...article, published_at: '2020-01-02T03:04:05Z' })).json.warnings, undefined, 'years ago is no mistake');
  const draft = (await act('POST', '/articles', { ...article, status: 'draft' })).json;
  assert.equal(draft.warnings, undefined);
  const published = await act('POST', `/articles/${draft.id}/publish`, {});
  assert.deepEqual(published.json.warnings.map(({ code }) => code), ['duplicate']);
  const [line] = await bring(article);
  assert.deepEqual(line.warnings.map(({ code }) => code), ['duplicate']);
  assert.equal((await act('POST', '/articles?strict=true', article)).status, 422);
});

test('congd import counts what was kept, says why, and overwrites when told to', async () => {
  const { line } = await edited('lenh');
  const file = path.join(scratch(), 'bai.ndjson');
  fs.writeFileSync(file, ndjson([{ ...line, body: 'Mới.' }]));
  const kept = portal.command('import', file);
  assert.equal(kept.status, 0, kept.stderr);
  assert.match(kept.stdout, /^0 created, 0 updated, 0 unchanged, 1 kept, 0 wrong, 0 not saved$/m);
  assert.match(kept.stderr, /line 1: .*edited/);
  const over = portal.command('import', '--overwrite', file);
  assert.match(over.stdout, /^0 created, 1 updated, /m);
});
