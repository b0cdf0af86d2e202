// The text of Word files: each fault that converters are known for, by its number in the list that the project keeps of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DOCX, cell, docx, field, item, level, p, part, r, row, style, styled, t, table, zip, docxParts } from './lib/docx.mjs';
import { startPortal } from './lib/portal.mjs';

let portal;
before(async () => { portal = await startPortal({ args: ['--write-rate', '0', '--error-rate', '0'] }); });
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const LEAD = p('Mở đầu văn bản.');
/** Posts a body behind a first paragraph, which is the title; what came of it, that paragraph aside. */
async function convert(body, options) {
  const answer = await portal.api('POST', '/articles', { as: 'editor', type: DOCX, body: docx(LEAD + body, options) });
  assert.equal(answer.status, 201, answer.text);
  assert.equal(answer.json.status, 'draft');
  assert.equal(answer.json.body.format, 'html');
  const html = answer.json.body_html.replace('<p>Mở đầu văn bản.</p>', '').replace(/\n/g, '');
  const warnings = Object.fromEntries((answer.json.warnings ?? []).map(({ code, detail }) => [code, detail]));
  return { html, warnings, answer, text: html.replace(/<[^>]*>/g, ' ').replace(/ +/g, ' ').trim() };
}
const is = async (body, html, options) => assert.equal((await convert(body, options)).html, html);
const BY = 'w:id="1" w:author="Người duyệt" w:date="2026-01-02T03:04:05Z"';
const ins = (inside) => `<w:ins ${BY}>${inside}</w:ins>`;
const del = (text) => `<w:del ${BY}><w:r><w:delText xml:space="preserve">${text}</w:delText></w:r></w:del>`;

test('fault 1: tracked changes come as the final text, and are counted in one warning', async () => {
  const gone = `<w:rPr><w:del ${BY}/></w:rPr>`;
  const { html, warnings, answer } = await convert([
    p(r('Họp thứ ') + del('BI XOA') + ins(r('Ba')) + r('.')), p(r('Câu một'), gone), p(r(' nối câu hai.')), ins(p('Đoạn thêm.')),
    p(`<w:moveFrom ${BY}>${r('DA DOI')}</w:moveFrom>`, `<w:rPr><w:moveFrom ${BY}/></w:rPr>`), p(`<w:moveTo ${BY}>${r('Đoạn dời.')}</w:moveTo>`),
    p(r('Đậm.', `<w:b/><w:rPrChange ${BY}><w:rPr><w:i/></w:rPr></w:rPrChange>`)),
    table([['A', 'B'], row(['HANG XOA', cell(p(r('<w:drawing/>')))], `<w:del ${BY}/>`), row(['C', cell('O XOA', `<w:cellDel ${BY}/>`), 'D'], `<w:ins ${BY}/>`)]),
  ].join(''));
  assert.equal(html, '<p>Họp thứ Ba.</p><p>Câu một nối câu hai.</p><p>Đoạn thêm.</p><p>Đoạn dời.</p><p><strong>Đậm.</strong></p><table><tbody><tr><td>A</td><td>B</td></tr><tr><td>C</td><td>D</td></tr></tbody></table>');
  assert.match(warnings['word-changes'], /4.*6/);
  assert.doesNotMatch(answer.text, /BI XOA|HANG XOA|O XOA|DA DOI|Người duyệt/);
});

test('fault 2: comments are never read, their anchors leave nothing, and they are counted', async () => {
  const { html, warnings, answer } = await convert(p('<w:commentRangeStart w:id="1"/>' + r('Nội dung') + '<w:commentRangeEnd w:id="1"/>' + r('<w:commentReference w:id="1"/>') + r(' tiếp.')),
    { parts: [['word/comments.xml', part('comments', `<w:comment w:id="1" w:author="Ai">${p('XEM LAI SO LIEU')}</w:comment>`)]], more: [['rC', 'comments', 'comments.xml']] });
  assert.equal(html, '<p>Nội dung tiếp.</p>');
  assert.match(warnings['word-comments'], /1/);
  assert.doesNotMatch(answer.text, /XEM LAI/);
});

const note = (id, inside) => `<w:footnote w:id="${id}">${inside}</w:footnote>`;
const mark = (id, kind = 'footnote') => r(`<w:${kind}Reference w:id="${id}"/>`, '<w:vertAlign w:val="superscript"/>');
test('fault 3: notes keep their words, order, links of their own part, and the way back', async () => {
  const { html, warnings } = await convert(p(r('Một') + mark(7) + r(' hai') + mark(5, 'endnote') + r('.')) + table([['x', cell(p(r('Ô') + mark(3)))]]) + p(r('Mất') + mark(99)), {
    footnotes: `<w:footnote w:id="0" w:type="separator">${p('KE')}</w:footnote>` + note(3, p('Trong bảng.')) + note(7, p(`<w:hyperlink r:id="rId7">${r('liên kết')}</w:hyperlink>`) + p('Đoạn hai.')) + note(8, p('KHONG AI NHAC')),
    endnotes: `<w:endnote w:id="5">${p('Cuối bài.')}</w:endnote>`, links: { rId7: 'https://example.com/bai' }, noteLinks: { rId7: 'https://example.com/chu' },
  });
  assert.match(html, /^<p>Một<sup><a href="#phan-fn-1" id="phan-fnref-1">1<\/a><\/sup> hai<sup><a href="#phan-fn-3" id="phan-fnref-3">3<\/a><\/sup>\.<\/p>/);
  assert.match(html, /<td>Ô<sup><a href="#phan-fn-2" id="phan-fnref-2">2<\/a><\/sup><\/td>/);
  assert.match(html, /<li id="phan-fn-1"><p><a href="https:\/\/example\.com\/chu">liên kết<\/a><\/p><p>Đoạn hai\. <a href="#phan-fnref-1">↩<\/a><\/p><\/li><li id="phan-fn-2"><p>Trong bảng\. <a href="#phan-fnref-2">↩<\/a><\/p><\/li><li id="phan-fn-3"><p>Cuối bài\./);
  assert.doesNotMatch(html, /KE|KHONG AI NHAC/);
  assert.match(html, /<p>Mất<\/p>/);
  assert.ok(warnings['word-note']);
});

const abstract = (id, levels, more = '') => `<w:abstractNum w:abstractNumId="${id}">${more}${levels.join('')}</w:abstractNum>`;
const num = (id, list, more = '') => `<w:num w:numId="${id}"><w:abstractNumId w:val="${list}"/>${more}</w:num>`;
const LISTS = abstract(0, [level(0, 'decimal', '%1.'), level(1, 'lowerLetter', '%2)'), level(2, 'bullet', '')])
  + abstract(1, [level(0, 'decimal', 'Điều %1.', { more: '<w:pStyle w:val="Dieu"/>' }), level(1, 'decimal', '%1.%2.'), level(2, 'lowerLetter', '%3)', { more: '<w:lvlRestart w:val="0"/>' })])
  + abstract(2, [level(0, 'upperRoman', 'Chương %1'), level(1, 'decimal', '%1-%2', { more: '<w:isLgl/>' }), level(2, 'decimalZero', '(%3)'), level(3, 'upperLetter', '%4.', { start: 27 })])
  + num(1, 0) + num(2, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>') + num(4, 1) + num(5, 2);

test('fault 4: lists are counted as Word counts: going on, beginning anew, starting elsewhere', async () => {
  await is(item(1, 0, 'một') + item(1, 0, 'hai') + item(1, 2, 'chấm') + p('Xen giữa.') + item(1, 0, 'ba') + item(2, 0, 'lại một') + item(2, 0, 'lại hai') + item(0, 0, 'không số'),
    '<ol><li><p>một</p></li><li><p>hai</p><ul><li><p>chấm</p></li></ul></li></ol><p>Xen giữa.</p><ol start="3"><li><p>ba</p></li></ol><ol><li><p>lại một</p></li><li><p>lại hai</p></li></ol><p>không số</p>', { numbering: LISTS });
});

test('fault 5: the words and letters of numbers stay, each in its own level\'s form', async () => {
  const styles = style('Dieu', 'Điều luật', { paragraph: '<w:numPr><w:numId w:val="4"/></w:numPr><w:outlineLvl w:val="1"/>' });
  await is(styled('Dieu', 'Phạm vi') + item(4, 1, 'khoản') + item(4, 2, 'điểm') + styled('Dieu', 'Đối tượng') + item(4, 1, 'khoản') + item(4, 2, 'điểm'),
    '<h2>Điều 1. Phạm vi</h2><p>1.1. khoản</p><p>a) điểm</p><h2>Điều 2. Đối tượng</h2><p>2.1. khoản</p><p>b) điểm</p>', { numbering: LISTS, styles });
  await is(item(5, 0, 'một') + item(5, 0, 'hai') + item(5, 1, 'số') + item(5, 2, 'không') + item(5, 3, 'chữ'), '<p>Chương I một</p><p>Chương II hai</p><p>2-1 số</p><p>(01) không</p><p>AA. chữ</p>', { numbering: LISTS });
  await is(item(1, 0, 'cha') + item(1, 1, 'con'), '<ol><li><p>cha</p><p>a) con</p></li></ol>', { numbering: LISTS });
});

test('fault 6: a table in a cell stays one, and a frame of one cell is none', async () => {
  await is(table([['ngoài', cell(p('trước') + table([['a', 'b']]))]]), '<table><tbody><tr><td>ngoài</td><td><p>trước</p><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table></td></tr></tbody></table>');
  await is(table([[cell(p('Cả trang') + table([['a', 'b']]))]]), '<p>Cả trang</p><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>');
});

test('fault 7: merged cells stand in their columns, and what is missing is filled', async () => {
  const down = (what) => `<w:vMerge w:val="${what}"/>`;
  await is(table([[cell('A', down('restart')), cell('BC', '<w:gridSpan w:val="2"/>')], [cell('', down('continue')), 'b', 'c'], row(['chỉ c'], '<w:gridBefore w:val="2"/>'), [cell('X', '<w:hMerge w:val="restart"/>'), cell('Y', '<w:hMerge/>'), 'z']]),
    '<table><tbody><tr><td rowspan="2">A</td><td colspan="2">BC</td></tr><tr><td>b</td><td>c</td></tr><tr><td colspan="2"></td><td>chỉ c</td></tr><tr><td colspan="2">X</td><td>z</td></tr></tbody></table>');
  /* Columns that nobody sees. */
  await is(table([[cell('a', '<w:gridSpan w:val="20"/>'), cell('b', '<w:gridSpan w:val="20"/>')], [cell('c', '<w:gridSpan w:val="20"/>'), cell('d', '<w:gridSpan w:val="20"/>')]]),
    '<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></tbody></table>');
});

test('fault 8: a head is what Word calls one, and nothing is guessed', async () => {
  const head = (value) => row(['Tên', 'Số'], `<w:tblHeader${value}/>`);
  await is(table([head(''), ['a', '1']]), '<table><thead><tr><th scope="col">Tên</th><th scope="col">Số</th></tr></thead><tbody><tr><td>a</td><td>1</td></tr></tbody></table>');
  await is(table([head(' w:val="0"'), ['a', '1']]), '<table><tbody><tr><td>Tên</td><td>Số</td></tr><tr><td>a</td><td>1</td></tr></tbody></table>');
});

const box = (inside) => `<w:txbxContent>${inside}</w:txbxContent>`;
const twins = (inside, requires = 'wps') => `<mc:AlternateContent><mc:Choice Requires="${requires}"><w:drawing><wp:anchor><wp:docPr id="5" name="Box"/><a:graphic><a:graphicData uri="x"><wps:wsp><wps:txbx>${box(inside)}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>${box(inside)}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>`;
test('fault 9: a text box comes once, behind its paragraph, by the alternative that is understood', async () => {
  const { html, warnings } = await convert(p(r('Trước') + `<w:r>${twins(p('Trong khung.'))}</w:r>` + r(' sau.')) + p(`<w:r><mc:AlternateContent><mc:Choice Requires="unk">${t('LA')}</mc:Choice><mc:Fallback>${t('Dự phòng.')}</mc:Fallback></mc:AlternateContent></w:r>`) + table([[cell(p(`<w:r>${twins(p('Ở ô.'), 'w wps')}</w:r>`)), 'b']]));
  assert.equal(html, '<p>Trước sau.</p><p>Trong khung.</p><p>Dự phòng.</p><table><tbody><tr><td>Ở ô.</td><td>b</td></tr></tbody></table>');
  assert.match(warnings['word-text-box'], /2.*Trước/);
});

const sdt = (inside, properties = '') => `<w:sdt><w:sdtPr><w:alias w:val="x"/>${properties}</w:sdtPr><w:sdtContent>${inside}</w:sdtContent></w:sdt>`;
test('fault 10: content controls are looked through wherever they stand, and what nobody filled in is left out', async () => {
  const { html, warnings } = await convert(sdt(p('Khối.')) + p(r('Chữ ') + sdt(r('trong dòng')) + r('.')) + table([sdt(row(['hàng', '1'])), row([`<w:tc><w:tcPr/>${sdt(p('ô'))}</w:tc>`, '2'])]) + p(r('Ngày: ') + sdt(r('BAM VAO DAY'), '<w:showingPlcHdr/>')));
  assert.equal(html, '<p>Khối.</p><p>Chữ trong dòng.</p><table><tbody><tr><td>hàng</td><td>1</td></tr><tr><td>ô</td><td>2</td></tr></tbody></table><p>Ngày:</p>');
  assert.match(warnings['word-placeholder'], /Ngày/);
});

test('fault 13: of a formula the letters stay, with what is above and below the line', async () => {
  const m = (inside) => `<m:r><m:t>${inside}</m:t></m:r>`;
  const { html, warnings } = await convert(p(`${r('Ta có ')}<m:oMath>${m('E=m')}<m:sSup><m:e>${m('c')}</m:e><m:sup>${m('2')}</m:sup></m:sSup><m:f><m:num>${m('a')}</m:num><m:den>${m('b')}</m:den></m:f></m:oMath>`) + p('Tiếp theo.'));
  assert.equal(html, '<p>Ta có E=mc<sup>2</sup>a/b</p><p>Tiếp theo.</p>');
  assert.ok(warnings['word-equation']);
});

test('faults 14 to 17: hyphens, tabs, leaders and breaks are as they are seen', async () => {
  await is(p(r('1') + r('<w:noBreakHyphen/>') + r('24 giờ')) + p(r('ngắt') + r('<w:softHyphen/>') + r('mềm và\u00ad liền')), '<p>1-24 giờ</p><p>ngắtmềm và liền</p>');
  await is(p(r('<w:tab/>') + r('Thụt') + r('<w:tab/>') + r('cách')) + p(r('Họ tên:') + r('<w:tab/>'), '<w:tabs><w:tab w:val="left" w:leader="dot" w:pos="8000"/></w:tabs>'), '<p>Thụt cách</p><p>Họ tên:……</p>');
  await is(p(r('một') + r('<w:br/>') + r('hai') + r('<w:br w:type="page"/>') + r('ba') + r('<w:br/>')), '<p>một<br>hai ba</p>');
});

test('fault 18: fields: code over runs, switches, nesting, links, results alone', async () => {
  const code = (parts) => r('<w:fldChar w:fldCharType="begin"/>') + parts.map((one) => r(`<w:instrText xml:space="preserve">${one}</w:instrText>`)).join('') + r('<w:fldChar w:fldCharType="separate"/>');
  const end = r('<w:fldChar w:fldCharType="end"/>');
  await is(p(code([' HYPER', 'LINK "https://example.com/a b" \\o "Ghi chú" \\t "_blank" ']) + r('đây') + end), '<p><a href="https://example.com/a%20b" title="Ghi chú">đây</a></p>');
  await is(p(code(['HYPERLINK \\l "dich"']) + r('tới đích') + end) + p('<w:bookmarkStart w:id="1" w:name="dich"/>' + r('Đích')), '<p><a href="#phan-w-1">tới đích</a></p><p><a id="phan-w-1"></a>Đích</p>');
  await is(p(field('DATE \\@ "dd"', r('30/11')) + r(', ') + `<w:fldSimple w:instr="AUTHOR">${r('Ban biên tập')}</w:fldSimple>` + field('PAGE') + field(`IF ${''}1`, r('nếu'))), '<p>30/11, Ban biên tậpnếu</p>');
  await is(p(field('IF ', undefined) + r('còn lại')), '<p>còn lại</p>');
  const script = await convert(p(field('HYPERLINK "javascript:alert(1)"', r('bấm'))) + p(field('HYPERLINK "file:///C:/a.doc"', r('tệp'))));
  assert.equal(script.html, '<p>bấm</p><p>tệp</p>');
  assert.doesNotMatch(script.answer.json.body.text, /javascript|file:/);
  assert.ok(script.warnings['word-link']);
});

test('fault 19: a table of contents is left out, and said', async () => {
  const styles = style('M1', 'toc 1') + style('MH', 'TOC Heading');
  const { text, warnings } = await convert(styled('MH', 'Mục lục') + p(r('<w:fldChar w:fldCharType="begin"/>') + r('<w:instrText>TOC \\o "1-3"</w:instrText>') + r('<w:fldChar w:fldCharType="separate"/>') + r('Chương 1 .... 3')) + styled('M1', 'Chương 2 .... 9') + p(r('Chương 3 .... 12') + r('<w:fldChar w:fldCharType="end"/>')) + p('Sau mục lục.'), { styles });
  assert.equal(text, 'Sau mục lục.');
  assert.ok(warnings['word-contents']);
  const control = await convert(sdt(p('Chương 9 .... 1'), '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>') + p('Còn.'));
  assert.equal(control.text, 'Còn.');
});

test('fault 20: hidden text is left out through styles, and shown again where that is said', async () => {
  const styles = style('An', 'Kín', { run: '<w:vanish/>' }) + style('AnChu', 'Kín chữ', { type: 'character', run: '<w:vanish/>' });
  const { html, warnings, answer } = await convert(p(r('Lộ ') + r('AN GIAU ', '<w:vanish/>') + r('ra') + r(' AN MANG', '<w:webHidden/>') + r('.')) + styled('An', r('KIN THEO KIEU ') + r('hiện lại', '<w:vanish w:val="0"/>')) + p('tiếp') + p(r('a ') + r('KIN CHU', '<w:rStyle w:val="AnChu"/>') + r(' b')), { styles });
  assert.match(html, /^<p>Lộ ra\.<\/p>.*hiện lại.*tiếp.*<p>a b<\/p>$/);
  assert.match(warnings['word-hidden'], /4/);
  assert.doesNotMatch(answer.text, /AN GIAU|AN MANG|KIN THEO|KIN CHU/);
});

test('fault 21: signs of symbol fonts become what every font has, and no private sign is left', async () => {
  const sym = (font, char) => r(`<w:sym w:font="${font}" w:char="${char}"/>`);
  const { text, warnings } = await convert(p([['Wingdings', 'F0E0'], ['Wingdings', 'F0FC'], ['Wingdings', 'F0FE'], ['Symbol', 'F0B7'], ['Symbol', '61'], ['Wingdings', 'F028'], ['Segoe UI Symbol', '2610']].map(([font, code]) => sym(font, code) + r(' ')).join('')) + p(r('\uf0fc', '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>') + r(' xong \ue123')) + p(r('<w16se:symEx w16se:font="Segoe UI Emoji" w16se:char="1F600"/>')));
  assert.equal(text, '→ ✓ ☑ • α ☎ ☐ ✓ xong 😀');
  assert.doesNotMatch(text, /[\ue000-\uf8ff]/);
  assert.ok(warnings['word-symbol']);
});

test('fault 22: old Vietnamese fonts are converted by the run, before anything is normalised', async () => {
  const font = (name) => `<w:rFonts w:ascii="${name}" w:hAnsi="${name}"/>`;
  const styles = style('Thuong', 'Normal', { isDefault: true, run: font('.VnTime') });
  const old = await convert(p(r('Céng hßa x· héi, \u00ad\u00a9m; ') + r('ñy ban', font('.VnTimeH')) + r(' tiếng Việt', font('Times New Roman'))) + p(r('Quyeát ñònh', font('VNI-Times')) + r(' Đã là Unicode: ữ', font('VNI-Times'))) + p(r('Thö', font('VNI-Times')) + r('ù hai', `<w:b/>${font('VNI-Times')}`)), { styles });
  assert.equal(old.text, 'Cộng hòa xã hội, ưâm; ỦY BAN tiếng Việt Quyết định Đã là Unicode: ữ Thứ hai');
  assert.match(old.warnings['word-font'], /TCVN3/);
});

test('fault 23: styles and themes decide, toggles flip, circles end', async () => {
  const styles = style('Nen', 'Nền', { run: '<w:b/>', base: 'Vong' }) + style('Vong', 'Vòng', { base: 'Nen' }) + style('Dam', 'Strong', { type: 'character', run: '<w:b/>' }) + style('Cu', 'Cũ', { run: '<w:rFonts w:hAnsi=".VnTime"/>' });
  await is(styled('Nen', r('đậm ') + r('lật', '<w:rStyle w:val="Dam"/>') + r(' thường', '<w:b w:val="false"/>')), '<p><strong>đậm</strong> lật thường</p>', { styles });
  await is(styled('Cu', r('µ', '<w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/>') + r('µ')), '<p>µà</p>', { styles });
});

test('fault 24: headings by the English name that every Word writes, or by their level', async () => {
  const styles = style('u1', 'heading 1') + style('u2', 'heading 2') + style('r1', 'Của tôi', { paragraph: '<w:outlineLvl w:val="2"/>' }) + style('c1', 'Con của một', { base: 'u2' }) + style('Heading9', 'Không phải');
  await is(p('Nền') + styled('u1', 'Một') + styled('u2', 'Hai') + styled('r1', 'Ba') + styled('c1', 'Hai nữa') + styled('Heading9', 'Thường') + styled('u1', 'Một nữa'),
    '<p>Nền</p><h2>Một</h2><h3>Hai</h3><h4>Ba</h4><h3>Hai nữa</h3><p>Thường</p><h2>Một nữa</h2>', { styles });
});

test('fault 27: only bookmarks that something leads to become places', async () => {
  const bookmark = (name) => `<w:bookmarkStart w:id="1" w:name="${name}"/><w:bookmarkEnd w:id="1"/>`;
  await is(p(bookmark('_GoBack') + bookmark('OLE_LINK1') + bookmark('can') + r('một')) + p(`<w:hyperlink w:anchor="can">${r('về')}</w:hyperlink>`) + bookmark('_x'), '<p><a id="phan-w-1"></a>một</p><p><a href="#phan-w-1">về</a></p>');
});

test('faults 28 and 29: split runs are joined, blanks stand outside, empty paragraphs are none', async () => {
  await is(p(r('Đậm', '<w:b/>') + r(' ', '<w:b/>') + r('liền', '<w:b/><w:bCs/>') + r(' ') + r('và', '<w:b/>') + r(' nghiêng ', '<w:i/>') + r('  hết.')) + p('') + p('   ') + p('\u00a0') + p('<w:r><w:t>  không giữ  </w:t></w:r><w:r><w:t>nhé</w:t></w:r>'),
    '<p><strong>Đậm liền và</strong> <em>nghiêng</em> hết.</p><p>không giữnhé</p>');
});

test('fault 30: headers are not taken, and said', async () => {
  const { text, warnings, answer } = await convert(p('Thân bài.'), { header: p('DAU TRANG') });
  assert.equal(text, 'Thân bài.');
  assert.ok(warnings['word-margins']);
  assert.doesNotMatch(answer.text, /DAU TRANG/);
});

test('fault 31: the head of an official document is read column by column, and its number and date are offered', async () => {
  const none = `<w:tblBorders>${['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map((side) => `<w:${side} w:val="none"/>`).join('')}</w:tblBorders>`;
  const two = (properties) => table([[cell(p('UBND XÃ MẪU') + p('Số: 12/TB-UBND')), cell(p('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM') + p('Mẫu, ngày 2 tháng 3 năm 2026'))]], properties);
  const { html, warnings } = await convert(two(none));
  assert.equal(html, '<p>UBND XÃ MẪU</p><p>Số: 12/TB-UBND</p><p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p>Mẫu, ngày 2 tháng 3 năm 2026</p>');
  assert.match(warnings['word-number'], /12\/TB-UBND/);
  assert.match(warnings['word-date'], /ngày 2 tháng 3 năm 2026/);
  assert.equal((await convert(two(''))).html, html, 'a file that was once .doc says nothing of lines');
  await is(table([['a', 'b'], ['c', 'd']], '<w:tblBorders><w:top w:val="single"/></w:tblBorders>'), '<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></tbody></table>');
});

test('title and lead come by their styles, by the heading above all, or by lines in the middle', async () => {
  const post = async (body, styles) => (await portal.api('POST', '/articles', { as: 'editor', type: DOCX, body: docx(body, { styles }) })).json;
  const styles = style('T', 'Title') + style('S', 'Subtitle') + style('H', 'heading 1');
  const titled = await post(styled('T', 'Kế hoạch') + styled('S', 'Tóm tắt.') + p('Nội dung.'), styles);
  assert.deepEqual([titled.title, titled.lead, titled.body_html], ['Kế hoạch', 'Tóm tắt.', '<p>Nội dung.</p>\n']);
  assert.equal(titled.warnings?.length ?? 0, 0);
  const headed = await post(styled('H', 'Quyết định') + p('Nội dung.'), styles);
  assert.deepEqual([headed.title, headed.body_html], ['Quyết định', '<p>Nội dung.</p>\n']);
  const centred = (text) => p(r(text, '<w:b/>'), '<w:jc w:val="center"/>');
  const lines = await post(centred('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM') + centred('THÔNG BÁO') + centred('Về việc nghỉ Tết') + p('Nội dung.'));
  assert.deepEqual([lines.title, lines.body_html], ['THÔNG BÁO Về việc nghỉ Tết', '<p><strong>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</strong></p>\n<p>Nội dung.</p>\n']);
  assert.deepEqual(lines.warnings.map(({ code }) => code), ['title-taken']);
});

test('faults 33 and 34: strict files, other names of parts, other cases and encodings', async () => {
  await is(p('Nghiêm ngặt.'), '<p>Nghiêm ngặt.</p>', { strict: true, styles: style('x', 'y') });
  await is(p('Chỗ khác.'), '<p>Chỗ khác.</p>', { main: 'Van%20Ban/tai-lieu2.xml' });
  const parts = docxParts(LEAD + p('Viết lẫn.')).map(([name, content, options]) => [name.replace('word/document', 'Word\\DOCUMENT'), content, { ...options, later: true }]);
  const mixed = await portal.api('POST', '/articles', { as: 'editor', type: DOCX, body: zip(parts) });
  assert.equal(mixed.status, 201, mixed.text);
  assert.match(mixed.json.body_html, /Viết lẫn\./);
  const wide = docxParts(LEAD + p('Hai byte.')).map(([name, content, options]) => [name, name === 'word/document.xml' ? Buffer.from('\ufeff' + content.replace('UTF-8', 'UTF-16'), 'utf16le') : content, options]);
  assert.match((await portal.api('POST', '/articles', { as: 'editor', type: DOCX, body: zip(wide) })).json.body_html, /Hai byte\./);
  await is(p('Mẫu.'), '<p>Mẫu.</p>', { mainType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml' });
});

test('a part that is damaged costs itself and a word, not the document', async () => {
  const { text, warnings } = await convert(p('Vẫn còn.'), { parts: [['word/styles.xml', '<w:styles']], more: [['rS', 'styles', 'styles.xml']] });
  assert.equal(text, 'Vẫn còn.');
  assert.match(warnings['word-part'], /styles/);
});
