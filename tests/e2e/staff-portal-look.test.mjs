// Staff pages of what surrounds articles, as they look: valid HTML, light to load, no finding of axe at any level; on a phone in the dark, and with CONG_ACCESSIBILITY=full on wide screens and by day too.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { assertNoSidewaysScroll, assertQuiet, assertValidHtml, axeFindings, openTab, startBrowser } from './lib/browser.mjs';
import { png } from './lib/pictures.mjs';
import { startPortal } from './lib/portal.mjs';

let portal, browser, staff, pages;
before(async () => {
  [portal, browser] = await Promise.all([startPortal(), startBrowser()]);
  staff = await portal.staff('admin');
  const { id } = (await portal.form('POST', '/media', { file: { bytes: png(90, 60, (x, y) => [x, y, 9]), name: 'a.png', type: 'image/png' } }, { as: 'editor' })).json;
  await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Tin' } });
  await portal.post({ title: 'Bài', body: 'x', status: 'published', category: 'tin', tags: ['thẻ'], image: id, alt: 'Ảnh' });
  await portal.post({ title: 'Giới thiệu', kind: 'page', body: 'x', status: 'published' });
  await portal.api('PATCH', '/site', { as: 'admin', body: { banner: { image: id }, colour_first: '#0b4a3b', social: [{ url: 'https://zalo.me/1' }], palettes: [{ kind: 'own', from: '2027-01-02', to: '2027-01-03', colour_first: '#123f86' }], nav: [{ title: 'A', url: '/so-do', items: [{ title: 'B', url: '/thong-ke' }] }] } });
  await portal.api('PATCH', '/home', { as: 'editor', body: { blocks: [{ kind: 'lead' }, { kind: 'banner', image: id, alt: 'Ảnh', url: '/so-do' }] } });
  await portal.api('POST', '/boxes', { as: 'editor', body: { title: 'Hộp', items: [{ title: 'A', url: '/so-do' }] } });
  await portal.api('PUT', '/alert', { as: 'editor', body: { text: 'Lũ quét' } });
  pages = ['/tep', `/tep/${id}`, `/tep/mo-ta?ids=${id}`, '/cong', '/cong/nhan-dien', '/cong/menu', '/cong/trang-chu', '/cong/khan', '/cong/khoi', '/cong/khoi/1', '/cong/chuyen-muc', '/cong/chuyen-muc/1', '/cong/the', '/cong/the/1', '/cong/viet-tat/moi', '/cong/trang', '/ma-truy-cap', '/xoa-chu', '/bai/1/xoa-chu', '/bai/1/trang-thai'];
});
after(async () => {
  await browser?.close();
  await portal?.end();
});

test('they are valid HTML, in both languages, and light to load', async () => {
  const found = {};
  const style = gzipSync(Buffer.concat([(await portal.request('GET', (await staff.get('/quan-tri/tep')).text.match(/\/static\/\w+\/site\.css/)[0])).bytes, (await portal.request('GET', (await staff.get('/quan-tri/tep')).text.match(/\/static\/\w+\/staff\.css/)[0])).bytes])).length;
  for (const lang of ['', '/en'])
    for (const page of pages) {
      const answer = await staff.get(`${lang}/quan-tri${page}`);
      assert.equal(answer.status, 200, page);
      assert.equal(answer.headers['cache-control'], 'private, no-store');
      found[lang + page] = answer.text;
      assert.ok(gzipSync(answer.bytes).length + style < 25_000, `${page}: ${gzipSync(answer.bytes).length} bytes and ${style} of styles`);
    }
  assertValidHtml(found);
});

test('axe finds nothing on them, and none scrolls sideways', async () => {
  const faults = [];
  const looks = [[360, 'dark'], ...(process.env.CONG_ACCESSIBILITY === 'full' ? [[360, 'light'], [1280, 'dark'], [1280, 'light']] : [])];
  for (const [width, colorScheme] of looks) {
    const tab = await openTab(browser, { width, colorScheme, cookies: staff.browserCookies() });
    for (const page of pages) {
      await tab.goto(`${portal.url}/quan-tri${page}`);
      await assertNoSidewaysScroll(tab, `${page} at ${width}`);
      faults.push(...(await axeFindings(tab)).map((fault) => `${page} at ${width}: ${fault}`));
    }
    assertQuiet(tab);
    await tab.context().close();
  }
  assert.deepEqual(faults, []);
});
