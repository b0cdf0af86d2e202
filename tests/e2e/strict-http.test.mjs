// Requests as bytes: what RFC 9112 forbids is refused once and the connection closed, however the bytes arrive.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { PATIENCE_MS, watchPulse } from './lib/patience.mjs';
import { said, startPortal, until } from './lib/portal.mjs';

const ONE = '/?one'; // what must be answered
const TWO = 'GET /api/smuggled HTTP/1.1\r\nHost: a\r\n\r\n'; // what must never be
const HOST = 'Host: a\r\n';
const POST = `POST /api/tags HTTP/1.1\r\n${HOST}`;
const CHUNKED = `${POST}Authorization: Bearer TOKEN\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
const get = (fields = HOST, line = `GET ${ONE} HTTP/1.1`) => `${line}\r\n${fields}\r\n`;

/** name, bytes, status. TWO is sent behind each; TOKEN stands for an editor's. */
const REFUSED = [
  ['two Content-Lengths that differ', `${POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc`, 400],
  ['two Content-Lengths that agree', `${POST}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc`, 400],
  ['a list in Content-Length', `${POST}Content-Length: 3, 3\r\n\r\nabc`, 400],
  ['Content-Length before Transfer-Encoding', `${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
  ['Content-Length after Transfer-Encoding', `${POST}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`, 400],
  ['Content-Length with a plus', `${POST}Content-Length: +3\r\n\r\nabc`, 400],
  ['Content-Length with a minus', `${POST}Content-Length: -3\r\n\r\nabc`, 400],
  ['Content-Length in hexadecimal', `${POST}Content-Length: 0x3\r\n\r\nabc`, 400],
  ['an empty Content-Length', `${POST}Content-Length:\r\n\r\nabc`, 400],
  ['Content-Length with a letter', `${POST}Content-Length: 3a\r\n\r\nabc`, 400],
  ['Content-Length past 64 bits', `${POST}Content-Length: 18446744073709551619\r\n\r\nabc`, 400],
  ['a space behind Content-Length', `${POST}Content-Length: 3 \r\n\r\nabc`, 400],
  ['a tab behind Content-Length', `${POST}Content-Length: 3\t\r\n\r\nabc`, 400],
  ['many spaces and a digit behind Content-Length', `${POST}Content-Length: 3${' '.repeat(19)}0\r\n\r\nabc`, 400],
  ['a space behind Transfer-Encoding', `${POST}Transfer-Encoding: chunked \r\n\r\n0\r\n\r\n`, 400],
  ['chunks for an address that takes no body', `GET ${ONE} HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`, 413],
  ['chunks for it, with an expectation', `GET ${ONE} HTTP/1.1\r\n${HOST}Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`, 413],
  ['more trailers than there is memory', `${CHUNKED}0\r\n${'a:b\r\n'.repeat(1700)}\r\n`, 431],
  ['a space before the colon of Content-Length', `${POST}Content-Length : 3\r\n\r\nabc`, 400],
  ['a space before the colon of Transfer-Encoding', `${POST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`, 400],
  ['a tab before a colon', get(`${HOST}X\t: y\r\n`), 400],
  ['an unknown Transfer-Encoding', `${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, 400],
  ['a coding behind chunked', `${POST}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`, 400],
  ['a coding alone', `${POST}Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n`, 400],
  ['a list of codings', `${POST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`, 501],
  ['chunked twice in one field', `${POST}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n`, 400],
  ['two Transfer-Encodings', `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`, 400],
  ['chunked behind a vertical tab', `${POST}Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n`, 400],
  ['chunked in quotes', `${POST}Transfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n`, 400],
  ['an empty Transfer-Encoding', `${POST}Transfer-Encoding:\r\n\r\n0\r\n\r\n`, 400],
  ['Transfer-Encoding in HTTP/1.0', 'POST /api/tags HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
  ['a bare LF behind the request line', `GET ${ONE} HTTP/1.1\n${HOST}\r\n`, 400],
  ['a bare LF behind a field', get('Host: a\nX: y\r\n'), 400],
  ['a bare LF for the empty line', `GET ${ONE} HTTP/1.1\r\n${HOST}\n`, 400],
  ['bare LFs only', `GET ${ONE} HTTP/1.1\nHost: a\n\n`, 400],
  ['a bare CR behind the request line', `GET ${ONE} HTTP/1.1\rHost: a\r\n\r\n`, 400],
  ['a bare CR in a value', get(`${HOST}X: a\rb\r\n`), 400],
  ['a bare CR in a name', get(`${HOST}X\rY: b\r\n`), 400],
  ['CR CR LF', `GET ${ONE} HTTP/1.1\r\r\n${HOST}\r\n`, 400],
  ['NUL in a value', get(`${HOST}X: a\0b\r\n`), 400],
  ['NUL in a name', get(`${HOST}X\0: b\r\n`), 400],
  ['NUL in the target', get(HOST, 'GET /\0 HTTP/1.1'), 400],
  ['NUL before the request', `\0${get()}`, 400],
  ['a folded line', get(`${HOST}X: a\r\n b\r\n`), 400],
  ['a folded line with a tab', get(`${HOST}X: a\r\n\tb\r\n`), 400],
  ['a folded line that invents a header', get(`${HOST}X: evil\r\n -Forwarded-For: 10.0.0.1\r\n`), 400],
  ['a folded line as the first field', get(` ${HOST}`), 400],
  ['two Hosts', get(`${HOST}Host: b\r\n`), 400],
  ['two equal Hosts', get(HOST + HOST), 400],
  ['no Host', get(''), 400],
  ['an empty Host', get('Host:\r\n'), 400],
  ['Host with a space', get('Host: a b\r\n'), 400],
  ['Host with a path', get('Host: a/b\r\n'), 400],
  ['Host with a user', get('Host: u@a\r\n'), 400],
  ['Host with an absurd port', get('Host: a:123456\r\n'), 400],
  ['Host with a comma', get('Host: a,b:80:80\r\n'), 400],
  ['a field without a colon', get(`${HOST}X\r\n`), 400],
  ['a field without a name', get(`${HOST}: b\r\n`), 400],
  ['a name in brackets', get(`${HOST}X[1]: b\r\n`), 400],
  ['a name with a space', get(`${HOST}X y: b\r\n`), 400],
  ['a name that is not ASCII', get(`${HOST}X\u00e9: b\r\n`), 400],
  ['DEL in a value', get(`${HOST}X: \x7f\r\n`), 400],
  ['two spaces behind the method', get(HOST, `GET  ${ONE} HTTP/1.1`), 400],
  ['two spaces before the version', get(HOST, `GET ${ONE}  HTTP/1.1`), 400],
  ['a tab in the request line', get(HOST, `GET\t${ONE} HTTP/1.1`), 400],
  ['a space behind the version', get(HOST, `GET ${ONE} HTTP/1.1 `), 400],
  ['a space before the method', ` ${get()}`, 400],
  ['a method that is no token', get(HOST, `G(T ${ONE} HTTP/1.1`), 400],
  ['no version', `GET ${ONE}\r\n\r\n`, 400],
  ['no target', `GET HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['a version in small letters', get(HOST, `GET ${ONE} http/1.1`), 400],
  ['a version without a point', get(HOST, `GET ${ONE} HTTP/11`), 400],
  ['a version with two digits', get(HOST, `GET ${ONE} HTTP/1.10`), 400],
  ['HTTP/0.9', get(HOST, `GET ${ONE} HTTP/0.9`), 505],
  ['HTTP/2.0', get(HOST, `GET ${ONE} HTTP/2.0`), 505],
  ['HTTP/1.2 without Host', get('', `GET ${ONE} HTTP/1.2`), 400],
  ['HTTP/2 spoken at once', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505],
  ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  ['two empty lines first', `\r\n\r\n${get()}`, 400],
  ['a chunk size that is no number', `${CHUNKED}x\r\n\r\n`, 400],
  ['a chunk size with 0x', `${CHUNKED}0x3\r\nabc\r\n0\r\n\r\n`, 400],
  ['a chunk size with a sign', `${CHUNKED}+3\r\nabc\r\n0\r\n\r\n`, 400],
  ['a chunk size behind a space', `${CHUNKED} 3\r\nabc\r\n0\r\n\r\n`, 400],
  ['a chunk size before a space', `${CHUNKED}3 \r\nabc\r\n0\r\n\r\n`, 400],
  ['a chunk size that overflows', `${CHUNKED}fffffffffffffffff\r\nabc\r\n0\r\n\r\n`, 400],
  ['an empty chunk size', `${CHUNKED}\r\nabc\r\n0\r\n\r\n`, 400],
  ['a chunk size line with LF alone', `${CHUNKED}3\nabc\r\n0\r\n\r\n`, 400],
  ['a chunk extension with LF alone', `${CHUNKED}3;x\nabc\r\n0\r\n\r\n`, 400],
  ['a chunk extension without a name', `${CHUNKED}3;=y\r\nabc\r\n0\r\n\r\n`, 400],
  ['a chunk extension without a value', `${CHUNKED}3;x=\r\nabc\r\n0\r\n\r\n`, 400],
  ['a chunk extension with an open quote', `${CHUNKED}3;x="y\r\nabc\r\n0\r\n\r\n`, 400],
  ['a chunk extension with text behind the quote', `${CHUNKED}3;x="y"z\r\nabc\r\n0\r\n\r\n`, 400],
  ['a chunk extension that is no token', `${CHUNKED}3;x@y\r\nabc\r\n0\r\n\r\n`, 400],
  ['white space behind a chunk extension', `${CHUNKED}3;x \r\nabc\r\n0\r\n\r\n`, 400],
  ['a LF in a quoted chunk extension', `${CHUNKED}3;x="\n"\r\nabc\r\n0\r\n\r\n`, 400],
  ['more chunk extensions than 64 KiB', `${CHUNKED}${`1;${'x'.repeat(1000)}\r\na\r\n`.repeat(70)}0\r\n\r\n`, 431],
  ['a chunk longer than its size', `${CHUNKED}3\r\nabcd\r\n0\r\n\r\n`, 400],
  ['a chunk that ends with LF alone', `${CHUNKED}3\r\nabc\n0\r\n\r\n`, 400],
  ['a trailer with a bare LF', `${CHUNKED}0\r\nX: y\n\r\n`, 400],
  ['a folded trailer', `${CHUNKED}0\r\nX: y\r\n z\r\n\r\n`, 400],
  ['a trailer with a space before the colon', `${CHUNKED}0\r\nX : y\r\n\r\n`, 400],
  ['an escape that is cut off', get(HOST, 'GET /%4 HTTP/1.1'), 400],
  ['an escape that is none', get(HOST, 'GET /%zz HTTP/1.1'), 400],
  ['an escaped NUL', get(HOST, 'GET /%00 HTTP/1.1'), 400],
  ['a target of 8,001 bytes', get(HOST, `GET /${'a'.repeat(8000)} HTTP/1.1`), 414],
  ['a target of 8,500 bytes', get(HOST, `GET /${'a'.repeat(8499)} HTTP/1.1`), 414],
  ['a target of 50,000 bytes', get(HOST, `GET /${'a'.repeat(50000)} HTTP/1.1`), 414],
  ['a query of 300 &', get(HOST, `GET /?${'&'.repeat(300)} HTTP/1.1`), 400],
  ['a query of 300 parameters', get(HOST, `GET /?${'a=b&'.repeat(300)} HTTP/1.1`), 400],
  ['a field of 11,000 bytes', get(`${HOST}X: ${'a'.repeat(11000)}\r\n`), 431],
  ['a field of 17,000 bytes', get(`${HOST}X: ${'a'.repeat(17000)}\r\n`), 431],
  ['a field of 40,000 bytes', get(`${HOST}X: ${'a'.repeat(40000)}\r\n`), 431],
  ['101 fields', get(HOST + 'X: y\r\n'.repeat(100)), 431],
  ['trailers of 9,000 bytes', `${CHUNKED}0\r\nX: ${'a'.repeat(9000)}\r\n\r\n`, 431],
  ['a chunk extension of 2,000 bytes', `${CHUNKED}3;${'a'.repeat(2000)}\r\nabc\r\n0\r\n\r\n`, 431],
  ['Content-Encoding', `${POST}Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc`, 415],
  ['an unknown expectation', `${POST}Expect: tea\r\nContent-Length: 3\r\n\r\nabc`, 417],
];

/** Sends the bytes, at once or one by one; gives what came until the end. */
function send(portal, bytes, { oneByOne = false, ms = PATIENCE_MS } = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(portal.port, portal.host);
    let text = '';
    const timer = setTimeout(() => reject(new Error(`not closed in ${ms} ms: ${text.slice(0, 300)}`)), ms);
    const end = () => (clearTimeout(timer), socket.destroy(), resolve(text));
    socket.setNoDelay(true);
    socket.on('data', (some) => (text += some.toString('latin1'))).on('close', end).on('error', () => {});
    socket.on('connect', async () => {
      if (!oneByOne) return socket.write(bytes, 'latin1');
      for (const byte of bytes) {
        if (socket.destroyed) return;
        socket.write(byte, 'latin1');
        await new Promise(setImmediate);
      }
    });
  });
}

const statuses = (text) => [...text.matchAll(/^HTTP\/1\.1 (\d+) /gm)].map((match) => Number(match[1]));

let portal;
before(async () => {
  portal = await startPortal();
  portal.token('editor');
  await until(() => portal.stderr.includes(' request: '));
});
after(() => portal.end());

describe('what RFC 9112 forbids', () => {
  for (const [name, sample, status] of REFUSED) {
    test(`${name} is refused once and the connection closed`, async () => {
      const bytes = sample.replace('TOKEN', portal.token('editor'));
      const lines = () => (portal.stderr.match(/ request: /g) ?? []).length;
      const before = lines();
      assert.deepEqual(statuses(await send(portal, bytes + TWO)), [status]);
      await until(() => lines() > before, { why: 'not logged' });
      assert.equal(lines(), before + 1, 'logged once');
      if (bytes.length >= 1000) return;
      assert.deepEqual(statuses(await send(portal, bytes, { oneByOne: true })), [status]);
      await until(() => lines() > before + 1, { why: 'not logged' }); // behind the answer, so that the next test begins without it
      assert.equal(lines(), before + 2, 'logged once');
    });
  }

  test('a mistake of the client is no error of the server in its log', async () => {
    for (const [line, fields, status] of [['BREW / HTTP/1.1', HOST, 501], ['GET / HTTP/2.0', HOST, 505], ['POST / HTTP/1.1', `${HOST}Transfer-Encoding: gzip, chunked\r\n`, 501]]) {
      const from = portal.stderr.length;
      assert.deepEqual(statuses(await send(portal, get(`${fields}Connection: close\r\n`, line))), [status]);
      await said(portal, new RegExp(` info request: .* status=${status} `), from);
    }
    assert.ok(!/ \+07 error /.test(portal.stderr), portal.stderr.match(/.* \+07 error .*/)?.[0]);
  });

  test('the refusal names the fault and is a problem document', async () => {
    const text = await send(portal, get(`${HOST}X: a\r\n b\r\n`));
    assert.match(text, /^content-type: application\/problem\+json/im);
    assert.match(text, /^connection: close/im);
    assert.ok(Buffer.from(text, 'latin1').toString('utf8').includes('bị ngắt sang dòng sau'), text);
  });
});

describe('what RFC 9112 section 3.2 asks a server to accept', () => {
  const ask = async (line, fields = HOST) => send(portal, get(`${fields}Connection: close\r\n`, `${line} HTTP/1.1`));

  test('a target with scheme and authority is answered as its path', async () => {
    for (const [target, fields] of [['http://a/api', HOST], ['HTTPS://A/api', HOST], ['http://a:81/api', 'Host: A:81\r\n']]) {
      const text = await ask(`GET ${target}`, fields);
      assert.deepEqual(statuses(text), [200], target);
      assert.match(text, /^content-type: application\/json/im);
    }
    for (const target of ['http://a', 'http://a/?x']) assert.match(await ask(`GET ${target}`), /^content-type: text\/html/im);
    assert.match(await ask('GET http://a/api/khong-co'), /^HTTP\/1\.1 404 [^]*application\/problem\+json/i);
  });

  test('one for another host than Host says is answered, for the target wins', async () => {
    for (const target of ['http://b/api', 'http://a:80/api', 'http://[::1]/api']) assert.deepEqual(statuses(await ask(`GET ${target}`)), [200], target);
    assert.deepEqual(statuses(await ask('GET http://a/api', '')), [400], 'Host must be there all the same');
  });

  test('one with an authority that is none, with a user or another scheme is refused', async () => {
    for (const target of ['http://u@a/api', 'http:///api', 'http://a:123456/api', 'ftp://a/api'])
      assert.deepEqual(statuses(await ask(`GET ${target}`)), [400], target);
  });

  test('OPTIONS * says what methods there are', async () => {
    const text = await ask('OPTIONS *');
    assert.deepEqual(statuses(text), [204]);
    assert.match(text, /^allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r$/im);
    assert.deepEqual(statuses(await ask('GET *')), [400]);
  });
});

test('HTTP/1.2 and higher are answered as HTTP/1.1 (RFC 9110 section 2.5)', async () => {
  for (const version of ['1.2', '1.9']) {
    const chunked = `POST /api/tags HTTP/${version}\r\n${HOST}Authorization: Bearer ${portal.token('editor')}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`;
    const text = await send(portal, `${get(HOST, `GET /healthz HTTP/${version}`)}${chunked}${get(`${HOST}Connection: close\r\n`, `GET /healthz HTTP/${version}`)}`);
    assert.deepEqual(statuses(text), [200, 422, 200], version);
  }
});

test('an escaped slash is no separator, and an escape is undone once', async () => {
  const ask = async (target) => send(portal, get(`${HOST}Connection: close\r\n`, `GET ${target} HTTP/1.1`));
  assert.deepEqual(statuses(await ask('/%61pi/art%69cles')), [200], 'other escapes are');
  for (const target of ['/api%2Farticles', '/api%2farticles', '/api/articles%2F1', '/%2Fapi/articles', '/api%252Farticles', '/%2561pi/articles', '/%2e%2e/api/articles', '/api/%2e%2e/api/articles', '/api%5Carticles', '/media/..%2f..%2fcong.db', '/bai-viet/a%2Fb'])
    assert.deepEqual(statuses(await ask(target)), [404], target);
});

test('a target of 8,000 bytes is read beside all that a browser sends (RFC 9112 section 3)', async () => {
  const fields = `${HOST}User-Agent: ${'m'.repeat(140)}\r\nAccept: ${'a'.repeat(140)}\r\nCookie: hien-thi=1.a\r\n${Array.from({ length: 12 }, (_, i) => `Sec-Ch-Ua-${i}: "${'x'.repeat(20)}"\r\n`).join('')}Connection: close\r\n`;
  const ask = async (target) => send(portal, get(fields, `GET ${target} HTTP/1.1`));
  assert.deepEqual(statuses(await ask(`/?q=${'a'.repeat(7996)}`)), [200]);
  assert.deepEqual(statuses(await ask(`/${'a'.repeat(7999)}`)), [404]);
  assert.deepEqual(statuses(await ask(`/${'%E1%BA%A1'.repeat(888)}`)), [404]);
  const text = await ask(`/api/articles?tag=${'"'.repeat(7982)}`);
  assert.match(text, /^HTTP\/1\.1 [24]\d\d [^]*\nX-Content-Type-Options/, 'escaped anew it is three times as long');
});

test('a Link is whole or is not there', async () => {
  for (let i = 0; i < 2; i++) await portal.post({ title: `Bài ${i}`, body: 'Nội dung.', status: 'published' });
  for (const size of [10, 1800, 2100, 2300, 7000]) {
    const fields = Array.from({ length: Math.ceil(size / 6) }, () => 'title').join(',');
    const answer = await portal.api('GET', `/articles?limit=1&fields=${fields}`);
    assert.equal(answer.status, 200);
    assert.ok(answer.json.next.includes(`fields=${encodeURIComponent(fields)}`), 'the body has it whole');
    if (answer.headers.link) assert.equal(answer.headers.link, `<${answer.json.next}>; rel="next"`, `${size}`);
    assert.equal(size < 1500, Boolean(answer.headers.link), `${size}`);
  }
});

test('TE says what the client takes, and changes nothing here', async () => {
  assert.deepEqual(statuses(await send(portal, get(`${HOST}TE: chunked, gzip\r\nConnection: close, TE\r\n`))), [200]);
});

test('chunk extensions are read and ignored (RFC 9112 section 7.1.1)', async () => {
  const head = CHUNKED.replace('TOKEN', portal.token('editor')), last = get(`${HOST}Connection: close\r\n`);
  for (const extension of [';x', ';x=y', '; x = y', ' ;x', '\t ;\tx\t=\ty ;z', ';x="y"', ';x="\\"; \\\\\t é"', ';x=1;y=2;z'])
    for (const oneByOne of [false, true])
      assert.deepEqual(statuses(await send(portal, `${head}1${extension}\r\n{\r\n1${extension}\r\n}\r\n0${extension}\r\n\r\n${last}`, { oneByOne })), [422, 200], extension);
});

test('white space around a value is none of it (RFC 9112 section 5.1)', async () => {
  const ask = (fields, line) => send(portal, get(`${fields}Connection: close\r\n`, line));
  for (const space of [' ', '\t', ' \t  ']) {
    assert.deepEqual(statuses(await ask(`Host:${space}a${space}\r\n`)), [200]);
    assert.deepEqual(statuses(await ask(`${HOST}If-None-Match: *${space}\r\n`)), [304]);
    assert.deepEqual(statuses(await ask(`${HOST}Expect: 100-continue${space}\r\n`)), [200]);
    assert.deepEqual(statuses(await ask(`Host: a${space}\r\n`, 'GET http://a/api HTTP/1.1')), [200]);
    assert.deepEqual(statuses(await ask(`${HOST}Authorization: Bearer ${portal.token('editor')}${space}\r\n`, 'GET /api/me HTTP/1.1')), [200]);
  }
  assert.deepEqual(statuses(await ask(`Host:${' '.repeat(9)}\r\n`)), [400], 'a Host of nothing else');
});

describe('a client that sends its end behind a request', () => {
  /** Sends the bytes and the end of its side in one packet; what came until the daemon closed, and after how many ms. */
  const sendLast = (bytes, { port = portal.port } = {}) => new Promise((resolve, reject) => {
    const begin = Date.now(), socket = net.connect({ port, host: portal.host, allowHalfOpen: true });
    let text = '';
    const timer = setTimeout(() => reject(new Error(`not closed: ${text.slice(0, 300)}`)), PATIENCE_MS);
    socket.on('data', (some) => (text += some.toString('latin1'))).on('error', reject);
    socket.on('close', () => (clearTimeout(timer), resolve({ text, ms: Date.now() - begin })));
    socket.on('connect', () => (socket.cork(), bytes && socket.write(bytes, 'latin1'), socket.end(), socket.uncork()));
  });
  let pulse;
  before(() => { pulse = watchPulse(portal); });
  after(() => pulse.end());
  /** The reaper would come after 10 or 15 s. */
  const assertSoon = (ms, what = '') => assert.ok(ms < 7000 + pulse.slack(), `${what}${ms} ms, where something trivial took ${pulse.worst} ms`);

  test('gets its answer whole, and the connection is closed at once and not after 15 s', async () => {
    const page = await sendLast(get(HOST, 'GET / HTTP/1.1'));
    assert.match(page.text, /^HTTP\/1\.1 200 [^]*<\/html>\s*$/);
    assertSoon(page.ms);
    const several = await sendLast(get(HOST, 'GET /healthz HTTP/1.1').repeat(3));
    assert.deepEqual(statuses(several.text), [200, 200, 200]);
    assertSoon(several.ms);
  });

  test('does so too when the end came with a later request, before the daemon looked', async () => {
    const socket = net.connect({ port: portal.port, host: portal.host, allowHalfOpen: true });
    let text = '';
    const closed = new Promise((resolve, reject) => socket.on('close', resolve).on('error', reject));
    socket.on('data', (some) => (text += some.toString('latin1')));
    socket.write(get(HOST, 'GET /healthz HTTP/1.1'));
    await until(() => /ok/.test(text));
    process.kill(portal.child.pid, 'SIGSTOP');
    await new Promise((resolve) => socket.end(get(HOST, 'GET /healthz HTTP/1.1'), resolve));
    const begin = Date.now();
    process.kill(portal.child.pid, 'SIGCONT');
    await closed;
    assert.deepEqual(statuses(text), [200, 200]);
    assertSoon(Date.now() - begin);
  });

  test('gets the answer of a request that takes long, and one with a body', async () => {
    const auth = `Authorization: Bearer ${portal.token('editor')}\r\nContent-Type: application/json\r\n`;
    const posted = await sendLast(`${POST}${auth}Content-Length: 2\r\n\r\n{}`);
    assert.deepEqual(statuses(posted.text), [422]);
    const chunked = await sendLast(`${POST}${auth}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`);
    assert.deepEqual(statuses(chunked.text), [422]);
    const { next } = (await portal.api('GET', '/changes')).json;
    const waited = await sendLast(get(HOST, `GET /api/changes?since=${encodeURIComponent(next)}&wait=60 HTTP/1.1`));
    assert.match(waited.text, /^HTTP\/1\.1 200 [^]*"next"/);
    const lines = `${JSON.stringify({ title: 'Nhập rồi im', body: '<p>Một.</p>' })}\n`.repeat(3);
    const imported = await sendLast(`POST /api/import HTTP/1.1\r\n${HOST}Authorization: Bearer ${portal.token('editor')}\r\nContent-Type: application/x-ndjson\r\nContent-Length: ${Buffer.byteLength(lines)}\r\n\r\n${Buffer.from(lines).toString('latin1')}`);
    assert.match(imported.text, /^HTTP\/1\.1 200 [^]*0\r\n\r\n$/);
    for (const { ms } of [posted, chunked, waited, imported]) assertSoon(ms);
  });

  test('is left at once where there is no request, or half of one', async () => {
    const chunked = CHUNKED.replace('TOKEN', portal.token('editor')), sized = chunked.replace('Transfer-Encoding: chunked', 'Content-Length: 9');
    for (const bytes of ['', '\r\n', 'GET / HT', get().slice(0, -2), `${sized}abc`, `${chunked}3\r\nab`]) {
      const { text, ms } = await sendLast(bytes);
      assert.equal(text, '', JSON.stringify(bytes));
      assertSoon(ms, `${JSON.stringify(bytes)}: `);
    }
  });
});

describe('several requests on one connection', () => {
  const page = get(HOST, 'GET /api/stats HTTP/1.1');
  const last = get(`${HOST}Connection: close\r\n`, 'GET /healthz HTTP/1.1');

  test('fifty requests in one packet get fifty answers in order', async () => {
    const paths = Array.from({ length: 50 }, (_, i) => (i % 2 ? '/healthz' : '/api/nothing'));
    const text = await send(portal, paths.map((path) => get(HOST, `GET ${path} HTTP/1.1`)).join('') + last);
    assert.deepEqual(statuses(text), [...paths.map((path) => (path === '/healthz' ? 200 : 404)), 200]);
  });

  test('requests that arrive byte by byte are answered', async () => {
    assert.deepEqual(statuses(await send(portal, page + page + last, { oneByOne: true })), [200, 200, 200]);
  });

  test('good requests before a bad one are answered, what follows it is not', async () => {
    assert.deepEqual(statuses(await send(portal, `${page}${page}${get(`${HOST}X : y\r\n`)}${TWO}`)), [200, 200, 400]);
  });

  test('one empty line between requests is let pass', async () => {
    assert.deepEqual(statuses(await send(portal, `\r\n${page}\r\n${last}`)), [200, 200]);
  });

  test('a body that looks like a request is a body', async () => {
    const token = await portal.token('editor');
    const auth = `Authorization: Bearer ${token}\r\nContent-Type: application/json\r\n`;
    const body = TWO.padEnd(100);
    const sized = `${POST}${auth}Content-Length: ${body.length}\r\n\r\n${body}`;
    const chunks = `${POST}${auth}Transfer-Encoding: chunked\r\n\r\n32\r\n${body.slice(0, 50)}\r\n32;x="y"\r\n${body.slice(50)}\r\n0\r\nX-Trailer: z\r\n\r\n`;
    for (const oneByOne of [false, true])
      assert.deepEqual(statuses(await send(portal, sized + chunks + last, { oneByOne })), [400, 400, 200]);
  });

  test('a body with a broken chunk changes nothing', async () => {
    const token = await portal.token('editor');
    const body = JSON.stringify({ name: 'Thẻ không bao giờ có' });
    const bytes = Buffer.from(body);
    const text = `${POST}Authorization: Bearer ${token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${bytes.length.toString(16)}\r\n${bytes.toString('latin1')}\r\n0\r\nX : y\r\n\r\n`;
    assert.deepEqual(statuses(await send(portal, text)), [400]);
    assert.ok(!(await portal.api('GET', '/tags')).text.includes('không bao giờ'));
  });

  test('a head of eight KiB is answered', async () => {
    const lines = Array.from({ length: 8 }, (_, i) => `X-${i}: ${'a'.repeat(990)}\r\n`).join('');
    assert.deepEqual(statuses(await send(portal, get(`${HOST}${lines}Connection: close\r\n`))), [200]);
  });

  test('cookies that fill the memory of a connection are refused or answered once', async () => {
    for (const cookie of [`a=${'b'.repeat(4000)}`, `a=${'b'.repeat(9000)}`, 'a=b; '.repeat(400), 'a=b; '.repeat(2000), 'a,b,c,d,'.repeat(300)]) {
      const [status, ...more] = statuses(await send(portal, get(`${HOST}Cookie: ${cookie}\r\nConnection: close\r\n`)));
      assert.ok([200, 431].includes(status), `${status}`);
      assert.deepEqual(more, []);
    }
  });

  test('no number of fields and parameters makes the library answer by itself', async () => {
    for (let fields = 1; fields < 100; fields += 7)
      for (const size of [40, 100, 200, 1000]) {
        const lines = Array.from({ length: fields }, (_, i) => `X-${i}: ${'a'.repeat(size)}\r\n`).join('');
        const line = `GET /?${'a=b&'.repeat(fields % 60)} HTTP/1.1`;
        const text = await send(portal, get(`${HOST}${lines}Cookie: ${'a=b; '.repeat(fields)}\r\nConnection: close\r\n`, line));
        assert.match(text, /^HTTP\/1\.1 (200|431) [^]*\nX-Content-Type-Options/);
        assert.equal(statuses(text).length, 1);
      }
  });

  test('a HEAD that is refused gets no body', async () => {
    const text = await send(portal, get(`${HOST}X : y\r\n`, 'HEAD /healthz HTTP/1.1'));
    assert.match(text, /^HTTP\/1\.1 400 [^]*\r\n\r\n$/);
  });

  test('many spaces before a coding do not hide it', async () => {
    const head = CHUNKED.replace('TOKEN', portal.token('editor')).replace('Transfer-Encoding: ', `Transfer-Encoding:${' '.repeat(40)}`);
    assert.deepEqual(statuses(await send(portal, `${head}2\r\n{}\r\n0\r\n\r\n${get(`${HOST}Connection: close\r\n`)}`)), [422, 200]);
  });

  test('a HEAD among them sends no body', async () => {
    const text = await send(portal, get(HOST, 'HEAD /healthz HTTP/1.1') + last);
    assert.deepEqual(statuses(text), [200, 200]);
    assert.match(text, /\r\n\r\nHTTP\/1\.1 200/);
  });
});

test('the portal is well and says so after all that', async () => {
  assert.equal((await portal.page('/')).status, 200);
  await portal.stop();
});
