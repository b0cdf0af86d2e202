// Coming from a folder of saved pages of HTML.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { readData, scratch, startPortal } from './lib/portal.mjs';

let portal, folder;
const put = (name, bytes) => {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), bytes);
};
before(async () => {
  folder = path.join(scratch(), 'trang');
  put('tin/hop.html', '<!DOCTYPE html><html><head><title>Họp | Xã</title><meta name="description" content="Tóm tắt"><meta property="article:published_time" content="2019-05-02T08:00:00+07:00"></head><body><nav>Trình đơn</nav><article><h1>Họp &amp; thôn</h1><p>Thân bài <img src="../anh/a.jpg" alt="Đường"> <img src="hop_files/b.png" alt="Huy hiệu"><img src="mat.jpg" alt="x"></p></article><footer>Chân</footer></body></html>');
  put('tin/hop_files/b.png', readData('emblem.png'));
  put('tin/hop_files/quang-cao.html', '<title>Quảng cáo</title>');
  put('anh/a.jpg', readData('photo.jpg'));
  put('index.htm', '<title>Họp &amp; thôn</title><div id="content"><p>Giữa<time datetime="2018-01-02">2/1</time></p></div><p>ngoài</p>');
  put('cu/index.html', '<title>Cũ</title><p>Chỉ có thân.');
  put('rong.html', '');
  fs.utimesSync(path.join(folder, 'cu/index.html'), 1500000000, 1500000000);
  fs.symlinkSync('/etc/hostname', path.join(folder, 'ra.html'));
  portal = await startPortal({ args: ['--error-rate', '0'] });
});
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const exported = async () => Object.fromEntries((await portal.api('GET', '/export', { as: 'admin' })).text.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line)).map((line) => [line.external_id, line]));

test('saved pages arrive with their main part, date, pictures and addresses, and nothing twice', async () => {
  assert.match(portal.command('import', 'html', folder, '--dry-run').stdout, /articles: 3 created/);
  assert.deepEqual(await exported(), {});
  const { stdout, stderr } = portal.command('import', 'html', folder);
  assert.match(stdout, /articles: 3 created, 0 updated, 0 unchanged, 0 kept, 1 refused/, stderr);
  assert.match(stdout, /rong\.html: has no title, is empty/);
  assert.match(stdout, /tin\/hop\.html: .*mat\.jpg/);
  const all = await exported(), one = all['html:tin/hop.html'];
  assert.deepEqual([one.title, one.lead, one.published_at], ['Họp & thôn', 'Tóm tắt', '2019-05-02T01:00:00Z']);
  assert.equal(one.body.match(/src="\/media\//g).length, 2);
  assert.doesNotMatch(one.body, /Trình đơn|Chân|Họp/);
  assert.deepEqual([all['html:index.htm'].slug !== one.slug, all['html:index.htm'].published_at, all['html:cu/index.html'].published_at], [true, '2018-01-01T17:00:00Z', '2017-07-14T02:40:00Z']);
  assert.doesNotMatch(all['html:index.htm'].body, /ngoài/);
  assert.equal((await portal.page('/tin/hop.html')).headers.location, `/bai-viet/${one.slug}`);
  assert.equal((await portal.page('/cu/')).headers.location, '/bai-viet/cu');
  assert.match(portal.command('import', 'html', folder).stdout, /articles: 0 created, 0 updated, 3 unchanged, 0 kept, 1 refused/);
});

test('what is no folder of pages is refused in one line', () => {
  for (const where of [path.join(folder, 'rong.html'), path.join(folder, 'anh')]) assert.match(portal.command('import', 'html', where).stderr, /is no folder with files \.html/);
});
