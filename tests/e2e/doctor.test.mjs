// `congd doctor`: what it says it would mend, what it mends, and what it leaves alone.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Portal, scratch, startPortal, until } from './lib/portal.mjs';

let portal;
before(async () => {
  portal = await startPortal();
  for (let i = 0; i < 5; i++) await portal.post({ title: `Khánh thành đường liên xã số ${i}`, body: 'Nội dung.', status: 'published' });
});
after(() => portal?.end());

const doctor = (of, ...args) => {
  const done = of.command('doctor', ...args);
  return { status: done.status, lines: done.stdout.trim().split('\n').filter(Boolean), stderr: done.stderr };
};
const mode = (of, name) => (fs.lstatSync(path.join(of.data, name)).mode & 0o777).toString(8);
const old = (file) => fs.utimesSync(file, new Date(Date.now() - 48 * 3600_000), new Date(Date.now() - 48 * 3600_000));
const found = async (of, q) => (await of.api('GET', `/articles?q=${encodeURIComponent(q)}`)).json.items.length;

/** Files that a crash could have left: one old enough to go, one that may be an upload under way, one that is somebody's own. */
function strays(of) {
  const media = path.join(of.data, 'media');
  fs.mkdirSync(media, { recursive: true, mode: 0o750 });
  const names = { old: `${'a'.repeat(32)}.jpg`, young: `${'b'.repeat(32)}.jpg`, own: 'ghi-chu.txt' };
  for (const name of Object.values(names)) fs.writeFileSync(path.join(media, name), 'x', { mode: 0o640 });
  old(path.join(media, names.old));
  old(path.join(media, names.own));
  return () => Object.values(names).filter((name) => fs.existsSync(path.join(media, name)));
}

/** What no program of ours does: words of the index are thrown away. */
const ruin = (of) => execFileSync('python3', ['-c', 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute("DELETE FROM search_title_data WHERE id > 100"); c.execute("DELETE FROM search_text_data WHERE id > 100"); c.commit()', path.join(of.data, 'cong.db')]);

const WELL = ['nothing has to be mended'];

test('of a portal that is well it says that nothing has to be mended', () => {
  assert.deepEqual(doctor(portal), { status: 0, lines: WELL, stderr: '' });
  assert.deepEqual(doctor(portal, '--fix'), { status: 0, lines: WELL, stderr: '' });
});

test('rights: said without --fix, taken away with it, and backups left alone', async () => {
  const outside = path.join(scratch(), 'ngoai');
  fs.writeFileSync(outside, 'x');
  fs.chmodSync(outside, 0o644);
  fs.symlinkSync(outside, path.join(portal.data, 'lien-ket'));
  fs.mkdirSync(path.join(portal.data, 'backup', '1'), { recursive: true });
  fs.writeFileSync(path.join(portal.data, 'backup', '1', 'cong.db'), 'x');
  for (const [name, bits] of [['cong.db', 0o644], ['secret.key', 0o640], ['backup', 0o755], ['backup/1/cong.db', 0o644]]) fs.chmodSync(path.join(portal.data, name), bits);
  const said = doctor(portal);
  assert.equal(said.status, 1);
  assert.ok(said.lines.every((line) => /^would {3}permissions /.test(line)), said.lines.join('\n'));
  assert.ok(said.lines.some((line) => /cong\.db: 0644, becomes 0640/.test(line)));
  assert.ok(said.lines.some((line) => /secret\.key: 0640, becomes 0600/.test(line)));
  assert.deepEqual([mode(portal, 'cong.db'), mode(portal, 'secret.key')], ['644', '640'], 'only said');
  const mended = doctor(portal, '--fix');
  assert.equal(mended.status, 0, mended.lines.join('\n') + mended.stderr);
  assert.ok(mended.lines.every((line) => /^done /.test(line)));
  assert.deepEqual([mode(portal, 'cong.db'), mode(portal, 'secret.key'), mode(portal, 'backup'), mode(portal, 'backup/1/cong.db')], ['640', '600', '755', '644']);
  assert.equal(fs.statSync(outside).mode & 0o777, 0o644, 'no link is followed');
  fs.rmSync(path.join(portal.data, 'backup'), { recursive: true });
  fs.rmSync(path.join(portal.data, 'lien-ket'));
  assert.deepEqual(doctor(portal).lines, WELL);
});

test('a file of another user is given back by root alone, and one with a second name by nobody', async (t) => {
  if (process.getuid() !== 0) t.diagnostic('not root: only what is said can be looked at');
  const elsewhere = path.join(scratch(), 'chung');
  fs.writeFileSync(path.join(portal.data, 'la'), 'x', { mode: 0o640 });
  fs.writeFileSync(elsewhere, 'x', { mode: 0o640 });
  fs.linkSync(elsewhere, path.join(portal.data, 'chung'));
  if (process.getuid() === 0) for (const name of ['la', 'chung']) fs.chownSync(path.join(portal.data, name), 65534, 65534);
  else fs.chmodSync(elsewhere, 0o644);
  const { status, lines } = doctor(portal, '--fix');
  assert.equal(status, 1, 'something is left');
  assert.ok(lines.some((line) => /^left {4}permissions +chung: has another name elsewhere/.test(line)), lines.join('\n'));
  if (process.getuid() === 0) {
    assert.ok(lines.some((line) => /^done {4}permissions +la: belongs to user number 65534, is given to 0/.test(line)), lines.join('\n'));
    assert.equal(fs.statSync(path.join(portal.data, 'la')).uid, 0);
    assert.equal(fs.statSync(elsewhere).uid, 65534);
  }
  for (const name of ['la', 'chung']) fs.rmSync(path.join(portal.data, name));
});

for (const way of ['with the daemon', 'without it']) {
  test(`files that belong to nothing go and a ruined index is built anew, ${way}`, async () => {
    const left = strays(portal);
    await portal.stop();
    ruin(portal);
    if (way === 'with the daemon') await portal.start();
    const said = doctor(portal);
    assert.equal(said.status, 1, said.stderr);
    assert.match(said.lines.join('\n'), /^would {3}files +1 files .*\nwould {3}index +5 articles/);
    assert.equal(left().length, 3, 'only said');
    const mended = doctor(portal, '--fix');
    assert.equal(mended.status, 0, mended.stderr);
    assert.match(mended.lines.join('\n'), /^done {4}files +1 files .*\ndone {4}index +5 articles/);
    assert.deepEqual(left(), [`${'b'.repeat(32)}.jpg`, 'ghi-chu.txt'], 'what is young, or nobody of ours made, stays');
    if (way !== 'with the daemon') await portal.start();
    await until(async () => (await found(portal, 'khánh thành đường liên xã')) === 5, { why: 'the index was not built' });
    await until(() => doctor(portal).lines[0] === WELL[0], { why: 'the portal is not well' });
  });
}

test('what was mended is in the audit, and what was only said is not', async () => {
  const lines = (await portal.api('GET', '/audit?what=doctor', { as: 'admin' })).json.items;
  assert.deepEqual(lines.map((line) => [line.who, line.what, line.note]), [['console', 'doctor.mend', 'files 1, index rebuilt']]);
});

test('a program may ask for the same, an administrator\'s alone', async () => {
  const trial = await portal.api('POST', '/doctor?dry_run=true', { as: 'admin' });
  assert.equal(trial.status, 200, trial.text);
  assert.deepEqual([trial.json.findings, trial.json.dry_run], [[], true]);
  assert.deepEqual((await portal.api('POST', '/doctor', { as: 'admin' })).json, { findings: [] });
  assert.equal((await portal.api('POST', '/doctor', { as: 'editor' })).status, 403);
  assert.equal((await portal.api('POST', '/doctor')).status, 401);
});

test('a folder that is none is told, and nothing is made of it', () => {
  const none = path.join(scratch(), 'none');
  const done = spawnSync(portal.binary, ['doctor', '--fix', '--data', none], { encoding: 'utf8', env: portal.env });
  assert.equal(done.status, 1);
  assert.match(done.stderr, /no such folder/);
  assert.equal(fs.existsSync(none), false);
  const empty = new Portal();
  for (const args of [[], ['--fix']]) assert.equal(doctor(empty, ...args).status, 0, 'a folder without a portal');
  assert.deepEqual(fs.readdirSync(empty.data), []);
});
