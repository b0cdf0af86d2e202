// Names that nobody knows, in whatever number and of whatever bytes: ten are named, the others counted, all of them short.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal;
before(async () => { portal = await startPortal({ args: ['--error-rate', '0', '--write-rate', '0'] }); });
after(() => portal?.end());

const names = (count) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`m${i}`, i]));
const post = (body, options) => portal.api('POST', '/articles', { as: 'editor', body, ...options });
const latin = (text) => Buffer.from(text, 'latin1');
const B = 'multipart/form-data; boundary=b';
const part = (header, value = 'x') => `--b\r\nContent-Disposition: form-data; ${header}\r\n\r\n${value}\r\n`;
const SHOWN_MAX = 83; // 80 bytes, and …

/** That ten of the errors name something, and an eleventh says how many more there are. */
function assertTen(problem, rest, parameter) {
  const errors = problem.errors.filter((error) => !parameter || error.parameter === parameter || error.parameter === '?');
  assert.equal(errors.length, 11, JSON.stringify(problem.errors).slice(0, 2000));
  assert.match(errors[10].detail, new RegExp(`^và ${rest} tên khác nữa không tồn tại$`));
  return errors;
}

describe('members', () => {
  test('200,000 unknown ones are no want of memory: ten are named, the others counted', async () => {
    const problem = assertProblem(await post(names(200_000)), 422, 'invalid-input', { pointer: '/m0' });
    const at = problem.errors.findIndex((error) => /tên khác nữa/.test(error.detail));
    assert.equal(at, 10, JSON.stringify(problem.errors));
    assert.match(problem.errors[10].detail, /^và 199\.990 tên khác nữa không tồn tại$/);
    const english = await post(names(12), { headers: { 'Accept-Language': 'en' } });
    assert.ok(english.json.errors.some((error) => error.detail === 'and 2 more names that do not exist'));
  });

  test('unknown ones within a member, and in a line of an import', async () => {
    const inner = assertProblem(await post({ title: 'Tên', source: names(1000) }), 422, 'invalid-input', { pointer: '/source/m9' });
    assert.ok(inner.errors.some((error) => error.pointer === '/source' && /^và 990 tên/.test(error.detail)));
    const lines = await portal.api('POST', '/import', { as: 'editor', type: 'application/x-ndjson', body: `${JSON.stringify({ title: 'Tên', ...names(5000) })}\n` });
    const [line] = lines.text.trim().split('\n').map((text) => JSON.parse(text)).filter((one) => one.line === 1);
    assert.match(JSON.stringify(line), /và 4\.990 tên khác nữa/);
    assert.ok(JSON.stringify(line).length < 20_000);
  });

  test('one of a megabyte is shown in 80 bytes, cut between two letters', async () => {
    for (const name of ['x'.repeat(1_000_000), 'ạ'.repeat(300_000), `a${'ạ'.repeat(1000)}`, `${'~/'.repeat(1000)}`, `a\u0001\u0085${'b'.repeat(500)}`]) {
      const answer = await post({ title: 'Tên', [name]: 1 });
      const [error] = assertProblem(answer, 422, 'invalid-input').errors;
      assert.ok(Buffer.byteLength(error.pointer.replace(/~0/g, '~').replace(/~1/g, '/')) <= SHOWN_MAX + 1 + 6, error.pointer);
      assert.ok(answer.text.length < 2000);
      assert.ok(!answer.text.includes('\ufffd') || name.includes('\u0001'));
    }
  });
});

describe('parameters', () => {
  test('ten unknown ones are named, the others counted', async () => {
    const query = Array.from({ length: 60 }, (_, i) => `m${i}=1`).join('&');
    assertTen(assertProblem(await portal.api('GET', `/articles?${query}`), 400, 'invalid-parameter', { parameter: 'm9' }), 50);
    assertTen(assertProblem(await portal.api('GET', `/articles?fields=title,${Array.from({ length: 60 }, (_, i) => `f${i}`).join(',')}`), 400, 'invalid-parameter', { parameter: 'fields' }), 50, 'fields');
  });

  test('a long one is shown in 80 bytes', async () => {
    const answer = await portal.api('GET', `/articles?${'%E1%BA%A1'.repeat(600)}=1`);
    const [error] = assertProblem(answer, 400, 'invalid-parameter').errors;
    assert.ok(Buffer.byteLength(error.parameter) <= SHOWN_MAX && error.parameter.endsWith('ạ…'), error.parameter);
  });
});

describe('parts of a form', () => {
  test('a file name that is not UTF-8, or long, is made one that can be saved, with a word', async () => {
    const names = [['c\xF4ng v\u0103n.pdf', 'c_ng v_n.pdf'], [`${'x'.repeat(397)}\xE1.pdf`, `${'x'.repeat(116)}.pdf`], ['x'.repeat(7000), `${'x'.repeat(116)}.pdf`], ['\xFF', '_.pdf']];
    for (const [name, kept] of names) {
      const body = latin(`${part(`name="file"; filename="${name.replace('\u0103', '\xE3')}"`, `%PDF-1.4 ${name.length}`)}--b--\r\n`);
      const answer = await portal.api('POST', '/media', { as: 'editor', body, type: B });
      assert.equal(answer.status, 201, answer.text);
      assert.equal(answer.json.file_name, kept);
      assert.deepEqual(answer.json.warnings.map(({ code }) => code), ['file-name-changed']);
    }
  });

  test('a field name that is not UTF-8, or too long, is named', async () => {
    for (const name of ['t\xEAn', 'x'.repeat(101), 'x'.repeat(6000), '']) {
      for (const header of [`name="${name}"`, `name="${name}"; filename="a.pdf"`]) {
        const problem = assertProblem(await post(latin(`${part(header)}--b--\r\n`), { type: B }), 400, 'bad-request');
        assert.match(problem.detail, /^tên trường «.{0,90}» không dùng được: phải là UTF-8, từ 1 đến 100 byte$/);
      }
    }
    assertProblem(await post(`${encodeURIComponent('ạ'.repeat(5000))}=1`, { type: 'application/x-www-form-urlencoded' }), 400, 'bad-request', { detail: /«(ạ){26}…»/ });
  });

  test('what makes a form unreadable is said in the language of the sender', async () => {
    const faults = [['x', 'multipart/form-data', /thiếu tham số boundary/], ['x', B, /không có phần nào|phân cách/], [part('name="title"', 'a').slice(0, -2), B, /cắt giữa chừng/],
      ['--b\r\nContent-Disposition: form-data\r\n\r\na\r\n--b--\r\n', B, /không có tên/]];
    for (const [body, type, words] of faults) {
      const { detail } = assertProblem(await post(latin(body), { type }), 400, 'bad-request', { detail: words });
      assert.doesNotMatch(detail.replace(/boundary|Content-Type|multipart|curl|name=/g, ''), /\b(part|parts|without|end|delimiter|headers)\b/);
    }
  });

  test('a field that is not UTF-8 is named, with the place', async () => {
    for (const [body, type] of [['title=a&body=b%0Ac%E1%BA%41', 'application/x-www-form-urlencoded'], [`${part('name="body"', 'b\nc\xE1\xBAA')}--b--\r\n`, B]])
      assertProblem(await post(latin(body), { type }), 400, undefined, { pointer: '/body', detail: /byte thứ 4 \(dòng 2, byte 2 của dòng\)/ });
  });

  test('a file of text in UTF-16 is told to be saved in UTF-8', async () => {
    for (const text of [Buffer.from('\uFEFFchữ Việt', 'utf16le'), Buffer.from('\uFEFFchữ Việt', 'utf16le').swap16()]) {
      const body = Buffer.concat([latin(part('name="file"; filename="a.txt"', '').slice(0, -2)), text, latin('\r\n--b--\r\n')]);
      assertProblem(await portal.api('POST', '/media', { as: 'editor', body, type: B }), 422, undefined, { detail: /lưu lại với mã hóa UTF-8/ });
    }
  });

  test('200,000 fields are too many, and so are those within one', async () => {
    for (const prefix of ['m', 'source.m']) {
      const body = Array.from({ length: 200_000 }, (_, i) => `${prefix}${i}=1`).join('&');
      assertProblem(await post(body, { type: 'application/x-www-form-urlencoded' }), 400, 'bad-request', { detail: /biểu mẫu có quá 200 trường/ });
    }
  });
});

test('names of the front matter are as short', async () => {
  const matter = (text) => post(`---\n${text}\n---\nThân bài.\n`, { type: 'text/markdown' });
  const long = 'ạ'.repeat(4000);
  assertProblem(await matter(`title: a\n? ${long}\n: 1`), 400, 'bad-request');
  assertProblem(await matter(`title: a\n? ${long}\n: [a, b]`), 400, 'bad-request');
  assertProblem(await matter(`title: a\n${'b'.repeat(900)}: 1\n${'b'.repeat(900)}: 2`), 400, 'bad-request');
  assertProblem(await matter(Array.from({ length: 300 }, (_, i) => `m${i}: 1`).join('\n')), 400, 'bad-request', { detail: /biểu mẫu có quá 200 trường/ });
  const problem = assertProblem(await matter(`title: a\n${Array.from({ length: 100 }, (_, i) => `m${i}: 1`).join('\n')}`), 422, 'invalid-input');
  assert.ok(problem.errors.some((error) => /^và 90 tên/.test(error.detail)));
});

test('a Content-Type of odd bytes or of any length is refused as one that nobody knows', async () => {
  for (const type of ['text/\xFF', `text/${'x'.repeat(5000)}`, `text/${'\xE1\xBA\xA1'.repeat(1000)}`])
    for (const target of ['/articles', '/import']) {
      const bytes = `POST /api${target} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${portal.token('editor')}\r\nContent-Type: ${type}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`;
      const text = await portal.raw(latin(bytes));
      assert.match(text, /^HTTP\/1\.1 415 [^]*unsupported-media-type/, text.slice(0, 400));
    }
});

test('the portal is well after all that', async () => {
  assert.equal((await portal.page('/')).status, 200);
  assert.ok(!/ \+07 error /.test(portal.stderr), portal.stderr.match(/.* \+07 error .*/)?.[0]);
  await portal.stop();
});
