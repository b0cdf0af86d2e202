// What citizens come for, done for the first time: on a phone, without scripts, from the home page of the demonstration, each in
// at most two taps beside typing. A tap on what opens a fold counts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTab, startBrowser } from './lib/browser.mjs';
import { startDemo } from './lib/demo.mjs';
import { uncut } from './lib/patience.mjs';

let portal;
let browser;
before(async () => {
  portal = await startDemo();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await portal?.stop();
  await portal?.end();
});

/** Someone on the home page with a phone, who counts taps. */
async function citizen() {
  const page = await openTab(browser, { width: 360, height: 740, script: false, hasTouch: true, isMobile: true });
  await page.goto(portal.url);
  const taps = [];
  return {
    page,
    async tap(locator) {
      await locator.first().tap();
      taps.push(String(locator));
      await page.waitForLoadState();
    },
    /** The word is seen, not only there. */
    async sees(text) {
      await page.getByText(text).filter({ visible: true }).first().waitFor({ state: 'visible' });
    },
    async done() {
      assert.ok(taps.length <= 2, `${taps.length} taps: ${taps.join(', ')}`);
      await page.context().close();
    },
  };
}

const fold = (page, name) => page.locator('header summary').filter({ hasText: name });
const inFoot = (page, name) => page.getByRole('contentinfo').getByRole('link', { name });
const inMenu = (page, name) => page.locator('header nav.menu').getByRole('link', { name, exact: true });

/** Types into the search of the head and sends it with the keyboard. */
async function search(one, words) {
  await one.tap(fold(one.page, 'Tìm'));
  await one.page.locator('#tim').fill(words);
  await one.page.locator('#tim').press('Enter');
  await one.page.waitForURL(/tim-kiem/);
  await uncut(async () => {
    if (await one.page.getByText(/quá lâu/).count()) await one.page.reload();
    return one.page.locator('main').innerText();
  });
}

test('the hotline: it stands on the home page, and calls', async () => {
  const one = await citizen();
  const numbers = await one.page.locator('a[href^="tel:"]').evaluateAll((links) => links.map((link) => link.textContent.replace(/\s/g, '')));
  assert.ok(numbers.includes('02050000000'), String(numbers));
  const call = one.page.locator('a[href^="tel:"]').filter({ hasText: '0205 000 0000', visible: true });
  assert.ok(await call.count(), 'without opening anything');
  await one.done();
});

test('last week\'s notice, and until when it is valid', async () => {
  const one = await citizen();
  const notice = one.page.getByRole('link', { name: /^Mời nhân dân góp ý dự thảo quy hoạch/ });
  if (!await notice.filter({ visible: true }).count()) {
    await one.tap(fold(one.page, 'Danh mục'));
    await one.tap(inMenu(one.page, 'Thông báo'));
  }
  await notice.first().waitFor({ state: 'visible' });
  await one.sees(/Nhận ý kiến đến hết ngày|Còn hiệu lực|hiệu lực đến/);
  await one.done();
});

test('an article by words, typed without marks', async () => {
  const one = await citizen();
  await search(one, 'ren dam giu am trau bo');
  await one.tap(one.page.getByRole('main').getByRole('link', { name: /^Rét đậm tràn về/ }));
  await one.page.getByRole('heading', { name: /^Rét đậm tràn về/, level: 1 }).waitFor();
  await one.done();
});

test('how to pay a fee', async () => {
  const one = await citizen();
  await one.tap(one.page.getByRole('main').getByRole('link', { name: 'Nộp phí, lệ phí' }));
  await one.sees('Quét mã QR');
  await one.done();
});

test('papers for dividing land, by the subject\'s tile', async () => {
  const one = await citizen();
  await one.tap(one.page.getByRole('main').getByRole('link', { name: 'Đất đai', exact: true }));
  await one.tap(one.page.getByRole('main').getByRole('link', { name: /^Đất vườn tách thửa/ }));
  await one.sees('Bản gốc giấy chứng nhận quyền sử dụng đất.');
  await one.done();
});

test('the chairman\'s phone', async () => {
  const one = await citizen();
  await one.tap(one.page.getByRole('main').getByRole('link', { name: 'Danh bạ', exact: true }));
  const row = one.page.getByRole('listitem').filter({ hasText: /Chủ tịch Ủy ban nhân dân xã/ }).filter({ hasNotText: 'Phó' });
  assert.match(await row.textContent(), /0205 000 0001/);
  await one.done();
});

test('a post\'s telephone, by its name typed without marks', async () => {
  const one = await citizen();
  await one.tap(one.page.getByRole('main').getByRole('link', { name: 'Danh bạ', exact: true }));
  await one.page.getByRole('searchbox', { name: 'Tìm tên, chức vụ hoặc số điện thoại' }).fill('chanh van phong');
  await one.page.keyboard.press('Enter');
  await one.page.locator('#ket-qua').getByRole('link', { name: '0205 000 0010' }).first().waitFor();
  await one.done();
});

test('a decision by its number, typed as people do', async () => {
  const one = await citizen();
  await search(one, '96 qd ubnd');
  await one.tap(one.page.getByRole('main').getByRole('link', { name: /^Quyết định thành lập Tổ công nghệ số/ }));
  await one.page.waitForURL(/\/van-ban\//);
  await one.sees(/\.pdf/i);
  await one.done();
});

test('last week\'s calendar', async () => {
  const one = await citizen();
  await one.tap(one.page.getByRole('main').getByRole('link', { name: 'Lịch công tác', exact: true }));
  await one.tap(one.page.getByRole('main').getByRole('link', { name: 'Tuần trước' }));
  await one.sees('Kỳ họp Hội đồng nhân dân xã');
  await one.done();
});

test('a question to the agency, up to the form', async () => {
  const one = await citizen();
  await one.tap(one.page.getByRole('main').getByRole('link', { name: 'Gửi câu hỏi', exact: true }));
  await one.page.getByRole('textbox', { name: 'Câu hỏi', exact: true }).fill('Bao giờ sửa đường?');
  await one.done();
});

test('the statement on accessibility, the statistics, and how to reach the office', async () => {
  for (const [link, text] of [['Trợ năng', /WCAG/], ['Thống kê truy cập', /Tất cả/]]) {
    const one = await citizen();
    await one.tap(inFoot(one.page, link));
    await one.sees(text);
    await one.done();
  }
  const one = await citizen();
  await one.tap(fold(one.page, /Menu|Danh mục/));
  await one.tap(inMenu(one.page, 'Liên hệ'));
  await one.sees('Giờ làm việc');
  await one.done();
});

test('a fault in an article is reported, and a foreigner finds English', async () => {
  const one = await citizen();
  await one.tap(one.page.getByRole('main').getByRole('link', { name: /^Mùa vàng Khuổi Lùng/ }));
  await one.tap(one.page.getByRole('link', { name: 'Báo sai sót' }));
  await one.page.waitForURL(/\/bao-sai-sot\//);
  await one.done();
  const other = await citizen();
  await other.tap(fold(other.page, 'Hiển thị'));
  await other.tap(other.page.locator('header').getByRole('link', { name: 'English' }));
  await other.page.locator('html[lang=en]').waitFor();
  await other.done();
});
