// An office's upgrade: rehearsed while the portal serves; what cannot be used stays away, also after a restart of the machine.
//
// The newer packages are this one with one migration more (tests/package/next), so what is tried are the scripts of today, as
// the former package and as the new one. CONG_FORMER_DEB names a package of the past in place of this one as the former.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { DEB, DEBIAN, Machine } from './machine.mjs';

const NEXT = path.join(path.dirname(DEB), 'next');
const FORMER = process.env.CONG_FORMER_DEB ?? DEB;
const [former, failing, good] = [FORMER, ...['90.1.0', '90.2.0'].map((version) => path.join(NEXT, path.basename(DEB).replace(/_[\d.]+\+/, `_${version}+`)))];
const version = (deb) => path.basename(deb).match(/_([\d.]+)\+/)[1];
const machine = new Machine(`upgrade-${DEBIAN}`, former, failing, good);
before(async () => {
  await machine.make().boot();
});
after(() => machine.cut());

const show = (unit, property) => machine.do(`systemctl show --value -p ${property} ${unit}`);
const install = (deb, more = '') => machine.apt(`install --allow-downgrades ${more} /srv/${path.basename(deb)}`);
const status = () => machine.do("dpkg-query -W -f='${db:Status-Status} ${Version}' congd");
const articles = () => JSON.parse(machine.get('http://127.0.0.1/api/articles').text).items.map(({ title }) => title).sort();
const leftovers = () => machine.do('ls -A /var/lib/congd').split('\n').filter((name) => /rehearsal|before-migration/.test(name));

function post(title) {
  fs.writeFileSync(machine.file('srv/bai.md'), `---\ntitle: ${title}\nstatus: published\n---\nNội dung của ${title}.\n`);
  machine.do('congd post /srv/bai.md');
}

/** Refused, with the reason and with what to do in both languages; all stays with the former program. */
function refused(done, reason, left = []) {
  assert.notEqual(done.status, 0, done.stdout);
  assert.match(done.stdout, reason);
  assert.match(done.stdout, /congd: bản mới chưa được dùng/);
  assert.match(done.stdout, /congd: the new version is not used: [^]*dpkg --configure congd/);
  assert.match(status(), /^half-configured /);
  assert.equal(machine.do('readlink /usr/lib/congd/current'), 'former/congd');
  assert.deepEqual(leftovers(), left, 'nothing of a copy is left');
}

test('the former package serves what an office wrote', () => {
  const done = install(former);
  assert.equal(done.status, 0, done.stdout);
  assert.doesNotMatch(done.stdout, /trying the new version/, 'there is nothing to be tried');
  machine.do("congd token create --name 'Ban biên tập' --role editor");
  for (const title of ['Bài một', 'Bài hai', 'Bài ba']) post(title);
  assert.deepEqual(articles(), ['Bài ba', 'Bài hai', 'Bài một']);
  machine.do('systemctl stop congd.socket congd && cp -a /var/lib/congd /srv/kept && systemctl start congd.socket congd');
});

test('a package whose migration fails is told so by apt, and the former process serves on without a failed request', async () => {
  const pid = show('congd', 'MainPID');
  await machine.during(() => refused(install(failing), /table articles already exists: migration migrations\/\d{4}-test-alone\.sql failed; nothing was changed/));
  assert.equal(show('congd', 'MainPID'), pid, 'nobody restarted it');
  assert.equal(machine.do('congd --version'), `congd ${version(former)}`);
  post('Bài bốn');
  assert.equal(articles().length, 4);
});

test('after the machine was cut off and started again the former program serves, and writes', async () => {
  await machine.cut();
  await machine.boot();
  assert.deepEqual(articles(), ['Bài ba', 'Bài bốn', 'Bài hai', 'Bài một']);
  assert.equal(machine.run(`cmp /proc/${show('congd', 'MainPID')}/exe /usr/lib/congd/former/congd`).status, 0);
  post('Bài năm');
  machine.do('systemctl start congd-backup.service');
  assert.equal(show('congd-backup', 'Result'), 'success', machine.journal('congd-backup'));
});

test('configured again it is tried again, and fails as clearly', () => {
  refused(machine.run('dpkg --configure congd 2>&1'), /table articles already exists/);
  assert.equal(articles().length, 5);
});

test('removed in that state and installed over the data, the failing one does not touch them, and the former one serves them again', () => {
  const removed = machine.apt('remove congd');
  assert.equal(removed.status, 0, removed.stdout);
  const before = machine.do('cd /var/lib/congd && sha256sum cong.db');
  const done = install(failing);
  assert.notEqual(done.status, 0, done.stdout);
  assert.match(done.stdout, /table articles already exists/);
  assert.match(done.stdout, /congd: cổng chưa chạy/);
  assert.match(done.stdout, /congd: the portal does not run: this version cannot use the data/);
  assert.notEqual(machine.curl('http://127.0.0.1/').status, 0, 'nobody listens');
  assert.equal(machine.do('cd /var/lib/congd && sha256sum cong.db'), before);
  assert.deepEqual(leftovers(), []);
  const back = install(former);
  assert.equal(back.status, 0, back.stdout);
  assert.match(back.stdout, /trying the new version on a copy of the data/);
  assert.equal(articles().length, 5);
  assert.equal(machine.do('systemctl is-system-running'), 'running', machine.run('systemctl --failed').stdout);
});

test('without room for a copy the new one waits, and once there is room it comes without a failed request', async () => {
  /* A disk of its own, with less room than a rehearsal needs. */
  machine.do('systemctl stop congd.socket congd && sed -i "\\$a ballast = 0" /etc/congd/congd.conf && mv /var/lib/congd /srv/disk && mkdir /var/lib/congd && mount -t tmpfs -o size=60M tmpfs /var/lib/congd');
  machine.do('rm -f /srv/disk/ballast && cp -a /srv/disk/. /var/lib/congd && chown congd:congd /var/lib/congd && chmod 750 /var/lib/congd && systemctl start congd.socket congd');
  await machine.during(() => refused(install(good), /a rehearsal needs \d+ MiB in \/var\/lib\/congd\/?\S*, and \d+ MiB are free/));
  post('Bài sáu');
  machine.do('mount -o remount,size=1G /var/lib/congd');
  await machine.during(() => {
    const done = machine.run('dpkg --configure congd 2>&1');
    assert.equal(done.status, 0, done.stdout);
    assert.match(done.stdout, /^schema \d+ → \d+ \(congd 90\.2\.0\)$/m);
  });
  assert.match(status(), /^installed 90\.2\.0/);
  assert.equal(machine.do('readlink /usr/lib/congd/current'), 'congd');
  assert.equal(machine.do('congd --version'), 'congd 90.2.0');
  assert.equal(machine.run(`cmp /proc/${show('congd', 'MainPID')}/exe /usr/lib/congd/congd`).status, 0);
  assert.equal(articles().length, 6);
  assert.equal(leftovers().length, 1, 'the database of before is kept until the next good backup');
});

test('an older package is refused by its own program, which names the version that it needs, and the newer one serves on', async () => {
  const left = leftovers();
  await machine.during(() => refused(install(former), /cong\.db has schema version \d+, by congd 90\.2\.0; this is congd [\d.]+, which knows versions up to \d+: use congd 90\.2\.0 or a newer one/, left));
  assert.equal(machine.do('congd --version'), 'congd 90.2.0');
  assert.equal(articles().length, 6);
  const again = install(good);
  assert.equal(again.status, 0, again.stdout);
  assert.equal(machine.do('readlink /usr/lib/congd/current'), 'congd');
  assert.equal(articles().length, 6);
});

test('a newer package over kept data of an older one, which was removed, tries them before it serves them', () => {
  const removed = machine.apt('remove congd');
  assert.equal(removed.status, 0, removed.stdout);
  machine.do('umount /var/lib/congd && rm -rf /var/lib/congd && cp -a /srv/kept /var/lib/congd');
  const done = install(good);
  assert.equal(done.status, 0, done.stdout);
  assert.match(done.stdout, /^schema \d+ → \d+ \(congd 90\.2\.0\)$/m);
  assert.deepEqual(articles(), ['Bài ba', 'Bài hai', 'Bài một']);
});

test('the upgrade of a portal that serves goes through without a failed request', async () => {
  machine.do('systemctl stop congd.socket congd');
  assert.equal(machine.apt('remove congd').status, 0);
  machine.do('rm -rf /var/lib/congd && cp -a /srv/kept /var/lib/congd');
  assert.equal(install(former).status, 0);
  const pid = show('congd', 'MainPID');
  const answers = await machine.during(() => {
    const done = install(good);
    assert.equal(done.status, 0, done.stdout);
  });
  console.log(`# an upgrade: ${answers.requests} requests on new connections, 0 failed; the longest waited ${answers.longest_ms} ms`);
  assert.notEqual(show('congd', 'MainPID'), pid);
  assert.equal(machine.do('congd --version'), 'congd 90.2.0');
  assert.equal(machine.do('systemctl is-system-running'), 'running', machine.run('systemctl --failed').stdout);
});

test('a start that always fails, or never ends, holds up no apt, which says so', async () => {
  const drop = (text) => machine.do(`mkdir -p /run/systemd/system/congd.service.d && printf '[Service]\\n${text}' >/run/systemd/system/congd.service.d/test.conf && systemctl daemon-reload`);
  assert.match(show('congd', 'TimeoutStartUSec'), /^\d+min$/, 'no start is waited for without end');
  for (const start of ['ExecStart=\\nExecStart=/bin/false\\n', 'ExecStart=\\nExecStart=/bin/sleep infinity\\nTimeoutStartSec=3s\\n']) {
    drop(start);
    /* Somebody waits in the socket meanwhile, and each wakes the service anew. */
    const end = await machine.load();
    machine.run('systemctl restart congd');
    const done = machine.apt(`reinstall /srv/${path.basename(good)}`);
    assert.equal(done.status, 0, `${done.signal} ${done.stdout}`);
    assert.match(done.stdout, /congd: đã cài xong, nhưng congd không khởi động được/);
    assert.match(done.stdout, /congd: installed, but congd does not start\. The reason is told by: systemctl status congd/);
    machine.do('rm -r /run/systemd/system/congd.service.d && systemctl daemon-reload && systemctl restart congd');
    const answers = await end();
    assert.deepEqual(answers.failed, [], 'who came meanwhile waited');
  }
  const well = machine.apt(`reinstall /srv/${path.basename(good)}`);
  assert.doesNotMatch(well.stdout, /does not start/);
});
