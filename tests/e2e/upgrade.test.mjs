// Upgrades: rehearsed on a copy, with a copy of before kept until the next good backup; an older program says which it needs.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { World } from '../fault/lib/world.mjs';
import { BROWSER, Portal, ROOT, said, scratch, until } from './lib/portal.mjs';

/** The same program with one migration more (tests/e2e/data/next-migration.sql), which every build of tests has. */
const NEXT = process.env.CONGD_NEXT || path.join(ROOT, 'build/asan/congd-next');

const portals = [];
after(() => Promise.all(portals.map((portal) => portal.end())));
const keep = (portal) => portals.push(portal) && portal;

const sql = (file, statement) => {
  const script = 'import json, sqlite3, sys\ndb = sqlite3.connect(sys.argv[1])\nrows = db.execute(sys.argv[2]).fetchall()\ndb.commit()\nprint(json.dumps(rows))';
  const done = spawnSync('python3', ['-c', script, file, statement], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
};

/** The newer program's portal on the same folder. */
const newer = (portal, options = {}) => keep(new Portal({ binary: NEXT, data: portal.data, ...options }));

const database = (portal) => path.join(portal.data, 'cong.db');
const snapshots = (portal) => fs.readdirSync(portal.data).filter((name) => /before-migration/.test(name));

/** Names and bytes of the database's files; the index of the log, which every reader writes, by its name alone. */
const files = (portal) =>
  Object.fromEntries(
    fs.readdirSync(portal.data).filter((name) => name !== 'visits.journal').sort()
      .map((name) => [name, /\.db$|-wal$/.test(name) && createHash('sha256').update(fs.readFileSync(path.join(portal.data, name))).digest('hex')]),
  );

/** A portal of the older program with so many articles, stopped. */
async function older(count = 3) {
  const portal = keep(new Portal({ args: ['--set', 'write_rate=0'] }));
  await portal.start();
  for (let i = 1; i <= count; i++) await portal.post({ title: `Bài số ${i}`, body: 'Nội dung.', status: 'published' });
  await portal.stop();
  return portal;
}

test('a rehearsal says what a newer program would change while the older one serves, and touches nothing', async () => {
  const portal = await older();
  await portal.start();
  let done = false;
  const acknowledged = [];
  const writer = (async () => {
    for (let i = 0; !done; i++) acknowledged.push((await portal.post({ title: `Trong lúc đó ${i}`, status: 'published' })).id);
  })();
  await until(() => acknowledged.length > 3);
  const before = fs.readdirSync(portal.data).sort();
  const atLeast = acknowledged.length + 3;
  const child = spawn(NEXT, ['upgrade', '--rehearse', '--json', '--data', portal.data], { env: portal.env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.on('data', (bytes) => { said.out += bytes; });
  child.stderr.on('data', (bytes) => { said.err += bytes; });
  const [status] = await once(child, 'close');
  done = true;
  await writer;
  assert.equal(status, 0, said.err);
  assert.equal(said.err, '');
  const told = JSON.parse(said.out);
  assert.equal(told.ok, true);
  assert.equal(told.to, told.from + 1);
  assert.deepEqual(told.migrations.map(({ name }) => name), [`${String(told.to).padStart(4, '0')}-test-alone.sql`]);
  assert.ok(told.migrations[0].ms >= 0);
  const rows = Object.fromEntries(told.tables.map((table) => [table.name, [table.before, table.after]]));
  const articles = rows.articles[0];
  assert.ok(articles >= atLeast && articles <= acknowledged.length + 3, `${articles} articles, of one moment`);
  assert.deepEqual(rows.articles, [articles, articles]);
  assert.deepEqual(rows.next_notes, [null, articles]);
  assert.ok(told.bytes_after >= told.bytes_before && told.bytes_before > 0);
  assert.deepEqual(fs.readdirSync(portal.data).sort(), before, 'the copy is gone');
  const [[version]] = sql(database(portal), 'PRAGMA user_version');
  assert.equal(version, told.from);
  assert.equal((await portal.page('/')).status, 200);
  await portal.stop();
});

test('a rehearsal leaves the files of a portal that was stopped or killed byte for byte', async () => {
  const portal = await older();
  const stopped = files(portal);
  const first = newer(portal).command('upgrade', '--rehearse');
  assert.equal(first.status, 0, first.stderr);
  assert.match(first.stdout, /^schema \d+ → \d+ \(congd [\d.]+\)\n\d{4}-test-alone\.sql\t\d+ ms\n/);
  assert.match(first.stdout, /\ntable next_notes\t– → 3 rows\n/);
  assert.match(first.stdout, /integrity and references: ok; the data itself was not touched\n$/);
  assert.deepEqual(files(portal), stopped);

  await portal.start();
  await portal.post({ title: 'Chỉ có trong nhật ký ghi trước', status: 'published' });
  await portal.kill9();
  const killed = files(portal);
  const elsewhere = scratch();
  const second = newer(portal).command('upgrade', '--rehearse', '--json', '--in', elsewhere);
  assert.equal(second.status, 0, second.stderr);
  assert.equal(JSON.parse(second.stdout).tables.find(({ name }) => name === 'articles').before, 4, 'what the log has counts');
  assert.deepEqual(files(portal), killed);
  assert.deepEqual(fs.readdirSync(elsewhere), []);

  const same = portal.command('upgrade', '--rehearse');
  assert.equal(same.status, 0, same.stderr);
  assert.match(same.stdout, /^schema \d+: nothing to migrate\n/);
  const vi = spawnSync(NEXT, ['upgrade', '--rehearse', '--data', portal.data], { env: { ...portal.env, LC_ALL: 'vi_VN.UTF-8' }, encoding: 'utf8' });
  assert.match(vi.stdout, /toàn vẹn và tham chiếu: tốt; dữ liệu gốc không bị động đến\n$/);
});

test('a rehearsal that is stopped, or was killed before, leaves no copy', async () => {
  const portal = await older(1);
  const place = path.join(portal.data, '.rehearsal');
  fs.mkdirSync(place);
  for (const name of ['cong.db', 'cong.db-wal', 'cong.db-journal']) fs.writeFileSync(path.join(place, name), 'của một lần bị giết');
  const child = spawn(NEXT, ['upgrade', '--rehearse', '--data', portal.data], { env: portal.env, stdio: 'ignore' });
  const ended = once(child, 'close');
  const old = fs.statSync(place).ino;
  await until(() => child.exitCode !== null || !fs.existsSync(path.join(place, 'cong.db-wal')) || fs.statSync(place).ino !== old);
  child.kill('SIGTERM');
  const [status] = await ended;
  assert.ok(status === 1 || status === 0, `${status}`);
  assert.equal(fs.existsSync(place), false);
});

test('a migration that would fail is told by the rehearsal, and refused by the start with nothing changed', async () => {
  const portal = await older();
  sql(database(portal), 'CREATE TABLE next_notes (mine)');
  const before = files(portal);
  const next = newer(portal);
  const reason = /^congd: table next_notes already exists: migration migrations\/\d{4}-test-alone\.sql failed; nothing was changed\n$/;
  const rehearsed = next.command('upgrade', '--rehearse', '--json');
  assert.equal(rehearsed.status, 1);
  assert.match(rehearsed.stderr, reason);
  const told = JSON.parse(rehearsed.stdout);
  assert.deepEqual([told.ok, told.migrations, told.to], [false, [], told.from + 1]);
  assert.match(told.failed, /-test-alone\.sql$/);
  assert.match(told.error, /already exists/);
  assert.deepEqual(files(portal), before);

  await assert.rejects(next.start(), /table next_notes already exists/);
  const [[count], [version]] = [...sql(database(portal), 'SELECT count(*) FROM articles'), ...sql(database(portal), 'PRAGMA user_version')];
  assert.deepEqual([count, version], [3, told.from]);
  await portal.start();
  assert.equal((await portal.api('GET', '/articles')).json.items.length, 3);
  await portal.stop();
});

test('the database of before is kept until the next good backup, and an older program names the one that is needed', async () => {
  const portal = await older();
  const [[from]] = sql(database(portal), 'PRAGMA user_version');
  const next = newer(portal);
  await next.start();
  const kept = `before-migration-${from + 1}.db`;
  assert.deepEqual(snapshots(portal), [kept]);
  await next.post({ title: 'Bài của bản mới', status: 'published' });
  await next.stop();
  assert.deepEqual(snapshots(portal), [kept], 'it stays');

  const refused = portal.command('token', 'list');
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /^congd: cong\.db has schema version \d+, by congd [\d.]+; this is congd [\d.]+, which knows versions up to \d+: use congd [\d.]+ or a newer one\n$/);
  sql(database(portal), "UPDATE migrations SET program = '7.8.9' WHERE number = (SELECT max(number) FROM migrations)");
  assert.match(portal.command('token', 'list').stderr, /use congd 7\.8\.9 or a newer one/);
  assert.match(portal.command('upgrade', '--rehearse').stderr, /use congd 7\.8\.9 or a newer one/);
  await assert.rejects(portal.start(), /use congd 7\.8\.9 or a newer one/);

  // What the way back is: the file of before in a folder of the older program.
  const back = keep(new Portal({}));
  fs.copyFileSync(path.join(portal.data, kept), path.join(back.data, 'cong.db'));
  fs.copyFileSync(path.join(portal.data, 'secret.key'), path.join(back.data, 'secret.key'));
  fs.chmodSync(path.join(back.data, 'cong.db'), 0o640);
  await back.start();
  assert.deepEqual((await back.api('GET', '/articles')).json.items.map(({ title }) => title).sort(), ['Bài số 1', 'Bài số 2', 'Bài số 3']);
  await back.stop();

  await next.start();
  const made = next.command('backup');
  assert.equal(made.status, 0, made.stderr);
  assert.deepEqual(snapshots(portal), [], 'a good backup takes its place');
  await next.stop();
});

test('a word that is taken back is not kept by the database of before', async () => {
  const portal = await older(1);
  const next = newer(portal);
  await next.start();
  assert.equal(snapshots(portal).length, 1);
  const [article] = (await next.api('GET', '/articles')).json.items;
  const redacted = await next.api('POST', `/articles/${article.id}/erase`, { as: 'editor', body: { note: 'Theo yêu cầu' } });
  assert.ok(redacted.status < 300, redacted.text);
  await until(() => snapshots(portal).length === 0);
  await next.stop();
});

test('without room for the copy the start refuses with a clear word, unless the setting says otherwise', async () => {
  const portal = await older();
  const world = new World();
  const next = keep(world.portal({ binary: NEXT, data: portal.data }));
  world.change({ room: 30 * 1024 * 1024 });
  const rehearsed = next.command('upgrade', '--rehearse');
  assert.equal(rehearsed.status, 1);
  assert.match(rehearsed.stderr, /^congd: a rehearsal needs \d+ MiB in \S+, and 30 MiB are free\n$/);
  await assert.rejects(next.start(), /migrating needs \d+ MiB in \S+, for a copy of the database and the new pages, and 30 MiB are free; with migration_snapshot=optional it is done without the copy/);
  assert.deepEqual(snapshots(portal), []);
  const same = keep(world.portal({ data: portal.data }));
  const [stopped, looked] = [files(portal), same.command('upgrade', '--rehearse')];
  assert.equal(looked.status, 0, `nothing is copied where nothing is to be migrated: ${looked.stderr}`);
  assert.match(looked.stdout, /^schema \d+: nothing to migrate\n\d+ tables keep[^]*\ndatabase \d+ KiB; checked in \d+ ms\nintegrity and references: ok/);
  assert.deepEqual(files(portal), stopped);
  await portal.start();
  assert.equal(same.command('upgrade', '--rehearse').status, 0);
  await portal.stop();
  next.args.push('--set', 'migration_snapshot=optional');
  await next.start();
  await said(next, /no room for a copy of the database of before the migrations/);
  assert.equal((await next.request('GET', '/', { headers: { 'User-Agent': BROWSER } })).status, 200);
  await next.stop();
});

test('upgrade without --rehearse, and of a folder that has no database, say what is wrong', () => {
  const portal = new Portal({ binary: NEXT });
  const bare = portal.command('upgrade');
  assert.equal(bare.status, 2);
  assert.match(bare.stderr, /--rehearse is wanted/);
  const nowhere = portal.command('upgrade', '--rehearse');
  assert.equal(nowhere.status, 1);
  assert.match(nowhere.stderr, /^congd: \S+cong\.db: No such file or directory\n$/);
  assert.deepEqual(fs.readdirSync(portal.data), []);
});
