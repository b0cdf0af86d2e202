// Finding and writing articles on the staff's pages as a browser without JavaScript does it: nothing typed is ever lost.
// CONG_HOSTILE: how many hostile bodies go through the form (200 is the figure of the campaign).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { prepareBefore } from './lib/patience.mjs';
import { picture, startPortal, until } from './lib/portal.mjs';

const HOSTILE = Number(process.env.CONG_HOSTILE || 24);
let portal, editor, author;
before(async () => {
  portal = await startPortal({ args: ['--write-rate', '0', '--error-rate', '0', '--search-rate', '0'] });
  editor = await portal.staff('editor');
  author = await portal.staff('author');
  for (const [name, slug] of [['Thông báo', 'thong-bao'], ['Tin hoạt động', 'tin']]) {
    const made = await portal.api('POST', '/categories', { as: 'editor', body: { name, slug } });
    assert.equal(made.status, 201, made.text);
  }
});
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const text = (html) => html.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');
const escaped = (value) => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;');
/** What stands in a form: its inputs, areas and selects by name. */
function fields(html) {
  const form = html.match(/<form id="viet"[\s\S]*?<\/form>/)[0];
  const found = {};
  for (const [tag, name] of form.matchAll(/<input\b[^>]*?\bname="([^"]+)"[^>]*>/g)) {
    if (/type="(file|checkbox)"/.test(tag) && !/checked/.test(tag)) continue;
    const value = text(tag.match(/\bvalue="([^"]*)"/)?.[1] ?? '');
    found[name] = name in found ? [found[name], value].flat() : value;
  }
  for (const [, name, value] of form.matchAll(/<textarea\b[^>]*?\bname="([^"]+)"[^>]*>\n?([\s\S]*?)<\/textarea>/g)) found[name] = text(value);
  for (const [, name, options] of form.matchAll(/<select\b[^>]*?\bname="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g)) {
    const chosen = options.match(/<option value="([^"]*)" selected/) ?? options.match(/<option value="([^"]*)"/);
    found[name] = text(chosen?.[1] ?? '');
  }
  delete found.form_token;
  return found;
}
/** Opens a form, types into it and presses a button; "Đăng" once more where something was found before it. */
async function write(staff, path, typed, press = 'save') {
  const page = await staff.get(path);
  assert.equal(page.status, 200, page.text.slice(0, 500));
  return staff.publish(await staff.post(path.replace(/\?.*/, ''), { ...fields(page.text), ...typed, do: press }));
}
/** The same of a new article of a kind: its number. */
async function makeKind(staff, kind, typed) {
  const answer = await write(staff, `/quan-tri/bai/moi?kind=${kind}`, typed, 'publish');
  assert.equal(answer.status, 303, answer.text);
  return Number(answer.headers.location.match(/^\/quan-tri\/bai\/(\d+)/)?.[1]);
}
/** The same of a new article: its number. */
async function make(staff, typed, press) {
  const answer = await write(staff, '/quan-tri/bai/moi', typed, press);
  assert.equal(answer.status, 303, answer.text);
  const id = Number(answer.headers.location.match(/^\/quan-tri\/bai\/(\d+)/)?.[1]);
  assert.ok(id, answer.headers.location);
  return id;
}
const article = async (id) => (await portal.api('GET', `/articles/${id}`, { as: 'admin' })).json;

test('a document is written with days as people write them, its type chosen, and what it replaces by number', async () => {
  const old = (await portal.form('POST', '/articles', { title: 'Quyết định cũ', kind: 'document', body: 'Cũ.', status: 'published', 'facts.number': '71/QĐ-UBND', 'facts.type': 'quyet-dinh',
    'facts.issuer': 'Ủy ban nhân dân xã', 'facts.issued': '05/02/2024', attachments: picture('photo.jpg') }, { as: 'editor' })).json;
  assert.equal(old.facts?.issued, '2024-02-05', JSON.stringify(old));
  const page = await editor.get('/quan-tri/bai/moi?kind=document');
  assert.match(page.text, /<select id="fact_type"[^]*?<option value="quyet-dinh">Quyết định</);
  assert.doesNotMatch(page.text, /name="fact_state"/, 'what follows from others is not typed');
  const answer = await editor.post('/quan-tri/bai/moi', { ...fields(page.text), title: 'Quyết định mới', body: 'Mới.', fact_number: '72/QĐ-UBND', fact_type: 'quyet-dinh', fact_issuer: 'Ủy ban nhân dân xã',
    fact_issued: '6/3/2025', fact_replaces: '71-qđ-ubnd', do: 'save' });
  assert.equal(answer.status, 303, answer.text);
  const id = Number(answer.headers.location.match(/\/bai\/(\d+)/)[1]);
  const made = await article(id);
  assert.deepEqual([made.kind, made.facts.issued, made.facts.replaces.map((other) => other.id)], ['document', '2025-03-06', [old.id]]);
  const shown = fields((await editor.get(`/quan-tri/bai/${id}`)).text);
  assert.equal(shown.fact_replaces, `71/QĐ-UBND #${old.id}`);
  assert.equal((await write(editor, `/quan-tri/bai/${id}`, { title: 'Quyết định mới hơn' })).status, 303);
  assert.deepEqual((await article(id)).facts.replaces.map((other) => other.id), [old.id]);
});

test('an article is written, shown again as it was typed, mended, sent for review and published', async () => {
  const typed = { title: 'Lịch tiêm chủng tháng 12', lead: 'Trạm y tế xã tiêm từ ngày 5.', body: '\nĐoạn một.\n\n- một\n- hai', category: 'thong-bao', tags: 'y tế, tiêm chủng', author: 'Lý Thị Mai', source_name: 'Trạm y tế', source_url: 'https://vidu.vn/' };
  const id = await make(author, typed);
  const page = await author.get(`/quan-tri/bai/${id}`);
  const shown = fields(page.text);
  for (const name of Object.keys(typed)) assert.equal(shown[name], typed[name], name);
  assert.match((await author.get(`/quan-tri/bai/${id}?xong=write_saved`)).text, /role="status">Đã lưu\./);
  assert.doesNotMatch(page.text, /value="publish"/, 'an author has no button to publish');
  assert.equal((await write(author, `/quan-tri/bai/${id}`, { title: 'Lịch tiêm chủng' }, 'review')).status, 303);
  assert.deepEqual([(await article(id)).status, (await article(id)).title], ['review', 'Lịch tiêm chủng']);
  const published = await write(editor, `/quan-tri/bai/${id}`, { change_note: 'Sửa tên' }, 'publish');
  assert.equal(published.status, 303, published.text);
  const now = await article(id);
  assert.deepEqual([now.status, now.category.slug, now.tags.map(({ name }) => name), now.change_note], ['published', 'thong-bao', ['y tế', 'tiêm chủng'], 'Sửa tên']);
  assert.equal((await portal.page(now.url)).status, 200);
});

test('what is refused comes back with everything typed, each fault at its field, and files that were sent are kept', async () => {
  const typed = { title: '', lead: 'Còn đây', body: 'Chữ "quý" & <b>đậm</b>', category: 'tin', tags: 'một', author: 'Ai đó', source_url: 'javascript:alert(1)', change_note: 'ghi chú', day: '', time: '' };
  const refused = await write(editor, '/quan-tri/bai/moi', { ...typed, image: picture('photo.jpg'), alt: '' });
  assert.equal(refused.status, 422, refused.text.slice(0, 300));
  assert.match(refused.text, /<title>Lỗi: /);
  for (const name of ['title', 'source_url', 'alt']) assert.match(refused.text, new RegExp(`id="${name}"[^>]*aria-invalid="true"`), name);
  assert.match(refused.text, /<a href="#title">/);
  const shown = fields(refused.text);
  for (const name of Object.keys(typed)) assert.equal(shown[name], typed[name], name);
  assert.match(shown.image_id, /^\d+$/, 'the picture need not be chosen again');
  const mended = await editor.post('/quan-tri/bai/moi', { ...shown, title: 'Nay có tiêu đề', source_url: '', alt: 'Một con đường', do: 'save' });
  assert.equal(mended.status, 303, mended.text.slice(0, 500));
  const saved = await article(Number(mended.headers.location.match(/\d+/)[0]));
  assert.deepEqual([saved.image.alt, saved.body.text, saved.lead], ['Một con đường', typed.body, 'Còn đây']);
  const moment = await write(editor, '/quan-tri/bai/moi', { title: 'Giờ lạ', day: '2026-13-40', time: '99' });
  assert.equal(moment.status, 422);
  assert.deepEqual([fields(moment.text).title, fields(moment.text).day], ['Giờ lạ', '2026-13-40']);
});

test('a post with photos in the text and a notice with its PDF keep words, places, files and titles', async () => {
  const pdf = { bytes: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n161\n%%EOF\n'), name: 'thông báo.pdf', type: 'application/pdf' };
  const id = await make(editor, {
    title: 'Khánh thành đường', body: 'Đoạn một.\n\nĐoạn hai.\n\nĐoạn ba.', image: picture('photo.jpg'), alt: 'Con đường', caption: 'Đường mới', credit: 'Ảnh: Thử',
    picture1: picture('emblem.png'), picture1_alt: 'Cái [cầu]', picture1_caption: 'Cầu "mới"', picture1_place: '1', attachments: pdf,
  });
  const saved = await article(id);
  assert.deepEqual([saved.image.alt, saved.image.caption, saved.image.credit], ['Con đường', 'Đường mới', 'Ảnh: Thử']);
  assert.match(saved.body_html, /Đoạn một[\s\S]*<img[^>]*alt="Cái \[cầu\]"[\s\S]*Cầu &quot;mới&quot;[\s\S]*Đoạn hai/);
  assert.deepEqual(saved.attachments.map(({ title }) => title), ['thông báo.pdf']);
  const page = fields((await editor.get(`/quan-tri/bai/${id}`)).text);
  const file = page.file;
  assert.equal((await write(editor, `/quan-tri/bai/${id}`, { [`file_title_${file}`]: 'Toàn văn thông báo' })).status, 303);
  const renamed = await article(id);
  assert.deepEqual([renamed.attachments[0].title, renamed.image.alt], ['Toàn văn thông báo', 'Con đường'], 'the rest stays');
  assert.equal((await write(editor, `/quan-tri/bai/${id}`, { file_off: file, image_off: '1' })).status, 303);
  assert.deepEqual([(await article(id)).attachments, (await article(id)).image], [[], null]);
  const form = await editor.get(`/quan-tri/bai/${id}`);
  const source = form.text.match(/src="(\/quan-tri\/media\/[^"]+)"/);
  assert.equal(source, null);
});

test('two people save one article: nothing is lost, and both are joined place by place', async () => {
  const id = await make(editor, { title: 'Hai người sửa', lead: 'Tóm tắt cũ', body: 'Đoạn một.\n\nĐoạn hai.\n\nĐoạn ba.' });
  const path = `/quan-tri/bai/${id}`;
  const mine = fields((await editor.get(path)).text);
  assert.equal((await portal.api('PATCH', `/articles/${id}`, { as: 'admin', body: { body: 'Đoạn một, người khác sửa.\n\nĐoạn hai.\n\nĐoạn ba.\n\nĐoạn của người khác.', tags: ['mới'] } })).status, 200);
  const met = await editor.post(path, { ...mine, lead: 'Tóm tắt của tôi', body: 'Đoạn một.\r\n\r\nĐoạn hai, tôi sửa.\r\n\r\nĐoạn ba.', do: 'save' });
  assert.deepEqual([met.status, met.headers.location], [303, `${path}/so-sanh?ban=${mine.lan}`]);
  assert.equal((await article(id)).lead, 'Tóm tắt cũ', 'nothing was written over');
  const compare = await editor.get(`${path}/so-sanh`);
  assert.equal(compare.status, 200, compare.text.slice(0, 300));
  assert.match(compare.text, /<del>[^<]*hai\.[^<]*<\/del>|<ins>[^<]*tôi sửa/);
  assert.match(compare.text, /Trong lúc bạn viết, [^,]+ đã lưu bài này/, 'it says who');
  assert.equal(compare.text.match(/Chỗ khác nhau \d/g).length, 3, 'the ends of lines that browsers send are no difference');
  assert.doesNotMatch(compare.text, /Nguồn bài/, 'nor is what neither says');
  const hidden = (name) => compare.text.match(new RegExp(`name="${name}" value="(\\d+)"`))[1];
  const radios = [...compare.text.matchAll(/<input id="[^"]+" type="radio" name="([^"]+)" value="(\w+)" checked/g)].map(([, name, value]) => [name, value]);
  assert.deepEqual(Object.fromEntries(radios).m_lead, 'mine');
  const stale = await editor.post(`${path}/so-sanh`, { version: '1', copy_version: hidden('copy_version'), ...Object.fromEntries(radios), do: 'join' });
  assert.match(stale.text, /vừa thay đổi/);
  const joined = await editor.post(`${path}/so-sanh`, { version: hidden('version'), copy_version: hidden('copy_version'), ...Object.fromEntries(radios), do: 'join' });
  assert.deepEqual([joined.status, joined.headers.location], [303, `${path}?xong=write_joined`], joined.text);
  const saved = await article(id);
  assert.deepEqual([saved.lead, saved.body.text, saved.tags.map(({ name }) => name)], ['Tóm tắt của tôi', 'Đoạn một, người khác sửa.\n\nĐoạn hai, tôi sửa.\n\nĐoạn ba.\n\nĐoạn của người khác.', ['mới']]);
  assert.equal((await portal.api('GET', '/working-copies', { as: 'editor' })).json.items.length, 0);
});

test('what was typed and not saved is offered again with what differs, taken up or dropped; a preview shows it and saves nothing', async () => {
  const id = await make(editor, { title: 'Viết dở', body: 'Bản đã lưu.' });
  const path = `/quan-tri/bai/${id}`;
  const seen = await write(editor, path, { body: 'Bản viết dở <script>alert(1)</script>.' }, 'preview');
  assert.equal(seen.status, 303);
  assert.match(seen.headers.location, new RegExp(`^${path}/xem-truoc\\?ban=[0-9a-f]{24}$`));
  const preview = await editor.get(seen.headers.location);
  assert.equal(preview.status, 200, preview.text.slice(0, 300));
  assert.match(preview.text, /Người đọc chưa thấy trang này/);
  assert.match(preview.text, /Bản viết dở/);
  assert.doesNotMatch(preview.text, /<script>alert/);
  assert.match(preview.headers['cache-control'], /no-store/);
  assert.equal((await article(id)).body.text, 'Bản đã lưu.');
  const back = await editor.get(path);
  assert.match(back.text, /Bạn có bản viết dở/);
  assert.match(back.text, /<ins>[^<]*viết dở/);
  assert.equal(fields(back.text).body, 'Bản đã lưu.', 'the article itself is what the form begins with');
  assert.doesNotMatch((await (await portal.staff('admin')).get(path)).text, /Bạn có bản viết dở/, 'it is nobody else’s');
  const taken = await editor.get(`${path}?ban=1`);
  assert.match(fields(taken.text).body, /^Bản viết dở/);
  assert.ok(taken.text.includes(`href="/en${path}?ban=1" lang="en"`), 'the other language shows the same copy');
  assert.equal((await editor.post(`${path}/bo-ban`, {})).status, 303);
  assert.doesNotMatch((await editor.get(path)).text, /Bạn có bản viết dở/);
  const fresh = await write(editor, '/quan-tri/bai/moi', { title: 'Bài mới xem trước', body: 'Chưa thành bài.' }, 'preview');
  assert.match(fresh.headers.location, /^\/quan-tri\/bai\/moi\/xem-truoc\?ban=\d+$/);
  assert.match((await editor.get(fresh.headers.location)).text, /Chưa thành bài/);
  const list = await editor.get('/quan-tri/bai');
  assert.match(list.text, /Đang viết dở[\s\S]*Bài mới xem trước/);
  const again = await editor.get(fresh.headers.location.replace('/xem-truoc', ''));
  const made = await editor.post('/quan-tri/bai/moi', { ...fields(again.text), do: 'save' });
  assert.equal(made.status, 303, made.text);
  assert.doesNotMatch((await editor.get('/quan-tri/bai')).text, /Đang viết dở/, 'the save took the working copy along');
});

test('a form that was opened anew writes over nothing that an earlier one left, and its save leaves that too', async () => {
  const id = await make(editor, { title: 'Hai lần viết dở', body: 'Bản đã lưu.' });
  const path = `/quan-tri/bai/${id}`, other = await portal.staff('editor');
  const form = async (where = path) => fields((await editor.get(where)).text);
  const keep = async (typed, body) => (await editor.post(`${path}/ban`, { ...typed, body })).json;
  const first = await form();
  assert.equal((await keep(first, 'Ba đoạn viết hôm thứ Hai.')).is_saved, true);
  assert.equal((await keep(first, 'Ba đoạn viết hôm thứ Hai, và một.')).is_saved, true);
  const second = await form();
  assert.notEqual(second.lan, first.lan);
  await keep(second, 'Viết vội hôm thứ Ba.');
  const offered = await editor.get(path);
  assert.equal(offered.text.match(/Bạn có bản viết dở/g).length, 2);
  assert.match(offered.text, /<ins>[^]*thứ Ba[^]*<ins>[^]*thứ Hai/, 'the latest first');
  assert.equal((await form(`${path}?ban=${first.lan}`)).body, 'Ba đoạn viết hôm thứ Hai, và một.');
  assert.equal((await form(`${path}?ban=${second.lan}`)).lan, second.lan, 'one that is taken up goes on under its own mark');
  assert.match((await other.get(`${path}?ban=${first.lan}`)).text, /thứ Hai/, 'wherever its writer is signed in');
  const saved = await editor.post(path, { ...second, body: 'Viết vội hôm thứ Ba, xong.', do: 'save' });
  assert.equal(saved.status, 303, saved.text);
  const left = await editor.get(path);
  assert.equal(left.text.match(/Bạn có bản viết dở/g).length, 1);
  const way = left.text.match(/href="([^"]*so-sanh\?ban=[^"]*)"/)[1];
  assert.ok((await editor.get(way)).text.includes(`name="lan" value="${first.lan}"`), way);
  assert.equal((await editor.post(`${path}/bo-ban`, { lan: second.lan })).status, 303);
  assert.match((await editor.get(path)).text, /Bạn có bản viết dở/, 'another is not dropped with it');
  assert.equal((await editor.post(`${path}/bo-ban`, { lan: first.lan })).status, 303);
  assert.doesNotMatch((await editor.get(path)).text, /Bạn có bản viết dở/);
});

test('another kind takes along what was typed and the files that were chosen, and nothing is kept of an empty form', async () => {
  const page = await editor.get('/quan-tri/bai/moi');
  assert.match(page.text, /<button name="doi" value="article" formnovalidate="" aria-current="true">/);
  const empty = await editor.post('/quan-tri/bai/moi', { ...fields(page.text), doi: 'document' });
  assert.deepEqual([empty.status, empty.headers.location], [303, '/quan-tri/bai/moi?kind=document']);
  const led = await editor.post('/quan-tri/bai/moi', { ...fields(page.text), title: 'Về việc đổi loại', body: 'Đã gõ cả trang.', tags: 'một, hai', attachments: { bytes: Buffer.from('%PDF-1.7\n% đổi\n%%EOF\n'), name: 'doi.pdf', type: 'application/pdf' }, doi: 'document' });
  assert.equal(led.status, 303, led.text);
  const anew = await editor.get(led.headers.location), typed = fields(anew.text);
  assert.deepEqual([typed.kind, typed.title, typed.body, typed.tags], ['document', 'Về việc đổi loại', 'Đã gõ cả trang.', 'một, hai']);
  assert.match(anew.text, /name="fact_number"/);
  assert.match(anew.text, /<legend>doi\.pdf/);
  assert.equal((await editor.post('/quan-tri/bai/moi', { ...typed, do: 'save' })).status, 303);
  assert.doesNotMatch((await editor.get('/quan-tri/bai')).text, /Đang viết dở/);
});

test('the list finds by words, state, category, person and time; many are changed at once, and each is told', async () => {
  const ids = [];
  for (const title of ['Hàng loạt một', 'Hàng loạt hai', 'Hàng loạt ba']) ids.push(await make(editor, { title, body: 'Có chữ.', category: 'tin' }));
  const own = await make(author, { title: 'Của tác giả', body: 'x' });
  const rows = async (staff, query) => [...(await staff.get(`/quan-tri/bai?${query}`)).text.matchAll(/<th scope="row" class="wide"><a href="[^"]*\/(\d+)"/g)].map(([, id]) => Number(id));
  assert.deepEqual((await rows(editor, 'q=%22H%C3%A0ng+lo%E1%BA%A1t%22&status=draft')).sort(), [...ids].sort());
  assert.deepEqual((await rows(editor, 'category=tin&status=draft')).filter((id) => ids.includes(id)).length, 3);
  assert.deepEqual(await rows(author, 'author=me&status=draft'), [own]);
  assert.deepEqual(await rows(editor, 'from=2031-01-01&status=&kind='), []);
  const bad = await editor.get('/quan-tri/bai?from=khong-phai-ngay&category=khong-co');
  assert.equal(bad.status, 200);
  assert.match(bad.text, /role="alert"/);
  assert.equal((await portal.api('DELETE', `/articles/${ids[2]}`, { as: 'editor' })).status, 200);
  const ask = await editor.get(`/quan-tri/bai/nhieu?do=publish&${ids.map((id) => `id=${id}`).join('&')}`);
  assert.match(ask.text, /Đăng các bài đã chọn/);
  const versions = Object.fromEntries([...ask.text.matchAll(/name="(version_\d+)" value="(\d+)"/g)].map(([, name, value]) => [name, value]));
  assert.equal(Object.keys(versions).length, 3);
  const sent = await editor.post('/quan-tri/bai/nhieu', { do: 'publish', id: ids.map(String), ...versions });
  const done = await editor.follow(sent);
  assert.match(done.text, /Đã làm 2 trong 3 bài/);
  assert.equal((await editor.follow(sent)).text, done.text, 'loading the page anew tells the same and sends nothing');
  assert.match((await author.get(sent.headers.location)).text, /Chưa chọn việc gì[^]*không còn được giữ/, 'what came of it is for who did it alone');
  assert.match(done.text, /Hàng loạt ba<\/a>: <span class="st red">/);
  assert.deepEqual([(await article(ids[0])).status, (await article(ids[2])).status], ['published', 'trashed']);
  const silent = await editor.post('/quan-tri/bai/nhieu', { do: 'withdraw', id: ids.map(String), reason: '  ' });
  assert.equal(silent.status, 422);
  assert.equal((await article(ids[0])).status, 'published');
  const moved = await editor.follow(await editor.post('/quan-tri/bai/nhieu', { do: 'category', id: ids.map(String), category: 'thong-bao' }));
  assert.match(moved.text, /Đã làm 3 trong 3/);
  assert.equal((await article(ids[1])).category.slug, 'thong-bao');
  const stale = await editor.follow(await editor.post('/quan-tri/bai/nhieu', { do: 'trash', id: [String(ids[1])], [`version_${ids[1]}`]: '1' }));
  assert.match(stale.text, /Đã làm 0 trong 1/);
  assert.equal((await author.get('/quan-tri/bai/nhieu?do=publish&id=1')).status, 200);
  assert.match((await author.post('/quan-tri/bai/nhieu', { do: 'publish', id: [String(own)] })).text, /Chưa có bài nào|Chưa chọn/);
  assert.equal((await article(own)).status, 'draft');
});

test('of many to be published one whose findings cannot be read is held back and says so', async () => {
  const [one, two] = [await make(editor, { title: 'Giữ lại một', body: 'Xem [trang của tỉnh](https://vidu.vn/a).' }), await make(editor, { title: 'Giữ lại hai', body: 'Xem [trang của tỉnh](https://vidu.vn/a).' })];
  portal.changeDatabase('ALTER TABLE links RENAME TO links_away');
  let ask;
  try {
    ask = await editor.get(`/quan-tri/bai/nhieu?do=publish&id=${one}&id=${two}`);
  } finally {
    portal.changeDatabase('ALTER TABLE links_away RENAME TO links');
  }
  assert.equal(ask.status, 200);
  assert.equal(ask.text.match(/Giữ lại, chưa làm gì với bài này:/g).length, 2);
  assert.doesNotMatch(ask.text, /name="id"|name="version_|<button class="go">/, 'nothing of it can be sent');
  assert.match((await editor.get(`/quan-tri/bai/nhieu?do=publish&id=${one}`)).text, new RegExp(`id="id-${one}"`));
});

test('two presses at once are one: one article is made, saved and published, and both are told so', async () => {
  const both = (path, typed) => Promise.all([1, 2].map(() => editor.post(path, typed)));
  const page = await editor.get('/quan-tri/bai/moi'), typed = { ...fields(page.text), title: 'Bấm hai lần', lead: 'Tóm tắt.', body: 'Có chữ.', category: 'tin' };
  const made = await both('/quan-tri/bai/moi', { ...typed, do: 'publish' });
  const places = made.map(({ status, headers }) => [status, headers.location?.match(/\/bai\/(\d+)/)?.[1]]);
  assert.deepEqual(places[0], places[1], made.map(({ text: shown }) => shown).join());
  const id = places[0][1];
  assert.equal(places[0][0], 303);
  assert.equal((await portal.api('GET', '/articles?status=draft,review,scheduled,published&limit=50', { as: 'admin' })).json.items.filter(({ title }) => title === typed.title).length, 1);
  assert.equal((await article(id)).status, 'published');
  const form = await editor.get(`/quan-tri/bai/${id}`);
  for (const answer of await both(`/quan-tri/bai/${id}`, { ...fields(form.text), lead: 'Tóm tắt khác.', do: 'save' })) assert.match(answer.headers.location, new RegExp(`/bai/${id}\\?xong=write_published`), answer.text);
  assert.equal((await article(id)).lead, 'Tóm tắt khác.');
  const state = `/quan-tri/bai/${id}/trang-thai`, { version } = await article(id);
  await editor.get(state);
  for (const answer of await both(state, { do: 'withdraw', reason: 'Sai số', version: String(version) })) assert.equal(answer.headers.location, `${state}?xong=state_withdrawn`, answer.text);
});

test('many are published after a look at what was found in each, and only those that were confirmed', async () => {
  const fine = await make(editor, { title: 'Hàng loạt không lỗi', lead: 'Tóm tắt.', body: 'Nội dung.', category: 'tin' });
  const bare = await make(editor, { title: 'Hàng loạt ảnh thiếu chữ', lead: 'Tóm tắt.', body: 'Xem [tại đây](/so-do).', category: 'tin' });
  const personal = await make(editor, { title: 'Hàng loạt có dữ liệu cá nhân', lead: 'Tóm tắt.', body: 'Ông Lý Văn Páo, số căn cước công dân 002085001234.', category: 'tin' });
  const ask = await editor.get(`/quan-tri/bai/nhieu?do=publish&id=${fine}&id=${bare}&id=${personal}`);
  const box = (id) => ask.text.match(new RegExp(`<input id="id-${id}"[^>]*>`))[0];
  assert.match(box(fine), /checked/);
  assert.doesNotMatch(box(personal), /checked/);
  assert.match(ask.text, /căn cước/);
  assert.match(ask.text, /tại đây/);
  assert.match(ask.text, new RegExp(`name="check_reason_${personal}"`));
  assert.doesNotMatch(ask.text, new RegExp(`name="check_reason_${fine}"|type="hidden" name="id"`));
  const versions = Object.fromEntries([...ask.text.matchAll(/name="(version_\d+)" value="(\d+)"/g)].map(([, name, value]) => [name, value]));
  const silent = await editor.follow(await editor.post('/quan-tri/bai/nhieu', { do: 'publish', id: [fine, personal].map(String), ...versions }));
  assert.match(silent.text, /Đã làm 1 trong 2 bài/);
  assert.deepEqual((await Promise.all([fine, bare, personal].map(article))).map(({ status }) => status), ['published', 'draft', 'draft']);
  const answered = await editor.follow(await editor.post('/quan-tri/bai/nhieu', { do: 'publish', id: [String(personal)], [`check_reason_${personal}`]: 'Phải niêm yết theo quy định', ...versions }));
  assert.match(answered.text, /Đã làm 1 trong 1 bài/);
  assert.equal((await article(personal)).status, 'published');
});

test('what a save left out is said on the page behind it, as often as that is loaded, to who saved alone and while it reads so', async () => {
  const lost = /Đã lưu, nhưng có điều bạn nên biết/;
  const page = await editor.get('/quan-tri/bai/moi');
  const saved = await editor.post('/quan-tri/bai/moi', { ...fields(page.text), title: 'Từ khóa hai lần', body: 'Chữ.', tags: 'y tế, y tế', do: 'save' });
  assert.equal(saved.status, 303, saved.text);
  assert.match(saved.headers.location, /^\/quan-tri\/bai\/\d+\?xong=write_saved$/);
  const address = saved.headers.location.replace(/\?.*/, ''), other = await portal.staff('admin');
  for (let times = 0; times < 2; times++) assert.match((await editor.get(saved.headers.location)).text, lost);
  assert.doesNotMatch((await other.get(address)).text, lost);
  /* Publishing what has something to look at leads on to that, which says it too. */
  const asked = await editor.post(address, { ...fields((await editor.get(address)).text), body: 'Xem [tại đây](/so-do).', tags: 'tiêm chủng, tiêm chủng', do: 'publish' });
  assert.match(asked.headers.location, /\/dang$/);
  assert.match((await editor.get(asked.headers.location)).text, lost);
  assert.equal((await write(editor, address, { body: 'Chữ.' })).status, 303);
  assert.doesNotMatch((await editor.get(address)).text, lost);
});

test('a second press says what the first left out: of a new article, of an edit, and of what is published with it', async () => {
  const lost = /Đã lưu, nhưng có điều bạn nên biết/, body = 'Xem [trang này](javascript:alert(1)).';
  const twice = async (path, typed) => {
    const first = await editor.post(path, typed), second = await editor.post(path, typed);
    assert.deepEqual([first.status, second.status, second.headers.location], [303, 303, first.headers.location], second.text);
    assert.match((await editor.get(second.headers.location)).text, lost);
    return second.headers.location.match(/^\/quan-tri\/bai\/\d+/)[0];
  };
  const page = fields((await editor.get('/quan-tri/bai/moi')).text);
  const path = await twice('/quan-tri/bai/moi', { ...page, title: 'Bấm hai lần, có điều để nói', lead: 'Tóm tắt.', body, category: 'tin', do: 'save' });
  await twice(path, { ...fields((await editor.get(path)).text), lead: 'Tóm tắt khác.', body: `${body} Sửa.`, do: 'save' });
  await twice(path, { ...fields((await editor.get(path)).text), lead: 'Tóm tắt khác nữa.', body: `${body} Sửa nữa.`, do: 'publish' });
  const fresh = fields((await editor.get('/quan-tri/bai/moi')).text);
  await twice('/quan-tri/bai/moi', { ...fresh, title: 'Bấm đăng hai lần, có điều để nói', lead: 'Tóm tắt.', body, category: 'tin', do: 'publish' });
});

test('an act on many that was pressed twice is told as done', async () => {
  const ids = [await make(editor, { title: 'Hai lần một', lead: 'Tóm tắt.', body: 'Có chữ.', category: 'tin' }), await make(editor, { title: 'Hai lần hai', lead: 'Tóm tắt.', body: 'Có chữ.', category: 'tin' })];
  for (const [act, more] of [['publish', {}], ['category', { category: 'thong-bao' }], ['category', { category: '' }], ['withdraw', { reason: 'Sai số' }], ['trash', {}]]) {
    const versions = Object.fromEntries(await Promise.all(ids.map(async (id) => [`version_${id}`, String((await article(id)).version)])));
    for (const press of ['first', 'second']) {
      const told = await editor.follow(await editor.post('/quan-tri/bai/nhieu', { do: act, id: ids.map(String), ...versions, ...more }));
      assert.match(told.text, /Đã làm 2 trong 2 bài/, `${act}, ${press} press`);
    }
    const [other, its] = act === 'category' ? ['withdraw', { reason: 'Khác' }] : ['category', { category: 'thong-bao' }];
    const late = await editor.follow(await editor.post('/quan-tri/bai/nhieu', { do: other, id: ids.map(String), ...versions, ...its }));
    assert.match(late.text, /Đã làm 0 trong 2 bài/, `another act, late behind ${act}, is not done`);
  }
});

test('an article is taken down with its reason and brought back, pinned, trashed and restored, and a former version returns', async () => {
  const id = await make(editor, { title: 'Gỡ rồi đăng', body: 'Bản một.' }, 'publish');
  const path = `/quan-tri/bai/${id}/trang-thai`;
  const press = async (what, more = {}) => {
    const page = await editor.get(path);
    return editor.post(path, { version: page.text.match(/name="version" value="(\d+)"/)[1], do: what, ...more });
  };
  const silent = await press('withdraw', { reason: '' });
  assert.equal(silent.status, 422);
  assert.match(silent.text, /role="alert"/);
  assert.equal((await press('withdraw', { reason: 'Thông tin chưa đúng' })).status, 303);
  assert.deepEqual([(await article(id)).status, (await article(id)).withdrawn_reason], ['withdrawn', 'Thông tin chưa đúng']);
  assert.equal((await press('publish')).status, 303);
  assert.equal((await press('pin')).status, 303);
  assert.deepEqual([(await article(id)).status, (await article(id)).pinned], ['published', true]);
  assert.equal((await write(editor, `/quan-tri/bai/${id}`, { body: 'Bản hai.' })).status, 303);
  const page = await editor.get(path);
  const revert = await editor.post(path, { version: page.text.match(/name="version" value="(\d+)"/)[1], number: '1', do: 'revert' });
  assert.equal(revert.status, 303, revert.text);
  assert.equal((await article(id)).body.text, 'Bản một.');
  assert.equal((await editor.post(path, { version: '1', do: 'trash' })).status, 412);
  assert.equal((await press('trash')).status, 303);
  assert.equal((await press('restore')).status, 303);
  assert.equal((await article(id)).status, 'draft');
});

test('a pin ends by itself at the day that was given, whatever the article says meanwhile', async () => {
  const id = await make(editor, { title: 'Ghim có hạn', body: 'x', pinned: '1', pinned_until: '2031-11-25' }, 'publish');
  const made = await article(id);
  assert.deepEqual([made.pinned, made.pinned_until], [true, '2031-11-25T17:00:00Z']);
  assert.equal(fields((await editor.get(`/quan-tri/bai/${id}`)).text).pinned_until, '2031-11-25');
  assert.equal((await write(editor, `/quan-tri/bai/${id}`, { body: 'y' })).status, 303);
  assert.equal((await article(id)).pinned_until, '2031-11-25T17:00:00Z');
  assert.equal((await portal.api('PATCH', `/articles/${id}`, { as: 'editor', body: { pinned_until: '2020-01-01T00:00:00Z' } })).status, 422);
  let tries = 0;
  const { made: answer } = await prepareBefore(1500, (at) => {
    tries++;
    return portal.api('PATCH', `/articles/${id}`, { as: 'editor', body: { pinned: true, pinned_until: at } });
  });
  assert.equal(answer.status, 200, answer.text);
  await until(async () => !(await article(id)).pinned, { why: 'it is still pinned' });
  const now = await article(id);
  assert.deepEqual([now.status, now.pinned_until, now.body.text], ['published', null, 'y']);
  const audit = await portal.api('GET', `/audit?what=article.unpin`, { as: 'admin' });
  assert.ok(audit.json.items.length >= 1 && audit.json.items.length <= tries, audit.text);
});

test('a time that was typed as people do is a schedule, which the page repeats; the script of the page keeps what is typed', async () => {
  const id = await make(editor, { title: 'Hẹn giờ', body: 'x', day: '2031-11-25', time: '7g30' }, 'publish');
  const saved = await article(id);
  assert.deepEqual([saved.status, saved.published_at], ['scheduled', '2031-11-25T00:30:00Z']);
  assert.match((await editor.get(`/quan-tri/bai/${id}`)).text, /Sẽ tự đăng: Thứ Ba, 25\/11\/2031 07:30 \(còn \d+ ngày\)/);
  const page = await editor.get(`/quan-tri/bai/${id}`);
  const kept = await editor.post(`/quan-tri/bai/${id}/ban`, { ...fields(page.text), body: 'Tự giữ' });
  assert.deepEqual([kept.status, kept.json.is_saved, kept.json.article_version], [200, true, saved.version]);
  assert.match(kept.json.says, /Đã giữ bản viết dở/);
  assert.equal((await article(id)).body.text, 'x');
  const fresh = await editor.post('/quan-tri/bai/moi/ban', { kind: 'article', title: 'Tự giữ bài mới', body: 'y' });
  const next = await editor.post('/quan-tri/bai/moi/ban', { kind: 'article', copy: String(fresh.json.copy_id), title: 'Tự giữ bài mới', body: 'y2' });
  assert.equal(next.json.copy_id, fresh.json.copy_id);
  assert.equal((await portal.request('POST', `/quan-tri/bai/${id}/ban`, { body: 'title=x', type: 'application/x-www-form-urlencoded' })).status, 401);
});

test('hostile bodies, titles and words stay text on every page they stand on', async () => {
  const pieces = ['<script>window.x=1</script>', '"><img src=x onerror=alert(1)>', '</textarea><script>1</script>', "' onmouseover='1", '{{t.home}}{{{body_html}}}', '<svg/onload=1>', '&lt;script&gt;', '</title><b>', 'javascript:alert(1)', '<!--', ']]>', '<a href="javascript:1">x</a>', '\u202e<b>', '<iframe srcdoc="<script>1</script>">', '<style>*{}</style>', '[x](javascript:alert(1))', '![x](data:text/html,1)', '<math><mi xlink:href="javascript:1">', '<form action=//x><input>', '<base href=//x>', '<meta http-equiv=refresh content=0>', '<object data=x>', '%3Cscript%3E', '<input autofocus onfocus=1>', '<p style="background:url(javascript:1)">'];
  for (let i = 0; i < HOSTILE; i++) {
    const piece = pieces[i % pieces.length] + (i >= pieces.length ? pieces[(i * 7 + 3) % pieces.length] : '');
    const format = i % 3 === 2 ? 'html' : 'markdown';
    const typed = { title: `T${i} ${piece}`, lead: piece, body: `${piece}\n\nchữ`, body_format: format, tags: `t${i}`, author: piece.slice(0, 60), change_note: piece };
    const answer = await write(editor, '/quan-tri/bai/moi', typed);
    assert.ok([200, 303, 422].includes(answer.status), `${piece}: ${answer.status}`);
    const pages = [answer.text];
    const id = answer.status === 303 && answer.headers.location.match(/\d+/)?.[0];
    if (id) for (const path of ['', '/xem-truoc', '/trang-thai']) pages.push((await editor.get(`/quan-tri/bai/${id}${path}`)).text);
    pages.push((await editor.get('/quan-tri/bai')).text);
    for (const html of pages) {
      const live = html.replace(/<script src="[^"]*" defer><\/script>/g, '').replace(/<script type="application\/ld\+json">[^<]*<\/script>/g, '');
      assert.doesNotMatch(live, /<(script|iframe|object|base|meta http-equiv)/i, piece);
      assert.doesNotMatch(live.replace(/"[^"]*"/g, '""'), /<[a-z][^>]*\son\w+\s*=/i, piece);
      assert.doesNotMatch(live, /(href|src|action)="\s*(javascript|data):/i, piece);
      assert.equal((live.match(/<textarea/g) ?? []).length, (live.match(/<\/textarea>/g) ?? []).length, piece);
    }
    if (id) assert.ok(pages[1].includes(escaped(`T${i} `)), 'it is shown');
  }
});

test('a unit, a person and an event are written as a clerk types them: chosen among units, days and times by hand, one thing a line', async () => {
  const unit = await makeKind(editor, 'unit', { title: 'Phòng Kinh tế xã', fact_duties: 'Nông nghiệp, đất đai\r\n\r\n Tài chính \r\n', fact_phone: '0205 000 0014' });
  assert.deepEqual((await article(unit)).facts, { duties: ['Nông nghiệp, đất đai', 'Tài chính'], phone: '0205 000 0014' });
  const form = await editor.get('/quan-tri/bai/moi?kind=person');
  assert.match(form.text, new RegExp(`<option value="${unit}">Phòng Kinh tế xã</option>`));
  const person = await makeKind(editor, 'person', { title: 'Hà Thị Ngân', fact_unit: String(unit), fact_post: 'Trưởng phòng', fact_order: '1', fact_since: '1/7/2025' });
  const { facts } = await article(person);
  assert.deepEqual([facts.unit.id, facts.post, facts.order, facts.since], [unit, 'Trưởng phòng', 1, '2025-07-01']);
  assert.equal(fields((await editor.get(`/quan-tri/bai/${person}`)).text).fact_unit, String(unit), 'it is chosen when the form comes again');
  const event = await makeKind(editor, 'event', {
    title: 'Họp giao ban', fact_start: '2026-12-07T08:00', fact_end: '7/12/2026 9h30', fact_repeats: 'weekly', fact_except: '14/12/2026\r\n2026-12-21', fact_participants: 'Các phòng, ban\r\nTrưởng thôn',
  });
  assert.deepEqual((await article(event)).facts, {
    start: '2026-12-07T01:00:00Z', end: '2026-12-07T02:30:00Z', repeats: 'weekly', except: ['2026-12-14', '2026-12-21'], participants: ['Các phòng, ban', 'Trưởng thôn'],
  });
  const again = fields((await editor.get(`/quan-tri/bai/${event}`)).text);
  assert.deepEqual([again.fact_start, again.fact_end, again.fact_participants], ['2026-12-07T08:00', '2026-12-07T09:30', 'Các phòng, ban\nTrưởng thôn']);
  const wrong = await write(editor, `/quan-tri/bai/${event}`, { fact_end: '2026-12-06T08:00' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /href="#fact_end"/);
});

test('a number is kept as it was typed, or comes back with the reason: never as another one', async () => {
  const unit = await makeKind(editor, 'unit', { title: 'Phòng có số' }), path = `/quan-tri/bai/${unit}`;
  const typed = { 7: 7, ' 12 ': 12, '12,5': 12.5, '2.75': 2.75, '1,250': 1.25, '0.125': 0.125, '1250': 1250, '3,0': 3, '-2': -2 };
  for (const [order, kept] of Object.entries(typed)) {
    assert.equal((await write(editor, path, { fact_order: order })).status, 303, order);
    assert.equal((await article(unit)).facts.order, kept, order);
  }
  for (const order of ['1.250', '1e3', '0x20', 'nan', 'inf', '1.2.3', '.5', '5.', '99999999999999999999', 'bảy']) {
    const refused = await write(editor, path, { fact_order: order });
    assert.equal(refused.status, 422, order);
    assert.match(refused.text, /href="#fact_order"/, order);
    assert.equal(fields(refused.text).fact_order, order);
    assert.equal((await article(unit)).facts.order, -2, order);
  }
  assert.match((await write(editor, path, { fact_order: '1.250' })).text, /đọc được theo hai cách/);
  assert.match((await write(editor, `/en${path}`, { fact_order: '1,250' })).text, /read in two ways/, 'where the comma may be one of thousands');
  for (const order of [1.125, 12.5]) {
    assert.equal((await portal.api('PATCH', `/articles/${unit}`, { as: 'editor', body: { facts: { order } } })).status, 200);
    assert.equal((await write(editor, path, { body: `Thứ tự ${order}.` })).status, 303);
    assert.equal((await article(unit)).facts.order, order, 'what is shown is what is sent again');
  }
});
