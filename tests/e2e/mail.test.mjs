// The daily mail: from the switch on "my account" over the queue and a program confined in a child to the office's relay.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { PATIENCE_MS } from './lib/patience.mjs';
import { ALLOW_ROOT, DATA, Portal, said, scratch, startPortal, until } from './lib/portal.mjs';
import { readLetter, startRelay } from './lib/relay.mjs';

const folder = scratch(), socket = path.join(folder, 'out.sock'), secret = path.join(folder, 'password');
const PASSWORD = 'mật khẩu "của" máy', HOA = 'hoa@example.gov.vn';
const MSMTP = '/usr/bin/msmtp', hasMsmtp = !process.env.CONG_MAILER && fs.existsSync(MSMTP);
let program = MSMTP, relay, portal, out, admin;

/** The stand-in for msmtp, a program like any. */
function compile(name, ...defines) {
  const made = path.join(folder, name);
  const done = spawnSync('cc', ['-O1', '-w', ...defines, '-o', made, path.join(DATA, 'mailer.c')], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return made;
}

const settings = (host = '127.0.0.1', how = ['mail_tls=none'], port = relay.port) => [`mail_host=${host}`, `mail_port=${port}`, ...how, 'mail_from=cong@example.gov.vn', 'mail_user=cong',
  `mail_password_file=${secret}`, `mail_program=${program}`, 'mail_hour=0'].flatMap((one) => ['--set', one]);

async function startOut(args) {
  const { binary, env } = new Portal();
  const child = spawn(binary, ['out', ...ALLOW_ROOT, '--data', path.join(folder, 'none'), '--listen-unix', socket, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const made = { child, stderr: '', exit: once(child, 'exit') };
  let stdout = '';
  child.stdout.on('data', (bytes) => { stdout += bytes; });
  child.stderr.on('data', (bytes) => { made.stderr += bytes; });
  await until(() => stdout.includes('listening on'), { why: `congd out does not listen: ${made.stderr}` });
  return made;
}

/** The same by the API. */
const ask = async (address = HOA) => (await portal.api('POST', '/mail/test', { as: 'admin', body: { address } })).json;
const send = (address) => portal.commandBeside('mail', 'test', address);
/** Changes rows while the portal goes on, and wakes the job that sends by a commit; it may run between any two, so letters go before the day. */
const set = async (statement) => {
  statement.split('; ').forEach((one) => portal.changeDatabase(one));
  const poke = await portal.api('POST', '/tags', { as: 'editor', body: { name: `Thẻ ${++pokes}` } });
  assert.equal(poke.status, 201, poke.text);
};
let pokes = 0;
const rows = (statement) => {
  const done = spawnSync('python3', ['-c', 'import sqlite3, sys, json; print(json.dumps(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall(), default=repr))', path.join(portal.data, 'cong.db'), statement], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
};

before(async () => {
  fs.writeFileSync(secret, `${PASSWORD}\n`, { mode: 0o600 });
  if (!hasMsmtp) program = compile('mailer');
  relay = await startRelay({ user: 'cong', password: PASSWORD });
  out = await startOut(settings());
  // The daemon itself knows a relay that is none, and no password: where mail goes is congd out's to say.
  portal = await startPortal({ args: [...settings('127.0.0.9').filter((one) => !one.includes('password')).flatMap((one, at, all) => (one === '--set' && !all[at + 1]?.startsWith('mail') ? [] : [one])), '--out-socket', socket] });
  admin = await portal.staff('admin');
});
after(async () => {
  await portal?.end();
  out?.child.kill('SIGKILL');
  relay?.close();
});

test('congd mail test sends one letter and says in one line what the relay answered, or what is wrong', async () => {
  const good = await send(HOA);
  assert.equal(good.status, 0, good.stderr);
  assert.match(good.stdout, /^the relay has taken it: 250 2\.0\.0 Ok: queued as 4X\n$/);
  const { fields } = readLetter(relay.letters.at(-1).text);
  assert.equal(relay.letters.at(-1).to, HOA);
  assert.equal(relay.letters.at(-1).from, 'cong@example.gov.vn');
  assert.equal(fields.to, HOA);
  relay.refuse = { MAIL: '550 5.1.0 <cong@example.gov.vn> who is that' };
  const bad = await send(HOA);
  assert.equal(bad.status, 1, bad.stdout);
  assert.equal(bad.stderr, 'congd: the relay refuses the sender, mail_from: 550 5.1.0 ... who is that\n');
  for (const [word, line, result, answer] of [['RCPT', `550 5.1.1 <${HOA}> unknown`, 'recipient', '550 5.1.1 ... unknown'], ['DATA', '554 5.7.1 spam', 'refused', '554 5.7.1 spam']]) {
    relay.refuse = { [word]: line };
    const refused = await ask();
    assert.deepEqual([refused.is_taken, refused.result, refused.answer], [false, result, answer]);
  }
  relay.refuse = {};
  const wrong = await portal.api('POST', '/mail/test', { as: 'admin', body: { address: 'hoa' } });
  assert.equal(wrong.status, 422, wrong.text);
  const asked = await portal.api('POST', '/mail/test', { as: 'admin', body: { address: HOA } });
  assert.deepEqual([asked.status, asked.json.is_taken, asked.json.result], [200, true, 'taken'], asked.text);
  assert.equal((await portal.api('POST', '/mail/test', { as: 'editor', body: { address: HOA } })).status, 403);
  assert.match(rows("SELECT group_concat(action || note) FROM audit WHERE action = 'mail.test'")[0][0], /^(mail\.test,?)+$/, 'no address in the audit');
});

test('one switches it on at "my account", and gets one letter of what waits, in the language chosen there', async () => {
  const before = await admin.get('/quan-tri/toi');
  assert.match(before.text, /Thư hằng ngày/);
  for (const wrong of ['hoa', 'hoa@', 'hoa@example', 'hòa@example.gov.vn', 'a b@example.gov.vn', 'hoa@example.gov.vn\r\nBcc: x@example.vn', `${'a'.repeat(65)}@example.gov.vn`]) {
    const refused = await admin.post('/quan-tri/toi/thu', { thu: wrong, 'thu-hang-ngay': '1', 'thu-tieng': 'vi' });
    assert.equal(refused.status, 422, wrong);
    assert.match(refused.text, /Cần một địa chỉ thư/);
  }
  assert.match((await admin.post('/quan-tri/toi/thu', { thu: '', 'thu-hang-ngay': '1', 'thu-tieng': 'vi' })).text, /Hãy điền địa chỉ thư/);
  const waiting = await portal.api('POST', '/articles', { as: 'author', body: { title: 'Bài chờ duyệt', body: 'Nội dung bí mật của bài.', status: 'review' } });
  assert.equal(waiting.status, 201, waiting.text);
  const count = relay.letters.length;
  const saved = await admin.post('/quan-tri/toi/thu', { thu: HOA, 'thu-hang-ngay': '1', 'thu-tieng': 'vi' });
  assert.equal(saved.status, 303, saved.text);
  assert.match((await admin.get('/quan-tri/toi')).text, new RegExp(`value="${HOA}"`));
  await until(() => relay.letters.length > count, { why: `no letter came: ${portal.stderr.slice(-2000)}` });
  const { fields, body, raw } = readLetter(relay.letters[count].text);
  assert.equal(relay.letters[count].to, HOA);
  assert.match(fields['message-id'], /^<congd\.\d+\.[0-9a-f]{16}@example\.gov\.vn>$/);
  assert.match(fields.date, /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0700$/);
  assert.equal(fields['auto-submitted'], 'auto-generated');
  assert.match(fields.subject, /^\d+ việc cần xem$/);
  assert.match(fields.from, /^Cổng thông tin điện tử <cong@example\.gov\.vn>$/);
  assert.match(body, /Chưa có bản sao lưu tốt nào/);
  assert.match(body, /- 1 bài chờ duyệt\.\n/);
  assert.match(body, /\n {2}\S*\/quan-tri\/sao-luu\n/);
  assert.match(body, /Để tắt, vào Tài khoản của tôi:\n\S*\/quan-tri\/toi\n/);
  assert.doesNotMatch(body, /bí mật|Thử admin|hoa@/, 'no text of an article, no name of a person');
  assert.ok(raw.split('\r\n').every((line) => line.length <= 78 && /^[\x20-\x7e]*$/.test(line)), raw);
  await until(() => rows('SELECT count(*) FROM letters WHERE sent_ms > 0 AND letter IS NULL')[0][0] === 1);
  await said(portal, /a daily letter was handed over/);
  assert.equal(relay.letters.length, count + 1, 'one, and not two');
});

test('an author to whom nothing waits for gets none, and one in English gets English', async () => {
  const author = await portal.staff('author'), editor = await portal.staff('editor');
  const count = relay.letters.length;
  assert.equal((await author.post('/quan-tri/toi/thu', { thu: 'tac-gia@example.gov.vn', 'thu-hang-ngay': '1', 'thu-tieng': 'vi' })).status, 303);
  assert.equal((await editor.post('/quan-tri/toi/thu', { thu: 'editor@example.gov.vn', 'thu-hang-ngay': '1', 'thu-tieng': 'en' })).status, 303);
  await until(() => relay.letters.length > count, { why: 'no letter came' });
  await until(() => rows('SELECT count(*) FROM accounts WHERE wants_mail = 1 AND mail_day > 0')[0][0] === 3, { why: 'not all were looked at' });
  const { fields, body } = readLetter(relay.letters[count].text);
  assert.equal(relay.letters[count].to, 'editor@example.gov.vn');
  assert.match(fields.subject, /^\d+ things? to see to$/);
  assert.match(body, /There is no good backup/);
  assert.match(body, /\/en\/quan-tri\/toi\n/);
  assert.deepEqual(relay.letters.slice(count).map(({ to }) => to), ['editor@example.gov.vn']);
});

test('what the relay does not take is tried again as the same letter, given up after three days, and said on the desk and in the condition', async () => {
  const count = relay.letters.length;
  relay.refuse = { DATA: '451 4.3.0 later' };
  await set('DELETE FROM letters; UPDATE accounts SET mail_day = 0, wants_mail = wants_mail AND role = 4');
  await said(portal, /could not be handed over[^\n]*answer="451 4\.3\.0 later"/);
  const first = readLetter(relay.letters[count].text).fields['message-id'];
  assert.match((await portal.request('GET', '/readyz?verbose', { as: 'admin' })).text, /451 4\.3\.0 later/);
  assert.match((await portal.request('GET', '/metrics', { as: 'reader' })).text, /^congd_mail_waiting 1$/m);
  const [[attempts, next, created]] = rows('SELECT attempts, next_ms, created_ms FROM letters');
  assert.equal(attempts, 1);
  assert.ok(next - created >= 300000 && next - created < 300000 + 10 * PATIENCE_MS, `${next - created}`);

  // Killed between the relay's taking it and our noting it.
  relay.refuse = {};
  relay.onLetter = async () => { portal.child.kill('SIGKILL'); await portal.exit; };
  await set('UPDATE letters SET next_ms = 0').catch(() => {});
  await until(() => relay.letters.length > count + 1);
  await portal.exit;
  relay.onLetter = portal.child = null;
  await portal.start();
  await until(() => rows('SELECT count(*) FROM letters WHERE sent_ms > 0')[0][0] === 1, { why: 'it did not go' });
  const ids = relay.letters.slice(count).map(({ text }) => readLetter(text).fields['message-id']);
  assert.deepEqual(new Set(ids), new Set([first]), 'the same letter at each attempt');

  relay.refuse = { RCPT: `550 5.1.1 <${HOA}> unknown` };
  await set('DELETE FROM letters; UPDATE accounts SET mail_day = 0');
  await until(() => rows('SELECT count(*) FROM letters WHERE attempts = 1')[0][0] === 1);
  await set('UPDATE letters SET next_ms = 0, created_ms = created_ms - 3 * 86400000');
  await until(() => rows('SELECT count(*) FROM letters WHERE given_up_ms > 0 AND letter IS NULL')[0][0] === 1, { why: 'it was not given up' });
  relay.refuse = {};
  assert.match((await admin.get('/quan-tri')).text, /1 thư hằng ngày không gửi được trong 7 ngày qua/);
  assert.match((await portal.request('GET', '/readyz?verbose', { as: 'admin' })).text, /550 5\.1\.1 \.\.\. unknown/);
});

test('no address and no letter lies readable in the database, and none in a log; nor the password', async () => {
  await portal.stop();
  const bytes = fs.readFileSync(path.join(portal.data, 'cong.db')).toString('latin1');
  for (const text of [HOA, 'editor@example.gov.vn', 'việc cần xem', PASSWORD]) {
    assert.ok(!bytes.includes(Buffer.from(text).toString('latin1')), text);
    assert.ok(!portal.stderr.includes(text) && !out.stderr.includes(text), `${text} in a log`);
  }
  await portal.start();
  const changed = await portal.api('PATCH', '/accounts/1', { as: 'admin', body: { email: null } });
  assert.equal(changed.json.email, null);
  assert.equal(changed.json.daily_mail, false, 'without an address nothing is wished');
  assert.match(rows("SELECT group_concat(action) FROM audit WHERE object = 'account'")[0][0], /account\.mail/);
});

/** A certificate for the address of loopback, by an authority of this test: {key, cert}, and the authority's file. */
function certify() {
  const at = (name) => path.join(folder, name);
  const make = (...args) => assert.equal(spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', ...args]).status, 0);
  make('-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=Tổ chức thử');
  make('-keyout', at('relay.key'), '-out', at('relay.pem'), '-subj', '/CN=relay', '-addext', 'subjectAltName=IP:127.0.0.1', '-addext', 'basicConstraints=critical,CA:FALSE', '-CA', at('ca.pem'), '-CAkey', at('ca.key'));
  return { certificate: { key: fs.readFileSync(at('relay.key')), cert: fs.readFileSync(at('relay.pem')) }, authorities: at('ca.pem') };
}

test('a letter goes by STARTTLS to a relay whose certificate is good, and neither letter nor password to any other', { skip: !hasMsmtp && 'the stand-in speaks no TLS' }, async () => {
  const { certificate, authorities } = certify();
  const sealed = await startRelay({ user: 'cong', password: PASSWORD, certificate });
  const by = async (...how) => {
    out.child.kill('SIGKILL');
    await out.exit;
    out = await startOut(settings(...how));
    return ask();
  };
  try {
    const starttls = [`mail_authorities=${authorities}`, 'mail_tls=starttls'];
    assert.equal((await by('127.0.0.1', starttls, sealed.port)).result, 'taken');
    assert.match(sealed.letters[0].tls, /^TLSv1\.[23]$/);
    assert.deepEqual(sealed.auths, ['cong']);
    const foreign = await by('127.0.0.1', ['mail_tls=starttls'], sealed.port);
    assert.deepEqual([foreign.result, sealed.auths.length, sealed.letters.length], ['tls', 1, 1], foreign.answer);
    // Of another name than the certificate's.
    const renamed = await by('localhost', starttls, sealed.port);
    assert.deepEqual([renamed.result, sealed.auths.length, sealed.letters.length], ['tls', 1, 1], renamed.answer);
    const before = [relay.auths.length, relay.letters.length];
    const clear = await by('127.0.0.1', starttls, relay.port);
    assert.deepEqual([clear.result, relay.auths.length, relay.letters.length], ['tls', ...before], clear.answer);
  } finally {
    sealed.close();
    out.child.kill('SIGKILL');
    await out.exit;
    out = await startOut(settings());
  }
});

test('a wrong password and a relay that is not there are called so; a program that was taken over reaches nothing; without mail set up there is no form and no command', async () => {
  out.child.kill('SIGTERM');
  assert.equal((await out.exit)[0], 0, out.stderr);
  assert.equal((await ask()).result, 'nobody');
  fs.writeFileSync(secret, 'wrong\n');
  out = await startOut(settings());
  assert.deepEqual([(await ask()).result, (await ask()).answer], ['password', '535 5.7.8 wrong user or password']);
  relay.close();
  assert.equal((await ask()).result, 'unreachable');
  out.child.kill('SIGTERM');
  await out.exit;
  program = compile('escaping', '-DESCAPE');
  out = await startOut(settings());
  assert.equal((await ask()).answer, 'nothing was reached');
  assert.doesNotMatch(out.stderr, /Sanitizer|runtime error/);
  await portal.stop();
  portal.args = [];
  await portal.start();
  admin = await portal.staff('admin');
  assert.doesNotMatch((await admin.get('/quan-tri/toi')).text, /Thư hằng ngày/);
  assert.equal((await admin.post('/quan-tri/toi/thu', { thu: HOA })).status, 404);
  assert.match((await send(HOA)).stderr, /sends no mail/);
});
