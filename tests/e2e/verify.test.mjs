// "Xác thực bài viết": what was published can be proved, on paper and in files, by the portal and without it; what was taken back proves
// nothing any more.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, assertValidHtml, openTab, startBrowser } from './lib/browser.mjs';
import { BINARY, scratch, startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

const jsQR = createRequire(import.meta.url)('jsqr');
const BASE = 'https://nakhuoi.example';
const KEYS = '/.well-known/jwks.json';
let portal, article, first;
const files = scratch();

before(async () => {
  portal = await startPortal({ args: ['--set', `base_url=${BASE}`, '--write-rate', '0', '--error-rate', '0'] });
  article = await portal.post({ title: 'Lịch tiếp công dân', lead: 'Chủ tịch xã tiếp dân mỗi tuần.', slug: 'lich-tiep-dan', body: 'Chủ tịch xã tiếp dân ngày 05/12 tại phòng số 3.\n\nMức thu: 5.000 đồng.', status: 'published' });
  first = await verification();
});
after(() => portal?.end());

const ok = (answer) => {
  assert.ok(answer.status < 300, `${answer.status} ${answer.text}`);
  return answer.json;
};
const verification = async (query = '') => ok(await portal.api('GET', `/articles/${article.id}/verification${query}`));
const verify = (body) => portal.api('POST', '/verify', { body });
const paste = (where, text, headers = {}) =>
  portal.request('POST', where, { body: new URLSearchParams({ chu: text }).toString(), type: 'application/x-www-form-urlencoded', headers });
const where = (document) => new URL(document.url).pathname;
const offline = (...args) => spawnSync(BINARY, ['verify', ...args], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'vi_VN.UTF-8' } });
const file = (name, text) => {
  fs.writeFileSync(path.join(files, name), text);
  return path.join(files, name);
};

/** RFC 8785 of what has no fractions; names are ASCII. */
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value && typeof value === 'object') return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
  return JSON.stringify(value);
};

/** The same proof, by the manual alone. */
function isProved(document) {
  const hash = crypto.createHash('sha256').update(Buffer.from(document.salt, 'base64url')).update(canonical(document.content)).digest();
  const key = crypto.createPublicKey({ key: document.key, format: 'jwk' });
  const isSigned = crypto.verify(null, Buffer.concat([Buffer.from('cong seal 1\n'), hash]), key, Buffer.from(document.signature, 'base64url'));
  return isSigned && hash.toString('base64url') === document.hash;
}

/** Dark modules of the page's QR code as a picture, and what it says. */
function scanned(page) {
  const [, start, side] = page.match(/viewBox="(-\d+) -\d+ (\d+) \d+"/).map(Number);
  const scale = 4;
  const size = side * scale;
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  for (const [, x, y, width] of page.match(/fill="#000" d="([^"]+)"/)[1].matchAll(/M(\d+) (\d+)h(\d+)/g))
    for (let dy = 0; dy < scale; dy++)
      for (let dx = 0; dx < width * scale; dx++) pixels.fill(0, ((((Number(y) - start) * scale + dy) * size) + (Number(x) - start) * scale + dx) * 4, ((((Number(y) - start) * scale + dy) * size) + (Number(x) - start) * scale + dx) * 4 + 3);
  return jsQR(pixels, size, size)?.data;
}

describe('a published version', () => {
  test('has its code at its end, and on paper with a QR code; both lead to its page', async () => {
    const page = (await portal.page(article.url)).text;
    assert.equal(page.match(/<a href="([^"]+)"[^>]*>Mã xác thực</)[1], where(first));
    const print = (await portal.page(`${article.url}/in`)).text;
    assert.ok(print.includes(`<strong>${first.code}</strong>`) && print.includes(first.url), print);
    assert.equal(scanned(print), first.url);
    const proof = (await portal.page(where(first))).text;
    for (const said of ['Nội dung trên cổng hiện vẫn như vậy', 'Chủ tịch xã tiếp dân ngày 05/12', 'noindex', first.code]) assert.ok(proof.includes(said), said);
    assert.match((await portal.page(`/en${where(first)}`)).text, /It still reads like that/);
    const typed = await portal.page(`/xac-thuc/${first.code.toUpperCase().replaceAll('-', '')}`);
    assert.deepEqual([typed.status, typed.headers.location], [301, where(first)]);
  });

  test('is proved by its document, its salt and a key of the portal, as the manual says', async () => {
    assert.ok(isProved(first));
    const { keys } = ok(await portal.request('GET', KEYS));
    assert.deepEqual(keys.map(({ kid, x, until: end }) => [kid, x, end]), [[first.key.kid, first.key.x, null]]);
    assert.deepEqual(first.content.attachments, []);
    assert.equal(first.content.body, 'Chủ tịch xã tiếp dân ngày 05/12 tại phòng số 3.\n\nMức thu: 5.000 đồng.');
    assert.deepEqual(ok(await verify({ verification: first })).proof, { is_readable: true, has_hash: true, has_code: true, is_signed: true, key: 'present', is_in_time: true, state: 'current', is_right: true });
    const forged = structuredClone(first);
    forged.content.body = forged.content.body.replace('5.000', '50.000');
    assert.deepEqual(ok(await verify({ verification: forged })).proof, { is_readable: true, has_hash: false, has_code: false, is_signed: false, key: 'present', is_in_time: true, state: 'current', is_right: false });
    assert.equal(ok(await verify({ verification: { nothing: 1 } })).proof.is_right, false);
  });

  test('is compared with what somebody has: a part of it is the same, one changed word is shown', async () => {
    const same = await paste(where(first), 'Lịch tiếp công dân Chủ tịch xã tiếp dân mỗi tuần.\r\nChủ tịch xã tiếp dân   ngày 05/12');
    assert.equal(same.status, 200);
    assert.match(same.text, /Giống: 18 chữ bạn dán đều đúng/);
    const other = (await paste(where(first), 'Chủ tịch xã tiếp dân ngày 06/12 tại phòng số 3')).text;
    assert.match(other, /Có chỗ khác\. Số chữ liền nhau giống bản đã công bố: 6\./);
    assert.match(other, /<del>06\/12 tại phòng số 3<\/del> <ins>05\/12 tại phòng số 3\. Mức thu: 5\.000<\/ins>/);
    const [made] = (await portal.page(`${article.url}/in`)).text.match(/<article class="text">[\s\S]*?<\/article>/);
    const words = made.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim();
    assert.match((await paste(where(first), words)).text, /chữ bạn dán đều đúng/, words);
    assert.match((await paste(where(first), `Cổng thông tin điện tử ${words}`)).text, /Những chữ đầu tiên[\s\S]*<del>Cổng thông tin điện tử<\/del>/);
    const said = ok(await verify({ code: first.code, text: 'Mức thu: 50.000 đồng' }));
    assert.deepEqual([said.state, said.version, said.is_intact, said.comparison.is_same, said.comparison.given, said.comparison.published], ['current', 1, true, false, '50.000 đồng', '5.000 đồng.']);
  });

  test('is verified without the portal: its document, a kept copy, and what was changed in either', async () => {
    const keys = file('jwks.json', (await portal.request('GET', KEYS)).text);
    const document = file('bai.json', JSON.stringify(first, null, 2));
    const right = offline(document, '--key', keys);
    assert.deepEqual([right.status, right.stderr], [0, ''], right.stdout);
    assert.match(right.stdout, /^«Lịch tiếp công dân», phiên bản 1/);
    assert.match(right.stdout, /ĐÚNG chữ ký đúng/);
    assert.equal(offline(document, '--key', first.key.x).status, 0);
    const own = offline(document);
    assert.equal(own.status, 0);
    assert.match(own.stderr, /cảnh báo: khóa lấy từ chính tệp này/);
    const changed = offline(file('doi.json', JSON.stringify(first).replace('5.000', '50.000')), '--key', keys);
    assert.equal(changed.status, 3);
    assert.match(changed.stdout, /KHÔNG ĐÚNG nội dung đã bị sửa/);
    assert.equal(offline(document, '--key', crypto.generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x).status, 3);

    const copy = (await portal.page(`${article.url}/luu`)).text;
    const kept = offline(file('bai.html', copy), '--key', keys);
    assert.equal(kept.status, 0, kept.stdout + kept.stderr);
    assert.match(kept.stdout, /ĐÚNG chữ trên trang là chữ đã ký/);
    const shown = copy.lastIndexOf('5.000');
    const forged = offline(file('gia.html', `${copy.slice(0, shown)}50.000${copy.slice(shown + 5)}`), '--key', keys);
    assert.equal(forged.status, 3, forged.stdout);
    assert.match(forged.stdout, /KHÔNG ĐÚNG nội dung: sau «[^»]*Mức thu:» đã ký là «5\.000 đồng\.», trên trang là «50\.000 đồng/);
    for (const [what, where, by, said] of [
      ['an added sentence', '</p>\n</div>', '</p><p>Phí: 9.000 đồng.</p></div>', /có chữ khác: «[^»]*9\.000/],
      ['the original hidden', '<div class="body"><p>Chủ', '<div class="body"><p>Khác.</p><p hidden="">Chủ', /có chữ bị giấu/],
      ['the original hidden by style', '<div class="body">', '<p>Khác.</p><div class="body" style="display:none">', /có chữ bị giấu/],
      ['the original hidden by a sheet', '</style>', '.body{display:none}</style>', /có chữ bị giấu/],
      ['the original in the colour of the paper', '--chu:', '--chu:#111;--chux:', /có chữ bị giấu/],
      ['the same said twice', '--chu:', '--chu:#fff;--chu:', /có chữ bị giấu/],
      ['another sheet', '<style>', '<style type="text/css">p{color:#fff}</style><style>', /có chữ bị giấu/],
      ['the original where nothing is shown', '<div class="body"><p>', '<div class="body"><svg><a>Chủ</a></svg><p>', /có chữ bị giấu/],
      ['words behind the article', '</article>', '</article><p>Khác.</p>', /có chữ bị giấu/],
      ['another body', '<div class="body">', '<p>Khác.</p><div class="body">', /KHÔNG ĐÚNG/],
      ['another day', '<p class="when">', '<p class="when">05/05/2005 ', /có chữ khác: «[^»]*05\/05\/2005/],
    ]) {
      const at = copy.lastIndexOf(where);
      assert.ok(at > 0, what);
      const result = offline(file('gia.html', copy.slice(0, at) + by + copy.slice(at + where.length)), '--key', keys);
      assert.equal(result.status, 3, `${what}: ${result.stdout}`);
      assert.match(result.stdout, said, what);
      assert.doesNotMatch(result.stdout, /^ĐÚNG chữ trên trang/m, what);
    }
    for (const [name, text] of [['khong.txt', 'không có gì'], ['rong', ''], ['la.json', '{"format":"cong-verification-1"}']]) {
      const none = offline(file(name, text));
      assert.equal(none.status, 1, name);
      assert.match(none.stderr, /không có dữ liệu xác thực/);
    }
    assert.equal(offline(path.join(files, 'khong-co')).status, 1);
    assert.equal(offline(document, '--key', file('khoa.txt', '{}')).status, 1);
    assert.equal(offline().status, 2);
  });
});

test('facts, captions and attachments of a kept copy are compared too, and a former key proves nothing of later', async () => {
  const { id } = (await portal.form('POST', '/media', { file: { name: 'qd.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF-1.7\n%%EOF\n') } }, { as: 'editor' })).json;
  const law = await portal.post({ kind: 'document', title: 'Quyết định về phí', slug: 'qd-phi', body: '## Điều 1\n\nThu phí.\n\n| A | B |\n|---|---|\n| 1 | 2 |', facts: { number: '12/QĐ-UBND', type: 'quyet-dinh', issuer: 'UBND xã', signer: 'Trần Văn Minh', issued: '2026-01-05', effective: '2026-02-01' }, attachments: [{ id, title: 'Bản ký số' }], author: 'Văn phòng', source: { name: 'Công báo' }, status: 'published' });
  const keys = file('khoa.json', (await portal.request('GET', KEYS)).text);
  const copy = (await portal.page(`${law.url}/luu`)).text;
  const kept = offline(file('vb.html', copy), '--key', keys);
  assert.equal(kept.status, 0, kept.stdout + kept.stderr);
  for (const [from, to] of [['<dd>12/QĐ-UBND', '<dd>13/QĐ-UBND'], ['<dd>Trần Văn Minh', '<dd>Trần Văn Mẫn'], ['05/01/2026', '06/01/2026'], ['<dl class="facts">', '<dl class="facts"><div><dt>Ngày ký</dt><dd>1/1</dd></div>'], ['Văn phòng', 'Chủ tịch'], ['Bản ký số', 'Bản nháp'], ['(PDF, ', '(PDF, đã hủy, '], ['Công báo', 'Báo khác']]) {
    const at = copy.lastIndexOf(from);
    assert.ok(at > 0, from);
    const forged = offline(file('gia.html', copy.slice(0, at) + to + copy.slice(at + from.length)), '--key', keys);
    assert.equal(forged.status, 3, `${to}: ${forged.stdout}`);
    assert.match(forged.stdout, /KHÔNG ĐÚNG/);
  }
  const list = JSON.parse(fs.readFileSync(keys, 'utf8'));
  for (const [until, status] of [['2020-01-01T00:00:00Z', 3], ['2099-01-01T00:00:00Z', 0], ['x', 3]]) {
    const former = file('cu.json', JSON.stringify({ keys: list.keys.map((key) => ({ ...key, until })) }));
    const result = offline(file('vb.html', copy), '--key', former);
    assert.equal(result.status, status, `${until}: ${result.stdout}`);
  }
});

test('its page and the print read well on a phone and for everybody', async () => {
  const browser = await startBrowser();
  try {
    for (const [prefix, script] of [['', true], ['/en', false]]) {
      const page = await openTab(browser, { width: 360, script });
      await page.goto(portal.url + prefix + where(first));
      await page.fill('textarea', 'Mức thu: 50.000 đồng');
      await page.focus('textarea');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.locator('del').waitFor();
      assert.equal(await page.locator('ins').innerText(), '5.000 đồng.');
      if (script) await assertNoSidewaysScroll(page, prefix);
      if (script) await assertAccessible(page, prefix);
      assertQuiet(page);
      await page.context().close();
    }
    assertValidHtml({ verify: (await portal.page(where(first))).text, print: (await portal.page(`${article.url}/in`)).text });
  } finally {
    await browser.close();
  }
});

test('bad values are refused by name and keep nothing', async () => {
  for (const code of ['x', 'mzxw6ytbojtg633cmfzg', `${first.code}a`, '%00', 'đ'.repeat(20), '-'.repeat(200)]) {
    const page = await portal.page(`/xac-thuc/${encodeURIComponent(code)}`);
    assert.ok([400, 404].includes(page.status), `${code}: ${page.status}`);
  }
  assertProblem(await verify({ code: 'mzxw6ytbojtg633cmfzg' }), 404, 'not-found');
  for (const body of [{}, { code: 7 }, { code: first.code, text: 5 }, { code: first.code, text: '…' }, { code: first.code, text: 'a'.repeat(200_001) }, { verification: 'x' }, { code: first.code, other: 1 }, { code: 'a'.repeat(101) }])
    assert.equal((await verify(body)).status, 422, JSON.stringify(body).slice(0, 80));
  for (const [text, status] of [['', 422], [' … ', 422], ['x'.repeat(200_001), 422], ['\u0000', 422]]) assert.equal((await paste(where(first), text)).status, status, text.slice(0, 9));
  assert.equal((await paste(where(first), 'x', { 'Sec-Fetch-Site': 'cross-site' })).status, 403);
  assert.equal((await paste('/xac-thuc/x', 'x')).status, 404);
  assertProblem(await portal.api('GET', `/articles/${article.id}/verification?version=99`), 404, 'not-found');
  assertProblem(await portal.api('GET', `/articles/${article.id}/verification?version=0`), 400, 'invalid-parameter');
  const draft = await portal.post({ title: 'Nháp' });
  assertProblem(await portal.api('GET', `/articles/${draft.id}/verification`, { as: 'reader' }), 404, 'not-found');
  assertProblem(await portal.api('POST', '/keys/rotate', { as: 'editor' }), 403, 'forbidden');
});

test('what became of it is said: changed, withdrawn, another key, another kind of content', async () => {
  ok(await portal.api('PATCH', `/articles/${article.id}`, { as: 'editor', body: { body: 'Chủ tịch xã tiếp dân ngày 12/12 tại phòng số 3.' } }));
  const changed = (await portal.page(where(first))).text;
  assert.match(changed, /nhưng sau đó nội dung đã được sửa/);
  assert.match(changed, new RegExp(`href="${article.url}/lich-su"`));
  assert.match(changed, /ngày 05\/12/);
  const second = await verification();
  assert.notEqual(second.code, first.code);
  assert.ok((await portal.page(article.url)).text.includes(where(second)), 'the article has the code of its present version');
  assert.deepEqual(await verification('?version=1'), first);
  /* What moves it only changes no word. */
  ok(await portal.api('PATCH', `/articles/${article.id}`, { as: 'editor', body: { pinned: true } }));
  assert.equal(ok(await verify({ code: second.code })).state, 'current');

  const tried = await portal.api('POST', '/keys/rotate?dry_run=true', { as: 'admin' });
  assert.equal(ok(tried).dry_run, true);
  assert.equal((await verification()).key.x, first.key.x);
  const rotated = portal.command('key', 'rotate');
  assert.equal(rotated.status, 0, rotated.stderr);
  const listed = portal.command('key', 'list').stdout.trim().split('\n').map((line) => line.split('\t'));
  assert.deepEqual([listed.length, listed[0][3], listed[1][1]], [2, '-', first.key.x]);
  const { key: signer, is_in_time: isInTime, state, is_right: isRight } = ok(await verify({ verification: first })).proof;
  assert.deepEqual([signer, isInTime, state, isRight], ['former', true, 'changed', true]);
  const office = await portal.post({ kind: 'page', title: 'Giới thiệu', slug: 'gioi-thieu', body: 'Xã Nà Khuổi.', status: 'published' });
  const document = ok(await portal.api('GET', `/articles/${office.id}/verification`));
  assert.ok(isProved(document) && document.key.x === listed[0][1] && document.content.kind === 'page');
  assert.ok((await portal.page(office.url)).text.includes(where(document)));

  ok(await portal.api('POST', `/articles/${article.id}/withdraw`, { as: 'editor', body: { reason: 'Nhầm lịch' } }));
  const whole = 'Chủ tịch xã tiếp dân mỗi tuần. Chủ tịch xã tiếp dân ngày 05/12 tại phòng số 3. Mức thu: 5.000 đồng.';
  const gone = await paste(where(first), whole.replace('5.000', '6.000'));
  assert.match(gone.text, /bài viết nay không còn công khai/);
  assert.match(gone.text, /Có chỗ khác\. Bài không còn công khai nên không nói là chỗ nào/);
  for (const hidden of [/<del>/, /Số chữ liền nhau/, /5\.000/, /Lịch tiếp/]) assert.doesNotMatch(gone.text, hidden);
  assert.match((await paste(where(first), whole)).text, /chữ bạn dán đều đúng/);
  const few = await paste(where(first), 'Chủ tịch xã tiếp dân');
  assert.equal(few.status, 422);
  assert.match(few.text, /phải có ít nhất 20 chữ/);
  assert.equal((await verify({ code: first.code, text: 'tại phòng' })).status, 422);
  const said = ok(await verify({ code: first.code, text: whole }));
  assert.deepEqual([said.state, said.title, said.url, said.comparison], ['withdrawn', null, null, { is_same: true }]);
  assert.deepEqual(ok(await verify({ code: first.code, text: whole.replace('05/12', '06/12') })).comparison, { is_same: false });
  assertProblem(await portal.api('GET', `/articles/${article.id}/verification`), 410, 'gone');
});

/** Where a file below a folder has one of these runs of bytes. */
function leftovers(folder, needles) {
  return fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).flatMap((entry) => {
    const bytes = fs.readFileSync(path.join(entry.parentPath ?? entry.path, entry.name));
    return needles.filter((needle) => bytes.includes(needle)).map(() => entry.name);
  });
}

test('what was taken back answers "đã gỡ", and no byte of what proved it is left', async () => {
  const made = await portal.post({ title: 'Bài sẽ gỡ', slug: 'bai-se-go', body: 'Ông Vương Kxmqv ở thôn trên.', status: 'published' });
  const one = ok(await portal.api('GET', `/articles/${made.id}/verification`));
  ok(await portal.api('PATCH', `/articles/${made.id}`, { as: 'editor', body: { body: 'Nội dung khác hẳn.' } }));
  const two = ok(await portal.api('GET', `/articles/${made.id}/verification`));
  const redaction = ok(await portal.api('POST', `/articles/${made.id}/revisions/1/redact`, { as: 'editor', body: { note: 'Theo yêu cầu' } }));
  const page = await portal.page(where(one));
  assert.equal(page.status, 200);
  assert.match(page.text, /Nội dung của bản này đã gỡ/);
  assert.doesNotMatch(page.text, /<textarea|Bài sẽ gỡ|Kxmqv/);
  assert.deepEqual(ok(await verify({ code: one.code, text: 'Vương' })), { ...ok(await verify({ code: one.code })), state: 'taken_back', comparison: null });
  assert.match((await paste(where(one), 'Ông Vương')).text, /đã gỡ/);
  const { state: became, is_signed: isSigned, is_right: isRight } = ok(await verify({ verification: one })).proof;
  assert.deepEqual([became, isSigned, isRight], ['taken_back', true, false]);
  assertProblem(await portal.api('GET', `/articles/${made.id}/verification?version=1`), 410, 'gone');
  assert.equal(ok(await verify({ code: two.code })).state, 'current');
  const erased = ok(await portal.api('POST', `/articles/${made.id}/erase`, { as: 'editor', body: { note: 'Theo yêu cầu' } }));
  assert.match((await portal.page(where(two))).text, /đã gỡ/);
  for (const id of [redaction.redaction_id, erased.id])
    await until(async () => ok(await portal.api('GET', `/redactions/${id}`, { as: 'editor' })).state === 'erased');
  await portal.stop();
  const needles = [one, two].flatMap(({ salt, hash, signature }) => [salt, hash, signature].flatMap((text) => [Buffer.from(text, 'base64url'), Buffer.from(text)]));
  assert.deepEqual(leftovers(portal.data, needles), []);
  await portal.start();
  assert.match((await portal.page(where(one))).text, /đã gỡ/);
});
