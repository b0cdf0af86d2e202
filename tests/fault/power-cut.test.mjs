// The current goes while articles are posted and pages viewed: from whatever the disk then holds the portal comes back, with
// every acknowledged article, file, token and erasure, and all views but those of the last fifth of a second.
// CONG_CUTS: how many states of the disk are looked at; CONG_CUT_SECONDS: how long is recorded; CONG_CUT_KEEP: a folder
// for the recording and the states from which it did not come back.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PATIENCE_MS } from '../e2e/lib/patience.mjs';
import { BROWSER, IS_ASAN, Portal, picture, scratch } from '../e2e/lib/portal.mjs';

const CUTS = Number(process.env.CONG_CUTS || (IS_ASAN ? 20 : 100)); // a start takes ten times as long with sanitizers
const SECONDS = Number(process.env.CONG_CUT_SECONDS || 4);
const SEED = Number(process.env.CONG_SEED || 20261129);
const SYNC_US = 2000; // what a synchronisation takes, so that much happens meanwhile
const LIB = path.join(path.dirname(fileURLToPath(import.meta.url)), 'lib');
const READERS = 30;
const POSTERS = 6;
const VIEWERS = 3;
/** Of each at least so many in each of the portal's two lives. */
const ENOUGH = { posted: 20, saved: 20, erased: 3, files: 3, tokens: 2, views: 100 };

/** By the clock that the recorder has. */
const nowNs = () => Number(process.hrtime.bigint());

let portal;
after(() => portal?.end());

function build(folder) {
  const library = path.join(folder, 'recorder.so');
  const done = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-Wall', '-o', library, path.join(LIB, 'recorder.c'), '-ldl'], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return library;
}

/** What clients are told, each with how long the log of the recording was then. */
class Clients {
  constructor(log) {
    this.log = log;
    this.told = { posted: [], saved: [], erased: [], erasing: [], tokens: [], files: [], views: [], imports: [] };
    this.number = 0;
  }

  now() {
    return fs.statSync(this.log).size;
  }

  note(kind, what) {
    this.told[kind].push({ ...what, told: this.now() });
  }

  /** Asks again when so much waited that the portal said 503: then nothing was done. */
  async ok(ask) {
    for (const end = Date.now() + PATIENCE_MS; ;) {
      const { status, text, json } = await ask();
      if (status === 503 && Date.now() < end) continue;
      assert.ok(status < 300, `${status} ${text}`);
      return json;
    }
  }

  async post() {
    const title = `Bài số ${this.number++}`;
    const { id, slug } = await this.ok(() => portal.api('POST', '/articles', { as: 'editor', body: { title, body: 'Nội dung. '.repeat(this.number % 200), status: 'published', tags: [`Thẻ ${this.number % 7}`] } }));
    this.note('posted', { id, title });
    return { id, slug };
  }

  /** One article that is changed again and again. */
  async save(subject) {
    const number = ++subject.number;
    await this.ok(() => portal.api('PATCH', `/articles/${subject.id}`, { as: 'editor', body: { title: `Bài sửa lần ${number}` } }));
    this.note('saved', { id: subject.id, number });
  }

  async erase() {
    const { id, slug } = await this.post();
    this.told.erasing.push(id);
    await this.ok(() => portal.api('POST', `/articles/${id}/erase`, { as: 'editor', body: { note: 'Theo yêu cầu' } }));
    this.note('erased', { id, slug });
  }

  async upload(file = { bytes: `Tệp số ${this.number++}.`, name: 'tep.txt', type: 'text/plain' }) {
    const { url } = await this.ok(() => portal.form('POST', '/media', { file, alt: 'Ảnh' }, { as: 'editor' }));
    this.note('files', { name: path.basename(url) });
  }

  /** All or nothing, so that the writer is held for long. */
  async bring() {
    const titles = Array.from({ length: 600 }, () => `Nhập ${this.number++}`);
    const body = titles.map((title) => `${JSON.stringify({ title, body: 'Nội dung nhập. '.repeat(100), status: 'published' })}\n`).join('');
    const from = nowNs();
    const answer = await portal.api('POST', '/import?atomic=true', { as: 'admin', type: 'application/x-ndjson', body });
    this.told.imports.push({ from_ns: from, to_ns: nowNs() });
    assert.equal(answer.status, 200);
    const made = answer.text.trim().split('\n').map((line) => JSON.parse(line)).filter(({ id }) => id);
    assert.equal(made.length, titles.length);
    made.forEach(({ id }, nth) => this.note('posted', { id, title: titles[nth] }));
  }

  /** Beside the others, for they would wait for this process; one that was not made is not told. */
  async token() {
    const name = `khoa-${this.number++}`;
    const { status } = await portal.commandBeside('token', 'create', '--name', name, '--role', 'author');
    if (!status) this.note('tokens', { name });
  }

  async view(url) {
    const view = { asked: this.now(), reader: this.told.views.length % READERS };
    this.told.views.push(view);
    const answer = await portal.request('GET', url, { headers: { 'User-Agent': BROWSER, 'X-Forwarded-For': `198.51.100.${view.reader}` } });
    assert.equal(answer.status, 200);
    view.at_ns = nowNs();
    view.told = this.now();
  }
}

const HUNG_UP = Symbol('hung up');

/**
 * What it gives, or HUNG_UP. On a machine so busy that a request comes later than the portal waits for one, that hangs up:
 * then nobody was told anything, and what was asked may have been done or not, as at a cut.
 */
async function unlessHungUp(work) {
  try {
    return await work();
  } catch (error) {
    if (error.code !== 'ECONNRESET') throw error;
    return HUNG_UP;
  }
}

async function untilDone(work) {
  for (const end = Date.now() + PATIENCE_MS; ;) {
    const done = await unlessHungUp(work);
    if (done !== HUNG_UP) return done;
    assert.ok(Date.now() < end, 'it hangs up again and again');
  }
}

async function record(clients) {
  const { slug } = await untilDone(() => clients.post());
  for (let reader = 0; reader < READERS; reader++) await untilDone(() => clients.view(`/bai-viet/${slug}`));
  const subjects = await Promise.all(Array.from({ length: POSTERS }, async () => ({ ...await untilDone(() => clients.post()), number: 0 })));
  clients.told.posted = clients.told.posted.filter(({ id }) => !subjects.some((subject) => subject.id === id));
  for (let life = 0; life < 2; life++) {
    const end = Date.now() + SECONDS * 500;
    const first = Object.fromEntries(Object.entries(clients.told).map(([kind, list]) => [kind, list.length]));
    const isEnough = () => Object.entries(ENOUGH).every(([kind, count]) => clients.told[kind].length - first[kind] >= count);
    const on = async (work) => {
      while (Date.now() < end || !isEnough()) await unlessHungUp(work);
    };
    await Promise.all([
      ...subjects.map((subject, nth) => on(async () => {
        await clients.save(subject);
        await (nth % 3 ? clients.post() : nth ? clients.erase() : clients.upload());
      })),
      ...Array.from({ length: VIEWERS }, () => on(() => clients.view(`/bai-viet/${slug}`))),
      untilDone(() => clients.bring()),
      untilDone(() => clients.upload(picture('photo.jpg'))),
      on(async () => {
        await clients.token();
        await new Promise((resolve) => setTimeout(resolve, SECONDS * 100));
      }),
    ]);
    await (life ? portal.stop() : portal.restart());
  }
  return `/bai-viet/${slug}`;
}

test(`${CUTS} states of the disk after the current was cut`, { timeout: 600_000 + CUTS * 5000 }, async (t) => {
  const folder = process.env.CONG_CUT_KEEP || scratch();
  const log = path.join(folder, 'log');
  const data = path.join(folder, 'data');
  fs.rmSync(data, { recursive: true, force: true });
  fs.mkdirSync(data, { recursive: true, mode: 0o750 });
  fs.writeFileSync(log, '');
  portal = new Portal({
    data,
    args: ['--set', 'fold_interval=100ms', '--set', 'trusted_proxies=127.0.0.1', '--set', 'write_rate=0', '--set', 'miss_rate=0'],
    env: {
      LD_PRELOAD: build(folder), RECORD_LOG: log, RECORD_BELOW: data, RECORD_SYNC_US: String(SYNC_US),
      ASAN_OPTIONS: 'detect_stack_use_after_return=1:strict_string_checks=1:abort_on_error=0:verify_asan_link_order=0',
    },
  });
  const began = Date.now();
  await portal.start();
  const clients = new Clients(log);
  const page = await record(clients);
  const { told } = clients;
  const file = path.join(folder, 'told.json');
  fs.writeFileSync(file, JSON.stringify({ ...told, log, began_s: Math.floor(began / 1000), agent: BROWSER, page, root: fs.statSync(data).ino, binary: portal.binary, keep: process.env.CONG_CUT_KEEP }));
  const { stdout } = await promisify(execFile)('python3', [path.join(LIB, 'power_cut.py'), file, String(CUTS), String(SEED)], { maxBuffer: 1 << 26 });
  const seen = JSON.parse(stdout);
  assert.deepEqual(seen.faults, [], JSON.stringify(seen.faults, null, 1));
  assert.equal(seen.states, CUTS);
  await t.test('who imports all or nothing does not keep views from the disk', () => {
    // As often as at other times, which on a busy machine is seldom.
    const most = Math.max(500, 4 * seen.gap_median_ms);
    for (const { ms, syncs } of seen.imports) assert.ok(syncs >= Math.floor(ms / most), `${syncs} synchronisations of views in ${ms} ms, ${seen.gap_median_ms} ms apart at other times`);
  });
  assert.ok(seen.articles > CUTS, 'hardly an article was acknowledged before a cut');
  console.log(`# ${seen.states} states of ${seen.entries} writes and synchronisations: 0 of ${seen.articles} acknowledged articles lost; views lost in ${seen.lost}, `
    + `the oldest ${seen.worst_ms.toFixed(0)} ms before the cut; ${seen.gap_median_ms.toFixed(0)} ms (at most ${seen.gap_most_ms.toFixed(0)} ms) between two synchronisations of views`);
});
