// A call that fails, each in turn, once or from then on: an allocation, a file opened, written, synchronised or renamed. The
// daemon starts or says in a line why not; answers with what it has, an error or a closed connection; the next request is
// fine, and it stops. CONG_FAILURES: how many of the calls of each kind are tried; CONG_SEED: which.
// Sanitizers have an allocator of their own, so allocations fail on a plain build, and files on both.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { exchange } from '../e2e/lib/http.mjs';
import { PATIENCE_MS } from '../e2e/lib/patience.mjs';
import { BROWSER, IS_ASAN, IS_TSAN, Portal, multipart, picture, scratch, until } from '../e2e/lib/portal.mjs';

const FAILURES = Number(process.env.CONG_FAILURES || (IS_ASAN ? 1 : 2));
/** Each takes a start. */
const STARTS = Math.ceil(FAILURES / 4);
let seed = Number(process.env.CONG_SEED || 20261129);
const SOURCE = path.join(path.dirname(fileURLToPath(import.meta.url)), 'lib/failing.c');
const KINDS = { allocate: 1, open: 2, write: 4, sync: 8, rename: 16 };
const { EIO, ENOSPC, EROFS } = os.constants.errno;
/** What fails, and how; all that concern files but the first answer as disks do. */
const FAULTS = [
  ...(IS_ASAN || IS_TSAN ? [] : [{ name: 'no memory', kinds: KINDS.allocate, error: 0 }]),
  { name: 'a full disk', kinds: KINDS.open | KINDS.write, error: ENOSPC },
  { name: 'a disk that only reads', kinds: KINDS.open | KINDS.write | KINDS.rename, error: EROFS },
  { name: 'a broken disk', kinds: KINDS.open | KINDS.write | KINDS.sync | KINDS.rename, error: EIO },
];
const NEVER = 2 ** 40;
/** The exit status of a daemon whose disk failed to synchronise. */
const BROKEN_DISK = 74;
const ONLY = process.env.CONG_FAILURES_OF?.split(',');

const folder = scratch();
const preload = path.join(folder, 'failing.so');
const planFile = path.join(folder, 'plan');
const data = path.join(folder, 'data');
let portal;
after(() => portal?.end());

/** Numbers that the seed decides, from 1 to `most`. */
function random(most) {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return 1 + Math.floor((seed / 2147483648) * most);
}

function plan({ kinds = 0, at = NEVER, goesOn = false, error = 0 } = {}) {
  const bytes = Buffer.alloc(40);
  [kinds, at, goesOn ? 1 : 0, error, 0].forEach((value, nth) => bytes.writeBigInt64LE(BigInt(value), nth * 8));
  const fd = fs.openSync(planFile, fs.existsSync(planFile) ? 'r+' : 'w');
  fs.writeSync(fd, bytes, 8, 32, 8); // what it is first, then that it holds
  fs.writeSync(fd, bytes, 0, 8, 0);
  fs.closeSync(fd);
}

const seen = () => Number(fs.readFileSync(planFile).readBigInt64LE(32));

function make() {
  portal = new Portal({
    data, args: ['--set', 'write_rate=0', '--set', 'miss_rate=0', '--set', 'error_rate=0', '--set', 'search_rate=0'],
    env: {
      LD_PRELOAD: preload, FAIL_PLAN: planFile, FAIL_BELOW: data,
      ASAN_OPTIONS: 'detect_stack_use_after_return=1:strict_string_checks=1:abort_on_error=0:verify_asan_link_order=0',
    },
  });
  portal.tokens = tokens;
  return portal;
}

const tokens = {};
const kept = {};
let number = 0;
/** What was sent of each article that was acknowledged, by its id. */
const acknowledged = new Map();

before(async () => {
  const done = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-Wall', ...(IS_ASAN || IS_TSAN ? ['-DWITHOUT_MEMORY'] : []), '-o', preload, SOURCE, '-ldl'], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  plan();
  await make().start();
  for (const role of ['admin', 'editor']) portal.token(role);
  Object.assign(kept, await portal.post({ title: 'Bài còn lại', body: '# Một\n\nHai *ba*.', status: 'published', tags: ['Thẻ'] }));
  const file = await portal.form('POST', '/media', { file: picture('photo.jpg'), alt: 'Ảnh' }, { as: 'editor' });
  assert.equal(file.status, 201, file.text);
  kept.media = Object.values(file.json.sizes)[0].webp;
  await portal.stop();
});

/** Without the contract's look at it: an answer for which there was no memory is short of what the contract asks. */
function send(method, target, { as, body, type, headers = {} } = {}) {
  const all = { ...headers, ...(as && { Authorization: `Bearer ${tokens[as]}` }), ...(body && { 'Content-Type': type ?? 'application/json' }) };
  return exchange(portal.host, portal.port, method, target, all, body && !type ? JSON.stringify(body) : body);
}
const editor = (method, target, body, type) => send(method, `/api${target}`, { as: 'editor', body, type });
const admin = (method, target, body) => send(method, `/api${target}`, { as: 'admin', body });
const form = (target, fields) => {
  const { body, type } = multipart(fields);
  return editor('POST', target, body, type);
};
const page = (target) => send('GET', target, { headers: { 'User-Agent': BROWSER, Accept: 'text/html' } });
const draft = (more = {}) => ({ title: `Bài thử ${number++}`, body: '<p>Nội dung <b>đậm</b></p>', ...more });

/** One of each kind; what is equal for all readers is asked so that it is made anew. */
const REQUESTS = {
  home: () => page('/'), article: () => page(kept.url), print: () => page(`${kept.url}/in`), copy: () => page(`${kept.url}/luu`),
  history: () => page(`${kept.url}/lich-su`), tag: () => page('/the/the'), search: () => page(`/tim-kiem?q=bai+${number++}`),
  statistics: () => page('/thong-ke'), csv: () => page('/thong-ke.csv'), feed: () => page('/rss.xml'), sitemap: () => page('/sitemap.xml'),
  nothing: () => page(`/khong-co-${number++}`), style: () => page('/tuy-chon.css'),
  picture: () => send('GET', kept.media, { as: 'editor' }), life: () => send('GET', '/healthz'), probe: () => send('GET', '/readyz'),
  list: () => send('GET', `/api/articles?limit=${1 + (number++ % 90)}`),
  find: () => send('GET', `/api/articles?q=con+lai&limit=${1 + (number++ % 90)}&include=total,facets`),
  suggest: () => send('GET', '/api/suggest?q=ba'), changes: () => send('GET', `/api/changes?limit=${1 + (number++ % 90)}`),
  snapshot: () => send('GET', '/api/snapshot'), export: () => editor('GET', '/export'), numbers: () => send('GET', '/api/stats'),
  metrics: () => send('GET', '/metrics', { as: 'admin' }), audit: () => admin('GET', '/audit'),
  async post() {
    const sent = draft({ status: 'published', lead: 'Tóm tắt', tags: ['Thẻ', 'Thẻ hai'] });
    const answer = await editor('POST', '/articles', sent);
    if (answer.status === 201) acknowledged.set(answer.json.id, sent);
    return answer;
  },
  markdown: () => editor('POST', '/preview', draft({ body: '# Một\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- x\n- y\n' })),
  'dry run': () => editor('POST', '/articles?dry_run=true', draft()),
  change: () => editor('PATCH', `/articles/${kept.id}`, { title: `Bài còn lại ${number++}` }),
  'picture sent': () => form('/media?dry_run=true', { file: picture('photo.jpg'), alt: 'Ảnh' }),
  'file sent': () => form('/media', { file: { bytes: `Tệp số ${number++}.`, name: 'tep.txt', type: 'text/plain' }, alt: 'Tệp' }),
  import: () => editor('POST', '/import', [draft(), draft()].map((row) => `${JSON.stringify(row)}\n`).join(''), 'application/x-ndjson'),
  category: () => editor('POST', '/categories', { name: `Mục ${number++}` }),
  token: () => admin('POST', '/tokens', { name: `khoa ${number++}`, role: 'reader' }),
  box: () => editor('POST', '/boxes', { title: `Hộp ${number++}`, items: [{ kind: 'link', title: 'Một', url: '/' }] }),
};

/** One request; what came, or 0 when the connection was closed in place of an answer. A search that a busy machine cut is asked again. */
async function ask(name) {
  try {
    let answer = await REQUESTS[name]();
    for (let tries = 0; tries < 20 && /search-cut|"complete":false|Tìm kiếm này quá lâu/.test(answer.text); tries++) answer = await REQUESTS[name]();
    if (process.env.CONG_FAILURES_TOLD && answer.status >= 400) console.log(`# ${name}: ${answer.status} ${answer.text.slice(0, 300)}`);
    return answer.status;
  } catch (error) {
    if (error.code === 'ERR_ASSERTION' || !/ECONNRE|socket hang up|aborted|EPIPE|Parse Error/.test(`${error.code} ${error.message}`)) throw error;
    return 0;
  }
}

/** What went wrong, so that one run shows all. */
const wrong = [];
const right = (holds, what) => holds || wrong.push(what);

/**
 * Whether the daemon ended. Only a disk that fails to synchronise may make it, with a line: what it holds cannot be trusted.
 * Behind a connection that broke off, `status` 0, it is waited for: it ends, or it answers again.
 */
async function isGone(what, fault, tally, status) {
  await new Promise(setImmediate);
  const hasEnded = () => portal.child.exitCode !== null || portal.child.signalCode !== null;
  if (status === 0) await until(async () => hasEnded() || await ask('life') === 200);
  if (!hasEnded()) return false;
  const { code, signal } = await portal.exit;
  portal.assertNoReport();
  right(fault.error === EIO && code === BROKEN_DISK && / error disk_broken: /.test(portal.stderr), `${what}: ended by ${signal ?? code}: ${portal.stderr.slice(-600)}`);
  tally.ended++;
  return true;
}

/**
 * Asks while nothing fails. What failed before may end the daemon only now, on a busy machine: then the next one is asked;
 * and a probe says that it is ready a while after the disk is well.
 */
async function calmly(name, what, fault, tally) {
  if (name === 'probe') await until(async () => await ask(name) === 200).catch(() => {});
  for (let tries = 0; ; tries++) {
    const status = await ask(name);
    if (tries === 5 || !await isGone(what, fault, tally, status)) return status;
    await make().start();
  }
}

/** Stops it, unless what failed before ends it first. */
async function end(what, fault, tally) {
  const { child } = portal;
  const failed = await portal.stop().then(() => null, (error) => error);
  if (!failed) return;
  portal.child = child;
  if (!await isGone(what, fault, tally)) throw failed;
  portal.child = null;
}

/** What is tried of `most` calls: all when there are few, else some that the seed chooses. */
const chosen = (most, of) => Array.from({ length: Math.min(most, of) }, (_, i) => (most <= of ? i + 1 : random(most)));

async function eachRequest(fault, tally) {
  plan();
  await make().start();
  for (const name of ONLY ?? Object.keys(REQUESTS)) {
    plan();
    const fine = await calmly(name, `${fault.name}, before ${name}`, fault, tally);
    right((fine >= 200 && fine < 300) || name === 'nothing', `${name}: ${fine} without any fault`);
    plan({ kinds: fault.kinds });
    await ask(name);
    const calls = seen();
    for (const at of chosen(calls, FAILURES))
      for (const goesOn of [false, true]) {
        const what = `${fault.name}, ${name}, ${goesOn ? 'from' : 'at'} ${at} of ${calls}`;
        if (process.env.CONG_FAILURES_TOLD) console.log(`# ${what}`);
        plan({ ...fault, at, goesOn });
        const status = await ask(name);
        plan();
        tally.tried++;
        tally.refused += status === 0 || status >= 500;
        right(status === 0 || status === fine || status >= 500, `${what}: ${status}`);
        if (await isGone(what, fault, tally, status)) await make().start();
        let next = await calmly(name, what, fault, tally); // what goes on after an answer may end it too
        // One at a time: what its client saw break off may still be ending.
        if (name === 'import') next = await until(async () => next === fine || ask(name).then((status) => status === fine)) && fine;
        right(next === fine, `${what}: the next one ${next}`);
      }
  }
  await end(`${fault.name}, behind all requests`, fault, tally);
  await make().start();
  for (const [id, sent] of acknowledged) {
    const { status, json } = await portal.api('GET', `/articles/${id}`);
    right(status === 200 && json.title === sent.title && json.lead === sent.lead && JSON.stringify(json).includes('đậm') && json.tags.length === 2, `article ${id} was acknowledged: ${JSON.stringify(json)}`);
  }
  acknowledged.clear();
  await portal.stop();
}

/** Starts with the fault; it serves once that is over, or has said in a line why it does not. */
async function start(fault, at, goesOn, tally) {
  const what = `${fault.name}, start, ${goesOn ? 'from' : 'at'} ${at}`;
  plan({ ...fault, at, goesOn });
  make();
  const failed = await portal.start().then(() => null, (error) => error);
  plan();
  tally.tried++;
  if (failed) {
    const { code, signal } = await portal.exit;
    portal.assertNoReport();
    right((code === 1 || (fault.error === EIO && code === BROKEN_DISK)) && /\S/.test(portal.stderr), `${what}: ${signal ?? code}: ${failed.message}`);
    portal.child = null;
    tally.refused++;
    return;
  }
  const status = await ask('article');
  if (await isGone(what, fault, tally, status)) {
    portal.child = null;
    return;
  }
  right(status === 200, `${what}: ${status}`);
  await end(what, fault, tally);
}

/** Stops with the fault: it ends by itself, and what was acknowledged is there when it comes back. */
async function stop(fault, at, goesOn, tally) {
  const what = `${fault.name}, stop, ${goesOn ? 'from' : 'at'} ${at}`;
  await make().start();
  const id = (await portal.post(draft())).id;
  plan({ ...fault, at, goesOn });
  portal.child.kill('SIGTERM');
  const timer = setTimeout(() => portal.child?.kill('SIGABRT'), PATIENCE_MS);
  const { code, signal } = await portal.exit;
  clearTimeout(timer);
  const calls = seen();
  plan();
  portal.assertNoReport();
  right(code === 0 || code === 1 || (fault.error === EIO && code === BROKEN_DISK), `${what}: ended by ${signal ?? code}: ${portal.stderr.slice(-600)}`);
  portal.child = null;
  tally.tried++;
  tally.refused += code !== 0;
  if (tally.tried % 8 === 0) {
    await make().start();
    assert.equal((await portal.api('GET', `/articles/${id}`, { as: 'editor' })).status, 200, `${what}: article ${id}`);
    await portal.stop();
  }
  return calls;
}

test('a text for which there was no memory is neither left out nor called wrong', { skip: FAULTS[0].kinds !== KINDS.allocate && 'a sanitizer build' }, async () => {
  plan();
  await make().start();
  try {
    const change = () => editor('PATCH', `/articles/${kept.id}`, { lead: `Tóm tắt ${number++}`, body: `# Mục ${number}\n\n<b>Thân</b>` });
    plan({ kinds: KINDS.allocate });
    assert.equal((await change()).status, 200);
    const calls = seen();
    for (let at = 1; at <= Math.min(calls, FAILURES * 100); at++) { // what was sent is read first
      plan({ kinds: KINDS.allocate, at });
      const { status, json, text } = await change().catch(() => ({ status: 500 }));
      plan();
      right(status >= 500 || (status === 200 && json.lead === `Tóm tắt ${number - 1}`), `at ${at} of ${calls}: ${status} ${text}`);
    }
    assert.deepEqual(wrong.splice(0), []);
    await portal.stop();
  } finally {
    await portal.end();
  }
});

for (const fault of FAULTS) {
  test(`${fault.name}: ${Object.keys(REQUESTS).length} kinds of request`, { timeout: 600_000 + FAILURES * 120_000 }, async () => {
    const tally = { tried: 0, refused: 0, ended: 0 };
    await eachRequest(fault, tally).finally(() => portal.end());
    console.log(`# ${fault.name}, requests: ${tally.tried} tried, ${tally.refused} refused, ${tally.ended} ended the daemon, which came back`);
    assert.deepEqual(wrong.splice(0), []);
  });

  test(`${fault.name}: the start and the stop`, { timeout: 600_000 + FAILURES * 60_000 }, async () => {
    const tally = { tried: 0, refused: 0, ended: 0 };
    try {
      plan({ kinds: fault.kinds });
      await make().start();
      const calls = seen();
      plan();
      await portal.stop();
      for (const at of chosen(calls, STARTS)) for (const goesOn of [false, true]) await start(fault, at, goesOn, tally);
      const last = await stop(fault, NEVER, false, tally);
      for (const at of chosen(last, STARTS)) for (const goesOn of [false, true]) await stop(fault, at, goesOn, tally);
    } finally {
      await portal.end();
    }
    console.log(`# ${fault.name}, start and stop: ${tally.tried} tried, ${tally.refused} refused, ${tally.ended} ended after the start`);
    assert.deepEqual(wrong.splice(0), []);
  });
}
