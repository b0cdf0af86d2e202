// Who asks too much or too slowly: limits by address, the reaper, slots and descriptors that run out.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import { after, describe, test } from 'node:test';
import { PATIENCE_MS, watchPulse } from './lib/patience.mjs';
import { startPortal, until } from './lib/portal.mjs';

const portals = [];
const start = async (...args) => {
  const portal = await startPortal({ args });
  portals.push(portal);
  return portal;
};
after(() => Promise.all(portals.map((portal) => portal.end())));

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const HEALTH = 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n';

/** A connection from any address of 127.0.0.0/8; `life` resolves to the milliseconds that it lived. */
async function open(portal, { from = '127.0.0.1', bytes = '' } = {}) {
  const socket = net.connect({ host: portal.host, port: portal.port, localAddress: from });
  const begin = Date.now();
  socket.text = '';
  socket.on('data', (some) => (socket.text += some.toString('latin1'))).on('error', () => {});
  socket.life = new Promise((resolve) => socket.once('close', () => resolve(Date.now() - begin)));
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  if (bytes && !socket.destroyed) socket.write(bytes);
  return socket;
}

/** Larger numbers for the figures of tests/fault/RESULTS.md. */
const FLOODED = Number(process.env.CONG_FLOODED || 20);
const SHORTAGES = Number(process.env.CONG_SHORTAGES || 1);

/** One request on a connection of its own: the milliseconds until its answer came. */
const timed = (portal, from = '127.0.0.1') => new Promise((resolve, reject) => {
  const begin = performance.now(), socket = net.connect({ host: portal.host, port: portal.port, localAddress: from });
  socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('no answer')));
  socket.on('connect', () => socket.write(HEALTH)).on('error', reject).on('close', () => reject(new Error('closed without an answer')));
  socket.on('data', (bytes) => (assert.match(String(bytes), /^HTTP\/1\.1 200 /), resolve(performance.now() - begin), socket.destroy()));
});

function figures(what, times) {
  const sorted = times.toSorted ? times.toSorted((a, b) => a - b) : [...times].sort((a, b) => a - b), at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))].toFixed(0);
  return `${what}: ${times.length} times, median ${at(0.5)} ms, p99 ${at(0.99)} ms, worst ${at(1)} ms`;
}

const answered = (socket) => until(() => /\r\n\r\n[^]/.test(socket.text) || socket.destroyed).then(() => /^HTTP\/1\.1 200 /.test(socket.text));

describe('token buckets', () => {
  const from = (address) => ({ headers: { 'X-Forwarded-For': address } });
  /** So many requests at once that no bucket fills as fast: their answers. */
  const burst = (make, count = 60) => Promise.all(Array.from({ length: count }, (_, i) => make(i)));
  const refused = (answers) => answers.find((answer) => answer.status === 429);
  let portal;

  test('an address that makes too many mistakes is told to wait, another is not', async () => {
    portal = await start('--error-rate', '1', '--write-rate', '2', '--trusted-proxies', '127.0.0.1');
    assert.equal((await portal.request('GET', '/khong-co', from('192.0.2.1'))).status, 404);
    const answers = await burst(() => portal.request('GET', '/khong-co', from('192.0.2.1')));
    assert.ok(answers.filter((one) => one.status === 404).length >= 19);
    const answer = refused(answers);
    assert.ok(answer);
    assert.match(answer.headers['retry-after'], /^[1-9]\d*$/);
    assert.equal(answer.json.type, '/problems/too-many-requests');
    assert.equal((await portal.request('GET', '/khong-co', from('192.0.2.2'))).status, 404);
    assert.equal((await portal.request('GET', '/', from('192.0.2.1'))).status, 200, 'what is no mistake is answered');
  });

  test('who waits as long as it was told may again', async () => {
    const answer = refused(await burst(() => portal.request('GET', '/khong-co', from('192.0.2.1'))));
    assert.ok(answer);
    await wait(Number(answer.headers['retry-after']) * 1000);
    assert.equal((await portal.request('GET', '/khong-co', from('192.0.2.1'))).status, 404);
  });

  test('writes are limited before their token is looked at, and lose nothing', async () => {
    const write = (headers) => portal.api('POST', '/tags', { as: 'editor', body: { name: `Thẻ ${Math.random()}` }, ...headers });
    portal.token('editor');
    const answers = await burst(() => write(from('192.0.2.9')));
    const answer = refused(answers);
    assert.ok(answer);
    assert.match(answer.headers['retry-after'], /^[1-9]/);
    assert.equal((await portal.api('GET', '/tags?limit=100')).json.items.length, answers.filter((one) => one.status === 201).length);
    assert.equal((await write(from('192.0.2.10'))).status, 201);
  });

  test('the control socket has no limit', () => {
    for (let i = 0; i < 45; i++) assert.equal(portal.command('token', 'create', '--name', `t${i}`, '--role', 'reader').status, 0);
  });

  test('addresses of one IPv6 network share one bucket', async () => {
    assert.ok(refused(await burst((i) => portal.request('GET', '/khong-co', from(`2001:db8:1:2::${i}`)))));
    assert.equal((await portal.request('GET', '/khong-co', from('2001:db8:1:3::1'))).status, 404);
  });

  test('a forged header gives nobody a fresh bucket', async () => {
    const plain = await start('--error-rate', '1');
    assert.ok(refused(await burst((i) => plain.request('GET', '/khong-co', from(`192.0.2.${i}`)))));
    await plain.stop();
  });
});

describe('connections', () => {
  test('one address has so many and no more, another address its own', async () => {
    const portal = await start('--connections-per-address', '5');
    const mine = await Promise.all(Array.from({ length: 5 }, () => open(portal, { bytes: HEALTH })));
    for (const socket of mine) assert.ok(await answered(socket));
    const sixth = await open(portal, { bytes: HEALTH });
    assert.equal(await answered(sixth), false);
    assert.ok(await answered(await open(portal, { from: '127.0.0.2', bytes: HEALTH })));
    mine[0].destroy();
    await until(async () => answered(await open(portal, { bytes: HEALTH })), { why: 'a freed place was not given again' });
    await portal.stop();
  });

  test('a flood from one address leaves the others unharmed', async (t) => {
    const portal = await start('--connections-per-address', '20', '--connections', '200');
    let tries = 0, stopped = false;
    const flooding = Array.from({ length: 300 }, async () => {
      while (!stopped) {
        tries++;
        const socket = await open(portal, { from: '127.0.0.9', bytes: 'GET / HTTP/1.1\r\n' });
        await until(() => socket.destroyed || stopped);
        socket.destroy();
      }
    });
    const times = [];
    for (let i = 0; i < FLOODED; i++) times.push(await timed(portal, `127.0.1.${(i % 250) + 1}`));
    stopped = true;
    await Promise.all(flooding);
    t.diagnostic(figures(`answers to others beside ${tries} connections of one address`, times));
    await portal.stop();
  });

  test('who comes when all slots are taken waits and is served', async () => {
    const portal = await start('--connections', '10', '--threads', '2');
    const busy = await Promise.all(Array.from({ length: 30 }, () => open(portal, { bytes: 'GET / HTTP/1.1\r\n' })));
    const late = await open(portal, { bytes: HEALTH });
    await wait(300);
    busy.forEach((socket) => socket.destroy());
    assert.ok(await answered(late));
    await portal.stop();
  });

  test('all addresses listened on share the slots', async () => {
    const portal = await start('--connections', '20', '--threads', '2', '--listen', '127.0.0.2:0', '--listen', '127.0.0.3:0');
    const doors = portal.addresses.map(({ hostname, port }) => ({ host: hostname, port: Number(port) }));
    const sockets = [];
    for (let i = 0; i < 60; i++) sockets.push(await open(doors[i % 3], { from: `127.0.3.${i + 1}`, bytes: HEALTH }));
    const served = (await Promise.all(sockets.map(answered))).filter(Boolean).length;
    /* Each of the six workers looks at the count before it raises it, so that five may come too many at the same moment. */
    assert.ok(served >= 15 && served <= 20 + 5, `${served} were served at once`);
    sockets.forEach((socket) => socket.destroy());
    for (const door of doors) await until(async () => answered(await open(door, { bytes: HEALTH })));
    await portal.stop();
  });

  test('descriptors that ran out cost no processor time, and come back', async (t) => {
    const portal = await start('--threads', '8'); /* most of them have no connection yet */
    const { pid } = portal.child;
    const first = await open(portal, { bytes: HEALTH });
    assert.ok(await answered(first));
    const limit = (count) => assert.equal(spawnSync('prlimit', ['--pid', `${pid}`, `--nofile=${count}:`]).status, 0);
    const taken = new Set(fs.readdirSync(`/proc/${pid}/fd`).map(Number));
    let free = 0;
    while (taken.has(free)) free++;
    limit(free);
    const waiting = await Promise.all(Array.from({ length: 40 }, () => open(portal, { bytes: HEALTH })));
    const ticks = () => fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).reduce((sum, text) => sum + Number(text), 0);
    const before = ticks();
    const since = Date.now();
    await wait(1000);
    const seconds = (Date.now() - since) / 1000;
    const used = ((ticks() - before) / seconds).toFixed(0);
    assert.ok(used < 30, `${used} ticks of 100 a second`);
    const complaints = portal.stderr.split(' http_library: ').length - 1;
    assert.ok(complaints > 0 && complaints <= 60 * seconds, `${complaints} lines in the log in ${seconds} s`);
    limit(4096);
    first.destroy();
    const back = await timed(portal);
    assert.ok(back <= 10_000, `${back} ms`); /* quietly half a second */
    t.diagnostic(`${used} % of a processor without descriptors, answered again after ${back.toFixed(0)} ms`);
    waiting.forEach((socket) => socket.destroy());
    await portal.stop();
  });

  test('descriptors that come back are used, though every thread has connections that stay', async (t) => {
    const portal = await start('--threads', '2', '--connections-per-address', '0');
    const { pid } = portal.child, kept = [], back = [], pulse = watchPulse(portal);
    const limit = (count) => assert.equal(spawnSync('prlimit', ['--pid', `${pid}`, `--nofile=${count}:`]).status, 0);
    for (let round = 0; round < SHORTAGES; round++) {
      for (let i = 0; i < 20; i++) kept.push(await open(portal, { bytes: HEALTH }));
      assert.ok((await Promise.all(kept.map((socket) => socket.destroyed || answered(socket)))).every(Boolean));
      const taken = new Set(fs.readdirSync(`/proc/${pid}/fd`).map(Number));
      let free = 0;
      while (taken.has(free)) free++;
      limit(free);
      kept.push(...(await Promise.all(Array.from({ length: 40 }, () => open(portal, { bytes: HEALTH })))));
      await wait(1000);
      limit(4096);
      back.push(await timed(portal));
      /* Half a second, on a quiet machine; those that stay are let go after 15. */
      assert.ok(back.at(-1) <= 7000 + pulse.slack(), `${back.at(-1)} ms`);
    }
    pulse.end();
    t.diagnostic(figures('answered again once there are descriptors', back));
    kept.forEach((socket) => socket.destroy());
    await portal.stop();
  });
});

describe('the reaper', { concurrency: true }, () => {
  let portal, article, pulse;
  after(() => pulse?.end());
  const ready = start('--connections-per-address', '0').then(async (made) => {
    portal = made;
    pulse = watchPulse(portal);
    article = await portal.post({ title: 'Bài rất dài', status: 'published', body: `${'Đoạn văn này dài. '.repeat(40)}\n\n`.repeat(100) });
  });
  /** Keeps a connection busy with a byte now and then. */
  const drip = (socket, bytes, ms) => {
    const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write(bytes)), ms);
    return socket.life.finally(() => clearInterval(timer));
  };
  const within = async (life, least, most) => {
    const ms = await life;
    assert.ok(ms >= least && ms <= most + pulse.slack(), `closed after ${ms} ms, where something trivial took ${pulse.worst} ms`);
  };

  test('a connection that never says anything is closed', async () => {
    await ready;
    await within((await open(portal)).life, 9000, 12500);
  });

  test('a head that comes byte by byte is closed', async () => {
    await ready;
    await within(drip(await open(portal, { bytes: 'GET / HTTP/1.1\r\nX: ' }), 'a', 300), 9000, 12500);
  });

  test('a second head that comes byte by byte is closed too', async () => {
    await ready;
    await within(drip(await open(portal, { bytes: `${HEALTH}GET / HTTP/1.1\r\nX: ` }), 'a', 300), 9000, 12500);
  });

  test('a body of a few bytes a second is closed', async () => {
    await ready;
    const token = portal.token('editor');
    const head = `POST /api/articles HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n`;
    await within(drip(await open(portal, { bytes: head }), 'a', 300), 9000, 12500);
  });

  test('an answer that nobody takes is closed', async () => {
    await ready;
    const socket = await open(portal);
    socket.pause();
    const request = `GET ${article.url} HTTP/1.1\r\nHost: a\r\n\r\n`;
    socket.write(request.repeat(400));
    const begin = Date.now();
    const hex = (port) => `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
    const [mine, its] = [hex(socket.localPort), hex(portal.port)];
    const connections = () => fs.readFileSync('/proc/net/tcp', 'utf8').split('\n').filter((line) => line.includes(`${its}0100007F${mine}01`)).length;
    assert.equal(connections(), 1);
    await within(until(() => !connections(), { why: 'not closed' }).then(() => Date.now() - begin), 9000, 13500);
    socket.destroy();
  });

  test('an idle connection is kept for a while and then closed', async () => {
    await ready;
    const socket = await open(portal, { bytes: HEALTH });
    await within(socket.life, 13000, 17500);
  });

  test('a slow but steady upload lives as long as it moves', async () => {
    await ready;
    const token = portal.token('editor');
    const body = Buffer.from(JSON.stringify({ title: 'Gửi qua mạng chậm', status: 'published', body: 'a'.repeat(40_000) }));
    const socket = await open(portal, { bytes: `POST /api/articles HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n` });
    for (let at = 0; at < body.length; at += 1300) {
      socket.write(body.subarray(at, at + 1300));
      await wait(500);
    }
    assert.ok((await socket.life) > 14_000);
    assert.match(socket.text, /^HTTP\/1\.1 201 /);
  });

  test('a reader who is slow but steady gets all of an attachment', async () => {
    await ready;
    const bytes = Buffer.alloc(57_000, 'a');
    const media = await portal.api('POST', '/media', { as: 'author', type: 'text/plain', body: bytes });
    assert.equal(media.status, 201, media.text);
    await portal.post({ title: 'Bài có tệp', status: 'published', attachments: [media.json.id] });
    // A receive buffer of its own size is not to be had from Node.
    const reader = spawn('python3', ['-c', `
import socket, sys, time
line = socket.socket()
line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
line.connect(("127.0.0.1", ${portal.port}))
line.sendall(b"GET ${media.json.url} HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n")
got = b""
while len(got) < ${bytes.length}:
    piece = line.recv(1500)
    if not piece:
        break
    got += piece
    time.sleep(0.5)
print(len(got))
`]);
    let said = '';
    reader.stdout.on('data', (some) => { said += some; });
    await new Promise((resolve) => reader.once('close', resolve));
    assert.ok(Number(said) >= bytes.length, `${said.trim()} of ${bytes.length} bytes came`);
  });

  test('who sent its request while the machine stood still is answered', async () => {
    const frozen = await start();
    const sockets = await Promise.all(Array.from({ length: 20 }, () => open(frozen, { bytes: HEALTH })));
    for (const socket of sockets) assert.ok(await answered(socket));
    frozen.child.kill('SIGSTOP');
    for (const socket of sockets) {
      socket.text = '';
      socket.write(HEALTH);
    }
    await wait(16_000);
    frozen.child.kill('SIGCONT');
    for (const socket of sockets) assert.ok(await answered(socket));
    sockets.forEach((socket) => socket.destroy());
    await frozen.stop();
  });

  test('where nothing moves for as long as idle_timeout says a connection is closed in any phase', async () => {
    const strict = await start('--set', 'idle_timeout=1s');
    const head = `POST /api/articles HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${strict.token('editor')}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n`;
    const silent = await Promise.all(['', HEALTH, 'GET / HTTP/1.1\r\nX: ', head].map((bytes) => open(strict, { bytes })));
    for (const { life } of silent) await within(life, 900, 4500);
    await strict.stop();
  });

  test('four of five slots taken, an idle connection goes sooner', async () => {
    const crowded = await start('--connections', '20', '--threads', '2');
    const sockets = await Promise.all(Array.from({ length: 17 }, (_, i) => open(crowded, { from: `127.0.2.${i + 1}`, bytes: HEALTH })));
    await within(sockets[0].life, 4000, 8000);
    sockets.forEach((socket) => socket.destroy());
    await crowded.stop();
  });
});

test('congd stops cleanly', async () => {
  for (const portal of portals) await portal.stop();
});
