// A search that its limit of time cuts never looks like one that found everything, or nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem } from '../e2e/lib/problem.mjs';
import { BROWSER } from '../e2e/lib/portal.mjs';
import { World } from './lib/world.mjs';

const ARTICLES = 700;
const FEW = encodeURIComponent('kế hoạch đợt 77');
const MANY = encodeURIComponent('kế hoạch nông thôn');

const world = new World();
let portal;
before(async () => {
  portal = await world.portal({ args: ['--search-rate', '0'] }).start();
  const lines = Array.from({ length: ARTICLES }, (_, i) => JSON.stringify({ title: `Kế hoạch nông thôn mới đợt ${i}`, body: `Căn cứ kế hoạch số ${i}.`, status: 'published' }));
  const answer = await portal.api('POST', '/import', { as: 'editor', type: 'application/x-ndjson', body: `${lines.join('\n')}\n` });
  assert.equal(answer.status, 200, answer.text);
});
after(() => portal?.end());

/** Asks while the clock goes on by so much at every look, however busy the machine is. */
async function slowly(lookMs, ask) {
  world.change({ lookMs });
  try {
    return await ask();
  } finally {
    world.change({ lookMs: 0 });
  }
}

const page = (target) => portal.requestOnce('GET', target, { headers: { 'User-Agent': BROWSER, Accept: 'text/html,*/*;q=0.8' } });

test('in time it is complete', async () => {
  const { json } = await slowly(1, () => portal.api('GET', `/articles?q=${FEW}&include=total,facets`));
  assert.ok(json.items.length > 0);
  assert.equal(json.complete, true);
  assert.equal((await portal.api('GET', '/articles')).json.complete, undefined);
  assert.doesNotMatch((await slowly(1, () => portal.page(`/tim-kiem?q=${FEW}`))).text, /dừng giữa chừng/);
});

test('what was found before the cut is shown, and that there may be more', async () => {
  const answer = await slowly(200, () => portal.requestOnce('GET', `/api/articles?q=${FEW}&include=total,facets`));
  assert.equal(answer.status, 200, answer.text);
  assert.ok(answer.json.items.length > 0, answer.text);
  assert.equal(answer.json.complete, false);
  const shown = await slowly(200, () => page(`/tim-kiem?q=${FEW}`));
  assert.equal(shown.status, 200);
  assert.match(shown.text, /đợt 77/);
  assert.match(shown.text, /Tìm kiếm này quá lâu nên đã dừng giữa chừng/);
});

test('where nothing was found before the cut, the answer is no empty list', async () => {
  for (const more of ['', '&sort=newest']) {
    const answer = await slowly(2000, () => portal.requestOnce('GET', `/api/articles?q=${MANY}${more}`));
    assertProblem(answer, 503, 'search-cut');
    assert.match(answer.headers['retry-after'], /^\d+$/);
  }
  const shown = await slowly(2000, () => page(`/tim-kiem?q=${MANY}`));
  assert.equal(shown.status, 503);
  assert.match(shown.text, /quá lâu/);
  assert.match((await slowly(2000, () => page(`/en/tim-kiem?q=${MANY}`))).text, /took too long|not finished/);
});
