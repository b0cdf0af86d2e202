// Visitor statistics by their one definition.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPortalWithinADay } from './lib/day.mjs';
import { BROWSER, PHONE, until } from './lib/portal.mjs';

let portal;
let article;

before(async () => {
  portal = await startPortalWithinADay({ args: ['--set', 'fold_interval=200ms'] });
  article = await portal.post({ title: 'Bài được xem', body: 'x', status: 'published' });
});
after(() => portal?.end());

const stats = async () => (await portal.api('GET', '/stats')).json;
const viewsOf = async (id) => (await portal.api('GET', `/articles/${id}/stats`)).json.views;

/** Waits until the figures say what is expected, then sees that they stay so when all is folded. */
async function expectStats(expected, read = stats) {
  const picked = (all) => Object.fromEntries(Object.keys(expected).map((name) => [name, all[name]]));
  let last;
  await until(async () => {
    last = picked(await read());
    return JSON.stringify(last) === JSON.stringify(expected);
  }).catch(() => assert.deepEqual(last, expected));
}

test('nothing yet', async () => {
  await expectStats({
    online: 0, today: 0, month: 0, all: 0, opening: 0,
    views: { today: 0, month: 0, all: 0 }, machines: { today: 0, month: 0, all: 0 },
  });
  const { day, as_of } = await stats();
  assert.match(day, /^\d{4}-\d\d-\d\d$/);
  assert.ok(Math.abs(Date.parse(as_of) - portal.now()) < 60_000);
});

test('one reader: views are counted, a visit once', async () => {
  const first = await portal.page(article.url);
  assert.equal(first.status, 200);
  assert.match(first.text, /Đang online/);
  // Four numbers of one moment: who reads the first page of the day is online, and is today's first visit.
  for (const name of ['online', 'today', 'month', 'all']) assert.match(first.text, new RegExp(`data-so="${name}">1<`), name);
  const again = await portal.page(article.url, { 'If-None-Match': first.headers.etag });
  assert.ok([200, 304].includes(again.status), 'the page is the same, or its statistics changed');
  await portal.page('/');
  await expectStats({ online: 1, today: 1, month: 1, all: 1, views: { today: 3, month: 3, all: 3 } });
  await expectStats({ today: 2, month: 2, all: 2 }, () => viewsOf(article.id));
});

test('a 304 is a view', async () => {
  let etag, before;
  // The page is made anew when its statistics are too old.
  await until(async () => {
    before = (await stats()).views.today;
    const { status, headers } = await portal.page('/', etag ? { 'If-None-Match': etag } : {});
    etag = headers.etag;
    return status === 304;
  });
  await until(async () => (await stats()).views.today > before);
});

test('another browser is another visitor', async () => {
  await portal.page('/', { 'User-Agent': PHONE });
  await expectStats({ online: 2, today: 2, month: 2, all: 2 });
});

test('what is no view changes nothing', async () => {
  const before = await stats();
  const ua = { 'User-Agent': BROWSER };
  await portal.request('HEAD', article.url, { headers: ua });
  for (const header of [{ 'Sec-Purpose': 'prefetch;prerender' }, { Purpose: 'prefetch' }, { 'X-Moz': 'prefetch' }])
    await portal.page(article.url, header);
  await portal.request('GET', '/khong-co', { headers: ua });
  await portal.request('GET', '/bai-viet/khong-co', { headers: ua });
  await portal.request('GET', '/healthz', { headers: ua });
  await portal.api('GET', '/articles', { headers: ua });
  await portal.request('GET', article.url, { headers: ua, as: 'reader' });
  const style = (await portal.page('/')).text.match(/href="(\/static\/[^"]+\.css)"/);
  assert.ok(style, 'a page has its style sheet');
  await portal.request('GET', style[1], { headers: ua });
  await portal.page(article.url);
  const expected = structuredClone(before);
  for (const span of ['today', 'month', 'all']) expected.views[span] += 2;
  delete expected.as_of;
  await expectStats(expected);
});

test('machines are counted apart', async () => {
  const before = await stats();
  const machines = [
    'curl/8.5.0', 'Googlebot/2.1 (+http://www.google.com/bot.html)', 'python-requests/2.31', '',
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', 'Go-http-client/1.1', 'x'.repeat(3000),
  ];
  for (const agent of machines) await portal.page(article.url, { 'User-Agent': agent });
  await portal.request('GET', article.url);
  await expectStats({
    online: before.online, all: before.all, views: before.views,
    machines: { today: machines.length + 1, month: machines.length + 1, all: machines.length + 1 },
  });
});

test('a forged X-Forwarded-For makes no visitor', async () => {
  const before = await stats();
  for (const address of ['1.2.3.4', '5.6.7.8', '2001:db8::1'])
    await portal.page('/', { 'X-Forwarded-For': address, Forwarded: `for=${address}` });
  await until(async () => (await stats()).views.today === before.views.today + 3);
  assert.equal((await stats()).all, before.all);
});

test('machines by kind, crawlers by name, what is fetched in advance apart', async () => {
  const kinds = async () => Object.fromEntries((await portal.api('GET', '/stats/machines')).json.items.map((row) => [row.name ?? row.kind, row.all]));
  const { machines } = await stats();
  await until(async () => {
    const { prefetch, ...rest } = await kinds();
    return prefetch === 3 && Object.values(rest).reduce((sum, n) => sum + n, 0) === machines.all;
  });
  const { Googlebot, bingbot, library, nameless } = await kinds();
  assert.deepEqual({ Googlebot, bingbot, library, nameless }, { Googlebot: 1, bingbot: 1, library: 3, nameless: 3 });
});

test('a restart loses nothing, counts no visit twice', async () => {
  const before = await stats();
  const views = await viewsOf(article.id);
  await portal.restart();
  await expectStats({ today: before.today, month: before.month, all: before.all, views: before.views, machines: before.machines });
  assert.deepEqual(await viewsOf(article.id), views);
});

test('kill -9 loses no counted view', async () => {
  const before = await stats();
  for (let i = 0; i < 5; i++) assert.equal((await portal.page(article.url)).status, 200);
  await portal.kill9();
  await portal.start();
  const views = { today: before.views.today + 5, month: before.views.month + 5, all: before.views.all + 5 };
  await expectStats({ views });
});

test('the box of the page says what the API says', async () => {
  await until(async () => {
    const { text } = await portal.page('/', { 'User-Agent': PHONE });
    const now = await stats();
    const plain = text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    return ['Hôm nay', 'Trong tháng', 'Tất cả'].every((label, i) =>
      new RegExp(`${label} ?:? ?${[now.today, now.month, now.all][i]} `).test(plain));
  }, { ms: 70_000, why: 'the box differs from /api/stats for more than 60 s' });
});

test('days as JSON and as CSV', async () => {
  const { day, all, views } = await stats();
  await until(async () => {
    const { items } = (await portal.api('GET', `/stats/daily?from=${day}&to=${day}`)).json;
    return items.length === 1 && items[0].day === day && items[0].visits === all && items[0].views >= views.all;
  });
  const csv = await portal.api('GET', '/stats/daily', { headers: { Accept: 'text/csv' } });
  assert.match(csv.headers['content-type'], /^text\/csv/);
  assert.match(csv.text, /^day,visits,views,machines\r?\n/);
});

test('JSON or CSV by what is wanted more', async () => {
  const type = async (Accept) => (await portal.api('GET', '/stats/daily', { headers: { Accept } })).headers['content-type'].split(';')[0];
  assert.equal(await type('text/csv'), 'text/csv');
  assert.equal(await type('text/csv, */*;q=0.1'), 'text/csv');
  assert.equal(await type('application/json, text/csv;q=0.5'), 'application/json');
  assert.equal(await type('text/csv;q=0, */*'), 'application/json');
  assert.equal(await type('*/*'), 'application/json');
});

test('days that are none are named', async () => {
  for (const day of ['2026-13-01', '2026-02-30', 'x', '20261124', '2026-1-1', '9999999999', '']) {
    const answer = await portal.api('GET', `/stats/daily?from=${encodeURIComponent(day)}`);
    assert.equal(answer.status, 400, day);
    assert.equal(answer.json.errors[0].parameter, 'from');
  }
  assert.deepEqual((await portal.api('GET', '/stats/daily?from=2027-01-01&to=2026-01-01')).json.items, []);
  assert.deepEqual((await portal.api('GET', '/stats/daily?from=1970-01-01&to=9999-12-31')).json.items.length, 1);
});

test('a cache may not give the CSV to who wants JSON', async () => {
  const tags = new Set();
  for (const Accept of ['text/csv', 'application/json', '*/*']) {
    const { headers } = await portal.api('GET', '/stats/daily', { headers: { Accept } });
    assert.equal(headers.vary, 'Accept-Encoding, Accept, Authorization');
    assert.equal(headers['cache-control'], 'public, max-age=2');
    tags.add(headers.etag);
    const mine = await portal.api('GET', '/stats/daily', { as: 'reader', headers: { Accept } });
    assert.equal(mine.headers.vary, 'Accept-Encoding, Accept, Authorization');
    assert.equal(mine.headers['cache-control'], 'private, no-store');
  }
  assert.equal(tags.size, 2, 'a tag for each form');
  assert.equal((await portal.api('GET', '/stats')).headers.vary, 'Accept-Encoding, Authorization');
});

test('statistics are never inside an article', async () => {
  const before = await portal.api('GET', `/articles/${article.id}`);
  await portal.page(article.url);
  const later = await portal.api('GET', `/articles/${article.id}`);
  assert.equal(later.headers.etag, before.headers.etag);
  assert.equal(later.text, before.text);
});

test('congd stops cleanly', () => portal.stop());
