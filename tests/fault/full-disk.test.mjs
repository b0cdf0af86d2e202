// A full disk while pages are viewed: every view is counted, the journal is folded exactly once when there is room again.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { BROWSER, until } from '../e2e/lib/portal.mjs';
import { World } from './lib/world.mjs';

const VIEWERS = 4;
let portal;
after(() => portal?.end());

const stats = async () => (await portal.api('GET', '/stats')).json;

async function look(article, views) {
  const one = async () => {
    const answer = await portal.request('GET', article.url, { headers: { 'User-Agent': BROWSER } });
    assert.equal(answer.status, 200);
  };
  for (let i = 0; i < views; i += VIEWERS) await Promise.all(Array.from({ length: VIEWERS }, one));
}

test('views on a full disk are counted, folded once, and survive a kill meanwhile', { timeout: 1_200_000 }, async () => {
  const world = new World();
  portal = world.portal({ args: ['--set', 'fold_interval=100ms'] });
  await portal.start();
  const article = await portal.post({ title: 'Bài để xem', status: 'published' });
  await look(article, 40);

  world.change({ isFull: true });
  await until(async () => (await portal.api('POST', '/articles', { as: 'editor', body: { title: 'Không lưu được' } })).status === 507);
  await look(article, 400);
  await until(() => /storage-full/.test(portal.stderr), { why: 'no fold was refused' });
  assert.equal((await stats()).views.all, 440, 'the box is right while nothing can be written');

  await portal.kill9();
  world.change({ isFull: false });
  await portal.start();
  assert.equal((await stats()).views.all, 440, 'what the full disk kept in the journal');
  assert.equal((await stats()).all, 1, 'the visit goes on');

  world.change({ isFull: true });
  await look(article, 100);
  world.change({ isFull: false });
  await until(async () => (await portal.api('GET', `/stats/daily`)).json.items.at(-1).views === 540);
  await portal.restart();
  assert.equal((await stats()).views.all, 540);
  assert.equal((await portal.api('GET', `/articles/${article.id}/stats`)).json.views.all, 540);
  assert.equal((await stats()).all, 1);
  await portal.stop();
});
