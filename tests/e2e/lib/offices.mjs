// Documents of known content, and how Word, Google Docs, LibreOffice, Zalo, Facebook and old portals write them.
import { Random } from './random.mjs';

const WORDS = ('Ủy ban nhân dân huyện Bình Gia tổ chức hội nghị triển khai kế hoạch phát triển kinh tế xã hội năm học mới với sự tham gia của đại diện các phòng ban xã '
  + 'Nghị quyết số 12/NQ-HĐND ngày 02/9/2024 về việc hỗ trợ giống cây trồng vật nuôi cho hộ nghèo trên địa bàn tỉnh 1.250.000 đồng 15% diện tích m² đường ĐT.226 & “trích yếu” đ/c Nguyễn').split(' ');
const EMOJI = ['😀', '❤', '👍', '🎉'];
const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** Runs of words with their stress; nothing of two kinds touches without a blank unless it is raised. */
function runsOf(random, most = 6) {
  const runs = [];
  for (let count = 1 + random.below(most); count > 0; count--) {
    const text = Array.from({ length: 1 + random.below(6) }, () => random.one(WORDS)).join(' ');
    const style = random.chance(0.5) ? '' : random.one(['bold', 'italic', 'bolditalic', 'underline', 'strike']);
    runs.push({ text, style });
    if (random.chance(0.1)) runs.push({ text: String(random.below(9)), style: random.one(['sup', 'sub']), isTight: true });
  }
  return runs;
}

const textOf = (runs) => runs.map((run, i) => (i && !run.isTight ? ' ' : '') + run.text).join('');

function listOf(random, depth = 0) {
  const type = random.one(['', '1', 'a', 'i']);
  const start = type === '1' && random.chance(0.3) ? 2 + random.below(7) : 1;
  return { kind: 'list', type, start, items: Array.from({ length: 1 + random.below(4) }, () => ({
    runs: runsOf(random, 2), list: depth < 2 && random.chance(0.3) ? listOf(random, depth + 1) : null,
  })) };
}

const table = (random) => {
  const columns = 2 + random.below(4);
  return { kind: 'table', rows: Array.from({ length: 1 + random.below(4) }, () => Array.from({ length: columns }, () => runsOf(random, 2))) };
};

/** A document: blocks, and what is hidden in it by kind, each hidden word found nowhere else. */
export function documentOf(seed) {
  const random = new Random(seed);
  const blocks = [];
  let secrets = 0;
  const secret = () => `bímật${seed}x${secrets++}`;
  for (let count = 2 + random.below(9); count > 0; count--) {
    const roll = random.next();
    if (roll < 0.12) blocks.push({ kind: 'heading', level: 1 + random.below(3), runs: [{ text: textOf(runsOf(random, 2)), style: '' }] });
    else if (roll < 0.3) blocks.push(listOf(random));
    else if (roll < 0.4) blocks.push(table(random));
    else blocks.push({ kind: 'paragraph', runs: runsOf(random), hidden: random.chance(0.15) ? { kind: random.one(['comment', 'deleted', 'hidden']), text: secret() } : null,
      emoji: random.chance(0.1) ? random.one(EMOJI) : null });
  }
  const header = random.chance(0.2) ? secret() : null;
  return { seed, blocks, header };
}

const listText = (list) => list.items.flatMap((item) => [textOf(item.runs), ...(item.list ? listText(item.list) : [])]);

/** What has to arrive, a line a block. */
export const textOfDocument = (document) => document.blocks.flatMap((block) => {
  if (block.kind === 'list') return listText(block);
  if (block.kind === 'table') return block.rows.map((row) => row.map(textOf).join(' '));
  return [textOf(block.runs) + (block.emoji ? ` ${block.emoji}` : '')];
}).join('\n');

const MARKS = { '': '', bold: 'b', italic: 'i', bolditalic: 'bi', underline: 'u', strike: 's', sup: '^', sub: '_' };
const marked = (runs) => runs.flatMap(({ text, style }) => [...text.replace(/\s/g, '')].map((letter) => letter + MARKS[style]));
const listLetters = (list) => list.items.flatMap((item) => [...marked(item.runs), ...(item.list ? listLetters(item.list) : [])]);

/** Every letter with its stress, and every list with its numbers. */
export const lettersOf = (document) => document.blocks.flatMap((block) => {
  if (block.kind === 'list') return listLetters(block);
  if (block.kind === 'table') return block.rows.flat().flatMap(marked);
  return [...marked(block.runs), ...(block.emoji ? [...block.emoji] : [])];
});
const listsIn = (list) => [`${list.type ? 'ol' : 'ul'} ${list.start} ${list.type || 1}`, ...list.items.flatMap((item) => (item.list ? listsIn(item.list) : []))];
export const listsOf = (document) => document.blocks.flatMap((block) => (block.kind === 'list' ? listsIn(block) : []));

const TELLS = { b: 'b', strong: 'b', i: 'i', em: 'i', u: 'u', s: 's', sup: '^', sub: '_' };
const REFERENCES = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** The same of clean HTML. */
export function readClean(html) {
  const open = [], letters = [], lists = [];
  for (const [, end, name, attributes, text] of html.matchAll(/<(\/?)([a-z0-9]+)([^>]*)>|([^<]+)/g)) {
    if (text !== undefined) {
      const stress = [...new Set(open.map((tag) => TELLS[tag]).filter(Boolean))].sort().join('');
      for (const letter of text.replace(/&(#?\w+);/g, (_, reference) => REFERENCES[reference]).replace(/[\s\u00A0]/g, '')) letters.push(letter + stress);
    } else if (end) open.splice(open.lastIndexOf(name), 1);
    else if (!['br', 'hr', 'img'].includes(name)) {
      open.push(name);
      if (name === 'ol' || name === 'ul') lists.push(`${name} ${attributes.match(/start="(\d+)"/)?.[1] ?? 1} ${attributes.match(/type="(\w)"/)?.[1] ?? 1}`);
    }
  }
  return { letters, lists };
}

export const secretsOf = (document) => [...document.blocks.flatMap((block) => (block.hidden ? [block.hidden] : [])), ...(document.header ? [{ kind: 'header', text: document.header }] : [])];

const TAGS = { bold: ['b'], italic: ['i'], bolditalic: ['b', 'i'], underline: ['u'], strike: ['s'], sup: ['sup'], sub: ['sub'] };
const tagged = (text, style, names = TAGS) => (names[style] || []).reduceRight((inside, name) => `<${name}>${inside}</${name}>`, text);
const joined = (runs, dress) => runs.map((run, i) => (i && !run.isTight ? ' ' : '') + dress(run)).join('');
const marker = (list, index) => {
  const number = list.start + index;
  if (list.type === '1') return `${number}.`;
  if (list.type === 'a') return `${String.fromCharCode(96 + number)})`;
  return list.type === 'i' ? `${['i', 'ii', 'iii', 'iv', 'v'][number - 1]}.` : '·';
};

/** Word breaks its lines at blanks. */
const wrapped = (html) => html.replace(/[^\n]{60,80} (?=[^<>]*(<|$))/g, (line) => `${line.slice(0, -1)}\n`);

function word(document) {
  const run = ({ text, style }) => {
    const inside = `<span lang=VI style='font-size:14.0pt;font-family:"Times New Roman",serif;mso-ansi-language:VI'>${escape(text)}</span>`;
    return tagged(inside, style);
  };
  const hidden = { comment: [], deleted: (t) => `<del cite="mailto:Nguy%E1%BB%85n" datetime="2026-11-01T08:00"><span class=msoDel>${t}</span></del>`,
    hidden: (t) => `<span style='display:none;mso-hide:all'>${t}</span>` };
  const comments = [];
  hidden.comment = (t) => {
    comments.push(t);
    return `<span class=MsoCommentReference><span style='font-size:8.0pt'><![if !supportAnnotations]><a class=msocomanchor id="_anchor_${comments.length}" href="#_msocom_${comments.length}" name="_msoanchor_${comments.length}">[NVA${comments.length}]</a><![endif]></span></span>`;
  };
  const list = (block, level = 1) => block.items.map((item, i) => `<p class=MsoListParagraph style='margin-left:${36 * level}.0pt;text-indent:-18.0pt;mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='font-size:14.0pt'><span style='mso-list:Ignore'>${marker(block, i)}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>${joined(item.runs, run)}<o:p></o:p></p>\n${item.list ? list(item.list, level + 1) : ''}`).join('');
  const dressed = (block) => {
    if (block.kind === 'list') return list(block);
    if (block.kind === 'heading') return `<h${block.level}><a name="_Toc${block.level}">${joined(block.runs, run)}</a><o:p></o:p></h${block.level}>`;
    if (block.kind === 'table') return `<table class=MsoTableGrid border=1 cellspacing=0 style='border-collapse:collapse;mso-table-layout-alt:fixed'>${block.rows.map((row, i) => `<tr style='mso-yfti-irow:${i}'>${row.map((cell) => `<td width=200 valign=top style='padding:0cm 5.4pt'><p class=MsoNormal>${joined(cell, run)}<o:p></o:p></p></td>`).join('')}</tr>`).join('\n')}</table>`;
    return `<p class=MsoNormal style='text-align:justify;text-indent:36.0pt'>${joined(block.runs, run)}${block.emoji ? ` <span style='font-family:"Segoe UI Emoji"'>${block.emoji}</span>` : ''}${block.hidden ? hidden[block.hidden.kind](block.hidden.text) : ''}<o:p></o:p></p>`;
  };
  const body = document.blocks.map(dressed).join('\n\n<p class=MsoNormal><o:p>&nbsp;</o:p></p>\n\n');
  const notes = comments.length ? `<div style='mso-element:comment-list'><![if !supportAnnotations]><hr class=msocomoff align=left size=1 width="33%"><![endif]>${comments.map((text, i) => `<div style='mso-element:comment'><div id="_com_${i + 1}" class=msocomtxt><span style='mso-comment-author:"Nguyễn Văn A"'><![if !supportAnnotations]><a name="_msocom_${i + 1}"></a><![endif]></span><p class=MsoCommentText>${text}</p></div></div>`).join('')}</div>` : '';
  const header = document.header ? `<div style='mso-element:header' id=h1><p class=MsoHeader>${document.header}</p></div>` : '';
  return wrapped(`<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Author content="Nguyễn Văn A"><title>Tài liệu</title><!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>NVA</o:Author></o:DocumentProperties></xml><![endif]--><style><!-- p.MsoNormal {margin:0cm;font-weight:normal} --></style></head><body lang=EN-US><div class=WordSection1>\n${body}\n</div>${header}${notes}</body></html>`);
}

function docs(document) {
  const css = { bold: 'font-weight:700', italic: 'font-weight:400;font-style:italic', bolditalic: 'font-weight:700;font-style:italic', underline: 'font-weight:400;text-decoration:underline', strike: 'text-decoration:line-through', sup: 'font-size:0.6em;vertical-align:super', sub: 'font-size:0.6em;vertical-align:sub' };
  const run = (text, style) => `<span style="font-size:11pt;font-family:Arial,sans-serif;color:#000000;${css[style] || 'font-weight:400;font-style:normal;text-decoration:none'};white-space:pre;white-space:pre-wrap;">${escape(text)}</span>`;
  const runs = (list) => list.map((one, i) => run((i && !one.isTight ? ' ' : '') + one.text, one.style)).join('');
  const names = { '': 'disc', 1: 'decimal', a: 'lower-alpha', i: 'lower-roman' };
  const lists = (block, level = 1) => {
    const tag = block.type ? 'ol' : 'ul';
    return `<${tag} style="margin-top:0"${block.start > 1 ? ` start="${block.start}"` : ''}>${block.items.map((item) => `<li dir="ltr" style="list-style-type:${names[block.type]};font-weight:400" aria-level="${level}"><p dir="ltr" role="presentation">${runs(item.runs)}</p></li>${item.list ? lists(item.list, level + 1) : ''}`).join('')}</${tag}>`;
  };
  let count = 0;
  const notes = [];
  const hidden = { comment: (t) => { notes.push(`<div class="c1"><p class="c2"><a href="#cmnt_ref${++count}" id="cmnt${count}">[a]</a><span>${t}</span></p></div>`); return `<sup><a href="#cmnt${count}" id="cmnt_ref${count}">[a]</a></sup>`; },
    deleted: (t) => `<del>${t}</del>`, hidden: (t) => `<span style="display:none">${t}</span>` };
  const dressed = (block) => {
    if (block.kind === 'list') return lists(block);
    if (block.kind === 'heading') return `<h${block.level} dir="ltr" style="line-height:1.38">${runs(block.runs)}</h${block.level}>`;
    if (block.kind === 'table') return `<div dir="ltr" align="left"><table style="border:none"><colgroup>${'<col width="100"/>'.repeat(block.rows[0].length)}</colgroup><tbody>${block.rows.map((row) => `<tr style="height:0pt">${row.map((cell) => `<td style="vertical-align:top"><p dir="ltr">${runs(cell)}</p></td>`).join('')}</tr>`).join('')}</tbody></table></div>`;
    return `<p dir="ltr" style="line-height:1.38">${runs(block.runs)}${block.emoji ? run(` ${block.emoji}`, '') : ''}${block.hidden ? hidden[block.hidden.kind](block.hidden.text) : ''}</p>`;
  };
  const header = document.header ? `<div style="display:none"><p>${document.header}</p></div>` : '';
  return `<meta charset='utf-8'><meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-${document.seed}">${header}${document.blocks.map(dressed).join('<br />')}${notes.join('')}</b><br class="Apple-interchange-newline">`;
}

/* As it saves a page: classes for all that is seen, and each level of a list beside the others. */
function docsSaved(document) {
  const css = { '': 'font-weight:400;text-decoration:none;vertical-align:baseline;font-style:normal', bold: 'font-weight:700;font-style:normal', italic: 'font-weight:400;font-style:italic', bolditalic: 'font-weight:700;font-style:italic', underline: 'font-weight:400;text-decoration:underline;-webkit-text-decoration-skip:none', strike: 'text-decoration:line-through', sup: 'vertical-align:super', sub: 'vertical-align:sub' };
  const styles = Object.keys(css), kinds = { 1: 'decimal', a: 'lower-latin', i: 'lower-roman' };
  const rules = [];
  const run = (text, style) => `<span class="c${styles.indexOf(style)}">${escape(text)}</span>`;
  const runs = (list) => list.map((one, i) => run((i && !one.isTight ? ' ' : '') + one.text, one.style)).join('');
  let number = 0, count = 0;
  const lists = (block, name, level) => {
    const tag = block.type ? 'ol' : 'ul', id = `${name}-${level}`;
    if (block.type) rules.push(`${tag}.${id}{list-style-type:none}.${id}>li:before{content:"" counter(lst-ctn-${id.slice(4)},${kinds[block.type]}) ". "}`);
    let html = '', index = 0;
    const part = (item) => { html += `<${tag} class="c20 ${id}${index ? '' : ' start'}"${block.type ? ` start="${block.start + index}"` : ''}><li class="c21 li-bullet-${level}">${runs(item.runs)}</li></${tag}>`; };
    for (const item of block.items) {
      part(item);
      index++;
      /* Each level has one list of a kind at a time; another name keeps those of other kinds apart. */
      if (item.list) html += lists(item.list, `lst-kix_${document.seed}x${number++}`, level + 1);
    }
    return html;
  };
  const notes = [];
  const hidden = { comment: (t) => { notes.push(`<div class="c22"><p class="c23"><a href="#cmnt_ref${++count}" id="cmnt${count}">[a]</a><span class="c0">${t}</span></p></div>`); return `<sup><a href="#cmnt${count}" id="cmnt_ref${count}">[a]</a></sup>`; },
    deleted: (t) => `<del>${t}</del>`, hidden: (t) => `<span class="c24">${t}</span>` };
  const dressed = (block) => {
    if (block.kind === 'list') return `${lists(block, `lst-kix_${document.seed}x${number++}`, 0)}<p class="c20"><span class="c0"></span></p>`;
    if (block.kind === 'heading') return `<h${block.level} class="c20" id="h.${number++}">${runs(block.runs)}</h${block.level}>`;
    if (block.kind === 'table') return `<table class="c25"><tr class="c26">${block.rows.map((row) => row.map((cell) => `<td class="c27" colspan="1" rowspan="1"><p class="c20">${runs(cell)}</p></td>`).join('')).join('</tr><tr class="c26">')}</tr></table>`;
    return `<p class="c20">${runs(block.runs)}${block.emoji ? run(` ${block.emoji}`, '') : ''}${block.hidden ? hidden[block.hidden.kind](block.hidden.text) : ''}</p>`;
  };
  const body = document.blocks.map(dressed).join('');
  const header = document.header ? `<div class="c24"><p>${document.header}</p></div>` : '';
  const sheet = `@import url(https://themes.googleusercontent.com/fonts/css?kit=x);${rules.join('')}${styles.map((style, i) => `.c${i}{color:#000000;${css[style]};font-size:11pt;font-family:"Arial"}`).join('')}.c20{padding-top:0pt;line-height:1.15}.c24{display:none}.title{font-size:26pt}li{color:#000000;font-size:11pt}p{margin:0}h1{padding-top:20pt;color:#000000;font-size:20pt}`;
  return `<html><head><meta content="text/html; charset=UTF-8" http-equiv="content-type"><style type="text/css">${sheet}</style></head><body class="c28 doc-content">${header}${body}${notes.join('')}</body></html>`;
}

/* As Word saves it "filtered": no marks of its own but classes and the blanks behind the numbers of lists. */
function wordFiltered(document) {
  const run = ({ text, style }) => {
    const inside = `<span lang=VI style='font-size:14.0pt;font-family:"Times New Roman",serif'>${escape(text)}</span>`;
    return style === 'bold' ? `<span class=Dam>${inside}</span>` : style === 'italic' ? `<span class=Nghieng>${inside}</span>` : tagged(inside, style);
  };
  const runs = (list) => joined(list, run);
  const list = (block, level = 1) => block.items.map((item, i) => `<p class=MsoListParagraphCxSpMiddle style='margin-left:${36 * level}.0pt;text-indent:-18.0pt'>${block.type ? `<span lang=VI style='font-size:14.0pt'>${marker(block, i)}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span>` : `<span lang=VI style='font-family:Symbol'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span></span>`}${runs(item.runs)}</p>\n${item.list ? list(item.list, level + 1) : ''}`).join('');
  const hidden = (t) => `<span class=An>${t}</span>`;
  const dressed = (block) => {
    if (block.kind === 'list') return list(block);
    if (block.kind === 'heading') return `<h${block.level}>${runs(block.runs)}</h${block.level}>`;
    if (block.kind === 'table') return `<table class=MsoTableGrid border=1 cellspacing=0 style='border-collapse:collapse;border:none'>${block.rows.map((row) => `<tr>${row.map((cell) => `<td width=200 valign=top><p class=MsoNormal>${runs(cell)}</p></td>`).join('')}</tr>`).join('\n')}</table>`;
    return `<p class=MsoNormal style='text-align:justify;text-indent:36.0pt'>${runs(block.runs)}${block.emoji ? ` ${block.emoji}` : ''}${block.hidden ? hidden(block.hidden.text) : ''}</p>`;
  };
  const header = document.header ? `<p class=An>${document.header}</p>` : '';
  return wrapped(`<html><head><meta name=Generator content="Microsoft Word 15 (filtered)"><style><!--\n /* Font Definitions */\n @font-face\n\t{font-family:"Cambria Math";\n\tpanose-1:2 4 5 3 5 4 6 3 2 4;}\n /* Style Definitions */\n p.MsoNormal, li.MsoNormal, div.MsoNormal\n\t{margin:0cm;\n\tfont-size:12.0pt;}\nh1\n\t{font-weight:bold;}\nspan.Dam\n\t{mso-style-name:Đậm;\n\tfont-weight:bold;}\nspan.Nghieng {font-style:italic;}\n.An {display:none;}\n@page WordSection1\n\t{size:595.3pt 841.9pt;}\n--></style></head><body lang=EN-US><div class=WordSection1>\n${document.blocks.map(dressed).join('\n\n<p class=MsoNormal>&nbsp;</p>\n\n')}\n</div>${header}</body></html>`);
}

/** Lists as HTML has them, for those who write them so. */
const plainList = (block, dress, upper = false, closed = true) => {
  const name = block.type ? 'ol' : 'ul', tag = upper ? name.toUpperCase() : name, li = upper ? 'LI' : 'li';
  return `<${tag}${block.type && block.type !== '1' ? ` type="${block.type}"` : ''}${block.start > 1 ? ` start="${block.start}"` : ''}>${block.items.map((item) => `<${li}>${dress(item.runs)}${item.list ? plainList(item.list, dress, upper, closed) : ''}${closed ? `</${li}>` : '\n'}`).join('')}</${tag}>`;
};

function libre(document) {
  const css = { bold: ['b', ''], italic: ['i', ''] };
  const run = ({ text, style }) => (style === 'bold' ? `<b>${escape(text)}</b>` : css[style] ? tagged(escape(text), style) : style ? tagged(`<span style="font-weight: normal">${escape(text)}</span>`.replace(/^<span[^>]*>(.*)<\/span>$/, style === 'bolditalic' ? '$1' : '$&'), style) : `<font face="Liberation Serif, serif"><font size="3" style="font-size: 13pt">${escape(text)}</font></font>`);
  const runs = (list) => joined(list, run);
  const hidden = { comment: (t) => `<!-- ${t} -->`, deleted: (t) => `<del cite="" datetime="2026-11-01T08:00:00"><font color="#ff0000">${t}</font></del>`, hidden: (t) => `<span style="display: none">${t}</span>` };
  const dressed = (block) => {
    if (block.kind === 'list') return plainList(block, (list) => `<p style="line-height: 100%; margin-bottom: 0cm">${runs(list)}</p>`);
    if (block.kind === 'heading') return `<h${block.level} class="western">${runs(block.runs)}</h${block.level}>`;
    if (block.kind === 'table') return `<table width="100%" cellpadding="4" cellspacing="0"><col width="64*"/>${block.rows.map((row) => `<tr valign="top">${row.map((cell) => `<td width="25%" style="border: 1px solid #000000"><p>${runs(cell)}</p></td>`).join('')}</tr>`).join('')}</table>`;
    return `<p align="justify" style="text-indent: 1.27cm; margin-bottom: 0.21cm">${runs(block.runs)}${block.emoji ? ` ${block.emoji}` : ''}${block.hidden ? hidden[block.hidden.kind](block.hidden.text) : ''}</p>`;
  };
  const header = document.header ? `<div title="header"><p>${document.header}</p></div>` : '';
  return `<!DOCTYPE html><html><head><meta name="generator" content="LibreOffice 7.4"/><meta name="author" content="NVA"/><style type="text/css">@page { size: 21cm 29.7cm } p { margin-bottom: 0.25cm }</style></head><body lang="vi-VN" dir="ltr">${header}${document.blocks.map(dressed).join('\n')}</body></html>`;
}

function zalo(document) {
  const run = ({ text, style }) => tagged(`<span>${escape(text)}</span>`, style);
  const emoji = (e) => ` <span class="emoji-sizer emoji-outer" style="background:url('emoji.png')"><img class="emoji" alt="${e}" src="https://res-zaloapp-aka.zdn.vn/emoji/1.png"></span>`;
  const runs = (list) => joined(list, run);
  const hidden = (t) => `<span style="display: none;">${t}</span>`;
  const dressed = (block) => {
    if (block.kind === 'list') return plainList(block, runs);
    if (block.kind === 'table') return block.rows.map((row) => `<div>${row.map(runs).join('&nbsp; ')}</div>`).join('');
    return `<div class="text">${runs(block.runs)}${block.emoji ? emoji(block.emoji) : ''}${block.hidden ? hidden(block.hidden.text) : ''}</div>${block.kind === 'heading' ? '' : '<div><br></div>'}`;
  };
  return `<div class="card"><div style="white-space: pre-wrap;">${document.header ? hidden(document.header) : ''}${document.blocks.map(dressed).join('')}</div></div>`;
}

function facebook(document) {
  const run = ({ text, style }) => tagged(escape(text), style, { ...TAGS, bold: ['strong'], italic: ['em'], bolditalic: ['strong', 'em'] });
  const emoji = (e) => ` <span class="html-span xexx8yu x3nfvp2"><img height="16" width="16" class="xz74otr" alt="${e}" referrerpolicy="origin-when-cross-origin" src="https://static.xx.fbcdn.net/images/emoji.php/v9/t1/1/16/1.png"></span>`;
  const runs = (list) => joined(list, run);
  const hidden = (t) => `<div style="visibility:hidden">${t}</div>`;
  const dressed = (block) => {
    if (block.kind === 'list') return plainList(block, runs);
    if (block.kind === 'table') return block.rows.map((row) => `<div dir="auto" style="text-align: start;">${row.map(runs).join(' ')}</div>`).join('');
    return `<div class="x11i5rnm xat24cr x1mh8g0r x1vvkbs xtlvy1s"><div dir="auto" style="text-align: start;">${runs(block.runs)}${block.emoji ? emoji(block.emoji) : ''}${block.hidden ? hidden(block.hidden.text) : ''}</div></div>`;
  };
  return `<div class="xdj266r"><span dir="auto">${document.header ? hidden(document.header) : ''}${document.blocks.map(dressed).join('')}</span></div>`;
}

const LATIN = { á: 'aacute', à: 'agrave', ã: 'atilde', â: 'acirc', é: 'eacute', è: 'egrave', ê: 'ecirc', ó: 'oacute', ò: 'ograve', õ: 'otilde', ô: 'ocirc', ú: 'uacute', ù: 'ugrave', í: 'iacute', ý: 'yacute' };

function portal(document) {
  const names = { bold: ['STRONG'], italic: ['EM'], bolditalic: ['STRONG', 'EM'], underline: ['U'], strike: ['STRIKE'], sup: ['SUP'], sub: ['SUB'] };
  const old = (text) => escape(text).replace(/[áàãâéèêóòõôúùíý]/g, (letter) => `&${LATIN[letter]};`);
  const run = ({ text, style }) => tagged(`<FONT face=Arial size=2>${old(text)}</FONT>`, style, names);
  const runs = (list) => joined(list, run);
  const hidden = { comment: (t) => `<!-- ${t} -->`, deleted: (t) => `<DEL>${t}</DEL>`, hidden: (t) => `<SPAN STYLE="DISPLAY: none">${t}</SPAN>` };
  const dressed = (block) => {
    if (block.kind === 'list') return plainList(block, runs, true, false);
    if (block.kind === 'heading') return `<H${block.level} align=center>${runs(block.runs)}</H${block.level}>`;
    if (block.kind === 'table') return `<TABLE border=1 cellPadding=2 width="100%">${block.rows.map((row) => `<TR>${row.map((cell) => `<TD vAlign=top><DIV align=center>${runs(cell)}</DIV>`).join('')}`).join('')}</TABLE>`;
    return `<P align=justify>&nbsp;&nbsp;&nbsp; ${runs(block.runs)}${block.emoji ? ` ${block.emoji}` : ''}${block.hidden ? hidden[block.hidden.kind](block.hidden.text) : ''}`;
  };
  const header = document.header ? `<DIV style="display:none">${document.header}</DIV>` : '';
  return `<TABLE width=500 border=0 cellSpacing=0 align=center><TBODY><TR><TD>${header}<A name=top></A><CENTER></CENTER>${document.blocks.map(dressed).join('<BR>\n')}</TD></TR></TBODY></TABLE>`;
}

export const OFFICES = { word, docs, libre, zalo, facebook, portal, docsSaved, wordFiltered };

/** Damage as hands and programs do it: tags lost, doubled, moved, attributes changed. */
export function mutated(html, random) {
  const parts = html.split(/(<[^>]*>)/).filter(Boolean);
  const odd = ['<div style="display:inline">', '<span style="display:block">', '<b style="font-weight:normal">', '<p>', '</p>', '<ul>', '</ul>', '<li>', '<table>', '</table>', '<tr>', '<td>', '</td>', '<td colspan=3>', '<th rowspan=2>',
    '<q>', '</q>', '<select><option>Lựa một</option><option>Lựa hai</option></select>', '<button>Nút</button>', '<svg><text>', '</text></svg>', '<math><mi>', '</mi></math>', '<object data=x>', '</object>', '<pre>', '</pre>', '<dl><dt>', '<dd>', '</dl>', '<figure>', '<figcaption>', '</figure>',
    '<details open><summary>', '</summary>', '</details>', '<a href="www.a.vn">', '<a href="javascript:x">', '</a>', '<br>', '<hr>', '<center>', '<fieldset><legend>', '</legend></fieldset>', '<label>', '<ruby>', '<rt>', '</ruby>', '<xmp>', '</xmp>', '<listing>', '</listing>',
    '<h1>', '</h1>', '<caption>', '<blockquote>', '</blockquote>', '<o:p>', '</o:p>', '<!-- x', '-->', '<![if x]>', '<![endif]>', '<video>', '</video>', '<noscript>', '</noscript>', '<nobr>', '<address>', '<sub>', '<sup>', '<ins>', '</ins>', '<form>', '<map>', '<slot>', '<dialog open>'];
  for (let count = 1 + random.below(8); count > 0; count--) {
    const at = random.below(parts.length);
    const roll = random.below(6);
    if (roll === 0) parts.splice(at, 1);
    else if (roll === 1) parts.splice(at, 0, parts[random.below(parts.length)]);
    else if (roll === 2) [parts[at], parts[(at + 1) % parts.length]] = [parts[(at + 1) % parts.length], parts[at]];
    else if (roll === 3) parts[at] = parts[at].slice(0, random.below(parts[at].length + 1));
    else parts.splice(at, 0, random.one(odd));
    if (!parts.length) return 'x';
  }
  return parts.join('');
}
