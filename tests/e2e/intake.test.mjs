// Nothing that an editor sends disappears without a word: every write says what was left out, and refuses on demand.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPortal } from './lib/portal.mjs';

let portal;
before(async () => { portal = await startPortal({ args: ['--write-rate', '0', '--error-rate', '0'] }); });
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const post = (target, body, options = {}) => portal.api('POST', target, { as: 'editor', body, ...options });
const wide = { title: 'Bảng quá rộng', body: `Trước\n\n${'|'.repeat(4000)}\n`, status: 'published' };

test('with strict=true a body with a warning is refused and nothing of it is kept, without it is kept and warned of', async () => {
  const count = async () => (await portal.api('GET', '/articles?include=total')).json.total;
  const before = await count();
  assert.equal(typeof before, 'number', 'a count that is not there would be the same as any other');
  const refused = await post('/articles?strict=true', wide);
  assert.equal(refused.status, 422, refused.text);
  assert.deepEqual(refused.json.errors.map(({ code, pointer }) => [code, pointer]), [['wide-table', '/body']]);
  assert.equal(await count(), before);
  const kept = await post('/articles', wide);
  assert.equal(kept.status, 201, kept.text);
  assert.deepEqual(kept.json.warnings.map(({ code, pointer }) => [code, pointer]), [['wide-table', '/body']]);
  assert.equal(await count(), before + 1);
  assert.equal((await post('/articles?strict=maybe', wide)).status, 400);
  assert.equal((await post('/articles?strict=true', { ...wide, body: 'Không có gì lạ.' })).status, 201);
});

test('a line of a strict import that has a warning is refused alone', async () => {
  const lines = [wide, { title: 'Dòng thường', body: 'Thân.' }].map((line) => JSON.stringify(line)).join('\n');
  const answer = await post('/import?strict=true', `${lines}\n`, { type: 'application/x-ndjson' });
  const results = answer.text.trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(results.slice(0, 2).map(({ status }) => status), [422, 201]);
  assert.equal(results[0].problem.errors[0].code, 'wide-table');
});
