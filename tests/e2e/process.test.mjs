// congd as a process: what it is started with, whom it runs as, and what it can still do once it serves.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { after, test } from 'node:test';
import { Portal, picture, until } from './lib/portal.mjs';

const portals = [];
after(() => Promise.all(portals.map((portal) => portal.end())));

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A portal started with descriptors closed, as `sh` does it: what it says at its start may go nowhere. */
async function startWith(closing) {
  const portal = new Portal();
  portals.push(portal);
  const editor = portal.token('editor');
  Object.assign(portal, { host: '127.0.0.1', port: await freePort() });
  const command = [portal.binary, 'serve', ...portal.where(), '--listen', `${portal.host}:${portal.port}`];
  portal.child = spawn('sh', ['-c', `exec "$@" ${closing}`, 'sh', ...command], { env: portal.env, stdio: ['ignore', 'pipe', 'pipe'] });
  portal.child.stderr.on('data', (bytes) => { portal.stderr += bytes; });
  portal.exit = new Promise((resolve) => portal.child.once('exit', (code, signal) => resolve({ code, signal })));
  await until(() => portal.request('GET', '/healthz').then(({ status }) => status === 200, () => false), { ms: 30_000, why: `it does not serve with ${closing}: ${portal.stderr}` });
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
