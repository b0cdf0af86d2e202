// Coming from WordPress: an export made of content that is known, and what arrived of it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { mp3 } from './lib/pictures.mjs';
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
    { id: 8, title: '', content: '' },
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
  assert.match(one.body, /<figure><img src="\/media\/[0-9a-f]+\.jpg" alt="Bà con họp"/);
  assert.match(one.body, /\[ghi chú\]/);
  assert.deepEqual([of(2).slug, of(2).lead], ['hop', 'Khối một']);
  assert.match(of(2).body, /^<p>Khối hai<\/p>\s*$/);
  assert.deepEqual([3, 4, 5, 6, 9].map((id) => [of(id).status, of(id).audience, of(id).kind]), [['draft', 'public', 'article'], ['review', 'public', 'article'], ['published', 'staff', 'article'], ['scheduled', 'public', 'article'], ['published', 'public', 'page']]);
  assert.deepEqual([of(11).slug, of(11).published_at], ['hop-thon-11', '2018-03-04T03:20:30Z']);
  const { items } = (await portal.api('GET', '/categories', { as: 'admin' })).json;
  assert.deepEqual(items.map(({ slug, name, parent_id }) => [slug, name, parent_id !== null]).sort(), [['tin-tuc', 'Tin tức & sự kiện', false], ['trong-xa', 'Trong xã', true], ['vong-a', 'Vòng A', true], ['vong-b', 'Vòng B', false]]);
});

test('what could not come is told', () => {
  for (const pattern of [/post 1 .*short code \[contact-form-7\]/, /post 5 .*was private/, /post 8 “”: has no title/, /nav_menu_item \(publish\): items of this kind/, /post \(trash\): items.*\(1\)/, /wp:comment: 1 comments of readers/, /gallery's picture 91 is not in the file/])
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

test('what a gallery, a category, long names and many fields lose is told, each of it', () => {
  const more = Array.from({ length: 700 }, (_, i) => `<wp:postmeta><wp:meta_key>k${i}</wp:meta_key><wp:meta_value>v</wp:meta_value></wp:postmeta>`).join('');
  const { stdout } = bring(wxr({
    authors: [['dai', 'Người viết '.repeat(50)]],
    categories: [[20, '---', '', '***']],
    items: [
      { id: 200, title: 'Bộ ảnh', content: '[gallery ids="90,777"]' },
      { id: 201, title: 'Nhiều trường', content: 'Thân', more },
      { id: 202, title: 'Tên dài '.repeat(150), creator: 'dai', content: 'Thân', terms: [['post_tag', 'dai', 'từ khóa '.repeat(60)]] },
      { id: 90, type: 'attachment', status: 'inherit', title: 'anh', url: 'https://cu.gov.vn/wp-content/uploads/2019/05/anh.jpg' },
    ],
  }), '--dry-run');
  for (const pattern of [/post 200 .*gallery's picture 777 is not in the file/, /category ---: has no name that can be used/, /post 201 .*has more than 2000 fields; the \d+ behind/, /post 202 .*“Tên dài .*longer than 1000 bytes/, /post 202 .*“Người viết .*longer than 400 bytes/, /post 202 .*“từ khóa .*longer than 400 bytes/])
    assert.match(stdout, pattern);
  assert.doesNotMatch(stdout, /picture 90 is not|post 200 .*fields/);
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

const SITE = 'https://cu.gov.vn', LIBRARY = `${SITE}/wp-content/uploads/2019/05`;
/** What a real portal of some years holds: both editors' texts, resized pictures, films, blocks made elsewhere. */
const odd = () => ({
  language: 'en-US',
  authors: [['admin', 'Nguyễn Văn Á']],
  categories: [[2, 'tin-tuc', '', 'Tin tức'], [3, 'trong-xa', 'tin-tuc', 'Trong xã'], [6, 'news', '', 'News']],
  items: [
    { id: 301, title: 'Trình soạn thảo cũ', name: 'cu', link: `${SITE}/2019/05/cu/`, sticky: 1, meta: { _wp_old_slug: 'ten-truoc', views: '321' }, terms: [['category', 'tin-tuc', 'Tin tức'], ['category', 'trong-xa', 'Trong xã'], ['series', 'loat', 'Loạt bài']],
      content: `Một&nbsp;hai.\nDòng hai.\n<img src="${LIBRARY}/anh-300x200.jpg" alt="nhỏ" /> <img src="${LIBRARY}/anh-scaled.jpg" alt="thu" />\n\n[gallery columns="2" ids='90']\n\nhttps://www.youtube.com/watch?v=abcdefghijk\n\n[embed width="10"]https://www.youtube.com/watch?v=kjihgfedcba[/embed]\n\n[audio mp3="${LIBRARY}/loa.mp3"][/audio]\n[video width="1" src="https://khac.vn/phim.mp4"]\n\n`
        + `[caption id="x" width="3" caption="Lời kiểu cũ"]<a href="${LIBRARY}/anh.jpg"><img src="${LIBRARY}/anh.jpg" alt="a" /></a>[/caption]\n\nSau\n<ul>\n\t<li>một</li>\n</ul>\nliền sau\n<pre>mã\n\n  thụt</pre>\n<!--nextpage-->\nTrang hai, <a href="${SITE}/?p=302#x">bài kia</a>, <a href="https://khac.vn/?p=302">nơi khác</a>.\n\n[booking id="7"]x[/booking] [booking id="8"]` },
    { id: 302, title: 'Trình soạn thảo khối', content: [
      '<!-- wp:paragraph {"align":"center"} -->\n<p>Đầu</p>\n<!-- /wp:paragraph -->', `<!-- wp:image {"id":90} -->\n<figure class="wp-block-image"><img src="${LIBRARY}/anh-1024x683.jpg" alt="Ruộng"/><figcaption>Chú thích</figcaption></figure>\n<!-- /wp:image -->`,
      '<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->', '<!-- wp:embed {"url":"https://www.youtube.com/watch?v=x"} -->\n<figure><div>\nhttps://www.youtube.com/watch?v=mnopqrstuvw\n</div></figure>\n<!-- /wp:embed -->',
      '<!-- wp:freeform -->\nCổ một\n\nCổ hai\n<!-- /wp:freeform -->', '<!-- wp:block {"ref":95} /-->', '<!-- wp:block {"ref":96} /-->', '<!-- wp:latest-posts {"postsToShow":3} /-->', '<!-- wp:shortcode -->\n[gallery ids="90"]\n<!-- /wp:shortcode -->', '<!-- wp:separator -->\n<hr/>\n<!-- /wp:separator -->',
      `<!-- wp:video -->\n<figure><video controls src="${LIBRARY}/mat.mp4"></video></figure>\n<!-- /wp:video -->`].join('\n\n') },
    { id: 303, title: '', content: 'Chỉ có <b>thân</b> bài, không có tên.' },
    { id: 304, title: 'Kèm ảnh', content: '[gallery]' },
    { id: 305, title: 'Khai mac', content: 'Ngan.' },
    { id: 306, title: 'About the commune', content: 'The commune lies in the mountains of the province. '.repeat(10), terms: [['language', 'en', 'English'], ['post_translations', 'pll_1', 'pll_1'], ['category', 'news', 'News']] },
    { id: 307, title: 'Giới thiệu', content: 'Xã.', terms: [['language', 'vi', 'Tiếng Việt'], ['post_translations', 'pll_1', 'pll_1'], ['category', 'tin-tuc', 'Tin tức']] },
    { id: 308, title: 'Bộ máy', type: 'page', name: 'bo-may', link: `${SITE}/gioi-thieu/bo-may/`, parent: 9, content: 'Bộ máy.' },
    { id: 90, type: 'attachment', status: 'inherit', title: 'anh', url: `${LIBRARY}/anh-scaled.jpg`, excerpt: 'Ảnh: An', meta: { _wp_attachment_image_alt: 'Bà con' } },
    { id: 92, type: 'attachment', status: 'inherit', title: 'kem', url: `${LIBRARY}/kem.jpg`, parent: 304 },
    { id: 93, type: 'attachment', status: 'inherit', title: 'thua', url: `${LIBRARY}/thua.jpg` },
    { id: 95, type: 'wp_block', title: 'Chung', content: '<!-- wp:paragraph -->\n<p>Khối dùng chung</p>\n<!-- /wp:paragraph -->' },
    { id: 97, type: 'nav_menu_item', title: 'A' }, { id: 98, type: 'nav_menu_item', title: 'B' },
  ],
});

test('what both editors wrote arrives whole: resized pictures as the whole ones, films as links, shared blocks, old paragraphs', async () => {
  fs.writeFileSync(path.join(folder, '2019/05/anh-scaled.jpg'), readData('photo.jpg'));
  fs.writeFileSync(path.join(folder, '2019/05/anh-300x200.jpg'), readData('emblem.png'));
  fs.writeFileSync(path.join(folder, '2019/05/kem.jpg'), readData('emblem.png'));
  fs.writeFileSync(path.join(folder, '2019/05/loa.mp3'), mp3());
  const done = bring(wxr(odd()));
  assert.match(done.stdout, /articles: 8 created, 0 updated, 0 unchanged, 0 kept, 0 refused/, done.stdout + done.stderr);
  const all = await exported(), of = (id) => all[`wordpress:cu.gov.vn:${id}`];
  const old = of(301);
  assert.equal(new Set(old.body.match(/\/media\/[0-9a-f]+\.jpg/g)).size, 1, 'every size is the whole picture');
  for (const pattern of [/<p>Một&nbsp;hai\.<br>\s*Dòng hai\./, /<figure><img src="\/media\/[^"]+" alt="Bà con"><figcaption>Ảnh: An<\/figcaption><\/figure>/, /<a href="https:\/\/www\.youtube\.com\/watch\?v=abcdefghijk">/, /<a href="https:\/\/www\.youtube\.com\/watch\?v=kjihgfedcba">/, /<a href="\/media\/[0-9a-f]+\.mp3">loa\.mp3<\/a>/, /<a href="https:\/\/khac\.vn\/phim\.mp4">phim\.mp4<\/a>/,
    /<figcaption>Lời kiểu cũ<\/figcaption>/, /<p>Sau<\/p>\s*<ul>\s*<li>một<\/li>\s*<\/ul>\s*<p>liền sau<\/p>/, /<pre>mã\n\n {2}thụt<\/pre>\s*<p>Trang hai, <a href="\/\?p=302#x">bài kia<\/a>, <a href="https:\/\/khac\.vn\/\?p=302">/]) assert.match(old.body, pattern);
  assert.deepEqual([old.category, old.pinned, old.opening_views, old.lang], ['trong-xa', true, 321, 'vi']);
  const blocks = of(302).body;
  for (const pattern of [/<p>Đầu<\/p>\s*<figure[^>]*><img src="\/media\/[^"]+" alt="Ruộng"/, /<a href="https:\/\/www\.youtube\.com\/watch\?v=mnopqrstuvw">/, /<p>Cổ một<\/p>\s*<p>Cổ hai<\/p>/, /<p>Khối dùng chung<\/p>/]) assert.match(blocks, pattern);
  assert.doesNotMatch(blocks + old.body, /wp:|<!--/);
  assert.equal(of(302).lead, null);
  assert.deepEqual([of(303).title, of(304).body.match(/<img/g).length], ['Chỉ có thân bài, không có tên.', 1]);
  assert.deepEqual([305, 306, 307].map((id) => of(id).lang), ['vi', 'en', 'vi']);
  const { json: english } = await portal.api('GET', `/articles/${of(306).slug}`);
  assert.deepEqual(english.translations.map(({ lang, slug }) => [lang, slug]), [['vi', of(307).slug]]);
  for (const pattern of [/post 301 .*short code \[booking\]/, /post 302 .*shared block 96 is not in the file/, /post 302 .*block “latest-posts” was made by WordPress/, /post 302 .*mat\.mp4 is not there/, /post 303: has no title; it gets its first words/, /thua\.jpg: 1 files of the library/, /nav_menu_item \(publish\): .*\(2\)/, /term: series: .*\(1\)/, /page: 1 pages stood below others/])
    assert.match(done.stdout, pattern);
  assert.equal(done.stdout.match(/\[booking\]/g).length, 1, 'told once an article');
  assert.doesNotMatch(done.stdout, /comments in the HTML source/);
  for (const target of ['/2019/05/ten-truoc/', '/index.php/2019/05/cu/', '/2019/05/cu/2/'.replace('/2/', '/page/2/')]) assert.equal((await portal.page(target)).headers.location, `/bai-viet/${old.slug}`, target);
  assert.match(bring(wxr(odd())).stdout, /articles: 0 created, 0 updated, 8 unchanged, 0 kept, 0 refused/);
});
