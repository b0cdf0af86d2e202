// Many requests on one connection before the first answer: one answer each, in order and whole, however the bytes are cut, and
// nothing behind the one that closes (RFC 9112 section 9.3.2).
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { PATIENCE_MS } from './lib/patience.mjs';
import { png } from './lib/pictures.mjs';
import { startPortal } from './lib/portal.mjs';

let portal;
let article;
let image;
let token;
before(async () => {
  portal = await startPortal({ args: ['write_rate', 'error_rate', 'miss_rate', 'search_rate'].flatMap((name) => ['--set', `${name}=0`]) });
  token = portal.token('editor');
  const made = await portal.form('POST', '/articles', { title: 'Bài dài', body: 'Một đoạn văn dài vừa phải. \n\n'.repeat(3000), status: 'published', alt: 'Ảnh', image: { bytes: png(30, 20, (x, y) => [x * 8, y * 12, 0]), name: 'anh.png', type: 'image/png' } }, { as: 'editor' });
  assert.equal(made.status, 201, made.text);
  article = made.json;
  image = new URL(article.image.url, portal.url).pathname;
});
after(() => portal?.end());

const HOST = 'Host: a\r\n';
const request = (line, fields = '', body = '') => `${line} HTTP/1.1\r\n${HOST}${fields}\r\n${body}`;
const auth = () => `Authorization: Bearer ${token}\r\nContent-Type: application/json\r\n`;
const sized = (line, body, fields = auth()) => request(line, `${fields}Content-Length: ${Buffer.byteLength(body)}\r\n`, Buffer.from(body).toString('latin1'));
const chunked = (line, body) => request(line, `${auth()}Transfer-Encoding: chunked\r\n`, `${Buffer.byteLength(body).toString(16)};x=y\r\n${Buffer.from(body).toString('latin1')}\r\n0\r\nX-Trailer: z\r\n\r\n`);
const LAST = request('GET /healthz', 'Connection: close\r\n');

/** Sends the pieces one after the other, a moment apart; gives the bytes that came until the daemon closed. */
function send(...pieces) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(portal.port, portal.host), parts = [];
    const timer = setTimeout(() => (socket.destroy(), reject(new Error(`not closed: ${Buffer.concat(parts).toString('latin1').slice(-400)}`))), PATIENCE_MS);
    socket.setNoDelay(true);
    socket.on('data', (bytes) => parts.push(bytes)).on('error', () => {});
    socket.on('close', () => (clearTimeout(timer), resolve(Buffer.concat(parts).toString('latin1'))));
    socket.on('connect', async () => {
      for (const [i, piece] of pieces.entries()) {
        if (i) await new Promise((done) => setTimeout(done, 2));
        if (!socket.destroyed) socket.write(piece, 'latin1');
      }
    });
  });
}

/** The answers in what came, read as a client has to that knows what it asked; a byte too many or too few is a fault. */
function answers(text, methods) {
  const found = [];
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\r\n\r\n', at), [line, ...fields] = text.slice(at, end).split('\r\n');
    assert.ok(end > 0 && /^HTTP\/1\.1 \d{3} /.test(line), `no answer begins with ${JSON.stringify(text.slice(at, at + 100))}`);
    const headers = Object.fromEntries(fields.map((field) => [field.slice(0, field.indexOf(':')).toLowerCase(), field.slice(field.indexOf(':') + 1).trim()]));
    const status = Number(line.split(' ')[1]);
    at = end + 4;
    if (status === 100) continue;
    let body = '';
    if (methods[found.length] !== 'HEAD' && status !== 204 && status !== 304) {
      if (headers['transfer-encoding'])
        for (let size = 1; size;) {
          const line = text.slice(at, text.indexOf('\r\n', at));
          size = parseInt(line, 16);
          assert.match(line, /^[0-9a-f]+$/i);
          body += text.slice(at + line.length + 2, at + line.length + 2 + size);
          at += line.length + 2 + size + 2;
          assert.equal(text.slice(at - 2, at), '\r\n');
        }
      else {
        assert.match(headers['content-length'] ?? '', /^\d+$/, `${line} says how long it is`);
        body = text.slice(at, at + Number(headers['content-length']));
        at += body.length;
        assert.equal(body.length, Number(headers['content-length']), line);
      }
    }
    found.push({ status, headers, body });
  }
  return found;
}

/** Kinds of request: method, bytes, status, and what else must be true of the answer. `i` makes each different. */
const kinds = () => [
  ['GET', (i) => request(`GET /api/khong-co-${i}`), 404, ({ body }, i) => assert.ok(body.includes(`khong-co-${i};`), body)],
  ['HEAD', () => request(`HEAD ${new URL(article.url, portal.url).pathname}`), 200, ({ headers }) => assert.ok(Number(headers['content-length']) > 80_000)],
  ['GET', () => request('GET /', 'If-None-Match: *\r\n'), 304],
  ['GET', () => request(`GET ${new URL(article.url, portal.url).pathname}`, 'Accept-Encoding: identity\r\n'), 200, ({ body }) => assert.match(body, /<\/html>\s*$/)],
  ['OPTIONS', () => request('OPTIONS /api/articles'), 204],
  ['POST', (i) => sized('POST /api/tags?dry_run=true', JSON.stringify({ name: `Thẻ ${i}` })), 201, ({ body }, i) => assert.equal(JSON.parse(Buffer.from(body, 'latin1')).name, `Thẻ ${i}`)],
  ['POST', (i) => chunked('POST /api/tags?dry_run=true', JSON.stringify({ name: `Mảnh ${i}` })), 201, ({ body }, i) => assert.equal(JSON.parse(Buffer.from(body, 'latin1')).name, `Mảnh ${i}`)],
  ['POST', (i) => sized('POST /api/tags', '{"nam":', `${auth()}X-I: ${i}\r\n`), 400],
  ['GET', () => request('GET /api/tokens'), 401],
  ['GET', () => request('GET /api/articles?q=doan+van&limit=1'), 200, ({ body }) => assert.ok(JSON.parse(Buffer.from(body, 'latin1')).items)],
  ['HEAD', (i) => request(`HEAD /api/khong-co-${i}`), 404],
  ['GET', () => request(`GET ${image}`, 'Range: bytes=0-9\r\n'), 206, ({ body }) => assert.equal(body.length, 10)],
  ['GET', () => request(`GET ${image}`, 'Range: bytes=99999999-\r\n'), 416],
  ['PUT', (i) => request('PUT /healthz', `X-I: ${i}\r\nContent-Length: 0\r\n`), 405, ({ headers }) => assert.ok(headers.allow)],
  ['GET', () => request('GET /api/snapshot'), 200, ({ headers }) => assert.equal(headers['transfer-encoding'], 'chunked')],
  ['GET', () => request('GET /healthz/'), 301],
  ['GET', () => request('GET /api/stats'), 200],
  ['DELETE', () => request('DELETE /api/tags/999999', auth()), 404],
  ['GET', (i) => request(`GET /api/articles/${article.id}`, `X-I: ${i}\r\nAccept-Encoding: gzip\r\n`), 200, ({ headers }) => assert.equal(headers['content-encoding'], 'gzip')],
  ['GET', () => request('GET /tim-kiem?q=bai'), 200, ({ body }) => assert.match(body, /<\/html>\s*$/)],
];

/** A search that a busy machine cut, or a look that it did not end: an answer like another. */
const isCut = ({ status, body }) => status === 503 && /\/problems\/(search-cut|timeout)|Tìm kiếm này quá lâu|Tìm kiếm chưa xong|Xử lý quá thời hạn/.test(Buffer.from(body, 'latin1'));

function check(text, asked) {
  const got = answers(text, [...asked.map(({ kind }) => kind[0]), 'GET']);
  assert.deepEqual(got.map((answer) => (isCut(answer) ? 200 : answer.status)), [...asked.map(({ kind }) => kind[2]), 200]);
  for (const [at, { kind, i }] of asked.entries()) if (!isCut(got[at])) kind[3]?.(got[at], i);
  assert.match(got.at(-1).headers.connection, /close/);
}

test('a hundred requests of twenty kinds in one write get a hundred answers in order, and the connection is closed behind the last', async () => {
  const all = kinds();
  for (let turn = 0; turn < 3; turn++) {
    const asked = Array.from({ length: 100 }, (_, i) => ({ i, kind: all[(i * [1, 7, 13][turn]) % all.length] }));
    check(await send(asked.map(({ kind, i }) => kind[1](i)).join('') + LAST), asked);
  }
});

test('each pair of kinds, one behind the other', async () => {
  const all = kinds(), asked = [];
  for (const one of all) for (const other of all) asked.push({ kind: one, i: asked.length }, { kind: other, i: asked.length + 1 });
  for (let from = 0; from < asked.length; from += 100) {
    const some = asked.slice(from, from + 100);
    check(await send(some.map(({ kind, i }) => kind[1](i)).join('') + LAST), some);
  }
});

test('cut in two at each byte, the same', async () => {
  const all = kinds(), cut = async (asked) => {
    const bytes = asked.map(({ kind, i }) => kind[1](i)).join('') + LAST, places = Array.from({ length: bytes.length - 1 }, (_, i) => i + 1);
    const worker = async () => {
      for (let at; (at = places.pop()); ) check(await send(bytes.slice(0, at), bytes.slice(at)), asked);
    };
    await Promise.all(Array.from({ length: 16 }, worker));
  };
  await cut([1, 2, 5, 6, 4, 0].map((kind) => ({ kind: all[kind], i: kind })));
  await cut([7, 8, 10, 11, 15].map((kind) => ({ kind: all[kind], i: kind })));
});

test('byte by byte, the same', async () => {
  const all = kinds(), asked = [6, 1, 2, 4, 5, 8].map((kind) => ({ kind: all[kind], i: kind }));
  check(await send(...asked.map(({ kind, i }) => kind[1](i)).join(''), LAST), asked);
});

test('behind a request that closes nothing is answered, and nothing behind one is done', async () => {
  const made = sized('POST /api/tags', '{"name":"Thẻ phía sau"}');
  const closing = [
    [request('GET /healthz', 'Connection: close\r\n'), 200], [`GET /healthz HTTP/1.0\r\n\r\n`, 200], [request('GET /healthz', 'X : y\r\n'), 400],
    [`GET /healthz HTTP/1.1\r\n${HOST}${HOST}\r\n`, 400], [request('POST /api/tags', `${auth()}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n`, '0\r\n\r\n'), 400],
    [request('POST /api/tags', `${auth()}Transfer-Encoding: chunked\r\n`, 'x\r\n'), 400], [`BREW / HTTP/3.0\r\n${HOST}\r\n`, 505],
  ];
  for (const [bytes, status] of closing) {
    const before = request('GET /api/khong-co').repeat(3);
    const got = answers(await send(before + bytes + made + LAST), ['GET', 'GET', 'GET']);
    assert.deepEqual(got.map((answer) => answer.status), [404, 404, 404, status], bytes);
    assert.match(got.at(-1).headers.connection ?? '', /close/i, bytes);
  }
  assert.ok(!(await portal.api('GET', '/tags')).text.includes('phía sau'));
});

test('who sends faster than they read gets every answer', async () => {
  const one = request('GET /api/khong-co'), path = new URL(article.url, portal.url).pathname, long = request(`GET ${path}`, 'Accept-Encoding: identity\r\n');
  const got = await new Promise((resolve, reject) => {
    const socket = net.connect(portal.port, portal.host), parts = [];
    socket.on('connect', () => {
      socket.pause();
      socket.write((one + long).repeat(100) + LAST, () => {});
      setTimeout(() => socket.resume(), 1000);
    });
    socket.on('data', (bytes) => parts.push(bytes)).on('error', reject).on('close', () => resolve(Buffer.concat(parts).toString('latin1')));
  });
  assert.deepEqual(answers(got, []).map(({ status }) => status), [...Array.from({ length: 200 }, (_, i) => (i % 2 ? 200 : 404)), 200]);
});
