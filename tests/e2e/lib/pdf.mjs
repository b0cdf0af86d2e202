// PDFs made for tests: by hand (ISO 32000, as little of it as readers want), with their words as Unicode or in the old fonts of
// TCVN3 and VNI, and what hostile people make of such files.
import zlib from 'node:zlib';

/** Objects 1, 2 … [dictionary or whole text, stream], with a table of their places. */
export function objects(all, { trailer = '', xref } = {}) {
  const pieces = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')], places = [];
  let at = pieces[0].length;
  const put = (bytes) => { pieces.push(bytes); at += bytes.length; };
  all.forEach((object, i) => {
    const [head, stream] = Array.isArray(object) ? object : [object];
    places.push(at);
    put(Buffer.from(`${i + 1} 0 obj\n${stream ? head.replace(/>>$/, `/Length ${stream.length}>>`) : head}\n`, 'latin1'));
    if (stream) put(Buffer.concat([Buffer.from('stream\n'), stream, Buffer.from('\nendstream\n')]));
    put(Buffer.from('endobj\n'));
  });
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  put(Buffer.from(xref ?? `xref\n0 ${all.length + 1}\n0000000000 65535 f \n${rows}trailer<</Size ${all.length + 1}/Root 1 0 R${trailer}>>\nstartxref\n${at}\n%%EOF\n`, 'latin1'));
  return Buffer.concat(pieces);
}

const packed = (text) => ['<</Filter/FlateDecode>>', zlib.deflateSync(Buffer.from(text, 'latin1'))];
const hex = (number) => number.toString(16).padStart(4, '0');
const MAP = (ranges, width) => `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def
1 begincodespacerange <${'00'.repeat(width)}> <${'ff'.repeat(width)}> endcodespacerange
${ranges.map((range) => `1 beginbfrange ${range} endbfrange`).join('\n')}
endcmap CMapName currentdict /CMap defineresource pop end end`;

/** Lines of so many letters at most, parted at blanks. */
export const wrap = (text, most = 80) => text.split('\n').flatMap((paragraph) => paragraph.split(' ').reduce((lines, word) => {
  if (lines.length && lines.at(-1).length + word.length < most) lines[lines.length - 1] += ` ${word}`;
  else lines.push(word);
  return lines;
}, []));

function pages(texts, show, fonts, { root = '', box = '0 0 595 842', more = [], trailer } = {}) {
  const first = 3 + fonts.length;
  const kids = texts.map((_, i) => `${first + 2 * i} 0 R`).join(' ');
  return objects([
    `<</Type/Catalog/Pages 2 0 R${root}>>`,
    `<</Type/Pages/Kids[${kids}]/Count ${texts.length}/MediaBox[${box}]/Resources<</Font<</F 3 0 R>>>>>>`,
    ...fonts,
    ...texts.flatMap((text, i) => [
      `<</Type/Page/Parent 2 0 R/Contents ${first + 2 * i + 1} 0 R>>`,
      packed(`BT /F 11 Tf 14 TL 50 800 Td ${wrap(text).map((line) => `${show(line)} Tj T*`).join('\n')} ET`),
    ]),
    ...more,
  ], { trailer });
}

/** Any words, a code of two bytes each, with the map by which readers know them. */
export const pdf = (texts, options) => pages(texts, (line) => `<${[...line].map((c) => hex(c.codePointAt(0))).join('')}>`, [
  '<</Type/Font/Subtype/Type0/BaseFont/Times/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>',
  '<</Type/Font/Subtype/CIDFontType2/BaseFont/Times/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500/FontDescriptor 6 0 R>>',
  packed(MAP(Array.from({ length: 32 }, (_, i) => `<${hex(i * 256)}> <${hex(i * 256 + 255)}> <${hex(i * 256)}>`), 2)),
  '<</Type/FontDescriptor/FontName/Times/Flags 4/FontBBox[0 0 500 800]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>',
], options);

/** The same in a font of an old encoding, whose letters readers take for Latin ones. */
const latin = (texts, encode, name) => pages(texts, (line) => `<${Buffer.from(encode(line), 'latin1').toString('hex')}>`, [
  `<</Type/Font/Subtype/TrueType/BaseFont/${name}/FirstChar 0/LastChar 255/Widths[${'500 '.repeat(256)}]/FontDescriptor 4 0 R/ToUnicode 5 0 R>>`,
  `<</Type/FontDescriptor/FontName/${name}/Flags 4/FontBBox[0 0 500 800]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>`,
  packed(MAP(['<00> <ff> <0000>'], 1)),
]);

// TCVN 5712:1993 (VN3): what each letter's key gives in Latin-1.
const TCVN3 = Object.fromEntries('àµ á¸ ả¶ ã· ạ¹ ă¨ ằ» ắ¾ ẳ¼ ẵ½ ặÆ â© ầÇ ấÊ ẩÈ ẫÉ ậË đ® èÌ éÐ ẻÎ ẽÏ ẹÑ êª ềÒ ếÕ ểÓ ễÔ ệÖ ì× íÝ ỉØ ĩÜ ịÞ òß óã ỏá õâ ọä ô« ồå ốè ổæ ỗç ộé ơ¬ ờê ớí ởë ỡì ợî ùï úó ủñ ũò ụô ừõ ứø ửö ữ÷ ựù ỳú ýý ỷû ỹü ỵþ Ă¡ Â¢ Đ§ Ê£ Ô¤ Ơ¥ Ư¦'
  .split(' ').map((pair) => [...pair]));
TCVN3['ư'] = '\xad';
export const tcvn3 = (text) => [...text].map((c) => TCVN3[c] ?? TCVN3[c.toLowerCase()] ?? c).join('');
export const pdfTcvn3 = (texts) => latin(texts, tcvn3, '.VnTime');

// VNI: the vowel, then a sign for shape and tone; some letters have signs of their own.
const VNI = { '\u0301': 'ù', '\u0300': 'ø', '\u0309': 'û', '\u0303': 'õ', '\u0323': 'ï' };
const VNI_CIRCUMFLEX = { '': 'â', '\u0301': 'á', '\u0300': 'à', '\u0309': 'å', '\u0303': 'ã', '\u0323': 'ä' };
const VNI_BREVE = { '': 'ê', '\u0301': 'é', '\u0300': 'è', '\u0309': 'ú', '\u0303': 'ü', '\u0323': 'ë' };
const VNI_I = { '\u0301': 'í', '\u0300': 'ì', '\u0309': 'æ', '\u0303': 'ó', '\u0323': 'ò' };
export const vni = (text) => [...text].map((c) => {
  if (c === 'đ') return 'ñ';
  if (c === 'Đ') return 'Ñ';
  const [base, ...marks] = c.normalize('NFD'), tone = marks.find((m) => VNI[m]) ?? '';
  if (base.toLowerCase() === 'i' && tone) return VNI_I[tone];
  if (base.toLowerCase() === 'y' && tone === '\u0323') return 'î';
  if (marks.includes('\u0302')) return base + VNI_CIRCUMFLEX[tone];
  if (marks.includes('\u0306')) return base + VNI_BREVE[tone];
  if (marks.includes('\u031b')) return (base === 'o' || base === 'O' ? 'ô' : 'ö') + (tone && VNI[tone]);
  return base + (tone && VNI[tone]);
}).join('');
export const pdfVni = (texts) => latin(texts, vni, 'VNI-Times');

/** Files that were made to harm who reads them: name, bytes. */
export function hostilePdfs() {
  const word = 'BT /F 11 Tf 50 800 Td (bom) Tj ET\n';
  const font = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>';
  const page = (contents, more = '') => ['<</Type/Catalog/Pages 2 0 R>>', `<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>${more}>>>>`,
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R>>', contents, font];
  const filler = zlib.deflateSync(Buffer.alloc(16 << 20, ' '), { level: 9 });
  return {
    'a stream that unpacks to 16 MB of blanks': objects(page(['<</Filter/FlateDecode>>', filler])),
    'a stream packed four times': objects(page(['<</Filter[/FlateDecode/FlateDecode/FlateDecode/FlateDecode]>>', zlib.deflateSync(zlib.deflateSync(zlib.deflateSync(filler)))])),
    'a page that draws itself': objects([...page(Buffer.from('')).slice(0, 3), ['<<>>', Buffer.from('/X Do')], font, ['<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>>>', Buffer.from('/X Do /X Do')]]
      .map((object, i) => (i === 1 ? '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]/Resources<</XObject<</X 6 0 R>>>>>>' : object))),
    'pages that are their own parents': objects(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[2 0 R 3 0 R]/Count 99999/Parent 3 0 R>>', '<</Type/Pages/Kids[2 0 R]/Count 3/Parent 2 0 R>>']),
    'a length that refers to itself': objects(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>', '<</Length 4 0 R>>']),
    'ten thousand pages': pages(Array(10_000).fill('x'), (line) => `(${line})`, [font]),
    'a table of places that leads astray': objects(page(['<<>>', Buffer.from(word)]), { xref: 'xref\n0 3\n0000000000 65535 f \n9999999999 00000 n \n0000000001 00000 n \ntrailer<</Size 99999999/Root 1 0 R/Prev 9>>\nstartxref\n12\n%%EOF\n' }),
    'a table that is its own former one': objects(page(['<<>>', Buffer.from(word)]), { trailer: '/Prev 9' }),
    'cut off': pdf(['Một văn bản bị cắt']).subarray(0, 700),
    'a page of a hundred thousand metres': objects(page(['<<>>', Buffer.from('BT /F 1e9 Tf 1e9 1e9 Td (xa) Tj -1e30 Tc (gan) Tj ET')]).map((object, i) => (i === 2 ? '<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[-1e12 -1e12 1e12 1e12]/UserUnit 1e9>>' : object))),
    'JavaScript and an address that are opened with it': pages(['Có mã'], (line) => `(${line.normalize('NFD').replace(/[^ -~]/g, '')})`, [font], { root: '/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/AA<</WC<</S/URI/URI(file:///etc/passwd)>>>>' }),
    'an attached file by a path': objects(page(['<</F<</Type/Filespec/F(/etc/passwd)>>>>', Buffer.from(word)])),
    'brackets without end': objects(page(['<<>>', Buffer.from('['.repeat(200_000))])),
    'a dictionary within a dictionary, many times': objects(page(['<<>>', Buffer.from(word)], `/D${'<</D'.repeat(5000)} 1${'>>'.repeat(5000)}`)),
  };
}
