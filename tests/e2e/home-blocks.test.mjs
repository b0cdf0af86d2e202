// What the home page is composed of: blocks as data, in order, shown at their time, and what cannot be one.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { description } from './lib/contract.mjs';
import { startPortalWithinADay } from './lib/day.mjs';
import { png } from './lib/pictures.mjs';
import { ROOT, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal, media, box;
const made = {};
before(async () => {
  portal = await startPortalWithinADay({ args: ['--set', 'write_rate=0'] });
  for (const [slug, lang] of [['tin-tuc', 'vi'], ['thong-bao', 'vi'], ['van-hoa', 'vi'], ['news', 'en']])
    assert.equal((await portal.api('POST', '/categories', { as: 'editor', body: { name: `Mục ${slug}`, slug, lang } })).status, 201);
  box = (await portal.api('POST', '/boxes', { as: 'editor', body: { title: 'Liên kết website', slug: 'lien-ket', items: [{ title: 'Công báo', url: 'https://example.gov.vn/' }] } })).json;
  const pictures = [];
  for (const shade of [40, 120, 200]) {
    const answer = await portal.api('POST', '/media', { as: 'editor', type: 'image/png', body: png(700, 420, (x, y) => [shade, (x * 3) % 256, (y * 5) % 256]) });
    assert.ok([200, 201].includes(answer.status), answer.text);
    pictures.push(answer.json);
  }
  media = pictures;
  for (let i = 1; i <= 14; i++) {
    const category = i % 3 ? 'tin-tuc' : 'van-hoa';
    made[i] = await portal.post({ title: `Bài số ${i}`, lead: 'Sapo.', body: 'Nội dung.', status: 'published', category, published_at: new Date(Date.UTC(2026, 0, i)).toISOString() });
  }
});
after(() => portal?.end());

const TILES = ['ho-tich', 'dat-dai', 'y-te', 'phi', 'lich', 'van-ban'].map((icon, i) => ({ icon, label: `Việc ${i + 1}`, url: `/chuyen-muc/tin-tuc?x=${i}` }));
const put = (blocks, { query = '', ...options } = {}) =>
  portal.api('PUT', `/home${query}`, { as: 'editor', headers: { 'If-Match': '*' }, body: { blocks }, ...options });
const compose = async (blocks) => {
  const answer = await put(blocks);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
};
const home = async (target = '/') => (await portal.page(target)).text;
const main = (text) => text.slice(text.indexOf('<main'), text.indexOf('</main>'));
const stories = (text) => [...main(text).matchAll(/href="(\/bai-viet\/[^"]+)"/g)].map((match) => match[1]);
const codes = (answer) => (answer.json.warnings ?? []).map(({ pointer, code }) => [pointer, code]);

test('without blocks the list is empty and the page arranges itself', async () => {
  const { json, headers } = await portal.api('GET', '/home');
  assert.deepEqual(json, { version: 1, blocks: [] });
  assert.match(headers['cache-control'], /public/);
  const text = await home();
  assert.match(text, /class="story big"/);
  assert.match(text, /Mục van-hoa/);
  assert.equal(stories(text)[0], made[14].url);
});

test('blocks stand in the order of the list, with their own titles, and the statistics once', async () => {
  const { version, blocks } = await compose([
    { kind: 'tiles', tiles: TILES, title: 'Việc cần làm' }, { kind: 'statistics' }, { kind: 'category', category: 'van-hoa', look: 'heads', count: 2, title: 'Đời sống' },
    { kind: 'latest', count: 3, title: 'Vừa đăng' }, { kind: 'lead' }, { kind: 'links', box: 'lien-ket', title: 'Trang khác' },
  ]);
  assert.equal(version, 2);
  assert.deepEqual(blocks.map(({ kind }) => kind), ['tiles', 'statistics', 'category', 'latest', 'lead', 'links']);
  assert.deepEqual(Object.keys(blocks[0]), Object.keys(description.components.schemas.HomeBlock.properties));
  const text = main(await home());
  const at = ['Việc cần làm', 'id="thong-ke"', 'Đời sống', 'Vừa đăng', 'class="story big"', 'Trang khác'].map((words) => text.indexOf(words));
  assert.ok(at.every((place) => place > 0), String(at));
  assert.deepEqual(at, [...at].sort((a, b) => a - b));
  for (const once of ['id="thong-ke"', 'https://example.gov.vn/']) assert.equal(text.split(once).length, 2, once);
  assert.doesNotMatch(text, /<aside/, 'nothing is left to stand beside');
  assert.match(text, /<svg class="i"[^>]*aria-hidden="true">.*?<\/svg>Việc 1</s);
  assert.deepEqual(stories(text).slice(0, 2), [made[12].url, made[9].url]);
  assert.equal(stories(text)[2], made[14].url);
});

test('no story stands twice, whatever an editor chose', async () => {
  await compose([{ kind: 'latest', count: 12 }, { kind: 'category', category: 'tin-tuc', count: 12 }, { kind: 'category', category: 'van-hoa' }, { kind: 'lead', article_id: made[13].id }]);
  const all = stories(await home());
  assert.equal(new Set(all).size, all.length, all.join('\n'));
  assert.equal(all.length, 14, 'each is there');
  const text = await home();
  assert.ok(text.indexOf(made[13].url) > text.indexOf('class="story big"'), 'the chosen one leads, however new it is');
});

test('a notice bears its day, and says until when it is valid', async () => {
  const day = (days, hour = '17:00:00') => `${new Date(portal.now() + 7 * 3600e3 + days * 864e5).toISOString().slice(0, 10)}T${hour}+07:00`;
  const notices = [];
  for (const [title, expires_at] of [['Còn lâu', day(30)], ['Hết ngày', day(1, '00:00:00')], ['Không hạn', null]])
    notices.push(await portal.post({ title, body: 'Thông báo.', status: 'published', category: 'thong-bao', published_at: '2026-02-03T01:00:00Z', expires_at }));
  await compose([{ kind: 'notices', category: 'thong-bao' }]);
  const text = main(await home());
  assert.match(text, /<time datetime="2026-02-03T08:00:00\+07:00"><span>Tháng 2<\/span> <b>3<\/b><\/time>/);
  const [y, m, d] = day(30).slice(0, 10).split('-');
  assert.ok(text.includes(`Có hiệu lực đến ${d}/${m}/${y}`), text);
  assert.match(text, /class="when soon">Còn hiệu lực hết hôm nay/);
  assert.equal(text.split('class="when').length, 3, 'one without an end says none');
  for (const { id } of notices) await portal.api('DELETE', `/articles/${id}`, { as: 'editor' });
  assert.doesNotMatch(await home(), /class="leaf/, 'without any notice there is no block');
});

test('what is on in these days, the newest documents and the box of questions stand where they are put; without anything the box alone', async () => {
  const kinds = [{ kind: 'calendar', count: 2 }, { kind: 'documents', title: 'Mới ban hành' }, { kind: 'questions' }];
  await compose(kinds);
  let text = main(await home());
  assert.doesNotMatch(text, /class="leaf|Mới ban hành/);
  assert.match(text, /<a class="btn" href="\/hoi-dap\/gui">/);
  const hour = (days, at) => `${new Date(portal.now() + 7 * 3600e3 + days * 864e5).toISOString().slice(0, 10)}T${at}:00+07:00`;
  const event = (title, days, facts = {}) => portal.post({ kind: 'event', title, body: 'x', status: 'published', facts: { start: hour(days, '08:00'), ...facts } });
  const file = (await portal.form('POST', '/media', { file: { bytes: Buffer.from('%PDF-1.7\n%%EOF\n'), name: 'a.pdf', type: 'application/pdf' } }, { as: 'editor' })).json.id;
  const document = (number, issued, title) => portal.post({ kind: 'document', title, body: 'x', status: 'published', attachments: [file], published_at: `${issued}T01:00:00Z`, facts: { number, type: 'quyet-dinh', issuer: 'UBND xã', issued } });
  const made = [
    await event('Hôm qua', -1), await event('Hôm nay', 0, { place: 'Hội trường' }), await event('Tuần này', 3), await event('Không đủ chỗ', 4), await event('Xa lắm', 9),
    await document('07/QĐ-UBND', '2026-02-03', 'Về phòng chống rét'), await document('03/QĐ-UBND', '2026-01-05', 'Về lịch trực'),
    await portal.post({ kind: 'question', title: 'Tách thửa cần gì?', body: 'Trả lời.', status: 'published', facts: { field: 'dat-dai', asked: '2026-01-02', answered: '2026-01-05' } }),
  ];
  text = main(await home());
  const at = ['href="/lich"', 'Hôm nay</a>', 'Tuần này</a>', 'Mới ban hành', 'Về phòng chống rét', 'Về lịch trực', 'class="ask"', 'Tách thửa cần gì?'].map((words) => text.indexOf(words));
  assert.ok(at.every((place) => place > 0), String(at));
  assert.deepEqual(at, [...at].sort((a, b) => a - b));
  assert.doesNotMatch(text, /Hôm qua|Không đủ chỗ|Xa lắm/);
  assert.match(text, /<p class="when soon">Hôm nay, 08:00 · <span class="viec">Hội trường<\/span>/);
  assert.match(text, /<time datetime="2026-02-03"><span>Tháng 2<\/span> <b>3<\/b><\/time>/);
  assert.match(text, /<b>07\/QĐ-UBND<\/b> · Quyết định/);
  const english = main(await home('/en'));
  assert.match(english, /<h3 class="viec" lang="vi"><a[^>]*>Hôm nay</, 'what is not translated stands there in Vietnamese');
  assert.doesNotMatch(english, /Về phòng chống rét|Tách thửa/);
  assert.match(english, /href="\/en\/hoi-dap\/gui"/);
  assertProblem(await put([...kinds, { kind: 'questions' }]), 422, 'invalid-input', { pointer: '/blocks/3/kind' });
  assert.deepEqual(codes(await put([{ kind: 'documents', category: 'tin-tuc' }])), [['/blocks/0/category', 'unused']]);
  for (const { id } of made) await portal.api('DELETE', `/articles/${id}`, { as: 'editor' });
});

test('a block shows and goes at its time, without a restart and for the public alone', async () => {
  const [at, hour] = [(ms) => new Date(Math.ceil((portal.now() + ms) / 1000) * 1000).toISOString(), 3600e3];
  const shown = async () => [(await home()).includes('Chỉ một lúc'), (await portal.api('GET', '/home')).json.blocks.length];
  const timed = (times) => [{ kind: 'tiles', tiles: TILES, title: 'Chỉ một lúc', ...times }, { kind: 'tiles', tiles: TILES, title: 'Đã qua', ends_at: '2026-01-01T00:00:00Z' }];
  const starts_at = at(1000);
  await compose(timed({ starts_at, ends_at: at(hour) }));
  assert.doesNotMatch(await home(), /Đã qua/);
  await until(async () => String(await shown()) === 'true,1');
  assert.ok(portal.now() >= Date.parse(starts_at) - 50);
  const ends_at = at(1500);
  await compose(timed({ starts_at: at(-hour), ends_at }));
  await until(async () => String(await shown()) === 'false,0');
  assert.ok(portal.now() >= Date.parse(ends_at) - 50);
  const { json } = await portal.api('GET', '/home', { as: 'editor' });
  assert.deepEqual(json.blocks.map(({ title }) => title), ['Chỉ một lúc', 'Đã qua']);
  assert.deepEqual(codes({ json }), [['/blocks/0/ends_at', 'block-over'], ['/blocks/1/ends_at', 'block-over']]);
});

test('album, film and banner show pictures that are public as long as the page shows them', async () => {
  const draft = await portal.post({ title: 'Hội xuân', body: media.map(({ url }, i) => `![Ảnh ${i}](${url})`).join('\n\n'), category: 'van-hoa' });
  const blocks = [{ kind: 'banner', image: media[0].id, alt: 'Phòng cháy rừng', url: '/tim-kiem?q=rung' }, { kind: 'album', article_id: draft.id }, { kind: 'video', article_id: made[5].id, title: 'Phim tháng này' }];
  const answer = await put(blocks);
  assert.deepEqual(codes(answer), [['/blocks/1/article_id', 'article-hidden']]);
  assert.equal((await put(blocks, { query: '?strict=true' })).status, 422);
  let text = main(await home());
  assert.doesNotMatch(text, /class="shots"/);
  assert.match(text, /alt="Phòng cháy rừng"/);
  assert.equal(text.split('class="sec media"').length, 2);
  const shown = await portal.api('GET', '/home');
  assert.deepEqual(shown.json.blocks.map(({ kind }) => kind), ['banner', 'video'], 'a draft is nothing to the public');
  assert.equal((await portal.request('GET', media[0].url)).status, 200);
  assert.equal((await portal.request('GET', media[2].url)).status, 404);
  assert.equal((await portal.api('POST', `/articles/${draft.id}/publish`, { as: 'editor' })).status, 200);
  text = main(await home());
  assert.equal(text.match(/class="shots">.*?<\/div>/s)[0].split('<img').length - 1, 3);
  assert.equal(stories(text).filter((url) => url === draft.url || url.endsWith('hoi-xuan')).length, 1);
  assert.equal((await portal.api('POST', `/articles/${draft.id}/withdraw`, { as: 'editor', body: { reason: 'x' } })).status, 200);
  assert.doesNotMatch(await home(), /class="shots"/);
  assert.equal((await put([{ kind: 'album', article_id: made[4].id }])).json.warnings[0].code, 'few-pictures');
});

test('what the page shows is not deleted under it', async () => {
  await compose([{ kind: 'category', category: 'news' }, { kind: 'box', box: 'lien-ket' }, { kind: 'banner', image: media[1].id, alt: 'Ảnh', url: '/' }]);
  const { json } = await portal.api('GET', '/categories?lang=en');
  for (const target of [`/categories/${json.items[0].id}`, `/boxes/${box.id}`, `/media/${media[1].id}`]) {
    const { status, json: problem } = await portal.api('DELETE', target, { as: 'admin' });
    assert.equal(status, 409, target);
    assert.match(problem.detail, /trang chủ/);
  }
});

describe('history', () => {
  test('each change is a version that can be read and brought back, without what is gone', async () => {
    const gone = (await portal.api('POST', '/boxes', { as: 'editor', body: { title: 'Sẽ mất', slug: 'se-mat', items: [] } })).json;
    const past = await compose([{ kind: 'lead' }, { kind: 'box', box: 'se-mat' }, { kind: 'tiles', tiles: TILES }]);
    await compose([{ kind: 'latest' }]);
    assert.equal((await portal.api('DELETE', `/boxes/${gone.id}`, { as: 'editor' })).status, 204, 'the past alone keeps nothing');
    const { json: list } = await portal.api('GET', '/api/home/revisions?limit=2', { as: 'editor' });
    assert.deepEqual(list.items.map(({ version, action, blocks, actor }) => [version, action, blocks, actor]), [[past.version + 1, 'edit', 1, 'test editor'], [past.version, 'edit', 3, 'test editor']]);
    assert.equal((await portal.api('GET', list.next, { as: 'editor' })).json.items[0].version, past.version - 1);
    const { json: old } = await portal.api('GET', `/api/home/revisions/${past.version}`, { as: 'editor' });
    assert.deepEqual(old.home.blocks.map(({ kind, box: slug }) => [kind, slug]), [['lead', null], ['box', null], ['tiles', null]]);
    const back = await portal.api('POST', `/api/home/revisions/${past.version}/revert`, { as: 'editor', headers: { 'If-Match': `"${past.version + 1}"` } });
    assert.equal(back.status, 200, back.text);
    assert.deepEqual(codes(back), [['/blocks/1', 'block-left-out']]);
    assert.deepEqual(back.json.blocks.map(({ kind }) => kind), ['lead', 'tiles']);
    assert.deepEqual(back.json.blocks[1].tiles, past.blocks[2].tiles);
    assert.equal((await portal.api('GET', '/api/home/revisions', { as: 'editor' })).json.items[0].action, 'revert');
    for (const version of ['0', '999', 'x', '9223372036854775807', '99999999999999999999'])
      for (const [method, target] of [['GET', ''], ['POST', '/revert']])
        assert.equal((await portal.api(method, `/api/home/revisions/${version}${target}`, { as: 'editor' })).status, 404, version);
  });

  test('the first version is the page that arranges itself', async () => {
    const { json } = await portal.api('POST', '/api/home/revisions/1/revert', { as: 'editor' });
    assert.deepEqual(json.blocks, []);
    assert.match(await home(), /Mục van-hoa/);
  });

  test('a name that a person asked to be erased goes out of the past, and is told where it still stands', async () => {
    const named = [{ kind: 'latest', title: 'Gương ông Nông Văn Thử' }];
    const first = await compose(named);
    await compose(named);
    const erase = async () => (await portal.api('POST', '/erasures', { as: 'admin', body: { find: 'Nông Văn Thử', note: 'Theo yêu cầu' } })).json.places;
    assert.deepEqual((await erase()).map(({ kind, id, result }) => [kind, id, result]), [['home', first.version + 1, 'by-hand'], ['home-revision', first.version, 'erased']]);
    await compose([{ kind: 'latest' }]);
    assert.deepEqual((await erase()).map(({ kind, result }) => [kind, result]), [['home-revision', 'erased']]);
    assert.deepEqual(await erase(), []);
  });
});

test('an article that is erased takes the tiles and banners along that lead to it', async () => {
  const article = await portal.post({ title: 'Bài phải xóa', body: 'x', status: 'published' });
  const tiles = [...TILES, { icon: 'phi', label: 'Bài này', url: article.url }];
  const before = await compose([{ kind: 'tiles', tiles }, { kind: 'banner', image: media[1].id, alt: 'Ảnh', url: `${article.url}?x=1` }]);
  const { status, text } = await portal.api('POST', `/articles/${article.id}/erase`, { as: 'admin', body: { note: 'Theo yêu cầu' } });
  assert.equal(status, 200, text);
  const { json } = await portal.api('GET', '/home', { as: 'editor' });
  assert.equal(json.version, before.version + 1);
  assert.deepEqual(json.blocks.map(({ kind, tiles: kept }) => [kind, kept?.length]), [['tiles', 6]]);
  assert.doesNotMatch(await home(), /Bài này/);
});

test('English: its own titles, and tiles that have an English label', async () => {
  await portal.post({ title: 'Road opened', lang: 'en', body: 'x', status: 'published', category: 'news' });
  const tiles = [...TILES.slice(1), { icon: 'bao-tro', label: 'Trợ giúp', label_en: 'Support', url: '/tro-giup', url_en: '/en/support' }];
  await compose([{ kind: 'lead' }, { kind: 'tiles', tiles, title: 'Việc', title_en: 'Services' }, { kind: 'latest', lang: 'vi', title: 'Chỉ tiếng Việt' }, { kind: 'category', category: 'news', title: 'Tin', title_en: 'Abroad' }]);
  const english = main(await home('/en'));
  assert.match(english, /Services/);
  assert.match(english, /href="\/en\/support"><svg.*?<\/svg>Support</s);
  assert.doesNotMatch(english, /Việc \d|Chỉ tiếng Việt|Bài số/);
  assert.match(english, /Road opened/);
  const vietnamese = main(await home());
  assert.match(vietnamese, /Chỉ tiếng Việt/);
  assert.doesNotMatch(vietnamese, /Road opened|Abroad|Services/);
});

describe('writing', () => {
  test('needs an editor, and PUT the version that it replaces', async () => {
    const { version } = await compose([{ kind: 'lead' }]);
    const body = { blocks: [{ kind: 'latest' }] };
    assert.equal((await portal.api('PUT', '/home', { body })).status, 401);
    for (const as of ['reader', 'author']) for (const [method, target] of [['PUT', '/home'], ['PATCH', '/home'], ['POST', '/api/home/preview'], ['POST', '/api/home/revisions/1/revert'], ['GET', '/api/home/revisions']])
      assert.equal((await portal.api(method, target, { as, body: method === 'GET' || /revert/.test(target) ? undefined : body })).status, 403, `${method} ${target}`);
    assert.equal((await portal.api('PUT', '/home', { as: 'editor', body })).status, 428);
    const stale = await portal.api('PUT', '/home', { as: 'editor', body, headers: { 'If-Match': `"${version - 1}"` } });
    assert.deepEqual([stale.status, stale.json.current_version], [412, version]);
    const tried = await put(body.blocks, { query: '?dry_run=true' });
    assert.deepEqual([tried.status, tried.json.dry_run, tried.json.version], [200, true, version + 1]);
    const shown = await portal.api('GET', '/home', { as: 'editor' });
    assert.deepEqual([shown.json.version, shown.headers.etag], [version, `"${version}"`]);
    assert.equal((await portal.api('GET', '/home', { as: 'editor', headers: { 'If-None-Match': shown.headers.etag } })).status, 304);
    // What was given comes back as it is, and is no news.
    const again = await portal.api('PUT', '/home', { as: 'editor', body: shown.json, headers: { 'If-Match': shown.headers.etag } });
    assert.deepEqual([again.status, again.json.blocks, again.json.warnings], [200, shown.json.blocks, undefined]);
    assert.equal((await portal.api('PATCH', '/home', { as: 'editor', body: {} })).json.blocks.length, 1);
    assert.equal((await portal.api('PATCH', '/home', { as: 'editor', body: { blocks: null } })).json.blocks.length, 0);
  });

  test('a preview is the page that would be, and saves nothing', async () => {
    const { version } = (await portal.api('GET', '/home', { as: 'editor' })).json;
    const body = { blocks: [{ kind: 'latest', title: 'Chỉ xem trước', title_en: 'Only a look' }] };
    const page = await portal.api('POST', '/api/home/preview', { as: 'editor', body });
    assert.equal(page.status, 200);
    assert.match(page.headers['content-type'], /text\/html/);
    assert.match(page.text, /Chỉ xem trước/);
    assert.match(page.headers['cache-control'], /no-store/);
    assert.match((await portal.api('POST', '/api/home/preview?lang=en', { as: 'editor', body })).text, /<html lang="en">.*Only a look/s);
    assert.equal((await portal.api('POST', '/api/home/preview', { as: 'editor', body: { blocks: [{ kind: 'x' }] } })).status, 422);
    assert.equal((await portal.api('GET', '/home', { as: 'editor' })).json.version, version);
    assert.doesNotMatch(await home(), /Chỉ xem trước/);
  });

  test('a label of more than four syllables is warned of', async () => {
    const labels = ['Nộp phí, lệ phí', 'Hộ tịch – cư trú', 'Tra cứu hồ sơ đất'];
    const answer = await put([{ kind: 'tiles', tiles: TILES.map((tile, i) => ({ ...tile, label: labels[i] ?? tile.label })) }]);
    assert.deepEqual(codes(answer), [['/blocks/0/tiles/2/label', 'long-label']]);
  });

  test('every fault is told with its place, and nothing is saved', async () => {
    const { version } = (await portal.api('GET', '/home', { as: 'editor' })).json;
    const tiles = (change) => [{ kind: 'tiles', tiles: TILES.map((tile, i) => (i ? tile : { ...tile, ...change })) }];
    const cases = [
      [{}, '/blocks'], ['x', '/blocks'], [[1, null, 'x'], '/blocks'], [[[]], '/blocks'], [Array(31).fill({ kind: 'latest' }), '/blocks'],
      [[{}], '/blocks/0/kind'], [[{ kind: 'slider' }], '/blocks/0/kind'], [[{ kind: 5 }], '/blocks/0/kind'], [[{ kind: null }], '/blocks/0/kind'], [[{ kind: 'question' }], '/blocks/0/kind'],
      [[{ kind: 'latest', order: 1 }], '/blocks/0/order'], [[{ kind: 'latest', count: 0 }], '/blocks/0/count'], [[{ kind: 'latest', count: 13 }], '/blocks/0/count'],
      [[{ kind: 'latest', count: 9223372036854775807n }], '/blocks/0/count'], [[{ kind: 'latest', count: 1.5 }], '/blocks/0/count'], [[{ kind: 'latest', count: '6' }], '/blocks/0/count'],
      [[{ kind: 'latest', lang: 'fr' }], '/blocks/0/lang'], [[{ kind: 'latest', title: 7 }], '/blocks/0/title'], [[{ kind: 'latest', title: 'à'.repeat(201) }], '/blocks/0/title'],
      [[{ kind: 'latest', starts_at: 'mai' }], '/blocks/0/starts_at'], [[{ kind: 'latest', starts_at: '2026-12-02T00:00:00Z', ends_at: '2026-12-01T00:00:00Z' }], '/blocks/0/ends_at'],
      [[{ kind: 'category' }], '/blocks/0/category'], [[{ kind: 'category', category: 'khong-co' }], '/blocks/0/category'], [[{ kind: 'category', category: 3 }], '/blocks/0/category'],
      [[{ kind: 'category', category: 'tin-tuc', look: 'big' }], '/blocks/0/look'], [[{ kind: 'notices' }], '/blocks/0/category'],
      [[{ kind: 'box' }], '/blocks/0/box'], [[{ kind: 'links', box: 'khong-co' }], '/blocks/0/box'],
      [[{ kind: 'album' }], '/blocks/0/article_id'], [[{ kind: 'video', article_id: 999999 }], '/blocks/0/article_id'], [[{ kind: 'lead', article_id: -1 }], '/blocks/0/article_id'],
      [[{ kind: 'lead', article_id: 'x' }], '/blocks/0/article_id'], [[{ kind: 'lead', article_id: 0 }], '/blocks/0/article_id'],
      [[{ kind: 'banner', image: media[0].id, url: '/' }], '/blocks/0/alt'], [[{ kind: 'banner', alt: 'x', url: '/' }], '/blocks/0/image'], [[{ kind: 'banner', alt: 'x', url: '/', image: 999999 }], '/blocks/0/image'],
      [[{ kind: 'banner', alt: 'x', image: media[0].id }], '/blocks/0/url'],
      [[{ kind: 'tiles' }], '/blocks/0/tiles'], [[{ kind: 'tiles', tiles: TILES.slice(1) }], '/blocks/0/tiles'], [[{ kind: 'tiles', tiles: [...TILES, ...TILES, ...TILES] }], '/blocks/0/tiles'],
      [[{ kind: 'tiles', tiles: { 0: 1 } }], '/blocks/0/tiles'], [[{ kind: 'tiles', tiles: [1, ...TILES] }], '/blocks/0/tiles'],
      [tiles({ icon: 'skull' }), '/blocks/0/tiles/0/icon'], [tiles({ icon: '../style/site' }), '/blocks/0/tiles/0/icon'], [tiles({ icon: null }), '/blocks/0/tiles/0/icon'], [tiles({ icon: 3 }), '/blocks/0/tiles/0/icon'],
      [tiles({ label: '' }), '/blocks/0/tiles/0/label'], [tiles({ label: 'x'.repeat(201) }), '/blocks/0/tiles/0/label'], [tiles({ colour: 'red' }), '/blocks/0/tiles/0/colour'],
      [tiles({ url: TILES[1].url }), '/blocks/0/tiles/1/url'],
      ...['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', '//evil.example', 'https://a@b.vn/', 'http://x/"onclick=', ' ', '\\\\evil', 'https://x/a b'].map((url) => [tiles({ url }), '/blocks/0/tiles/0/url']),
      [[{ kind: 'lead' }, { kind: 'lead', article_id: made[1].id }], '/blocks/1/kind'], [[{ kind: 'latest' }, { kind: 'latest', lang: 'en' }], '/blocks/1/kind'], [[{ kind: 'statistics' }, { kind: 'statistics' }], '/blocks/1/kind'],
      [[{ kind: 'category', category: 'tin-tuc' }, { kind: 'lead' }, { kind: 'category', category: 'tin-tuc', look: 'heads' }], '/blocks/2/category'], [[{ kind: 'box', box: 'lien-ket' }, { kind: 'links', box: 'lien-ket' }], '/blocks/1/box'],
      [[{ kind: 'lead', article_id: made[1].id }, { kind: 'video', article_id: made[1].id }], '/blocks/1/article_id'],
    ];
    const text = (blocks) => JSON.stringify({ blocks }, (key, value) => (typeof value === 'bigint' ? Number(value) : value)).replace('9223372036854776000', '9223372036854775807');
    for (const [blocks, pointer] of cases) {
      const answer = await put(null, { body: text(blocks), type: 'application/json' });
      assert.equal(answer.status, 422, `${text(blocks).slice(0, 200)}: ${answer.text}`);
      assert.ok(answer.json.errors.some((fault) => fault.pointer === pointer), `${text(blocks).slice(0, 200)}: ${answer.text}`);
    }
    const unknown = await put([{ kind: 'slider' }]);
    for (const kind of description.components.schemas.HomeBlock.properties.kind.enum) assert.ok(unknown.json.errors[0].detail.includes(kind), kind);
    const icon = await put(tiles({ icon: 'skull' }));
    for (const name of description.components.schemas.HomeTile.properties.icon.enum) assert.ok(icon.json.errors[0].detail.includes(name), name);
    const many = await put([{ kind: 'x' }, { kind: 'category' }, { kind: 'latest', count: 99 }]);
    assert.deepEqual(many.json.errors.map((fault) => fault.pointer), ['/blocks/0/kind', '/blocks/1/category', '/blocks/2/count']);
    for (const [bytes, status] of [['{"blocks":[{"kind":"latest","title":"a\\u0000b"}]}', 400], [Buffer.from('{"blocks":[{"kind":"latest","title":"\xff\xfe"}]}', 'latin1'), 400], ['{"blocks":', 400], ['[]', 422], ['{"blocks":[{"kind":"latest","kind":"lead"}]}', 400], [`{"blocks":${'['.repeat(5000)}`, 400], ['{"khoi":[]}', 422]]) {
      const answer = await put(null, { body: bytes, type: 'application/json' });
      assert.ok(answer.status === status || [400, 422].includes(answer.status), `${String(bytes).slice(0, 60)}: ${answer.status}`);
    }
    assert.equal((await portal.api('GET', '/home', { as: 'editor' })).json.version, version);
  });

  test('two that do not meet in time or language may show the same', async () => {
    const answer = await put([{ kind: 'lead', ends_at: '2027-02-06T00:00:00Z' }, { kind: 'lead', article_id: made[2].id, starts_at: '2027-02-06T00:00:00Z' }, { kind: 'latest', lang: 'vi' }, { kind: 'latest', lang: 'en' }]);
    assert.equal(answer.status, 200, answer.text);
  });

  test('a member that the kind has no use for is warned of', async () => {
    assert.deepEqual(codes(await put([{ kind: 'statistics', title: 'Số liệu', count: 3, url: null }])), [['/blocks/0/title', 'unused'], ['/blocks/0/count', 'unused']]);
  });
});

test('the icons that the API names are those that there are', () => {
  const files = fs.readdirSync(path.join(ROOT, 'assets/icon')).map((name) => name.replace('.svg', '')).sort();
  assert.deepEqual(description.components.schemas.HomeTile.properties.icon.enum, files);
  for (const name of files) assert.match(fs.readFileSync(path.join(ROOT, `assets/icon/${name}.svg`), 'utf8'), /^<svg class="i" viewBox="0 0 24 24" aria-hidden="true">(<(path|circle|rect)( [a-z]+="[-\dA-Za-z., ]+")+\/>)+<\/svg>$/);
});

test('what was composed is there after a kill', async () => {
  const { blocks } = await compose([{ kind: 'lead' }, { kind: 'tiles', tiles: TILES }, { kind: 'banner', image: media[1].id, alt: 'Ảnh', url: '/' }]);
  await portal.kill9();
  await portal.start();
  assert.deepEqual((await portal.api('GET', '/home')).json.blocks, blocks);
});

test('congd stops cleanly', () => portal.stop());
