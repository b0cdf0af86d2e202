// What several machines cost and give beside one, measured in one run (./dev cluster figures): the same work by turns on a portal of one
// machine and on a node, then what only several have. PostgreSQL writes to the disk here, with its standby on the same one.
import fs from 'node:fs';
import net from 'node:net';
import { Cluster } from '../e2e/lib/cluster.mjs';
import { exchange } from '../e2e/lib/http.mjs';
import { Portal, until } from '../e2e/lib/portal.mjs';

const BLOCKS = 10, WRITES = 30, SEEN = 300, ROUNDS = 7, READS = 20_000, AT_ONCE = 4, PIPELINED = 25, BEHIND = Number(process.env.CONG_CLUSTER_BEHIND || 3000);
const args = ['--set', 'write_rate=0', '--set', 'error_rate=0', '--set', 'connections_per_address=0'];
let number = 0, overtaken = 0;

const sorted = (values) => [...values].sort((a, b) => a - b);
const quantile = (values, part) => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * part))];
const median = (values) => quantile(values, 0.5);

const ask = (portal, method, target, body) => exchange(portal.host, portal.port, method, target,
  { Authorization: `Bearer ${portal.tokens.editor}`, ...(body && { 'Content-Type': 'application/json' }) }, body && JSON.stringify(body));

/** Milliseconds from the question to the answer, and the article. Who is overtaken comes again when the answer says. */
async function post(portal) {
  const from = performance.now(), body = { title: `Bài đo ${number++}`, body: 'Thân bài có vài lời để đo.', status: 'published' };
  let answer = await ask(portal, 'POST', '/api/articles', body);
  for (; answer.status === 503 && answer.text.includes('/problems/overtaken'); overtaken++) {
    await new Promise((resolve) => setTimeout(resolve, 1000 * answer.headers['retry-after']));
    answer = await ask(portal, 'POST', '/api/articles', body);
  }
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
  return { ms: performance.now() - from, id: JSON.parse(answer.text).id };
}

/** Processor time of the daemon itself, in microseconds. */
function cpu({ child: { pid } }) {
  const threads = fs.readdirSync(`/proc/${pid}/task`);
  return threads.reduce((sum, thread) => sum + Number(fs.readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1000, 0);
}

/** One connection that asks for a page so many times. */
function read(portal, target, count) {
  const asking = `GET ${target} HTTP/1.1\r\nHost: a\r\nUser-Agent: Mozilla/5.0 Firefox/128.0\r\n\r\n`;
  return new Promise((resolve, reject) => {
    let sent = 0, got = 0, rest = '';
    const socket = net.connect(portal.port, portal.host).on('error', reject);
    const more = () => {
      const some = Math.min(PIPELINED, count - sent);
      sent += some;
      socket.write(asking.repeat(some));
    };
    more();
    socket.on('data', (bytes) => {
      const text = rest + bytes.toString('latin1');
      got += text.split('HTTP/1.1 200').length - 1;
      rest = text.slice(-11);
      if (got === count) resolve(socket.destroy());
      else if (got === sent) more();
    });
    socket.on('close', () => reject(new Error(`${got} of ${count} answers`)));
  });
}

/** Processor time of one read in microseconds, and reads a second. */
async function reads(portal) {
  const from = performance.now(), before = cpu(portal);
  await Promise.all(Array.from({ length: AT_ONCE }, () => read(portal, '/', READS / AT_ONCE)));
  return { us: (cpu(portal) - before) / READS, rate: READS / ((performance.now() - from) / 1000) };
}

async function measureReads(single, node) {
  const one = [], several = [];
  for (let round = 0; round < ROUNDS; round++)
    for (const [portal, list] of round % 2 ? [[node, several], [single, one]] : [[single, one], [node, several]]) list.push(await reads(portal));
  const us = [one, several].map((list) => median(list.map((each) => each.us))), rate = [one, several].map((list) => median(list.map((each) => each.rate)));
  return { us, rate };
}

async function measureWrites(single, node) {
  const one = [], several = [];
  for (let block = 0; block < BLOCKS; block++)
    for (const [portal, list] of [[single, one], [node, several]])
      for (let i = 0; i < WRITES; i++) list.push((await post(portal)).ms);
  return [one, several];
}

/** From the answer on one node until another has it. */
async function measureSeen(nodes) {
  const list = [];
  for (let i = 0; i < SEEN; i++) {
    const { id } = await post(nodes[i % nodes.length]), from = performance.now();
    while ((await ask(nodes[(i + 1) % nodes.length], 'GET', `/api/articles/${id}`)).status !== 200);
    list.push(performance.now() - from);
  }
  return list;
}

/** Posts that a node applies in a second, its start included, which was away while they were written. */
async function measureCatchUp(cluster) {
  const [first, second, away] = cluster.nodes;
  await away.stop();
  let left = BEHIND;
  const work = async (node) => { while (left-- > 0) await post(node); };
  await Promise.all([first, first, second, second].map(work));
  const head = Number(cluster.pair.primary.query('SELECT max(seq) FROM log', { database: 'congd' })), from = performance.now();
  await away.start();
  await until(async () => Number((await exchange(away.host, away.port, 'GET', '/metrics', { Authorization: `Bearer ${away.tokens.admin}` })).text.match(/^congd_replication_applied (\d+)$/m)[1]) >= head, { ms: 120_000 });
  return BEHIND / ((performance.now() - from) / 1000);
}

/** The primary dies and the standby is promoted by hand: seconds until something is saved again, and what readers saw meanwhile. */
async function measureFailOver(cluster) {
  let isOver = false, asked = 0, failed = 0;
  const watch = async (node) => {
    while (!isOver) {
      const answer = await ask(node, 'GET', '/api/articles?limit=1').catch(() => null);
      asked++;
      failed += answer?.status !== 200;
    }
  };
  const watching = Promise.all(cluster.nodes.map(watch)), from = performance.now();
  const promoted = cluster.pair.failOver({ comesBack: false });
  await until(() => post(cluster.nodes[0]).catch(() => null), { ms: 60_000 });
  const seconds = (performance.now() - from) / 1000;
  isOver = true;
  await Promise.all([promoted, watching]);
  return { seconds, asked, failed };
}

const rows = [];
const row = (what, one, several, figure, asked, isReached) => rows.push([what, one, several, figure, asked, !asked ? '' : isReached ? 'reached' : 'MISSED']);

const fill = async (portal) => {
  portal.token('admin');
  portal.token('editor');
  for (let i = 0; i < 20; i++) await post(portal);
};
const single = new Portal({ args });
const cluster = new Cluster({ args: [...args, '--set', 'replication_async_accepted=yes'], isDurable: true });
try {
  await single.start();
  await fill(single);
  await cluster.start({ fill });
  const [node] = cluster.nodes;
  const { us, rate } = await measureReads(single, node);
  row('CPU of a read of the home page, µs', us[0].toFixed(2), us[1].toFixed(2), (us[0] / us[1]).toFixed(3), '≥ 0.97', us[0] / us[1] >= 0.97);
  row('reads a second', rate[0].toFixed(0), rate[1].toFixed(0), (rate[1] / rate[0]).toFixed(3), '', true);
  cluster.pair.primary.query('CREATE TABLE yardstick (bytes bytea)');
  const bare = cluster.pair.primary.latency("INSERT INTO yardstick VALUES (decode(repeat('0123456789abcdef', 1000), 'hex'))", SEEN);
  row('an INSERT of 8 KB that the standby has, by pgbench, ms', '', bare.toFixed(2), '', '', true);
  const [one, several] = await measureWrites(single, node), ratio = median(several) / median(one);
  row('write p50, ms', median(one).toFixed(2), median(several).toFixed(2), ratio.toFixed(2), '≤ 2.5', ratio <= 2.5);
  const seen = await measureSeen(cluster.nodes);
  row('visible elsewhere p50, ms', '', median(seen).toFixed(1), '', '', true);
  row('visible elsewhere p99, ms', '', quantile(seen, 0.99).toFixed(1), '', '≤ 50', quantile(seen, 0.99) <= 50);
  const caught = await measureCatchUp(cluster);
  row(`catching up ${BEHIND}, posts a second`, '', caught.toFixed(0), '', '≥ 1500', caught >= 1500);
  const { seconds, asked, failed } = await measureFailOver(cluster);
  row('primary killed and promoted by hand: writes again, s', '', seconds.toFixed(2), '', '≤ 15', seconds <= 15);
  row('posts that were overtaken and came again', '', String(overtaken), '', '', true);
  row(`failed reads meanwhile, of ${asked}`, '', String(failed), '', '0', failed === 0);
} finally {
  await single.end();
  await cluster.stop();
}
const titles = ['what', 'one machine', 'a node', 'ratio', 'asked', ''];
for (const line of [titles, titles.map(() => '---'), ...rows]) console.log(`| ${line.join(' | ')} |`);
process.exitCode = rows.every((line) => line.at(-1) !== 'MISSED') ? 0 : 1;
