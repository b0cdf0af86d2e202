// What an office does every week around its articles: an album, the banner of the week, a PDF that is replaced; with scripts, without, on a phone and by keyboard alone.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openTab, startBrowser } from './lib/browser.mjs';
import { png } from './lib/pictures.mjs';
import { startPortal } from './lib/portal.mjs';
import { taskDone } from './lib/weekly.mjs';

let portal, browser, staff;
before(async () => {
  [portal, browser] = await Promise.all([startPortal(), startBrowser()]);
  staff = await portal.staff('editor');
});
after(async () => {
  await browser?.close();
  await portal?.end();
});

let shade = 0;
const picture = (name) => { const own = shade++; return { name, mimeType: 'image/png', buffer: png(90, 60, (x, y) => [own * 9, x * 2, y * 3]) }; };
const pdf = (name, text) => ({ name, mimeType: 'application/pdf', buffer: Buffer.from(`%PDF-1.7\n% ${text}\n%%EOF\n`) });
const get = async (target) => (await portal.api('GET', target, { as: 'editor' })).json;

/** Hands that count what they do: with a mouse, or by keyboard alone. */
class Hands {
  constructor(tab, { byKeyboard, script = true }) { Object.assign(this, { tab, byKeyboard, script, actions: 0 }); }

  /** Tab until the control has the focus. */
  async reach(locator) {
    for (let i = 0; i < 120; i++) {
      if (await locator.evaluate((element) => element === document.activeElement)) return;
      await this.tab.keyboard.press('Tab');
    }
    assert.fail(`the keyboard does not reach ${locator}`);
  }

  /** Presses what leads to another page, and waits for that: the next may bear the same name there and here. */
  async press(locator) {
    this.actions++;
    if (this.byKeyboard) await this.reach(locator);
    // Without scripts Chromium draws no frames by which Playwright could tell that a control stands still.
    const pressed = this.byKeyboard ? () => this.tab.keyboard.press('Enter') : () => (this.script ? locator.click() : locator.press('Enter'));
    await Promise.all([this.tab.waitForNavigation(), pressed()]);
  }

  async type(locator, text) {
    this.actions++;
    if (!this.byKeyboard) return locator.fill(text);
    await this.reach(locator);
    await this.tab.keyboard.press('Control+a');
    return this.tab.keyboard.insertText(text);
  }

  async files(locator, files) {
    this.actions++;
    if (this.byKeyboard) await this.reach(locator);
    return locator.setInputFiles(files);
  }

  async choose(locator, label) {
    this.actions++;
    if (!this.byKeyboard) return locator.selectOption({ label });
    await this.reach(locator);
    return this.tab.keyboard.type(label);
  }
}

const modes = { 'with JavaScript': {}, 'without JavaScript': { script: false }, 'on a phone': { width: 360, height: 740 }, 'by keyboard': { byKeyboard: true } };
for (const [name, options] of Object.entries(modes)) {
  describe(name, () => {
    const begin = async () => {
      const tab = await openTab(browser, { ...options, cookies: staff.browserCookies() });
      await tab.goto(`${portal.url}/quan-tri`);
      return [tab, new Hands(tab, options), (role, label, more) => tab.getByRole(role, { name: label, exact: true, ...more })];
    };

    test('an album is made of photographs', async () => {
      const [tab, hands, by] = await begin();
      await hands.press(by('link', 'Ảnh, tệp'));
      await hands.files(tab.getByLabel('Tải ảnh, tệp lên'), [picture(`a-${name}.png`), picture(`b-${name}.png`)]);
      await hands.press(by('button', 'Tải lên'));
      await hands.type(tab.getByLabel('Lời mô tả ảnh').nth(0), 'Hội thi dệt thổ cẩm');
      await hands.type(tab.getByLabel('Lời mô tả ảnh').nth(1), 'Trao giải nhất');
      await hands.type(tab.getByLabel('Tên album'), `Hội thi ${name}`);
      await hands.press(by('button', 'Lưu và làm album'));
      await tab.waitForURL(/\/quan-tri\/bai\/\d+/);
      const article = await get(`/api/articles/${tab.url().match(/bai\/(\d+)/)[1]}`);
      assert.equal(article.title, `Hội thi ${name}`);
      assert.match(article.body_html, /alt="Hội thi dệt thổ cẩm"[\s\S]*alt="Trao giải nhất"/);
      taskDone('an album', name, hands.actions);
      await tab.context().close();
    });

    test('the banner of the week stands on the home page', async () => {
      const { buffer: bytes } = picture('');
      const { id } = (await portal.form('POST', '/media', { alt: `Tuần lễ ${name}`, file: { bytes, name: 'tuan.png', type: 'image/png' } }, { as: 'editor' })).json;
      await portal.api('PUT', '/home', { as: 'editor', headers: { 'If-Match': '*' }, body: { blocks: [{ kind: 'lead' }] } });
      const [tab, hands, by] = await begin();
      await hands.press(by('link', 'Giao diện, menu, hộp'));
      await hands.press(by('link', 'Trang chủ'));
      await hands.choose(by('combobox', 'Loại'), 'Băng ảnh');
      await hands.press(by('button', 'Thêm khối'));
      await hands.press(by('button', 'Chọn Ảnh'));
      await hands.press(by('button', `Tuần lễ ${name}`));
      await hands.type(tab.getByLabel('Lời thay cho ảnh'), 'Tuần lễ an toàn giao thông');
      await hands.type(tab.getByLabel('Dẫn tới'), '/so-do');
      await hands.press(by('button', 'Lên 2. Băng ảnh'));
      await hands.press(by('button', 'Lưu và đăng'));
      await tab.getByRole('status').filter({ hasText: 'Đã lưu' }).waitFor();
      assert.deepEqual((await get('/api/home')).blocks.map((block) => [block.kind, block.image]), [['banner', id], ['lead', null]]);
      taskDone('the banner of the week', name, hands.actions);
      await tab.context().close();
    });

    test('a PDF is replaced wherever it is shown', async () => {
      const old = (await portal.form('POST', '/media', { file: { bytes: pdf('', `cũ ${name}`).buffer, name: `lich ${name}.pdf`, type: 'application/pdf' } }, { as: 'editor' })).json;
      const article = await portal.post({ title: `Lịch ${name}`, body: 'x', status: 'published', attachments: [old.id] });
      const [tab, hands, by] = await begin();
      await hands.press(by('link', 'Ảnh, tệp'));
      await hands.type(tab.getByLabel('Tìm', { exact: true }), `lich ${name}`);
      await hands.press(by('button', 'Lọc'));
      await hands.press(tab.getByRole('link', { name: new RegExp(`lich ${name}`) }));
      await hands.files(tab.getByLabel('Tệp mới'), pdf(`lich moi ${name}.pdf`, `mới ${name}`));
      await hands.press(by('button', 'Thay tệp'));
      await tab.getByRole('status').filter({ hasText: 'Đã thay tệp' }).waitFor();
      const now = (await get(`/api/articles/${article.id}`)).attachments[0];
      assert.notEqual(now.id, old.id);
      assert.equal((await portal.request('GET', now.url)).text.includes(`mới ${name}`), true);
      assert.ok(hands.actions <= 8, `${hands.actions} actions`);
      await tab.context().close();
    });
  });
}
