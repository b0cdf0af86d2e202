// Every link of the demonstration, followed: pages, feeds, sitemaps, pictures, and the places within pages.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPortal } from './lib/portal.mjs';
import { texts } from './lib/xml.mjs';

const SEEDS = ['/', '/en', '/robots.txt', '/sitemap.xml', '/sitemap-news.xml', '/llms.txt', '/opensearch.xml', '/manifest.webmanifest', '/favicon.ico', '/api', '/api/docs'];
const MOST = 3000;

let portal;
before(async () => { portal = await startPortal({ args: ['--demo', '--set', 'llms_txt=yes', ...['search_rate', 'miss_rate'].flatMap((rate) => ['--set', `${rate}=0`])] }); }); // without rates: followed faster than any reader does
after(() => portal?.end());

const unescape = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');
const all = (text, pattern) => [...text.matchAll(pattern)].map((match) => unescape(match[1]));

/** Whatever in a JSON document looks like an address of ours. */
function inJson(value) {
  if (typeof value === 'string') return /^\/[^\s]*$/.test(value) && !value.includes('{') ? [value] : [];
  return value && typeof value === 'object' ? Object.values(value).flatMap(inJson) : [];
}

function linksOf(type, text) {
  if (type === 'text/html') {
    const posted = /<form [^>]*method="post"[^>]*>/g;
    const html = text.replace(posted, '');
    return [
      ...all(html, /\s(?:href|src|action|poster)="([^"]*)"/g),
      ...all(html, /\ssrcset="([^"]*)"/g).flatMap((set) => set.split(',').map((one) => one.trim().split(' ')[0])),
      ...all(html, /<meta property="og:(?:image|url)" content="([^"]*)"/g),
      ...all(html, /<script type="application\/ld\+json">(.*?)<\/script>/gs).flatMap((json) => inJson(JSON.parse(json))).filter((target) => !target.startsWith('/#')),
    ];
  }
  if (/rss|atom|opensearch|\/xml/.test(type))
    return [...['link', 'loc', 'icon', 'Image'].flatMap((name) => texts(text, name)), ...all(text, /\s(?:href|url)="([^"]*)"/g),
      ...all(text, /\stemplate="([^"?]*)["?]/g)];
  if (/json/.test(type) && type !== 'application/json') return inJson(JSON.parse(text));
  if (type === 'text/plain') return [...all(text, /\]\(([^)]*)\)/g), ...all(text, /^(?:Sitemap|Allow): (\S+)$/gm)];
  if (type === 'text/css') return all(text, /url\("?([^)"]*)"?\)/g);
  return [];
}

test('none is dead, none leads round a corner, every place within a page is there', async () => {
  const pages = new Map(), queue = SEEDS.map((target) => ({ target, from: 'the beginning' })), faults = [], places = [];
  while (queue.length) {
    const { target, from } = queue.shift();
    if (pages.has(target)) continue;
    assert.ok(pages.size < MOST, `more than ${MOST} addresses: is there a trap?`);
    const { status, headers, text } = await portal.page(target);
    const type = (headers['content-type'] ?? '').split(';')[0];
    pages.set(target, { type, text });
    if (status !== 200) {
      faults.push(`${from}: ${target} answers ${status} ${headers.location ?? ''}`);
      continue;
    }
    for (const link of linksOf(type, text)) {
      const url = new URL(link, new URL(target, portal.url));
      if (!['http:', 'https:'].includes(url.protocol) || url.origin !== new URL(portal.url).origin) continue;
      queue.push({ target: url.pathname + url.search, from: target });
      if (url.hash) places.push({ target: url.pathname + url.search, id: decodeURIComponent(url.hash.slice(1)), from: target });
    }
  }
  for (const { target, id, from } of places) {
    const page = pages.get(target);
    if (page.type === 'text/html' && !page.text.includes(`id="${id}"`)) faults.push(`${from}: ${target} has no place ${id}`);
  }
  assert.deepEqual([...new Set(faults)], []);
  const kinds = new Set([...pages.values()].map((page) => page.type));
  for (const kind of ['text/html', 'application/rss+xml', 'application/atom+xml', 'application/feed+json', 'application/xml', 'image/jpeg', 'image/png', 'text/css'])
    assert.ok(kinds.has(kind), `${kind} was met`);
  assert.ok(pages.size > 150, `${pages.size} addresses`);
});

test('congd stops cleanly', () => portal.stop());
