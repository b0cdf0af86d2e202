// Attachments: known by their bytes, said in the link, served so that nothing of them runs here.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { zip } from './lib/pictures.mjs';
import { startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal;
before(async () => { portal = await startPortal(); });
after(() => portal?.end());

const FILES = {
  'Quyết định 12.pdf': [Buffer.from(`%PDF-1.7\n${'x'.repeat(1_234_000)}`), 'application/pdf', 'PDF'],
  'bảng.docx': [zip({ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<w/>' }), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'DOCX'],
  'Tờ trình.odt': [zip({ mimetype: 'application/vnd.oasis.opendocument.text' }), 'application/vnd.oasis.opendocument.text', 'ODT'],
  'danh sách.csv': [Buffer.from('STT,Họ tên\n1,Lan\n'), 'text/csv; charset=utf-8', 'CSV'],
  'lừa.html': [Buffer.from('Chữ thường, không phải trang.\n'), 'text/plain; charset=utf-8', 'TXT'],
};
const upload = (name) => portal.form('POST', '/media', { file: { bytes: FILES[name][0], name, type: 'application/octet-stream' } }, { as: 'author' });

test('their type and size stand in the link, in the article and in the API', async () => {
  const ids = [];
  for (const name of Object.keys(FILES)) {
    const answer = await upload(name);
    assert.equal(answer.status, 201, answer.text);
    assert.deepEqual([answer.json.type, answer.json.size, answer.json.width, answer.json.sizes], [FILES[name][1], FILES[name][0].length, 0, {}]);
    ids.push(answer.json.id);
  }
  const article = await portal.post({ title: 'Có tệp kèm', status: 'published', attachments: [{ id: ids[0], title: 'Quyết định số 12' }, ...ids.slice(1)] });
  assert.deepEqual(article.attachments.map(({ type }) => type), Object.values(FILES).map(([, type]) => type));
  const { text } = await portal.page(article.url);
  assert.match(text, /<a href="\/media\/[0-9a-f]{32}\.pdf">Quyết định số 12 \(PDF, 1,2 MB\)<\/a>/);
  assert.match(text, /<a href="\/media\/[0-9a-f]{32}\.csv">danh sách\.csv \(CSV, \d+ byte\)<\/a>/);
});

describe('as they are served', () => {
  for (const [name, [bytes, type, label]] of Object.entries(FILES))
    test(`${label}: ${name}`, async () => {
      const { json } = await upload(name);
      const { headers, bytes: sent, status } = await portal.request('GET', json.url);
      assert.equal(status, 200);
      assert.deepEqual(sent, bytes);
      assert.equal(headers['content-type'], type);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.match(headers['content-security-policy'], /^default-src 'none'; /);
      assert.doesNotMatch(headers['content-security-policy'], /script-src/);
      const [how, , saved] = headers['content-disposition'].split('; ');
      assert.equal(how, label === 'PDF' ? 'inline' : 'attachment');
      const wanted = label === 'TXT' ? 'lừa.txt' : name;
      assert.equal(decodeURIComponent(saved.replace("filename*=UTF-8''", '')), wanted, 'what it is called says what it is');
      const part = await portal.request('GET', json.url, { headers: { Range: 'bytes=2-5' } });
      assert.deepEqual([part.status, part.bytes], [206, bytes.subarray(2, 6)]);
    });
});

test('curl sends a file as it is, without saying what', async () => {
  const done = await portal.curl(['-sS', '-X', 'POST', '-T', '-', '-H', `Authorization: Bearer ${portal.token('author')}`, `${portal.url}/api/media`], { input: '%PDF-1.7 từ curl' });
  assert.equal(JSON.parse(done.stdout).type, 'application/pdf', done.stdout);
});

test('what is none of the types is refused with all that are', async () => {
  for (const bytes of ['<html></html>', 'a\0b', '\x7fELF'])
    assertProblem(await portal.api('POST', '/media', { as: 'author', body: Buffer.from(bytes) }), 415, 'unsupported-media-type', { pointer: '/file', detail: /DOCX/ });
  assertProblem(await portal.api('POST', '/media', { as: 'author', body: '{"a":1}', type: 'application/json' }), 415, 'unsupported-media-type');
  assertProblem(await portal.api('POST', '/media', { as: 'author', body: Buffer.from('C\xf4ng', 'latin1') }), 422, 'invalid-input', { pointer: '/file', detail: /UTF-8/ });
});

test('an attachment is not an article’s picture, and a draft’s is nobody’s to see', async () => {
  const { json } = await portal.api('POST', '/media', { as: 'author', body: Buffer.from('%PDF-1.7 nháp') });
  assertProblem(await portal.api('POST', '/articles', { as: 'editor', body: { title: 'x', image: json.id, alt: 'x' } }), 422, 'invalid-input', { pointer: '/image' });
  const article = await portal.post({ title: 'Nháp', attachments: [json.id] });
  assert.equal((await portal.request('GET', json.url)).status, 404);
  await portal.api('POST', `/articles/${article.id}/publish`, { as: 'editor', body: {} });
  assert.equal((await portal.request('GET', json.url)).status, 200);
});
