// The words of attached documents: taken behind the upload in a confined process, found with their page by whoever may see the file,
// and by nobody once that is over. CONG_PDFS: how many PDFs of each of five kinds are asked for
// their words (10 is the figure of the campaign); CONG_SOFFICE: LibreOffice's program, of which four kinds more are made (./dev words).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, openTab, startBrowser } from './lib/browser.mjs';
import { docx, p, r } from './lib/docx.mjs';
import { hostilePdfs, objects, pdf, pdfTcvn3, pdfVni } from './lib/pdf.mjs';
import { DATA, ROOT, said, scratch, startPortal, until } from './lib/portal.mjs';
import { bodies, officeBodies, wordsOf } from './lib/pdf-words.mjs';

const OPEN = ['--set', 'write_rate=0', '--set', 'error_rate=0', '--set', 'search_rate=0', '--set', 'miss_rate=0'];
let portal, browser;
before(async () => {
  portal = await startPortal({ args: OPEN });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await portal?.stop();
  await portal?.end();
});

const upload = async (bytes, name, of = portal) => {
  const answer = await of.form('POST', '/media', { file: { bytes, name, type: 'application/octet-stream' } }, { as: 'author' });
  assert.ok([200, 201].includes(answer.status), `${name}: ${answer.status} ${answer.text}`);
  return answer.json;
};
/** What became of its words. */
const taken = async ({ id }, of = portal) => {
  let text;
  await until(async () => (text = (await of.api('GET', `/media/${id}`, { as: 'author' })).json.text).state !== 'waiting', { why: 'its words were not taken' });
  return text;
};
const show = async (bytes, name, { title = 'Thông báo', of = portal, ...more } = {}) => {
  const medium = await upload(bytes, name, of);
  const article = await of.post({ title, body: 'Xem tệp kèm theo.', status: 'published', attachments: [{ id: medium.id, title: name }], ...more });
  return { medium, article, text: await taken(medium, of) };
};
const cmdline = (pid) => {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it has ended meanwhile
  }
};
const find = async (q, { as, of = portal, more = '' } = {}) => (await of.api('GET', `/articles?q=${encodeURIComponent(q)}${more}`, { as })).json;

test('a hit says in which file and on which page it is, with what stands there', async () => {
  const { medium, article, text } = await show(pdf(['Quyết định về việc khác', 'Phụ lục', 'Đơn giá bồi thường cây sầu riêng là một triệu đồng']), 'Quyết định 12.pdf', { title: 'Quyết định số 12' });
  assert.deepEqual(text, { state: 'done', reason: null, pages: 3, characters: 80, truncated: false });
  const { items, total, suggestion } = await find('cây sầu riêng', { more: '&include=total' });
  assert.equal(total, 1);
  assert.equal(suggestion, null);
  assert.equal(items[0].id, article.id);
  assert.deepEqual(items[0].file, { title: 'Quyết định 12.pdf', url: `${medium.url}#page=3`, page: 3 });
  assert.match(items[0].snippet, /thường <mark>cây<\/mark> <mark>sầu<\/mark> <mark>riêng<\/mark> là một triệu/);
  assert.equal((await find('cay sau rieng')).items[0]?.id, article.id, 'without marks');
  assert.equal((await find('cây sầu riêng', { more: '&sort=newest' })).items[0]?.file.page, 3);
  const page = await portal.page('/tim-kiem?q=c%C3%A2y+s%E1%BA%A7u+ri%C3%AAng');
  assert.match(page.text, new RegExp(`Trong tệp đính kèm <a href="${medium.url}#page=3">Quyết định 12.pdf, trang 3</a>`));
  assert.doesNotMatch(page.text, /Không có bài nào chứa đủ/);
  const there = await portal.request('GET', items[0].file.url.split('#')[0]);
  assert.equal(there.status, 200);
});

test('what an article says itself comes first', async () => {
  await show(pdf(['Kế hoạch nạo vét kênh mương nội đồng']), 'kế hoạch.pdf', { title: 'Tệp nói' });
  const own = await portal.post({ title: 'Bài nói', body: 'Xã đã có kế hoạch nạo vét các kênh mương trong vùng nội đồng.', status: 'published' });
  const { items } = await find('nạo vét kênh mương nội đồng');
  assert.deepEqual(items.map(({ title, file }) => [title, file?.page ?? null]), [['Bài nói', null], ['Tệp nói', 1]]);
  assert.equal(items[0].id, own.id);
});

test('a Word file is found by what is seen in it', async () => {
  const body = [p('Điều lệ hội thi cồng chiêng'), p(`${r('Nghệ nhân')}${'<w:del w:id="1" w:author="A"><w:r><w:delText>bịgạchbỏ</w:delText></w:r></w:del>'}${r('ẩnđi', '<w:vanish/>')}${r(' Ma Seo Páo')}`)].join('');
  const { text, article } = await show(docx(body), 'điều lệ.docx');
  assert.deepEqual([text.state, text.pages], ['done', null]);
  const { items } = await find('nghệ nhân Ma Seo Páo');
  assert.equal(items[0].id, article.id);
  assert.deepEqual([items[0].file.title, items[0].file.page], ['điều lệ.docx', null]);
  for (const hidden of ['bịgạchbỏ', 'ẩnđi']) assert.ok(!(await find(hidden)).items.some(({ file }) => file), hidden);
});

test('fonts of before Unicode are read: TCVN3 and VNI', async () => {
  const words = 'Cộng hòa xã hội chủ nghĩa Việt Nam, ưu đãi người có công với cách mạng ở thôn';
  const tcvn = await show(pdfTcvn3([`${words} Tả Phìn`]), 'vntime.pdf'), vni = await show(pdfVni([`${words} Sín Chéng`]), 'vni.pdf');
  assert.equal((await find('ưu đãi người có công thôn Tả Phìn')).items[0]?.id, tcvn.article.id);
  assert.equal((await find('ưu đãi người có công thôn Sín Chéng')).items[0]?.id, vni.article.id);
});

test('of PDFs as programs make them at least 99 words in 100 are found', async () => {
  const tab = await openTab(browser);
  let words = 0;
  const all = [], missed = [];
  const each = Number(process.env.CONG_PDFS ?? 4), office = process.env.CONG_SOFFICE ? officeBodies(process.env.CONG_SOFFICE, scratch(), each) : [];
  for (const [i, { name, bytes, text, ending = 'pdf' }] of [...await bodies(tab, each), ...office].entries()) {
    const { article, text: { state } } = await show(bytes, `${name}.${ending}`, { title: `Văn bản ${i}`, kind: 'article' });
    assert.equal(state, 'done', name);
    all.push([article.id, text, name.replace(/ \d+$/, '')]);
  }
  // The number that only this file has tells it from the others. Five words at once, and by themselves where those are not found.
  const isFound = async ([id, text], some) => (await find(`${text.match(/\d{6}/)[0]} ${some.join(' ')}`)).items.some((item) => item.id === id);
  for (const one of all) {
    const own = wordsOf(one[1]);
    words += own.length;
    for (let i = 0; i < own.length; i += 5) {
      const some = own.slice(i, i + 5);
      if (await isFound(one, some)) continue;
      for (const word of some) if (!(await isFound(one, [word]))) missed.push(`${word} (${one[2]})`);
    }
  }
  await tab.context().close();
  console.log(`# ${all.length} files, ${words} words, ${missed.length} not found ${missed.slice(0, 50)}`);
  assert.ok(all.length >= 20 && missed.length * 100 <= words);
});

test('who may not see a file does not find it: of a draft, of what is for the staff, of what was withdrawn, of a former version', async () => {
  const medium = await upload(pdf(['Danh sách khen thưởng đột xuất của phường']), 'khen.pdf');
  const attachments = [{ id: medium.id, title: 'khen.pdf' }], q = 'khen thưởng đột xuất';
  const found = async (options) => (await find(q, options)).items.map(({ id }) => id);
  const draft = await portal.post({ title: 'Nháp', body: 'x', status: 'draft', attachments });
  const staff = await portal.post({ title: 'Nội bộ', body: 'x', status: 'published', audience: 'staff', attachments });
  await taken(medium);
  assert.deepEqual(await found(), []);
  assert.deepEqual(await found({ more: '&sort=newest' }), []);
  assert.ok(!(await portal.page(`/tim-kiem?q=${encodeURIComponent(q)}`)).text.includes('khen.pdf'));
  assert.deepEqual(await found({ as: 'editor', more: '&status=draft' }), [draft.id], 'an editor finds it');
  const shown = await portal.post({ title: 'Công khai', body: 'x', status: 'published', attachments });
  assert.deepEqual(await found(), [shown.id]);
  const act = async (method, body, way = '') => {
    const answer = await portal.api(method, `/articles/${shown.id}${way}`, { as: 'editor', body });
    assert.equal(answer.status, 200, answer.text);
  };
  await act('PATCH', { attachments: [] });
  assert.deepEqual(await found(), []);
  await act('PATCH', { attachments });
  assert.deepEqual(await found(), [shown.id]);
  await act('POST', { reason: 'nhầm' }, '/withdraw');
  assert.deepEqual(await found(), []);
  assert.ok(staff.id);
});

test('a request to take a person\'s name back names the file, which is a person\'s to change', async () => {
  const { medium } = await show(pdf(['Trang đầu', 'Người khiếu nại: bà Giàng Thị Chớ, thôn Sín Chải']), 'đơn.pdf');
  const answer = await portal.api('POST', '/erasures?dry_run=true', { as: 'admin', body: { find: 'Giàng Thị Chớ', note: 'Theo đơn' } });
  assert.ok(answer.status < 300, answer.text);
  assert.deepEqual(answer.json.places.map(({ kind, id, result }) => [kind, id, result]), [['file', medium.id, 'by-hand']]);
});

test('a kill costs what was under way, which the next start takes; taken back, no byte of a file\'s words is left', async () => {
  const other = await startPortal({ args: OPEN });
  try {
    const sent = await Promise.all(Array.from({ length: 6 }, (_, i) => upload(pdf(Array(40).fill(`Trang ${i} `.repeat(300))), `${i}.pdf`, other)));
    await taken(sent[5], other);
    await other.kill9();
    await other.start();
    for (const medium of sent) {
      const text = await taken(medium, other);
      assert.deepEqual([text.state, text.pages, text.truncated], ['done', 40, false]);
    }
    const word = 'ghkmnqrvxk', { article, medium } = await show(pdf(['Trang một', `Hồ sơ của ${word}`]), 'hồ sơ.pdf', { of: other });
    assert.equal((await find(word, { of: other })).items[0]?.id, article.id);
    const answer = await other.api('POST', `/articles/${article.id}/erase`, { as: 'admin', body: { note: 'sai người' } });
    assert.ok(answer.status < 300, answer.text);
    assert.deepEqual((await find(word, { of: other })).items, []);
    assert.equal((await other.api('GET', `/media/${medium.id}`, { as: 'editor' })).status, 404);
    await other.stop();
    const done = spawnSync('python3', [path.join(ROOT, 'tests/e2e/lib/leftovers.py'), '--without', 'backup', other.data, word], { encoding: 'utf8', maxBuffer: 1 << 26 });
    assert.equal(done.status, 0, done.stderr);
    assert.deepEqual(JSON.parse(done.stdout), []);
  } finally {
    await other.end();
  }
});

test('files that were made to harm cost nothing but themselves', { timeout: 300_000 }, async () => {
  const helper = portal.helper(), states = {};
  for (const [name, bytes] of Object.entries(hostilePdfs())) {
    const answer = await portal.form('POST', '/media', { file: { bytes, name: `${name}.pdf`, type: 'application/pdf' } }, { as: 'author' });
    assert.ok([201, 422].includes(answer.status), `${name}: ${answer.status}`);
    if (answer.status === 422) continue;
    const text = await taken(answer.json);
    states[name] = text.state;
    if (name === 'ten thousand pages') assert.deepEqual([text.state, text.pages, text.truncated], ['done', 2000, true]);
    if (text.state === 'failed') assert.ok(text.reason, name);
  }
  assert.ok(Object.keys(states).length > 5, JSON.stringify(states));
  assert.equal(states['cut off'], 'failed');
  assert.equal(portal.helper(), helper, 'the helper process went on');
  const { text } = await show(pdf(['Vẫn đọc được tệp sau đó']), 'sau.pdf');
  assert.equal(text.state, 'done');
  const scanned = await show(objects(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>']), 'ảnh chụp.pdf');
  assert.deepEqual(scanned.text, { state: 'none', reason: null, pages: 1, characters: 0, truncated: false });
});

test('the program is taken for one that was taken over: it reaches nothing but the file', async () => {
  const program = path.join(scratch(), 'reader');
  const built = spawnSync('cc', ['-D_GNU_SOURCE', '-O1', '-w', '-o', program, path.join(DATA, 'converter.c')], { encoding: 'utf8' });
  assert.equal(built.status, 0, built.stderr);
  const other = await startPortal({ env: { CONG_SECRET: 'x' }, args: [...OPEN, '--set', `pdf_reader=${program}`] });
  try {
    let number = 0;
    const ordered = async (what) => taken(await upload(Buffer.from(`%PDF-1.7\n1 0 obj<<>>endobj ${++number} CONG:${what}\0CONG-PICTURE:Chữ của tệp ${number}\f`), 'a.pdf', other), other);
    assert.equal((await ordered('nothing')).state, 'done');
    assert.equal((await ordered('read /usr/lib/os-release')).state, 'done', 'that the others failed was the confinement, and not the asking');
    const writable = path.join(scratch(), 'written'), database = fs.readdirSync(other.data).find((name) => name.endsWith('.db'));
    // The means are those of heic-confined.test.mjs, which tries every way; here are those that files and descriptors make.
    for (const what of [`read ${path.join(other.data, database)}`, 'read /etc/passwd', 'list /', `write ${writable}`, 'shell', 'socket', 'descriptors', 'environment', 'crash'])
      assert.deepEqual([what, (await ordered(what)).reason], [what, 'damaged']);
    assert.equal((await ordered('silence')).state, 'none');
    // A limit that ends it leaves what it had written.
    assert.deepEqual(await ordered('flood'), { state: 'done', reason: null, pages: 1, characters: 4194304, truncated: true });
    assert.ok(!fs.existsSync(writable));
    assert.equal((await ordered('nothing')).state, 'done');
    // One that the machine ends for reasons of its own is no fault of the file, three times.
    const late = await upload(Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj lâu CONG:hang\0CONG-PICTURE:'), 'lâu.pdf', other);
    const ended = new Set(), reader = () => fs.readdirSync('/proc').find((pid) => /^\d+$/.test(pid) && !ended.has(pid) && cmdline(pid).startsWith(program));
    for (let i = 1; i <= 3; i++) {
      let pid;
      await until(() => (pid = reader()), { why: 'it was not tried again' });
      assert.equal((await other.api('GET', `/media/${late.id}`, { as: 'author' })).json.text.state, 'waiting');
      process.kill(Number(ended.add(pid) && pid), 'SIGKILL');
      // What is new begins another round.
      if (i < 3) assert.equal((await ordered('silence')).state, 'none');
    }
    assert.equal((await taken(late, other)).reason, 'large');
    // Nobody waits for it at the end.
    const medium = await upload(Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj CONG:hang\0CONG-PICTURE:'), 'treo.pdf', other);
    await until(() => fs.readdirSync('/proc').some((pid) => /^\d+$/.test(pid) && cmdline(pid).startsWith(program)));
    const from = Date.now();
    await other.stop();
    assert.ok(Date.now() - from < 20_000, 'it did not wait for the program');
    await until(() => !fs.readdirSync('/proc').some((pid) => /^\d+$/.test(pid) && cmdline(pid).startsWith(program)), { why: 'the program went on without the daemon' });
    assert.ok(medium.id);
  } finally {
    await other.end();
  }
});

test('without the program nothing fails: PDFs wait, Word files are read, and the check says what is missing', async () => {
  const other = await startPortal({ args: [...OPEN, '--set', `pdf_reader=${path.join(scratch(), 'none-here')}`] });
  try {
    const medium = await upload(pdf(['Chữ trong tệp chờ']), 'chờ.pdf', other);
    await other.post({ title: 'Tệp chờ đọc', body: 'x', status: 'published', attachments: [{ id: medium.id, title: 'chờ.pdf' }] });
    const { text } = await show(docx(p('Chữ trong tệp Word')), 'a.docx', { of: other });
    assert.equal(text.state, 'done');
    assert.equal((await other.api('GET', `/media/${medium.id}`, { as: 'author' })).json.text.state, 'waiting');
    assert.equal((await find('tệp chờ đọc', { of: other })).items.length, 1, 'by what is typed');
    assert.match((await other.page('/readyz?verbose', {})).text + other.command('check').stdout, /apt install poppler-utils/);
    // One that is there and does not start is told once a round, however many PDFs wait, and keeps no Word file waiting.
    const broken = path.join(scratch(), 'broken'), says = /could not be started/g;
    fs.writeFileSync(broken, '#!/none-here\n', { mode: 0o755 });
    for (const name of ['hai', 'ba', 'bốn']) await upload(pdf([`Chữ trong tệp ${name}`]), `${name}.pdf`, other);
    other.args[OPEN.length + 1] = `pdf_reader=${broken}`;
    await other.stop();
    const from = other.stderr.length;
    await other.start();
    await said(other, says, from);
    assert.equal((await show(docx(p('Chữ trong tệp Word khác')), 'b.docx', { of: other })).text.state, 'done');
    assert.ok(other.stderr.slice(from).match(says).length <= 2, other.stderr.slice(from));
    assert.equal((await other.api('GET', `/media/${medium.id}`, { as: 'author' })).json.text.state, 'waiting', 'that is no fault of theirs');
    // A newcomer: the program is there at the next start, and what waited is read.
    other.args.splice(other.args.indexOf('--set', OPEN.length), 2);
    await other.stop();
    await other.start();
    assert.equal((await taken(medium, other)).state, 'done');
    assert.equal((await find('chữ trong tệp chờ', { of: other })).items[0].file.page, 1);
  } finally {
    await other.end();
  }
});

test('the register of documents finds by the words of a file', async () => {
  await show(pdf(['Quy chế quản lý nghĩa trang nhân dân']), 'quy chế.pdf', { title: 'Quyết định 77/2026/QĐ-UBND', kind: 'document',
    facts: { number: '77/2026/QĐ-UBND', type: 'quyet-dinh', issuer: 'UBND xã', issued: '2026-03-02' } });
  assert.match((await portal.page(`/van-ban?q=${encodeURIComponent('quản lý nghĩa trang nhân dân')}`)).text, /77\/2026\/QĐ-UBND/);
});

test('the page of a file tells the staff how far its words are; hits read well on a phone', async () => {
  const { medium } = await show(pdf(['Nội quy bến đò ngang']), 'Nội quy bến đò, ban hành kèm theo quyết định có tên rất dài.pdf', { title: 'Nội quy' });
  const staff = await portal.staff('editor');
  assert.match((await staff.get(`/quan-tri/tep/${medium.id}`)).text, /Tìm kiếm: tìm được 20 ký tự trong tệp\./);
  const tab = await openTab(browser, { width: 360, height: 800 });
  await tab.goto(`${portal.url}/tim-kiem?q=${encodeURIComponent('nội quy bến đò ngang')}`);
  await assertNoSidewaysScroll(tab, 'a hit in a file');
  await assertAccessible(tab, 'a hit in a file');
  await tab.context().close();
});
