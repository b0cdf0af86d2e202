// What was never public, or is no more, shows nowhere: tags and categories of drafts, files of what was withdrawn, addresses.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { picture, startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal;
before(async () => { portal = await startPortal({ args: ['--write-rate', '0', '--search-rate', '0', '--error-rate', '0'] }); });
after(() => portal?.end());

const ok = (answer) => {
  assert.ok(answer.status < 300, `${answer.status} ${answer.text}`);
  return answer.status === 204 ? null : answer.json;
};
const api = (method, where, body, as = 'editor') => portal.api(method, where, { as, body });

/** Everything that tells the public of tags and categories. */
async function told() {
  const places = ['/api/tags?limit=1000', '/api/categories', '/so-do', '/sitemap-sections.xml', '/llms.txt', '/', '/tim-kiem', '/tim-kiem?q=kin', '/api/suggest?q=kin', '/api/snapshot'];
  const texts = {};
  for (const place of places) texts[place] = (await portal.request('GET', place)).bytes.toString();
  return texts;
}

async function assertHidden(word, why) {
  for (const [place, text] of Object.entries(await told())) assert.ok(!text.includes(word), `${place} tells of ${word}: ${why}`);
}

test('a tag that drafts alone bear, or bore once, is nowhere public', async () => {
  const draft = ok(await api('POST', '/articles', { title: 'Nháp', body: 'x', tags: ['Vụ kín một'] }, 'author'));
  await assertHidden('vu-kin-mot', 'a draft bears it');
  ok(await api('PATCH', `/articles/${draft.id}`, { tags: [] }, 'author'));
  await assertHidden('vu-kin-mot', 'a draft bore it');
  for (const place of ['/the/vu-kin-mot', '/the/vu-kin-mot/rss.xml']) assert.equal((await portal.request('GET', place)).status, 404, place);
  assertProblem(await portal.api('GET', '/articles?tag=vu-kin-mot'), 400, 'invalid-parameter');
  const tag = ok(await api('GET', '/tags?limit=1000')).items.find(({ slug }) => slug === 'vu-kin-mot');
  assertProblem(await portal.api('GET', `/tags/${tag.id}`), 404, 'not-found');
  ok(await api('PATCH', `/articles/${draft.id}`, { tags: ['Vụ kín một'] }));
  ok(await api('POST', `/articles/${draft.id}/publish`));
  assert.equal((await portal.page('/the/vu-kin-mot')).status, 200, 'published with it');
});

test('a category that has drafts alone is nowhere public, one that is empty is', async () => {
  const category = ok(await api('POST', '/categories', { name: 'Chuyện kín hai', slug: 'kin-hai' }));
  assert.ok((await portal.page('/so-do')).text.includes('kin-hai'), 'empty');
  const draft = ok(await api('POST', '/articles', { title: 'Nháp trong mục', body: 'x', category: 'kin-hai' }));
  await assertHidden('kin-hai', 'a draft is in it');
  for (const place of ['/chuyen-muc/kin-hai', '/chuyen-muc/kin-hai/rss.xml']) assert.equal((await portal.request('GET', place)).status, 404, place);
  assertProblem(await portal.api('GET', `/categories/${category.id}`), 404, 'not-found');
  assertProblem(await portal.api('GET', '/articles?category=kin-hai'), 400, 'invalid-parameter');
  assert.equal(ok(await api('GET', `/categories/${category.id}`)).slug, 'kin-hai');
  ok(await api('POST', '/categories', { name: 'Mục con', slug: 'muc-con-hai', parent_id: category.id }));
  ok(await api('POST', '/articles', { title: 'Đăng ở mục con', body: 'x', category: 'muc-con-hai', status: 'published' }));
  assert.equal((await portal.page('/chuyen-muc/kin-hai')).status, 200, 'something public is below it');
  ok(await api('POST', `/articles/${draft.id}/publish`));
  assert.ok((await portal.page('/so-do')).text.includes('kin-hai'));
});
