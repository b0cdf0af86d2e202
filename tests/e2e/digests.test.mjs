// News by mail for citizens: asked for by a form, confirmed by a link, left by one press, and nothing left of who leaves.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { BROWSER, DATA, scratch, startPortal, until } from './lib/portal.mjs';
import { readLetter, startRelay } from './lib/relay.mjs';

const BASE = 'https://cong.example.gov.vn', LAN = 'lan.pham@example.vn', NAM = 'nam@example.vn';
const MSMTP = '/usr/bin/msmtp', HOUR_MS = 3_600_000;
let relay, portal, pokes = 0;
/** What must be nowhere in the data folder at the end. */
const gone = [];

const form = (target, fields, headers = {}) => portal.request('POST', target, { body: new URLSearchParams(fields).toString(), type: 'application/x-www-form-urlencoded', headers: { 'User-Agent': BROWSER, Accept: 'text/html', ...headers } });
const ask = (thu, more = {}, prefix = '') => form(`${prefix}/dang-ky-nhan-tin`, { thu, khi: 'ngay', ...more });
/** Changes rows while the portal goes on, and wakes the job by a commit. */
const set = async (statement) => {
  portal.changeDatabase(statement);
  assert.equal((await portal.api('POST', '/tags', { as: 'editor', body: { name: `Thẻ ${++pokes}` } })).status, 201);
};
const rows = (statement) => {
  const done = spawnSync('python3', ['-c', 'import sqlite3, sys, json; print(json.dumps(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall(), default=repr))', path.join(portal.data, 'cong.db'), statement], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
};
const letterTo = (to, count = 1) => until(() => relay.letters.filter((one) => one.to === to)[count - 1], { why: `no letter ${count} to ${to}: ${portal.stderr.slice(-2000)}` });
/** The parts of a letter, decoded. */
const parts = (letter) => [...letter.text.matchAll(/Content-Type: text\/(plain|html); charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n([A-Za-z0-9+/=\r\n]+)/g)].map(([, kind, bytes]) => [kind, Buffer.from(bytes, 'base64').toString()]);
const linkIn = (letter, word) => parts(letter)[0][1].match(new RegExp(`${BASE}(\\S*/dang-ky-nhan-tin/${word}/[A-Za-z0-9_-]+)`))[1];
/** It is as if they had been told of nothing for so long. */
const yesterday = (days = 1) => set(`UPDATE subscribers SET told_ms = told_ms - ${days * 24 * HOUR_MS}`);

before(async () => {
  let program = MSMTP;
  if (process.env.CONG_MAILER || !fs.existsSync(MSMTP)) {
    program = path.join(scratch(), 'mailer');
    const done = spawnSync('cc', ['-O1', '-w', '-o', program, path.join(DATA, 'mailer.c')], { encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
  }
  relay = await startRelay();
  portal = await startPortal({ args: ['mail_host=127.0.0.1', `mail_port=${relay.port}`, 'mail_tls=none', 'mail_from=cong@example.gov.vn', `mail_program=${program}`, 'digests=yes', 'digest_hour=0', 'digest_rate=6000', `base_url=${BASE}`, 'write_rate=0', 'error_rate=0'].flatMap((one) => ['--set', one]) });
});
after(async () => {
  await portal?.end();
  relay?.close();
});

test('who asks gets one letter an hour with a link, and the same answer whoever it is; wrong input is said at the form', async () => {
  assert.equal((await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Y tế', slug: 'y-te' } })).status, 201);
  assert.equal((await portal.api('POST', '/categories', { as: 'editor', body: { name: 'News', slug: 'news', lang: 'en' } })).status, 201);
  const page = await portal.page('/dang-ky-nhan-tin');
  assert.match(page.text, /<form[^>]*method="post" action="\/dang-ky-nhan-tin"/);
  assert.match(page.text, /Y tế/);
  assert.doesNotMatch(page.text, />News</);
  assert.match((await portal.page('/en/dang-ky-nhan-tin')).text, /News by mail/);
  for (const [thu, more] of [['lan'], [''], ['lan@example.vn\r\nBcc: x@y.vn'], [`${'a'.repeat(250)}@x.vn`], [LAN, { khi: 'luc-nao-cung-duoc' }], [LAN, { 'chuyen-muc': 'y-te' }], [LAN, { 'chuyen-muc': '-1' }]]) {
    const refused = await ask(thu, more);
    assert.equal(refused.status, 422, `${thu} ${JSON.stringify(more)}`);
    assert.match(refused.text, /role="alert"/);
  }
  const trapped = await ask('robot@example.vn', { 'trang-web': 'x' });
  const first = await ask(LAN), second = await ask(LAN.toUpperCase().replace('@EXAMPLE.VN', '@example.vn'));
  for (const one of [trapped, first, second]) assert.deepEqual([one.status, one.headers.location], [303, '/dang-ky-nhan-tin?da-gui=1']);
  const letter = await letterTo(LAN);
  assert.match(linkIn(letter, 'xac-nhan'), /^\/dang-ky-nhan-tin\/xac-nhan\/[A-Za-z0-9_-]{43}$/);
  assert.match(readLetter(letter.text).fields.subject, /Xác nhận nhận tin qua thư/);
  assert.equal(relay.letters.length, 1);
  await until(() => rows('SELECT count(*) FROM citizen_letters')[0][0] === 0);
  assert.deepEqual(rows('SELECT (SELECT count(*) FROM subscription_asks), (SELECT count(*) FROM subscribers)'), [[1, 0]]);
});

test('only the button behind the link makes it count, within two days', async () => {
  const link = linkIn(await letterTo(LAN), 'xac-nhan');
  const page = await portal.page(link);
  assert.match(page.text, /Xác nhận nhận tin/);
  assert.match(page.headers['cache-control'], /no-/);
  assert.equal(rows('SELECT count(*) FROM subscribers')[0][0], 0);
  await set(`UPDATE subscription_asks SET created_ms = created_ms - ${48 * HOUR_MS}`);
  assert.match((await form(link, {})).text, /không còn hiệu lực/);
  await set(`UPDATE subscription_asks SET created_ms = created_ms + ${48 * HOUR_MS}`);
  const done = await form(link, {});
  assert.equal(done.status, 200);
  assert.match(done.text, /Bạn sẽ nhận tin mới/);
  assert.match((await form(link, {})).text, /không còn hiệu lực/);
  assert.match((await portal.page('/dang-ky-nhan-tin/xac-nhan/khong-co')).text, /không còn hiệu lực/);
  assert.deepEqual(rows('SELECT (SELECT count(*) FROM subscription_asks), (SELECT count(*) FROM subscribers)'), [[0, 1]]);
});

test('a letter of what is new comes once, as text and HTML, with one press to leave; none when nothing is new', async () => {
  await yesterday();
  await until(() => rows('SELECT count(*) FROM subscribers WHERE told_ms > 0').length);
  const article = await portal.post({ title: 'Lịch tiêm chủng & khám <sớm>', lead: 'Trạm y tế.', body: 'x', category: 'y-te', status: 'published', published_at: new Date(Date.now() - 30 * HOUR_MS).toISOString() });
  await portal.post({ title: 'Bài nội bộ', body: 'x', status: 'published', audience: 'staff', published_at: new Date(Date.now() - 30 * HOUR_MS).toISOString() });
  await yesterday(3);
  const letter = await letterTo(LAN, 2);
  const { fields } = readLetter(letter.text);
  assert.match(fields.subject, /^Tin mới \(1\)$/);
  assert.match(letter.text, /^List-Unsubscribe: <https:\/\/cong\.example\.gov\.vn\/dang-ky-nhan-tin\/thoi\/\d+-[A-Za-z0-9_-]{32}>\r$/m);
  assert.match(letter.text, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
  const [[plainKind, plain], [htmlKind, html]] = parts(letter);
  assert.deepEqual([plainKind, htmlKind], ['plain', 'html']);
  for (const text of [plain, html]) {
    assert.ok(text.includes(`${BASE}/bai-viet/${article.slug}`) && !text.includes('Bài nội bộ'), text);
    assert.ok(text.includes(linkIn(letter, 'thoi')));
  }
  assert.ok(plain.includes('Lịch tiêm chủng & khám <sớm>') && html.includes('Lịch tiêm chủng &amp; khám &lt;sớm&gt;'));
  const count = relay.letters.length;
  await set(`UPDATE subscribers SET told_ms = told_ms - 1000`);
  await until(() => rows('SELECT count(*) FROM subscribers WHERE told_ms % 1000 = 0')[0][0]);
  assert.equal(relay.letters.length, count);
});

test('categories and languages are kept apart, and who asks again replaces what was chosen', async () => {
  const [[yte], [news]] = rows('SELECT id FROM categories ORDER BY id');
  await ask(NAM, { 'chuyen-muc': String(news) }, '/en');
  const link = linkIn(await letterTo(NAM), 'xac-nhan');
  assert.match(link, /^\/en\//);
  assert.match((await form(link, {})).text, /Done\. What is new/);
  await portal.post({ title: 'Tin không thuộc mục nào', body: 'x', status: 'published', published_at: new Date(Date.now() - 30 * HOUR_MS).toISOString() });
  await portal.post({ title: 'A road is open', body: 'x', lang: 'en', category: 'news', status: 'published', published_at: new Date(Date.now() - 30 * HOUR_MS).toISOString() });
  await portal.post({ title: 'Something else', body: 'x', lang: 'en', status: 'published', published_at: new Date(Date.now() - 30 * HOUR_MS).toISOString() });
  await yesterday(3);
  const letter = await letterTo(NAM, 2);
  assert.match(readLetter(letter.text).fields.subject, /^News \(1\)$/);
  assert.match(parts(letter)[0][1], /A road is open/);
  await set(`UPDATE subscription_asks SET created_ms = created_ms - ${2 * HOUR_MS}`);
  const twice = await form('/dang-ky-nhan-tin', [['thu', NAM], ['khi', 'tuan'], ['chuyen-muc', String(yte)], ['chuyen-muc', String(yte)]]);
  assert.equal(twice.status, 303);
  assert.equal((await ask(NAM)).status, 303);
  const many = await ask(NAM);
  assert.equal(many.status, 429, 'the sixth of one network address on one day');
  assert.equal(many.headers['retry-after'], '3600');
  await form(linkIn(await letterTo(NAM, 3), 'xac-nhan'), {});
  assert.deepEqual(rows('SELECT lang, is_weekly, categories FROM subscribers ORDER BY id DESC LIMIT 1'), [[0, 1, `[${yte}]`]]);
});

test('an address that the relay refuses again and again is forgotten; another failure is tried again', async () => {
  const id = rows('SELECT max(id) FROM subscribers')[0][0];
  relay.refuse = { RCPT: '550 5.1.1 unknown' };
  for (let count = 1; count <= 3; count++) {
    await set(`UPDATE subscribers SET told_ms = told_ms - ${14 * 24 * HOUR_MS}, is_weekly = 0, categories = NULL WHERE id = ${id}`);
    await until(() => (rows(`SELECT refusals FROM subscribers WHERE id = ${id}`)[0]?.[0] ?? 3) === count, { why: `refusal ${count}: ${portal.stderr.slice(-1500)}` });
  }
  assert.deepEqual(rows(`SELECT count(*) FROM subscribers WHERE id = ${id}`), [[0]]);
  relay.refuse = {};
  assert.doesNotMatch(portal.stderr, /nam@example|lan\.pham/);
});

test('an address that is put off only is no refusal: its letter waits, and what is erased meanwhile stands in none', async () => {
  const WORDS = 'Họ tên người bệnh';
  relay.refuse = { RCPT: '450 4.2.0 try later' };
  const from = relay.letters.length;
  const published_at = new Date(Date.now() - 30 * HOUR_MS).toISOString();
  const secret = await portal.post({ title: WORDS, body: 'x', status: 'published', published_at });
  await portal.post({ title: 'Lịch họp dân', body: 'x', status: 'published', published_at });
  await yesterday(3);
  await until(() => rows('SELECT count(*) FROM citizen_letters WHERE attempts > 0')[0][0] === 1, { why: portal.stderr.slice(-1500) });
  assert.deepEqual(rows('SELECT max(refusals) FROM subscribers'), [[0]]);
  const [[waiting]] = rows('SELECT hex(letter) FROM citizen_letters');
  const erased = await portal.api('POST', `/articles/${secret.id}/erase`, { as: 'editor', body: { note: 'Lộ tên' } });
  assert.equal(erased.status, 200, erased.text);
  relay.refuse = {};
  await set("UPDATE citizen_letters SET next_ms = 0 WHERE letter <> x'00'");
  const letter = await until(() => relay.letters.slice(from).find((one) => one.to === LAN), { why: portal.stderr.slice(-1500) });
  assert.match(parts(letter)[0][1], /Lịch họp dân/);
  for (const one of relay.letters.slice(from)) for (const [, text] of parts(one)) assert.ok(!text.includes(WORDS), text);
  gone.push(Buffer.from(waiting, 'hex').subarray(24), Buffer.from(WORDS));
});

test('switched off, nothing waits any more, and switched on again it is made anew', async () => {
  relay.refuse = { RCPT: '450 4.2.0 try later' };
  await yesterday(3);
  await until(() => rows('SELECT count(*) FROM citizen_letters WHERE attempts > 0')[0][0] === 1, { why: portal.stderr.slice(-1500) });
  const from = relay.letters.length, { args } = portal;
  await portal.stop();
  portal.args = args.map((one) => (one === 'digests=yes' ? 'digests=no' : one));
  await portal.start();
  await until(() => rows('SELECT count(*) FROM citizen_letters')[0][0] === 0, { why: portal.stderr.slice(-1500) });
  await portal.stop();
  relay.refuse = {};
  portal.args = args;
  await portal.start();
  await set('UPDATE subscribers SET refusals = 0');
  const letter = await until(() => relay.letters.slice(from).find((one) => one.to === LAN), { why: portal.stderr.slice(-1500) });
  assert.match(parts(letter)[0][1], /Lịch họp dân/);
});

test('one for whom no letter can be made keeps nobody else waiting', async () => {
  const from = relay.letters.length;
  portal.changeDatabase("UPDATE articles SET lead = printf('%.*c', 8000, '&') WHERE lang = 'en'");
  portal.changeDatabase('INSERT INTO subscribers (address_hash, address, lang, is_weekly, categories, confirmed_ms, told_ms) SELECT zeroblob(32), address, 1, 0, NULL, confirmed_ms, told_ms FROM subscribers');
  await yesterday(3);
  const letter = await until(() => relay.letters.slice(from).find((one) => one.to === LAN), { why: portal.stderr.slice(-1500) });
  assert.match(readLetter(letter.text).fields.subject, /^Tin mới/);
  await until(() => /has no room in memory/.test(portal.stderr));
  portal.changeDatabase('DELETE FROM subscribers WHERE lang = 1');
  portal.changeDatabase("UPDATE articles SET lead = NULL WHERE lang = 'en'");
});

test('one press of a mailbox ends it, and nothing of the address is left in the data folder', async () => {
  const link = linkIn(await letterTo(LAN, 2), 'thoi');
  assert.match((await portal.page(link)).text, /Bấm nút dưới đây để thôi nhận tin/);
  assert.equal(rows('SELECT count(*) FROM subscribers')[0][0], 1);
  const [[sealed, hash]] = rows('SELECT hex(address), hex(address_hash) FROM subscribers');
  assert.match((await form(`${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`, { 'List-Unsubscribe': 'One-Click' })).text, /không còn hiệu lực.*cuối thư mới nhất/);
  assert.equal(rows('SELECT count(*) FROM subscribers')[0][0], 1, 'a code that is wrong ends nothing');
  const left = await form(link, { 'List-Unsubscribe': 'One-Click' }, { 'User-Agent': 'Mailbox', Accept: '*/*' });
  assert.equal(left.status, 200);
  assert.match(left.text, /không còn nhận tin/);
  assert.match((await form(link, {})).text, /không còn hiệu lực.*cuối thư mới nhất/);
  assert.match((await portal.page(link)).text, /không còn hiệu lực.*cuối thư mới nhất/);
  assert.match((await portal.page('/en/dang-ky-nhan-tin/thoi/1-x')).text, /not good any more\. If letters still come/);
  assert.deepEqual(rows('SELECT (SELECT count(*) FROM subscription_asks), (SELECT count(*) FROM subscribers), (SELECT count(*) FROM citizen_letters)'), [[0, 0, 0]]);
  await portal.stop();
  const wanted = [LAN, NAM, 'lan.pham', Buffer.from(LAN).toString('base64').slice(0, 20)].map((one) => Buffer.from(one)).concat([Buffer.from(sealed, 'hex').subarray(24), Buffer.from(hash, 'hex')], gone);
  for (const name of fs.readdirSync(portal.data, { recursive: true })) {
    const file = path.join(portal.data, name);
    if (!fs.statSync(file).isFile()) continue;
    const bytes = fs.readFileSync(file);
    for (const one of wanted) assert.ok(bytes.indexOf(one) < 0, `${name} has ${one.toString('latin1')}`);
  }
});
