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
