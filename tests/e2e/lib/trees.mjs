// What a screen reader hears of a page, kept as a file that somebody has read: tests/e2e/data/trees.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { DATA } from './portal.mjs';

/** Codes, numbers, moments, folders and hashes of files that differ from run to run, or with who encodes a picture. */
const settle = (tree) => tree.replace(/\b[a-z2-7]{4}(-[a-z2-7]{4}){4}\b/g, 'CODE').replace(/\/media\/[\w.-]+/g, '/media/FILE').replace(/\[level=\d\]|\d+([.,:/-]\d+)*(T[\d:+]+)?/g, (number) => (number.startsWith('[') ? number : 'N')).replace(/: N( N){2,}/g, ': N …')
  .replace(/(Thứ (Hai|Ba|Tư|Năm|Sáu|Bảy)|Chủ Nhật|(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day), N( \w+ N)?( N)?/g, 'DATE').replace(/\/tmp\S+/g, 'FOLDER')
  .replace(/\b(January|February|March|April|May|June|July|August|September|October|November|December)(?= N)/g, 'MONTH');

/** The kind of content that builds for tests alone have (kind_test.def). */
const withoutTestKind = (tree) => tree.replace(/\n *- option "(Ví dụ|Samples)"/g, '').replace(/\n *- listitem:\n *- (button "(Ví dụ|Samples)"|link "(Ví dụ|Samples)":\n *- \/url: [^\n]*)/g, '');

/** Compares the accessibility tree of what a locator finds with the file of that name; CONG_GOLDEN=write makes the file anew. */
export async function assertTree(locator, name) {
  const tree = `${settle(withoutTestKind(await locator.ariaSnapshot()))}\n`;
  const file = path.join(DATA, 'trees', `${name}.yml`);
  if (process.env.CONG_GOLDEN === 'write') fs.writeFileSync(file, tree);
  assert.ok(fs.existsSync(file), `${name}: CONG_GOLDEN=write makes tests/e2e/data/trees anew`);
  assert.equal(tree, fs.readFileSync(file, 'utf8'), `${name}: CONG_GOLDEN=write makes tests/e2e/data/trees anew`);
}
