// Accounts of the staff and how they prove who they are: first visit, passwords, one-time and recovery codes, links
// that are good once, sessions that pause and end, people who help each other.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { PASSWORD, picture, Staff, startPortal, until } from './lib/portal.mjs';
import { halfMinute, totp } from './lib/totp.mjs';

let portal;
before(async () => { portal = await startPortal(); });
after(() => portal.stop());

const text = (answer) => answer.text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
/** Every field of a form's page, as a browser would send it back. */
const hidden = (answer) => Object.fromEntries([...answer.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name, value]) => [name, value]));

async function add(name, ...more) {
  const done = portal.command('account', 'add', name, '--role', 'editor', ...more);
  assert.equal(done.status, 0, done.stderr);
  return done.stdout.trim();
}

test('a password that somebody else made is exchanged before anything else, by the rules', async () => {
  const made = await add('moi');
  const staff = new Staff(portal);
  assert.equal((await staff.signIn('moi', made)).status, 303);
  const led = await staff.get('/quan-tri');
  assert.deepEqual([led.status, led.headers.location], [303, '/quan-tri/toi/mat-khau']);
  await staff.get('/quan-tri/toi/mat-khau');
  for (const [password, repeated, said] of [
    ['ngắn quá', 'ngắn quá', /ít nhất 15 chữ/],
    ['123456789012345678', '123456789012345678', /Ai cũng đoán ra/],
    ['matkhau123456789', 'matkhau123456789', /Ai cũng đoán ra/],
    ['moi moi moi moi moi 2026', 'moi moi moi moi moi 2026', /dễ đoán|Ai cũng/],
    [PASSWORD, `${PASSWORD}!`, /không giống nhau/],
  ]) {
    const answer = await staff.post('/quan-tri/toi/mat-khau', { 'mat-khau-cu': made, 'mat-khau': password, 'mat-khau-2': repeated });
    assert.equal(answer.status, 422, password);
    assert.match(text(answer), said);
    assert.match(answer.text, /<title>Lỗi: /);
    assert.match(answer.text, /aria-invalid="true"/);
    assert.doesNotMatch(answer.text, new RegExp(password));
  }
  const wrong = await staff.post('/quan-tri/toi/mat-khau', { 'mat-khau-cu': 'sai', 'mat-khau': PASSWORD, 'mat-khau-2': PASSWORD });
  assert.match(text(wrong), /Mật khẩu hiện nay không đúng/);
  const former = staff.cookies.get('cong');
  const right = await until(async () => {
    const answer = await staff.post('/quan-tri/toi/mat-khau', { 'mat-khau-cu': made, 'mat-khau': PASSWORD, 'mat-khau-2': PASSWORD });
    return answer.status === 303 && answer;
  });
  assert.equal(right.headers.location, '/quan-tri/toi?xong=password_changed');
  assert.notEqual(staff.cookies.get('cong'), former, 'the cookie is another one');
  assert.equal((await staff.get('/quan-tri')).status, 200);
  assert.equal((await portal.page('/quan-tri', { Cookie: `cong=${former}` })).status, 303, 'the former cookie is nobody');
});

test('one-time codes are set up with a picture, asked for, taken once, and replaced by recovery codes', async () => {
  const staff = await portal.staff('author');
  await staff.get('/quan-tri/toi/ma-mot-lan');
  assert.equal((await staff.post('/quan-tri/toi/ma-mot-lan')).status, 303);
  const page = await staff.get('/quan-tri/toi/ma-mot-lan');
  assert.match(page.text, /<svg class="qr"/);
  const secret = page.text.match(/<code>([A-Z2-7 ]+)<\/code>/)[1];
  assert.equal(secret.replace(/ /g, '').length, 32);
  assert.match(text(await staff.post('/quan-tri/toi/ma-mot-lan/xac-nhan', { ma: '000000' })), /Mã không đúng/);
  let code, done;
  /* Once more when half a minute ended on the way, by which the former code became one before it. */
  for (let begun = -1; begun !== halfMinute() && done?.status !== 303;) {
    begun = halfMinute();
    code = totp(secret, -1);
    done = await staff.post('/quan-tri/toi/ma-mot-lan/xac-nhan', { ma: code });
  }
  assert.deepEqual([done.status, done.headers.location], [303, '/quan-tri/toi/ma-khoi-phuc'], text(done));
  const shown = async (who) => [...(await who.get('/quan-tri/toi/ma-khoi-phuc')).text.matchAll(/<code>([A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{5})<\/code>/g)].map((match) => match[1]);
  const codes = await shown(staff);
  assert.equal(new Set(codes).size, 10);
  assert.deepEqual(await shown(staff), codes, 'loading the page anew makes no other codes');
  const bytes = fs.readFileSync(`${portal.data}/cong.db`).toString('latin1') + fs.readFileSync(`${portal.data}/cong.db-wal`).toString('latin1');
  for (const kept of [secret.replace(/ /g, ''), ...codes.map((one) => one.replace(/-/g, '')), PASSWORD, staff.cookies.get('cong')]) assert.ok(!bytes.includes(kept), 'nothing of it lies in the database');
  const tries = async (fields) => {
    const visitor = new Staff(portal);
    const answer = await until(async () => {
      const one = await visitor.signIn('thu-author', PASSWORD, fields);
      return one.status !== 429 && one;
    });
    return answer.status;
  };
  assert.equal(await tries({}), 422, 'without a code');
  assert.equal(await tries({ ma: code }), 422, 'a code that was used');
  const fresh = totp(secret, 0); // half a minute may end before it is tried again
  const elsewhere = new Staff(portal);
  assert.equal((await until(async () => {
    const one = await elsewhere.signIn('thu-author', PASSWORD, { ma: fresh.replace(/(...)/, '$1 ') });
    return one.status !== 429 && one;
  })).status, 303, 'a fresh one, with a blank');
  assert.deepEqual(await shown(elsewhere), [], 'the same person elsewhere does not see the codes');
  assert.deepEqual(await shown(staff), codes);
  assert.equal((await staff.post('/quan-tri/toi/ma-khoi-phuc/xong')).headers.location, '/quan-tri/toi?xong=codes_kept');
  assert.deepEqual(await shown(staff), [], 'they are put away');
  assert.match(text(await staff.get('/quan-tri/toi/ma-khoi-phuc')), /Còn 10 mã khôi phục.*không hiện lại được nữa/);
  assert.equal(await tries({ ma: fresh }), 422, 'the same again');
  assert.equal(await tries({ ma: codes[3].toLowerCase() }), 303, 'a recovery code');
  assert.equal(await tries({ ma: codes[3] }), 422, 'the same again');
  assert.match(text(await (await portal.staff('admin')).get('/quan-tri/nguoi')), /Thử author .* có mã một lần/);
});

test('who failed waits longer and longer, on a device that is new to the name; the owner\'s own is not locked out', async () => {
  await portal.staff('reader');
  const owner = await portal.staff('reader');
  const stranger = new Staff(portal);
  let failures = 0, wait = 0, waitsUntil = 0;
  // A second behind the first, twice as long behind each other; until it is longer than the tries below take on most machines.
  while (wait < 8) {
    const answer = await stranger.signIn('thu-reader', 'sai bét rồi nhé các bạn');
    if (answer.status === 429) {
      wait = Number(answer.headers['retry-after']);
      waitsUntil = Date.now() + 1000 * (wait - 1);
      assert.ok(wait >= 1 && wait <= 2 ** (failures - 1), `${wait} s behind ${failures} failures`);
    } else {
      assert.equal(answer.status, 422);
      failures++;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const forged = new Staff(portal);
  forged.cookies.set('cong-may', owner.cookies.get('cong-may').replace(/.$/, (sign) => (sign === 'A' ? 'B' : 'A')));
  const { status } = await forged.signIn('thu-reader', PASSWORD);
  assert.ok(status === 429 || Date.now() > waitsUntil, `${status} although there was a wait`);
  const own = new Staff(portal);
  own.cookies.set('cong-may', owner.cookies.get('cong-may'));
  assert.equal((await own.signIn('thu-reader', PASSWORD)).status, 303);
  const nobody = new Staff(portal);
  const answers = [];
  while (!answers.includes(429) && answers.length < 12) answers.push((await nobody.signIn('khong-ai-ca', 'sai bét rồi nhé các bạn')).status);
  assert.deepEqual([answers[0], ...new Set(answers)].slice(0, 3), [422, 422, 429], 'a name that nobody has waits alike');
});

test('an administrator makes an account with a link, by which its owner chooses a password once', async () => {
  const admin = await portal.staff('admin');
  const page = await admin.get('/quan-tri/nguoi');
  assert.match(page.text, /<option value="author" selected="">Người viết/);
  const wrong = await admin.post('/quan-tri/nguoi', { ten: 'Lan Anh', 'ho-ten': 'Lan Anh', vai: 'editor' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /<a href="#ten">Tên đăng nhập<\/a>/);
  assert.match(wrong.text, /id="ten" name="ten" type="text" value="Lan Anh"[^>]* aria-describedby="ten-fault ten-hint" aria-invalid="true"/);
  const made = await admin.post('/quan-tri/nguoi', { ten: 'lan.anh', 'ho-ten': 'Lan Anh', vai: 'editor' });
  assert.equal(made.status, 200, text(made));
  const address = made.text.match(/http:\/\/[^<]+(\/quan-tri\/quen-mat-khau\/[\w-]{43})/)[1];
  const owner = new Staff(portal);
  assert.match(text(await owner.get(address)), /Lan Anh \(tên đăng nhập: lan\.anh\)/);
  await owner.get(address);
  const set = await owner.post(address, { 'mat-khau': PASSWORD, 'mat-khau-2': PASSWORD });
  assert.deepEqual([set.status, set.headers.location], [303, '/quan-tri/dang-nhap?xong=password_set']);
  assert.match(text(await owner.get(address)), /đã dùng rồi hoặc đã hết hạn/);
  assert.equal((await owner.signIn('lan.anh', PASSWORD)).status, 303);
});

test('sensitive acts ask for the password again after a quarter of an hour, over what was filled in', async () => {
  const admin = await portal.staff('admin');
  await admin.get('/quan-tri/nguoi');
  portal.changeDatabase("UPDATE sessions SET proved_ms = proved_ms - 16 * 60000");
  const fields = { ten: 'nam', 'ho-ten': 'Trần "Nam" <b>', vai: 'author' };
  const asked = await admin.post('/quan-tri/nguoi', fields);
  assert.equal(asked.status, 403);
  assert.match(text(asked), /gõ lại mật khẩu/);
  assert.match(asked.text, /name="ho-ten" value="Trần &quot;Nam&quot; &lt;b&gt;"/);
  assert.equal((await admin.post('/quan-tri/nguoi', { ...fields, 'mat-khau-lai': 'sai mất rồi' })).status, 422);
  const former = admin.cookies.get('cong');
  const done = await until(async () => {
    const answer = await admin.post('/quan-tri/nguoi', { ...fields, 'mat-khau-lai': PASSWORD });
    return answer.status === 200 && answer;
  });
  assert.match(text(done), /Liên kết đặt mật khẩu/);
  assert.notEqual(admin.cookies.get('cong'), former);
});

test('after an hour the password alone goes on where one was, and what was sent meanwhile is kept for its sender', async () => {
  const staff = await portal.staff('editor');
  const other = await portal.staff('editor');
  assert.equal((await portal.api('POST', '/accounts', { as: 'admin', body: { name: 've-muon', role: 'author', password: PASSWORD, must_change: false } })).status, 201);
  const author = new Staff(portal);
  await author.signIn('ve-muon', PASSWORD);
  await author.get('/quan-tri/bai/moi');
  await staff.get('/quan-tri/toi');
  await portal.stop();
  portal.changeDatabase('UPDATE sessions SET seen_ms = seen_ms - 62 * 60000');
  await portal.start();
  const sent = await staff.post('/quan-tri/toi/phien', { phien: '999', 'mat-khau': 'bí mật', ghi: 'ba trang chữ <i>chưa lưu</i>' });
  assert.deepEqual([sent.status, sent.headers.location], [303, '/quan-tri/dang-nhap?tiep=/quan-tri/dang-do&xong=form_kept']);
  // What cannot be kept is not passed over: files, and what is larger than 1 MiB.
  for (const [fields, notice, words] of [
    [{ title: 'Có ảnh', image: picture('photo.jpg') }, 'form_kept_words', /ảnh và tệp thì phải chọn lại/],
    [{ title: 'Quá dài', body: 'y'.repeat(1_100_000) }, 'form_lost', /không giữ lại được/],
  ]) {
    const late = await author.post('/quan-tri/bai/moi', fields);
    assert.deepEqual([late.status, late.headers.location], [303, `/quan-tri/dang-nhap?tiep=/quan-tri/dang-do&xong=${notice}`]);
    const token = author.token;
    assert.match((await author.get(late.headers.location)).text, words);
    author.token = token;
  }
  const page = await staff.get(sent.headers.location);
  assert.match(page.text, /Làm tiếp/);
  assert.doesNotMatch(page.text, /name="ten"/, 'who it is is known');
  const on = await staff.post('/quan-tri/dang-nhap', { 'mat-khau': PASSWORD, tiep: '/quan-tri/dang-do' });
  assert.deepEqual([on.status, on.headers.location], [303, '/quan-tri/dang-do']);
  const kept = await staff.get('/quan-tri/dang-do');
  assert.match(kept.text, /ba trang chữ &lt;i&gt;chưa lưu&lt;\/i&gt;/);
  assert.doesNotMatch(kept.text, /bí mật/);
  const admin = await portal.staff('admin');
  assert.match(text(await admin.get('/quan-tri/dang-do')), /Không có gì đang dở/);
  const [, form] = kept.text.match(/<form method="post" action="\/quan-tri\/toi\/phien">([^]*?)<\/form>/);
  assert.equal((await staff.post('/quan-tri/toi/phien', hidden({ text: form }))).status, 303);
  assert.match(text(await staff.get('/quan-tri/dang-do')), /Không có gì đang dở/, 'it was sent again');
  /* The form that was open in another tab has the session's token still. */
  assert.equal((await staff.post('/quan-tri/toi/phien', { phien: '999' })).status, 303);
  /* One whose hours are over signs in anew, and is asked whether to save again. */
  await other.signIn('thu-editor', PASSWORD);
  await other.get('/quan-tri/toi');
  const stale = other.token;
  other.cookies.delete('cong');
  assert.equal((await other.signIn('thu-editor', PASSWORD)).status, 303);
  const again = await other.post('/quan-tri/toi/phien', { form_token: stale, phien: '999', ghi: 'chữ cũ' });
  assert.equal(again.status, 409);
  assert.match(text(again), /Lưu lại\?/);
  assert.equal(hidden(again).ghi, 'chữ cũ');
  assert.equal((await other.post('/quan-tri/toi/phien', hidden(again))).status, 303);
  assert.equal((await other.post('/quan-tri/toi/phien', { form_token: admin.token })).status, 403, 'somebody else\'s');
});

test('a session that was ended elsewhere is over at once and keeps nothing', async () => {
  const staff = await portal.staff('editor');
  await staff.get('/quan-tri/toi');
  const admin = await portal.staff('admin');
  const people = await admin.get('/quan-tri/nguoi');
  const person = people.text.match(/href="(\/quan-tri\/nguoi\/\d+)"><b>Thử editor/)[1];
  await admin.get(person);
  assert.equal((await admin.post(`${person}/phien`)).status, 303);
  assert.equal((await staff.get('/quan-tri')).status, 303);
  const sent = await staff.post('/quan-tri/toi/phien', { ghi: 'x' });
  assert.equal(sent.status, 401);
  assert.match(text(await (await portal.staff('editor')).get('/quan-tri/dang-do')), /Không có gì đang dở/);
});

test('the first visit makes an administrator and what an authority usually has, with the code of congd setup alone', async () => {
  const fresh = await startPortal();
  try {
    const visitor = new Staff(fresh);
    assert.equal((await visitor.get('/quan-tri/lan-dau')).status, 404, 'no code was made');
    const code = await fresh.api('POST', '/accounts/first', { as: 'admin' });
    assert.equal(code.status, 201, code.text);
    await visitor.get('/quan-tri/lan-dau');
    const fields = { 'ten-cong': 'Cổng thông tin điện tử phường Tam Thanh', loai: 'ward', 'ho-ten': 'Nguyễn Thị Hoa', ten: 'hoa', 'mat-khau': PASSWORD, 'mat-khau-2': PASSWORD };
    const wrong = await visitor.post('/quan-tri/lan-dau', { ...fields, 'ma-cai-dat': 'AAAA' });
    assert.equal(wrong.status, 422);
    const done = await visitor.post('/quan-tri/lan-dau', { ...fields, 'ma-cai-dat': code.json.code.replace(/(.{9})/g, '$1 ').toLowerCase() });
    assert.deepEqual([done.status, done.headers.location], [303, '/quan-tri?xong=first_done'], done.text);
    assert.match(text(await visitor.get('/quan-tri')), /phường Tam Thanh.*Nguyễn Thị Hoa/);
    const categories = await fresh.api('GET', '/categories');
    assert.ok(categories.json.items.length > 5);
    const drafts = await fresh.api('GET', '/articles?status=draft&kind=page', { as: 'admin' });
    assert.ok(drafts.json.items.length > 0);
    assert.equal((await visitor.get('/quan-tri/lan-dau')).status, 404, 'it is over');
    assert.equal((await fresh.api('POST', '/accounts/first', { as: 'admin' })).status, 409);
    assert.ok(!fresh.stderr.includes(code.json.code), 'the log has no code');
    await fresh.stop();
  } finally {
    await fresh.end();
  }
});
