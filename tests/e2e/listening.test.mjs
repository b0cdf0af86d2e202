// Where congd listens: several addresses at once, and sockets that systemd hands over.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import { startPortalWithinADay } from './lib/day.mjs';
import { exchange } from './lib/http.mjs';
import { ALLOW_ROOT, BROWSER, Portal, said, scratch, startPortal, until } from './lib/portal.mjs';
import { Supervisor } from './lib/supervisor.mjs';

const portals = [];
const start = async (options) => {
  const portal = await startPortal(options);
  portals.push(portal);
  return portal;
};
after(() => Promise.all(portals.map((portal) => portal.end())));

const get = (host, port, target) => exchange(host, port, 'GET', target, { 'User-Agent': BROWSER });

test('it answers on every address that is named, IPv4 and IPv6, and counts the visitors of both', async () => {
  const portal = await startPortalWithinADay({ args: ['--listen', '127.0.0.2:0', '--listen', '[::1]:0'] });
  portals.push(portal);
  assert.deepEqual(portal.addresses.map((address) => address.hostname), ['127.0.0.1', '127.0.0.2', '[::1]']);
  for (const { hostname, port } of portal.addresses) {
    assert.equal((await get(hostname.replace(/[[\]]/g, ''), port, '/')).status, 200, hostname);
  }
  const stats = (await portal.api('GET', '/stats')).json;
  assert.equal(stats.views.today, 3);
  assert.equal(stats.today, 2, 'both IPv4 requests come from 127.0.0.1, the third from ::1');
  await portal.stop();
});

test('pages and feeds name an IPv6 address in its brackets, when that is the first one listened on', async () => {
  const supervisor = new Supervisor(new Portal().binary, 'serve', ...ALLOW_ROOT, '--data', path.join(scratch(), 'data'), '--listen', '[::1]:8080');
  try {
    const port = await supervisor.told('port');
    supervisor.next();
    const page = await get('127.0.0.1', port, '/'), feed = await get('127.0.0.1', port, '/rss.xml');
    assert.deepEqual([page.status, feed.status], [200, 200], supervisor.stderr);
    assert.ok(page.text.includes('<link rel="canonical" href="http://[::1]:8080/">'), page.text.slice(0, 2000));
    assert.ok(feed.text.includes('http://[::1]:8080/'), feed.text);
    process.kill(await supervisor.told('pid'), 'SIGTERM');
    await supervisor.told('gone');
  } finally {
    await supervisor.end();
  }
});

test('pages name paths alone on a socket handed over when no address is set, and not one that nobody listens on', async () => {
  const supervisor = new Supervisor(new Portal().binary, 'serve', ...ALLOW_ROOT, '--data', path.join(scratch(), 'data'));
  try {
    const port = await supervisor.told('port');
    supervisor.next();
    const page = await get('127.0.0.1', port, '/');
    assert.equal(page.status, 200, supervisor.stderr);
    assert.ok(!page.text.includes('127.0.0.1'), page.text.slice(0, 2000));
    await said(supervisor, / warn no_base_url: /);
    process.kill(await supervisor.told('pid'), 'SIGTERM');
    await supervisor.told('gone');
  } finally {
    await supervisor.end();
  }
});

for (const address of ['vidu.vn', 'ftp://vidu.vn', 'https://', 'https://a b', 'https://vidu.vn/cong', 'https://vidu.vn?a', 'https://vidu.vn:0', 'https://vidu.vn:65536', 'https://[::1', 'https://a@vidu.vn', '/']) {
  test(`the base_url "${address}" stops the start with a line that says so`, async () => {
    const portal = new Portal({ args: ['--base-url', address] });
    portals.push(portal);
    await assert.rejects(portal.start(), /ended at its start \(1\):[^]*base_url must be https:\/\/HOST/);
  });
}

test('an address that is taken stops the start, and is named', async () => {
  const taken = net.createServer().listen(0, '::1');
  await once(taken, 'listening');
  const portal = new Portal({ args: ['--listen', `[::1]:${taken.address().port}`] });
  await assert.rejects(portal.start(), new RegExp(`\\[::1\\]:${taken.address().port}`));
  assert.ok(portal.stderr.includes('Address already in use'), portal.stderr);
  assert.deepEqual(await portal.exit, { code: 1, signal: null }, 'it ends by itself');
  taken.close();
});

test('a setting that stops the start after the addresses are taken does so without a crash', async () => {
  const portal = new Portal({ args: ['--assets', '/khong/co'] });
  await assert.rejects(portal.start(), /assets \/khong\/co cannot be read/);
  assert.deepEqual(await portal.exit, { code: 1, signal: null });
});

test('a socket handed over is used in place of the addresses, and who comes between two processes waits', async () => {
  const supervisor = new Supervisor(new Portal().binary, 'serve', ...ALLOW_ROOT, '--data', path.join(scratch(), 'data'), '--listen', '127.0.0.1:0');
  try {
    const port = await supervisor.told('port');
    supervisor.next();
    assert.equal((await get('127.0.0.1', port, '/')).status, 200);
    process.kill(await supervisor.told('pid'), 'SIGTERM');
    await supervisor.told('gone');
    const waiting = get('127.0.0.1', port, '/healthz');
    supervisor.next();
    assert.equal((await waiting).status, 200);
    process.kill(await supervisor.told('pid', 2), 'SIGTERM');
    await supervisor.told('gone', 2);
    assert.equal(supervisor.text.match(new RegExp(`listening on http://127.0.0.1:${port}\n`, 'g')).length, 2);
  } finally {
    await supervisor.end();
  }
});

test('a socket handed over for monitoring or redirects takes the place of the setting, and beside others the setting is used', async () => {
  const addresses = ['--set', 'redirect_listen=127.0.0.1:0', '--set', 'metrics_listen=127.0.0.1:0', '--set', 'listen=127.0.0.1:0'];
  for (const [names, opened] of [[['http', 'redirect', 'metrics'], 0], [['http', 'metrics'], 1], [['http'], 2]]) {
    const supervisor = Supervisor.with({ names }, new Portal().binary, 'serve', ...ALLOW_ROOT, '--data', path.join(scratch(), 'data'), ...addresses);
    try {
      const handed = [];
      for (let i = 0; i < names.length; i++) handed.push(await supervisor.told('port', i + 1));
      supervisor.next();
      assert.equal((await get('127.0.0.1', handed[0], '/')).status, 200);
      // Each address has its line, which comes a moment after it answers.
      await until(() => (supervisor.text.match(/ on http:/g) ?? []).length >= names.length + opened, { why: supervisor.text });
      const own = [...supervisor.text.matchAll(/(?:listening|metrics) on http:\/\/127\.0\.0\.1:(\d+)/g)].map((match) => Number(match[1])).filter((port) => !handed.includes(port));
      assert.equal(own.length, opened, supervisor.text);
      const spoken = [];
      for (const port of [...handed.slice(1), ...own]) spoken.push((await get('127.0.0.1', port, '/metrics')).status);
      assert.deepEqual(spoken.sort(), [200, 301], names.join());
      process.kill(await supervisor.told('pid'), 'SIGTERM');
      await supervisor.told('gone');
    } finally {
      await supervisor.end();
    }
  }
});

test('a setting of an address beside a socket handed over does not stop a daemon whose network is another than the socket\'s', { skip: process.getuid() !== 0 && 'needs root' }, async () => {
  const apart = 'import ctypes, os, sys\nassert ctypes.CDLL(None).unshare(0x40000000) == 0\nos.execv(sys.argv[1], sys.argv[1:])';
  const supervisor = Supervisor.with({ names: ['http'] }, '/usr/bin/env', 'python3', '-c', apart, new Portal().binary, 'serve', ...ALLOW_ROOT, '--data', path.join(scratch(), 'data'), '--set', 'metrics_listen=127.0.0.1:0');
  try {
    const port = await supervisor.told('port');
    supervisor.next();
    assert.equal((await get('127.0.0.1', port, '/')).status, 200);
    await said(supervisor, / warn listen: .* metrics_listen=127\.0\.0\.1:0/);
    await until(() => / on http:/.test(supervisor.text), { why: supervisor.text });
    assert.equal(supervisor.text.match(/on http:/g).length, 1, supervisor.text);
    process.kill(await supervisor.told('pid'), 'SIGTERM');
    await supervisor.told('gone');
  } finally {
    await supervisor.end();
  }
});

test('on a socket handed over the kernel keeps no more for who reads slowly than on one of our own', async () => {
  const supervisor = new Supervisor(new Portal().binary, 'serve', ...ALLOW_ROOT, '--data', path.join(scratch(), 'data'));
  const hex = (port) => port.toString(16).toUpperCase().padStart(4, '0');
  /** Bytes that the kernel keeps for the client of the daemon's side of the connection, once they grow no more for a second, or when it was ended. */
  const kept = async (port) => {
    const socket = net.connect(port, '127.0.0.1').pause();
    await once(socket, 'connect');
    const line = new RegExp(`0100007F:${hex(port)} 0100007F:${hex(socket.localPort)} 01 ([0-9A-F]{8})`);
    const queued = () => parseInt(fs.readFileSync('/proc/net/tcp', 'utf8').match(line)?.[1], 16);
    socket.write('GET /api/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(200));
    let most = 0, since = performance.now();
    await until(() => {
      const now = queued();
      if (Number.isNaN(now)) return most;
      if (now > most) [most, since] = [now, performance.now()];
      return most && performance.now() - since > 1000;
    });
    socket.destroy();
    return most;
  };
  let pid;
  try {
    const port = await supervisor.told('port'), portal = await start();
    supervisor.next();
    pid = await supervisor.told('pid');
    assert.equal((await get('127.0.0.1', port, '/healthz')).status, 200);
    // A daemon that a busy machine lets do nothing for a second looks calm: then both are measured again.
    let ours, handed;
    for (let round = 0; round < 5; round++) {
      [ours, handed] = [await kept(portal.port), await kept(port)];
      if (handed < 2 * ours) break;
    }
    assert.ok(handed < 2 * ours, `${handed} beside ${ours} bytes`);
  } finally {
    if (pid) process.kill(pid, 'SIGTERM');
    await supervisor.end();
  }
});
