// "Báo sai sót": a reader tells the editors what is wrong, without an account and without a script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal, article;
before(async () => {
  portal = await startPortal();
  article = await portal.post({ title: 'Bài có chỗ sai', slug: 'bai-sai', body: 'x', status: 'published' });
});
after(() => portal?.end());

const send = (where, fields, headers = {}) =>
  portal.request('POST', where, { body: new URLSearchParams(fields).toString(), type: 'application/x-www-form-urlencoded', headers });
const list = async (query = '') => (await portal.api('GET', `/reports${query}`, { as: 'editor' })).json.items;

test('a report goes from the link below the article to the editors, and is deleted by them', async () => {
  const link = (await portal.page(article.url)).text.match(/href="(\/bao-sai-sot\/[^"]+)"[^>]*>Báo sai sót</);
  assert.ok(link, 'the article has the link');
  const form = await portal.page(link[1]);
  assert.equal(form.status, 200);
  assert.match(form.text, /<form[^>]*method="post" action="\/bao-sai-sot\/bai-sai"/);
  const sent = await send(link[1], { 'noi-dung': 'Tên thôn viết sai: «Nà Pái» mới đúng.', 'lien-he': '' });
  assert.deepEqual([sent.status, sent.headers.location], [303, '/bao-sai-sot/bai-sai?da-gui=1']);
  assert.match((await portal.page(sent.headers.location)).text, /role="status">Đã gửi đến ban biên tập/);
  const [report] = await list(`?article=${article.id}`);
  assert.deepEqual([report.text, report.contact, report.article_id, report.article_version, report.article_url], ['Tên thôn viết sai: «Nà Pái» mới đúng.', null, article.id, 1, article.url]);
  assertProblem(await portal.api('GET', '/reports', { as: 'author' }), 403, 'forbidden');
  assert.equal((await portal.api('DELETE', `/reports/${report.id}`, { as: 'editor' })).status, 204);
  assertProblem(await portal.api('DELETE', `/reports/${report.id}`, { as: 'editor' }), 404, 'not-found');
  assert.deepEqual(await list(), []);
});

test('what cannot be taken is shown again with what is wrong; a page of another site and a program send nothing', async () => {
  for (const [text, why] of [['', 'empty'], ['   ', 'blank'], ['x'.repeat(4001), 'too long']]) {
    const { status, text: page } = await send('/bao-sai-sot/bai-sai', { 'noi-dung': text, 'lien-he': 'ban@vidu.vn' });
    assert.equal(status, 422, why);
    assert.match(page, /role="alert">Chỗ nào sai/, why);
    assert.match(page, /value="ban@vidu.vn"/, why);
  }
  assert.equal((await send('/bao-sai-sot/khong-co', { 'noi-dung': 'x' })).status, 404);
  assert.equal((await send('/bao-sai-sot/bai-sai', { 'noi-dung': 'x' }, { 'Sec-Fetch-Site': 'cross-site' })).status, 403);
  assert.equal((await send('/bao-sai-sot/bai-sai', { 'noi-dung': 'mua ngay', 'trang-web': 'https://x.vn' })).status, 303);
  assert.equal((await portal.request('POST', '/bao-sai-sot/bai-sai', { body: '\xff', type: 'image/png' })).status, 422);
  assert.deepEqual(await list(), []);
});

test('a draft has no form, an English article has its own, an old address leads on', async () => {
  const draft = await portal.post({ title: 'Nháp', slug: 'nhap-thoi' });
  assert.equal((await portal.page(`/bao-sai-sot/${draft.slug}`)).status, 404);
  await portal.post({ title: 'In English', slug: 'in-english', lang: 'en', body: 'x', status: 'published' });
  assert.equal((await portal.page('/bao-sai-sot/in-english')).headers.location, '/en/bao-sai-sot/in-english');
  assert.match((await portal.page('/en/bao-sai-sot/in-english')).text, /Report an error/);
  const moved = await portal.post({ title: 'Đổi chỗ', slug: 'cho-cu', body: 'x', status: 'published' });
  await portal.api('PATCH', `/articles/${moved.id}`, { as: 'editor', body: { slug: 'cho-moi' } });
  assert.equal((await portal.page('/bao-sai-sot/cho-cu')).headers.location, '/bao-sai-sot/cho-moi');
});

test('reports of one address are few, and go with the article', async () => {
  const made = await portal.post({ title: 'Nhiều báo', slug: 'nhieu-bao', body: 'x', status: 'published' });
  // At once, so that no budget fills as fast.
  const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => send('/bao-sai-sot/nhieu-bao', { 'noi-dung': `lần ${i}` })));
  assert.ok(answers.some(({ status, headers }) => status === 429 && Number(headers['retry-after']) >= 1), answers.map(({ status }) => status).join());
  const erased = await portal.api('POST', `/articles/${made.id}/erase`, { as: 'editor', body: { note: 'Theo yêu cầu' } });
  assert.ok(erased.status === 200 || erased.status === 429, erased.text);
  if (erased.status === 200) assert.deepEqual(await list(`?article=${made.id}`), []);
});
