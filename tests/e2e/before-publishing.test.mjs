// Before publishing: the list of what an article could be better in, and personal data, which ask for a reason.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { scratch, startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal;
before(async () => {
  portal = await startPortal({ args: ['--write-rate', '0', '--error-rate', '0'] });
  const made = await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Thông báo' } });
  assert.equal(made.status, 201, made.text);
});
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const check = async (body, query = '') => {
  const answer = await portal.api('POST', `/check${query}`, { as: 'author', body });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
};
const codes = (list) => list.findings.map(({ code }) => code);
const audit = async () => (await portal.api('GET', '/audit?what=article', { as: 'admin' })).json.items;
const whole = { title: 'Lịch tiêm phòng', lead: 'Tiêm phòng cho trâu bò.', category: 'thong-bao', body: 'Trạm thú y tiêm phòng cho trâu, bò của các thôn.\n' };

test('an article in which nothing is wrong passes everything, and the list says so in words', async () => {
  const list = await check(whole);
  assert.deepEqual(list.findings, []);
  assert.equal(list.needs_reason, false);
  assert.ok(list.passed.length > 10 && list.passed.some(({ text }) => text === 'Ảnh nào cũng có mô tả'));
  assert.equal((await portal.api('GET', '/articles?status=all', { as: 'admin' })).json.items.length, 0, 'nothing is saved');
});

test('each thing that could be better is told with its place and what to do', async () => {
  const long = `${Array.from({ length: 60 }, (_, i) => `chữ${'a'.repeat(i % 3)}`).join(' ')}.`;
  await portal.post({ ...whole, title: 'Thông báo cũ', status: 'published' });
  const list = await check({
    title: 'Thông báo cũ',
    body: `## Kinh phí\n\n${long}\n\n**Thời gian**\n\nXem [tại đây](/bai-viet/khong-co) và https://example.gov.vn/a.\n\nNộp hồ sơ trước ngày 01/02/2020.\n`,
  });
  const wanted = ['no-lead', 'no-category', 'link-dead', 'link-text', 'link-bare', 'heading-bold', 'long-sentence', 'past-date', 'title-published'];
  for (const code of wanted) assert.ok(codes(list).includes(code), `${code} of ${codes(list)}`);
  const sentence = list.findings.find(({ code }) => code === 'long-sentence');
  assert.deepEqual([sentence.pointer, sentence.heading, sentence.severity], ['/body', 'Kinh phí', 'advice']);
  assert.match(sentence.text, /60 chữ/);
  assert.match(sentence.words, /^chữ/);
  assert.ok(list.findings.every(({ remedy }) => remedy));
  assert.ok(!list.passed.some(({ code }) => codes(list).includes(code)));
  const english = (await portal.api('POST', '/check', { as: 'author', body: { title: 'X' }, headers: { 'Accept-Language': 'en' } })).json;
  assert.match(english.findings.find(({ code }) => code === 'no-lead').text, /no lead/);
});

test('words typed without accents are told where the portal writes them with', async () => {
  for (let i = 0; i < 4; i++) await portal.post({ ...whole, title: `Thông báo tuyển dụng công chức đợt ${i}`, status: 'published' });
  const list = await check({ ...whole, body: 'Ủy ban nhân dân xã thong bao về việc họp thôn vào sáng mai.\n' });
  assert.deepEqual(list.findings.map(({ code, text }) => [code, text]), [['accents-missing', 'có vẻ thiếu dấu: «thong bao»']]);
});

test('what is being written can be checked as a change of an article that is there', async () => {
  const { id } = await portal.post({ ...whole, title: 'Bài đang có', status: 'published' });
  assert.deepEqual(codes(await check({ title: 'Bài đang có' })), ['no-body', 'no-lead', 'no-category', 'title-published']);
  const list = await portal.api('POST', `/check?article=${id}`, { as: 'editor', body: { lead: 'Tóm tắt mới.' } });
  assert.deepEqual([list.status, list.json.article_id, list.json.findings], [200, id, []]);
  const saved = await portal.api('GET', `/articles/${id}/check`, { as: 'reader' });
  assert.deepEqual([saved.status, saved.json.article_id, saved.json.version], [200, id, 1]);
  assert.equal((await portal.api('GET', `/articles/${id}/check`)).status, 401);
  assertProblem(await portal.api('POST', '/check?article=999999', { as: 'editor', body: {} }), 404, 'not-found');
  assertProblem(await portal.api('POST', '/check', { as: 'author', body: { title: 7 } }), 422, 'invalid-input', { pointer: '/title' });
});

test('personal data is told with the words around, in every text that the public reads', async () => {
  const list = await check({ ...whole, lead: 'Liên hệ anh Páo, 0912 345 678.', body: '## Danh sách\n\nBà Lý Thị Hoa, CCCD 001190012345.\n', change_note: 'STK 0071001234567 của anh Nam' });
  assert.deepEqual(list.findings.map(({ code, rule, severity, pointer, heading }) => [code, rule, severity, pointer, heading]), [
    ['personal-data', 'phone-number', 'reason', '/lead', null],
    ['personal-data', 'identity-number', 'reason', '/body', 'Danh sách'],
    ['personal-data', 'bank-account', 'reason', '/change_note', null],
  ]);
  assert.match(list.findings[0].words, /anh Páo, 0912 345 678/);
  assert.equal(list.needs_reason, true);
});

test('the office\'s own telephone is no personal data', async () => {
  const body = { ...whole, body: 'Gọi 0912.345.678 trong giờ hành chính.\n' };
  assert.deepEqual(codes(await check(body)), ['personal-data']);
  assert.equal((await portal.api('PATCH', '/site', { as: 'admin', body: { hotline: '0912 345 678' } })).status, 200);
  assert.deepEqual(codes(await check(body)), []);
});

test('a client that publishes personal data without a reason is warned, and it is on record', async () => {
  const body = { ...whole, title: 'Không lý do', body: 'Gọi anh Páo 0987654321.\n', status: 'published' };
  const posted = await portal.api('POST', '/articles', { as: 'editor', body });
  assert.equal(posted.status, 201, posted.text);
  const [warning] = posted.json.warnings;
  assert.deepEqual([warning.code, warning.pointer], ['personal-data', '/body']);
  assert.match(warning.detail, /số điện thoại.*0987654321.*check_reason/s);
  const [line] = (await audit()).filter(({ what }) => what === 'article.personal-data-unexplained');
  assert.deepEqual([line.object_id, line.note], [posted.json.id, 'phone-number 1']);
  const strict = await portal.api('POST', '/articles?strict=true', { as: 'editor', body: { ...body, title: 'Nghiêm' } });
  assertProblem(strict, 422, 'invalid-input', { pointer: '/body' });
});

test('with a reason nobody is warned, and the audit has the reason and not the number', async () => {
  const { id } = await portal.post({ ...whole, title: 'Có lý do', body: 'Gọi anh Páo 0387654321, CMND 012345678.\n' });
  const published = await portal.api('POST', `/articles/${id}/publish`, { as: 'editor', body: { check_reason: 'Anh Páo đồng ý bằng văn bản' } });
  assert.equal(published.status, 200, published.text);
  assert.equal(published.json.warnings, undefined);
  const [line] = (await audit()).filter(({ what, object_id }) => what === 'article.personal-data' && object_id === id);
  assert.equal(line.note, 'identity-number 1, phone-number 1: Anh Páo đồng ý bằng văn bản');
  // What the public has already is not asked for again; what is new to it is.
  const again = await portal.api('PATCH', `/articles/${id}`, { as: 'editor', body: { title: 'Có lý do (sửa)' } });
  assert.equal(again.json.warnings, undefined, again.text);
  const more = await portal.api('PATCH', `/articles/${id}`, { as: 'editor', body: { body: 'Gọi anh Páo 0387654321 hoặc 0387654322.\n' } });
  assert.deepEqual(more.json.warnings.map(({ code }) => code), ['personal-data']);
});

test('a draft, and what is for the staff alone, may hold what it likes', async () => {
  const body = 'Gọi anh Páo 0777654321.\n';
  const draft = await portal.api('POST', '/articles', { as: 'author', body: { ...whole, title: 'Nháp', body } });
  assert.equal(draft.json.warnings, undefined);
  const inner = await portal.api('POST', '/articles', { as: 'editor', body: { ...whole, title: 'Nội bộ', body, audience: 'staff', status: 'published' } });
  assert.equal(inner.json.warnings, undefined, inner.text);
  const later = await portal.api('POST', `/articles/${draft.json.id}/publish`, { as: 'editor', body: { at: new Date(Date.now() + 3_600_000).toISOString() } });
  assert.deepEqual(later.json.warnings?.map(({ code }) => code), ['personal-data'], 'scheduling is publishing');
});

test('an import, a revert and a trial are asked as well', async () => {
  const line = { ...whole, title: 'Nhập', external_id: 'nhap', body: 'Gọi anh Páo 0567654321.\n', status: 'published' };
  const imported = await portal.api('POST', '/import', { as: 'editor', type: 'application/x-ndjson', body: `${JSON.stringify(line)}\n` });
  assert.deepEqual(JSON.parse(imported.text).warnings.map(({ code }) => code), ['personal-data']);
  const { id } = JSON.parse(imported.text);
  assert.equal((await portal.api('PATCH', `/articles/${id}`, { as: 'editor', body: { body: 'Đã bỏ số.\n' } })).status, 200);
  const back = await portal.api('POST', `/articles/${id}/revisions/1/revert`, { as: 'editor', body: {} });
  assert.deepEqual(back.json.warnings.map(({ code }) => code), ['personal-data']);
  const before = (await audit()).length;
  const trial = await portal.api('POST', '/articles?dry_run=true', { as: 'editor', body: { ...line, external_id: 'thu', title: 'Thử' } });
  assert.ok(trial.json.warnings.some(({ code }) => code === 'personal-data'));
  assert.equal((await audit()).length, before, 'a trial leaves no line');
});

test('congd post says what was found, and takes the reason from the lines in front', async () => {
  const name = path.join(scratch(), 'bai.md');
  const text = (reason) => `---\ntitle: Gửi bằng lệnh\nstatus: published\n${reason}---\nGọi anh Páo 0327654321.\n`;
  fs.writeFileSync(name, text(''));
  const warned = portal.command('post', name);
  assert.equal(warned.status, 0, warned.stderr);
  assert.match(warned.stderr, /0327654321.*check_reason/s);
  fs.writeFileSync(name, text('check_reason: Anh Páo đồng ý\n'));
  const quiet = portal.command('post', name);
  assert.equal(quiet.status, 0, quiet.stderr);
  assert.doesNotMatch(quiet.stderr, /0327654321/);
});
