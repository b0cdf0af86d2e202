// Feeds as their readers meet them: RSS 2.0, Atom and JSON Feed of the portal, a category, a tag.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { picture, scratch, startPortal } from './lib/portal.mjs';
import { readFeed, texts } from './lib/xml.mjs';

const require = createRequire(import.meta.url);
const Ajv = require('ajv/dist/2020').default;
const formats = require('ajv-formats').default;
const BASE = 'https://binhgia.example';
const TYPES = { 'rss.xml': 'application/rss+xml; charset=utf-8', 'atom.xml': 'application/atom+xml; charset=utf-8', 'feed.json': 'application/feed+json' };
const HOSTILE = 'Lúa & ngô <b>"đẹp"</b> \' ]]> </title>';

let portal;
before(async () => {
  portal = await startPortal({ args: ['--set', `base_url=${BASE}`] });
  await portal.api('PATCH', '/site', { as: 'admin', body: { name: 'Cổng huyện Bình Gia', agency: 'UBND huyện Bình Gia' } });
  for (const body of [{ name: 'Sự kiện', slug: 'su-kien' }, { name: 'Trống', slug: 'trong' }, { name: 'News', slug: 'news', lang: 'en' }])
    assert.equal((await portal.api('POST', '/categories', { as: 'editor', body })).status, 201);
  for (let i = 1; i <= 22; i++) await portal.post({ title: `Tin số ${i}`, lead: `Tóm tắt ${i}.`, body: 'Nội dung.', status: 'published' });
  const rich = await portal.form('POST', '/articles', {
    title: HOSTILE, lead: 'Một đoạn & một <dấu>.', author: 'Nguyễn Văn A', category: 'su-kien', tags: 'mùa màng,nông thôn mới', status: 'published',
    body: '# Mục\n\nXem [bài kia](/bai-viet/tin-so-1), [mục](#muc) và [nơi khác](https://vi.example/a?b=1&c=2).\n\n<!-- -->',
    image: picture('photo.jpg'), alt: 'Cánh đồng',
  }, { as: 'editor' });
  assert.equal(rich.status, 201, rich.text);
  await portal.post({ title: 'Market day', lang: 'en', category: 'news', body: 'Once a week.', status: 'published' });
  await portal.post({ title: 'Bản nháp kín', category: 'su-kien' });
  await portal.post({ title: 'Giới thiệu', kind: 'page', status: 'published' });
});
after(() => portal?.end());

const get = (target, headers) => portal.request('GET', target, { headers });

/** A JSON Feed 1.1 by what https://www.jsonfeed.org/version/1.1/ says of its members. */
const url = { type: 'string', format: 'uri' };
const text = { type: 'string', minLength: 1 };
const authors = { type: 'array', minItems: 1, items: { type: 'object', properties: { name: text, url, avatar: url }, additionalProperties: false, minProperties: 1 } };
const language = { type: 'string', pattern: '^[a-z]{2}(-[A-Z]{2})?$' };
const jsonFeed = {
  type: 'object',
  required: ['version', 'title', 'items'],
  additionalProperties: false,
  properties: {
    version: { const: 'https://jsonfeed.org/version/1.1' }, title: text, home_page_url: url, feed_url: url, description: text, icon: url, favicon: url, language, authors,
    items: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id'],
        additionalProperties: false,
        anyOf: [{ required: ['content_html'] }, { required: ['content_text'] }],
        properties: {
          id: text, url, title: text, content_html: text, content_text: text, summary: text, image: url, language, authors,
          date_published: { type: 'string', format: 'date-time' }, date_modified: { type: 'string', format: 'date-time' }, tags: { type: 'array', items: text },
        },
      },
    },
  },
};
const ajv = new Ajv({ allErrors: true });
formats(ajv);
const isJsonFeed = ajv.compile(jsonFeed);

/** The feed in one shape, whichever form it has, once its validator is content. */
function read(file, answer) {
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers['content-type'], TYPES[file]);
  if (file !== 'feed.json') {
    const feed = readFeed(answer.text);
    assert.equal(feed.type, file === 'rss.xml' ? 'rss' : 'atom');
    return feed.items;
  }
  assert.ok(isJsonFeed(answer.json), ajv.errorsText(isJsonFeed.errors));
  return answer.json.items.map((item) => ({ title: item.title, link: item.url, id: item.id }));
}

for (const file of Object.keys(TYPES)) {
  describe(file, () => {
    test('is valid, and holds the twenty newest articles, newest first', async () => {
      const items = read(file, await get(`/${file}`));
      assert.deepEqual(items.map((item) => item.title), [HOSTILE, ...Array.from({ length: 19 }, (_, i) => `Tin số ${22 - i}`)]);
      assert.equal(items[1].link, `${BASE}/bai-viet/tin-so-22`);
      assert.equal(new Set(items.map((item) => item.id)).size, 20);
      for (const { id } of items) assert.match(id, /^tag:binhgia\.example,2025:article\/\d+$/);
    });

    test('of a category and of a tag holds theirs, of the English portal its own', async () => {
      const titles = async (target) => read(file, await get(`${target}/${file}`)).map((item) => item.title);
      assert.deepEqual(await titles('/chuyen-muc/su-kien'), [HOSTILE]);
      assert.deepEqual(await titles('/the/mua-mang'), [HOSTILE]);
      assert.deepEqual(await titles('/en'), ['Market day']);
      assert.deepEqual(await titles('/en/chuyen-muc/news'), ['Market day']);
    });

    test('of an empty category is valid too', async () => {
      const answer = await get(`/chuyen-muc/trong/${file}`);
      assert.equal(answer.status, 200);
      if (file === 'feed.json') assert.deepEqual(answer.json.items, []);
      else assert.doesNotMatch(answer.text, /<(item|entry)>/);
    });

    test('answers 304 to who has it, in every encoding, until something is published', async () => {
      const fresh = await startPortal({ args: ['--set', `base_url=${BASE}`] });
      try {
        await fresh.post({ title: 'Một', status: 'published' });
        const ask = (headers) => fresh.request('GET', `/${file}`, { headers });
        for (const coding of ['identity', 'gzip', 'br']) {
          const first = await ask({ 'Accept-Encoding': coding });
          assert.equal(first.headers['cache-control'], 'public, max-age=0, stale-if-error=86400');
          assert.match(first.headers.vary, /Accept-Encoding/);
          const again = await ask({ 'Accept-Encoding': coding, 'If-None-Match': first.headers.etag });
          assert.equal(again.status, 304);
          assert.equal(again.bytes.length, 0);
          assert.equal(again.headers.etag, first.headers.etag);
        }
        const before = (await ask()).headers.etag;
        await fresh.post({ title: 'Hai', status: 'published' });
        const changed = await ask({ 'If-None-Match': before });
        assert.equal(changed.status, 200);
        assert.match(changed.text, /Hai/);
        await fresh.stop();
      } finally {
        await fresh.end();
      }
    });

    test('of what is not there is a 404, of an old address leads to the present one', async () => {
      assert.equal((await get(`/chuyen-muc/khong-co/${file}`)).status, 404);
      assert.equal((await get(`/the/khong-co/${file}`)).status, 404);
      const slug = `cu-${file.split('.')[0]}`;
      const made = await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Cũ', slug } });
      await portal.api('PATCH', `/categories/${made.json.id}`, { as: 'editor', body: { slug: `${slug}-moi` } });
      const moved = await get(`/chuyen-muc/${slug}/${file}`);
      assert.deepEqual([moved.status, moved.headers.location], [301, `/chuyen-muc/${slug}-moi/${file}`]);
      const other = await get(`/en/chuyen-muc/su-kien/${file}`);
      assert.deepEqual([other.status, other.headers.location], [301, `/chuyen-muc/su-kien/${file}`]);
    });
  });
}

test('feeds and sitemaps are no views', async () => {
  const browser = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' };
  const before = (await portal.api('GET', '/stats')).json.views.all;
  for (const target of ['/rss.xml', '/atom.xml', '/feed.json', '/sitemap.xml', '/sitemap-1.xml', '/robots.txt', '/manifest.webmanifest'])
    assert.equal((await get(target, browser)).status, 200, target);
  await portal.page('/');
  assert.equal((await portal.api('GET', '/stats')).json.views.all, before + 1, 'the page alone is one');
});

test('a picture goes along with its type and size, an author and the terms by name', async () => {
  const rss = (await get('/rss.xml')).text, atom = (await get('/atom.xml')).text, json = (await get('/feed.json')).json;
  const { image } = (await portal.api('GET', '/articles?limit=1&category=su-kien')).json.items[0];
  const size = (await get(image.url)).bytes.length;
  assert.ok(rss.includes(`<enclosure url="${BASE}${image.url}" length="${size}" type="image/jpeg"/>`), rss.slice(0, 2000));
  assert.ok(atom.includes(`<link rel="enclosure" type="image/jpeg" length="${size}" href="${BASE}${image.url}"/>`));
  assert.equal(json.items[0].image, BASE + image.url);
  assert.deepEqual(texts(rss, 'dc:creator'), ['Nguyễn Văn A']);
  assert.deepEqual(texts(rss, 'category'), ['Sự kiện', 'mùa màng', 'nông thôn mới']);
  assert.deepEqual(json.items[0].tags, ['mùa màng', 'nông thôn mới']);
});

test('without the setting a feed carries leads; with feed_text=full whole texts, their addresses whole', async () => {
  const lead = await get('/rss.xml');
  assert.doesNotMatch(lead.text, /content:encoded>/);
  assert.equal(texts(lead.text, 'description')[1], 'Một đoạn & một <dấu>.');
  await portal.stop();
  portal.args = ['--set', `base_url=${BASE}`, '--set', 'feed_text=full'];
  await portal.start();
  const html = texts((await get('/rss.xml')).text, 'content:encoded')[0];
  assert.ok(html.includes(`href="${BASE}/bai-viet/tin-so-1"`), html);
  assert.match(html, new RegExp(`href="${BASE}/bai-viet/[a-z0-9-]+#muc-muc"`));
  assert.ok(html.includes('href="https://vi.example/a?b=1&amp;c=2"'), html);
  const json = await get('/feed.json');
  assert.equal(json.json.items[0].content_html, html);
  for (const file of Object.keys(TYPES)) read(file, await get(`/${file}`));
});

test('feeds of many large articles stay within bounds', async () => {
  const large = await startPortal({ args: ['--set', 'feed_text=full'] });
  try {
    for (let i = 0; i < 21; i++) await large.post({ title: `Dài ${i}`, body: `${'chữ '.repeat(21_000)}\n`, status: 'published' });
    const answer = await large.request('GET', '/feed.json');
    assert.equal(answer.status, 200);
    assert.equal(answer.json.items.length, 20);
    assert.ok(answer.bytes.length < 4 << 20, `${answer.bytes.length} bytes`);
    assert.ok(answer.json.items.filter((item) => item.content_html).length > 5);
    assert.ok(answer.json.items.every((item) => item.content_html || item.content_text));
    await large.stop();
  } finally {
    await large.end();
  }
});

/** A newsboat of its own (its cache knows an article once, whichever feed brought it). */
function newsboat(target) {
  const folder = scratch(), cache = path.join(folder, 'cache.db');
  fs.writeFileSync(path.join(folder, 'urls'), `${portal.url}${target}\n`);
  fs.writeFileSync(path.join(folder, 'config'), 'download-timeout 100\n');
  const query = 'import json,sqlite3,sys;print(json.dumps(sqlite3.connect(sys.argv[1]).execute("SELECT title, url FROM rss_item").fetchall()))';
  return () => {
    const done = spawnSync('newsboat', ['-C', path.join(folder, 'config'), '-u', path.join(folder, 'urls'), '-c', cache, '-x', 'reload'],
      { encoding: 'utf8', timeout: 120_000, env: { ...process.env, HOME: folder, LANG: 'C.UTF-8', http_proxy: '' } });
    assert.equal(done.status, 0, `${done.error ?? ''}${done.stdout}${done.stderr}`);
    return JSON.parse(spawnSync('python3', ['-c', query, cache], { encoding: 'utf8' }).stdout);
  };
}

test('newsboat reads every article once, and none twice when it comes again', async () => {
  for (const [target, count] of [['/rss.xml', 20], ['/atom.xml', 20], ['/chuyen-muc/su-kien/rss.xml', 1]]) {
    const reload = newsboat(target), first = reload();
    assert.equal(first.length, count, target);
    assert.ok(first.some(([title]) => title.includes('Lúa & ngô')), JSON.stringify(first[0]));
    for (const [, link] of first) assert.ok(link.startsWith(`${BASE}/bai-viet/`), link);
    assert.deepEqual(reload(), first);
  }
});

test('congd stops cleanly', () => portal.stop());
