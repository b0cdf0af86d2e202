// Many who listen to /api/events: they cost little while nothing happens, and hear of a change within a second.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { follow } from './lib/events.mjs';
import { startPortal, until } from './lib/portal.mjs';

const LISTENERS = Number(process.env.CONG_LISTENERS || 300);
const ADDRESSES = 16;
const IDLE_MS = Number(process.env.CONG_LISTENERS ? 10_000 : 2000);

let portal;
before(async () => { portal = await startPortal({ args: ['--set', 'connections_per_address=0'] }); });
after(() => portal?.end());

const status = (name) => Number(fs.readFileSync(`/proc/${portal.child.pid}/status`, 'utf8').match(new RegExp(`${name}:\\s+(\\d+)`))[1]);
/** CPU time of the daemon so far, in milliseconds. */
function cpu() {
  const fields = fs.readFileSync(`/proc/${portal.child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

test(`${LISTENERS} listeners`, { timeout: 1_200_000 }, async () => {
  await portal.post({ title: 'Đã có từ trước', status: 'published' });
  const { next } = (await portal.api('GET', '/changes')).json;
  const before = status('VmRSS');
  const heard = [];
  const readers = Array.from({ length: LISTENERS }, (_, i) => follow(portal, {
    since: next, localAddress: `127.0.0.${2 + (i % ADDRESSES)}`, onEvent: () => heard.push(Date.now()),
  }));
  for (const reader of readers) assert.equal(await reader.first, 200);
  await until(() => readers.every((reader) => reader.retry), { why: 'all to be greeted' });
  const threads = status('Threads');
  const idleFrom = cpu();
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS)); // the time over which idling is measured
  const idle = cpu() - idleFrom;
  const memory = (status('VmRSS') - before) / 1024;
  const busyFrom = cpu();
  const begun = Date.now();
  await portal.post({ title: 'Tin nóng', body: 'Nội dung.', status: 'published' });
  const posted = Date.now();
  await until(() => heard.length === LISTENERS, { why: 'everybody to hear of it' });
  const last = Math.max(...heard) - begun;
  console.log(`# ${LISTENERS} listeners on ${threads} threads: ${memory.toFixed(1)} MiB more, ${idle} ms of CPU in ${IDLE_MS / 1000} s of silence; a change reached the last one ${last} ms after it was sent (answered after ${posted - begun} ms), ${cpu() - busyFrom} ms of CPU`);
  if (process.env.CONG_LISTENERS) assert.ok(last < 1000, `${last} ms`);
  for (const reader of readers) assert.deepEqual(reader.seen.map((event) => event.data.article?.title), ['Tin nóng']);
  readers.forEach((reader) => reader.close());
  await portal.stop();
});
