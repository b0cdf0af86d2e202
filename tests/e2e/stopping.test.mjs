// SIGTERM: who was being served is served to the end.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, test } from 'node:test';
import { PATIENCE_MS, watchPulse } from './lib/patience.mjs';
import { BROWSER, startPortal, until } from './lib/portal.mjs';

const portals = [];
const start = async (options) => {
  const portal = await startPortal(options);
  portals.push(portal);
  return portal;
};
after(() => Promise.all(portals.map((portal) => portal.end())));

const PAGE = `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: ${BROWSER}\r\n\r\n`;
const answers = (text) => (text.match(/HTTP\/1\.1 200 /g) ?? []).length;
const wholeAnswers = (text) => (text.match(/<\/html>/g) ?? []).length;

/** A connection of its own, with all that came over it. */
function connect(portal) {
  const line = { text: '', isClosed: false, error: null };
  line.socket = net.connect({ port: portal.port, host: portal.host, allowHalfOpen: false });
  line.socket.on('data', (bytes) => { line.text += bytes.toString('latin1'); });
  line.socket.on('error', (error) => { line.error = error; });
  line.socket.on('close', () => { line.isClosed = true; });
  return line;
}

test('every request that was sent before SIGTERM is answered, then the connection ends', async () => {
  const portal = await start();
  const line = connect(portal);
  const count = 80;
  line.socket.write(PAGE.repeat(count));
  await until(() => line.text.length > 0);
  await portal.stop();
  await until(() => line.isClosed);
  assert.equal(line.error, null);
  assert.equal(wholeAnswers(line.text), count);
  assert.equal(answers(line.text), count);
});

test('clients that go on asking neither keep it from stopping nor get half an answer', async () => {
  const portal = await start();
  const lines = Array.from({ length: 10 }, () => connect(portal));
  for (const line of lines) {
    let seen = 0;
    line.socket.on('data', () => {
      if (wholeAnswers(line.text) > seen && !line.isClosed) {
        seen = wholeAnswers(line.text);
        line.socket.write(PAGE);
      }
    });
    line.socket.write(PAGE);
  }
  await until(() => lines.every((line) => wholeAnswers(line.text) > 3));
  const begin = Date.now();
  await portal.stop();
  assert.ok(Date.now() - begin < PATIENCE_MS / 2, 'it was kept from stopping');
  await until(() => lines.every((line) => line.isClosed));
  for (const line of lines) assert.equal(answers(line.text), wholeAnswers(line.text));
});

/**
 * Somebody connects and sends `first`, and the rest of a request after SIGTERM. Whom a busy machine kept from it for longer
 * than the daemon waits, `ms`, tries again with the next one.
 */
async function asksAfterStop(first, ms) {
  for (let tried = 1; ; tried++) {
    const portal = await start();
    const other = connect(portal);
    other.socket.write(PAGE);
    await until(() => wholeAnswers(other.text) === 1);
    const line = connect(portal);
    const began = Date.now();
    if (first) line.socket.write(first);
    // By its answer both connections were taken.
    other.socket.write(PAGE);
    await until(() => wholeAnswers(other.text) === 2);
    const stopped = portal.stop();
    // The idle one ends at once: by then it was looked at who may go.
    await until(() => portal.stderr.includes(' stopping: ') && other.isClosed);
    line.socket.write(PAGE.slice(first.length));
    const took = Date.now() - began;
    await until(() => line.isClosed);
    await stopped;
    if (took < ms || tried === 10) return line;
  }
}

test('a first request whose head is under way is answered', async () => {
  const line = await asksAfterStop(PAGE.slice(0, 30), 8000);
  assert.equal(line.error, null);
  assert.equal(wholeAnswers(line.text), 1);
});

test('a client that has just connected is still answered when its first request comes after SIGTERM', async () => {
  const line = await asksAfterStop('', 1500);
  assert.equal(line.error, null);
  assert.equal(wholeAnswers(line.text), 1);
});

test('a client that connected and never asks keeps it from stopping no longer than two seconds or so', async () => {
  const portal = await start();
  const silent = connect(portal);
  await until(() => !silent.socket.connecting);
  const pulse = watchPulse(portal);
  const begin = Date.now();
  await portal.stop();
  pulse.end();
  assert.ok(Date.now() - begin < 15_000 + pulse.slack(), 'it was kept from stopping until its patience ended');
  await until(() => silent.isClosed);
});

test('an idle connection ends at once, and new ones are refused while an upload is still coming', async () => {
  const portal = await start();
  const token = portal.token('editor');
  const idle = connect(portal);
  idle.socket.write(PAGE);
  await until(() => wholeAnswers(idle.text) === 1);
  const upload = connect(portal);
  const body = JSON.stringify({ title: 'Bài gửi trong lúc dừng máy' });
  upload.socket.write(`POST /api/articles HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nExpect: 100-continue\r\n\r\n`);
  await until(() => upload.text.includes('100 Continue'));
  const stopped = portal.stop();
  await until(() => idle.isClosed);
  assert.equal(idle.error, null);
  const late = connect(portal);
  await until(() => late.isClosed);
  assert.equal(late.error?.code, 'ECONNREFUSED');
  upload.socket.write(body);
  await until(() => upload.isClosed);
  assert.match(upload.text, /HTTP\/1\.1 201 /);
  await stopped;
});
