// What a busy machine cut, and how its answer is known.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** What pages say of a search that its limit of time cut, in both languages. */
const CUT_WORDS = ['vi', 'en'].flatMap((lang) => {
  const words = JSON.parse(fs.readFileSync(path.join(ROOT, `assets/text/${lang}.json`), 'utf8'));
  return [words.search_cut, words['error_search-cut_explanation']];
});

/** An answer 503 that came as late as this says that a busy machine did not come to it. */
const LATE_MS = 20_000;

/**
 * Whether a busy machine cut it: a search, a look at the database, or whatever waited for its turn for so long, `ms`. Who
 * wants to know what it gives asks again, as the answer advises.
 */
export function isCut(method, target, { status, headers, text }, ms) {
  if (status === 503 && (ms > LATE_MS || (method === 'GET' && /\/problems\/timeout"|Xử lý quá thời hạn|Took too long/.test(text)))) return true;
  if (method !== 'GET' || !/[?&]q=/.test(target)) return false;
  return /json/.test(headers['content-type']) ? /\/problems\/search-cut|"complete":false/.test(text) : CUT_WORDS.some((words) => text.includes(words));
}
