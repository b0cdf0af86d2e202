// The sample of the settings' file and the manual page, which are written from the table of settings.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Portal, ROOT, scratch } from './lib/portal.mjs';

const portal = new Portal();
const SETTINGS = [...fs.readFileSync(path.join(ROOT, 'include/base/setting.def'), 'utf8').matchAll(/^SETTING\(\w+, (\w+),/gm)].map((match) => match[1]);

function congd(args, env = {}) {
  const done = spawnSync(portal.binary, args, { env: { ...portal.env, ...env }, encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return done.stdout;
}

/** What `congd config` says with this file: name -> [value, origin]. */
function read(text) {
  const file = path.join(scratch(), 'congd.conf');
  fs.writeFileSync(file, text);
  const lines = [...congd(['config', '--config', file]).matchAll(/^(\w+) = (.*?)  # (\w+)$/gm)];
  return new Map(lines.map(([, name, value, origin]) => [name, [value, origin]]));
}

test('the sample names every setting in the table\'s order, and as it is changes none', () => {
  const sample = congd(['config', '--sample']);
  assert.deepEqual([...sample.matchAll(/^#(\w+) =/gm)].map((match) => match[1]), SETTINGS);
  assert.ok([...read(sample).values()].every(([, origin]) => origin === 'default'));
  assert.ok(sample.split('\n').every((line) => line.length <= 120 || !line.includes(' ', 3)), 'lines fit a terminal');
});

test('with every # before a name taken away the sample sets each setting to what it is by default', () => {
  const sample = congd(['config', '--sample']);
  const [before, behind] = [read(''), read(sample.replace(/^#(\w+ =)/gm, '$1'))];
  assert.deepEqual([...behind].map(([name, [value]]) => [name, value]), [...before].map(([name, [value]]) => [name, value]));
  assert.ok([...behind.values()].every(([, origin]) => origin === 'file'));
});

test('the sample says in Vietnamese what each setting is, and as it is changes none', () => {
  const sample = congd(['config', '--sample'], { LC_ALL: 'vi_VN.UTF-8' });
  assert.deepEqual([...sample.matchAll(/^#(\w+) =/gm)].map((match) => match[1]), SETTINGS);
  assert.ok([...read(sample).values()].every(([, origin]) => origin === 'default'));
  const comments = sample.split('\n\n').slice(1).map((part) => part.split('\n').filter((line) => line.startsWith('# ')).join(' '));
  assert.equal(comments.length, SETTINGS.length);
  for (const comment of comments) assert.match(comment, /[À-ỹ]/u);
});

test('the sample and the page are of the defaults, whatever the environment and other options say', () => {
  assert.match(congd(['config', '--sample', '--page-cache', '1G']), /^#page_cache = 64M$/m);
  assert.match(congd(['config', '--sample'], { CONGD_PAGE_CACHE: '1G' }), /^#page_cache = 64M$/m);
  assert.match(congd(['config', '--sample'], { LC_ALL: 'vi_VN.UTF-8' }), /^# Thiết lập của congd/);
});

test('the manual page of the commands names each with all its options, in both languages', () => {
  const tables = { 'C.UTF-8': 'NAME', 'vi_VN.UTF-8': 'TÊN' };
  for (const [LC_ALL, name] of Object.entries(tables)) {
    const page = congd(['help', '--manual'], { LC_ALL });
    assert.match(page, new RegExp(`^\\.SH ${name}$`, 'm'));
    const sections = page.split(/^\.SS congd /m).slice(1);
    assert.ok(sections.length > 25, `${sections.length} commands`);
    for (const section of sections) {
      const command = section.split('\n')[0].replace(/ (\[(OPTION|TÙY CHỌN)\.\.\.\]|[^a-z ]).*$/, '').split(' ');
      const help = congd([...command, '--help'], { LC_ALL });
      const own = help.slice(0, help.indexOf('-h, --help')).split(/^(?:Usage|Cách dùng): /m).at(-1);
      assert.deepEqual([...section.matchAll(/\\-\\-([a-z\\-]+)\\fR/g)].map((match) => match[1].replaceAll('\\', '')), [...own.matchAll(/^ {2}(?:-., | {4})--([a-z-]+)/gm)].map((match) => match[1]), command.join(' '));
    }
    const commands = new Set([...page.matchAll(/^([.'].*?)( |$)/gm)].map((match) => match[1]));
    assert.deepEqual([...commands].sort(), ['.BI', '.BR', '.PP', '.SH', '.SS', '.TH', '.TP', '.\\"']);
  }
});

test('the manual page names every setting with its default and bounds, and troff takes nothing in it for a command of its own', () => {
  const inVietnamese = congd(['config', '--manual'], { LC_ALL: 'vi_VN.UTF-8' });
  assert.match(inVietnamese, /^\.B page_cache\nbộ nhớ .*\n\(một số từ 1M đến 16G; mặc định: 64M\)$/m);
  const page = congd(['config', '--manual']);
  assert.deepEqual([...page.matchAll(/^\.TP\n\.B (\w+)$/gm)].map((match) => match[1]), SETTINGS);
  assert.match(page, /^\.B page_cache\n.*\n\(a number from 1M to 16G; default: 64M\)$/m);
  assert.match(page, /^\.B log_level\n.*\n\(one of info, error, warning, debug; default: info\)$/m);
  for (const text of [page, inVietnamese]) {
    const commands = new Set([...text.matchAll(/^([.'].*?)( |$)/gm)].map((match) => match[1]));
    assert.deepEqual([...commands].sort(), ['.B', '.BR', '.I', '.PP', '.SH', '.TH', '.TP', '.\\"']);
  }
});
