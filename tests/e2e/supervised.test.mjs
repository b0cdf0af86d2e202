// What the daemon tells a supervisor such as systemd, and when it keeps silent.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { exchange } from './lib/http.mjs';
import { ALLOW_ROOT, Portal, said, scratch, until } from './lib/portal.mjs';
import { Supervisor } from './lib/supervisor.mjs';

const supervisors = [];
after(() => Promise.all(supervisors.map((supervisor) => supervisor.end())));

/** A daemon under a supervisor that listens to it; `options` as of Supervisor.with(). */
function supervise(options, ...args) {
  const portal = new Portal();
  const supervisor = Supervisor.with({ notify: path.join(scratch(), 'notify'), ...options, env: { ...portal.env, ...options.env } },
    portal.binary, 'serve', ...ALLOW_ROOT, ...portal.where(), ...args);
  supervisors.push(supervisor);
  supervisor.next();
  return supervisor;
}

async function stop(supervisor) {
  process.kill(await supervisor.told('pid'), 'SIGTERM');
  await supervisor.told('gone');
  await supervisor.end();
  assert.doesNotMatch(supervisor.stderr, /Sanitizer|runtime error/);
}

/** Holds one thread of a process and no other, until its input ends. */
const HOLD = `
import ctypes, os, sys
libc, thread = ctypes.CDLL(None, use_errno=True), int(sys.argv[1])
ATTACH, DETACH, WALL = 16, 17, 0x40000000
assert libc.ptrace(ATTACH, thread, 0, 0) == 0, os.strerror(ctypes.get_errno())
os.waitpid(thread, WALL)
print("held", flush=True)
sys.stdin.read()
assert libc.ptrace(DETACH, thread, 0, 0) == 0, os.strerror(ctypes.get_errno())
`;

for (const [where, notify] of [['a path', undefined], ['an abstract name', `@cong-test-${process.pid}`]]) {
  test(`ready is told once it answers, reloading and stopping as they begin, over ${where}`, async () => {
    const supervisor = supervise(notify ? { notify } : {});
    await supervisor.message(/^READY=1$/);
    const opening = supervisor.messages().indexOf('STATUS=opening the data folder');
    assert.ok(opening >= 0 && opening < supervisor.messages().indexOf('READY=1'), supervisor.text);
    assert.match(supervisor.messages()[opening - 1], /^EXTEND_TIMEOUT_USEC=30\d000000$/, 'more with the size of the database');
    assert.equal((await exchange('127.0.0.1', await supervisor.told('port'), 'GET', '/readyz')).status, 200);
    const before = supervisor.messages().length, pid = await supervisor.told('pid');
    process.kill(pid, 'SIGHUP');
    const now = Number(fs.readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
    const reloading = await supervisor.message(/^RELOADING=1 \| MONOTONIC_USEC=\d+$/, before);
    assert.ok(Math.abs(Number(reloading.match(/\d+$/)[0]) / 1e6 - now) < 60, `${reloading} at ${now}`);
    await supervisor.message(/^READY=1$/, before);
    process.kill(pid, 'SIGTERM');
    await supervisor.message(/^STOPPING=1 \| WATCHDOG_USEC=\d{10}$/);
    await stop(supervisor);
    assert.ok(!supervisor.text.includes('WATCHDOG=1'), 'nobody asked for it');
  });
}

test('the words of the status are Vietnamese where the environment is', async () => {
  const supervisor = supervise({ env: { LC_ALL: 'vi_VN.UTF-8' } });
  await supervisor.message(/^STATUS=đang phục vụ$/);
  await stop(supervisor);
});

/** The threads of a process that have this name. */
const threadsNamed = (pid, name) => fs.readdirSync(`/proc/${pid}/task`)
  .filter((thread) => fs.readFileSync(`/proc/${pid}/task/${thread}/comm`, 'utf8') === `${name}\n`);

/** Holds a thread of the supervised daemon until the daemon says in its log what does not move, and a while longer, in
 * which nothing may be told; then lets go, and waits until it is told again that all is alive. */
async function hold(supervisor, thread, complaint) {
  const holder = spawn('python3', ['-c', HOLD, thread], { stdio: ['pipe', 'pipe', 'inherit'] });
  let then;
  try {
    await once(holder.stdout, 'data');
    await said(supervisor, complaint);
    // What was told before it comes another way, and on a busy machine late; then it is quiet for longer than it may be while all moves.
    await until(async () => {
      then = supervisor.messages().length;
      await new Promise((resolve) => setTimeout(resolve, 1500));
      return supervisor.messages().length === then;
    }, { why: `it says on that it is alive: ${supervisor.messages()}` });
    // Where another thing stands still too, on a busy machine, all are named again: no set of them twice.
    const faults = [...supervisor.stderr.matchAll(new RegExp(complaint, 'g'))].map(([line]) => line);
    assert.deepEqual(faults, [...new Set(faults)], 'told once');
  } finally {
    holder.stdin.end();
    await once(holder, 'exit');
  }
  await supervisor.message(/^WATCHDOG=1$/, then);
  await said(supervisor, / info watchdog: all moves again/);
}

const yama = fs.existsSync('/proc/sys/kernel/yama/ptrace_scope') ? Number(fs.readFileSync('/proc/sys/kernel/yama/ptrace_scope')) : 0;
const cannotHold = process.getuid() !== 0 && yama > 0 && 'only root may hold a thread of another process on this machine';

test('the supervisor hears that it is alive while every serving thread answers, and nothing while one does not', { skip: cannotHold }, async () => {
  const supervisor = supervise({ watchdog: 2_000_000 }, '--threads', '3');
  await supervisor.message(/^WATCHDOG=1$/);
  const threads = threadsNamed(await supervisor.told('pid'), 'MHD-worker');
  assert.equal(threads.length, 3);
  await hold(supervisor, threads[1], / error watchdog: .*1 of its threads do not answer.*/);
  await stop(supervisor);
});

test('it hears nothing either when the slow pool does nothing any more', { skip: cannotHold }, async () => {
  const supervisor = supervise({ watchdog: 400_000 });
  await supervisor.message(/^WATCHDOG=1$/);
  const [thread] = await until(() => supervisor.told('pid').then((pid) => [threadsNamed(pid, 'slow-account')]).then(([found]) => found.length && found));
  await hold(supervisor, thread, / error watchdog: .*the slow pool does nothing any more.*/);
  await stop(supervisor);
});

test('a watchdog that is meant for another process is not fed', async () => {
  const portal = new Portal();
  const supervisor = Supervisor.with({ notify: path.join(scratch(), 'notify'), env: portal.env }, '/usr/bin/env', 'WATCHDOG_USEC=100000', 'WATCHDOG_PID=1',
    portal.binary, 'serve', ...ALLOW_ROOT, ...portal.where());
  supervisors.push(supervisor);
  supervisor.next();
  await supervisor.message(/^READY=1$/);
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.ok(!supervisor.text.includes('WATCHDOG=1'), supervisor.text);
  await stop(supervisor);
});

test('a supervisor that cannot be reached stops the start with a line that names its socket', () => {
  for (const [NOTIFY_SOCKET, why] of [['/nonexistent/notify', 'No such file or directory'], ['notify', 'neither a path nor @NAME']]) {
    const portal = new Portal();
    const done = spawnSync(portal.binary, ['serve', ...ALLOW_ROOT, ...portal.where(), '--listen', '127.0.0.1:0'], { env: { ...portal.env, NOTIFY_SOCKET }, encoding: 'utf8' });
    assert.equal(done.status, 1, done.stderr);
    assert.match(done.stderr, new RegExp(`^congd: NOTIFY_SOCKET.*${why}`, 'm'));
    assert.ok(done.stderr.includes(NOTIFY_SOCKET), done.stderr);
  }
});

/** The status and address that curl gets, which takes any certificate. */
function curl(url) {
  const done = spawnSync('curl', ['-ksS', '-o', '/dev/null', '-w', '%{http_code} %{redirect_url}', url], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return done.stdout;
}

function certificate() {
  const files = ['cert.pem', 'key.pem'].map((name) => path.join(scratch(), name));
  const done = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=a', '-out', files[0], '-keyout', files[1]], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return ['--tls-cert', files[0], '--tls-key', files[1]];
}

for (const [names, says] of [[['https', 'http'], 'beside a socket named https another sends everybody there'],
  [['congd.socket', 'redirect'], 'a socket named redirect does so beside one of any name, which speaks TLS']]) {
  test(`${says}, and both are asked whether they are alive`, async () => {
    const supervisor = supervise({ names, watchdog: 2_000_000 }, ...certificate(), '--set', 'base_url=https://vidu.gov.vn');
    await supervisor.message(/^WATCHDOG=1$/);
    const [tls, plain] = [await supervisor.told('port'), await supervisor.told('port', 2)];
    assert.equal(curl(`https://127.0.0.1:${tls}/healthz`), '200 ');
    assert.equal(curl(`http://127.0.0.1:${plain}/tim-kiem`), '301 https://vidu.gov.vn/tim-kiem');
    // A busy machine lets a thread wait for so long that it is told of, and told again that all moves.
    assert.doesNotMatch(supervisor.stderr.replace(/^.* error watchdog: .*do not answer.*$/gm, ''), / \+07 (warn|error) /);
    await stop(supervisor);
  });
}

test('a socket named https without a certificate stops the start with a line that says so', async () => {
  const supervisor = supervise({ names: ['https'] });
  await supervisor.told('gone');
  await said(supervisor, /^congd: a socket named https was handed over, but tls_cert and tls_key are not set$/m);
  await supervisor.end();
});
