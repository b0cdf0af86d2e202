// The manual's recipes for backups on another machine, as they stand there: rsync keeps the links, restic brings back what verifies.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { picture, Portal, ROOT, scratch } from './lib/portal.mjs';

let portal;
after(() => portal?.end());

const manual = fs.readFileSync(path.join(ROOT, 'packaging/congd.8'), 'utf8').replaceAll('\\-', '-');
/** A line of the manual that begins so, with other places in it. */
const recipe = (begin, places) => {
  const line = manual.split('\n').find((text) => text.startsWith(begin));
  assert.ok(line, `the manual has a line "${begin} …"`);
  return Object.entries(places).reduce((text, [from, to]) => text.replaceAll(from, to), line);
};
const shell = (line, env = {}) => {
  const done = spawnSync('sh', ['-c', line], { encoding: 'utf8', env: { ...process.env, ...env } });
  assert.equal(done.status, 0, `${line}\n${done.stderr}`);
  return done.stdout;
};
const names = (folder) => fs.readdirSync(folder).filter((name) => !name.startsWith('.')).sort();

test('two backups, and one that is unfinished', async () => {
  portal = new Portal();
  await portal.start();
  const { json } = await portal.form('POST', '/media', { file: picture('photo.jpg'), alt: 'Ảnh' }, { as: 'editor' });
  assert.ok(json.id);
  for (const name of ['mot', 'hai']) {
    await portal.post({ title: `Trước bản ${name}`, status: 'published' });
    assert.equal(portal.command('backup', '--name', name).status, 0);
  }
  await portal.stop();
  fs.mkdirSync(path.join(portal.data, 'backup/.unfinished-ba'));
});

test('rsync takes each file once, over a remote shell, and what arrives verifies there', () => {
  const there = path.join(scratch(), 'there');
  fs.mkdirSync(there);
  // A remote shell that stays on this machine: the name of the other, then the command.
  const remote = path.join(scratch(), 'remote');
  fs.writeFileSync(remote, '#!/bin/sh\nshift\nexec sh -c "$*"\n', { mode: 0o755 });
  const places = { 'portal:/var/lib/congd/backup/': `portal:${portal.data}/backup/`, '/srv/congd/': `${there}/` };
  shell(recipe('rsync ', places), { RSYNC_RSH: remote });
  assert.deepEqual(fs.readdirSync(there).sort(), ['hai', 'mot'], 'nothing that is unfinished');
  const [medium] = fs.readdirSync(path.join(there, 'hai/media'));
  assert.equal(fs.statSync(path.join(there, 'hai/media', medium)).ino, fs.statSync(path.join(there, 'mot/media', medium)).ino, 'links stay links');
  for (const name of names(there)) assert.equal(portal.command('backup', 'verify', path.join(there, name)).status, 0, name);
  // The next day: what is there is not sent again.
  assert.equal(portal.command('backup', '--name', 'ba').status, 0);
  const said = shell(recipe('rsync ', places).replace('rsync ', 'rsync --stats '), { RSYNC_RSH: remote });
  const sent = Number(said.match(/Total transferred file size: ([\d,]+)/)[1].replaceAll(',', ''));
  const whole = Number(said.match(/Total file size: ([\d,]+)/)[1].replaceAll(',', ''));
  assert.ok(sent < whole / 2, `${sent} of ${whole}`);
  assert.equal(portal.command('backup', 'verify', path.join(there, 'ba')).status, 0);
});

test('restic keeps them in a repository, and what it brings back verifies', () => {
  const repository = path.join(scratch(), 'repository');
  const back = path.join(scratch(), 'back');
  const env = { RESTIC_PASSWORD: 'thử', HOME: scratch() };
  const places = { 'sftp:backup@other:/srv/congd': repository, '/var/lib/congd/backup': `${portal.data}/backup`, '/var/tmp/congd': back };
  shell(recipe('restic init', places), env);
  shell(recipe('restic backup', places), env);
  const again = shell(`${recipe('restic backup', places)} --json`, env).trim().split('\n').map((line) => JSON.parse(line)).at(-1);
  assert.equal(again.data_added < 65536, true, `${again.data_added} bytes added by nothing new`);
  shell(recipe('restic forget', places), env);
  shell(recipe('restic restore', places), env);
  const folder = path.join(back, portal.data, 'backup');
  assert.deepEqual(names(folder), ['ba', 'hai', 'mot']);
  for (const name of names(folder)) assert.equal(portal.command('backup', 'verify', path.join(folder, name)).status, 0, name);
});
