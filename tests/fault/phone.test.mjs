// A phone follows the change feed while writers publish, edit, withdraw and delete, and the daemon is killed and
// started again: its copy ends equal to what is published, and no step goes back or repeats.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Portal, until } from '../e2e/lib/portal.mjs';
import { Random } from '../e2e/lib/random.mjs';

const KILLS = Number(process.env.CONG_KILLS || 10);
const WRITERS = 4;

let portal;
after(() => portal?.end());

const lost = (error) => { if (error.code === 'ERR_ASSERTION') throw error; };

/** One writer: does one thing after the other to articles of its own until it is told to stop. */
async function write(number, state, counts) {
  const random = new Random(number + 1);
  const own = [];
  const act = (method, target, body) => portal.api(method, target, { token: state.token, body });
  for (let i = 0; !state.done; i++) {
    const id = own.length > 3 ? random.one(own) : undefined;
    const kind = id ? random.below(6) : 0;
    try {
      const answer = await (kind === 0 ? act('POST', '/articles', { title: `Bài ${number}-${i}`, body: 'Thân.', status: 'published' })
        : kind <= 2 ? act('PATCH', `/articles/${id}`, { lead: `Sapo ${i}` })
          : kind === 3 ? act('POST', `/articles/${id}/withdraw`, { reason: 'Thử' })
            : kind === 4 ? act('POST', `/articles/${id}/publish`)
              : act('DELETE', `/articles/${id}`));
      assert.ok(answer.status < 500, answer.text);
      if (answer.status === 201) own.push(answer.json.id);
      counts.written += answer.status < 300;
    } catch (error) {
      lost(error);
      await new Promise((resolve) => setTimeout(resolve, 20)); // it is down; the next try may find it again
    }
  }
}

/** Follows the feed by `wait` until told to stop and nothing is left; gives its copy. */
async function follow(state, counts) {
  const copy = new Map();
  let token;
  let last = -1;
  for (;;) {
    const ending = state.done;
    try {
      const answer = await portal.api('GET', `/changes?limit=7&wait=1${token ? `&since=${token}` : ''}`);
      assert.equal(answer.status, 200, answer.text);
      for (const change of answer.json.changes) {
        const known = copy.get(change.id);
        if (change.type === 'upsert') {
          assert.ok(!known || change.version >= known.version, `article ${change.id} went back from ${known?.version} to ${change.version}`);
          copy.set(change.id, change.article);
        } else {
          copy.delete(change.id);
        }
        counts.seen++;
      }
      const sequence = Number(answer.json.next.split('.')[1]);
      assert.ok(sequence >= last, `the token went back from ${last} to ${sequence}`);
      assert.ok(!answer.json.changes.length || sequence > last, 'a step with changes moves on');
      last = sequence;
      token = answer.json.next;
      counts.steps++;
      if (ending && !answer.json.more && !answer.json.changes.length) return copy;
    } catch (error) {
      lost(error);
      counts.cuts++;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function published() {
  const all = new Map();
  for (let next = '/articles?limit=100&include=body'; next;) {
    const page = (await portal.api('GET', next)).json;
    page.items.forEach((article) => all.set(article.id, article));
    next = page.next;
  }
  return all;
}

test(`a phone stays in step over ${KILLS} kills and ${WRITERS} writers`, { timeout: 1_800_000 }, async () => {
  portal = await new Portal({ args: ['--set', 'write_rate=0', '--set', 'error_rate=0'] }).start();
  const state = { done: false, token: portal.token('admin') };
  const counts = { written: 0, seen: 0, steps: 0, cuts: 0 };
  const writers = Array.from({ length: WRITERS }, (_, i) => write(i, state, counts));
  const phone = follow(state, counts);
  for (let kill = 0; kill < KILLS; kill++) {
    await new Promise((resolve) => setTimeout(resolve, 300 + (kill * 83) % 400)); // the blow wanders over what is being done
    await until(() => counts.written > (kill + 1) * WRITERS);
    await portal.kill9();
    await portal.start();
  }
  state.done = true;
  await Promise.all(writers);
  const copy = await phone;
  const list = await published();
  console.log(`# ${counts.written} writes, ${counts.steps} steps with ${counts.seen} changes, cut off ${counts.cuts} times; ${list.size} articles at the end`);
  assert.ok(counts.written > KILLS * WRITERS, 'enough was written to say anything');
  assert.deepEqual([...copy.keys()].sort((a, b) => a - b), [...list.keys()].sort((a, b) => a - b));
  for (const [id, article] of list) {
    const { version, title, lead, body_html } = copy.get(id);
    assert.deepEqual([version, title, lead, body_html], [article.version, article.title, article.lead, article.body_html]);
  }
  await portal.stop();
});
