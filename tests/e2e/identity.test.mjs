// Who the portal is, as data: names in two languages, whom it is under, pictures, accounts elsewhere.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { png } from './lib/pictures.mjs';
import { picture, scratch, startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal, logo, wide, file;
const patch = (body, options = {}) => portal.api('PATCH', '/site', { as: 'admin', body, ...options });
const read = async () => (await portal.api('GET', '/site')).json;
async function upload(bytes, type) {
  const { status, json, text } = await portal.api('POST', '/media', { as: 'editor', body: bytes, type });
  assert.ok([200, 201].includes(status), text);
  return json;
}
/** A round mark on nothing, so that what is transparent can be seen to have stayed so. */
const mark = (red) => png(128, 128, (x, y) => ((x - 64) ** 2 + (y - 64) ** 2 < 3600 ? [red, 60, 40, 255] : [0, 0, 0, 0]), { alpha: true });

before(async () => {
  portal = await startPortal();
  logo = await upload(mark(160), 'image/png');
  wide = await upload(picture('photo.jpg').bytes, 'image/jpeg');
  file = await upload(Buffer.from('Danh sách\n'), 'text/plain');
});
after(() => portal?.end());

test('who sets nothing has a name and no more', async () => {
  const site = await read();
  assert.equal(site.name, 'Cổng thông tin điện tử');
  for (const name of ['name_en', 'superior', 'superior_en', 'hotline', 'map_url', 'logo', 'logo_dark', 'banner', 'share'])
    assert.equal(site[name], null, name);
  assert.deepEqual([site.emblem, site.social], ['none', []]);
});

test('what is said of the portal is kept, and what is not sent stays', async () => {
  const facts = {
    name: 'Xã Ví Dụ', name_en: 'Vi Du Commune', superior: 'TỈNH LẠNG SƠN', superior_en: 'LANG SON PROVINCE', hotline: '0205 3 800 800',
    map_url: 'https://maps.example/vi-du',
  };
  const changed = await patch(facts);
  assert.equal(changed.status, 200, changed.text);
  await patch({ phone: '0205 3 800 000' });
  const site = await read();
  for (const [name, value] of Object.entries(facts)) assert.equal(site[name], value);
  assert.equal(site.phone, '0205 3 800 000');
});

test('accounts elsewhere are known by their addresses', async () => {
  const social = [
    { url: 'https://www.facebook.com/xa.vidu' }, { url: 'https://oa.zalo.me/123' }, { url: 'https://notfacebook.com/x', title: 'Diễn đàn' },
    { url: 'https://video.example/kenh', kind: 'youtube', title: 'Kênh của xã' },
  ];
  const { status, json, text } = await patch({ social });
  assert.equal(status, 200, text);
  assert.deepEqual(json.social.map(({ kind, title }) => [kind, title]),
    [['facebook', null], ['zalo', null], ['other', 'Diễn đàn'], ['youtube', 'Kênh của xã']]);
});

test('English pages bear the English name, in what people and machines read', async () => {
  const home = (await portal.page('/en')).text;
  assert.match(home, /<title>Vi Du Commune<\/title>/);
  assert.match(home, /og:site_name" content="Vi Du Commune"/);
  assert.match(home, /<span lang="en"[^>]*>.*Vi Du Commune/);
  assert.ok(!/lang="en"[^>]*>Xã Ví Dụ/.test(home));
  assert.match((await portal.page('/')).text, /<title>Xã Ví Dụ<\/title>/);
  for (const [english, vietnamese] of [['/en/atom.xml', '/atom.xml'], ['/en/manifest.webmanifest', '/manifest.webmanifest'], ['/en/opensearch.xml', '/opensearch.xml']]) {
    assert.match((await portal.request('GET', english)).text, /Vi Du Commune/, english);
    assert.match((await portal.request('GET', vietnamese)).text, /Xã Ví Dụ/, vietnamese);
  }
  const ld = JSON.parse(home.match(/<script type="application\/ld\+json">(.*?)<\/script>/s)[1])['@graph'];
  assert.equal(ld.find((node) => node['@type'] === 'WebSite').name, 'Vi Du Commune');
  const agency = ld.find((node) => node['@type'] === 'GovernmentOrganization');
  assert.deepEqual([agency.parentOrganization.name, agency.contactPoint.telephone, agency.sameAs.length], ['TỈNH LẠNG SƠN', '0205 3 800 800', 4]);
});

describe('pictures', () => {
  test('a logo that is set shows, is public, and cannot be removed', async () => {
    assert.equal((await portal.request('GET', logo.url)).status, 404, 'nothing public shows it yet');
    const { status, json, text } = await patch({ logo: logo.id });
    assert.equal(status, 200, text);
    assert.deepEqual([json.logo, json.emblem], [logo.id, 'logo']);
    const shown = await portal.request('GET', json.logo_url);
    assert.deepEqual([shown.status, shown.headers['content-type']], [200, 'image/webp']);
    assertProblem(await portal.api('DELETE', `/media/${logo.id}`, { as: 'admin' }), 409, 'conflict');
  });

  test('a banner has a place that must be seen, the middle unless it is said', async () => {
    const { json } = await patch({ banner: { image: wide.id } });
    assert.deepEqual([json.banner.image, json.banner.x, json.banner.y], [wide.id, 0.5, 0.5]);
    const moved = await patch({ banner: { x: 0.25, y: 0.125 } });
    assert.deepEqual([moved.json.banner.image, moved.json.banner.x, moved.json.banner.y], [wide.id, 0.25, 0.125]);
  });

  test('a banner is shown by its shape, cut, whole or not at all, as it is chosen; another picture is chosen anew', async () => {
    const shown = async () => (await portal.page('/')).text.match(/<picture class="(banner|whole)/)?.[1];
    assert.deepEqual([(await read()).banner.form, await shown()], ['auto', 'banner']);
    for (const [form, way] of [['whole', 'whole'], ['colour', undefined], ['cut', 'banner']]) {
      const { json } = await patch({ banner: { form } });
      assert.deepEqual([json.banner.form, json.banner.x, await shown()], [form, 0.25, way]);
      assert.match((await portal.page('/')).text, new RegExp(`og:image" content="[^"]*${wide.url}"`), 'it is shared all the same');
    }
    assert.equal((await patch({ banner: { image: logo.id } })).json.banner.form, 'auto');
    assert.equal((await patch({ banner: { image: wide.id, x: 0.25, y: 0.125 } })).json.banner.form, 'auto');
  });

  test('what is shared without a picture of its own has the portal’s', async () => {
    assert.match((await portal.page('/')).text, new RegExp(`og:image" content="[^"]*${wide.url}"`), 'the banner');
    const { json } = await patch({ share: logo.id });
    assert.match((await portal.page('/')).text, new RegExp(`og:image" content="[^"]*${logo.url}"`), 'the one that is for this');
    assert.equal(json.share, logo.id);
  });

  test('what is taken away no longer shows, and stays to come back', async () => {
    const { json } = await patch({ logo: null, share: null, banner: null });
    assert.deepEqual([json.logo, json.logo_url, json.emblem, json.banner, json.share], [null, null, 'none', null, null]);
    assert.equal((await portal.request('GET', logo.url)).status, 404);
    assertProblem(await portal.api('DELETE', `/media/${logo.id}`, { as: 'admin' }), 409, 'conflict');
  });
});

test('what is wrong is named by its place, and nothing is saved', async () => {
  const before = await read();
  const long = 'a'.repeat(1001);
  for (const [body, pointer] of [
    [{ name: 5 }, '/name'], [{ name_en: ['x'] }, '/name_en'], [{ superior: long }, '/superior'], [{ hotline: {} }, '/hotline'],
    [{ map_url: 'javascript:alert(1)' }, '/map_url'], [{ map_url: '/trong-nha' }, '/map_url'], [{ map_url: `https://x.example/${'a'.repeat(2000)}` }, '/map_url'],
    [{ social: {} }, '/social'], [{ social: ['x'] }, '/social'], [{ social: [{ url: 'data:text/html,x' }] }, '/social/0/url'], [{ social: [{ title: 'x' }] }, '/social/0/url'],
    [{ social: [{ url: 'https://x.example', kind: 'myspace' }] }, '/social/0/kind'], [{ social: [{ url: 'https://la.example' }] }, '/social/0/title'],
    [{ social: [{ url: 'https://x.com/a', link: 1 }] }, '/social/0/link'], [{ social: Array(13).fill({ url: 'https://x.com/a' }) }, '/social'],
    [{ emblem: 'quốc huy' }, '/emblem'], [{ emblem: 'logo' }, '/logo'], [{ logo_dark: logo.id }, '/logo'],
    [{ logo: 999999 }, '/logo'], [{ logo: file.id }, '/logo'], [{ logo: '5' }, '/logo'], [{ logo: -1 }, '/logo'], [{ share: 1e300 }, '/share'],
    [{ banner: 5 }, '/banner'], [{ banner: {} }, '/banner/image'], [{ banner: { image: wide.id, x: 1.01 } }, '/banner/x'],
    [{ banner: { image: wide.id, y: 'giữa' } }, '/banner/y'], [{ banner: { image: wide.id, z: 1 } }, '/banner/z'],
    [{ banner: { image: wide.id, form: 'to' } }, '/banner/form'], [{ banner: { image: wide.id, form: null } }, '/banner/form'], [{ banner: { image: wide.id, form: 2 } }, '/banner/form'], [{ banner: { form: 'cut' } }, '/banner/image'], [{ tieu_de: 1 }, '/tieu_de'],
  ]) assertProblem(await patch(body), 422, 'invalid-input', { pointer });
  for (const bytes of [Buffer.from('{"name_en":"a\xff"}', 'latin1'), Buffer.from('{"name_en":"a\\u0000"}'), Buffer.from('{"superior":')])
    assertProblem(await patch(bytes, { type: 'application/json' }), [400, 422]);
  assertProblem(await patch({ name_en: 'x' }, { as: 'editor' }), 403);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  assertProblem(await portal.api('POST', '/media', { as: 'admin', body: svg, type: 'image/svg+xml' }), 415);
  assert.deepEqual(await read(), before);
});

describe('history', () => {
  const revisions = async (query = '') => (await portal.api('GET', `/site/revisions${query}`, { as: 'editor' })).json;

  test('each change is there with who and when, what was before the first too', async () => {
    const { items } = await revisions('?limit=100');
    const { version } = await read();
    assert.deepEqual(items.map((row) => row.version), Array.from({ length: version }, (_, i) => version - i));
    assert.deepEqual([items[0].action, items[0].actor, items.at(-1).action, items.at(-1).at], ['edit', 'test admin', 'before', null]);
    assert.ok(Math.abs(Date.parse(items[0].at) - Date.now()) < 600_000);
    const first = (await portal.api('GET', '/site/revisions/1', { as: 'editor' })).json;
    assert.equal(first.site.name, 'Cổng thông tin điện tử');
    const page = await revisions('?limit=2');
    assert.deepEqual((await portal.api('GET', page.next, { as: 'editor' })).json.items[0].version, version - 2);
    assertProblem(await portal.api('GET', '/site/revisions'), 401);
    for (const unknown of ['0', '999', 'x']) assertProblem(await portal.api('GET', `/site/revisions/${unknown}`, { as: 'editor' }), 404);
  });

  test('a state is brought back whole, as a change of its own', async () => {
    await patch({ logo: logo.id, banner: { image: wide.id, x: 0.1, y: 0.9, form: 'colour' }, social: [], nav: [{ title: 'Tin', url: '/' }] });
    const wanted = await read();
    await patch({ logo: null, banner: null, name: 'Tên nhầm', hotline: null, nav: [] });
    const target = `/site/revisions/${wanted.version}/revert`;
    assertProblem(await portal.api('POST', target, { as: 'editor' }), 403);
    assertProblem(await portal.api('POST', '/site/revisions/999/revert', { as: 'admin' }), 404);
    assertProblem(await portal.api('POST', target, { as: 'admin', headers: { 'If-Match': '"1"' } }), 412);
    const trial = await portal.api('POST', `${target}?dry_run=true`, { as: 'admin' });
    assert.equal(trial.status, 200, trial.text);
    assert.equal((await read()).name, 'Tên nhầm');
    const key = { 'Idempotency-Key': 've-lai' };
    const back = await portal.api('POST', target, { as: 'admin', headers: key });
    assert.deepEqual({ ...back.json, version: 0 }, { ...wanted, version: 0 });
    assert.deepEqual((await portal.api('POST', target, { as: 'admin', headers: key })).json, back.json);
    const [{ action, reverted, version }] = (await revisions('?limit=1')).items;
    assert.deepEqual([action, reverted, version], ['revert', wanted.version, wanted.version + 2]);
  });

  test('what is taken back is in no former state', async () => {
    const article = await portal.post({ title: 'Danh sách hộ nghèo', slug: 'danh-sach-ho-ngheo', body: 'Tên.', status: 'published' });
    await patch({ nav: [{ title: 'Hộ nghèo', url: article.url }], responsible: 'Lò Thị Vắng' });
    const { version } = await read();
    await patch({ responsible: 'Người khác' });
    const gone = await portal.api('POST', `/articles/${article.id}/erase`, { as: 'admin', body: { note: 'dữ liệu cá nhân' } });
    assert.equal(gone.status, 200, gone.text);
    const state = (await portal.api('GET', `/site/revisions/${version}`, { as: 'editor' })).json;
    assert.deepEqual([state.taken_back, state.site], [true, null]);
    assertProblem(await portal.api('POST', `/site/revisions/${version}/revert`, { as: 'admin' }), 409);
    await patch({ responsible: 'Lò Thị Vắng' });
    const named = (await read()).version;
    const request = { as: 'admin', body: { find: 'Lò Thị Vắng', note: 'theo yêu cầu' } };
    const asked = await portal.api('POST', '/erasures', request);
    assert.deepEqual(asked.json.places.map(({ kind, version: at, result }) => [kind, at, result]), [['site', named, 'by-hand'], ['site-revision', named, 'erased']]);
    await patch({ responsible: 'Người khác' });
    assert.deepEqual((await portal.api('POST', '/erasures', request)).json.places, []);
  });
});

describe('preview', () => {
  const preview = (body, query = '', options = {}) => portal.api('POST', `/site/preview${query}`, { as: 'admin', body, ...options });

  test('the pages as they would be, and nothing saved', async () => {
    const article = await portal.post({ title: 'Đường mới', body: 'Xong.', status: 'published' });
    const before = await read(), views = (await portal.api('GET', '/stats')).json.views.all;
    const home = await preview({ name: 'Xã Tên Mới', superior: 'TỈNH KHÁC' });
    assert.deepEqual([home.status, home.headers['content-type'], home.headers['cache-control']], [200, 'text/html; charset=utf-8', 'private, no-store']);
    assert.match(home.text, /<title>Xã Tên Mới<\/title>/);
    assert.match((await preview({ name_en: 'New Name' }, '?path=/en')).text, /<title>New Name<\/title>/);
    assert.match((await preview({ name: 'Xã Tên Mới' }, `?path=${article.url}`)).text, /<title>Đường mới – Xã Tên Mới<\/title>/);
    assert.deepEqual(await read(), before);
    assert.ok(!(await portal.page('/')).text.includes('Xã Tên Mới'));
    assert.equal((await portal.api('GET', '/stats')).json.views.all, views + 1, 'the page that was read alone');
  });

  test('what is wrong is said as at a change; what has no page is not found', async () => {
    assertProblem(await preview({ name: null }), 422, 'invalid-input', { pointer: '/name' });
    assertProblem(await preview({ logo: 999999 }), 422, 'invalid-input', { pointer: '/logo' });
    assertProblem(await preview({}, '', { as: 'editor' }), 403);
    for (const target of ['/khong-co', '/bai-viet/khong-co', '/tin-tuc', '/thong-ke', '//x', '/en/', '/bai-viet/a/b', '/bai-viet/'])
      assertProblem(await preview({}, `?path=${target}`), 404);
  });
});

describe('what is made of the pictures', () => {
  /** Addresses of what was made, by the row of site_use.def. */
  const made = () => {
    const python = 'import json, sqlite3, sys; print(json.dumps(dict(sqlite3.connect(sys.argv[1]).execute("SELECT site_use, name FROM media_files WHERE site_use > 0"))))';
    const rows = JSON.parse(execFileSync('python3', ['-c', python, path.join(portal.data, 'cong.db')], { encoding: 'utf8' }));
    const at = (row) => rows[row] && `/media/${rows[row]}`;
    return { mark: at(1), mark_dark: at(2), wide_small: at(11), wide: at(12), phone_small: at(13), phone: at(14), count: Object.keys(rows).length };
  };
  /** Width, height and whether it has an alpha channel, by the file's head. */
  const pngHead = (bytes) => [bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[25] === 6];
  const icons = async (target = '/manifest.webmanifest') => JSON.parse((await portal.request('GET', target)).text).icons;

  test('who has no logo has the plain icons, or those of the emblem', async () => {
    await patch({ emblem: 'none', logo: null, banner: null });
    const plain = (await portal.request('GET', '/favicon.svg')).text;
    assert.equal((await icons()).length, 4);
    await patch({ emblem: 'drawn' });
    const drawn = await portal.request('GET', '/favicon.svg');
    assert.equal(drawn.headers['content-type'], 'image/svg+xml');
    assert.notEqual(drawn.text, plain);
    assert.match((await portal.page('/')).text, /<link rel="icon" href="\/static\/[^"]*emblem\.svg" type="image\/svg\+xml">/);
    assert.match((await portal.request('GET', '/favicon.ico')).headers['content-type'], /image\/x-icon/);
  });

  test('a logo becomes icons in each size that is asked for, and a mark of at most 6 KB', async () => {
    const plain = (await portal.request('GET', '/favicon.ico')).bytes;
    await patch({ logo: logo.id });
    const ico = await portal.request('GET', '/favicon.ico');
    assert.deepEqual([ico.status, ico.headers['content-type'], ico.bytes.readUInt16LE(4)], [200, 'image/x-icon', 3]);
    assert.notDeepEqual(ico.bytes, plain);
    assert.match(ico.headers['cache-control'], /^public, max-age=86400/);
    assert.equal((await portal.request('GET', '/favicon.ico', { headers: { 'If-None-Match': ico.headers.etag } })).status, 304);
    const touch = await portal.request('GET', '/apple-touch-icon.png');
    assert.deepEqual([touch.headers['content-type'], ...pngHead(touch.bytes)], ['image/png', 180, 180, false]);
    assert.equal((await portal.request('GET', '/favicon.svg')).headers['content-type'], 'image/png');
    const found = await icons('/en/manifest.webmanifest');
    assert.deepEqual(found.map(({ sizes, purpose }) => [sizes, purpose]), [['192x192', 'any'], ['512x512', 'any'], ['512x512', 'maskable']]);
    for (const { src, sizes, purpose } of found) {
      const { status, bytes } = await portal.request('GET', src);
      const side = Number.parseInt(sizes, 10);
      assert.deepEqual([status, ...pngHead(bytes)], [200, side, side, purpose === 'any'], src);
    }
    const home = (await portal.page('/')).text;
    const [, icon] = home.match(/<link rel="icon" href="([^"]+)" type="image\/png">/);
    assert.equal(icon, found[0].src);
    assert.match(home, new RegExp(`"logo":\\{"@type":"ImageObject","url":"[^"]*${found[1].src}"`));
    const mark = await portal.request('GET', made().mark);
    assert.deepEqual([mark.status, mark.headers['content-type']], [200, 'image/webp']);
    assert.ok(mark.bytes.length <= 6144, `${mark.bytes.length} bytes`);
    assert.ok(/VP8L|ALPH/.test(mark.bytes.toString('latin1', 0, 200)), 'what is transparent stays so');
  });

  test('a picture of noise is a mark of at most 6 KB as well', async () => {
    let seed = 7;
    const noise = await upload(png(600, 200, () => [0, 1, 2].map(() => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 16 & 255)), 'image/png');
    await patch({ logo_dark: noise.id });
    const mark = await portal.request('GET', made().mark_dark);
    assert.ok(mark.status === 200 && mark.bytes.length <= 6144, `${mark.bytes.length} bytes`);
  });

  test('a banner is cut around what must be seen, for wide screens and for phones', async () => {
    await patch({ banner: { image: wide.id, x: 0.5, y: 0 } });
    const first = made();
    await patch({ banner: { x: 0.5, y: 1 } });
    const second = made();
    assert.notEqual(first.wide, second.wide);
    assert.ok(second.wide && second.wide_small && second.phone && second.phone_small);
    assert.equal((await portal.request('GET', second.wide)).status, 200);
    assert.equal((await portal.request('GET', first.wide)).status, 404, 'those of before are gone');
    const wider = (await portal.request('GET', second.phone_small)).bytes;
    assert.equal(wider.toString('latin1', 8, 12), 'WEBP');
  });

  test('what is lost comes again, and what is taken away goes', async () => {
    await patch({ logo: null, logo_dark: null, banner: null });
    assert.equal(made().count, 0);
    assert.equal((await icons()).length, 4);
  });
});

describe('congd site', () => {
  const folder = scratch();
  const run = (...args) => portal.commandBeside('site', ...args);
  const member = ({ stdout }, name) => stdout.split('\n').find((line) => line.startsWith(`${name}\t`))?.split('\t').slice(1).join('\t');

  test('shows, changes, and takes pictures from files', async () => {
    fs.writeFileSync(path.join(folder, 'logo.png'), mark(90));
    fs.writeFileSync(path.join(folder, 'banner.jpg'), picture('photo.jpg').bytes);
    const done = await run('--name', 'Xã Dòng Lệnh', '--hotline', '1022', '--agency', '', '--social', 'https://zalo.me/9', '--social', 'https://x.com/vd',
      '--logo', path.join(folder, 'logo.png'), '--banner', path.join(folder, 'banner.jpg'), '--focus', '0.25,0.75', '--banner-form', 'cut');
    assert.equal(done.status, 0, done.stderr);
    assert.deepEqual(['name', 'hotline', 'emblem', 'agency'].map((name) => member(done, name)), ['Xã Dòng Lệnh', '1022', 'logo', undefined]);
    assert.match(member(done, 'banner'), /^\d+\t0\.25,0\.75\tcut$/);
    const site = await read();
    assert.deepEqual([site.name, site.agency, site.social.length, site.banner.y], ['Xã Dòng Lệnh', null, 2, 0.75]);
    assert.equal((await run()).stdout, done.stdout);
  });

  test('lists what was, and brings it back', async () => {
    const { version, name } = await read();
    assert.equal((await run('--name', 'Nhầm')).status, 0);
    const [first, second] = (await run('--history')).stdout.split('\n');
    assert.match(first, new RegExp(`^${version + 1}\t\\S+Z\tedit\tconsole$`));
    assert.match(second, new RegExp(`^${version}\t`));
    const back = await run('--revert', String(version));
    assert.deepEqual([back.status, member(back, 'name')], [0, name], back.stderr);
  });

  test('says in one line what is wrong', async () => {
    const before = await read();
    for (const [args, status, words] of [
      [['--email', 'x'], 1, /no e-mail address/], [['--logo', path.join(folder, 'khong-co.png')], 1, /No such file/], [['--name', ''], 1, /must not be empty/],
      [['--revert', '9999'], 1, /no such version/], [['--revert', 'x'], 2, /number of a version/], [['--focus', '5'], 2, /two numbers/],
      [['--focus', '2,0'], 1, /between 0 and 1/], [['--banner-form', 'x'], 1, /auto, cut, whole, colour/], [['--emblem', 'x'], 1, /none, drawn, logo/], [['--history', '--name', 'x'], 2, /stand alone/],
    ]) {
      const done = await run(...args);
      assert.deepEqual([done.status, done.stdout, words.test(done.stderr)], [status, '', true], `${args}: ${done.stderr}`);
    }
    fs.writeFileSync(path.join(folder, 'logo.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    assert.equal((await run('--logo', path.join(folder, 'logo.svg'))).status, 1);
    assert.deepEqual(await read(), before);
  });
});

test('what a copy holds comes back with it', async () => {
  await patch({ logo: logo.id, banner: { image: wide.id, x: 0.1, y: 0.9 } });
  const before = await read();
  await portal.stop();
  const alone = portal.command('site', '--phone', '0205 1', '--banner', '');
  assert.equal(alone.status, 0, alone.stderr);
  assert.match(alone.stdout, /^phone\t0205 1$/m);
  await portal.start();
  const { banner, banner_url: url, ...rest } = before;
  const { banner: none, ...now } = await read();
  assert.deepEqual([none, now], [null, { ...rest, version: before.version + 1, phone: '0205 1', banner_url: null }]);
});
