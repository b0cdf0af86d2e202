// A disk that fails to synchronise what it had taken: the daemon never tries again, since the kernel may have forgotten what was
// not written and say yes to a second attempt. It ends with a line and a status of its own, is started again and recovers from
// what is on the disk: everything that was acknowledged.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { linesOf } from '../e2e/lib/log.mjs';
import { IS_ASAN, IS_TSAN, ROOT, Portal, scratch, until } from '../e2e/lib/portal.mjs';

const SOURCE = path.join(path.dirname(fileURLToPath(import.meta.url)), 'lib/failing.c');
const KINDS = { write: 4, sync: 8 };
const { EIO, ENOSPC } = os.constants.errno;
const BROKEN_DISK = 74;
const folder = scratch();
const preload = path.join(folder, 'failing.so'), planFile = path.join(folder, 'plan'), data = path.join(folder, 'data');
const acknowledged = new Map();
let portal, number = 0, seen = 0;
after(() => portal?.end());

/** From now on calls of these kinds fail, all of them: a second attempt that the daemon must not make would fail too. */
function plan({ kinds = 0, error = 0 } = {}) {
  const bytes = Buffer.alloc(40);
  [kinds, 1, 1, error, 0].forEach((value, nth) => bytes.writeBigInt64LE(BigInt(value), nth * 8));
  const fd = fs.openSync(planFile, fs.existsSync(planFile) ? 'r+' : 'w');
  fs.writeSync(fd, bytes, 8, 32, 8); // what it is first, then that it holds
  fs.writeSync(fd, bytes, 0, 8, 0);
  fs.closeSync(fd);
}

/** As a supervisor starts it again, on the same folder. */
async function start() {
  plan();
  portal = new Portal({
    data, args: ['--set', 'write_rate=0', '--set', 'error_rate=0', '--set', 'miss_rate=0'],
    env: {
      LD_PRELOAD: preload, FAIL_PLAN: planFile, FAIL_BELOW: data,
      ASAN_OPTIONS: 'detect_stack_use_after_return=1:strict_string_checks=1:abort_on_error=0:verify_asan_link_order=0',
    },
  });
  await portal.start();
  portal.token('editor');
}

/** Sends a new article; what came, or null when the connection broke. */
async function post() {
  const title = `Bài ${++number}`;
  const answer = await portal.request('POST', '/api/articles', { as: 'editor', body: { title, slug: `bai-${number}`, status: 'published', body: 'Nội dung.' } }).catch(() => null);
  if (answer?.status === 201) acknowledged.set(`bai-${number}`, title);
  return answer;
}

async function endsBroken(what) {
  const { code, signal } = await portal.exit;
  portal.child = null;
  portal.assertNoReport();
  assert.deepEqual({ code, signal }, { code: BROKEN_DISK, signal: null }, `${what}: ${portal.stderr.slice(-800)}`);
  const told = linesOf(portal.stderr).filter(({ level }) => level === 'error');
  assert.deepEqual(told.map(({ event, fields }) => [event, fields.exit_status]), [['disk_broken', String(BROKEN_DISK)]], `${what}: one line, and it is this`);
  assert.match(portal.stderr, / error disk_broken: .*\n$/, 'the last one');
}

/** All that was ever acknowledged is there. */
async function allIsThere() {
  for (const [slug, title] of acknowledged) {
    const { status, json } = await portal.api('GET', `/articles/${slug}`);
    assert.deepEqual([status, json.title], [200, title], slug);
  }
  const checked = portal.command('audit', 'verify');
  assert.equal(checked.status, 0, checked.stderr);
}

before(async () => {
  const done = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-Wall', ...(IS_ASAN || IS_TSAN ? ['-DWITHOUT_MEMORY'] : []), '-o', preload, SOURCE, '-ldl'], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  await start();
});

test('a commit that cannot be synchronised ends the daemon, acknowledges nobody, and all that was acknowledged comes back', async () => {
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 5; i++) assert.equal((await post()).status, 201);
    plan({ kinds: KINDS.sync, error: EIO });
    const answers = await Promise.all(Array.from({ length: 8 }, post));
    assert.deepEqual(answers.filter((answer) => answer?.status === 201), [], 'nobody is told that it was saved');
    await endsBroken(`round ${round}`);
    await start();
    await allIsThere();
  }
});

test('so does the journal of views, and the views that were synchronised are counted', async () => {
  const views = async () => (await portal.api('GET', '/stats')).json.views.all;
  const from = await views();
  for (let i = 0; i < 5; i++) assert.equal((await portal.page('/bai-viet/bai-1')).status, 200);
  await until(async () => (await views()) === from + 5, { why: 'the views are not counted' });
  await portal.restart();
  plan({ kinds: KINDS.sync, error: EIO });
  await portal.page('/bai-viet/bai-1').catch(() => null);
  await endsBroken('the journal');
  await start();
  assert.ok((await views()) >= from + 5, 'none is lost that was on the disk');
  await allIsThere();
});

test('a disk without room at a synchronisation is a full disk, and ends nobody', async () => {
  await portal.restart();
  const before = portal.child.pid;
  plan({ kinds: KINDS.sync, error: ENOSPC });
  const answer = await post();
  plan();
  assert.equal(answer?.status, 507, answer?.text);
  assert.equal(portal.child.pid, before);
  assert.equal(portal.child.exitCode, null, portal.stderr.slice(-500));
  await until(async () => (await post())?.status === 201, { why: 'it does not go on' });
  await allIsThere();
});

test('a write that fails is told once, by the line that knows why and for whom', async () => {
  seen = portal.stderr.length;
  plan({ kinds: KINDS.write, error: EIO });
  const answer = await post();
  plan();
  assert.ok(answer.status >= 500, `${answer.status}`);
  const id = answer.headers['x-request-id'];
  assert.equal(answer.json.instance, `urn:uuid:${id}`);
  const told = await until(() => {
    const lines = linesOf(portal.stderr.slice(seen)).filter(({ fields }) => fields.request_id === id);
    return lines.length && lines;
  });
  assert.deepEqual(told.map(({ level, fields }) => [level, fields.route]), [['error', '/api/articles']]);
  assert.ok(told[0].event === 'store' && told[0].fields.error, JSON.stringify(told));
  await until(async () => (await post())?.status === 201, { why: 'it does not go on' });
});

test('the unit starts the daemon again after this status', () => {
  const unit = fs.readFileSync(path.join(ROOT, 'packaging/systemd/congd.service'), 'utf8');
  assert.match(unit, /^Restart=(on-failure|always)$/m);
  assert.match(unit, /^StartLimitIntervalSec=0$/m);
  assert.doesNotMatch(unit, /^(RestartPreventExitStatus|SuccessExitStatus)=.*\b74\b/m);
});
