// A week's table out of Word becomes drafts of events, and the staff's own calendar shows them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, openTab, startBrowser } from './lib/browser.mjs';
import { startPortal } from './lib/portal.mjs';

const PATH = '/quan-tri/lich/dan';
const WEEK = 'LỊCH CÔNG TÁC TUẦN 50\nThứ, ngày\tBuổi\tGiờ\tNội dung\tChủ trì\tĐịa điểm\tThành phần\n"Thứ Hai\n07/12/2026"\tSáng\t8h00\tHọp giao ban\tChủ tịch\tPhòng số 1\t"Trưởng phòng; Kế toán"\n\tChiều\t\tTiếp công dân\tPhó Chủ tịch\t\t\nThứ Ba 08/12\tSáng\t7 giờ 30\tKiểm tra <đê>\t\tThôn Nà Phai\t\nNơi nhận: các phòng\n';
let portal, editor;
before(async () => {
  portal = await startPortal({ args: ['--set', 'write_rate=0', '--set', 'error_rate=0', '--set', 'miss_rate=0'] });
  editor = await portal.staff('editor');
  await editor.get(PATH);
});
after(() => portal?.end());
const events = async () => (await portal.api('GET', '/articles?kind=event&status=all&audience=all', { as: 'editor' })).json.items;

test('what was understood is shown with its doubts, what was not line by line, and nothing is written', async () => {
  const seen = await editor.post(PATH, { lam: 'xem', tuan: '2026-12-07', bang: WEEK });
  assert.equal(seen.status, 200, seen.text);
  const rows = [...seen.text.matchAll(/<tr><th scope="row">([^]*?)<\/tr>/g)].map((row) => row[1].replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim());
  assert.equal(rows.length, 3);
  assert.match(rows[0], /^Thứ Hai, 07\/12\/2026 08:00 Họp giao ban Chủ trì: Chủ tịch Địa điểm: Phòng số 1 Thành phần: Trưởng phòng; Kế toán$/);
  assert.match(rows[1], /14:00 Không ghi giờ; giờ này là tạm lấy. Tiếp công dân/);
  assert.match(rows[2], /Thứ Ba, 08\/12\/2026 07:30 Kiểm tra &lt;đê&gt;/);
  assert.match(seen.text, /Dòng 7: Nơi nhận: các phòng/);
  assert.deepEqual(await events(), []);
});

test('another press makes drafts of all, which come no second time', async () => {
  const done = await editor.post(PATH, { lam: 'tao', tuan: '2026-12-07', audience: 'staff', bang: WEEK });
  assert.equal(done.status, 200, done.text);
  assert.match(done.text, /Mới: <b>3<\/b>[^]*Dòng 7: Nơi nhận: các phòng[^]*<textarea[^>]*>\s*LỊCH CÔNG TÁC TUẦN 50/, 'what is in no draft is told once more, and its text stays');
  assert.doesNotMatch(done.text, /value="tao"/);
  const made = await events();
  assert.deepEqual(made.map(({ title, status, audience }) => [title, status, audience]).sort(), [['Họp giao ban', 'draft', 'staff'], ['Kiểm tra <đê>', 'draft', 'staff'], ['Tiếp công dân', 'draft', 'staff']]);
  const one = (await portal.api('GET', `/articles/${made.find(({ title }) => title === 'Họp giao ban').id}`, { as: 'editor' })).json;
  assert.deepEqual([one.facts.start, one.facts.chair, one.facts.place, one.facts.participants], ['2026-12-07T01:00:00Z', 'Chủ tịch', 'Phòng số 1', ['Trưởng phòng', 'Kế toán']]);
  for (const [method, path, body] of [['PATCH', '', { title: 'Họp giao ban tháng' }], ['POST', '/publish', {}]]) assert.equal((await portal.api(method, `/articles/${one.id}${path}`, { as: 'editor', body })).status, 200);
  const again = await editor.post(PATH, { lam: 'tao', tuan: '2026-12-07', audience: 'staff', bang: WEEK });
  assert.match(again.text, /Mới: <b>0<\/b>[^]*không đổi: <b>2<\/b>[^]*đã sửa: <b>1<\/b>/);
  const kept = (await portal.api('GET', `/articles/${one.id}`, { as: 'editor' })).json;
  assert.deepEqual([kept.title, kept.status], ['Họp giao ban tháng', 'published'], 'what an editor did since stays');
});

test('one event that the portal does not take leaves none, and its line is told', async () => {
  const before = (await events()).length;
  const people = Array.from({ length: 60 }, (_, i) => `Ông ${i}`).join('; ');
  const table = (place) => `Ngày\tNội dung\tĐịa điểm\tThành phần\n\n14/12/2026\t8h00: Họp\tPhòng\t${people}\n15/12/2026\t8h00: Đi\t${place}\t\n`;
  const refused = await editor.post(PATH, { lam: 'tao', tuan: '2026-12-14', bang: table('x'.repeat(2100)) });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /Chưa ghi gì cả[^]*Dòng 4: \/facts\/place/);
  assert.equal((await events()).length, before);
  const done = await editor.post(PATH, { lam: 'tao', tuan: '2026-12-14', bang: table('Thôn') });
  assert.match(done.text, /Mới: <b>2<\/b>/);
  const { id } = (await events()).find(({ title }) => title === 'Họp');
  const { participants } = (await portal.api('GET', `/articles/${id}`, { as: 'editor' })).json.facts;
  assert.deepEqual([participants.length, participants.join('; ')], [50, people], 'nobody is lost');
});

test('two meetings of one name at one time are two, and nothing is shown again that was all taken', async () => {
  const bang = 'Ngày\tGiờ\tNội dung\tChủ trì\n21/12/2026\t8h00\tHọp giao ban\tÔng A\n\t8h00\tHọp giao ban\tBà B\n';
  const done = await editor.post(PATH, { lam: 'tao', tuan: '2026-12-21', bang });
  assert.match(done.text, /Mới: <b>2<\/b>/);
  assert.doesNotMatch(done.text, /Bà B/);
  const made = (await events()).filter(({ title }) => title === 'Họp giao ban');
  const chairs = await Promise.all(made.map(async ({ id }) => (await portal.api('GET', `/articles/${id}`, { as: 'editor' })).json.facts.chair));
  assert.deepEqual(chairs.sort(), ['Bà B', 'Ông A']);
  assert.match((await editor.post(PATH, { lam: 'tao', tuan: '2026-12-21', bang })).text, /Mới: <b>0<\/b>[^]*không đổi: <b>2<\/b>/);
});

test('nothing, and what is too long, is refused with a reason; what says no day comes back', async () => {
  for (const [bang, status, why] of [['  \n', 422, /Chưa có gì/], ['x'.repeat(256 * 1024 + 1), 422, /256 KB/], ['8h00: họp', 200, /Chưa nhận ra việc nào[^]*Dòng 1: 8h00: họp/]]) {
    const answer = await editor.post(PATH, { lam: 'tao', tuan: 'không', bang });
    assert.equal(answer.status, status);
    assert.match(answer.text, why);
  }
  assert.equal((await (await portal.staff('author')).get(PATH)).status, 403);
});

test('the staff\'s calendar has drafts and what is for staff alone, and begins a new event on a day', async () => {
  const { text } = await editor.get('/quan-tri/lich?tuan=2026-12-09');
  assert.match(text, /07\/12\/2026 – 13\/12\/2026/);
  const monday = text.slice(text.indexOf('datetime="2026-12-07"'), text.indexOf('datetime="2026-12-08"'));
  assert.match(monday, /href="\/quan-tri\/bai\/\d+">Họp giao ban tháng<\/a>/);
  assert.match(monday, /Tiếp công dân<\/a><\/p>\s*<p class="when"><span class="st">Nháp<\/span>[^]*chỉ nội bộ/);
  const day = monday.match(/href="([^"]*ngay=2026-12-07)"/)[1].replaceAll('&amp;', '&');
  assert.match((await editor.get(day)).text, /name="fact_start"[^>]*value="2026-12-07T08:00"/);
  assert.doesNotMatch((await portal.page('/lich?tuan=2026-12-07')).text, /Họp giao ban|Tiếp công dân/, 'the public sees none of them');
  assert.equal((await editor.get('/quan-tri/lich?tuan=9999-99-99')).status, 200);
});

test('a table out of Word keeps its cells, merged ones too, when it is pasted in a browser', async () => {
  const browser = await startBrowser();
  try {
    const cookies = [...editor.cookies].map(([name, value]) => ({ name, value, url: portal.url }));
    const page = await openTab(browser, { width: 360, cookies });
    await page.goto(`${portal.url}${PATH}?tuan=2026-12-07`);
    await page.locator('#bang').evaluate((area) => {
      const data = new DataTransfer();
      data.setData('text/html', '<p>LỊCH</p><table><tr><th>Ngày</th><th>Buổi</th><th>Nội dung</th></tr><tr><td rowspan="2"><p>Thứ Hai</p><p>07/12/2026</p></td><td>Sáng</td><td><p>8h00: Họp</p><p>9h30: Ký "biên bản"</p></td></tr><tr><td>Chiều</td><td>14h00: Học</td></tr></table>');
      area.focus();
      area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    assert.equal(await page.locator('#bang').inputValue(), 'Ngày\tBuổi\tNội dung\n"Thứ Hai\n07/12/2026"\tSáng\t"8h00: Họp\n9h30: Ký ""biên bản"""\n\tChiều\t14h00: Học');
    await page.locator('button[value=xem]').click();
    await page.locator('button[value=tao]').waitFor();
    assert.equal(await page.locator('tbody tr').count(), 3);
    await assertNoSidewaysScroll(page, PATH);
    await page.goto(`${portal.url}/quan-tri/lich?tuan=2026-12-07`);
    await assertNoSidewaysScroll(page, '/quan-tri/lich');
    await page.setViewportSize({ width: 1280, height: 900 });
    await assertAccessible(page, '/quan-tri/lich');
    assertQuiet(page, 'the calendar of the staff');
    await page.context().close();
  } finally {
    await browser.close();
  }
});
