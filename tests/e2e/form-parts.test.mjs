// Forms as curl, browsers and phones send them: every part arrives, or is refused by its name.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { jpegWithMetadata, png } from './lib/pictures.mjs';
import { readData, startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal;
before(async () => { portal = await startPortal({ args: ['--set', 'write_rate=0', '--set', 'error_rate=0'] }); });
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const photo = readData('photo.jpg');
const shade = (n) => png(40, 40, () => [n, n, n]);

/** Parts of [name, content, file name, type]. */
const parts = (list, target = '/articles', options = {}) => {
  const body = Buffer.concat([...list.flatMap(([name, content, file, type]) => [
    Buffer.from(`--b0\r\nContent-Disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file}"`}\r\n${type ? `Content-Type: ${type}\r\n` : ''}\r\n`),
    Buffer.from(content), Buffer.from('\r\n')]), Buffer.from('--b0--\r\n')]);
  return portal.api(options.method ?? 'POST', target, { as: 'editor', body, type: 'multipart/form-data; boundary=b0' });
};
const pdf = (text) => `%PDF-1.4 ${text}`;

test('a file that no field takes is refused, and the fields that take one are named', async () => {
  const title = ['title', 'Có tệp'];
  for (const [name, content] of [['anh', photo], ['photo', photo], ['title2', 'x'], ['file', pdf('a')], ['lead', 'Sapo']])
    assertProblem(await parts([title, [name, content, 'a.bin']]), 422, 'invalid-input', { pointer: `/${name}`, detail: /image, images, .*attachments/ });
  assertProblem(await parts([['file', photo, 'a.jpg'], ['thumbnail', photo, 'b.jpg']], '/media'), 422, 'invalid-input', { pointer: '/thumbnail', detail: /file, image/ });
  assertProblem(await parts([['file', photo, 'a.jpg'], ['image', photo, 'b.jpg']], '/media'), 422, 'invalid-input', { pointer: '/image' });
  assertProblem(await parts([['name', 'Tin'], ['slug', 'tin-moi'], ['icon', photo, 'a.jpg']], '/categories'), 422, 'invalid-input', { pointer: '/icon' });
});

test('attachments come as files and as ids, in one form', async () => {
  const kept = await parts([['file', pdf('có sẵn'), 'có sẵn.pdf']], '/media');
  const answer = await parts([['title', 'Kèm tệp'], ['attachments', `${kept.json.id}`], ['attachments', pdf('một'), 'Một.pdf'], ['attachments', pdf('hai'), 'Hai.pdf.zip']]);
  assert.equal(answer.status, 201, answer.text);
  assert.deepEqual(answer.json.attachments.map(({ title }) => title), ['có sẵn.pdf', 'Một.pdf', 'Hai.pdf']);
  assert.deepEqual(answer.json.warnings.map(({ code, pointer }) => [code, pointer]), [['file-name-changed', '/attachments/2']]);
  const bad = await parts([['title', 'Kèm tệp'], ['attachments', pdf('một'), 'Một.pdf'], ['attachments', '\x7fELF', 'b.pdf']]);
  assertProblem(bad, 422, 'invalid-input', { pointer: '/attachments/1', detail: /DOCX/ });
  const ids = await parts([['title', 'Theo số'], ['attachments', answer.json.attachments.map(({ id }) => id).join(',')]]);
  assert.equal(ids.json.attachments.length, 3, ids.text);
  const many = Array.from({ length: 31 }, (_, i) => ['attachments', pdf(i), `${i}.pdf`]);
  assertProblem(await parts([['title', 'Nhiều quá'], ...many]), 422, 'invalid-input', { pointer: '/attachments', detail: /30/ });
});

test('several pictures come with a text for each: the first is the article’s, the others stand in its body', async () => {
  const answer = await parts([['title', 'Ba ảnh'], ['body', 'Thân bài.'], ['status', 'published'],
    ['images', photo, '1.jpg', 'image/jpeg'], ['alt', 'Ảnh một'], ['images', shade(10), '2.png'], ['alt', 'Ảnh *hai* ]'], ['images', shade(200), '3.png'], ['alt', 'Ảnh ba']]);
  assert.equal(answer.status, 201, answer.text);
  assert.equal(answer.json.image.alt, 'Ảnh một');
  const { text } = await portal.page(answer.json.url);
  assert.match(text, /alt="Ảnh \*hai\* \]"/);
  assert.match(text, /alt="Ảnh ba"/);
  assert.ok(text.indexOf('Thân bài.') < text.indexOf('Ảnh *hai*') && text.indexOf('Ảnh *hai*') < text.indexOf('Ảnh ba'));
  const again = await parts([['title', 'Hai ảnh có sẵn'], ['images', photo, '1.jpg'], ['alt', 'a'], ['images', shade(10), '2.png'], ['alt', 'b']]);
  assert.equal(again.status, 201, 'the same pictures again');
  assert.match(again.json.body.text, /!\[b\]\(\/media\//);
});

test('pictures and their texts must go together', async () => {
  const two = [['title', 'Hai ảnh'], ['images', shade(1), '1.png'], ['images', shade(2), '2.png']];
  assertProblem(await parts([...two, ['alt', 'một']]), 422, 'invalid-input', { pointer: '/alt', detail: /2 ảnh nhưng 1/ });
  assertProblem(await parts([...two, ['alt', '1'], ['alt', '2'], ['alt', '3']]), 422, 'invalid-input', { pointer: '/alt', detail: /2 ảnh nhưng 3/ });
  assertProblem(await parts([...two, ['alt', '1'], ['alt', '2'], ['body', '<p>x</p>'], ['body_format', 'html']]), 422, 'invalid-input', { pointer: '/images', detail: /markdown/ });
  assertProblem(await parts([['title', 'Số'], ['images', '1']]), 422, 'invalid-input', { pointer: '/images' });
  assertProblem(await portal.api('POST', '/articles', { as: 'editor', body: { title: 'JSON', images: [1] } }), 422, 'invalid-input', { pointer: '/images' });
  const known = [['title', 'Không phải ảnh'], ['images', pdf('x'), '1.pdf'], ['alt', 'x']];
  assertProblem(await parts(known), 422, 'invalid-input', { pointer: '/images', detail: /JPEG/ });
});

test('tags are repeated or divided by commas', async () => {
  for (const tags of [[['tags', 'xã'], ['tags', 'nông thôn']], [['tags', 'xã, nông thôn']], [['tags', 'xã,'], ['tags', ' nông thôn ,']]]) {
    const answer = await parts([['title', 'Thẻ'], ...tags]);
    assert.equal(answer.status, 201, answer.text);
    assert.deepEqual(answer.json.tags.map(({ name }) => name), ['xã', 'nông thôn']);
  }
  const plain = await portal.api('POST', '/articles', { as: 'editor', body: 'title=Th%E1%BA%BB&tags=x%C3%A3&tags=b', type: 'application/x-www-form-urlencoded' });
  assert.equal(plain.json.tags.length, 2, plain.text);
});

test('a field that takes one value is refused by its name when it comes twice', async () => {
  for (const name of ['title', 'status', 'body', 'pinned', 'expires_at', 'category'])
    assertProblem(await parts([['title', 'Một lần'], ...(name === 'title' ? [] : [[name, 'a']]), [name, 'b']]), 422, 'invalid-input', { pointer: `/${name}`, detail: new RegExp(`«${name}».*nhiều lần`) });
  assertProblem(await parts([['title', 'x'], ['alt', 'x'], ['image', photo, 'a.jpg'], ['image', photo, 'b.jpg']]), 422, 'invalid-input', { pointer: '/image', detail: /nhiều lần/ });
  assertProblem(await parts([['title', 'x'], ['alt', 'x'], ['image', photo, 'a.jpg'], ['image', '1']]), 422, 'invalid-input', { pointer: '/image', detail: /nhiều lần/ });
});

test('the type of the body’s part says what it is, unless body_format does', async () => {
  const sent = '<p>Một <strong>đậm</strong></p>';
  const format = async (...list) => {
    const answer = await parts([['title', 'Thân'], ...list]);
    assert.equal(answer.status, 201, answer.text);
    return answer.json.body.format;
  };
  assert.equal(await format(['body', sent, 'bài.html', 'text/html']), 'html');
  assert.equal(await format(['body', sent, undefined, 'text/html; charset=utf-8']), 'html');
  assert.equal(await format(['body', sent, 'bài.html', 'text/html'], ['body_format', 'markdown']), 'markdown');
  assert.equal(await format(['body', 'Một', 'bài.txt', 'text/plain']), 'text');
  assert.equal(await format(['body', 'Một', undefined, 'text/plain; charset=UTF-8']), 'markdown');
  assert.equal(await format(['body', 'Một', 'bài.md', 'application/octet-stream']), 'markdown');
  assert.equal(await format(['body', 'Một']), 'markdown');
});

test('a title with ; in it survives curl’s --form-string', async () => {
  const title = 'Thông báo; lịch tiếp dân; quý IV';
  const done = await portal.curl(['-sS', '-H', `Authorization: Bearer ${portal.token('editor')}`, '--form-string', `title=${title}`, '-F', 'attachments=@-;filename=a.pdf', `${portal.url}/api/articles`], { input: pdf('curl') });
  const json = JSON.parse(done.stdout);
  assert.equal(json.title, title, done.stdout);
  assert.equal(json.attachments.length, 1);
});

test('what a photograph says of its place is told at its own part', async () => {
  const answer = await parts([['title', 'Có vị trí'], ['image', jpegWithMetadata(photo), 'a.jpg'], ['alt', 'x']]);
  assert.deepEqual(answer.json.warnings.map(({ code, pointer }) => [code, pointer]), [['picture-place', '/image']]);
});

test('a text field larger than any text may be is refused by its name', async () => {
  const answer = await parts([['title', 'Dài'], ['body', Buffer.alloc(8 * 1024 * 1024 + 1, 'x')]]);
  assertProblem(answer, 422, 'invalid-input', { pointer: '/body' });
});

test('a picture that stands first in the body is shown with links to an article that has none of its own', async () => {
  const { json } = await parts([['file', shade(77), 'a.png'], ['alt', 'Một "hai" & ba']], '/media');
  const page = async (fields) => (await portal.page((await portal.post({ status: 'published', ...fields })).url)).text;
  const meta = (text, name) => new RegExp(`<meta property="${name}" content="([^"]*)"`).exec(text)?.[1];
  const first = await page({ title: 'Ảnh đầu bài', body: `![Một "hai" & ba](${json.url})\n\nChữ sau.` });
  assert.ok(meta(first, 'og:image').endsWith(json.url), meta(first, 'og:image'));
  assert.equal(meta(first, 'og:image:alt'), 'Một &quot;hai&quot; &amp; ba');
  const later = await page({ title: 'Ảnh giữa bài', body: `Chữ trước.\n\n![Ảnh](${json.url})` });
  assert.ok(!meta(later, 'og:image')?.endsWith(json.url));
  const own = await parts([['title', 'Ảnh riêng'], ['status', 'published'], ['image', photo, 'a.jpg'], ['alt', 'x'], ['body', `![Ảnh](${json.url})`]]);
  assert.ok(!meta((await portal.page(own.json.url)).text, 'og:image').endsWith(json.url));
});
