// Bodies, titles and leads that want to run a script, read in Chromium: none runs, none even tries what the policy of
// contents would have to stop, and nothing is asked of others. CONG_SCRIPTS: how many bodies; CONG_SEED: which.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertQuiet, openTab, startBrowser } from './lib/browser.mjs';
import { startPortal } from './lib/portal.mjs';

const BODIES = Number(process.env.CONG_SCRIPTS || 12);
let seed = Number(process.env.CONG_SEED || 20261129);
const pick = (list) => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return list[Math.floor((seed / 2147483648) * list.length)];
};

let portal;
let browser;
after(async () => {
  await browser?.close();
  await portal?.end();
});

const RUN = 'globalThis.ran=1';
const escaped = (text) => [...text].map((letter) => `&#${letter.codePointAt(0)};`).join('');
const ADDRESSES = [
  `javascript:${RUN}`, `JaVaScRiPt:${RUN}`, `java\tscript:${RUN}`, `java&#10;script:${RUN}`, escaped(`javascript:${RUN}`), ` \u0001javascript:${RUN}`,
  `vbscript:${RUN}`, `data:text/html,<script>${RUN}</script>`, `data:image/svg+xml,<svg onload=${RUN}>`, `//evil.example/x`, `javascript&colon;${RUN}`, `javascript://%0a${RUN}`,
];
const EVENTS = ['onload', 'onerror', 'onclick', 'onmouseover', 'onfocus', 'ontoggle', 'onanimationstart', 'onpointerenter', 'onbeforematch', 'oncontentvisibilityautostatechange', 'ONLOAD'];
const ELEMENTS = ['img src=x', 'svg', 'body', 'details open', 'video src=x', 'audio src=x', 'input autofocus', 'iframe', 'object data=x', 'embed src=x', 'marquee', 'math', 'a href=#', 'p tabindex=1', 'table background=x', 'style', 'link rel=stylesheet href=x'];
/** Each makes a piece that would run in a page that takes it as it comes. */
const PIECES = [
  () => `<script>${RUN}</script>`, () => `<ScRiPt src=${pick(ADDRESSES)}></sCrIpT>`, () => `<scr<script>ipt>${RUN}</scr</script>ipt>`,
  () => `<${pick(ELEMENTS)} ${pick(EVENTS)}=${RUN}>x`, () => `<${pick(ELEMENTS)}/${pick(EVENTS)}="${escaped(RUN)}">x`,
  () => `<a href="${pick(ADDRESSES)}">x</a>`, () => `<img src="${pick(ADDRESSES)}" alt=x>`, () => `<iframe src="${pick(ADDRESSES)}"></iframe>`,
  () => `<form action="${pick(ADDRESSES)}"><button>x</button></form>`, () => `<button formaction="${pick(ADDRESSES)}">x</button>`,
  () => `<svg><${pick(['script', 'animate onbegin', 'set attributeName=href to', 'foreignObject onload', 'use href'])}="${pick(ADDRESSES)}">${RUN}</svg>`,
  () => `<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x ${pick(EVENTS)}=${RUN}>">`,
  () => `<noscript><p title="</noscript><img src=x ${pick(EVENTS)}=${RUN}>">`, () => `<textarea><img title="</textarea><img src=x ${pick(EVENTS)}=${RUN}>"></textarea>`,
  () => `<template><script>${RUN}</script></template>`, () => `<meta http-equiv=refresh content="0;url=${pick(ADDRESSES)}">`, () => `<base href="${pick(ADDRESSES)}">`,
  () => `<p style="background:url(${pick(ADDRESSES)});animation-name:x" ${pick(EVENTS)}=${RUN}>x`, () => `<style>@import '${pick(ADDRESSES)}';*{x:expression(${RUN})}</style>`,
  () => `<!--><script>${RUN}</script>-->`, () => `<![CDATA[<script>${RUN}</script>]]>`, () => `<?xml-stylesheet href="${pick(ADDRESSES)}"?>`,
  () => `[x](${pick(ADDRESSES)})`, () => `![x](${pick(ADDRESSES)} "${pick(EVENTS)}=${RUN}")`, () => `<${pick(ADDRESSES)}>`, () => `[x]: ${pick(ADDRESSES)}\n\n[x]`,
  () => `\`\`\`"onload=${RUN}\n<script>${RUN}</script>\n\`\`\``, () => `"><img src=x ${pick(EVENTS)}=${RUN}>`, () => `'-${RUN}-'`, () => `{{constructor.constructor('${RUN}')()}}`,
];
const nested = (piece) => pick([piece, `<table><tr><td>${piece}</table>`, `<p><b><i>${piece}</p>`, `<ul><li>${piece}</ul>`, `<blockquote>${piece}`, `<div><figure>${piece}<figcaption>x`]);

test(`${BODIES} bodies with scripts: none runs in a browser`, { timeout: 900_000 + BODIES * 5000 }, async () => {
  portal = await startPortal({ args: ['--set', 'write_rate=0', '--set', 'miss_rate=0'] });
  browser = await startBrowser();
  const tab = await openTab(browser);
  const dialogs = [];
  tab.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    return dialog.dismiss();
  });
  await tab.addInitScript(() => {
    globalThis.refused = [];
    document.addEventListener('securitypolicyviolation', (event) => globalThis.refused.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  let seen = 0;
  for (let i = 0; i < BODIES; i++) {
    const pieces = Array.from({ length: 4 }, () => nested(pick(PIECES)()));
    const words = pieces[0].replace(/[\0-\x1f]/g, ' ');
    const sent = { title: `Bài ${i} ${words}`.slice(0, 150), lead: words.slice(0, 250), body: `Đầu\n\n${pieces.join('\n\n')}\n\nCuối`, body_format: pick(['markdown', 'html', 'text']), status: 'published', tags: [`Thẻ <img src=x onerror=${RUN}>`] };
    const { status, json, text } = await portal.api('POST', '/articles', { as: 'editor', body: sent });
    assert.ok(status === 201 || status === 422, `${JSON.stringify(sent)}: ${text}`);
    if (status !== 201) continue; // refused as a whole, with a word why
    seen++;
    for (const target of [json.url, `${json.url}/in`, ...(i % 10 ? [] : ['/', `/tim-kiem?q=${encodeURIComponent(words)}`])]) {
      await tab.goto(new URL(target, portal.url).href, { waitUntil: 'load' });
      const found = await tab.evaluate(() => {
        for (const element of document.querySelectorAll('main *'))
          for (const event of ['mouseover', 'pointerenter', 'focus', 'toggle', 'animationstart']) element.dispatchEvent(new Event(event));
        return { ran: globalThis.ran, refused: globalThis.refused, here: location.pathname };
      });
      assert.deepEqual(found, { refused: [], here: new URL(target, portal.url).pathname, ran: undefined }, JSON.stringify(sent));
    }
  }
  assertQuiet(tab);
  assert.deepEqual(dialogs, []);
  assert.ok(seen > BODIES / 2, `only ${seen} of ${BODIES} were taken`);
  console.log(`# ${seen} of ${BODIES} bodies read in Chromium: no script ran, no report of the policy`);
  await portal.stop();
});
