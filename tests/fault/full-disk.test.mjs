// A full disk: while pages are viewed every view is counted, and the journal is folded exactly once when there is room again;
// with a reserve an administrator makes room, and the portal comes back by itself. The second is a real disk, of memory.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { watchPulse } from '../e2e/lib/patience.mjs';
import { ALLOW_ROOT, BINARY, BROWSER, Portal, scratch, until } from '../e2e/lib/portal.mjs';
import { World } from './lib/world.mjs';

const VIEWERS = 4;
const HOUR_MS = 3_600_000;
const ZONE_MS = 7 * HOUR_MS;
let portal;
after(() => portal?.end());

const stats = async () => (await portal.api('GET', '/stats')).json;

async function look(article, views) {
  const one = async () => {
    const answer = await portal.request('GET', article.url, { headers: { 'User-Agent': BROWSER } });
    assert.equal(answer.status, 200);
  };
  for (let i = 0; i < views; i += VIEWERS) await Promise.all(Array.from({ length: VIEWERS }, one));
}

test('views on a full disk are counted, folded once, and survive a kill meanwhile', { timeout: 1_200_000 }, async () => {
  const world = new World();
  // Not over midnight, when a visit ends.
  if (new Date(world.now() + ZONE_MS).getUTCHours() === 23) world.change({ aheadMs: -HOUR_MS });
  portal = world.portal({ args: ['--set', 'fold_interval=100ms'] });
  await portal.start();
  const article = await portal.post({ title: 'Bài để xem', status: 'published' });
  await look(article, 40);

  world.change({ isFull: true });
  await until(async () => (await portal.api('POST', '/articles', { as: 'editor', body: { title: 'Không lưu được' } })).status === 507);
  await look(article, 400);
  await until(() => /storage-full| disk_full: .* job=visits_fold$/m.test(portal.stderr), { why: 'no fold was refused' });
  assert.equal((await stats()).views.all, 440, 'the box is right while nothing can be written');

  await portal.kill9();
  world.change({ isFull: false });
  await portal.start();
  assert.equal((await stats()).views.all, 440, 'what the full disk kept in the journal');
  assert.equal((await stats()).all, 1, 'the visit goes on');

  world.change({ isFull: true });
  await look(article, 100);
  world.change({ isFull: false });
  await until(async () => (await portal.api('GET', `/stats/daily`)).json.items.at(-1).views === 540);
  await portal.restart();
  assert.equal((await stats()).views.all, 540);
  assert.equal((await portal.api('GET', `/articles/${article.id}/stats`)).json.views.all, 540);
  assert.equal((await stats()).all, 1);
  await portal.stop();
});

/* Root is not enough where a container forbids it. */
function cannotMount() {
  if (process.getuid() !== 0) return 'needs root to mount one';
  const at = scratch(), done = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', at], { encoding: 'utf8' });
  if (done.status === 0) spawnSync('umount', [at]);
  return done.status !== 0 && `no file system can be mounted here: ${done.error ?? done.stderr}`;
}

describe('a disk that is full', { skip: cannotMount(), timeout: 1_200_000 }, () => {
  const MIB = 1024 * 1024;
  const disk = path.join(scratch(), 'disk');
  const filler = path.join(disk, 'filler');
  const data = path.join(disk, 'data');
  const freeBytes = () => { const { bavail, bsize } = fs.statfsSync(disk); return bavail * bsize; };
  /** Takes all that is free at this moment, and nothing that is let go meanwhile. */
  const fill = () => {
    let left = freeBytes();
    const fd = fs.openSync(filler, 'a');
    try {
      while (left > 0) left -= fs.writeSync(fd, Buffer.alloc(Math.min(left, MIB), 1));
    } catch (error) { assert.equal(error.code, 'ENOSPC'); }
    fs.closeSync(fd);
  };
  const held = () => { try { return fs.statSync(path.join(data, 'ballast')).blocks * 512; } catch { return 0; } };
  let full;
  const post = (as, title) => full.api('POST', '/articles', { as, body: { title, status: 'published' } });
  const refused = async (title) => { const answer = await post('editor', title); assert.ok([201, 507].includes(answer.status), answer.text); if (answer.status === 201) kept.push(answer.json.url); return answer.status === 507; };
  const kept = [];
  const reads = async () => { for (const url of ['/', '/tim-kiem?q=bai', '/api/articles', ...kept]) assert.equal((await full.request('GET', url)).status, 200, url); };
  const lines = () => full.stderr.split('\n').filter((line) => line.includes(' disk_full: '));
  const checked = async () => (await full.request('GET', '/readyz?verbose', { as: 'admin' })).json.checks.find(({ name }) => name === 'ballast');

  /** What /metrics says of the reserve, in MiB: kept and let go. */
  const told = async () => {
    const { text } = await full.request('GET', '/metrics', { as: 'admin' });
    return ['kept', 'let_go'].map((state) => Number(text.match(new RegExp(`^congd_ballast_bytes\\{state="${state}"\\} (\\d+)$`, 'm'))[1]) / MIB);
  };

  const mount = () => {
    fs.mkdirSync(disk, { recursive: true });
    assert.equal(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=192m,mode=0755', 'none', disk]).status, 0);
    full = new Portal({ data, args: ['--set', 'ballast=64M', '--set', 'fold_interval=100ms'] });
  };
  after(async () => { await full?.end(); spawnSync('umount', ['-l', disk]); });

  test('lets go the reserve: readers read, editors get 507, an administrator deletes, and it comes back within 2 s of room', async () => {
    mount();
    await full.start();
    ['admin', 'editor'].forEach((role) => full.token(role));
    kept.push((await post('editor', 'Bài có trước')).json.url);
    await until(() => held() >= 64 * MIB, { why: 'the reserve is made' });
    assert.equal((await checked()).status, 'ok');
    assert.deepEqual(await told(), [64, 0]);
    fill();
    await until(() => refused('Không lưu được'));
    await until(() => held() < 4 * MIB && freeBytes() > 32 * MIB, { why: 'the reserve is let go' });
    assert.equal(await refused('Vẫn không lưu được'), true, 'what the reserve gave back is not for everybody');
    assert.equal((await checked()).status, 'warn');
    const [keeps, letGo] = await told();
    assert.ok(keeps < 4 && letGo > 60 && keeps + letGo === 64, `${keeps} kept, ${letGo} let go`);
    await reads();
    const made = await post('admin', 'Quản trị viên ghi được');
    assert.equal(made.status, 201, made.text);
    assert.equal((await full.api('DELETE', `/articles/${made.json.id}`, { as: 'editor' })).status, 200, 'deleting is for everybody who may');
    assert.equal(full.command('token', 'create', '--name', 'thêm', '--role', 'admin').status, 0);
    await reads();
    assert.equal(lines().length, 1, 'one line when it begins');
    fs.rmSync(filler);
    const pulse = watchPulse(full), from = Date.now();
    await until(async () => !(await refused('Lưu được rồi')));
    pulse.end();
    assert.ok(Date.now() - from <= 2000 + pulse.slack(), `back after ${Date.now() - from} ms`);
    assert.ok(held() >= 64 * MIB, 'the reserve is whole again');
    assert.equal(lines().length, 2, 'and one when it ends');
    assert.equal((await checked()).status, 'ok');
    assert.deepEqual(await told(), [64, 0]);
  });

  test('a start on a full disk serves readers and says so, twice', async () => {
    fill();
    await until(() => held() < 4 * MIB && refused('Đầy rồi'));
    fill(); // what the reserve gave back too
    await full.kill9();
    fill();
    assert.ok(freeBytes() < MIB);
    full.stderr = '';
    await full.start();
    await reads();
    assert.equal(await refused('Không có chỗ'), true);
    assert.equal(lines().length, 1, 'it says so');
    await full.kill9();
    await full.start();
    await reads();
    fs.rmSync(filler);
    await until(async () => !(await refused('Có chỗ rồi')));
    await until(() => held() >= 64 * MIB);
    await reads();
    await full.stop();
  });

  test('a demonstration that has no room says so in one line, and how to take another place', () => {
    const small = scratch();
    assert.equal(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=1777', 'none', small]).status, 0);
    const done = spawnSync(BINARY, ['serve', '--demo', '--listen', '127.0.0.1:0', ...ALLOW_ROOT], { encoding: 'utf8', env: { ...process.env, TMPDIR: small } });
    const left = fs.readdirSync(small);
    spawnSync('umount', ['-l', small]);
    assert.equal(done.status, 1);
    assert.equal(done.stderr, `congd: ${small} has 8 MiB free, a scratch portal needs 64; TMPDIR=FOLDER takes another place\n`);
    assert.deepEqual([done.stdout, left], ['', []]);
  });
});
