// ./dev tasks: each of the ten weekly tasks in each of four ways, and in how many actions. Fails below 40 of 40.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { TASKS, WAYS } from './lib/weekly.mjs';
import { ROOT, scratch } from './lib/portal.mjs';

const FILES = ['staff-tasks', 'staff-review', 'staff-portal-tasks', 'staff-record'].map((name) => path.join(ROOT, 'tests/e2e', `${name}.test.mjs`));
/** What the tests of a task are called; the files have others too. */
const NAMES = [...WAYS, 'an album is made', 'the banner of the week', 'is found in the queue', 'every week', 'the weekly task'].join('|');
const file = path.join(scratch(), 'tasks');
fs.writeFileSync(file, '');
const done = spawnSync('node', ['--test', `--test-name-pattern=${NAMES}`, ...FILES], { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, CONG_TASKS: 'all', CONG_TASKS_FILE: file } });
const noted = fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const widest = Math.max(...Object.keys(TASKS).map((task) => task.length));
let reached = 0;
console.log(`${'actions'.padEnd(widest)}  ${WAYS.join('  ')}  at most`);
for (const [task, most] of Object.entries(TASKS)) {
  const cells = WAYS.map((way) => {
    const one = noted.find((row) => row.task === task && row.way === way);
    reached += one ? 1 : 0;
    return String(one?.actions ?? 'not done').padEnd(way.length);
  });
  console.log(`${task.padEnd(widest)}  ${cells.join('  ')}  ${most}`);
}
const all = Object.keys(TASKS).length * WAYS.length;
console.log(`${reached} of ${all}`);
if (done.status !== 0) console.log(`${done.stdout.slice(-6000)}\n${done.stderr.slice(-2000)}`);
process.exitCode = done.status === 0 && reached === all ? 0 : 1;
