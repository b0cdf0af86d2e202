// A portal in which every page of the staff has something to show, always the same words, and the address of each: one for each row
// of the table of addresses, so that a new page is in every test of all pages by itself, or makes them fail.
import assert from 'node:assert/strict';
import { Staff, picture, startPortal, until } from './portal.mjs';
import { routeRows } from './routes.mjs';

/** What is no page: files that a page leads to. */
const FILES = ['/quan-tri/so-lieu.csv', '/quan-tri/nhat-ky.csv', '/quan-tri/gop-y/{id}/y-kien.csv', '/quan-tri/media/{name}', '/quan-tri/hoi-dap/{id}/tep/{number}'];
const HOUR_MS = 3_600_000;
const day = (n) => `2026-10-${String(n).padStart(2, '0')}T08:00:00+07:00`;
const PDF = { bytes: Buffer.from('%PDF-1.7\n% lịch tiếp dân\n%%EOF\n'), name: 'lich-tiep-dan.pdf', type: 'application/pdf' };
const TYPED = { kind: 'article', copy: '', lead: 'Tóm tắt.', body_format: 'markdown', lang: 'vi', audience: 'public' };

/** Asks the API and expects it to be done. */
async function ask(portal, method, path, body, as = 'admin') {
  const answer = await portal.api(method, path, { as, body });
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.text}`);
  return answer.text ? answer.json : null;
}

/** A form that came while its session was paused, which is kept for its account. */
async function fillKept(portal) {
  const paused = await portal.staff('admin');
  await paused.get('/quan-tri/toi');
  await portal.stop();
  portal.changeDatabase(`UPDATE sessions SET seen_ms = seen_ms - ${1.1 * HOUR_MS}`);
  await portal.start();
  const sent = await paused.post('/quan-tri/bai/moi', { title: 'Bài gửi lúc phiên đã nghỉ', body: 'Chữ chưa lưu.' });
  assert.equal(sent.status, 303, sent.text);
  await ask(portal, 'DELETE', '/accounts/1/sessions');
}

/** Articles in each state: {review, draft, trashed, published}. */
async function fillArticles(portal, image) {
  await ask(portal, 'POST', '/articles', { title: 'Giới thiệu', slug: 'gioi-thieu', kind: 'page', body: 'Xã Bình Gia.', published_at: day(1), status: 'published' });
  const file = (await portal.form('POST', '/media', { file: PDF }, { as: 'editor' })).json;
  const published = await ask(portal, 'POST', '/articles', {
    title: 'Khánh thành đường liên xã', lead: 'Đường mới.', body: 'Đoạn một.\n\nĐoạn hai.', category: 'tin', tags: ['đường'], image, alt: 'Con đường', published_at: day(2), status: 'published', attachments: [file.id],
  });
  await ask(portal, 'POST', '/articles', { title: 'Lịch tiêm chủng', body: 'Trạm y tế.', status: 'scheduled', published_at: '2099-01-01T00:00:00Z' });
  const withdrawn = await ask(portal, 'POST', '/articles', { title: 'Giá vật tư', body: 'x', published_at: day(3), status: 'published' });
  await ask(portal, 'POST', `/articles/${withdrawn.id}/withdraw`, { reason: 'Sai số liệu' });
  const trashed = await ask(portal, 'POST', '/articles', { title: 'Bài đã xóa', body: 'x' });
  await ask(portal, 'DELETE', `/articles/${trashed.id}`);
  // Published once, sent back to its writer, and waiting again with other words and somebody's number.
  const review = await ask(portal, 'POST', '/articles', { title: 'Bê tông hóa đường Bản Nghè', lead: 'Đường mới.', body: 'Đường rộng ba mét rưỡi.', published_at: day(4), status: 'published' });
  await ask(portal, 'POST', `/articles/${review.id}/withdraw`, { reason: 'Sai số' });
  await ask(portal, 'PATCH', `/articles/${review.id}`, { status: 'draft', body: 'Đường rộng bốn mét rưỡi, hỏi anh Páo 0912345678 [tại đây](/khong-co).' });
  await ask(portal, 'PATCH', `/articles/${review.id}`, { status: 'review' });
  await ask(portal, 'POST', `/articles/${review.id}/comments`, { text: 'Xem lại câu cuối' }, 'editor');
  await ask(portal, 'POST', `/articles/${review.id}/preview-links`, {});
  return { published, trashed, review };
}

/** What surrounds articles. */
/** A draft that is open, and a comment on it. */
async function fillConsultation(portal) {
  const file = (await portal.form('POST', '/media', { file: PDF }, { as: 'editor' })).json;
  const draft = await ask(portal, 'POST', '/articles', { kind: 'consultation', status: 'published', title: 'Dự thảo quy ước thôn', body: 'Toàn văn ở tệp.', attachments: [file.id], facts: { opens: day(1), closes: '2099-01-01T00:00:00Z', articles: 9 } });
  await ask(portal, 'POST', '/opinions', { consultation: draft.id, part: '5', text: 'Nên ghi rõ ngày họp.', name: 'Hoàng Thị Lan', phone: '0912 345 678', consent: true });
  return draft;
}

async function fillPortal(portal, image) {
  const tin = await ask(portal, 'POST', '/categories', { name: 'Tin hoạt động', slug: 'tin' });
  await ask(portal, 'POST', '/categories', { name: 'Nông thôn mới', slug: 'nong-thon-moi', parent_id: tin.id });
  await ask(portal, 'POST', '/categories', { name: 'News', slug: 'news', lang: 'en' });
  await ask(portal, 'PATCH', '/site', {
    name: 'Cổng thông tin xã Bình Gia', agency: 'Ủy ban nhân dân xã Bình Gia', banner: { image }, colour_first: '#0b4a3b', social: [{ url: 'https://zalo.me/1' }],
    nav: [{ title: 'Trang chủ', url: '/' }, { title: 'Tin', url: '/chuyen-muc/tin', items: [{ title: 'Nông thôn mới', url: '/chuyen-muc/nong-thon-moi' }] }],
  });
  await ask(portal, 'PATCH', '/home', { blocks: [{ kind: 'lead' }, { kind: 'banner', image, alt: 'Hội thi dệt', url: '/so-do' }, { kind: 'category', category: 'tin', count: 5 }] });
  const box = await ask(portal, 'POST', '/boxes', { title: 'Liên kết website', items: [{ kind: 'link', title: 'Cổng Chính phủ', url: 'https://chinhphu.vn/' }] });
  const abbreviation = await ask(portal, 'POST', '/abbreviations', { short: 'ĐTTBG', long: 'đường tuần tra biên giới' });
  await ask(portal, 'PUT', '/alert', { text: 'Lũ quét ở thôn Khuổi Lùng' });
  return { tin, box, abbreviation };
}

/** Texts that somebody has not saved: one of an article that others have changed since, one that is no article yet. Gives the latter's number. */
async function fillCopies(admin, portal, id) {
  const keep = async (path, typed) => {
    const kept = await admin.post(path, { ...TYPED, ...typed });
    assert.equal(kept.status, 200, kept.text);
    return kept.json;
  };
  await keep(`/quan-tri/bai/${id}/ban`, { version: '1', lan: 'trang-viet', title: 'Khánh thành đường liên xã', body: 'Đoạn một, tôi sửa.\n\nĐoạn hai.' });
  await ask(portal, 'PATCH', `/articles/${id}`, { body: 'Đoạn một.\n\nĐoạn hai, người khác sửa.' }, 'editor');
  return (await keep('/quan-tri/bai/moi/ban', { title: 'Bài chưa lưu', body: 'Một hai ba.' })).copy_id;
}

/**
 * Starts and fills it; `end()` ends it. Gives {portal, admin, pages}, each page {pattern, name, target(lang), cookies}: what it is called in
 * tests/e2e/data/trees, its address in a language ('vi', 'en'), and those of who may see it, for a browser.
 */
export async function startStaffSite() {
  const [portal, fresh] = await Promise.all([startPortal({ args: ['error_rate=0', 'write_rate=0', 'miss_rate=0', 'mail_host=127.0.0.1', 'mail_from=cong@example.gov.vn', 'mail_program=/bin/true', 'webhooks=yes'].flatMap((one) => ['--set', one]) }), startPortal()]);
  try {
    return await fillStaffSite(portal, fresh);
  } catch (error) {
    await Promise.all([portal.end(), fresh.end()]);
    throw error;
  }
}

/** The same in two portals that run: one for all, one for the first visit alone. */
async function fillStaffSite(portal, fresh) {
  await ask(fresh, 'POST', '/accounts/first');
  await fillKept(portal);
  const image = (await portal.form('POST', '/media', { alt: 'Con đường mới', file: picture('photo.jpg') }, { as: 'editor' })).json.id;
  const things = await fillPortal(portal, image);
  const { published, trashed, review } = await fillArticles(portal, image);
  const picture_url = (await portal.api('GET', `/media/${image}`, { as: 'editor' })).json.url;
  const album = await ask(portal, 'POST', '/articles', { kind: 'album', title: 'Ngày hội non sông', body: `![Con đường mới](${picture_url})` });
  await ask(portal, 'POST', '/articles', { kind: 'event', title: 'Họp giao ban tháng', audience: 'staff', facts: { start: '2026-10-06T08:00:00+07:00', place: 'Phòng họp số 1' } });
  await portal.request('POST', `/bao-sai-sot/${published.slug}`, { type: 'application/x-www-form-urlencoded', body: 'noi-dung=Sai+ng%C3%A0y+kh%C3%A1nh+th%C3%A0nh' });
  await ask(portal, 'POST', '/questions', { name: 'Hoàng Thị Lan', phone: '0912 345 678', field: 'dat-dai', subject: 'Sổ đỏ', text: 'Bao giờ được cấp sổ đỏ?', consent: true, may_publish: true });
  const asked = (await ask(portal, 'GET', '/questions')).items[0];
  const draft = await fillConsultation(portal);
  const person = await ask(portal, 'POST', '/accounts', { name: 'lan.anh', display_name: 'Lan Anh', role: 'author' });
  const reset = await ask(portal, 'POST', `/accounts/${person.id}/password-link`);
  const enter = await ask(portal, 'POST', `/accounts/${person.id}/sign-in-link`);
  const admin = await portal.staff('admin');
  // The desk says it as soon as the keeper has looked, which is behind the start.
  await until(async () => (await admin.get('/quan-tri')).text.includes('Chưa có bản sao lưu tốt nào'));
  const copy = await fillCopies(admin, portal, published.id);
  const tag = (await portal.api('GET', '/tags', { as: 'reader' })).json.items[0];
  // When a token was used is written once a minute; here it is known from the start, whenever a page is looked at.
  portal.changeDatabase('UPDATE tokens SET last_used_ms = created_ms');
  const webhook = (await ask(portal, 'POST', '/webhooks', { name: 'Cổng tỉnh', url: 'https://example.gov.vn/nhan', is_on: false })).id;
  portal.changeDatabase(`INSERT INTO pushes (webhook_id, message, sequence, event, article_id, made_ms, state, attempts, next_ms, tried_ms, status) VALUES (${webhook}, '${'0'.repeat(32)}', 1, 0, ${published.id}, ${Date.parse(day(2))}, 2, 1, 0, ${Date.now()}, 503)`);
  const nobody = new Staff(portal), first = new Staff(fresh);
  // By the row's pattern: what stands for its arguments, its parameters, and who looks.
  const examples = {
    '/quan-tri': {}, '/quan-tri/dang-nhap': { who: nobody }, '/quan-tri/lan-dau': { who: first }, '/quan-tri/quen-mat-khau/{code}': { path: reset.path, who: nobody }, '/quan-tri/vao/{code}': { path: enter.path, who: nobody },
    '/quan-tri/bai': {}, '/quan-tri/bai/nhieu': { query: `do=withdraw&id=${published.id}&id=${review.id}` }, '/quan-tri/bai/tu-word': {}, '/quan-tri/bai/moi': {}, '/quan-tri/bai/moi/xem-truoc': { query: `ban=${copy}` },
    '/quan-tri/bai/{id}': { id: published.id }, '/quan-tri/bai/{id}/xem-truoc': { id: published.id }, '/quan-tri/bai/{id}/xem-thu': { id: review.id }, '/quan-tri/bai/{id}/so-sanh': { id: published.id }, '/quan-tri/bai/{id}/trang-thai': { id: published.id }, '/quan-tri/bai/{id}/kiem-tra': { id: review.id },
    '/quan-tri/bai/{id}/dang': { id: review.id }, '/quan-tri/bai/{id}/xoa-chu': { id: published.id }, '/quan-tri/xoa-chu': {}, '/quan-tri/ma-truy-cap': {},
    '/quan-tri/bai/{id}/anh': { id: album.id }, '/quan-tri/lich': { query: 'tuan=2026-10-05' }, '/quan-tri/lich/dan': { query: 'tuan=2026-10-05' }, '/quan-tri/van-ban/nhap': {},
    '/quan-tri/duyet': {}, '/quan-tri/duyet/{id}': { id: review.id },
    '/quan-tri/tep': {}, '/quan-tri/tep/mo-ta': { query: `ids=${image}` }, '/quan-tri/tep/{id}': { id: image },
    '/quan-tri/cong': {}, '/quan-tri/cong/nhan-dien': {}, '/quan-tri/cong/menu': {}, '/quan-tri/cong/trang-chu': {}, '/quan-tri/cong/khan': {}, '/quan-tri/cong/trang': {},
    '/quan-tri/cong/khoi': {}, '/quan-tri/cong/khoi/{id}': { id: things.box.id }, '/quan-tri/cong/chuyen-muc': {}, '/quan-tri/cong/chuyen-muc/{id}': { id: things.tin.id },
    '/quan-tri/cong/the': {}, '/quan-tri/cong/the/{id}': { id: tag.id }, '/quan-tri/cong/viet-tat': {}, '/quan-tri/cong/viet-tat/{id}': { id: things.abbreviation.id },
    '/quan-tri/so-lieu': {}, '/quan-tri/so-lieu/nhuan-but': {}, '/quan-tri/nhat-ky': {}, '/quan-tri/thung-rac': {}, '/quan-tri/thung-rac/{id}/xoa-han': { id: trashed.id }, '/quan-tri/sao-luu': {}, '/quan-tri/suc-khoe': {}, '/quan-tri/lien-ket': {}, '/quan-tri/bao-loi': {}, '/quan-tri/hoi-dap': {}, '/quan-tri/hoi-dap/{id}': { id: asked.id },
    '/quan-tri/gop-y': {}, '/quan-tri/gop-y/{id}': { id: draft.id }, '/quan-tri/cong/ngay-lam-viec': { query: 'nam=2026' }, '/quan-tri/cong/thoi-han': {},
    '/quan-tri/toi': {}, '/quan-tri/toi/mat-khau': {}, '/quan-tri/toi/ma-mot-lan': {}, '/quan-tri/toi/ma-khoi-phuc': {}, '/quan-tri/dang-do': {}, '/quan-tri/nguoi': {}, '/quan-tri/nguoi/{id}': { id: person.id }, '/quan-tri/webhook': {}, '/quan-tri/webhook/{id}': { id: webhook },
  };
  const rows = routeRows().filter(({ answer, method, pattern }) => answer === 'STAFF' && method === 'GET' && !FILES.includes(pattern)).map(({ pattern }) => pattern);
  assert.deepEqual(rows.filter((pattern) => !examples[pattern]), [], 'tests/e2e/lib/staff-site.mjs has no example of these pages');
  assert.deepEqual(Object.keys(examples).filter((pattern) => !rows.includes(pattern)), [], 'the table has no such page');
  const pages = Object.entries(examples).map(([pattern, { path = pattern, id, query, who = admin }]) => {
    const address = `${path.replace('{id}', id)}${query ? `?${query}` : ''}`;
    return {
      pattern, who, name: `staff${pattern.replace('/quan-tri', '').replace(/[{}]/g, '').replaceAll('/', '-') || '-desk'}`,
      target: (lang) => (lang === 'en' ? '/en' : '') + address, url: (lang) => who.portal.url + (lang === 'en' ? '/en' : '') + address,
    };
  });
  return {
    portal, admin, pages,
    async stop() { await Promise.all([portal.stop(), fresh.stop()]); },
    async end() { await Promise.all([portal.end(), fresh.end()]); },
  };
}
