// `congd serve --demo`: a scratch portal that shows what the program can do, and leaves nothing behind.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, assertValidHtml, openTab, startBrowser } from './lib/browser.mjs';
import { modelPage } from './lib/model.mjs';
import { scratch, Staff, startPortal, until } from './lib/portal.mjs';

const folder = scratch();
const model = modelPage();
let portal;
let browser;
let article;

before(async () => {
  portal = await startPortal({ args: ['--demo'], env: { TMPDIR: folder } });
  await until(() => portal.stdout.split('\n').length > 6, { why: portal.stdout });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await portal?.end();
});

test('it prints an admin token to try with', async () => {
  const [token] = portal.stdout.match(/cong_\S+/);
  assert.equal((await portal.api('GET', '/me', { token })).json.role, 'admin');
});

test('a newcomer sees six lines: where it is, the token, the address of the staff, two commands that work, and where the log is', async () => {
  const lines = portal.stdout.trimEnd().split('\n');
  assert.equal(lines.length, 6, portal.stdout);
  assert.equal(lines[0], `listening on ${portal.url}`);
  assert.match(lines[1], /^admin token: cong_1_\S+$/);
  const [, address] = lines[2].match(/^the staff's pages \(the link signs in once\): (http:\S+)$/);
  const staff = new Staff(portal);
  const link = new URL(address).pathname;
  assert.match((await staff.get(link)).text, /Quản trị viên thử/);
  assert.equal((await staff.post(link)).status, 303);
  assert.match((await staff.get('/quan-tri')).text, /<h1>Bàn làm việc/);
  assert.equal((await staff.get(link)).status, 404, 'it was used');
  const [read, write] = lines.slice(3, 5).map((line) => line.match(/: (curl .*)$/)[1]);
  for (const command of [read, write]) {
    const done = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
    const answer = JSON.parse(done.stdout);
    if (command === read) assert.equal(answer.items.length, 3);
    else {
      assert.equal(answer.status, 'published', done.stdout);
      const token = lines[1].split(' ').at(-1);
      assert.equal((await portal.api('DELETE', `/articles/${answer.id}`, { token })).status, 200);
    }
  }
  const [, log] = lines[5].match(/^log: (.*)$/);
  assert.match(fs.readFileSync(log, 'utf8'), /listening/);
  assert.equal(portal.stderr, '', 'the log goes to its file alone');
});

test('it shows each kind of content, one at least', async () => {
  const kinds = [...fs.readFileSync(new URL('../../include/store/kind.def', import.meta.url), 'utf8').matchAll(/^KIND\(\w+, "(\w+)"/gm)].map(([, kind]) => kind);
  const empty = [];
  for (const kind of kinds.filter((one) => one !== 'vidu'))
    if (!(await portal.api('GET', `/articles?kind=${kind}&limit=1`)).json.items.length) empty.push(kind);
  assert.deepEqual(empty, []);
});

test('it holds the model article and neighbours in every category, boxes and links', async () => {
  const { items } = (await portal.api('GET', '/articles?limit=100&include=body')).json;
  article = items.find((row) => row.title === model.title);
  assert.ok(article, 'the model article is there');
  assert.equal(article.lead, model.lead);
  for (const line of model.body) assert.ok(article.body_text.includes(line), line.slice(0, 60));
  const categories = (await portal.api('GET', '/categories?lang=vi')).json.items;
  assert.ok(categories.length >= 4);
  for (const category of categories) assert.ok(category.count >= 1, category.name);
  const boxes = (await portal.api('GET', '/boxes')).json.items;
  for (const title of model.boxes) assert.ok(boxes.find((box) => box.title === title)?.items.length, title);
  const site = (await portal.api('GET', '/site')).json;
  for (const name of ['name', 'agency', 'address', 'responsible']) assert.ok(site[name], name);
  const icon = async (prefix) => (await portal.request('GET', `${prefix}/manifest.webmanifest`)).json.short_name;
  assert.deepEqual([await icon(''), await icon('/en')], ['Xã Nà Khuổi', 'Nà Khuổi commune'], 'what stands below the icon says whose it is');
  const menu = async (target) => (await portal.page(target)).text.match(/<nav class="menu".*?<\/nav>/s)[0];
  assert.match(await menu('/en'), />News<[^]*>Contact</);
  assert.doesNotMatch(await menu('/en'), /Trang chủ/);
  assert.doesNotMatch(await menu('/'), /Contact/);
});

test('a phone that comes first gets the home page in four answers of 18 KB at most, of pictures the large one before any other, and three stories at once', async () => {
  const tab = await openTab(browser, { width: 412, height: 823, isMobile: true, hasTouch: true, deviceScaleFactor: 1.75 });
  const asked = [];
  tab.on('request', (request) => asked.push(request));
  await tab.goto(portal.url, { waitUntil: 'networkidle' });
  const kinds = await Promise.all(asked.filter((request) => /document|stylesheet|script|image/.test(request.resourceType())).map(async (request) => {
    const { responseBodySize } = await request.sizes();
    return { kind: request.resourceType(), path: new URL(request.url()).pathname, bytes: responseBodySize };
  }));
  const rest = kinds.filter(({ kind }) => kind !== 'image');
  assert.deepEqual(rest.map(({ kind }) => kind).sort(), ['document', 'script', 'stylesheet', 'stylesheet'], JSON.stringify(rest));
  const sum = rest.reduce((all, { bytes }) => all + bytes, 0);
  assert.ok(sum <= 18 * 1024, `${sum} bytes: ${JSON.stringify(rest)}`);
  const lead = await tab.locator('.big img').evaluate((img) => new URL(img.currentSrc).pathname);
  assert.equal(kinds.find(({ kind }) => kind === 'image').path, lead, 'the emblem stands in the page, the banner comes later');
  await tab.setViewportSize({ width: 360, height: 740 });
  const stories = await tab.locator('main .story :is(h2, h3)').evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().bottom <= innerHeight).length);
  assert.ok(stories >= 3, `${stories} stories on the first screen`);
  await tab.context().close();
});

test('it is a whole commune of today: fifty articles with pictures, tables, files, English pages, and dates that fit', async () => {
  const { items } = (await portal.api('GET', '/articles?limit=100&include=body')).json;
  assert.ok(items.length >= 50, `${items.length} articles`);
  assert.ok(items.filter((row) => row.image).length >= 25);
  assert.ok(items.filter((row) => row.body_html.includes('<table')).length >= 5);
  const whole = await Promise.all(items.map(async ({ id }) => (await portal.api('GET', `/articles/${id}`)).json));
  assert.ok(whole.filter((row) => row.attachments.length).length >= 3);
  assert.ok(items.filter((row) => row.lang === 'en').length >= 3);
  const lengths = items.map((row) => row.body_text.length).sort((a, b) => a - b);
  assert.ok(lengths[5] < 400 && lengths.at(-2) > 1200, String(lengths));
  for (const row of items) assert.doesNotMatch(JSON.stringify(row), /\{\{|\}\}[^\]},]/, row.title);
  const day = 86_400_000, ages = items.map((row) => (Date.now() - Date.parse(row.published_at)) / day);
  assert.ok(Math.min(...ages) > 0 && Math.min(...ages) < 1, `the newest is ${Math.min(...ages)} days old`);
  assert.ok(ages.filter((age) => age < 8).length >= 10, 'the last week');
  const notice = items.find((row) => row.title.startsWith('Mời nhân dân góp ý'));
  const [, at, month, year] = notice.lead.match(/(\d\d)\/(\d\d)\/(\d{4})/);
  assert.ok(Date.parse(`${year}-${month}-${at}`) > Date.now(), 'a notice that is still valid');
});

test('its pages are clean', async () => {
  const { slug } = (await portal.api('GET', '/categories?lang=vi')).json.items[0];
  const texts = {};
  for (const [what, target] of Object.entries({ home: '/', article: article.url, category: `/chuyen-muc/${slug}`, 'not found': '/khong-co' })) {
    texts[what] = (await portal.page(target)).text;
    const page = await openTab(browser, { width: 320 });
    await page.goto(portal.url + target);
    await assertNoSidewaysScroll(page, what);
    await page.context().addCookies([{ name: 'hien-thi', value: '4.n', url: portal.url }]);
    await page.reload();
    await assertNoSidewaysScroll(page, `${what}, twice the size`);
    await page.context().clearCookies();
    await page.reload();
    await page.setViewportSize({ width: 1280, height: 900 });
    await assertAccessible(page, what);
    assertQuiet(page);
    await page.context().close();
  }
  assertValidHtml(texts);
});

test('every link of the home page leads somewhere', async () => {
  const { text } = await portal.page('/');
  const targets = new Set([...text.matchAll(/(?:href|src)="(\/[^"#]*)"/g)].map((match) => match[1].replaceAll('&amp;', '&')));
  const lost = [];
  for (const target of targets) {
    const { status } = await portal.page(target);
    if (status !== 200) lost.push(`${status} ${target}`);
  }
  assert.deepEqual(lost, []);
});

test('it ends and leaves nothing behind', async () => {
  await portal.stop();
  assert.deepEqual(fs.readdirSync(folder), []);
});
