// Word files made for tests: a ZIP of parts, and the little XML that each needs. Nothing here was written by Word.
import zlib from 'node:zlib';
import { crc32 } from './pictures.mjs';

export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/**
 * A ZIP of `entries` [name, content, options]. Options: store; later (sizes behind the content, as streams are
 * written); size, crc, localSize, flags, method: what is said instead of the truth; from: the place of another entry.
 */
export function zip(entries, { count = entries.length, zip64 = false, comment = '' } = {}) {
  const pieces = [], directory = [];
  let at = 0;
  const put = (buffer) => { pieces.push(buffer); at += buffer.length; };
  const places = {};
  for (const [name, content, options = {}] of entries) {
    const bytes = Buffer.from(content), method = options.method ?? (options.store ? 0 : 8);
    const packed = options.packed ?? (method === 8 ? zlib.deflateRawSync(bytes) : bytes);
    const crc = options.crc ?? crc32(bytes), size = options.size ?? bytes.length;
    const flags = (options.flags ?? 0) | (options.later ? 8 : 0) | 0x800;
    const label = Buffer.from(name), local = Buffer.alloc(30);
    local.write('PK\x03\x04', 0, 'latin1');
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(flags, 6);
    local.writeUInt16LE(method, 8);
    if (!options.later) {
      local.writeUInt32LE(crc, 14);
      local.writeUInt32LE(packed.length, 18);
      local.writeUInt32LE(options.localSize ?? size, 22);
    }
    local.writeUInt16LE(label.length, 26);
    places[name] = at;
    const place = options.from === undefined ? at : places[options.from];
    if (options.from === undefined) {
      put(Buffer.concat([local, label, packed]));
      if (options.later) {
        const behind = Buffer.alloc(16);
        behind.write('PK\x07\x08', 0, 'latin1');
        behind.writeUInt32LE(crc, 4);
        behind.writeUInt32LE(packed.length, 8);
        behind.writeUInt32LE(size, 12);
        put(behind);
      }
    }
    const row = Buffer.alloc(46);
    row.write('PK\x01\x02', 0, 'latin1');
    row.writeUInt16LE(20, 4);
    row.writeUInt16LE(20, 6);
    row.writeUInt16LE(flags, 8);
    row.writeUInt16LE(method, 10);
    row.writeUInt32LE(crc, 16);
    row.writeUInt32LE(packed.length, 20);
    row.writeUInt32LE(size, 24);
    row.writeUInt16LE(label.length, 28);
    row.writeUInt32LE(place, 42);
    directory.push(row, label);
  }
  const begin = at, rows = Buffer.concat(directory), end = Buffer.alloc(22);
  put(rows);
  if (zip64) {
    const end64 = Buffer.alloc(76);
    end64.write('PK\x06\x06', 0, 'latin1');
    end64.writeBigUInt64LE(44n, 4);
    end64.writeBigUInt64LE(BigInt(count), 24);
    end64.writeBigUInt64LE(BigInt(count), 32);
    end64.writeBigUInt64LE(BigInt(rows.length), 40);
    end64.writeBigUInt64LE(BigInt(begin), 48);
    end64.write('PK\x06\x07', 56, 'latin1');
    end64.writeBigUInt64LE(BigInt(at), 64);
    end64.writeUInt32LE(1, 72);
    put(end64);
  }
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(count & 0xffff, 8);
  end.writeUInt16LE(count & 0xffff, 10);
  end.writeUInt32LE(rows.length, 12);
  end.writeUInt32LE(begin, 16);
  end.writeUInt16LE(comment.length, 20);
  put(Buffer.concat([end, Buffer.from(comment)]));
  return Buffer.concat(pieces);
}

const SPACES = {
  w: 'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
  r: 'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
  wp: 'http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing',
  a: 'http://schemas.openxmlformats.org/drawingml/2006/main',
  pic: 'http://schemas.openxmlformats.org/drawingml/2006/picture',
  m: 'http://schemas.openxmlformats.org/officeDocument/2006/math',
  mc: 'http://schemas.openxmlformats.org/markup-compatibility/2006',
  wps: 'http://schemas.microsoft.com/office/word/2010/wordprocessingShape',
  v: 'urn:schemas-microsoft-com:vml',
  o: 'urn:schemas-microsoft-com:office:office',
  c: 'http://schemas.openxmlformats.org/drawingml/2006/chart',
  dgm: 'http://schemas.openxmlformats.org/drawingml/2006/diagram',
  adec: 'http://schemas.microsoft.com/office/drawing/2017/decorative',
  w16se: 'http://schemas.microsoft.com/office/word/2015/wordml/symex',
  unk: 'urn:nobody:knows:this',
};
const STRICT = {
  ...SPACES,
  w: 'http://purl.oclc.org/ooxml/wordprocessingml/main',
  r: 'http://purl.oclc.org/ooxml/officeDocument/relationships',
};
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/';
const declared = (spaces) => Object.entries(spaces).map(([prefix, address]) => ` xmlns:${prefix}="${address}"`).join('');

export const part = (root, inside, spaces = SPACES) => `${HEAD}<w:${root}${declared(spaces)}>${inside}</w:${root}>`;
export const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/** A run of words with properties; a paragraph of runs (or of bare words) with properties. */
export const t = (text) => `<w:t xml:space="preserve">${escape(text)}</w:t>`;
export const r = (text, properties = '') => `<w:r>${properties && `<w:rPr>${properties}</w:rPr>`}${text.startsWith('<') ? text : t(text)}</w:r>`;
export const p = (inside, properties = '') => `<w:p>${properties && `<w:pPr>${properties}</w:pPr>`}${inside.startsWith('<') || !inside ? inside : r(inside)}</w:p>`;
export const styled = (style, inside, properties = '') => p(inside, `<w:pStyle w:val="${style}"/>${properties}`);
export const item = (list, level, inside) => p(inside, `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr>`);
export const field = (code, result) => `${r('<w:fldChar w:fldCharType="begin"/>')}${r(`<w:instrText xml:space="preserve">${escape(code)}</w:instrText>`)}${result === undefined ? '' : `${r('<w:fldChar w:fldCharType="separate"/>')}${result}`}${r('<w:fldChar w:fldCharType="end"/>')}`;
export const cell = (inside, properties = '') => `<w:tc><w:tcPr>${properties}</w:tcPr>${inside.startsWith('<') ? inside : p(inside)}</w:tc>`;
export const row = (cells, properties = '') => `<w:tr>${properties && `<w:trPr>${properties}</w:trPr>`}${cells.map((one) => (one.startsWith('<w:tc>') ? one : cell(one))).join('')}</w:tr>`;
export const table = (rows, properties = '') => `<w:tbl><w:tblPr>${properties}</w:tblPr>${rows.map((one) => (Array.isArray(one) ? row(one) : one)).join('')}</w:tbl>`;
export const style = (id, name, { run = '', paragraph = '', base = '', type = 'paragraph', isDefault = false, more = '' } = {}) => `<w:style w:type="${type}" w:styleId="${id}"${isDefault ? ' w:default="1"' : ''}><w:name w:val="${name}"/>${base && `<w:basedOn w:val="${base}"/>`}<w:pPr>${paragraph}</w:pPr><w:rPr>${run}</w:rPr>${more}</w:style>`;
export const level = (number, format, text, { start = 1, more = '' } = {}) => `<w:lvl w:ilvl="${number}"><w:start w:val="${start}"/><w:numFmt w:val="${format}"/>${more}<w:lvlText w:val="${text}"/></w:lvl>`;
export const drawing = (id, { descr, name = 'Picture 1', crop = '', more = '', transform = '', anchor = false } = {}) => {
  const kind = anchor ? 'anchor' : 'inline';
  return `<w:drawing><wp:${kind}><wp:docPr id="1" name="${name}"${descr === undefined ? '' : ` descr="${escape(descr)}"`}>${more}</wp:docPr><a:graphic><a:graphicData uri="${SPACES.pic}"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="x"/></pic:nvPicPr><pic:blipFill><a:blip r:embed="${id}"/>${crop}</pic:blipFill><pic:spPr>${transform}</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:${kind}></w:drawing>`;
};

const relations = (rows) => `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${rows.map(([id, kind, target, mode]) => `<Relationship Id="${id}" Type="${kind.includes(':') ? kind : OFFICE + kind}" Target="${escape(target)}"${mode ? ` TargetMode="${mode}"` : ''}/>`).join('')}</Relationships>`;

/**
 * A Word file. `body` is the inside of w:body; styles, numbering, footnotes, endnotes the inside of their parts; media
 * { 'image1.png': bytes } gets ids rImage1 … in that order; links { id: address }; `parts` [name, content] come as they are.
 */
export function docxParts(body, { styles, numbering, footnotes, endnotes, header, media = {}, links = {}, noteLinks = {}, more = [], parts = [], types = '', strict = false, main = 'word/document.xml', mainType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml' } = {}) {
  const spaces = strict ? STRICT : SPACES, folder = main.slice(0, main.lastIndexOf('/') + 1), own = [];
  const beside = { styles, numbering, footnotes, endnotes };
  const kind = (name) => (strict ? `http://purl.oclc.org/ooxml/officeDocument/relationships/${name}` : name);
  for (const [name, inside] of Object.entries(beside))
    if (inside !== undefined) own.push([`r${name}`, kind(name), `${name}.xml`]);
  if (header !== undefined) own.push(['rHeader', kind('header'), 'header1.xml']);
  Object.keys(media).forEach((name, i) => own.push([`rImage${i + 1}`, kind('image'), `media/${name}`]));
  for (const [id, address] of Object.entries(links)) own.push([id, kind('hyperlink'), address, 'External']);
  const made = [
    ['[Content_Types].xml', `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/${main}" ContentType="${mainType}"/>${types}</Types>`],
    ['_rels/.rels', relations([['rId1', kind('officeDocument'), main]])],
    [main, part('document', `<w:body>${body}<w:sectPr>${header === undefined ? '' : '<w:headerReference w:type="default" r:id="rHeader"/>'}</w:sectPr></w:body>`, spaces)],
    [`${folder}_rels/${main.slice(folder.length)}.rels`, relations([...own, ...more])],
  ];
  for (const [name, inside] of Object.entries(beside)) if (inside !== undefined) made.push([`${folder}${name}.xml`, part(name, inside, spaces)]);
  if (header !== undefined) made.push([`${folder}header1.xml`, part('hdr', header, spaces)]);
  for (const [name, bytes] of Object.entries(media)) made.push([`${folder}media/${name}`, bytes, { store: true }]);
  if (Object.keys(noteLinks).length) made.push([`${folder}_rels/footnotes.xml.rels`, relations(Object.entries(noteLinks).map(([id, address]) => [id, 'hyperlink', address, 'External']))]);
  return [...made, ...parts];
}

export const docx = (body, options) => zip(docxParts(body, options));
