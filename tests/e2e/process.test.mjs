// congd as a process: what it is started with, whom it runs as, and what it can still do once it serves.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { below } from './lib/folder.mjs';
import { PATIENCE_MS } from './lib/patience.mjs';
import { freePorts } from './lib/ports.mjs';
import { ALLOW_ROOT, Portal, childrenOf, picture, readData, said, scratch, until } from './lib/portal.mjs';

const portals = [];
after(() => Promise.all(portals.map((portal) => portal.end())));

/** A portal started with descriptors closed, as `sh` does it: what it says at its start may go nowhere. */
async function startWith(closing) {
  const portal = new Portal();
  portals.push(portal);
  const editor = portal.token('editor');
  Object.assign(portal, { host: '127.0.0.1', port: (await freePorts(1))[0] });
  const command = [portal.binary, 'serve', ...ALLOW_ROOT, ...portal.where(), '--listen', `${portal.host}:${portal.port}`];
  portal.child = spawn('sh', ['-c', `exec "$@" ${closing}`, 'sh', ...command], { env: portal.env, stdio: ['ignore', 'pipe', 'pipe'] });
  portal.child.stderr.on('data', (bytes) => { portal.stderr += bytes; });
  portal.exit = new Promise((resolve) => portal.child.once('exit', (code, signal) => resolve({ code, signal })));
  await until(() => portal.request('GET', '/healthz').then(({ status }) => status === 200, () => false), { why: `it does not serve with ${closing}: ${portal.stderr}` });
  return { portal, editor };
}

for (const closing of ['0<&-', '1>&-', '2>&-', '0<&- 1>&- 2>&-']) {
  test(`started with ${closing} it takes pictures: the helper's socket is nobody's standard error`, async () => {
    const { portal, editor } = await startWith(closing);
    const answer = await portal.form('POST', '/media', { file: picture('photo.jpg') }, { token: editor });
    assert.equal(answer.status, 201, answer.text);
    await portal.stop();
  });
}

test('a token that standard output cannot take is a failure, not a secret that nobody saw', async () => {
  const portal = new Portal();
  const child = spawn('sh', ['-c', 'exec "$@" >&-', 'sh', portal.binary, 'token', 'create', ...portal.where(), '--name', 'x', '--role', 'reader'],
    { env: portal.env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (bytes) => { stderr += bytes; });
  const [code] = await once(child, 'close');
  assert.equal(code, 1);
  assert.match(stderr, /cannot write to standard output/);
});

// ---- whom it runs as ------------------------------------------------------------------------------

const IS_ROOT = process.getuid() === 0;
const passwd = (name) => fs.readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':')).find(([entry]) => entry === name);
const nobody = passwd('nobody');
const heir = passwd('congd') ?? nobody;
const [uid, gid] = [nobody[2], nobody[3]].map(Number);

const start = async (options) => {
  const portal = new Portal(options);
  portals.push(portal);
  return portal.start();
};

/** A folder that everybody can reach, as /var/lib is; what lies there is made by the test, or by congd. */
function reachable() {
  const folder = scratch();
  fs.chmodSync(folder, 0o755);
  return path.join(folder, 'data');
}

/** A data folder of that user. */
function folderOf(owner = uid, group = gid) {
  const data = reachable();
  fs.mkdirSync(data, { mode: 0o750 });
  fs.chownSync(data, owner, group);
  return data;
}

const status = (pid) => Object.fromEntries(fs.readFileSync(`/proc/${pid}/status`, 'utf8').split('\n').map((line) => line.split(/:\s*/, 2)));

/** Every process of the portal, with the picture's helper and its keeper. */
const processesOf = (portal) => {
  const [keeper] = childrenOf(portal.child.pid);
  return [portal.child.pid, keeper, ...childrenOf(keeper)];
};

function assertRunsAs(portal, user, group) {
  const pids = processesOf(portal);
  assert.equal(pids.length, 3);
  for (const pid of pids) {
    const { Uid, Gid, Groups, CapEff, CapPrm } = status(pid);
    assert.deepEqual(new Set(Uid.split('\t').map(Number)), new Set([user]), `process ${pid}: ${Uid}`);
    assert.deepEqual(new Set(Gid.split('\t').map(Number)), new Set([group]), `process ${pid}: ${Gid}`);
    assert.equal(Groups.trim(), '', `process ${pid}`);
    for (const caps of [CapEff, CapPrm]) assert.match(caps, /^0+$/, `process ${pid}`);
  }
}

const filesOf = (folder) => [folder, ...below(folder)];

function assertAllBelongTo(folder, user) {
  const others = filesOf(folder).filter((file) => fs.lstatSync(file).uid !== user);
  assert.deepEqual(others, []);
}

const run = (...args) => spawnSync(new Portal().binary, args, { encoding: 'utf8', env: new Portal().env, timeout: PATIENCE_MS });
const serve = (data, ...args) => run('serve', '--data', data, '--listen', '127.0.0.1:0', ...args);

function assertRefused(done, ...words) {
  assert.equal(done.status, 1, done.stderr);
  const [line] = done.stderr.split('\n').filter((text) => text.startsWith('congd: '));
  for (const word of words) assert.match(line, word);
}

/** A port that only root may take, and nobody has. */
async function lowPort() {
  for (let port = 1023; port > 600; port--) {
    const server = net.createServer();
    const taken = await new Promise((resolve) => server.once('error', ({ code }) => resolve(code)).listen(port, '127.0.0.1', () => resolve(null)));
    if (!taken) await new Promise((resolve) => server.close(resolve));
    if (taken !== 'EADDRINUSE') return port;
  }
  throw new Error('no port is free');
}

const lowIsFree = Number(fs.readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8')) <= 600;

describe(IS_ROOT ? 'started by root' : 'started by an ordinary user', () => {
  if (!IS_ROOT) {
    test('it serves as that user, and asks nobody for more', async () => {
      const portal = await start();
      assert.equal(status(portal.child.pid).Uid.split('\t')[1], String(process.getuid()));
      await portal.stop();
    });

    test('a user of the settings whom only root can become is refused, and named', () => {
      assertRefused(serve(reachable(), '--user', 'root'), /only root can become user root/);
    });

    test('an address that only root may take is named with the reason', async () => {
      const port = await lowPort();
      const done = lowIsFree ? null : run('serve', '--data', reachable(), '--listen', `127.0.0.1:${port}`);
      if (done) assertRefused(done, new RegExp(`127.0.0.1:${port}.*Permission denied`));
    });
    return;
  }

  test('a port below 1024 works with a folder of another owner, who then is who serves, without any group of root\'s', async () => {
    const port = await lowPort();
    const portal = await start({ asRoot: false, data: folderOf(), args: ['--listen', `127.0.0.1:${port}`] });
    assert.deepEqual(portal.addresses.map((address) => Number(address.port || 80))[1], port);
    assertRunsAs(portal, uid, gid);
    const answer = await portal.form('POST', '/media', { file: picture('photo.jpg') }, { as: 'editor' });
    assert.equal(answer.status, 201, answer.text);
    await portal.post({ title: 'Của người khác', status: 'published' });
    assert.equal((await portal.page('/')).status, 200);
    assertAllBelongTo(portal.data, uid);
    await portal.stop();
    assertAllBelongTo(portal.data, uid);
  });

  test('an owner whom the machine has no name for is served as too, never with root\'s group', async () => {
    const portal = await start({ asRoot: false, data: folderOf(54321, 0) });
    assertRunsAs(portal, 54321, 54321);
    await portal.stop();
  });

  test('a folder that this start makes is given to congd or nobody, and the log says so', async () => {
    const portal = await start({ asRoot: false, data: reachable() });
    await said(portal, new RegExp(` data_folder: .* path=${portal.data} made_for_user=${heir[0]}\n`));
    assertRunsAs(portal, Number(heir[2]), Number(heir[3]));
    assertAllBelongTo(portal.data, Number(heir[2]));
    await portal.stop();
    await portal.start();
    assertRunsAs(portal, Number(heir[2]), Number(heir[3]));
    await portal.stop();
  });

  test('the user of the settings comes before the owner, and gets the folder that is made', async () => {
    const other = passwd('daemon');
    const portal = await start({ asRoot: false, data: reachable(), args: ['--user', 'daemon'] });
    assertRunsAs(portal, Number(other[2]), Number(other[3]));
    assertAllBelongTo(portal.data, Number(other[2]));
    await portal.stop();
    const data = folderOf();
    assertRefused(serve(data, '--user', 'daemon'), /user daemon cannot work in the data folder/, new RegExp(`${data}: Permission denied`));
    assert.deepEqual(fs.readdirSync(data), []);
  });

  test('a folder of root\'s is refused with what to do, and with --allow-root it is served by root', async () => {
    const data = folderOf(0, 0);
    assertRefused(serve(data), /belongs to root, and serving as root is refused/, /--allow-root/, /chown/);
    assertRefused(serve(data, '--user', 'root'), /serving as root is refused/);
    assert.deepEqual(fs.readdirSync(data), [], 'nothing was made');
    const portal = await start({ data });
    assert.equal(status(portal.child.pid).Uid.split('\t')[1], '0');
    await portal.stop();
  });

  test('a user who does not exist, and a folder that the user cannot reach, are named, and nothing is left behind', () => {
    const data = reachable();
    assertRefused(serve(data, '--user', 'khong-co'), /user khong-co does not exist/);
    const hidden = path.join(scratch(), 'data');
    assertRefused(serve(hidden), new RegExp(`user ${heir[0]} cannot work in the data folder ${hidden}: Permission denied`));
    assertRefused(serve(path.join(data, 'deep')), /No such file or directory/);
    for (const folder of [data, hidden]) assert.equal(fs.existsSync(folder), false, folder);
  });

  test('an address that is taken is named before anything is made', async () => {
    const taken = net.createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address();
    const data = folderOf();
    assertRefused(run('serve', '--data', data, '--listen', `127.0.0.1:${port}`), new RegExp(`127.0.0.1:${port}: Address already in use; --listen ADDR:PORT takes another`));
    assert.deepEqual(fs.readdirSync(data), []);
    taken.close();
  });

  test('commands leave no file of root\'s, with a daemon and without', async () => {
    const portal = new Portal({ asRoot: false, data: reachable() });
    portals.push(portal);
    const lines = path.join(scratch(), 'lines');
    fs.writeFileSync(lines, `${JSON.stringify({ external_id: 'a', title: 'Từ tệp', status: 'published' })}\n`);
    const all = () => {
      for (const args of [['token', 'create', '--name', 'x', '--role', 'admin'], ['token', 'list'], ['stats', 'adjust', '--visits', '5', '--note', 'x'], ['import', lines], ['audit', 'verify'], ['media', 'check']]) {
        const done = portal.command(...args);
        assert.equal(done.status, 0, `${args}: ${done.stderr}`);
        assertAllBelongTo(portal.data, Number(heir[2]));
      }
    };
    all();
    await portal.start();
    all();
    await portal.stop();
  });

  test('a key that only root may read is read before root is given up; a reload that cannot read it keeps the former', async () => {
    const folder = path.dirname(reachable());
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(folder, name));
    const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost'], { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    fs.chmodSync(key, 0o600);
    const portal = await start({ asRoot: false, data: folderOf(), args: ['--tls-cert', cert, '--tls-key', key] });
    assertRunsAs(portal, uid, gid);
    const works = () => spawnSync('curl', ['-ksSf', `${portal.url}/healthz`], { encoding: 'utf8' });
    assert.equal(works().status, 0);
    portal.child.kill('SIGHUP');
    await until(() => / error reload: .*key\.pem/.test(portal.stderr), { why: portal.stderr });
    assert.equal(works().status, 0);
    await portal.stop();
  });

  test('a demonstration is nobody\'s, and leaves nothing behind', async () => {
    const folder = path.dirname(reachable());
    fs.chmodSync(folder, 0o1777);
    const portal = await start({ asRoot: false, args: ['--demo'], env: { TMPDIR: folder } });
    assertRunsAs(portal, Number(heir[2]), Number(heir[3]));
    assert.equal((await portal.page('/')).status, 200);
    await portal.stop();
    assert.deepEqual(fs.readdirSync(folder), []);
  });
});
