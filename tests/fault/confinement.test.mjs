// What the daemon can still do once it serves: its self-test, what the kernel says of every thread, what must go on
// working from within (certificates renewed, settings read again), and kernels that have no means to confine.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, test } from 'node:test';
import { PATIENCE_MS } from '../e2e/lib/patience.mjs';
import { ALLOW_ROOT, Portal, childrenOf, picture, said, scratch, until } from '../e2e/lib/portal.mjs';

const portals = [];
after(() => Promise.all(portals.map((portal) => portal.end())));
const start = async (options) => {
  const portal = new Portal(options);
  portals.push(portal);
  return portal.start();
};

const { binary, env } = new Portal();
const IS_SANITIZED = /__(asan|tsan)_init/.test(fs.readFileSync(binary, 'latin1'));

/** Runs a program on another kernel; see there. */
const kernel = path.join(scratch(), 'kernel');
const built = spawnSync('cc', ['-Wall', '-o', kernel, path.join(path.dirname(fileURLToPath(import.meta.url)), 'lib/kernel.c')], { encoding: 'utf8' });
assert.equal(built.status, 0, built.stderr);
/** The version of this kernel's Landlock, below 1 where it has none: then files are the user's alone to guard. */
const LANDLOCK = Number(spawnSync(kernel, ['landlock'], { encoding: 'utf8' }).stdout);

const KILLED = ['execute a program', 'read another process\'s memory', 'open an internet socket', 'open a local socket', 'connect', 'bind an address',
  'map memory as a program', 'turn memory into a program', 'change the user', 'enter a new name space', 'mount', 'set up an io_uring',
  'load a program into the kernel', 'add a key'];
const KILLED_IN_PLAIN_BUILDS = ['fork a process', 'be traced', 'signal another process'];
const REFUSED = ['make a call that is not known', 'make a request to a device that is not known', 'read a file elsewhere', 'list a folder elsewhere',
  'create a file beside the data folder', 'write a file beside the data folder', 'cut a file beside the data folder', 'remove a file beside the data folder',
  'move a file out of the data folder', 'link a file into the data folder', 'write the settings'];
const WORKS = ['read the settings', 'write and move in the data folder', 'move between folders of the data folder', 'start a thread', 'ask the helper'];

test('each way out is stopped, and what serving needs is not', () => {
  const folder = scratch();
  const config = path.join(scratch(), 'congd.conf');
  fs.writeFileSync(config, 'threads = 2\n');
  const data = path.join(folder, 'data');
  const done = spawnSync(binary, ['serve', ...ALLOW_ROOT, '--data', data, '--listen', '127.0.0.1:0', '--config', config, '--self-test-confinement'], { env, encoding: 'utf8', timeout: PATIENCE_MS });
  const said = new Map(done.stdout.trim().split('\n').map((line) => line.split(': ')));
  const expect = (names, word) => names.forEach((name) => assert.equal(said.get(name), word, `${name}\n${done.stdout}`));
  expect(KILLED, 'killed');
  expect(KILLED_IN_PLAIN_BUILDS, IS_SANITIZED ? 'not tried' : 'killed');
  expect(['change limits'], IS_SANITIZED ? 'not tried' : 'refused');
  expect(REFUSED.slice(0, LANDLOCK < 1 ? 2 : undefined), 'refused');
  expect(WORKS.filter((name) => LANDLOCK !== 1 || !/between/.test(name)), 'works');
  assert.equal(done.status, LANDLOCK < 1 ? 1 : 0, `${done.stdout}${done.stderr}`);
  assert.equal(said.size, KILLED.length + KILLED_IN_PLAIN_BUILDS.length + 1 + REFUSED.length + WORKS.length);
  assert.deepEqual(fs.readdirSync(folder), ['data'], 'it clears up');
});

const statuses = (pid) => fs.readdirSync(`/proc/${pid}/task`).map((thread) => fs.readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8'));

test('no thread is left out, and neither the helper nor its keeper can gain a right', async () => {
  const portal = await start();
  const threads = statuses(portal.child.pid);
  assert.ok(threads.length > 8, `${threads.length} threads`);
  for (const status of threads) {
    assert.match(status, /^NoNewPrivs:\t1$/m);
    assert.match(status, /^Seccomp:\t2$/m);
  }
  await said(portal, LANDLOCK < 1 ? / warn confinement: Landlock is not in this kernel/ : new RegExp(` info confinement: .* landlock=${LANDLOCK} seccomp=yes`));
  const [keeper] = childrenOf(portal.child.pid);
  for (const pid of [keeper, ...childrenOf(keeper)]) {
    assert.match(fs.readFileSync(`/proc/${pid}/status`, 'utf8'), /^NoNewPrivs:\t1$/m);
    if (!IS_SANITIZED) assert.equal(statuses(pid).length, 1, 'a sanitizer may have a thread of its own there');
  }
  await portal.stop();
});

function makeCertificate(folder, name, number) {
  const files = [path.join(folder, `privkey${number}.pem`), path.join(folder, `fullchain${number}.pem`)];
  const done = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', `/CN=${name}`,
    '-keyout', files[0], '-out', files[1]], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return files;
}

/** As certbot does it: links of one folder lead to the files of another, and change. */
function linkCertificate(live, files) {
  ['privkey.pem', 'fullchain.pem'].forEach((name, i) => {
    fs.rmSync(path.join(live, name), { force: true });
    fs.symlinkSync(path.relative(live, files[i]), path.join(live, name));
  });
}

test('a renewed certificate and changed settings are read from within', async () => {
  const folder = scratch();
  const [live, archive] = ['live', 'archive'].map((name) => path.join(folder, name));
  const config = path.join(scratch(), 'congd.conf');
  [live, archive].forEach((name) => fs.mkdirSync(name));
  linkCertificate(live, makeCertificate(archive, 'cu.example', 1));
  fs.writeFileSync(config, 'log_level = info\n');
  const portal = await start({ args: ['--config', config, '--tls-cert', path.join(live, 'fullchain.pem'), '--tls-key', path.join(live, 'privkey.pem')] });
  linkCertificate(live, makeCertificate(archive, 'moi.example', 2));
  fs.writeFileSync(`${config}.new`, 'log_level = info\nlog_format = json\n');
  fs.renameSync(`${config}.new`, config);
  portal.child.kill('SIGHUP');
  await until(() => /"event":"certificate"/.test(portal.stderr), { why: portal.stderr });
  const told = spawnSync('curl', ['-kvsS', `${portal.url}/healthz`], { encoding: 'utf8' });
  assert.match(told.stderr, /subject: CN=moi\.example/);
  await portal.stop();
});

test('a media folder that is a link to another disk goes on working', async () => {
  const portal = new Portal();
  portals.push(portal);
  const disk = path.join(scratch(), 'disk');
  fs.mkdirSync(disk);
  fs.symlinkSync(disk, path.join(portal.data, 'media'));
  await portal.start();
  const answer = await portal.form('POST', '/media', { file: picture('photo.jpg') }, { as: 'editor' });
  assert.equal(answer.status, 201, answer.text);
  assert.ok(fs.readdirSync(disk).length > 2);
  assert.equal((await portal.request('GET', answer.json.url, { as: 'editor' })).status, 200);
  await portal.stop();
});

test('a kernel without Landlock and seccomp, as in some containers, is told in the log and served on', async () => {
  const portal = new Portal();
  portals.push(portal);
  const child = spawn(kernel, ['bare', binary, 'serve', ...ALLOW_ROOT, ...portal.where(), '--listen', '127.0.0.1:0'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  portal.child = child;
  portal.exit = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  let stdout = '';
  child.stdout.on('data', (bytes) => { stdout += bytes; });
  child.stderr.on('data', (bytes) => { portal.stderr += bytes; });
  const [, host, port] = await until(() => stdout.match(/listening on http:\/\/(\S+):(\d+)/), { why: 'it does not listen' });
  Object.assign(portal, { host, port: Number(port) });
  await said(portal, / warn confinement: Landlock is not in this kernel/);
  await said(portal, / warn confinement: seccomp is not in this kernel/);
  await portal.post({ title: 'Vẫn phục vụ', status: 'published' });
  assert.match((await portal.page('/')).text, /Vẫn phục vụ/);
  /* A picture is decoded by a process that is confined, or not at all. */
  const refused = await portal.form('POST', '/media', { file: picture('photo.jpg') }, { as: 'editor' });
  assert.equal(refused.status, 500);
  await portal.stop();
});

test('a kernel that has the means and refuses them stops the start, which says what and why', { skip: LANDLOCK < 1 && 'this kernel has no Landlock' }, () => {
  const done = spawnSync(kernel, ['full', binary, 'serve', ...ALLOW_ROOT, '--data', path.join(scratch(), 'data'), '--listen', '127.0.0.1:0'], { env, encoding: 'utf8', timeout: PATIENCE_MS });
  assert.equal(done.status, 1, done.stderr);
  assert.match(done.stderr, /^congd: the process cannot be confined: Landlock: Argument list too long$/m);
});
