// Consultations on drafts: comments by article while they are open, to the second; figures when they are over.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { World } from '../fault/lib/world.mjs';
import { assertAccessible, assertNoSidewaysScroll, openTab, startBrowser } from './lib/browser.mjs';
import { assertProblem } from './lib/problem.mjs';

const world = new World();
const at = (text) => Date.parse(`${text}+07:00`);
const CLOSES = at('2026-11-30T17:00:00');
let portal, browser, draft;
before(async () => {
  world.setClock(at('2026-11-20T08:00:00'));
  portal = world.portal({ args: ['write_rate=0', 'error_rate=0', 'search_rate=0', 'miss_rate=0'].flatMap((one) => ['--set', one]) });
  await portal.start();
  draft = await make({ title: 'Dự thảo quy chế thôn Nà Phai', slug: 'quy-che', facts: { opens: '2026-11-20T09:00:00+07:00', closes: '2026-11-30T17:00:00+07:00', unit: 'Phòng Văn hóa', articles: 12 } });
});
after(async () => {
  await browser?.close();
  await portal?.end();
});

const PDF = { name: 'du-thao.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n') };
/** A consultation with its draft as a file, published. */
async function make(body) {
  const file = await portal.form('POST', '/media', { file: PDF }, { as: 'editor' });
  const answer = await portal.api('POST', '/articles', { as: 'editor', body: { kind: 'consultation', status: 'published', body: 'Toàn văn ở tệp kèm theo.', attachments: [file.json.id], ...body } });
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
}
const LAN = { 'ho-ten': 'Hoàng Thị Lan Phương', 'thu-dien-tu': 'Lan.Phuong@vidu.example', dieu: '5', 'y-kien': 'Nên ghi rõ ngày họp thôn ở Khuổi Lùng.', 'dong-y': 'true' };
const post = (fields, slug = 'quy-che') => portal.request('POST', `/gop-y/${slug}/y-kien`, { body: new URLSearchParams(fields).toString(), type: 'application/x-www-form-urlencoded' });
const markOf = (text) => text.match(/name="dau" value="([^"]+)"/)?.[1];
const codeOf = (text) => text.match(/<code>([2-9A-HJKMNP-Z-]{19})<\/code>/)?.[1];
const opinions = async (query = '') => (await portal.api('GET', `/opinions?consultation=${draft.id}${query}`, { as: 'editor' })).json.items;
const byProgram = (body, options = { as: 'author' }) => portal.api('POST', '/opinions', { ...options, body: { consultation: draft.id, name: 'Nông Văn Ba', phone: '0205 3834 111', consent: true, ...body } });

test('before it opens and behind its end nothing is taken, to the second of the portal\'s clock', async () => {
  const early = await post(LAN);
  assert.equal(early.status, 409);
  assert.match(early.text, /chưa đến lúc lấy ý kiến, bắt đầu lúc 09:00 ngày 20\/11\/2026/);
  assert.ok(!/<form class="report asking"/.test((await portal.page('/gop-y/quy-che')).text));
  assert.match((await portal.page('/gop-y')).text, /Nhận ý kiến từ[\s\S]*20\/11\/2026 09:00/);
  world.setClock(at('2026-11-20T09:00:00'));
  assert.match((await portal.page('/gop-y/quy-che')).text, /Nhận ý kiến đến[\s\S]*<form class="report asking"/, 'the page opens by itself');
});

test('a comment is written on the draft\'s page, looked over, and sent with a receipt', async () => {
  const page = (await portal.page('/gop-y/quy-che')).text;
  assert.match(page, /<option value="12">Điều 12<\/option>/);
  assert.ok(!page.includes('value="13"') && !markOf(page), 'the page is the same for all');
  const over = await post(LAN);
  assert.equal(over.status, 200);
  assert.match(over.text, /Xem lại ý kiến[\s\S]*<option value="5" selected="">/);
  assert.match(over.text, /Nên ghi rõ ngày họp thôn ở Khuổi Lùng\./);
  assert.deepEqual(await opinions(), [], 'nothing was sent yet');
  const dau = markOf(over.text);
  world.setClock(world.now() + 5000);
  const sent = await post({ ...LAN, dau });
  assert.equal(sent.status, 200, sent.text);
  assert.match(sent.text, /Đã nhận ý kiến/);
  assert.equal(codeOf((await post({ ...LAN, dau })).text), codeOf(sent.text), 'twice is once');
  const [only, ...rest] = await opinions();
  assert.deepEqual([rest.length, only.part, only.text, only.email, only.decision], [0, '5', LAN['y-kien'], LAN['thu-dien-tu'], 'open']);
  assert.match((await portal.page(`/hoi-dap/tra-cuu?ma=${codeOf(sent.text)}`)).text, /Đang xem xét/);
});

test('what is wrong is told at its field, and what was typed stays', async () => {
  const dau = markOf((await post(LAN)).text);
  world.setClock(world.now() + 5000);
  for (const [change, why] of [[{ 'ho-ten': '' }, /Họ và tên<\/a>: không được để trống/], [{ 'thu-dien-tu': '' }, /cần ít nhất một cách liên hệ/], [{ 'y-kien': ' ' }, /Ý kiến<\/a>: không được để trống/], [{ 'dong-y': '' }, /cần có sự đồng ý/],
    [{ dieu: '13' }, /«13» không phải một điều của dự thảo, có các điều từ 1 đến 12/], [{ dieu: '<b>' }, /không phải một điều/], [{ dieu: '0' }, /không phải một điều/], [{ 'trang-web': 'x' }, /phải để trống/], [{ dau: 'x' }, /biểu mẫu đã cũ/], [{ 'y-kien': 'ơ'.repeat(5001) }, /tối đa 5.000/]]) {
    const { status, text } = await post({ ...LAN, dau, ...change });
    assert.equal(status, 422, JSON.stringify(change).slice(0, 50));
    assert.match(text, why);
    assert.ok(change['y-kien'] || text.includes('Khuổi Lùng'));
  }
  for (const body of [{}, { consultation: 99999, text: 'x' }, { text: 'x', part: 'chương' }, { text: '' }, { text: 'x', name: null }, { text: 7 }, { text: 'x', field: 'y-te' }, { text: 'x', consultation: null }, { text: 'x', consultation: [1] }, { text: 'x', consultation: 'khong-co' }, { text: 'x', consultation: -1 }])
    assert.ok([404, 422].includes((await byProgram(body)).status), JSON.stringify(body));
  assertProblem(await byProgram({ text: 'x' }, {}), 422, 'invalid-input');
  assertProblem(await portal.api('GET', '/opinions', { as: 'editor' }), 400, 'invalid-parameter');
  assertProblem(await portal.api('GET', `/opinions?consultation=${draft.id}`, { as: 'author' }), 403, 'forbidden');
  assert.equal((await post(LAN, 'khong-co')).status, 404);
  assert.equal((await opinions()).length, 1);
});

test('articles are chosen or typed, and the staff decide, with the reason to who is not followed', async () => {
  for (const [part, text] of [['Điều 5', 'Bỏ khoản 2.'], ['12a', 'Thêm điểm c.']]) assert.equal((await byProgram({ part, text })).status, 201, part);
  assert.equal((await byProgram({ consultation: 'quy-che', text: 'Rất cần thiết.' })).status, 201);
  const listed = await opinions();
  assert.deepEqual(listed.map(({ part }) => part), ['', '12a', '5', '5']);
  const decide = (id, body) => portal.api('PATCH', `/opinions/${id}`, { as: 'editor', body });
  for (const [body, pointer] of [[{}, '/decision'], [{ decision: 'maybe' }, '/decision'], [{ decision: 'declined' }, '/reply'], [{ decision: 'accepted', x: 1 }, '/x']]) {
    const { status, json } = await decide(listed[0].id, body);
    assert.deepEqual([status, json.errors[0].pointer], [422, pointer], JSON.stringify(body));
  }
  assertProblem(await decide(99999, { decision: 'open' }), 404, 'not-found');
  assertProblem(await portal.api('GET', `/questions/${listed[0].id}`, { as: 'editor' }), 404, 'not-found');
  const staff = await portal.staff('editor');
  assert.match((await staff.get('/quan-tri/gop-y')).text, new RegExp(`/quan-tri/gop-y/${draft.id}"`));
  const page = await staff.get(`/quan-tri/gop-y/${draft.id}`);
  assert.match(page.text, /Điều 12a[\s\S]*Thêm điểm c\.[\s\S]*Nông Văn Ba/);
  const act = (id, fields) => staff.post(`/quan-tri/gop-y/${draft.id}/y-kien/${id}`, fields);
  assert.equal((await act(listed[1].id, { 'ket-qua': 'declined', 'rieng-giai-trinh': '' })).status, 422);
  assert.equal((await act(listed[1].id, { 'ket-qua': 'declined', 'rieng-giai-trinh': 'Đã có ở điểm b.' })).status, 303);
  assert.equal((await act(listed[3].id, { 'ket-qua': 'accepted' })).status, 303);
  const table = await staff.get(`/quan-tri/gop-y/${draft.id}/y-kien.csv`);
  assert.match(table.headers['content-type'], /text\/csv/);
  assert.match(table.text, /^\ufeffNhận lúc,Điều,Ý kiến/);
  assert.match(table.text, /,12a,Thêm điểm c\.,Nông Văn Ba,,0205 3834 111,declined,Đã có ở điểm b\.\r\n/);
  assert.equal((await portal.api('GET', `/opinions?consultation=${draft.id}&format=csv`, { as: 'editor' })).text.split('\r\n').length, 6);
  const lines = (await portal.api('GET', '/audit?what=opinion', { as: 'admin' })).json.items.map(({ what }) => what);
  for (const action of ['opinion.export', 'opinion.read', 'opinion.declined', 'opinion.accepted', 'opinion.receive']) assert.ok(lines.includes(action), action);
});

test('it closes to the second, and then shows what came of it, and no person', async () => {
  const dau = markOf((await post(LAN)).text);
  world.setClock(CLOSES - 3000);
  assert.equal((await byProgram({ part: '1', text: 'Vừa kịp giờ.' })).status, 201);
  world.setClock(CLOSES);
  assertProblem(await byProgram({ text: 'Trễ.' }), 409, 'illegal-transition');
  const late = await post({ ...LAN, 'y-kien': 'Trễ mất rồi', dau });
  assert.equal(late.status, 409);
  assert.match(late.text, /đã hết thời hạn lấy ý kiến, lúc 17:00 ngày 30\/11\/2026[\s\S]*<textarea id="y-kien" rows="10" readonly="">\s*Trễ mất rồi<\/textarea>/, 'what was typed can be taken along');
  const page = (await portal.page('/gop-y/quy-che')).text;
  assert.ok(!/<form class="report asking"/.test(page));
  assert.match(page, /Số ý kiến<\/dt><dd>5<\/dd>[\s\S]*Số người gửi<\/dt><dd>2<\/dd>[\s\S]*Tiếp thu<\/dt><dd>1<\/dd>[\s\S]*Không tiếp thu<\/dt><dd>1<\/dd>[\s\S]*Đang xem xét<\/dt><dd>3<\/dd>/);
  assert.deepEqual([...page.matchAll(/<tr><th scope="row">([^<]*)<\/th><td class="n">(\d+)<\/td><td class="n">(\d+)/g)].map(([, part, all, accepted]) => [part, all, accepted]), [['Toàn bộ dự thảo', '1', '0'], ['Điều 1', '1', '0'], ['Điều 5', '2', '1'], ['Điều 12a', '1', '0']]);
  assert.ok(!/Lan Phương|Nông Văn Ba|Khuổi Lùng/.test(page));
  assert.match((await portal.page('/gop-y?xem=da-dong')).text, /Dự thảo quy chế thôn Nà Phai[\s\S]*Đã kết thúc lấy ý kiến/);
  // What is decided later changes the page that is kept.
  const [last] = await opinions();
  assert.equal((await portal.api('PATCH', `/opinions/${last.id}`, { as: 'editor', body: { decision: 'accepted' } })).status, 200);
  assert.match((await portal.page('/gop-y/quy-che')).text, /Tiếp thu<\/dt><dd>2<\/dd>/);
  for (const answer of await Promise.all([portal.page(`/tim-kiem?q=${encodeURIComponent('Khuổi Lùng')}`), portal.api('GET', '/export', { as: 'reader' }), portal.api('GET', '/changes'), portal.api('GET', '/audit', { as: 'admin' })]))
    assert.ok(!/Lan Phương|họp thôn/.test(answer.text));
  portal.changeDatabase('PRAGMA wal_checkpoint(TRUNCATE)');
  assert.ok(!fs.readFileSync(`${portal.data}/cong.db`).includes('họp thôn'));
});

test('moments that contradict are refused, and a draft that is not dated takes nothing', async () => {
  for (const [facts, pointer] of [[{ opens: '2026-12-02T00:00:00Z', closes: '2026-12-01T00:00:00Z' }, '/facts/closes'], [{ articles: 0 }, '/facts/articles'], [{ articles: 501 }, '/facts/articles'], [{ opens: 'mai' }, '/facts/opens']]) {
    const { status, json } = await portal.api('POST', '/articles', { as: 'editor', body: { kind: 'consultation', title: 'x', body: '', facts } });
    assert.deepEqual([status, json.errors[0].pointer], [422, pointer], JSON.stringify(facts));
  }
});

test('what is one too many of a day is told with what was typed, and sent on the next', async () => {
  await make({ title: 'Dự thảo thứ hai', slug: 'thu-hai', facts: { opens: '2026-11-20T09:00:00+07:00', closes: '2026-12-30T17:00:00+07:00', articles: 3 } });
  const typed = { ...LAN, dieu: '2' };
  const marks = [];
  for (let i = 0; i < 6; i += 1) marks.push(markOf((await post(typed, 'thu-hai')).text));
  world.setClock(world.now() + 5000);
  for (const [i, dau] of marks.slice(0, 5).entries()) assert.ok(codeOf((await post({ ...typed, 'y-kien': `Ý kiến ${i}`, dau }, 'thu-hai')).text), `${i}`);
  const many = await post({ ...typed, dau: marks[5] }, 'thu-hai');
  assert.equal(many.status, 429);
  assert.ok(many.headers['retry-after']);
  assert.match(many.text, /hôm nay địa chỉ mạng này đã gửi quá nhiều[\s\S]*<option value="2" selected="">[\s\S]*họp thôn ở Khuổi Lùng/);
  assert.equal(markOf(many.text), marks[5]);
});

test('a reply to who was erased is refused, and a table and a list go to their ends', async () => {
  const [gone] = await opinions();
  await portal.api('POST', '/erasures', { as: 'admin', body: { find: 'Nông Văn Ba', note: 'Đơn số 5' } });
  const decide = (body) => portal.api('PATCH', `/opinions/${gone.id}`, { as: 'editor', body });
  for (const decision of ['declined', 'accepted']) {
    const { status, json } = await decide({ decision, reply: 'Lý do' });
    assert.deepEqual([status, json.errors[0].pointer], [422, '/reply']);
  }
  assert.equal((await decide({ decision: 'declined' })).status, 200);
  const staff = await portal.staff('editor');
  assert.ok(!(await staff.get(`/quan-tri/gop-y/${draft.id}`)).text.includes(`id="y${gone.id}-loi"`));
  portal.changeDatabase(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) INSERT INTO petitions (purpose, may_publish, is_suspect, article_id, field, code_hash, received_ms, due_ms) SELECT 1, 0, 0, ${draft.id}, '', randomblob(32), 1, 0 FROM n`);
  const all = (await opinions('&limit=1000')).length;
  assert.equal(all, 1000);
  const table = await staff.get(`/quan-tri/gop-y/${draft.id}/y-kien.csv`);
  assert.equal(table.text.trim().split('\r\n').length, 1 + 1205);
  const part = await portal.api('GET', `/opinions?consultation=${draft.id}&format=csv&limit=3`, { as: 'editor' });
  assert.equal(part.text.trim().split('\r\n').length, 4);
  assert.match(part.headers.link, /after=\d+/);
  for (let i = 0; i < 101; i += 1) assert.equal((await portal.api('POST', '/articles', { as: 'editor', body: { kind: 'consultation', title: `Dự thảo ${i}`, body: 'x' } })).status, 201);
  const first = (await staff.get('/quan-tri/gop-y')).text, [, next] = first.match(/href="(\/quan-tri\/gop-y\?sau=[^"]+)" rel="next"/);
  const rows = (text) => [...text.matchAll(/<th scope="row" class="wide"><a href="([^"]+)"/g)].map(([, url]) => url);
  const second = (await staff.get(next.replaceAll('&amp;', '&'))).text;
  assert.equal(new Set([...rows(first), ...rows(second)]).size, 103);
});

test('the pages are English too, fit a telephone, and axe finds nothing', async () => {
  const other = await make({ lang: 'en', translation_of: draft.id, title: 'Draft rules of the village', slug: 'rules', facts: { opens: '2026-11-20T09:00:00+07:00', closes: '2026-12-30T17:00:00+07:00' } });
  assert.ok(other.id);
  assert.match((await portal.page('/en/gop-y/rules')).text, /Comments until[\s\S]*Send a comment[\s\S]*action="\/en\/gop-y\/rules\/y-kien"/);
  assert.match((await portal.page('/en/gop-y')).text, /Open and to come[\s\S]*Draft rules/);
  browser = await startBrowser();
  for (const [path, width] of [['/en/gop-y/rules', 360], ['/gop-y/quy-che', 360], ['/gop-y', 1280], ['/en/gop-y/rules/y-kien', 360]]) {
    const page = await openTab(browser, { width });
    await page.goto(portal.url + path);
    await assertNoSidewaysScroll(page, path);
    await assertAccessible(page, path);
    if (process.env.CONG_SHOTS) await page.screenshot({ path: `${process.env.CONG_SHOTS}/gop-y${path.replaceAll('/', '-')}-${width}.png`, fullPage: true });
    await page.context().close();
  }
});
