// A clock that is set forward, by hand or by NTP after a power cut, makes what is due appear within seconds.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { until } from '../e2e/lib/portal.mjs';
import { World } from './lib/world.mjs';

const HOUR_MS = 3_600_000;
let portal;
after(() => portal?.end());

test('what is scheduled appears within seconds after the clock was set forward', async () => {
  const world = new World();
  portal = await world.portal().start();
  const article = await portal.post({ title: 'Hẹn giờ', body: 'Nội dung.' });
  const at = new Date(world.now() + HOUR_MS).toISOString();
  assert.equal((await portal.api('POST', `/articles/${article.id}/publish`, { as: 'editor', body: { at } })).status, 200);
  assert.equal((await portal.api('GET', `/articles/${article.id}`)).status, 404);
  world.change({ aheadMs: HOUR_MS + 1000 });
  await until(async () => (await portal.api('GET', `/articles/${article.id}`)).status === 200, { why: 'not published' });
  await portal.stop();
});
