// Several machines, and everything that can go wrong between them, on real PostgreSQL with a synchronous standby: nodes, the primary
// (with promotion), the standby are killed or frozen for longer than anybody waits, nodes are cut off from PostgreSQL, have a full disk
// and clocks ten minutes apart, while all nodes are written to and read.
// What was acknowledged stands once on all, tables and the feed of changes are the same, and reads go on while one node lives.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { alike, Cluster } from '../e2e/lib/cluster.mjs';
import { childrenOf, until } from '../e2e/lib/portal.mjs';
import { Random } from '../e2e/lib/random.mjs';
import { World } from './lib/world.mjs';

const ROUNDS = Number(process.env.CONG_CLUSTER_ROUNDS || 8); // each fault once
const SEED = Number(process.env.CONG_SEED || 1);
const FROZEN_MS = Number(process.env.CONG_CLUSTER_FROZEN_MS || 9000); // longer than an append waits
const APART_MS = 600_000;
/* One that wants to be alone is named by CONG_CLUSTER_FAULTS, several by commas. */
const CHOSEN = process.env.CONG_CLUSTER_FAULTS?.split(',');
const worlds = {};
const worldOf = (name) => (worlds[name] ??= new World());
const cluster = new Cluster({ args: ['--set', 'write_rate=0', '--set', 'error_rate=0'], hasWays: true, world: (name) => worldOf(name).portal().env });
const random = new Random(SEED);
const acknowledged = new Map(); // title → key
const asked = [];
let token, isOver = false, number = 0, reads = 0, failedReads = 0, again = 0;
const gone = new Set(); // nodes that are dead or frozen

const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** The same for what need not be waited for at the end. */
const late = (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref());
/** A node's process and those that it forked. */
const family = (pid) => [pid, ...childrenOf(pid).flatMap(family)];
const signalNode = (node, name) => node.child && family(node.child.pid).forEach((pid) => { try { process.kill(pid, name); } catch { /* it ended */ } });

before(async () => {
  await cluster.start({ fill: async (portal) => { token = portal.token('editor'); portal.token('admin'); } });
});
after(() => cluster.stop());

/** As a client does: what was not acknowledged is sent again under its key, to whichever machine answers. */
async function write(node) {
  const title = `Bài ${number++}`, key = `ba-may-${title}`;
  asked.push(title);
  for (let i = 0; !acknowledged.has(title); i++) {
    const at = i ? anyNode() : node;
    const answer = gone.has(at) ? null : await Promise.race([
      at.requestOnce('POST', '/api/articles', { token, headers: { 'Idempotency-Key': key }, body: { title, body: `Thân ${title}.`, status: 'published' } }).catch(() => null),
      late(20_000).then(() => null),
    ]);
    if (answer && [201, 200].includes(answer.status)) acknowledged.set(title, answer.json.id);
    else if (answer) assert.ok([503, 507, 409, 429].includes(answer.status), `${answer.status} ${answer.text}`);
    if (isOver && !acknowledged.has(title) && i > 200) throw new Error(`${title} is taken by nobody: ${answer?.text}`);
    if (!acknowledged.has(title)) {
      again++;
      await rest(100);
    }
  }
}

async function read(node) {
  if (gone.has(node)) return rest(100);
  const answer = await node.requestOnce('GET', '/api/articles?limit=1').catch(() => null);
  /* One that was killed or frozen while it was asked is no reader's fault. */
  if (gone.has(node)) return undefined;
  reads++;
  if (answer?.status !== 200) failedReads++;
  return rest(20);
}

const loop = async (work, node) => {
  while (!isOver) await work(node);
};

const anyNode = () => cluster.nodes[Math.floor(random.next() * cluster.nodes.length)];
const probe = (node) => node.requestOnce('POST', '/api/tags', { token: cluster.nodes[0].tokens.admin, body: { name: `Thẻ ${number++}` } });
/** Until what is sent to it is saved again. */
const writesAt = (node) => until(async () => (await probe(node)).status === 201, { ms: 60_000, why: `${node.name} does not come back` });

const faults = {
  async node() {
    const node = anyNode();
    gone.add(node);
    await node.kill9();
    await rest(300);
    await node.start();
    gone.delete(node);
  },
  primary: () => cluster.pair.failOver(),
  async standby() {
    await cluster.pair.standby.kill9();
    await rest(500);
    await cluster.pair.standby.start();
    await cluster.pair.inStep();
  },
  async frozenNode() {
    const node = anyNode();
    gone.add(node);
    signalNode(node, 'SIGSTOP');
    await rest(FROZEN_MS);
    signalNode(node, 'SIGCONT');
    await rest(500);
    gone.delete(node);
  },
  async frozenPrimary() {
    cluster.pair.primary.signal('SIGSTOP');
    await rest(FROZEN_MS);
    cluster.pair.primary.signal('SIGCONT');
  },
  /** It is read, but cannot reach PostgreSQL; what it had sent may arrive when all believe it lost. */
  async partition() {
    const node = anyNode(), way = cluster.ways[node.name];
    await way.cut();
    await until(async () => /writes: no/.test((await node.requestOnce('GET', '/readyz')).text), { why: 'it does not notice that PostgreSQL is out of reach' });
    await rest(random.next() * 3000);
    await way.heal({ keeps: random.next() < 0.5 });
    await writesAt(node);
  },
  async fullDisk() {
    const node = anyNode();
    worlds[node.name].change({ isFull: true });
    await until(async () => (await probe(node)).status >= 500, { why: 'a full disk is not told' });
    await rest(1000 + random.next() * 2000);
    worlds[node.name].change({ isFull: false });
    await writesAt(node);
  },
  /** From here on, until they are set anew. */
  async clocks() {
    const ahead = [-APART_MS, 0, APART_MS].map((ms) => [random.next(), ms]).sort(([a], [b]) => a - b);
    cluster.nodes.forEach((node, i) => worlds[node.name].change({ aheadMs: ahead[i][1] }));
    await rest(1000);
  },
};

/** The feed of changes as a client sees it, from the beginning. */
async function feed(node) {
  const lines = [];
  for (let since, more = true; more;) {
    const answer = await node.api('GET', `/changes?limit=1000${since ? `&since=${since}` : ''}`);
    assert.equal(answer.status, 200, answer.text);
    lines.push(...answer.json.changes.map(({ type, id, version }) => `${type} ${id} ${version}`));
    ({ next: since, more } = answer.json);
  }
  return lines;
}

test(`${ROUNDS} rounds of faults between machines (seed ${SEED})`, { timeout: 120_000 + ROUNDS * 60_000 }, async () => {
  const began = Date.now();
  const work = cluster.nodes.flatMap((node) => [loop(write, node), loop(write, node), loop(read, node)]);
  const failing = Promise.all(work);
  const names = CHOSEN ?? Object.keys(faults), done = {};
  for (let round = 0; round < ROUNDS; round++) {
    const name = names[ROUNDS <= names.length ? round % names.length : Math.floor(random.next() * names.length)];
    done[name] = (done[name] ?? 0) + 1;
    await rest(200 + random.next() * 800);
    await Promise.race([faults[name](), failing]);
  }
  isOver = true;
  await failing;
  await alike(cluster);
  const feeds = await Promise.all(cluster.nodes.map(feed));
  for (const one of feeds.slice(1)) assert.deepEqual(one, feeds[0], 'the feed of changes is one sequence');
  const said = new Map();
  for (const node of cluster.nodes) {
    for (let next = '/articles?limit=100&fields=id,title'; next;) {
      const { json } = await node.api('GET', next);
      for (const { id, title } of json.items) said.set(`${node.name} ${title}`, [...(said.get(`${node.name} ${title}`) ?? []), id]);
      next = json.next;
    }
    for (const [title, id] of acknowledged) assert.deepEqual(said.get(`${node.name} ${title}`), [id], `${title} once on ${node.name}`);
    assert.equal((await node.api('GET', '/audit/verify', { as: 'admin' })).json.first_bad, null);
  }
  assert.equal(failedReads, 0, `${failedReads} of ${reads} reads failed`);
  assert.equal(acknowledged.size, asked.length);
  console.log(`# ${ROUNDS} rounds (${Object.entries(done).map(([name, count]) => `${name} ${count}`).join(', ')}): ${acknowledged.size} acknowledged, sent again ${again} times, ${reads} reads, none failed, ${Math.round((Date.now() - began) / 1000)} s`);
});
