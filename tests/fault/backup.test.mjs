// A backup that is killed at any moment, and one on a full disk: nothing bad is ever called good, readers hear nothing of it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { BROWSER, Portal, until } from '../e2e/lib/portal.mjs';
import { World } from './lib/world.mjs';

const ROUNDS = Number(process.env.CONG_BACKUP_KILLS || 10);
const MEDIA = 60;
const portals = [];
after(() => Promise.all(portals.map((portal) => portal.end())));

async function filled(portal) {
  portals.push(portal);
  await portal.start();
  for (let i = 0; i < MEDIA; i++) {
    const answer = await portal.form('POST', '/media', { file: { bytes: Buffer.from(`tệp ${i}\n`.repeat(20_000)), name: `tep-${i}.txt` } }, { as: 'author' });
    assert.equal(answer.status, 201, answer.text);
  }
  return portal.post({ title: 'Bài để đọc', status: 'published' });
}

const list = async (portal) => (await portal.api('GET', '/backups', { as: 'admin' })).json;

test(`${ROUNDS} backups are killed while they are made`, { timeout: 600_000 + ROUNDS * 30_000 }, async () => {
  const portal = new Portal({ args: ['--set', 'write_rate=0'] });
  await filled(portal);
  const took = Date.now();
  assert.equal(portal.command('backup', '--name', 'truoc').status, 0);
  const duration = Date.now() - took;
  let whole = 0;
  const seen = new Set();
  for (let round = 0; round < ROUNDS; round++) {
    const asked = await portal.api('POST', '/backups', { as: 'admin' });
    assert.equal(asked.status, 202, asked.text);
    // The moment wanders, from before it begins to behind its end.
    await new Promise((resolve) => setTimeout(resolve, (duration * 0.5 * round) / ROUNDS));
    await portal.kill9();
    await portal.start();
    const { items } = await list(portal);
    whole = items.length;
    for (const { name } of items.filter((item) => !seen.has(item.name))) assert.equal(portal.command('backup', 'verify', name).status, 0, name);
    items.forEach(({ name }) => seen.add(name));
  }
  const last = portal.command('backup', '--name', 'sau-cung');
  assert.equal(last.status, 0, last.stderr);
  assert.equal(portal.command('backup', 'verify', 'sau-cung').status, 0);
  const { items } = await list(portal);
  assert.equal(items.length, whole + 1);
  const left = fs.readdirSync(path.join(portal.data, 'backup')).filter((name) => /^\.(unfinished|going)/.test(name));
  assert.deepEqual(left, [], 'what was left is gone');
  console.log(`# ${ROUNDS} kills over ${duration} ms: ${whole - 1} were whole by then, and all verify`);
  await portal.stop();
});

test('a full disk ends a backup with a clear word, and readers and the next one are unharmed', { timeout: 600_000 }, async () => {
  const world = new World();
  const portal = world.portal();
  const article = await filled(portal);
  const read = async () => assert.equal((await portal.request('GET', article.url, { headers: { 'User-Agent': BROWSER } })).status, 200);

  world.change({ room: 70 * 1024 * 1024 });
  const refused = portal.command('backup');
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /a backup needs \d+ MiB in \S+, and 70 MiB are free/);
  await read();

  world.change({ room: 0, isFull: true });
  const full = portal.command('backup');
  assert.equal(full.status, 1);
  assert.match(full.stderr, /storage|space|Out of storage/i);
  await read();
  assert.deepEqual(fs.readdirSync(path.join(portal.data, 'backup')), [], 'its room is given back at once');

  world.change({ isFull: false });
  const done = portal.command('backup', '--name', 'a');
  assert.equal(done.status, 0, done.stderr);
  assert.equal(portal.command('backup', 'verify', 'a').status, 0);
  await until(async () => (await list(portal)).run.state === 'done');
  await read();
  await portal.stop();
});
