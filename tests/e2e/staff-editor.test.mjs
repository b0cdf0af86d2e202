// The rich editor on the page where an article is written: its size, its place, and the way of words, pastes and pictures through the
// staff's addresses to the article.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, openTab, startBrowser } from './lib/browser.mjs';
import { picture, startPortal, until } from './lib/portal.mjs';

const MOST = 120 * 1024;

let portal, browser, staff;
before(async () => {
  portal = await startPortal({ args: ['--set', 'write_rate=0'] });
  browser = await startBrowser();
  staff = await portal.staff('editor');
});
after(async () => {
  await browser?.close();
  await portal?.end();
});

const open = async (path, options = {}) => {
  const tab = await openTab(browser, { cookies: staff.browserCookies(), ...options });
  await tab.goto(portal.url + path);
  return tab;
};
const ready = (tab) => until(() => tab.evaluate(() => document.querySelector('[data-rich]')?.editor?.isRich));
const state = (tab) => tab.locator('[data-state]').textContent();

test('the editor is one file of at most 120 KB, sent packed, kept for ever, and on the writing page alone', async () => {
  const page = await staff.get('/quan-tri/bai/moi');
  const [, url] = page.text.match(/data-rich="([^"]+)"/);
  const packed = await portal.request('GET', url, { headers: { 'Accept-Encoding': 'br' } });
  assert.equal(packed.headers['content-encoding'], 'br');
  assert.match(packed.headers['cache-control'], /immutable/);
  assert.match(packed.headers.vary, /Accept-Encoding/);
  assert.ok(Number(packed.headers['content-length']) <= MOST, `${packed.headers['content-length']} bytes`);
  const plain = await portal.request('GET', url, { headers: { 'Accept-Encoding': 'identity' } });
  assert.equal(plain.headers['content-encoding'], undefined);
  assert.ok(packed.bytes.equals(plain.bytes), 'whoever does not take that form gets the same');
  const gzip = await portal.request('GET', url, { headers: { 'Accept-Encoding': 'gzip' } });
  assert.equal(gzip.headers['content-encoding'], 'gzip');
  const tagged = await portal.request('GET', url, { headers: { 'Accept-Encoding': 'br', 'If-None-Match': packed.headers.etag } });
  assert.equal(tagged.status, 304);
  for (const path of ['/quan-tri', '/quan-tri/bai']) assert.ok(!(await staff.get(path)).text.includes('editor.js'), path);
});

test('what is written is kept as a working copy, a photo goes into the text, and the article has it all', async () => {
  const tab = await open('/quan-tri/bai/moi');
  await ready(tab);
  await tab.locator('#title').fill('Cầu mới ở Bản Nghè');
  await tab.locator('.rich').click();
  await tab.keyboard.type('Cầu dài 30 m.');
  await until(async () => /\d\d:\d\d/.test(await state(tab)) && (await tab.locator('[name=copy]').inputValue()) !== '');
  await assertAccessible(tab, 'the writing page');
  /* A paste by the staff's own cleaner. */
  await tab.keyboard.press('Enter');
  await tab.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/html', '<p style="font-weight:700">Đậm<script>x()</script></p>');
    data.setData('text/plain', 'Đậm');
    document.querySelector('.rich').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await until(async () => (await tab.locator('.rich strong').count()) > 0);
  /* A photo: uploaded, seen before anything is public, in the text with its words. */
  const file = picture('photo.jpg');
  const chosen = tab.waitForEvent('filechooser');
  await tab.locator('[data-does=picture]').click();
  await (await chosen).setFiles({ name: 'cau.jpg', mimeType: file.type, buffer: file.bytes });
  const asked = tab.getByRole('dialog', { name: 'Chèn ảnh' });
  await asked.getByLabel('Mô tả cho người không xem được ảnh').fill('Cầu bê tông qua suối');
  await asked.getByLabel('Chú thích dưới ảnh').fill('Cầu mới');
  await asked.getByRole('button', { name: 'Chèn' }).click();
  await until(() => tab.evaluate(() => document.querySelector('.rich figure img')?.naturalWidth > 0));
  await tab.locator('button[name=do][value=save]').first().click();
  await tab.waitForURL(/\/quan-tri\/bai\/\d+/);
  const id = tab.url().match(/bai\/(\d+)/)[1];
  const { json } = await portal.api('GET', `/articles/${id}`, { as: 'editor' });
  assert.equal(json.body.format, 'markdown');
  assert.match(json.body.text, /^Cầu dài 30 m\.\n\n\*\*Đậm\*\*\n\n<figure>\n<img src="\/media\/[^"]+" alt="Cầu bê tông qua suối">\n<figcaption>Cầu mới<\/figcaption>\n<\/figure>\n/);
  await ready(tab);
  assert.equal(await tab.locator('.rich figcaption').textContent(), 'Cầu mới');
  assertQuiet(tab);
  await tab.context().close();
});

test('tabs of one article know of each other; a form is sent once by two presses, and asks before typed words are left', async () => {
  const make = async (title) => (await portal.api('POST', '/articles', { as: 'editor', body: { title, body: 'x' } })).json.id;
  const path = `/quan-tri/bai/${await make('Hai thẻ')}`;
  const tab = await open(path), other = await tab.context().newPage();
  await other.goto(`${portal.url}/en${path}`);
  await tab.getByText('đang mở ở một thẻ khác nữa').waitFor();
  await other.getByText('open in another tab').waitFor();
  await other.close();
  await tab.getByText('đang mở ở một thẻ khác nữa').waitFor({ state: 'detached' });
  await tab.locator('#lead').fill('Một lần.');
  const saving = await tab.evaluate(() => [dispatchEvent(new KeyboardEvent('keydown', { key: 's', ctrlKey: true, cancelable: true })), document.querySelector('[data-state]').textContent]);
  assert.deepEqual(saving, [false, 'Đang lưu…'], 'the key by which Word saves');
  const sent = await tab.evaluate(() => {
    const form = document.getElementById('viet'), pressed = [];
    addEventListener('submit', (event) => {
      if (!event.defaultPrevented) pressed.push(event.submitter.value);
      event.preventDefault();
    });
    for (const button of ['save', 'save', 'preview']) form.requestSubmit(form.querySelector(`[value=${button}]`));
    return pressed;
  });
  assert.deepEqual(sent, ['save', 'preview'], 'the same press twice is one, another button is another act');
  const asked = [];
  tab.on('dialog', (dialog) => {
    asked.push(dialog.type());
    dialog.accept();
  });
  await tab.goto(`${portal.url}/quan-tri/cong/viet-tat/moi`);
  await tab.goto(`${portal.url}/quan-tri/bai`);
  assert.deepEqual(asked, [], 'nothing was typed');
  await make('Để có hai bài');
  await tab.reload();
  const boxes = tab.locator('tbody [type=checkbox]');
  await tab.getByLabel('Chọn mọi bài của trang này').check();
  assert.equal(await boxes.count(), await tab.locator('tbody :checked').count());
  await boxes.first().uncheck();
  assert.ok(await tab.getByLabel('Chọn mọi bài của trang này').evaluate((box) => box.indeterminate));
  await tab.goto(`${portal.url}/quan-tri/cong/viet-tat/moi`);
  await tab.locator('main input[type=text], main input:not([type])').first().click();
  await tab.keyboard.type('UB');
  await tab.goto(`${portal.url}/quan-tri/bai`);
  assert.deepEqual(asked, ['beforeunload']);
  // An upload goes by a script that says how far it is; what came of it is a page of its own.
  await tab.goto(`${portal.url}/quan-tri/tep`);
  await tab.locator('#file').setInputFiles({ name: 'hong.png', mimeType: 'image/png', buffer: Buffer.from('không phải ảnh') });
  await Promise.all([tab.waitForNavigation(), tab.getByRole('button', { name: 'Tải lên', exact: true }).click()]);
  const fault = tab.getByRole('alert').getByText('hong.png');
  await fault.waitFor();
  await tab.reload();
  await fault.waitFor();
  assert.deepEqual(asked, ['beforeunload'], 'a file that was sent is not left');
  assertQuiet(tab);
  await tab.context().close();
});

test('behind a comma the words that other articles bear are offered, but for those that stand there, and what is typed is let be', async () => {
  for (const tags of [['nông thôn mới', 'giao thông'], ['giao thông']]) await portal.post({ title: tags.join(), body: 'x', status: 'published', tags });
  const tab = await open('/quan-tri/bai/moi');
  const offered = () => tab.locator('#the-co option').evaluateAll((all) => all.map(({ value, label }) => [value, label || value]));
  await tab.locator('#tags').pressSequentially('gi');
  assert.deepEqual(await offered(), [['giao thông', 'giao thông'], ['nông thôn mới', 'nông thôn mới']]);
  await tab.locator('#tags').pressSequentially('ao thông,  nô');
  assert.deepEqual(await offered(), [['giao thông, nông thôn mới', 'nông thôn mới']]);
  assert.equal(await tab.locator('#tags').inputValue(), 'giao thông,  nô');
  await tab.locator('#tags').fill('');
  assert.equal((await offered()).length, 2);
  await tab.context().close();
});

test('it fits on a phone and says so in English', async () => {
  const tab = await open('/en/quan-tri/bai/moi', { width: 360, height: 740 });
  await ready(tab);
  assert.ok(await tab.getByRole('toolbar', { name: 'Formatting' }).isVisible());
  await assertNoSidewaysScroll(tab, 'the writing page');
  // The toolbar leaves its place while there is the keyboard of a phone; what is pressed then stays where it is.
  await tab.locator('.rich').click();
  const below = tab.locator('#image'), place = () => below.evaluate((element) => element.getBoundingClientRect().top + scrollY);
  await tab.evaluate(() => document.querySelector('[data-rich]').editor.count.remove()); /* which comes a moment behind */
  const before = await place();
  await tab.evaluate(() => document.activeElement.blur());
  assert.equal(await place(), before);
  await tab.context().close();
});

test('who may not write, or has no token of the form, cleans and uploads nothing', async () => {
  const reader = await portal.staff('reader');
  for (const path of ['/quan-tri/lam-sach', '/quan-tri/tai-anh']) {
    assert.equal((await reader.post(path, { body: 'x' })).status, 403, path);
    assert.notEqual((await staff.post(path, { body: 'x', form_token: 'none' })).status, 200, path);
    assert.notEqual((await portal.request('POST', path, { body: 'body=x', type: 'application/x-www-form-urlencoded' })).status, 200, path);
  }
  await staff.get('/quan-tri/bai/moi');
  const clean = await staff.post('/quan-tri/lam-sach', { body: '<p onclick="x">a<script>b</script></p>', body_format: 'html' });
  assert.deepEqual([clean.status, JSON.parse(clean.text).html], [200, '<p>a</p>\n']);
  const deep = await staff.post('/quan-tri/lam-sach', { body: '<div>'.repeat(600), body_format: 'html' });
  assert.equal(deep.status, 422);
  assert.match(JSON.parse(deep.text).detail, /500/);
});
