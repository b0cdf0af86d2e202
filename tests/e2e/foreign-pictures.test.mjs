// Pictures of other sites in a body: refused, or on request fetched and kept here; from nowhere that is not public.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { jpegWithMetadata, png } from './lib/pictures.mjs';
import { ALLOW_ROOT, readData, scratch, startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

const folder = scratch();
const PICTURE_MAX = 20 * 1024 * 1024;
let portal, closed, server, secret, secure, stranger;
let visits = []; // [server, path, headers]
const listen = (made, host = '127.0.0.1', port = 0) => new Promise((resolve) => made.listen(port, host, () => resolve(made)));
const end = (made) => new Promise((resolve) => { made.closeAllConnections(); made.close(resolve); });
let marked = 0;
const unique = (width = 96, height = 64) => png(width, height, (x, y) => [(x * 3 + marked * 29) & 255, (y * 5) & 255, (marked * 7) & 255]);

/** What the test's servers answer by path; each request has a picture of its own. */
const pages = {
  '/good.png': (res) => res.end(unique()),
  '/photo.jpg': (res) => res.end(jpegWithMetadata(readData('photo.jpg'), 6)),
  '/chunked.png': (res) => { const bytes = unique(); res.write(bytes.subarray(0, 50)); res.end(bytes.subarray(50)); },
  '/with space & more.png': (res) => res.end(unique()),
  '/Ảnh_lễ hội.png': (res) => res.end(unique()),
  '/moved.png': (res) => res.writeHead(302, { Location: '/good.png' }).end(),
  '/to-secret.png': (res) => res.writeHead(302, { Location: `http://127.0.0.2:${server.address().port}/good.png` }).end(),
  '/to-metadata.png': (res) => res.writeHead(307, { Location: 'http://169.254.169.254/latest/meta-data/' }).end(),
  '/to-file.png': (res) => res.writeHead(301, { Location: 'file:///etc/passwd' }).end(),
  '/to-name.png': (res) => res.writeHead(301, { Location: 'http://localhost/x.png' }).end(),
  '/round.png': (res) => res.writeHead(302, { Location: '/round.png' }).end(),
  '/page.html': (res) => res.writeHead(200, { 'Content-Type': 'image/png' }).end('<!doctype html><title>Không phải ảnh</title>'),
  '/broken.png': (res) => res.end(unique().subarray(0, 60)),
  '/empty.png': (res) => res.end(),
  '/error.png': (res) => res.writeHead(503).end('x'),
  '/gzip.png': (res) => res.writeHead(200, { 'Content-Encoding': 'gzip' }).end(unique()),
  '/cut.png': (res) => { res.writeHead(200, { 'Content-Length': 5000 }); res.write(unique().subarray(0, 100)); setImmediate(() => res.socket.destroy()); },
  '/huge.png': (res) => res.writeHead(200, { 'Content-Length': PICTURE_MAX + 1 }).write(unique()),
  '/endless.png': (res) => {
    const more = Buffer.alloc(256 * 1024);
    res.write(unique());
    const pour = () => { while (!res.destroyed && res.write(more)); };
    res.on('drain', pour).on('error', () => {});
    pour();
  },
  '/drip.png': (res) => {
    const bytes = unique();
    res.write(bytes.subarray(0, 30));
    let at = 30;
    const timer = setInterval(() => res.write(bytes.subarray(at, ++at)), 400);
    res.on('close', () => clearInterval(timer));
  },
  '/silent.png': () => {},
};
const answer = (name) => (req, res) => {
  visits.push([name, req.url, req.headers]);
  marked++;
  const page = pages[decodeURIComponent(req.url.split('?')[0])];
  if (page) page(res);
  else res.writeHead(404).end('no');
};

function certificate(name, subject) {
  const file = (what) => path.join(folder, `${name}.${what}`);
  const done = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
    '-subj', `/CN=${name}`, '-addext', `subjectAltName=${subject}`, '-keyout', file('key'), '-out', file('cert')], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return { key: fs.readFileSync(file('key')), cert: fs.readFileSync(file('cert')), file: file('cert') };
}

before(async () => {
  const good = certificate('good', 'IP:127.0.0.1'), other = certificate('other', 'DNS:example.vn');
  server = await listen(http.createServer(answer('open')));
  secret = await listen(http.createServer(answer('secret')), '127.0.0.2', server.address().port);
  secure = await listen(https.createServer(good, answer('secure')));
  stranger = await listen(https.createServer(other, answer('stranger')));
  fs.writeFileSync(path.join(folder, 'authorities.pem'), Buffer.concat([good.cert, other.cert]));
  const from = [server, secure, stranger].map((one) => `127.0.0.1:${one.address().port}`).join(' ');
  const common = ['--set', 'write_rate=0', '--set', 'error_rate=0'];
  [portal, closed] = await Promise.all([
    startPortal({ args: [...common, '--set', 'import_pictures=yes', '--set', `import_from=${from}`, '--set', `import_authorities=${path.join(folder, 'authorities.pem')}`] }),
    startPortal({ args: common }),
  ]);
});
after(async () => {
  await Promise.all([server, secret, secure, stranger].map((one) => one && end(one)));
  await closed?.end();
  await portal?.end();
});

const at = (where, of = server) => `http${of === secure || of === stranger ? 's' : ''}://127.0.0.1:${of.address().port}${where}`;
const post = (body, { query = '?import_pictures=true', format = 'html', more = {}, to = portal } = {}) =>
  to.api('POST', `/articles${query}`, { as: 'author', body: { title: `Ảnh từ nơi khác ${marked++}`, body, body_format: format, ...more } });
const articles = async () => (await portal.api('GET', '/articles?status=draft&limit=100', { as: 'editor' })).json;
const asReader = (url) => portal.request('GET', url, { as: 'reader' });
const whole = async (id) => (await portal.api('GET', `/articles/${id}`, { as: 'editor' })).json;

describe('a picture that is imported', () => {
  test('is kept as an upload is, and the body refers to it', async () => {
    visits = [];
    const sent = `<p>Trước</p><p><a href="${at('/photo.jpg')}"><img alt="Toàn cảnh" src="${at('/photo.jpg')}" width=300></a></p>`;
    const { status, json, text } = await post(sent);
    assert.equal(status, 201, text);
    const [, name] = json.body.text.match(/src="(\/media\/[0-9a-z]+\.jpg)"/);
    assert.ok(json.body.text.includes(`<a href="${at('/photo.jpg')}">`), 'a link stays what it was');
    assert.match(json.body_html, new RegExp(`<picture>.*srcset=.*<img src="${name}" srcset=.* alt="Toàn cảnh"`, 's'));
    assert.doesNotMatch(json.body_html, /<img[^>]*127\.0\.0\.1/);
    const kept = await asReader(name);
    assert.equal(kept.status, 200);
    assert.doesNotMatch(kept.bytes.toString('latin1'), /Secret/);
    assert.equal(visits.length, 1, 'shown twice or not, it is fetched once');
    const [, , headers] = visits[0];
    assert.equal(headers.host, `127.0.0.1:${server.address().port}`);
    assert.deepEqual(['authorization', 'cookie', 'referer'].filter((one) => headers[one]), []);
    // The same bytes again are the same medium.
    const again = await post(`<p><img alt="Lần hai" src='${at('/photo.jpg?v=2')}'></p>`);
    assert.equal(again.status, 201, again.text);
    assert.ok(again.json.body.text.includes(name), again.json.body.text);
    // A draft's picture is not public; a published one's is.
    assert.equal((await portal.request('GET', name)).status, 404);
    assert.equal((await portal.api('POST', `/articles/${json.id}/publish`, { as: 'editor' })).status, 200);
    assert.equal((await portal.request('GET', name)).status, 200);
  });

  test('may be written in any way that Markdown and HTML know', async () => {
    const url = (where, of) => at(where, of).replace('http:', 'HTTP:');
    for (const [format, body] of [
      ['markdown', `![Lễ](${at('/good.png')})`],
      ['markdown', `![Lễ](<${at('/good.png')}> "Tên")`],
      ['markdown', `![Lễ][a]\n\n[a]: ${at('/good.png')} "Tên"`],
      ['markdown', `![Lễ](${at('/good.png').replaceAll('.', '\\.')})`],
      ['markdown', `![Lễ](${at('/good.png?a=1&b=2')})`],
      ['markdown', `![Lễ](${at('/good.png?a=1&amp;b=2')})`],
      ['markdown', `![Lễ](<${at('/Ảnh_lễ hội.png')}>)`],
      ['html', `<img alt=Lễ src=${at('/good.png')}>`],
      ['html', `<IMG SRC = "${url('/good.png')}" ALT="Lễ">`],
      ['html', `<img alt='Lễ' src=' ${at('/good.png?a=1&amp;b=2')} '>`],
      ['html', `<img alt="Lễ" src="${at('/Ảnh_lễ hội.png')}">`],
      ['html', `<img alt="Lễ" src="${at('/with space & more.png')}">`],
      ['html', `<img alt="Lễ" src="${at('/chunked.png')}">`],
      ['html', `<img alt="Lễ" src="${at('/moved.png')}">`],
      ['html', `<img alt="Lễ" src="${at('/good.png', secure)}">`],
      ['html', `<img alt="Lễ" src="${at('/good.png', secure).replace('https:', '')}">`],
    ]) {
      const { status, json, text } = await post(body, { format });
      assert.equal(status, 201, `${body}: ${text}`);
      assert.match(json.body.text, /\/media\/[0-9a-z]+\.jpg/, body);
      assert.doesNotMatch(json.body.text + json.body_html, /127\.0\.0\.1/, body);
    }
  });

  test('comes with PUT, PATCH, front matter and a form too', async () => {
    const { json } = await post('<p>Trống</p>', { query: '' });
    const change = await portal.api('PATCH', `/articles/${json.id}?import_pictures=true`, { as: 'author', body: { body: `<img alt="Lễ" src="${at('/good.png')}">` } });
    assert.equal(change.status, 200, change.text);
    assert.match(change.json.body.text, /^<img alt="Lễ" src="\/media\//);
    const put = await portal.api('PUT', `/articles/${json.id}?import_pictures=true`, { as: 'author', headers: { 'If-Match': change.headers.etag }, body: { title: 'Mới', body: `![Lễ](${at('/good.png')})` } });
    assert.equal(put.status, 200, put.text);
    assert.match(put.json.body.text, /^!\[Lễ\]\(\/media\//);
    const markdown = await portal.api('POST', '/articles?import_pictures=true', { as: 'author', type: 'text/markdown', body: `---\ntitle: Có ảnh\n---\n![Lễ](${at('/good.png')})\n` });
    assert.equal(markdown.status, 201, markdown.text);
    assert.match(markdown.json.body.text, /\(\/media\//);
    const preview = await portal.api('POST', '/preview?import_pictures=true', { as: 'author', body: { title: 'Xem', body: `![Lễ](${at('/good.png')})` } });
    assert.equal(preview.status, 200, preview.text);
    assert.match(preview.text, /<img src="\/media\//);
  });

  test('needs a description as any other', async () => {
    for (const body of [`<img src="${at('/good.png')}">`])
      assertProblem(await post(body), 422, 'invalid-input', { pointer: '/body', detail: /good\.png.*(mô tả|description)/ });
    assert.equal((await post(`<img alt="" src="${at('/good.png')}">`)).status, 201, 'one that says nothing is said to');
  });

  test('is not kept by a trial', async () => {
    const media = () => fs.readdirSync(`${portal.data}/media`).length;
    const before = media();
    const { status, json, text } = await post(`<img alt="Lễ" src="${at('/good.png')}">`, { query: '?import_pictures=true&dry_run=true' });
    assert.equal(status, 201, text);
    assert.equal(json.dry_run, true);
    assert.match(json.body.text, /\/media\//);
    assert.equal(media(), before);
  });

  test('is fetched once for an Idempotency-Key', async () => {
    const body = { title: 'Một lần', body: `![Lễ](${at('/good.png?once')})` };
    visits = [];
    const send = () => portal.api('POST', '/articles?import_pictures=true', { as: 'author', body, headers: { 'Idempotency-Key': 'once' } });
    const [one, two] = [await send(), await send()];
    assert.equal(one.status, 201, one.text);
    assert.deepEqual([two.status, two.json.id], [201, one.json.id]);
    assert.equal(visits.length, 1);
  });
});

describe('a picture that cannot be had', () => {
  const refused = async (url, why) => {
    const before = [(await articles()).items.length, fs.readdirSync(`${portal.data}/media`).length];
    // Asked for again when a busy machine did not have it in the ten seconds that there are.
    const isSlow = ({ text }) => /quá 10 giây/.test(text) && !why.test('quá 10 giây');
    let answer, tries = 0;
    do answer = await post(`<img alt="Lễ" src="${url}">`);
    while (isSlow(answer) && ++tries < 10);
    const problem = assertProblem(answer, 422, 'invalid-input', { pointer: '/body' });
    assert.equal(problem.errors.length, 1, answer.text);
    assert.ok(problem.errors[0].detail.includes(url.slice(0, 100)), answer.text);
    assert.match(problem.errors[0].detail, why, url);
    assert.deepEqual([(await articles()).items.length, fs.readdirSync(`${portal.data}/media`).length], before, 'nothing is written');
  };

  test('is named with the reason, and nothing is written', async () => {
    for (const [where, why] of [
      ['/nowhere.png', /không có ảnh này/], ['/page.html', /không phải ảnh/], ['/empty.png', /không phải ảnh/], ['/broken.png', /hỏng|không đọc được/],
      ['/error.png', /503/], ['/gzip.png', /trả lời sai/], ['/cut.png', /trả lời sai/], ['/huge.png', /lớn quá 20971520/], ['/endless.png', /lớn quá/],
      ['/round.png', /chuyển hướng quá 3/], ['/to-secret.png', /mạng nội bộ/], ['/to-metadata.png', /mạng nội bộ/], ['/to-name.png', /mạng nội bộ/],
      ['/to-file.png', /địa chỉ không dùng được/],
    ])
      await refused(at(where), why);
  });

  test('because its address is not public, however it is written', async () => {
    visits = [];
    const port = server.address().port;
    for (const url of [
      `http://127.0.0.2:${port}/good.png`, 'http://127.0.0.1/x.png', 'http://0.0.0.0/x.png', 'http://10.0.0.1/x.png', 'http://192.168.1.1/x.png',
      'http://169.254.169.254/x.png', 'http://[::1]/x.png', 'http://[::ffff:127.0.0.1]/x.png', 'http://[::ffff:7f00:2]/x.png', 'http://[64:ff9b::7f00:2]/x.png', 'http://[fd00::1]/x.png',
      `http://2130706434:${port}/x.png`, 'http://0x7f000002/x.png', 'http://0177.0.0.2/x.png', 'http://127.2/x.png', 'http://8.8.8.8:22/x.png',
    ])
      await refused(url, /mạng nội bộ|máy chủ/);
    // Known without a resolver and without /etc/hosts, which a bare machine does not have.
    for (const url of [`http://localhost:${port + 1}/good.png`, 'http://LOCALHOST./x.png', 'http://anh.localhost/x.png'])
      await refused(url, /mạng nội bộ/);
    await refused('http://user@127.0.0.1/x.png', /không dùng được/);
    assert.deepEqual(visits.filter(([name]) => name === 'secret'), [], 'nobody was asked');
  });

  test('because its certificate is not good for it', async () => {
    visits = [];
    await refused(at('/good.png', stranger), /chứng chỉ/);
    assert.deepEqual(visits, []);
    // Plain HTTP where TLS was meant, and the other way round.
    await refused(at('/good.png').replace('http:', 'https:'), /trả lời sai/);
  });

  test('because it comes too slowly', { timeout: 600_000 }, async () => {
    await Promise.all([refused(at('/drip.png'), /quá 10 giây/), portal.request('GET', '/')]);
    await refused(at('/silent.png'), /quá 10 giây/);
  });

  test('with every other fault of the request, and one that could be had', async () => {
    const answer = await post(`<img alt=A src="${at('/good.png')}"><img alt=B src="${at('/x.png')}"><img alt=C src="${at('/page.html')}">`, { more: { lang: 'fr' } });
    const { errors } = assertProblem(answer, 422, 'invalid-input', { pointer: '/lang' });
    assert.deepEqual(errors.filter(({ pointer }) => pointer === '/body').map(({ detail }) => detail.match(/(x\.png|page\.html|good\.png)/)[0]).sort(), ['page.html', 'x.png']);
  });

  test('in English too', async () => {
    const answer = await portal.api('POST', '/articles?import_pictures=true', { as: 'author', body: { title: 'X', body: `![A](${at('/x.png')})` }, headers: { 'Accept-Language': 'en' } });
    assertProblem(answer, 422, 'invalid-input', { pointer: '/body', detail: /x\.png could not be imported: it is not there/ });
  });

  test('is named by the beginning of its address, when that is long', async () => {
    for (const before of ['', 'x', 'xx'])
      for (const query of ['', '?import_pictures=true']) {
        const answer = await post(`<img alt=A src="http://127.0.0.2/${before}${'ả'.repeat(1000)}.png">`, { query });
        const { errors } = assertProblem(answer, 422, 'invalid-input', { pointer: '/body' });
        assert.match(errors[0].detail, /ảảả/);
        assert.doesNotMatch(errors[0].detail, /\ufffd|\.png/);
      }
  });

  test('and eleven are too many', async () => {
    visits = [];
    const body = Array.from({ length: 11 }, (_, i) => `<p><img alt=A src="${at(`/good.png?${i}`)}"></p>`).join('');
    const { errors } = assertProblem(await post(body), 422, 'invalid-input', { pointer: '/body', detail: /quá 10 ảnh/ });
    assert.equal(errors.length, 1);
    assert.equal(visits.length, 0);
  });
});

describe('without the wish or the setting', () => {
  test('pictures of other sites are refused as ever', async () => {
    visits = [];
    for (const [to, query] of [[portal, ''], [portal, '?import_pictures=false'], [closed, ''], [closed, '?import_pictures=false']])
      assertProblem(await post(`<img alt=A src="${at('/good.png')}">`, { query, to }), 422, 'invalid-input', { pointer: '/body', detail: /\/api\/media/ });
    assert.deepEqual(visits, []);
  });

  test('a wish that the portal does not grant says which setting does', async () => {
    visits = [];
    for (const [method, where] of [['POST', '/articles'], ['POST', '/preview']])
      assertProblem(await closed.api(method, `${where}?import_pictures=true`, { as: 'author', body: { title: 'X', body: `![A](${at('/good.png')})` } }), 400, 'invalid-parameter', { parameter: 'import_pictures', detail: /import_pictures=yes/ });
    assertProblem(await post('x', { query: '?import_pictures=perhaps' }), 400, 'invalid-parameter', { parameter: 'import_pictures' });
    assert.deepEqual(visits, []);
  });

  test('whoever may not write makes nobody be asked', async () => {
    visits = [];
    assert.equal((await portal.api('POST', '/articles?import_pictures=true', { body: { title: 'X', body: `![A](${at('/good.png')})` } })).status, 401);
    assert.equal((await portal.api('POST', '/articles?import_pictures=true', { as: 'reader', body: { title: 'X', body: `![A](${at('/good.png')})` } })).status, 403);
    assert.deepEqual(visits, []);
  });

  test('what the settings say wrongly stops the start', () => {
    for (const wrong of ['import_from=127.0.0.0/8:80', 'import_from=localhost:80', 'import_from=127.0.0.1', 'import_pictures=true', `import_authorities=${folder}/nowhere.pem`]) {
      const done = spawnSync(closed.binary, ['serve', ...ALLOW_ROOT, '--data', `${folder}/wrong`, '--listen', '127.0.0.1:0', '--set', wrong], { encoding: 'utf8', timeout: 120_000 });
      assert.equal(done.status, 1, wrong);
      assert.match(done.stderr, new RegExp(wrong.split('=')[0]), wrong);
    }
  });
});

test('three who import at once: each gets pictures or is asked to come again; uploads and readers go on', { timeout: 600_000 }, async () => {
  const slow = Array.from({ length: 3 }, () => portal.requestOnce('POST', '/api/articles?import_pictures=true',
    { as: 'author', body: { title: `Ảnh từ nơi khác ${marked++}`, body: `<img alt="Lễ" src="${at('/silent.png')}">`, body_format: 'html' } }));
  const media = await portal.api('POST', '/media', { as: 'author', body: unique(50, 40), type: 'image/png' });
  assert.equal(media.status, 201, media.text);
  const statuses = (await Promise.all(slow)).map((answer) => {
    if (answer.status === 503) assert.ok(answer.headers['retry-after'] && /nhập ảnh/.test(answer.text), answer.text);
    return answer.status;
  });
  assert.ok(statuses.every((status) => [422, 503].includes(status)) && statuses.includes(503), String(statuses));
  assert.equal((await portal.page('/')).status, 200);
});

test('a stop waits for the picture under way and no other, and no sanitizer has anything to say', { timeout: 600_000 }, async () => {
  visits = [];
  const body = Array.from({ length: 10 }, (_, i) => `<p><img alt="Lễ" src="${at(`/silent.png?${i}`)}"></p>`).join('');
  const answer = post(body).catch((error) => error);
  while (!visits.length) await new Promise((resolve) => setTimeout(resolve, 20));
  await portal.stop();
  await answer;
  assert.equal(visits.length, 1);
});
