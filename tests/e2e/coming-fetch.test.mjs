// congd import … --fetch: pictures that no folder has come from where they lie, each once, as the settings allow.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { dump } from './lib/nukeviet.mjs';
import { watchPulse } from './lib/patience.mjs';
import { readData, scratch, startPortal } from './lib/portal.mjs';
import { wxr } from './lib/wordpress.mjs';

let portal, server, base, asked = [], isBack = false;
const PLACES = {
  '/wp-content/uploads/anh.jpg': () => readData('photo.jpg'), '/xa/khac.png': () => readData('emblem.png'), '/trang.jpg': () => Buffer.from('<p>không phải ảnh</p>'),
  '/uploads/news/2019_05/duong.webp': () => readData('banner.webp'), '/sau.jpg': () => (isBack ? readData('photo.jpg') : null),
};
before(async () => {
  server = http.createServer((request, response) => {
    asked.push([request.url, performance.now()]);
    const bytes = PLACES[request.url]?.();
    response.writeHead(bytes ? 200 : 404, { 'Content-Length': bytes?.length ?? 0 }).end(bytes);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${server.address().port}`;
  portal = await startPortal({ args: ['--error-rate', '0'] });
});
after(async () => {
  await portal?.stop();
  await portal?.end();
  server?.close();
  server?.closeAllConnections();
});

const settings = () => {
  const file = path.join(scratch(), 'congd.conf');
  fs.writeFileSync(file, `import_pictures = yes\nimport_from = ${base.slice(7)}\n`);
  return ['--config', file];
};
const bring = (kind, name, bytes, ...more) => {
  const file = path.join(scratch(), name);
  fs.writeFileSync(file, bytes);
  return portal.commandBeside('import', kind, file, ...more);
};
const exported = async () => Object.fromEntries((await portal.api('GET', '/export', { as: 'admin' })).text.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line)).map((line) => [line.external_id, line]));

const content = () => wxr({
  items: [
    { id: 1, title: 'Có ảnh', meta: { _thumbnail_id: '90' }, content: `<img src="${base}/wp-content/uploads/anh-300x200.jpg" alt="nhỏ">\n<img src="${base}/xa/khac.png" alt="khác">\n<img src="${base}/mat.jpg" alt="mất">\n<img src="${base}/trang.jpg" alt="trang">\n<img src="${base}/sau.jpg" alt="sau">` },
    { id: 2, title: 'Lại ảnh ấy', content: `<img src="${base}/xa/khac.png" alt="khác"> <img src="${base}/mat.jpg" alt="mất">${[1, 2, 3, 4, 5].map((i) => `<img src="http://127.0.0.2:9/${i}.jpg" alt="x">`).join('')}<img src="http://192.168.7.7/trong.jpg" alt="y">` },
    { id: 90, type: 'attachment', status: 'inherit', title: 'anh', url: `${base}/wp-content/uploads/anh.jpg` },
  ],
}).replaceAll('https://cu.gov.vn<', `${base}<`);

test('without the setting nothing goes out, and that is said', async () => {
  const done = await bring('wordpress', 'cu.xml', content(), '--fetch');
  assert.deepEqual([done.status, /--fetch needs import_pictures = yes/.test(done.stderr), asked.length], [1, true, 0], done.stderr);
});

test('pictures come from where they lie, whole and once, slowly; what did not come is told with its reason', async () => {
  const pulse = watchPulse(portal);
  const done = await bring('wordpress', 'cu.xml', content(), '--fetch', ...settings());
  pulse.end();
  assert.match(done.stdout, /articles: 2 created/, done.stderr);
  assert.match(done.stdout, /fetched: 2, missing: 10;/);
  const all = Object.values(await exported());
  const one = all.find((item) => item.title === 'Có ảnh');
  assert.equal(one.body.match(/src="\/media\/[0-9a-f]+\.jpg"/g).length, 2);
  assert.notEqual(one.image, null);
  assert.deepEqual(asked.map(([url]) => url).sort(), ['/mat.jpg', '/sau.jpg', '/trang.jpg', '/wp-content/uploads/anh.jpg', '/xa/khac.png'], 'each once, and no smaller copy');
  const gaps = asked.slice(1).map(([, at], i) => at - asked[i][1]);
  assert.ok(gaps.every((gap) => gap > 150 - pulse.worst), `${gaps}, ${pulse.worst} ms late`);
  for (const pattern of [/post 1 .*mat\.jpg was not fetched: it is not there any more/, /post 1 .*trang\.jpg was not fetched: it is not JPEG/, /post 2 .*mat\.jpg was not fetched: as above/, /post 2 .*127\.0\.0\.2:9\/1\.jpg was not fetched: no public address/, /post 2 .*127\.0\.0\.2:9\/5\.jpg was not fetched: nobody answers there/, /post 2 .*192\.168\.7\.7\/trong\.jpg was not fetched: no public address/])
    assert.match(done.stdout, pattern);
});

test('the same again fetches only what was missing, also without a daemon', async () => {
  asked = [];
  isBack = true;
  const notes = fs.readFileSync(path.join(portal.data, 'import-fetched'), 'utf8');
  assert.match(notes, /^([0-9a-f]{32} \d+\n){2}$/, 'no word of an address');
  assert.equal(fs.statSync(path.join(portal.data, 'import-fetched')).mode & 0o777, 0o600);
  const again = await bring('wordpress', 'cu.xml', content(), '--fetch', ...settings());
  assert.match(again.stdout, /articles: 0 created, 1 updated, 1 unchanged[^]*fetched: 1, missing: 9;/, again.stderr);
  assert.deepEqual(asked.map(([url]) => url).sort(), ['/mat.jpg', '/sau.jpg', '/trang.jpg']);
  await portal.stop();
  asked = [];
  const alone = await bring('wordpress', 'cu.xml', content(), '--fetch', ...settings());
  assert.match(alone.stdout, /articles: 0 created, 0 updated, 2 unchanged[^]*fetched: 0, missing: 9;/, alone.stderr);
  assert.deepEqual(asked.map(([url]) => url).sort(), ['/mat.jpg', '/trang.jpg']);
  await portal.start();
});

test('a trial fetches nothing; pictures of the former portal itself come by its address', async () => {
  const tables = [
    ['nv4_config', 'config', [{ lang: 'sys', module: 'global', config_name: 'site_lang', config_value: 'vi' }]],
    ['nv4_vi_modules', 'modules', [{ title: 'news', module_file: 'news', module_data: 'news', module_upload: 'news' }]],
    ['nv4_vi_news_cat', 'cat', [{ catid: 1, title: 'Tin', alias: 'tin', groups_view: '6', status: 1 }]],
    ['nv4_vi_news_detail', 'detail', [{ id: 1, bodyhtml: '<p><img src="/uploads/news/2019_05/duong.webp" alt="Đường"></p>' }]],
    ['nv4_vi_news_rows', 'rows', [{ id: 1, catid: 1, listcatid: '1', status: 1, publtime: 1500000000, title: 'Ảnh của cổng cũ', alias: 'anh-cong-cu', homeimgfile: '2019_05/duong.webp' }]],
  ];
  asked = [];
  await bring('nukeviet', 'cu.sql', dump(tables), '--fetch', '--dry-run', '--site', base, ...settings());
  assert.deepEqual(asked, []);
  const done = await bring('nukeviet', 'cu.sql', dump(tables), '--fetch', '--site', base, ...settings());
  assert.match(done.stdout, /fetched: 1, missing: 0;/, done.stdout + done.stderr);
  const one = (await exported())['nukeviet:nv4_vi_news:1'];
  assert.match(one.body, /src="\/media\/[0-9a-f]+\.jpg" alt="Đường"/);
  assert.notEqual(one.image, null);
  assert.deepEqual(asked.map(([url]) => url), ['/uploads/news/2019_05/duong.webp']);
});

test('a file that was packed is said to be', async () => {
  for (const [kind, begin, what] of [['nukeviet', 'PK\x03\x04', 'ZIP'], ['nukeviet', '\xfd7zXZ\0', 'xz'], ['wordpress', '\x1f\x8b\x08', 'gzip'], ['wordpress', 'Rar!\x1a\x07', 'RAR']]) {
    const done = await bring(kind, 'goi', Buffer.from(`${begin}…………`, 'latin1'));
    assert.equal(done.status, 1);
    assert.match(done.stderr, new RegExp(`is packed \\(${what}\\); unpack it first`));
  }
});
