// What the program knows is what its completion for bash, its manual pages and its file of settings know.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from './lib/portal.mjs';

const BINARY = process.env.CONGD || path.join(ROOT, 'build/asan/congd');
/* argp leaves two bytes of a list that is empty. */
const ENV = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ASAN_OPTIONS: 'detect_leaks=0', CONGD: BINARY };
const read = (name) => fs.readFileSync(path.join(ROOT, name), 'utf8');
const run = (...args) => spawnSync(BINARY, args, { encoding: 'utf8', env: ENV });
const told = {};
const help = (...args) => (told[args] ??= run(...args, '--help').stdout);
const unique = (words) => [...new Set(words)].sort();

/** The words that bash is offered behind a line, as readline parts it. */
function completed(line) {
  const script = `compopt() { :; }
. packaging/congd.bash
COMP_LINE="congd $1" COMP_POINT=\${#COMP_LINE}
read -ra COMP_WORDS <<<"\${1//=/ = }"
COMP_WORDS=("$CONGD" "\${COMP_WORDS[@]}")
[[ $1 != *' ' && $1 ]] || COMP_WORDS+=('')
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_congd
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const done = spawnSync('bash', ['--norc', '-c', script, 'bash', line], { cwd: ROOT, encoding: 'utf8', env: ENV });
  assert.equal(done.stderr, '', line);
  return done.stdout.split('\n').map((word) => word.trim()).filter(Boolean);
}

const commands = [...help().matchAll(/^ {2}([a-z]+) +\S/gm)].map((match) => match[1]);
const manual = read('packaging/congd.8').replaceAll('\\-', '-');
/** Each action of a command, as the manual's synopsis has them. */
const actions = Object.fromEntries(commands.map((command) => [command, unique([...manual.matchAll(new RegExp(`^\\.B congd ${command} ([a-z]+)`, 'gm'))].map((match) => match[1]))]));
const settings = [...read('include/base/setting.def').matchAll(/^SETTING\(\w+, (\w+),/gm)].map((match) => match[1]);
/** The long options of a command's help, without those that each has and without settings. */
const options = (...args) => unique([...help(...args).matchAll(/--[a-z][a-z-]*/g)].map((match) => match[0]));
const common = (option) => ['--help', '--usage', '--version', '--config', '--set', '--data', ...settings.map((name) => `--${name.replaceAll('_', '-')}`)].includes(option);
/** Every way to call the program: [command] and [command, action]. */
const calls = commands.flatMap((command) => [[command], ...actions[command].map((action) => [command, action])]);

test('every command is completed', () => {
  assert.ok(commands.length >= 18 && calls.length > commands.length + 15, `${calls}`);
  assert.deepEqual(completed('').sort(), [...commands, '--help', '--version'].sort());
  assert.deepEqual(completed('re'), ['restore']);
});

test('every action of a command is completed, and no other', () => {
  for (const command of commands) {
    if (actions[command].length) assert.deepEqual(unique(completed(`${command} `)), actions[command], command);
    else assert.deepEqual(completed(`${command} `), [], command);
    for (const action of actions[command]) assert.match(help(command, action), new RegExp(`congd ${command} `), `${command} ${action} is an action`);
  }
});

test('every long option of every command and action is completed', () => {
  for (const call of calls) {
    const known = options(...call);
    if (!known.length) continue;
    assert.deepEqual(unique(completed(`${call.join(' ')} --`).map((word) => word.replace(/=$/, ''))), known, call.join(' '));
  }
  assert.deepEqual(completed('token create --ro'), ['--role=']);
  assert.deepEqual(completed('doctor --fi'), ['--fix'], 'one without a value has a space behind it');
});

test('roles and settings are completed where they are wanted', () => {
  assert.deepEqual(completed('token create --role '), ['reader', 'author', 'editor', 'admin']);
  assert.deepEqual(completed('token create --role=e'), ['editor']);
  assert.deepEqual(unique(completed('serve --set ')), unique(settings.map((name) => `${name}=`)));
});

test('the manual has every command and every long option', () => {
  for (const command of commands) assert.match(manual, new RegExp(`^\\.B congd ${command}\\b`, 'm'), command);
  for (const call of calls)
    for (const option of options(...call).filter((name) => !common(name))) assert.ok(manual.includes(option), `${call.join(' ')} ${option}`);
});

test('congd.conf has every setting as a comment and congd.conf(5) each with its help', () => {
  const sample = run('config', '--sample').stdout;
  assert.ok(sample.split('\n').every((line) => !line || line.startsWith('#')), 'it changes nothing');
  assert.deepEqual([...sample.matchAll(/^#(\w+) =/gm)].map((match) => match[1]), settings);
  for (const name of settings) assert.match(sample, new RegExp(`\\n\\n(# .*\\n)+#${name} =`), `${name} has words above it`);
  const page = run('config', '--manual').stdout;
  assert.deepEqual([...page.matchAll(/^\.B (\w+)$/gm)].map((match) => match[1]).filter((word) => word !== 'congd'), settings);
  for (const name of settings) assert.match(page, new RegExp(`^\\.B ${name}\\n[A-Za-z][^\\n]+`, 'm'), name);
});
