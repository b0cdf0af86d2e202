// Backups: made while all go on, verified, listed, forgotten; what is in them and what never is.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { World } from '../fault/lib/world.mjs';
import { BROWSER, picture, Portal, scratch, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

const portals = [];
after(() => Promise.all(portals.map((portal) => portal.end())));
const start = async (made) => {
  portals.push(made);
  return made.start();
};

/** A command beside which the test goes on. */
async function beside(portal, ...args) {
  const child = spawn(portal.binary, [...args, '--data', portal.data], { env: portal.env, stdio: ['ignore', 'pipe', 'pipe'] });
  const done = { stdout: '', stderr: '' };
  child.stdout.on('data', (bytes) => { done.stdout += bytes; });
  child.stderr.on('data', (bytes) => { done.stderr += bytes; });
  [done.status] = await once(child, 'close');
  return done;
}

const sql = (file, statement) => {
  const done = spawnSync('python3', ['-c', 'import json, sqlite3, sys; print(json.dumps(sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True).execute(sys.argv[2]).fetchall()))', file, statement], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
};
/** The database of a backup: its pieces, one behind the other. */
const whole = (folder) => {
  const file = path.join(scratch(), 'cong.db');
  const pieces = fs.readdirSync(path.join(folder, 'database')).sort();
  fs.writeFileSync(file, Buffer.concat(pieces.map((name) => fs.readFileSync(path.join(folder, 'database', name)))));
  return file;
};
const tree = (folder) => fs.readdirSync(folder, { recursive: true }).map(String).sort();
const list = async (portal) => (await portal.api('GET', '/backups', { as: 'admin' })).json;

test('a backup is made while people read and write, and has what was acknowledged before it', async () => {
  const portal = await start(new Portal({ args: ['--set', 'write_rate=0'] }));
  const { alt, ...first } = { title: 'Bài có ảnh', status: 'published', alt: 'Một cái ảnh' };
  const withPicture = await portal.form('POST', '/articles', { ...first, alt, image: picture('photo.jpg') }, { as: 'editor' });
  assert.equal(withPicture.status, 201, withPicture.text);
  for (let i = 0; i < 5; i++) await portal.request('GET', withPicture.json.url, { headers: { 'User-Agent': BROWSER } });
  const acknowledged = [];
  let done = false;
  const writer = async (name) => {
    for (let i = 0; !done; i++) acknowledged.push((await portal.post({ title: `Bài ${i} của ${name}`, body: 'Nội dung.', status: 'published' })).id);
  };
  const reader = async () => {
    while (!done) assert.equal((await portal.page('/')).status, 200);
  };
  const work = [writer('An'), writer('Bình'), reader()];
  await until(() => acknowledged.length > 20);
  const before = acknowledged.length;
  const made = await beside(portal, 'backup', '--name', 'mot');
  done = true;
  await Promise.all(work);
  assert.equal(made.status, 0, made.stderr);
  assert.match(made.stdout, /^backup mot: \d+ articles, \d+ files, \d+ MiB, of them \d+ MiB new; verified\n$/);
  assert.match(made.stderr, /secret\.key is not in the backup/);

  const folder = path.join(portal.data, 'backup/mot');
  const database = whole(folder);
  const there = new Set(sql(database, 'SELECT id FROM articles').flat());
  for (const id of acknowledged.slice(0, before)) assert.ok(there.has(id), `article ${id}`);
  assert.deepEqual(sql(database, `SELECT sum(views) FROM article_days WHERE article_id = ${withPicture.json.id}`), [[5]], 'what was counted is folded');
  const [audited] = sql(path.join(portal.data, 'cong.db'), "SELECT action, object, note FROM audit WHERE action LIKE 'backup.%'");
  assert.deepEqual(audited, ['backup.create', 'backup', 'mot']);

  const files = tree(folder);
  assert.equal(files.filter((name) => name.startsWith('media/')).length, 9);
  assert.deepEqual(files.filter((name) => !/^(media|database\/)/.test(name)), ['database', 'manifest.json']);
  assert.ok(files.includes('database/00000003'));
  const secret = fs.readFileSync(path.join(portal.data, 'secret.key'));
  for (const name of files.filter((file) => !fs.statSync(path.join(folder, file)).isDirectory()))
    assert.equal(fs.readFileSync(path.join(folder, name)).indexOf(secret), -1, `${name} has the key`);

  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'manifest.json'), 'utf8'));
  assert.equal(manifest.articles, there.size);
  assert.equal(manifest.tables.articles, there.size);
  assert.deepEqual([manifest.format, manifest.name, manifest.is_full], [1, 'mot', true]);
  assert.match(manifest.blake2b, /^[0-9a-f]{64}$/);
  const verified = portal.command('backup', 'verify', 'mot');
  assert.deepEqual([verified.status, verified.stdout], [0, `${folder}: every byte is as it was written\n`], verified.stderr);
  await portal.stop();
});

test('media take room once among backups, and never with the data', async () => {
  const portal = await start(new Portal());
  const { json } = await portal.form('POST', '/media', { file: picture('photo.jpg'), alt: 'Ảnh' }, { as: 'editor' });
  assert.ok(json.id);
  const key = path.join(scratch(), 'key');
  assert.equal(portal.command('backup', '--name', 'a', '--with-key', key).status, 0);
  assert.deepEqual(fs.readFileSync(key), fs.readFileSync(path.join(portal.data, 'secret.key')));
  assert.equal(fs.statSync(key).mode & 0o777, 0o600);
  const again = portal.command('backup', '--name', 'b', '--with-key', key);
  assert.deepEqual([again.status, /secret/.test(again.stderr)], [0, false], 'the same key may be there already');
  fs.writeFileSync(path.join(path.dirname(key), 'other'), 'mine');
  assert.match(portal.command('backup', '--with-key', path.join(path.dirname(key), 'other')).stderr, /does not hold this key/);

  const at = (name) => path.join(portal.data, `backup/${name}/media`);
  for (const name of fs.readdirSync(at('b'))) {
    assert.equal(fs.statSync(path.join(at('b'), name)).ino, fs.statSync(path.join(at('a'), name)).ino);
    assert.equal(fs.statSync(path.join(portal.data, 'media', name)).nlink, 1);
  }
  const { items, run, elsewhere, folder } = await list(portal);
  assert.deepEqual(items.map(({ name, state, full, named, missing }) => [name, state, full, named, missing]), [['b', 'good', false, true, 0], ['a', 'good', true, true, 0]]);
  assert.ok(items[0].new_bytes < items[0].bytes && items[1].new_bytes === items[1].bytes);
  assert.deepEqual([run.state, run.name, elsewhere, folder], ['done', 'b', false, path.join(portal.data, 'backup')]);

  // Deleted here, it stays there; and what nobody linked to goes with the backup alone.
  assert.equal((await portal.api('DELETE', `/media/${json.id}`, { as: 'editor' })).status, 204);
  assert.equal(portal.command('backup', '--name', 'c').status, 0);
  assert.deepEqual(fs.readdirSync(at('c')), []);
  for (const name of ['a', 'b', 'c']) assert.equal(portal.command('backup', 'verify', name).status, 0);
  await portal.stop();

  // Without a daemon the command does it itself.
  const alone = portal.command('backup', '--name', 'd');
  assert.equal(alone.status, 0, alone.stderr);
  assert.match(portal.command('backup', 'list').stdout, /^d\tgood\t.*\nc\tgood\t.*\nb\tgood\t.*\na\tgood, full\t/);
  assert.match(portal.command('backup', '--name', 'd').stderr, /^congd: there is a backup d already/m);
  assert.match(portal.command('audit', 'verify').stdout, /unbroken/);
});

test('the API: who may, what is refused, and the same key again', async () => {
  const portal = await start(new Portal());
  for (const [method, target] of [['GET', '/backups'], ['POST', '/backups'], ['POST', '/backups/forget']]) {
    assertProblem(await portal.api(method, target, { as: 'editor' }), 403, 'forbidden');
    assertProblem(await portal.api(method, target), 401, 'unauthorized');
  }
  assert.deepEqual((await list(portal)).run, null);
  const forgets = await portal.api('POST', '/backups/forget?dry_run=true', { as: 'admin' });
  assert.deepEqual([forgets.status, forgets.json.dry_run], [200, true]);
  const wrong = assertProblem(await portal.api('POST', '/backups', { as: 'admin', body: { name: '../x' } }), 422, 'invalid-input');
  assert.equal(wrong.errors[0].pointer, '/name');
  const tried = await portal.api('POST', '/backups?dry_run=true', { as: 'admin', body: { name: 'thu' } });
  assert.deepEqual([tried.status, tried.json.run, tried.json.dry_run], [202, null, true]);
  const headers = { 'Idempotency-Key': 'k1' };
  const asked = await portal.api('POST', '/backups', { as: 'admin', headers, body: { name: 'x' } });
  assert.deepEqual([asked.status, asked.headers.location, asked.json.run.number], [202, '/api/backups', 1]);
  await until(async () => (await list(portal)).run.state === 'done');
  const again = await portal.api('POST', '/backups', { as: 'admin', headers, body: { name: 'x' } });
  assert.deepEqual([again.status, again.headers['idempotency-replayed'], again.json.run.number], [202, 'true', 1]);
  // What becomes of one that cannot be made stands in the list, in the language of who asked for it.
  for (const [number, language, error] of [[2, 'vi', 'đã có bản sao lưu x'], [3, 'en', 'there is a backup x already']]) {
    await portal.api('POST', '/backups', { as: 'admin', headers: { 'Accept-Language': language }, body: { name: 'x' } });
    const failed = await until(async () => {
      const { run } = await list(portal);
      return run.number === number && run.state === 'failed' && run;
    });
    assert.equal(failed.error, error);
  }
  assert.equal((await list(portal)).items.length, 1);
  await portal.stop();
});

test('days pass, and what is no longer kept is forgotten', async () => {
  const world = new World();
  const portal = await start(world.portal({ args: ['--set', 'backup_daily=2', '--set', 'backup_weekly=2', '--set', 'backup_monthly=2'] }));
  const names = [];
  for (const day of ['2027-01-30', '2027-02-14', '2027-02-20', '2027-02-21', '2027-02-22', '2027-02-23']) {
    world.setClock(Date.parse(`${day}T02:00:00+07:00`));
    assert.equal(portal.command('backup').status, 0);
    names.unshift((await list(portal)).items[0].name);
    assert.ok(names[0].startsWith(`${day}-02`), names[0]);
  }
  // Days 22 and 23; the weeks' last 23 and 21; the months' 23 February and 30 January.
  const kept = [names[0], names[1], names[2], names[5]];
  const going = names.filter((name) => !kept.includes(name));
  const tried = portal.command('backup', 'forget', '--dry-run');
  assert.equal(tried.stdout, going.map((name) => `${name}\n`).join(''));
  assert.equal((await list(portal)).items.length, 6);
  const done = portal.command('backup', 'forget');
  assert.deepEqual([done.status, done.stdout], [0, tried.stdout]);
  assert.deepEqual((await list(portal)).items.map(({ name }) => name), kept);
  assert.deepEqual(fs.readdirSync(path.join(portal.data, 'backup')).sort(), [...kept].sort());
  for (const name of kept) assert.equal(portal.command('backup', 'verify', name).status, 0);
  const [note] = sql(path.join(portal.data, 'cong.db'), "SELECT note FROM audit WHERE action = 'backup.forget'");
  assert.deepEqual(note, [going.join(' ')]);
  await portal.stop();
  assert.equal(portal.command('backup', 'forget').stdout, '');
});

test('a byte that flipped is found, named, and remembered', async () => {
  const portal = await start(new Portal());
  await portal.form('POST', '/media', { file: picture('photo.jpg'), alt: 'Ảnh' }, { as: 'editor' });
  for (const name of ['a', 'b', 'c']) assert.equal(portal.command('backup', '--name', name).status, 0);
  const file = path.join(portal.data, 'backup/c/database/00000000');
  const bytes = fs.readFileSync(file);
  bytes[bytes.length - 5000] ^= 1;
  fs.rmSync(file); // the others have it too
  fs.writeFileSync(file, bytes);
  const bad = portal.command('backup', 'verify');
  assert.deepEqual([bad.status, bad.stdout], [1, 'database/00000000: damaged\n']);
  assert.match(bad.stderr, /backup\/c: 1 faults/);
  assert.deepEqual((await list(portal)).items.map(({ name, state }) => `${name} ${state}`), ['c damaged', 'b good', 'a good']);
  assert.match(portal.command('backup', 'list').stdout, /^c\tdamaged\t/);
  // The manifest itself, and a name that is none.
  const manifest = path.join(portal.data, 'backup/b/manifest.json');
  fs.chmodSync(manifest, 0o640);
  fs.writeFileSync(manifest, fs.readFileSync(manifest, 'utf8').replace('"is_full":false', '"is_full":true'));
  assert.equal(portal.command('backup', 'verify', 'b').stdout, 'manifest.json: damaged\n');
  const missing = portal.command('backup', 'verify', 'khong-co');
  assert.deepEqual([missing.status, missing.stdout], [1, '']);
  assert.match(missing.stderr, /No such file/);
  assert.match(portal.command('backup', 'verify', portal.data).stderr, /is no backup/);
  assert.equal(portal.command('backup', 'xoa').status, 2);
  await portal.stop();
});

test('a folder of its own, and the words of who uses it', async () => {
  const folder = path.join(scratch(), 'sao-luu');
  const portal = await start(new Portal({ isFresh: true, args: ['--set', `backup_folder=${folder}`] }));
  const env = { ...portal.env, LC_ALL: 'vi_VN.UTF-8', CONGD_BACKUP_FOLDER: folder };
  const run = (...args) => spawnSync(portal.binary, [...args, '--data', portal.data], { env, encoding: 'utf8' });
  const made = run('backup', '--name', 'mot');
  assert.equal(made.status, 0, made.stderr);
  assert.match(made.stdout, /^bản sao lưu mot: \d+ bài viết, \d+ tệp, .* mới; đã kiểm tra\n$/);
  assert.match(made.stderr, /secret\.key không nằm trong bản sao lưu/);
  assert.deepEqual(fs.readdirSync(folder), ['mot']);
  assert.equal(fs.existsSync(path.join(portal.data, 'backup')), false);
  assert.match(run('backup', 'list').stdout, /^mot\ttốt, toàn bộ\t/);
  assert.match(run('backup', 'verify', folder + '/mot').stdout, /mọi byte còn nguyên/);
  assert.match(run('backup', '--help').stdout, /Tạo một bản sao lưu/);
  await portal.stop();
});

test('over the API one is looked through, and taken away as a file that restores', async () => {
  const portal = await start(new Portal());
  await portal.form('POST', '/media', { file: picture('photo.jpg'), alt: 'Ảnh' }, { as: 'editor' });
  assert.equal(portal.command('backup', '--name', 'mot').status, 0);
  for (const [method, target] of [['POST', '/backups/mot/verify'], ['GET', '/backups/mot/archive']]) {
    assertProblem(await portal.api(method, target, { as: 'editor' }), 403, 'forbidden');
    assertProblem(await portal.api(method, target.replace('mot', 'khong-co'), { as: 'admin' }), 404, 'not-found');
  }
  const verify = async (state) => {
    const started = await portal.api('POST', '/backups/mot/verify', { as: 'admin' });
    assert.equal(started.status, 202, started.text);
    const { run, items } = await until(async () => {
      const all = await list(portal);
      return all.run.number === started.json.run.number && all.run.state !== 'running' && all;
    });
    assert.deepEqual([run.kind, run.name, run.state], ['verify', 'mot', state]);
    return { run, item: items.find(({ name }) => name === 'mot') };
  };
  const good = await verify('done');
  assert.deepEqual([good.item.state, good.run.error], ['good', null]);

  const archive = await portal.api('GET', '/backups/mot/archive', { as: 'admin' });
  assert.equal(archive.status, 200);
  assert.deepEqual([archive.headers['content-type'], archive.headers['content-disposition'], archive.headers['cache-control']],
    ['application/x-tar', 'attachment; filename="mot.tar"', 'private, no-store']);
  const folder = scratch();
  const unpacked = spawnSync('tar', ['-xf', '-', '-C', folder], { input: archive.bytes, encoding: 'utf8' });
  assert.deepEqual([unpacked.status, unpacked.stderr], [0, '']);
  assert.deepEqual(tree(path.join(folder, 'mot')), tree(path.join(portal.data, 'backup/mot')));
  const verified = portal.command('backup', 'verify', path.join(folder, 'mot'));
  assert.equal(verified.status, 0, verified.stdout + verified.stderr);
  const audit = (await portal.api('GET', '/audit?object=backup', { as: 'admin' })).json.items.map(({ what, who, note }) => [what, who, note]);
  assert.deepEqual(audit.slice(0, 2), [['backup.download', 'test admin', 'mot'], ['backup.verify', 'test admin', 'mot']]);

  const piece = path.join(portal.data, 'backup/mot/database/00000000');
  const bytes = fs.readFileSync(piece);
  bytes[bytes.length - 5000] ^= 1;
  fs.rmSync(piece);
  fs.writeFileSync(piece, bytes);
  const bad = await verify('failed');
  assert.deepEqual([bad.item.state, bad.run.error], ['damaged', '1 lỗi, lỗi đầu tiên: database/00000000: hỏng']);
  const notice = (await portal.api('GET', '/desk', { as: 'editor' })).json.notices.find(({ name }) => name === 'backup');
  assert.match(notice.text, /^Bản sao lưu mot bị hỏng: 1 lỗi/);
  // What is no longer as long as its manifest says is never told as if it were whole.
  fs.truncateSync(piece, 100);
  await assert.rejects(portal.api('GET', '/backups/mot/archive', { as: 'admin' }));
  await portal.stop();
});
