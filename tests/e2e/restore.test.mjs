// A backup made the portal's data again: what was at its moment is there, what was taken back since is not, and what was there before lies aside.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { BROWSER, picture, Portal, ROOT, said, scratch, until } from './lib/portal.mjs';

const portals = [];
after(() => Promise.all(portals.map((portal) => portal.end())));
const start = async (made) => {
  if (!portals.includes(made)) portals.push(made);
  return made.start();
};
const ok = (answer, status = answer.status < 300 ? answer.status : 200) => {
  assert.equal(answer.status, status, answer.text);
  return answer.json;
};
const done = (result, status = 0) => {
  assert.equal(result.status, status, result.stderr + result.stdout);
  return result;
};
const leftovers = (folder, ...words) => {
  const found = spawnSync('python3', [path.join(ROOT, 'tests/e2e/lib/leftovers.py'), folder, ...words], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(found.status, 0, found.stderr);
  return JSON.parse(found.stdout);
};
const view = (portal, target) => portal.request('GET', target, { headers: { 'User-Agent': BROWSER } });
const epoch = async (portal) => ok(await portal.api('GET', '/changes')).next.split('.')[0];
/** The words of a page without what changes by itself. */
const words = (answer) => answer.text.replace(/<aside[\s\S]*?<\/aside>|<footer[\s\S]*?<\/footer>/g, '');
const redact = async (portal, id, version) => ok(await portal.api('POST', `/articles/${id}/revisions/${version}/redact`, { as: 'editor', body: { note: 'Theo đề nghị' } }));
const edit = async (portal, id, fields) => ok(await portal.api('PATCH', `/articles/${id}`, { as: 'editor', body: fields, headers: { 'If-Match': '*' } }));

test('what was there at the backup is there again, and what was taken back since is not', async () => {
  const portal = await start(new Portal({ args: ['--set', 'write_rate=0', '--set', 'error_rate=0'] }));
  const stays = ok(await portal.form('POST', '/articles', { title: 'Bài có ảnh', body: 'Nội dung.', status: 'published', alt: 'Một cái ảnh', image: picture('photo.jpg') }, { as: 'editor' }));
  const gone = await portal.post({ title: 'Ghkmnq rvxghk', body: 'Lời phải gỡ: qkmnrvxg.', tags: ['Hkgmrxv'], status: 'published' });
  const former = await portal.post({ title: 'Bài sửa', body: 'Số riêng vxrknmhg.', status: 'published' });
  await edit(portal, former.id, { body: 'Không còn số.' });
  const present = await portal.post({ title: 'Bài nói tên', body: 'Ông Nxkvmrgq ở xã.', status: 'published' });
  for (let i = 0; i < 3; i++) await view(portal, stays.url);
  portal.token('admin');
  const leaked = portal.command('token', 'create', '--name', 'lộ', '--role', 'editor').stdout.trim();
  const exchanged = portal.command('token', 'create', '--name', 'đổi', '--role', 'editor').stdout.trim();
  done(portal.command('backup', '--name', 'moc'));
  const before = { page: words(await portal.page(stays.url)), epoch: await epoch(portal), stats: ok(await portal.api('GET', `/articles/${stays.id}`)).views };

  // Afterwards: more is written, read, taken back, revoked.
  const later = await portal.post({ title: 'Bài sau', body: 'Sau bản sao lưu.', status: 'published' });
  await view(portal, stays.url);
  await edit(portal, stays.id, { title: 'Tên khác' });
  ok(await portal.api('POST', `/articles/${gone.id}/erase`, { as: 'editor', body: { note: 'Theo đề nghị' } }));
  await redact(portal, former.id, 1);
  await edit(portal, present.id, { title: 'Bài không nói tên', body: 'Một người ở xã.' });
  await redact(portal, present.id, 1);
  const { items } = ok(await portal.api('GET', '/tokens', { as: 'admin' }));
  done(portal.command('token', 'revoke', String(items.find(({ name }) => name === 'lộ').id)));
  done(portal.command('token', 'rotate', String(items.find(({ name }) => name === 'đổi').id)));

  const running = done(portal.command('restore', 'moc'), 1);
  assert.match(running.stderr, /^congd: the daemon runs on \S+; stop it first/m);
  // As after a loss of power: the log of the database is full of what happened.
  await portal.kill9();
  const restored = done(portal.command('restore', 'moc'));
  assert.match(restored.stdout, /^restored moc \(\S+\): 4 articles; 3 taken back again, 2 tokens revoked again, 0 accounts disabled again$/m);
  assert.match(restored.stderr, /1 articles, whose text in the backup was taken back since, are withdrawn and empty/);
  assert.match(restored.stderr, /^congd: 1 tokens got another secret since this backup, so those of the backup are revoked; make new ones: congd token create$/m);
  const aside = restored.stdout.match(/^the former data is in (\S+)$/m)[1];
  assert.deepEqual(fs.readdirSync(aside).filter((name) => !/-(wal|shm)$/.test(name)).sort(), ['cong.db', 'media', 'secret.key', 'visits.journal']);
  assert.equal(fs.readdirSync(path.join(aside, 'media')).length, 9);

  await start(portal);
  assert.equal(words(await portal.page(stays.url)), before.page);
  assert.equal(ok(await portal.api('GET', `/articles/${stays.id}`)).views, before.stats);
  assert.notEqual(await epoch(portal), before.epoch, 'apps resynchronise');
  assert.equal((await portal.page(later.url)).status, 404);
  assert.equal((await portal.page(gone.url)).status, 410);
  assert.equal((await portal.page(former.url)).status, 200);
  assert.equal((await portal.page(present.url)).status, 410, 'its address held the words');
  assert.equal((await portal.api('GET', `/articles/${present.id}`)).status, 410);
  for (const token of [leaked, exchanged]) assert.equal((await portal.api('GET', '/tokens', { token })).status, 401);
  const list = ok(await portal.api('GET', '/redactions', { as: 'admin' })).items;
  assert.deepEqual(list.map(({ article_id, version, state }) => [article_id, version, state]).sort(), [[former.id, 1, 'erased'], [gone.id, null, 'erased'], [present.id, 1, 'erased']].sort());
  // The media came behind, and are the portal's own.
  await until(() => !fs.existsSync(path.join(portal.data, 'restore.pending')));
  assert.match(done(portal.command('media', 'check')).stdout, /9 files/);
  for (const name of fs.readdirSync(path.join(portal.data, 'media'))) assert.equal(fs.statSync(path.join(portal.data, 'media', name)).nlink, 1);
  // No number is given twice.
  assert.ok((await portal.post({ title: 'Bài mới', body: 'Mới.' })).id > later.id);
  assert.equal((await portal.api('POST', '/articles', { as: 'editor', body: { title: 'Lại', slug: gone.slug, body: 'x' } })).status, 409, 'a name that was taken back is nobody\'s');
  assert.match(portal.command('audit', 'verify').stdout, /unbroken/);
  assert.match(portal.command('audit', 'list', '--what', 'backup.restore').stdout, /moc; redacted 3, withdrawn 1/);
  assert.equal(portal.stderr.match(/WARNING|error/g), null, portal.stderr);
  await portal.stop();

  const looked = path.join(scratch(), 'looked');
  fs.cpSync(portal.data, looked, { recursive: true, filter: (from) => !/\/(backup|former)$/.test(from) });
  assert.deepEqual(leftovers(looked, 'ghkmnq', 'rvxghk', 'qkmnrvxg', 'hkgmrxv', 'vxrknmhg', 'nxkvmrgq'), []);
});

test('who was disabled since stays so, who lost rights gets none back; a former password, and that nobody can sign in or who could is not known, is told', async () => {
  const portal = await start(new Portal());
  for (const [name, role] of [['lan', 'admin'], ['nam', 'editor'], ['hoa', 'editor'], ['ba', 'admin']]) done(portal.command('account', 'add', name, '--role', role));
  done(portal.command('backup', '--name', 'a'));
  portal.token('admin');
  const { items } = ok(await portal.api('GET', '/accounts', { as: 'admin' }));
  const { id } = items.find(({ name }) => name === 'ba');
  ok(await portal.api('PATCH', `/accounts/${id}`, { as: 'admin', body: { role: 'author' } }));
  done(portal.command('account', 'disable', 'nam'));
  done(portal.command('account', 'password', 'hoa'));
  await portal.stop();
  const first = done(portal.command('restore', 'a'));
  assert.match(first.stdout, /, 0 tokens revoked again, 1 accounts disabled again$/m);
  assert.match(first.stderr, /^congd: 1 accounts have a password again that was changed since this backup; .*congd account password NAME$/m);
  assert.doesNotMatch(first.stderr, /is not known|no administrator/);
  assert.match(first.stderr, /^congd: 1 accounts keep the fewer rights that they have now, not those of the backup: congd account list$/m);
  assert.match(portal.command('account', 'list').stdout, /^\d+\tba\tauthor\t/m);
  const listed = () => Object.fromEntries(portal.command('account', 'list').stdout.trim().split('\n').map((line) => [line.split('\t')[1], line.split('\t')[3]]));
  assert.deepEqual(listed(), { lan: 'in use', nam: 'disabled', hoa: 'in use', ba: 'in use' });
  assert.match(portal.command('audit', 'list', '--what', 'backup.restore').stdout, /a; redacted 0, .*, disabled 1/);

  /* The one administrator of the backup was locked out by one who came later. */
  done(portal.command('account', 'add', 'moi', '--role', 'admin'));
  done(portal.command('account', 'disable', 'lan'));
  const second = done(portal.command('restore', 'a'));
  assert.match(second.stdout, /, 2 accounts disabled again$/m);
  assert.match(second.stderr, /^congd: no administrator can sign in; let one in again: congd account disable --enable NAME$/m);
  done(portal.command('account', 'disable', '--enable', 'lan'));
  assert.deepEqual(listed(), { lan: 'in use', nam: 'disabled', hoa: 'in use', ba: 'in use' });

  const other = new Portal({ data: path.join(scratch(), 'data') });
  const elsewhere = done(other.command('restore', path.join(portal.data, 'backup/a')));
  assert.match(elsewhere.stderr, /^congd: which accounts were disabled since this backup is not known; who could sign in then can again: congd account list$/m);
});

test('a damaged backup is refused, one that lacks media unless it is wanted, and nothing is touched', async () => {
  const portal = await start(new Portal());
  const article = ok(await portal.form('POST', '/articles', { title: 'Bài có ảnh', body: 'Nội dung.', status: 'published', alt: 'Ảnh', image: picture('photo.jpg') }, { as: 'editor' }));
  done(portal.command('backup', '--name', 'a'));
  await portal.stop();
  const at = (file) => path.join(portal.data, 'backup/a', file);
  const there = () => fs.readdirSync(portal.data).filter((name) => !/^(lock|backup)$/.test(name)).map((name) => [name, fs.statSync(path.join(portal.data, name)).ino]);
  const untouched = there();
  const flip = (file) => {
    const bytes = fs.readFileSync(at(file));
    bytes[bytes.length - 5000] ^= 1;
    fs.chmodSync(at(file), 0o640);
    fs.writeFileSync(at(file), bytes);
  };
  flip('database/00000000');
  const damaged = done(portal.command('restore', 'a'), 1);
  assert.match(damaged.stderr, /^database\/00000000 is damaged\n(.*\n)*congd: \S+\/backup\/a: 1 faults; it is not to be used, and nothing was changed$/m);
  assert.deepEqual(there(), untouched);
  flip('database/00000000');
  const [name] = fs.readdirSync(at('media'));
  fs.unlinkSync(at(`media/${name}`));
  assert.match(done(portal.command('restore', 'a'), 1).stderr, /lacks 1 media; --incomplete restores it all the same/);
  assert.match(done(portal.command('restore', path.join(portal.data, 'khong-co')), 1).stderr, /No such file/);
  done(portal.command('restore'), 2);
  assert.deepEqual(there(), untouched);

  // Seven more go before they are brought: each is told, and the portal serves.
  done(portal.command('restore', 'a', '--incomplete'));
  fs.readdirSync(at('media')).slice(1).forEach((file) => fs.unlinkSync(at(`media/${file}`)));
  await start(portal);
  assert.equal((await portal.page(article.url)).status, 200);
  await until(() => portal.stderr.includes('congd media check names what is missing'));
  await said(portal, new RegExp(` name=${name} `));
  await said(portal, / warn restore: .* media=1 missing=8/);
  assert.match(done(portal.command('media', 'check'), 1).stdout, new RegExp(`^${name}: missing`, 'm'));
  await portal.stop();
});

test('a medium that is on its way is asked for again later', async () => {
  const portal = await start(new Portal());
  const article = ok(await portal.form('POST', '/articles', { title: 'Bài có ảnh', body: 'Nội dung.', status: 'published', alt: 'Ảnh', image: picture('photo.jpg') }, { as: 'editor' }));
  done(portal.command('backup', '--name', 'a'));
  await portal.stop();
  done(portal.command('restore', 'a'));
  // As a disk that is not in its place.
  const folder = path.join(portal.data, 'backup/a');
  fs.renameSync(folder, `${folder}.away`);
  await start(portal);
  const target = new URL(article.image.url, 'http://x').pathname;
  const waits = await portal.request('GET', target);
  assert.deepEqual([waits.status, waits.headers['retry-after'], waits.headers['cache-control']], [503, '10', 'no-store']);
  await until(() => portal.stderr.includes('the media of the restored backup cannot be brought'));
  assert.match(portal.command('check').stdout, /restore.*media are still on their way from \S+\/backup\/a/);
  await portal.stop();
  fs.renameSync(`${folder}.away`, folder);
  await start(portal);
  const came = await until(async () => {
    const answer = await portal.request('GET', target);
    return answer.status === 200 && answer;
  });
  assert.ok(came.bytes.length > 1000);
  await portal.stop();
});

test('on another machine, with the key and without it', async () => {
  const portal = await start(new Portal());
  const article = await portal.post({ title: 'Bài dọn nhà', body: 'Nội dung.', status: 'published' });
  const gone = await portal.post({ title: 'Bài đã gỡ', body: 'Nội dung.', status: 'published' });
  ok(await portal.api('POST', `/articles/${gone.id}/erase`, { as: 'editor', body: { note: 'Theo đề nghị' } }));
  done(portal.command('account', 'add', 'lan', '--role', 'admin'));
  portal.changeDatabase("INSERT INTO factors (account_id, kind, secret, created_ms, confirmed_ms) VALUES (1, 1, zeroblob(60), 1, 1)");
  portal.changeDatabase("UPDATE accounts SET mail = zeroblob(60), wants_mail = 1");
  const factors = (of) => spawnSync('python3', ['-c', 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("SELECT (SELECT count(*) FROM factors), (SELECT count(mail) FROM accounts)").fetchone())', path.join(of.data, 'cong.db')], { encoding: 'utf8' }).stdout.trim();
  const key = path.join(scratch(), 'key');
  done(portal.command('backup', '--name', 'a', '--with-key', key));
  await portal.stop();
  const carried = path.join(scratch(), 'usb');
  fs.cpSync(path.join(portal.data, 'backup/a'), carried, { recursive: true });

  const other = new Portal();
  const wrong = path.join(scratch(), 'wrong');
  fs.writeFileSync(wrong, Buffer.alloc(32, 7));
  assert.match(done(other.command('restore', carried, '--key', wrong), 1).stderr, /does not hold the key of this backup/);
  const moved = done(other.command('restore', carried, '--key', key));
  assert.doesNotMatch(moved.stdout, /former data/);
  assert.equal(moved.stderr.includes('secret.key'), false, moved.stderr);
  assert.equal(factors(other), '(1, 1)');
  other.tokens = portal.tokens;
  await start(other);
  assert.deepEqual([(await other.page(article.url)).status, (await other.page(gone.url)).status], [200, 410]);
  await other.stop();

  const bare = new Portal();
  const { stderr } = done(bare.command('restore', carried));
  assert.match(stderr, /secret\.key is not here: 1 names that were taken back cannot be told any more/);
  assert.match(stderr, /^congd: 1 accounts have lost their one-time codes and sign in by password alone, until they are set up again\ncongd: 1 accounts have lost their address of mail/m);
  assert.equal(factors(bare), '(0, 0)');
  await start(bare);
  assert.deepEqual([(await bare.page(article.url)).status, (await bare.page(gone.url)).status], [200, 404]);
  await bare.stop();
  done(bare.command('restore', carried, '--key', key));
  await start(bare);
  assert.equal((await bare.page(gone.url)).status, 410, 'the key was found');
  await bare.stop();
});

test('a person who asked not to be named is not named again by a restore', async () => {
  const portal = await start(new Portal({ args: ['--set', 'write_rate=0'] }));
  const name = 'Ghkxvm Nrqkgh';
  portal.token('admin');
  const medium = ok(await portal.form('POST', '/media', { file: picture('photo.jpg'), alt: `Ảnh ${name} phát biểu`, caption: `${name} ở xã` }, { as: 'editor' }));
  const article = await portal.post({ title: 'Bài không nói ai', body: 'Nội dung.', tags: [name, 'Nông thôn'], status: 'published' });
  const former = await portal.post({ title: 'Bài sửa', body: `Ông ${name} nói.`, status: 'published' });
  await edit(portal, former.id, { body: 'Một người nói.' });
  const sent = await portal.request('POST', `/bao-sai-sot/${article.slug}`, { type: 'application/x-www-form-urlencoded', body: new URLSearchParams({ "noi-dung": `Sai tên ${name}` }).toString(), headers: { 'User-Agent': BROWSER } });
  assert.ok(sent.status < 400, sent.text);
  done(portal.command('backup', '--name', 'a'));
  const taken = ok(await portal.api('POST', '/erasures', { as: 'admin', body: { find: name, note: 'Theo đề nghị của công dân' } }));
  assert.deepEqual([...new Set(taken.places.map(({ kind }) => kind))].sort(), ['media', 'note', 'report', 'revision', 'tag']);
  await portal.stop();
  assert.match(done(portal.command('restore', 'a')).stdout, /; 5 taken back again/);
  await start(portal);
  const found = ok(await portal.api('POST', '/erasures?dry_run=true', { as: 'admin', body: { find: name, note: 'Theo đề nghị' } }));
  assert.deepEqual(found.places, []);
  assert.equal(ok(await portal.api('GET', `/media/${medium.id}`, { as: 'editor' })).caption, null);
  assert.deepEqual(ok(await portal.api('GET', `/articles/${article.id}`)).tags.map((tag) => tag.name), ['Nông thôn']);
  await portal.stop();
  const looked = path.join(scratch(), 'looked');
  fs.cpSync(portal.data, looked, { recursive: true, filter: (from) => !/\/(backup|former)$/.test(from) });
  assert.deepEqual(leftovers(looked, 'ghkxvm', 'nrqkgh'), []);
});

test('what a person’s request took is known by a later backup, when the data itself is lost', async () => {
  const portal = await start(new Portal({ args: ['--set', 'write_rate=0'] }));
  const name = 'Kxhnvq Mrgkhx', words = ['kxhnvq', 'mrgkhx'];
  portal.token('admin');
  const medium = ok(await portal.form('POST', '/media', { file: picture('photo.jpg'), alt: `Ảnh ${name}`, caption: name }, { as: 'editor' }));
  const article = await portal.post({ title: 'Bài không nói ai', body: 'Nội dung.', tags: [name, 'Nông thôn'], external_id: name, status: 'published' });
  const key = path.join(scratch(), 'key');
  done(portal.command('backup', '--name', 'a', '--with-key', key));
  ok(await portal.api('POST', '/erasures', { as: 'admin', body: { find: name, note: 'Theo đề nghị của công dân' } }));
  done(portal.command('backup', '--name', 'b'));
  await portal.stop();

  const other = new Portal({ args: ['--set', 'write_rate=0'] });
  fs.cpSync(path.join(portal.data, 'backup'), path.join(other.data, 'backup'), { recursive: true });
  other.tokens = portal.tokens;
  done(other.command('restore', 'a', '--key', key));
  await start(other);
  assert.equal(ok(await other.api('GET', `/media/${medium.id}`, { as: 'editor' })).caption, null);
  const { tags, external_id: external } = ok(await other.api('GET', `/articles/${article.id}`, { as: 'editor' }));
  assert.deepEqual([tags.map((tag) => tag.name), external], [['Nông thôn'], null]);
  await other.stop();
  const looked = path.join(scratch(), 'looked');
  fs.cpSync(other.data, looked, { recursive: true, filter: (from) => !/\/(backup|former)$/.test(from) });
  assert.deepEqual(leftovers(looked, ...words), []);
});
