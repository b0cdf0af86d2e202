// Files of somebody else: an import by a user who owns the data alone, from a folder that is another's.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { readData, startPortal } from './lib/portal.mjs';

/** Nobody's number; root becomes it, another user is himself already. */
const OTHER = 64242;
let root, program, env;
const command = (...args) => {
  const line = process.getuid() === 0 ? ['setpriv', '--reuid', String(OTHER), '--regid', String(OTHER), '--clear-groups', program, ...args] : [program, ...args];
  return spawnSync(line[0], line.slice(1), { encoding: 'utf8', cwd: root, env, timeout: 120_000 });
};
before(async () => {
  const portal = await startPortal();
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'cong-owner-'));
  fs.chmodSync(root, 0o755);
  program = path.join(root, 'congd');
  fs.copyFileSync(portal.binary, program);
  fs.chmodSync(program, 0o755);
  env = portal.env;
  fs.mkdirSync(path.join(root, 'data'), { mode: 0o700 });
  if (process.getuid() === 0) fs.chownSync(path.join(root, 'data'), OTHER, OTHER);
  fs.mkdirSync(path.join(root, 'cu/anh'), { recursive: true });
  fs.writeFileSync(path.join(root, 'cu/trang.html'), '<title>Trang của người khác</title><p><img src="anh/doc-duoc.png" alt="a"> <img src="anh/khong-doc-duoc.jpg" alt="b"> <img src="anh/khong-co.jpg" alt="c"></p>');
  fs.writeFileSync(path.join(root, 'cu/anh/doc-duoc.png'), readData('emblem.png'));
  fs.writeFileSync(path.join(root, 'cu/anh/khong-doc-duoc.jpg'), readData('photo.jpg'), { mode: 0o000 });
  await portal.stop();
  await portal.end();
});
after(() => fs.rmSync(root, { recursive: true, force: true }));

test('what may be read comes, what may not is told as that, and nothing is changed over there', () => {
  const before = fs.readdirSync(path.join(root, 'cu'), { recursive: true }).sort();
  const done = command('import', 'html', path.join(root, 'cu'), '--data', path.join(root, 'data'));
  assert.equal(done.status, 0, done.stdout + done.stderr);
  assert.match(done.stdout, /articles: 1 created/);
  assert.match(done.stdout, /pictures and files sent: 1, fetched: 0, missing: 2;/);
  assert.match(done.stdout, /khong-doc-duoc\.jpg may not be read by this user/);
  assert.match(done.stdout, /khong-co\.jpg is not there/);
  assert.deepEqual(fs.readdirSync(path.join(root, 'cu'), { recursive: true }).sort(), before);
});

test('a backup in another\'s hands is restored with its pictures, and an export of it comes back', () => {
  const data = path.join(root, 'data'), backup = command('backup', '--name', 'mot', '--data', data);
  assert.equal(backup.status, 0, backup.stderr);
  fs.cpSync(path.join(data, 'backup/mot'), path.join(root, 'sao-luu'), { recursive: true });
  if (process.getuid() === 0) spawnSync('chown', ['-R', '0:0', path.join(root, 'sao-luu')]);
  spawnSync('chmod', ['-R', 'a+rX', path.join(root, 'sao-luu')]);
  for (const name of ['moi', 'ra']) {
    fs.mkdirSync(path.join(root, name), { mode: 0o700 });
    if (process.getuid() === 0) fs.chownSync(path.join(root, name), OTHER, OTHER);
  }
  const restored = command('restore', path.join(root, 'sao-luu'), '--data', path.join(root, 'moi'));
  assert.equal(restored.status, 0, restored.stderr);
  const written = command('export', '--all', path.join(root, 'ra'), '--data', data);
  assert.equal(written.status, 0, written.stderr);
  if (process.getuid() === 0) spawnSync('chown', ['-R', '0:0', path.join(root, 'ra')]);
  spawnSync('chmod', ['-R', 'a+rX', path.join(root, 'ra')]);
  const brought = command('import', '--all', path.join(root, 'ra'), '--data', path.join(root, 'moi'));
  assert.match(brought.stdout, /articles: 0 created, 0 updated, 1 unchanged/, brought.stdout + brought.stderr);
});

test('root writes an export where the portal\'s own user may not, whole or not at all, and restores with a key of its own', () => {
  const folder = path.join(root, 'cua-root'), file = path.join(folder, 'bai.ndjson'), data = path.join(root, 'data'), key = path.join(folder, 'khoa');
  fs.mkdirSync(folder, { mode: 0o700 });
  const byRoot = (...args) => spawnSync(program, args, { encoding: 'utf8', env, timeout: 120_000 });
  const written = byRoot('export', file, '--data', data);
  assert.equal(written.status, 0, written.stderr);
  assert.match(fs.readFileSync(file, 'utf8'), /^\{.*Trang của người khác.*\}\n$/);
  assert.equal(fs.statSync(file).uid, process.getuid());
  const refused = byRoot('export', path.join(folder, 'khac.ndjson'), '--data', path.join(root, 'khong-co'));
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /^congd: .*khong-co: there is no portal here.*\n$/);
  assert.deepEqual(fs.readdirSync(folder), ['bai.ndjson']);

  assert.equal(byRoot('backup', '--name', 'hai', '--with-key', key, '--data', data).status, 0);
  assert.equal(fs.statSync(key).mode & 0o777, 0o600);
  const restored = byRoot('restore', 'hai', '--key', key, '--data', data);
  assert.equal(restored.status, 0, restored.stderr);
  assert.match(byRoot('restore', 'hai', '--key', path.join(folder, 'khong-co'), '--data', data).stderr, /^congd: .*khong-co: No such file or directory\n$/);
  fs.cpSync(path.join(data, 'backup/hai'), path.join(folder, 'usb'), { recursive: true });
  const carried = byRoot('restore', path.join(folder, 'usb'), '--data', data);
  if (process.getuid() === 0) assert.match(carried.stderr, /usb: the portal's own user may not read it; give it to that user/);
  else assert.equal(carried.status, 0, carried.stderr);
});
