// The ledger: opening balance and corrections, by API and by the technician.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPortal, until } from './lib/portal.mjs';

let portal;
before(async () => { portal = await startPortal(); });
after(() => portal?.end());

const stats = async () => (await portal.api('GET', '/stats')).json;
const ledger = async () => (await portal.api('GET', '/stats/ledger')).json.items;
const add = (body, options) => portal.api('POST', '/stats/ledger', { as: 'admin', body, ...options });

test('an entry counts at once into all visits alone', async () => {
  const answer = await add({ visits: 10029, note: 'Số đầu kỳ từ cổng cũ' });
  assert.equal(answer.status, 201, answer.text);
  assert.equal(answer.headers.location, '/api/stats/ledger');
  assert.deepEqual(answer.json, { id: 1, at: answer.json.at, visits: 10029, note: 'Số đầu kỳ từ cổng cũ', author: 'test admin' });
  assert.ok(Math.abs(Date.parse(answer.json.at) - Date.now()) < 60_000);
  const { today, month, all, opening, views } = await stats();
  assert.deepEqual({ today, month, all, opening, views: views.all }, { today: 0, month: 0, all: 10029, opening: 10029, views: 0 });
});

test('a correction is another entry; a trial and a repeated request are none', async () => {
  const headers = { 'Idempotency-Key': 'so-lan-mot' };
  for (let i = 0; i < 2; i++) assert.equal((await add({ visits: -29, note: 'Sửa' }, { headers })).status, 201);
  const trial = await portal.api('POST', '/stats/ledger?dry_run=true', { as: 'admin', body: { visits: 5, note: 'thử' } });
  assert.equal(trial.json.dry_run, true);
  assert.deepEqual((await ledger()).map((row) => row.visits), [10029, -29]);
  assert.equal((await stats()).all, 10000);
});

test('only an administrator may', async () => {
  for (const [options, status] of [[{ token: 'cong_1_x' }, 401], [{ as: 'editor' }, 403]])
    assert.equal((await portal.api('POST', '/stats/ledger', { body: { visits: 1, note: 'x' }, ...options })).status, status);
});

test('what cannot be is refused, with each fault at its place, and nothing is saved', async () => {
  const before = await ledger();
  const cases = [
    [{}, ['/note', '/visits']], [{ visits: 0, note: 'x' }, ['/visits']], [{ visits: '7a', note: 'x' }, ['/visits']],
    [{ visits: 1.5, note: 'x' }, ['/visits']], [{ visits: 1e13, note: 'x' }, ['/visits']], [{ visits: true, note: 'x' }, ['/visits']],
    [{ visits: null, note: 'x' }, ['/visits']], [{ visits: -10001, note: 'dưới không' }, ['/visits']], [{ visits: 1000000000000, note: 'quá' }, ['/visits']],
    [{ visits: 1, note: '' }, ['/note']], [{ visits: 1, note: 'x'.repeat(2001) }, ['/note']],
    [{ visits: 1, note: 7 }, ['/note']], [{ visits: 1, note: 'x', author: 'tôi' }, ['/author']],
  ];
  for (const [body, pointers] of cases) {
    const answer = await add(body);
    assert.equal(answer.status, 422, JSON.stringify(body));
    assert.deepEqual(answer.json.errors.map((error) => error.pointer).sort(), pointers, JSON.stringify(body));
  }
  for (const [body, status] of [['{"visits":1,"visits":2,"note":"x"}', 400], ['{', 400], [Buffer.from('{"visits":1,"note":"\xff"}', 'latin1'), 400], ['[]', 400]])
    assert.equal((await add(body, { type: 'application/json' })).status, status, String(body));
  assert.deepEqual(await ledger(), before);
});

test('days of a former portal count at once and after a restart; one that has counts here stays as it is', async () => {
  const bring = (items, query = '') => portal.api('POST', `/stats/daily${query}`, { as: 'admin', body: { items } });
  const daily = async (from, to) => (await portal.api('GET', `/stats/daily?from=${from}&to=${to}`)).json.items;
  const before = await stats();
  const days = [{ day: '2024-02-29', visits: 10, views: 25, machines: 3 }, { day: '2024-03-01', visits: 7, views: 9, machines: 0 }];
  const trial = await bring(days, '?dry_run=true');
  assert.deepEqual([trial.status, trial.json.added, trial.json.dry_run], [200, 2, true]);
  assert.deepEqual(await daily('2024-01-01', '2024-12-31'), []);
  const first = await bring(days);
  assert.deepEqual([first.status, first.json], [200, { present: [], added: 2 }]);
  const again = await bring([{ day: '2024-03-01', visits: 900 }, { day: '2024-03-02', views: 4 }, { day: '2024-03-02', views: 5 }]);
  assert.deepEqual(again.json, { present: ['2024-03-01', '2024-03-02'], added: 1 });
  const wanted = [...days, { day: '2024-03-02', visits: 0, views: 4, machines: 0 }];
  for (const restarts of [false, true]) {
    if (restarts) {
      await portal.stop();
      await portal.start();
    }
    assert.deepEqual(await daily('2024-01-01', '2024-12-31'), wanted);
    const now = await stats();
    assert.deepEqual([now.all - before.all, now.views.all - before.views.all, now.today, now.opening], [17, 38, before.today, before.opening]);
  }
  assert.match(portal.command('audit', 'list', '--what', 'stats.bring').stdout, /2 days[^]*1 days|1 days[^]*2 days/);
});

test('days that are not over, and what is no day or no number, are refused with each fault at its place', async () => {
  const before = await stats();
  const today = new Date(Date.now() + 7 * 3600e3).toISOString().slice(0, 10);
  const cases = [
    [{}, ['/items']], [{ items: 7 }, ['/items']], [{ items: [{}] }, ['/items/0/day']], [{ items: [7] }, ['/items/0']],
    [{ items: [{ day: '2024-02-30' }, { day: '2024-03-03', visits: -1, views: 1.5, machines: 1e10 }] }, ['/items/0/day', '/items/1/machines', '/items/1/views', '/items/1/visits']],
    [{ items: [{ day: '2999-01-01' }] }, ['/items/0/day']], [{ items: [{ day: '2024-03-03', other: 1 }] }, ['/items/0/other']],
    [{ items: Array.from({ length: 501 }, () => ({ day: '2024-03-03' })) }, ['/items']],
  ];
  for (const [body, pointers] of cases) {
    const answer = await portal.api('POST', '/stats/daily', { as: 'admin', body });
    assert.equal(answer.status, 422, `${JSON.stringify(body)} ${answer.text}`);
    assert.deepEqual(answer.json.errors.map(({ pointer }) => pointer).sort(), pointers);
  }
  /* A day that ends meanwhile would be taken, so the day after is asked for too. */
  const late = await portal.api('POST', '/stats/daily', { as: 'admin', body: { items: [{ day: today }, { day: '2999-01-01' }] } });
  assert.match(late.json.errors.at(-1).detail, /chưa qua; chỉ nhận những ngày trước hôm nay \(\d{4}-\d\d-\d\d\)/);
  for (const [options, status] of [[{ token: 'cong_1_x' }, 401], [{ as: 'editor' }, 403]])
    assert.equal((await portal.api('POST', '/stats/daily', { body: { items: [] }, ...options })).status, status);
  assert.deepEqual((await stats()).views, before.views);
});

test('hostile notes are shown as text', async () => {
  const cleaned = await add({ visits: 1, note: 'a\u0007b' });
  assert.deepEqual([cleaned.status, cleaned.json.warnings.map(({ code, pointer }) => [code, pointer])], [201, [['control-characters-removed', '/note']]], cleaned.text);
  assert.equal((await add({ visits: 1, note: '<script>alert(1)</script>"&' })).status, 201);
  const { text } = await portal.page('/thong-ke');
  assert.ok(text.includes('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;'));
});

test('the technician adjusts through the daemon that runs, and alone', async () => {
  const adjust = (...args) => portal.command('stats', 'adjust', ...args);
  const sum = (await stats()).all;
  let done = adjust('--visits', '500', '--note', 'Đếm lại tháng 10');
  assert.equal(done.status, 0, done.stderr);
  assert.equal((await stats()).all, sum + 500);
  assert.equal((await ledger()).at(-1).author, 'console');
  done = adjust('--visits', '-99999999', '--note', 'quá');
  assert.equal(done.status, 1);
  assert.match(done.stderr, /below 0/);
  await portal.stop();
  assert.equal(adjust('--visits', '7', '--note', 'Khi cổng nghỉ').status, 0);
  done = adjust('--visits', '-99999999', '--note', 'quá');
  assert.equal(done.status, 1);
  assert.match(done.stderr, /below 0/);
  await portal.start();
  assert.equal((await stats()).all, sum + 507);
  assert.equal((await ledger()).at(-1).note, 'Khi cổng nghỉ');
});

test('wrong use of the command is 2', () => {
  for (const args of [[], ['--visits', '5'], ['--note', 'x'], ['--visits', '0', '--note', 'x'], ['--visits', '1x', '--note', 'x'], ['--visits', '99999999999999', '--note', 'x'], ['--visits', '5', '--note', '']])
    assert.equal(portal.command('stats', 'adjust', ...args).status, 2, args.join(' '));
});

test('each entry is in the audit, whose chain holds', async () => {
  const done = portal.command('audit', 'verify');
  assert.equal(done.status, 0, done.stderr);
  await portal.stop();
});
