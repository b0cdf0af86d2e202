// Documents of known content, written as offices write them, arrive with their words, their stress and their lists, and
// nothing that was hidden in them does. CONG_CORPUS=2000 takes so many.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { OFFICES, documentOf, lettersOf, listsOf, readClean, secretsOf, textOfDocument } from './lib/offices.mjs';
import { startPortal } from './lib/portal.mjs';

const COUNT = Number(process.env.CONG_CORPUS || 200);
const OFFICE_COUNT = Object.keys(OFFICES).length;
const WARNED = { comment: ['comments-removed', 'source-comments-removed', 'hidden-removed'], deleted: ['deletions-removed', 'hidden-removed'], hidden: ['hidden-removed'], header: ['header-removed', 'hidden-removed'] };

let portal;
before(async () => { portal = await startPortal({ args: ['--write-rate', '0', '--error-rate', '0'] }); });
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const flat = (text) => text.normalize('NFC').replace(/[\u00A0\s]+/g, ' ').trim();

test(`of ${COUNT} documents of ${OFFICE_COUNT} offices the words arrive as they are, and what is left out is said`, async () => {
  const different = [], leaks = [], silent = [], unstressed = [], lists = [];
  for (let seed = 1; seed <= COUNT; seed++) {
    const office = Object.keys(OFFICES)[seed % OFFICE_COUNT];
    const document = documentOf(seed);
    const html = OFFICES[office](document);
    const made = await portal.api('POST', '/articles?dry_run=true', { as: 'editor', body: { title: `Tài liệu ${seed}`, body: html, body_format: 'html', lead: 'x' } });
    assert.equal(made.status, 201, `${office} ${seed}: ${made.text.slice(0, 300)}`);
    const codes = new Set((made.json.warnings ?? []).map(({ code }) => code));
    const where = `${office} ${seed}`;
    if (flat(made.json.body_text) !== flat(textOfDocument(document))) {
      different.push(where);
      if (!codes.size) silent.push(where);
    }
    for (const secret of secretsOf(document)) {
      if (`${made.json.body_text}${made.json.body_html}${made.json.body?.text}`.includes(secret.text)) leaks.push(`${where} ${secret.text}`);
      if (!WARNED[secret.kind].some((code) => codes.has(code))) silent.push(`${where} ${secret.kind}`);
    }
    const clean = readClean(made.json.body_html);
    const wanted = lettersOf(document), at = wanted.findIndex((letter, i) => letter !== clean.letters[i]);
    if (at >= 0) unstressed.push(`${where}: ${wanted.slice(Math.max(0, at - 9), at + 9).join(' ')} … ${clean.letters.slice(Math.max(0, at - 9), at + 9).join(' ')}`);
    if (`${clean.lists}` !== `${listsOf(document)}`) lists.push(`${where}: ${listsOf(document)} … ${clean.lists}`);
  }
  assert.deepEqual(leaks, []);
  assert.deepEqual(silent, []);
  assert.deepEqual(unstressed.slice(0, 5), []);
  assert.deepEqual(lists.slice(0, 5), []);
  assert.ok(different.length <= COUNT * 0.005, `${different.length} differ: ${different.slice(0, 20).join(', ')}`);
});
