// What offices, chats and old portals write arrives as it was seen, and what they hide never does.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { png } from './lib/pictures.mjs';
import { multipart, startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal;
before(async () => { portal = await startPortal({ args: ['--write-rate', '0', '--error-rate', '0'] }); });
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const post = (body, more = {}, target = '/articles') =>
  portal.api('POST', target, { as: 'editor', body: { title: 'Bài từ văn phòng', body, body_format: 'html', status: 'published', ...more } });
const codes = (answer) => (answer.json.warnings || []).map(({ code, line }) => (line ? `${code}:${line}` : code));
const everyFile = (folder) => fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  (entry.isDirectory() ? everyFile(path.join(folder, entry.name)) : entry.isFile() ? [path.join(folder, entry.name)] : []));

const SECRET = 'Anh-xem-lại-số-liệu-này';
const COMMENTED = `<p class=MsoNormal>Nội dung<span class=MsoCommentReference><a class=msocomanchor href="#_msocom_1">[NVA1]</a></span> tiếp.</p>
<div style="mso-element:comment-list"><div style="mso-element:comment"><div id="_com_1" class=msocomtxt><p class=MsoCommentText>${SECRET}</p></div></div></div>`;

test('a reviewer\'s comment is said to be left out, and is nowhere in what the portal keeps', async () => {
  const made = await post(COMMENTED);
  assert.equal(made.status, 201, made.text);
  assert.deepEqual(codes(made), ['comments-removed:2']);
  const shown = await portal.api('GET', `/articles/${made.json.id}`, { as: 'editor' });
  assert.equal(shown.json.body_html, '<p>Nội dung tiếp.</p>\n');
  assert.equal(shown.json.body.text, '<p>Nội dung tiếp.</p>\n');
  await portal.stop();
  const holders = everyFile(portal.data).filter((name) => fs.readFileSync(name).includes(SECRET));
  assert.deepEqual(holders, []);
  await portal.start();
});

test('what is not hidden is kept as it was typed', async () => {
  const made = await post('<p style="color:red">Một <u>hai</u></p>');
  assert.equal(made.json.warnings?.length ?? 0, 0);
  assert.equal((await portal.api('GET', `/articles/${made.json.id}`, { as: 'editor' })).json.body.text, '<p style="color:red">Một <u>hai</u></p>');
});

test('with strict=true hidden words refuse the article', async () => {
  const refused = await post(COMMENTED, {}, '/articles?strict=true');
  assertProblem(refused, 422, 'invalid-input', { pointer: '/body' });
});

test('an article that would be published with nothing in it is refused, as a draft it is kept', async () => {
  for (const body of ['<script>x</script>', '<p hidden>x</p>', '<p>&nbsp;</p>'])
    assertProblem(await post(body), 422, 'invalid-input', { pointer: '/body' });
  const draft = await post('<p hidden>x</p>', { status: 'draft' });
  assert.equal(draft.status, 201, draft.text);
  assertProblem(await portal.api('POST', `/articles/${draft.json.id}/publish`, { as: 'editor', body: {} }), 422, 'invalid-input', { pointer: '/body' });
});

test('pictures that the body holds itself become pictures of the portal', async () => {
  const bytes = png(4, 4, () => [200, 30, 30]);
  const source = `data:image/png;base64,${bytes.toString('base64').replace(/(.{40})/g, '$1\n')}`;
  const made = await post(`<p>Ảnh <img src="${source}" alt="Lễ hội"></p>`);
  assert.equal(made.status, 201, made.text);
  const shown = (await portal.api('GET', `/articles/${made.json.id}`, { as: 'editor' })).json;
  assert.match(shown.body_html, /<img src="\/media\/[^"]+" [^>]*alt="Lễ hội"/);
  assert.match(shown.body.text, /^<p>Ảnh <img src="\/media\/[^"]+" alt="Lễ hội"><\/p>$/);
  const markdown = await post(`![Lễ hội](data:image/png;base64,${bytes.toString('base64')})`, { body_format: 'markdown' });
  assert.equal(markdown.status, 201, markdown.text);
  assertProblem(await post('<p>a<img src="data:image/png;base64,AAAA" alt="x"></p>'), 422, 'invalid-input', { pointer: '/body' });
});

test('pictures that the body holds itself come through PUT, PATCH and a preview too', async () => {
  const source = (red) => `data:image/png;base64,${png(4, 4, () => [red, 30, 30]).toString('base64')}`;
  const shown = /<img src="\/media\/[^"]+"/;
  const preview = await post(`<p>Ảnh <img src="${source(10)}" alt="Một"></p>`, {}, '/preview');
  assert.equal(preview.status, 200, preview.text);
  assert.match(preview.text, shown);
  const { json: { id } } = await post('Chưa có ảnh.', { body_format: 'markdown' });
  const patched = await portal.api('PATCH', `/articles/${id}`, { as: 'editor', body: { body: `![Hai](${source(20)})` } });
  assert.equal(patched.status, 200, patched.text);
  assert.match(patched.json.body_html, shown);
  const put = await portal.api('PUT', `/articles/${id}`, { as: 'editor', headers: { 'If-Match': '*' }, body: { title: 'Thay', body_format: 'html', body: `<p><img src="${source(30)}" alt="Ba"></p>` } });
  assert.equal(put.status, 200, put.text);
  assert.match(put.json.body_html, shown);
  assert.ok(![patched, put].some(({ text }) => text.includes('data:image')));
});

test('pictures of somebody\'s disk and frames are left out with a word that says the line', async () => {
  const made = await post('<p>Một</p>\n<p><img src="file:///C:/anh.png" alt=""></p>\n<iframe src="https://www.youtube.com/embed/abc"></iframe>\n<iframe src="https://x.example/"></iframe>');
  assert.equal(made.status, 201, made.text);
  assert.deepEqual(codes(made), ['picture-removed:2', 'embed-linked:3', 'embed-removed:4']);
});

test('a megabyte of an office\'s HTML is taken for the text that it holds, and eight are the most', async () => {
  const dress = (count) => `<p class=MsoNormal style='margin-bottom:6.0pt;text-align:justify;text-indent:36.0pt;line-height:150%'><span lang=VI style='font-size:14.0pt'>Đoạn</span></p>\n`.repeat(count);
  const made = await portal.api('POST', '/articles', { as: 'editor', ...multipart({ title: 'Dài', body: dress(7000), body_format: 'html', status: 'published' }) });
  assert.equal(made.status, 201, made.text);
  assertProblem(await post('a'.repeat(8 * 1024 * 1024 + 1)), 422, 'invalid-input', { pointer: '/body', detail: /8388608/ });
  assertProblem(await post(`<p>${'a '.repeat(512 * 1024)}</p>`), 422, 'invalid-input', { pointer: '/body', detail: /1 MiB/ });
  assertProblem(await post('a'.repeat(256 * 1024 + 1), { body_format: 'text' }), 422, 'invalid-input', { pointer: '/body', detail: /262144/ });
});
