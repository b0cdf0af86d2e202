// Word files as files: their pictures, what is refused and with which words, and the ways by which they come.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { DOCX, docx, docxParts, drawing, p, part, r, row, style, styled, t, table, zip } from './lib/docx.mjs';
import { gif, png } from './lib/pictures.mjs';
import { multipart, scratch, startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal;
before(async () => { portal = await startPortal({ args: ['--write-rate', '0', '--error-rate', '0'] }); });
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const send = (bytes, { target = '/articles', type = DOCX, ...options } = {}) => portal.api('POST', target, { as: 'editor', type, body: bytes, ...options });
async function made(bytes, options) {
  const answer = await send(bytes, options);
  assert.equal(answer.status, 201, answer.text);
  return { ...answer.json, html: answer.json.body_html, codes: (answer.json.warnings ?? []).map(({ code }) => code) };
}
const HALVES = png(64, 48, (x) => (x < 32 ? [220, 20, 20] : [20, 60, 200]));
const LINES = png(16, 16, (x, y) => [x * 10, y * 10, 90]);
const filesOf = (html) => [...new Set([...html.matchAll(/\/media\/[0-9a-z]+\.(?:webp|jpg)/g)].map(([name]) => name))];
/** The article when all forms of its pictures are made, which comes behind the draft. */
const whole = (id) => until(async () => {
  const { json } = await portal.api('GET', `/articles/${id}`, { as: 'editor' });
  return [...json.body_html.matchAll(/<img/g)].length === [...json.body_html.matchAll(/<picture>/g)].length && json;
}, { why: 'the other forms of a picture were not made' });
const everyFile = (folder) => fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? everyFile(path.join(folder, entry.name)) : entry.isFile() ? [path.join(folder, entry.name)] : []));

test('faults 25 and 26: pictures come with their words, their caption and only what is seen of them', async () => {
  const red = { l: '<a:srcRect l="50000"/>', turned: '<a:xfrm rot="5400000"/>' };
  const media = { 'image1.png': HALVES, 'image2.png': LINES };
  const decorative = '<a:extLst><a:ext uri="x"><adec:decorative val="1"/></a:ext></a:extLst>';
  const article = await made(docx([
    p('Tiêu đề'), p(r(drawing('rImage1', { descr: 'Nửa đỏ, nửa xanh' }))), styled('Caption', 'Chú thích'),
    p(r(drawing('rImage1', { descr: 'Chỉ nửa xanh', crop: red.l }))), p(r(drawing('rImage1', { descr: 'Nằm ngang', crop: red.l, transform: red.turned }))),
    p(r(drawing('rImage2', { more: decorative }))), p(r('Giữa câu ') + r(drawing('rImage2', { descr: 'IMG_0001.png' })) + r(' viết tiếp.')),
    p(r('Nổi.') + r(drawing('rImage2', { descr: 'Ảnh nổi', anchor: true }))),
  ].join(''), { media, styles: style('Caption', 'caption') }));
  const figures = [...article.html.matchAll(/<figure>(.*?)<\/figure>/gs)].map(([, inside]) => inside);
  assert.match(figures[0], /alt="Nửa đỏ, nửa xanh" width="64" height="48".*<figcaption>Chú thích<\/figcaption>/s);
  assert.match(figures[1], /alt="Chỉ nửa xanh" width="32" height="48"/);
  assert.match(figures[2], /alt="Nằm ngang" width="48" height="32"/);
  assert.match(figures[3], /alt="" width="16"/);
  assert.match(figures[4], /alt="Ảnh nổi"/);
  assert.match(article.html, /<p>Giữa câu <(?:img|picture)[^\n]* viết tiếp\.<\/p>/);
  assert.match(article.html, /<p>Nổi\.<\/p>/);
  assert.equal(article.codes.filter((code) => code === 'word-alt').length, 1);
  assert.match(article.body.text, /<img src="\/media\/[0-9a-z]+\.jpg">/);
  /* The original that is kept of a cut picture is what is left of it. */
  const { json } = await portal.api('GET', '/media?limit=100', { as: 'admin' });
  const sizes = json.items.map(({ width, height }) => `${width}x${height}`).sort();
  assert.deepEqual(sizes, ['16x16', '32x48', '48x32', '64x48']);
  /* All forms follow, and nobody who writes meanwhile is told that it changed. */
  const later = await whole(article.id);
  assert.equal(later.version, article.version);
  assert.equal(later.body.text, article.body.text);
  for (const name of filesOf(later.body_html)) {
    const file = await portal.request('GET', name, { as: 'editor' });
    assert.ok(file.status === 404 || file.bytes.length > 0, 'a draft\'s pictures are nobody\'s yet');
  }
  assert.equal((await portal.api('PATCH', `/articles/${article.id}`, { as: 'editor', body: { body: later.body.text.replace('<img src', '<img alt="Dòng kẻ" src').replaceAll(/<img src="([^"]*)">/g, '<img src="$1" alt="Dòng kẻ">') } })).status, 200);
  assert.equal((await portal.api('POST', `/articles/${article.id}/publish`, { as: 'editor', body: {} })).status, 200);
  const shown = filesOf((await portal.api('GET', `/articles/${article.id}`)).json.body_html);
  assert.ok(shown.length >= 8);
  for (const name of shown) assert.equal((await portal.request('GET', name)).status, 200);
});

test('a picture without words is let pass in a draft, through its edits too, and not to the public', async () => {
  const article = await made(docx(p('Tiêu đề') + p(r('Ảnh: ') + r(drawing('rImage1', {}))), { media: { 'a.png': LINES } }));
  assertProblem(await portal.api('POST', `/articles/${article.id}/publish`, { as: 'editor', body: {} }), 422, 'invalid-input', { pointer: '/body', detail: /alt/ });
  const kept = await portal.api('PATCH', `/articles/${article.id}`, { as: 'editor', body: { body: article.body.text.replace('Ảnh', 'Hình') } });
  assert.equal(kept.status, 200, kept.text);
  assert.ok(kept.json.warnings.some(({ code }) => code === 'word-alt'));
  const other = filesOf(article.html).find((name) => name.endsWith('.jpg'));
  const { json: blank } = await send(docx(p('Khác')));
  assertProblem(await portal.api('PATCH', `/articles/${blank.id}`, { as: 'editor', body: { body: `<p><img src="${other}"></p>` } }), 422, 'invalid-input', { pointer: '/body' });
  const said = await portal.api('PATCH', `/articles/${article.id}`, { as: 'editor', body: { body: article.body.text.replace('<img ', '<img alt="Dòng kẻ" ') } });
  assert.equal(said.status, 200, said.text);
  assert.equal((await portal.api('POST', `/articles/${article.id}/publish`, { as: 'editor', body: {} })).status, 200);
});

test('faults 11 and 12: what no browser shows is named, and its twin is taken', async () => {
  const media = { 'image1.emf': Buffer.alloc(120, 1), 'image2.png': LINES };
  const chart = '<w:drawing><wp:inline><wp:docPr id="1" name="Chart 1" descr="Biểu đồ thu chi"/><a:graphic><a:graphicData uri="x"><c:chart r:id="rC"/></a:graphicData></a:graphic></wp:inline></w:drawing>';
  const ole = '<w:object><v:shape alt="x"><v:imagedata r:id="rImage1" o:title="Bảng tính"/></v:shape><o:OLEObject ProgID="Excel.Sheet.12"/></w:object>';
  const twin = `<mc:AlternateContent><mc:Choice Requires="wps">${drawing('rImage1', { descr: 'Có bản PNG' })}</mc:Choice><mc:Fallback><w:pict><v:shape><v:imagedata r:id="rImage2"/></v:shape></w:pict></mc:Fallback></mc:AlternateContent>`;
  const article = await made(docx(p('Tiêu đề') + p(r('Hình: ') + r(drawing('rImage1', { descr: 'Sơ đồ tổ chức' }))) + p(r(chart)) + p(r(ole)) + p(`<w:r>${twin}</w:r>`), { media }));
  const words = article.warnings.map(({ detail }) => detail).join('\n');
  assert.match(words, /Sơ đồ tổ chức.*PNG/);
  assert.match(words, /Biểu đồ thu chi/);
  assert.match(words, /Excel\.Sheet\.12/);
  assert.equal([...article.html.matchAll(/<img/g)].length, 1);
  assert.match(article.html, /alt="Có bản PNG"/);
});

test('fault 12: the words of a diagram are kept as a list in its own order, and the drawing is told of', async () => {
  const point = (id, text, type) => `<dgm:pt modelId="${id}"${type ? ` type="${type}"` : ''}><dgm:t><a:bodyPr/>${text.split('|').map((line) => `<a:p><a:r><a:t>${line}</a:t></a:r></a:p>`).join('')}</dgm:t></dgm:pt>`;
  const below = (above, of, order, type) => `<dgm:cxn modelId="c${above}${of}"${type ? ` type="${type}"` : ''} srcId="${above}" destId="${of}" srcOrd="${order}" destOrd="0"/>`;
  const data = `<?xml version="1.0" encoding="UTF-8"?><dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst><dgm:pt modelId="0" type="doc"/>${point('3', 'Phó Chủ tịch')}${point('1', 'Ủy ban|nhân dân')}${point('2', 'Văn phòng &amp; một cửa')}${point('9', 'KHONG LAY', 'pres')}${point('5', 'Đứng riêng')}</dgm:ptLst><dgm:cxnLst>${below('1', '2', 1)}${below('0', '1', 0)}${below('1', '3', 0)}${below('3', '1', 0)}${below('0', '9', 1, 'presOf')}</dgm:cxnLst></dgm:dataModel>`;
  const drawn = '<w:drawing><wp:inline><wp:docPr id="1" name="Diagram 1" descr="Sơ đồ tổ chức xã"/><a:graphic><a:graphicData uri="x"><dgm:relIds r:dm="rDm" r:lo="rLo"/></a:graphicData></a:graphic></wp:inline></w:drawing>';
  const kind = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData';
  const file = docx(p('Tiêu đề') + p(r('Bộ máy:') + r(drawn)) + p('Đoạn sau.'), { more: [['rDm', kind, 'diagrams/data1.xml']], parts: [['word/diagrams/data1.xml', data]] });
  const article = await made(file);
  assert.ok(article.html.replace(/>\s+</g, '><').includes('<p>Bộ máy:</p><ul><li><p>Ủy ban nhân dân</p><ul><li><p>Phó Chủ tịch</p></li><li><p>Văn phòng &amp; một cửa</p></li></ul></li><li><p>Đứng riêng</p></li></ul><p>Đoạn sau.</p>'), article.html);
  assert.doesNotMatch(article.html, /KHONG LAY/);
  assert.deepEqual(article.warnings.map(({ code }) => code).filter((code) => /word-(object|diagram)/.test(code)), ['word-diagram']);
  assert.match(article.warnings.find(({ code }) => code === 'word-diagram').detail, /Sơ đồ tổ chức xã/);
  // A part that is damaged, or is not there, costs itself and is told as what was left out.
  for (const [more, parts] of [[[['rDm', kind, 'diagrams/data1.xml']], [['word/diagrams/data1.xml', '<dgm']]], [[], []]]) {
    const other = await made(docx(p('Tiêu đề') + p(r(drawn)) + p('Đoạn sau.'), { more, parts }));
    assert.match(other.html, /Đoạn sau/);
    assert.ok(other.warnings.some(({ code }) => code === 'word-object'), JSON.stringify(other.warnings));
  }
});

test('fault 37: nothing outside of the file is asked for', async () => {
  let calls = 0;
  const server = net.createServer(() => { calls++; }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const at = `http://127.0.0.1:${server.address().port}/`;
  const more = [['x1', 'image', `${at}a.png`, 'External'], ['x2', 'image', 'file:///etc/passwd', 'External'], ['x3', 'image', '../../../../etc/passwd'], ['x4', 'image', '\\\\192.0.2.1\\a.png', 'External'], ['x5', 'aFChunk', `${at}a.html`, 'External'], ['x6', 'attachedTemplate', `${at}a.dotm`, 'External']];
  const linked = drawing('x1', { descr: 'Liên kết' }).replace('r:embed', 'r:link');
  const article = await made(docx(p('Tiêu đề') + p(r('một ') + r(linked)) + ['x2', 'x3', 'x4', 'x9'].map((id) => p(r('đoạn ') + r(drawing(id, { descr: `Ảnh ${id} ở xa` })))).join('') + '<w:altChunk r:id="x5"/>' + p('Hết.'), { more }), { target: '/articles?import_pictures=false' });
  assert.equal([...article.html.matchAll(/<p>/g)].length, 7);
  assert.doesNotMatch(article.html, /<img/);
  assert.deepEqual(article.codes.filter((code) => code.startsWith('word-')).sort(), ['word-chunk', 'word-picture-missing', 'word-picture-missing', 'word-picture-outside', 'word-picture-outside', 'word-picture-outside']);
  server.close();
  assert.equal(calls, 0);
});

const refused = async (bytes, status, detail, options) => {
  const answer = await send(bytes, options);
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.json.detail, detail);
  const english = await send(bytes, { ...options, headers: { 'Accept-Language': 'en' } });
  assert.notEqual(english.json.detail, answer.json.detail);
};
const compound = (name) => {
  const bytes = Buffer.alloc(4096);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(bytes);
  bytes.write(name, 1024, 'utf16le');
  bytes.writeUInt16LE((name.length + 1) * 2, 1024 + 64);
  bytes[1024 + 66] = 2;
  return bytes;
};

test('fault 32: another file is refused by its name, with what to do', async () => {
  await refused(compound('EncryptedPackage'), 422, /mật khẩu/);
  await refused(compound('WordDocument'), 415, /\.doc .*\.docx/, { type: 'application/msword' });
  await refused(Buffer.from('{\\rtf1 a}'), 415, /RTF/, { type: 'application/rtf' });
  await refused(Buffer.from('%PDF-1.4'), 415, /PDF/);
  await refused(Buffer.from('chẳng là gì'), 415, /không phải văn bản Word/);
  await refused(zip([['mimetype', 'application/vnd.oasis.opendocument.text', { store: true }], ['content.xml', '<a/>']]), 415, /\.odt/, { type: 'application/vnd.oasis.opendocument.text' });
  await refused(docx(p('x'), { mainType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml' }), 415, /bản trình chiếu/);
  await refused(zip([['a.txt', 'x']]), 415, /tệp nén/);
  await refused(docx(p('x')).subarray(0, 700), 422, /hỏng/);
});

test('fault 34: macros are refused by type and by part', async () => {
  await refused(docx(p('x'), { mainType: 'application/vnd.ms-word.document.macroEnabled.main+xml' }), 422, /macro/);
  await refused(docx(p('x'), { parts: [['word/VbaProject.bin', 'x']] }), 422, /macro/);
});

test('fault 35: bombs and files that say two things of one place are refused before they are unpacked', async () => {
  const parts = docxParts(p('x'));
  const with_ = (name, options, content) => zip(parts.map(([one, inside, more]) => (one === name ? [one, content ?? inside, { ...more, ...options }] : [one, inside, more])));
  const document = 'word/document.xml';
  await refused(with_(document, { size: 900, localSize: 900 }, 'a'.repeat(1 << 20)), 422, /hỏng/);
  await refused(with_(document, { crc: 1 }), 422, /hỏng/);
  await refused(with_(document, { localSize: 1 }), 422, /hỏng/);
  await refused(with_(document, { flags: 1 }), 422, /mật khẩu/);
  await refused(with_(document, { method: 12, packed: Buffer.from('x') }), 422, /hỏng/);
  await refused(zip(parts, { zip64: true }), 422, /hỏng/);
  await refused(zip([...parts, ['WORD/Document.xml', 'x']]), 422, /hỏng/);
  await refused(zip([...parts, ['word/other.xml', parts[2][1], { from: document }]]), 422, /hỏng/);
  await refused(zip([...parts, ['word/zero.bin', Buffer.alloc(12 << 20)]]), 422, /bung ra/);
  await refused(zip([...parts, ['word/a.bin', 'x', { size: 201 * 1024 * 1024, localSize: 201 * 1024 * 1024 }]]), 422, /bung ra/);
  await refused(zip([...parts, ...Array.from({ length: 2000 }, (_, i) => [`x/${i}`, '', { store: true }])]), 422, /2\.000/);
  assert.equal((await made(zip([...parts, ['word/zero.bin', Buffer.alloc(9 << 20)]]))).status, 'draft', 'small parts pack well');
});

test('fault 36: a DOCTYPE is refused where it begins', async () => {
  const evil = docxParts(p('x')).map(([name, content, options]) => [name, name === 'word/document.xml' ? content.replace('<w:document', '<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document') : content, options]);
  await refused(zip(evil), 422, /DOCTYPE/);
  await refused(docx(p('x'), { parts: [['word/styles.xml', `<!DOCTYPE a>${part('styles', '')}`]], more: [['rS', 'styles', 'styles.xml']] }), 422, /DOCTYPE/);
});

test('each limit is told by its figure', async () => {
  const wide = (columns) => docx(p('x') + table([row(Array.from({ length: columns }, (_, i) => `c${i}`))]));
  assert.equal((await send(wide(32))).status, 201);
  await refused(wide(33), 422, /32 cột/);
  const deep = (depth) => docx(p('x') + '<w:sdt>'.repeat(depth) + '</w:sdt>'.repeat(depth));
  assert.equal((await send(deep(254))).status, 201);
  await refused(deep(255), 422, /256 cấp/);
  await refused(docx(p('x').repeat(20001)), 422, /20\.000 đoạn/);
  await refused(docx(p('x') + table([row(Array.from({ length: 20001 }, () => '<w:tc></w:tc>'))])), 422, /20\.000 ô/);
  await refused(docx(p('x') + p(r(drawing('rImage1', { descr: 'a b' }))).repeat(201), { media: { 'a.png': LINES } }), 422, /200 ảnh/);
  await refused(docx(`<w:p${Array.from({ length: 201 }, (_, i) => ` a${i}="1"`).join('')}/>`), 422, /2\.000\.000/);
  await refused(docx(p('x'), { more: Array.from({ length: 5001 }, (_, i) => [`r${i}`, 'image', 'a']) }), 422, /5\.000/);
  const large = await portal.api('POST', '/articles', { as: 'editor', type: DOCX, body: Buffer.concat([docx(p('x')), Buffer.alloc(32 << 20)]) });
  assertProblem(large, 413, 'too-large', { detail: /32 MB/ });
});

test('a Word file comes raw, as a part of a form, by curl, on trial and under a key', async () => {
  const file = docx(p('Tên bài') + p(r('Nội dung ') + r(drawing('rImage1', { descr: 'Một dòng kẻ' }))), { media: { 'a.png': gif(4, 4, [[1, 2, 3], [9, 9, 9], [0, 0, 0], [5, 5, 5]], () => 1) } });
  const trial = await send(file, { target: '/articles?dry_run=true' });
  assert.equal(trial.status, 201, trial.text);
  assert.equal(trial.json.dry_run, true);
  const form = await portal.api('POST', '/articles', { as: 'editor', ...multipart({ body: { bytes: file, name: 'bai.docx', type: 'application/octet-stream' }, title: 'Tên khác', tags: 'thông báo' }) });
  assert.equal(form.status, 201, form.text);
  assert.deepEqual([form.json.title, form.json.status, form.json.tags.length, form.json.attachments?.length ?? 0], ['Tên khác', 'draft', 1, 0]);
  const key = { 'Idempotency-Key': 'word-1' };
  const [one, two] = [await send(file, { headers: key }), await send(file, { headers: key })];
  assert.deepEqual([one.status, two.status, two.json.id], [201, 201, one.json.id]);
  const folder = scratch();
  fs.writeFileSync(path.join(folder, 'bai.docx'), file);
  const raw = await portal.curl(['-s', '-w', '%{http_code}', '-H', `Authorization: Bearer ${portal.token('editor')}`, '-H', `Content-Type: ${DOCX}`, '--data-binary', '@bai.docx', `${portal.url}/api/articles`], { cwd: folder });
  assert.match(raw.stdout, /"status":"draft".*201$/s);
  const strict = await send(docx(p('x') + p(r('a') + r('AN', '<w:vanish/>'))), { target: '/articles?strict=true' });
  assertProblem(strict, 422, 'invalid-input', { pointer: '/body' });
  assertProblem(await send(file, { type: 'application/octet-stream' }), 415, 'unsupported-media-type', { detail: /Content-Type: application\/vnd/ });
  assertProblem(await send(docx(p('')), {}), 422, 'invalid-input', { pointer: '/title' });
});

test('the file itself, and what it hides, is nowhere in what the portal keeps', async () => {
  const secret = 'BI-MAT-TRONG-TEP-WORD';
  await made(docx(p('Sạch') + p(r('a') + r(secret, '<w:vanish/>') + `<w:del w:id="1" w:author="${secret}"><w:r><w:delText>${secret}</w:delText></w:r></w:del>`), { parts: [['docProps/core.xml', `<a>${secret}</a>`, { store: true }], ['word/comments.xml', part('comments', t(secret)), { store: true }]] }));
  await portal.stop();
  const holders = everyFile(portal.data).filter((name) => fs.readFileSync(name).includes(secret));
  assert.deepEqual(holders, []);
  await portal.start();
});

test('congd post sends a Word file, beside the daemon and without it, and says what was left out', async () => {
  const folder = scratch(), name = path.join(folder, 'thông báo.docx');
  fs.writeFileSync(name, docx(p('Lịch tiếp dân') + p(r('Thứ Ba.') + r('KIN', '<w:vanish/>')) + p(r(drawing('rImage1', { descr: 'Dòng kẻ' }))), { media: { 'a.png': png(9, 9, () => [1, 2, 3]) } }));
  const sent = await portal.commandBeside('post', name);
  assert.equal(sent.status, 0, sent.stderr);
  assert.match(sent.stdout, /^\/api\/articles\/\d+\tdraft\t/);
  assert.match(sent.stderr, /hidden text/);
  fs.writeFileSync(path.join(folder, 'cu.doc'), compound('WordDocument'));
  const old = await portal.commandBeside('post', path.join(folder, 'cu.doc'));
  assert.equal(old.status, 1);
  assert.match(old.stderr, /^congd: .*\.docx/);
  await portal.stop();
  const alone = portal.command('post', name);
  assert.equal(alone.status, 0, alone.stderr);
  await portal.start();
});

test('on the staff\'s pages a chosen file leads to the form of its draft, with what was left out; a wrong one says what to do', async () => {
  const staff = await portal.staff('author');
  const list = await staff.get('/quan-tri/bai');
  assert.match(list.text, /<form[^>]*action="\/quan-tri\/bai\/tu-word"/);
  const chosen = (bytes, name = 'bai.docx') => ({ tep: { bytes, name, type: DOCX } });
  const clean = await staff.post('/quan-tri/bai/tu-word', chosen(docx(styled('T', 'Kế hoạch sạch') + p('Nội dung.'), { styles: style('T', 'Title') })));
  assert.equal(clean.status, 303, clean.text);
  assert.match(clean.headers.location, /\/quan-tri\/bai\/\d+/);
  assert.match((await staff.get(new URL(clean.headers.location, portal.url).pathname)).text, /Kế hoạch sạch/);
  const told = await staff.post('/quan-tri/bai/tu-word', chosen(docx(styled('T', 'Kế hoạch khác') + p(r('a') + r('KIN', '<w:vanish/>')), { styles: style('T', 'Title') })));
  assert.equal(told.status, 303, told.text);
  const shown = await staff.get(told.headers.location);
  assert.match(shown.text, /Kế hoạch khác/);
  assert.match(shown.text, /chữ ẩn/);
  assert.doesNotMatch(shown.text, /KIN/);
  const old = await staff.post('/quan-tri/bai/tu-word', chosen(compound('WordDocument'), 'cu.doc'));
  assert.equal(old.status, 415);
  assert.match(old.text, /role="alert">[^<]*\.doc[^<]*\.docx/);
  assert.match(old.text, /<title>Lỗi: /);
  const none = await staff.post('/quan-tri/bai/tu-word', { tep: { bytes: Buffer.alloc(0), name: '', type: 'application/octet-stream' } });
  assert.equal(none.status, 422);
  assert.match(none.text, /Chưa chọn tệp/);
  const english = await staff.get('/en/quan-tri/bai/tu-word');
  assert.match(english.text, /An article from a Word file/);
});

test('one account has one Word file converted at a time, others theirs', async () => {
  const file = docx(p('Bài') + p(r(drawing('rImage1', { descr: 'Nền lớn', crop: '<a:srcRect l="1000"/>' }))), { media: { 'a.png': png(1200, 900, (x, y) => [x & 255, y & 255, (x * y) & 255]) } });
  const answers = await Promise.all([send(file), send(file), portal.api('POST', '/articles', { as: 'author', type: DOCX, body: docx(p('Khác')) })]);
  const statuses = answers.slice(0, 2).map(({ status }) => status).sort();
  assert.ok(['201,201', '201,503', '503,503'].includes(statuses.join()), statuses.join());
  for (const busy of answers.filter(({ status }) => status === 503)) assert.ok(Number(busy.headers['retry-after']) > 0);
  assert.equal(answers[2].status, 201);
  assert.equal((await send(docx(p('Sau đó')))).status, 201);
});

test('more pictures than there is time for come behind the draft, each under its place', async () => {
  const count = 24, media = {};
  for (let i = 0; i < count; i++) media[`p${i}.png`] = png(20 + i, 30, (x, y) => [x * 3, y * 5, i * 9]);
  const article = await made(docx(p('Nhiều ảnh') + Array.from({ length: count }, (_, i) => p(r(drawing(`rImage${i + 1}`, { descr: `Ảnh thứ ${i} của bài` })))).join(''), { media }));
  const sizes = (html) => [...html.matchAll(/width="(\d+)" height="30"/g)].map(([, width]) => Number(width) - 20);
  const expected = Array.from({ length: count }, (_, i) => i);
  assert.deepEqual(sizes(article.html), expected);
  const later = await whole(article.id);
  assert.deepEqual(sizes(later.body_html), expected);
  assert.equal(later.version, 1);
  assert.equal((await portal.api('POST', `/articles/${article.id}/publish`, { as: 'editor', body: {} })).status, 200);
  const files = filesOf((await portal.api('GET', `/articles/${article.id}`)).json.body_html);
  assert.equal(files.length, 2 * count);
  for (const name of files.slice(-6)) assert.equal((await portal.request('GET', name)).status, 200);
});
