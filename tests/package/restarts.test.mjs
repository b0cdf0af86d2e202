// Restarts under load: systemd keeps the socket, so nobody who comes meanwhile is refused. CONG_RESTARTS says how many.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { DEB, DEBIAN, Machine } from './machine.mjs';

const RESTARTS = Number(process.env.CONG_RESTARTS || 10);
/** A killed process is there again so soon, whatever else a test's machine does; the figure is R10's (tests/fault/restart.test.mjs). */
const KILLED_MS = 1500;
const machine = new Machine(`restarts-${DEBIAN}`, DEB);
before(async () => {
  await machine.make().boot();
  machine.install(path.basename(DEB));
});
after(() => machine.cut());

const pid = () => machine.do('systemctl show --value -p MainPID congd');

test(`${RESTARTS} restarts under load fail no request on a new connection`, async () => {
  const answers = await machine.during(() => {
    for (let i = 0, before = pid(); i < RESTARTS; i++) {
      machine.do('systemctl restart congd');
      const now = pid();
      assert.notEqual(now, before);
      before = now;
    }
  });
  console.log(`# ${RESTARTS} restarts: ${answers.requests} requests on new connections, 0 failed; the longest waited ${answers.longest_ms} ms`);
});

test('a process that was killed is there again at once, and who comes meanwhile waits for it', () => {
  const waits = [];
  for (let i = 0; i < 5; i++) {
    machine.do(`kill -KILL ${pid()}`);
    const done = machine.curl('-o', '/dev/null', '-w', '%{http_code} %{time_total}', 'http://127.0.0.1/');
    assert.match(done.stdout, /^200 /, `${done.stderr}\n${machine.journal()}`);
    waits.push(Math.round(Number(done.stdout.split(' ')[1]) * 1000));
  }
  waits.sort((a, b) => a - b);
  console.log(`# killed: the first 200 after ${waits[2]} ms (${waits.join(', ')})`);
  assert.ok(waits[0] < KILLED_MS, `${waits}`);
});

test('one that cannot start tries it every two seconds, and not all the time', async () => {
  machine.do('printf "page_cashe = 1G\\n" >>/etc/congd/congd.conf');
  const before = machine.do('date +%s.%N');
  machine.run('systemctl restart congd');
  await new Promise((resolve) => setTimeout(resolve, 8000));
  const tried = machine.do(`journalctl -u congd -o cat --since "@${before}" | grep -c 'there is no setting "page_cashe"'`);
  assert.ok(Number(tried) >= 2 && Number(tried) <= 6, `${tried} in eight seconds`);
  machine.do('sed -i /page_cashe/d /etc/congd/congd.conf');
  assert.equal(machine.get('http://127.0.0.1/healthz').status, 200);
});
