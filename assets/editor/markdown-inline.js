/* The words of one block as a line of Markdown: which signs are escaped, and whether emphasis is said by signs or by an element.
 * CommonMark decides by the characters around a sign whether it opens or closes (6.2), which "**Điều 1.**Nội dung" fails; there, and
 * where Markdown has no sign, the element itself is written. What begins a block is escaped at the beginning of a line. */
import { escapeText, escapeValue, imageAttrs, markTag } from './html.js';

const SIGNS = { strong: '**', em: '_', s: '~~' };

/* Values of elements in a line: no sign of Markdown may stand in them, for the server looks for addresses and rows of "_" first. */
function tagMarkdown(name, attrs) {
  let out = `<${name}`;
  for (const [key, value] of Object.entries(attrs)) {
    if (value === null || value === undefined || value === false) continue;
    out += ` ${key}="${escapeValue(value).replace(/[_*~`|@\\]|:(?=\/\/)|www\./gi, (sign) => [...sign].map((c) => `&#${c.charCodeAt(0)};`).join(''))}"`;
  }
  return `${out}>`;
}

/* An address that nobody made a link stays words, although the server links bare ones; in words of a link it would take the signs
 * behind it for its own. */
const unlinked = (text) => text.replace(/(https?|ftp)(?=:\/\/)|\bwww(?=\.)|(?<=[A-Za-z0-9._%+-])@(?=[A-Za-z0-9])/gi, (found) => `<span>${found}</span>`);

/* A tick is written by its number: the server pairs ticks before it looks for backslashes. A "!" would make a picture of a link. */
const NAMED = { '`': '&#96;', '\u00a0': '&nbsp;' };
const escapeSigns = (text) => text.replace(/[\\*_[\]<|`\u00a0]|!$|&(?=#|[a-z])|~(?=~)|(?<=~)~/gi, (sign) => NAMED[sign] ?? `\\${sign}`);

const textMarkdown = (text, place) => unlinked(place === 'html' ? escapeText(text).replaceAll('_', '&#95;') : escapeSigns(text));

/* What would begin a block or be a part of one, at the beginning of a line. */
function escapeLine(line) {
  return line
    .replace(/^(\d{1,9})([.)])(?=\s|$|\p{Lu}|[^\x00-\x7f])/u, '$1\\$2')
    .replace(/^[-+=>#:]/, '\\$&')
    .replace(/^~~~/, '\\~~~')
    .replace(/^\\\[([ xX])\\\] /, '<span></span>$&');
}

/* In angles where it has signs that would end it, or (`isTight`) where signs follow it that the server would take for its own. */
function address(href, isTight) {
  const escaped = href.replaceAll('|', '%7C');
  const isPlain = /^[^\s()<>\\]+$/.test(escaped) && !isTight;
  return isPlain ? escaped : `<${escaped.replace(/[<>\\]/g, '\\$&').replace(/\s/g, '%20')}>`;
}

const title = (text) => (text ? ` "${text.replace(/[\\"`*_[\]<|&]/g, (sign) => NAMED[sign] ?? `\\${sign}`)}"` : '');

function codeMarkdown(text, place) {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const mark = '`'.repeat(longest + 1);
  const padded = /^`|`$|^ .* $/.test(text) ? ` ${text} ` : text;
  return mark + (place === 'cell' ? padded.replaceAll('|', '\\|') : padded) + mark;
}

/** The name of a footnote in Markdown, which the server makes of its key again. */
export const noteLabel = (key) => key.replace(/^phan-fn-/, '').replace(/[^\w-]/g, '-') || 'x';

function leafMarkdown(node, place) {
  const { attrs } = node;
  switch (node.type.name) {
    case 'hard_break': return place === 'block' ? '\\\n' : '<br>';
    case 'anchor': return `${tagMarkdown('a', { id: attrs.id })}</a>`;
    case 'footnote_ref': return `[^${noteLabel(attrs.key)}]`;
    case 'image': return attrs.width || attrs.height || attrs.lang || place === 'html' || unlinked(attrs.alt ?? '') !== (attrs.alt ?? '')
      ? tagMarkdown('img', imageAttrs(attrs))
      : `![${escapeSigns(attrs.alt ?? '')}](${address(attrs.src)})`;
    default: return '';
  }
}

/* Pieces of the line: words and tags as they are, or a sign of an element that may yet become its tag. */
function collect(tree, place, pieces) {
  for (const item of tree) {
    if (item.text !== undefined) pieces.push({ text: textMarkdown(item.text, place) });
    else if (item.node) pieces.push({ text: leafMarkdown(item.node, place) });
    else collectMark(item, place, pieces);
  }
}

/* "<https://…>" says a link around its own address. */
const isItsAddress = ([first, ...others], { href, title: said }) => !others.length && !said && first.text !== undefined
  && (/^https?:\/\/[^\s<>|\\]+$/.test(href) ? first.text === href : /^mailto:[\w.%+-]+@[\w.-]+$/.test(href) && first.text === href.slice(7));

function collectMark({ mark, children }, place, pieces) {
  const { name, attrs } = markTag(mark);
  const isCode = name === 'code' && children.length === 1 && children[0].text !== undefined && !/[\u00a0\\]/.test(children[0].text);
  const open = { text: tagMarkdown(name, attrs) }, close = { text: `</${name}>` };
  const isSaid = place !== 'html' && !attrs.lang;
  if (isSaid && isCode) {
    pieces.push({ text: codeMarkdown(children[0].text, place) });
    return;
  }
  if (isSaid && name === 'a' && !attrs.id && isItsAddress(children, attrs)) {
    pieces.push({ text: `<${children[0].text}>` });
    return;
  }
  if (isSaid && name === 'a' && !attrs.id) {
    open.text = '[';
    close.link = attrs;
  } else if (isSaid && SIGNS[name]) {
    const emphasis = { sign: SIGNS[name], isHtml: false, open: open.text, close: close.text };
    Object.assign(open, { emphasis, opens: true });
    Object.assign(close, { emphasis, opens: false });
  }
  pieces.push(open);
  collect(children, place, pieces);
  pieces.push(close);
}

const shown = (piece) => {
  if (piece.link) return `](${address(piece.link.href, piece.isTight && /:|^www/.test(piece.link.href))}${title(piece.link.title)})`;
  if (!piece.emphasis) return piece.text;
  const { isHtml, sign, open, close } = piece.emphasis;
  return isHtml ? (piece.opens ? open : close) : sign;
};

const isBlank = (c) => !c || /\s/.test(c);
const isWord = (c) => Boolean(c) && /[\p{L}\p{N}\p{M}]/u.test(c);
/* Other signs, such as emoji, are taken for either by one reader or another. */
const isApart = (c) => isBlank(c) || /[!-/:-@[-`{-~\p{P}]/u.test(c);

/* Whether CommonMark takes the sign between these two characters for what it is meant as. */
function holds({ sign }, opens, before, after) {
  /* cmark looks past a "~" for what stands beside a sign. */
  if (before.endsWith(sign[0]) || after.startsWith(sign[0])) return false;
  const left = before.match(/([^~])~*$/u)?.[1], right = after.match(/^~*([^~])/u)?.[1];
  const [outer, inner] = opens ? [left, right] : [right, left];
  if (isBlank(inner)) return false;
  return sign === '_' ? isApart(outer) : isWord(inner) || isApart(outer);
}

/* Signs that would not be understood become elements, which may spoil others in turn; so until nothing changes. */
function settle(pieces) {
  for (let isDone = false; !isDone;) {
    isDone = true;
    const texts = pieces.map(shown);
    let out = '';
    const whole = texts.join('');
    pieces.forEach((piece, i) => {
      const from = out.length;
      out += texts[i];
      if (piece.link && !piece.isTight && /^[^\s<"`|\\]/.test(whole.slice(out.length))) {
        piece.isTight = true;
        isDone = false;
      }
      if (!piece.emphasis || piece.emphasis.isHtml) return;
      if (holds(piece.emphasis, piece.opens, whole.slice(0, from), whole.slice(out.length))) return;
      piece.emphasis.isHtml = true;
      isDone = false;
    });
  }
  return pieces.map(shown).join('');
}

/** Words (a tree of inline.js) as one line; `place` is block, heading, cell, or html where no Markdown is read. */
export function inlineMarkdown(tree, place) {
  const pieces = [];
  collect(tree, place, pieces);
  const text = settle(pieces);
  if (place === 'html') return text.trim();
  if (place === 'heading') return text.trim().replace(/#+$/, (marks) => `\\${marks}`);
  return place === 'cell' ? text.trim() : text.split('\n').map((each) => escapeLine(each.trim())).join('\n');
}
