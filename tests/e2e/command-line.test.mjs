// congd as its technician meets it: options, refusals, starting and stopping.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ALLOW_ROOT, Portal, said, scratch, startPortal, until } from './lib/portal.mjs';

let portal;
const settings = path.join(scratch(), 'congd.conf');
before(async () => {
  fs.writeFileSync(settings, 'search_rate = 500\n');
  portal = await startPortal({ args: ['--config', settings] });
});
after(() => portal?.end());

const run = (...args) => spawnSync(portal.binary, args, { encoding: 'utf8', env: portal.env, timeout: 120_000 });

test('help and version', () => {
  for (const args of [['--help'], ['--version'], ['version'], ['help', 'backup'], ['serve', '--help'], ['token', '--help']]) {
    const done = run(...args);
    assert.equal(done.status, 0, `${args}: ${done.stderr}`);
    assert.ok(done.stdout.length > 3);
  }
});

test('wrong use is 2, with a clear line', () => {
  for (const args of [[], ['khong-co'], ['help', 'khong-co'], ['serve', '--khong-co'], ['token', 'create', '--data', portal.data]]) {
    const done = run(...args);
    assert.equal(done.status, 2, `${args}: ${done.status} ${done.stderr}`);
    assert.ok(done.stderr.trim());
  }
});

test('what the portal refuses is told with the member that is wrong', async () => {
  const done = await portal.commandBeside('account', 'add', 'Lan', '--role', 'vua');
  assert.equal(done.status, 1, done.stdout);
  assert.match(done.stderr, /^congd: name: must have 2 to 60 characters: .*; role: does not take "vua"; .*\n$/);
});

test('a data folder that is named by mistake is told and not made', () => {
  const none = path.join(scratch(), 'khong-co');
  for (const [args, told] of [[['backup', 'list'], /there is no portal here/], [['restore', 'mot'], /in .*khong-co\/backup there is no backup mot; see congd backup list/]]) {
    const done = run(...args, '--data', none);
    assert.equal(done.status, 1, done.stdout);
    assert.match(done.stderr, told);
    assert.equal(fs.existsSync(none), false, `${args}`);
  }
  const out = path.join(path.dirname(none), 'ra');
  assert.match(run('export', '--all', out, '--data', none).stderr, /there is no portal here/);
  assert.equal(fs.existsSync(out), false);
  const empty = run('backup', 'list', '--data', portal.data);
  assert.deepEqual([empty.status, empty.stdout], [0, '']);
  assert.match(empty.stderr, /^congd: there is no backup in .*\/backup\n$/);
});

test('an unknown setting, a value out of bounds, a bad line of a file stop the start, and are named', () => {
  const folder = scratch();
  const data = path.join(folder, 'data');
  const file = path.join(folder, 'congd.conf');
  fs.writeFileSync(file, 'threads = 2\n\nlog_levle = info\n');
  const cases = [
    [['--set', 'khong_co=1'], /khong_co/], [['--set', 'threads=1000'], /threads/], [['--set', 'threads=x'], /threads/],
    [['--config', file], /congd\.conf.*3.*log_levle|congd\.conf:3/s],
    [['--config', path.join(folder, 'none')], /none/],
  ];
  for (const [args, named] of cases) {
    const done = run('serve', ...ALLOW_ROOT, '--data', data, '--listen', '127.0.0.1:0', ...args);
    assert.ok([1, 2].includes(done.status), `${args}: ${done.status} ${done.signal}`);
    assert.match(done.stderr, named);
  }
  assert.equal(fs.existsSync(path.join(data, 'cong.db')), false, 'nothing was made');
  const listen = run('serve', ...ALLOW_ROOT, '--data', data, '--listen', 'nonsense');
  assert.ok([1, 2].includes(listen.status));
  assert.match(listen.stderr, /nonsense/);
});

test('a second daemon on the same data refuses', () => {
  const done = run('serve', ...ALLOW_ROOT, '--data', portal.data, '--listen', '127.0.0.1:0');
  assert.equal(done.status, 1);
  assert.match(done.stderr, /lock|in use|running|process/i);
});

test('a port that is taken is named', () => {
  const done = run('serve', ...ALLOW_ROOT, '--data', path.join(scratch(), 'data'), '--listen', `127.0.0.1:${portal.port}`);
  assert.equal(done.status, 1);
  assert.ok(done.stderr.includes(String(portal.port)));
});

test('a token made before the first start works after it', async () => {
  const other = new Portal();
  const token = other.token('editor');
  await other.start();
  try {
    assert.equal((await other.api('GET', '/me', { token })).json.role, 'editor');
    await other.stop();
  } finally {
    await other.end();
  }
});

test('config shows every setting with its origin', () => {
  const done = spawnSync(portal.binary, ['config', '--set', 'threads=3'], { encoding: 'utf8', env: { ...portal.env, CONGD_LOG_LEVEL: 'debug' } });
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /threads.*3.*option/);
  assert.match(done.stdout, /log_level.*debug.*environment/);
  assert.match(done.stdout, /page_age.*default/);
});

test('the search can be evaluated on articles and queries of one\'s own', () => {
  const folder = scratch();
  const write = (name, rows) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n'));
    return file;
  };
  const evaluate = (articles, queries) =>
    spawnSync(portal.binary, ['search', 'evaluate', '--articles', articles, '--queries', queries], { encoding: 'utf8', env: portal.env });
  const articles = write('a', [
    { id: 7, title: 'Khánh thành đường liên xã', lead: 'Tóm tắt.', body: 'Nội dung.' },
    { id: 9, title: 'Thông báo lịch tiếp công dân', lead: null, body: 'Nội dung.' },
  ]);
  const queries = write('q', [{ set: 'bare', query: 'duong lien xa', gold: 7 }, { set: 'bare', query: 'qqq', gold: 9 }, { set: 'plain', query: 'Thông báo', gold: 9 }]);
  const done = evaluate(articles, queries);
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /^bare +2 +0\.500\/0\.500 +0\.000\/0\.000 /m);
  assert.match(done.stdout, /^plain +1 +1\.000\/1\.000 +1\.000\/1\.000 +1\.000\/1\.000 +1\.000\/1\.000 /m);
  assert.match(done.stdout, /^plain +1\.000\.\.1\.000 +1\.000\.\.1\.000 +\+0\.000\.\.\+0\.000$/m, 'how sure that is, beside BM25');
  assert.match(done.stdout, /^2 articles, /m);
  for (const [bad, words] of [[write('b', ['{"id":1']), /:1: not a JSON object/], [write('c', [{ id: 7, title: '', body: '' }]), /title/], [path.join(folder, 'none'), /No such file/]]) {
    const failed = evaluate(bad, queries);
    assert.equal(failed.status, 1, failed.stderr);
    assert.match(failed.stderr, words);
  }
  const hunt = (seconds) =>
    spawnSync(portal.binary, ['search', 'evaluate', '--articles', articles, '--queries', queries, '--hunt', seconds], { encoding: 'utf8', env: portal.env });
  const hunted = hunt('1');
  assert.equal(hunted.status, 0, hunted.stderr);
  assert.match(hunted.stdout, /^[1-9][0-9]* queries hunted.*\n +[0-9]+\.[0-9]  /m);
  for (const bad of ['0', '-1', 'x', '99999999']) assert.equal(hunt(bad).status, 2, bad);
  const sentences = write('s', [{ set: 'ask', query: 'Khi nào thì khánh thành đường liên xã và ai đến dự lễ khánh thành, đúng hay sai?', gold: 7 }, { set: 'ask', query: 'thông báo', gold: 9 }]);
  const signs = path.join(folder, 'signs');
  const note = () => spawnSync(portal.binary, ['search', 'evaluate', '--articles', articles, '--queries', sentences, '--signs', signs], { encoding: 'utf8', env: portal.env });
  assert.equal(note().status, 0);
  const [heading, ...rows] = fs.readFileSync(signs, 'utf8').trimEnd().split('\n').map((line) => line.split('\t'));
  assert.deepEqual(heading, ['question', 'wanted', 'amounts', 'pairs', 'near', 'title', 'found', 'brevity']);
  assert.deepEqual(rows.map((row) => row.slice(0, 2)), [['1', '1']], 'few words are no question in a sentence');
  assert.ok(rows[0].slice(2).every((sign) => Number(sign) >= 0 && Number(sign) <= 1), rows[0].join(' '));
  const again = note();
  assert.equal(again.status, 1, 'a file that is there is not written over');
  assert.match(again.stderr, /signs: File exists/);
  const unknown = evaluate(articles, write('d', [{ set: 'x', query: 'y', gold: 5 }]));
  assert.equal(unknown.status, 1);
  assert.match(unknown.stderr, /gold 5/);
  assert.equal(spawnSync(portal.binary, ['search', 'evaluate'], { env: portal.env }).status, 2);
});

test('what is secret is readable by its owner alone', () => {
  for (const name of ['cong.db', 'day.key', 'visits.journal', 'control.sock', '.']) {
    const file = path.join(portal.data, name);
    if (name !== 'day.key' || fs.existsSync(file)) assert.equal(fs.statSync(file).mode & 0o007, 0, name);
  }
});

test('SIGHUP keeps it running, and what waits for the next start is named', async () => {
  fs.writeFileSync(settings, 'search_rate = 400\nmiss_rate = 7\nlog_format = text\n');
  portal.child.kill('SIGHUP');
  await said(portal, /warn reload: .*what else changed holds from the next start changed="search_rate, miss_rate"/);
  fs.writeFileSync(settings, 'search_rate = 500\n');
  portal.child.kill('SIGHUP');
  await said(portal, /info reload: .*nothing waits for the next start/);
  assert.equal((await portal.page('/')).status, 200);
});

test('SIGTERM lets a request that has begun finish', async () => {
  const body = JSON.stringify({ title: 'Gửi đúng lúc dừng máy' });
  const socket = net.connect(portal.port, portal.host);
  let answer = '';
  socket.on('data', (bytes) => { answer += bytes; });
  socket.write(`POST /api/articles HTTP/1.1\r\nHost: ${portal.host}\r\nAuthorization: Bearer ${portal.token('editor')}\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`);
  await until(() => answer.includes('100 Continue'));
  const stopped = portal.stop();
  await until(() => portal.stderr.includes(' stopping: '));
  socket.write(body);
  await until(() => /HTTP\/1\.1 201 /.test(answer), { why: `no answer: ${answer}` });
  await stopped;
  await portal.start();
  assert.ok((await portal.everything()).articles.some((row) => row.slug === 'gui-dung-luc-dung-may'));
});

test('congd stops cleanly', () => portal.stop());
