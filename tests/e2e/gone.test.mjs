// Addresses that changed, were merged or have gone: 301 for ever, 410 with an explanation, error pages that help.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startPortal } from './lib/portal.mjs';

let portal;
before(async () => { portal = await startPortal(); });
after(() => portal?.end());

const make = async (thing, body) => {
  const made = await portal.api('POST', `/${thing}`, { as: 'editor', body });
  assert.equal(made.status, 201, made.text);
  return made.json;
};
const change = async (target, body) => {
  const answer = await portal.api('PATCH', target, { as: 'editor', body });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
};
const merge = (id, body, options = {}) => portal.api('POST', `/tags/${id}/merge`, { as: 'editor', body, ...options });
const where = async (target) => {
  const { status, headers } = await portal.page(target);
  return [status, headers.location];
};

describe('a merged tag', () => {
  test('hands its articles and addresses to the other, for ever', async () => {
    const from = await make('tags', { name: 'Nông thôn', slug: 'nong-thon' });
    const into = await make('tags', { name: 'Nông thôn mới', slug: 'nong-thon-moi' });
    await change(`/tags/${from.id}`, { slug: 'nong-thon-cu' });
    const one = await portal.post({ title: 'Chỉ một', tags: ['nong-thon-cu'], status: 'published' });
    const both = await portal.post({ title: 'Cả hai', tags: ['nong-thon-moi', 'nong-thon-cu', 'Lúa'], status: 'published' });
    const { next } = (await portal.api('GET', '/changes')).json;
    const answer = await merge(from.id, { into: 'nong-thon-moi' });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual([answer.json.id, answer.json.count, answer.json.version], [into.id, 2, into.version + 1]);
    assert.equal(answer.headers.etag, (await portal.api('GET', `/tags/${into.id}`, { as: 'editor' })).headers.etag);
    for (const slug of ['nong-thon', 'nong-thon-cu']) {
      assert.deepEqual(await where(`/the/${slug}`), [301, '/the/nong-thon-moi']);
      assert.deepEqual(await where(`/the/${slug}/rss.xml`), [301, '/the/nong-thon-moi/rss.xml']);
    }
    const main = (await portal.page('/the/nong-thon-moi')).text;
    for (const { url } of [one, both]) assert.ok(main.includes(url));
    const now = (await portal.api('GET', `/articles/${both.id}`)).json;
    assert.deepEqual(now.tags.map((tag) => tag.slug), ['nong-thon-moi', 'lua']);
    assert.equal(now.version, both.version + 1);
    const { changes } = (await portal.api('GET', `/changes?since=${next}`)).json;
    assert.deepEqual(changes.map((row) => [row.id, row.version]), [[one.id, one.version + 1], [both.id, both.version + 1]]);
    assert.equal((await portal.api('GET', `/tags/${from.id}`)).status, 404);
    const back = await portal.api('POST', `/articles/${both.id}/revisions/1/revert`, { as: 'editor' });
    assert.equal(back.status, 200, back.text);
    assert.deepEqual(back.json.tags.map((tag) => tag.slug), ['nong-thon-moi', 'lua'], 'what is brought back from before has the one');
    assert.equal((await portal.api('POST', '/tags', { as: 'editor', body: { name: 'Lại', slug: 'nong-thon' } })).status, 409, 'its slug stays taken');
  });

  test('is refused for itself, another language, what is not there, and without the right; nothing changes', async () => {
    const tag = await make('tags', { name: 'Rừng', slug: 'rung' });
    await make('tags', { name: 'Forest', slug: 'forest', lang: 'en' });
    for (const [body, wanted, pointer] of [
      [{ into: 'rung' }, 422, '/into'], [{ into: 'forest' }, 422, '/into'], [{ into: 'khong-co' }, 422, '/into'], [{}, 422, '/into'],
      [{ into: 7 }, 422, '/into'], [{ into: null }, 422, '/into'], [{ into: 'Rừng!' }, 422, '/into'], [{ into: 'x'.repeat(5000) }, 422, '/into'],
      [{ into: 'rung', force: true }, 422, '/force'],
    ]) {
      const answer = await merge(tag.id, body);
      assert.equal(answer.status, wanted, JSON.stringify(body));
      assert.ok(answer.json.errors.some((fault) => fault.pointer === pointer), answer.text);
    }
    assert.equal((await merge(99999, { into: 'rung' })).status, 404);
    assert.equal((await merge('abc', { into: 'rung' })).status, 404);
    assert.equal((await merge(tag.id, { into: 'forest' }, { as: 'author' })).status, 403);
    assert.equal((await merge(tag.id, { into: 'forest' }, { as: undefined })).status, 401);
    assert.deepEqual((await portal.api('GET', `/tags/${tag.id}`)).json, tag);
  });

  test('only tried, stays; with another version than the present it is refused', async () => {
    const tag = await make('tags', { name: 'Suối', slug: 'suoi' });
    await make('tags', { name: 'Sông suối', slug: 'song-suoi' });
    const trial = await portal.api('POST', `/tags/${tag.id}/merge?dry_run=true`, { as: 'editor', body: { into: 'song-suoi' } });
    assert.equal(trial.status, 200, trial.text);
    assert.equal((await portal.api('GET', `/tags/${tag.id}`)).status, 200);
    assert.equal((await merge(tag.id, { into: 'song-suoi' }, { headers: { 'If-Match': '"9"' } })).status, 412);
    assert.equal((await merge(tag.id, { into: 'song-suoi' }, { headers: { 'If-Match': '"1"', 'Idempotency-Key': 'k1' } })).status, 200);
    const again = await merge(tag.id, { into: 'song-suoi' }, { headers: { 'If-Match': '"1"', 'Idempotency-Key': 'k1' } });
    assert.deepEqual([again.status, again.headers['idempotency-replayed']], [200, 'true']);
  });
});

test('a category that moves below another keeps its address; renamed twice, both old ones lead to the present', async () => {
  const top = await make('categories', { name: 'Tin tức', slug: 'tin-tuc' });
  const moved = await make('categories', { name: 'Văn hóa', slug: 'van-hoa' });
  await portal.post({ title: 'Lễ hội', category: 'van-hoa', status: 'published' });
  await change(`/categories/${moved.id}`, { parent_id: top.id });
  assert.deepEqual(await where('/chuyen-muc/van-hoa'), [200, undefined]);
  assert.match((await portal.page('/chuyen-muc/tin-tuc')).text, /Lễ hội/);
  for (const slug of ['van-hoa-xa-hoi', 'van-hoa-du-lich']) await change(`/categories/${moved.id}`, { slug, name: 'Văn hóa – Du lịch' });
  for (const slug of ['van-hoa', 'van-hoa-xa-hoi']) {
    assert.deepEqual(await where(`/chuyen-muc/${slug}`), [301, '/chuyen-muc/van-hoa-du-lich']);
    assert.deepEqual(await where(`/chuyen-muc/${slug}/atom.xml`), [301, '/chuyen-muc/van-hoa-du-lich/atom.xml']);
  }
  await portal.restart();
  assert.deepEqual(await where('/chuyen-muc/van-hoa'), [301, '/chuyen-muc/van-hoa-du-lich'], 'also after a restart');
});

test('a deleted category or tag and an article that left the trash answer 410, until something new has the address', async () => {
  const category = await make('categories', { name: 'Tạm', slug: 'tam' });
  const tag = await make('tags', { name: 'Tạm', slug: 'tam' });
  const article = await portal.post({ title: 'Tạm', slug: 'tam-bai', status: 'published' });
  const draft = await portal.post({ title: 'Nháp tạm', slug: 'nhap-tam' });
  await change(`/articles/${article.id}`, { slug: 'tam-bai-hai' });
  for (const target of [`/categories/${category.id}`, `/tags/${tag.id}`]) assert.equal((await portal.api('DELETE', target, { as: 'editor' })).status, 204);
  for (const { id } of [article, draft]) {
    assert.equal((await portal.api('DELETE', `/articles/${id}`, { as: 'editor' })).status, 200);
    assert.equal((await portal.api('DELETE', `/articles/${id}?permanent=true`, { as: 'admin' })).status, 204);
  }
  for (const target of ['/chuyen-muc/tam', '/the/tam', '/chuyen-muc/tam/rss.xml', '/the/tam/feed.json', '/bai-viet/tam-bai', '/bai-viet/tam-bai-hai'])
    assert.equal((await portal.page(target)).status, 410, target);
  assert.equal((await portal.api('GET', '/articles/tam-bai-hai')).status, 410);
  assert.equal((await portal.page('/bai-viet/nhap-tam')).status, 404, 'what was never public was never there');
  await make('categories', { name: 'Tạm', slug: 'tam' });
  assert.equal((await portal.page('/chuyen-muc/tam')).status, 200);
});

describe('an error page', () => {
  test('has a search box that knows the words of the address, the latest articles and a way home', async () => {
    await portal.post({ title: 'Tin nóng nhất', status: 'published' });
    const { status, text } = await portal.page('/tin-tuc/hoi-nghi_dang-bo.html');
    assert.equal(status, 404);
    const main = text.slice(text.indexOf('<main'), text.indexOf('</main>'));
    assert.match(main, /<input [^>]*type="search"[^>]* value="hoi nghi dang bo"/);
    assert.match(main, /<form[^>]* action="\/tim-kiem"/);
    assert.match(main, /Tin nóng nhất/);
    assert.match(main, /<a href="\/">Về trang chủ<\/a>/);
    assert.equal(text.match(/type="search"/g).length, 1);
  });

  test('in English is English, with the English search and home', async () => {
    const { status, text } = await portal.page('/en/bai-viet/market-day');
    assert.equal(status, 404);
    assert.match(text, /<html lang="en"/);
    assert.match(text, /action="\/en\/tim-kiem"/);
    assert.match(text, /value="market day"/);
    assert.match(text, /<a href="\/en">/);
  });

  test('of hostile addresses shows them as words alone', async () => {
    for (const target of ['/%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E', `/${'a'.repeat(3000)}`, '/%2e%2e%2f', '/...x', '/12345', `/${encodeURIComponent('đường liên xã')}`]) {
      const { status, text } = await portal.page(target);
      assert.equal(status, 404, target);
      assert.doesNotMatch(text, /<script>alert/);
    }
    assert.match((await portal.page(`/${encodeURIComponent('đường-liên-xã')}`)).text, /value="đường liên xã"/);
    assert.match((await portal.page('/12345')).text, /type="search" name="q" value=""/);
  });

  test('of a withdrawn article says why it may be gone and what to do', async () => {
    const made = await portal.post({ title: 'Bị gỡ', status: 'published' });
    await portal.api('POST', `/articles/${made.id}/withdraw`, { as: 'editor', body: { reason: 'Lý do nội bộ' } });
    const { status, text } = await portal.page(made.url);
    assert.equal(status, 410);
    assert.match(text, /từng được đăng/);
    assert.match(text, /liên hệ với cơ quan/);
    assert.match(text, /type="search"/);
    assert.doesNotMatch(text, /Lý do nội bộ/);
  });
});

test('congd stops cleanly', () => portal.stop());
