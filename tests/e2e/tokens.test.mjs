// Tokens as an office keeps them: a new secret while the former one goes on for a while, when each was used last, which of them end soon.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { prepareBefore } from './lib/patience.mjs';
import { startPortal, until } from './lib/portal.mjs';

const DAY_MS = 86_400_000;
let portal;
before(async () => { portal = await startPortal(); });
after(() => portal?.end());

const make = (fields = {}) => portal.api('POST', '/tokens', { as: 'admin', body: { name: 'Trang của phòng', role: 'editor', ...fields } }).then((answer) => answer.json);
const rotate = (id, body, headers = {}) => portal.api('POST', `/tokens/${id}/rotate`, { as: 'admin', body, headers });
const works = async (token) => (await portal.api('GET', '/me', { token })).status === 200;
const row = async (id) => (await portal.api('GET', '/tokens', { as: 'admin' })).json.items.find((one) => one.id === id);

test('a token that is rotated has a new secret, and the former one is refused at once', async () => {
  const made = await make();
  const { status, json } = await rotate(made.id);
  assert.equal(status, 200);
  assert.deepEqual([json.id, json.name, json.role, json.former_until], [made.id, made.name, made.role, null]);
  assert.notEqual(json.token, made.token);
  assert.equal(await works(made.token), false);
  assert.equal(await works(json.token), true);
  assert.ok(Math.abs(Date.parse(json.rotated_at) - Date.now()) < 60_000);
});

test('within its grace time the former secret is good too, and the one before that is not', async () => {
  const made = await make();
  const second = (await rotate(made.id, { grace_seconds: 86400 })).json;
  assert.ok(Math.abs(Date.parse(second.former_until) - Date.now() - DAY_MS) < 60_000);
  assert.ok(await works(made.token) && await works(second.token));
  let before = made, former = second, present, good, isInTime = false;
  // On a busy machine once more, with more time to look.
  for (let grace = 2; !isInTime; grace *= 2) {
    if (present) [before, former] = [former, present];
    present = (await rotate(made.id, { grace_seconds: grace })).json;
    good = await Promise.all([before, former, present].map(({ token }) => works(token)));
    isInTime = Date.now() < Date.parse(present.former_until);
  }
  assert.deepEqual(good, [false, true, true]);
  await until(async () => !await works(former.token), { why: 'the grace time ends' });
  assert.equal(await works(present.token), true);
});

test('a kept answer does not tell the new secret again', async () => {
  const made = await make();
  const headers = { 'Idempotency-Key': `xoay-${made.id}` };
  const first = (await rotate(made.id, { grace_seconds: 60 }, headers)).json;
  const again = await rotate(made.id, { grace_seconds: 60 }, headers);
  assert.equal(again.status, 410, again.text);
  assert.ok(!again.text.includes(first.token.replace(/^cong_\d+_/, '')));
  assert.equal(await works(first.token), true, 'it was not rotated twice');
});

test('a token that was revoked is not brought back, nor one that has expired without a later end', async () => {
  const made = await make();
  await portal.api('DELETE', `/tokens/${made.id}`, { as: 'admin' });
  assert.equal((await rotate(made.id)).status, 409);
  assert.equal((await rotate(987654)).status, 404);
  assert.equal((await rotate(made.id, { grace_seconds: 31 * 86400 })).json.errors[0].pointer, '/grace_seconds');
  assert.equal((await rotate(made.id, { expires_at: '2020-01-01T00:00:00Z' })).status, 422);
  const { made: short } = await prepareBefore(1500, (at) => make({ expires_at: at }));
  await until(async () => !await works(short.token));
  assert.equal((await rotate(short.id)).status, 409);
  const longer = await rotate(short.id, { expires_at: new Date(Date.now() + 40 * DAY_MS).toISOString() });
  assert.equal(longer.status, 200);
  assert.ok(await works(longer.json.token));
  assert.equal((await portal.api('POST', `/tokens/${made.id}/rotate`, { as: 'editor' })).status, 403);
});

test('a trial changes nothing, and the audit says who rotated what, without a secret', async () => {
  const made = await make({ name: 'Mã để thử' });
  await portal.api('POST', `/tokens/${made.id}/rotate?dry_run=true`, { as: 'admin' });
  assert.ok(await works(made.token));
  const { json } = await rotate(made.id);
  const audit = await portal.api('GET', '/audit?what=token.rotate&limit=1', { as: 'admin' });
  assert.deepEqual([audit.json.items[0].object_id, audit.json.items[0].who], [made.id, 'test admin']);
  assert.ok(!audit.text.includes(json.token.replace(/^cong_\d+_/, '')));
});

for (const runs of [true, false])
  test(`the command line rotates and lists ${runs ? 'through the daemon' : 'without one'}`, async () => {
    const made = await make({ name: `Dòng lệnh ${runs}`, from: '127.0.0.0/8 ::1', expires_at: new Date(Date.now() + 40 * DAY_MS).toISOString() });
    assert.ok(await works(made.token));
    if (!runs) await portal.stop(); // which saves when tokens were used
    const id = String(made.id);
    const bad = portal.command('token', 'rotate', id, '--grace', '31d');
    assert.equal(bad.status !== 0 && /at most 30d/.test(bad.stderr), true, bad.stderr);
    const done = portal.command('token', 'rotate', id, '--grace', '1h');
    assert.equal(done.status, 0, done.stderr);
    assert.match(done.stdout, /^cong_\d+_\S+\n$/);
    const absent = portal.command('token', 'rotate', '987654');
    assert.equal(absent.status, 1);
    if (!runs) {
      const line = portal.command('token', 'list').stdout.split('\n').find((one) => one.includes('Dòng lệnh false')).split('\t');
      assert.deepEqual([line[0], line[1], line[4], line[5]], [id, 'editor', '127.0.0.0/8 ::1', 'Dòng lệnh false']);
      assert.match(line[2], /^\d{4}-\d\d-\d\dT/);
      assert.match(line[3], /^\d{4}-\d\d-\d\dT\d\d:\d\d:00Z$/, 'last use, to the minute');
      await portal.start();
    }
    assert.ok(await works(made.token) && await works(done.stdout.trim()));
    const longer = portal.command('token', 'rotate', id, '--expires', '90d');
    assert.equal(longer.status, 0, longer.stderr);
    assert.ok(Date.parse((await row(made.id)).expires_at) > Date.now() + 89 * DAY_MS);
    assert.equal(await works(made.token), false);
    assert.match(portal.command('token', 'list').stdout, /\tnever expires\t[^\t]+\tany address\t/);
    const inVietnamese = spawnSync(portal.binary, ['token', 'list', '--data', portal.data], { encoding: 'utf8', env: { ...portal.env, LC_ALL: 'vi_VN.UTF-8' } });
    assert.match(inVietnamese.stdout, /\tkhông hết hạn\t[^\t]+\tmọi địa chỉ\t[^]*đã thu hồi\tchưa dùng\t/);
  });

test('tokens that end within a fortnight are told in the log at the start of a day, and by check', async () => {
  const soon = await make({ name: 'Sắp hết hạn', expires_at: new Date(Date.now() + 13 * DAY_MS).toISOString() });
  const late = await make({ name: 'Còn lâu', expires_at: new Date(Date.now() + 15 * DAY_MS).toISOString() });
  const over = await make({ name: 'Đã thu hồi', expires_at: new Date(Date.now() + DAY_MS).toISOString() });
  await portal.api('DELETE', `/tokens/${over.id}`, { as: 'admin' });
  const { json } = await portal.request('GET', '/readyz?verbose', { as: 'admin' });
  const rows = json.checks.filter(({ name }) => name === 'tokens');
  assert.deepEqual(rows.map(({ status }) => status), ['warn']);
  assert.match(rows[0].text, new RegExp(`${soon.id}.*Sắp hết hạn.*congd token rotate ${soon.id}`));
  await portal.restart();
  await until(() => portal.stderr.includes(' token_expires: '), { why: 'the day’s line' });
  const lines = portal.stderr.split('\n').filter((line) => line.includes('token_expires'));
  assert.equal(lines.length, 1);
  assert.match(lines[0], new RegExp(`warn.*token=${soon.id} name="Sắp hết hạn"`));
  assert.ok(!portal.stderr.includes('Còn lâu') && late.id);
});

test('whoever may not open the control socket is told who may, and how', { skip: process.getuid() !== 0 && 'needs root to become another' }, () => {
  fs.chmodSync(path.dirname(portal.data), 0o755);
  const nobody = fs.readFileSync('/etc/passwd', 'utf8').match(/^nobody:[^:]*:(\d+):(\d+)/m).slice(1).map(Number);
  const run = (locale) => spawnSync(portal.binary, ['token', 'list', '--data', portal.data], { encoding: 'utf8', uid: nobody[0], gid: nobody[1], cwd: os.tmpdir(), env: { ...portal.env, LC_ALL: locale } });
  const english = run('C.UTF-8');
  assert.equal(english.status, 1);
  assert.match(english.stderr, /control\.sock: only the user root may open it; run this as that user: sudo -u root congd token …/);
  assert.equal(english.stderr.trim().split('\n').length, 1);
  assert.match(run('vi_VN.UTF-8').stderr, /chỉ người dùng root được mở; .*sudo -u root congd token …/);
});
