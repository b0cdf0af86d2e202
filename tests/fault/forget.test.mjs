// `congd backup forget`: copies of before a redaction hold no piece of its words any more, are whole, and lose nothing else;
// whatever step a process is killed at, each is the former one or the new one.
// CONG_FORGET_KILLS: at how many steps; CONG_SEED: of the words.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, test } from 'node:test';
import { filesBelow } from '../e2e/lib/folder.mjs';
import { BROWSER, picture, Portal, ROOT, scratch, until } from '../e2e/lib/portal.mjs';
import { Random } from '../e2e/lib/random.mjs';

const KILLS = Number(process.env.CONG_FORGET_KILLS || 4);
const SOURCE = path.join(path.dirname(fileURLToPath(import.meta.url)), 'kill_at.c');
/** See tests/e2e/redaction.test.mjs: five of these stand together in nothing that the portal writes by itself. */
const LETTERS = 'ghkmnqrvx';
const random = new Random(Number(process.env.CONG_SEED || Date.now()));
const wordOf = (count = 12) => Array.from({ length: count }, () => random.one([...LETTERS])).join('');

const portals = [];
after(() => Promise.all(portals.map((portal) => portal.end())));
const make = (options) => {
  const portal = new Portal({ args: ['--set', 'write_rate=0', '--set', 'error_rate=0'], ...options });
  portals.push(portal);
  return portal;
};
const ok = (answer) => {
  assert.ok(answer.status < 300, `${answer.status} ${answer.text}`);
  return answer.json;
};
const done = (result, status = 0) => {
  assert.equal(result.status, status, result.stderr + result.stdout);
  return result;
};
/** Pieces of the words in a backup, or in a stopped portal's data without its copies. */
function leftovers(folder, ...words) {
  const found = spawnSync('python3', [path.join(ROOT, 'tests/e2e/lib/leftovers.py'), folder, ...words], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(found.status, 0, found.stderr);
  return JSON.parse(found.stdout);
}
const copiesIn = (portal) => fs.readdirSync(path.join(portal.data, 'backup')).filter((name) => !name.startsWith('.'));
const copyOf = (portal, name) => path.join(portal.data, 'backup', name);
/** Nothing in any file below, byte for byte, whatever it is called. */
function assertNoByte(folder, ...words) {
  for (const file of filesBelow(folder)) {
    const bytes = fs.readFileSync(file);
    for (const word of words) assert.ok(bytes.indexOf(word) < 0, `${word} in ${file}`);
  }
}

/** An article that says the words wherever it can. */
async function say(portal, word, other) {
  const file = ok(await portal.form('POST', '/media', { file: { bytes: `Phụ lục của ${word}.\n`.repeat(50), name: `${word}.txt`, type: 'text/plain' } }, { as: 'editor' }));
  const article = ok(await portal.api('POST', '/articles', { as: 'editor', body: {
    title: `Ông ${word} bị ${other} xử phạt`, lead: `Theo ${word}`, body: `Ông ${word} ở thôn ${other}.\n\n`.repeat(30), tags: [word, 'chung'], author: word,
    source: { name: word, url: `https://vidu.vn/${word}` }, external_id: `${word}-${other}`, change_note: `Sửa theo ${word}`, attachments: [{ id: file.id, title: `Tệp ${word}` }], status: 'published',
  } }));
  ok(await portal.api('PATCH', `/articles/${article.id}`, { as: 'editor', body: { slug: `${article.slug}-lai`, body: `Ông ${word} lại ${other}.` } }));
  return ok(await portal.api('GET', `/articles/${article.id}`, { as: 'editor' }));
}

async function fill(portal, count) {
  for (let i = 0; i < count; i++) await portal.post({ title: `Bài khác số ${i}`, body: 'Không nêu tên ai cả. '.repeat(400), tags: ['chung'], status: 'published' });
}

const erase = async (portal, article) => ok(await portal.api('POST', `/articles/${article.id}/erase`, { as: 'editor', body: { note: 'Theo đề nghị' } }));
const erased = (portal, id) => until(async () => ok(await portal.api('GET', `/redactions/${id}`, { as: 'editor' })).state === 'erased');

/** Restored elsewhere and served: what stays is there, what was taken back is not. */
async function assertServes(backup, tokens, stays, gone) {
  const other = make({ data: path.join(scratch(), 'data') });
  other.tokens = tokens;
  done(other.command('restore', backup));
  await other.start();
  for (const { url } of stays) assert.equal((await other.page(url)).status, 200, url);
  for (const { url } of gone) assert.notEqual((await other.page(url)).status, 200, url);
  await other.stop();
  fs.rmSync(other.data, { recursive: true });
}

test('three copies are named with their dates, forget, share their pieces again, and lose nothing else', async () => {
  const portal = await make().start();
  const [word, other] = [wordOf(), wordOf()];
  const image = ok(await portal.form('POST', '/articles', { title: 'Bài có ảnh', body: 'Nội dung.', status: 'published', alt: 'Ảnh', image: picture('photo.jpg') }, { as: 'editor' }));
  await fill(portal, 20);
  const gone = await say(portal, word, other);
  const stays = [image];
  for (const args of [['--name', 'mot'], ['--name', 'giu'], []]) {
    done(portal.command('backup', ...args));
    stays.push(await portal.post({ title: `Bài sau ${stays.length}`, body: 'Nội dung.', status: 'published' }));
  }
  const names = copiesIn(portal);
  assert.equal(names.length, 3);
  for (const name of names) assert.ok(leftovers(copyOf(portal, name), word, other).length > 5, 'the copies hold it');
  assert.doesNotMatch(portal.command('check').stdout, /hold what was taken back \(/);

  const answer = await erase(portal, gone);
  assert.deepEqual(answer.copies.map(({ name }) => name).sort(), [...names].sort());
  for (const { name, kind, until: date, ends_by: by, remedy } of answer.copies) {
    assert.equal(kind, 'backup');
    assert.match(remedy, /congd backup forget/);
    assert.deepEqual([by, date === null], /^2/.test(name) ? ['retention', false] : ['hand', true]);
    if (date) assert.ok(new Date(date) > new Date(Date.now() + 86400e3) && new Date(date) < new Date(Date.now() + 800 * 86400e3), date);
  }
  await erased(portal, answer.id);
  const listed = ok(await portal.api('GET', '/redactions', { as: 'editor' })).items.find(({ id }) => id === answer.id);
  assert.equal(listed.copies.length, 3);
  assert.match(portal.command('check').stdout, /^warn\s+copies\s+3 copies still hold what was taken back \(.*giu.*\); congd backup forget ends that$/m);
  const lines = portal.command('backup', 'list').stdout;
  assert.match(lines, /^giu\t.*\tstill holds what was taken back, until somebody removes it$/m);
  assert.match(lines, /^2\S+\t.*\tstill holds what was taken back, until 20\d\d-/m);
  const trial = done(portal.command('backup', 'forget', '--dry-run')).stdout;
  assert.equal(trial.match(/^to be rewritten: /gm).length, 3);
  for (const name of names) assert.ok(leftovers(copyOf(portal, name), word).length, 'nothing was done');

  const before = Object.fromEntries(names.map((name) => [name, JSON.parse(fs.readFileSync(path.join(copyOf(portal, name), 'manifest.json'), 'utf8'))]));
  assert.match(done(portal.command('backup', 'forget')).stdout, /^3 copies no longer hold what was taken back: \d+ MiB removed, \d+ MiB written$/m);
  assert.deepEqual(copiesIn(portal).sort(), [...names].sort());
  assert.deepEqual(fs.readdirSync(path.join(portal.data, 'backup')).filter((name) => /unfinished|going|replaced/.test(name)), []);
  assert.ok(!fs.existsSync(path.join(portal.data, '.forget-unfinished')));
  let shared = 0;
  for (const name of names) {
    assert.deepEqual(leftovers(copyOf(portal, name), word, other), []);
    done(portal.command('backup', 'verify', name));
    const { files, at, articles, is_named: named, rewritten } = JSON.parse(fs.readFileSync(path.join(copyOf(portal, name), 'manifest.json'), 'utf8'));
    assert.deepEqual([at, articles, named], [before[name].at, before[name].articles - 1, before[name].is_named]);
    assert.ok(rewritten);
    shared += files.filter((file) => fs.statSync(path.join(copyOf(portal, name), file.name)).nlink > 1).length;
    assert.equal(files.filter((file) => /\.txt$/.test(file.name)).length, 0, 'the attachment went');
  }
  assert.ok(shared > 8 * names.length, `${shared} files of them are shared`);
  assert.deepEqual(ok(await portal.api('GET', `/redactions/${answer.id}`, { as: 'editor' })).copies, []);
  assert.match(portal.command('check').stdout, /^ok\s+copies\s+none holds what was taken back$/m);
  assert.equal(done(portal.command('backup', 'forget')).stdout, '', 'nothing is left to do');
  assert.match(portal.command('audit', 'list', '--what', 'backup.forget').stdout, /rewritten 3, kept 0:/);
  // The next one is linked to what was written anew.
  done(portal.command('backup', '--name', 'sau'));
  assert.deepEqual(leftovers(copyOf(portal, 'sau'), word, other), []);
  await portal.stop();
  assert.deepEqual(portal.stderr.match(/WARNING|error/g), null, portal.stderr);
  for (const [i, name] of names.sort((a, b) => before[a].at.localeCompare(before[b].at) || before[a].articles - before[b].articles).entries())
    await assertServes(copyOf(portal, name), portal.tokens, stays.slice(0, 1 + i), [gone]);
});

test('a person’s request is forgotten by copies, by what a restore put aside, and by the copy of before a migration', async () => {
  const portal = await make().start();
  const name = `${wordOf(7)} ${wordOf(7)}`, words = name.split(' ');
  portal.token('admin');
  const medium = ok(await portal.form('POST', '/media', { file: picture('photo.jpg'), alt: `Ảnh ${name}`, caption: `${name} ở xã` }, { as: 'editor' }));
  const article = await portal.post({ title: 'Bài không nói ai', body: 'Nội dung.', tags: [name, 'chung'], external_id: name, status: 'published' });
  for (let day = 0; day < 2; day++) await portal.request('GET', `/tim-kiem?q=${encodeURIComponent(name)}`, { headers: { 'User-Agent': BROWSER } });
  done(portal.command('backup', '--name', 'a'));
  await portal.stop();
  done(portal.command('restore', 'a'));
  const [aside] = fs.readdirSync(path.join(portal.data, 'former'));
  await portal.start();
  await until(() => !fs.existsSync(path.join(portal.data, 'restore.pending')));
  const snapshot = path.join(portal.data, 'before-migration-7.db');
  fs.copyFileSync(path.join(portal.data, 'former', aside, 'cong.db'), snapshot);
  await until(async () => ok(await portal.api('GET', '/backups', { as: 'admin' })).copies !== null);
  done(portal.command('backup', 'forget')); // has them looked at

  const taken = ok(await portal.api('POST', '/erasures', { as: 'admin', body: { find: name, note: 'Theo đề nghị của công dân' } }));
  assert.equal(taken.state, 'erasing');
  const of = (kind) => taken.copies.filter((copy) => copy.kind === kind);
  assert.deepEqual(of('backup').map((copy) => copy.name), ['a']);
  assert.deepEqual(of('former').map((copy) => [copy.name, copy.until, copy.ends_by]), [[`former/${aside}`, null, 'hand']]);
  assert.deepEqual(of('before-migration').map((copy) => [copy.name, copy.ends_by]), [['before-migration-7.db', 'erasing']]);
  assert.match(of('former')[0].remedy, /đến khi có người xóa/);
  // No version was redacted but of the article that was edited; the erasing is awake all the same.
  await until(async () => ok(await portal.api('GET', `/erasures/${taken.id}`, { as: 'admin' })).state === 'erased');
  assert.ok(!fs.existsSync(snapshot), 'it went with the erasing');
  assert.deepEqual(ok(await portal.api('GET', '/erasures', { as: 'admin' })).items.map(({ id }) => id), [taken.id]);
  assert.match(portal.command('backup', 'list').stdout, new RegExp(`^former/${aside}\\tstill holds what was taken back, until somebody removes it$`, 'm'));

  assert.match(done(portal.command('backup', 'forget')).stdout, /^2 copies no longer hold/m);
  assert.deepEqual(leftovers(copyOf(portal, 'a'), ...words), []);
  assert.deepEqual(leftovers(path.join(portal.data, 'former', aside), ...words), []);
  assert.deepEqual(ok(await portal.api('GET', `/erasures/${taken.id}`, { as: 'admin' })).copies, []);
  await portal.stop();
  assertNoByte(portal.data, ...words);
  await assertServes(copyOf(portal, 'a'), portal.tokens, [article], []);
  assert.ok(medium.id);
});

test('a copy that cannot be read or that a newer program made is named and kept, and the others forget', async () => {
  const portal = await make().start();
  const [word, other] = [wordOf(), wordOf()];
  const gone = await say(portal, word, other);
  for (const name of ['hong', 'moi', 'tot', 'rach']) done(portal.command('backup', '--name', name));
  await erased(portal, (await erase(portal, gone)).id);
  await portal.stop();
  const change = (name, file, how) => {
    const at = path.join(copyOf(portal, name), file);
    const bytes = fs.readFileSync(at);
    fs.unlinkSync(at); // others are linked to it
    fs.writeFileSync(at, how(bytes));
  };
  change('hong', 'database/00000000', (bytes) => { bytes[bytes.length - 5000] ^= 1; return bytes; });
  change('moi', 'manifest.json', (bytes) => bytes.toString().replace('"format":1', '"format":2'));
  change('rach', 'manifest.json', (bytes) => bytes.subarray(0, 40));
  const result = done(portal.command('backup', 'forget'), 1);
  assert.match(result.stdout, /^1 copies no longer hold/m);
  assert.match(result.stderr, /^hong still holds what was taken back: database\/00000000 is damaged$/m);
  assert.match(result.stderr, /^moi still holds what was taken back: a newer program made it$/m);
  assert.match(result.stderr, /^rach still holds what was taken back: its manifest is damaged$/m);
  assert.match(result.stderr, /^congd: 3 copies still hold what was taken back; 3 of them cannot be read, now or later: remove their folders by hand when they are not needed any more \(\S+\/backup\)$/m);
  const night = done(portal.command('backup', 'forget', '--ignore-unreadable'));
  for (const name of ['hong', 'moi', 'rach']) assert.match(night.stderr, new RegExp(`^${name} still holds what was taken back: `, 'm'));
  assert.match(night.stderr, /^congd: each run will say so; remove the folders of those copies in \S+\/backup by hand/m);
  assert.deepEqual(copiesIn(portal).sort(), ['hong', 'moi', 'rach', 'tot']);
  assert.deepEqual(leftovers(copyOf(portal, 'tot'), word, other), []);
  assert.ok(leftovers(copyOf(portal, 'moi'), word).length);
  await portal.start();
  const named = await until(async () => ok(await portal.api('GET', '/backups', { as: 'admin' })).copies);
  assert.deepEqual(named.map(({ name }) => name).sort(), ['hong', 'moi', 'rach']);
  assert.match(portal.command('check').stdout, /^warn\s+copies\s+1 copies still hold what was taken back \(hong\); congd backup forget ends that\nwarn\s+copies\s+2 copies cannot be read \((moi, rach|rach, moi)\) and may hold what was taken back; remove them by hand/m);
  done(portal.command('backup', '--name', 'sau'));
  assert.match(done(portal.command('backup', 'forget'), 1).stderr, /^congd: 3 copies still hold what was taken back; 3 of them cannot be read/m);
  assert.match(done(portal.command('backup', 'forget', '--ignore-unreadable')).stderr, /^rach still holds what was taken back: /m);
  await portal.stop();
});

test('killed at any step, each copy is the former or the new one, whole, and the next try ends it', { timeout: 600_000 }, async () => {
  const folder = scratch(), library = path.join(folder, 'kill_at.so'), armed = path.join(folder, 'armed');
  done(spawnSync('cc', ['-shared', '-fPIC', '-O1', '-D_GNU_SOURCE', '-Wall', '-o', library, SOURCE, '-ldl'], { encoding: 'utf8' }));
  fs.writeFileSync(armed, '');
  const portal = await make().start();
  const [word, other] = [wordOf(), wordOf()];
  const stays = await portal.post({ title: 'Bài ở lại', body: 'Nội dung.', status: 'published' });
  const gone = await say(portal, word, other);
  for (const name of ['a', 'b']) done(portal.command('backup', '--name', name));
  const article = await say(portal, wordOf(), wordOf());
  await erased(portal, (await erase(portal, gone)).id);
  await portal.stop();
  const tried = (below, at) => {
    const data = path.join(scratch(), 'data');
    done(spawnSync('cp', ['-a', portal.data, data], { encoding: 'utf8' }));
    const env = { ...portal.env, LD_PRELOAD: library, KILL_AT: String(at), KILL_ARMED: armed, KILL_BELOW: below, ASAN_OPTIONS: 'verify_asan_link_order=0:detect_leaks=0' };
    const result = spawnSync(portal.binary, ['backup', 'forget', '--data', data], { env, encoding: 'utf8' });
    assert.ok(result.signal === 'SIGKILL' || result.status === 0, result.stderr);
    const copy = make({ data });
    if (result.signal === 'SIGKILL') {
      // On a file system that cannot exchange folders the command gives a former one its name again.
      for (const name of ['a', 'b']) done(copy.command('backup', 'verify', copyOf(copy, name)));
      done(copy.command('backup', 'forget'));
    }
    for (const name of ['a', 'b']) {
      done(copy.command('backup', 'verify', copyOf(copy, name)));
      assert.deepEqual(leftovers(copyOf(copy, name), word, other), [], `killed at step ${at} below ${below}`);
    }
    assertNoByte(data, word, other);
    assert.ok(!fs.existsSync(path.join(data, '.forget-unfinished')));
    fs.rmSync(data, { recursive: true });
    return result.signal === 'SIGKILL';
  };
  let kills = 0;
  // Of where a database is worked on, of the new folder, of the exchange, and of what goes.
  for (const [place, stride] of [['.forget-unfinished', 131], ['.unfinished-', 11], ['/.going-', 3], ['/backup/.unfinished-b', 7]])
    for (let at = 1 + random.below(stride), i = 0; i * 4 < KILLS && tried(place, at); at += stride, i++) kills++;
  console.log(`# ${kills} kills`);
  assert.ok(kills * 2 >= KILLS, `${kills} kills`);
  assert.ok(stays.id && article.id);
});
