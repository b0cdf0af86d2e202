// A small portal in both languages that has every kind of page in every state, always the same words and days.
import assert from 'node:assert/strict';
import { picture } from './portal.mjs';

const BODY = `Chín tháng qua, huyện đạt nhiều kết quả.

## Kết quả chung

Thu ngân sách đạt 20 tỷ đồng, bằng 107 % dự toán.

### Nông nghiệp

Gieo trồng được gần 8 nghìn ha.

## Khó khăn

Giải phóng mặt bằng chậm.

| Xã | Tiêu chí | Đánh giá |
|---|---|---|
| Tân Văn | 19 | đạt chuẩn |
| Hồng Thái | 8 | chưa đạt |

## Nhiệm vụ ba tháng cuối năm

Tiếp tục cải cách hành chính.
`;
const ENGLISH = '## Results\n\nRevenue reached 25 billion dong.\n\n## Difficulties\n\nLand clearance is slow.\n\n## Plans\n\nReform goes on.\n';
const day = (n) => `2026-11-${String(n).padStart(2, '0')}T08:00:00+07:00`;

async function ask(portal, method, path, body, as = 'admin') {
  const answer = await portal.api(method, path, { as, body });
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.text}`);
  return answer.json;
}

/** Fills it and gives its addresses by what they show: {vi: {home, article, …}, en: {…}, article}; in `seldom` those that differ so
 * little from others that a full run alone goes through their states. */
export async function fillSite(portal) {
  const nav = [['Trang chủ', '/'], ['Tin tức', '/chuyen-muc/tin-tuc'], ['Giới thiệu', '/trang/gioi-thieu'], ['Home', '/en'], ['News', '/en/chuyen-muc/news']];
  await ask(portal, 'PATCH', '/site', {
    name: 'Cổng thông tin xã Bình Gia', agency: 'Ủy ban nhân dân xã Bình Gia', address: 'Thôn Tòng Chu, xã Bình Gia',
    phone: '0205 3834 000', email: 'ubnd@binhgia.example', licence: 'Số 01/GP-TTĐT', responsible: 'Nguyễn Văn A, Chủ tịch',
    nav: nav.map(([title, url]) => ({ title, url, ...(url === '/trang/gioi-thieu' ? { items: [{ title: 'Văn bản', url: '/chuyen-muc/van-ban' }] } : {}) })),
  });
  const news = await ask(portal, 'POST', '/categories', { name: 'Tin tức', slug: 'tin-tuc' });
  await ask(portal, 'POST', '/categories', { name: 'Nông thôn mới', slug: 'nong-thon-moi', parent_id: news.id });
  await ask(portal, 'POST', '/categories', { name: 'News', slug: 'news', lang: 'en' });
  await ask(portal, 'POST', '/categories', { name: 'Văn bản', slug: 'van-ban' });
  await ask(portal, 'POST', '/boxes', { title: 'Liên kết website', slug: 'lien-ket', items: [{ kind: 'link', title: 'Cổng Chính phủ', url: 'https://chinhphu.vn/' }] });
  for (let i = 1; i <= 6; i++)
    await ask(portal, 'POST', '/articles', { title: `Tin số ${i} của xã`, slug: `tin-so-${i}`, lead: 'Một đoạn tóm tắt.', body: 'Nội dung.', category: i % 2 ? 'tin-tuc' : 'nong-thon-moi', tags: ['nông thôn mới'], published_at: day(i), status: 'published', pinned: i < 3 });
  const made = await portal.form('POST', '/articles', {
    title: 'Báo cáo kinh tế – xã hội', slug: 'bao-cao', lead: 'Tóm tắt báo cáo của xã.', body: BODY, category: 'tin-tuc', tags: 'nông thôn mới, kinh tế',
    author: 'Văn phòng', published_at: day(20), status: 'published', alt: 'Quang cảnh hội nghị', caption: 'Hội nghị sáng 20/11', image: picture('photo.jpg'),
  }, { as: 'editor' });
  assert.equal(made.status, 201, made.text);
  const { id } = made.json;
  await ask(portal, 'PATCH', `/articles/${id}`, { body: BODY.replace('20 tỷ', '25 tỷ'), change_note: 'Sửa số thu ngân sách' });
  await ask(portal, 'PATCH', `/articles/${id}`, { tags: ['nông thôn mới', 'kinh tế', 'báo cáo'] });
  const english = await ask(portal, 'POST', '/articles', { title: 'Report on the economy', slug: 'report', lang: 'en', lead: 'A summary of the report.', body: ENGLISH, category: 'news', tags: ['economy'], translation_of: id, published_at: day(21), status: 'published' });
  await ask(portal, 'POST', '/articles', { title: 'Giới thiệu', slug: 'gioi-thieu', kind: 'page', body: 'Xã Bình Gia ở tỉnh Lạng Sơn.', published_at: day(1), status: 'published' });
  await ask(portal, 'POST', '/articles', { title: 'About us', slug: 'about', kind: 'page', lang: 'en', body: 'Binh Gia lies in Lang Son.', published_at: day(1), status: 'published' });
  const gone = await ask(portal, 'POST', '/articles', { title: 'Bài đã gỡ', slug: 'da-go', body: 'x', published_at: day(2), status: 'published' });
  await ask(portal, 'POST', `/articles/${gone.id}/withdraw`, { reason: 'Sai số liệu' });
  const vi = {
    home: '/', article: '/bai-viet/bao-cao', print: '/bai-viet/bao-cao/in', history: '/bai-viet/bao-cao/lich-su', report: '/bao-sai-sot/bao-cao', category: '/chuyen-muc/tin-tuc',
    tag: '/the/nong-thon-moi', search: '/tim-kiem?q=b%C3%A1o%20c%C3%A1o', page: '/trang/gioi-thieu', map: '/so-do', statistics: '/thong-ke', accessibility: '/tro-nang', 'not found': '/khong-co',
    'empty category': '/chuyen-muc/van-ban', 'nothing found': '/tim-kiem?q=qqqq', gone: '/bai-viet/da-go',
  };
  const en = {
    home: '/en', article: '/en/bai-viet/report', print: '/en/bai-viet/report/in', history: '/en/bai-viet/report/lich-su', report: '/en/bao-sai-sot/report', category: '/en/chuyen-muc/news',
    tag: '/en/the/economy', search: '/en/tim-kiem?q=report', page: '/en/trang/about', map: '/en/so-do', statistics: '/en/thong-ke', accessibility: '/en/tro-nang', 'not found': '/en/bai-viet/tin-so-1',
  };
  const seldom = { vi: { offline: '/ngoai-tuyen', 'nothing asked': '/tim-kiem' }, en: { offline: '/en/ngoai-tuyen', 'nothing asked': '/en/tim-kiem' } };
  return { vi, en, seldom, article: made.json, english };
}
