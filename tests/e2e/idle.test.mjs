// A daemon that nobody asks anything costs nothing; one that is short of descriptors says so and recovers.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { watchPulse } from './lib/patience.mjs';
import { IS_TSAN, startPortal, until } from './lib/portal.mjs';

let portal;
before(async () => { portal = await startPortal(); });
after(() => portal?.end());

const MEASURED_MS = 10_000;
const MOST_WAKES = 100; // were 245

/** How often the daemon's threads were woken since they began. */
function wakes() {
  const folder = `/proc/${portal.child.pid}/task`;
  const threads = fs.readdirSync(folder).map((thread) => fs.readFileSync(`${folder}/${thread}/status`, 'utf8'));
  return threads.reduce((sum, status) => sum + Number(status.match(/^voluntary_ctxt_switches:\s*(\d+)/m)[1]), 0);
}

test('an idle daemon is woken a few times a second, and not twenty-five', { skip: IS_TSAN && 'tsan has a thread of its own, which wakes ten times a second' }, async () => {
  await until(async () => (await portal.page('/')).status === 200);
  await new Promise((resolve) => setTimeout(resolve, 2000)); // the connection's end, and what the page left to do
  const before = wakes(), begin = performance.now();
  await new Promise((resolve) => setTimeout(resolve, MEASURED_MS));
  const count = wakes() - before, ms = performance.now() - begin;
  assert.ok(count < (MOST_WAKES * ms) / MEASURED_MS, `${count} times in ${ms / 1000} s`);
});

test('what rests wakes when there is work: views are on the disk, followers are told, at once', async () => {
  const { next } = (await portal.api('GET', '/changes')).json;
  const waiting = portal.api('GET', `/changes?since=${encodeURIComponent(next)}&wait=30`);
  const pulse = watchPulse(portal);
  const begin = Date.now();
  await portal.post({ title: 'Bài mới', body: 'Nội dung.', status: 'published' });
  assert.equal((await waiting).json.changes.length, 1);
  assert.ok(Date.now() - begin < 10_000 + pulse.slack());
  const short = Date.now();
  assert.deepEqual((await portal.api('GET', `/changes?since=${encodeURIComponent((await portal.api('GET', '/changes')).json.next)}&wait=1`)).json.changes, []);
  assert.ok(Date.now() - short < 8000 + pulse.slack(), `${Date.now() - short} ms for a second`);
  pulse.end();
});

test('a body for whose file there is no descriptor is 503 and not 500, and the next one is taken', async () => {
  const { pid } = portal.child, size = 2_000_000;
  const socket = net.connect(portal.port, portal.host);
  let text = '';
  socket.on('data', (bytes) => (text += bytes.toString('latin1')));
  socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
  await until(() => text);
  const numbers = new Set(fs.readdirSync(`/proc/${pid}/fd`).map(Number));
  const hole = Array.from({ length: numbers.size + 1 }, (_, i) => i).find((fd) => !numbers.has(fd));
  const limit = (soft) => assert.equal(spawnSync('prlimit', ['--pid', pid, `--nofile=${soft}:`]).status, 0);
  const former = fs.readFileSync(`/proc/${pid}/limits`, 'utf8').match(/Max open files\s+(\d+)/)[1];
  text = '';
  limit(hole);
  socket.write(`POST /api/media HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${portal.token('editor')}\r\nContent-Type: text/plain\r\nContent-Length: ${size}\r\n\r\n${'a'.repeat(size)}`);
  await until(() => /^HTTP\/1\.1 \d+ [^]*\r\n\r\n/.test(text));
  limit(former);
  socket.destroy();
  assert.match(text, /^HTTP\/1\.1 503 /);
  assert.match(text, /^retry-after: [1-9]\d*\r$/im);
  assert.equal((await portal.api('POST', '/media', { as: 'editor', type: 'text/plain', body: 'a'.repeat(size) })).status, 201);
});

test('congd stops cleanly', () => portal.stop());
