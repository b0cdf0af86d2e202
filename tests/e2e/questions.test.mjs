// Questions of citizens: asked without a script, looked up by a code, answered by the staff; and nothing of who asked anywhere else.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import zlib from 'node:zlib';
import { scratch, startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal, first;
before(async () => {
  portal = await startPortal({ args: ['base_url=https://xa.example', 'write_rate=0', 'error_rate=0', 'search_rate=0'].flatMap((one) => ['--set', one]) });
  first = await form();
});
after(() => portal?.end());

const LAN = { 'ho-ten': 'Hoàng Thị Lan Phương', 'thu-dien-tu': 'lan.phuong@vidu.example', 'dien-thoai': '0912 345 678', 'linh-vuc': 'dat-dai', 'tieu-de': 'Sổ đỏ thửa một trăm mười bảy', 'cau-hoi': 'Thửa ruộng nhà tôi ở Khuổi Lùng\nbao giờ được cấp giấy chứng nhận?', 'cong-khai': 'true', 'dong-y': 'true' };
const PRIVATE = ['Lan Phương', 'lan.phuong@', '345 678', 'mười bảy', 'Khuổi Lùng', 'được cấp giấy chứng nhận'];

/** Lines that Markdown makes headings, lists, code, a table and links of. */
const HOSTILE = 'Tiêu đề\n===\nTiêu đề hai\n---\n\n1. một\n2) hai\n\n- hai\n\n+ ba\n\n    thụt vào\n\n\tthụt nữa\n\nbảng\n:-\n\n  - - -\n\nhttp://mua.example/x và www.mua.example, ![x](//mua.example)';

const form = async () => (await portal.page('/hoi-dap/gui')).text.match(/name="dau" value="([^"]+)"/)[1];
const post = (fields, headers = {}) => portal.request('POST', '/hoi-dap/gui', { body: new URLSearchParams(fields).toString(), type: 'application/x-www-form-urlencoded', headers });
/** Sends it as soon as the form may be sent. */
const ask = (fields, dau = first) => until(async () => {
  const answer = await post({ ...fields, dau });
  return !answer.text.includes('gửi quá nhanh') && answer;
});
const codeOf = (text) => text.match(/<code>([2-9A-HJKMNP-Z-]{19})<\/code>/)?.[1];
const lookUp = (code) => portal.page(`/hoi-dap/tra-cuu?ma=${encodeURIComponent(code)}`);
const listed = async (query = '') => (await portal.api('GET', `/questions${query}`, { as: 'editor' })).json;
const act = (id, body, as = 'editor') => portal.api('POST', `/questions/${id}/act`, { as, body });
/** Does an office that works until five, on the days of the portal's own calendar, receive at that moment? */
async function isOpenAt(moment) {
  const local = new Date(Date.parse(moment) + 7 * 3600e3), day = local.toISOString().slice(0, 10);
  const { days } = (await portal.api('GET', `/working-days?year=${day.slice(0, 4)}`)).json;
  const named = days.find((one) => one.day === day);
  return local.getUTCHours() < 17 && (named ? named.works : local.getUTCDay() % 6 !== 0);
}
/** All bytes of files below a folder, those that are gzip or of a database's pages as they are. */
function bytesBelow(folder) {
  const all = [];
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = fs.readFileSync(path.join(entry.parentPath ?? entry.path, entry.name));
    all.push(bytes);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) all.push(zlib.gunzipSync(bytes));
  }
  return Buffer.concat(all);
}

test('a form that is wrong says where, keeps what was typed and takes nothing', async () => {
  const page = await portal.page('/hoi-dap/gui');
  assert.match(page.headers['cache-control'], /no-store/);
  assert.match(page.text, /được xóa 24 tháng sau khi trả lời/);
  const wrong = [
    [{ 'ho-ten': '' }, /Họ và tên<\/a>: không được để trống/], [{ 'thu-dien-tu': '', 'dien-thoai': '' }, /cần ít nhất một cách liên hệ/],
    [{ 'thu-dien-tu': 'không phải thư' }, /không phải địa chỉ thư/], [{ 'dien-thoai': '12' }, /không phải số điện thoại/],
    [{ 'linh-vuc': 'bay' }, /Lĩnh vực<\/a>: không nhận/], [{ 'linh-vuc': '' }, /Lĩnh vực<\/a>/], [{ 'tieu-de': ' ' }, /Hỏi về việc gì<\/a>: không được để trống/],
    [{ 'cau-hoi': '  \n ' }, /Câu hỏi<\/a>: (bắt buộc|không được)/], [{ 'cau-hoi': 'ơ'.repeat(5001) }, /có 5001 ký tự, tối đa 5.000/], [{ 'cau-hoi': 'x'.repeat(30000) }, /Câu hỏi<\/a>: dài quá/],
    [{ 'dong-y': '' }, /cần có sự đồng ý/], [{ 'trang-web': 'https://mua.example' }, /ô này phải để trống/],
    [{ dau: '' }, /biểu mẫu đã cũ/], [{ dau: `1${first}` }, /biểu mẫu đã cũ/], [{ dau: 'x'.repeat(500) }, /Biểu mẫu: /],
  ];
  for (const [change, why] of wrong) {
    const { status, text } = await post({ ...LAN, dau: first, ...change });
    assert.equal(status, 422, `${JSON.stringify(change).slice(0, 60)}: ${status}`);
    assert.match(text, why);
    assert.equal(text.includes('value="Hoàng Thị Lan Phương"'), change['ho-ten'] !== '', 'what was typed stays');
    assert.ok(!codeOf(text));
  }
  const long = await post({ ...LAN, dau: first, 'cau-hoi': 'dài quá '.repeat(1000) });
  assert.ok(long.text.includes('dài quá '.repeat(1000).trim()), 'a text that is too long is not lost');
  assert.match((await post({ ...LAN, dau: await form() })).text, /gửi quá nhanh/);
  assert.deepEqual((await listed()).items, []);
});

test('bytes that are no text, other types and other sites are refused, never a 500', async () => {
  const raw = (body, type = 'application/x-www-form-urlencoded', headers = {}) => portal.request('POST', '/hoi-dap/gui', { body, type, headers });
  const answers = [await raw('ho-ten=%ff%fe&cau-hoi=x'), await raw('ho-ten=a%00b&cau-hoi=c%00d'), await raw(Buffer.from([0xff, 0xd8, 0xff]), 'image/jpeg'), await raw('{"ho-ten":', 'application/json'),
    await raw('[1,2]', 'application/json'), await raw('{"ho-ten":{"a":[1]},"dau":3,"dong-y":"có"}', 'application/json'), await raw(''), await raw('x'.repeat(300000)), await raw('ho-ten=x', 'application/x-www-form-urlencoded', { 'Sec-Fetch-Site': 'cross-site' })];
  for (const { status, text } of answers) assert.ok(status >= 400 && status < 500, `${status}: ${text.slice(0, 200)}`);
  for (const body of [{}, { name: 7 }, { name: 'a', email: 'b', phone: [], field: 1, subject: null, text: {}, consent: 'yes', mark: 'x' }, { unknown: 1 }])
    assertProblem(await portal.api('POST', '/questions', { body }), 422, 'invalid-input');
  assert.deepEqual((await listed()).items, []);
});

let code, id;
test('a citizen asks without a script, gets a receipt, and the same form twice is one question', async () => {
  const sent = await ask(LAN);
  assert.equal(sent.status, 200, sent.text);
  code = codeOf(sent.text);
  assert.ok(code, sent.text);
  assert.match(sent.text, /<svg width="160"/);
  assert.match(sent.headers['cache-control'], /no-store/);
  assert.equal(codeOf((await ask(LAN)).text), code);
  const other = await ask({ ...LAN, 'dien-thoai': '0987 654 321' });
  assert.equal(other.status, 422);
  assert.match(other.text, /đã được dùng để gửi một câu hỏi khác/);
  const { items, open, suspect } = await listed('?state=open');
  assert.deepEqual([items.length, open, suspect], [1, 1, 0]);
  assert.deepEqual([items[0].state, items[0].field, items[0].may_publish, items[0].unit], ['received', 'dat-dai', true, null]);
  assert.ok(!JSON.stringify(items).includes('Lan'));
  ({ id } = items[0]);
  // Fifteen working days, so three weeks and whatever holidays are among them (question-board.test.mjs, test_working_day.c).
  const days = (Date.parse(items[0].due_at) - Date.parse(items[0].received_at)) / 86400000;
  assert.ok(days >= 20 && days < 40, `${days}`);
  // One more from today on when the office had closed and receives it on its next working day.
  assert.equal(items[0].days_left, await isOpenAt(items[0].received_at) ? 15 : 16);
  assert.match((await lookUp(code.toLowerCase().replaceAll('-', ' '))).text, /Đã nhận, chưa giao/);
});

test('a slip in the code is told, and no code says nothing', async () => {
  const slip = code[0] === '2' ? `3${code.slice(1)}` : `2${code.slice(1)}`;
  assert.match((await lookUp(slip)).text, /có một chỗ gõ sai/);
  const swapped = code.slice(0, 2) + (code[3] === code[2] ? 'OO' : code[3] + code[2]) + code.slice(4);
  assert.match((await lookUp(swapped)).text, /có một chỗ gõ sai|không phải mã biên nhận/);
  assert.match((await lookUp('<script>alert(1)</script>')).text, /không phải mã biên nhận/);
  assert.equal((await lookUp('2222-2222-2222-2222')).status, 404);
  const own = await lookUp(code);
  assert.ok(!own.text.includes('Lan Phương'));
  assert.match(own.headers['cache-control'], /no-store/);
});

test('what was read and done stands in the audit, for who answers alone', async () => {
  assertProblem(await portal.api('GET', '/questions', { as: 'author' }), 403, 'forbidden');
  assertProblem(await portal.api('GET', `/questions/${id}`, { as: 'author' }), 403, 'forbidden');
  assertProblem(await portal.api('GET', '/questions'), 401, 'unauthorized');
  assertProblem(await portal.api('GET', '/questions/999', { as: 'editor' }), 404, 'not-found');
  assertProblem(await portal.api('GET', '/questions?state=lost', { as: 'editor' }), 400, 'invalid-parameter');
  const { json } = await portal.api('GET', `/questions/${id}`, { as: 'editor' });
  assert.deepEqual(json.person, { name: LAN['ho-ten'], email: LAN['thu-dien-tu'], phone: LAN['dien-thoai'], subject: LAN['tieu-de'], text: LAN['cau-hoi'], reply: null, files: [] });
  const lines = (await portal.api('GET', '/audit?what=question', { as: 'admin' })).json.items;
  assert.deepEqual(lines.map(({ what, object_id: of, note }) => [what, of, note]), [['question.read', id, null], ['question.receive', id, null]]);
  assert.equal(lines[1].from, null);
});

test('the staff assign and answer, publishing answers, and the citizen and everybody see it', async () => {
  const staff = await portal.staff('editor');
  const list = await staff.get('/quan-tri/hoi-dap');
  assert.match(list.text, new RegExp(`/quan-tri/hoi-dap/${id}"`));
  assert.ok(!list.text.includes('Lan Phương'));
  assert.match((await staff.get(`/quan-tri/hoi-dap/${id}`)).text, /Thửa ruộng nhà tôi[\s\S]*Hoàng Thị Lan Phương/);
  assert.equal((await staff.post(`/quan-tri/hoi-dap/${id}/giao`, { 'don-vi': 'Phòng Kinh tế' })).status, 303);
  assert.match((await lookUp(code)).text, /Đang được xử lý[\s\S]*Phòng Kinh tế/);
  assert.equal((await staff.post(`/quan-tri/hoi-dap/${id}/tra-loi`, { 'rieng-tieu-de': 'Cấp giấy chứng nhận', 'rieng-cau-hoi': '', 'tra-loi': 'x' })).status, 422);
  const answer = { 'rieng-tieu-de': 'Bao giờ được cấp sổ đỏ?', 'rieng-cau-hoi': `Ruộng của tôi *bao giờ* có <b>sổ</b>?\n\n${HOSTILE}`, 'tra-loi': 'Trong **30 ngày** làm việc.' };
  const made = await staff.post(`/quan-tri/hoi-dap/${id}/tra-loi`, answer);
  const [, article] = made.headers.location.match(/\/quan-tri\/bai\/(\d+)/);
  assert.equal((await staff.post(`/quan-tri/hoi-dap/${id}/tra-loi`, answer)).headers.location.match(/bai\/(\d+)/)[1], article, 'two presses make one draft');
  assert.match((await lookUp(code)).text, /Đang được xử lý/);
  assert.equal((await portal.api('POST', `/articles/${article}/publish`, { as: 'editor' })).status, 200);
  const { json } = await portal.api('GET', `/questions/${id}`, { as: 'editor' });
  assert.deepEqual([json.state, json.article_id, json.unit], ['answered', Number(article), 'Phòng Kinh tế']);
  assert.match((await lookUp(code)).text, /Đã trả lời[\s\S]*<a href="\/hoi-dap\/bao-gio-duoc-cap-so-do">Bao giờ được cấp sổ đỏ\?/);
  const page = (await portal.page('/hoi-dap/bao-gio-duoc-cap-so-do')).text;
  assert.match(page, /<h2[^>]*>Câu hỏi<\/h2>\s*<p>Ruộng của tôi \*bao giờ\* có &lt;b&gt;sổ&lt;\/b&gt;\?<\/p>/);
  assert.match(page, /<strong>30 ngày<\/strong>/);
  const [, question] = page.match(/Câu hỏi<\/h2>([\s\S]*?)<h2/);
  assert.ok(!/<(h\d|ol|ul|li|pre|code|hr|a|table|blockquote|em|img)\b/.test(question), question);
  for (const word of ['===', '---', '1. một', '- hai', '+ ba', 'thụt vào', 'mua.example', ':-']) assert.ok(question.includes(word), word);
  assert.match(page, /Đất đai/);
  for (const query of ['', '?linh-vuc=dat-dai', '?q=so do', '?q=cấp sổ']) assert.match((await portal.page(encodeURI(`/hoi-dap${query}`))).text, /Bao giờ được cấp sổ đỏ\?/, query);
  for (const query of ['?linh-vuc=y-te', '?q=không có từ này']) assert.ok(!(await portal.page(encodeURI(`/hoi-dap${query}`))).text.includes('Bao giờ được cấp sổ đỏ?'), query);
  assertProblem(await act(id, { act: 'refuse', reply: 'x' }), 409, 'illegal-transition');
});

test('an answer to one alone, a refusal and a forwarding are read by the code; bad acts say why', async () => {
  const { json: begun } = await portal.api('GET', '/questions/new');
  assert.equal(begun.fields.length, 12);
  const question = { name: 'Nông Văn Ba', phone: '0205 3834 111', field: 'y-te', subject: 'Thẻ bảo hiểm', consent: true };
  const asked = [];
  // By a program of the office, which needs no mark; what comes from a stranger's does.
  assertProblem(await portal.api('POST', '/questions', { body: { ...question, text: 'x' } }), 422, 'invalid-input');
  for (const text of ['Câu một', 'Câu hai', 'Câu ba', 'Câu một']) {
    const made = await portal.api('POST', '/questions', { as: 'author', body: { ...question, text } });
    assert.equal(made.status, 201, made.text);
    asked.push(made.json);
  }
  assert.match(asked[0].url, /^\/hoi-dap\/tra-cuu\?ma=/);
  const { items } = await listed('?state=received');
  assert.deepEqual([items.length, (await listed()).suspect, (await listed('?suspect=true')).items.length], [3, 1, 1], 'the same words a second time wait apart');
  const [third, second, one] = items.map((item) => item.id);
  const article = (await portal.api('POST', '/articles', { as: 'editor', body: { title: 'Bài thường', body: 'x' } })).json.id;
  for (const [body, pointer] of [[{}, '/act'], [{ act: 'dance' }, '/act'], [{ act: 'assign' }, '/unit'], [{ act: 'answer' }, '/reply'], [{ act: 'refuse' }, '/reply'], [{ act: 'forward', unit: '' }, '/unit'],
    [{ act: 'answer', article_id: article }, '/article_id'], [{ act: 'answer', article_id: 99999 }, '/article_id'], [{ act: 'assign', unit: 'x'.repeat(500) }, '/unit'], [{ act: 'assign', unit: 'A', extra: 1 }, '/extra']]) {
    const { status, json } = await act(one, body);
    assert.deepEqual([status, json.errors[0].pointer], [422, pointer], JSON.stringify(body));
  }
  assert.equal((await act(one, { act: 'answer', reply: 'Mời ông mang giấy đến trạm.' })).status, 200);
  assert.equal((await act(second, { act: 'refuse', reply: 'Đã trả lời ở công văn số 5.' })).status, 200);
  assert.equal((await act(third, { act: 'forward', unit: 'Bảo hiểm xã hội huyện' })).status, 200);
  assert.match((await lookUp(asked[0].receipt)).text, /Đã trả lời[\s\S]*Mời ông mang giấy đến trạm\./);
  assert.match((await lookUp(asked[1].receipt)).text, /Không trả lời được[\s\S]*công văn số 5/);
  assert.match((await lookUp(asked[2].receipt)).text, /Đã chuyển[\s\S]*Bảo hiểm xã hội huyện/);
});

test('hostile words are words: on the page of the staff, in the form, in the receipt', async () => {
  const evil = { ...LAN, 'ho-ten': '"><script>alert(1)</script>', 'tieu-de': '{{7*7}} <img src=x onerror=alert(1)>', 'cau-hoi': '</textarea><script>alert(2)</script> http://a.example http://b.example https://c.example', 'dong-y': '' };
  const again = await post({ ...evil, dau: first });
  assert.ok(!/<script>alert|<img src=x/.test(again.text) && again.text.includes('{{7*7}}'));
  const mark = await form();
  const sent = await ask({ ...evil, 'dong-y': 'true' }, mark);
  assert.ok(codeOf(sent.text), sent.text);
  const { items } = await listed('?suspect=true');
  assert.equal(items.length, 2, 'what has three links waits apart');
  const staff = await portal.staff('editor');
  const page = await staff.get(`/quan-tri/hoi-dap/${items[0].id}`);
  assert.ok(page.text.includes('&lt;script&gt;alert(2)') && !/<script>alert|<img src=x/.test(page.text));
});

test("a person's request to be erased reaches what they sent", async () => {
  const { places } = (await portal.api('POST', '/erasures', { as: 'admin', body: { find: 'Nông Văn Ba', note: 'Đơn số 3' } })).json;
  assert.deepEqual(places.map(({ kind, field, result }) => `${kind} ${field} ${result}`), Array(4).fill('question name erased'));
  const open = (await listed('?suspect=true&state=received')).items.find((item) => item.erased_at).id;
  const staff = await portal.staff('editor');
  const page = (await staff.get(`/quan-tri/hoi-dap/${open}`)).text;
  assert.ok(!page.includes('<textarea') && page.includes(`/quan-tri/hoi-dap/${open}/tu-choi`), 'what nobody could read is not asked for');
  for (const body of [{ act: 'answer', reply: 'Mời ông đến.' }, { act: 'refuse', reply: 'Lý do' }]) {
    const { status, json } = await act(open, body);
    assert.deepEqual([status, json.errors[0].pointer], [422, '/reply'], 'no word disappears');
  }
  assert.equal((await staff.post(`/quan-tri/hoi-dap/${open}/tu-choi`, {})).status, 303);
  assert.equal((await portal.api('GET', `/questions/${open}`, { as: 'editor' })).json.state, 'refused');
});

test('nothing of who asked stands in the data folder, a backup, an export or the log, and the clock erases them', async () => {
  const hoa = await portal.api('POST', '/questions', { as: 'author', body: { name: 'Lý Thị Hoa', phone: '0205 3834 222', field: 'khac', subject: 'Việc riêng', text: 'Câu hỏi của chị Hoa', consent: true } });
  assert.equal(hoa.status, 201, hoa.text);
  assert.equal((await portal.api('POST', '/backups', { as: 'admin', body: { name: 'x' } })).status, 202);
  await until(async () => (await portal.api('GET', '/backups', { as: 'admin' })).json.run.state === 'done');
  assert.ok(fs.readdirSync(path.join(portal.data, 'backup', 'x')).length);
  const folder = path.join(scratch(), 'ra');
  const left = portal.command('export', '--all', folder);
  assert.equal(left.status, 0, left.stderr);
  const shown = await Promise.all([portal.api('GET', '/export', { as: 'reader' }), portal.api('GET', '/changes'), portal.api('GET', '/snapshot'), portal.api('GET', '/audit', { as: 'admin' }), portal.page(encodeURI('/tim-kiem?q=Khuổi Lùng')), portal.page('/hoi-dap/rss.xml'), portal.request('GET', '/metrics', { as: 'reader' })]);
  const all = { data: bytesBelow(portal.data), export: bytesBelow(folder), log: Buffer.from(portal.stderr), shown: Buffer.concat(shown.map(({ bytes, text }) => bytes ?? Buffer.from(text))) };
  assert.ok(all.data.includes('dat-dai') && all.export.includes('Ruộng của tôi'), 'it looks where words are');
  for (const [where, bytes] of Object.entries(all))
    for (const word of [...PRIVATE, 'Nông Văn Ba', 'Mời ông mang giấy', code, code.replaceAll('-', '')])
      assert.ok(where === 'shown' && word === 'Khuổi Lùng' || !bytes.includes(word), `«${word}» stands in: ${where}`);
  portal.changeDatabase(`UPDATE petitions SET closed_ms = closed_ms - 800 * 86400000 WHERE id = ${id}`);
  await portal.restart();
  const erased = await until(async () => {
    const { json } = await portal.api('GET', `/questions/${id}`, { as: 'editor' });
    return json.erased_at && json;
  });
  assert.deepEqual([erased.person.name, erased.person.text, erased.state], [null, null, 'answered']);
  assert.ok((await portal.api('GET', '/audit?what=question.erase', { as: 'admin' })).json.items.some(({ object_id: of }) => of === id));
  assert.match((await lookUp(code)).text, /câu hỏi và lời trả lời riêng đã được xóa\./);
});

test('a restore brings back what was sent, but for what was taken back since', async () => {
  const places = (await portal.api('POST', '/erasures', { as: 'admin', body: { find: 'Lý Thị Hoa', note: 'Đơn số 4' } })).json.places;
  assert.deepEqual(places.map(({ kind, result }) => [kind, result]), [['question', 'erased']]);
  await portal.stop();
  const restored = portal.command('restore', 'x');
  assert.equal(restored.status, 0, restored.stderr);
  await portal.start();
  const { person } = (await portal.api('GET', `/questions/${id}`, { as: 'editor' })).json;
  assert.equal(person.text, LAN['cau-hoi']);
  assert.match((await lookUp(code)).text, /Đã trả lời/);
  const hers = (await portal.api('GET', `/questions/${places[0].id}`, { as: 'editor' })).json;
  assert.deepEqual([hers.person.name, hers.person.text, Boolean(hers.erased_at)], [null, null, true]);
});

test('of one block of addresses five are taken in a day, however often it is told to wait meanwhile', async () => {
  await portal.stop();
  const strict = await startPortal({ args: ['write_rate=500', 'error_rate=0', 'miss_rate=0'].flatMap((one) => ['--set', one]) });
  try {
    const { json } = await strict.api('GET', '/questions/new');
    const marks = [json.mark];
    while (marks.length < 6) marks.push((await strict.api('GET', '/questions/new')).json.mark);
    let told = 0;
    const answers = [];
    for (const [i, mark] of marks.entries())
      answers.push(await until(async () => {
        const answer = await strict.api('POST', '/questions', { body: { name: 'Nông Văn Ba', phone: '0205 3834 111', field: 'y-te', subject: 'Thẻ', text: `Câu hỏi ${i}`, consent: true, mark } });
        const isTold = answer.status === 429 && !answer.json.detail.includes('hôm nay');
        told += isTold;
        return !isTold && !/quá nhanh/.test(answer.text) && answer;
      }));
    assert.ok(told > 0, 'the bucket was empty once at least');
    assert.deepEqual(answers.map(({ status }) => status), [201, 201, 201, 201, 201, 429]);
    // An office's own program sends for many.
    assert.equal((await until(async () => {
      const answer = await strict.api('POST', '/questions', { as: 'author', body: { name: 'Lan', phone: '0205 3834 222', field: 'y-te', subject: 'Thẻ', text: 'Ở quầy', consent: true } });
      return answer.status !== 429 && answer;
    })).status, 201);
  } finally {
    await strict.end();
  }
});
