// Killed at each step of keeping and of deleting a picture, files and rows never disagree: every row has its files,
// each as its hash says, and what was acknowledged is there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { png } from '../e2e/lib/pictures.mjs';
import { Portal, ROOT, scratch } from '../e2e/lib/portal.mjs';

const STEPS_MOST = 120;
const folder = scratch();
const library = path.join(folder, 'kill_at.so');
const armed = path.join(folder, 'armed');
let portal;
after(() => portal?.end());

test('the library that kills', () => {
  const done = spawnSync('cc', ['-shared', '-fPIC', '-D_GNU_SOURCE', '-o', library, path.join(ROOT, 'tests/fault/kill_at.c'), '-ldl'], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
});

let tokens = {};

/**
 * Starts the portal whose blow comes at step `at` once it is armed: what the blow before it left is looked at first, every file compared
 * with its hash and every form asked for. Gives the media.
 */
async function startAt(at, data) {
  const env = { LD_PRELOAD: library, KILL_AT: String(at), KILL_ARMED: armed, KILL_BELOW: data };
  const check = new Portal({ data }).command('media', 'check');
  assert.equal(check.status, 0, `${check.stdout}${check.stderr}`);
  portal = new Portal({ data, env: { ...env, ASAN_OPTIONS: 'verify_asan_link_order=0:detect_leaks=0' }, args: ['--set', 'fold_interval=1min'] });
  portal.tokens = tokens;
  await portal.start();
  return look();
}

/** Every medium, with each of its forms. */
async function look() {
  const { json } = await portal.api('GET', '/media?limit=100', { as: 'admin' });
  for (const media of json.items) {
    assert.ok(Object.keys(media.sizes).length > 0, 'a picture has its forms');
    for (const { webp, jpeg } of Object.values(media.sizes))
      for (const url of [webp, jpeg]) assert.equal((await portal.request('GET', url, { as: 'admin' })).status, 200, url);
  }
  return json.items;
}

/** Runs `work` with the process killed at its step; gives what it gave, or undefined when it was killed. */
async function killedAt(work) {
  fs.writeFileSync(armed, '');
  const result = await work().catch((error) => {
    assert.notEqual(error.code, 'ERR_ASSERTION', error.message);
  });
  fs.rmSync(armed);
  await portal.kill9();
  return result;
}

/** After the last blow: the same once more, without the library, and a stop that is clean. */
async function lookAtLast(data) {
  const check = new Portal({ data }).command('media', 'check');
  assert.equal(check.status, 0, `${check.stdout}${check.stderr}`);
  portal = new Portal({ data });
  portal.tokens = tokens;
  await portal.start();
  const media = await look();
  await portal.stop();
  return media;
}

async function prepare() {
  const data = path.join(scratch(), 'data');
  portal = new Portal({ data });
  await portal.start();
  for (const role of ['admin', 'editor']) portal.token(role);
  tokens = portal.tokens;
  await portal.stop();
  return data;
}

test('at each step of keeping a picture', { timeout: 1_800_000 }, async () => {
  const data = await prepare();
  const kept = [];
  const assertKept = (media) => {
    const ids = media.map(({ id }) => id);
    for (const id of kept) assert.ok(ids.includes(id), `medium ${id} was acknowledged and is gone`);
  };
  let answer;
  let at = 0;
  do {
    at++;
    assertKept(await startAt(at, data));
    const bytes = png(24, 16, (x, y) => [x * at & 255, y * at & 255, at]);
    answer = await killedAt(() => portal.api('POST', '/media', { as: 'editor', body: bytes, type: 'image/png' }));
    if (answer) assert.equal(answer.status, 201, answer.text);
    if (answer) kept.push(answer.json.id);
  } while (!answer && at < STEPS_MOST);
  assertKept(await lookAtLast(data));
  assert.ok(answer, `no end after ${at} steps`);
  assert.ok(at > 10, `only ${at} steps were seen: is the library loaded?`);
});

test('at each step of deleting one', { timeout: 1_800_000 }, async () => {
  const data = await prepare();
  let answer;
  let made;
  let at = 0;
  do {
    at++;
    await startAt(at, data);
    const bytes = png(24, 16, (x, y) => [x * at & 255, at, y * at & 255]);
    made = await portal.api('POST', '/media', { as: 'editor', body: bytes, type: 'image/png' });
    assert.equal(made.status, 201, made.text);
    answer = await killedAt(() => portal.api('DELETE', `/media/${made.json.id}`, { as: 'editor' }));
  } while (!answer && at < STEPS_MOST);
  const ids = (await lookAtLast(data)).map((media) => media.id);
  assert.ok(answer && at > 2, `${at} steps`);
  assert.ok(!ids.includes(made.json.id), 'what was deleted stays deleted');
});
