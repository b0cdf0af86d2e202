// Addresses of the former portal: where they lead, who may see that, and how they are taken back.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, picture, startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal;
before(async () => { portal = await startPortal({ args: ['--write-rate', '0', '--error-rate', '0'] }); });
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const TYPE = 'application/x-ndjson';
const api = (method, where, body) => portal.api(method, where, { as: 'admin', body });

async function bring(...items) {
  const answer = await portal.api('POST', '/import', { as: 'editor', type: TYPE, body: items.map((item) => `${JSON.stringify(item)}\n`).join('') });
  assert.equal(answer.status, 200, answer.text);
  return answer.text.trimEnd().split('\n').map((line) => JSON.parse(line));
}

/** Status and Location of a page's address. */
async function leads(target) {
  const { status, headers } = await portal.page(target);
  return headers.location ? `${status} ${headers.location}` : `${status}`;
}

test('an article answers at all its old addresses, however they are written', async () => {
  const [made] = await bring({
    title: 'Họp dân bàn việc làng', external_id: 'cu-1', status: 'published', opening_views: 321,
    addresses: ['/vi/news/Tin-tuc/Hop-dan-12.html', 'http://cu.gov.vn/index.php?nv=news&language=vi&op=Tin-tuc/Hop-dan-12', '/?p=12', '/tin/%E1%BB%A7y-ban/'],
  });
  assert.equal(made.result, 'created', JSON.stringify(made));
  const there = `301 /bai-viet/${made.slug}`;
  for (const target of [
    '/vi/news/Tin-tuc/Hop-dan-12.html', '/vi/news/tin-tuc/hop-dan-12.html', '/vi/news/Tin-tuc/Hop-dan-12.html/', '/vi/news/Tin-tuc/Hop-dan-12.html?fbclid=abc',
    '/vi/news/Tin-tuc/Hop-dan-12.html?trang=2', '/index.php?language=vi&nv=news&op=Tin-tuc/Hop-dan-12', '/index.php?op=Tin-tuc%2FHop-dan-12&utm_source=x&nv=news&language=vi',
    '/?p=12', '/?p=12&fbclid=1', '/tin/%E1%BB%A7y-ban', '/tin/%E1%BB%A7y-ban/',
  ]) assert.equal(await leads(target), there, target);
  assert.equal(await leads('/?p=13'), '200');
  assert.equal(await leads('/vi/news/tin-tuc/hop-dan-13.html'), '404');
  assert.equal(await leads('/index.php?language=vi&nv=news&op=Tin-tuc/Hop-dan-13'), '404');
  const head = await portal.request('HEAD', '/?p=12');
  assert.deepEqual([head.status, head.headers.location], [301, `/bai-viet/${made.slug}`]);
  assert.equal((await portal.api('GET', `/articles/${made.id}/stats`)).json.views.all, 321);
});

test('feeds, further pages and pages to print of what is known lead to it, as former portals made them by rule', async () => {
  const { json: category } = await api('POST', '/categories', { name: 'Cũ', slug: 'cu' });
  assert.equal((await api('POST', '/addresses', { category_id: category.id, addresses: ['/vi/news/Cu/', '/category/cu/'] })).status, 200);
  const [made] = await bring({ title: 'Có trang hai', external_id: 'cu-trang-hai', status: 'published', addresses: ['/2019/05/trang-hai/', '/vi/news/Cu/trang-hai-7.html'] });
  const article = `301 /bai-viet/${made.slug}`;
  for (const [target, there] of [
    ['/index.php/2019/05/trang-hai/', article], ['/2019/05/trang-hai/page/2/', article], ['/2019/05/trang-hai/feed/', article], ['/vi/news/print/Cu/trang-hai-7.html', article],
    ['/vi/news/Cu/page-2/', '301 /chuyen-muc/cu'], ['/category/cu/page/2/', '301 /chuyen-muc/cu'], ['/vi/news/rss/Cu/', '301 /chuyen-muc/cu/rss.xml'], ['/category/cu/feed/', '301 /chuyen-muc/cu/rss.xml'],
    ['/feed/', '301 /rss.xml'], ['/?feed=rss2', '301 /rss.xml'], ['/vi/news/rss/', '301 /rss.xml'], ['/en/feeds/', '301 /en/rss.xml'], ['/vi/', '301 /'], ['/vi/news/', '301 /'],
    ['/category/khong-co/feed/', '404'], ['/vi/news/rss/Khong-co/', '404'],
  ]) assert.equal(await leads(target), there, target);
});

test('the same line again changes nothing, and more addresses come without a version', async () => {
  const line = { title: 'Lặp lại', external_id: 'cu-2', status: 'published', addresses: ['/cu/lap-lai'], opening_views: 5 };
  const [made] = await bring(line);
  const [same] = await bring({ ...line, addresses: ['/cu/lap-lai', '/cu/lap-lai-2'], opening_views: 9 });
  assert.deepEqual([same.result, same.version], ['unchanged', made.version]);
  assert.equal(await leads('/cu/lap-lai-2'), `301 /bai-viet/${made.slug}`);
  assert.equal((await portal.api('GET', `/articles/${made.id}/stats`)).json.views.all, 5);
  const lines = (await portal.api('GET', '/export', { as: 'reader' })).text.trimEnd().split('\n').map((text) => JSON.parse(text));
  const exported = lines.find((item) => item.external_id === 'cu-2');
  assert.deepEqual([exported.addresses, exported.opening_views], [['/cu/lap-lai', '/cu/lap-lai-2'], 5]);
});

test('an address leads to one thing; the second is told', async () => {
  const [first] = await bring({ title: 'Trước', external_id: 'cu-3', status: 'published', addresses: ['/cu/hai-noi'] });
  const [second] = await bring({ title: 'Sau', external_id: 'cu-4', status: 'published', addresses: ['/cu/hai-noi', '/cu/rieng'] });
  assert.equal(second.result, 'created');
  assert.deepEqual(second.warnings.filter((warning) => warning.code === 'address-taken').map((warning) => warning.pointer), ['/addresses/0']);
  assert.equal(await leads('/cu/hai-noi'), `301 /bai-viet/${first.slug}`);
  const [wrong] = await bring({ title: 'Sai', external_id: 'cu-5', addresses: ['ftp://x/y', 7, '/', 'x'.repeat(1200)], opening_views: -1 });
  assert.deepEqual(wrong.problem.errors.map((error) => error.pointer).filter((pointer) => pointer.startsWith('/addresses')), ['/addresses/0', '/addresses/1', '/addresses/2', '/addresses/3']);
  assert.ok(wrong.problem.errors.some((error) => error.pointer === '/opening_views'));
});

test('what is not public has no address, what was public is gone', async () => {
  const [draft, staff, article] = await bring(
    { title: 'Nháp cũ', external_id: 'cu-6', addresses: ['/cu/nhap'] },
    { title: 'Nội bộ cũ', external_id: 'cu-7', status: 'published', audience: 'staff', addresses: ['/cu/noi-bo'] },
    { title: 'Sẽ gỡ', external_id: 'cu-8', status: 'published', addresses: ['/cu/se-go'] },
  );
  assert.deepEqual([draft.result, staff.result], ['created', 'created']);
  assert.deepEqual([await leads('/cu/nhap'), await leads('/cu/noi-bo')], ['404', '404']);
  assert.equal((await api('POST', `/articles/${article.id}/withdraw`, { reason: 'Nhầm' })).status, 200);
  assert.equal(await leads('/cu/se-go'), '410');
  await api('POST', `/articles/${article.id}/publish`);
  assert.equal(await leads('/cu/se-go'), `301 /bai-viet/${article.slug}`);
  await api('DELETE', `/articles/${article.id}`);
  await api('DELETE', `/articles/${article.id}?permanent=true`);
  await api('DELETE', `/articles/${draft.id}?permanent=true`);
  assert.deepEqual([await leads('/cu/se-go'), await leads('/cu/nhap')], ['410', '404']);
});

test('a real page goes before any old address', async () => {
  const [made] = await bring({ title: 'Lấn', external_id: 'cu-9', status: 'published', addresses: ['/so-do', '/thong-ke', '/api/site', '/chuyen-muc/chua-co'] });
  assert.equal(made.result, 'created', JSON.stringify(made));
  assert.deepEqual([await leads('/so-do'), await leads('/thong-ke'), (await portal.api('GET', '/site')).status], ['200', '200', 200]);
  assert.equal(await leads('/chuyen-muc/chua-co'), `301 /bai-viet/${made.slug}`);
  await api('POST', '/categories', { name: 'Chưa có' });
  assert.equal(await leads('/chuyen-muc/chua-co'), '200');
});

test('editors list, add and remove them; those of categories and tags too', async () => {
  const category = (await api('POST', '/categories', { name: 'Tin cơ sở' })).json;
  const tag = (await api('POST', '/tags', { name: 'làng nghề' })).json;
  const added = await portal.api('POST', '/addresses', { as: 'editor', body: { addresses: ['/vi/news/tin-co-so/', 'https://cu.gov.vn/?nv=news&op=tin-co-so'], category_id: category.id } });
  assert.equal(added.status, 200, added.text);
  assert.deepEqual(added.json.items.map((item) => item.address), ['/vi/news/tin-co-so', '/?nv=news&op=tin-co-so']);
  assert.equal((await api('POST', '/addresses', { addresses: ['/vi/news/tag/lang-nghe'], tag_id: tag.id })).status, 200);
  assert.equal(await leads('/vi/news/tin-co-so/'), '301 /chuyen-muc/tin-co-so');
  assert.equal(await leads('/?op=tin-co-so&nv=news'), '301 /chuyen-muc/tin-co-so');
  assert.equal(await leads('/vi/news/tag/lang-nghe'), '301 /the/lang-nghe');
  const again = await api('POST', '/addresses', { addresses: ['/vi/news/tin-co-so'], category_id: category.id });
  assert.deepEqual([again.status, again.json.items[0].id], [200, added.json.items[0].id]);
  assertProblem(await api('POST', '/addresses', { addresses: ['/vi/news/tin-co-so'], tag_id: tag.id }), 409, 'conflict');
  assertProblem(await api('POST', '/addresses', { addresses: ['/moi'], tag_id: tag.id, category_id: category.id }), 422, 'invalid-input');
  assertProblem(await api('POST', '/addresses', { addresses: ['/moi'], article_id: 999999 }), 422, 'invalid-input');
  assertProblem(await api('POST', '/addresses', { addresses: [], tag_id: tag.id }), 422, 'invalid-input');
  assertProblem(await portal.api('GET', '/addresses', { as: 'author' }), 403, 'forbidden');
  const listed = (await api('GET', `/addresses?category=${category.id}`)).json.items;
  assert.deepEqual(listed.map((item) => item.category_id), [category.id, category.id]);
  const paged = [];
  for (let next = '/api/addresses?limit=2'; next;) {
    const { json } = await api('GET', next);
    paged.push(...json.items);
    next = json.next;
  }
  assert.deepEqual(paged.map((item) => item.id), [...paged.map((item) => item.id)].sort((a, b) => a - b));
  assert.equal((await api('DELETE', `/addresses/${listed[0].id}`)).status, 204);
  assert.equal(await leads('/vi/news/tin-co-so'), '404');
  assertProblem(await api('DELETE', `/addresses/${listed[0].id}`), 404, 'not-found');
  await api('DELETE', `/tags/${tag.id}`);
  assert.equal(await leads('/vi/news/tag/lang-nghe'), '410');
});

test('a file of the former portal is found under its old address while the public may see it, and is gone when it is', async () => {
  const photo = (await portal.form('POST', '/media', { file: picture('photo.jpg') }, { as: 'editor' })).json;
  const added = await api('POST', '/addresses', { addresses: ['/uploads/news/2019_05/duong.jpg', '/assets/news/2019_05/duong.jpg'], media_id: photo.id });
  assert.deepEqual([added.status, added.json.items?.map((item) => item.media_id)], [200, [photo.id, photo.id]], added.text);
  assert.equal(await leads('/uploads/news/2019_05/duong.jpg'), '404', 'no page shows it');
  const article = await portal.post({ title: 'Bài có ảnh cũ', status: 'published', image: photo.id, alt: 'Đường làng' });
  assert.equal(await leads('/uploads/news/2019_05/duong.jpg'), `301 ${photo.url}`);
  assert.equal((await portal.request('GET', photo.url)).status, 200);
  assert.equal((await api('GET', `/addresses?media=${photo.id}`)).json.items.length, 2);
  assertProblem(await api('POST', '/addresses', { addresses: ['/cu/hai'], media_id: photo.id, article_id: article.id }), 422, 'invalid-input');
  assertProblem(await api('POST', '/addresses', { addresses: ['/cu/hai'], media_id: 999999 }), 422, 'invalid-input');
  assert.equal((await api('POST', `/articles/${article.id}/erase`, { note: 'Theo đề nghị' })).status, 200);
  await until(async () => (await leads('/uploads/news/2019_05/duong.jpg')) === '410', { why: 'the address outlives the file' });
  assert.equal((await api('GET', `/addresses?media=${photo.id}`)).json.items.length, 0, 'and no byte of it stays');
});

test('a person’s request takes a file’s old address along that names the person', async () => {
  const photo = (await portal.form('POST', '/media', { file: picture('emblem.png'), caption: 'Ông Trần Quýt Văn' }, { as: 'editor' })).json;
  await portal.post({ title: 'Bài về một người', status: 'published', image: photo.id, alt: 'Ảnh' });
  await api('POST', '/addresses', { addresses: ['/uploads/tran-quyt-van.jpg', '/uploads/anh-7.jpg'], media_id: photo.id });
  assert.equal((await api('POST', '/erasures', { find: 'Trần Quýt Văn', note: 'Theo đề nghị' })).status, 200);
  assert.deepEqual([await leads('/uploads/tran-quyt-van.jpg'), await leads('/uploads/anh-7.jpg')], ['410', `301 ${photo.url}`]);
});

test('a tag that another takes in brings its addresses along', async () => {
  const [from, into] = await Promise.all(['đường liên xã', 'đường xã'].map(async (name) => (await api('POST', '/tags', { name })).json));
  await api('POST', '/addresses', { addresses: ['/vi/news/tag/duong-lien-xa'], tag_id: from.id });
  await api('POST', `/tags/${from.id}/merge`, { into: into.slug });
  assert.equal(await leads('/vi/news/tag/duong-lien-xa'), '301 /the/duong-xa');
});

test('taken back, an address answers 410 and no byte of it stays', async () => {
  const word = 'Xuynhwat';
  const [whole, edited, named] = await bring(
    { title: `Ông ${word} bị xử phạt`, slug: 'bai-mot', external_id: 'cu-20', status: 'published', addresses: [`/vi/news/phap-luat/ong-${word}-bi-xu-phat-20.html`, '/cu/20'], tags: [`vụ ${word}`] },
    { title: `Bà ${word} nộp phạt`, slug: 'bai-hai', external_id: 'cu-21', status: 'published', addresses: [`/vi/news/phap-luat/ba-${word}-nop-phat-21.html`, '/cu/21'] },
    { title: 'Một người nộp phạt', slug: 'bai-ba', external_id: 'cu-22', status: 'published', body: `Đó là ${word}.`, addresses: [`/vi/news/phap-luat/${word}-22.html`, '/cu/22'] },
  );
  const tag = (await api('GET', '/tags?limit=100')).json.items.find((item) => item.name === `vụ ${word}`);
  await api('POST', '/addresses', { addresses: [`/vi/news/tag/vu-${word}`], tag_id: tag.id });
  const redactions = [(await api('POST', `/articles/${whole.id}/erase`, { note: 'Theo đề nghị' })).json.id];
  await portal.api('PATCH', `/articles/${edited.id}`, { as: 'editor', body: { title: 'Một người đã nộp phạt' } });
  redactions.push((await api('POST', `/articles/${edited.id}/revisions/1/redact`, { note: 'Theo đề nghị' })).json.id);
  const erasure = await api('POST', '/erasures', { find: word, note: 'Theo đề nghị' });
  assert.equal(erasure.status, 200, erasure.text);
  for (const target of [`/vi/news/phap-luat/ong-${word}-bi-xu-phat-20.html`, '/cu/20', `/vi/news/phap-luat/ba-${word}-nop-phat-21.html`, `/vi/news/phap-luat/${word}-22.html`, `/vi/news/tag/vu-${word}`])
    assert.equal(await leads(target), '410', target);
  assert.equal(await leads('/cu/21'), '301 /bai-viet/bai-hai');
  assert.equal(await leads('/cu/22'), '301 /bai-viet/bai-ba');
  const [back] = await bring({ title: 'Bài khác', external_id: 'cu-23', addresses: [`/vi/news/phap-luat/${word}-22.html`] });
  assert.ok(back.warnings.some((warning) => warning.code === 'address-taken'), JSON.stringify(back));
  await until(async () => (await api('GET', '/redactions?limit=100')).json.items.every((item) => item.state === 'erased'), { why: 'redactions are still erasing' });
  await portal.restart();
  for (const target of [`/vi/news/phap-luat/ong-${word}-bi-xu-phat-20.html`, '/cu/20']) assert.equal(await leads(target), '410', target);
  await portal.stop();
  const done = spawnSync('python3', [path.join(ROOT, 'tests/e2e/lib/leftovers.py'), portal.data, word], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.deepEqual(JSON.parse(done.stdout), [], done.stderr);
  await portal.start();
});
