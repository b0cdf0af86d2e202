// Import and export of articles as JSON lines.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { png } from './lib/pictures.mjs';
import { picture, scratch, startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

const TYPE = 'application/x-ndjson';

let portal;
before(async () => { portal = await startPortal(); });
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const lines = (text) => text.trimEnd().split('\n').filter(Boolean).map((line) => JSON.parse(line));
const ndjson = (items) => `${items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join('\n')}\n`;

async function send(items, query = '', options = {}) {
  const answer = await portal.api('POST', `/import${query}`, { as: 'editor', type: TYPE, body: ndjson(items), ...options });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers['content-type'], TYPE);
  return lines(answer.text);
}

async function exported() {
  const answer = await portal.api('GET', '/export', { as: 'reader' });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers['content-type'], TYPE);
  return lines(answer.text);
}

test('each line has its result, in order, and a wrong one keeps no other back', async () => {
  const results = await send([
    { title: 'Dòng một', external_id: 'a-1', status: 'published' },
    '{"title": "Dòng hai"',
    { title: 'Dòng ba', category: 'khong-co' },
    '',
    '[]',
    { titel: 'Dòng sáu' },
    { title: 'Dòng bảy', external_id: 'a-7', tags: ['nhãn nhập'] },
  ]);
  assert.deepEqual(results.map((result) => [result.line, result.result, result.status]),
    [[1, 'created', 201], [2, 'error', 400], [3, 'error', 422], [5, 'error', 400], [6, 'error', 422], [7, 'created', 201]]);
  assert.ok(results[1].problem.type.endsWith('/problems/invalid-json'));
  assert.deepEqual(results[2].problem.errors.map((error) => error.pointer), ['/category']);
  assert.ok(results[4].problem.errors.some((error) => error.pointer === '/titel'));
  const first = (await portal.api('GET', `/articles/${results[0].id}`)).json;
  assert.deepEqual([first.title, first.slug, first.version], ['Dòng một', results[0].slug, 1]);
});

test('the same again changes nothing; a changed line makes the next version', async () => {
  const article = { title: 'Lặp lại được', external_id: 'lap', body: 'Thân.', status: 'published', tags: ['một', 'hai'], lead: 'Sapo', pinned: true };
  const [made] = await send([article]);
  const { next } = (await portal.api('GET', '/changes')).json;
  const [same] = await send([article]);
  assert.deepEqual([same.result, same.status, same.id, same.version], ['unchanged', 200, made.id, 1]);
  assert.deepEqual((await portal.api('GET', `/changes?since=${next}`)).json.changes, []);
  const [changed] = await send([{ ...article, lead: 'Sapo mới' }]);
  assert.deepEqual([changed.result, changed.id, changed.version], ['updated', made.id, 2]);
  const seen = (await portal.api('GET', `/articles/${made.id}`)).json;
  assert.deepEqual([seen.lead, seen.slug], ['Sapo mới', made.slug]);
});

test('an Idempotency-Key is no hindrance', async () => {
  const headers = { 'Idempotency-Key': 'nhap' };
  for (let i = 0; i < 2; i++) assert.equal((await send([{ title: 'Có khóa', external_id: 'khoa' }], '', { headers }))[0].line, 1);
});

test('a wrong line leaves no trace: not even the tags it would have made', async () => {
  const [result] = await send([{ title: 'Có nhãn nhưng sai', tags: ['nhãn không được tạo'], kind: 'thu' }]);
  assert.equal(result.result, 'error');
  const tags = (await portal.api('GET', '/tags?limit=1000')).json.items;
  assert.ok(!tags.some((tag) => tag.name === 'nhãn không được tạo'));
});

test('atomic: all or nothing, and each line says so', async () => {
  const before = await portal.everything();
  const results = await send([{ title: 'Tốt', external_id: 'nguyen-1' }, { title: 7 }, { title: 'Cũng tốt' }], '?atomic=true');
  assert.deepEqual(results.map((result) => [result.result, result.status, result.id ?? null]),
    [['not_saved', 424, null], ['error', 422, null], ['not_saved', 424, null]]);
  assert.deepEqual(await portal.everything(), before);
  const good = await send([{ title: 'Tốt', external_id: 'nguyen-1' }, { title: 'Cũng tốt' }], '?atomic=true');
  assert.deepEqual(good.map((result) => result.result), ['created', 'created']);
});

test('a trial says what would be, with warnings, and saves nothing', async () => {
  const before = await portal.everything();
  const results = await send([{ title: 'Chỉ thử', external_id: 'thu' }, { title: 'Chỉ thử', external_id: 'thu' }, {}], '?dry_run=true');
  assert.deepEqual(results.map((result) => result.result), ['created', 'unchanged', 'error']);
  assert.ok(results[0].warnings.some((warning) => warning.pointer === '/category'));
  assert.deepEqual(await portal.everything(), before);
});

test('statuses as they were elsewhere', async () => {
  const at = new Date(Date.now() + 3600_000).toISOString();
  const results = await send([
    { title: 'Đã hẹn', status: 'scheduled', published_at: at },
    { title: 'Đã gỡ', status: 'withdrawn', published_at: '2020-01-02T03:04:05Z' },
    { title: 'Cũ', status: 'published', published_at: '2019-05-06T07:08:09Z' },
    { title: 'Hẹn mà không có giờ', status: 'scheduled' },
    { title: 'Trong thùng rác', status: 'trashed' },
  ]);
  assert.deepEqual(results.map((result) => result.result), ['created', 'created', 'created', 'error', 'error']);
  const shown = await Promise.all(results.slice(0, 3).map(({ id }) => portal.api('GET', `/articles/${id}`, { as: 'reader' }).then((answer) => answer.json)));
  assert.deepEqual(shown.map((article) => article.status), ['scheduled', 'withdrawn', 'published']);
  assert.equal(Date.parse(shown[0].published_at), Math.floor(Date.parse(at) / 1000) * 1000);
  assert.equal(shown[2].published_at, '2019-05-06T07:08:09Z');
});

test('what is exported can be imported again, here and elsewhere', async () => {
  await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Tin hoạt động' } });
  const form = await portal.form('POST', '/articles', {
    title: 'Đủ mọi thứ', lead: 'Sapo', body: '**Thân** bài', category: 'tin-hoat-dong', tags: 'xã,nông thôn mới', status: 'published',
    image: picture('photo.jpg'), alt: 'Ảnh', caption: 'Chú thích', credit: 'Nguồn ảnh', author: 'Tác giả', external_id: 'du-thu',
  }, { as: 'editor' });
  assert.equal(form.status, 201, form.text);
  const items = await exported();
  assert.ok(items.some((item) => item.external_id === 'du-thu' && item.image && item.category === 'tin-hoat-dong'));
  const same = await send(items.filter((item) => item.external_id));
  assert.deepEqual([...new Set(same.map((result) => result.result))], ['unchanged'], JSON.stringify(same.find((result) => result.result !== 'unchanged')));
  const other = await startPortal();
  try {
    await other.api('POST', '/categories', { as: 'editor', body: { name: 'Tin hoạt động' } });
    const plain = items.map(({ image, alt, caption, credit, decorative, ...rest }) => rest);
    const answer = await other.api('POST', '/import', { as: 'editor', type: TYPE, body: ndjson(plain) });
    const results = lines(answer.text);
    assert.ok(results.every((result) => result.result === 'created'), answer.text);
    const again = lines((await other.api('GET', '/export', { as: 'reader' })).text);
    assert.deepEqual(again, plain.map((item) => item));
    await other.stop();
  } finally {
    await other.end();
  }
});

test('lines too long, broken, or not text are errors of their own', async () => {
  const long = JSON.stringify({ title: 'x', body: 'a'.repeat(17 << 20) });
  const answer = await portal.api('POST', '/import', {
    as: 'editor', type: TYPE,
    body: Buffer.concat([Buffer.from(`${long}\n{"title":"Sau dòng dài"}\r\n{"title":"`), Buffer.from([0xff, 0xfe, 0x00]), Buffer.from('"}\n{"title":"a","title":"b"}\n{"title":"Không có xuống dòng ở cuối"}')]),
  });
  const results = lines(answer.text);
  assert.deepEqual(results.map((result) => [result.line, result.status]), [[1, 413], [2, 201], [3, 400], [4, 400], [5, 201]]);
});

test('what an import refuses as a whole', async () => {
  const body = ndjson([{ title: 'x' }]);
  assertProblem(await portal.api('POST', '/import', { type: TYPE, body }), 401, 'unauthorized');
  assertProblem(await portal.api('POST', '/import', { as: 'author', type: TYPE, body }), 403, 'forbidden');
  assertProblem(await portal.api('POST', '/import', { as: 'editor', type: 'application/json', body }), 415, 'unsupported-media-type');
  assertProblem(await portal.api('POST', '/import', { as: 'editor', type: TYPE, body: '' }), 400, 'bad-request');
  assertProblem(await portal.api('POST', '/import?atomic=yes', { as: 'editor', type: TYPE, body }), 400, 'invalid-parameter', { parameter: 'atomic' });
  assertProblem(await portal.api('POST', '/import?atomic=true', { as: 'editor', type: TYPE, body: '{}\n'.repeat(10_001) }), 413, 'too-large');
  assertProblem(await portal.api('GET', '/export'), 401, 'unauthorized');
  const { Authorization } = { Authorization: `Bearer ${portal.token('editor')}` };
  const huge = await portal.raw(`POST /api/import HTTP/1.1\r\nHost: x\r\nAuthorization: ${Authorization}\r\nContent-Type: ${TYPE}\r\nContent-Length: 3000000000\r\n\r\n`);
  assert.match(huge, /^HTTP\/1\.1 413 /);
});

test('a body that comes in chunks, one import at a time, and a client that goes away', async () => {
  const headers = { Authorization: `Bearer ${portal.token('editor')}`, 'Content-Type': TYPE };
  const open = () => http.request({ host: portal.host, port: portal.port, method: 'POST', path: '/api/import', headers, agent: false });
  const request = open();
  const done = new Promise((resolve, reject) => {
    request.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (some) => { text += some; });
      answer.on('end', () => resolve(text));
    });
    request.on('error', reject);
  });
  for (let i = 0; i < 20; i++) request.write(`${JSON.stringify({ title: `Từng mẩu ${i}` })}\n`.slice(0, 20)) && request.write(`${JSON.stringify({ title: `Từng mẩu ${i}` })}\n`.slice(20));
  request.end();
  assert.equal(lines(await done).length, 20);

  const gone = open();
  gone.on('error', () => {});
  const many = ndjson(Array.from({ length: 5000 }, (_, i) => ({ title: `Người gửi bỏ đi ${i}`, body: 'Thân bài.' })));
  const begun = new Promise((resolve) => { gone.on('response', resolve); });
  gone.end(many);
  await begun;
  const second = await portal.api('POST', '/import', { as: 'editor', type: TYPE, body: ndjson([{ title: 'Đồng thời' }]) });
  assertProblem(second, 503, 'unavailable');
  gone.destroy();
  await until(async () => (await portal.api('POST', '/import', { as: 'editor', type: TYPE, body: ndjson([{ title: 'Sau đó' }]) })).status === 200,
    { why: 'the import of the client that went away to end' });
});

test('congd import and export speak to the running daemon', async () => {
  const folder = scratch();
  const file = path.join(folder, 'bai.ndjson');
  fs.writeFileSync(file, ndjson(Array.from({ length: 250 }, (_, i) => ({ title: `Từ dòng lệnh ${i}`, external_id: `cli-${i}`, status: 'published' }))));
  const done = portal.command('import', file);
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /250 created/);
  const again = portal.command('import', file);
  assert.match(again.stdout, /250 unchanged/);
  fs.writeFileSync(file, ndjson([{ title: 'Tốt' }, { titel: 'Sai' }]));
  const bad = portal.command('import', file);
  assert.equal(bad.status, 1);
  assert.match(bad.stderr, /line 2: .*titel/);
  const out = path.join(folder, 'ra.ndjson');
  const saved = portal.command('export', out);
  assert.equal(saved.status, 0, saved.stderr);
  assert.deepEqual(lines(fs.readFileSync(out, 'utf8')), await exported());
  assert.equal(portal.command('import', path.join(folder, 'khong-co')).status, 1);
  assert.equal(portal.command('import').status, 2);
});

test('without a daemon the commands do the work themselves', async () => {
  const alone = await startPortal();
  try {
    await alone.stop();
    const file = path.join(scratch(), 'mot-minh.ndjson');
    fs.writeFileSync(file, ndjson(Array.from({ length: 120 }, (_, i) => ({ title: `Không cần máy chủ ${i}`, external_id: `mm-${i}`, status: 'published' }))));
    const done = alone.command('import', file);
    assert.deepEqual([done.status, done.stderr], [0, '']);
    assert.match(done.stdout, /120 created/);
    const out = path.join(scratch(), 'ra.ndjson');
    assert.equal(alone.command('export', out).status, 0);
    assert.equal(lines(fs.readFileSync(out, 'utf8')).length, 120);
    await alone.start();
    assert.equal((await alone.api('GET', '/articles?limit=1&include=total')).json.total, 120);
    await alone.stop();
  } finally {
    await alone.end();
  }
});

test('congd post sends an article with its photo', async () => {
  const folder = scratch();
  fs.writeFileSync(path.join(folder, 'bai.md'), '---\ntitle: Đăng từ dòng lệnh\nstatus: published\n---\nThân bài **đậm**.\n');
  fs.writeFileSync(path.join(folder, 'anh.jpg'), picture('photo.jpg').bytes);
  const plain = portal.command('post', path.join(folder, 'bai.md'));
  assert.equal(plain.status, 0, plain.stderr);
  const id = Number(plain.stdout.match(/\/api\/articles\/(\d+)/)[1]);
  assert.equal((await portal.api('GET', `/articles/${id}`)).json.title, 'Đăng từ dòng lệnh');
  const refused = portal.command('post', path.join(folder, 'bai.md'), '--image', path.join(folder, 'anh.jpg'));
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /alt/);
  const quoted = path.join(folder, 'anh "đẹp" \\.jpg');
  fs.copyFileSync(path.join(folder, 'anh.jpg'), quoted);
  const withPhoto = portal.command('post', path.join(folder, 'bai.md'), '--image', quoted, '--alt', 'Một bức ảnh');
  assert.equal(withPhoto.status, 0, withPhoto.stderr);
  const second = Number(withPhoto.stdout.match(/\/api\/articles\/(\d+)/)[1]);
  const article = (await portal.api('GET', `/articles/${second}`)).json;
  assert.deepEqual([article.title, article.image.alt, article.status], ['Đăng từ dòng lệnh', 'Một bức ảnh', 'published']);
});

const MANY = Number(process.env.CONG_IMPORT || 1500);

test(`${MANY} articles in bounded memory`, { timeout: 1_800_000 }, async () => {
  const file = path.join(scratch(), 'nhieu.ndjson');
  const words = 'ủy ban nhân dân xã thông báo kế hoạch tổ chức hội nghị tuyên truyền nông thôn mới năm học sinh giáo viên đường liên thôn'.split(' ');
  const text = (seed, count) => Array.from({ length: count }, (_, i) => words[(seed * 31 + i * 7 + (i * seed) % 11) % words.length]).join(' ');
  const out = fs.openSync(file, 'w');
  for (let i = 0; i < MANY; i++) {
    const body = Array.from({ length: 8 }, (_, k) => `${text(i + k, 60)}.`).join('\n\n');
    fs.writeSync(out, `${JSON.stringify({ title: `${text(i, 8)} ${i}`, lead: text(i, 30), body, external_id: `nhieu-${i}`, status: 'published', tags: [`nhãn ${i % 50}`] })}\n`);
  }
  fs.closeSync(out);
  const fresh = await startPortal();
  try {
    const peak = () => Number(fs.readFileSync(`/proc/${fresh.child.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)[1]) / 1024;
    const atStart = peak();
    const begun = Date.now();
    const done = await fresh.curl(['-sS', '--fail-with-body', '-H', `Authorization: Bearer ${fresh.token('editor')}`, '-H', `Content-Type: ${TYPE}`, '-T', file, '-X', 'POST', `${fresh.url}/api/import`]);
    const seconds = (Date.now() - begun) / 1000;
    assert.equal(done.status, 0, done.stderr + done.stdout.slice(0, 500));
    const results = lines(done.stdout);
    assert.equal(results.length, MANY);
    assert.ok(results.every((result, i) => result.line === i + 1 && result.result === 'created'));
    const { total } = (await fresh.api('GET', '/articles?limit=1&include=total')).json;
    assert.equal(total, MANY);
    console.log(`# ${MANY} articles, ${(fs.statSync(file).size / 1048576).toFixed(0)} MiB: ${seconds.toFixed(1)} s, ${(MANY / seconds).toFixed(0)} a second; memory ${atStart.toFixed(0)} MiB at the start, ${peak().toFixed(0)} MiB at most`);
    if (process.env.CONG_IMPORT) assert.ok(seconds * 50_000 / MANY < 120, `${seconds} s`);
    await fresh.stop();
  } finally {
    await fresh.end();
  }
});

test('what a line hides is neither imported nor kept with its source', async () => {
  const line = { title: 'Dòng có chữ ẩn', external_id: 'an-1', body_format: 'html', body: '<p>Thân <span style="display:none">bí mật</span></p>' };
  const [result] = await send([line]);
  assert.deepEqual([result.status, result.warnings.map(({ code }) => code)], [201, ['hidden-removed']]);
  const { json } = await portal.api('GET', `/articles/${result.id}`, { as: 'editor' });
  assert.deepEqual([json.body.text, json.body_text], ['<p>Thân</p>\n', 'Thân']);
  assert.equal((await send([line]))[0].result, 'unchanged');
});

test('pictures that lines hold themselves become pictures of the portal, and a bad one is the fault of its line', async () => {
  const source = (red) => `data:image/png;base64,${png(4, 4, () => [red, 200, 30]).toString('base64')}`;
  const items = [
    { title: 'Dòng ảnh HTML', external_id: 'anh-1', body_format: 'html', body: `<p>a <img src="${source(1)}" alt="Một"></p>` },
    { title: 'Dòng không ảnh', external_id: 'anh-2', body: 'Thân.' },
    { title: 'Dòng ảnh Markdown', external_id: 'anh-3', body: `![Hai](${source(2)})` },
    { title: 'Dòng ảnh hỏng', external_id: 'anh-4', body: '![Ba](data:image/png;base64,AAAA)' },
  ];
  const media = async () => (await portal.api('GET', '/media', { as: 'editor' })).json.items.length;
  const before = await media();
  assert.deepEqual((await send(items, '?dry_run=true')).map(({ status }) => status), [201, 201, 201, 422]);
  assert.equal(await media(), before);
  const whole = await send(items, '?atomic=true');
  assert.deepEqual(whole.map(({ status }) => status), [424, 424, 424, 422]);
  assert.equal(await media(), before);
  const results = await send(items);
  assert.deepEqual(results.map(({ status }) => status), [201, 201, 201, 422]);
  assert.equal(results[3].problem.errors[0].pointer, '/body');
  assert.equal(await media(), before + 2);
  for (const at of [0, 2]) {
    const { json } = await portal.api('GET', `/articles/${results[at].id}`, { as: 'editor' });
    const [, address] = json.body_html.match(/<img src="(\/media\/[^"]+)"/);
    assert.ok(!json.body.text.includes('data:'), json.body.text);
    assert.equal((await portal.request('GET', address, { as: 'editor' })).status, 200);
  }
  assert.deepEqual((await send(items.slice(0, 3))).map(({ result }) => result), ['unchanged', 'unchanged', 'unchanged']);
});
