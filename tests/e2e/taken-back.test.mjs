// What was never public, or is no more, shows nowhere: tags and categories of drafts, files of what was withdrawn, addresses.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { picture, startPortal, until } from './lib/portal.mjs';
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

test('an author pins nothing, and takes no address away by a draft', async () => {
  const refused = await api('POST', '/articles', { title: 'Ghim', pinned: true }, 'author');
  assertProblem(refused, 403, 'forbidden', { pointer: '/pinned' });
  const draft = ok(await api('POST', '/articles', { title: 'Không ghim', pinned: false, slug: 'lien-he-cu', kind: 'page' }, 'author'));
  assertProblem(await api('PATCH', `/articles/${draft.id}`, { pinned: true }, 'author'), 403, 'forbidden');
  ok(await api('PATCH', `/articles/${draft.id}`, { slug: 'lien-he-khac' }, 'author'));
  ok(await api('POST', '/articles', { title: 'Liên hệ', slug: 'lien-he-cu', kind: 'page', status: 'published' }));
  assert.equal((await portal.page('/trang/lien-he-cu')).status, 200);

  const gone = ok(await api('POST', '/articles', { title: 'Đã xóa', slug: 'da-xoa-han', status: 'published' }));
  for (const query of ['', '?permanent=true']) ok(await api('DELETE', `/articles/${gone.id}${query}`, undefined, 'admin'));
  assert.equal((await portal.page('/bai-viet/da-xoa-han')).status, 410);
  ok(await api('POST', '/articles', { title: 'Nháp giành chỗ', slug: 'da-xoa-han' }, 'author'));
  assert.equal((await portal.page('/bai-viet/da-xoa-han')).status, 410);
  assertProblem(await portal.api('GET', '/articles/da-xoa-han'), 410, 'gone');
});

test('one request takes down what was just published: page, lists, feeds, search, picture and attachment', async () => {
  const file = ok(await portal.form('POST', '/media', { file: { bytes: 'Phụ lục gỡ ngay', name: 'go.txt', type: 'text/plain' } }, { as: 'editor' }));
  const image = ok(await portal.form('POST', '/media', { file: picture('emblem.png'), alt: 'Huy hiệu' }, { as: 'editor' }));
  const made = ok(await api('POST', '/articles', { title: 'Đăng nhầm xong gỡ', body: 'x', status: 'published', image: image.id, attachments: [{ id: file.id }] }));
  const files = [file.url, image.url];
  for (const url of files) {
    const { status, headers } = await portal.request('GET', url);
    assert.deepEqual([status, headers['cache-control']], [200, 'public, max-age=86400'], url);
    assert.match(headers.etag, /^"[0-9a-f]{32}/);
  }
  const before = ['/', '/rss.xml', '/api/articles', '/tim-kiem?q=nhầm+xong+gỡ'];
  for (const place of before) assert.ok((await portal.request('GET', encodeURI(place))).bytes.toString().includes('Đăng nhầm xong gỡ'), place);
  ok(await api('POST', `/articles/${made.id}/withdraw`, { reason: 'Đăng nhầm' }));
  assert.equal((await portal.page(made.url)).status, 410);
  for (const url of files) assert.equal((await portal.request('GET', url)).status, 404, url);
  for (const place of before.slice(0, 3)) assert.ok(!(await portal.request('GET', encodeURI(place))).bytes.toString().includes('Đăng nhầm xong gỡ'), place);
  assert.ok(!(await portal.page(encodeURI('/tim-kiem?q=nhầm+xong+gỡ'))).text.includes(made.url));
});

test('an article that is erased leaves 410, its address is nobody’s again, and a file that another shows is named', async () => {
  const shared = ok(await portal.form('POST', '/media', { file: { bytes: 'Tệp dùng chung', name: 'chung.txt', type: 'text/plain' } }, { as: 'editor' }));
  const own = ok(await portal.form('POST', '/media', { file: { bytes: 'Tệp riêng', name: 'rieng.txt', type: 'text/plain' } }, { as: 'editor' }));
  const other = ok(await api('POST', '/articles', { title: 'Bài còn lại', status: 'published', attachments: [{ id: shared.id }] }));
  const made = ok(await api('POST', '/articles', { title: 'Bài có tên người', slug: 'ten-nguoi-cu', status: 'published', attachments: [{ id: shared.id }, { id: own.id }] }));
  ok(await api('PATCH', `/articles/${made.id}`, { slug: 'ten-nguoi' }));
  assertProblem(await api('POST', `/articles/${made.id}/erase`, {}), 422, 'invalid-input', { pointer: '/note' });
  assertProblem(await api('POST', `/articles/${made.id}/erase`, { note: 'x' }, 'author'), 403, 'forbidden');
  assertProblem(await api('POST', '/articles/999999/erase', { note: 'x' }), 404, 'not-found');
  const { next } = ok(await portal.api('GET', '/changes?limit=1000'));
  const trial = ok(await api('POST', `/articles/${made.id}/erase?dry_run=true`, { note: 'Theo yêu cầu' }));
  assert.deepEqual([trial.dry_run, trial.media_removed], [true, 1]);
  const answer = await api('POST', `/articles/${made.id}/erase`, { note: 'Theo yêu cầu' });
  const erasure = ok(answer);
  assert.deepEqual(erasure.media_kept.map(({ id, article_ids }) => [id, article_ids]), [[shared.id, [other.id]]]);
  assert.equal(erasure.article_id, made.id);
  assert.equal(answer.headers.location, `/api/redactions/${erasure.id}`);
  for (const slug of ['ten-nguoi', 'ten-nguoi-cu']) {
    assert.equal((await portal.page(`/bai-viet/${slug}`)).status, 410, slug);
    const taken = await api('POST', '/articles', { title: 'Giành lại', slug });
    assertProblem(taken, 409, 'conflict', { pointer: '/slug' });
    assert.doesNotMatch(taken.text, /gỡ|xóa|erase/i);
  }
  assert.notEqual(ok(await api('POST', '/articles', { title: 'Tên người' })).slug, 'ten-nguoi');
  assert.equal((await portal.request('GET', own.url)).status, 404);
  assert.equal((await portal.request('GET', shared.url)).status, 200);
  assert.ok(ok(await api('GET', '/redactions')).items.some(({ id }) => id === erasure.id));
  assert.ok(ok(await portal.api('GET', `/changes?limit=1000&since=${encodeURIComponent(next)}`)).changes.some(({ type, id }) => type === 'delete' && id === made.id), 'mirrors are told');
});

test('a person’s request finds the name everywhere, shows the places, and takes it back in one act', async () => {
  const name = 'Hoàng Thị Mật', typed = 'HOÀNG  THỊ MẬT';
  const file = ok(await portal.form('POST', '/media', { file: { bytes: `Danh sách: ${name}, 0912 345 678`, name: 'ds.txt', type: 'text/plain' } }, { as: 'editor' }));
  const image = ok(await portal.form('POST', '/media', { file: picture('photo.jpg'), alt: `Bà ${name}` }, { as: 'editor' }));
  const one = ok(await api('POST', '/articles', { title: `Bà ${name} nhận quà`, body: `Bà **${name}** (0912.345.678) nhận quà.`, tags: [name, 'chung'], author: name, status: 'published' }));
  ok(await api('PATCH', `/articles/${one.id}`, { lead: 'Thêm sapo.' }));
  const two = ok(await api('POST', '/articles', { title: 'Nháp khác', body: `Nhắc ${typed} một lần.`, image: image.id, alt: name, attachments: [{ id: file.id, title: name }], change_note: `Theo ${name}` }));
  const other = ok(await api('POST', '/articles', { title: 'Hoàng Thị Mát', body: 'Người khác: Hoàng Thị Mát, Hoàng Văn Mật.', status: 'published' }));
  await portal.request('POST', `/bao-sai-sot/${one.slug}`, { body: new URLSearchParams({ 'noi-dung': `Sai tên ${name}` }).toString(), type: 'application/x-www-form-urlencoded' });

  const ask = (body, as = 'admin', query = '') => api('POST', `/erasures${query}`, body, as);
  assertProblem(await ask({ find: name, note: 'x' }, 'editor'), 403, 'forbidden');
  assertProblem(await ask({ find: 'a', note: 'x' }), 422, 'invalid-input', { pointer: '/find' });
  assertProblem(await ask({ find: name, note: `Xóa ${name}` }), 422, 'invalid-input', { pointer: '/note' });
  const trial = ok(await ask({ find: 'hoàng thị mật', note: 'Theo đề nghị' }, 'admin', '?dry_run=true'));
  const has = (list, kind, id) => list.some((place) => place.kind === kind && place.id === id);
  for (const [kind, id] of [['article', one.id], ['article', two.id], ['revision', one.id], ['media', image.id], ['file', file.id]]) assert.ok(has(trial.places, kind, id), `${kind} ${id}`);
  assert.ok(trial.places.some(({ kind }) => kind === 'report') && trial.places.some(({ kind }) => kind === 'tag') && trial.places.some(({ kind }) => kind === 'note'));
  assert.ok(!has(trial.places, 'article', other.id), 'another name');
  assert.equal((await portal.page(one.url)).status, 200, 'nothing was done');

  const done = ok(await ask({ find: name, note: 'Theo đề nghị' }));
  assert.equal(done.articles_changed, 2);
  const after = ok(await ask({ find: name, note: 'Theo đề nghị' }, 'admin', '?dry_run=true'));
  assert.deepEqual(after.places.map(({ kind, id, result }) => [kind, id, result]), [['file', file.id, 'by-hand']]);
  const now = ok(await api('GET', `/articles/${one.id}`));
  assert.equal(now.title, 'Bà […] nhận quà');
  assert.match(now.body_text, /Bà \[…\] \(0912\.345\.678\)/);
  assert.doesNotMatch(now.slug, /mat/);
  assert.equal((await portal.page(one.url)).status, 410);
  assert.deepEqual(now.tags.map(({ slug }) => slug), ['chung']);
  const number = ok(await ask({ find: '0912345678', note: 'Theo đề nghị' }));
  assert.ok(has(number.places, 'article', one.id));
  assert.match(ok(await api('GET', `/articles/${one.id}`)).body_text, /Bà \[…\] \(\[…\]\)/);
  // Each act is one record, without the words, and says which copies still hold them: none here, or not looked at yet.
  // Whether its words left the files too is said a moment later, and not between two questions.
  const records = await until(async () => {
    const list = ok(await api('GET', '/erasures?limit=1', undefined, 'admin'));
    return list.items[0]?.state === 'erased' && list;
  });
  assert.equal(records.items.length, 1);
  const record = ok(await api('GET', `/erasures/${records.items[0].id}`, undefined, 'admin'));
  assert.deepEqual(record, records.items[0]);
  assert.deepEqual(record.copies ?? [], []);
  assert.doesNotMatch(JSON.stringify(record), /Mật|0912/);
  assert.match(records.next, new RegExp(`after=${record.id}$`));
  assertProblem(await api('GET', '/erasures/999999', undefined, 'admin'), 404);
  assertProblem(await api('GET', '/erasures', undefined, 'editor'), 403, 'forbidden');
  assert.equal(ok(await api('GET', '/audit/verify', undefined, 'admin')).first_bad ?? null, null);
});
