// Killed and started again while its socket is kept: how long the first reader waits. CONG_RESTART_ARTICLES=100000 on a
// release build is the figure of R10; CONG_RESTART_FOLDER keeps the portal for the next time.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { ALLOW_ROOT, BROWSER, IS_ASAN, IS_TSAN, Portal, ROOT, scratch } from '../e2e/lib/portal.mjs';
import { Supervisor } from '../e2e/lib/supervisor.mjs';

const ARTICLES = Number(process.env.CONG_RESTART_ARTICLES || 500);
const KILLS = Number(process.env.CONG_RESTART_KILLS || 3);
/** Of a release; sanitizers alone take longer to begin. */
const WANTED_MS = IS_ASAN || IS_TSAN ? 20_000 : 300;

const folder = process.env.CONG_RESTART_FOLDER || scratch();
const portal = new Portal({ data: path.join(folder, 'portal') });
let supervisor;

/** What bench/ knows, such as how to make a large portal. */
function bench(code, ...args) {
  const done = spawnSync('python3', ['-B', '-c', `import sys; ${code}`, ...args], { cwd: path.join(ROOT, 'bench'), env: portal.env, encoding: 'utf8' });
  assert.equal(done.status, 0, done.stdout + done.stderr);
}

after(() => supervisor?.end());

test(`after SIGKILL the first 200 comes within ${WANTED_MS} ms, with ${ARTICLES} articles`, { timeout: 3_000_000 }, async () => {
  if (!fs.existsSync(path.join(portal.data, 'cong.db'))) bench('from corpus import fill; fill(sys.argv[1], sys.argv[2], int(sys.argv[3]))', portal.binary, folder, String(ARTICLES));
  assert.ok(fs.existsSync(path.join(portal.data, 'cong.db')));
  supervisor = Supervisor.with({ names: ['http'], env: portal.env }, portal.binary, 'serve', ...ALLOW_ROOT, '--data', portal.data, '--set', 'ballast=0', '--set', 'write_rate=0');
  supervisor.next();
  portal.port = await supervisor.told('port');
  assert.equal((await portal.request('GET', '/', { headers: { 'User-Agent': BROWSER } })).status, 200);
  /* As a portal of years is: the index was made with its articles. */
  bench('from scale import wait_for_index; wait_for_index(sys.argv[1])', folder);
  const waits = [];
  for (let i = 1; i <= KILLS; i++) {
    const { url } = await portal.post({ title: `Bài trước lần dừng ${i}`, body: 'Nội dung. '.repeat(500), status: 'published' });
    const pid = await supervisor.told('pid', i);
    /* The next one begins when this one is gone. */
    supervisor.next();
    const begun = performance.now();
    process.kill(pid, 'SIGKILL');
    /* Whom the dying process still took is reset, and asks again. */
    const answer = await portal.request('GET', url, { headers: { 'User-Agent': BROWSER } }).catch(() => portal.request('GET', url, { headers: { 'User-Agent': BROWSER } }));
    assert.equal(answer.status, 200);
    waits.push(Math.round(performance.now() - begun));
    assert.match(answer.text, new RegExp(`Bài trước lần dừng ${i}`));
  }
  process.kill(await supervisor.told('pid', KILLS + 1), 'SIGTERM');
  await supervisor.told('gone', KILLS + 1);
  waits.sort((a, b) => a - b);
  const median = waits[waits.length >> 1];
  console.log(`# ${ARTICLES} articles, ${KILLS} kills: the first 200 after ${median} ms (${waits.join(', ')})`);
  assert.ok(median <= WANTED_MS, `${waits} ms`);
});
