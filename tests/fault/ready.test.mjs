// /readyz: it says 503 and why, when the disk is full, when the database is damaged, when the daemon stops; /healthz asks nobody.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import { startPortal, until } from '../e2e/lib/portal.mjs';
import { readMetrics } from '../e2e/lib/prometheus.mjs';
import { World } from './lib/world.mjs';

const portals = [];
const keep = (portal) => {
  portals.push(portal);
  return portal;
};
after(() => Promise.all(portals.map((portal) => portal.end())));

const ready = (portal, lang = 'en') => portal.request('GET', '/readyz', { headers: { 'Accept-Language': lang } });
const metric = async (portal, name) => readMetrics((await portal.request('GET', '/metrics', { as: 'reader' })).text).value(name);
const lines = (portal, pattern) => portal.stderr.split('\n').filter((line) => pattern.test(line)).length;

test('a full disk: not ready, with the reason, pages are read meanwhile, and it is over soon after there is room', async () => {
  const world = new World(), portal = keep(world.portal());
  await portal.start();
  portal.token('reader');
  const article = await portal.post({ title: 'Bài còn đọc được', status: 'published' });
  assert.equal((await ready(portal)).text, 'ready\n');

  world.change({ isFull: true });
  const write = async () => (await portal.api('POST', '/articles', { as: 'editor', body: { title: 'Không lưu được' } })).status;
  await until(async () => (await write()) === 507);
  const { status, headers, text } = await ready(portal);
  assert.equal(status, 503);
  assert.equal(text, 'disk-full: the disk is full and nothing can be saved; pages can still be read\n');
  assert.match(headers['content-type'], /^text\/plain/);
  assert.ok(Number(headers['retry-after']) > 0);
  assert.match((await ready(portal, 'vi')).text, /^disk-full: đĩa đã đầy/);
  assert.equal((await portal.request('GET', '/healthz')).status, 200);
  assert.equal((await portal.page(article.url)).status, 200);
  for (const [name, value] of [['congd_disk_full', 1], ['congd_ready', 0]])
    await until(async () => (await metric(portal, name)) === value, { why: `${name} is not ${value}` });
  assert.ok((await metric(portal, 'congd_writer_commits_failed_total')) >= 0);
  assert.equal(await write(), 507);

  world.change({ isFull: false });
  await until(async () => (await ready(portal)).status === 200);
  assert.equal(await write(), 201);
  await until(async () => (await metric(portal, 'congd_disk_full')) === 0, { why: 'the disk is told to be full' });
  // On a slow machine a look of its own may find room for a moment, and it begins once more.
  const begun = lines(portal, / error disk_full: /);
  assert.ok(begun >= 1 && begun <= 3, `${begun} lines when it begins`);
  await until(() => lines(portal, /disk_full.*state=over/) === begun, { why: 'not one line for each when it ends' });
  await portal.stop();
});

test('a damaged database: not ready, with the reason, while the daemon is alive', async () => {
  const portal = keep(await startPortal());
  for (let i = 0; i < 40; i++) await portal.post({ title: `Bài ${i} sẽ hỏng`, body: 'Nội dung. '.repeat(400), status: 'published' });
  portal.token('reader');
  await portal.restart();
  assert.equal((await ready(portal)).status, 200);

  const file = path.join(portal.data, 'cong.db'), { size } = fs.statSync(file), fd = fs.openSync(file, 'r+');
  /* All but the first pages, which say what tables there are. */
  for (let at = 16 * 4096; at < size; at += 4096) fs.writeSync(fd, Buffer.alloc(4096, 0xa5), 0, 4096, at);
  fs.closeSync(fd);
  await until(async () => {
    await portal.api('GET', `/articles?limit=${1 + Math.floor(Math.random() * 90)}`);
    return (await ready(portal)).status === 503;
  });
  assert.match((await ready(portal)).text, /^database-damaged: the database is damaged; [^\n]+\n$/);
  assert.match((await ready(portal, 'vi')).text, /^database-damaged: cơ sở dữ liệu bị hỏng/);
  assert.equal((await portal.request('GET', '/healthz')).text, 'ok\n');
});

test('at SIGTERM whoever still has a connection is told, and healthz goes on', async () => {
  const portal = keep(await startPortal());
  const { next } = (await portal.api('GET', '/changes')).json;
  const socket = net.connect(portal.port, portal.host);
  let text = '';
  socket.on('data', (bytes) => { text += bytes.toString('latin1'); });
  /* Who waits for a change is answered when the daemon stops; what was sent behind that is answered then. */
  const get = (target) => `GET ${target} HTTP/1.1\r\nHost: a\r\nAccept-Language: en\r\n\r\n`;
  socket.write(get(`/api/changes?since=${encodeURIComponent(next)}&wait=60`) + get('/readyz') + get('/healthz'));
  await until(async () => readMetrics((await portal.request('GET', '/metrics', { as: 'reader' })).text).value('congd_streams') === 1);
  await portal.stop();
  await until(() => socket.destroyed);
  const [changes, readyz, healthz] = text.split(/(?=HTTP\/1\.1 \d)/);
  assert.match(changes, /^HTTP\/1\.1 200 /);
  assert.match(readyz, /^HTTP\/1\.1 503 [^]*\r\n\r\nstopping: the server is stopping\n$/);
  assert.match(healthz, /^HTTP\/1\.1 200 [^]*\r\n\r\nok\n$/);
});
