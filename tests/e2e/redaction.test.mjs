// Taken back means gone: after a redaction no byte of the data folder holds the words, whatever was done with them before, and
// none of a backup of before once that was made to forget.
// CONG_REDACTIONS: how many rounds (500 is the figure of the campaign).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import zlib from 'node:zlib';
import { pdf } from './lib/pdf.mjs';
import { ROOT, startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';
import { Random } from './lib/random.mjs';

const ROUNDS = Number(process.env.CONG_REDACTIONS || 12);
const SEED = Number(process.env.CONG_SEED || 20261129);
/** Five of these stand together in nothing that the portal writes by itself: not in a hash in hexadecimal digits (where, behind
    a word's last n, `ncdbf` was once found), a word or an abbreviation, nor in the words of the first test, which stay. */
const LETTERS = 'ghkmnqrvx';

/** Where a stopped portal's data, or a backup of it, still has something of these words. */
function leftovers(portal, ...words) {
  return leftoversIn(portal.data, ...words);
}

function leftoversIn(folder, ...words) {
  const done = spawnSync('python3', [path.join(ROOT, 'tests/e2e/lib/leftovers.py'), '--without', 'backup', folder, ...words], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
}

/** A picture of one colour, so that no two rounds have the same bytes. */
function png(number) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(zlib.crc32 ? zlib.crc32(body) : crc32(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(40, 0);
  head.writeUInt32BE(30, 4);
  head.set([8, 2], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(120, Buffer.from([number & 255, (number >> 8) & 255, 77]))]);
  const rows = Buffer.concat(Array(30).fill(row));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', zlib.deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

let portal;
before(async () => { portal = await startPortal({ args: ['--write-rate', '0', '--search-rate', '0', '--error-rate', '0'] }); });
after(() => portal?.end());

const ok = (answer) => {
  assert.ok(answer.status < 300, `${answer.status} ${answer.text}`);
  return answer.json;
};
const api = (method, where, body, as = 'admin', headers = {}) => portal.api(method, where, { as, body, headers });

const erased = (id) => until(async () => ok(await api('GET', `/redactions/${id}`)).state === 'erased', { why: `redaction ${id} is still erasing` });

/** An article that says the word in every way there is. */
async function say(word, other, number, random) {
  const file = ok(await portal.form('POST', '/media', { file: { bytes: `Phụ lục của ${word}, ${other}.\n`, name: `${word}.txt`, type: 'text/plain' } }, { as: 'editor' }));
  const paper = ok(await portal.form('POST', '/media', { file: { bytes: pdf([`Trang đầu của ${word}`, '', `Trang ba: ${other} ${word}`]), name: `${other}.pdf`, type: 'application/pdf' } }, { as: 'editor' }));
  const image = ok(await portal.form('POST', '/media', { file: { bytes: png(number), name: `${word}.png`, type: 'image/png' }, alt: word, caption: other, credit: word }, { as: 'editor' }));
  const body = {
    title: `Ông ${word} bị ${other} xử phạt`,
    lead: `Theo ${word}`,
    body: `Ông ${word} ở thôn ${other}.\n\n![${word}](/media/${image.id})`,
    tags: [word, 'chung', `${other} ${word}`],
    source: { name: word, url: `https://vidu.vn/${encodeURIComponent(word)}` },
    author: word,
    external_id: `${word}-${other}`,
    change_note: `Sửa theo ${word}`,
    image: image.id,
    alt: `Ảnh ${word}`,
    caption: word,
    credit: other,
    attachments: [{ id: file.id, title: `Tệp ${word}` }, { id: paper.id, title: `Giấy ${other}` }],
    status: random(3) ? 'published' : 'draft',
  };
  body.body = `Ông ${word} ở thôn ${other}.`;
  return ok(await api('POST', '/articles', body, 'editor', { 'Idempotency-Key': `khoa-${number}` }));
}

/** What else happens with it: looked for, linked, edited, withdrawn, imported beside, and a sudden end. */
async function live(article, word, other, random) {
  const steps = [
    () => portal.page(`/tim-kiem?q=${encodeURIComponent(word)}`),
    () => portal.page(`/tim-kiem?q=${encodeURIComponent(`${word} ${other} khongco`)}`),
    () => portal.api('GET', `/suggest?q=${encodeURIComponent(word)}`),
    () => portal.page(article.url),
    async () => ok(await api('PATCH', `/articles/${article.id}`, { body: `Ông ${word} lại ${other}, lần ${random(1000)}.`, change_note: other })),
    async () => ok(await api('PATCH', `/articles/${article.id}`, { slug: `${article.slug.slice(0, 60)}-${random(100000)}` })),
    async () => ok(await api('POST', '/boxes', { title: 'Hộp', slug: `hop-${random(1e9)}`, items: [{ kind: 'article', article_id: article.id }, { kind: 'link', title: `Bài ${word}`, url: article.url }] })),
    async () => ok(await api('PATCH', '/site', { nav: [{ title: `Về ${word}`, url: article.url }, { title: 'Trang chủ', url: '/' }] })),
    async () => ok(await api('POST', '/articles', { title: `Bài khác ${random(1e6)}`, body: 'Không nêu tên ai.\n\n'.repeat(1 + random(40)), tags: ['chung'], status: 'published' })),
    async () => assert.equal((await portal.api('POST', '/import', { as: 'admin', type: 'application/x-ndjson', body: Array.from({ length: 5 }, () => `${JSON.stringify({ title: `Nhập ${random(1e6)}`, body: 'x '.repeat(random(900)), status: 'published' })}\n`).join('') })).status, 200),
    async () => { await portal.kill9(); await portal.start(); },
    async () => {
      const { status } = ok(await api('GET', `/articles/${article.id}`));
      if (status === 'published') ok(await api('POST', `/articles/${article.id}/withdraw`, { reason: `Gỡ theo ${word}` }));
    },
  ];
  for (let i = 0; i < 5; i++) await steps[random(steps.length)]();
}

/** All backups of a stopped portal. */
const backupsOf = () => fs.readdirSync(path.join(portal.data, 'backup')).filter((name) => !name.startsWith('.')).map((name) => path.join(portal.data, 'backup', name));

/** The article goes on without the words, and all its former versions lose them. */
async function redactVersions(article) {
  const { status } = ok(await api('GET', `/articles/${article.id}`));
  if (status === 'withdrawn') ok(await api('POST', `/articles/${article.id}/publish`));
  ok(await api('PATCH', `/articles/${article.id}`, {
    title: 'Một người bị xử phạt', lead: null, body: 'Đã bỏ tên.', tags: ['chung'], source: null, author: null, external_id: null,
    image: null, alt: null, caption: null, credit: null, attachments: [],
  }));
  const { items } = ok(await api('GET', `/articles/${article.id}/revisions?limit=100`));
  let last;
  for (const { version } of items.slice(1))
    last = ok(await api('POST', `/articles/${article.id}/revisions/${version}/redact`, { note: 'Dữ liệu cá nhân' }, 'editor'));
  return last.redaction_id;
}

/** Puts bytes where no row is: into a part of a page of the database that the page does not use. */
function plant(file, bytes) {
  const SIZE = 4096, LEAF_OF_TABLE = 13, HEAD = 8;
  const data = fs.readFileSync(file);
  for (let at = SIZE; at < data.length; at += SIZE) {
    const first = at + HEAD + 2 * data.readUInt16BE(at + 3), end = at + data.readUInt16BE(at + 5);
    if (data[at] !== LEAF_OF_TABLE || end - first < bytes.length) continue;
    bytes.copy(data, first);
    fs.writeFileSync(file, data);
    return;
  }
  assert.fail('no page has room');
}

test('the search for leftovers sees words in rows, in the index, in files and in their names', async () => {
  // Of letters that no word of the rounds has: these stay, and must not be taken for a piece of those.
  const { attachments: [, paper] } = await say('zwjzwjễzwjzwj', 'jwzjwzjwzjwz', 70000, () => 1);
  await until(async () => ok(await api('GET', `/media/${paper.id}`)).text.state === 'done', { why: 'the words of the PDF were not taken' });
  await portal.stop();
  const places = leftovers(portal, 'zwjzwjễzwjzwj', 'jwzjwzjwzjwz').join('\n');
  for (const part of ['column revisions.body', 'terms of search_text', 'terms of search_title', 'terms of search_page', 'column media_pages.packed, unpacked', 'file media/', 'file cong.db', 'column tags.name']) assert.ok(places.includes(part), part);
  await portal.start();
});

test('the search for leftovers sees five letters that a page of the database holds outside of its rows', async () => {
  const word = 'ghkmvhkgrnqx';
  await portal.stop();
  assert.deepEqual(leftovers(portal, word), []);
  const file = path.join(portal.data, 'cong.db'), kept = fs.readFileSync(file);
  plant(file, Buffer.from(word.slice(3, 8)));
  const places = leftovers(portal, word);
  assert.equal(places.length, 1);
  assert.match(places[0], /^file cong\.db: b'mvhkg'/);
  fs.writeFileSync(file, kept);
  await portal.start();
});

test(`a word that was taken back is in no byte of the data folder (${ROUNDS} rounds)`, async () => {
  const source = new Random(SEED);
  const random = (n) => source.below(n);
  const letters = (count) => Array.from({ length: count }, () => LETTERS[random(LETTERS.length)]).join('');
  for (let round = 0; round < ROUNDS; round++) {
    const word = `${letters(6)}ễ${letters(6)}`, other = letters(12);
    if (random(2)) await portal.page(`/tim-kiem?q=${encodeURIComponent(word)}`);
    const article = await say(word, other, round, random);
    const isBackedUp = random(4) === 0;
    if (isBackedUp) assert.equal(portal.command('backup', '--name', `truoc-${round}`).status, 0);
    await live(article, word, other, random);
    if (isBackedUp) assert.equal(portal.command('backup').status, 0);
    const id = random(2) ? ok(await api('POST', `/articles/${article.id}/erase`, { note: 'Theo yêu cầu' }, 'editor')).id : await redactVersions(article);
    const ending = random(3);
    if (ending === 1) {
      await portal.kill9();
      await portal.start();
    }
    // What says that it is erased means the files as they are then, and does not wait for a stop.
    if (ending === 0) {
      await erased(id);
      await portal.kill9();
    } else {
      await portal.stop();
    }
    assert.deepEqual(leftovers(portal, word, other), [], `round ${round}, ending ${ending}, seed ${SEED}`);
    if (isBackedUp) {
      assert.equal(leftoversIn(backupsOf().find((name) => name.endsWith(`truoc-${round}`)), word).length > 0, true, 'the backups hold it');
      const forgot = portal.command('backup', 'forget');
      assert.equal(forgot.status, 0, forgot.stderr);
      for (const backup of backupsOf()) assert.deepEqual(leftoversIn(backup, word, other), [], `${backup}, round ${round}, seed ${SEED}`);
      for (const backup of backupsOf()) fs.rmSync(backup, { recursive: true }); // or each round would do more than the one before
    }
    await portal.start();
    assert.equal(ok(await api('GET', `/redactions/${id}`)).state, 'erased');
  }
});
