// How a portal is: `congd check`, with the daemon and without, and /readyz?verbose.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ALLOW_ROOT, Portal, said, scratch, startPortal, until } from './lib/portal.mjs';
import { Supervisor } from './lib/supervisor.mjs';

let portal;
before(async () => { portal = await startPortal(); });
after(() => portal?.end());

/** The rows of `congd check`: {name: [[level, text], …]}, with its status. */
function check(of, ...args) {
  const done = of.command('check', ...args);
  const rows = {};
  for (const line of done.stdout.trim().split('\n')) {
    const [, level, name, text] = line.match(/^(ok {2}|warn|FAIL) {2}(\S+) +(.+)$/) ?? assert.fail(`no row: ${line}`);
    (rows[name] ??= []).push([level.trim(), text]);
  }
  return { status: done.status, rows, stderr: done.stderr };
}
const level = (rows, name) => rows[name]?.map(([of]) => of).join(' ');
const run = (args, env = {}) => spawnSync(portal.binary, args, { encoding: 'utf8', env: { ...portal.env, ...env }, timeout: 120_000 });
const verbose = async (of, options) => of.request('GET', '/readyz?verbose', options);
const python = (code, ...args) => execFileSync('python3', ['-c', code, ...args], { encoding: 'utf8' });

/** A portal of its own whose database has a page that is none, in a table that nothing reads. */
function damage(data) {
  const at = Number(python(`import sqlite3, sys
c = sqlite3.connect(sys.argv[1]); print((c.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'tag_merges'").fetchone()[0] - 1) * c.execute("PRAGMA page_size").fetchone()[0])`, path.join(data, 'cong.db')));
  const file = fs.openSync(path.join(data, 'cong.db'), 'r+');
  fs.writeSync(file, Buffer.alloc(200, 0xff), 0, 200, at);
  fs.closeSync(file);
}

const FROM_DAEMON = ['permissions', 'schema', 'integrity', 'index', 'links', 'clock', 'space', 'visits', 'certificate', 'backup', 'copies', 'helper', 'heic', 'pdf', 'templates', 'tokens'];

test('a portal that is well says so of everything, and the command ends with 0', async () => {
  const { status, rows, stderr } = check(portal);
  assert.equal(status, 0, stderr);
  for (const name of ['settings', 'daemon', ...FROM_DAEMON.filter((of) => !['backup', 'space'].includes(of))]) assert.equal(level(rows, name), 'ok', `${name}: ${rows[name]}`);
  assert.equal(level(rows, 'backup'), 'warn', 'there is none yet');
  assert.ok(rows.log && rows.space, 'what the machine says');
  await until(() => /whole, looked at \d\d:\d\d on \d/.test(check(portal).rows.integrity[0][1]), { why: 'nobody looked at the database after the start' });
});

test('the same list is at /readyz?verbose for administrators, in their language', async () => {
  const answer = await verbose(portal, { as: 'admin', headers: { 'Accept-Language': 'en' } });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['content-type'], 'application/json');
  assert.match(answer.headers['cache-control'], /no-store/);
  assert.deepEqual(answer.json.checks.map((row) => row.name).sort(), [...FROM_DAEMON].sort());
  assert.equal(answer.json.status, 'warn');
  assert.match((await verbose(portal, { as: 'admin', headers: { 'Accept-Language': 'vi' } })).text, /chưa có bản sao lưu/);
  assert.equal((await verbose(portal, {})).status, 401);
  for (const as of ['editor', 'reader']) assert.equal((await verbose(portal, { as })).status, 403);
  assert.equal((await portal.request('GET', '/readyz')).text, 'ready\n');
});

test('as JSON the command says what it prints', () => {
  const json = JSON.parse(portal.command('check', '--json').stdout);
  assert.equal(json.status, 'warn');
  assert.deepEqual(json.checks.slice(0, 2).map((row) => [row.name, row.status]), [['settings', 'ok'], ['daemon', 'ok']]);
  assert.match(run(['check', '--data', portal.data], { LC_ALL: 'vi_VN.UTF-8' }).stdout, /^ok {4}daemon +đang chạy$/m);
});

test('all faults of the settings are told at once, with file and line', () => {
  const file = path.join(scratch(), 'congd.conf');
  fs.writeFileSync(file, 'threads = 100\nkhong_co = 1\n\nnonsense\n');
  const done = run(['check', '--config', file, '--set', 'connections=1']);
  assert.equal(done.status, 1);
  const lines = done.stdout.trim().split('\n');
  [/conf:1: threads/, /conf:2: .*khong_co/, /conf:4: expected/, /connections/].forEach((wanted, index) => assert.match(lines[index], wanted));
  const serve = run(['serve', '--config', file]);
  assert.equal(serve.status, 1);
  assert.deepEqual(serve.stderr.trim().split('\n').map((line) => /^congd: .*conf:(1|2|4): /.test(line)), [true, true, true]);
});

test('the folder of the ACME client is told of where it is missing, in a wrong place or open to everybody', async () => {
  const folder = path.join(scratch(), 'acme');
  const other = new Portal();
  const acme = (at) => check(other, '--set', `acme_folder=${at}`).rows.acme?.[0];
  assert.equal(check(other).rows.acme, undefined, 'nothing is said where none is set');
  assert.deepEqual(acme(folder)[0], 'warn');
  assert.match(acme(folder)[1], /No such file or directory.*cannot be renewed/);
  fs.mkdirSync(folder);
  fs.chmodSync(folder, 0o755);
  assert.deepEqual(acme(folder), ['ok', `${folder} can be read`]);
  fs.chmodSync(folder, 0o777);
  assert.match(acme(folder)[1], /everybody may write/);
  const within = path.join(other.data, 'acme');
  fs.mkdirSync(within);
  assert.match(acme(within)[1], /lies within the data folder/);
  const late = path.join(scratch(), 'late');
  other.args.push('--set', `acme_folder=${late}`);
  await other.start();
  try {
    fs.mkdirSync(late);
    const { rows } = check(other);
    assert.equal(level(rows, 'acme'), 'warn', 'what was made after the start is out of the confined daemon\'s reach');
    assert.match(rows.acme[0][1], /restart congd/);
    await other.stop();
  } finally {
    await other.end();
  }
});

test('settings whose addresses have no effect, because sockets are handed over, are told by the check and the log', async () => {
  const other = new Portal();
  const free = ['listen', 'redirect_listen', 'metrics_listen'].flatMap((name, i) => ['--set', `${name}=127.0.0.1:${8096 + i}`]);
  const supervisor = Supervisor.with({ names: ['http', 'redirect', 'metrics'], env: other.env }, other.binary, 'serve', ...ALLOW_ROOT, '--data', other.data, ...free);
  supervisor.next();
  try {
    await supervisor.told('port', 3);
    await until(() => fs.existsSync(path.join(other.data, 'control.sock')));
    const { rows } = check(other);
    assert.deepEqual(rows.listen.map(([level]) => level), ['warn', 'warn', 'warn']);
    for (const [i, name] of ['listen', 'redirect_listen', 'metrics_listen'].entries()) {
      assert.match(rows.listen[i][1], new RegExp(`${name} \\(127\\.0\\.0\\.1:${8096 + i}\\) has no effect`));
      await said(supervisor, new RegExp(` warn listen: .* ${name}=127\\.0\\.0\\.1:${8096 + i}`));
    }
    assert.equal(check(portal).rows.listen, undefined, 'nothing is said where they have one');
    process.kill(await supervisor.told('pid'), 'SIGTERM');
    await supervisor.told('gone');
  } finally {
    await supervisor.end();
  }
});

test('without a daemon the folder is looked into, and nothing in it changes', async () => {
  const other = await startPortal();
  try {
    await other.post({ title: 'Bài' });
    await other.kill9();
    const before_ = fs.readdirSync(other.data).sort().map((name) => [name, fs.statSync(path.join(other.data, name)).size]);
    const { status, rows } = check(other);
    assert.equal(status, 0);
    assert.equal(level(rows, 'daemon'), 'warn');
    for (const name of ['permissions', 'schema', 'integrity', 'index', 'clock', 'visits', 'certificate', 'templates']) assert.equal(level(rows, name), 'ok', `${name}: ${rows[name]}`);
    assert.deepEqual(fs.readdirSync(other.data).sort().map((name) => [name, fs.statSync(path.join(other.data, name)).size]), before_);
    await other.start();
    await other.stop();
    const closed = fs.readdirSync(other.data);
    assert.equal(check(other).status, 0);
    assert.deepEqual(fs.readdirSync(other.data), closed, 'no log was made beside the database');
  } finally {
    await other.end();
  }
  const nowhere = check(new Portal());
  assert.equal(level(nowhere.rows, 'schema'), 'warn', 'a folder without a portal');
  const missing = run(['check', '--data', path.join(scratch(), 'none')]);
  assert.equal(missing.status, 1);
  assert.match(missing.stdout, /^FAIL {2}permissions .*none/m);
});

test('a damaged database is found after the start, is told by /readyz, and readers still get pages', async () => {
  const other = await startPortal();
  try {
    const article = await other.post({ title: 'Bài còn đọc được', status: 'published' });
    await other.stop();
    damage(other.data);
    const without = check(other);
    assert.deepEqual([without.status, level(without.rows, 'integrity')], [1, 'FAIL'], 'found without a daemon');
    await other.start();
    await until(async () => (await other.request('GET', '/readyz')).status === 503, { why: 'the damage was not found' });
    assert.match((await other.request('GET', '/readyz', { headers: { 'Accept-Language': 'en', Accept: 'text/plain' } })).text, /damaged/);
    const told = await verbose(other, { as: 'admin' });
    assert.deepEqual([told.status, told.json.status], [503, 'fail']);
    const { status, rows } = check(other);
    assert.deepEqual([status, level(rows, 'integrity')], [1, 'FAIL']);
    assert.match(rows.integrity[0][1], /restore the last good backup/);
    assert.equal((await other.page(article.url)).status, 200);
    assert.equal((await other.request('GET', '/healthz')).status, 200);
    await other.stop();
    assert.equal(other.stderr.match(/database_damaged/g).length, 1, 'told once');
  } finally {
    await other.end();
  }
});

test('certificates: days that are left, one that ends soon, a name that does not fit, a key that cannot be read', () => {
  const folder = scratch();
  const [cert, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  const make = (...dates) => execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-subj', '/CN=portal.test', '-addext', 'subjectAltName=DNS:portal.test', ...dates], { stdio: 'ignore' });
  const other = new Portal();
  const rows = (...more) => check(other, '--tls-cert', cert, '--tls-key', key, ...more);
  make('-days', '90');
  assert.match(rows('--base-url', 'https://portal.test').rows.certificate[0].join(' '), /^ok (89|90) days left/);
  assert.match(rows('--base-url', 'https://khac.test').rows.certificate[1].join(' '), /^warn .*khac\.test/);
  make('-days', '10');
  const soon = rows();
  assert.deepEqual([soon.status, level(soon.rows, 'certificate')], [0, 'warn']);
  fs.rmSync(key);
  assert.match(rows().rows.certificate[1].join(' '), /^warn .*key\.pem.*No such file/);
  fs.writeFileSync(cert, 'nonsense');
  const bad = rows();
  assert.deepEqual([bad.status, level(bad.rows, 'certificate')], [1, 'FAIL']);
});

test('the newest good backup is told, and warns on the same device', () => {
  const other = new Portal();
  other.token('admin');
  const away = fs.mkdtempSync('/dev/shm/cong-test-');
  try {
    assert.notEqual(fs.statSync(away).dev, fs.statSync(os.tmpdir()).dev, 'this test needs two devices');
    assert.equal(other.command('backup', '--name', 'ban-dau').status, 0);
    assert.match(check(other).rows.backup[0].join(' '), /^warn .*\(ban-dau\) is 0 hours old, on the same device/);
    assert.equal(level(check(other, '--backup-folder', away).rows, 'backup'), 'warn', 'none there');
    assert.equal(other.command('backup', '--name', 'ban-hai', '--set', `backup_folder=${away}`).status, 0);
    assert.match(check(other, '--backup-folder', away).rows.backup[0].join(' '), /^ok .*\(ban-hai\) is 0 hours old, on another device/);
  } finally {
    fs.rmSync(away, { recursive: true });
  }
});

test('an older schema is told, and left to the next start', () => {
  const other = new Portal();
  other.token('admin');
  python('import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute("PRAGMA user_version = 13")', path.join(other.data, 'cong.db'));
  const { status, rows } = check(other);
  assert.equal(status, 0);
  assert.match(rows.schema[0].join(' '), /^warn version 13; the next start brings it to \d+/);
  python('import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute("PRAGMA user_version = 99")', path.join(other.data, 'cong.db'));
  assert.deepEqual([check(other).status, level(check(other).rows, 'schema')], [1, 'FAIL']);
});

test('a folder that others can read is tightened at the start, with a warning', async () => {
  const other = new Portal();
  fs.chmodSync(other.data, 0o755);
  await other.start();
  try {
    assert.equal(fs.statSync(other.data).mode & 0o777, 0o750);
    await said(other, /others could look into it/);
    await other.stop();
    other.stderr = '';
    await other.start();
    await other.stop();
    assert.ok(!/others could look into it/.test(other.stderr));
  } finally {
    await other.end();
  }
});
