// A link by which a colleague without an account sees a draft: for some days, until it is published or taken back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { World } from '../fault/lib/world.mjs';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, assertValidHtml, openTab, startBrowser } from './lib/browser.mjs';
import { BROWSER, picture } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

const world = new World();
const DAY = 86_400_000;
let portal, browser, now = Date.parse('2026-11-10T09:00:00+07:00');
before(async () => {
  world.setClock(now);
  portal = world.portal({ args: ['write_rate=0', 'error_rate=0', 'miss_rate=0'].flatMap((one) => ['--set', one]) });
  await portal.start();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await portal?.stop();
  await portal?.end();
});

/** A draft of the author's with a picture that nobody else shows; gives its id and the picture's file. */
async function draft(fields = {}, as = 'author') {
  const media = (await portal.form('POST', '/media', { file: picture('photo.jpg') }, { as: 'editor' })).json;
  const made = await portal.api('POST', '/articles', { as, body: { title: 'Đường liên xã sắp mở', body: `Chữ của bản nháp.\n\n![Con đường](${media.url})\n`, ...fields } });
  assert.equal(made.status, 201, made.text);
  return { id: made.json.id, slug: made.json.slug, file: media.url.replace('/media/', '') };
}
const link = (id, body = { days: 3 }, as = 'author') => portal.api('POST', `/articles/${id}/preview-links`, { as, body });
const links = async (id) => (await portal.api('GET', `/articles/${id}/preview-links`, { as: 'author' })).json.items;
/** What whoever has the address sees, as a browser asks. */
const seen = (path, headers = {}) => portal.request('GET', path, { headers: { 'User-Agent': BROWSER, ...headers } });
async function over(path, why) {
  const answer = await seen(path);
  assert.equal(answer.status, 404, `${why}: ${answer.text.slice(0, 200)}`);
  assert.match(answer.text, /Liên kết xem thử không dùng được nữa/);
}

test('whoever has it sees the draft with its picture and without an account, and nobody keeps, counts or logs it', async () => {
  const { id, slug, file } = await draft();
  const viewed = async () => { const { views, machines } = (await portal.api('GET', '/stats')).json; return { views, machines }; };
  const before = await viewed();
  const made = await link(id);
  assert.equal(made.status, 201, made.text);
  assert.match(made.headers['cache-control'], /no-store|private/);
  assert.match(made.json.path, /^\/xem-thu\/[\w-]{43,}$/);
  assert.equal(Date.parse(made.json.expires_at) - Date.parse(made.json.created_at), 3 * DAY);
  const page = await seen(made.json.path);
  assert.equal(page.status, 200, page.text);
  assert.match(page.headers['cache-control'], /no-store/);
  assert.match(page.headers['referrer-policy'], /^strict-origin-when-cross-origin$|^no-referrer$/, "no other site is told the path");
  assert.match(page.text, /<meta name="robots" content="noindex, nofollow">/);
  assert.match(page.text, /Bản xem thử của một bài chưa đăng, do test author gửi/);
  assert.match(page.text, /Chữ của bản nháp/);
  assertValidHtml([page.text]);
  const pictures = [...page.text.matchAll(/(?:src|srcset)="(\/xem-thu\/[^" ]+)/g)].map(([, one]) => one);
  assert.ok(pictures.length, page.text);
  for (const one of pictures) {
    const answer = await seen(one);
    assert.deepEqual([answer.status, answer.headers['cache-control']], [200, 'no-store']);
  }
  assert.equal((await seen(`/media/${file}`)).status, 404, 'the picture is nobody else’s');
  assert.equal((await seen(`/bai-viet/${slug}`)).status, 404);
  // Seen anew as it is saved now.
  await portal.api('PATCH', `/articles/${id}`, { as: 'author', body: { body: 'Chữ vừa sửa.' } });
  assert.match((await seen(made.json.path)).text, /Chữ vừa sửa/);
  assert.ok(!portal.stderr.includes(made.json.path.slice(9)), 'the log has no secret');
  assert.equal((await portal.api('GET', `/articles/${id}/stats`, { as: 'author' })).json.views.all, 0);
  assert.deepEqual(await viewed(), before, 'nor does the portal count it');
});

test('another article’s picture is not to be had by it, nor a name that nobody has', async () => {
  const one = await draft(), other = await draft({ title: 'Bài khác' });
  // The same bytes are one medium: its forms belong to both; a second picture belongs to the other alone.
  const media = (await portal.form('POST', '/media', { file: picture('emblem.png') }, { as: 'editor' })).json;
  await portal.api('PATCH', `/articles/${other.id}`, { as: 'author', body: { body: `![Ảnh](${media.url})` } });
  const { path } = (await link(one.id)).json;
  assert.equal((await seen(`${path}/media/${media.url.replace('/media/', '')}`)).status, 404);
  assert.equal((await seen(`${path}/media/..%2f..%2fsecret.key`)).status, 404);
  assert.equal((await seen(`${path}/media/khong-co.png`)).status, 404);
  // What is attached comes along, and is nobody else's either.
  const paper = (await portal.form('POST', '/media', { file: { bytes: Buffer.from('%PDF-1.7\n% dự thảo\n%%EOF\n'), name: 'du-thao.pdf', type: 'application/pdf' } }, { as: 'editor' })).json;
  await portal.api('PATCH', `/articles/${one.id}`, { as: 'author', body: { attachments: [paper.id] } });
  const attached = (await seen(path)).text.match(/href="(\/xem-thu\/[^"]+\.pdf)"/)?.[1];
  assert.ok(attached, 'the page leads to it');
  assert.deepEqual([(await seen(attached)).status, (await seen(paper.url)).status], [200, 404]);
  for (const bad of ['x', 'a'.repeat(43), '%00', '..', encodeURIComponent("' OR 1=1 --"), 'á'.repeat(400)]) assert.ok([400, 404].includes((await seen(`/xem-thu/${bad}`)).status), bad);
});

test('it ends with its time, with the press that takes it back, and with the article’s publication', async () => {
  const { id } = await draft({ title: 'Bài có hạn' });
  const day = (await link(id, { days: 1 })).json, week = (await link(id, { days: 7 })).json, usual = (await link(id, undefined)).json;
  world.setClock(now = Date.parse(day.expires_at) - DAY / 2);
  assert.equal((await seen(day.path)).status, 200);
  world.setClock(now = Date.parse(day.expires_at) + 1000);
  await over(day.path, 'a day is over');
  assert.deepEqual((await links(id)).map((one) => one.id), [usual.id, week.id]);
  assert.ok(!JSON.stringify(await links(id)).includes(usual.path));
  assert.equal((await portal.api('DELETE', `/articles/${id}/preview-links/${usual.id}`, { as: 'author' })).status, 204);
  await over(usual.path, 'taken back');
  assertProblem(await portal.api('DELETE', `/articles/${id}/preview-links/${usual.id}`, { as: 'author' }), 404, 'not-found');
  assert.equal((await seen(week.path)).status, 200);
  assert.equal((await portal.api('POST', `/articles/${id}/publish`, { as: 'editor' })).status, 200);
  await over(week.path, 'published');
  assertProblem(await link(id, { days: 1 }, 'editor'), 409, 'illegal-transition');
  await portal.api('POST', `/articles/${id}/withdraw`, { as: 'editor', body: { reason: 'Sai số' } });
  await portal.api('PATCH', `/articles/${id}`, { as: 'editor', body: { status: 'draft' } });
  await over(week.path, 'what was taken back is not seen by an old link');
});

test('it ends when the article is thrown away or is for the staff, when words go, and with who made it', async () => {
  const trashed = await draft({ title: 'Bài bỏ đi' }), inner = await draft({ title: 'Bài nội bộ' }), redacted = await draft({ title: 'Bài có tên người' });
  const at = async ({ id }, as = 'author') => (await link(id, { days: 7 }, as)).json.path;
  const [one, two, three] = [await at(trashed), await at(inner), await at(redacted)];
  await portal.api('DELETE', `/articles/${trashed.id}`, { as: 'author' });
  await over(one, 'thrown away');
  await portal.api('POST', `/articles/${trashed.id}/restore`, { as: 'editor' });
  await over(one, 'and brought back');
  await portal.api('PATCH', `/articles/${inner.id}`, { as: 'editor', body: { audience: 'staff' } });
  await over(two, 'for the staff alone');
  assertProblem(await link(inner.id, { days: 1 }, 'editor'), 409, 'conflict');
  await portal.api('PATCH', `/articles/${redacted.id}`, { as: 'author', body: { body: 'Không còn tên.' } });
  const answer = await portal.api('POST', `/articles/${redacted.id}/revisions/1/redact`, { as: 'editor', body: { note: 'Dữ liệu cá nhân' } });
  assert.ok(answer.status < 300, answer.text);
  await over(three, 'words of it were taken back');
  const token = (await portal.api('POST', '/tokens', { as: 'admin', body: { name: 'Người sắp nghỉ', role: 'editor' } })).json;
  const last = await draft({ title: 'Bài của người sắp nghỉ' });
  const made = await portal.api('POST', `/articles/${last.id}/preview-links`, { token: token.token, headers: { Authorization: `Bearer ${token.token}` }, body: {} });
  assert.equal(made.status, 201, made.text);
  assert.equal((await seen(made.json.path)).status, 200);
  await portal.api('DELETE', `/tokens/${token.id}`, { as: 'admin' });
  await over(made.json.path, 'who made it may not come in any more');
  const listed = async () => (await portal.api('GET', `/articles/${last.id}/preview-links`, { as: 'editor' })).json.items.length;
  assert.equal(await listed(), 0, 'nor is it told as one that is good');
  const editor = await portal.staff('editor');
  const page = await editor.get(`/quan-tri/bai/${last.id}/xem-thu`);
  const pressed = await editor.post(`/quan-tri/bai/${last.id}/xem-thu`, { ngay: '7', lan: page.text.match(/name="lan" value="([^"]+)"/)[1] });
  const address = new URL(pressed.text.match(/<code>(http[^<]+)<\/code>/)[1]).pathname;
  assert.deepEqual([(await seen(address)).status, await listed()], [200, 1]);
  const account = (await portal.api('GET', '/accounts', { as: 'admin' })).json.items.find((one) => one.role === 'editor');
  const off = await portal.api('PATCH', `/accounts/${account.id}`, { as: 'admin', body: { is_disabled: true } });
  assert.equal(off.status, 200, off.text);
  await over(address, 'nor who made it on the page');
  assert.equal(await listed(), 0);
  assert.equal((await portal.api('PATCH', `/accounts/${account.id}`, { as: 'admin', body: { is_disabled: false } })).status, 200);
});

test('bad values are refused with their names, and at most ten are good at once', async () => {
  const { id } = await draft({ title: 'Bài nhiều liên kết' });
  for (const days of [0, 8, -1, 1.5, '3', null, [], 1e300, 9007199254740993]) {
    const answer = await link(id, { days });
    if (answer.status !== 201) assertProblem(answer, 422, 'invalid-input');
    else assert.equal(days, null, `days ${days}`);
  }
  assertProblem(await link(id, { day: 3 }), 422, 'invalid-input');
  assertProblem(await link(999999), 404, 'not-found');
  assert.equal((await portal.api('POST', `/articles/${id}/preview-links`, { body: {} })).status, 401);
  assert.equal((await portal.api('POST', `/articles/${id}/preview-links`, { as: 'reader', body: {} })).status, 403);
  const of = await draft({ title: 'Bài của người khác' }, 'editor');
  assert.equal((await link(of.id)).status, 403);
  assert.equal((await portal.api('GET', `/articles/${of.id}/preview-links`, { as: 'author' })).status, 403);
  assert.equal((await portal.api('POST', `/articles/${id}/preview-links?dry_run=true`, { as: 'author', body: {} })).status, 201);
  const good = (await links(id)).length;
  for (let i = good; i < 10; i++) assert.equal((await link(id)).status, 201, `the ${i + 1}th`);
  assertProblem(await link(id), 409, 'conflict');
  assert.equal((await links(id)).length, 10);
  assert.equal((await portal.api('DELETE', `/articles/${id}/preview-links/mot`, { as: 'author' })).status, 404);
});

test('under one key it is made once, and its address is shown once', async () => {
  const { id } = await draft({ title: 'Bấm hai lần' });
  const again = () => portal.api('POST', `/articles/${id}/preview-links`, { as: 'author', body: {}, headers: { 'Idempotency-Key': 'xem-thu-1' } });
  assert.equal((await again()).status, 201);
  assertProblem(await again(), 410, 'secret-shown');
  assert.equal((await links(id)).length, 1);
});

test('the staff’s page makes one, shows its address once, lists and takes back, without JavaScript', async () => {
  const author = await portal.staff('author');
  await author.get('/quan-tri/bai/moi');
  const made = await author.post('/quan-tri/bai/moi', { kind: 'article', copy: '', title: 'Bài viết ở trang quản trị', lead: 'Tóm tắt.', body: 'Chữ.', body_format: 'markdown', lang: 'vi', audience: 'public', do: 'save' });
  const id = Number(((await author.follow(made)).text.match(/\/quan-tri\/bai\/(\d+)\/xem-thu/) ?? [])[1]);
  assert.ok(id, 'the form leads there');
  const page = await author.get(`/quan-tri/bai/${id}/xem-thu`);
  assert.match(page.text, /Chưa có liên kết nào/);
  assertValidHtml([page.text]);
  const lan = page.text.match(/name="lan" value="([^"]+)"/)[1];
  const answer = await author.post(`/quan-tri/bai/${id}/xem-thu`, { ngay: '7', lan });
  assert.equal(answer.status, 200, answer.text);
  const address = answer.text.match(/<code>(http[^<]+)<\/code>/)[1];
  assert.match((await seen(new URL(address).pathname)).text, /Bài viết ở trang quản trị/);
  const twice = await author.post(`/quan-tri/bai/${id}/xem-thu`, { ngay: '7', lan });
  assert.match(twice.text, /Liên kết ấy đã được tạo/);
  assert.ok(!twice.text.includes(address));
  assert.match((await author.post(`/quan-tri/bai/${id}/xem-thu`, { ngay: '90' })).text, /role="alert"|class="wrong"/);
  const end = twice.text.match(/action="(\/quan-tri\/bai\/\d+\/xem-thu\/\d+\/thu-lai)"/)[1];
  assert.match((await author.follow(await author.post(end))).text, /Đã thu lại liên kết[\s\S]*Chưa có liên kết nào/);
  assert.equal((await author.post(end)).status, 303, 'a second press is no fault');
  await over(new URL(address).pathname, 'taken back on the page');
  const log = (await portal.api('GET', '/audit?limit=50', { as: 'admin' })).text;
  for (const action of ['article.preview_link', 'article.preview_link_end']) assert.ok(log.includes(`"${action}"`), action);
});

test('on a phone and wide the shared page and the form can be read by everyone', async () => {
  const { id } = await draft({ title: 'Bài để nhìn' });
  const { path } = (await link(id)).json;
  const editor = await portal.staff('editor');
  for (const [width, name] of [[360, 'phone'], [1280, 'wide']]) {
    const form = await openTab(browser, { viewport: { width, height: 800 }, cookies: editor.browserCookies() });
    await form.goto(`${portal.url}/quan-tri/bai/${id}/xem-thu`);
    await form.getByRole('button', { name: 'Tạo liên kết' }).click();
    await form.getByRole('heading', { name: 'Liên kết vừa tạo' }).waitFor();
    await assertAccessible(form);
    await assertNoSidewaysScroll(form);
    if (process.env.CONG_SHOTS) await form.screenshot({ path: `${process.env.CONG_SHOTS}/share-${name}.png`, fullPage: true });
    await form.context().close();
    const tab = await openTab(browser, { viewport: { width, height: 800 } });
    await tab.goto(portal.url + path);
    if (process.env.CONG_SHOTS) await tab.screenshot({ path: `${process.env.CONG_SHOTS}/preview-${name}.png`, fullPage: true });
    assert.ok(await tab.locator('main img').first().evaluate((image) => image.decode().then(() => image.naturalWidth > 0)));
    await assertAccessible(tab);
    await assertNoSidewaysScroll(tab);
    assertQuiet(tab);
    await tab.context().close();
  }
});
