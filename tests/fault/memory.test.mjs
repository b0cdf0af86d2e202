// What a large request took is given back to the system, however it ended. On a plain build alone: sanitizers keep freed memory.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, test } from 'node:test';
import { Portal, until } from '../e2e/lib/portal.mjs';

const MOST_MB = 40;
let portal;
after(() => portal?.end());

const isPlain = (binary) => !['__asan_init', '__tsan_init'].some((name) => fs.readFileSync(binary).includes(name));

test('200,000 unknown members leave no memory behind', { skip: !isPlain(new Portal().binary) && 'a sanitizer build' }, async () => {
  portal = await new Portal({ args: ['--error-rate', '0', '--write-rate', '0'] }).start();
  const resident = () => Number(fs.readFileSync(`/proc/${portal.child.pid}/status`, 'utf8').match(/VmRSS:\s*(\d+)/)[1]) / 1024;
  const body = JSON.stringify(Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`m${i}`, i])));
  const line = `${JSON.stringify({ title: 'Tên', ...Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`m${i}`, i])) })}\n`;
  const broken = `${body.slice(0, -1)},}`;
  let most = 0;
  for (let i = 0; i < 8; i++) {
    const answers = await Promise.all([
      portal.api('POST', '/articles', { as: 'editor', body, type: 'application/json' }),
      portal.api('POST', '/articles', { as: 'editor', body: broken, type: 'application/json' }),
      portal.api('POST', '/import', { as: 'editor', body: line, type: 'application/x-ndjson' }),
    ]);
    assert.deepEqual(answers.map((answer) => answer.status), [422, 400, 200]);
    most = Math.max(most, resident());
  }
  await until(() => resident() <= MOST_MB, { why: `still ${resident()} MB resident, ${most} at most` });
  await portal.stop();
});
