// The review on the staff's pages: the list before publishing, the queue, approving, sending back, comments.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, assertValidHtml, openTab, startBrowser } from './lib/browser.mjs';
import { startPortal } from './lib/portal.mjs';
import { taskDone } from './lib/weekly.mjs';

let portal;
let browser;
const staff = {};
before(async () => {
  portal = await startPortal({ args: ['--set', 'two_people=yes', '--write-rate', '0', '--error-rate', '0'] });
  for (const role of ['author', 'editor', 'admin']) staff[role] = await portal.staff(role);
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await portal?.stop();
  await portal?.end();
});

const BODY = 'Đường rộng ba mét rưỡi.\n';
/** An article that waits, written by a token. */
async function waiting(fields = {}) {
  const made = await portal.api('POST', '/articles', { as: 'author', body: { title: 'Bê tông hóa đường Bản Nghè', lead: 'Đường mới.', body: BODY, status: 'review', ...fields } });
  assert.equal(made.status, 201, made.text);
  return made.json.id;
}
const status = async (id) => (await portal.api('GET', `/articles/${id}`, { as: 'reader' })).json.status;
const open = async (who, path) => {
  const page = await staff[who].get(path);
  assert.equal(page.status, 200, page.text);
  return page.text;
};

test('the queue leads to what waits; it is for who may approve', async () => {
  assert.match(await open('editor', '/quan-tri/duyet'), /Không có bài nào chờ duyệt/);
  const id = await waiting();
  const page = await open('editor', '/quan-tri/duyet');
  assert.ok(page.includes(`href="/quan-tri/duyet/${id}"`), page);
  assert.match(page, /Bê tông hóa đường Bản Nghè.*test author/s);
  assert.match(await open('editor', '/en/quan-tri/duyet'), /Waiting for review/);
  assert.equal((await staff.author.get('/quan-tri/duyet')).status, 403);
  assert.equal((await staff.editor.get('/quan-tri/duyet/999999')).status, 404);
});

test('the page of an article shows its words, what it was looked over for, and what became different', async () => {
  const id = await waiting({ title: 'Đã từng đăng' });
  assert.match(await open('editor', `/quan-tri/duyet/${id}`), /Đường rộng ba mét rưỡi\..*Có tóm tắt/s);
  await portal.api('POST', `/articles/${id}/publish`, { as: 'editor' });
  await portal.api('POST', `/articles/${id}/withdraw`, { as: 'editor', body: { reason: 'Sai số' } });
  await portal.api('PATCH', `/articles/${id}`, { as: 'editor', body: { status: 'draft', body: 'Đường rộng bốn mét rưỡi.\n' } });
  await portal.api('PATCH', `/articles/${id}`, { as: 'editor', body: { status: 'review' } });
  const page = await open('editor', `/quan-tri/duyet/${id}`);
  assert.match(page, /<del>.*ba.*<\/del>.*<ins>.*bốn.*<\/ins>/s);
  assert.match(page, /Bỏ 1 chữ, thêm 1 chữ/);
});

test('an article is approved with one press, as the version that was seen', async () => {
  const id = await waiting();
  await open('editor', `/quan-tri/duyet/${id}`);
  const stale = await staff.editor.post(`/quan-tri/duyet/${id}/dang`, { 'phien-ban': '9' });
  assert.equal(stale.status, 422);
  assert.match(stale.text, /<title>Lỗi: .*phiên bản/s);
  assert.equal(await status(id), 'review');
  const done = await staff.editor.post(`/quan-tri/duyet/${id}/dang`, { 'phien-ban': '1' });
  assert.deepEqual([done.status, done.headers.location], [303, '/quan-tri/duyet?xong=review_published']);
  assert.equal(await status(id), 'published');
  assert.match(await open('editor', done.headers.location), /Đã duyệt và đăng bài/);
});

test('what is sent back needs a note, which is shown and nothing else', async () => {
  const { editor } = staff;
  const id = await waiting({ title: 'Bị trả' });
  await open('editor', `/quan-tri/duyet/${id}`);
  const empty = await editor.post(`/quan-tri/duyet/${id}/tra-lai`, { 'phien-ban': '1', 'can-sua': ' ' });
  assert.equal(empty.status, 422);
  assert.match(empty.text, /id="can-sua"[^>]*aria-invalid="true"/);
  const note = 'Thiếu số liệu <b>thôn</b> Khuổi Lùng';
  const done = await editor.post(`/quan-tri/duyet/${id}/tra-lai`, { 'phien-ban': '1', 'can-sua': note });
  assert.equal(done.status, 303);
  assert.equal(await status(id), 'draft');
  const page = await open('editor', `/quan-tri/duyet/${id}`);
  assert.match(page, /trả lại để sửa/);
  assert.ok(page.includes('Thiếu số liệu &lt;b&gt;thôn&lt;/b&gt;') && !page.includes('<b>thôn</b>'));
  assert.ok(!page.includes('Duyệt và đăng'), 'what does not wait is not decided');
});

test('comments are seen by all, and said by who may write the article', async () => {
  const { author, editor } = staff;
  const id = await waiting({ title: 'Có trao đổi' });
  await open('editor', `/quan-tri/duyet/${id}`);
  const said = await editor.post(`/quan-tri/duyet/${id}/nhan-xet`, { 'nhan-xet': 'Số hộ ở đoạn 2 khác báo cáo' });
  assert.deepEqual([said.status, said.headers.location], [303, `/quan-tri/duyet/${id}?xong=review_commented`]);
  assert.match(await open('author', `/quan-tri/duyet/${id}`), /Số hộ ở đoạn 2 khác báo cáo/);
  assert.equal((await author.post(`/quan-tri/duyet/${id}/nhan-xet`, { 'nhan-xet': 'Tôi không viết bài này' })).status, 403);
  assert.equal((await author.post(`/quan-tri/duyet/${id}/dang`, {})).status, 403);
  assert.equal((await author.post(`/quan-tri/duyet/${id}/tra-lai`, { 'can-sua': 'x' })).status, 403);
});

test('personal data are published with a reason alone, and the page asks for it', async () => {
  const id = await waiting({ title: 'Có số điện thoại', body: 'Gọi anh Páo 0912345678.\n' });
  const page = await open('editor', `/quan-tri/duyet/${id}`);
  assert.match(page, /số điện thoại.*0912345678/s);
  assert.match(page, /id="ly-do-cong-khai"[^>]* required=""/);
  const refused = await staff.editor.post(`/quan-tri/duyet/${id}/dang`, { 'phien-ban': '1', 'ly-do-cong-khai': '' });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /href="#ly-do-cong-khai".*hãy nêu lý do/s);
  assert.equal(await status(id), 'review');
  const done = await staff.editor.post(`/quan-tri/duyet/${id}/dang`, { 'phien-ban': '1', 'ly-do-cong-khai': 'Anh Páo đồng ý' });
  assert.equal(done.status, 303, done.text);
  const [line] = (await portal.api('GET', '/audit?what=article.personal-data', { as: 'admin' })).json.items;
  assert.deepEqual([line.object_id, line.note, line.who], [id, 'phone-number 1: Anh Páo đồng ý', 'Thử editor']);
});

test('the list before publishing has a page of its own, in both languages', async () => {
  const id = await waiting({ title: 'Xem trước khi đăng', lead: null, body: 'Xem [tại đây](/bai-viet/khong-co).\n' });
  const page = await open('author', `/quan-tri/bai/${id}/kiem-tra`);
  for (const words of [/Bài chưa có tóm tắt/, /Liên kết hỏng/, /không nói nó dẫn đến đâu: «tại đây»/, /Không thấy dữ liệu cá nhân/]) assert.match(page, words);
  assert.match(await open('author', `/en/quan-tri/bai/${id}/kiem-tra`), /A dead link/);
  assert.equal((await portal.page(`/quan-tri/bai/${id}/kiem-tra`)).status, 303, 'nobody reads it who is not signed in');
});

/** The form of a page, as it would be sent: its version and token are in what is typed. */
async function write(who, path, typed, press) {
  const page = await staff[who].get(path);
  assert.equal(page.status, 200, page.text);
  const hidden = Object.fromEntries([...page.text.matchAll(/<input type="hidden" name="(kind|version|copy)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  return staff[who].post(path, { ...hidden, ...typed, do: press });
}
const numberOf = (answer) => {
  assert.equal(answer.status, 303, answer.text);
  return Number(answer.headers.location.match(/bai\/(\d+)/)[1]);
};
const TYPED = { title: 'Bài của tài khoản', lead: 'Tóm tắt.', body: 'Nội dung.', body_format: 'markdown', lang: 'vi', audience: 'public' };

test('an author finds on the desk what was said when the article came back', async () => {
  const id = numberOf(await write('author', '/quan-tri/bai/moi', { ...TYPED, title: 'Xin duyệt' }, 'review'));
  assert.match(await open('editor', '/quan-tri/duyet'), /Xin duyệt.*Thử author/s);
  await open('editor', `/quan-tri/duyet/${id}`);
  assert.equal((await staff.editor.post(`/quan-tri/duyet/${id}/tra-lai`, { 'phien-ban': '1', 'can-sua': 'Thiếu số liệu thôn Khuổi Lùng' })).status, 303);
  const desk = await open('author', '/quan-tri');
  assert.match(desk, /Người duyệt nhận xét.*Xin duyệt.*Thử editor, trả lại để sửa.*Thiếu số liệu thôn Khuổi Lùng/s);
  assert.ok(desk.includes(`href="/quan-tri/duyet/${id}"`));
  assert.doesNotMatch(await open('editor', '/quan-tri'), /Người duyệt nhận xét/);
  const said = await staff.author.post(`/quan-tri/duyet/${id}/nhan-xet`, { 'nhan-xet': 'Đã bổ sung' });
  assert.equal(said.status, 303, said.text);
});

test('whoever wrote it publishes it alone with a reason, which others read', async () => {
  const id = numberOf(await write('editor', '/quan-tri/bai/moi', { ...TYPED, title: 'Tin khẩn' }, 'review'));
  assert.match(await open('editor', '/quan-tri/duyet'), /Tin khẩn<\/a> <span class="st half">bạn viết/);
  const page = await open('editor', `/quan-tri/duyet/${id}`);
  assert.match(page, /Bạn là người viết bài này.*id="ly-do-tu-dang".*Tự đăng/s);
  const refused = await staff.editor.post(`/quan-tri/duyet/${id}/dang`, { 'phien-ban': '1', 'ly-do-tu-dang': '' });
  assert.deepEqual([refused.status, await status(id)], [422, 'review']);
  const done = await staff.editor.post(`/quan-tri/duyet/${id}/dang`, { 'phien-ban': '1', 'ly-do-tu-dang': 'Lũ về, không ai trực' });
  assert.equal(done.status, 303, done.text);
  assert.equal(await status(id), 'published');
  assert.match(await open('admin', `/quan-tri/duyet/${id}`), /tự đăng.*Lũ về, không ai trực/s);
  const [line] = (await portal.api('GET', '/audit?what=article.force', { as: 'admin' })).json.items;
  assert.deepEqual([line.object_id, line.who, line.note], [id, 'Thử editor', 'published: Lũ về, không ai trực']);
});

test('each page is valid, accessible and narrow enough', async () => {
  const id = await waiting({ title: 'Đẹp', lead: null, body: '## Mục\n\nGọi anh Páo 0912345678 [tại đây](/khong).\n' });
  await portal.api('POST', `/articles/${id}/comments`, { as: 'editor', body: { text: 'Xem lại câu cuối' } });
  const pages = { publish: `/quan-tri/bai/${id}/dang`, queue: '/quan-tri/duyet', one: `/quan-tri/duyet/${id}`, looked: `/quan-tri/bai/${id}/kiem-tra` };
  const html = {};
  for (const [name, path] of Object.entries(pages)) {
    html[name] = await open('editor', path);
    for (const width of [1280, 360]) {
      const page = await openTab(browser, { width, cookies: staff.editor.browserCookies() });
      await page.goto(portal.url + path);
      await assertAccessible(page, `${name}, ${width} pixels`);
      await assertNoSidewaysScroll(page, `${name}, ${width} pixels`);
      assertQuiet(page);
      if (process.env.CONG_SHOTS) await page.screenshot({ path: `${process.env.CONG_SHOTS}/${name}-${width}.png`, fullPage: true });
      await page.context().close();
    }
  }
  assertValidHtml(html);
});

describe('the weekly task: approve', () => {
  const ways = { 'with JavaScript': { script: true }, 'without JavaScript': { script: false }, 'on a phone': { script: true, viewport: { width: 360, height: 740 } }, 'by keyboard': { script: true, keyboard: true } };
  for (const [how, { script, viewport, keyboard }] of Object.entries(ways)) {
    test(`an article is found in the queue, read and published ${how}`, async () => {
      const title = `Bài duyệt ${how}`;
      const id = await waiting({ title });
      const context = await staff.editor.browserContext(browser, { javaScriptEnabled: script, ...(viewport ? { viewport } : {}) });
      const page = await context.newPage();
      let actions = 0;
      /** A press on what bears that name: by mouse, or by Tab and Enter. */
      const press = async (role, name) => {
        const target = page.getByRole(role, { name, exact: true });
        if (keyboard) {
          for (let i = 0; !(await target.evaluate((element) => element === document.activeElement)); i++) {
            assert.ok(i < 80, `${name} is not reached by the Tab key`);
            await page.keyboard.press('Tab');
          }
          await page.keyboard.press('Enter');
        } else {
          await target.click();
        }
        actions++;
      };
      try {
        await page.goto(`${portal.url}/quan-tri`);
        actions++;
        await press('link', /^Duyệt \d+ việc chờ$/);
        await page.waitForURL('**/quan-tri/duyet');
        await press('link', title);
        await page.waitForURL(`**/quan-tri/duyet/${id}`);
        assert.ok(await page.getByText('Đường rộng ba mét rưỡi').isVisible());
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth).catch(() => 0);
        assert.ok(wide <= 0, `${wide} pixels too wide`);
        await press('button', 'Duyệt và đăng');
        await page.getByRole('status').getByText('Đã duyệt và đăng bài.').waitFor();
        assert.equal(await status(id), 'published');
        taskDone('an article is approved', how, actions);
      } finally {
        await context.close();
      }
    });
  }
});

test('the write form shows the list, and asks for the reason before personal data are public', async () => {
  await portal.stop();
  portal.args = portal.args.filter((arg) => arg !== 'two_people=yes' && arg !== '--set');
  await portal.start();
  const body = 'Gọi anh Páo 0912345678.';
  const id = numberOf(await write('editor', '/quan-tri/bai/moi', { ...TYPED, title: 'Có số', body }, 'save'));
  const path = `/quan-tri/bai/${id}`;
  assert.match(await open('editor', path), /Kiểm tra trước khi đăng.*Có vẻ là số điện thoại.*name="check_reason"/s);
  const typed = { ...TYPED, title: 'Có số', body };
  const asked = await write('editor', path, { ...typed, change_note: 'Sửa số' }, 'publish');
  assert.deepEqual([asked.status, asked.headers.location], [303, `${path}/dang`]);
  const refused = await staff.editor.publish(asked);
  assert.equal(refused.status, 422, refused.text.slice(0, 400));
  assert.match(refused.text, /href="#check_reason".*hãy nêu lý do/s);
  assert.match(refused.text, /name="change_note"[^>]* value="Sửa số"/);
  assert.equal(await status(id), 'draft');
  // The reason typed beside the list on the form is an answer too.
  const done = await write('editor', path, { ...typed, check_reason: 'Anh Páo đồng ý' }, 'publish');
  assert.deepEqual([done.status, done.headers.location], [303, `${path}?xong=write_published`], done.text);
  assert.equal(await status(id), 'published');
  // A change of what is public is asked as well, and the field is there although it was not before.
  assert.doesNotMatch(await open('editor', path), /name="check_reason"/);
  const more = await write('editor', path, { ...typed, body: `${body} Hoặc 0987654321.` }, 'save');
  assert.equal(more.status, 422);
  assert.match(more.text, /name="check_reason"/);
  assert.equal((await write('editor', path, { ...typed, body: `${body} Hoặc 0987654321.`, check_reason: 'Chị Mai đồng ý' }, 'save')).status, 303);
});

test('what was found stands between "Đăng" and the public, with what was typed kept; where nothing was, it is public at once', async () => {
  const category = await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Thông báo', slug: 'thong-bao' } });
  assert.equal(category.status, 201, category.text);
  const fine = await write('editor', '/quan-tri/bai/moi', { ...TYPED, title: 'Không có gì để hỏi', category: 'thong-bao' }, 'publish');
  assert.match(fine.headers.location, /^\/quan-tri\/bai\/\d+\?xong=write_published$/, fine.text);
  assert.equal(await status(numberOf(fine)), 'published');
  // A link that says nothing is shown first; the article is saved, and nobody but the staff sees it.
  const typed = { ...TYPED, title: 'Có điều để hỏi', body: 'Xem [tại đây](https://example.com/tai-lieu).', category: 'thong-bao', day: '2031-11-25', time: '7g30', change_note: 'Bản "đầu"' };
  const asked = await write('editor', '/quan-tri/bai/moi', typed, 'publish');
  const id = numberOf(asked);
  assert.equal(asked.headers.location, `/quan-tri/bai/${id}/dang?day=2031-11-25&time=7g30`);
  assert.equal(await status(id), 'draft');
  const page = await open('editor', asked.headers.location);
  for (const words of [/Trước khi đăng: Có điều để hỏi/, /không nói nó dẫn đến đâu: «tại đây»/, new RegExp(`href="/quan-tri/bai/${id}/xem-truoc"`), new RegExp(`href="/quan-tri/bai/${id}"`),
    /name="day"[^>]* value="2031-11-25"/, /name="time"[^>]* value="7g30"/, /name="change_note"[^>]* value="Bản &quot;đầu&quot;"/]) assert.match(page, words);
  assert.doesNotMatch(page, /check_reason/, 'nothing asks for a reason');
  assert.match(await open('editor', `/en/quan-tri/bai/${id}/dang`), /Before publishing/);
  const wrong = await staff.editor.publish(asked, { time: 'chín giờ', change_note: 'Ghi chú mới' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /id="day"[^>]*aria-invalid="true"/);
  assert.match(wrong.text, /name="change_note"[^>]* value="Ghi chú mới"/);
  const stale = await staff.editor.post(`/quan-tri/bai/${id}/dang`, { version: '9', day: '', time: '', change_note: '' });
  assert.deepEqual([stale.status, await status(id)], [412, 'draft']);
  assert.match(stale.text, /vừa được sửa từ nơi khác/);
  const done = await staff.editor.publish(asked);
  assert.deepEqual([done.status, done.headers.location], [303, `/quan-tri/bai/${id}?xong=write_scheduled`], done.text);
  const now = (await portal.api('GET', `/articles/${id}`, { as: 'reader' })).json;
  assert.deepEqual([now.status, now.published_at, now.change_note], ['scheduled', '2031-11-25T00:30:00Z', 'Bản "đầu"']);
  // What is public already, or is not there, has no such step; an author has none either.
  assert.equal((await staff.editor.get(`/quan-tri/bai/${numberOf(fine)}/dang`)).headers.location, `/quan-tri/bai/${numberOf(fine)}`);
  assert.equal((await staff.editor.get('/quan-tri/bai/999999/dang')).status, 404);
  assert.equal((await staff.author.get(`/quan-tri/bai/${id}/dang`)).status, 403);
});

test('an article that is brought back and needs a reason asks for it', async () => {
  const id = await waiting({ title: 'Gỡ rồi đăng lại', body: 'Gọi anh Páo 0912345678.\n' });
  await portal.api('POST', `/articles/${id}/publish`, { as: 'editor', body: { check_reason: 'Đã hỏi' } });
  await portal.api('POST', `/articles/${id}/withdraw`, { as: 'editor', body: { reason: 'Sai số' } });
  await open('editor', `/quan-tri/bai/${id}/trang-thai`);
  const asked = await staff.editor.post(`/quan-tri/bai/${id}/trang-thai`, { do: 'publish' });
  assert.deepEqual([asked.status, asked.headers.location, await status(id)], [303, `/quan-tri/bai/${id}/dang`, 'withdrawn']);
  assert.equal((await staff.editor.publish(asked, { check_reason: 'Anh Páo đồng ý' })).status, 303);
  assert.equal(await status(id), 'published');
});

test('of many articles published at once, one with personal data stays as it is and says why', async () => {
  const [fine, personal] = [await waiting({ title: 'Không có số' }), await waiting({ title: 'Có số nữa', body: 'Gọi 0387654321.\n' })];
  await open('editor', `/quan-tri/bai/nhieu?do=publish&id=${fine}&id=${personal}`);
  const done = await staff.editor.follow(await staff.editor.post('/quan-tri/bai/nhieu', { do: 'publish', id: [String(fine), String(personal)] }));
  assert.match(done.text, /Có số nữa<\/a>.*dữ liệu cá nhân/s);
  assert.deepEqual([await status(fine), await status(personal)], ['published', 'review']);
});
