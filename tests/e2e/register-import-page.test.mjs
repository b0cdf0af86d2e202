// The office's table of its documents on a page of the staff: seen before anything is written, and written whole or not at all.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPortal } from './lib/portal.mjs';

const PATH = '/quan-tri/van-ban/nhap';
const HEAD = 'STT;Số, ký hiệu;Ngày ban hành;Cơ quan ban hành;Trích yếu;Lĩnh vực';
const table = (...rows) => [HEAD, ...rows].join('\r\n');
const GOOD = table('1;05/2024/QĐ-UBND;05/02/2024;Ủy ban nhân dân xã;"Quyết định về ""quỹ""; hai dòng";Tài chính', '2;07/KH-UBND;06/03/2024;Ủy ban nhân dân xã;Kế hoạch trồng rừng;Nông nghiệp');
const text = (html) => html.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');
const area = (html) => text(html.match(/<textarea id="bang"[^>]*>\n?([^]*?)<\/textarea>/)[1]);
const file = (bytes) => ({ bytes: Buffer.from(bytes), name: 'danh-muc.csv', type: 'text/csv' });
let portal, editor;
before(async () => {
  portal = await startPortal({ args: ['--set', 'write_rate=0', '--set', 'error_rate=0', '--set', 'miss_rate=0'] });
  editor = await portal.staff('editor');
  await editor.get(PATH);
});
after(() => portal?.end());
const count = async () => (await portal.api('GET', '/articles?kind=document&status=all&include=total', { as: 'editor' })).json.total;

test('a file shows what was understood of it, and writes nothing', async () => {
  const seen = await editor.post(PATH, { lam: 'xem', bang: '', tep: file(`\uFEFF${GOOD}`) });
  assert.equal(seen.status, 200, seen.text);
  assert.match(seen.text, /Số văn bản: <b>2<\/b> · Số lỗi: <b>0<\/b> · Dấu ngăn cột: <code>;<\/code>/);
  assert.match(seen.text, /<th scope="row">Số, ký hiệu<\/th><td>Số, ký hiệu<\/td>/);
  assert.match(seen.text, /<th scope="row">STT<\/th><td>không dùng/);
  assert.match(seen.text, /<th scope="row">05\/2024\/QĐ-UBND<\/th><td>Quyết định về &quot;quỹ&quot;; hai dòng<\/td><td>Quyết định<\/td><td>05\/02\/2024/);
  assert.match(seen.text, /value="nhap">/);
  assert.equal(area(seen.text).replaceAll('\r', ''), GOOD.replaceAll('\r', ''), 'the table goes along');
  assert.equal(await count(), 0);
});

test('faults are told by line, and can be mended where they stand', async () => {
  const bad = table('1;201/QĐ-UBND;31/02/2024;Xã;Ngày sai;', '2;;01/02/2024;Xã;Thiếu số;', '3;203/QĐ;01/02/2024;Xã;<b>Đúng</b>;');
  const seen = await editor.post(PATH, { lam: 'xem', bang: '', tep: file(bad) });
  assert.deepEqual([...seen.text.matchAll(/<li>Dòng (\d+): /g)].map((found) => found[1]), ['2', '3']);
  assert.doesNotMatch(seen.text, /value="nhap">/, 'there is nothing to press');
  assert.match(area(seen.text), /<b>Đúng<\/b>/);
  const forced = await editor.post(PATH, { lam: 'nhap', bang: bad });
  assert.match(forced.text, /Dòng 2: /);
  assert.equal(await count(), 0, 'nor is it done by who presses all the same');
  const mended = await editor.post(PATH, { lam: 'xem', bang: area(seen.text).replace('31/02', '28/02').replace(';;01', ';202/QĐ;01') });
  assert.match(mended.text, /value="nhap">/);
});

test('what was seen is imported by another press, and again it changes nothing', async () => {
  const done = await editor.post(PATH, { lam: 'nhap', bang: GOOD });
  assert.equal(done.status, 200, done.text);
  assert.match(done.text, /Mới: <b>2<\/b>/);
  assert.equal(area(done.text), '');
  assert.match((await portal.page('/van-ban?nam=2024')).text, /quỹ/);
  const again = await editor.post(PATH, { lam: 'nhap', bang: GOOD });
  assert.match(again.text, /Mới: <b>0<\/b>[^]*không đổi: <b>2<\/b>/);
});

test('one line that the portal does not take leaves nothing of all', async () => {
  const before = await count();
  const mixed = table('1;301/QĐ;01/02/2024;Xã;Được;', `2;302/QĐ;01/02/2024;Xã;${'dài '.repeat(400)};`);
  const refused = await editor.post(PATH, { lam: 'nhap', bang: mixed });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /Chưa ghi gì cả[^]*Dòng 3: \/title/);
  assert.equal(area(refused.text).replaceAll('\r', ''), mixed.replaceAll('\r', ''));
  assert.equal(await count(), before);
});

test('nothing, what is no table and what is too long are refused with a reason', async () => {
  for (const [sent, why] of [[{}, /Chưa có bảng nào/], [{ bang: 'a;b\n1;2' }, /Trích yếu/], [{ bang: '', tep: file(Buffer.alloc(4 * 1024 * 1024 + 1, 'x')) }, /4 MB/], [{ bang: '', tep: file([0x41, 0, 0x42]) }, /Lỗi/]]) {
    const answer = await editor.post(PATH, { lam: 'xem', ...sent });
    assert.equal(answer.status, 422, answer.text.slice(0, 200));
    assert.match(answer.text, why);
  }
  const author = await portal.staff('author');
  assert.equal((await author.get(PATH)).status, 403);
});
