// What goes out goes through another process: congd out, over a local socket, with rules of its own.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { PATIENCE_MS } from './lib/patience.mjs';
import { png } from './lib/pictures.mjs';
import { ALLOW_ROOT, Portal, childrenOf, picture, scratch, startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

const { binary, env } = new Portal();
const folder = scratch();
const socket = path.join(folder, 'out.sock');
let portal, server, other, out;
let visits = [], marked = 0;

const listen = async (host, port = 0) => {
  const made = http.createServer((req, res) => {
    visits.push(`${host}${req.url}`);
    if (req.url.startsWith('/silent.png')) return;
    res.end(png(40, 30, (x, y) => [x * 3, y * 5, marked++ & 255]));
  }).listen(port, host);
  await once(made, 'listening');
  return made;
};

/** Starts congd out and waits until it listens. */
async function startOut(...args) {
  const child = spawn(binary, ['out', ...ALLOW_ROOT, '--data', path.join(folder, 'no-data'), '--listen-unix', socket, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { child, stdout: '', stderr: '', exit: once(child, 'exit') };
  child.stdout.on('data', (bytes) => { said.stdout += bytes; });
  child.stderr.on('data', (bytes) => { said.stderr += bytes; });
  await until(() => said.stdout.includes(`listening on ${socket}`), { why: `congd out does not listen: ${said.stderr}` });
  return said;
}

async function stopOut() {
  out.child.kill('SIGTERM');
  const [code] = await out.exit;
  assert.equal(code, 0, out.stderr);
  assert.doesNotMatch(out.stderr, /Sanitizer|runtime error/);
}

before(async () => {
  server = await listen('127.0.0.1');
  other = await listen('127.0.0.2', server.address().port);
  const { port } = server.address();
  out = await startOut('--set', `import_from=127.0.0.1:${port}`, '--set', 'webhooks=yes', '--set', `push_to=127.0.0.1:${port}`);
  portal = await startPortal({ args: ['--set', 'webhooks=yes', '--set', `push_to=127.0.0.1:${port}, 127.0.0.2:${port}`, '--set', 'write_rate=0', '--set', 'error_rate=0', '--set', 'import_pictures=yes', '--set', 'check_links=yes', '--set', `import_from=127.0.0.2:${port}`, '--out-socket', socket] });
});
after(async () => {
  await portal?.end();
  out?.child.kill('SIGKILL');
  for (const one of [server, other]) {
    one?.closeAllConnections();
    one?.close();
  }
});

const post = (where, host = '127.0.0.1') => portal.api('POST', '/articles?import_pictures=true', {
  as: 'author', body: { title: `Ảnh qua tiến trình khác ${marked++}`, body: `<img alt="Lễ" src="http://${host}:${server.address().port}${where}">`, body_format: 'html' } });
const count = async () => (await portal.everything()).articles.length;

test('a picture of another site is fetched by it and not by a child of the daemon', async () => {
  const [keeper] = childrenOf(portal.child.pid);
  const asked = post('/silent.png?who');
  await until(() => visits.includes('127.0.0.1/silent.png?who') || childrenOf(out.child.pid).length, { why: 'nobody was asked' });
  assert.equal(childrenOf(out.child.pid).length, 1);
  assert.deepEqual(childrenOf(childrenOf(keeper)[0]), []);
  const { status, json, text } = await post('/one.png');
  assert.equal(status, 201, text);
  assert.match(json.body.text, /\/media\/[0-9a-z]+\.jpg/);
  server.closeAllConnections();
  assert.equal((await asked).status, 422);
});

test('where it may go is its own to say, whatever the daemon allows', async () => {
  visits = [];
  assertProblem(await post('/secret.png', '127.0.0.2'), 422, 'invalid-input', { pointer: '/body', detail: /mạng nội bộ/ });
  assert.deepEqual(visits, []);
});

test('links are asked for by it too, by its own rules', async () => {
  const { port } = server.address();
  const link = (host) => `<a href="http://${host}:${port}/trang?link">x</a>`;
  await portal.post({ title: 'Liên kết', status: 'published', body_format: 'html', body: `<p>${link('127.0.0.1')} ${link('127.0.0.2')}</p>` });
  await until(() => visits.includes('127.0.0.1/trang?link'), { why: 'the link is not asked for' });
  assert.ok(!visits.includes('127.0.0.2/trang?link'));
});

test('webhooks are told by it too, by its own rules', async () => {
  const told = async (host) => {
    const hook = (await portal.api('POST', '/webhooks', { as: 'admin', body: { name: host, url: `http://${host}:${server.address().port}/nhan` } })).json;
    await portal.api('POST', `/webhooks/${hook.id}/test`, { as: 'admin' });
    const one = await until(async () => { const [first] = (await portal.api('GET', `/webhooks/${hook.id}/deliveries`, { as: 'admin' })).json.items; return first.attempts && first; });
    assert.equal((await portal.api('DELETE', `/webhooks/${hook.id}`, { as: 'admin' })).status, 204);
    return one;
  };
  assert.deepEqual((({ state, status }) => [state, status])(await told('127.0.0.1')), ['taken', 200]);
  assert.equal((await told('127.0.0.2')).fault, 'forbidden');
  assert.deepEqual(visits.filter((one) => one.endsWith('/nhan')), ['127.0.0.1/nhan']);
});

test('while it is gone a picture is refused with a word that says why, everything else goes on, and it comes back', async () => {
  await stopOut();
  const articles = await count();
  const answer = await post('/two.png');
  assertProblem(answer, 503, 'unavailable', { detail: /phần ra mạng/ });
  assert.ok(answer.headers['retry-after']);
  assert.equal(await count(), articles, 'nothing is saved by half');
  await until(() => / error fetch: .* error="nobody answers at out_socket"/.test(portal.stderr), { why: 'it is not told' });
  const upload = await portal.form('POST', '/media', { file: picture('photo.jpg') }, { as: 'editor' });
  assert.equal(upload.status, 201, 'pictures that are sent do not need it');
  out = await startOut('--set', `import_from=127.0.0.1:${server.address().port}`);
  assert.equal((await post('/two.png')).status, 201);
});

test('killed while it fetches, that request is told, and the next is served', async () => {
  const asked = post('/silent.png?killed');
  await until(() => visits.includes('127.0.0.1/silent.png?killed'));
  const children = childrenOf(out.child.pid);
  out.child.kill('SIGKILL');
  assertProblem(await asked, 503, 'unavailable');
  await until(() => children.every((pid) => !fs.existsSync(`/proc/${pid}`)), { why: 'its children outlive it' });
  out = await startOut('--set', `import_from=127.0.0.1:${server.address().port}`);
  assert.equal((await post('/three.png')).status, 201);
});

test('it holds nothing of the data folder and no network of its own making', () => {
  const files = fs.readdirSync(`/proc/${out.child.pid}/fd`).map((fd) => fs.readlinkSync(`/proc/${out.child.pid}/fd/${fd}`));
  assert.deepEqual(files.filter((file) => file.startsWith(portal.data) || /cong\.db|\.key/.test(file)), []);
  assert.ok(!fs.existsSync(path.join(folder, 'no-data')), 'it makes no data folder');
  const status = fs.readFileSync(`/proc/${out.child.pid}/status`, 'utf8');
  assert.match(status, /^NoNewPrivs:\t1$/m);
  assert.match(status, /^Seccomp:\t2$/m);
  assert.equal(fs.statSync(socket).mode & 0o777, 0o600);
});

test('many who connect and say nothing, or nonsense, keep nobody waiting for long', async () => {
  const silent = Array.from({ length: 24 }, (_, i) => {
    const one = net.connect(socket).on('error', () => {});
    if (i % 2) one.write('GET / HTTP/1.1\r\n\r\n');
    return one;
  });
  const ends = silent.map((one) => new Promise((resolve) => { one.once('close', resolve); one.resume(); }));
  assert.equal((await post('/four.png')).status, 201);
  await Promise.all(ends);
  assert.equal((await post('/five.png')).status, 201);
});

test('the socket of systemd is taken, and without one it says what is missing', async () => {
  const none = spawnSync(binary, ['out', ...ALLOW_ROOT], { env, encoding: 'utf8', timeout: PATIENCE_MS });
  assert.equal(none.status, 1);
  assert.match(none.stderr, /congd-out\.socket.*--listen-unix/);
  const program = `
import os, socket, sys
s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(4)
os.dup2(s.fileno(), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1')
os.execv(sys.argv[2], sys.argv[2:])`;
  await stopOut();
  fs.rmSync(socket, { force: true });
  const child = spawn('python3', ['-c', program, socket, binary, 'out', ...ALLOW_ROOT, '--import-from', `127.0.0.1:${server.address().port}`], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  out = { child, stderr: '', exit: once(child, 'exit') };
  child.stderr.on('data', (bytes) => { out.stderr += bytes; });
  await until(() => / listening: /.test(out.stderr) || child.exitCode !== null);
  assert.equal((await post('/six.png')).status, 201, out.stderr);
  await stopOut();
});
