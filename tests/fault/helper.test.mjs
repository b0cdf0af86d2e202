// The helper process dies: whoever uploads at that moment, and whoever comes after, gets the picture kept.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { png } from '../e2e/lib/pictures.mjs';
import { childrenOf, startPortal, until } from '../e2e/lib/portal.mjs';

let portal, marked = 0;
before(async () => { portal = await startPortal({ args: ['--set', 'write_rate=0'] }); });
after(() => portal?.end());

const unique = (width, height) => png(width, height, (x, y) => [(x + marked * 31) & 255, y & 255, (x * y) & 255]);
const upload = (width, height) => {
  marked++;
  return portal.api('POST', '/media', { as: 'author', body: unique(width, height), type: 'image/png' });
};
const hasEnded = (pid) => {
  try {
    return / Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return true;
  }
};
const born = (former) => until(() => { const pid = portal.helper(); return pid !== former && pid; }, { why: 'no new helper' });

test('uploads go on after the helper was killed, again and again', async () => {
  assert.equal((await upload(40, 30)).status, 201);
  for (let round = 0; round < 3; round++) {
    const helper = portal.helper();
    process.kill(helper, 'SIGKILL');
    const answer = await upload(40, 30);
    assert.equal(answer.status, 201, answer.text);
    assert.notEqual(await born(helper), helper);
  }
});

test('an order that the helper had not looked at yet is done by its successor', async () => {
  const helper = portal.helper();
  process.kill(helper, 'SIGSTOP');
  const answer = upload(40, 30);
  process.kill(helper, 'SIGKILL');
  assert.equal((await answer).status, 201);
});

test('a picture under way is begun anew, and its first child is gone with the helper', async () => {
  const isSaid = () => /helper.*its successor is asked/.test(portal.stderr);
  // Again when the child was done before the blow, as on a machine that is busy with something else.
  for (let tried = 0; tried < 10 && !isSaid(); tried++) {
    const helper = portal.helper() ?? await born();
    const answer = upload(2600, 2000);
    const child = await until(() => childrenOf(helper)[0], { why: 'no child works on it' });
    process.kill(helper, 'SIGKILL');
    const { status, text } = await answer;
    assert.equal(status, 201, text);
    await until(() => hasEnded(child), { why: 'the child of a dead helper lives on' });
    await born(helper);
  }
  await until(isSaid, { why: 'nothing says that the successor was asked' });
});

test('a picture under way is finished though a terminal or systemd asks every process to stop', async () => {
  const helper = portal.helper() ?? await born();
  let reached = 0;
  // Again when the child was done before.
  for (let tried = 0; tried < 10 && !reached; tried++) {
    const answer = upload(2600, 2000);
    const child = await until(() => childrenOf(helper)[0], { why: 'no child works on it' });
    try {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.kill(child, signal);
      reached++;
    } catch (error) {
      assert.equal(error.code, 'ESRCH');
    }
    const { status, text } = await answer;
    assert.equal(status, 201, text);
  }
  assert.equal(reached, 1);
});

test('with the daemon both processes end', async () => {
  const [keeper] = childrenOf(portal.child.pid);
  const helper = portal.helper() ?? await born();
  await portal.stop();
  for (const pid of [keeper, helper])
    await until(() => hasEnded(pid), { why: `${pid} lives on` });
});
