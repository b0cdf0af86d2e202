// Pages whose styles hide and stress words by selectors of every kind: each word is there, and stressed, as Chromium
// shows it, or a warning says that a rule was not understood. CONG_STYLED=5000 takes so many pages.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTab, startBrowser } from './lib/browser.mjs';
import { startPortal } from './lib/portal.mjs';
import { Random } from './lib/random.mjs';

const COUNT = Number(process.env.CONG_STYLED || 150);
const FIRST = Number(process.env.CONG_STYLED_FROM || 1);

let portal, browser, tab;
before(async () => {
  portal = await startPortal({ args: ['--write-rate', '0', '--error-rate', '0'] });
  browser = await startBrowser();
  tab = await openTab(browser);
});
after(async () => {
  await browser?.close();
  await portal?.stop();
  await portal?.end();
});

const CLASSES = ['a', 'b', 'c', 'd-e', 'sm:x'];
const NAMES = ['p', 'div', 'span', 'b', 'i', 'u', 'li', 'ul', 'h2', 'td', 'tr', 'em', 'strong', 'section', 'mark', 'x-y'];
const ATTRIBUTES = ['data-x', 'title', 'lang', 'align', 'data-kind'];
const VALUES = ['x', 'vi', 'x y', 'Vi-VN', 'x-y', 'left'];

function compound(random, depth) {
  let text = random.chance(0.5) ? random.one([...NAMES, '*']) : '';
  for (let count = random.below(text ? 2 : 3); count > 0 || !text; count--) {
    const roll = random.below(12);
    if (roll < 4) text += `.${random.one(CLASSES).replace(':', '\\:')}`;
    else if (roll === 4) text += `#i${random.below(6)}`;
    else if (roll < 7) text += `[${random.one(ATTRIBUTES)}${random.chance(0.3) ? '' : `${random.one(['', '~', '|', '^', '$', '*'])}=${random.one(['"', "'"])}${random.one(VALUES)}`}`.replace(/(["'])(.*)$/, '$1$2$1') + `${random.chance(0.2) && text.length ? ' i' : ''}]`.replace(/^ i(?=])/, ' i');
    else if (roll === 7) text += random.one([':first-child', ':last-child', ':only-child', ':empty', ':first-of-type', ':last-of-type', ':only-of-type', ':hover', ':not(:hover)', ':link', ':root']);
    else if (roll === 8) text += `:nth-${random.one(['child', 'last-child', 'of-type', 'last-of-type'])}(${random.one(['odd', 'even', '2', '3n', '2n+1', '-n+2', 'n+3', ' 3n - 1 '])})`;
    else if (roll === 9 && depth < 2) text += `:not(${selector(random, depth + 1)}${random.chance(0.3) ? `,${selector(random, depth + 1)}` : ''})`;
    else if (roll === 10 && depth < 2) text += `:${random.one(['is', 'where'])}(${selector(random, depth + 1)},${selector(random, depth + 1)})`;
    else text += random.one([':lang(vi)', ':lang(en)', '.a', '.b']);
  }
  return text.replace(/\[([^\]=]*) i]/g, '[$1]');
}

const selector = (random, depth = 0) => Array.from({ length: 1 + random.below(3) }, () => compound(random, depth)).join(random.one([' ', ' > ', ' + ', ' ~ ', ' ', '>']));

const DECLARATIONS = ['display:none', 'visibility:hidden', 'visibility:visible', 'font-weight:bold', 'font-weight:400', 'font-weight:inherit', 'font-style:italic', 'font-style:normal',
  'display:block', 'display:inline', 'font-weight:700!important', 'display:none !important', 'text-transform:uppercase', 'text-transform:none', 'font-style:initial', 'color:red', 'font-weight:frob'];

function rule(random) {
  const list = Array.from({ length: 1 + random.below(2) }, () => selector(random)).join(', ');
  const inside = Array.from({ length: 1 + random.below(2) }, () => random.one(DECLARATIONS)).join(';');
  const nested = random.chance(0.1) ? `;${random.one(['& ', '', '> ', '&'])}.${random.one(['a', 'b', 'c'])}{${random.one(DECLARATIONS)}}` : '';
  const one = `${list} {${inside}${nested}}`;
  const around = random.below(14);
  if (around === 0) return `@media ${random.one(['screen', 'print', 'not print', '(min-width:600px)', '(max-width:600px)', 'only screen and (max-width: 80em)', 'print, (width > 100px)', '(orientation:portrait)', 'not all and (monochrome)'])} { ${one} }`;
  if (around === 1) return `@supports ${random.one(['(display:grid)', 'not (display:grid)', '(display:grid) and (color:red)', '(-ms-x:y) or (color:red)', 'selector(a > b)'])} { ${one} }`;
  if (around === 2) return `@layer ${random.one(['x', 'y'])} { ${one} }`;
  if (around === 3) return `${random.one(['.a:hover', '.b::-moz-selection', 'p::-webkit-scrollbar', '.c::selection'])}, ${one}`;
  return one;
}

let number = 0;
const attributes = (random) => {
  let text = '';
  if (random.chance(0.6)) text += ` class="${random.one(CLASSES)}${random.chance(0.4) ? ` ${random.one(CLASSES)}` : ''}"`;
  if (random.chance(0.2)) text += ` id=i${random.below(6)}`;
  for (let count = random.below(2); count > 0; count--) text += ` ${random.one(ATTRIBUTES)}="${random.one(VALUES)}"`;
  return text;
};

function content(random, depth) {
  let html = '';
  for (let count = 1 + random.below(4); count > 0; count--) {
    const roll = random.below(depth > 4 ? 2 : 9);
    if (roll < 2) html += ` từ${++number} `;
    else if (roll < 5) {
      const name = random.one(['span', 'b', 'i', 'em', 'strong', 'span', 'x-y']);
      html += `<${name}${attributes(random)}>${content(random, depth + 2)}</${name}>`;
    } else if (roll < 8) {
      const name = random.one(['div', 'section', 'div']);
      html += `<${name}${attributes(random)}>${content(random, depth + 1)}</${name}>`;
    } else html += `<ul${attributes(random)}>${Array.from({ length: 1 + random.below(4) }, () => `<li${attributes(random)}>${content(random, depth + 2)}</li>`).join('')}</ul>`;
  }
  return html;
}

/* What styles say of the page as a whole is not taken. */
const PLAIN = 'display:block!important;visibility:visible!important;font-weight:400!important;font-style:normal!important;text-transform:none!important';

const page = (random) => {
  const rules = Array.from({ length: 3 + random.below(8) }, () => rule(random)).join(random.one([' ', '\n', ' /* x { */ ']));
  const style = `<style${random.chance(0.1) ? random.one([' media=print', ' media="screen"', ' type="text/css"']) : ''}>${rules}</style>`;
  const body = Array.from({ length: 2 + random.below(4) }, () => (random.chance(0.5) ? `<p${attributes(random)}>từ${++number} <b${attributes(random)}>từ${++number}</b> <i${attributes(random)}>từ${++number}</i></p>` : content(random, 0))).join('');
  return `<!DOCTYPE html><html style="${PLAIN}"><head>${style}</head><body style="${PLAIN}">${body}</body></html>`;
};

/* Of each word: whether it is seen, bold, slanted, and its letters. */
const seen = (html) => tab.evaluate((source) => {
  document.open();
  document.write(source);
  document.close();
  const words = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const [word] of node.data.matchAll(/từ\d+/g)) {
      const parent = node.parentElement, style = getComputedStyle(parent);
      let isThere = style.visibility === 'visible';
      for (let at = parent; at; at = at.parentElement) if (getComputedStyle(at).display === 'none') isThere = false;
      if (!isThere) continue;
      const shown = style.textTransform === 'uppercase' ? word.toUpperCase() : word;
      words[word] = `${shown}${style.fontWeight >= 600 ? ' bold' : ''}${style.fontStyle === 'italic' ? ' slanted' : ''}`;
    }
  }
  return words;
}, html);

const BOLD = ['b', 'strong'], SLANTED = ['i', 'em'];

function kept(html) {
  const open = [], words = {};
  for (const [, end, name, text] of html.matchAll(/<(\/?)([a-z0-9]+)[^>]*>|([^<]+)/g)) {
    if (text !== undefined) {
      for (const [word] of text.matchAll(/từ\d+/gi)) words[word.toLowerCase()] = `${word}${open.some((tag) => BOLD.includes(tag)) ? ' bold' : ''}${open.some((tag) => SLANTED.includes(tag)) ? ' slanted' : ''}`;
    } else if (end) open.splice(open.lastIndexOf(name), 1);
    else if (!['br', 'hr', 'img'].includes(name)) open.push(name);
  }
  return words;
}

test(`of ${COUNT} pages with styles each word is there and stressed as a browser shows it`, async () => {
  const wrong = [];
  let words = 0, unread = 0;
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
    const html = page(new Random(seed * 104729));
    const made = await portal.api('POST', '/articles?dry_run=true', { as: 'editor', body: { title: 'Trang có kiểu', body: html, body_format: 'html' } });
    /* A page of which nothing is seen is refused. */
    const isEmpty = made.status === 422;
    if (!isEmpty) assert.equal(made.status, 201, `${seed}: ${made.text.slice(0, 300)}\n${html}`);
    if (made.json.warnings?.some(({ code }) => code === 'style-unread')) { unread++; continue; }
    const wanted = await seen(html), got = isEmpty ? {} : kept(made.json.body_html);
    for (const word of new Set([...Object.keys(wanted), ...Object.keys(got)])) {
      words++;
      if (wanted[word] !== got[word]) wrong.push(`${seed}: ${wanted[word]} … ${got[word]}`);
    }
  }
  assert.ok(words > COUNT * 3 && unread < COUNT / 10, `${words} words were looked for, ${unread} pages not understood`);
  assert.deepEqual(wrong.slice(0, 20), []);
});
