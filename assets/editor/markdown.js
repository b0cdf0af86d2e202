/* A document as Markdown of this portal's dialect (cmark-gfm with tables, strikethrough, footnotes, bare links; what an indent, a
 * row of "_" and a line's own sign mean here is daemon/html/markdown_source.c's), so that the server makes the same HTML of it; or
 * why Markdown cannot say it. There is no reader beside it: Markdown is read by the server alone, which gives clean HTML.
 *
 * Elements of lines that Markdown has no sign for (underline, small, sub) are written as HTML in the line, a picture with its
 * caption as a figure of HTML. Never: blank lines of HTML, an indent that would be code, a sign that begins a block by accident. */
import { imageAttrs, numbered, startTag } from './html.js';
import { inlineTree } from './inline.js';
import { inlineMarkdown, noteLabel } from './markdown-inline.js';
import { schema } from './schema.js';

const { nodes } = schema;
const isParagraph = (node) => node?.type === nodes.paragraph;
const isBarePicture = (node) => node.type === nodes.picture && !node.marks.length;

// ---- what Markdown cannot say ---------------------------------------------------------------------

/* Each is a key of words.js. */
const limits = {
  table(table) {
    const [head, ...others] = table.children;
    const cells = (row) => row.children;
    if (table.attrs.caption) return 'cannotCaption';
    if (table.children.some((row) => cells(row).some(({ attrs }) => attrs.colspan > 1 || attrs.rowspan > 1))) return 'cannotMerged';
    if (!head.attrs.head || others.some((row) => row.attrs.head || row.attrs.begins)
      || cells(head).some((cell) => cell.type !== nodes.table_header)
      || others.some((row) => cells(row).some((cell) => cell.type !== nodes.table_cell))) return 'cannotHead';
    if (table.children.some((row) => row.childCount !== head.childCount)) return 'cannotHead';
    if (table.children.some((row) => cells(row).some((cell) => cell.type === nodes.table_cell && (cell.childCount > 1 || !isParagraph(cell.firstChild) || cell.firstChild.attrs.loose)))) return 'cannotCell';
    return cells(head).some((cell) => cell.attrs.scope) ? 'cannotHead' : null;
  },
  ordered_list(list) {
    const numbers = numbersOf(list);
    return list.attrs.type || list.attrs.reversed || numbers.some((n) => n < 0 || n > 999999999) ? 'cannotNumbers' : null;
  },
  description_list: () => 'cannotTerms',
  figure: (figure) => (figure.children.every((child) => isBarePicture(child) || (child.type === nodes.figcaption && child.childCount === 1)) ? null : 'cannotFigure'),
  /* Within a quotation the server does not see that it is code, and escapes addresses and blanks to fill in. */
  code_block: (code, isQuoted) => (code.attrs.code && code.children.every((text) => !text.marks.length)
    && !(isQuoted && /[[_@]|:\/\/|www\./i.test(code.textContent)) ? null : 'cannotPre'),
};

/** Why Markdown cannot say this document: keys of words, each once; none when it can. */
export function markdownLimits(doc) {
  const found = new Set();
  const visit = (node, isQuoted) => {
    if (node.isInline) return;
    const limit = limits[node.type.name]?.(node, isQuoted);
    if (limit) found.add(limit);
    if (node.attrs.lang) found.add('cannotLanguage');
    if (node.attrs.id) found.add('cannotPlace');
    node.forEach((child) => visit(child, isQuoted || node.type === nodes.blockquote));
  };
  visit(doc, false);
  return [...found];
}

// ---- blocks ---------------------------------------------------------------------------------------

/* The numbers that readers see before the items. */
function numbersOf(list) {
  let next = list.attrs.start ?? 1;
  return list.children.map((item) => {
    const own = item.attrs.value ?? next;
    next = own + 1;
    return own;
  });
}

const indent = (text, by) => text.replace(/^(?=.)/gm, by);

/* What stands in an item may follow its words without a blank line between, so that the list stays tight. */
function followsTight(before, node) {
  if (node.type === nodes.table || isParagraph(node)) return false;
  return isParagraph(before) || before.type !== nodes.bullet_list && before.type !== nodes.ordered_list;
}

/* Parts of an item, a quotation or a note; an empty first paragraph is none. */
const parts = (node) => node.children.filter((child) => !isParagraph(child) || child.content.size);

function isTight(list) {
  return list.children.every((item) => {
    const all = parts(item);
    return all.every((child, i) => (!isParagraph(child) || !child.attrs.loose) && (i === 0 || followsTight(all[i - 1], child)));
  });
}

/* Lists that follow each other are told apart by their signs. */
function listMarkdown(list, isSecond) {
  const tight = isTight(list);
  const numbers = list.type === nodes.ordered_list ? numbersOf(list) : null;
  return list.children.map((item, i) => {
    const sign = numbers ? `${numbers[i]}${isSecond ? ')' : '.'}` : isSecond ? '*' : '-';
    const inside = joined(parts(item), tight ? '\n' : '\n\n');
    return inside ? `${sign} ${indent(inside, ' '.repeat(sign.length + 1)).slice(sign.length + 1)}` : sign;
  }).join(tight ? '\n' : '\n\n');
}

function fence(text) {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}\n${text}\n${mark}`;
}

const line = (node, place) => inlineMarkdown(inlineTree(node), place);

function tableMarkdown(table) {
  const row = (cells) => `| ${cells.join(' | ')} |`;
  const all = table.children.map((each) => row(each.children.map((cell) => cell.children.map((child) => line(child, 'cell')).filter(Boolean).join('<br>'))));
  return [all[0], row(table.firstChild.children.map(() => '---')), ...all.slice(1)].join('\n');
}

/* HTML whose lines hold none of Markdown, since no blank line ends it. */
function figureMarkdown(figure) {
  const lines = figure.children.map((child) => (child.type === nodes.figcaption
    ? `<figcaption>${line(child.firstChild, 'html')}</figcaption>`
    : startTag('img', imageAttrs(child.attrs))));
  return ['<figure>', ...lines.filter((each) => each !== '<figcaption></figcaption>'), '</figure>'].join('\n');
}

function blockMarkdown(node, isSecond) {
  switch (node.type.name) {
    case 'paragraph': return line(node, 'block');
    case 'heading': return node.content.size ? `${'#'.repeat(node.attrs.level)} ${line(node, 'heading')}` : '';
    case 'blockquote': return indent(joined(parts(node), '\n\n').replace(/^$/gm, '\u0000'), '> ').replaceAll('> \u0000', '>');
    case 'code_block': return fence(node.textContent);
    case 'horizontal_rule': return '***';
    case 'bullet_list':
    case 'ordered_list': return listMarkdown(node, isSecond);
    case 'table': return tableMarkdown(node);
    case 'figure': return figureMarkdown(node);
    case 'footnotes': return node.children.map((note) => `[^${noteLabel(note.attrs.key)}]: ${indent(joined(parts(note), '\n\n'), '    ').slice(4)}`).join('\n\n');
    default: return '';
  }
}

/* Blocks one after the other. Of two lists of a kind that follow each other the second has another sign. */
function joined(list, gap) {
  let before = null, isSecond = false, out = '';
  for (const node of list) {
    const follows = before?.type === node.type && (node.type === nodes.bullet_list || node.type === nodes.ordered_list);
    isSecond = follows && !isSecond;
    const text = blockMarkdown(node, isSecond);
    if (!text) continue;
    out += out ? gap + text : text;
    before = node;
  }
  return out;
}

/** The document as Markdown; only when markdownLimits() has nothing against it. */
export function toMarkdown(doc) {
  const text = joined(numbered(doc).children, '\n\n');
  return text ? `${text}\n` : '';
}
