// Finding, as citizens meet it: what stands first, spellings that mean the same, what is marked, what is said
// when nothing is found.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startPortal } from './lib/portal.mjs';

let portal;
before(async () => { portal = await startPortal({ args: ['--search-rate', '0'] }); });
after(() => portal?.end());

const post = (title, body, more = {}) => portal.post({ title, body, status: 'published', ...more });
const ask = async (q, more = '') => {
  const answer = await portal.api('GET', `/articles?q=${encodeURIComponent(q)}&include=total${more}`);
  assert.equal(answer.status, 200, `${q}: ${answer.text}`);
  return answer.json;
};
const titles = async (q, more) => (await ask(q, more)).items.map((item) => item.title);

describe('ranking', () => {
  before(async () => {
    await post('Huyện Bình Gia phát triển cây hồi', 'Cây hồi, quế.');
    await post('Nghị quyết số 05-NQ/HU', 'Nghị quyết của Huyện ủy.');
    await post('Đảng viên trẻ giúp dân làm đường', 'Cán bộ và người dân cùng góp công.');
    await post('Họp đầu năm', 'Đồng chí Bí thư Đảng ủy xã chủ trì.');
    await post('Chè là cây giảm nghèo', 'Giá chè tăng.');
    await post('Đặc sản vùng cao', 'Nhiều hộ trồng chè ở bản Nà Pái đã thoát nghèo.');
  });

  const FIRST = { 'huyện ủy': 'Nghị quyết số 05-NQ/HU', 'đảng ủy': 'Họp đầu năm', 'chè Nà Pái': 'Đặc sản vùng cao',
    'huyen uy': 'Nghị quyết số 05-NQ/HU', 'dang uy': 'Họp đầu năm', 'che na pai': 'Đặc sản vùng cao' };
  for (const [q, title] of Object.entries(FIRST)) {
    test(`puts the text that holds all of "${q}" before titles that hold some`, async () => {
      assert.equal((await titles(q))[0], title);
    });
  }

  test('counts what is listed', async () => {
    for (const q of [...Object.keys(FIRST), 'đường xã Huyện', 'không có ở đâu', 'nghị quyét', 'cây'])
      for (const sort of ['relevance', 'newest']) {
        const { items, total } = await ask(q, `&limit=100&sort=${sort}`);
        assert.equal(total, items.length, `${q}, ${sort}`);
      }
  });

  test('counts what is listed on all pages of a common word', async () => {
    for (let i = 0; i < 60; i++) await post(`Bản tin thời tiết số ${i}`, i % 2 ? 'Mưa rào rải rác.' : 'Trời nắng, đường khô.');
    for (const q of ['bản tin', 'ban tin thoi tiet', 'mưa rào', 'thời tiết mưa'])
      for (const sort of ['relevance', 'newest']) {
        let count = 0, total;
        for (let next = `/articles?q=${encodeURIComponent(q)}&limit=25&include=total&sort=${sort}`; next;) {
          const { json } = await portal.api('GET', next);
          count += json.items.length;
          total ??= json.total;
          assert.equal(json.total, total, `${q}, ${sort}`);
          next = json.next;
        }
        assert.equal(count, total, `${q}, ${sort}`);
      }
  });
});
