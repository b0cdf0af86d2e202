// Terms of questions in working days, an office's own days, and the board that is computed from the times of questions.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { World } from '../fault/lib/world.mjs';
import { assertAccessible, assertNoSidewaysScroll, openTab, startBrowser } from './lib/browser.mjs';
import { assertProblem } from './lib/problem.mjs';

// The clock is the test's: a Wednesday before the lunar new year of 2027, which nobody has announced.
const world = new World();
const at = (text) => Date.parse(`${text}:00+07:00`);
let portal, browser;
before(async () => {
  world.setClock(at('2027-02-03T09:00'));
  portal = world.portal({ args: ['write_rate=0', 'error_rate=0', 'search_rate=0'].flatMap((one) => ['--set', one]) });
  await portal.start();
});
after(async () => {
  await browser?.close();
  await portal?.end();
});

let asked = 0;
/** A question as an office's own program sends it at an hour of the test's; gives its row. */
async function ask(when, field) {
  world.setClock(at(when));
  const { status, text } = await portal.api('POST', '/questions', { as: 'author', body: { name: 'Nông Văn Ba', phone: '0205 3834 111', field, subject: 'Việc', text: `Câu hỏi ${asked += 1}`, consent: true } });
  assert.equal(status, 201, text);
  return (await portal.api('GET', '/questions?state=received', { as: 'editor' })).json.items[0];
}
const dueOf = async (id) => (await portal.api('GET', `/questions/${id}`, { as: 'editor' })).json.due_at;
const board = async () => (await portal.api('GET', '/question-board')).json;
const day = (body, as = 'admin') => portal.api('POST', '/working-days', { as, body });
const ends = (date) => new Date(at(`${date}T23:59`) + 59_000).toISOString().replace('.000', '');

test('terms are counted in working days of the calendar, by field', async () => {
  const { json: plain } = await portal.api('GET', '/question-terms');
  assert.deepEqual(plain, { usual: 15, fields: {} });
  const change = await portal.api('PATCH', '/question-terms', { as: 'admin', body: { usual: 5, fields: { 'dat-dai': 2 } } });
  assert.deepEqual(change.json, { usual: 5, fields: { 'dat-dai': 2 } });
  // Closed from Friday 5 to Thursday 11 February: Thursday 4, Friday 12.
  assert.equal((await ask('2027-02-03T09:00', 'dat-dai')).due_at, ends('2027-02-12'));
  assert.equal((await ask('2027-02-03T17:00', 'dat-dai')).due_at, ends('2027-02-15'), 'behind office hours it is received on the next day');
  assert.equal((await ask('2027-02-03T17:01', 'y-te')).due_at, ends('2027-02-18'));
  for (const [body, pointer] of [[{ usual: 0 }, '/usual'], [{ usual: 366 }, '/usual'], [{ usual: 'năm' }, '/usual'], [{ fields: { bay: 3 } }, '/fields/bay'], [{ fields: { 'y-te': 1.5 } }, '/fields/y-te'], [{ fields: [1] }, '/fields'], [{ days: 3 }, '/days']]) {
    const { status, json } = await portal.api('PATCH', '/question-terms', { as: 'admin', body });
    assert.deepEqual([status, json.errors?.[0].pointer], [422, pointer], JSON.stringify(body));
  }
  assert.deepEqual((await portal.api('GET', '/question-terms')).json, change.json, 'what is refused changes nothing');
  assertProblem(await portal.api('PATCH', '/question-terms', { as: 'editor', body: { usual: 9 } }), 403, 'forbidden');
  assert.deepEqual((await portal.api('PATCH', '/question-terms', { as: 'admin', body: { usual: null, fields: { 'dat-dai': null } } })).json, plain);
  assert.equal((await portal.api('PATCH', '/question-terms', { as: 'admin', body: { fields: { 'dat-dai': 2 } } })).status, 200);
});

test("an office's own days move what waits, ahead of time alone", async () => {
  const [id] = (await portal.api('GET', '/questions?state=received', { as: 'editor' })).json.items.map((item) => item.id).slice(-1);
  const of2027 = async () => (await portal.api('GET', '/working-days?year=2027')).json;
  const before = await of2027();
  assert.deepEqual([before.announced, before.days[1]], [false, { day: '2027-02-05', works: false, reason: 'lunar-new-year', title: 'Tết Nguyên đán', source: 'computed' }]);
  assert.equal((await portal.api('GET', '/working-days?year=2026', { headers: { 'Accept-Language': 'en' } })).json.days[1].title, 'Exchanged for a Saturday');
  assert.equal((await day({ day: '2027-02-12', basis: 'disaster' })).status, 200);
  assert.equal(await dueOf(id), ends('2027-02-15'), 'a day off more');
  assert.equal((await day({ day: '2027-02-06', works: true, basis: 'government' })).status, 200);
  assert.equal(await dueOf(id), ends('2027-02-06'), 'a Saturday that is worked');
  assert.equal((await portal.api('DELETE', '/working-days/2027-02-06', { as: 'admin' })).status, 204);
  assert.equal((await portal.api('DELETE', '/working-days/2027-02-12', { as: 'admin' })).status, 204);
  assert.equal(await dueOf(id), ends('2027-02-12'), 'all as it was');
  assert.deepEqual(await of2027(), before);
  assertProblem(await day({ day: '2027-02-03' }), 409, 'conflict');
  assertProblem(await day({ day: '2026-12-31' }), 409, 'conflict');
  assertProblem(await portal.api('DELETE', '/working-days/2027-03-01', { as: 'admin' }), 404, 'not-found');
  assertProblem(await portal.api('DELETE', '/working-days/mai', { as: 'admin' }), 404, 'not-found');
  assertProblem(await day({ day: '2027-03-01' }, 'editor'), 403, 'forbidden');
  for (const [body, pointer] of [[{}, '/day'], [{ day: '2027-02-30' }, '/day'], [{ day: 20270301 }, '/day'], [{ day: '2500-01-01' }, '/day'], [{ day: '2027-03-01', works: 'có' }, '/works'], [{ day: '2027-03-01', basis: 'mưa' }, '/basis'], [{ day: '2027-03-01', x: 1 }, '/x']]) {
    const { status, json } = await day(body);
    assert.deepEqual([status, json.errors?.[0].pointer], [422, pointer], JSON.stringify(body));
  }
  for (const year of ['1970', '2200', 'nay']) assert.ok([200, 400].includes((await portal.api('GET', `/working-days?year=${year}`)).status), year);
  const lines = (await portal.api('GET', '/audit?what=office-day', { as: 'admin' })).json.items;
  assert.deepEqual(lines.map(({ what, object_id: of }) => `${what} ${of}`), ['office-day.remove 20270212', 'office-day.remove 20270206', 'office-day.open 20270206', 'office-day.close 20270212']);
});

test('each question stands in just one column of the board, and leaves none', async () => {
  const act = (id, body) => portal.api('POST', `/questions/${id}/act`, { as: 'editor', body });
  const [third, second, first] = (await portal.api('GET', '/questions?state=received', { as: 'editor' })).json.items.map((item) => item.id);
  const counts = ({ received, in_time: inTime, late, open, open_late: openLate }) => [received, inTime, late, open, openLate];
  assert.deepEqual(counts((await board()).all), [3, 0, 0, 3, 0]);
  world.setClock(at('2027-02-12T23:59'));
  assert.equal((await act(first, { act: 'answer', reply: 'Đã xong.' })).status, 200);
  const list = (await portal.api('GET', '/questions?state=open', { as: 'editor' })).json;
  assert.deepEqual([list.due_today, list.late, list.items.map((item) => item.days_left)], [0, 0, [4, 1]]);
  world.setClock(at('2027-02-16T00:00'));
  const late = await board();
  assert.deepEqual(counts(late.all), [3, 1, 0, 1, 1], 'late from midnight on');
  world.setClock(at('2027-02-16T00:00') + 5000);
  assert.equal((await board()).at, late.at, 'it is computed once in ten seconds');
  assert.equal((await act(second, { act: 'forward', unit: 'Huyện' })).status, 200);
  const forMonth = await board();
  assert.deepEqual([...counts(forMonth.all), forMonth.all.refused, forMonth.all.forwarded], [3, 1, 1, 1, 0, 0, 1]);
  assert.deepEqual(forMonth.fields.map((row) => [row.field, ...counts(row)]), [['dat-dai', 2, 1, 1, 0, 0], ['y-te', 1, 0, 0, 1, 0]]);
  assert.deepEqual([forMonth.months.length, forMonth.months[0].month, forMonth.months.at(-1).month, counts(forMonth.months[0])], [13, '2027-02', '2026-02', [3, 1, 1, 1, 0]]);
  world.setClock(at('2027-02-18T10:00'));
  assert.match((await (await portal.staff('editor')).get('/quan-tri/hoi-dap')).text, /1 câu hỏi đến hạn hôm nay[\s\S]*<span class="st half">đến hạn hôm nay/);
  world.setClock(at('2027-02-19T00:00'));
  assert.match((await (await portal.staff('editor')).get('/quan-tri/hoi-dap')).text, /1 câu hỏi đã quá hạn[\s\S]*<span class="st red">/);
  // Neither other terms, nor days set afterwards, nor erasing who asked changes what was.
  await portal.api('PATCH', '/question-terms', { as: 'admin', body: { usual: 300, fields: { 'dat-dai': 300 } } });
  await portal.api('POST', '/erasures', { as: 'admin', body: { find: 'Nông Văn Ba', note: 'Đơn' } });
  assert.deepEqual(counts((await board()).all), [3, 1, 1, 0, 1]);
  assert.ok(third);
});

test('the board is a page in both languages, with what its numbers mean, also on a telephone', async () => {
  const { text } = await portal.page('/hoi-dap/bang-theo-doi');
  assert.match(text, /Tháng 02\/2027<\/th><td class="n">3<\/td><td class="n">1<\/td><td class="n">1<\/td><td class="n">0<\/td><td class="n"><strong>1<\/strong><\/td><td class="n">33,3%/);
  assert.match(text, /Đất đai<\/th><td class="n">2/);
  assert.match(text, /từ chối 0, chuyển nơi khác 1/);
  assert.match(text, /Điều 147, 148[\s\S]*mặc định 15 ngày/);
  assert.match((await portal.page('/en/hoi-dap/bang-theo-doi')).text, /Open and late[\s\S]*33\.3%/);
  browser = await startBrowser();
  for (const [path, width] of [['/hoi-dap/bang-theo-doi', 360], ['/en/hoi-dap/bang-theo-doi', 1280]]) {
    const page = await openTab(browser, { width });
    await page.goto(portal.url + path);
    await assertNoSidewaysScroll(page, path);
    await assertAccessible(page, path);
    if (process.env.CONG_SHOTS) await page.screenshot({ path: `${process.env.CONG_SHOTS}/board-${width}.png`, fullPage: true });
    await page.context().close();
  }
});

test('the staff set days and terms without a script', async () => {
  const staff = await portal.staff('admin');
  const page = await staff.get('/quan-tri/cong/ngay-lam-viec?nam=2027');
  assert.match(page.text, /Giỗ Tổ Hùng Vương[\s\S]*tính theo luật/);
  assert.equal((await staff.post('/quan-tri/cong/ngay-lam-viec', { ngay: '2027-11-24', 'can-cu': 'government' })).status, 303);
  assert.match((await staff.get('/quan-tri/cong/ngay-lam-viec?nam=2027')).text, /24\/11\/2027[\s\S]*Thông báo của Chính phủ[\s\S]*2027-11-24\/bo/);
  assert.equal((await staff.post('/quan-tri/cong/ngay-lam-viec', { ngay: '2020-01-01', 'can-cu': 'office' })).status, 422);
  assert.equal((await staff.post('/quan-tri/cong/ngay-lam-viec/2027-11-24/bo', {})).status, 303);
  assert.equal((await staff.post('/quan-tri/cong/thoi-han', { chung: '10', 'y-te': '400' })).status, 422);
  assert.equal((await staff.post('/quan-tri/cong/thoi-han', { chung: '10', 'y-te': '4', 'dat-dai': '' })).status, 303);
  assert.deepEqual((await portal.api('GET', '/question-terms')).json, { usual: 10, fields: { 'y-te': 4 } });
});
