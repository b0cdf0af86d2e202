// Three faces: what readers think of an article is counted, and not who thinks so.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, openTab, startBrowser } from './lib/browser.mjs';
import { BROWSER, PHONE, startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal, procedure, news;
before(async () => {
  portal = await startPortal({ args: ['--write-rate', '0', '--error-rate', '0'] });
  procedure = await portal.post({ kind: 'procedure', title: 'Đăng ký khai sinh', slug: 'khai-sinh', body: 'Nộp tờ khai.', facts: { field: 'Hộ tịch', level: 'commune' }, status: 'published' });
  news = await portal.post({ title: 'Tin', slug: 'tin', body: 'x', status: 'published' });
});
after(() => portal?.end());

const PLACE = '/danh-gia/khai-sinh';
const press = (muc, agent = BROWSER, headers = {}) =>
  portal.request('POST', PLACE, { body: new URLSearchParams({ muc }).toString(), type: 'application/x-www-form-urlencoded', headers: { 'User-Agent': agent, ...headers } });
const totals = async () => {
  const answer = await portal.api('GET', `/articles/${procedure.id}/rating`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
};
const send = (body, agent, id = procedure.id) => portal.api('POST', `/articles/${id}/rating`, { body, headers: { 'User-Agent': agent } });

test('a press counts once a reader and day; the totals are everybody’s', async () => {
  const page = (await portal.page(procedure.url)).text;
  assert.match(page, /<form class="rate" method="post" action="\/danh-gia\/khai-sinh">/);
  assert.doesNotMatch((await portal.page(news.url)).text, /class="rate"/);
  const first = await press('good');
  assert.deepEqual([first.status, first.headers.location, first.headers['set-cookie']], [303, `${PLACE}?xong=0`, undefined]);
  assert.match((await portal.page(first.headers.location)).text, /Đã ghi nhận/);
  assert.equal((await press('bad')).headers.location, `${PLACE}?xong=1`);
  assert.equal((await press('bad', PHONE)).headers.location, `${PLACE}?xong=0`);
  assert.deepEqual((await send({ face: 'fair' }, 'app/1')).json, { outcome: 'counted', rating: { good: 1, fair: 1, bad: 1 } });
  assert.equal((await send({ face: 'fair' }, 'app/1')).json.outcome, 'already');
  assert.deepEqual(await totals(), { good: 1, fair: 1, bad: 1 });
  assert.match((await portal.page(PLACE)).text, /Chưa hài lòng<\/dt><dd>1</);
});

test('what is no press is refused by name; other kinds and other sites press nothing', async () => {
  for (const muc of ['', 'great', 'good,bad', 'x'.repeat(3000)]) assert.equal((await press(muc, 'other')).status, 422, muc.slice(0, 9));
  assert.equal((await press('x'.repeat(5000), 'other')).status, 413);
  assert.equal((await press('good', 'other', { 'Sec-Fetch-Site': 'cross-site' })).status, 403);
  for (const body of [{}, { face: 'great' }, { face: 1 }, { face: null }, { face: 'good', who: 'x' }]) assert.equal((await send(body, 'other')).status, 422, JSON.stringify(body));
  assertProblem(await send({ face: 'good' }, 'other', news.id), 404, 'not-found');
  assert.deepEqual((await portal.api('GET', `/articles/${news.id}/rating`)).json, { good: 0, fair: 0, bad: 0 });
  const draft = await portal.post({ title: 'Nháp' });
  assertProblem(await portal.api('GET', `/articles/${draft.id}/rating`, { as: 'reader' }), 404, 'not-found');
  assert.equal((await portal.page('/danh-gia/tin')).status, 404);
  assert.equal((await portal.page('/danh-gia/khong-co')).status, 404);
  assert.deepEqual(await totals(), { good: 1, fair: 1, bad: 1 });
});

test('staff see which articles readers are not satisfied with, as a table and a file', async () => {
  await until(async () => (await portal.api('GET', '/stats/ratings', { as: 'reader' })).json.items.length);
  const { items } = (await portal.api('GET', '/stats/ratings', { as: 'reader' })).json;
  assert.deepEqual(items, [{ id: procedure.id, title: 'Đăng ký khai sinh', url: procedure.url, good: 1, fair: 1, bad: 1 }]);
  assert.match((await portal.api('GET', '/stats/ratings?format=csv', { as: 'reader' })).text, /Đăng ký khai sinh,[^,]*\/thu-tuc\/khai-sinh,1,1,1\r\n/);
  assertProblem(await portal.api('GET', '/stats/ratings'), 401, 'unauthorized');
  const staff = await portal.staff('editor');
  assert.ok((await staff.get(`/quan-tri/bai/${procedure.id}`)).text.includes(`href="${PLACE}"`));
  assert.doesNotMatch((await staff.get(`/quan-tri/bai/${news.id}`)).text, /danh-gia/);
  const page = (await staff.get('/quan-tri/so-lieu')).text;
  assert.match(page, /id="danh-gia"[\s\S]*Đăng ký khai sinh/);
  const file = await staff.get(page.match(/href="([^"]*bang=danh-gia[^"]*)"/)[1].replaceAll('&amp;', '&'));
  assert.match(file.text, /Đăng ký khai sinh/);
});

test('answers to questions are rated as they are, without a setting', async () => {
  const answer = await portal.post({ kind: 'question', title: 'Hỏi về tạm trú', slug: 'tam-tru', body: 'Nộp tờ khai.', facts: { field: 'khac', asked: '2026-01-05' }, status: 'published' });
  const [, place] = (await portal.page(answer.url)).text.match(/<form class="rate" method="post" action="([^"]+)">/);
  assert.equal((await portal.page(place)).status, 200);
  assert.deepEqual((await send({ face: 'good' }, 'app/1', answer.id)).json, { outcome: 'counted', rating: { good: 1, fair: 0, bad: 0 } });
});

test('faces are pressed by keyboard, with and without JavaScript, on a phone', async () => {
  const browser = await startBrowser();
  try {
    for (const script of [true, false]) {
      const page = await openTab(browser, { width: 360, script, userAgent: `${PHONE} ${script}` });
      await page.goto(portal.url + procedure.url);
      if (script) await assertAccessible(page, 'the article');
      await assertNoSidewaysScroll(page, 'the article');
      if (process.env.CONG_SHOTS && script) await page.locator('form.rate').screenshot({ path: `${process.env.CONG_SHOTS}/rate.png` });
      await page.getByRole('button', { name: 'Hài lòng', exact: true }).focus();
      await page.keyboard.press('Enter');
      await page.getByText('Đã ghi nhận').waitFor();
      if (script) await assertAccessible(page, 'the result');
      assertQuiet(page);
      await page.context().close();
    }
  } finally {
    await browser.close();
  }
});

test('what was counted outlives a kill, but for the last second, and a stop keeps all', async () => {
  await until(async () => (await portal.api('GET', '/stats/ratings', { as: 'reader' })).json.items[0].good === 3);
  await portal.kill9();
  await portal.start();
  assert.deepEqual(await totals(), { good: 3, fair: 1, bad: 1 });
  assert.equal((await press('bad', 'another')).status, 303);
  await portal.restart();
  assert.deepEqual(await totals(), { good: 3, fair: 1, bad: 2 });
});
