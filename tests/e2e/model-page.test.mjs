// The portal, filled with the model article, shows every line of the model page, in order, without JavaScript.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertQuiet, openTab, startBrowser, visibleText } from './lib/browser.mjs';
import { modelPage, postModel } from './lib/model.mjs';
import { picture, startPortal } from './lib/portal.mjs';

const model = modelPage();
let portal;
let browser;
let article;

before(async () => {
  portal = await startPortal();
  browser = await startBrowser();
  article = await postModel(portal, picture('photo.jpg'));
});
after(async () => {
  await browser?.close();
  await portal?.end();
});

const squeeze = (text) => text.replace(/[\s\u00a0]+/g, ' ').trim();

test('the fixture is the whole model page', () => {
  assert.equal(model.bar, 'A- A A+ | Tăng tương phản Giảm tương phản');
  assert.match(model.title, /^Hội nghị Ban Chấp hành/);
  assert.equal(model.body.length, 7);
  assert.equal(model.statistics.length, 5);
});

for (const script of [false, true]) {
  test(`every line in order, JavaScript ${script ? 'on' : 'off'}`, async () => {
    const page = await openTab(browser, { script });
    const answer = await page.goto(portal.url + article.url);
    assert.equal(answer.status(), 200);
    const text = squeeze(await visibleText(page));
    let from = 0;
    const find = (line) => {
      const at = text.indexOf(line, from);
      assert.ok(at >= 0, `“${line.slice(0, 80)}” is missing, or out of order; after: …${text.slice(Math.max(0, from - 60), from + 200)}…`);
      from = at + line.length;
    };
    for (const word of ['A-', 'A', 'A+', 'Tăng tương phản', 'Giảm tương phản']) find(word);
    for (const line of [model.title, model.lead, model.caption, ...model.body, ...model.boxes, model.statistics[0]]) find(line);
    for (const line of model.statistics.slice(1)) {
      const label = line.split(' : ')[0];
      find(label);
      const number = text.slice(from).match(/^ ?:? ?(\d{1,3}(?:\.\d{3})*)(?!\S*\d)/);
      assert.ok(number, `a number stands behind “${label}”, not “${text.slice(from, from + 20)}”`);
      if (label === 'Đang online') assert.ok(Number(number[1]) >= 1, 'the reader of the page is online');
    }
    assertQuiet(page);
    await page.context().close();
  });
}

test('the photo has its alternative text, its caption and its right proportions', async () => {
  const page = await openTab(browser, { width: 360, script: false });
  await page.goto(portal.url + article.url);
  const image = page.locator('main figure img');
  assert.equal(await image.count(), 1);
  assert.equal(await image.getAttribute('alt'), article.image.alt);
  const box = await image.boundingBox();
  assert.ok(Math.abs(box.width / box.height - 1.5) < 0.02, `${box.width} × ${box.height}`);
  assert.equal(squeeze(await page.locator('main figure figcaption').innerText()).startsWith(model.caption), true);
  assert.equal(await image.getAttribute('width'), '1200');
  const { loaded, source } = await image.evaluate((element) => ({ loaded: element.naturalWidth > 0, source: element.currentSrc }));
  assert.ok(loaded, source);
  assert.match(source, /\.webp$/);
  assert.ok(article.image.sizes['320'].webp.endsWith(new URL(source).pathname), 'a phone of 360 points takes the form that fits it');
  await page.context().close();
});

test('the pasted indents are not content', async () => {
  const { json } = await portal.api('GET', `/articles/${article.slug}`);
  assert.equal(json.title, model.title);
  assert.doesNotMatch(json.body_html, /\u00a0|&nbsp;|<p>\s/);
  assert.equal(json.body_html.match(/<p>/g).length, model.body.length);
  assert.equal(json.image.caption, model.caption);
  for (const line of model.body) assert.ok(json.body_text.includes(line));
});

test('the same body pasted as HTML loses its indents as well', async () => {
  const body = model.body.map((line) => `<p style="text-indent:2em">${'&nbsp;'.repeat(10)}${line}</p>\n<p>&nbsp;</p>`).join('\n');
  const made = await portal.post({ title: 'Bài dán từ trình soạn thảo', body, body_format: 'html' });
  assert.doesNotMatch(made.body_html, /\u00a0|&nbsp;|style=|<p>\s|<p><\/p>/);
  assert.equal(made.body_html.match(/<p>/g).length, model.body.length);
});

test('congd stops cleanly', () => portal.stop());
