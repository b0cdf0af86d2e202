// The life of a cluster: a portal of one machine becomes its beginning, a node joins, media go along, what is taken back leaves the
// log, a join goes on after an interruption, and nodes leave with everything or as they are.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { alike, Cluster, haproxyConfig, statements, tables } from './lib/cluster.mjs';
import { png } from './lib/pictures.mjs';
import { picture, Portal, scratch, until } from './lib/portal.mjs';

const cluster = new Cluster({ names: ['may-1', 'may-2'], args: ['--set', 'write_rate=0'] });
const media = (node) => fs.readdirSync(path.join(node.data, 'media')).filter((name) => !name.startsWith('.')).sort();
const count = (statement) => Number(cluster.pair.primary.query(statement, { database: 'congd' }));
/** A picture that nobody else has, small so that it is made quickly. */
const own = (shade) => ({ bytes: png(64, 48, (x, y) => [shade, 4 * x, 5 * y]), name: `${shade}.png`, type: 'image/png' });
let first, withPicture;

before(async () => {
  await cluster.start({
    joins: 0,
    fill: async (portal) => {
      for (const role of ['admin', 'editor']) portal.token(role);
      withPicture = (await portal.form('POST', '/articles', { title: 'Bài có ảnh từ trước', status: 'published', alt: 'Một cái ảnh', image: picture('photo.jpg') }, { as: 'editor' })).json;
      await portal.post({ title: 'Bài có từ trước', body: 'Viết khi chỉ có một máy.', status: 'published' });
    },
  });
  [first] = cluster.nodes;
});
after(() => cluster.stop());

test('what one machine had is the beginning, and is lost nowhere', async () => {
  assert.equal((await first.api('GET', `/articles/${withPicture.id}`)).json.title, 'Bài có ảnh từ trước');
  const status = cluster.status();
  assert.equal(status.from, 'may-1');
  assert.equal(status.snapshot.seq, 0);
  assert.equal(status.media.files, media(first).length);
  assert.equal(status.standbys[0].state, 'streaming quorum');
  assert.deepEqual(status.taken_back, { count: 0, done: true });
});

test('nobody begins a second time, and no folder of nobody follows the log', async () => {
  await first.stop();
  const again = cluster.command(first, 'cluster', 'init');
  assert.equal(again.status, 1);
  assert.match(again.stderr, /PostgreSQL has a cluster already, made by may-1/);
  await first.start();
  const stranger = new Portal({ args: [...cluster.options('la')], isFresh: true });
  await assert.rejects(stranger.start(), /part of no cluster yet/);
  const busy = cluster.command(first, 'cluster', 'leave');
  assert.equal(busy.status, 1);
  assert.match(busy.stderr, /is in use by process/);
});

test('a machine joins by the key alone, and with the wrong one not at all', async () => {
  await first.post({ title: 'Bài viết trong cụm', status: 'published' });
  const node = cluster.node('may-2');
  const keyless = cluster.command(node, 'cluster', 'join');
  assert.equal(keyless.status, 1);
  assert.match(keyless.stderr, /the secret\.key of the cluster is needed: copy it from the machine may-1/);
  const wrong = path.join(scratch(), 'secret.key');
  fs.writeFileSync(wrong, Buffer.alloc(32, 7));
  assert.match(cluster.command(node, 'cluster', 'join', '--key', wrong).stderr, /this secret\.key is not the cluster's/);
  assert.ok(!fs.existsSync(path.join(node.data, 'cong.db')), 'a folder that did not join has no portal');
  fs.rmSync(node.data, { recursive: true });
  const second = await cluster.join('may-2');
  assert.match(cluster.command(second, 'cluster', 'join', '--key', wrong).stderr, /cong\.db: is there already/);
  assert.deepEqual(media(second), media(first), 'media are there before the node serves');
  await second.start();
  await alike(cluster);
  assert.equal((await second.request('GET', withPicture.url)).status, 200);
});

test('media are on the other machine when the article is', async () => {
  const [, second] = cluster.nodes;
  const made = await second.form('POST', '/articles', { title: 'Ảnh gửi máy hai', status: 'published', alt: 'Ảnh', image: own(20) }, { as: 'editor' });
  assert.equal(made.status, 201, made.text);
  const shown = await until(async () => {
    const answer = await first.api('GET', `/articles/${made.json.id}`);
    return answer.status === 200 && answer.json;
  });
  assert.equal((await first.request('GET', shown.image.url)).status, 200);
  assert.deepEqual(media(first), media(second));
  await alike(cluster);
});

test('what is taken back leaves the log, the snapshots and the media beside them', async () => {
  const [, second] = cluster.nodes;
  const secret = await second.form('POST', '/articles', { title: 'Lời phải gỡ tuyệt mật', status: 'published', alt: 'Ảnh phải gỡ', image: own(90) }, { as: 'editor' });
  assert.equal(secret.status, 201, secret.text);
  await alike(cluster);
  const erased = await first.api('POST', `/articles/${secret.json.id}/erase`, { as: 'admin', body: { note: 'Theo yêu cầu' } });
  assert.ok(erased.status < 300, erased.text);
  await until(() => cluster.status().taken_back?.count === 1);
  await alike(cluster);
  assert.equal(cluster.status().taken_back.done, false, 'it is in the log still');
  const said = "SELECT count(*) FROM log WHERE position(convert_to('tuyệt mật', 'UTF8') IN changes) > 0";
  assert.ok(count(said) > 0);
  /* The timer of each says how far it is; until all have it, the log keeps it. */
  for (const node of [second, first, second]) cluster.succeeds(node, 'cluster', 'tend');
  assert.equal(count(said), 0, 'no word of it is in the log');
  assert.equal(count('SELECT count(*) FROM snapshot'), 1, 'nor in a snapshot of before');
  assert.equal(count("SELECT count(DISTINCT file) FROM piece WHERE file LIKE 'snapshot-%'"), 1);
  assert.equal(cluster.status().taken_back.done, false, 'its picture may be kept for an hour');
  await second.post({ title: 'Sau khi cắt', status: 'published' });
  await alike(cluster);
});

test('in a log that was trimmed nobody writes number 1 anew', () => {
  assert.ok(count('SELECT min(seq) FROM log') > 1, 'it was trimmed');
  const [append] = statements('APPEND');
  const said = cluster.pair.primary.query(`PREPARE append AS ${append}; EXECUTE append(1, '00000000-0000-4000-8000-000000000001', 1, 'la', '\\x00')`, { database: 'congd' });
  assert.doesNotMatch(said, /^1\|/m, 'a machine that was away for long would be told that its entry was taken');
  assert.ok(count('SELECT min(seq) FROM log') > 1);
});

test('media that no row names any more are swept once they are old, and no others', async () => {
  const kept = () => count("SELECT count(DISTINCT file) FROM piece WHERE file NOT LIKE 'snapshot-%'");
  assert.ok(kept() > media(first).length, 'those of what was taken back lately are there');
  cluster.pair.primary.query("UPDATE file SET at = now() - interval '2 hours'; UPDATE snapshot SET at = now() - interval '2 hours'; UPDATE cluster SET swept = NULL", { database: 'congd' });
  cluster.succeeds(first, 'cluster', 'tend');
  assert.equal(kept(), media(first).length);
  assert.equal(count('SELECT count(*) FROM file'), media(first).length + 1, 'and the snapshot');
  assert.deepEqual(cluster.status().taken_back, { count: 1, done: true });
});

test('a machine leaves with everything, and is a portal on one machine again', async () => {
  const [, second] = cluster.nodes;
  await second.stop();
  const made = await first.form('POST', '/articles', { title: 'Khi máy hai nghỉ', status: 'published', alt: 'Ảnh', image: own(200) }, { as: 'editor' });
  assert.equal(made.status, 201, made.text);
  const before = tables(first);
  cluster.succeeds(second, 'cluster', 'leave');
  const { applied, ...rows } = tables(second);
  assert.equal(applied, 0);
  assert.deepEqual(rows, Object.fromEntries(Object.entries(before).filter(([name]) => name !== 'applied')), 'what it lacked was brought first');
  assert.deepEqual(media(second), media(first));
  const alone = new Portal({ data: second.data });
  alone.tokens = first.tokens;
  await alone.start();
  await alone.post({ title: 'Lại một mình', status: 'published' });
  await alone.stop();
  assert.deepEqual(cluster.status().nodes.map(({ name }) => name), ['may-1']);
  assert.match(cluster.command(second, 'cluster', 'leave').stderr, /part of no cluster/);
});

test('a join that was interrupted goes on, and until it ends there is no portal', async () => {
  const node = cluster.node('may-3'), key = path.join(first.data, 'secret.key');
  const join = () => cluster.command(node, 'cluster', 'join', '--key', key);
  cluster.succeeds(first, 'cluster', 'tend', '--now'); // so that the snapshot names all media there are
  const coming = (...names) => path.join(node.data, '.joining', ...names);
  /* Killed while it waits for the first piece. */
  const held = cluster.pair.primary.hold('BEGIN; LOCK TABLE piece IN ACCESS EXCLUSIVE MODE', { database: 'congd' });
  await held.done;
  const killed = spawn(node.binary, ['cluster', 'join', '--key', key, '--data', node.data, ...cluster.options('may-3')], { env: node.env, stdio: 'ignore' });
  await until(() => fs.existsSync(coming('cong.db')));
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  await held.end();
  assert.ok(!fs.existsSync(path.join(node.data, 'cong.db')));
  /* A file whose bytes are others than its name says, behind some that came. */
  const [one, ...others] = media(first), last = others.at(-1);
  const turn = () => cluster.pair.primary.query(`UPDATE piece SET bytes = set_byte(bytes, 0, 255 - get_byte(bytes, 0)) WHERE file = '${last}' AND number = (SELECT min(number) FROM piece WHERE file = '${last}')`, { database: 'congd' });
  assert.notEqual(turn(), null);
  const failed = join();
  assert.equal(failed.status, 1);
  assert.match(failed.stderr, new RegExp(`${last}: what PostgreSQL has is not what the name says`));
  assert.ok(!fs.existsSync(path.join(node.data, 'cong.db')) && !fs.existsSync(coming('media', last)));
  const { ino } = fs.statSync(coming('media', one));
  turn();
  const done = join();
  assert.equal(done.status, 0, done.stderr);
  assert.equal(fs.statSync(path.join(node.data, 'media', one)).ino, ino, 'what had come is not brought again');
  assert.ok(!fs.existsSync(coming()));
  assert.deepEqual(media(node), media(first));
  cluster.nodes[1] = node;
  await node.start();
  await alike(cluster);
});

test('without PostgreSQL a machine leaves as it is, and is a portal on one machine with what it has', async () => {
  const [, third] = cluster.nodes;
  await third.stop();
  const { applied, ...rows } = tables(third);
  assert.ok(applied > 0);
  await cluster.pair.stop();
  assert.equal(cluster.command(third, 'cluster', 'leave').status, 1, 'what it lacks cannot be brought');
  assert.equal(tables(third).applied, applied);
  assert.match(cluster.succeeds(third, 'cluster', 'leave', '--as-is'), new RegExp(`\\(may-3\\) has left the cluster, with all up to entry ${applied} `));
  assert.deepEqual(tables(third), { ...rows, applied: 0 });
  const alone = new Portal({ data: third.data });
  alone.tokens = first.tokens;
  await alone.start();
  await alone.post({ title: 'Một mình vì không còn ai', status: 'published' });
  await alone.stop();
});

test('the sample for HAProxy in front of three machines is one', () => {
  const file = path.join(scratch(), 'haproxy.cfg');
  fs.writeFileSync(file, haproxyConfig([first, first, first], 10_999));
  const checked = spawnSync('haproxy', ['-c', '-f', file], { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }, encoding: 'utf8' });
  assert.equal(checked.status, 0, checked.stderr);
});
