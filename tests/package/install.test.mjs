// The package on a bare Debian with systemd: installed it serves, removed it leaves the data, purged it asks.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { DEB, Machine, until } from './machine.mjs';

const machine = new Machine('package', DEB);
before(async () => {
  await machine.make().boot();
});
after(() => machine.cut());

const article = (title) => `---\ntitle: ${title}\nstatus: published\n---\nChiều 9/10/2023, Huyện ủy tổ chức hội nghị.\n`;
/** What stands for another machine: it answers everything with the picture. */
const PICTURES = `use IO::Socket::INET;
my $listener = IO::Socket::INET->new(LocalAddr => "127.0.0.1:8099", Listen => 5, ReuseAddr => 1) or die "$!";
open my $file, "<:raw", "/srv/anh.jpg" or die "$!";
my $picture = do { local $/; <$file> };
while (my $client = $listener->accept) {
    sysread $client, my $request, 4096;
    print $client "HTTP/1.1 200 OK\\r\\nContent-Type: image/jpeg\\r\\nContent-Length: ", length $picture, "\\r\\nConnection: close\\r\\n\\r\\n", $picture;
    close $client;
}
`;
const show = (unit, property) => machine.do(`systemctl show --value -p ${property} ${unit}`);

test('after apt install it serves on port 80 with no further step, by IPv4 and IPv6', () => {
  const said = machine.install();
  assert.doesNotMatch(said.slice(said.indexOf('Setting up congd')), /error|warning|fail|could not/i, said);
  for (const url of ['http://127.0.0.1/', 'http://[::1]/']) assert.equal(machine.get(url).status, 200);
  assert.equal(machine.do('systemctl is-system-running'), 'running', machine.run('systemctl --failed').stdout);
  assert.equal(show('congd', 'StatusText'), 'serving');
});

test('samples for nginx, HAProxy, Varnish, logrotate and Prometheus lie with the documents', () => {
  assert.equal(machine.do('ls /usr/share/doc/congd/examples | xargs'), 'alerts.yml congd-cluster-tend.service congd-cluster-tend.timer congd-cluster.conf congd.conf.vi haproxy-cluster.cfg haproxy.cfg logrotate nginx.conf prometheus.yml varnish.vcl');
});

test('the data are a user\'s of their own, who has no rights and whom nobody else looks over the shoulder', () => {
  assert.equal(machine.do('stat -c "%U %G %a" /var/lib/congd'), 'congd congd 750');
  assert.equal(machine.do('ps -o user= -C congd 2>/dev/null || stat -c %U /proc/$(systemctl show --value -p MainPID congd)').split('\n')[0], 'congd');
  assert.match(machine.do('getent passwd congd'), /:\/var\/lib\/congd:\/usr\/sbin\/nologin$/);
  const status = machine.do('cat /proc/$(systemctl show --value -p MainPID congd)/status');
  for (const line of [/^CapEff:\t0+$/m, /^CapBnd:\t0+$/m, /^NoNewPrivs:\t1$/m, /^Seccomp:\t2$/m]) assert.match(status, line);
  assert.equal(machine.do('stat -c "%U %G %a" /etc/congd/congd.conf'), 'root root 644');
});

test('it has no network of its own, only the sockets that systemd hands over', () => {
  const pid = show('congd', 'MainPID');
  assert.notEqual(machine.do(`readlink /proc/${pid}/ns/net`), machine.do('readlink /proc/1/ns/net'));
  assert.match(machine.do(`cat /proc/${pid}/net/dev`), /^ +lo:/m);
  assert.doesNotMatch(machine.do(`cat /proc/${pid}/net/dev`), /^ +(?!lo)\w+:/m);
});

test('systemd finds nothing wrong with the units, and little that they leave open', () => {
  const units = ['congd.service', 'congd-out.service', 'congd-backup.service', 'congd.socket', 'congd-tls.socket', 'congd-metrics.socket', 'congd-out.socket', 'congd-backup.timer'];
  const verified = machine.run(`systemd-analyze verify --man=no ${units.join(' ')}`);
  assert.equal(verified.status, 0, verified.stderr);
  assert.equal(verified.stderr, '');
  for (const [unit, most] of [['congd.service', 1.0], ['congd-out.service', 1.3], ['congd-backup.service', 1.0]]) {
    const said = machine.do(`systemd-analyze security --no-pager ${unit} | tail -n 1`);
    const level = Number(said.match(/level for \S+ (\d+\.\d)/)[1]);
    assert.ok(level <= most, said);
  }
});

test('root makes a token as the README says, and an article with its picture arrives through the confined daemon', () => {
  const token = machine.do("congd token create --name 'Ban biên tập' --role editor");
  assert.match(token, /^cong_\S+$/);
  fs.writeFileSync(machine.file('srv/bai.md'), article('Hội nghị Ban Chấp hành'));
  fs.copyFileSync('tests/e2e/data/photo.jpg', machine.file('srv/anh.jpg'));
  const posted = machine.do('congd post --image /srv/anh.jpg --alt "Hội nghị" /srv/bai.md');
  assert.match(posted, /hoi-nghi-ban-chap-hanh/);
  assert.match(machine.get('http://127.0.0.1/bai-viet/hoi-nghi-ban-chap-hanh').text, /Chiều 9\/10\/2023/);
  const media = machine.get('http://127.0.0.1/bai-viet/hoi-nghi-ban-chap-hanh').text.match(/\/media\/[\w.-]+\.(?:webp|jpg)/)[0];
  assert.equal(machine.curl('-o', '/dev/null', '-w', '%{http_code}', `http://127.0.0.1${media}`).stdout, '200');
  assert.equal(machine.do('find /var/lib/congd ! -user congd'), '');
});

test('an editor whom root adds signs in on this machine, and the rich editor is in the package', () => {
  const password = machine.do('congd account add lan --role editor --keep').split('\n').at(-1);
  const jar = machine.file('srv/jar');
  const ask = (path, ...more) => machine.curl('-b', jar, '-c', jar, '-H', 'Origin: http://127.0.0.1', ...more, `http://127.0.0.1${path}`).stdout;
  const token = ask('/quan-tri/dang-nhap').match(/name="form_token" value="([^"]+)"/)[1];
  const fields = { form_token: token, ten: 'lan', 'mat-khau': password };
  const sent = ask('/quan-tri/dang-nhap', '-o', '/dev/null', '-w', '%{http_code}', ...Object.entries(fields).flatMap(([name, value]) => ['--data-urlencode', `${name}=${value}`]));
  assert.equal(sent, '303', machine.journal());
  const page = ask('/quan-tri/bai/moi');
  const [, editor] = page.match(/data-rich="([^"]+)"/) ?? assert.fail(page);
  const [status, coding, size] = ask(editor, '-H', 'Accept-Encoding: br', '-o', '/dev/null', '-w', '%{http_code} %header{content-encoding} %{size_download}').split(' ');
  assert.deepEqual([status, coding, Number(size) > 40_000], ['200', 'br', true], size);
});

test('a picture of a phone is converted by the program that came along, and nothing else can be executed there', () => {
  machine.do('heif-enc -q 40 /srv/anh.jpg -o /srv/anh.heic');
  fs.writeFileSync(machine.file('srv/heic.md'), article('Ảnh của điện thoại'));
  const posted = machine.run('congd post --image /srv/anh.heic --alt "Hội nghị" /srv/heic.md');
  assert.equal(posted.status, 0, posted.stderr + machine.journal());
  const media = machine.get('http://127.0.0.1/bai-viet/anh-cua-dien-thoai').text.match(/\/media\/[\w.-]+\.(?:webp|jpg)/)[0];
  assert.equal(machine.curl('-o', '/dev/null', '-w', '%{http_code}', `http://127.0.0.1${media}`).stdout, '200');
  assert.match(machine.do('congd check || true'), /^ok +heic +.*\/usr\/bin\/heif/m);
  // In the folders as the service sees them.
  const inside = `nsenter --target ${show('congd', 'MainPID')} --mount --`;
  for (const folder of ['/var/lib/congd', '/tmp', '/var/tmp', '/dev/shm']) {
    machine.do(`${inside} cp /bin/true ${folder}/true`);
    const run = machine.run(`${inside} ${folder}/true`);
    machine.do(`${inside} rm ${folder}/true`);
    assert.match(run.stderr, /Permission denied/, folder);
  }
  assert.match(machine.run(`${inside} touch /usr/lib/true`).stderr, /Read-only/);
});

test('what other machines have is asked for by a service of its own, which knows nothing of the portal', async () => {
  assert.equal(show('congd-out', 'ActiveState'), 'inactive', 'nobody has asked yet');
  fs.writeFileSync(machine.file('etc/congd/congd.conf'), 'import_pictures = yes\nimport_from = 127.0.0.1:8099\n', { flag: 'a' });
  machine.do('systemctl restart congd');
  const token = machine.do("congd token create --name 'Nhập ảnh' --role editor");
  fs.writeFileSync(machine.file('srv/pictures.pl'), PICTURES);
  machine.do('systemd-run --unit=pictures perl /srv/pictures.pl');
  await until(() => machine.curl('-o', '/dev/null', 'http://127.0.0.1:8099/').status === 0, () => machine.journal('pictures'));
  const posted = machine.curl('-H', `Authorization: Bearer ${token}`, '-H', 'Content-Type: application/json', '-d', JSON.stringify({ title: 'Ảnh từ nơi khác', body: '![Cảnh](http://127.0.0.1:8099/anh.jpg)', status: 'published' }), 'http://127.0.0.1/api/articles?import_pictures=true');
  assert.match(posted.stdout, /"slug":"anh-tu-noi-khac"/, `${posted.stdout}\n${machine.journal('congd-out')}`);
  assert.match(machine.get('http://127.0.0.1/bai-viet/anh-tu-noi-khac').text, /\/media\//);
  assert.equal(show('congd-out', 'ActiveState'), 'active');
  const status = machine.do('cat /proc/$(systemctl show --value -p MainPID congd-out)/status');
  for (const line of [/^CapBnd:\t0+$/m, /^NoNewPrivs:\t1$/m, /^Seccomp:\t2$/m]) assert.match(status, line);
  assert.notEqual(status.match(/^Uid:\t(\d+)/m)[1], machine.do('id -u congd'));
  const pid = show('congd-out', 'MainPID');
  machine.do('systemctl stop pictures && sed -i "/^import_/d" /etc/congd/congd.conf && systemctl restart congd');
  assert.notEqual(show('congd-out', 'MainPID'), pid, 'it starts anew with the portal, whose program it is');
});

test('a backup of the night is good', () => {
  machine.do('systemctl start congd-backup.service');
  assert.equal(show('congd-backup', 'Result'), 'success', machine.journal('congd-backup'));
  assert.match(machine.do('congd backup list'), /\d{4}-\d\d-\d\d/);
  assert.equal(machine.do('find /var/lib/congd ! -user congd'), '');
});

test('reload reads anew, and a process that dies is there again', async () => {
  machine.do('systemctl reload congd');
  assert.match(machine.journal(), / reload: /);
  const pid = show('congd', 'MainPID');
  machine.do(`kill -KILL ${pid}`);
  assert.equal(machine.get('http://127.0.0.1/healthz').status, 200);
  assert.notEqual(show('congd', 'MainPID'), pid);
});

test('one that answers nobody any more is ended by the watchdog, and there again', async () => {
  machine.do('mkdir -p /run/systemd/system/congd.service.d && printf "[Service]\\nWatchdogSec=4s\\n" >/run/systemd/system/congd.service.d/test.conf && systemctl daemon-reload && systemctl restart congd');
  const pid = show('congd', 'MainPID');
  machine.do(`kill -STOP ${pid}`);
  await until(() => show('congd', 'MainPID') !== pid && show('congd', 'ActiveState') === 'active', () => machine.journal());
  assert.equal(machine.get('http://127.0.0.1/healthz').status, 200);
  assert.match(machine.journal(), /[Ww]atchdog/);
  machine.do('rm -r /run/systemd/system/congd.service.d && systemctl daemon-reload && systemctl restart congd');
});

test('a mistake in the settings is told by systemctl status, harms no package, and who connects meanwhile waits', async () => {
  machine.do('printf "page_cashe = 1G\\n" >>/etc/congd/congd.conf');
  assert.notEqual(machine.run('systemctl restart congd').status, 0);
  try {
    await until(() => /congd\.conf:\d+: there is no setting "page_cashe"/.test(machine.run('systemctl status congd').stdout), () => machine.journal());
    const again = machine.apt('reinstall /srv/*.deb');
    assert.equal(again.status, 0, again.stdout);
  } finally {
    machine.do('sed -i /page_cashe/d /etc/congd/congd.conf');
  }
  assert.equal(machine.get('http://127.0.0.1/healthz').status, 200, 'the connection waited in the socket');
});

test('what is for the night, for the shell and for readers of manuals is there', () => {
  assert.match(machine.do('systemctl list-timers --no-pager congd-backup.timer'), /congd-backup\.service/);
  assert.equal(machine.do('systemctl is-enabled congd.socket congd.service congd-out.socket congd-backup.timer'), 'enabled\nenabled\nenabled\nenabled');
  assert.equal(machine.run('systemctl is-enabled congd-tls.socket').stdout.trim(), 'disabled');
  for (const file of ['usr/share/man/man8/congd.8.gz', 'usr/share/man/man5/congd.conf.5.gz', 'usr/share/bash-completion/completions/congd', 'usr/share/doc/congd/copyright']) {
    /* A smallest Debian leaves the manual out where it says so; it is in the package in any case. */
    assert.match(machine.do('dpkg -L congd'), new RegExp(`^/${file.replaceAll('.', '\\.')}$`, 'm'));
  }
  assert.equal(machine.do('systemd-analyze cat-config systemd/journald.conf | grep -c ^MaxRetentionSec=13month'), '1');
  assert.equal(machine.do('dpkg --verify congd'), '');
});

test('after the machine was cut off and started again everything is there', async () => {
  await machine.cut();
  await machine.boot();
  assert.match(machine.get('http://127.0.0.1/bai-viet/hoi-nghi-ban-chap-hanh').text, /Chiều 9\/10\/2023/);
});

test('removed it leaves the data and takes all else, and installed again it serves them', () => {
  const removed = machine.apt('remove congd');
  assert.equal(removed.status, 0, removed.stdout);
  assert.ok(machine.exists('var/lib/congd/cong.db') && machine.exists('etc/congd/congd.conf'));
  for (const file of ['usr/sbin/congd', 'usr/lib/congd', 'lib/systemd/system/congd.service']) {
    assert.equal(machine.run(`ls -d /${file}`).status, 2, file);
  }
  assert.notEqual(machine.curl('http://127.0.0.1/').status, 0, 'nobody listens');
  machine.install();
  assert.match(machine.get('http://127.0.0.1/bai-viet/hoi-nghi-ban-chap-hanh').text, /Chiều 9\/10\/2023/);
});

test('purged without anybody to answer it keeps the data, and deletes them when told so', () => {
  const kept = machine.apt('purge congd');
  assert.equal(kept.status, 0, kept.stdout);
  assert.ok(machine.exists('var/lib/congd/cong.db') && !machine.exists('etc/congd'), kept.stdout);
  machine.install();
  machine.do('echo "congd congd/purge_data boolean true" | debconf-set-selections');
  const purged = machine.apt('purge congd');
  assert.equal(purged.status, 0, purged.stdout);
  assert.ok(!machine.exists('var/lib/congd'), purged.stdout);
  assert.equal(machine.do('systemctl is-system-running'), 'running');
});
