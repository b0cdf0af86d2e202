// /thong-ke, and the box on every page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  assertAccessible, assertNoSidewaysScroll, assertQuiet, assertValidHtml, openTab, startBrowser,
} from './lib/browser.mjs';
import { startPortalWithinADay } from './lib/day.mjs';
import { PHONE, until } from './lib/portal.mjs';

let portal;
let browser;
let articles;

before(async () => {
  portal = await startPortalWithinADay({ args: ['--set', 'fold_interval=100ms', '--set', 'page_age=1s', '--set', 'trusted_proxies=127.0.0.1'] });
  browser = await startBrowser();
  articles = [];
  for (let i = 1; i <= 12; i++) articles.push(await portal.post({ title: `Bài số ${i}`, body: 'x', status: 'published' }));
  for (let i = 0; i < 12; i++)
    for (let views = 0; views <= i; views++) await portal.page(articles[i].url, { 'X-Forwarded-For': `198.51.100.${views}` });
  await portal.page('/', { 'User-Agent': 'Mozilla/5.0 (compatible; coccocbot-web/1.0)' });
  await portal.page('/', { 'Sec-Purpose': 'prefetch' });
  const made = await portal.api('POST', '/stats/ledger', { as: 'admin', body: { visits: 10029, note: 'Số đầu kỳ từ cổng cũ' } });
  assert.equal(made.status, 201, made.text);
  await until(async () => (await portal.api('GET', `/stats/machines`)).json.items.length === 2);
  await until(async () => /Bài số 12<\/a> <span class="when">12 /.test((await portal.page('/thong-ke', { 'User-Agent': 'congd/test' })).text), { why: 'the page is older than a second' });
});
after(async () => {
  await browser?.close();
  await portal?.end();
});

const plain = (html) => html.replace(/<[^>]+>/g, ' ').replace(/&quot;/g, '"').replace(/\s+/g, ' ');
const own = { 'User-Agent': 'congd/test' }; // looks without being counted

test('the numbers, the ledger, machines, what is read most, how it is counted', async () => {
  const { status, text } = await portal.page('/thong-ke', own);
  assert.equal(status, 200);
  const words = plain(text);
  const { all } = (await portal.api('GET', '/stats')).json;
  assert.equal(all, 10029 + 12);
  for (const wanted of ['Lượt truy cập 12 12 10.041', 'Lượt xem 78 78 78', 'Máy 1 1 1', 'Máy tìm kiếm: Cốc Cốc 1 1 1', 'Trang tải sẵn 1 1 1',
    'Số đầu kỳ từ cổng cũ test admin', 'Cách tính', 'không quá 30 phút', 'giờ Việt Nam', 'máy chủ đệm'])
    assert.ok(words.includes(wanted), `${wanted}\n${words}`);
  const week = text.slice(text.indexOf('trong 7 ngày qua'), text.indexOf('trong 30 ngày qua'));
  const read = [...week.matchAll(/<li><a href="([^"]+)">([^<]+)<\/a> <span class="when">(\d+) lượt xem/g)].map((match) => [match[2], Number(match[3])]);
  assert.deepEqual(read, Array.from({ length: 10 }, (_, i) => [`Bài số ${12 - i}`, 12 - i]));
});

test('a withdrawn article is no longer among those read most', async () => {
  await portal.api('POST', `/articles/${articles[11].id}/withdraw`, { as: 'editor', body: { reason: 'Nhầm' } });
  const { text } = await portal.page('/thong-ke', own);
  assert.ok(!text.includes('Bài số 12<') && text.includes('Bài số 11<'));
});

test('the charts draw what the tables beside them say', async () => {
  const { text } = await portal.page('/thong-ke', own);
  const charts = [...text.matchAll(/<svg class="chart"[\s\S]*?<\/svg>[\s\S]*?<\/table>/g)].map((match) => match[0]);
  assert.equal(charts.length, 2);
  for (const chart of charts) {
    assert.match(chart, /<svg class="chart" viewBox="0 0 400 200" role="img" aria-label="Biểu đồ cột[^"]+78\.">/);
    const rows = [...chart.matchAll(/<tr><th scope="row">([^<]+)<\/th><td class="n">([\d.]+)<\/td><td class="n">([\d.]+)<\/td><td class="n">([\d.]+)<\/td><\/tr>/g)];
    const bars = [...chart.matchAll(/<rect class="all" x="([\d.]+)" width="([\d.]+)" y="([\d.]+)" height="([\d.]+)"\/><rect class="own" x="\1" width="\2" y="([\d.]+)" height="([\d.]+)"\/>/g)];
    assert.equal(bars.length, rows.length);
    assert.ok([1, 90].includes(bars.length), `${bars.length} bars`);
    const top = Number([...chart.matchAll(/<text class="end"[^>]*>([\d.]+)<\/text>/g)].at(-1)[1].replaceAll('.', ''));
    rows.reverse().forEach((row, i) => {
      const [, x, width, y, height, , inner] = bars[i].map(Number);
      assert.ok(Math.abs(height - (Number(row[2]) / top) * 166) < 0.05, 'views');
      assert.ok(Math.abs(inner - (Number(row[3]) / top) * 166) < 0.05, 'visits');
      assert.ok(x >= 44 && x + width <= 396.01 && Math.abs(y + height - 176) < 0.02);
    });
  }
});

test('every day as CSV, for spreadsheets', async () => {
  const { status, headers, text } = await portal.page('/thong-ke.csv', own);
  assert.equal(status, 200);
  assert.equal(headers['content-type'], 'text/csv; charset=utf-8');
  const { day, views } = (await portal.api('GET', '/stats')).json;
  assert.equal(text, `\ufeffNgày,Lượt truy cập,Lượt xem,Máy\r\n${day},12,${views.today},1\r\n`);
  assert.match((await portal.page('/en/thong-ke.csv', own)).text, /^\ufeffDay,Visits,Views,Machines\r\n/);
});

test('in English too', async () => {
  const { text } = await portal.page('/en/thong-ke', own);
  assert.match(text, /<html lang="en">/);
  for (const wanted of ['How it is counted', 'Visits 12 12 10,041', 'No article has been read yet.']) assert.ok(plain(text).includes(wanted), wanted);
  assert.ok(text.includes('href="/en/thong-ke.csv"'));
});

test('the box on every page leads there, and it is a view', async () => {
  assert.match((await portal.page('/', own)).text, /<h2><a href="\/thong-ke">Thống kê truy cập<\/a><\/h2>/);
  const before = (await portal.api('GET', '/stats')).json.views.all;
  await portal.page('/thong-ke', { 'User-Agent': PHONE });
  await portal.page('/thong-ke.csv', { 'User-Agent': PHONE });
  assert.equal((await portal.api('GET', '/stats')).json.views.all, before + 1);
});

test('axe, Nu, no sideways scroll, in each palette', async () => {
  const pages = {};
  for (const path of ['/thong-ke', '/en/thong-ke']) {
    pages[path] = (await portal.page(path, own)).text;
    for (const options of [{}, { colorScheme: 'dark' }, { forcedColors: 'active' }, { width: 320, height: 640 }]) {
      const page = await openTab(browser, options);
      await page.goto(portal.url + path);
      for (const details of await page.$$('details')) await details.evaluate((element) => { element.open = true; });
      await assertAccessible(page, `${path} ${JSON.stringify(options)}`);
      await assertNoSidewaysScroll(page, path);
      assertQuiet(page);
      await page.context().close();
    }
  }
  assertValidHtml(pages);
});

test('the box is asked for after a minute, only while it is looked at, and less and less while it fails', async () => {
  const page = await openTab(browser);
  // Its time goes on when the test says so, and by nothing else.
  await page.clock.install({ time: portal.now() });
  await page.clock.pauseAt(portal.now() + 60_000);
  let asked = 0;
  let status = 200;
  await page.route('**/api/stats', (route) => {
    asked++;
    return status === 200 ? route.fulfill({ json: { online: 0, today: 1234, month: 5678, all: 1234567 } }) : route.fulfill({ status, json: { today: 1 } });
  });
  const numbers = () => page.$$eval('#thong-ke b', (all) => all.map((b) => b.textContent));
  const see = async (hidden) => page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  await page.goto(portal.url);
  await page.clock.runFor(59_000);
  assert.equal(asked, 0);
  await page.clock.runFor(2000);
  await until(async () => (await numbers()).join(' ') === '1 1.234 5.678 1.234.567');
  assert.equal(asked, 1);
  await see(true);
  await page.clock.runFor(600_000);
  assert.equal(asked, 1, 'nobody looks');
  await see(false);
  await page.clock.runFor(1000);
  await until(() => asked === 2, { why: 'who comes back sees it fresh' });
  await page.evaluate(() => fetch('/favicon.svg').catch(() => 0));
  status = 503;
  for (const minutes of [1, 2, 4, 8]) {
    const before = asked;
    await page.clock.runFor(minutes * 60_000 - 5000);
    assert.equal(asked, before, `not before ${minutes} min`);
    const answered = page.waitForEvent('requestfinished', (request) => request.url().endsWith('/api/stats'));
    await page.clock.runFor(6000);
    await answered;
    assert.equal(asked, before + 1);
    await page.evaluate(() => fetch('/favicon.svg').catch(() => 0)); // whatever the answer set going is done before this
  }
  assert.deepEqual((await numbers()).slice(1), ['1.234', '5.678', '1.234.567'], 'an error changes nothing');
  await page.context().close();
});

test('congd stops cleanly', () => portal.stop());
