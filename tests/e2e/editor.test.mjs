// The rich editor and the script that keeps what is written, in a browser: what a writer does, by mouse and by keyboard, with the
// network there and gone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, startBrowser } from './lib/browser.mjs';
import { Desk, sent, until, words } from './lib/desk.mjs';
import { startPortal } from './lib/portal.mjs';

let portal, desk, browser;
before(async () => {
  portal = await startPortal();
  desk = await new Desk(portal).start();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  desk?.stop();
  await portal?.end();
});

const rich = (tab) => tab.locator('.rich');
const status = (tab) => tab.locator('.note[role=status]');
const tool = (tab, name) => tab.locator(`.keys [data-does=${name}]`);

/** A paste as programs make one. */
const paste = (tab, html, text = 'chữ') => tab.evaluate(([asHtml, asText]) => {
  const data = new DataTransfer();
  if (asHtml) data.setData('text/html', asHtml);
  data.setData('text/plain', asText);
  document.querySelector('.rich').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}, [html, text]);

/** Files let fall onto the text. */
const drop = (tab, name, type) => tab.evaluate(([called, kind]) => {
  const data = new DataTransfer();
  data.items.add(new File(['x'], called, { type: kind }));
  const { left, top } = document.querySelector('.rich').getBoundingClientRect();
  document.querySelector('.rich').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true, clientX: left + 30, clientY: top + 30 }));
}, [name, type]);

const close = (tab) => tab.context().close();

test('a reader of screens finds a text field with its name and a toolbar of one stop', async () => {
  const tab = await desk.open(browser, '## Đề mục\n\nChữ **đậm**.\n\n| A |\n|---|\n| x |');
  const field = tab.getByRole('textbox', { name: 'Nội dung' });
  assert.equal(await field.getAttribute('aria-multiline'), 'true');
  const bar = tab.getByRole('toolbar', { name: 'Định dạng' });
  assert.equal(await bar.locator('[tabindex="0"]').count(), 1);
  await tab.locator('#title').focus();
  await tab.keyboard.press('Tab');
  assert.equal(await tab.evaluate(() => document.activeElement.dataset.does), 'heading');
  await tab.keyboard.press('ArrowRight');
  await tab.keyboard.press('ArrowRight');
  assert.equal(await tab.evaluate(() => document.activeElement.dataset.does), 'strong');
  await tab.keyboard.press('End');
  assert.equal(await tab.evaluate(() => document.activeElement.dataset.does), 'toSource');
  await tab.keyboard.press('Tab');
  assert.ok(await rich(tab).evaluate((dom) => dom === document.activeElement), 'the text is the next stop');
  await tab.keyboard.press('Tab');
  assert.equal(await tab.evaluate(() => document.activeElement.textContent), 'Lưu nháp', 'Tab leaves the text');
  await rich(tab).focus();
  await tab.keyboard.press('Alt+F10');
  assert.equal(await tab.evaluate(() => document.activeElement.dataset.does), 'toSource', 'Alt+F10 goes to the toolbar, where it was left');
  await assertAccessible(tab, 'the editor');
  await close(tab);
});

test('it fits on a phone, says the same in English, and is as dark as the page', async () => {
  const tab = await desk.open(browser, 'Chữ', { lang: 'en', width: 360, height: 640, colorScheme: 'dark' });
  assert.ok(await tab.getByRole('toolbar', { name: 'Formatting' }).isVisible());
  assert.ok(await tab.getByRole('button', { name: 'Bold' }).isVisible());
  await rich(tab).focus();
  await assertNoSidewaysScroll(tab, 'the editor');
  const small = await tab.evaluate(() => [...document.querySelectorAll('.keys button')].filter((button) => button.offsetParent).map((button) => button.getBoundingClientRect()).filter(({ width, height }) => width < 44 || height < 44).length);
  assert.equal(small, 0, 'every tool can be hit');
  await tab.evaluate(() => document.activeElement.blur());
  await assertAccessible(tab, 'the editor on a phone');
  await close(tab);
});

test('formatting by keyboard becomes Markdown, undo takes it back, and a text that nobody changed goes as it was', async () => {
  const tab = await desk.open(browser, '*một*   hai\n\n\n* ba');
  assert.deepEqual(await sent(tab), { body: '*một*   hai\n\n\n* ba', body_format: 'markdown' });
  await rich(tab).press('Control+Home');
  await tab.keyboard.press('Control+Alt+2');
  await tab.keyboard.press('Control+End');
  await tab.keyboard.press('Enter');
  await tab.keyboard.press('Control+b');
  await tab.keyboard.type('bon');
  assert.equal((await sent(tab)).body, '## _một_ hai\n\n- ba\n- **bon**\n');
  for (let i = 0; i < 8; i++) await tab.keyboard.press('Control+z');
  assert.equal((await sent(tab)).body, '*một*   hai\n\n\n* ba', 'all of it, to the text as it came');
  await close(tab);
});

test('what offices and chats copy goes through the cleaner, which says what it left out, as one step', async () => {
  const tab = await desk.open(browser, 'Đầu');
  await rich(tab).press('Control+End');
  await paste(tab, '<html><body><!--StartFragment--><p class=MsoNormal style="margin-left:3cm"><b>Điều 1.</b><o:p></o:p></p><p>Hai<script>x()</script><img src="file:///C:/anh.png"></p><!--EndFragment--></body></html>');
  await until(async () => (await status(tab).textContent()).startsWith('Đã dán.'));
  assert.match(await status(tab).textContent(), /Đã bỏ hoặc sửa: .*ảnh/i);
  assert.equal((await sent(tab)).body, 'Đầu**Điều 1.**\n\nHai\n');
  await tab.keyboard.press('Control+z');
  assert.equal(await words(tab), 'Đầu');
  /* Google Docs wraps all in a <b> that is not bold. */
  await paste(tab, '<meta charset="utf-8"><b style="font-weight:normal" id="docs-internal-guid-1"><p dir="ltr"><span style="font-weight:700">đậm</span><span style="font-weight:400"> thường</span></p></b>');
  await until(async () => (await words(tab)).includes('thường'));
  assert.equal((await sent(tab)).body, 'Đầu**đậm** thường\n');
  await tab.keyboard.press('Control+z');
  /* Zalo has no HTML: each line is a paragraph. */
  await paste(tab, '', 'dòng một\ndòng hai');
  assert.equal((await sent(tab)).body, 'Đầudòng một\n\ndòng hai\n');
  /* Without the cleaner the words come all the same. */
  desk.isDown = true;
  await paste(tab, '<p onclick="x">ba</p>', 'ba');
  await until(async () => (await status(tab).textContent()).includes('không có mạng'));
  desk.isDown = false;
  assert.match(await words(tab), /dòng haiba$/);
  await close(tab);
});

test('plain text is one switch away and nothing is lost; what Markdown cannot say is named', async () => {
  const tab = await desk.open(browser, '| A | B |\n|---|---|\n| x | y |\n\nHết');
  await tool(tab, 'toSource').click();
  const field = tab.locator('#body');
  assert.equal(await field.inputValue(), '| A | B |\n|---|---|\n| x | y |\n\nHết', 'unchanged, byte for byte');
  await field.fill('| A | B |\n|---|---|\n| x | y |\n\nHết **nhé**');
  await tab.getByRole('button', { name: 'Đổi sang soạn như Word' }).click();
  await until(async () => (await words(tab)).includes('nhé'));
  /* Two cells become one. */
  await rich(tab).locator('td').first().click();
  await tab.keyboard.press('Shift+ArrowRight');
  await until(() => tool(tab, 'merge').isVisible());
  await tool(tab, 'merge').click();
  assert.match((await sent(tab)).body, /<td colspan="2">/);
  assert.equal((await sent(tab)).body_format, 'html');
  await tool(tab, 'toSource').click();
  const asked = tab.getByRole('dialog', { name: 'Văn bản thường không ghi được hết bài này' });
  assert.match(await asked.textContent(), /bảng có ô gộp/);
  await asked.getByRole('button', { name: 'Ở lại' }).click();
  assert.ok(await rich(tab).isVisible());
  await tool(tab, 'toSource').click();
  await asked.getByRole('button', { name: 'Xem dưới dạng HTML' }).click();
  assert.match(await field.inputValue(), /<td colspan="2">/);
  assert.equal((await sent(tab)).body_format, 'html');
  await tab.getByRole('button', { name: 'Đổi sang soạn như Word' }).click();
  await until(() => rich(tab).isVisible());
  for (let i = 0; i < 3; i++) await tab.keyboard.press('Control+z');
  assert.deepEqual(await sent(tab), { body: '| A | B |\n| --- | --- |\n| x | y |\n\nHết\n', body_format: 'markdown' }, 'undo reaches behind the switches');
  assertQuiet(tab);
  await close(tab);
});

test('a photo that is dropped is uploaded, and asked for its words', async () => {
  const tab = await desk.open(browser, 'Đầu\n\nCuối');
  await drop(tab, 'anh.jpg', 'image/jpeg');
  const asked = tab.getByRole('dialog', { name: 'Chèn ảnh' });
  await asked.waitFor();
  assert.deepEqual(desk.uploads.splice(0), ['anh.jpg']);
  await asked.getByRole('button', { name: 'Chèn' }).click();
  assert.match(await asked.getByRole('alert').textContent(), /Hãy mô tả ảnh/);
  await asked.getByLabel('Mô tả cho người không xem được ảnh').fill('Cầu mới');
  await asked.getByLabel('Chú thích dưới ảnh').fill('Khánh thành');
  await tab.keyboard.press('Enter');
  await asked.waitFor({ state: 'detached' });
  const { body } = await sent(tab);
  assert.match(body, /^Đầu\n\n<figure>\n<img src="\/media\/anh-3\.jpg" alt="Cầu mới">\n<figcaption>Khánh thành<\/figcaption>\n<\/figure>\n\nCuối/);
  assert.equal(desk.saves.filter(({ title }) => title).length, desk.saves.length, 'the dialog sent no form');
  await drop(tab, 'bai.exe', 'application/x-msdownload');
  assert.match(await status(tab).textContent(), /chỉ nhận ảnh và tệp Word/);
  await drop(tab, 'bai.docx', '');
  await tab.getByRole('dialog', { name: 'Mở tệp Word thành bài mới?' }).getByRole('button', { name: 'Thôi' }).click();
  await close(tab);
});

test('footnotes are numbered by their marks, and a mark that is cut and put back has its text again', async () => {
  const tab = await desk.open(browser, 'Một[^1] hai.\n\n[^1]: Lời một.');
  await rich(tab).press('Control+Home');
  await tab.keyboard.press('Control+Alt+f');
  await tab.keyboard.type('Moi');
  assert.equal((await sent(tab)).body, '[^2]Một[^1] hai.\n\n[^2]: Moi\n\n[^1]: Lời một.\n');
  await tab.keyboard.press('Escape');
  await tab.keyboard.press('Backspace');
  assert.equal((await sent(tab)).body, 'Một[^1] hai.\n\n[^1]: Lời một.');
  await tab.keyboard.press('Control+z');
  assert.match((await sent(tab)).body, /\[\^2\]: Moi/);
  await close(tab);
});

test('links are asked for by address and words, and mended as people type them', async () => {
  const tab = await desk.open(browser, 'xem trang này');
  await rich(tab).press('Control+a');
  await tab.keyboard.press('Control+k');
  const asked = tab.getByRole('dialog', { name: 'Liên kết' });
  await asked.getByLabel('Địa chỉ').fill('javascript:alert(1)');
  await tab.keyboard.press('Enter');
  assert.match(await asked.getByRole('alert').textContent(), /không dùng được/);
  await asked.getByLabel('Địa chỉ').fill('xa.gov.vn/a');
  await tab.keyboard.press('Enter');
  await asked.waitFor({ state: 'detached' });
  assert.equal((await sent(tab)).body, '[xem trang này](https://xa.gov.vn/a)\n');
  await tab.keyboard.press('Control+k');
  await asked.getByRole('button', { name: 'Bỏ liên kết' }).click();
  assert.equal((await sent(tab)).body, 'xem trang này');
  await close(tab);
});

// ---- keeping --------------------------------------------------------------------------------------

test('what is written is kept every ten seconds, and the answer touches neither caret nor undo', async () => {
  const tab = await desk.open(browser, 'Một');
  await tab.clock.install();
  await tab.reload();
  await desk.ready(tab);
  /* Its time goes on when the test says so, and by nothing else. */
  await tab.clock.pauseAt(await tab.evaluate(() => Date.now() + 600_000));
  desk.saves = [];
  await rich(tab).press('Control+End');
  await tab.keyboard.type(' hai');
  await tab.clock.runFor(2500);
  await until(() => desk.saves.length === 1);
  await until(async () => (await tab.locator('[data-state]').textContent()) === 'Đã lưu 09:14');
  assert.equal(desk.saves[0].body, 'Một hai\n');
  assert.equal(desk.saves[0].form_token, 't0');
  await tab.keyboard.type(' ba');
  await tab.clock.runFor(8000);
  assert.equal(desk.saves.length, 1, 'not before ten seconds are over');
  await tab.clock.runFor(3000);
  await until(() => desk.saves.length === 2);
  assert.equal(desk.saves[1].form_token, 't1', 'with the token that the answer gave');
  await tab.keyboard.type(' bon');
  assert.equal(await words(tab), 'Một hai ba bon', 'the caret is where it was');
  await tab.clock.runFor(600);
  for (let i = 0; i < 12; i++) await tab.keyboard.press('Control+z');
  assert.equal(await words(tab), 'Một', 'saves are no end of what can be undone');
  await close(tab);
});

test('without a network the words stay in the browser, are told of, and go when it is back', async () => {
  const tab = await desk.open(browser, 'Một');
  desk.isDown = true;
  await rich(tab).press('Control+End');
  await tab.keyboard.type(' hai');
  await until(async () => (await tab.locator('[data-state]').textContent()).includes('Mất mạng'));
  tab.on('dialog', (dialog) => dialog.accept());
  await tab.reload();
  await tab.waitForFunction(() => document.querySelector('textarea').editor);
  desk.isDown = false;
  await tab.getByRole('button', { name: 'Lấy lại' }).click();
  await until(async () => (await sent(tab)).body.includes('Một hai'));
  await until(() => desk.saves.some(({ body }) => body.includes('Một hai')));
  await until(() => tab.evaluate(() => !Object.keys(localStorage).some((name) => name.startsWith('cong-chua-gui'))), { why: 'something stays behind' });
  await close(tab);
});

test('leaving with words that are not kept yet asks first, and without asks nothing', async () => {
  const tab = await desk.open(browser, 'Một');
  let asked = 0;
  tab.on('dialog', (dialog) => {
    asked++;
    dialog.accept();
  });
  await tab.reload();
  assert.equal(asked, 0);
  await desk.ready(tab);
  desk.isDown = true;
  await rich(tab).press('Control+End');
  await tab.keyboard.type(' hai');
  await tab.reload();
  desk.isDown = false;
  assert.equal(asked, 1);
  await close(tab);
});
