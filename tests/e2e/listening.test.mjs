// Where congd listens: several addresses at once, and sockets that systemd hands over.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import { exchange } from './lib/http.mjs';
import { ALLOW_ROOT, BROWSER, Portal, scratch, startPortal } from './lib/portal.mjs';
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
  const portal = await start({ args: ['--listen', '127.0.0.2:0', '--listen', '[::1]:0'] });
  assert.deepEqual(portal.addresses.map((address) => address.hostname), ['127.0.0.1', '127.0.0.2', '[::1]']);
  for (const { hostname, port } of portal.addresses) {
    assert.equal((await get(hostname.replace(/[[\]]/g, ''), port, '/')).status, 200, hostname);
  }
  const stats = (await portal.api('GET', '/stats')).json;
  assert.equal(stats.views.today, 3);
  assert.equal(stats.today, 2, 'both IPv4 requests come from 127.0.0.1, the third from ::1');
  await portal.stop();
});

test('an address that is taken stops the start, and is named', async () => {
  const taken = net.createServer().listen(0, '::1');
  await once(taken, 'listening');
  const portal = new Portal({ args: ['--listen', `[::1]:${taken.address().port}`] });
  await assert.rejects(portal.start(), new RegExp(`\\[::1\\]:${taken.address().port}`));
  taken.close();
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
