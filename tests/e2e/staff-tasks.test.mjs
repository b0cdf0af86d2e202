// What an office does with articles every week, as a person at a browser does it: with JavaScript and without, on a phone, by
// keyboard alone; each in few actions (a press, a field that is filled in, a file that is chosen).
// CONG_TASKS=all: each task in each way; else each in one of them, in turn.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, assertValidHtml, openTab, startBrowser } from './lib/browser.mjs';
import { DATA, startPortal } from './lib/portal.mjs';
import { taskDone, WAYS } from './lib/weekly.mjs';

const PHOTO = path.join(DATA, 'photo.jpg'), DRAWING = path.join(DATA, 'emblem.png'), PDF = path.resolve(DATA, '../../../assets/demo/du-toan.pdf');
const ALL = process.env.CONG_TASKS === 'all';

let portal, browser, staff;
/** Pages that were looked at, by their address. */
const seen = {};
before(async () => {
  portal = await startPortal({ args: ['--write-rate', '0', '--error-rate', '0'] });
  staff = await portal.staff('editor');
  for (const [name, slug] of [['Tin hoạt động', 'tin'], ['Thông báo', 'thong-bao']]) await portal.api('POST', '/categories', { as: 'editor', body: { name, slug } });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await portal?.stop();
  await portal?.end();
});

const article = async (id) => (await portal.api('GET', `/articles/${id}`, { as: 'admin' })).json;
const newest = async () => (await portal.api('GET', '/articles?status=all&limit=1', { as: 'admin' })).json.items[0].id;

/** A person at a browser who works in one of the ways, and how much he did. */
class Person {
  constructor(page, way) {
    Object.assign(this, { page, byKeyboard: way === 'by keyboard', isPhone: way === 'on a phone', hasScript: way !== 'without JavaScript', actions: 0 });
  }

  /** What every page is asked for: of each way what shows there best. */
  async look(where) {
    if (this.isPhone) await assertNoSidewaysScroll(this.page, where);
    else if (this.hasScript && !this.byKeyboard) await assertAccessible(this.page, where);
    seen[new URL(this.page.url()).pathname.replace(/\d+/g, 'id')] ??= await this.page.evaluate(() => fetch(location.href).then((answer) => answer.text())).catch(() => null);
  }

  /** Tab until the element has the focus. */
  async reach(locator) {
    const element = await locator.first().elementHandle();
    for (let i = 0; i < 200; i++) {
      if (await element.evaluate((node) => node === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    assert.fail(`not reached by the Tab key: ${await element.evaluate((node) => node.outerHTML.slice(0, 100))}`);
  }

  async open(where) {
    this.actions++;
    await this.page.goto(portal.url + where);
    await this.look(where);
  }

  /** Presses a button or follows a link that leads to another page. */
  async press(role, name) {
    this.actions++;
    const target = this.page.getByRole(role, { name, exact: true }).first();
    if (this.byKeyboard) {
      await this.reach(target);
      await Promise.all([this.page.waitForNavigation(), this.page.keyboard.press('Enter')]);
    } else {
      // Whether a page that scrolls has come to rest is found out by a script.
      await Promise.all([this.page.waitForNavigation(), this.hasScript ? target.click() : target.press('Enter')]);
    }
    await this.look(String(name));
  }

  /** Presses "Đăng", and once more on the page of what was found, where there is something. */
  async publish() {
    await this.press('button', 'Đăng');
    if (/\/dang(\?|$)/.test(this.page.url())) await this.press('button', 'Đăng');
  }

  async fill(label, text) {
    this.actions++;
    const target = this.page.getByLabel(label, { exact: true }).first();
    if (!this.byKeyboard) return target.fill(text);
    await this.reach(target);
    const kind = await target.evaluate((node) => node.type);
    if (kind === 'date') return target.fill(text); // typed in the order of the browser's own language
    await this.page.keyboard.press('Control+A');
    if (kind === 'select-one') await this.page.keyboard.type(text);
    else await this.page.keyboard.insertText(text);
  }

  async choose(label, option) {
    if (this.byKeyboard) return this.fill(label, option);
    this.actions++;
    await this.page.getByLabel(label, { exact: true }).first().selectOption({ label: option });
  }

  async file(label, name) {
    this.actions++;
    const target = this.page.getByLabel(label, { exact: true }).first();
    if (!this.byKeyboard) return target.setInputFiles(name);
    // Asked for long before the key, which is faster than the browser is told to leave its own window closed.
    const chosen = this.page.waitForEvent('filechooser');
    await this.reach(target);
    await this.page.keyboard.press('Space');
    return (await chosen).setFiles(name);
  }

  /** Puts a picture with its words into the text: by the editor's own button, and where there is no script by the fields for it. */
  async pictureInText(name, words) {
    if (!this.hasScript) {
      await this.file('Chọn ảnh để đặt vào bài', name);
      return this.fill('Ảnh đặt vào bài cho thấy gì', words);
    }
    const button = this.page.locator('[data-does=picture]'), dialog = this.page.getByRole('dialog', { name: 'Chèn ảnh' });
    await button.waitFor();
    this.actions += 4;
    const chosen = this.page.waitForEvent('filechooser');
    if (this.byKeyboard) {
      await this.reach(this.page.locator('[role=toolbar] [tabindex="0"]'));
      while (!(await button.evaluate((node) => node === document.activeElement))) await this.page.keyboard.press('ArrowRight');
    }
    await (this.byKeyboard ? this.page.keyboard.press('Enter') : button.click());
    await (await chosen).setFiles(name);
    const field = dialog.getByLabel('Mô tả cho người không xem được ảnh'), done = dialog.getByRole('button', { name: 'Chèn', exact: true });
    await field.waitFor();
    if (this.byKeyboard) {
      await this.reach(field);
      await this.page.keyboard.press('Control+A'); // a picture that is known brings its words
      await this.page.keyboard.insertText(words);
      await this.reach(done);
      await this.page.keyboard.press('Enter');
    } else {
      await field.fill(words);
      await done.click();
    }
    // The editor puts pictures of its own beside one at the end of a line.
    return this.page.waitForFunction(() => document.querySelector('.rich img[data-src]')?.naturalWidth > 0);
  }

  /** Opens what is folded. */
  async unfold(text) {
    this.actions++;
    const target = this.page.locator('summary', { hasText: text }).first();
    if (!this.byKeyboard) return target.click();
    await this.reach(target);
    return this.page.keyboard.press('Enter');
  }
}

const TASKS = [
  ['a notice with its PDF', async (person) => {
    await person.open('/quan-tri/bai');
    await person.press('link', 'Viết bài');
    await person.fill('Tiêu đề', 'Thông báo tạm ngừng cấp điện');
    await person.fill('Nội dung', 'Thôn Bản Nghè, từ 8 giờ đến 11 giờ.');
    await person.file('Thêm tệp (PDF, Word, Excel, ảnh…)', PDF);
    await person.choose('Chuyên mục', 'Thông báo');
    await person.publish();
    const made = await article(await newest());
    assert.deepEqual([made.status, made.title, made.category.slug, made.attachments.length], ['published', 'Thông báo tạm ngừng cấp điện', 'thong-bao', 1]);
  }],
  ['a post with photos', async (person) => {
    await person.open('/quan-tri/bai/moi');
    await person.fill('Tiêu đề', 'Khánh thành đường liên xã');
    await person.fill('Nội dung', 'Đoạn một.\n\nĐoạn hai.');
    await person.file('Chọn ảnh', PHOTO);
    await person.fill('Ảnh cho thấy gì', 'Con đường mới');
    await person.pictureInText(DRAWING, 'Biểu trưng xã');
    await person.choose('Chuyên mục', 'Tin hoạt động');
    await person.publish();
    const made = await article(await newest());
    assert.deepEqual([made.status, made.image.alt], ['published', 'Con đường mới']);
    assert.match(made.body_html, /alt="Biểu trưng xã"/);
  }],
  ['a word is mended', async (person) => {
    const made = await portal.post({ title: 'Bài có chữ sai', body: 'Thôn Nà Pai.', status: 'published' });
    await person.open('/quan-tri/bai');
    await person.press('link', 'Bài có chữ sai');
    await person.fill('Nội dung', 'Thôn Nà Pái.');
    await person.fill('Ghi chú lần sửa này', 'Sửa tên thôn');
    await person.press('button', 'Lưu');
    const now = await article(made.id);
    assert.deepEqual([now.body_text.trim(), now.change_note, now.status], ['Thôn Nà Pái.', 'Sửa tên thôn', 'published']);
  }],
  ['a schedule', async (person) => {
    await person.open('/quan-tri/bai/moi');
    await person.fill('Tiêu đề', 'Lịch tiêm chủng');
    await person.fill('Nội dung', 'Trạm y tế xã.');
    await person.fill('Hẹn ngày đăng', '2031-11-25');
    await person.fill('Giờ đăng', '7g30');
    await person.publish();
    const made = await article(await newest());
    assert.deepEqual([made.status, made.published_at], ['scheduled', '2031-11-25T00:30:00Z']);
    assert.match(await person.page.locator('main').innerText(), /Sẽ tự đăng: Thứ Ba, 25\/11\/2031 07:30/);
  }],
  ['a pin', async (person) => {
    const made = await portal.post({ title: 'Bài để ghim', body: 'x', status: 'published' });
    await person.open('/quan-tri/bai');
    await person.press('link', /^Đã đăng.*: Bài để ghim$/);
    await person.press('button', 'Ghim lên trang chủ');
    assert.equal((await article(made.id)).pinned, true);
  }],
  ['taken down and brought back', async (person) => {
    const made = await portal.post({ title: 'Bài để gỡ', body: 'x', status: 'published' });
    await person.open('/quan-tri/bai');
    await person.press('link', /^Đã đăng.*: Bài để gỡ$/);
    await person.fill('Lý do gỡ', 'Thông tin chưa đúng');
    await person.press('button', 'Gỡ bài');
    assert.equal((await portal.page(made.url)).status, 410);
    await person.press('button', 'Đăng lại');
    assert.equal((await portal.page(made.url)).status, 200);
  }],
];

after(() => assertValidHtml(Object.fromEntries(Object.entries(seen).filter(([, html]) => html))));

describe('every week', () => {
  TASKS.forEach(([name, work], number) => {
    for (const way of ALL ? WAYS : [WAYS[number % WAYS.length]]) {
      test(`${name}, ${way}`, async () => {
        const size = way === 'on a phone' ? { width: 360, height: 740 } : { width: 1366, height: 768 };
        const page = await openTab(browser, { ...size, script: way !== 'without JavaScript', cookies: staff.browserCookies() });
        const person = new Person(page, way);
        await work(person);
        taskDone(name, way, person.actions);
        assertQuiet(page);
        await page.context().close();
      });
    }
  });
});
