// What people type in Notepad, in chats and in Markdown arrives as they meant it, through every door.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertProblem } from './lib/problem.mjs';
import { startPortal } from './lib/portal.mjs';

let portal;
before(async () => { portal = await startPortal({ args: ['--write-rate', '0', '--error-rate', '0'] }); });
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const send = (body, type = 'text/markdown', options = {}) => portal.api('POST', '/articles', { as: 'editor', body, type, ...options });
const made = async (...args) => {
  const answer = await send(...args);
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
};
const markdown = async (body) => made({ title: 'Tên bài', body }, 'application/json');
const text = async (body) => made({ title: 'Tên bài', body, body_format: 'text' }, 'application/json');
const utf16 = (words) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(words, 'utf16le')]);

describe('front matter', () => {
  test('is read as a person means it', async () => {
    const article = await made('\n---\ntitle: Bản tin #12: tháng 3\ntags: [Tin #1, "Nông thôn"]\nlead: >\n\tMột\n\thai\nsource:\n\tname: Báo: điện tử\n\turl: https://a.vn/\nstatus: published\n---\nThân.');
    assert.equal(article.title, 'Bản tin #12: tháng 3');
    assert.deepEqual(article.tags.map(({ name }) => name).sort(), ['Nông thôn', 'Tin #1']);
    assert.equal(article.lead.trim(), 'Một hai');
    assert.equal(article.source.name, 'Báo: điện tử');
    assert.equal(article.status, 'published');
    assert.match(article.body_html, /^<p>Thân\.<\/p>/);
  });

  test('with a mistake is refused with its line, in the language of the sender', async () => {
    const bad = '---\nlead: a\ntitle: "Chưa đóng\n---\nx';
    assertProblem(await send(bad, 'text/markdown', { headers: { 'Accept-Language': 'vi' } }), 400, 'bad-request', { detail: /dòng 3: thiếu dấu nháy đóng/ });
    assertProblem(await send(bad, 'text/markdown', { headers: { 'Accept-Language': 'en' } }), 400, 'bad-request', { detail: /line 3: the closing quotation mark/ });
    assertProblem(await send('---\ntitle: a\nTiêu đề phụ: b\n---\nx'), 422, 'invalid-input', { pointer: '/Tiêu đề phụ' });
    assertProblem(await send('---\ntitle: a\ntitle: b\n---\nx', 'text/markdown', { headers: { 'Accept-Language': 'vi' } }), 400, 'bad-request', { detail: /dòng 3: tên «title» xuất hiện hai lần/ });
  });
});

describe('files of Windows', () => {
  test('are read with their byte order mark or their charset', async () => {
    assert.equal((await made(Buffer.from('\ufeff{"title":"Xã Bình Gia"}'), 'application/json')).title, 'Xã Bình Gia');
    assert.equal((await made(utf16('# Xã Bình Gia\n\nThân'))).title, 'Xã Bình Gia');
    assert.equal((await made(Buffer.from('<h1>Vi\xea\xf2t</h1>', 'latin1'), 'text/html; charset=windows-1258')).title, 'Việt');
    /* Also where the page alone says so, as Word saves it. */
    for (const meta of ['<meta http-equiv=Content-Type content="text/html; charset=windows-1258">', '<META CHARSET="windows-1258"/>'])
      assert.equal((await made(Buffer.from(`<html><head>${meta}</head><h1>Vi\xea\xf2t</h1>`, 'latin1'), 'text/html')).title, 'Việt');
    assertProblem(await send(Buffer.from('<meta charset=gbk><h1>Vi\xea</h1>', 'latin1'), 'text/html'), 415, 'unsupported-media-type', { detail: /gbk/ });
    assert.equal((await made(Buffer.from('\ufeff---\ntitle: Có dấu BOM\n---\nx'))).title, 'Có dấu BOM');
  });

  test('in UTF-16 without a mark are refused with the remedy, broken UTF-8 with its place', async () => {
    assertProblem(await send(utf16('# Xã').subarray(2)), 415, 'unsupported-media-type', { detail: /UTF-8/ });
    assertProblem(await send(Buffer.from('# T\n\nM\xea', 'latin1'), 'text/markdown', { headers: { 'Accept-Language': 'vi' } }), 400, 'invalid-utf8', { detail: /dòng 3, byte 2/ });
  });

  test('as lines of an import may begin with the mark', async () => {
    const lines = '\ufeff{"title":"Dòng một","external_id":"bom-1"}\n{"title":"Dòng hai","external_id":"bom-2"}\n';
    const answer = await portal.api('POST', '/import', { as: 'editor', body: lines, type: 'application/x-ndjson' });
    const results = answer.text.trim().split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(results.slice(0, 2).map(({ status }) => status), [201, 201]);
  });

  test('in UTF-16 are read as lines of an import, also where a piece ends within a sign', async () => {
    const long = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467} chữ '.repeat(9000);
    const lines = (tag) => `{"title":"Dòng ${tag}","external_id":"u16-${tag}","body":"x${long}"}\r\n{"title":"Xã Bình Gia","external_id":"u16b-${tag}"}`;
    const big = (words) => Buffer.from([0xfe, 0xff, ...utf16(words).subarray(2).swap16()]);
    for (const body of [utf16(lines('a')), big(lines('b'))]) {
      const answer = await portal.api('POST', '/import', { as: 'editor', body, type: 'application/x-ndjson' });
      const results = answer.text.trim().split('\n').map((line) => JSON.parse(line));
      assert.deepEqual(results.map(({ status }) => status), [201, 201], answer.text);
      const kept = (await portal.api('GET', `/articles/${results[0].id}`, { as: 'editor' })).json;
      assert.equal(kept.body.text.trimEnd(), `x${long}`.trimEnd());
      assert.equal((await portal.api('GET', `/articles/${results[1].id}`, { as: 'editor' })).json.title, 'Xã Bình Gia');
    }
    const half = Buffer.concat([utf16('{"title":"a"}\n{"title":"b'), Buffer.from([0x3c, 0xd8, 0x22])]);
    const cut = await portal.api('POST', '/import', { as: 'editor', body: half, type: 'application/x-ndjson' });
    assert.deepEqual(cut.text.trim().split('\n').map((line) => JSON.parse(line).status), [201, 400]);
    assertProblem(await portal.api('POST', '/import', { as: 'editor', body: utf16(lines('c')).subarray(2), type: 'application/x-ndjson' }), 415, 'unsupported-media-type', { detail: /UTF-8/ });
  });

  test('are read as parts of a form, each by its own mark or charset', async () => {
    const part = (name, bytes, more = '') => Buffer.concat([Buffer.from(`--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`), Buffer.from(bytes), Buffer.from('\r\n')]);
    const form = (...parts) => send(Buffer.concat([...parts, Buffer.from('--x--\r\n')]), 'multipart/form-data; boundary=x');
    const sent = await form(part('title', Buffer.from('Vi\xea\xf2t', 'latin1'), '\r\nContent-Type: text/plain; charset=windows-1258'),
      part('lead', '\ufeffSapo'), part('body', utf16('Xã Bình Gia\n  - một'), '; filename="bai.txt"\r\nContent-Type: text/plain'));
    assert.equal(sent.status, 201, sent.text);
    assert.deepEqual([sent.json.title, sent.json.lead, sent.json.body.format, sent.json.body_html], ['Việt', 'Sapo', 'text', '<p>Xã Bình Gia<br>- một</p>\n']);
    assertProblem(await form(part('title', 'a'), part('body', utf16('Xã Bình Gia').subarray(2))), 415, 'unsupported-media-type', { pointer: '/body', detail: /UTF-8/ });
    assertProblem(await form(part('title', Buffer.from('Vi\xea', 'latin1'))), 400, 'invalid-utf8', { pointer: '/title' });
  });
});

describe('characters that nobody sees', () => {
  test('are removed with a warning that says where', async () => {
    const article = await markdown('Trang một\u000c\nTrang hai\u0008 và\u000bdòng');
    assert.equal(article.body.text, 'Trang một\nTrang hai và\ndòng');
    assert.deepEqual(article.warnings.filter(({ code }) => code === 'control-characters-removed').map(({ pointer, line }) => [pointer, line]), [['/body', 1]]);
    assert.equal((await send({ title: 'Tên\u001f bài', body: 'x' }, 'application/json')).json.title, 'Tên bài');
    assertProblem(await send({ title: 'Tên bài', body: 'a\u0000b' }, 'application/json'), 400, 'invalid-json');
  });

  test('go without a blank, but stay where they hold an emoji together', async () => {
    const article = await text('Vi\u200bệt N\u00adam \u{1f468}\u200d\u{1f469}\u200d\u{1f467} ❤️');
    assert.equal(article.body.text, 'Việt Nam \u{1f468}\u200d\u{1f469}\u200d\u{1f467} ❤️');
    assert.match(article.body_html, /\u{1f468}\u200d\u{1f469}\u200d\u{1f467} ❤️/u);
  });
});

describe('Markdown', () => {
  test('keeps tables and signs that are written as HTML', async () => {
    const article = await markdown('Giá:\n\n<table>\n<tr><th colspan="2">Loại</th></tr>\n<tr><td>Cam</td><td>10<sup>3</sup></td></tr>\n</table>\n\nHết.');
    assert.match(article.body_html, /<th colspan="2">Loại<\/th>/);
    assert.match(article.body_html, /10<sup>3<\/sup>/);
    assert.doesNotMatch((await markdown('a <script>alert(1)</script> <b onclick="x">b</b>')).body_html, /script|alert|onclick/);
  });

  test('has paragraphs where lines are indented, lists where minutes have signs, and no code', async () => {
    const article = await markdown('Điều 1.\n\n\tThực hiện.\n\tTổ chức.\n\n- a\n+ b\n- c\n\n1. một\n3. ba\n\nHọ tên: ______');
    assert.equal(article.body_html, '<p>Điều 1.</p>\n<p>Thực hiện.</p>\n<p>Tổ chức.</p>\n<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>\n'
      + '<ol><li value="1">một</li><li value="3">ba</li></ol>\n<p>Họ tên: ______</p>\n');
  });

  test('links to its headings and footnotes, and bare addresses', async () => {
    const { body_html } = await markdown('[Xem](#thời-gian) [^1] www.binhgia.gov.vn.\n\n## Thời gian\n\n[^1]: Chú thích');
    assert.ok(body_html.includes('<a href="#muc-thoi-gian">Xem</a>'), body_html); // the heading has it where it is shown
    assert.match(body_html, /<a href="https:\/\/www\.binhgia\.gov\.vn">www\.binhgia\.gov\.vn<\/a>\./);
    for (const [, target] of body_html.matchAll(/href="#(?!muc-)([^"]+)"/g)) assert.ok(body_html.includes(`id="${target}"`), target);
  });

  test('comes back from an export as it was stored, and is the same when it is sent again', async () => {
    const article = await markdown('Điều 1.\n\n\tThực hiện.\n• Một\n- a\n+ b\n\n<u>x</u> ___ https://a.vn/_b_ [^1]\n\n[^1]: c');
    const again = await markdown(article.body.text);
    assert.deepEqual([again.body, again.body_html], [article.body, article.body_html]);
  });
});

test('plain text keeps its lines and links its addresses', async () => {
  const article = await text('THÔNG BÁO\n• Hộ 1\n+ Mục\n1) Một\n    Thụt\nXem (https://a.vn/b), thư a@b.vn.');
  assert.equal(article.body_html, '<p>THÔNG BÁO<br>• Hộ 1<br>+ Mục<br>1) Một<br>Thụt<br>Xem (<a href="https://a.vn/b">https://a.vn/b</a>), thư <a href="mailto:a@b.vn">a@b.vn</a>.</p>\n');
  const whole = await made('---\ntitle: Cắt điện\n---\nMột\nhai', 'text/plain');
  assert.deepEqual([whole.title, whole.body.format, whole.body_html], ['Cắt điện', 'text', '<p>Một<br>hai</p>\n']);
});

test('Markdown and plain text may have 256 KiB, and no byte more', async () => {
  for (const body_format of ['markdown', 'text']) {
    const article = { title: 'Tên bài', body_format, body: 'chữ '.repeat(256 * 1024 / 6).padEnd(256 * 1024 - Math.floor(256 * 1024 / 6) * 2, 'a') };
    assert.equal(Buffer.byteLength(article.body), 256 * 1024);
    assert.equal((await send(article, 'application/json')).status, 201);
    assertProblem(await send({ ...article, body: `${article.body}a` }, 'application/json'), 422, 'invalid-input', { pointer: '/body', detail: /262144/ });
  }
});

test('a title that a bare text or page does not say is taken from it with a warning, and else asked for with all ways to send it', async () => {
  const warned = (article) => (article.warnings ?? []).filter(({ code }) => code === 'title-taken').map(({ pointer, detail }) => [pointer, detail.includes(article.title)]);
  const plain = await made('\n🔴 THÔNG BÁO 🔴\n\nVề việc cắt điện\n• Hộ 1\n', 'text/plain');
  assert.deepEqual([plain.title, plain.body_text, warned(plain)], ['🔴 THÔNG BÁO 🔴', 'Về việc cắt điện\n• Hộ 1', [['/title', true]]]);
  const page = await made('<title>Lịch tiếp dân</title><p>Thứ hai.</p>', 'text/html');
  assert.deepEqual([page.title, page.body_text, warned(page)], ['Lịch tiếp dân', 'Thứ hai.', [['/title', true]]]);
  assert.deepEqual(warned(await made('# Tên\n\nThân')), []);
  assert.deepEqual(warned(await made('---\ntitle: Tên\n---\nThân', 'text/plain')), []);
  assert.equal((await made(`${'chữ '.repeat(49)}chữ_\nThân`, 'text/plain')).title.length, 200);
  for (const [body, type] of [[`${'chữ '.repeat(49)}chữ__\nThân`, 'text/plain'], ['<p>Thân</p>', 'text/html'], [{ body: 'Tên\nThân', body_format: 'text' }, 'application/json']])
    assertProblem(await send(body, type, { headers: { 'Accept-Language': 'vi' } }), 422, 'invalid-input', { pointer: '/title', detail: /trường title.*# Tiêu đề.*h1/ });
});
