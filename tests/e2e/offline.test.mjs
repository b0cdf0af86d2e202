// Reading without a network: what the service worker keeps, what it does not, and how it goes.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, assertValidHtml, openTab, startBrowser } from './lib/browser.mjs';
import { freePorts } from './lib/ports.mjs';
import { startPortal, until } from './lib/portal.mjs';

let portal, browser, port;
before(async () => {
  [port] = await freePorts(1);
  portal = await startPortal({ args: ['--set', 'write_rate=0', '--set', 'miss_rate=0', '--listen', `127.0.0.1:${port}`] });
  // Of the two that it listens on, the one at which another can listen afterwards.
  Object.assign(portal, { port, url: `http://127.0.0.1:${port}` });
  browser = await startBrowser();
  for (let i = 1; i <= 22; i++) await portal.post({ title: `Tin số ${i}`, slug: `tin-${i}`, body: `Nội dung ${i}.`, status: 'published' });
  await portal.post({ title: 'English news', slug: 'news', lang: 'en', body: 'Text.', status: 'published' });
});
after(async () => {
  await browser?.close();
  await portal?.stop();
  await portal?.end();
});

/** Everything kept: {cache: [path]}, in order. */
const kept = (page) => page.evaluate(async () => {
  const all = {};
  for (const name of await caches.keys()) {
    all[name] = (await (await caches.open(name)).keys()).map(({ url }) => url.slice(location.origin.length));
  }
  return all;
});
const read = async (page) => (await kept(page)).doc ?? [];
const has = (page, path) => until(async () => Object.values(await kept(page)).flat().includes(path), { why: `${path} to be kept` });
/** The page and each file that it names; those come behind it. */
const whole = (page, path) => until(() => page.evaluate(async (of) => {
  const answer = await caches.match(of);
  const files = answer ? [...(await answer.text()).matchAll(/(?:href|src)="(\/static\/[^"]+|\/tuy-chon\.css)"/g)].map(([, file]) => file) : [];
  return files.length > 0 && (await Promise.all(files.map((file) => caches.match(file)))).every(Boolean);
}, path), { why: `${path} to be kept with its files` });
const lacks = (page, path) => until(async () => !Object.values(await kept(page)).flat().includes(path), { why: `${path} to be gone` });
const open = (page, path) => page.goto(`${portal.url}${path}`);
const registrations = (page) => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);

/** A tab in which the worker is there, and the first page is kept. */
async function reader(first = '/bai-viet/tin-1', more = {}) {
  const page = await openTab(browser, more);
  await open(page, first);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller ?? new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve))).then(() => {}));
  await has(page, first);
  await has(page, '/ngoai-tuyen');
  return page;
}

test('the worker is small, lies at the root and may fetch from here alone', async () => {
  const answer = await portal.request('GET', '/offline.js', { headers: { 'Accept-Encoding': 'gzip' } });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['content-encoding'], 'gzip');
  const size = Number(answer.headers['content-length']);
  assert.ok(size > 500 && size <= 2048, `${size} bytes on the wire`);
  assert.match(answer.text, /addEventListener\('fetch'/);
  assert.equal(answer.headers['content-type'], 'text/javascript; charset=utf-8');
  assert.equal(answer.headers['content-security-policy'], "default-src 'none'; connect-src 'self'; frame-ancestors 'none'");
  assert.match(answer.headers['cache-control'], /max-age=0/);
  const page = await portal.page('/');
  assert.match(page.headers['content-security-policy'], /worker-src 'self'/);
  assert.equal(page.text, (await portal.page('/', { Cookie: 'hien-thi=3.l' })).text, 'the same bytes for everybody');
  assertValidHtml({ vi: (await portal.page('/ngoai-tuyen')).text, en: (await portal.page('/en/ngoai-tuyen')).text });
});

test('without a network read pages open with their style, and say from when they are', async () => {
  const page = await reader();
  await open(page, '/bai-viet/tin-2');
  for (const path of ['/', '/ngoai-tuyen', '/bai-viet/tin-1', '/bai-viet/tin-2']) await whole(page, path);
  await has(page, '/en/ngoai-tuyen');
  assert.equal(await page.locator('.alert').count(), 0, 'with a network nothing is said');
  await page.context().setOffline(true);
  const colour = () => page.evaluate(() => getComputedStyle(document.querySelector('.top')).backgroundColor);
  for (const [path, title] of [['/bai-viet/tin-1', 'Tin số 1'], ['/bai-viet/tin-2', 'Tin số 2'], ['/', null]]) {
    await open(page, path);
    const told = page.locator('body > [role=status]').first();
    assert.match(await told.innerText(), /^Đang ngoại tuyến, bản lúc \d\d:\d\d$/, path);
    assert.ok((await told.boundingBox()).y < 10, 'at the top');
    if (title) assert.equal(await page.locator('h1').innerText(), title);
    assert.notEqual(await colour(), 'rgba(0, 0, 0, 0)', 'with its style');
  }
  await assertNoSidewaysScroll(page, 'a kept page');
  await open(page, '/bai-viet/tin-9');
  assert.match(await page.locator('body > [role=status]').first().innerText(), /^Đang ngoại tuyến\. Trang này chưa được giữ trên máy$/);
  await page.locator('#da-giu a').first().waitFor();
  assert.deepEqual((await page.locator('#da-giu a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).sort(), ['/', '/bai-viet/tin-1', '/bai-viet/tin-2']);
  await page.getByRole('link', { name: /^Tin số 2/ }).click();
  await page.locator('h1', { hasText: 'Tin số 2' }).waitFor();
  await open(page, '/en/bai-viet/news');
  assert.match(await page.locator('body > [role=status]').first().innerText(), /^Offline\. This page is not kept on the device$/);
  await page.context().setOffline(false);
  await open(page, '/bai-viet/tin-1');
  assert.equal(await page.locator('body > [role=status]').count(), 0);
  await page.context().close();
});

test('the list of kept pages stands although one of them was let go while it was read', async () => {
  const page = await reader();
  await open(page, '/bai-viet/tin-2');
  await has(page, '/bai-viet/tin-2');
  await page.addInitScript(() => {
    const match = Cache.prototype.match;
    Cache.prototype.match = function gone(request) { return /tin-1$/.test(request) ? Promise.resolve() : match.call(this, request); };
  });
  await open(page, '/ngoai-tuyen');
  await page.locator('#da-giu').waitFor();
  const links = await page.locator('#da-giu a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  assert.ok(links.includes('/bai-viet/tin-2') && !links.includes('/bai-viet/tin-1'), links.join());
  await page.context().close();
});

test('with a network nobody ever gets the kept copy', async () => {
  const page = await reader('/bai-viet/tin-3');
  for (const title of ['Sửa lần một', 'Sửa lần hai']) {
    const edited = await portal.api('PATCH', '/articles/tin-3', { as: 'editor', body: { title } });
    assert.equal(edited.status, 200, edited.text);
    await open(page, '/bai-viet/tin-3');
    assert.equal(await page.locator('h1').innerText(), title);
  }
  await until(() => page.evaluate(async () => (await (await caches.match('/bai-viet/tin-3')).text()).includes('Sửa lần hai')), { why: 'the copy to be the new one' });
  await page.context().setOffline(true);
  await page.reload();
  assert.equal(await page.locator('h1').innerText(), 'Sửa lần hai');
  await page.context().close();
});

test('of the pages read the last twenty stay, and the home page', async () => {
  const page = await reader('/bai-viet/tin-4');
  for (let i = 1; i <= 22; i++) {
    if (i === 4) continue;
    await open(page, `/bai-viet/tin-${i}`);
    await has(page, `/bai-viet/tin-${i}`);
  }
  // The first goes with the twenty-first, the second with the next, each behind the one that is put there.
  for (const first of [4, 1]) await lacks(page, `/bai-viet/tin-${first}`);
  const pages = await read(page);
  assert.deepEqual(pages, Array.from({ length: 22 }, (_, i) => i + 1).filter((i) => i !== 4 && i !== 1).map((i) => `/bai-viet/tin-${i}`), 'the twenty-first drops the first');
  await open(page, '/bai-viet/tin-2');
  await until(async () => (await read(page)).at(-1) === '/bai-viet/tin-2', { why: 'the one read again to be the last' });
  assert.equal((await read(page)).length, 20);
  await has(page, '/');
  await page.context().close();
});

test('what is gone, searches, forms, files and the API are not kept', async () => {
  const page = await reader('/bai-viet/tin-5');
  const twice = await portal.post({ title: 'Sẽ gỡ', slug: 'se-go', status: 'published' });
  const other = await portal.post({ title: 'Sẽ xóa', slug: 'se-xoa', status: 'published' });
  for (const path of ['/bai-viet/se-go', '/bai-viet/se-xoa']) {
    await open(page, path);
    await has(page, path);
  }
  await portal.api('POST', `/articles/${twice.id}/withdraw`, { as: 'editor', body: { reason: 'Nhầm' } });
  await portal.api('POST', `/articles/${other.id}/erase`, { as: 'editor', body: { note: 'Theo đề nghị' } });
  for (const path of ['/bai-viet/se-go', '/bai-viet/se-xoa']) {
    assert.ok([404, 410].includes((await open(page, path)).status()));
    await lacks(page, path);
  }
  for (const path of ['/tim-kiem?q=tin', '/tim-kiem', '/en/tim-kiem?q=news', '/bao-sai-sot/tin-5', '/khong-co', '/api/articles', '/api/docs', '/thong-ke', '/sitemap.xml'])
    await open(page, path).catch(() => {}); // a download ends in no page
  await has(page, '/thong-ke');
  assert.deepEqual((await read(page)).sort(), ['/bai-viet/tin-5', '/thong-ke']);
  const all = Object.values(await kept(page)).flat();
  assert.ok(all.every((path) => /^\/($|(en\/)?ngoai-tuyen$|bai-viet\/tin-5$|thong-ke$|static\/|tuy-chon\.css$)/.test(path)), `${all}`);
  await page.context().setOffline(true);
  await open(page, '/bai-viet/se-xoa');
  assert.equal(await page.getByText('Sẽ xóa').count(), 0, 'nothing is left of it');
  await page.context().close();
});

test('one press forgets all, and the next reader begins anew', async () => {
  const page = await reader('/bai-viet/tin-6');
  await page.getByRole('link', { name: 'Đọc khi ngoại tuyến' }).click();
  await page.getByRole('link', { name: 'Tin số 6' }).waitFor();
  await assertAccessible(page, 'the list of what is kept');
  await page.getByRole('button', { name: 'Xóa hết khỏi máy này' }).click();
  await page.getByText('Đã xóa hết.').waitFor();
  assert.deepEqual([await kept(page), await registrations(page), await page.locator('#da-giu li').count()], [{}, 0, 0]);
  await page.context().setOffline(true);
  await assert.rejects(open(page, '/bai-viet/tin-6'), 'nobody answers for the network any more');
  await page.context().setOffline(false);
  await open(page, '/bai-viet/tin-7');
  await has(page, '/bai-viet/tin-7');
  assert.deepEqual(await read(page), ['/bai-viet/tin-7']);
  await page.context().close();
});

test('what the worker fetches by itself is counted as fetched in advance, and nothing moves for it', async () => {
  const alone = await startPortal({ args: ['--set', 'fold_interval=100ms'] });
  try {
    const { url } = await alone.post({ title: 'Tin đầu tiên', body: 'Nội dung.', status: 'published' });
    const page = await openTab(browser);
    await page.addInitScript(() => {
      globalThis.moved = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) globalThis.moved += entry.value; }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(alone.url + url);
    await has(page, url);
    const counts = async () => (await alone.api('GET', '/stats/machines')).json.items.map((row) => [row.kind, row.all]).sort();
    await until(async () => JSON.stringify(await counts()) === '[["library",1],["prefetch",4]]', { why: 'home, two lists and the page itself to be counted apart' });
    await page.goto(`${alone.url}/ngoai-tuyen`);
    await page.getByRole('link', { name: 'Tin đầu tiên' }).waitFor();
    assert.equal(await page.evaluate(() => globalThis.moved), 0, 'CLS');
    await page.context().close();
    await alone.stop();
  } finally {
    await alone.end();
  }
});

describe('with the setting off', () => {
  test('there is no worker, no list and no word of it, and browsers that come back lose what they kept', async () => {
    const page = await reader('/bai-viet/tin-10');
    await portal.stop();
    const off = await startPortal({ args: ['--set', 'offline=off', '--listen', `127.0.0.1:${port}`], data: portal.data });
    try {
      await open(page, '/bai-viet/tin-10');
      await until(async () => !(await registrations(page)) && !Object.keys(await kept(page)).length, { why: 'worker and caches to go' });
      await open(page, '/bai-viet/tin-11');
      assert.deepEqual([await registrations(page), await kept(page)], [0, {}]);
      const answer = await off.request('GET', `http://127.0.0.1:${port}/`.slice(-1));
      assert.doesNotMatch(answer.text, /ngoai-tuyen/);
      assert.equal((await off.page('/ngoai-tuyen')).status, 404);
      await page.context().close();
      await off.stop();
    } finally {
      await off.end();
      await portal.start();
    }
  });
});
