// The staff's pages: who gets in, as whom, and that nobody else sees what they see.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PASSWORD, Staff, startPortal } from './lib/portal.mjs';

let portal;
before(async () => { portal = await startPortal(); });
after(() => portal.stop());

async function within(use, options) {
  const own = await startPortal(options);
  try {
    await use(own);
    await own.stop();
  } finally {
    await own.end();
  }
}

test('who is not signed in is led to the sign-in page, and from there to where he wanted to go', async () => {
  await portal.staff('editor');
  const visitor = new Staff(portal);
  const away = await visitor.get('/quan-tri');
  assert.deepEqual([away.status, away.headers.location, away.headers['cache-control']], [303, '/quan-tri/dang-nhap', 'private, no-store']);
  const english = await visitor.get('/en/quan-tri');
  assert.equal(english.headers.location, '/en/quan-tri/dang-nhap');
  await visitor.get('/quan-tri/dang-nhap?tiep=/en/quan-tri');
  const led = await visitor.post('/quan-tri/dang-nhap', { ten: 'Thu-Editor', 'mat-khau': PASSWORD, tiep: '/en/quan-tri' });
  assert.deepEqual([led.status, led.headers.location], [303, '/en/quan-tri']);
  const desk = await visitor.get('/en/quan-tri');
  assert.equal(desk.status, 200);
  assert.match(desk.text, /Thử editor/);
});

test('the way back is one of our own pages, whatever is sent', async () => {
  for (const way of ['https://xau.vn/quan-tri', '//xau.vn/quan-tri', '/quan-tri@xau.vn', '/quan-trixau', '/quan-tri/\\xau.vn', '/bai-viet/x', '/quan-tri/dang-xuat', '/quan-tri\r\nX: y']) {
    const visitor = new Staff(portal);
    const answer = await visitor.signIn('thu-editor', PASSWORD, { tiep: way });
    assert.deepEqual([answer.status, answer.headers.location], [303, '/quan-tri'], way);
  }
});

test('the other language shows the same list as far as it was asked for, and no notice a second time', async () => {
  const staff = await portal.staff('editor');
  const other = (text) => /<a class="btn" href="([^"]+)" lang="(?:en|vi)" hreflang/.exec(text)[1];
  const there = other((await staff.get('/quan-tri/tep?q=bi%E1%BB%83n&unused=true&xong=saved')).text);
  assert.match(there, /^\/en\/quan-tri\/tep\?/);
  assert.match(there, /q=bi%E1%BB%83n/);
  assert.match(there, /unused=true/);
  assert.doesNotMatch(there, /xong/);
  const english = await staff.get(there.replaceAll('&amp;', '&'));
  assert.equal(english.status, 200);
  assert.match(english.text, /value="biển"/);
  assert.match(other(english.text), /^\/quan-tri\/tep\?/);
});

test('a session is the cookie, which nothing but a staff page takes', async () => {
  const staff = await portal.staff('admin');
  const line = (await new Staff(portal).signIn('thu-admin', PASSWORD)).headers['set-cookie'].find((cookie) => cookie.startsWith('cong='));
  assert.match(line, /^cong=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  const me = await portal.api('GET', '/me', { headers: { Cookie: staff.cookie() } });
  assert.equal(me.status, 401);
  const page = await staff.get('/quan-tri');
  assert.deepEqual([page.headers['cache-control'], page.headers.etag], ['private, no-store', undefined]);
  assert.match(page.headers['content-security-policy'], /default-src 'none'; script-src 'self';.*frame-ancestors 'none'/);
});

test('a wrong password, a name that nobody has and a disabled account are one answer', async () => {
  const answers = [];
  portal.command('account', 'add', 'khoa', '--role', 'editor');
  assert.equal(portal.command('account', 'disable', 'khoa').status, 0);
  for (const name of ['thu-editor', 'khong-co', 'khoa']) {
    const visitor = new Staff(portal);
    const answer = await visitor.signIn(name, 'sai rồi mà vẫn dài');
    assert.equal(answer.status, 422);
    assert.equal(visitor.cookies.has('cong'), false);
    answers.push(answer.text.replaceAll(name, 'X').replaceAll(visitor.token, 'T'));
  }
  assert.equal(answers[0], answers[1]);
  assert.equal(answers[0], answers[2]);
});

test('a form without its token, or from another site, is refused', async () => {
  const staff = await portal.staff('editor');
  const other = await portal.staff('admin');
  for (const [fields, headers] of [[{ form_token: '' }, {}], [{ form_token: other.token }, {}], [{}, { Origin: 'https://xau.vn' }], [{}, { 'Sec-Fetch-Site': 'same-site' }]]) {
    const answer = await staff.post('/quan-tri/dang-xuat', fields, headers);
    assert.equal(answer.status, 403, JSON.stringify([fields, headers]));
    await staff.get('/quan-tri');
  }
  const visitor = new Staff(portal);
  visitor.token = other.token;
  assert.equal((await visitor.post('/quan-tri/dang-nhap', { ten: 'thu-editor', 'mat-khau': PASSWORD })).status, 403);
});

test('signing out ends the session, and clears what the browser kept', async () => {
  const staff = await portal.staff('editor');
  const kept = staff.cookie();
  const out = await staff.post('/quan-tri/dang-xuat');
  assert.deepEqual([out.status, out.headers.location, out.headers['clear-site-data']], [303, '/quan-tri/dang-nhap?xong=signed_out', '"storage"']);
  assert.equal(staff.cookies.has('cong'), false);
  const again = await portal.page('/quan-tri', { Cookie: kept });
  assert.equal(again.status, 303);
  assert.match((await staff.get('/quan-tri/dang-nhap?xong=signed_out')).text, /role="status">Bạn đã đăng xuất/);
});

test('over the network in the clear there is no staff page, and the remedy is told', async () => {
  const answer = await portal.page('/quan-tri/dang-nhap', { Host: '192.0.2.7:8080' });
  assert.equal(answer.status, 403);
  assert.match(answer.text, /base_url/);
  // A proxy that takes TLS for the public and asks in its own name is no browser on this machine.
  for (const headers of [{ 'X-Forwarded-Proto': 'https' }, { Forwarded: 'for=192.0.2.7;proto=https' }]) {
    const proxied = await portal.page('/quan-tri/dang-nhap', { Host: 'localhost', ...headers });
    assert.deepEqual([proxied.status, proxied.headers['set-cookie']], [403, undefined], JSON.stringify(headers));
  }
  assert.equal((await portal.page('/quan-tri/dang-nhap', { Host: 'localhost', 'X-Forwarded-Proto': 'http' })).status, 200);
});

test('a client of another machine is in the clear although it names this one', () => within(async (behind) => {
  const from = (address) => behind.page('/quan-tri/dang-nhap', { Host: 'localhost', 'X-Forwarded-For': address });
  assert.equal((await from('192.0.2.7')).status, 403);
  assert.equal((await from('2001:db8::7')).status, 403);
  for (const own of ['127.0.0.9', '::1', '::ffff:127.0.0.1']) assert.equal((await from(own)).status, 200, own);
}, { args: ['--set', 'proxy_header=X-Forwarded-For', '--set', 'trusted_proxies=127.0.0.1'] }));

test('accounts are made, listed, changed and disabled by the command and the API, and the last administrator stays', () => within(async (lonely) => {
  const added = lonely.command('account', 'add', 'hoa', '--role', 'admin', '--shown', 'Nguyễn Thị Hoa');
  assert.match(added.stdout, /^[a-z2-9]{6}(-[a-z2-9]{6}){3}\n$/);
  assert.match(lonely.command('account', 'list').stdout, /^1\thoa\tadmin\tin use\tNguyễn Thị Hoa\n$/);
  const last = lonely.command('account', 'disable', 'hoa');
  assert.equal(last.status, 1);
  assert.match(last.stderr, /last administrator/);
  const demoted = await lonely.api('PATCH', '/accounts/1', { as: 'admin', body: { role: 'editor' } });
  assert.equal(demoted.status, 409);
  const taken = await lonely.api('POST', '/accounts', { as: 'admin', body: { name: 'hoa', role: 'editor' } });
  assert.equal(taken.status, 409);
  const wrong = await lonely.api('POST', '/accounts', { as: 'admin', body: { name: 'Hoa Hoa', role: 'chef', password: 'ngắn', categories: [9] } });
  assert.deepEqual([wrong.status, wrong.json.errors.map((error) => error.pointer)], [422, ['/name', '/role', '/password']]);
  const made = await lonely.api('POST', '/accounts', { as: 'admin', body: { name: 'lan', role: 'author' } });
  assert.deepEqual([made.status, made.json.has_password, made.json.display_name], [201, false, 'lan']);
  assert.equal((await lonely.api('GET', '/accounts/2', { as: 'editor' })).status, 403);
  const audit = await lonely.api('GET', '/audit?what=account', { as: 'admin' });
  assert.deepEqual(audit.json.items.map((line) => line.what), ['account.create', 'account.password', 'account.create']);
}));
