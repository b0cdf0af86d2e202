// Certificates as an office has them: certbot asks an authority (pebble, here), which looks at our web root; the deploy hook
// installs what it gives; the running daemon notices. It is the recipe of congd(8), CERTIFICATES.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import tls from 'node:tls';
import { freePorts } from './lib/ports.mjs';
import { Portal, ROOT, said, scratch, until } from './lib/portal.mjs';

const NAME = 'binhgia.langson.example';
const HOOK = path.join(ROOT, 'packaging/certbot-deploy');
const IS_ROOT = process.getuid() === 0;

const folder = scratch();
fs.chmodSync(folder, 0o755);
const at = (name) => path.join(folder, name);
const webroot = at('webroot');
const challenges = path.join(webroot, '.well-known/acme-challenge');
const installed = (name) => path.join(at('tls'), name);

/* As the daemon runs where it is installed: as a user that is not root, and reads by its group. */
const nobody = fs.readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':')).find(([name]) => name === 'nobody');
const [uid, gid] = IS_ROOT ? [nobody[2], nobody[3]].map(Number) : [process.getuid(), process.getgid()];
const hookEnvironment = { CONGD_TLS: at('tls'), CONGD_GROUP: String(gid) };

const children = [];
const portals = [];
after(async () => {
  children.forEach((child) => child.kill('SIGKILL'));
  await Promise.all(portals.map((portal) => portal.end()));
});

/** A program that runs until the tests end. */
function run(program, args, env = {}) {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const running = { child, said: '' };
  children.push(child);
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (running.said += bytes));
  child.once('error', (error) => (running.said += error));
  return running;
}

/** A program that has to end well. */
async function finish(program, args, env = {}) {
  const running = run(program, args, env);
  const [code] = await once(running.child, 'close').catch((error) => [error]);
  assert.equal(code, 0, `${program}: ${running.said}`);
  return running.said;
}

/** A certificate of its own, as cert and key at these paths. */
const selfSigned = (name, cert, key) =>
  finish('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', `/CN=${name}`,
    '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', cert]);

/** The portal, with its plain port where the authority looks. */
async function serve(...args) {
  const data = at('data');
  if (!fs.existsSync(data)) {
    fs.mkdirSync(data, { mode: 0o750 });
    fs.chownSync(data, uid, gid);
  }
  const portal = new Portal({ data, asRoot: false, args: ['--set', `acme_folder=${webroot}`, '--set', `base_url=https://${NAME}`, ...args] });
  portals.push(portal);
  return portal.start();
}

/** A name server for which every name is this machine; gives its port. */
async function nameServer() {
  const A = 1;
  const socket = dgram.createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    /* Behind the head's 12 bytes stand the name, in pieces with their lengths, its type and its class. */
    let end = 12;
    while (query[end]) end += query[end] + 1;
    const isAddress = query.readUInt16BE(end + 1) === A;
    const head = Buffer.from([query[0], query[1], 0x81, 0x80, 0, 1, 0, Number(isAddress), 0, 0, 0, 0]);
    /* The name by its place, A, IN, a time of 0, four bytes. */
    const answer = Buffer.from(isAddress ? [0xc0, 12, 0, A, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1] : []);
    socket.send(Buffer.concat([head, query.subarray(12, end + 5), answer]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  socket.unref();
  return socket.address().port;
}

let plainPort;
let authority;
before(async () => {
  let directory, management;
  [plainPort, directory, management] = await freePorts(3);
  const dns = await nameServer();
  fs.mkdirSync(challenges, { recursive: true });
  await selfSigned('localhost', at('pebble.pem'), at('pebble.key'));
  fs.writeFileSync(at('pebble.json'), JSON.stringify({ pebble: {
    listenAddress: `127.0.0.1:${directory}`, managementListenAddress: `127.0.0.1:${management}`,
    certificate: at('pebble.pem'), privateKey: at('pebble.key'), httpPort: plainPort, tlsPort: plainPort, ocspResponderURL: '', externalAccountBindingRequired: false,
  } }));
  /* It looks each time: otherwise a name that was ours may be taken to be so still. */
  const environment = { PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0', PEBBLE_AUTHZREUSE: '0' };
  authority = run('pebble', ['-config', at('pebble.json'), '-dnsserver', `127.0.0.1:${dns}`], environment);
  authority.directory = `https://127.0.0.1:${directory}/dir`;
  await until(() => new Promise((resolve) => {
    assert.equal(authority.child.exitCode, null, authority.said);
    const socket = net.connect(directory, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  }), { why: 'the authority does not listen' });
});

const certbot = (...args) =>
  finish('certbot', [...args, '--non-interactive', '--config-dir', at('certbot'), '--work-dir', at('certbot-work'), '--logs-dir', at('certbot-logs')],
    { REQUESTS_CA_BUNDLE: at('pebble.pem'), ...hookEnvironment });

/** What the plain port answers. */
const plain = (target, method = 'GET') =>
  new Promise((resolve, reject) =>
    http.request({ host: '127.0.0.1', port: plainPort, method, path: target, agent: false, headers: { Host: NAME } }, (answer) => {
      let text = '';
      answer.on('data', (bytes) => (text += bytes)).on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    }).on('error', reject).end());

const connect = (portal) =>
  new Promise((resolve, reject) => {
    const socket = tls.connect({ host: portal.host, port: portal.port, servername: NAME, rejectUnauthorized: false }, () => resolve(socket));
    socket.once('error', reject);
  });
async function servedNumber(portal) {
  const socket = await connect(portal);
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

/** What it answers by TLS, on the agent's connection. */
const ask = (agent, portal, target = '/healthz') =>
  new Promise((resolve, reject) =>
    https.get({ host: portal.host, port: portal.port, path: target, agent, rejectUnauthorized: false, headers: { Host: NAME } }, (answer) => {
      let text = '';
      answer.on('data', (bytes) => (text += bytes));
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text, reused: answer.req.reusedSocket }));
    }).on('error', reject));

describe('a certificate', () => {
  let portal;

  test('is issued while the portal serves by HTTP alone, and the hook installs it for the group', async () => {
    portal = await serve('--listen', `127.0.0.1:${plainPort}`);
    await certbot('certonly', '--webroot', '-w', webroot, '-d', NAME, '--server', authority.directory, '--agree-tos', '--register-unsafely-without-email', '--deploy-hook', HOOK);
    for (const name of ['privkey.pem', 'fullchain.pem']) {
      const { mode, gid: group } = fs.statSync(installed(name));
      assert.equal(mode & 0o7777, 0o640, name);
      assert.equal(group, gid, name);
    }
    assert.deepEqual(fs.readdirSync(at('tls')).sort(), ['fullchain.pem', 'privkey.pem']);
    await portal.stop();
  });

  test('is renewed by the port that redirects, noticed by the running daemon, and open connections go on', async () => {
    portal = await serve('--redirect-listen', `127.0.0.1:${plainPort}`, '--tls-cert', installed('fullchain.pem'), '--tls-key', installed('privkey.pem'));
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
    const former = await servedNumber(portal);
    assert.equal((await plain('/')).status, 301);
    assert.equal((await ask(agent, portal)).status, 200);
    await certbot('renew', '--force-renewal', '--no-random-sleep-on-renew');
    await until(async () => {
      assert.equal((await ask(agent, portal)).status, 200);
      return (await servedNumber(portal)) !== former;
    }, { why: `the renewed certificate is not served: ${portal.stderr}` });
    const { status, reused } = await ask(agent, portal);
    assert.deepEqual({ status, reused }, { status: 200, reused: true });
    agent.destroy();
    const pem = fs.readFileSync(path.join(at('certbot'), 'live', NAME, 'fullchain.pem'), 'utf8');
    const socket = await connect(portal);
    const [, first] = pem.match(/-----BEGIN CERTIFICATE-----([^-]+)-----END/);
    assert.equal(socket.getPeerCertificate().raw.toString('base64'), first.replace(/\s/g, ''));
    socket.destroy();
    await said(portal, / info certificate: .* file=/);
    assert.ok(!/ (error|warn) (certificate|acme)/.test(portal.stderr), portal.stderr);
  });

  test('whose key the daemon may not read is told once, with the reason, and the former stays; mended it is taken', async () => {
    const former = await servedNumber(portal);
    await selfSigned(NAME, at('next.pem'), at('next.key'));
    /* As openssl and certbot leave it where root runs them; who is not root is refused his own file. */
    fs.chmodSync(at('next.key'), IS_ROOT ? 0o600 : 0);
    fs.renameSync(at('next.key'), installed('privkey.pem'));
    fs.renameSync(at('next.pem'), installed('fullchain.pem'));
    const told = / error certificate: .* error=".*privkey\.pem: Permission denied; it belongs to uid \d+, gid \d+ with mode 0[06]00, and this process runs as uid \d+/g;
    await until(() => told.test(portal.stderr), { why: portal.stderr });
    assert.equal(await servedNumber(portal), former);
    fs.chmodSync(installed('privkey.pem'), 0o640);
    if (IS_ROOT) fs.chownSync(installed('privkey.pem'), 0, gid);
    await until(async () => (await servedNumber(portal)) !== former, { why: `the mended key is not taken: ${portal.stderr}` });
    assert.equal(portal.stderr.match(told).length, 1, portal.stderr);
  });

  describe('a challenge', () => {
    const token = 'Abc-_09'.repeat(6);
    const write = (name, bytes) => fs.writeFileSync(path.join(challenges, name), bytes);
    const own = (name) => `/.well-known/acme-challenge/${name}`;

    test('is answered as text that nobody keeps, by HTTP and by HTTPS', async () => {
      write(token, `${token}.thumbprint`);
      for (const answer of [await plain(own(token)), await ask(false, portal, own(token))]) {
        assert.equal(answer.status, 200);
        assert.equal(answer.text, `${token}.thumbprint`);
        assert.match(answer.headers['content-type'], /^text\/plain/);
        assert.equal(answer.headers['cache-control'], 'no-store');
      }
    });

    test('is nothing else than a small file of that name, whatever else lies there', async () => {
      write('large', 'a'.repeat(4097));
      write('largest', 'a'.repeat(4096));
      write('binary', 'a\0b');
      write('with.dot', 'a');
      fs.mkdirSync(path.join(challenges, 'folder'));
      write('folder/inner', 'a');
      fs.symlinkSync('/etc/passwd', path.join(challenges, 'link'));
      await finish('mkfifo', [path.join(challenges, 'pipe')]);
      assert.equal((await plain(own('largest'))).text.length, 4096);
      for (const name of ['large', 'binary', 'with.dot', 'folder', 'folder/inner', 'link', 'pipe', 'missing', '', '..', '%2e%2e', '..%2fsecret', 'a'.repeat(129), 'ti%E1%BA%BFng'])
        assert.equal((await plain(own(name))).status, 404, name);
    });

    test('is not to be written, and all else by HTTP is still sent on', async () => {
      assert.equal((await plain(own(token), 'POST')).status, 308);
      assert.equal((await plain(own(token), 'HEAD')).status, 200);
      for (const target of ['/.well-known/security.txt', '/.well-known/acme-challenge', '/api/stats', `/a?b=${own(token)}`]) assert.equal((await plain(target)).status, 301, target);
    });
  });

  test('congd stops cleanly', () => portal.stop());
});
