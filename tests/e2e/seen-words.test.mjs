// Whatever damage a page has, each word that Chromium shows of it is in the article's text or in a warning.
// CONG_MUTANTS=5000 takes so many pages.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTab, startBrowser } from './lib/browser.mjs';
import { OFFICES, documentOf, mutated } from './lib/offices.mjs';
import { startPortal } from './lib/portal.mjs';
import { Random } from './lib/random.mjs';

const COUNT = Number(process.env.CONG_MUTANTS || 100);
const FIRST = Number(process.env.CONG_MUTANTS_FROM || 1);

/* Shown by a browser and left out on purpose: counted by kind, with the words of the first alone. */
const COUNTED = {
  'comments-removed': '[style*="mso-element:comment"], .msocomanchor, .MsoCommentReference, .MsoCommentText, .msocomtxt, .msocomoff, a[href^="#cmnt"], div:has(> p > a[href^="#cmnt_ref"]), p:has(> a[href^="#cmnt_ref"]), div:has(> a[href^="#cmnt_ref"]), a[href*="#_msocom_"]',
  'deletions-removed': 'del, .msoDel',
  'header-removed': '[style*="mso-element:header"], [title="header"]',
  'hidden-removed': '[style*="mso-hide:all"], xml',
};

/* Numbers and bullets of Word, which become those of a list; corpus.test.mjs reads them. */
const MARKS = '[style*="mso-list:Ignore"]';

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

/* Quotation marks are added around <q>. */
const flat = (text) => text.normalize('NFC').replace(/[\u00AD\u200B-\u200F\u2060\uFEFF\uFE0E\uFE0F“”‘’]/g, '').replace(/[ÐƉ]/g, 'Đ').replace(/ð/g, 'đ');
const wordsOf = (text) => flat(text).split(/[\s\u00A0]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));

const seen = (html, hidden) => tab.evaluate(([source, selectors]) => {
  document.open();
  document.write(source);
  document.close();
  document.querySelectorAll(selectors.join(',')).forEach((element) => { element.textContent = ' '; });
  return document.body?.innerText ?? '';
}, [/<!doctype/i.test(html) ? html : `<!DOCTYPE html>${html}`, hidden]);

/* Chromium runs words together around boxes that it does not show or draws apart; each of both must be there. */
function isKept(word, kept, words) {
  if (kept.includes(word)) return true;
  for (let at = 1; at < word.length; at++) if (words.has(word.slice(0, at)) && words.has(word.slice(at))) return true;
  return false;
}

test(`of ${COUNT} damaged pages each word that is seen is in the text or in a warning`, async () => {
  const lost = [];
  let words = 0;
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
    const random = new Random(seed * 7919);
    const office = random.one(Object.keys(OFFICES));
    /* Damage may cut a character of two units, of which JSON takes no half. */
    const html = Buffer.from(mutated(OFFICES[office](documentOf(seed)), random)).toString();
    const made = await portal.api('POST', '/articles?dry_run=true', { as: 'editor', body: { title: 'Trang hỏng', body: html, body_format: 'html' } });
    assert.equal(made.status, 201, `${office} ${seed}: ${made.text.slice(0, 300)}\n${html}`);
    const warnings = made.json.warnings ?? [];
    if (warnings.some(({ code }) => code === 'more')) continue;
    const hidden = [MARKS, ...warnings.map(({ code }) => COUNTED[code]).filter(Boolean)];
    const kept = flat(`${made.json.body_text}\n${warnings.map(({ detail }) => detail).join('\n')}`);
    const keptWords = new Set(kept.split(/[\s\u00A0]+/));
    for (const word of wordsOf(await seen(html, hidden))) {
      words++;
      /* Of what is counted the first words alone are told; damage can hide it from the selectors above. */
      if (hidden.length > 1 && word.includes('bímật')) continue;
      /* A mark of which damage took the style is a list's number all the same, where it was one in the source. */
      if (made.json.body_html.includes('<ol') && /^(\d{1,3}|[a-z]|[ivxlc]+)[.)]$/i.test(word)) continue;
      /* A bullet is the list's, where the blanks behind it are in something that is not shown. */
      const bare = made.json.body_html.includes('<ul') ? word.replace(/^·/, '') : word;
      if (!isKept(bare, kept, keptWords)) lost.push(`${office} ${seed}: ${word}`);
    }
  }
  assert.ok(words > COUNT * 10, `${words} words were looked for`);
  assert.deepEqual(lost.slice(0, 20), []);
});
