// Three hundred odd files, by name and by type, from a generator: none is answered 5xx, and none that is taken has a
// type that it is not. CONG_ODD_FILES says how many more.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import zlib from 'node:zlib';
import { compound, deflatedZip, gif, jpegWithMetadata, mp4, png, zip } from './lib/pictures.mjs';
import { IS_TSAN, readData, startPortal } from './lib/portal.mjs';
import { Random } from './lib/random.mjs';

const COUNT = Number(process.env.CONG_ODD_FILES ?? (IS_TSAN ? 40 : 300));
const random = new Random(20261129);
let portal;
before(async () => { portal = await startPortal({ args: ['--set', 'write_rate=0', '--set', 'error_rate=0'] }); });
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const OOXML = 'application/vnd.openxmlformats-officedocument.';
const office = (main, parts) => ({ '[Content_Types].xml': `<Types><Override PartName="/a" ContentType="${OOXML}${main}.main+xml"/></Types>`, ...parts });
const shuffled = (entries) => Object.fromEntries(Object.entries(entries).map((entry) => [random.below(1000), entry]).sort(([a], [b]) => a - b).map(([, entry]) => entry));
const pack = (entries) => random.one([zip, deflatedZip])(shuffled(entries));
const salt = () => `muối ${random.below(1e9)}`;
const filler = () => Buffer.from(salt().repeat(400));
const mp3 = () => Buffer.concat([...Array(3 + random.below(3)).fill(Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0]), Buffer.alloc(413, random.below(250))]))]);

/** What it is: how one is made, its extension and type; null is refused. */
const KINDS = [
  ['pdf', 'application/pdf', () => `${random.one(['', '\r\n', 'x'.repeat(900), '\ufeff', '\0\0'])}%PDF-1.${random.below(8)}\n1 0 obj<<>>endobj\n%${salt()}`],
  ['docx', `${OOXML}wordprocessingml.document`, () => pack(office('wordprocessingml.document', { [random.one(['word/document.xml', 'word\\document.xml', 'x/y.xml'])]: salt() }))],
  ['xlsx', `${OOXML}spreadsheetml.sheet`, () => pack(office('spreadsheetml.sheet', { 'xl/workbook.xml': salt() }))],
  ['pptx', `${OOXML}presentationml.presentation`, () => pack(office('presentationml.presentation', { 'ppt/presentation.xml': salt() }))],
  ...['text:odt', 'spreadsheet:ods', 'presentation:odp'].map((pair) => pair.split(':')).map(([type, extension]) =>
    [extension, `application/vnd.oasis.opendocument.${type}`, () => pack({ mimetype: `application/vnd.oasis.opendocument.${type}`, 'content.xml': salt() })]),
  ['doc', 'application/msword', () => compound({ WordDocument: Buffer.concat([Buffer.alloc(300), filler()]) })],
  ['xls', 'application/vnd.ms-excel', () => compound({ [random.one(['Workbook', 'Book'])]: Buffer.concat([Buffer.from([9, 8, 0, 0]), Buffer.alloc(4096), filler()]) })],
  ['ppt', 'application/vnd.ms-powerpoint', () => compound({ 'PowerPoint Document': filler() })],
  ['zip', 'application/zip', () => pack({ [`${salt()}.txt`]: salt(), 'word/a.txt': salt() })],
  ['txt', 'text/plain; charset=utf-8', () => `${random.one(['', '\ufeff', '\n\n', '%PDF là gì?\n'])}Văn bản ${salt()}\n`],
  ['mp3', 'audio/mpeg', mp3],
  ['m4a', 'audio/mp4', () => mp4('M4A ', { mdat: 32 + random.below(900) })],
  ['mp4', 'video/mp4', () => mp4(random.one(['isom', 'mp42', 'avc1']), { mdat: 32 + random.below(900) })],
  ['png', 'image/png', () => png(8, 8, () => [random.below(256), 3, 5])],
  ['gif', 'image/gif', () => gif(8, 8, [[random.below(256), 0, 0], [0, 9, 0], [0, 0, 9], [9, 9, 9]], () => random.below(4))],
  ['jpg', 'image/jpeg', () => random.one([readData('photo.jpg'), jpegWithMetadata(readData('photo.jpg'), 6), readData('photo.jpg').subarray(0, -1)])],
  [null, null, () => deflatedZip(office('wordprocessingml.document', { 'word/vbaProject.bin': salt() }))],
  [null, null, () => compound({ [random.one(['VisioDocument', '__properties_version1.0', 'Quill'])]: filler() })],
  [null, null, () => pack({ 'a.zip': deflatedZip({ a: salt() }) })],
  [null, null, () => zlib.gzipSync(salt())],
  [null, null, () => `<html><body>${salt()}`],
  [null, null, () => `\x7fELF${salt()}`],
  [null, null, () => mp4(random.one(['heic', 'avif', 'qt  ']))],
];

const stems = ['Quyết định số 12/QĐ-UBND', 'Tờ trình', 'a', '', '.', '..', '…', '   ', 'x'.repeat(300), 'Đ'.repeat(200), 'ảnh\u202egpj', 'a\u0000b', 'a\u0008\u000bb', 'a;b"c', "a'b", 'a%00b', '%E1%BA%BF',
  'CON', 'a/b/c', 'C:\\d\\e', '../../x', '🇻🇳', '👩‍👩‍👧', 'e\u0301\u0323', 'a\tb', 'ｆｕｌｌ', '\u2028', 'báo cáo v1.2', 'x.y.z'];
const endings = ['', '.', '.pdf', '.PDF', '.docx', '.zip', '.pptx.zip', '.exe', '.html', '.docm', '.jpeg', '.txt', '.csv', '. pdf', '.pdf ', '.tar.gz', '.NQ-CP'];
const types = ['application/octet-stream', 'text/plain', 'text/html', 'application/pdf', '', 'x', 'application/zip; name="a"', 'multipart/mixed; boundary=b0', 'a'.repeat(500)];

function part(bytes, name, type) {
  const said = name.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\0', '');
  return Buffer.concat([Buffer.from(`--b0\r\nContent-Disposition: form-data; name="file"; filename="${said}"\r\n${type ? `Content-Type: ${type}\r\n` : ''}\r\n`), Buffer.from(bytes), Buffer.from('\r\n--b0--\r\n')]);
}

test(`${COUNT} odd files: none is answered 5xx, none is taken for what it is not`, { timeout: 1_800_000 }, async () => {
  const wrong = [];
  const outcome = { taken: 0, refused: 0 };
  for (let i = 0; i < COUNT; i++) {
    const [extension, type, make] = KINDS[i % KINDS.length];
    const [bytes, name] = [make(), random.one(stems) + random.one(endings)];
    const answer = await portal.api('POST', '/media', { as: 'author', body: part(bytes, name, random.one(types)), type: 'multipart/form-data; boundary=b0' });
    const told = `${i}: ${extension} as ${JSON.stringify(name.slice(0, 60))}: ${answer.status} ${answer.text.slice(0, 300)}`;
    const { json } = answer;
    if (answer.status >= 500) wrong.push(told);
    else if (answer.status >= 400) {
      outcome.refused++;
      if (type) wrong.push(told);
    } else {
      outcome.taken++;
      const kinds = type?.startsWith('text/plain') ? [type, 'text/csv; charset=utf-8'] : [type];
      const kept = json.file_name ?? `tep.${extension}`;
      const end = kept.split('.').pop().toLowerCase();
      if (!kinds.includes(json.type) || !(end === extension || (extension === 'jpg' && end === 'jpeg') || (extension === 'txt' && end === 'csv'))) wrong.push(told);
      if (Buffer.byteLength(kept) > 120 || /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]/.test(kept)) wrong.push(`${told} ${kept}`);
      const url = json.url ?? '';
      const served = await portal.request('GET', url, { as: 'reader' });
      if (served.status !== 200) wrong.push(`${told} served ${served.status}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(outcome.taken > COUNT / 2 && outcome.refused > COUNT / 10, JSON.stringify(outcome));
});
