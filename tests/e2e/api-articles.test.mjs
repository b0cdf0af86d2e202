// Articles by API: reading, writing, their versions and their life.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { picture, startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal;
before(async () => {
  portal = await startPortal();
  for (const slug of ['muc-mot', 'muc-hai'])
    assert.equal((await portal.api('POST', '/categories', { as: 'editor', body: { name: slug, slug } })).status, 201);
});
after(() => portal?.end());

const get = async (target, options) => {
  const answer = await portal.api('GET', target, options);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
};
const write = (method, target, body, options = {}) => portal.api(method, target, { as: 'editor', body, ...options });

describe('one article', () => {
  const ROW = ['id', 'version', 'slug', 'url', 'status', 'lang', 'title', 'lead', 'category', 'tags', 'image', 'author', 'pinned', 'published_at', 'updated_at'];
  const WHOLE = [...ROW, 'body_html', 'body_text', 'source', 'attachments', 'expires_at', 'created_at', 'change_note', 'translations'];
  const full = {
    title: 'Một bài đầy đủ', slug: 'mot-bai-day-du', lead: 'Tóm tắt.', body: 'Đoạn *một*.\n\nĐoạn hai.', category: 'muc-mot',
    tags: ['nông thôn mới', 'Đường sá'], author: 'Lan Anh', source: { name: 'Báo Lạng Sơn', url: 'https://example.vn/bai' },
    status: 'published', pinned: true, external_id: 'cu-17', change_note: 'Bản đầu',
  };
  let article;

  test('has every member, absent values being null', async () => {
    article = await portal.post(full);
    const seen = await get(`/articles/${article.id}`);
    for (const name of WHOLE) assert.ok(name in seen, name);
    assert.equal(seen.body, undefined, 'the source is for editors');
    assert.equal(seen.image, null);
    assert.equal(seen.expires_at, null);
    assert.match(seen.published_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    assert.deepEqual(seen.source, full.source);
    assert.deepEqual(seen.tags.map((tag) => tag.name), full.tags);
    assert.equal(seen.body_html.trim().replace(/\n+/g, ''), '<p>Đoạn <em>một</em>.</p><p>Đoạn hai.</p>');
    assert.equal(seen.url, '/bai-viet/mot-bai-day-du');
  });

  test('is the same by id and by slug', async () => {
    assert.deepEqual(await get(`/articles/${article.slug}`), await get(`/articles/${article.id}`));
  });

  test('shows a token its source', async () => {
    const answer = await portal.api('GET', `/articles/${article.id}`, { as: 'reader' });
    assert.deepEqual(answer.json.body, { format: 'markdown', text: full.body });
    assert.equal(answer.headers.etag, '"1-t"');
    assert.equal(answer.headers['cache-control'], 'private, no-store');
  });

  test('has the headers of its rules', async () => {
    const { headers } = await portal.api('GET', `/articles/${article.id}`);
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers.etag, '"1"');
    assert.equal(headers['cache-control'], 'public, max-age=0, stale-if-error=86400');
    assert.equal(headers['last-modified'], undefined);
    assert.equal(headers['access-control-allow-origin'], '*');
    assert.deepEqual(headers.vary.split(/, */).sort(), ['Accept-Encoding', 'Authorization']);
    for (const name of ['ETag', 'Link', 'Location', 'Retry-After']) assert.ok(headers['access-control-expose-headers'].includes(name));
  });

  test('answers 304 to its ETag, whatever the suffix, with the headers of its 200', async () => {
    const whole = await portal.api('GET', `/articles/${article.id}`);
    for (const tag of ['"1"', 'W/"1"', '"1-gz"', '"1-br"', '"9", "1"', '*']) {
      const answer = await portal.api('GET', `/articles/${article.id}`, { headers: { 'If-None-Match': tag } });
      assert.equal(answer.status, 304, tag);
      assert.equal(answer.bytes.length, 0);
      for (const name of ['etag', 'cache-control', 'vary', 'access-control-allow-origin']) assert.equal(answer.headers[name], whole.headers[name], name);
    }
    assert.equal((await portal.api('GET', `/articles/${article.id}`, { headers: { 'If-None-Match': '"2"' } })).status, 200);
  });

  test('compresses by itself with an ETag of its own', async () => {
    const long = await portal.post({ title: 'Dài', body: 'Một câu dài. '.repeat(500), status: 'published' });
    for (const [coding, tag] of [['gzip', '"1-gz"'], ['br', '"1-br"']]) {
      const answer = await portal.api('GET', `/articles/${long.id}`, { headers: { 'Accept-Encoding': coding } });
      assert.equal(answer.headers['content-encoding'], coding);
      assert.equal(answer.headers.etag, tag);
      assert.equal(answer.json.id, long.id);
    }
  });

  test('an unknown one is 404', async () => {
    assertProblem(await portal.api('GET', '/articles/999999'), 404, 'not-found');
    assertProblem(await portal.api('GET', '/articles/khong-co'), 404, 'not-found');
  });

  test('PATCH changes what it says and nothing else', async () => {
    const before = await get(`/articles/${article.id}`, { as: 'editor' });
    const answer = await write('PATCH', `/articles/${article.id}`, { title: 'Tên mới', lead: null, tags: ['một'], source: null },
      { headers: { 'Content-Type': 'application/merge-patch+json', 'If-Match': '"1-gz"' } });
    assert.equal(answer.status, 200, answer.text);
    const { title, lead, tags, source, version, updated_at, change_note, ...rest } = answer.json;
    const { title: t, lead: l, tags: g, source: s, version: v, updated_at: u, change_note: c, ...restBefore } = before;
    assert.deepEqual([title, lead, tags.map((tag) => tag.slug), source, version], ['Tên mới', null, ['mot'], null, 2]);
    assert.deepEqual(rest, restBefore);
    assert.ok(updated_at >= u && t && l && g && s && v && c && change_note === null);
  });

  test('PUT replaces it, and keeps its slug, its status and its first publication', async () => {
    const before = await get(`/articles/${article.id}`);
    const answer = await write('PUT', `/articles/${article.id}`, { title: 'Thay hết', body: '# Đầu\n\nx' }, { headers: { 'If-Match': '"2"' } });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(
      [answer.json.version, answer.json.slug, answer.json.status, answer.json.published_at, answer.json.lead, answer.json.category, answer.json.tags, answer.json.pinned],
      [3, before.slug, 'published', before.published_at, null, null, [], false]);
    const known = await write('PUT', `/articles/${article.id}`, { title: 'Ghi đè' }, { headers: { 'If-Match': '*' } });
    assert.equal(known.status, 200);
    assert.equal(known.headers.etag.replace('-t', ''), '"4"');
  });

  test('a slug from a title gets a number when it is taken', async () => {
    const made = [];
    for (let i = 0; i < 3; i++) made.push((await portal.post({ title: 'Đường Trần Hưng Đạo' })).slug);
    assert.deepEqual(made, ['duong-tran-hung-dao', 'duong-tran-hung-dao-2', 'duong-tran-hung-dao-3']);
    assert.doesNotMatch((await portal.post({ title: '2026' })).slug, /^\d+$/);
    assert.ok((await portal.post({ title: '***' })).slug);
  });

  test('Markdown by its first heading, HTML and a form make articles', async () => {
    const markdown = await write('POST', '/articles', '# Tên ở *đầu* bài\n\nNội dung.', { type: 'text/markdown; charset=utf-8' });
    assert.equal(markdown.status, 201, markdown.text);
    assert.equal(markdown.json.title, 'Tên ở đầu bài');
    assert.equal(markdown.json.body_text.trim(), 'Nội dung.');
    const form = await portal.form('POST', '/articles', {
      title: 'Bằng biểu mẫu', body: '<p>a</p>', body_format: 'html', image: picture('banner.webp'), decorative: 'true', tags: 'một, hai', pinned: 'true',
    }, { as: 'editor' });
    assert.equal(form.status, 201, form.text);
    assert.deepEqual([form.json.pinned, form.json.tags.length, form.json.image.alt, form.json.image.width], [true, 2, '', 640]);
    const shown = await portal.request('GET', form.json.image.sizes['640'].webp, { as: 'reader' });
    assert.match(shown.headers['content-type'], /^image\/webp/);
  });

  test('text arrives normalised', async () => {
    const { title } = await portal.post({ title: '  Hội\u00a0nghị\u200b  to\u0300a\u0301n\tdân ' });
    assert.equal(title, title.normalize('NFC').trim());
    assert.doesNotMatch(title, /\s{2}|\u00a0|\u200b/);
  });
});

describe('its life', () => {
  const op = (id, name, body, options) => write('POST', `/articles/${id}/${name}`, body, options);

  test('draft, published, withdrawn, published again: the first time is kept', async () => {
    const { id } = await portal.post({ title: 'Một đời bài' });
    assertProblem(await portal.api('GET', `/articles/${id}`), 404, 'not-found');
    const published = await op(id, 'publish');
    assert.equal(published.status, 200, published.text);
    assert.equal((await get(`/articles/${id}`)).status, 'published');
    assertProblem(await op(id, 'withdraw'), 422, 'invalid-input', { pointer: '/reason' });
    assert.equal((await op(id, 'withdraw', { reason: 'Sai' })).json.status, 'withdrawn');
    assertProblem(await portal.api('GET', `/articles/${id}`), 410, 'gone');
    const again = await op(id, 'publish');
    assert.equal(again.json.status, 'published');
    assert.equal(again.json.published_at, published.json.published_at);
    assertProblem(await op(id, 'publish'), 409, 'illegal-transition');
  });

  test('PATCH sets draft and review, and no other status', async () => {
    const { id } = await portal.post({ title: 'Chờ duyệt' });
    assert.equal((await write('PATCH', `/articles/${id}`, { status: 'review' })).json.status, 'review');
    assert.equal((await write('PATCH', `/articles/${id}`, { status: 'draft' })).json.status, 'draft');
    assertProblem(await write('PATCH', `/articles/${id}`, { status: 'published' }), [409, 422]);
    for (const status of ['withdrawn', 'trashed', 'scheduled'])
      assertProblem(await write('PATCH', `/articles/${id}`, { status }), [409, 422]);
  });

  test('deleted and restored as a draft; gone for good only by an admin', async () => {
    const { id } = await portal.post({ title: 'Sẽ xóa', status: 'published' });
    const deleted = await write('DELETE', `/articles/${id}`);
    assert.equal(deleted.status, 200);
    assert.equal(deleted.json.status, 'trashed');
    assert.equal((await op(id, 'restore')).json.status, 'draft');
    assert.equal((await write('DELETE', `/articles/${id}`)).status, 200);
    assert.equal((await write('DELETE', `/articles/${id}?permanent=true`, undefined, { as: 'admin' })).status, 204);
    assertProblem(await portal.api('GET', `/articles/${id}`, { as: 'admin' }), [404, 410]);
    assertProblem(await op(id, 'restore'), [404, 409, 410]);
  });

  test('an author writes own drafts alone', async () => {
    const own = await write('POST', '/articles', { title: 'Của tôi' }, { as: 'author' });
    assert.equal(own.status, 201, own.text);
    assert.equal((await write('PATCH', `/articles/${own.json.id}`, { lead: 'x' }, { as: 'author' })).status, 200);
    const other = await portal.post({ title: 'Của người khác' });
    assertProblem(await write('PATCH', `/articles/${other.id}`, { lead: 'x' }, { as: 'author' }), 403, 'forbidden');
    assertProblem(await op(own.json.id, 'publish', undefined, { as: 'author' }), 403, 'forbidden');
  });

  test('a category renamed raises the version of every article that shows it', async () => {
    const made = await write('POST', '/categories', { name: 'Tên cũ', slug: 'doi-ten' });
    const { id } = await portal.post({ title: 'Trong mục đổi tên', category: 'doi-ten', status: 'published' });
    assert.equal((await write('PATCH', `/categories/${made.json.id}`, { name: 'Tên khác' })).status, 200);
    const { version, category } = await get(`/articles/${id}`);
    assert.deepEqual([version, category.name], [2, 'Tên khác']);
  });
});

describe('the same request again', () => {
  const body = { title: 'Chỉ một lần' };

  test('gives the same answer and one article', async () => {
    const headers = { 'Idempotency-Key': 'khoa-1' };
    const first = await write('POST', '/articles', body, { headers });
    const second = await write('POST', '/articles', body, { headers });
    assert.equal(first.status, 201, first.text);
    assert.equal(second.status, 201, second.text);
    assert.equal(second.headers['idempotency-replayed'], 'true');
    assert.equal(second.text, first.text);
    assert.equal(second.headers.location, first.headers.location);
    assertProblem(await write('POST', '/articles', { title: 'Khác' }, { headers }), 422, 'idempotency-mismatch');
  });

  test('at the same time makes one article', async () => {
    const headers = { 'Idempotency-Key': 'khoa-2' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => write('POST', '/articles', { title: 'Cùng lúc' }, { headers })));
    const made = answers.filter((answer) => answer.status === 201);
    assert.ok(made.length >= 1);
    assert.equal(new Set(made.map((answer) => answer.json.id)).size, 1);
    for (const answer of answers.filter((one) => one.status !== 201)) assertProblem(answer, 409, 'idempotency-running');
  });
});

describe('lists', () => {
  let ids;
  before(async () => {
    ids = [];
    for (let i = 0; i < 23; i++)
      ids.push((await portal.post({ title: `Trong danh sách ${i}`, category: 'muc-hai', tags: i % 2 ? ['lẻ'] : [], status: 'published', lang: i === 5 ? 'en' : 'vi' })).id);
  });

  const walk = async (target, between = async () => {}) => {
    const seen = [];
    for (let next = target; next; await between()) {
      const answer = await portal.api('GET', next);
      assert.equal(answer.status, 200, answer.text);
      seen.push(...answer.json.items.map((row) => row.id));
      next = answer.json.next;
      if (next) assert.match(answer.headers.link, new RegExp(`<[^>]*after=[^>]*>; rel="next"`));
      else assert.doesNotMatch(answer.headers.link ?? '', /rel="next"/);
    }
    return seen;
  };

  test('newest first, each once, to a last page without next', async () => {
    assert.deepEqual(await walk('/articles?category=muc-hai&limit=5'), [...ids].reverse());
  });

  test('nothing skipped or repeated while articles are published and deleted', async () => {
    let n = 0;
    const seen = await walk('/articles?category=muc-hai&limit=4', async () => {
      const made = await portal.post({ title: `Chen ngang ${n++}`, category: 'muc-hai', status: 'published' });
      if (n === 2) await write('DELETE', `/articles/${made.id}`);
    });
    assert.deepEqual(seen, [...ids].reverse());
  });

  test('a cursor stays valid when its row goes; past the end is empty', async () => {
    const first = await get('/articles?category=muc-hai&tag=le&limit=3');
    await write('DELETE', `/articles/${first.items[2].id}`);
    const second = await get(first.next);
    assert.equal(second.items[0].id, first.items[2].id - 2);
    assert.equal((await write('POST', `/articles/${first.items[2].id}/restore`)).status, 200);
    assert.equal((await write('POST', `/articles/${first.items[2].id}/publish`)).status, 200);
    let last = first;
    while (last.next) last = await get(last.next);
    assert.equal(last.next, null);
  });

  test('a row has no body; fields narrows, include widens', async () => {
    const plain = await get('/articles?limit=1');
    assert.equal('body_html' in plain.items[0], false);
    assert.equal('total' in plain, false);
    const narrow = await get('/articles?limit=2&fields=id,title');
    assert.deepEqual(Object.keys(narrow.items[0]), ['id', 'title']);
    const wide = await get('/articles?limit=1&include=body,total');
    assert.match(wide.items[0].body_html, /^$|</);
    assert.ok(wide.total >= 23);
  });

  test('filters by tag, language, days and status', async () => {
    const tagged = await get('/articles?tag=le&limit=100');
    assert.ok(tagged.items.length >= 10 && tagged.items.every((row) => row.tags.some((tag) => tag.slug === 'le')));
    assert.deepEqual((await get('/articles?category=muc-hai&lang=en')).items.map((row) => row.id), [ids[5]]);
    assert.deepEqual((await get('/articles?to=2020-01-01')).items, []);
    assert.ok((await get('/articles?from=2020-01-01')).items.length > 0);
    assert.ok((await get('/articles?status=draft', { as: 'reader' })).items.every((row) => row.status === 'draft'));
    assertProblem(await portal.api('GET', '/articles?status=draft'), [401, 403]);
  });

  test('a limit above 100 is clamped, and next says so', async () => {
    for (let from = 0; from < 102; from += 34) {
      await Promise.all(Array.from({ length: 34 }, (_, i) => portal.post({ title: `Nhiều ${from + i}`, status: 'published' })));
    }
    const { items, next } = await get('/articles?limit=500');
    assert.equal(items.length, 100);
    assert.match(next, /limit=100/);
    assert.equal(new Set(await walk('/articles?limit=500')).size, (await get('/articles?limit=1&include=total')).total);
  });
});

test('congd stops cleanly', () => portal.stop());
