// Scheduled publishing and expiry by the daemon's own timer; the rule of two people.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PATIENCE_MS, prepareBefore, watchPulse } from './lib/patience.mjs';
import { startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

const AT_ONCE = Number(process.env.CONG_SCHEDULED || 300);
const MISSED = 100;

let portal;
before(async () => { portal = await startPortal({ args: ['--set', 'write_rate=0'] }); });
after(async () => {
  await portal?.stop();
  await portal?.end();
});

/** An instant in the future, on a full second. */
const soon = (ms) => new Date(Math.ceil((Date.now() + ms) / 1000) * 1000).toISOString();
const schedule = (article, at, more = {}) => portal.api('POST', `/articles/${article.id}/publish`, { as: 'editor', body: { at, ...more } });
const get = async (article) => (await portal.api('GET', `/articles/${article.id}`, { as: 'reader' })).json;
const pool = async (count, work, width = 8) => {
  let next = 0;
  await Promise.all(Array.from({ length: width }, async () => { while (next < count) await work(next++); }));
};

/** The delays that the daemon logged, in milliseconds. */
const delays = () => [...portal.stderr.matchAll(/ schedule: .*?delay_ms=(-?\d+)/g)].map((match) => Number(match[1]));

test('a scheduled article appears when it is due and not before', async () => {
  const pulse = watchPulse(portal);
  const { at, made: [article, answer, early] } = await prepareBefore(1000, async (when) => {
    const one = await portal.post({ title: 'Hẹn giờ', body: 'Nội dung.' });
    const answered = await schedule(one, when, { change_note: 'Đăng theo lịch' });
    return [one, answered, await portal.api('GET', `/articles/${one.id}`)];
  });
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual([answer.json.status, Date.parse(answer.json.published_at)], ['scheduled', Date.parse(at)]);
  assertProblem(early, 404, 'not-found');
  const shown = await until(async () => {
    const seen = await portal.api('GET', `/articles/${article.id}`);
    return seen.status === 200 && seen.json;
  }, { why: 'the article to appear' });
  const late = Date.now() - Date.parse(at);
  pulse.end();
  assert.ok(late >= 0 && late < 1000 + pulse.slack(), `${late} ms after its time`);
  assert.equal(Date.parse(shown.published_at), Date.parse(at));
  assert.equal(shown.version, 3);
  const rows = (await portal.api('GET', `/articles/${article.id}/revisions`, { as: 'reader' })).json.items;
  assert.deepEqual(rows.map((row) => [row.action, row.actor]), [['publish', 'timer'], ['schedule', 'test editor'], ['create', 'test editor']]);
});

test('a schedule can be taken back, moved by publishing now, and edited', async () => {
  const back = await portal.post({ title: 'Rút lại lịch' });
  assert.equal((await schedule(back, soon(3600_000))).status, 200);
  const draft = await portal.api('PATCH', `/articles/${back.id}`, { as: 'editor', body: { status: 'draft' } });
  assert.deepEqual([draft.json.status, draft.json.published_at], ['draft', null]);
  const now = await portal.post({ title: 'Đăng sớm hơn lịch' });
  await schedule(now, soon(3600_000));
  assert.equal((await portal.api('PATCH', `/articles/${now.id}`, { as: 'editor', body: { lead: 'Sửa khi chờ' } })).json.status, 'scheduled');
  const published = await portal.api('POST', `/articles/${now.id}/publish`, { as: 'editor' });
  assert.equal(published.json.status, 'published', published.text);
  assert.ok(Math.abs(Date.parse(published.json.published_at) - Date.now()) < 60_000);
  assertProblem(await schedule(now, soon(3600_000)), 409, 'illegal-transition');
  assertProblem(await portal.api('POST', `/articles/${back.id}/publish`, { as: 'editor', body: { at: 'mai' } }), 422, 'invalid-input', { pointer: '/at' });
  assertProblem(await portal.api('POST', `/articles/${back.id}/publish`, { as: 'author', body: { at: soon(1000) } }), 403, 'forbidden');
});

test('an expired article is withdrawn, and its page says so', async () => {
  const pulse = watchPulse(portal);
  const { made } = await prepareBefore(1000, (at) => portal.api('POST', '/articles', { as: 'editor', body: { title: 'Có hạn', status: 'published', expires_at: at } }));
  assert.equal(made.status, 201, made.text);
  const article = made.json;
  await until(async () => (await get(article)).status === 'withdrawn', { why: 'the article to expire' });
  pulse.end();
  const late = Date.now() - Date.parse(article.expires_at);
  assert.ok(late < 1000 + pulse.slack(), `${late} ms after its time`);
  assertProblem(await portal.api('GET', `/articles/${article.id}`), 410, 'gone');
  assert.equal((await portal.page(article.url)).status, 410);
});

test(`${AT_ONCE} articles of the same second, each published once`, { timeout: 1_800_000 }, async () => {
  const early = new Set(); // what was scheduled for a time that came too soon
  const { at, made: ids } = await prepareBefore(Math.max(6000, AT_ONCE * (process.env.CONG_SCHEDULED ? 12 : 40)), async (when) => {
    const scheduled = [];
    await pool(AT_ONCE, async (i) => {
      const article = await portal.post({ title: `Cùng giây ${i}`, body: 'Nội dung.' });
      early.add(article.id);
      assert.equal((await schedule(article, when)).status, 200);
      scheduled.push(article.id);
    });
    return scheduled;
  });
  ids.forEach((id) => early.delete(id));
  const token = (await portal.api('GET', '/snapshot')).text.split('\n')[0];
  const before = delays().length;
  const seen = new Map();
  await until(async () => {
    let since = JSON.parse(token).token;
    seen.clear();
    for (let more = true; more;) {
      const step = (await portal.api('GET', `/changes?since=${since}`)).json;
      for (const change of step.changes) if (!early.has(change.id)) seen.set(change.id, change.version);
      ({ more, next: since } = step);
    }
    return seen.size >= ids.length;
  }, { ms: Date.parse(at) - Date.now() + PATIENCE_MS, why: 'all to be published' });
  assert.deepEqual([...seen.keys()].sort((a, b) => a - b), ids.sort((a, b) => a - b));
  assert.ok([...seen.values()].every((version) => version === 3), 'each exactly once');
  const worst = Math.max(...delays().slice(before));
  console.log(`# ${AT_ONCE} scheduled for the same second: the last published ${worst} ms after it`);
  if (process.env.CONG_SCHEDULED) assert.ok(worst < 1000, `${worst} ms`);
});

test(`${MISSED} articles due while the daemon was down are caught up with`, { timeout: 1_200_000 }, async () => {
  const { at, made: ids } = await prepareBefore(MISSED * 40 + 1500, async (when) => {
    const scheduled = [];
    await pool(MISSED, async (i) => {
      const article = await portal.post({ title: `Lỡ giờ ${i}` });
      assert.equal((await schedule(article, when)).status, 200);
      scheduled.push(article.id);
    });
    await portal.stop(); // before their time
    if (Date.now() >= Date.parse(when)) await portal.start(); // too late: once more
    return scheduled;
  });
  await until(() => Date.now() > Date.parse(at) + 200, { ms: Date.parse(at) - Date.now() + PATIENCE_MS });
  const before = delays().length;
  await portal.start();
  const begun = Date.now();
  const published = (id) => portal.api('GET', `/articles/${id}`).then((answer) => answer.status === 200);
  await until(async () => (await Promise.all(ids.map(published))).every(Boolean), { why: 'all to be caught up with' });
  console.log(`# ${MISSED} due while down: published within ${Date.now() - begun} ms of the start, delay ${Math.max(...delays().slice(before))} ms`);
  for (const id of ids) {
    const { version, published_at } = await get({ id });
    assert.deepEqual([version, Date.parse(published_at)], [3, Date.parse(at)]);
  }
});

test('with two people, who wrote it cannot publish it, unless they force it on record', async () => {
  const strict = await startPortal({ args: ['--set', 'two_people=yes'] });
  try {
    const other = strict.command('token', 'create', '--name', 'người thứ hai', '--role', 'editor').stdout.trim();
    const publish = (id, options) => strict.api('POST', `/articles/${id}/publish`, options);
    const article = await strict.post({ title: 'Cần hai người' });
    assertProblem(await publish(article.id, { as: 'editor' }), 403, 'second-person');
    assertProblem(await publish(article.id, { as: 'editor', body: { at: soon(60_000) } }), 403, 'second-person');
    assertProblem(await strict.api('POST', '/articles', { as: 'editor', body: { title: 'Đăng luôn', status: 'published' } }), 403, 'second-person');
    assert.equal((await publish(article.id, { token: other })).status, 200);
    assertProblem(await strict.api('PATCH', `/articles/${article.id}`, { as: 'editor', body: { title: 'Sửa bài đã đăng' } }), 403, 'second-person');
    const forced = await strict.api('PATCH', `/articles/${article.id}`, { as: 'editor', body: { title: 'Sửa gấp', force: true } });
    assert.equal(forced.status, 200, forced.text);
    const urgent = await strict.api('POST', '/articles', { as: 'editor', body: { title: 'Tin khẩn', status: 'published', force: true } });
    assert.equal(urgent.status, 201, urgent.text);
    const own = await strict.post({ title: 'Tự đăng' });
    assert.equal((await publish(own.id, { as: 'editor', body: { force: true } })).status, 200);
    assert.equal((await strict.api('GET', '/articles?limit=100')).json.items.length, 3);
    await strict.stop();
  } finally {
    await strict.end();
  }
});
