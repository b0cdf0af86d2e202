// Coming from WordPress: an export made of content that is known, and what arrived of it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { readData, scratch, startPortal } from './lib/portal.mjs';
import { wxr } from './lib/wordpress.mjs';

const content = () => ({
  authors: [['admin', 'Nguyễn Văn Á']],
  categories: [[3, 'trong-xa', 'tin-tuc', 'Trong xã'], [2, 'tin-tuc', '', 'Tin tức &amp; sự kiện'], [4, 'vong-a', 'vong-b', 'Vòng A'], [5, 'vong-b', 'vong-a', 'Vòng B']],
  items: [
    { id: 1, title: 'Họp thôn &#8211; xã', name: 'hop-thon', link: 'https://cu.gov.vn/2019/05/hop-thon/', excerpt: 'Tóm tắt.', content: 'Đoạn một\ndòng hai\n\n[caption id="a" width="300"]<img src="https://cu.gov.vn/wp-content/uploads/2019/05/anh.jpg" alt="Đường" /> Đường làng[/caption]\n\nĐoạn ba ]]> hết\u000b.\r\n\r\n[gallery ids="90,91"]\n\n[contact-form-7 id="5"] [ghi chú]',
      terms: [['category', 'trong-xa', 'Trong xã'], ['category', 'tin-tuc', 'Tin tức'], ['post_tag', 'nong-thon', 'Nông thôn']], meta: { _edit_last: '1', _thumbnail_id: '90' },
      more: '<wp:comment><wp:comment_id>1</wp:comment_id><wp:post_id>999</wp:post_id><wp:comment_content>lời bình</wp:comment_content></wp:comment>' },
    { id: 2, title: 'Khối', name: 'h%e1%bb%8dp', content: '<!-- wp:paragraph -->\n<p>Khối một</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->\n\n<!-- wp:paragraph -->\n<p>Khối hai</p>\n<!-- /wp:paragraph -->' },
    { id: 3, title: 'Nháp', status: 'draft', gmt: '0000-00-00 00:00:00', content: 'Thân' },
    { id: 4, title: 'Chờ', status: 'pending', content: 'Thân' },
    { id: 5, title: 'Riêng', status: 'private', content: 'Thân' },
    { id: 6, title: 'Hẹn', status: 'future', gmt: '2099-01-01 00:00:00', content: 'Thân' },
    { id: 7, title: 'Bỏ', status: 'trash', content: 'Thân' },
    { id: 8, title: '', content: 'Không tên' },
    { id: 9, title: 'Giới thiệu', type: 'page', name: 'gioi-thieu', link: 'https://cu.gov.vn/gioi-thieu/', content: 'Xã ta.' },
    { id: 10, type: 'nav_menu_item', title: 'Menu' },
    { id: 11, title: 'Trùng tên', name: 'hop-thon', gmt: '0000-00-00 00:00:00', date: '2018-03-04 10:20:30', content: 'Thân' },
    { id: 90, type: 'attachment', status: 'inherit', title: 'anh', url: 'https://cu.gov.vn/wp-content/uploads/2019/05/anh.jpg', meta: { _wp_attachment_image_alt: 'Bà con họp' } },
  ],
});

let portal, folder, first;
before(async () => {
  folder = path.join(scratch(), 'cu');
  fs.mkdirSync(path.join(folder, '2019/05'), { recursive: true });
  fs.writeFileSync(path.join(folder, '2019/05/anh.jpg'), readData('photo.jpg'));
  portal = await startPortal({ args: ['--error-rate', '0'] });
});
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const bring = (text, ...more) => {
  const file = path.join(scratch(), 'cu.xml');
  fs.writeFileSync(file, text);
  return portal.command('import', 'wordpress', file, '--media', folder, ...more);
};
const exported = async () => Object.fromEntries((await portal.api('GET', '/export', { as: 'admin' })).text.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line)).map((line) => [line.external_id, line]));

test('a trial says what would come, and saves nothing', async () => {
  const { stdout } = bring(wxr(content()), '--dry-run');
  assert.match(stdout, /articles: 8 created, 0 updated, 0 unchanged, 0 kept, 1 refused/);
  assert.deepEqual(await exported(), {});
});

test('an export arrives: articles, pages, categories, tags, people, dates, pictures', async () => {
  first = bring(wxr(content()));
  assert.match(first.stdout, /articles: 8 created, 0 updated, 0 unchanged, 0 kept, 1 refused/, first.stderr);
  const all = await exported();
  const of = (id) => all[`wordpress:cu.gov.vn:${id}`];
  const one = of(1);
  assert.deepEqual([one.title, one.slug, one.lead, one.category, one.author, one.status, one.published_at, one.tags, one.alt], ['Họp thôn – xã', 'hop-thon', 'Tóm tắt.', 'trong-xa', 'Nguyễn Văn Á', 'published', '2019-05-02T01:00:00Z', ['Nông thôn'], 'Bà con họp']);
  assert.match(one.body, /<p>Đoạn một<br ?\/?>\s*dòng hai<\/p>/);
  assert.match(one.body, /<figure><img src="\/media\/[0-9a-f]+\.jpg" alt="Đường"[^>]*>\s*<figcaption>\s*Đường làng<\/figcaption><\/figure>/);
  assert.match(one.body, /Đoạn ba \]\](>|&gt;) hết/);
  assert.equal(one.body.match(/<img/g).length, 2);
  assert.match(one.body, /\[ghi chú\]/);
  assert.deepEqual([of(2).slug, of(2).lead], ['hop', 'Khối một']);
  assert.match(of(2).body, /^<p>Khối hai<\/p>\s*$/);
  assert.deepEqual([3, 4, 5, 6, 9].map((id) => [of(id).status, of(id).audience, of(id).kind]), [['draft', 'public', 'article'], ['review', 'public', 'article'], ['published', 'staff', 'article'], ['scheduled', 'public', 'article'], ['published', 'public', 'page']]);
  assert.deepEqual([of(11).slug, of(11).published_at], ['hop-thon-11', '2018-03-04T03:20:30Z']);
  const { items } = (await portal.api('GET', '/categories', { as: 'admin' })).json;
  assert.deepEqual(items.map(({ slug, name, parent_id }) => [slug, name, parent_id !== null]).sort(), [['tin-tuc', 'Tin tức & sự kiện', false], ['trong-xa', 'Trong xã', true], ['vong-a', 'Vòng A', true], ['vong-b', 'Vòng B', false]]);
});

test('what could not come is told', () => {
  for (const pattern of [/post 1 .*stood in category “Tin tức” too/, /post 1 .*short code \[contact-form-7\]/, /post 5 .*was private/, /post 8 “”: has no title/, /nav_menu_item \(publish\): items of this kind/, /post \(trash\): items/])
    assert.match(first.stdout, pattern);
});

test('old addresses lead to what came', async () => {
  const leads = async (target) => (await portal.page(target)).headers.location;
  for (const [target, there] of [['/2019/05/hop-thon/', '/bai-viet/hop-thon'], ['/?p=1', '/bai-viet/hop-thon'], ['/gioi-thieu/', '/trang/gioi-thieu'], ['/?page_id=9', '/trang/gioi-thieu'], ['/category/tin-tuc/trong-xa/', '/chuyen-muc/trong-xa'], ['/?cat=2', '/chuyen-muc/tin-tuc'], ['/tag/nong-thon/', '/the/nong-thon']])
    assert.equal(await leads(target), there, target);
});

test('the same again changes nothing', () => {
  assert.match(bring(wxr(content())).stdout, /articles: 0 created, 0 updated, 8 unchanged, 0 kept, 1 refused/);
});

test('what is no export, breaks off, or brings entities is refused in one line, and nothing comes of it', async () => {
  const whole = wxr({ items: [{ id: 70, title: 'Không được sang', content: 'x' }] });
  const bomb = wxr({ head: '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>', items: [{ id: 71, content: 'x' }] });
  for (const text of ['', 'không phải', '<rss/>', whole.slice(0, -30), bomb, bomb.replace('"aaaaaaaaaa"', 'SYSTEM "file:///etc/passwd"')]) {
    const { status, stderr } = bring(text);
    assert.equal(status, 1, text.slice(0, 80));
    assert.match(stderr, /is no export of WordPress/);
  }
  assert.equal(Object.keys(await exported()).length, 8);
});
