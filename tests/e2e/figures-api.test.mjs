// What is read and who wrote what, in months; what was looked for in vain; what waits on the desk; the trash.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPortalWithinADay } from './lib/day.mjs';
import { BROWSER, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal;
let month;
const articles = [];
const MARK = '\ufeff';

before(async () => {
  portal = await startPortalWithinADay({ args: ['--set', 'fold_interval=100ms', '--set', 'trusted_proxies=127.0.0.1'] });
  for (const [slug, name] of [['tin', 'Tin hoạt động'], ['le', 'Lễ hội']])
    assert.equal((await portal.api('POST', '/categories', { as: 'editor', body: { slug, name } })).status, 201);
  articles.push(await portal.post({ title: 'Ít người đọc', category: 'tin', author: 'Vũ An', lead: 'Sapo ba chữ.', body: 'Một **hai** – bốn.\n\nNăm.', status: 'published' }));
  articles.push(await portal.post({ title: '=Nhiều người đọc', category: 'le', author: 'Âu Bình', body: 'Một.', status: 'published' }));
  articles.push(await portal.post({ title: 'Không chuyên mục', body: 'Hai chữ', status: 'published' }));
  for (const [i, views] of [1, 5, 3].entries())
    for (let view = 0; view < views; view++)
      await portal.request('GET', articles[i].url, { headers: { 'User-Agent': BROWSER, 'X-Forwarded-For': `198.51.100.${view}` } });
  month = (await portal.api('GET', '/stats')).json.day.slice(0, 7);
  await until(async () => {
    const { items } = (await portal.api('GET', '/stats/articles', { as: 'reader' })).json;
    return items.reduce((sum, { views }) => sum + views, 0) === 9;
  });
});
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const get = async (target, as = 'editor', headers = {}) => {
  const answer = await portal.api('GET', target, { as, headers });
  assert.equal(answer.status, 200, answer.text);
  return answer;
};

test('articles by views in a month, of a category too, and as CSV', async () => {
  const { items, from, to } = (await get('/stats/articles', 'reader')).json;
  assert.deepEqual([from, to], [month, month]);
  assert.deepEqual(items.map(({ title, views }) => [title, views]), [['=Nhiều người đọc', 5], ['Không chuyên mục', 3], ['Ít người đọc', 1]]);
  assert.deepEqual(items[0].category, { slug: 'le', name: 'Lễ hội' });
  assert.deepEqual((await get('/stats/articles?category=tin')).json.items.map(({ id }) => id), [articles[0].id]);
  assert.deepEqual((await get('/stats/articles?limit=1')).json.items.length, 1);
  assert.deepEqual((await get('/stats/articles?lang=en')).json.items, []);
  assert.deepEqual((await get('/stats/articles?to=2020-01')).json, { items: [], from: '2020-01', to: '2020-01' });
  const csv = await get('/stats/articles?format=csv');
  assert.equal(csv.headers['content-type'], 'text/csv; charset=utf-8');
  const day = month.split('-').reverse().join('/');
  const lines = csv.text.split('\r\n');
  assert.equal(lines[0], `${MARK}Bài viết,Chuyên mục,Lượt xem,Ngày đăng,Địa chỉ`);
  assert.match(lines[1], new RegExp(`^"'=Nhiều người đọc",Lễ hội,5,\\d\\d/${day},.*/bai-viet/nhieu-nguoi-doc$`), 'no spreadsheet runs it');
  assert.equal(lines.length, 5);
  assert.ok((await get('/stats/articles', 'reader', { Accept: 'text/csv', 'Accept-Language': 'en' })).text.startsWith(`${MARK}Article,Category,Views`));
});

test('categories with what was published and read, and what is in none', async () => {
  const { items } = (await get('/stats/categories', 'reader')).json;
  assert.deepEqual(items.map(({ category, articles: count, views }) => [category?.name ?? null, count, views]), [['Lễ hội', 1, 5], [null, 1, 3], ['Tin hoạt động', 1, 1]]);
  assert.equal((await get('/stats/categories?format=csv')).text.split('\r\n')[1], 'Lễ hội,1,5');
});

test('months that cannot be read, too many of them, and who may not ask', async () => {
  for (const query of ['from=2026-13', 'from=thang-nay', 'to=2026-1', 'from=2026-11-01', 'from=2020-01&to=2022-01', 'from=2026-02&to=2026-01'])
    for (const what of ['articles', 'categories', 'authors'])
      assert.equal(assertProblem(await portal.api('GET', `/stats/${what}?${query}`, { as: 'editor' }), 400, 'invalid-parameter').errors[0].parameter, /^to/.test(query) ? 'to' : 'from');
  assert.equal((await get('/stats/authors?from=2025-01&to=2026-12')).json.from, '2025-01');
  for (const what of ['articles', 'categories', 'authors']) for (const end of ['1970-01', '9999-12']) assert.equal((await get(`/stats/${what}?from=${end}&to=${end}`)).json.items.every(({ views }) => !views), true);
  assertProblem(await portal.api('GET', '/stats/articles?category=khong-co', { as: 'reader' }), 400, 'invalid-parameter');
  assertProblem(await portal.api('GET', '/stats/authors', { as: 'reader' }), 403, 'forbidden');
  for (const what of ['/stats/articles', '/stats/categories', '/stats/authors', '/desk', '/trash', '/condition']) assertProblem(await portal.api('GET', what), 401, 'unauthorized');
  for (const what of ['/condition', '/trash']) assertProblem(await portal.api('GET', what, { as: 'author' }), 403, 'forbidden');
});

test('authors with words and pictures, in the order of Vietnamese names; authors see their own', async () => {
  const own = (await portal.api('POST', '/articles', { as: 'author', body: { title: 'Của tác giả', author: 'Tác giả', body: 'Ba chữ thôi' } })).json;
  assert.equal((await portal.api('POST', `/articles/${own.id}/publish`, { as: 'editor' })).status, 200);
  const { items, authors, cut } = (await get('/stats/authors')).json;
  assert.deepEqual(items.map(({ author, words }) => [author, words]), [['Âu Bình', 1], ['Tác giả', 3], ['Vũ An', 8], [null, 2]]);
  assert.deepEqual(authors[2], { author: 'Vũ An', articles: 1, words: 8, pictures: 0 });
  assert.equal(cut, false);
  const few = (await get('/stats/authors?limit=1')).json;
  assert.deepEqual([few.items.map(({ author }) => author), few.authors], [['Âu Bình'], authors], 'few are named, all are counted');
  assert.deepEqual((await get('/stats/authors', 'author')).json.items.map(({ id }) => id), [own.id]);
  assert.deepEqual((await get(`/stats/authors?author=${encodeURIComponent('Vũ An')}`)).json.items.length, 1);
  const lines = (await get('/stats/authors?format=csv')).text.split('\r\n');
  assert.equal(lines[0], `${MARK}Tác giả,Bài viết,Chuyên mục,Số chữ,Số ảnh,Ngày đăng,Địa chỉ`);
  assert.match(lines[1], /^Âu Bình,"'=Nhiều người đọc",Lễ hội,1,0,\d\d\/\d\d\/\d{4},/);
  // What is taken down has been written all the same; what lies in the trash has not.
  await portal.api('POST', `/articles/${own.id}/withdraw`, { as: 'editor', body: { reason: 'Nhầm' } });
  assert.equal((await get('/stats/authors', 'author')).json.items[0].status, 'withdrawn');
  await portal.api('DELETE', `/articles/${own.id}`, { as: 'editor' });
  assert.deepEqual((await get('/stats/authors', 'author')).json.items, []);
});

test('what was looked for in vain, as CSV too', async () => {
  for (let person = 0; person < 10; person++)
    await portal.request('GET', '/tim-kiem?q=giay+phep+khong+co', { headers: { 'User-Agent': BROWSER, 'X-Forwarded-For': `203.0.113.${person}` } });
  assert.deepEqual((await get('/search/misses')).json.items.map(({ query, times }) => [query, times]), [['giay phep khong co', 10]]);
  assert.match((await get('/search/misses?format=csv')).text, /^\ufeffCâu tìm,Số lần,Ngày tìm gần nhất\r\ngiay phep khong co,10,\d\d\/\d\d\/\d{4}\r\n$/);
});

test('the desk says what waits, to who can do something about it', async () => {
  const waiting = (await portal.api('POST', '/articles', { as: 'author', body: { title: 'Chờ duyệt', status: 'review' } })).json;
  const scheduled = await portal.post({ title: 'Hẹn giờ', status: 'scheduled', published_at: '2099-01-01T00:00:00Z' });
  await portal.request('POST', '/bao-sai-sot/it-nguoi-doc', { type: 'application/x-www-form-urlencoded', body: 'noi-dung=Sai+ng%C3%A0y' });
  const desk = await until(async () => {
    const { json } = await get('/desk');
    return json.notices.some(({ name }) => name === 'backup') && json;
  });
  assert.deepEqual(desk.notices.map(({ name, level, count }) => [name, level, count]), [['backup', 'fails', 0], ['review', 'waits', 1], ['reports', 'waits', 1], ['scheduled', 'fine', 1]]);
  assert.equal(desk.notices[1].text, '1 bài chờ duyệt.');
  assert.deepEqual([desk.review, desk.scheduled].map((rows) => rows.map(({ id, status }) => [id, status])), [[[waiting.id, 'review']], [[scheduled.id, 'scheduled']]]);
  assert.equal(desk.review[0].sent_by, 'test author');
  assert.ok(Date.parse(desk.review[0].sent_at) > 0);
  assert.equal(desk.scheduled[0].due_at, '2099-01-01T00:00:00Z');
  assert.deepEqual(desk.mine.slice(0, 2).map(({ id }) => id), [scheduled.id, articles[2].id]);
  assert.deepEqual(desk.most_read.map(({ views }) => views), [5, 3, 1]);
  assert.deepEqual([desk.figures.published_month, desk.figures.views_today >= 9], [3, true]);
  const author = (await get('/desk', 'author')).json;
  assert.deepEqual([author.notices, author.review, author.scheduled], [[], [], []]);
  assert.deepEqual(author.mine.map(({ id }) => id), [waiting.id]);
  assert.equal((await get('/desk', 'editor', { 'Accept-Language': 'en' })).json.notices[1].text, '1 article waits for review.');
});

test('a backup that was made is told of, and how old it is', async () => {
  assert.equal((await portal.api('POST', '/backups', { as: 'admin' })).status, 202);
  const notice = await until(async () => (await get('/desk')).json.notices.find(({ name, level }) => name === 'backup' && level === 'fine'));
  assert.match(notice.text, /^Sao lưu gần nhất: Thứ .*, đã kiểm tra\.$|^Sao lưu gần nhất: Chủ Nhật.*$/);
});

test('the trash tells who deleted what, and until when it can be brought back', async () => {
  const before = (await get('/trash')).json.total;
  const made = [];
  for (let i = 0; i < 3; i++) made.push(await portal.post({ title: `Sẽ xóa ${i}` }));
  for (const { id } of made) assert.equal((await portal.api('DELETE', `/articles/${id}`, { as: 'editor' })).status, 200);
  const first = (await get('/trash?limit=2')).json;
  assert.equal(first.total, before + 3);
  assert.deepEqual(first.items.map(({ id }) => id), [made[2].id, made[1].id]);
  assert.equal(first.items[0].deleted_by, 'test editor');
  assert.equal(Date.parse(first.items[0].purge_at) - Date.parse(first.items[0].deleted_at), 90 * 86400000);
  assert.equal((await get(first.next)).json.items[0].id, made[0].id);
  assert.equal((await portal.api('POST', `/articles/${made[0].id}/restore`, { as: 'editor' })).status, 200);
  assertProblem(await portal.api('DELETE', `/articles/${made[1].id}?permanent=true`, { as: 'editor' }), 403, 'forbidden');
  assert.equal((await portal.api('DELETE', `/articles/${made[1].id}?permanent=true`, { as: 'admin' })).status, 204);
  assert.equal((await get('/trash')).json.total, before + 1);
});

test('the condition over the API is the one of /readyz', async () => {
  const names = (list) => [...new Set(list.checks.map(({ name }) => name))];
  const check = (await get('/condition', 'admin')).json;
  const ready = await portal.request('GET', '/readyz?verbose', { as: 'admin' });
  assert.deepEqual(names(check), names(ready.json));
  assert.ok(check.checks.some(({ name, status }) => name === 'integrity' && status === 'ok'));
});
