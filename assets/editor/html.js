/* Documents from clean HTML, and back to it: the form that the server's cleaner writes, so that cleaning it again changes nothing.
 * Footnotes have no element of their own there: they are a list at the end whose items and marks lead to each other, and are known
 * by that. Runs in a browser, whose parser reads the HTML without running anything of it. */
import { DOMParser as Reader, Fragment } from 'prosemirror-model';
import { inlineTree } from './inline.js';
import { schema } from './schema.js';

// ---- reading --------------------------------------------------------------------------------------

/** A document of clean HTML. */
export function fromHtml(html) {
  const body = bodyOf(html);
  markFootnotes(body);
  return numbered(Reader.fromSchema(schema).parse(body));
}

/** What a paste brought and the server cleaned, to be put where the caret is. */
export function sliceFromHtml(html, context) {
  const body = bodyOf(html);
  /* Programs have two elements for each stress; here it is the one that Markdown makes. */
  for (const [from, to] of [['b', 'strong'], ['i', 'em']]) {
    for (const old of body.querySelectorAll(from)) {
      const next = old.ownerDocument.createElement(to);
      next.append(...old.childNodes);
      old.replaceWith(next);
    }
  }
  return Reader.fromSchema(schema).parseSlice(body, { context });
}

/* The line feed that ends a block of code is no line of it. */
function bodyOf(html) {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const code of body.querySelectorAll('pre > code:only-child')) {
    const last = code.lastChild;
    if (last?.nodeType === Node.TEXT_NODE && last.data.endsWith('\n')) last.data = last.data.slice(0, -1);
  }
  return body;
}

const part = (href) => (href?.startsWith('#') ? href.slice(1) : null);

/* Marks of footnotes and their list get names by which the schema knows them. */
function markFootnotes(body) {
  const list = body.lastElementChild;
  if (list?.nodeName !== 'OL' || !list.children.length) return;
  const notes = new Map();
  for (const item of list.children) notes.set(item.id, { item, marks: [] });
  for (const link of body.querySelectorAll('sup > a[id][href^="#"]')) {
    const note = notes.get(part(link.getAttribute('href')));
    const isAlone = link.parentNode.childNodes.length === 1;
    if (note && isAlone && /^\(?\d+\)?$/.test(link.textContent) && !list.contains(link)) note.marks.push(link);
  }
  const backs = (note) => [...note.item.querySelectorAll('a[href^="#"]')].filter((back) => note.marks.some((mark) => mark.id === part(back.getAttribute('href'))));
  if ([...notes].some(([id, note]) => !id || !note.marks.length || !backs(note).length)) return;
  const section = body.ownerDocument.createElement('section');
  section.setAttribute('data-notes', '');
  for (const [id, note] of notes) {
    for (const mark of note.marks) {
      mark.parentNode.setAttribute('data-note', id);
      mark.parentNode.setAttribute('data-mark', mark.id);
      mark.remove();
    }
    for (const back of backs(note)) back.remove();
    const div = body.ownerDocument.createElement('div');
    div.setAttribute('data-note', id);
    div.append(...note.item.childNodes);
    dropEnd(div);
    section.append(div);
  }
  list.replaceWith(section);
}

/* The blank that stood before the way back, and a paragraph that held nothing else. */
function dropEnd(dom) {
  let last = dom.lastChild;
  while (last && last.nodeType === Node.TEXT_NODE && !last.data.trim()) {
    last.remove();
    last = dom.lastChild;
  }
  if (last?.nodeType === Node.TEXT_NODE) last.data = last.data.trimEnd();
  else if (last && !/^(BR|IMG)$/.test(last.nodeName)) dropEnd(last);
  if (last?.nodeName === 'P' && !last.hasChildNodes()) last.remove();
}

/** The same document with its footnotes in order of their marks, numbered from 1; those that nothing leads to are left out. */
export function numbered(doc) {
  const order = new Map();
  doc.descendants((node) => {
    if (node.type === schema.nodes.footnote_ref && !order.has(node.attrs.key)) order.set(node.attrs.key, order.size + 1);
  });
  const renumber = (node) => {
    if (node.type === schema.nodes.footnote_ref) return node.type.create({ ...node.attrs, number: order.get(node.attrs.key) }, null, node.marks);
    if (node.type === schema.nodes.footnotes) {
      const notes = node.children.filter((note) => order.has(note.attrs.key)).sort((a, b) => order.get(a.attrs.key) - order.get(b.attrs.key));
      return notes.length ? node.copy(Fragment.from(notes)) : null;
    }
    if (node.isText || node.isLeaf) return node;
    return node.copy(Fragment.from(node.children.map(renumber).filter(Boolean)));
  };
  return order.size || doc.lastChild?.type === schema.nodes.footnotes ? renumber(doc) : doc;
}

// ---- writing --------------------------------------------------------------------------------------

export const escapeText = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\u00a0', '&nbsp;');
export const escapeValue = (text) => escapeText(String(text)).replaceAll('"', '&quot;');

/** A start tag; members that are null, false or "" are left out, true is an attribute without a value. */
export function startTag(name, attrs = {}) {
  let out = `<${name}`;
  for (const [key, value] of Object.entries(attrs)) {
    if (value === true) out += ` ${key}`;
    else if (value !== null && value !== undefined && value !== false) out += ` ${key}="${escapeValue(value)}"`;
  }
  return `${out}>`;
}

const NAMES = { strike: 's', underline: 'u' };

/** The name and attributes that a mark is written with. */
export function markTag({ type, attrs }) {
  const { tag, ...others } = attrs;
  return { name: tag ?? (type.name === 'link' ? 'a' : NAMES[type.name] ?? type.name), attrs: others };
}

/** A picture's attributes; its alternative text is always said. */
export const imageAttrs = ({ src, alt, width, height, lang }) => ({ src, alt: alt ?? '', width, height, lang });

const around = (name, attrs, inside) => `${startTag(name, attrs)}${inside}</${name}>`;

function leaf(node) {
  switch (node.type.name) {
    case 'hard_break': return '<br>';
    case 'image': return startTag('img', imageAttrs(node.attrs));
    case 'anchor': return around('a', { id: node.attrs.id }, '');
    case 'footnote_ref': return around('sup', {}, around('a', { href: `#${node.attrs.key}`, id: node.attrs.mark }, `(${node.attrs.number})`));
    default: return '';
  }
}

function items(tree) {
  return tree.map((item) => {
    if (item.mark) {
      const { name, attrs } = markTag(item.mark);
      return around(name, attrs, items(item.children));
    }
    return item.node ? leaf(item.node) : escapeText(item.text);
  }).join('');
}

const words = (node) => items(inlineTree(node));

/* Blocks of a list item, a cell, a description or a caption: a paragraph that is not loose is bare there, unless it would run into
 * the one beside it. */
function mixed(node) {
  return node.children.map((child, i) => {
    const isBare = child.type === schema.nodes.paragraph && !child.attrs.loose && !child.attrs.lang && !child.attrs.id
      && ![node.maybeChild(i - 1), node.maybeChild(i + 1)].some((other) => other?.type === schema.nodes.paragraph && other.content.size);
    return isBare ? words(child) : written(child);
  }).join('');
}

function rows(table) {
  const head = [], bodies = [];
  table.forEach((row) => {
    if (row.attrs.head && !bodies.length) head.push(row);
    else if (row.attrs.begins || !bodies.length) bodies.push([row]);
    else bodies[bodies.length - 1].push(row);
  });
  const group = (name, list) => (list.length ? around(name, {}, list.map(written).join('')) : '');
  return group('thead', head) + bodies.map((body) => group('tbody', body)).join('');
}

const cellAttrs = ({ lang, id, colspan, rowspan, scope }) => ({ id, colspan: colspan > 1 && colspan, rowspan: rowspan > 1 && rowspan, scope, lang });

function caption(table) {
  return table.attrs.caption ? around('caption', {}, words(captionNode(table))) : '';
}

/** A table's caption as a paragraph; empty when it has none. */
export const captionNode = (table) => schema.node('paragraph', null, Fragment.fromJSON(schema, table.attrs.caption));

/* Where the marks of each footnote stand; the first of them has its name from it. */
function footnotes(node, marks) {
  const list = node.children.map((note) => {
    const back = (marks.get(note.attrs.key) ?? []).map((id, i) => ` ${around('a', { href: `#${id}` }, `↩${i ? `<sup>${i + 1}</sup>` : ''}`)}`).join('');
    const inside = mixed(note);
    return around('li', { id: note.attrs.key }, inside.endsWith('</p>') ? `${inside.slice(0, -4)}${back}</p>` : inside + back);
  });
  return around('ol', {}, list.join(''));
}

function written(node) {
  const { lang, id } = node.attrs;
  const own = { id, lang };
  switch (node.type.name) {
    case 'paragraph': return around('p', own, words(node));
    case 'heading': return around(`h${node.attrs.level}`, own, words(node));
    case 'code_block': {
      const text = items(inlineTree(node));
      return around('pre', own, node.attrs.code ? around('code', {}, `${text}\n`) : text.replace(/^\n/, '\n\n'));
    }
    case 'horizontal_rule': return '<hr>';
    case 'bullet_list': return around('ul', own, blocks(node));
    case 'ordered_list': return around('ol', { id, start: node.attrs.start, type: node.attrs.type, reversed: node.attrs.reversed, lang }, blocks(node));
    case 'list_item': return around('li', { id, value: node.attrs.value, lang }, mixed(node));
    case 'description_list': return around('dl', own, blocks(node));
    case 'description_term': return around('dt', own, words(node));
    case 'description': return around('dd', own, mixed(node));
    case 'picture': return node.marks.reduceRight((inside, mark) => {
      const { name, attrs } = markTag(mark);
      return around(name, attrs, inside);
    }, startTag('img', imageAttrs(node.attrs)));
    case 'figcaption': return around('figcaption', own, mixed(node));
    case 'table': return around('table', own, caption(node) + rows(node));
    case 'table_row': return around('tr', own, blocks(node));
    case 'table_cell': return around('td', cellAttrs(node.attrs), mixed(node));
    case 'table_header': return around('th', cellAttrs(node.attrs), node.children.map(words).filter(Boolean).join('<br>'));
    default: return around(node.type.name, own, blocks(node));
  }
}

const blocks = (node) => node.children.map(written).join('');

/** The document as clean HTML, a line for each outermost block. */
export function toHtml(doc) {
  const marks = new Map();
  const named = nameMarks(numbered(doc), marks);
  return named.children.map((node) => `${node.type === schema.nodes.footnotes ? footnotes(node, marks) : written(node)}\n`).join('');
}

/* Each mark of a footnote gets a name to come back to. */
function nameMarks(doc, marks) {
  const taken = new Set();
  const visit = (node) => {
    if (node.type === schema.nodes.footnote_ref) {
      const all = marks.get(node.attrs.key) ?? [];
      /* As it was, unless it was copied within the text. */
      const id = node.attrs.mark && !taken.has(node.attrs.mark) ? node.attrs.mark : `${node.attrs.key}-ref${all.length || ''}`;
      taken.add(id);
      marks.set(node.attrs.key, [...all, id]);
      return node.type.create({ ...node.attrs, mark: id }, null, node.marks);
    }
    return node.isText || node.isLeaf ? node : node.copy(Fragment.from(node.children.map(visit)));
  };
  return visit(doc);
}
