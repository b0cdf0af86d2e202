// congd setup: a bare data folder becomes a commune's portal, once, whoever answers; what somebody set stays.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, test } from 'node:test';
import { Portal } from './lib/portal.mjs';
import { PATIENCE_MS } from './lib/patience.mjs';

const opened = [];
const bare = (options) => {
  const portal = new Portal(options);
  opened.push(portal);
  return portal;
};
after(() => Promise.all(opened.map((portal) => portal.end())));

const setUp = (portal, ...args) => {
  const done = portal.command('setup', ...args);
  assert.equal(done.status, 0, `${done.stdout}\n${done.stderr}`);
  return done.stdout;
};
const tokenOf = (said) => said.match(/^admin token \(shown this once\): (cong_\S+)$/m)?.[1];
const items = async (portal, path, token) => (await portal.api('GET', path, { token })).json.items;

/** All that setup makes, with versions. */
async function everything(portal, token) {
  return {
    site: (await portal.api('GET', '/site', { token })).json,
    categories: await items(portal, '/categories', token),
    boxes: await items(portal, '/boxes', token),
    home: (await portal.api('GET', '/home', { token })).json,
    articles: await items(portal, '/articles?kind=page&status=all&limit=100&fields=id,version,slug,status,kind', token),
    tokens: (await items(portal, '/tokens', token)).map((row) => row.id),
  };
}

test('without a daemon a bare folder becomes a portal, and its token works', async () => {
  const portal = bare();
  const said = setUp(portal, '--yes', '--name', 'Trang thông tin điện tử xã Hưng Đạo', '--agency', 'UBND xã Hưng Đạo', '--address', 'Thôn Bản Chu', '--phone', '0205 0000 000', '--email', 'xa@hungdao.example');
  const token = tokenOf(said);
  assert.ok(token, said);
  assert.equal(said.split('What to do next:\n')[1].trim().split('\n').length, 5, said);
  await portal.start();
  assert.equal((await portal.api('GET', '/me', { token })).json.role, 'admin');
  const made = await everything(portal, token);
  assert.deepEqual([made.site.name, made.site.agency, made.site.address, made.site.phone, made.site.email],
    ['Trang thông tin điện tử xã Hưng Đạo', 'UBND xã Hưng Đạo', 'Thôn Bản Chu', '0205 0000 000', 'xa@hungdao.example']);
  for (const name of ['Tin tức – Sự kiện', 'Thông báo', 'Văn bản chỉ đạo điều hành', 'Thủ tục hành chính', 'Lịch công tác', 'Chuyển đổi số', 'Quốc phòng – An ninh'])
    assert.ok(made.categories.some((row) => row.name === name), name);
  assert.ok(made.boxes.length >= 3);
  assert.deepEqual(made.articles.map((row) => [row.slug, row.kind, row.status]).sort(),
    [['co-cau-to-chuc', 'page', 'draft'], ['gioi-thieu', 'page', 'draft'], ['lien-he', 'page', 'draft']]);
  assert.equal(made.tokens.length, 1);
  // A citizen finds no link that leads nowhere.
  const home = await portal.page('/');
  assert.equal(home.status, 200);
  assert.ok(home.text.includes('xã Hưng Đạo'));
  const tiles = made.home.blocks.find(({ kind }) => kind === 'tiles').tiles;
  assert.match(home.text, new RegExp(`</svg>${tiles[0].label}<`));
  assert.ok(tiles.some(({ url }) => url === 'https://dichvucong.gov.vn/') && tiles.length >= 6);
  assert.deepEqual((await portal.api('PATCH', '/home?dry_run=true', { token, body: { blocks: made.home.blocks } })).json.warnings, [], 'a usual home page is no reason to warn');
  const inside = [...made.site.nav.flatMap((entry) => [entry, ...(entry.items ?? [])]), ...tiles, ...made.boxes.flatMap((box) => box.items)].map((link) => link.url).filter((url) => url?.startsWith('/'));
  assert.ok(inside.length > 6);
  for (const url of inside) assert.equal((await portal.page(url)).status, 200, url);

  // The same again, through the daemon this time, makes nothing and shows no secret.
  const again = setUp(portal, '--name', 'Tên khác');
  assert.match(again, /^0 made, /m);
  assert.match(again, /^kept: Name of the portal: Trang thông tin điện tử xã Hưng Đạo$/m);
  assert.ok(!again.includes('cong_'), again);
  assert.deepEqual(await everything(portal, token), made);

  // A page that was published since comes into the menu, in its place.
  const about = made.articles.find((row) => row.slug === 'gioi-thieu');
  assert.equal((await portal.api('POST', `/articles/${about.id}/publish`, { token })).status, 200);
  assert.match(setUp(portal), /^1 made, /m);
  const { nav } = (await portal.api('GET', '/site', { token })).json;
  assert.deepEqual(nav.slice(0, 2).map((entry) => entry.url), ['/', '/trang/gioi-thieu']);
  assert.equal(nav.length, made.site.nav.length + 1);
  await portal.stop();
});

test('a trial saves nothing; what editors made, named or took back stays theirs', async () => {
  const portal = bare();
  await portal.start();
  const token = portal.token('admin');
  const empty = await everything(portal, token);
  assert.match(setUp(portal, '--dry-run', '--name', 'Thử'), /^a trial, nothing was saved: \d\d would be made, 1 kept$/m);
  assert.deepEqual(await everything(portal, token), empty);

  const ok = async (method, path, body) => {
    const answer = await portal.api(method, path, { token, body });
    assert.ok(answer.status < 300, answer.text);
    return answer.json;
  };
  await ok('PATCH', '/site', { name: 'Tên của chúng tôi', nav: [{ title: 'Của chúng tôi', url: '/' }] });
  await ok('POST', '/categories', { slug: 'lich', name: 'Lịch tiếp công dân' });
  await ok('POST', '/categories', { slug: 'thong-bao', name: 'Thông báo mới' });
  await ok('POST', '/boxes', { slug: 'ban-be', title: 'Liên kết website', items: [] });
  const contact = await ok('POST', '/articles', { kind: 'page', slug: 'lien-he', title: 'Liên hệ của chúng tôi', body: 'Ở đây.' });
  await ok('DELETE', `/articles/${contact.id}`);
  const about = await ok('POST', '/articles', { kind: 'page', slug: 'gioi-thieu', title: 'Nhầm', body: 'Dữ liệu cá nhân.' });
  await ok('POST', `/articles/${about.id}/erase`, { note: 'Nhầm' });

  const said = setUp(portal, '--name', 'Tên khác', '--agency', 'UBND xã');
  assert.match(said, /^kept: Name of the portal: Tên của chúng tôi$/m);
  assert.match(said, /^made: Agency it belongs to: UBND xã$/m);
  for (const kept of ['category: Lịch tiếp công dân', 'category: Thông báo', 'box: Liên kết website', 'draft page: Liên hệ', 'draft page: Giới thiệu', 'menu: 1 entries', 'admin token'])
    assert.ok(said.includes(`kept: ${kept}`), `${kept}\n${said}`);
  const now = await everything(portal, token);
  assert.deepEqual([now.site.name, now.site.agency, now.site.nav.length], ['Tên của chúng tôi', 'UBND xã', 1]);
  assert.deepEqual(now.categories.filter((row) => /^(lich$|lich-tiep|thong-bao)/.test(row.slug)).map((row) => row.name).sort(), ['Lịch tiếp công dân', 'Thông báo mới']);
  assert.equal(now.tokens.length, 1);
  // Links of the boxes lead to the category under its own slug.
  const urls = now.boxes.flatMap((box) => box.items).map((link) => link.url);
  assert.ok(urls.includes('/chuyen-muc/lich') && !urls.includes('/chuyen-muc/lich-tiep-cong-dan'), String(urls));

  // A token that is revoked is none.
  const [row] = await items(portal, '/tokens', token);
  assert.equal((await portal.api('DELETE', `/tokens/${row.id}`, { token })).status, 204);
  assert.ok(tokenOf(setUp(portal)));
  await portal.stop();
});

test('at a terminal it asks, and stops when told so; a refusal is one line, and nothing is made', () => {
  const portal = bare();
  const typed = (input) => spawnSync('script', ['-qec', `'${portal.binary}' setup --data '${portal.data}'`, '/dev/null'],
    { input, encoding: 'utf8', env: portal.env, timeout: PATIENCE_MS });
  const stopped = typed('Trang xã Á\n\n\n\n\nn\n');
  assert.equal(stopped.status, 1, stopped.stdout);
  assert.match(stopped.stdout, /Name of the portal: .*stopped, nothing was done/s);
  const wrong = portal.command('setup', '--email', 'khong-phai');
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /khong-phai/);
  assert.equal(portal.command('token', 'list').stdout.trim().split('\n').filter((line) => /admin/.test(line)).length, 0);
  const done = typed('  Trang xã Á \n\n\n\n\n\n');
  assert.equal(done.status, 0, done.stdout);
  assert.match(done.stdout, /made: Name of the portal: Trang xã Á\r?$/m);
  assert.match(done.stdout, /admin token \(shown this once\): cong_/);
  assert.equal(portal.command('setup', 'thua').status, 2);
});
