// The library of media: finding files, what shows them, words for many at once, a new file in the place of one, addresses that last; and merged categories.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { png } from './lib/pictures.mjs';
import { startPortal } from './lib/portal.mjs';

let portal;
before(async () => { portal = await startPortal(); });
after(() => portal?.end());

const pdf = (text) => Buffer.from(`%PDF-1.7\n% ${text}\n%%EOF\n`);
const picture = (width, height, shade) => png(width, height, (x, y) => [shade * 40, (x * 7) % 256, (y * 5) % 256]);
const send = (target, bytes, type, name, fields = {}) => portal.form('POST', target, { ...fields, file: { bytes, name, type } }, { as: 'editor' });
const get = async (target, as = 'editor') => (await portal.request('GET', target, { as })).json;
const names = async (query) => (await get(`/api/media?${query}`)).items.map((item) => item.file_name);

test('files are found by words without accents, by kind, by what lacks words and by what nothing shows', async () => {
  const road = (await send('/api/media', picture(40, 30, 1), 'image/png', 'duong.png', { alt: 'Người dân đi trên đường mới' })).json;
  await send('/api/media', picture(40, 30, 2), 'image/png', 'khong-loi.png');
  await send('/api/media', pdf('lịch'), 'application/pdf', 'lich-tiep-dan.pdf');
  await portal.post({ title: 'Đường mới', body: 'x', status: 'published', image: road.id });
  assert.deepEqual(await names('q=duong%20moi'), ['duong.png']);
  assert.deepEqual(await names('q=tiep'), ['lich-tiep-dan.pdf']);
  assert.deepEqual(await names('q=tiep&kind=picture'), []);
  assert.deepEqual(await names('q=duong&unused=true'), []);
  assert.deepEqual(await names('kind=document'), ['lich-tiep-dan.pdf']);
  assert.deepEqual(await names('kind=sound'), []);
  assert.deepEqual(await names('without_alt=true'), ['khong-loi.png']);
  assert.deepEqual((await names('unused=true')).sort(), ['khong-loi.png', 'lich-tiep-dan.pdf']);
  assert.deepEqual((await names('limit=1&kind=picture')), ['khong-loi.png']);
  assert.equal((await portal.request('GET', '/api/media?kind=song', { as: 'editor' })).status, 400);
  const { uses } = await get(`/api/media/${road.id}`);
  assert.deepEqual(uses, { articles: 1, former: 0, boxes: 0, home: false, site: false });
});

test('several media get their words together, or none does', async () => {
  const [one, two] = [(await send('/api/media', pdf('a'), 'application/pdf', 'a.pdf')).json, (await send('/api/media', pdf('b'), 'application/pdf', 'b.pdf')).json];
  const patch = (items) => portal.request('PATCH', '/api/media', { as: 'editor', body: { items } });
  assert.equal((await patch([{ id: one.id, version: 1, alt: 'một' }, { id: two.id, version: 9, alt: 'hai' }])).status, 412);
  assert.equal((await get(`/api/media/${one.id}`)).alt, null);
  const wrong = await patch([{ id: one.id, alt: 'một' }, { id: 99999, alt: 'hai' }]);
  assert.equal(wrong.status, 422);
  assert.equal(wrong.json.errors[0].pointer, '/items/1/id');
  const done = await patch([{ id: one.id, version: 1, alt: 'một' }, { id: two.id, version: 1, caption: 'hai' }]);
  assert.equal(done.status, 200);
  assert.deepEqual(done.json.items.map((item) => [item.version, item.alt, item.caption]), [[2, 'một', null], [2, null, 'hai']]);
});

test('a new file takes the place of one wherever that is shown, and the address that lasts leads to it', async () => {
  const old = (await send('/api/media', pdf('tháng 11'), 'application/pdf', 'lich-11.pdf', { caption: 'Lịch tiếp dân' })).json;
  assert.equal((await portal.request('PATCH', `/api/media/${old.id}`, { as: 'editor', body: { slug: 'lich' } })).status, 200);
  const led = await portal.request('GET', '/tep/lich');
  assert.equal(led.status, 302);
  assert.equal(led.headers.location, old.url);
  assert.equal(led.headers['cache-control'], 'no-cache');
  assert.equal((await portal.request('GET', old.url)).status, 200, 'a file with an address of its own is public');
  const article = await portal.post({ title: 'Lịch', body: `Xem [lịch](${old.url}) hay [đây](/tep/lich).`, status: 'published', attachments: [{ id: old.id, title: 'Lịch' }] });
  const box = (await portal.request('POST', '/api/boxes', { as: 'editor', body: { title: 'Hộp', items: [{ title: 'Lịch', url: old.url }] } })).json;
  await portal.request('PATCH', '/api/site', { as: 'admin', body: { nav: [{ title: 'Lịch', url: old.url }] } });
  const shown = await get(`/api/media/${old.id}/uses`);
  assert.deepEqual(shown.items.map((item) => item.id), [article.id]);
  assert.equal(shown.items[0].url, article.url);

  assert.equal((await send(`/api/media/${old.id}/replace`, picture(8, 8, 3), 'image/png', 'x.png')).status, 422);
  const done = await send(`/api/media/${old.id}/replace`, pdf('tháng 12'), 'application/pdf', 'lich-12.pdf', { change_note: 'Lịch tháng 12' });
  assert.equal(done.status, 200, done.text);
  const now = done.json;
  assert.notEqual(now.id, old.id);
  assert.equal(now.caption, 'Lịch tiếp dân');
  assert.equal(now.slug, 'lich');
  assert.deepEqual(now.replaced, { id: old.id, articles: 1, boxes: 1, home: false, site: true });
  const changed = await get(`/api/articles/${article.id}`);
  assert.equal(changed.version, article.version + 1);
  assert.ok(changed.body_html.includes(now.url) && !changed.body_html.includes(old.url), changed.body_html);
  assert.equal(changed.attachments[0].id, now.id);
  assert.equal((await get(`/api/boxes/${box.id}`)).items[0].url, now.url);
  assert.equal((await get('/api/site')).nav[0].url, now.url);
  assert.equal((await portal.request('GET', '/tep/lich')).headers.location, now.url);
  assert.equal((await get(`/api/articles/${article.id}/revisions/${article.version}`)).article.attachments[0].id, old.id, 'the former version has the former file');
  assert.equal((await portal.request('GET', old.url)).status, 404, 'and nobody sees that any more');

  const again = await send(`/api/media/${now.id}/replace`, pdf('tháng 12'), 'application/pdf', 'lich-12.pdf');
  assert.equal(again.json.id, now.id);
  assert.equal((await get(`/api/articles/${article.id}`)).version, changed.version, 'the same file again changes nothing');
  const renamed = await portal.request('PATCH', `/api/media/${now.id}`, { as: 'editor', body: { slug: 'lich-tiep-dan' } });
  assert.equal(renamed.json.slug, 'lich-tiep-dan');
  assert.equal((await portal.request('GET', '/tep/lich')).headers.location, now.url, 'a former address leads on');
  const other = (await send('/api/media', pdf('khác'), 'application/pdf', 'khac.pdf')).json;
  assert.equal((await portal.request('PATCH', `/api/media/${other.id}`, { as: 'editor', body: { slug: 'lich' } })).status, 409);
  assert.equal((await portal.request('DELETE', `/api/media/${now.id}`, { as: 'editor' })).status, 409);
  await portal.request('PATCH', `/api/media/${now.id}`, { as: 'editor', body: { slug: null } });
  assert.equal((await portal.request('GET', '/tep/lich')).status, 404);
});

test('a picture is exchanged in the body in all its sizes, and an article keeps its own words for it', async () => {
  const old = (await send('/api/media', picture(900, 600, 4), 'image/png', 'cu.png', { alt: 'Cũ' })).json;
  const article = await portal.post({ title: 'Ảnh', body: `![Của bài](${old.url})`, status: 'published' });
  const now = (await send(`/api/media/${old.id}/replace`, picture(900, 600, 5), 'image/png', 'moi.png')).json;
  const { body_html: html, body } = await get(`/api/articles/${article.id}`);
  assert.ok(body.text.includes(now.url) && html.includes('Của bài'), html);
  for (const size of Object.values(old.sizes)) assert.ok(!html.includes(size.webp) && !html.includes(size.jpeg));
  for (const size of Object.values(now.sizes)) assert.ok(html.includes(size.webp));
});

test('merging a category moves its articles and what hangs below it, and its address leads on', async () => {
  const make = async (body) => (await portal.request('POST', '/api/categories', { as: 'editor', body })).json;
  const from = await make({ name: 'Tin cũ' }), into = await make({ name: 'Tin mới' }), child = await make({ name: 'Con', parent_id: from.id });
  const article = await portal.post({ title: 'Bài', body: 'x', status: 'published', category: from.slug, tags: ['t'] });
  const merge = (id, slug) => portal.request('POST', `/api/categories/${id}/merge`, { as: 'editor', body: { into: slug } });
  assert.equal((await merge(from.id, child.slug)).status, 422, 'not into one below it');
  assert.equal((await merge(from.id, from.slug)).status, 422);
  const done = await merge(from.id, into.slug);
  assert.equal(done.status, 200, done.text);
  assert.equal(done.json.count, 1);
  assert.equal((await get(`/api/categories/${child.id}`)).parent_id, into.id);
  const moved = await get(`/api/articles/${article.id}`);
  assert.equal(moved.category.slug, into.slug);
  assert.equal(moved.version, article.version + 1);
  assert.equal((await get(`/api/articles/${article.id}/revisions/${article.version}`)).article.category.slug, into.slug);
  const led = await portal.request('GET', `/chuyen-muc/${from.slug}`);
  assert.deepEqual([led.status, led.headers.location], [301, `/chuyen-muc/${into.slug}`]);
  assert.equal((await get(`/api/articles?category=${into.slug}&tag=t`)).items.length, 1);
  assert.deepEqual((await get('/api/tags?q=T')).items.map((tag) => tag.slug), ['t']);
});
