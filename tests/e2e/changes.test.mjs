// The change feed: what the public gained, saw changed or lost, in order, without a gap and without a repeat.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { follow } from './lib/events.mjs';
import { startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal;
before(async () => { portal = await startPortal(); });
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const publish = (title, more = {}) => portal.post({ title, body: `Nội dung của ${title}.`, status: 'published', ...more });
const act = async (article, what, body) => {
  const answer = await portal.api('POST', `/articles/${article.id}/${what}`, { as: 'editor', body });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
};

async function changes(query) {
  const answer = await portal.api('GET', `/changes${query}`);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers['cache-control'], 'no-store');
  return answer.json;
}

/** Reads the feed to its end; gives the steps and the last token. */
async function drain(since, limit = 100) {
  const steps = [];
  for (let token = since; ;) {
    const step = await changes(`?limit=${limit}${token ? `&since=${token}` : ''}`);
    steps.push(...step.changes);
    token = step.next;
    if (!step.more) return { steps, token };
  }
}

test('from the beginning the feed is everything published, and nothing else', async () => {
  const shown = [];
  for (let i = 0; i < 5; i++) shown.push((await publish(`Bài đầu ${i}`)).id);
  await portal.post({ title: 'Chỉ là bản nháp' });
  const gone = await publish('Đăng rồi gỡ');
  await act(gone, 'withdraw', { reason: 'Đăng nhầm' });
  const { steps, token } = await drain(undefined, 2);
  assert.deepEqual(steps.map((step) => [step.type, step.id]), shown.map((id) => ['upsert', id]));
  assert.match(token, /^[0-9a-f]+\.\d+$/);
  const whole = (await portal.api('GET', `/articles/${shown[0]}`)).json;
  assert.deepEqual(steps[0].article, whole, 'the article as the public reads it');
  assert.equal(steps[0].version, whole.version);
});

test('behind a token come edits, withdrawals and deletions, each once and in order', async () => {
  const edited = await publish('Sẽ được sửa');
  const withdrawn = await publish('Sẽ bị gỡ');
  const deleted = await publish('Sẽ bị xóa');
  const { token } = await drain();
  await portal.api('PATCH', `/articles/${edited.id}`, { as: 'editor', body: { title: 'Đã sửa một lần' } });
  await portal.api('PATCH', `/articles/${edited.id}`, { as: 'editor', body: { title: 'Đã sửa hai lần' } });
  await act(withdrawn, 'withdraw', { reason: 'Hết thời sự' });
  await portal.api('DELETE', `/articles/${deleted.id}`, { as: 'editor' });
  const draft = await portal.post({ title: 'Nháp, không ai thấy' });
  await portal.api('PATCH', `/articles/${draft.id}`, { as: 'editor', body: { title: 'Vẫn là nháp' } });
  const { steps, token: last } = await drain(token);
  assert.deepEqual(steps.map((step) => [step.type, step.id]),
    [['upsert', edited.id], ['delete', withdrawn.id], ['delete', deleted.id]]);
  assert.equal(steps[0].article.title, 'Đã sửa hai lần');
  assert.match(steps[1].deleted_at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.deepEqual((await drain(last)).steps, [], 'nothing twice');
  await act(withdrawn, 'publish');
  assert.deepEqual((await drain(last)).steps.map((step) => [step.type, step.id]), [['upsert', withdrawn.id]]);
});

test('a permanently deleted article leaves its tombstone', async () => {
  const article = await publish('Xóa hẳn');
  const { token } = await drain();
  await portal.api('DELETE', `/articles/${article.id}`, { as: 'editor' });
  const gone = await portal.api('DELETE', `/articles/${article.id}?permanent=true`, { as: 'admin' });
  assert.equal(gone.status, 204, gone.text);
  assert.deepEqual((await drain(token)).steps.map((step) => [step.type, step.id]), [['delete', article.id]]);
});

test('a renamed tag brings the articles that show it', async () => {
  const article = await publish('Có nhãn', { tags: ['nông thôn mới'] });
  const { token } = await drain();
  const tags = (await portal.api('GET', '/tags')).json.items;
  const tag = tags.find((item) => item.name === 'nông thôn mới');
  await portal.api('PATCH', `/tags/${tag.id}`, { as: 'editor', body: { name: 'Nông thôn mới' } });
  const { steps } = await drain(token);
  assert.deepEqual(steps.map((step) => [step.id, step.version]), [[article.id, article.version + 1]]);
});

test('a long answer is what the public reads now, whatever was kept of it, in every coding', async () => {
  const tag = `chung-${Date.now()}`;
  const made = [];
  for (let i = 0; i < 12; i++) made.push(await publish(`Bài dài ${i} "trích" \\ dòng`, { tags: [tag], body: `Đoạn ${i}.\n\n${'Gieo trồng chín trăm héc-ta. '.repeat(40)}` }));
  const english = await publish('Long article', { lang: 'en', translation_of: made[0].id });
  const asRead = async () => {
    const texts = new Set();
    for (const coding of ['identity', 'gzip', 'gzip, br']) {
      const answer = await portal.api('GET', '/changes?limit=100', { headers: { 'Accept-Encoding': coding } });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['content-type'], 'application/json');
      assert.equal(answer.headers['cache-control'], 'no-store');
      assert.equal(answer.headers['content-encoding'], coding === 'identity' ? undefined : 'gzip');
      texts.add(answer.text);
    }
    assert.equal(texts.size, 1, 'the same in each coding');
    const { changes: steps, more } = JSON.parse([...texts][0]);
    assert.equal(more, false);
    assert.ok(steps.length > 10, 'more than a serving thread answers with');
    for (const step of steps.filter((one) => one.type === 'upsert'))
      assert.deepEqual(step.article, (await portal.api('GET', `/articles/${step.id}`)).json);
    return steps;
  };
  await asRead();
  await portal.api('PATCH', `/articles/${made[3].id}`, { as: 'editor', body: { title: 'Bài dài đã sửa' } });
  const named = (await portal.api('GET', '/tags')).json.items.find((item) => item.slug === tag);
  await portal.api('PATCH', `/tags/${named.id}`, { as: 'editor', body: { name: 'Nhãn chung' } });
  await act(english, 'withdraw', { reason: 'Dịch sai' });
  const steps = await asRead();
  assert.equal(steps.find((step) => step.id === made[3].id).article.title, 'Bài dài đã sửa');
  assert.equal(steps.find((step) => step.id === made[5].id).article.tags[0].name, 'Nhãn chung');
  assert.deepEqual(steps.find((step) => step.id === made[0].id).article.translations, []);
  const pretty = await portal.api('GET', '/changes?limit=100&pretty=true');
  assert.deepEqual(pretty.json.changes, steps);
  assert.ok(pretty.text.includes('\n  '));
});

test('wait holds the answer until something changes', async () => {
  const { token } = await drain();
  const begun = Date.now();
  const waiting = portal.api('GET', `/changes?since=${token}&wait=60`);
  const draft = await portal.post({ title: 'Một bản nháp đánh thức ai không?' });
  const article = await publish('Tin vừa đăng');
  const answer = await waiting;
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.equal(answer.headers['content-type'], 'application/json');
  assert.ok(draft.id < article.id);
  assert.deepEqual(answer.json.changes.map((step) => step.id), [article.id]);
  assert.ok(Date.now() - begun < 55_000, 'before the wait was over');
  assert.deepEqual((await drain(answer.json.next)).steps, []);
});

test('wait ends with an empty answer and the same place', async () => {
  const { token } = await drain();
  const begun = Date.now();
  const { changes: none, next, more } = await changes(`?since=${token}&wait=1`);
  assert.ok(Date.now() - begun >= 900, 'it waited');
  assert.deepEqual([none, next, more], [[], token, false]);
});

test('tokens of another history, from the future or broken are told apart', async () => {
  const { token } = await drain();
  const [epoch, sequence] = token.split('.');
  for (const path of ['/changes', '/events']) {
    for (const old of [`0123456789abcdef.${sequence}`, `${epoch}.${Number(sequence) + 1000}`])
      assertProblem(await portal.api('GET', `${path}?since=${old}`), 410, 'resync');
    for (const broken of ['x', '', `${epoch}.`, `${epoch}.-1`, `${epoch}.1.`, `${epoch}.1e3`, `${epoch}.99999999999999999999`, '.5'])
      assertProblem(await portal.api('GET', `${path}?since=${broken}`), 400, 'invalid-parameter', { parameter: 'since' });
  }
  const headers = { 'Last-Event-ID': '0123456789abcdef.1' };
  assertProblem(await portal.api('GET', '/events', { headers }), 410, 'resync');
  assertProblem(await portal.api('GET', '/changes?wait=soon'), 400, 'invalid-parameter', { parameter: 'wait' });
  assertProblem(await portal.api('GET', '/changes?limit=0'), 400, 'invalid-parameter', { parameter: 'limit' });
});

test('events say each change as it happens, and go on where they were cut', async () => {
  const { token } = await drain();
  const reader = follow(portal, { since: token });
  assert.equal(await reader.first, 200);
  assert.equal(reader.headers['content-type'], 'text/event-stream');
  assert.equal(reader.headers['cache-control'], 'no-store');
  const first = await publish('Sự kiện một');
  await until(() => reader.seen.length === 1, { why: 'the first event' });
  assert.equal(reader.retry, 3000);
  assert.equal(reader.seen[0].event, 'upsert');
  assert.equal(reader.seen[0].data.article.title, 'Sự kiện một');
  reader.close();
  const second = await publish('Sự kiện hai');
  await act(first, 'withdraw', { reason: 'Nhầm' });
  const again = follow(portal, { last: reader.seen[0].id });
  await until(() => again.seen.length === 2, { why: 'what was missed' });
  assert.deepEqual(again.seen.map((event) => [event.event, event.data.id]), [['upsert', second.id], ['delete', first.id]]);
  assert.equal(again.seen[1].id, (await drain()).token, 'an event bears the token of its place');
  again.close();
});

test('events from the beginning can be cut anywhere', async () => {
  const wanted = (await drain()).steps.map((step) => step.id);
  const got = [];
  for (let last; got.length < wanted.length;) {
    const reader = follow(portal, { last });
    await until(() => reader.seen.length >= 1, { why: 'an event' });
    reader.close();
    got.push(reader.seen[0].data.id);
    last = reader.seen[0].id;
  }
  assert.deepEqual(got, wanted);
});

test('a listener to whom nothing happens hears a heartbeat', async () => {
  const reader = follow(portal, { since: (await drain()).token });
  await reader.first;
  const begun = Date.now();
  await until(() => reader.beats, { why: 'a heartbeat' });
  assert.ok(Date.now() - begun > 10_000, 'after about 15 s');
  reader.close();
});

test('the snapshot is all that is public, with the token to go on from', async () => {
  await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Tin tức' } });
  await portal.api('POST', '/boxes', { as: 'editor', body: { title: 'Liên kết', items: [{ kind: 'link', title: 'Tỉnh', url: 'https://example.vn/' }] } });
  const wanted = (await drain()).steps.map((step) => step.article).sort((a, b) => a.id - b.id);
  for (const coding of ['identity', 'gzip']) {
    const answer = await portal.api('GET', '/snapshot', { headers: { 'Accept-Encoding': coding } });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-type'], 'application/x-ndjson');
    assert.equal(answer.headers['content-encoding'], coding === 'gzip' ? 'gzip' : undefined);
    const lines = answer.text.trimEnd().split('\n').map((line) => JSON.parse(line));
    assert.equal(lines[0].type, 'token');
    assert.deepEqual(lines.filter((line) => line.type === 'article').map((line) => line.article), wanted);
    assert.deepEqual(lines.at(-1), { type: 'end', articles: wanted.length });
    for (const type of ['site', 'category', 'tag', 'box']) assert.ok(lines.some((line) => line.type === type && line[type]), type);
    assert.deepEqual((await drain(lines[0].token)).steps, []);
  }
});

test('a stream has nothing to compare with, and HEAD tells of it without beginning it', async () => {
  assert.equal((await portal.api('GET', '/snapshot', { headers: { 'If-None-Match': '*' } })).status, 200);
  for (const path of ['/events', '/snapshot']) {
    const { status, bytes } = await portal.api('HEAD', path);
    assert.deepEqual([status, bytes.length], [200, 0], path);
  }
  const { token } = await drain();
  assert.equal((await portal.api('GET', `/changes?since=${token}&wait=1`, { headers: { 'If-None-Match': '*', 'If-Match': '"1"' } })).status, 200);
});

test('listeners beyond the limit are refused and told when to come again', async () => {
  const few = await startPortal({ args: ['--set', 'streams=2'] });
  try {
    const readers = [follow(few), follow(few)];
    for (const reader of readers) assert.equal(await reader.first, 200);
    const refused = await few.api('GET', '/events');
    assertProblem(refused, 503, 'unavailable');
    assert.ok(refused.headers['retry-after']);
    readers.forEach((reader) => reader.close());
    await until(async () => {
      const reader = follow(few);
      const status = await reader.first;
      reader.close();
      return status === 200;
    }, { why: 'a place that became free' });
    await few.stop();
  } finally {
    await few.end();
  }
});

test('a stop ends every listener at once', async () => {
  const other = await startPortal();
  try {
    let ended = 0;
    const readers = Array.from({ length: 20 }, () => follow(other, { onEnd: () => ended++ }));
    for (const reader of readers) await reader.first; // the head: some have not been greeted yet
    const begun = Date.now();
    await other.stop();
    assert.ok(Date.now() - begun < 20_000, `it took ${Date.now() - begun} ms`);
    await until(() => ended === readers.length);
  } finally {
    await other.end();
  }
});

test('a stop while listeners are still coming leaves none of them hanging', async () => {
  for (let round = 0; round < 4; round++) {
    const other = await startPortal();
    try {
      let ended = 0;
      const readers = Array.from({ length: 30 }, () => follow(other, { onEnd: () => ended++ }));
      await readers[5 * round].first;
      const begun = Date.now();
      await other.stop();
      assert.ok(Date.now() - begun < 20_000, `it took ${Date.now() - begun} ms`);
      await until(() => ended === readers.length);
    } finally {
      await other.end();
    }
  }
});
