// What a portal keeps of its readers: never an address or a User-Agent; after midnight neither the day's key nor a hash,
// in no file of the data folder and not in the memory of the process, which is more than a core file would hold.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { BROWSER, PHONE, until } from '../e2e/lib/portal.mjs';
import { World } from './lib/world.mjs';

const READERS = 60;
const DAY_MS = 86_400_000;
const ZONE_MS = 7 * 3_600_000;
const RECORD = 32;
const HEADER = 4096;
const ODD_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0 Quirk/af31b2';

let portal;
after(() => portal?.end());

/** Whether the binary is a plain one: sanitizers keep freed memory and frames of their own. */
const isPlain = (binary) => !fs.readFileSync(binary).includes('__asan_init') && !fs.readFileSync(binary).includes('__tsan_init');

const addressOf = (i) => (i % 3 ? `198.51.100.${i + 1}` : `2001:db8:77:${i}::1`);
const agentOf = (i) => [BROWSER, PHONE, ODD_AGENT][i % 3];

/** Kept open, so that every worker of the daemon has served somebody. */
async function read(paths) {
  for (let i = 0; i < READERS; i++) {
    const answer = await portal.page(paths[i % paths.length], { 'X-Forwarded-For': addressOf(i), 'User-Agent': agentOf(i) });
    assert.equal(answer.status, 200);
  }
}

function files(folder) {
  return fs.readdirSync(folder, { withFileTypes: true, recursive: false }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) return files(name);
    return entry.isFile() ? [name] : [];
  });
}

/** Which of the needles {name: bytes} stand in which file. */
function foundInFiles(needles) {
  return files(portal.data).flatMap((file) => {
    const bytes = fs.readFileSync(file);
    return Object.entries(needles).filter(([, needle]) => bytes.includes(needle)).map(([name]) => `${name} in ${path.basename(file)}`);
  });
}

/** Which of them stand anywhere in what the process can read of its own. */
function foundInMemory(pid, needles) {
  const found = new Set();
  const memory = fs.openSync(`/proc/${pid}/mem`, 'r');
  for (const line of fs.readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
    const map = line.match(/^([0-9a-f]+)-([0-9a-f]+) r\S+ \S+ \S+ \S+\s*(.*)$/);
    if (!map || /^\[v/.test(map[3])) continue;
    const [from, to] = [parseInt(map[1], 16), parseInt(map[2], 16)];
    const bytes = Buffer.alloc(to - from);
    try {
      fs.readSync(memory, bytes, 0, bytes.length, from);
    } catch {
      continue; // pages that are reserved alone
    }
    for (const [name, needle] of Object.entries(needles)) if (bytes.includes(needle)) found.add(`${name} in ${map[3] || map[1]}`);
  }
  fs.closeSync(memory);
  return [...found];
}

/** The day's secrets: its key, and the hashes of all who read, from the records of the journal. */
function secrets() {
  const key = fs.readFileSync(path.join(portal.data, 'day.key'));
  const journal = fs.readFileSync(path.join(portal.data, 'visits.journal'));
  const needles = { key: key.subarray(12, 28) };
  for (let at = HEADER; at + RECORD <= journal.length; at += RECORD) {
    const hash = journal.subarray(at, at + 8);
    if (hash.readBigUInt64LE() && journal.readUInt32LE(at + 16) & 1) needles[`hash ${hash.toString('hex')}`] = Buffer.from(hash);
  }
  return needles;
}

test('files hold no reader, and after midnight nothing of the day that ended', { timeout: 1_200_000 }, async () => {
  const world = new World();
  const midnight = Math.ceil((Date.now() + ZONE_MS) / DAY_MS) * DAY_MS - ZONE_MS + DAY_MS;
  world.setClock(midnight - 3_600_000);
  portal = world.portal({ args: ['--set', 'fold_interval=100ms', '--set', 'trusted_proxies=127.0.0.1'] });
  await portal.start();
  const article = await portal.post({ title: 'Bài để đọc', status: 'published' });
  await read(['/', article.url, '/thong-ke']);
  const plain = isPlain(portal.binary);
  const needles = secrets();
  assert.equal(Object.keys(needles).length, READERS + 1);
  assert.equal(new Set(foundInFiles(needles).map((found) => found.split(' in ')[0])).size, READERS + 1, 'the search finds what is there');
  if (plain) assert.ok(foundInMemory(portal.child.pid, needles).length >= READERS, 'in memory too');

  const readers = {};
  for (let i = 0; i < READERS; i++) readers[`address ${addressOf(i)}`] = Buffer.from(addressOf(i));
  readers['binary address'] = Buffer.from([198, 51, 100, 2]);
  readers['binary address 6'] = Buffer.from('20010db80077', 'hex');
  for (const agent of [BROWSER, PHONE, ODD_AGENT, 'Quirk/af31b2']) {
    readers[`agent ${agent}`] = Buffer.from(agent);
    for (const sum of ['md5', 'sha1', 'sha256']) readers[`${sum} ${agent}`] = createHash(sum).update(agent).digest();
  }
  assert.deepEqual(foundInFiles(readers), []);

  world.setClock(midnight + 1000);
  const day = new Date(midnight + ZONE_MS).toISOString().slice(0, 10);
  await until(async () => (await portal.api('GET', '/stats')).json.day === day);
  await until(() => foundInFiles(needles).length === 0, { why: `still there: ${foundInFiles(needles)}` });
  if (plain) await until(() => foundInMemory(portal.child.pid, needles).length === 0).catch(() => assert.deepEqual(foundInMemory(portal.child.pid, needles), []));
  const { today, month, views } = (await portal.api('GET', '/stats')).json;
  assert.deepEqual([today, views.all], [0, READERS], 'forgotten are readers, not their views');
  assert.ok(month === READERS || day.endsWith('-01'));

  await read(['/']);
  const second = secrets();
  await portal.kill9();
  world.setClock(midnight + 3 * DAY_MS); // nobody was there when the day ended
  await portal.start();
  assert.deepEqual(foundInFiles({ ...needles, ...second }), []);
  if (plain) assert.deepEqual(foundInMemory(portal.child.pid, second), []);
  assert.equal((await portal.api('GET', '/stats')).json.views.all, 2 * READERS);
  await portal.stop();
  assert.deepEqual(foundInFiles({ ...needles, ...second, ...readers }), []);
});
