// kill -9 under posting and viewing: no acknowledged article is lost, no counted view is lost or counted twice.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPortalWithinADay } from '../e2e/lib/day.mjs';
import { BROWSER, until } from '../e2e/lib/portal.mjs';

const ROUNDS = Number(process.env.CONG_KILL_ROUNDS || 50);
const POSTERS = 12; // who share commits, so that the blow meets batches
const VIEWERS = 4;
const READERS = 40; // whom the viewers are in turn

let portal;
after(() => portal?.end());

/** Does `work` again and again, `count` times at once, until a request fails because the daemon is gone. */
async function hammer(count, work) {
  let stopped = false;
  const loops = Array.from({ length: count }, async () => {
    while (!stopped) {
      await work().catch((error) => {
        stopped = true;
        if (error.code === 'ERR_ASSERTION') throw error;
      });
    }
  });
  await Promise.all(loops);
}

test(`${ROUNDS} rounds of kill -9`, { timeout: 600_000 + ROUNDS * 30_000 }, async () => {
  portal = await startPortalWithinADay({ args: ['--set', 'fold_interval=100ms', '--set', 'trusted_proxies=127.0.0.1', '--set', 'write_rate=0', '--set', 'miss_rate=0'] });
  const token = portal.token('editor');
  const article = await portal.post({ title: 'Bài để xem', status: 'published' });
  const posted = new Map();
  const inFlight = new Set();
  const heard = new Set(); // readers who got an answer
  let answered = 0;
  let asked = 0;
  let number = 0;

  const viewAs = async (reader) => {
    asked++;
    const headers = { 'User-Agent': BROWSER, 'X-Forwarded-For': `198.51.100.${reader}` };
    const answer = await portal.request('GET', article.url, { headers });
    assert.equal(answer.status, 200);
    answered++;
    heard.add(reader);
  };
  for (let round = 0; round < ROUNDS; round++) {
    const post = async () => {
      const title = `Bài số ${number++} của vòng ${round}`;
      inFlight.add(title);
      const answer = await portal.api('POST', '/articles', { token, body: { title, body: 'Nội dung.', status: 'published' } });
      assert.equal(answer.status, 201, answer.text);
      posted.set(title, answer.json.id);
      inFlight.delete(title);
    };
    const view = () => viewAs(asked % READERS);
    const before = posted.size;
    const work = [hammer(POSTERS, post), hammer(VIEWERS, view)];
    // The moment of the blow wanders over the rounds, so that it meets folding, commits and idle times alike.
    await new Promise((resolve) => setTimeout(resolve, 40 + (round * 37) % 260));
    // On a slow machine too, every second one meets a daemon that has acknowledged something.
    if (round % 2) await until(() => posted.size >= before + 2);
    await portal.kill9();
    await Promise.all(work);
    await portal.start();
  }

  assert.ok(posted.size >= ROUNDS, `too few articles to say anything: ${posted.size}`);
  for (const [title, id] of posted) {
    const { status, json } = await portal.api('GET', `/articles/${id}`);
    assert.equal(status, 200, title);
    assert.equal(json.title, title);
  }
  const { total } = (await portal.api('GET', '/articles?limit=1&include=total')).json;
  assert.ok(total - 1 >= posted.size && total - 1 <= posted.size + inFlight.size, `${posted.size} ≤ ${total - 1} ≤ ${posted.size + inFlight.size}`);

  // A reader whose only request met a blow may have been counted or not.
  for (let reader = 0; reader < READERS; reader++) if (!heard.has(reader)) await viewAs(reader);

  await portal.restart();
  const { views } = (await portal.api('GET', `/articles/${article.id}/stats`)).json;
  assert.ok(answered <= views.all && views.all <= asked, `answers ${answered} ≤ stored ${views.all} ≤ asked ${asked}`);
  const stats = (await portal.api('GET', '/stats')).json;
  assert.ok(answered <= stats.views.all && stats.views.all <= asked, `answers ${answered} ≤ ${stats.views.all} ≤ asked ${asked}`);
  assert.equal(stats.views.all, views.all, 'nothing else was viewed, and each record was folded once');
  assert.equal(stats.all, READERS, 'each reader has one visit, which goes on over every kill');
  const { items } = (await portal.api('GET', '/stats/daily')).json;
  assert.equal(items.reduce((sum, day) => sum + day.views, 0), stats.views.all, 'all is the sum of the days');
  console.log(`# ${ROUNDS} kills: ${answered} answers ≤ ${stats.views.all} views ≤ ${asked} requests; ${posted.size} articles`);
  await portal.stop();
});
