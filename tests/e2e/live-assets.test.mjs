// A designer works on the interface with --assets: each change shows on reload, a mistake is explained, nothing ends.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, scratch, startPortal } from './lib/portal.mjs';

let portal, folder;
before(async () => {
  folder = path.join(scratch(), 'assets');
  fs.cpSync(path.join(ROOT, 'assets'), folder, { recursive: true });
  portal = await startPortal({ args: ['--set', `assets=${folder}`] });
  // So many that some stand in the list below those that lead.
  for (const title of ['Một bài', 'Bài khác', 'Bài ba', 'Bài tư', 'Bài năm', 'Bài sáu']) await portal.post({ title, status: 'published' });
});
after(() => portal?.end());

const file = (name) => path.join(folder, name);
const edit = (name, from, to) => {
  const text = fs.readFileSync(file(name), 'utf8');
  assert.ok(text.includes(from), `${name}: ${from}`);
  // As editors save: a new file in the place of the old.
  fs.writeFileSync(`${file(name)}.new`, text.replace(from, to));
  fs.renameSync(`${file(name)}.new`, file(name));
};

test('a changed template, word and style show at the next request', async () => {
  assert.match((await portal.page('/')).text, /Tin mới nhất/);
  edit('pages/home.html', '<h1 class', '<h1 id="dau" class');
  assert.match((await portal.page('/')).text, /<h1 id="dau" class="an"/);
  edit('text/vi.json', '"latest": "Tin mới nhất"', '"latest": "Vừa đăng"');
  assert.match((await portal.page('/')).text, /Vừa đăng/);
  const style = (text) => text.match(/href="(\/static\/[^"]*site\.css)"/)[1];
  const old = style((await portal.page('/')).text);
  fs.appendFileSync(file('style/site.css'), '\nbody{outline:1px solid}\n');
  const { text } = await portal.page('/');
  assert.notEqual(style(text), old);
  assert.match((await portal.request('GET', style(text))).text, /outline:1px solid/);
});

test('a template that is refused gives a page that names file, line and reason, also where an error page was due', async () => {
  edit('pages/article.html', '<h1>', '{{#nobody}}\n<h1>');
  for (const target of ['/', '/bai-viet/mot-bai', '/khong-co', '/chuyen-muc/khong-co', '/rss.xml']) {
    const { status, text, headers } = await portal.page(target);
    assert.equal(status, 500, target);
    assert.match(headers['content-type'], /^text\/html/);
    assert.match(headers['cache-control'], /no-store/);
    assert.match(text, /Giao diện có lỗi/);
    assert.match(text, /pages\/article\.html:\d+: closes another section than the last one opened: article/);
  }
  assert.match((await portal.page('/', { 'Accept-Language': 'en' })).text, /The interface has a fault/);
  assert.equal((await portal.api('GET', '/articles')).status, 200, 'the API goes on');
  edit('pages/article.html', '{{#nobody}}\n', '');
  assert.equal((await portal.page('/bai-viet/mot-bai')).status, 200);
});

test('a name that nothing has, a broken word file, a missing file: each is explained and forgotten once mended', async () => {
  const steps = [
    [() => edit('pages/home.html', '{{site.name}}', '{{latst}}'), () => edit('pages/home.html', '{{latst}}', '{{site.name}}'), /pages\/home\.html:\d+: no such name: latst/],
    [() => edit('part/told.html', '{{title}}', '{{title.deep}}'), () => edit('part/told.html', '{{title.deep}}', '{{title}}'), /part\/told\.html:\d+: no such name: title\.deep/],
    [() => edit('text/en.json', '{', '{,'), () => edit('text/en.json', '{,', '{'), /text\/en\.json:\d+: /],
    [() => fs.renameSync(file('style/site.css'), file('kept')), () => fs.renameSync(file('kept'), file('style/site.css')), /missing asset style\/site\.css/],
    [() => fs.renameSync(file('text/vi.json'), file('kept')), () => fs.renameSync(file('kept'), file('text/vi.json')), /missing asset text\/vi\.json/],
    [() => edit('part/head.html', '<title>', '<title {{lang}}>'), () => edit('part/head.html', '<title {{lang}}>', '<title>'), /part\/head\.html:\d+: a variable inside a tag: lang/],
  ];
  await portal.post({ title: 'Hai', status: 'published' });
  for (const [spoil, mend, wanted] of steps) {
    spoil();
    const { status, text } = await portal.page('/');
    assert.equal(status, 500, String(wanted));
    assert.match(text, wanted);
    mend();
    const mended = await portal.page('/');
    assert.equal(mended.status, 200, mended.text);
  }
});

test('many readers at once while files change get whole pages of one state or the other', async () => {
  const read = async () => {
    const { status, text } = await portal.page('/bai-viet/mot-bai');
    assert.ok(status === 500 || text.endsWith('</html>\n'), text.slice(-100));
    const answer = await portal.request('GET', '/sitemap-1.xml');
    assert.ok(status === 500 || answer.text.endsWith('</urlset>\n'));
    return status;
  };
  for (let round = 0; round < 10; round++) {
    edit('pages/article.html', round % 2 ? '{{nobody}}<h1>' : '<h1>', round % 2 ? '<h1>' : '{{nobody}}<h1>');
    const statuses = await Promise.all(Array.from({ length: 12 }, read));
    assert.deepEqual(new Set(statuses), new Set([round % 2 ? 200 : 500]));
  }
});

test('congd stops cleanly', () => portal.stop());
