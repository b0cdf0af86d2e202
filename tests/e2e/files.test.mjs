// Files as offices have them: odd but good ones are taken for what they are, what hides something is said, and what
// could harm is refused by name of the reason.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import zlib from 'node:zlib';
import { compound, deflatedZip, jpegWithMetadata, mp4, png, zip } from './lib/pictures.mjs';
import { readData, startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal;
before(async () => { portal = await startPortal({ args: ['--set', 'write_rate=0', '--set', 'error_rate=0', '--set', 'picture_converter=none'] }); });
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const send = (bytes, name = 'tệp', { strict = false, fields = {}, as = 'author' } = {}) =>
  portal.form('POST', `/media${strict ? '?strict=true' : ''}`, { file: { bytes: Buffer.from(bytes), name, type: 'application/octet-stream' }, ...fields }, { as });
const codes = ({ json }) => (json.warnings ?? []).map(({ code }) => code);
const taken = async (bytes, name, options) => {
  const answer = await send(bytes, name, options);
  assert.ok([200, 201].includes(answer.status), `${name}: ${answer.status} ${answer.text}`);
  return answer;
};
const refused = async (bytes, name, detail, status = 422) => assertProblem(await send(bytes, name), status, status === 415 ? 'unsupported-media-type' : 'invalid-input', { pointer: '/file', detail });

const OOXML = 'application/vnd.openxmlformats-officedocument.';
const types = (main, ...more) => `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${[main, ...more]
  .map((type, i) => `<Override PartName="/p${i}.xml" ContentType="${type}"/>`).join('')}</Types>`;
const DOCX = types(`${OOXML}wordprocessingml.document.main+xml`);
const XLSX = types(`${OOXML}spreadsheetml.sheet.main+xml`);
const PPTX = types(`${OOXML}presentationml.presentation.main+xml`);
const photo = readData('photo.jpg');

describe('what a file is, its bytes say and not its name', () => {
  const kinds = {
    'PDF behind a blank line': [`\r\n%PDF-1.4\n1 0 obj<<>>endobj\n`, 'application/pdf', 'a.pdf'],
    'PDF behind a kilobyte of a mail': [`${'x'.repeat(1000)}\n%PDF-1.4\n1 0 obj<<>>endobj\n`, 'application/pdf', 'b.pdf'],
    'a text that speaks of %PDF-': ['Tệp PDF bắt đầu bằng %PDF-1.4, ai cũng biết.\n', 'text/plain; charset=utf-8', 'a.txt'],
    'slides': [deflatedZip({ '[Content_Types].xml': PPTX, 'ppt/presentation.xml': '<p/>' }), `${OOXML}presentationml.presentation`, 'deck.pptx'],
    'a text whose types come last': [deflatedZip({ 'word/document.xml': '<w/>', '[Content_Types].xml': DOCX }), `${OOXML}wordprocessingml.document`, 'cuối.docx'],
    'a text with \\ between its folders': [deflatedZip({ 'word\\document.xml': '<w/>', '[Content_Types].xml': DOCX }), `${OOXML}wordprocessingml.document`, 'ngược.docx'],
    'a workbook whose folder has another name': [deflatedZip({ '[Content_Types].xml': XLSX, 'sổ/w.xml': '<w/>' }), `${OOXML}spreadsheetml.sheet`, 'sổ.xlsx'],
    'slides of LibreOffice': [zip({ mimetype: 'application/vnd.oasis.opendocument.presentation' }), 'application/vnd.oasis.opendocument.presentation', 'a.odp'],
    'a text of LibreOffice whose type comes last and packed': [deflatedZip({ 'content.xml': '<x/>', mimetype: 'application/vnd.oasis.opendocument.text' }), 'application/vnd.oasis.opendocument.text', 'a.odt'],
    'an old text': [compound({ WordDocument: Buffer.alloc(5000) }), 'application/msword', 'a.doc'],
    'an old workbook': [compound({ Workbook: Buffer.alloc(5000) }), 'application/vnd.ms-excel', 'a.xls'],
    'old slides': [compound({ 'PowerPoint Document': Buffer.alloc(5000), 'Current User': Buffer.alloc(60) }), 'application/vnd.ms-powerpoint', 'a.ppt'],
    'an archive': [deflatedZip({ 'a.txt': 'Một', 'scripts/b.txt': 'Hai', 'word/c.txt': 'Ba' }), 'application/zip', 'a.zip'],
    'an archive with a document': [deflatedZip({ 'a.docx': deflatedZip({ '[Content_Types].xml': DOCX }) }), 'application/zip', 'b.zip'],
    'RAR of old': [Buffer.concat([Buffer.from('Rar!\x1a\x07\0', 'latin1'), Buffer.from([0, 0, 0x7b, 0, 0, 7, 0])]), 'application/vnd.rar', 'a.rar'],
    'RAR of today': [Buffer.concat([Buffer.from('Rar!\x1a\x07\x01\0', 'latin1'), Buffer.from([0, 0, 0, 0, 3, 1, 0, 0, 0, 0, 0, 0, 3, 5, 4, 0])]), 'application/vnd.rar', 'b.rar'],
    '7z': [Buffer.concat([Buffer.from('377abcaf271c0004', 'hex'), Buffer.alloc(24)]), 'application/x-7z-compressed', 'a.7z'],
    'a film': [mp4('isom'), 'video/mp4', 'a.mp4'],
    'a sound of a phone': [mp4('M4A '), 'audio/mp4', 'a.m4a'],
    'MP3': [Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), ...Array(3).fill(Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0]), Buffer.alloc(413)]))]), 'audio/mpeg', 'a.mp3'],
  };
  for (const [what, [bytes, type, name]] of Object.entries(kinds))
    test(what, async () => {
      for (const sent of [name, `${name.split('.')[0]}.zip`, 'không đuôi']) {
        const { json } = await taken(bytes, sent);
        assert.equal(json.type, type);
        assert.equal(json.file_name, `${sent === name ? sent : sent === 'không đuôi' ? sent : name.split('.')[0]}${sent === name ? '' : `.${name.split('.')[1]}`}`);
        assert.ok(json.url.endsWith(`.${name.split('.')[1]}`), json.url);
      }
    });

  test('a picture that was cut off behind its last pixel, or has strange bytes between its parts, is taken with a word', async () => {
    const whole = await taken(photo, 'a.jpg');
    assert.deepEqual(codes(whole), []);
    const cut = await taken(photo.subarray(0, -2), 'cụt.jpg');
    assert.deepEqual(codes(cut), ['jpeg-cut']);
    assert.equal(cut.json.width, whole.json.width);
    const strange = Buffer.concat([photo.subarray(0, 2), Buffer.from([0, 1, 2, 0xff, 0, 3]), photo.subarray(2)]);
    assert.deepEqual(codes(await taken(strange, 'lạ.jpg')), ['jpeg-stray']);
    await refused(photo.subarray(0, photo.length / 2), 'nửa.jpg', /hỏng/);
    assert.equal((await send(photo.subarray(0, -2), 'cụt nghiêm.jpg', { strict: true })).status, 200, 'it is kept already');
  });
});

test('a picture of a phone in another form is refused with the way to JPEG', async () => {
  for (const brand of ['heic', 'mif1', 'avif']) {
    const bytes = mp4(brand);
    await refused(bytes, `IMG_1.${brand}`, /iPhone.*Tương thích nhất.*JPEG/, 415);
    assertProblem(await portal.form('POST', '/articles', { title: 'x', alt: 'x', image: { bytes, name: 'IMG.HEIC', type: 'image/heic' } }, { as: 'author' }), 422, 'invalid-input', { pointer: '/image', detail: /HEIC/ });
  }
});

describe('what brings programs along is refused, whatever it is called', () => {
  const macros = {
    'by the part': deflatedZip({ '[Content_Types].xml': DOCX, 'word/vbaProject.bin': 'x' }),
    'by the part with \\ in its name': deflatedZip({ '[Content_Types].xml': DOCX, 'word\\VbaProject.bin': 'x' }),
    'by the type of the document': deflatedZip({ '[Content_Types].xml': types('application/vnd.ms-word.document.macroEnabled.main+xml') }),
    'by the type of a binary workbook': deflatedZip({ '[Content_Types].xml': types('application/vnd.ms-excel.sheet.binary.macroEnabled.main') }),
    'by the type of a template': deflatedZip({ '[Content_Types].xml': types('application/vnd.ms-word.template.macroEnabledTemplate.main+xml') }),
    'by the type of a part with another name': deflatedZip({ '[Content_Types].xml': types(`${OOXML}wordprocessingml.document.main+xml`, 'application/vnd.ms-office.vbaProject'), 'word/x.bin': 'x' }),
    'in types that are UTF-16': deflatedZip({ '[Content_Types].xml': Buffer.from(`\ufeff${types('application/vnd.ms-word.document.macroEnabled.main+xml')}`, 'utf16le') }),
    'in the binary part under another name': deflatedZip({ '[Content_Types].xml': DOCX, 'word/x.bin': compound({ VBA: null, _VBA_PROJECT: Buffer.alloc(10) }) }),
    'in a sheet of macros': deflatedZip({ '[Content_Types].xml': XLSX, 'xl/macrosheets/sheet1.xml': '<x/>' }),
    'in an archive': deflatedZip({ 'a.docx': deflatedZip({ '[Content_Types].xml': DOCX, 'word/vbaProject.bin': 'x' }) }),
    'in LibreOffice': zip({ mimetype: 'application/vnd.oasis.opendocument.text', 'Basic/Standard/Module1.xml': '<x/>' }),
    'in an old text': compound({ WordDocument: Buffer.alloc(5000), Macros: null, VBA: null, _VBA_PROJECT: Buffer.alloc(10) }),
    'in an old workbook': compound({ Workbook: Buffer.alloc(5000), _VBA_PROJECT_CUR: null }),
    'in a sheet of macros of old': compound({ Workbook: Buffer.concat([Buffer.from([0x09, 8, 4, 0, 0, 6, 5, 0, 0x85, 0, 8, 0, 0, 0, 0, 0, 0, 1, 0, 0]), Buffer.alloc(5000)]) }),
    'in old slides': compound({ 'PowerPoint Document': Buffer.concat([Buffer.from('020000040c00000001000000010000000', 'hex'), Buffer.from([0]), Buffer.from('020000040c0000000100000001000000', 'hex'), Buffer.alloc(5000)]) }),
  };
  for (const [how, bytes] of Object.entries(macros))
    test(how, async () => {
      for (const name of ['a.docx', 'a.docm', 'a.pdf']) await refused(bytes, name, /macro/);
    });
});

test('what has a password is refused and says so', async () => {
  const locked = Buffer.from(deflatedZip({ 'a.txt': 'Một' }));
  locked[locked.indexOf('PK\x01\x02', 'latin1') + 8] |= 1;
  await refused(locked, 'a.zip', /có mật khẩu/);
  await refused(compound({ EncryptedPackage: Buffer.alloc(5000), EncryptionInfo: Buffer.alloc(100) }), 'a.docx', /có mật khẩu/);
  const doc = Buffer.alloc(5000);
  doc.writeUInt16LE(0x0100, 0x0a);
  await refused(compound({ WordDocument: doc }), 'a.doc', /có mật khẩu/);
  await refused(compound({ Workbook: Buffer.concat([Buffer.from([9, 8, 0, 0, 0x2f, 0, 2, 0, 0, 0]), Buffer.alloc(5000)]) }), 'a.xls', /có mật khẩu/);
  await refused('%PDF-1.6\n1 0 obj<<>>endobj\ntrailer <</Root 1 0 R /Encrypt 5 0 R>>\n', 'a.pdf', /có mật khẩu/);
  await refused(zip({ mimetype: 'application/vnd.oasis.opendocument.text', 'META-INF/manifest.xml': '<m:manifest><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>' }), 'a.odt', /có mật khẩu/);
  await refused(Buffer.concat([Buffer.from('Rar!\x1a\x07\x01\0', 'latin1'), Buffer.from([0, 0, 0, 0, 3, 4, 0, 0, 0, 0, 0, 0, 3, 5, 4, 0])]), 'a.rar', /có mật khẩu/);
});

test('an archive that comes to too much, lies, nests or has too many entries is refused', async () => {
  const zeros = Buffer.alloc(3 * 1024 * 1024);
  await refused(deflatedZip({ 'a.bin': zeros }), 'a.zip', /gấp 100 lần/);
  await refused(deflatedZip({ '[Content_Types].xml': DOCX, 'word/document.xml': zeros }), 'a.docx', /gấp 100 lần/);
  await refused(deflatedZip({ 'a.bin': zeros }, { says: 900 }), 'dối.zip', /hỏng/);
  await refused(deflatedZip({ '[Content_Types].xml': DOCX, 'word/document.xml': zeros }, { says: 900 }), 'dối.docx', /hỏng/);
  await refused(deflatedZip({ 'b.zip': deflatedZip({ 'a.txt': 'Một' }) }), 'a.zip', /tệp nén khác/);
  await refused(deflatedZip({ 'b.7z': Buffer.from('377abcaf271c0004', 'hex') }), 'a.zip', /tệp nén khác/);
  const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`${i}`, '']));
  await refused(zip(many), 'a.zip', /10\.000/);
  delete many[0];
  await taken(zip(many), 'a.zip');
  await refused(deflatedZip({ 'a.txt': 'Một' }).subarray(0, 60), 'cụt.zip', /hỏng/);
});

test('a compound file of no document that is known is refused', async () => {
  await refused(compound({ 'VisioDocument': Buffer.alloc(5000) }), 'a.doc', /loại tệp/, 415);
  await refused(deflatedZip({ '[Content_Types].xml': types('application/vnd.ms-visio.drawing.main+xml') }), 'a.vsdx', /loại tệp/, 415);
  await refused(zip({ mimetype: 'application/epub+zip' }), 'a.epub', /loại tệp/, 415);
});

/** A PDF as programs of today write it: its objects packed into streams, but those that must not be. */
function packedPdf(objects, { xmp, plain = '' } = {}) {
  const stream = (about, content) => { const packed = zlib.deflateSync(Buffer.from(content)); return Buffer.concat([Buffer.from(`9 0 obj\n<<${about}/Filter/FlateDecode/Length ${packed.length}>>\nstream\n`), packed, Buffer.from('\nendstream\nendobj\n')]); };
  const places = objects.reduce((list, one) => [...list, list.at(-1) + one.length + 1], [0]).slice(0, -1);
  const head = places.map((at, i) => `${i + 1} ${at}`).join(' ') + '\n';
  return Buffer.concat([Buffer.from(`%PDF-1.7\n%\xe2\xe3\n${plain}`, 'latin1'), stream(`/Type/ObjStm/N ${objects.length}/First ${head.length}`, head + objects.join('\n')),
    ...(xmp ? [stream('/Type/Metadata/Subtype/XML', xmp)] : []), stream('/Type/XRef/W[1 2 1]/Root 1 0 R', '\0'), Buffer.from('startxref\n9\n%%EOF\n')]);
}

test('what a PDF hides is counted in packed objects too, and a bomb of them is refused', async () => {
  const hiding = packedPdf([
    '<</Type/Catalog/Names<</JavaScript 7 0 R>>>>', '<</Author<FEFF004C1EC700200054006800FA0079>/Title(x)>>', '<</Type/Annot/Subtype/Text/Contents(Xem lai)>>', '<</Type/Annot/Subtype/StrikeOut/Contents(bo doan nay)>>',
    '<</Type/Annot/Subtype/Link/Contents(x)>>', '<</Type/Filespec/F(luong.xlsx)/EF<</F 12 0 R>>>>', '<</S/JavaScript/JS(app.alert\\(1\\))>>', '<</Type/Annot/Subtype/Widget/FT/Tx/F 2/V(so CMND)>>',
  ], { xmp: '<rdf:RDF><dc:creator><rdf:Seq><rdf:li>Lệ Thúy</rdf:li><rdf:li>Nguyễn Văn B</rdf:li></rdf:Seq></dc:creator></rdf:RDF>', plain: '5 0 obj<</Type/Annot/Subtype/Text/Contents(ngoai)>>endobj\n' });
  const answer = await taken(hiding, 'Tờ trình.pdf');
  const said = Object.fromEntries(answer.json.warnings.map(({ code, detail }) => [code, detail]));
  assert.deepEqual(Object.keys(said).sort(), ['hides-authors', 'hides-comments', 'hides-files', 'hides-scripts', 'hides-text']);
  assert.match(said['hides-comments'], /3 nhận xét/);
  assert.match(said['hides-authors'], /2 người.*Lệ Thúy/);
  for (const code of ['hides-files', 'hides-scripts', 'hides-text']) assert.match(said[code], / 1 /, code);
  const again = packedPdf(['<</S/JavaScript/JS(x)>>']);
  const strict = await send(again, 'chặt.pdf', { strict: true });
  assertProblem(strict, 422, 'invalid-input');
  assert.deepEqual(strict.json.errors.map(({ code }) => code), ['hides-scripts']);
  assert.deepEqual(codes(await taken(packedPdf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Annot/Subtype/Highlight>>']), 'sạch.pdf')), []);
  await refused(packedPdf(['<<>>', ' '.repeat(30_000_000)]), 'bom.pdf', /bung|nở|giải nén/);
  await taken(packedPdf(['<<>>', ' '.repeat(900_000)]), 'vừa.pdf');
});

test('what a file hides is counted, and refused by who wants nothing hidden', async () => {
  const docx = deflatedZip({
    '[Content_Types].xml': DOCX,
    'word/document.xml': '<w:document><w:ins w:id="1" w:author="B"><w:r/></w:ins><w:del w:id="2" w:author="B"/><w:rPr><w:vanish/></w:rPr><w:vanish w:val="0"/></w:document>',
    'word/comments.xml': '<w:comments><w:comment w:id="0"/><w:comment w:id="1"/></w:comments>',
    'docProps/core.xml': '<cp:coreProperties><dc:creator>Nguyễn Văn A</dc:creator><cp:lastModifiedBy>Trần B</cp:lastModifiedBy></cp:coreProperties>',
    'word/media/image1.jpeg': jpegWithMetadata(photo),
  });
  const answer = await taken(docx, 'ý kiến.docx');
  assert.deepEqual(codes(answer).sort(), ['hides-authors', 'hides-changes', 'hides-comments', 'hides-places', 'hides-text']);
  const said = Object.fromEntries(answer.json.warnings.map(({ code, detail, pointer }) => [code, `${pointer} ${detail}`]));
  assert.match(said['hides-comments'], /^\/file .*2 nhận xét/);
  assert.match(said['hides-changes'], /2 chỗ/);
  assert.match(said['hides-text'], / 1 /);
  assert.match(said['hides-authors'], /2 người.*Nguyễn Văn A/);
  const other = deflatedZip({ '[Content_Types].xml': XLSX, 'xl/workbook.xml': '<workbook><sheets><sheet name="a"/><sheet name="b" state="hidden"/><sheet state="veryHidden" name="c"/></sheets></workbook>' });
  const strict = await send(other, 'ẩn.xlsx', { strict: true });
  assert.equal(strict.status, 422, strict.text);
  assert.deepEqual(strict.json.errors.map(({ code }) => code), ['hides-sheets']);
  assert.match((await taken(other, 'ẩn.xlsx')).json.warnings[0].detail, / 2 /);
  assert.deepEqual(codes(await taken(jpegWithMetadata(photo), 'chỗ.jpg')), ['picture-place']);
  const old = compound({ Workbook: Buffer.concat([Buffer.from([0x85, 0, 8, 0, 0, 0, 0, 0, 2, 0, 0, 0]), Buffer.from([0x1c, 0, 0, 0]), Buffer.alloc(5000)]) });
  assert.deepEqual(codes(await taken(old, 'cũ.xls')).sort(), ['hides-comments', 'hides-sheets']);
});

test('where a film was taken is not in the file that is served', async () => {
  const bytes = mp4('isom', { place: '+21.9519+106.3719/' });
  const answer = await taken(bytes, 'phim.mp4');
  assert.deepEqual(codes(answer), ['film-place']);
  const served = (await portal.request('GET', answer.json.url, { as: 'reader' })).bytes;
  assert.equal(served.length, bytes.length);
  assert.equal(served.indexOf('21.9519'), -1);
  assert.notEqual(served.indexOf('mdat'), -1);
  const range = await portal.request('GET', answer.json.url, { as: 'reader', headers: { Range: 'bytes=4-7' } });
  assert.deepEqual([range.status, range.text], [206, 'ftyp']);
});

describe('names', () => {
  const cases = [
    ['Quyết định số 12.pdf', 'Quyết định số 12.pdf', false],
    ['bao\u202excod.pdf', 'baoxcod.pdf', true],
    ['a\u0007\u001fb.pdf', 'ab.pdf', true],
    ['C:\\Users\\Lan\\Tờ trình.pdf', 'Tờ trình.pdf', false],
    ['../../etc/passwd', 'passwd.pdf', true],
    ['lừa.html', 'lừa.pdf', true],
    ['Nghị quyết 12.NQ', 'Nghị quyết 12.NQ.pdf', true],
    ['.pdf', 'pdf.pdf', true],
    ['   ', 'tep.pdf', true],
    [`${'Đ'.repeat(200)}.pdf`, `${'Đ'.repeat(58)}.pdf`, true],
    ['a.PDF', 'a.PDF', false],
    ['a.pdf.zip', 'a.pdf', true],
    [`Quye\u0302\u0301t đi\u0323nh.pdf`, 'Quyết định.pdf', false],
  ];
  for (const [sent, kept, is_changed] of cases)
    test(JSON.stringify(sent.slice(0, 40)), async () => {
      const answer = await taken(`%PDF-1.4 ${sent}`, sent);
      assert.equal(answer.json.file_name, kept);
      assert.deepEqual(codes(answer), is_changed ? ['file-name-changed'] : []);
      const { headers } = await portal.request('GET', answer.json.url, { as: 'reader' });
      assert.equal(decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(headers['content-disposition'])[1]), kept);
    });

  test('one that is no UTF-8 is kept as far as it can be read', async () => {
    const body = Buffer.concat([Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="b'), Buffer.from([0xe1, 0xff]), Buffer.from('o.pdf"\r\n\r\n%PDF-1.4 latin\r\n--x--\r\n')]);
    const answer = await portal.api('POST', '/media', { as: 'author', body, type: 'multipart/form-data; boundary=x' });
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.json.file_name, 'b__o.pdf');
  });

  test('a name in the form of RFC 5987 is read', async () => {
    const body = `--x\r\nContent-Disposition: form-data; name="file"; filename="?.pdf"; filename*=UTF-8''T%E1%BB%9D%20tr%C3%ACnh.pdf\r\n\r\n%PDF-1.4 5987\r\n--x--\r\n`;
    const answer = await portal.api('POST', '/media', { as: 'author', body, type: 'multipart/form-data; boundary=x' });
    assert.equal(answer.json.file_name, 'Tờ trình.pdf', answer.text);
  });

  test('one can be changed, and keeps the extension of what the file is', async () => {
    const { json } = await taken('%PDF-1.4 đổi tên', 'cũ.pdf');
    const changed = await portal.api('PATCH', `/media/${json.id}`, { as: 'editor', body: { file_name: 'Kế hoạch năm.docx' } });
    assert.equal(changed.json.file_name, 'Kế hoạch năm.pdf', changed.text);
    assert.deepEqual(codes(changed), ['file-name-changed']);
    assert.equal((await portal.api('PATCH', `/media/${json.id}`, { as: 'editor', body: { file_name: 'Mới.pdf' } })).json.file_name, 'Mới.pdf');
  });
});

test('the same bytes again say that they are kept, and take what is new', async () => {
  const first = await taken('%PDF-1.4 hai lần', 'một.pdf', { fields: { caption: 'Bản đầu' } });
  assert.deepEqual([first.status, first.json.existing], [201, false]);
  const again = await taken('%PDF-1.4 hai lần', 'hai.pdf', { fields: { alt: 'Mô tả' } });
  assert.deepEqual([again.status, again.json.existing, again.json.id], [200, true, first.json.id]);
  assert.deepEqual([again.json.file_name, again.json.alt, again.json.caption], ['hai.pdf', 'Mô tả', 'Bản đầu']);
  assert.equal(again.json.version, first.json.version + 1);
  assert.equal((await taken('%PDF-1.4 hai lần', 'hai.pdf')).json.version, again.json.version);
});

test('an author who sends the bytes of a file again that an article uses changes nothing that is said of it, and hears of it', async () => {
  const bytes = '%PDF-1.4 của biên tập', first = await taken(bytes, 'gốc.pdf', { fields: { caption: 'Bản đầu' } });
  await portal.post({ title: 'Bài có tệp', attachments: [first.json.id] });
  const fields = { caption: 'Chữ của người khác', alt: 'Mô tả' };
  const again = await taken(bytes, 'khác.pdf', { fields, as: 'author' });
  assert.deepEqual([again.status, again.json.id, again.json.version], [200, first.json.id, first.json.version]);
  assert.deepEqual([again.json.file_name, again.json.alt, again.json.caption], ['gốc.pdf', null, 'Bản đầu']);
  assert.deepEqual(codes(again), ['words-kept']);
  const edited = await taken(bytes, 'khác.pdf', { fields, as: 'editor' });
  assert.deepEqual([edited.json.file_name, edited.json.alt, codes(edited)], ['khác.pdf', 'Mô tả', []]);
});

test('a JPEG may have a hundred million pixels, another picture forty', async () => {
  const frame = photo.findIndex((byte, i) => byte === 0xff && [0xc0, 0xc1, 0xc2].includes(photo[i + 1]));
  const says = (width) => {
    const bytes = Buffer.from(photo);
    bytes.writeUInt16BE(10_000, frame + 5);
    bytes.writeUInt16BE(width, frame + 7);
    return bytes;
  };
  assert.deepEqual(codes(await taken(says(10_000), 'vừa.jpg')), ['jpeg-patchy'], 'most of its pixels are missing');
  await refused(says(10_001), 'quá.jpg', /10001 × 10000 điểm, tối đa 100 triệu/);
  await refused(png(1, 1, () => [0, 0, 0], { saysWidth: 6401, saysHeight: 6250 }), 'quá.png', /6401 × 6250 điểm, tối đa 40 triệu/);
});

test('each kind has a limit of its own, which /api names', async () => {
  const { json } = await portal.api('GET', '');
  assert.deepEqual(json.limits, {
    picture_bytes: 20971520, picture_pixels: 40000000, picture_pixels_jpeg: 100000000, document_bytes: 33554432,
    archive_bytes: 67108864, sound_bytes: 67108864, film_bytes: 536870912,
  });
  const pdf = Buffer.alloc(json.limits.document_bytes + 1, ' ');
  pdf.write('%PDF-1.4\n');
  await taken(pdf.subarray(0, -1), 'vừa.pdf');
  assertProblem(await send(pdf, 'quá.pdf'), 413, 'too-large', { pointer: '/file', detail: /33554432.*33554433/ });
  const large = mp4('isom', { mdat: 40 * 1024 * 1024 });
  assert.equal((await taken(large, 'phim dài.mp4')).json.size, large.length);
  assertProblem(await send(Buffer.concat([photo, Buffer.alloc(json.limits.picture_bytes + 1 - photo.length)]), 'to.jpg'), 413, 'too-large', { pointer: '/file' });
});

test('each kind is taken up to its limit, and one byte more of it is refused with both figures', async () => {
  const M = 1024 * 1024;
  const small = await startPortal({ args: ['document', 'archive', 'sound', 'film'].flatMap((kind) => ['--set', `${kind}_limit=1M`]) });
  const give = (bytes, name) => small.form('POST', '/media', { file: { bytes, name, type: 'application/octet-stream' } }, { as: 'author' });
  const padded = (make) => (size) => make(size - make(0).length);
  const makers = {
    'a.pdf': (size) => Buffer.from('%PDF-1.4\n'.padEnd(size)),
    'a.zip': padded((size) => zip({ 'a.txt': Buffer.alloc(size, 'x') })),
    'a.m4a': padded((size) => mp4('M4A ', { mdat: size })),
    'a.mp4': padded((size) => mp4('isom', { mdat: size })),
  };
  try {
    for (const [name, make] of Object.entries(makers)) {
      const most = make(M), more = make(M + 1);
      assert.deepEqual([most.length, more.length], [M, M + 1], name);
      const answer = await give(most, name);
      assert.equal(answer.status, 201, `${name}: ${answer.text}`);
      assertProblem(await give(more, name), 413, 'too-large', { pointer: '/file', detail: /1048576.*1048577/ });
    }
    const picture = (size) => Buffer.concat([photo, Buffer.alloc(size - photo.length)]);
    assert.equal((await give(picture(20 * M), 'a.jpg')).status, 201);
    assertProblem(await give(picture(20 * M + 1), 'a.jpg'), 413, 'too-large', { pointer: '/file' });
  } finally {
    await small.stop();
    await small.end();
  }
});
