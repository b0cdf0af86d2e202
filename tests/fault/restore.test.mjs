// A restore that is killed at any of its steps: the portal that starts is the one of before or the restored one, never half of each, and nothing of before is lost.
// CONG_RESTORE_KILLS: how many kills while the new data folder is made; then each step of the exchange is tried too, else every third.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, test } from 'node:test';
import { IS_ASAN, IS_TSAN, Portal, scratch } from '../e2e/lib/portal.mjs';

const KILLS = Number(process.env.CONG_RESTORE_KILLS || 3);
/** Of a release; sanitizers alone take longer. */
const WANTED_S = IS_ASAN || IS_TSAN ? 60 : 10;
const STRIDE = process.env.CONG_RESTORE_KILLS ? 1 : 3;
const SOURCE = path.join(path.dirname(fileURLToPath(import.meta.url)), 'kill_at.c');
const folder = scratch();
const library = path.join(folder, 'kill_at.so');
const armed = path.join(folder, 'armed');
const portals = [];
after(() => Promise.all(portals.map((portal) => portal.end())));

const sql = (file, statement) => {
  const done = spawnSync('python3', ['-c', 'import json, sqlite3, sys; print(json.dumps(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()))', file, statement], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout).flat();
};
const titles = (file) => sql(file, 'SELECT title FROM articles ORDER BY id');

/** A portal with a backup of its first article, and a second one that came later; stopped. */
async function pristine() {
  const portal = new Portal();
  portals.push(portal);
  await portal.start();
  await portal.form('POST', '/media', { file: { bytes: Buffer.from('tệp\n'.repeat(5000)), name: 'tep.txt' } }, { as: 'editor' });
  await portal.post({ title: 'Trước', slug: 'truoc', body: 'Nội dung.', status: 'published' });
  assert.equal(portal.command('backup', '--name', 'a').status, 0);
  await portal.post({ title: 'Sau', slug: 'sau', body: 'Nội dung.', status: 'published' });
  await portal.stop();
  return portal.data;
}

/** Restores a copy of the pristine data, killed at a step below a place; false when it ended before. */
function killed(data, below, at) {
  const copy = path.join(scratch(), 'data');
  fs.cpSync(data, copy, { recursive: true });
  const env = { LD_PRELOAD: library, KILL_AT: String(at), KILL_ARMED: armed, KILL_BELOW: below(copy), ASAN_OPTIONS: 'verify_asan_link_order=0:detect_leaks=0' };
  const portal = new Portal({ data: copy, env });
  const done = spawnSync(portal.binary, ['restore', path.join(data, 'backup/a'), '--data', copy], { env: portal.env, encoding: 'utf8' });
  assert.ok(done.signal === 'SIGKILL' || done.status === 0, done.stderr);
  return { copy, isKilled: done.signal === 'SIGKILL' };
}

/** What the folder then is, for whoever opens it next, as the daemon does at its start; or when the command is given once more. */
function judge(copy, again) {
  const portal = new Portal({ data: copy });
  if (again) assert.equal(portal.command('restore', path.join(copy, 'backup/a')).status, 0);
  const opened = portal.command('audit', 'verify');
  assert.equal(opened.status, 0, opened.stderr);
  const is = titles(path.join(copy, 'cong.db')).join();
  const isRestored = is === 'Trước';
  assert.ok(isRestored || (is === 'Trước,Sau' && !again), is);
  const former = path.join(copy, 'former');
  const asides = fs.existsSync(former) ? fs.readdirSync(former).map((name) => path.join(former, name, 'cong.db')).filter((file) => fs.existsSync(file)) : [];
  const all = [path.join(copy, 'cong.db'), ...asides].map((file) => titles(file).join());
  assert.ok(all.includes('Trước,Sau'), `what was there is lost: ${JSON.stringify(all)}`);
  assert.ok(!fs.existsSync(path.join(copy, '.restore-ready')));
  return isRestored;
}

test('a restore killed at any step leaves the portal of before or the restored one', { timeout: 600_000 }, async () => {
  const made = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-D_GNU_SOURCE', '-Wall', '-o', library, SOURCE, '-ldl'], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  fs.writeFileSync(armed, '');
  const data = await pristine();
  const counts = { restored: 0, former: 0 };
  const tried = (below, at) => {
    const { copy, isKilled } = killed(data, below, at);
    if (isKilled) counts[judge(copy, at % 2 === 0) ? 'restored' : 'former']++;
    fs.rmSync(copy, { recursive: true });
    return isKilled;
  };
  // Steps of the exchange: of what takes its place and of what goes aside.
  for (const place of ['/.restore-ready', '/former/']) for (let at = 1; tried(() => place, at); at += STRIDE) assert.ok(at < 60);
  const exchanged = counts.restored;
  assert.ok(exchanged * STRIDE > 10, `${exchanged} kills`);
  // And some of those before.
  for (let i = 0; i < KILLS; i++) tried((copy) => `${copy}/.restore-unfinished`, 1 + i * 37);
  console.log(`# ${exchanged} kills within the exchange, ${counts.restored + counts.former - exchanged} before`);
  assert.ok(counts.former > 0);
});

// The figure is of 20,000 articles on a release build: CONGD=build/release/congd CONG_RESTORE_ARTICLES=20000.
test(`the first page is there within ${WANTED_S} s of the command`, { timeout: 600_000 }, async () => {
  const count = Number(process.env.CONG_RESTORE_ARTICLES || 200);
  const portal = new Portal();
  portals.push(portal);
  const lines = Array.from({ length: count }, (_, i) => JSON.stringify({ title: `Bài số ${i}`, external_id: `b${i}`, status: 'published', body: `Nội dung thứ ${i} của xã. `.repeat(100) }));
  const file = path.join(folder, 'articles.ndjson');
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
  const imported = spawnSync(portal.binary, ['import', file, '--data', portal.data], { env: portal.env, encoding: 'utf8' });
  assert.equal(imported.status, 0, imported.stderr);
  assert.equal(portal.command('backup', '--name', 'a').status, 0);
  await portal.start();
  const { items } = (await portal.api('GET', '/articles?limit=5')).json;
  for (const { id } of items) assert.equal((await portal.api('POST', `/articles/${id}/erase`, { as: 'editor', body: { note: 'x' } })).status, 200);
  await portal.stop();
  const began = Date.now();
  const restored = portal.command('restore', 'a');
  assert.match(restored.stdout, /; 5 taken back again,/, restored.stderr);
  await portal.start();
  assert.equal((await portal.page('/')).status, 200);
  const seconds = (Date.now() - began) / 1000;
  console.log(`# ${count} articles: the first page after ${seconds.toFixed(1)} s`);
  assert.ok(seconds < WANTED_S, `${seconds} s`);
  for (const { url } of items) assert.equal((await portal.page(url)).status, 410);
  await portal.stop();
});
