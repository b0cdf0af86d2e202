/* What a body may hold in the rich editor: what the server's cleaner keeps (daemon/html/element.def), and nothing else. It reads
 * clean HTML; how a document is written again is html.js's and markdown.js's, and what the page looks like is the style sheet's.
 *
 * Each block and mark keeps `lang`, and blocks keep the `id` that a link of the body leads to. A paragraph of a list item, a cell,
 * a description or a caption is `loose` when it stands in its own element there, and bare text when not. */
import { DOMParser as Reader, Schema } from 'prosemirror-model';

const common = { lang: { default: null }, id: { default: null } };
const read = (dom, more) => ({ lang: dom.getAttribute('lang'), id: dom.getAttribute('id'), ...more });
const number = (dom, name) => (dom.hasAttribute(name) ? Number(dom.getAttribute(name)) : null);
const shown = ({ lang }, more) => (lang ? { lang, ...more } : more ?? {});

/* The parts of a body that hold words without a paragraph around them. */
const MIXED = 'li,td,th,dd,figcaption,[data-note]';

/* Schemes that the server keeps; whatever else a paste brings is no link. */
export const isAddress = (href) => /^(https?:|mailto:|tel:|sms:|[/#?.]|[^:/?#]*([/?#]|$))/i.test(href.trim());

/* Pictures of a text that is not public yet have no address for everybody: the staff sees them at one of its own. */
const PUBLIC = '/media/';
export const media = {
  place: PUBLIC,
  /** Where a picture is shown from. */
  shown: (src) => (src.startsWith(PUBLIC) ? media.place + src.slice(PUBLIC.length) : src),
};

const block = (spec) => ({ group: 'block', ...spec, attrs: { ...common, ...spec.attrs } });
const tag = (name, getAttrs = (dom) => read(dom), more = {}) => ({ tag: name, getAttrs, ...more });

/* One simple block of a name of its own. */
const plain = (name, content, more = {}) => block({ content, parseDOM: [tag(name)], toDOM: (node) => [name, shown(node.attrs), 0], ...more });

const cellAttrs = { colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null } };
const readCell = (dom, more) => read(dom, { colspan: number(dom, 'colspan') ?? 1, rowspan: number(dom, 'rowspan') ?? 1, ...more });
const showCell = (name, role) => ({
  tableRole: role,
  isolating: true,
  toDOM({ attrs }) {
    const spans = {};
    if (attrs.colspan > 1) spans.colspan = attrs.colspan;
    if (attrs.rowspan > 1) spans.rowspan = attrs.rowspan;
    return [name, shown(attrs, spans), 0];
  },
});

const nodes = {
  doc: { content: 'block+ footnotes?' },
  paragraph: block({
    content: 'inline*',
    attrs: { loose: { default: false } },
    parseDOM: [tag('p', (dom) => read(dom, { loose: Boolean(dom.parentElement?.matches(MIXED)) }))],
    toDOM: ({ attrs }) => ['p', shown(attrs), 0],
  }),
  text: { group: 'inline' },
  heading: block({
    content: 'inline*',
    defining: true,
    attrs: { level: { default: 2 } },
    parseDOM: [1, 2, 3, 4, 5, 6].map((level) => tag(`h${level}`, (dom) => read(dom, { level: Math.max(level, 2) }))),
    toDOM: ({ attrs }) => [`h${attrs.level}`, shown(attrs), 0],
  }),
  blockquote: plain('blockquote', 'block+', { defining: true }),
  code_block: block({
    content: 'text*',
    code: true,
    defining: true,
    attrs: { code: { default: true } },
    parseDOM: [{
      tag: 'pre',
      preserveWhitespace: 'full',
      contentElement: (dom) => codeWithin(dom) ?? dom,
      getAttrs: (dom) => read(dom, { code: Boolean(codeWithin(dom)) }),
    }],
    toDOM: ({ attrs }) => ['pre', shown(attrs), attrs.code ? ['code', 0] : 0],
  }),
  horizontal_rule: block({ parseDOM: [tag('hr')], toDOM: () => ['hr'] }),
  bullet_list: plain('ul', 'list_item+'),
  ordered_list: block({
    content: 'list_item+',
    attrs: { start: { default: null }, type: { default: null }, reversed: { default: false } },
    parseDOM: [tag('ol', (dom) => read(dom, { start: number(dom, 'start') === 1 ? null : number(dom, 'start'), type: dom.getAttribute('type'), reversed: dom.hasAttribute('reversed') }))],
    toDOM({ attrs }) {
      const more = {};
      if (attrs.start !== null) more.start = attrs.start;
      if (attrs.type) more.type = attrs.type;
      if (attrs.reversed) more.reversed = '';
      return ['ol', shown(attrs, more), 0];
    },
  }),
  list_item: {
    content: 'block+',
    defining: true,
    attrs: { ...common, value: { default: null } },
    parseDOM: [tag('li', (dom) => read(dom, { value: number(dom, 'value') }))],
    toDOM: ({ attrs }) => ['li', shown(attrs, attrs.value === null ? {} : { value: attrs.value }), 0],
  },
  description_list: plain('dl', '(description_term | description)+'),
  description_term: { content: 'inline*', attrs: common, defining: true, parseDOM: [tag('dt')], toDOM: ({ attrs }) => ['dt', shown(attrs), 0] },
  description: { content: 'block+', attrs: common, defining: true, parseDOM: [tag('dd')], toDOM: ({ attrs }) => ['dd', shown(attrs), 0] },
  figure: plain('figure', 'figcaption? (picture | block)+ figcaption?', { isolating: true, marks: '_' }),
  picture: {
    attrs: { src: {}, alt: { default: '' }, width: { default: null }, height: { default: null }, lang: { default: null } },
    draggable: true,
    parseDOM: [{ tag: 'img[src]', context: 'figure/', getAttrs: readImage }],
    toDOM: ({ attrs }) => ['img', showImage(attrs)],
  },
  figcaption: { content: 'paragraph+', attrs: common, defining: true, isolating: true, parseDOM: [tag('figcaption')], toDOM: ({ attrs }) => ['figcaption', shown(attrs), 0] },
  table: block({
    content: 'table_row+',
    tableRole: 'table',
    isolating: true,
    attrs: { caption: { default: null } },
    parseDOM: [tag('table', (dom) => read(dom, { caption: readCaption(dom) })), { tag: 'caption', ignore: true }],
    toDOM: ({ attrs }) => ['table', shown(attrs), ['tbody', 0]],
  }),
  table_row: {
    content: '(table_cell | table_header)*',
    tableRole: 'row',
    attrs: { ...common, head: { default: false }, begins: { default: false } },
    parseDOM: [tag('tr', (dom) => {
      const group = dom.parentNode;
      const head = group?.nodeName === 'THEAD';
      return read(dom, { head, begins: !head && group?.firstElementChild === dom && group.previousElementSibling?.nodeName === 'TBODY' });
    })],
    toDOM: ({ attrs }) => ['tr', shown(attrs), 0],
  },
  table_cell: { content: 'block+', attrs: { ...common, ...cellAttrs }, parseDOM: [tag('td', (dom) => readCell(dom))], ...showCell('td', 'cell') },
  table_header: {
    content: 'paragraph+',
    attrs: { ...common, ...cellAttrs, scope: { default: null } },
    parseDOM: [tag('th', (dom) => readCell(dom, { scope: dom.getAttribute('scope') }))],
    ...showCell('th', 'header_cell'),
  },
  footnotes: { content: 'footnote+', isolating: true, parseDOM: [{ tag: 'section[data-notes]' }], toDOM: () => ['section', { class: 'notes' }, ['ol', 0]] },
  footnote: {
    content: 'block+',
    defining: true,
    isolating: true,
    attrs: { key: { default: '' } },
    parseDOM: [{ tag: 'div[data-note]', getAttrs: (dom) => ({ key: dom.getAttribute('data-note') }) }],
    toDOM: () => ['li', 0],
  },
  image: {
    inline: true,
    group: 'inline',
    draggable: true,
    attrs: { src: {}, alt: { default: '' }, width: { default: null }, height: { default: null }, lang: { default: null } },
    parseDOM: [{ tag: 'img[src]', getAttrs: readImage }],
    toDOM: ({ attrs }) => ['img', showImage(attrs)],
  },
  footnote_ref: {
    inline: true,
    group: 'inline',
    atom: true,
    attrs: { key: {}, number: { default: 0 }, mark: { default: null } },
    parseDOM: [{ tag: 'sup[data-note]', priority: 60, getAttrs: (dom) => ({ key: dom.getAttribute('data-note'), mark: dom.getAttribute('data-mark') }) }],
    toDOM: ({ attrs }) => ['sup', { 'data-note': attrs.key, class: 'note' }, `(${attrs.number || '?'})`],
  },
  anchor: {
    inline: true,
    group: 'inline',
    atom: true,
    attrs: { id: {} },
    parseDOM: [{ tag: 'a[id]:not([href])', priority: 60, getAttrs: (dom) => ({ id: dom.id }) }],
    toDOM: ({ attrs }) => ['a', { id: attrs.id, class: 'anchor' }],
  },
  hard_break: { inline: true, group: 'inline', selectable: false, parseDOM: [{ tag: 'br' }], toDOM: () => ['br'], leafText: () => '\n' },
};

/* The one element of code that a pre is filled with, as Markdown makes it. */
function codeWithin(dom) {
  const only = dom.childNodes.length === 1 && dom.firstChild;
  return only && only.nodeName === 'CODE' && !only.hasAttribute('lang') ? only : null;
}

function readImage(dom) {
  const src = dom.getAttribute('data-src') ?? dom.getAttribute('src');
  return { src, alt: dom.getAttribute('alt') ?? '', width: number(dom, 'width'), height: number(dom, 'height'), lang: dom.getAttribute('lang') };
}

function showImage({ src, alt, width, height, lang }) {
  const image = { src: media.shown(src), alt, 'data-src': src };
  if (width) image.width = width;
  if (height) image.height = height;
  if (lang) image.lang = lang;
  return image;
}

/* A table's caption is an attribute, for the table's children are its rows: inline content as JSON. */
function readCaption(dom) {
  const caption = [...dom.children].find((child) => child.nodeName === 'CAPTION');
  return caption ? Reader.fromSchema(schema).parse(caption, { topNode: schema.node('paragraph') }).content.toJSON() : null;
}

const simple = (name, ...others) => ({
  attrs: { lang: { default: null } },
  parseDOM: [name, ...others].map((each) => ({ tag: each, getAttrs: (dom) => ({ lang: dom.getAttribute('lang') }) })),
  toDOM: ({ attrs }) => [name, shown(attrs), 0],
});

/* Two elements that stress alike are one mark, which knows by which of them it was written. */
const stress = (name, other) => ({
  attrs: { tag: { default: name }, lang: { default: null } },
  parseDOM: [name, other].map((each) => ({ tag: each, getAttrs: (dom) => ({ tag: each, lang: dom.getAttribute('lang') }) })),
  toDOM: ({ attrs }) => [attrs.tag, shown(attrs), 0],
});

/* In this order they stand within each other where nothing else decides. */
const marks = {
  link: {
    inclusive: false,
    attrs: { href: {}, title: { default: null }, id: { default: null }, lang: { default: null } },
    parseDOM: [{
      tag: 'a[href]',
      getAttrs: (dom) => isAddress(dom.getAttribute('href')) && read(dom, { href: dom.getAttribute('href'), title: dom.getAttribute('title') }),
    }],
    toDOM: ({ attrs }) => ['a', shown(attrs, attrs.title ? { href: attrs.href, title: attrs.title } : { href: attrs.href }), 0],
  },
  ins: simple('ins'),
  strike: simple('s', 'del', 'strike'),
  underline: simple('u'),
  small: simple('small'),
  mark: simple('mark'),
  abbr: {
    attrs: { title: { default: null }, lang: { default: null } },
    parseDOM: [{ tag: 'abbr', getAttrs: (dom) => ({ title: dom.getAttribute('title'), lang: dom.getAttribute('lang') }) }],
    toDOM: ({ attrs }) => ['abbr', shown(attrs, attrs.title ? { title: attrs.title } : {}), 0],
  },
  cite: simple('cite'),
  em: stress('em', 'i'),
  strong: stress('strong', 'b'),
  sub: simple('sub'),
  sup: simple('sup'),
  code: simple('code', 'kbd', 'samp', 'tt'),
};

export const schema = new Schema({ nodes, marks });
