// What a page's head tells programs: JSON-LD, Open Graph, feeds, manifest and search; and what the page weighs with it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { picture, startPortal } from './lib/portal.mjs';

const BASE = 'https://binhgia.example';
const TITLE = 'Lễ hội "Lồng Tồng" & </script><b>chợ</b>';
let portal, article, english;
before(async () => {
  portal = await startPortal({ args: ['--set', `base_url=${BASE}`] });
  await portal.api('PATCH', '/site', { as: 'admin', body: {
    name: 'Cổng huyện Bình Gia', agency: 'UBND huyện Bình Gia', address: 'Thị trấn Bình Gia', phone: '0205 3834 123', email: 'ubnd@binhgia.example',
  } });
  await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Văn hóa', slug: 'van-hoa' } });
  const made = await portal.form('POST', '/articles', {
    title: TITLE, slug: 'le-hoi', lead: 'Ngày hội xuống đồng.', body: 'Nội dung.', category: 'van-hoa', tags: 'lễ hội,mùa xuân', author: 'Nông Thị B',
    status: 'published', published_at: '2024-02-22T10:00:00+07:00', image: picture('photo.jpg'), alt: 'Người dân', caption: 'Quang cảnh "hội"', credit: 'Văn C',
  }, { as: 'editor' });
  assert.equal(made.status, 201, made.text);
  article = made.json;
  english = await portal.post({ title: 'Festival', lang: 'en', status: 'published' });
  await portal.post({ title: 'Giới thiệu', slug: 'gioi-thieu', kind: 'page', status: 'published' });
});
after(() => portal?.end());

const unescape = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');

/** The head of a page, read: its graph by @type, its meta properties, its links. */
async function head(target) {
  const { status, text } = await portal.page(target);
  assert.equal(status, 200, target);
  const blocks = [...text.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map((match) => JSON.parse(match[1]));
  assert.equal(blocks.length, 1, target);
  assert.equal(blocks[0]['@context'], 'https://schema.org');
  const graph = Object.fromEntries(blocks[0]['@graph'].map((node) => [node['@type'], node]));
  assert.equal(Object.keys(graph).length, blocks[0]['@graph'].length, 'each type once');
  const properties = Object.fromEntries([...text.matchAll(/<meta property="([^"]+)" content="([^"]*)">/g)].map((match) => [match[1], unescape(match[2])]));
  const links = [...text.matchAll(/<link ([^>]*)>/g)].map((match) =>
    Object.fromEntries([...match[1].matchAll(/([a-z-]+)="([^"]*)"/g)].map((pair) => [pair[1], unescape(pair[2])])));
  return { graph, properties, links, text };
}

/** Every @id that is referred to is described in the same graph, no member is null, and all addresses are whole. */
function assertSound(graph) {
  const ids = new Set(Object.values(graph).map((node) => node['@id']));
  const walk = (value, where) => {
    assert.notEqual(value, null, where);
    if (typeof value !== 'object') return;
    if (!Array.isArray(value) && Object.keys(value).length === 1 && value['@id']) assert.ok(ids.has(value['@id']), `${where}: ${value['@id']}`);
    for (const [key, inner] of Object.entries(value)) {
      if (['url', 'item', '@id', 'mainEntityOfPage'].includes(key)) assert.ok(inner.startsWith(`${BASE}/`), `${where}.${key}: ${inner}`);
      walk(inner, `${where}.${key}`);
    }
  };
  walk(graph, '');
}

describe('JSON-LD', () => {
  test('of an article: NewsArticle, where it stands, and who publishes, whatever its title holds', async () => {
    const { graph, text } = await head('/bai-viet/le-hoi');
    assertSound(graph);
    const news = graph.NewsArticle;
    assert.equal(news.headline, TITLE);
    assert.equal(news.description, 'Ngày hội xuống đồng.');
    assert.equal(news.articleSection, 'Văn hóa');
    assert.deepEqual(news.keywords, ['lễ hội', 'mùa xuân']);
    assert.deepEqual(news.author, { '@type': 'Person', name: 'Nông Thị B' });
    assert.deepEqual([news.image.url, news.image.width, news.image.height, news.image.caption, news.image.creditText],
      [BASE + article.image.url, article.image.width, article.image.height, 'Quang cảnh "hội"', 'Văn C']);
    assert.deepEqual(graph.BreadcrumbList.itemListElement.map(({ position, name, item }) => [position, name, item]), [
      [1, 'Cổng huyện Bình Gia', `${BASE}/`], [2, 'Văn hóa', `${BASE}/chuyen-muc/van-hoa`], [3, TITLE, `${BASE}/bai-viet/le-hoi`]]);
    const agency = graph.GovernmentOrganization;
    assert.deepEqual([agency.name, agency.telephone, agency.email, agency.address.streetAddress],
      ['UBND huyện Bình Gia', '0205 3834 123', 'ubnd@binhgia.example', 'Thị trấn Bình Gia']);
    assert.equal((await portal.request('GET', agency.logo.url.slice(BASE.length))).status, 200);
    assert.doesNotMatch(text, /<\/script><b>/);
  });

  test('dateModified is the publication, until an edit that readers see; never a change of category or the import itself', async () => {
    const dates = async (target) => {
      const news = (await head(target)).graph.NewsArticle;
      return [news.datePublished, news.dateModified];
    };
    assert.deepEqual(await dates('/bai-viet/le-hoi'), ['2024-02-22T10:00:00+07:00', '2024-02-22T10:00:00+07:00']);
    await portal.api('PATCH', '/categories/1', { as: 'editor', body: { name: 'Văn hóa – Du lịch' } });
    assert.equal((await dates('/bai-viet/le-hoi'))[1], '2024-02-22T10:00:00+07:00');
    const begun = Math.floor(Date.now() / 1000) * 1000;
    await portal.api('PATCH', `/articles/${article.id}`, { as: 'editor', body: { body: 'Đã sửa.', change_note: 'Sửa giờ khai mạc' } });
    const [published, modified] = await dates('/bai-viet/le-hoi');
    assert.equal(published, '2024-02-22T10:00:00+07:00');
    assert.ok(Date.parse(modified) >= begun);
    const draft = await portal.post({ title: 'Viết trước đăng sau', slug: 'viet-truoc' });
    await portal.api('PATCH', `/articles/${draft.id}`, { as: 'editor', body: { body: 'Sửa lúc còn là bản nháp.' } });
    await portal.api('POST', `/articles/${draft.id}/publish`, { as: 'editor' });
    const [first, last] = await dates('/bai-viet/viet-truoc');
    assert.equal(first, last, 'what was edited before it was public was not modified');
  });

  test('of home: the portal with its search, in each language', async () => {
    for (const [target, search] of [['/', '/tim-kiem'], ['/en', '/en/tim-kiem']]) {
      const { graph } = await head(target);
      assertSound(graph);
      assert.equal(graph.WebSite.url, BASE + target);
      assert.equal(graph.WebSite.potentialAction.target.urlTemplate, `${BASE}${search}?q={search_term_string}`);
      assert.equal(graph.WebSite.potentialAction['query-input'], 'required name=search_term_string');
      assert.equal((await portal.page(`${search}?q=le+hoi`)).status, 200);
    }
  });

  test('of a category, a tag and a standing page: what they are and where they stand', async () => {
    for (const [target, name] of [['/chuyen-muc/van-hoa', 'Văn hóa – Du lịch'], ['/the/le-hoi', 'lễ hội']]) {
      const { graph } = await head(target);
      assertSound(graph);
      assert.deepEqual([graph.CollectionPage.name, graph.CollectionPage.url], [name, BASE + target]);
      assert.equal(graph.BreadcrumbList.itemListElement.length, 2);
    }
    const { graph } = await head('/trang/gioi-thieu');
    assertSound(graph);
    assert.equal(graph.WebPage.name, 'Giới thiệu');
  });
});

test('a list says how much it holds, in the plural where the language has one, numbers as people write them', async () => {
  const description = async (target) => unescape((await portal.page(target)).text.match(/<meta name="description" content="([^"]*)">/)[1]);
  const category = (await portal.api('POST', '/categories', { as: 'editor', body: { name: 'News', slug: 'news', lang: 'en' } })).json;
  const post = (i) => portal.post({ title: `News ${i}`, lang: 'en', category: 'news', status: 'published' });
  assert.equal(await description('/en/chuyen-muc/news'), 'News: 0 articles – Cổng huyện Bình Gia');
  await post(1);
  assert.equal(await description('/en/chuyen-muc/news'), 'News: 1 article – Cổng huyện Bình Gia');
  await post(2);
  assert.equal(await description(`/en/chuyen-muc/${category.slug}`), 'News: 2 articles – Cổng huyện Bình Gia');
  await portal.api('POST', '/categories', { as: 'editor', body: { name: 'All', slug: 'all', lang: 'en' } });
  await portal.api('PATCH', `/categories/${category.id}`, { as: 'editor', body: { parent_id: category.id + 1 } });
  assert.equal(await description('/en/chuyen-muc/all'), 'All: 2 articles – Cổng huyện Bình Gia', 'those below it count');
  assert.equal(await description('/the/mua-xuan'), 'mùa xuân: 1 bài viết – Cổng huyện Bình Gia');
});

describe('Open Graph', () => {
  test('of an article has its picture with size and words, its times and section', async () => {
    const { properties } = await head('/bai-viet/le-hoi');
    assert.equal(properties['og:type'], 'article');
    assert.equal(properties['og:title'], TITLE);
    assert.equal(properties['og:url'], `${BASE}/bai-viet/le-hoi`);
    assert.equal(properties['og:site_name'], 'Cổng huyện Bình Gia');
    assert.equal(properties['og:locale'], 'vi_VN');
    assert.deepEqual(['', ':width', ':height', ':alt'].map((part) => properties[`og:image${part}`]),
      [BASE + article.image.url, String(article.image.width), String(article.image.height), 'Người dân']);
    assert.equal(properties['article:published_time'], '2024-02-22T10:00:00+07:00');
    assert.equal(properties['article:section'], 'Văn hóa – Du lịch');
  });

  test('of every other page has the portal\'s picture, which is there', async () => {
    for (const target of ['/', '/chuyen-muc/van-hoa', english.url]) {
      const { properties } = await head(target);
      assert.ok(properties['og:image'].startsWith(`${BASE}/static/`), target);
      assert.equal((await portal.request('GET', properties['og:image'].slice(BASE.length))).status, 200);
      assert.equal(properties['og:image:alt'], 'Cổng huyện Bình Gia');
    }
    assert.equal((await head(english.url)).properties['og:locale'], 'en_GB');
  });
});

test('every page names the feeds of its language, a list its own before them; manifest and search too, and all are there', async () => {
  for (const [target, wanted] of [
    ['/', ['/rss.xml', '/atom.xml', '/feed.json']],
    ['/en', ['/en/rss.xml', '/en/atom.xml', '/en/feed.json']],
    ['/chuyen-muc/van-hoa', ['/chuyen-muc/van-hoa/rss.xml', '/chuyen-muc/van-hoa/atom.xml', '/chuyen-muc/van-hoa/feed.json', '/rss.xml', '/atom.xml', '/feed.json']],
    ['/the/le-hoi', ['/the/le-hoi/rss.xml', '/the/le-hoi/atom.xml', '/the/le-hoi/feed.json', '/rss.xml', '/atom.xml', '/feed.json']],
  ]) {
    const { links } = await head(target);
    const feeds = links.filter((link) => link.rel === 'alternate' && link.type);
    assert.deepEqual(feeds.map((link) => link.href), wanted, target);
    assert.equal(new Set(feeds.map((link) => link.title)).size, feeds.length, 'titles tell them apart');
    for (const link of [...feeds, ...links.filter((one) => ['manifest', 'search', 'icon', 'apple-touch-icon'].includes(one.rel))]) {
      const answer = await portal.request('GET', link.href);
      assert.equal(answer.status, 200, link.href);
      if (link.type) assert.equal(answer.headers['content-type'].split(';')[0], link.type);
    }
    assert.equal(links.filter((link) => link.rel === 'manifest').length, 1);
  }
});

test('an article with its style and script stays within 14 KB on the wire', async () => {
  const body = Array.from({ length: 12 }, (_, i) => `Đoạn ${i}: ${'chính quyền và người dân xã cùng làm đường, đào mương, trồng rừng. '.repeat(3)}`).join('\n\n');
  const made = await portal.post({ title: 'Một bài dài vừa phải', lead: 'Tóm tắt của bài.', body, category: 'van-hoa', status: 'published' });
  const brotli = { 'Accept-Encoding': 'br' };
  const page = await portal.page(made.url, brotli);
  const parts = [page.sent.length];
  for (const [, target] of page.text.matchAll(/(?:<link rel="stylesheet" href|<script src)="([^"]+)"/g)) parts.push((await portal.page(target, brotli)).sent.length);
  const total = parts.reduce((sum, part) => sum + part);
  assert.ok(parts.length >= 3, 'page, style, script');
  assert.ok(total <= 14 * 1024, `${total} bytes: ${parts.join(' + ')}`);
});

test('congd stops cleanly', () => portal.stop());
