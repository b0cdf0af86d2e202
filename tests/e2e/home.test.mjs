// The home page: one story that leads, three beside it, the latest, a block of each category.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPortal } from './lib/portal.mjs';

let portal;
before(async () => { portal = await startPortal({ args: ['--set', 'write_rate=0'] }); });
after(() => portal?.end());

/** Addresses of the articles that the page links to, in order; of one part when a class is named. */
const stories = (text, part) => {
  const main = text.slice(text.indexOf('<main'), text.indexOf('<aside'));
  return [...(part ? main.slice(main.indexOf(`class="${part}`)) : main).matchAll(/href="(\/bai-viet\/[^"]+)"/g)].map((match) => match[1]);
};
const day = (i) => new Date(Date.UTC(2026, 0, 1 + i)).toISOString();

test('a portal without articles says so, and with one that one leads', async () => {
  assert.deepEqual(stories((await portal.page('/')).text), []);
  const { url } = await portal.post({ title: 'Bài đầu', status: 'published', published_at: day(0) });
  const { text } = await portal.page('/');
  assert.deepEqual(stories(text), [url]);
  assert.doesNotMatch(text, /class="three"|class="rows/);
});

test('no story stands twice, pinned ones lead, and a category shows what stands nowhere above', async () => {
  const made = { a: [], b: [] };
  for (const slug of ['a', 'b']) assert.equal((await portal.api('POST', '/categories', { as: 'editor', body: { name: `Mục ${slug}`, slug } })).status, 201);
  for (let i = 1; i <= 24; i++) {
    const slug = i % 2 ? 'a' : 'b';
    made[slug].push((await portal.post({ title: `Bài ${i}`, status: 'published', category: slug, published_at: day(i), pinned: i === 3 })).url);
  }
  const { text } = await portal.page('/');
  const all = stories(text);
  assert.equal(new Set(all).size, all.length, all.join('\n'));
  assert.equal(all[0], made.a[1], 'the pinned one leads');
  assert.equal(all.length, 1 + 3 + 6 + 2 * 4);
  // Newest first behind it, and each block goes on where the page above ended.
  const newest = [...made.a, ...made.b].sort((one, other) => Number(other.split('-').pop()) - Number(one.split('-').pop()));
  assert.deepEqual(all.slice(1, 10), newest.slice(0, 9));
  assert.deepEqual(all.slice(10, 14), newest.slice(9).filter((url) => made.a.includes(url) && url !== made.a[1]).slice(0, 4));
  assert.deepEqual(all.slice(14), newest.slice(9).filter((url) => made.b.includes(url)).slice(0, 4));
});

test('congd stops cleanly', () => portal.stop());
