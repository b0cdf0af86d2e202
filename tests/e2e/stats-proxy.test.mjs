// Whose address counts: the peer's, or what a trusted proxy says, and nobody else.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPortalWithinADay } from './lib/day.mjs';
import { Portal, until } from './lib/portal.mjs';

const portals = [];
after(() => Promise.all(portals.map((portal) => portal.end())));

async function open(...settings) {
  const portal = await startPortalWithinADay({ args: settings.flatMap((setting) => ['--set', setting]) });
  portals.push(portal);
  return portal;
}

const all = async (portal) => (await portal.api('GET', '/stats')).json;
const view = (portal, headers) => portal.page('/', headers);

test('a client that forges X-Forwarded-For is one visitor', async () => {
  const portal = await open();
  for (let i = 0; i < 20; i++)
    await view(portal, { 'X-Forwarded-For': `203.0.113.${i}`, Forwarded: `for=203.0.113.${i}`, 'X-Real-IP': `203.0.113.${i}`, 'True-Client-IP': `203.0.113.${i}` });
  const { today, views } = await all(portal);
  assert.deepEqual([today, views.today], [1, 20]);
  await portal.stop();
});

test('a peer that is no trusted proxy is believed nothing', async () => {
  const portal = await open('trusted_proxies=192.0.2.0/24');
  for (let i = 0; i < 5; i++) await view(portal, { 'X-Forwarded-For': `203.0.113.${i}` });
  assert.equal((await all(portal)).today, 1);
  await portal.stop();
});

test('behind a trusted proxy each client is a visitor, whatever else they claim', async () => {
  const portal = await open('trusted_proxies=127.0.0.1 192.0.2.0/24');
  for (let i = 0; i < 5; i++) await view(portal, { 'X-Forwarded-For': `203.0.113.${i}` });
  assert.equal((await all(portal)).today, 5);
  // What stands further left was said by the client itself.
  for (let i = 0; i < 5; i++) await view(portal, { 'X-Forwarded-For': `10.9.8.${i}, 203.0.113.1` });
  assert.equal((await all(portal)).today, 5);
  // A second proxy of ours is looked through; other headers are the client's own.
  await view(portal, { 'X-Forwarded-For': '203.0.113.2, 192.0.2.7', Forwarded: 'for=198.51.100.9' });
  assert.equal((await all(portal)).today, 5);
  await view(portal, { 'X-Forwarded-For': '2001:db8::1' });
  await view(portal, { 'X-Forwarded-For': '2001:db8::ffff:2' }); // the same /64
  await view(portal, { 'X-Forwarded-For': '2001:db8:0:1::1' });
  assert.equal((await all(portal)).today, 7);
  await portal.stop();
});

test('another header may be the one that counts', async () => {
  const portal = await open('trusted_proxies=127.0.0.1', 'proxy_header=X-Real-IP');
  for (let i = 0; i < 3; i++) await view(portal, { 'X-Real-IP': `203.0.113.${i}`, 'X-Forwarded-For': '198.51.100.1' });
  assert.equal((await all(portal)).today, 3);
  await portal.stop();
});

test('addresses that are left out count as nothing: no view, no machine, no prefetch', async () => {
  const portal = await open('trusted_proxies=127.0.0.1', 'uncounted=203.0.113.0/24 2001:db8::/32');
  for (const address of ['203.0.113.1', '203.0.113.254', '2001:db8:5::1', '::ffff:203.0.113.9']) {
    await view(portal, { 'X-Forwarded-For': address });
    await view(portal, { 'X-Forwarded-For': address, 'User-Agent': 'curl/8.0.1' });
    await view(portal, { 'X-Forwarded-For': address, 'Sec-Purpose': 'prefetch' });
  }
  await view(portal, { 'X-Forwarded-For': '203.0.114.1' });
  const { today, views, machines, online } = await all(portal);
  assert.deepEqual([today, views.today, machines.today, online], [1, 1, 0, 1]);
  await portal.stop();
});

test('the portal’s own checks count as nothing', async () => {
  const portal = await open();
  for (const agent of ['congd/0.1.0', 'congd/0.1.0 (self-check)']) await view(portal, { 'User-Agent': agent });
  const { views, machines } = await all(portal);
  assert.deepEqual([views.today, machines.today], [0, 0]);
  await portal.stop();
});

test('a block that is none stops the start', async () => {
  const portal = new Portal({ args: ['--set', 'uncounted=203.0.113.0/33'] });
  portals.push(portal);
  await assert.rejects(portal.start(), /uncounted must be addresses or blocks/);
  await until(() => !portal.child || portal.child.exitCode !== null);
  assert.equal(portal.child.exitCode, 1);
});
