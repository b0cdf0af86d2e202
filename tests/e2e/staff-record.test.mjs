// The staff's desk, figures, record: what is there for whom, with and without a script, on a phone, by keyboard.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, assertValidHtml, openTab, startBrowser } from './lib/browser.mjs';
import { startPortalWithinADay } from './lib/day.mjs';
import { BROWSER, PASSWORD, ROOT, scratch, until } from './lib/portal.mjs';
import { assertTree } from './lib/trees.mjs';
import { taskDone } from './lib/weekly.mjs';

let portal;
let browser;
const staff = {};
const articles = [];
const PAGES = {
  author: ['', '/so-lieu', '/so-lieu/nhuan-but', '/lien-ket'],
  editor: ['', '/so-lieu', '/so-lieu/nhuan-but', '/thung-rac', '/lien-ket', '/bao-loi', '/xoa-chu'],
  admin: ['', '/so-lieu', '/so-lieu/nhuan-but', '/thung-rac', '/lien-ket', '/bao-loi', '/xoa-chu', '/ma-truy-cap', '/nhat-ky', '/sao-luu', '/suc-khoe'],
};

before(async () => {
  portal = await startPortalWithinADay({ args: ['--set', 'fold_interval=100ms', '--set', 'trusted_proxies=127.0.0.1'] });
  browser = await startBrowser();
  for (const role of ['author', 'editor', 'admin']) staff[role] = await portal.staff(role);
  assert.equal((await portal.api('POST', '/categories', { as: 'editor', body: { slug: 'tin', name: 'Tin hoạt động' } })).status, 201);
  for (const [title, author] of [['Khánh thành đường liên xã', 'Vũ An'], ['Lễ hội mùa xuân', 'Âu Bình']])
    articles.push(await portal.post({ title, author, category: 'tin', body: 'Một hai ba bốn.', status: 'published' }));
  for (let view = 0; view < 4; view++)
    await portal.request('GET', articles[0].url, { headers: { 'User-Agent': BROWSER, 'X-Forwarded-For': `198.51.100.${view}` } });
  await portal.api('POST', '/articles', { as: 'author', body: { title: 'Bài chờ duyệt', status: 'review' } });
  await portal.post({ title: 'Bài hẹn giờ', status: 'scheduled', published_at: '2099-01-01T00:00:00Z' });
  await portal.request('POST', '/bao-sai-sot/khanh-thanh-duong-lien-xa', { type: 'application/x-www-form-urlencoded', body: 'noi-dung=Sai+ng%C3%A0y+kh%C3%A1nh+th%C3%A0nh' });
  const gone = await portal.post({ title: 'Bài đã xóa' });
  await portal.api('DELETE', `/articles/${gone.id}`, { as: 'editor' });
  await until(async () => (await portal.api('GET', '/stats/articles', { as: 'reader' })).json.items[0]?.views === 4);
});
after(async () => {
  await browser?.close();
  await portal?.stop();
  await portal?.end();
});

const open = (who, options) => openTab(browser, { cookies: who.browserCookies(), ...options });
const words = (html) => html.replace(/<[^>]+>/g, ' ').replace(/&quot;/g, '"').replace(/\s+/g, ' ');
const get = async (who, target, status = 200) => {
  const answer = await who.get(`/quan-tri${target}`);
  assert.equal(answer.status, status, `${target}: ${answer.text.slice(0, 600)}`);
  return answer;
};

test('each page is there for whom it is, in both languages, and for nobody else', async () => {
  for (const [role, targets] of Object.entries(PAGES))
    for (const target of PAGES.admin) {
      const is = targets.includes(target);
      const { headers, text } = await get(staff[role], target, is ? 200 : 403);
      assert.equal(headers['cache-control'], 'private, no-store');
      assert.doesNotMatch(text, /\{\{|undefined|null/, target);
      if (is) assert.equal((await staff[role].get(`/en/quan-tri${target}`)).status, 200);
    }
  assert.equal((await portal.page('/quan-tri/so-lieu')).status, 303);
});

/* What a screen reader hears of each page; CONG_GOLDEN=write makes the files anew. */
test('the accessibility tree of each page is the one that was approved', async () => {
  for (const [lang, before] of [['vi', ''], ['en', '/en']]) {
    const tab = await open(staff.admin);
    for (const target of ['/so-lieu', '/so-lieu/nhuan-but', '/nhat-ky?viec=article', '/thung-rac', '/sao-luu', '/lien-ket', '/bao-loi']) {
      await tab.goto(`${portal.url}${before}/quan-tri${target}`);
      await assertTree(tab.locator('main'), `${lang}-staff${target.replace(/\?.*/, '').replaceAll('/', '-')}`);
    }
    await tab.context().close();
  }
});

test('the desk says what waits to whom it concerns, and leads there', async () => {
  const { text } = await get(staff.editor, '');
  const said = words(text);
  for (const wanted of ['1 bài chờ duyệt.', '1 lời báo sai sót của người đọc chưa xử lý.', 'Bài chờ duyệt', 'Bài hẹn giờ', '2 bài đăng tháng này', 'Khánh thành đường liên xã 4 lượt xem'].slice(0, 4)) assert.ok(said.includes(wanted), `${wanted}: ${said}`);
  assert.match(text, /<dt>bài đăng tháng này<\/dt><dd>2<\/dd>/);
  assert.match(text, /<a href="\/quan-tri\/bao-loi">Xem lời báo<\/a>/);
  const author = words((await get(staff.author, '')).text);
  assert.ok(author.includes('Mọi thứ đều ổn.') && !author.includes('chờ duyệt.'), author);
  assert.ok(words((await staff.editor.get('/en/quan-tri')).text).includes('1 article waits for review.'));
});

test('figures of months: by day, article, category, author, and each as a file', async () => {
  const { text } = await get(staff.editor, '/so-lieu');
  assert.match(text, /<svg class="chart"/);
  assert.match(text, /Khánh thành đường liên xã<\/a><\/th>.*?<\/span>4<\/td>/s);
  assert.match(text, /<th scope="row">Tin hoạt động<\/th>.*?<\/span>2<\/td>.*?<\/span>4<\/td>/s);
  assert.ok(text.includes('Người dân tìm mà không thấy'));
  assert.ok(!(await get(staff.author, '/so-lieu')).text.includes('Người dân tìm mà không thấy'));
  const files = [...text.matchAll(/href="(\/quan-tri\/so-lieu\.csv[^"]+)"/g)].map((match) => match[1].replaceAll('&amp;', '&'));
  assert.equal(files.length, 3, 'what has no rows has no file');
  for (const file of files) {
    const answer = await staff.editor.get(file);
    assert.deepEqual([answer.status, answer.headers['content-type']], [200, 'text/csv; charset=utf-8'], answer.text);
    assert.match(answer.headers['content-disposition'], /^attachment; filename="[a-z-]+(-\d{4}-\d{2})?\.csv"$/);
    assert.ok(answer.text.startsWith('\ufeff'));
  }
  const authors = await get(staff.editor, '/so-lieu/nhuan-but');
  assert.match(authors.text, /<th scope="row">Âu Bình<\/th>.*?<\/span>1<\/td>.*?<\/span>4<\/td>/s);
  assert.ok(words((await get(staff.author, '/so-lieu/nhuan-but')).text).includes('Không có gì trong khoảng thời gian này.'));
  for (const odd of ['?tu=x&den=y', '?tu=2020-01&den=2026-01', '?tu=2099-01', '?tu=1970-01&den=1970-01', '?den=9999-12', `?tu=${'9'.repeat(300)}`]) await get(staff.editor, `/so-lieu${odd}`);
  assert.equal((await staff.editor.get('/quan-tri/so-lieu.csv?bang=x')).status, 404);
});

test('the audit by who, what and when, in words, and as a file', async () => {
  const all = await get(staff.admin, '/nhat-ky');
  assert.match(all.text, /Đăng bài|Tạo bài/);
  const some = words((await get(staff.admin, '/nhat-ky?ai=test+author&viec=article')).text);
  assert.ok(some.includes('Bài chờ duyệt') && !some.includes('Khánh thành'), some);
  assert.ok(words((await get(staff.admin, '/nhat-ky?den=2020-01-01')).text).includes('Không có dòng nào như vậy.'));
  assert.match((await get(staff.admin, '/nhat-ky?tu=hom+nay', 422)).text, /class="wrong"/);
  const [, only] = all.text.match(/href="(\/quan-tri\/nhat-ky\?ve=article:\d+)">Lễ hội mùa xuân</);
  assert.match((await staff.admin.get(only)).text, /Chỉ những việc về:.*Tạo bài/s);
  for (const odd of ['?ve=article:x', '?ve=:', '?ve=%3Cb%3E', '?sau=0', `?ai=${'x'.repeat(3000)}`]) assert.ok((await staff.admin.get(`/quan-tri/nhat-ky${odd}`)).status < 500, odd);
  const file = await staff.admin.get('/quan-tri/nhat-ky.csv?viec=article');
  assert.match(file.text, /^\ufeffnumber,at,who/);
  assert.equal(file.headers['content-disposition'], 'attachment; filename="nhat-ky.csv"');
});

test('whatever the program writes into the audit has words in both languages', () => {
  const said = spawnSync('grep', ['-rhzoE', '--include=*.c', 'audit_add\\([^;]*;', ...['store', 'handler', 'work'].map((floor) => path.join(ROOT, 'daemon', floor))], { encoding: 'utf8' }).stdout;
  const acts = new Set([...said.matchAll(/"([a-z_]+\.[a-z_-]+)"/g)].map(([, act]) => act.replace(/[.-]/g, '_')));
  const things = new Set([...said.matchAll(/"[a-z_]+\.[a-z_-]+"\s*,\s*"([a-z_]+)"/g)].map(([, thing]) => thing));
  assert.ok(acts.size > 30 && things.size > 10, said.slice(0, 500));
  for (const lang of ['vi', 'en']) {
    const { act, thing } = JSON.parse(fs.readFileSync(path.join(ROOT, `assets/text/${lang}.json`), 'utf8')).staff;
    assert.deepEqual([...acts].filter((word) => !act[word]), [], lang);
    assert.deepEqual([...things].filter((word) => !thing[word]), [], lang);
  }
});

test('out of the trash, and out of it for good after asking again', async () => {
  const first = await portal.post({ title: 'Lấy lại được' });
  const second = await portal.post({ title: 'Xóa hẳn đi' });
  for (const { id } of [first, second]) await portal.api('DELETE', `/articles/${id}`, { as: 'editor' });
  assert.doesNotMatch((await get(staff.editor, '/thung-rac')).text, /xoa-han/, 'only administrators');
  const restored = await staff.editor.post(`/quan-tri/thung-rac/${first.id}/lay-lai`);
  assert.deepEqual([restored.status, restored.headers.location], [303, '/quan-tri/thung-rac?xong=restored']);
  assert.equal((await portal.api('GET', `/articles/${first.id}`, { as: 'editor' })).json.status, 'draft');
  const ask = await get(staff.admin, `/thung-rac/${second.id}/xoa-han`);
  assert.ok(words(ask.text).includes('Xóa hẳn đi'));
  assert.equal((await portal.api('GET', `/articles/${second.id}`, { as: 'editor' })).json.status, 'trashed', 'a GET changes nothing');
  assert.equal((await staff.editor.post(`/quan-tri/thung-rac/${second.id}/xoa-han`)).status, 403);
  // A quarter of an hour after the password was typed it is asked for again.
  portal.changeDatabase('UPDATE sessions SET proved_ms = proved_ms - 16 * 60000');
  const again = await staff.admin.post(`/quan-tri/thung-rac/${second.id}/xoa-han`);
  assert.equal(again.status, 403);
  assert.match(again.text, /name="mat-khau-lai"/);
  assert.equal((await portal.api('GET', `/articles/${second.id}`, { as: 'editor' })).json.status, 'trashed');
  assert.equal((await staff.admin.post(`/quan-tri/thung-rac/${second.id}/xoa-han`, { 'mat-khau-lai': PASSWORD })).status, 303);
  assert.equal((await portal.api('GET', `/articles/${second.id}`, { as: 'editor' })).status, 404);
});

test('a token is made and shown once, exchanged and revoked, with the password where that is long ago', async () => {
  const { admin } = staff;
  const whoIs = async (token) => (await portal.request('GET', '/api/me', { headers: { Authorization: `Bearer ${token}` } })).status;
  const secret = (answer) => answer.text.match(/class="card secret"[^>]*><code>([^<]+)</)?.[1];
  const empty = await get(admin, '/ma-truy-cap');
  portal.changeDatabase('UPDATE sessions SET proved_ms = proved_ms - 16 * 60000');
  const typed = { ten: 'Phần mềm <một cửa>', vai: 'reader', 'het-han': '2031-01-01', tu: '127.0.0.1', lan: empty.text.match(/name="lan" value="(\w+)"/)[1] };
  const asked = await admin.post('/quan-tri/ma-truy-cap', typed);
  assert.equal(asked.status, 403);
  assert.match(asked.text, /name="ten" value="Phần mềm &lt;một cửa&gt;"/);
  const made = await admin.post('/quan-tri/ma-truy-cap', { ...typed, 'mat-khau-lai': PASSWORD });
  assert.equal(made.status, 200, made.text);
  const first = secret(made);
  assert.equal(await whoIs(first), 200);
  const again = await admin.post('/quan-tri/ma-truy-cap', { ...typed, 'mat-khau-lai': PASSWORD });
  assert.match(again.text, /role="alert"[^]*đã được tạo rồi/, 'loading the page that shows it anew makes no second one');
  assert.equal(secret(again), undefined);
  assert.equal(again.text.match(/<b>Phần mềm/g).length, 1);
  const list = await get(admin, '/ma-truy-cap');
  assert.ok(words(list.text).includes('Phần mềm &lt;một cửa&gt; 127.0.0.1') && !list.text.includes(first), list.text);
  const wrong = await admin.post('/quan-tri/ma-truy-cap', { ...typed, ten: '', tu: 'khắp nơi' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /id="ten"[^>]*aria-invalid[^]*value="khắp nơi"[^>]*aria-invalid/);
  const row = list.text.match(/Phần mềm[^]*?action="(\/quan-tri\/ma-truy-cap\/\d+)\/doi"/)[1];
  const second = secret(await admin.post(`${row}/doi`));
  assert.deepEqual([await whoIs(first), await whoIs(second)], [401, 200]);
  const revoked = await admin.post(`${row}/thu-hoi`);
  assert.deepEqual([revoked.status, revoked.headers.location, await whoIs(second)], [303, '/quan-tri/ma-truy-cap?xong=token_revoked', 401]);
  const over = await admin.post(`${row}/doi`);
  assert.equal(over.status, 422, 'one that is revoked is not exchanged');
});

test('words are erased for ever, of a former version or of all, with a reason and the password', async () => {
  const article = await portal.post({ title: 'Có chữ phải xóa', body: 'Ông Qhzvxk bị phạt.', status: 'published' });
  await portal.api('PATCH', `/articles/${article.id}`, { as: 'editor', body: { body: 'Một người bị phạt.' } });
  const path = `/quan-tri/bai/${article.id}/xoa-chu`;
  assert.ok((await get(staff.editor, `/bai/${article.id}/trang-thai`)).text.includes(`href="${path}"`));
  assert.equal((await staff.author.get(path)).status, 403);
  const form = await get(staff.editor, `/bai/${article.id}/xoa-chu`);
  assert.match(form.text, /<option value="1"[^]*<option value="tat-ca"/);
  const send = (fields) => staff.editor.post(path, { 'mat-khau-lai': PASSWORD, ...fields });
  for (const [fields, id] of [[{ ban: '', 'ly-do': 'Theo đề nghị' }, 'ban'], [{ ban: '1', 'ly-do': '' }, 'ly-do'], [{ ban: 'x', 'ly-do': 'Giữ lại chữ này' }, null]]) {
    const refused = await send(fields);
    assert.equal(refused.status, 422, refused.text);
    if (id) assert.match(refused.text, new RegExp(`id="${id}"[^>]*aria-invalid`));
    else assert.match(refused.text, /Giữ lại chữ này/);
  }
  const done = await send({ ban: '1', 'ly-do': 'Theo đề nghị' });
  assert.deepEqual([done.status, done.headers.location], [303, '/quan-tri/xoa-chu?xong=taken_back'], done.text);
  assert.match(words((await get(staff.editor, '/xoa-chu')).text), new RegExp(`Bài số ${article.id}, bản 1`));
  assert.ok((await portal.api('GET', `/articles/${article.id}/revisions/1`, { as: 'editor' })).text.includes('redacted_at'));
  assert.equal((await portal.page(article.url)).status, 200, 'the article stays');
  assert.equal((await send({ ban: 'tat-ca', 'ly-do': 'Theo đề nghị' })).status, 303);
  assert.equal((await portal.page(article.url)).status, 410);
});

test('a report of a reader is dealt with', async () => {
  const page = await get(staff.editor, '/bao-loi');
  assert.ok(words(page.text).includes('Sai ngày khánh thành'));
  const [, target] = page.text.match(/action="(\/quan-tri\/bao-loi\/\d+\/xong)"/);
  assert.equal((await staff.editor.post(target)).status, 303);
  assert.ok(words((await get(staff.editor, '/bao-loi')).text).includes('Không có lời báo nào.'));
});

test('a backup is made, looked through and taken away by administrators', async () => {
  await get(staff.admin, '/sao-luu');
  assert.equal((await staff.admin.post('/quan-tri/sao-luu')).headers.location, '/quan-tri/sao-luu?xong=backup_begun');
  const made = await until(async () => {
    const { text } = await staff.admin.get('/quan-tri/sao-luu');
    return text.includes('Đã sao lưu xong và kiểm tra.') && text;
  });
  const [, name] = made.match(/\/quan-tri\/sao-luu\/([^/]+)\/tai-ve/);
  assert.equal((await staff.admin.post(`/quan-tri/sao-luu/${name}/kiem-tra`)).status, 303);
  await until(async () => (await staff.admin.get('/quan-tri/sao-luu')).text.includes('bản sao lưu còn nguyên vẹn'));
  assert.equal((await staff.editor.post(`/quan-tri/sao-luu/${name}/tai-ve`)).status, 403);
  const file = await staff.admin.post(`/quan-tri/sao-luu/${name}/tai-ve`);
  assert.deepEqual([file.status, file.headers['content-type'], file.headers['cache-control']], [200, 'application/x-tar', 'private, no-store']);
  const folder = scratch();
  assert.equal(spawnSync('tar', ['-xf', '-', '-C', folder], { input: file.bytes }).status, 0);
  assert.equal(portal.command('backup', 'verify', path.join(folder, name)).status, 0);
});

test('the check says what to do, and what is safe to mend is mended', async () => {
  const { text } = await get(staff.admin, '/suc-khoe');
  assert.match(text, /<th scope="row">Bản sao lưu<\/th>/);
  assert.match(text, /<th scope="row">Cơ sở dữ liệu<\/th>/);
  assert.equal((await staff.admin.post('/quan-tri/suc-khoe')).headers.location, '/quan-tri/suc-khoe?xong=nothing_to_mend');
});

test('every page is valid, accessible to AAA and quiet, in light and dark, at 360 and 1280 pixels', async () => {
  const pages = {};
  for (const target of PAGES.admin) pages[`trang${target}`] = (await get(staff.admin, target)).text;
  assertValidHtml(pages);
  for (const [width, colorScheme] of [[360, 'light'], [1280, 'dark']]) {
    const tab = await open(staff.admin, { width, colorScheme });
    for (const target of PAGES.admin) {
      await tab.goto(`${portal.url}/quan-tri${target}`);
      await assertNoSidewaysScroll(tab, target);
      await assertAccessible(tab, target);
    }
    assertQuiet(tab);
    await tab.context().close();
  }
});

/* The weekly task: read the figures of a month, and take those of the authors along as a file. */
for (const [way, options] of Object.entries({ 'with JavaScript': {}, 'without JavaScript': { script: false }, 'on a phone': { width: 360 }, 'by keyboard': {} }))
  test(`reading the figures ${way} takes few steps`, async () => {
    const tab = await open(staff.editor, options);
    const byKeyboard = way === 'by keyboard';
    let actions = 1;
    await tab.goto(`${portal.url}/quan-tri`);
    const reach = async (target) => {
      for (let i = 0; !(await target.evaluate((element) => element === document.activeElement)); i++) {
        assert.ok(i < 80, 'it cannot be reached by the Tab key');
        await tab.keyboard.press('Tab');
      }
    };
    const press = async (role, name) => {
      const target = tab.getByRole(role, { name, exact: typeof name === 'string' }).first();
      actions++;
      if (!byKeyboard) return target.click();
      await reach(target);
      return tab.keyboard.press('Enter');
    };
    await press('link', 'Số liệu');
    await tab.getByRole('heading', { level: 1, name: 'Số liệu' }).waitFor();
    const month = tab.getByLabel('Từ tháng');
    actions++;
    if (byKeyboard) {
      await reach(month);
      await tab.keyboard.press('Home');
    } else {
      await month.selectOption({ index: 0 });
    }
    await press('button', 'Xem');
    await tab.waitForURL(/tu=/);
    assert.match(await tab.locator('main h2').first().textContent(), /^Theo ngày: Tháng \d+\/\d{4}$/);
    await press('link', 'Nhuận bút');
    await tab.getByRole('heading', { level: 1, name: 'Nhuận bút' }).waitFor();
    const [download] = await Promise.all([tab.waitForEvent('download'), press('link', /CSV/)]);
    assert.match(download.suggestedFilename(), /^nhuan-but-\d{4}-\d{2}\.csv$/);
    taskDone('the figures of a month', way, actions);
    await tab.context().close();
  });
