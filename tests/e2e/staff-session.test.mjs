// A session that is over while somebody writes: the words stay, the person signs in over them, and the save goes on; without a script
// the form that was sent waits. And what the desk says of sign-ins before.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, openTab, startBrowser } from './lib/browser.mjs';
import { PASSWORD, PHONE, Staff, startPortal, until } from './lib/portal.mjs';

let portal, browser;
before(async () => {
  portal = await startPortal({ args: ['--set', 'write_rate=0', '--set', 'error_rate=0'] });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await portal?.stop();
  await portal?.end();
});

const state = (tab) => tab.locator('[data-state]').textContent();
const panel = (tab) => tab.locator('.again');
/** The writing page of a person, with words that are kept. */
async function writing(staff, title) {
  const tab = await openTab(browser, { cookies: staff.browserCookies() });
  await tab.goto(`${portal.url}/quan-tri/bai/moi`);
  await until(() => tab.evaluate(() => document.querySelector('[data-rich]')?.editor?.isRich));
  await tab.locator('#title').fill(title);
  await kept(tab, title);
  return tab;
}
/** Waits until the server has a working copy with this title, and says so. */
async function kept(tab, title) {
  await until(async () => {
    const copy = await tab.locator('[name=copy]').inputValue();
    if (!/Đã giữ/.test(await state(tab)) || !(Number(copy) > 0)) return false;
    return tab.evaluate(async ([id, wanted]) => {
      const page = new DOMParser().parseFromString(await (await fetch(`/quan-tri/bai/moi?ban=${id}`)).text(), 'text/html');
      return page.querySelector('#title')?.value === wanted;
    }, [copy, title]);
  });
}

test('a session that paused is renewed by the password over the text, which stays as it is, and the save goes on', async () => {
  const staff = await portal.staff('editor');
  const tab = await writing(staff, 'Cầu mới');
  // The same address behind the restart, on which the pause is made.
  portal.args.push('--listen', `127.0.0.1:${portal.port}`);
  await portal.stop();
  portal.changeDatabase('UPDATE sessions SET seen_ms = seen_ms - 62 * 60000');
  await portal.start();
  await tab.locator('#title').press('End');
  await tab.keyboard.type(' ở Bản Nghè');
  await panel(tab).locator('input[type=password]').waitFor();
  assert.match(await state(tab), /Phiên làm việc đã hết/);
  assert.equal(await tab.evaluate(() => document.activeElement.id), 'title', 'the focus is where it was');
  await assertAccessible(tab, 'the writing page with the question who it is');
  await tab.keyboard.type(', dài 30 m');
  assert.equal(await panel(tab).locator('[name=ten]').count(), 0, 'who it is is known');
  await panel(tab).locator('input[type=password]').fill('sai mất rồi, sai mất rồi');
  await panel(tab).getByRole('button').click();
  await panel(tab).getByText('mật khẩu hoặc mã không đúng').first().waitFor();
  await until(async () => {
    if (!(await panel(tab).count())) return true;
    await panel(tab).locator('input[type=password]').fill(PASSWORD);
    await panel(tab).getByRole('button').click();
    // Refused for a second behind the wrong one, or done.
    await tab.waitForFunction(() => !document.querySelector('.again')?.querySelector('button[disabled]'));
    return false;
  });
  await kept(tab, 'Cầu mới ở Bản Nghè, dài 30 m');
  assert.equal(await tab.locator('#title').inputValue(), 'Cầu mới ở Bản Nghè, dài 30 m');
  // What was kept when the save came too late is not offered any more.
  await tab.goto(`${portal.url}/quan-tri/dang-do`);
  assert.match(await tab.locator('main').textContent(), /Không có gì đang dở/);
  await tab.context().close();
});

test('behind a session that was ended the same person signs in whole, and nobody gets the words of another', async () => {
  const staff = await portal.staff('author');
  await portal.staff('reader'); // makes the account of somebody else
  const tab = await writing(staff, 'Của tác giả');
  portal.changeDatabase('UPDATE sessions SET ended_ms = 1');
  await tab.locator('#title').fill('Của tác giả, sửa');
  const signIn = async (name) => {
    await panel(tab).locator('[name=ten]').fill(name);
    await panel(tab).locator('input[type=password]').fill(PASSWORD);
    await panel(tab).getByRole('button').click();
  };
  await panel(tab).locator('[name=ten]').waitFor();
  await tab.locator('#viet button[value=save]').first().click();
  assert.equal(await tab.evaluate(() => document.activeElement.name), 'ten', 'a save that would be refused is not sent: first who it is');
  await signIn('thu-reader');
  await until(async () => /của người khác/.test(await state(tab)));
  assert.equal(await tab.locator('#title').inputValue(), 'Của tác giả, sửa');
  portal.changeDatabase('UPDATE sessions SET ended_ms = 1');
  await tab.evaluate(() => dispatchEvent(new Event('focus')));
  await panel(tab).locator('[name=ten]').waitFor();
  await signIn('thu-author');
  await kept(tab, 'Của tác giả, sửa');
  await tab.context().close();
});

test('without a script the whole form that was sent too late waits behind the sign-in, and is sent by one press', async () => {
  const staff = await portal.staff('editor');
  assert.equal((await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Tin', slug: 'tin' } })).status, 201);
  const page = await staff.get('/quan-tri/bai/moi');
  const typed = { title: 'Gửi muộn "quá"', lead: 'Tóm tắt.', body: 'Đoạn một.\n\nĐoạn <hai>.', body_format: 'markdown', category: 'tin', tags: 'một, hai', author: 'Lý Thị Mai', lang: 'vi', audience: 'public', kind: 'article', version: '0', copy: '0', giu: '', change_note: 'đầu', do: 'save' };
  assert.match(page.text, /name="title"/);
  portal.changeDatabase('UPDATE sessions SET created_ms = created_ms - 13 * 3600000');
  const late = await staff.post('/quan-tri/bai/moi', typed);
  assert.deepEqual([late.status, late.headers.location], [303, '/quan-tri/dang-nhap?tiep=/quan-tri/dang-do&xong=form_kept']);
  const asked = await staff.get(late.headers.location);
  assert.match(asked.text, /name="ten"/, 'its hours are over: who it is is asked whole');
  const on = await staff.post('/quan-tri/dang-nhap', { ten: 'thu-editor', 'mat-khau': PASSWORD, tiep: '/quan-tri/dang-do' });
  assert.deepEqual([on.status, on.headers.location], [303, '/quan-tri/dang-do'], on.text);
  const waits = await staff.get('/quan-tri/dang-do');
  const form = waits.text.match(/<form method="post" action="\/quan-tri\/bai\/moi">([^]*?)<\/form>/)[1];
  const plain = (value) => value.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');
  const held = Object.fromEntries([...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name, value]) => [name, plain(value)]));
  const done = await staff.post('/quan-tri/bai/moi', held);
  assert.equal(done.status, 303, done.text);
  const { json } = await portal.api('GET', `/articles/${done.headers.location.match(/\d+/)[0]}`, { as: 'admin' });
  assert.deepEqual([json.title, json.lead, json.body.text, json.category.slug, json.tags.map(({ name }) => name), json.author, json.status], ['Gửi muộn "quá"', 'Tóm tắt.', typed.body, 'tin', ['một', 'hai'], 'Lý Thị Mai', 'draft']);
  assert.match((await staff.get('/quan-tri/dang-do')).text, /Không có gì đang dở/);
});

test('the desk says when and where one signed in before, and what was tried in vain since, by no address', async () => {
  const name = 'thu-admin';
  const staff = await portal.staff('admin');
  assert.doesNotMatch((await staff.get('/quan-tri')).text, /Lần đăng nhập trước|gõ sai/, 'the first time');
  const stranger = new Staff(portal);
  await stranger.get('/quan-tri/dang-nhap');
  assert.equal((await stranger.post('/quan-tri/dang-nhap', { ten: name, 'mat-khau': 'đoán bừa một cái xem sao' }, { 'User-Agent': PHONE })).status, 422);
  const during = (await staff.get('/quan-tri')).text;
  assert.match(during, /Từ đó có 1 lần gõ sai[^<]*Lần cuối: \d\d:\d\d, Chrome, Android\./);
  const owner = new Staff(portal);
  owner.cookies = new Map([...staff.cookies].filter(([cookie]) => cookie === 'cong-may')); // a device that is known
  assert.equal((await owner.signIn(name, PASSWORD)).status, 303);
  const desk = (await owner.get('/quan-tri')).text;
  assert.match(desk, /Lần đăng nhập trước: \d\d:\d\d, Firefox, Linux/);
  assert.match(desk, /Từ đó có 1 lần gõ sai/);
  assert.doesNotMatch(desk, /127\.0\.0\.1/);
  assert.match((await owner.get('/en/quan-tri')).text, /Your sign-in before: .*mistyped your password or code 1 time\. Last: /s);
  // The session before learns of the newer one; a token has no sign-ins.
  assert.match((await staff.get('/quan-tri')).text, /Lần đăng nhập trước/);
  assert.equal((await portal.api('GET', '/desk', { as: 'admin' })).json.sign_in, null);
  // Once signed in again nobody tried since.
  const again = new Staff(portal);
  again.cookies = new Map([...owner.cookies].filter(([cookie]) => cookie === 'cong-may'));
  assert.equal((await again.signIn(name, PASSWORD)).status, 303);
  assert.doesNotMatch((await again.get('/quan-tri')).text, /gõ sai/);
});

test('what was sent too late goes with what is taken back: of an article, and of a person', async () => {
  const word = 'Qxzvkrmph';
  const staff = await portal.staff('editor');
  const made = await portal.post({ title: 'Có tên người', body: 'x' });
  const over = () => portal.changeDatabase('UPDATE sessions SET created_ms = created_ms - 13 * 3600000');
  const waits = async () => {
    assert.equal((await staff.signIn('thu-editor', PASSWORD)).status, 303);
    return (await staff.get('/quan-tri/dang-do')).text;
  };
  await staff.get(`/quan-tri/bai/${made.id}`);
  over();
  assert.equal((await staff.post(`/quan-tri/bai/${made.id}`, { title: `Của ${word}`, body: 'x', version: '1', do: 'save' })).status, 303);
  assert.match(await waits(), new RegExp(word));
  assert.equal((await portal.api('POST', `/articles/${made.id}/erase`, { as: 'editor', body: { note: 'Theo đề nghị' } })).status, 200);
  assert.doesNotMatch(await waits(), new RegExp(word));
  over();
  assert.equal((await staff.post('/quan-tri/bai/moi', { title: 'Thư', body: `Ông ${word} viết.`, kind: 'article', do: 'save' })).status, 303);
  const asked = await portal.api('POST', '/erasures', { as: 'admin', body: { find: word, note: 'Theo đề nghị' } });
  assert.deepEqual(asked.json.places.map(({ kind, result }) => [kind, result]), [['kept-form', 'erased']], asked.text);
  assert.doesNotMatch(await waits(), new RegExp(word));
});
