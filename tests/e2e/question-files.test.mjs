// What citizens send with a question: files that are looked into, cleaned, kept sealed and apart, and gone with the person; and the
// letter by which whoever asked is told. With CONG_LOOK=FOLDER a picture of the form is left there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import zlib from 'node:zlib';
import { assertAccessible, assertNoSidewaysScroll, openTab, startBrowser } from './lib/browser.mjs';
import { docx, p } from './lib/docx.mjs';
import { objects, pdf } from './lib/pdf.mjs';
import { jpegWithMetadata, readJpeg } from './lib/pictures.mjs';
import { DATA, multipart, readData, scratch, startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';
import { readLetter, startRelay } from './lib/relay.mjs';

const folder = scratch();
let portal, relay, staff, first, spare;
before(async () => {
  let program = '/usr/bin/msmtp';
  if (process.env.CONG_MAILER || !fs.existsSync(program)) {
    program = path.join(folder, 'mailer');
    const made = spawnSync('cc', ['-O1', '-w', '-o', program, path.join(DATA, 'mailer.c')], { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
  }
  relay = await startRelay();
  portal = await startPortal({ args: ['base_url=https://xa.example', 'write_rate=0', 'error_rate=0', 'search_rate=0', 'mail_host=127.0.0.1', `mail_port=${relay.port}`, 'mail_tls=none', 'mail_from=cong@xa.example', `mail_program=${program}`, 'digest_rate=6000'].flatMap((one) => ['--set', one]) });
  staff = await portal.staff('editor');
  [first, spare] = [await form(), await form()];
});
after(async () => {
  await portal?.end();
  relay?.close();
});

const LAN = { 'ho-ten': 'Hoàng Thị Lan', 'thu-dien-tu': 'lan@vidu.example', 'linh-vuc': 'dat-dai', 'tieu-de': 'Mốc giới', 'cau-hoi': 'Mốc giới nhà tôi ở đâu?', 'dong-y': 'true' };
const SECRET = 'Quyết định thu hồi của riêng bà Lan';
const PHOTO = () => ({ bytes: jpegWithMetadata(readData('photo.jpg')), name: 'Ảnh mốc giới.JPG', type: 'image/jpeg' });
const PAPER = { bytes: pdf([SECRET]), name: '../../đơn của Lan.pdf', type: 'application/pdf' };
const form = async () => (await portal.page('/hoi-dap/gui')).text.match(/name="dau" value="([^"]+)"/)[1];
/** Sends it as soon as the form may be sent. */
const ask = (fields, dau = spare) => until(async () => {
  const answer = await portal.request('POST', '/hoi-dap/gui', multipart({ ...LAN, ...fields, dau }));
  return !answer.text.includes('gửi quá nhanh') && answer;
});
const codeOf = (text) => text.match(/<code>([2-9A-HJKMNP-Z-]{19})<\/code>/)?.[1];
const all = async () => (await portal.api('GET', '/questions?limit=100', { as: 'editor' })).json.items;
const act = (id, body) => portal.api('POST', `/questions/${id}/act`, { as: 'editor', body });
let id;

test('the form takes files without a script, on a phone too', async () => {
  const browser = await startBrowser();
  for (const width of [360, 1280]) {
    const page = await openTab(browser, { width, height: 800, script: false });
    await page.goto(`${portal.url}/hoi-dap/gui`);
    await page.getByLabel('Ảnh, tài liệu kèm theo').setInputFiles([{ name: 'a.jpg', mimeType: 'image/jpeg', buffer: readData('photo.jpg') }]);
    await assertNoSidewaysScroll(page);
    if (process.env.CONG_LOOK) await page.screenshot({ path: path.join(process.env.CONG_LOOK, `ask-${width}.png`), fullPage: true });
    await page.context().close();
  }
  const tab = await openTab(browser);
  await tab.goto(`${portal.url}/hoi-dap/gui`);
  await assertAccessible(tab);
  await browser.close();
});

test('of a picture the pixels are kept, of a document every byte; staff save them, and each time is written down', async () => {
  const sent = await ask({ tep: [PHOTO(), PAPER] }, first);
  assert.equal(sent.status, 200, sent.text);
  assert.match(sent.text, /Tệp đã nhận<\/dt><dd>Ảnh mốc giới\.JPG<\/dd><dd>đơn của Lan\.pdf<\/dd>/);
  assert.equal(codeOf((await ask({ tep: [PHOTO(), PAPER] }, first)).text), codeOf(sent.text), 'twice is once');
  assert.match((await ask({ tep: [PAPER] }, first)).text, /đã được dùng để gửi một câu hỏi khác/);
  const items = await all();
  assert.equal(items.length, 1);
  [{ id }] = items;
  const { files } = (await portal.api('GET', `/questions/${id}`, { as: 'editor' })).json.person;
  assert.deepEqual(files.map(({ number, name, type }) => [number, name, type]), [[1, 'Ảnh mốc giới.JPG', 'image/jpeg'], [2, 'đơn của Lan.pdf', 'application/pdf']]);
  const photo = await portal.api('GET', files[0].url, { as: 'editor' });
  assert.ok(readJpeg(photo.bytes).width > 0);
  assert.doesNotMatch(photo.bytes.toString('latin1'), /Secret|Exif|GPS|xmp|http/i);
  const page = (await staff.get(`/quan-tri/hoi-dap/${id}`)).text;
  assert.match(page, new RegExp(`/quan-tri/hoi-dap/${id}/tep/2">đơn của Lan\\.pdf<`));
  const paper = await staff.get(`/quan-tri/hoi-dap/${id}/tep/2`);
  assert.deepEqual(paper.bytes, PAPER.bytes);
  assert.match(paper.headers['content-disposition'], /^attachment; .*filename\*=UTF-8''%C4%91/);
  assert.match(paper.headers['content-security-policy'], /sandbox/);
  assert.match(paper.headers['cache-control'], /no-store/);
  const audit = (await portal.api('GET', '/audit?what=question.file', { as: 'admin' })).json.items;
  assert.deepEqual(audit.map((line) => line.object_id), [id, id]);
});

test('they are for who answers alone, and no other address leads to them', async () => {
  assertProblem(await portal.api('GET', `/questions/${id}/files/1`), 401, 'unauthorized');
  assertProblem(await portal.api('GET', `/questions/${id}/files/1`, { as: 'author' }), 403, 'forbidden');
  for (const number of ['0', '3', '4', 'x', '-1']) assertProblem(await portal.api('GET', `/questions/${id}/files/${number}`, { as: 'editor' }), 404, 'not-found');
  assertProblem(await portal.api('GET', '/questions/99/files/1', { as: 'editor' }), 404, 'not-found');
  const author = await portal.staff('author');
  assert.equal((await author.get(`/quan-tri/hoi-dap/${id}/tep/1`)).status, 403);
  assert.equal((await portal.page(`/quan-tri/hoi-dap/${id}/tep/1`)).status, 303);
  assert.deepEqual((await portal.api('GET', '/media', { as: 'editor' })).json.items, [], 'nothing of it is among the media');
});

test('what is no picture or document, runs, is locked, too large or too much is refused with its name, and nothing is kept', async () => {
  const script = objects(['<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>', '<</Type/Pages/Count 1/Kids[3 0 R]>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>']);
  const file = (bytes, name) => ({ bytes: Buffer.from(bytes), name, type: 'image/jpeg' });
  const wrong = [
    [file('MZ\x90\0', 'anh.jpg'), /«anh\.jpg» không phải loại tệp được nhận/], [file('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'a.svg'), /«a\.svg» không phải loại/],
    [file('<script>alert(1)</script>', '"><img src=x>.html'), /không phải loại/], [file('', 'rỗng.pdf'), /«rỗng\.pdf»/],
    [file(script, 'chạy.pdf'), /«chạy\.pdf» có chứa chương trình/], [file(Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(5 << 20, 0x20)]), 'lớn.pdf'), /«lớn\.pdf» lớn 5.0 MB, tối đa 5 MB/],
    [file(readData('photo.jpg').subarray(0, 60), 'cụt.jpg'), /«cụt\.jpg» ảnh bị hỏng/], [[PAPER, PAPER, PAPER, PAPER], /có 4 tệp, tối đa 3/], ['chữ', /nhận tệp gửi bằng biểu mẫu/],
  ];
  const before = (await all()).length;
  for (const [tep, why] of wrong) {
    const { status, text } = await ask({ tep });
    assert.equal(status, 422, text);
    assert.match(text, why);
    assert.ok(!text.includes('<img src=x>'));
    assert.ok(text.includes('Mốc giới nhà tôi ở đâu?'), 'what was typed stays');
    if (tep !== 'chữ') assert.match(text, /hãy chọn lại tệp/);
  }
  const other = await ask({ anh: PHOTO() });
  assert.equal(other.status, 422);
  assert.match(other.text, /ở đây không có chỗ cho tệp/);
  assert.equal((await ask({ tep: [file(Buffer.alloc(33 << 20, 1), 'a.jpg')] })).status, 413);
  // Words alone have the limit of words.
  assert.equal((await portal.request('POST', '/hoi-dap/gui', { body: `cau-hoi=${'x'.repeat(400000)}`, type: 'application/x-www-form-urlencoded' })).status, 413);
  assertProblem(await portal.api('POST', '/questions', { as: 'author', body: { name: 'a', phone: '0205 3834 111', field: 'y-te', subject: 'b', text: 'c', consent: true, attachments: ['x'] } }), 422, 'invalid-input');
  assert.equal((await all()).length, before);
});

test('a program sends them by the API; a Word file is one', async () => {
  const bytes = docx(p('Đơn xin xác nhận'));
  const made = await portal.form('POST', '/questions', { name: 'Nông Văn Ba', email: 'ba@vidu.example', field: 'y-te', subject: 'Thẻ', text: 'Thẻ của tôi đâu?', consent: 'true', attachments: [{ bytes, name: 'don.docx' }] }, { as: 'author' });
  assert.equal(made.status, 201, made.text);
  const [{ id: his }] = await all();
  const got = await portal.api('GET', `/questions/${his}/files/1`, { as: 'editor' });
  assert.deepEqual(got.bytes, bytes);
  assert.equal(got.headers['content-type'], 'application/vnd.openxmlformats-officedocument.wordprocessingml.document');
});

test('who left an address is told by one letter, which says no word of question or answer', async () => {
  const [{ id: his }] = await all();
  assert.equal((await act(his, { act: 'assign', unit: 'Trạm y tế' })).status, 200);
  assert.equal((await act(his, { act: 'answer', reply: 'Thẻ ở trạm, mời ông đến.' })).status, 200);
  const [letter] = await until(() => relay.letters.length && relay.letters);
  assert.equal(letter.to, 'ba@vidu.example');
  const { fields, body: text } = readLetter(letter.text);
  assert.match(fields.subject, /Câu hỏi của bạn đã có kết quả/);
  assert.match(text, /đã trả lời[^]*https:\/\/xa\.example\/hoi-dap\/tra-cuu[^]*answered/);
  for (const word of ['Thẻ', 'Nông', 'trạm']) assert.ok(!text.includes(word) && !fields.subject.includes(word), word);
  // A public answer is led to.
  relay.refuse = { RCPT: '450 4.7.1 later' };
  const open = await portal.form('POST', '/questions', { name: 'Ma A Sình', email: 'sinh@vidu.example', field: 'y-te', subject: 'Khác', text: 'Câu khác?', consent: 'true', may_publish: 'true' }, { as: 'author' });
  assert.equal(open.status, 201, open.text);
  const [{ id: another }] = await all();
  const answer = await portal.api('POST', '/articles', { as: 'editor', body: { title: 'Khi nào có thẻ?', kind: 'question', body: 'Tháng sau.', facts: { field: 'y-te', asked: '2026-11-01' } } });
  assert.equal((await act(another, { act: 'answer', article_id: answer.json.id })).status, 200);
  assert.equal((await portal.api('POST', `/articles/${answer.json.id}/publish`, { as: 'editor' })).status, 200);
  await until(() => /could not be handed over/.test(portal.stderr));
  assert.doesNotMatch(portal.stderr, /sinh@|ba@|lan@/);
  relay.refuse = {};
  portal.changeDatabase('UPDATE petition_letters SET next_ms = 0');
  await portal.api('POST', '/tags', { as: 'editor', body: { name: 'Đánh thức' } });
  const second = await until(() => relay.letters[1]);
  assert.match(readLetter(second.text).body, /https:\/\/xa\.example\/hoi-dap\/khi-nao-co-the\n/);
});

test('no byte of a file, a name or an address stands readable anywhere, and they go with the person', async () => {
  const below = (where) => fs.readdirSync(where, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => fs.readFileSync(path.join(entry.parentPath ?? entry.path, entry.name)));
  assert.equal((await portal.api('POST', '/backups', { as: 'admin', body: { name: 'x' } })).status, 202);
  await until(async () => (await portal.api('GET', '/backups', { as: 'admin' })).json.run.state === 'done');
  const bytes = Buffer.concat(below(portal.data).flatMap((one) => (one[0] === 0x1f && one[1] === 0x8b ? [one, zlib.gunzipSync(one)] : [one])));
  const streams = PAPER.bytes.subarray(PAPER.bytes.indexOf('stream'), PAPER.bytes.indexOf('endstream'));
  assert.ok(streams.length > 20 && bytes.includes('dat-dai'), 'it looks where words are');
  for (const word of [streams, Buffer.from('đơn của Lan'), Buffer.from('mốc giới.jpg'), Buffer.from('lan@vidu'), Buffer.from('ba@vidu')]) assert.ok(!bytes.includes(word), word.toString());
  const { places } = (await portal.api('POST', '/erasures', { as: 'admin', body: { find: 'đơn của Lan', note: 'Đơn số 3' } })).json;
  assert.deepEqual(places.map(({ kind, field, result }) => [kind, field, result]), [['question', 'file', 'erased']], 'names of files are looked at too');
  assertProblem(await portal.api('GET', `/questions/${id}/files/2`, { as: 'editor' }), 404, 'not-found');
  assert.deepEqual((await portal.api('GET', `/questions/${id}`, { as: 'editor' })).json.person.files, []);
});

test('a network may send so many bytes a day, and all that are kept have a bound; the question is taken without them', async () => {
  const large = (size) => ({ bytes: Buffer.concat([PAPER.bytes.subarray(0, 9), Buffer.from(`%${'x'.repeat(size - PAPER.bytes.length - 2)}\n`), PAPER.bytes.subarray(9)]), name: 'bản đồ.pdf', type: 'application/pdf' });
  const MB = 1 << 20, before = (await all()).length;
  const sent = await form(), words = { 'cau-hoi': 'Bản đồ cũ?', tep: [large(5 * MB), large(5 * MB), large(5 * MB)] };
  const most = await ask(words, sent), code = (page) => page.text.match(/(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}/)?.[0];
  assert.equal(most.status, 200, most.text);
  const again = await ask(words, sent);
  assert.ok(code(most) && again.status === 200 && code(again) === code(most), 'who lost the answer gets the same receipt, whatever the network has sent');
  const more = await ask({ 'cau-hoi': 'Bản đồ mới?', tep: [large(2 * MB)] }, spare);
  assert.equal(more.status, 422);
  assert.match(more.text, /địa chỉ mạng này đã gửi hết 16 MB tệp được phép/);
  assert.ok(more.text.includes('Bản đồ mới?'), 'what was typed stays');
  assert.equal((await all()).length, before + 1);
  assert.equal((await ask({ 'cau-hoi': 'Bản đồ mới?' }, spare)).status, 200, 'and is taken without the file');
  // An office's own program sends for many; what all may keep binds it too.
  const byProgram = (text, attachments) => portal.form('POST', '/questions', { name: 'Nông Văn Ba', phone: '0205 3834 111', field: 'y-te', subject: 'Thẻ', text, consent: 'true', ...(attachments && { attachments }) }, { as: 'author' });
  assert.equal((await byProgram('Sổ của tôi đâu?', [PAPER])).status, 201);
  portal.changeDatabase('UPDATE petitions SET received_ms = received_ms - 172800000');
  portal.changeDatabase('UPDATE petition_files SET size = 4096 * 1048576 WHERE rowid = (SELECT max(rowid) FROM petition_files)');
  const full = await byProgram('Sổ cũ của tôi đâu?', [PAPER]);
  assertProblem(full, 422, 'invalid-input');
  assert.deepEqual(full.json.errors.map(({ pointer }) => pointer), ['/attachments']);
  assert.match(full.json.errors[0].detail, /chỗ chứa tệp của người dân đã đầy/);
  await until(() => /found no room; raise question_files/.test(portal.stderr));
  assert.equal((await byProgram('Sổ cũ của tôi đâu?')).status, 201);
  const row = async () => (await portal.api('GET', '/condition', { as: 'admin' })).json.checks.find(({ name }) => name === 'files');
  assert.equal((await row()).status, 'warn');
  assert.match((await row()).text, /chiếm 4\d{3} trong 4096 MB; đầy thì/);
});
