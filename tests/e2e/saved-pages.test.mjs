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

test('a title, lead or author that is too long is cut, and that is told', () => {
  const long = path.join(scratch(), 'dai');
  fs.mkdirSync(long, { recursive: true });
  fs.writeFileSync(path.join(long, 'dai.html'), `<title>${'Tên dài '.repeat(150)}</title><meta name="description" content="${'Tóm tắt '.repeat(1000)}"><meta name="author" content="${'Người viết '.repeat(50)}"><p>Thân</p>`);
  const { stdout } = portal.command('import', 'html', long, '--dry-run');
  for (const pattern of [/dai\.html: “Tên dài .*longer than 1000 bytes/, /dai\.html: “Tóm tắt .*longer than 8000 bytes/, /dai\.html: “Người viết .*longer than 400 bytes/])
    assert.match(stdout, pattern);
});

test('what is no folder of pages is refused in one line', () => {
  for (const where of [path.join(folder, 'rong.html'), path.join(folder, 'anh')]) assert.match(portal.command('import', 'html', where).stderr, /is no folder with files \.html/);
});

/** A folder as offices have it after years: programs of the nineties, several encodings, frames, names of every kind. */
function oddFolder() {
  const root = path.join(scratch(), 'cu');
  const write = (name, bytes) => {
    const target = Buffer.isBuffer(name) ? Buffer.concat([Buffer.from(`${root}/`), name]) : path.join(root, name);
    if (!Buffer.isBuffer(name)) fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, bytes);
  };
  const utf16 = Buffer.from('\ufeff<html><head><title>Trang UTF-16</title></head><body><p>Ủy ban nhân dân</p></body></html>', 'utf16le');
  // Windows-1258: a letter, then its mark: "Thông báo về việc đường".
  const cp1258 = Buffer.concat([Buffer.from('<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1258"><title>Th'), Buffer.from([0xf4]), Buffer.from('ng b'), Buffer.from([0xe1]), Buffer.from('o v'), Buffer.from([0xea, 0xcc]), Buffer.from(' vi'), Buffer.from([0xea, 0xf2]), Buffer.from('c '), Buffer.from([0xf0, 0xfd, 0xf5, 0xcc]), Buffer.from('ng</title></head><body><p>Th'), Buffer.from([0xe2]), Buffer.from('n.</p></body></html>')]);
  const tcvn = Buffer.from('<html><head><meta charset="iso-8859-1"><title>ñy ban nh©n d©n x· T©n Phó</title></head><body><p>Céng hßa x· héi chñ nghÜa ViÖt Nam, ®éc lËp tù do h¹nh phóc.</p></body></html>', 'latin1');
  write('utf16.html', utf16);
  write('cp1258.htm', cp1258);
  write('tcvn3.htm', tcvn);
  write('bom.html', '\ufeff<title>Có dấu đầu tệp</title><p>Thân <img src="anh/h%C3%ACnh%20%C4%91%E1%BA%B9p.png" alt="đẹp"> <img src="anh/lon-300x200.png" alt="lớn">');
  write('anh/hình đẹp.png', readData('emblem.png'));
  write('anh/lon.png', readData('emblem.png'));
  write('anh/thua.png', readData('emblem.png'));
  write('tin-tuc/index.html', '<html lang="en"><title>Tin tức – Sự kiện</title><p>Danh sách tin.</p>');
  write('tin-tuc/2019/hop.html', '<title>Họp</title><h1 class="logo">UBND xã</h1><main><h1>Họp thôn</h1><div class="post-date">Thứ Năm, 30/05/2019 08h15</div><p>Thân</p></main>');
  write('van-ban/quyet-dinh.html', '<title>x</title><body><div class="breadcrumb"><a href="/">Trang chủ</a> » <a href="/vb">Văn bản</a> » <a href="/vb/qd">Quyết định</a></div><h1>Quyết định 12</h1><script type="application/ld+json">{"datePublished":"2018-03-04T05:06:07+07:00"}</script><p>Nội dung</p>');
  write('van-ban/en.html', '<html lang="en-GB"><title>Decision</title><p>All of it is in English.</p>');
  write('khung/index.htm', '<html><head><title>Khung</title></head><frameset cols="20%,*"><frame src="trai.htm" name="menu"><frame src="giua.htm" name="main"></frameset></html>');
  write('khung/trai.htm', '<title>Trình đơn</title><p><a href="giua.htm">Giữa</a>');
  write('khung/giua.htm', '<title>Nội dung giữa</title><p>Giữa khung');
  write('xem.php?id=5.html', '<title>Xem năm</title><p>Năm');
  write('xem.php?id=6', '<!DOCTYPE html><title>Xem sáu</title><p>Sáu');
  write('khong-phai.php', '<?php echo 1;');
  write('a b#c%20d.html', '<title>Tên lạ</title><p>Lạ');
  write('khong-ten.html', '<p>Không có tên nhưng có thân bài.');
  write(Buffer.from('t\xean-c\xf5.html', 'latin1'), '<title>Tên cũ</title><p>Tên tệp Latin-1');
  write('goc/trang.html', '<base href="https://cu.gov.vn/anh/x.html"><title>Gốc khác</title><p><img src="lon.png" alt="lớn"> <a href="https://cu.gov.vn/tin-tuc/2019/hop.html">họp</a>');
  return root;
}

test('folders of many years arrive: every encoding, frames, names, sections, dates; what did not is told', async () => {
  const root = oddFolder(), other = await startPortal({ args: ['--error-rate', '0'] });
  try {
    const done = other.command('import', 'html', root);
    assert.equal(done.status, 0, done.stdout + done.stderr);
    assert.match(done.stdout, /articles: 16 created, 0 updated, 0 unchanged, 0 kept, 0 refused/);
    const lines = (await other.api('GET', '/export', { as: 'admin' })).text.trim().split('\n').map((line) => JSON.parse(line));
    const all = Object.fromEntries(lines.map((line) => [line.external_id, line]));
    const of = (name) => all[`html:${name}`] ?? assert.fail(`${name} of ${Object.keys(all).join(', ')}`);
    assert.deepEqual(['utf16.html', 'cp1258.htm', 'tcvn3.htm', 'bom.html', 'khong-ten.html', 'tên-cõ.html', 'a b#c%20d.html'].map((name) => of(name).title),
      ['Trang UTF-16', 'Thông báo về việc đường', 'ủy ban nhân dân xã Tân Phú', 'Có dấu đầu tệp', 'Không có tên nhưng có thân bài.', 'Tên cũ', 'Tên lạ']);
    assert.match(of('utf16.html').body, /Ủy ban nhân dân/);
    assert.deepEqual([of('tcvn3.htm').slug, /độc lập tự do hạnh phúc/.test(of('tcvn3.htm').body)], ['uy-ban-nhan-dan-xa-tan-phu', true]);
    assert.equal(of('bom.html').body.match(/src="\/media\/[0-9a-f]+\.jpg"/g).length, 2);
    assert.deepEqual([of('tin-tuc/2019/hop.html').title, of('tin-tuc/2019/hop.html').published_at, of('tin-tuc/2019/hop.html').category], ['Họp thôn', '2019-05-30T01:15:00Z', 'tin-tuc-su-kien']);
    const paper = of('van-ban/quyet-dinh.html');
    assert.deepEqual([paper.title, paper.published_at, paper.category], ['Quyết định 12', '2018-03-03T22:06:07Z', 'quyet-dinh']);
    assert.doesNotMatch(paper.body, /Trang chủ|Quyết định 12/);
    assert.deepEqual([of('van-ban/en.html').lang, of('van-ban/en.html').category, of('tin-tuc/index.html').lang, of('tin-tuc/index.html').category], ['en', 'van-ban', 'vi', null]);
    const { items } = (await other.api('GET', '/categories', { as: 'admin' })).json;
    assert.deepEqual(items.map(({ name, lang, parent_id }) => [name, lang, parent_id !== null]).sort(), [['Goc', 'vi', false], ['Khung', 'vi', false], ['Quyết định', 'vi', true], ['Tin tức – Sự kiện', 'vi', false], ['Van ban', 'en', false], ['Văn bản', 'vi', false]]);
    assert.equal(of('goc/trang.html').body.match(/src="\/media\//g)?.length, 1);
    assert.match(of('goc/trang.html').body, /<a href="\/tin-tuc\/2019\/hop\.html">/);
    assert.match(of('khung/trai.htm').body, /<a href="\/khung\/giua\.htm">Giữa<\/a>/);
    const leads = async (target) => (await other.page(target)).headers.location;
    for (const [target, name] of [['/khung/', 'khung/giua.htm'], ['/khung/index.htm', 'khung/giua.htm'], ['/khung/giua.htm', 'khung/giua.htm'], ['/xem.php?id=5', 'xem.php?id=5.html'], ['/xem.php?id=6', 'xem.php?id=6'], ['/a%20b%23c%2520d.html', 'a b#c%20d.html'], ['/t%C3%AAn-c%C3%B5.html', 'tên-cõ.html'], ['/tin-tuc/', 'tin-tuc/index.html']])
      assert.equal(await leads(target), `/bai-viet/${of(name).slug}`, target);
    for (const pattern of [/khung\/index\.htm: is a frame around giua\.htm/, /khong-ten\.html: has no title; it gets its first words/, /tcvn3\.htm: is in the encoding TCVN3/, /khong-phai\.php: 2 files are no pages and shown by none/])
      assert.match(done.stdout, pattern);
    const again = other.command('import', 'html', root);
    assert.match(again.stdout, /articles: 0 created, 0 updated, 16 unchanged/);
    await other.stop();
  } finally {
    await other.end();
  }
});
