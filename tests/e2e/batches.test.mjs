// Many who write at once: one commit for several, nobody's answer before it, and nobody waits for a rendering.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPortal, until } from './lib/portal.mjs';

const WRITERS = 16;
const EACH = 6;
const TYPE = 'application/x-ndjson';

let portal;
before(async () => { portal = await startPortal({ args: ['--write-rate', '0', '--error-rate', '0'] }); });
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const post = (target, body, options = {}) => portal.api('POST', target, { as: 'editor', body, ...options });

test('sixteen writers, some refused: each answer is true, and no number is missing in any chain', async () => {
  for (const role of ['admin', 'editor']) portal.token(role); // whose making has lines of its own
  const before = Number((await portal.api('GET', '/changes')).json.next.split('.')[1]);
  const lines = (await portal.api('GET', '/audit/verify', { as: 'admin' })).json.lines;
  let refused = 0;
  const made = (await Promise.all(Array.from({ length: WRITERS }, async (_, writer) => {
    const own = [];
    for (let number = 0; number < EACH; number++) {
      // Every third takes a slug that all want, so that one gets it.
      const slug = number % 3 === 2 ? `ai-cung-muon-${number}` : `rieng-${writer}-${number}`;
      const answer = await post('/articles', { title: `Bài ${number} của ${writer}`, slug, body: 'Thân.', status: 'published' });
      assert.ok(answer.status === 201 || answer.status === 409, answer.text);
      refused += answer.status === 409;
      if (answer.status === 201) {
        own.push(answer.json);
        assert.equal((await portal.api('GET', `/articles/${answer.json.id}`)).status, 200, 'who was told so can read it');
      }
    }
    return own;
  }))).flat();
  assert.equal(refused, 2 * (WRITERS - 1));
  assert.equal(made.length, WRITERS * EACH - refused);
  const changes = [];
  for (let since; ;) {
    const step = (await portal.api('GET', `/changes?limit=100${since ? `&since=${since}` : ''}`)).json;
    changes.push(...step.changes);
    since = step.next;
    if (!step.more) break;
  }
  assert.deepEqual(new Set(changes.map((change) => change.id)), new Set(made.map((article) => article.id)));
  const sequence = Number((await portal.api('GET', '/changes')).json.next.split('.')[1]);
  assert.ok(sequence - before <= made.length, `${before} + ${made.length} ≥ ${sequence}`);
  const audit = (await portal.api('GET', '/audit/verify', { as: 'admin' })).json;
  assert.equal(audit.first_bad, null);
  assert.equal(audit.lines - lines, made.length, 'a refusal leaves no line');
});

test('the same key at once does the work once, and both are told of it', async () => {
  const send = () => post('/articles', { title: 'Một lần thôi', body: 'Thân.', status: 'published' }, { headers: { 'Idempotency-Key': 'cung-luc' } });
  const answers = await Promise.all(Array.from({ length: 8 }, send));
  const made = answers.filter((answer) => answer.status === 201);
  assert.ok(made.length >= 1);
  assert.equal(new Set(made.map((answer) => answer.json.id)).size, 1);
  for (const answer of answers) assert.ok([201, 409].includes(answer.status), answer.text);
  assert.equal((await send()).json.id, made[0].json.id);
});

test('a row of four thousand bars is text, with a warning in the answer', async () => {
  const body = `Trước.\n\na|b\n-|-\n${'|'.repeat(4000)}\n`;
  const answer = await post('/articles', { title: 'Hàng rào', body, status: 'published' });
  assert.equal(answer.status, 201, answer.text);
  assert.deepEqual(answer.json.warnings, [{ code: 'wide-table', pointer: '/body', line: 5, detail: 'một dòng bảng có quá nhiều ô nên được giữ nguyên dưới dạng chữ' }]);
  assert.equal(answer.json.body_html.split('|').length - 1, 4000);
});

test('while an import as a whole renders its lines, an editor writes', async () => {
  const body = '*a~ '.repeat(10_000);
  const lines = Array.from({ length: 20 }, (_, i) => JSON.stringify({ title: `Dòng ${i}`, external_id: `w-${i}`, body })).join('\n');
  let isDone = false;
  // One import runs at a time: the question below may have been first.
  const send = async () => {
    const answer = await portal.api('POST', '/import?atomic=true', { as: 'editor', type: TYPE, body: `${lines}\n` });
    return answer.status === 503 ? send() : answer;
  };
  const started = send().then((answer) => {
    isDone = true;
    return answer;
  });
  await until(async () => (await portal.api('POST', '/import', { as: 'editor', type: TYPE, body: '{}\n' })).status === 503 || isDone);
  assert.ok(!isDone, 'the import is too short to say anything');
  const tag = await post('/tags', { name: 'Trong lúc chờ', slug: 'trong-luc-cho', lang: 'vi' });
  assert.equal(tag.status, 201, tag.text);
  assert.ok(!isDone, 'the editor waited for the import');
  const answer = await started;
  assert.equal(answer.status, 200);
  assert.equal(answer.text.trimEnd().split('\n').filter((line) => JSON.parse(line).result === 'created').length, 20);
});
