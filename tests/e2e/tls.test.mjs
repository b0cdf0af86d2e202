// TLS: what is offered, what is refused, certificates renewed under open connections, the way from HTTP.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import tls from 'node:tls';
import { ALLOW_ROOT, BROWSER, Portal, said, scratch, startPortal, until } from './lib/portal.mjs';
import { Supervisor } from './lib/supervisor.mjs';

const folder = scratch();
const file = (name) => path.join(folder, name);

/** A certificate of its own for `name`, as cert.pem and key.pem. */
function makeCertificate(name) {
  const done = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
    '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', file('key.new'), '-out', file('cert.new')], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  fs.renameSync(file('key.new'), file('key.pem'));
  fs.renameSync(file('cert.new'), file('cert.pem'));
}

let portal;
const options = (more = {}) => ({ host: portal.host, port: portal.port, rejectUnauthorized: false, ...more });

/** A TLS connection that is ready. */
function connect(more) {
  return new Promise((resolve, reject) => {
    const socket = tls.connect(options(more), () => resolve(socket));
    socket.once('error', reject);
  });
}

/** One request on the connection, which stays open. */
function ask(socket, target = '/healthz') {
  return new Promise((resolve, reject) => {
    let text = '';
    const take = (bytes) => {
      text += bytes.toString('latin1');
      if (!/\r\n\r\n[^]/.test(text)) return;
      socket.off('data', take);
      resolve(text);
    };
    socket.on('data', take).once('error', reject).once('close', () => reject(new Error('closed')));
    socket.write(`GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`);
  });
}

/** All that comes until the end. */
function untilClosed(socket, bytes) {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (some) => (text += some.toString('latin1'))).on('close', () => resolve(text)).on('error', () => {});
    if (bytes) socket.write(bytes, 'latin1');
  });
}

/** The first message of a handshake, as the client sends it. */
function clientHello() {
  return new Promise((resolve) => {
    const listener = net.createServer((socket) => socket.once('data', (bytes) => {
      socket.destroy();
      listener.close();
      resolve(bytes);
    }));
    listener.listen(0, '127.0.0.1', () => tls.connect({ port: listener.address().port, host: '127.0.0.1' }).on('error', () => {}));
  });
}

/** CPU seconds of the daemon so far. */
function cpuSeconds() {
  const fields = fs.readFileSync(`/proc/${portal.child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const get = (target, headers = {}) =>
  new Promise((resolve, reject) =>
    https.get(options({ path: target, agent: false, headers: { 'User-Agent': BROWSER, ...headers } }), (answer) => {
      let text = '';
      answer.on('data', (bytes) => (text += bytes)).on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    }).on('error', reject));

before(async () => {
  makeCertificate('first');
  fs.writeFileSync(file('congd.conf'), 'log_level = info\n');
  portal = await startPortal({ args: ['--config', file('congd.conf'), '--tls-cert', file('cert.pem'), '--tls-key', file('key.pem'), '--redirect-listen', '127.0.0.1:0'] });
});
after(() => portal.end());

describe('TLS', () => {
  test('a page comes over it, and says that it shall stay so', async () => {
    const answer = await get('/');
    assert.equal(answer.status, 200);
    assert.match(answer.headers['strict-transport-security'], /max-age=31536000/);
    assert.match(portal.url, /^https:/);
  });

  for (const [version, ok] of [['TLSv1.3', true], ['TLSv1.2', true], ['TLSv1.1', false], ['TLSv1', false]])
    test(`${version} is ${ok ? 'spoken' : 'refused'}`, async () => {
      const made = connect({ minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' });
      if (!ok) return assert.rejects(made);
      const socket = await made;
      assert.equal(socket.getProtocol(), version);
      assert.match(await ask(socket), /^HTTP\/1\.1 200 /);
      socket.destroy();
    });

  for (const cipher of ['ECDHE-ECDSA-AES128-SHA256', 'ECDHE-ECDSA-AES256-SHA', 'AES128-GCM-SHA256', 'DHE-RSA-AES128-GCM-SHA256'])
    test(`the cipher ${cipher} is refused`, () => assert.rejects(connect({ maxVersion: 'TLSv1.2', ciphers: `${cipher}@SECLEVEL=0` })));

  for (const curve of ['X25519', 'prime256v1'])
    test(`the curve ${curve} is spoken`, async () => (await connect({ ecdhCurve: curve })).destroy());
  test('the curve secp521r1 is refused', () => assert.rejects(connect({ ecdhCurve: 'secp521r1' })));

  for (const version of ['TLSv1.2', 'TLSv1.3'])
    test(`a session of ${version} is resumed`, async () => {
      const first = await connect({ minVersion: version, maxVersion: version });
      const session = version === 'TLSv1.3' ? new Promise((resolve) => first.once('session', resolve)) : first.getSession();
      await ask(first);
      const second = await connect({ minVersion: version, maxVersion: version, session: await session });
      assert.equal(second.isSessionReused(), true);
      assert.match(await ask(second), /^HTTP\/1\.1 200 /);
      first.destroy();
      second.destroy();
    });

  test('many requests in many packets are all answered', async () => {
    const request = 'GET /healthz HTTP/1.1\r\nHost: a\r\n';
    const text = await untilClosed(await connect(), `${`${request}\r\n`.repeat(300)}${request}Connection: close\r\n\r\n`);
    assert.equal(text.match(/^HTTP\/1\.1 200 /gm).length, 301);
  });

  test('a large body comes whole', async () => {
    const token = portal.token('editor');
    const body = JSON.stringify({ title: 'Bài dài', status: 'published', body: `${'Đoạn văn. '.repeat(10)}\n\n`.repeat(800) });
    const head = `POST /api/articles HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nConnection: close\r\n`;
    const bytes = Buffer.from(body);
    const text = await untilClosed(await connect(), `${head}Content-Length: ${bytes.length}\r\n\r\n${bytes.toString('latin1')}`);
    assert.match(text, /^HTTP\/1\.1 201 /);
  });
});

describe('the strict reader under TLS', () => {
  const smuggled = 'GET /api/smuggled HTTP/1.1\r\nHost: a\r\n\r\n';
  for (const [name, bytes] of [
    ['a bare LF', 'GET / HTTP/1.1\nHost: a\n\n'],
    ['a folded line', 'GET / HTTP/1.1\r\nHost: a\r\nX: evil\r\n -Forwarded-For: 1\r\n\r\n'],
    ['NUL', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\0\r\n\r\n'],
    ['a space before the colon', 'POST /api/tags HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc'],
    ['two lengths', 'POST /api/tags HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc'],
    ['a length beside chunks', 'POST /api/tags HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ])
    for (const oneByOne of [false, true])
      test(`${name} is refused once${oneByOne ? ', byte by byte' : ''}`, async () => {
        const socket = await connect();
        const closed = untilClosed(socket);
        if (!oneByOne) socket.write(bytes + smuggled, 'latin1');
        for (const byte of oneByOne ? bytes : '') {
          if (socket.destroyed || !socket.writable) break;
          socket.write(byte, 'latin1');
          await new Promise(setImmediate);
        }
        assert.deepEqual([...(await closed).matchAll(/^HTTP\/1\.1 (\d+) /gm)].map((match) => match[1]), ['400']);
      });
});

describe('the certificate', () => {
  const name = (socket) => socket.getPeerCertificate().subject.CN;

  test('is read again on SIGHUP, and open connections go on', async () => {
    const old = await connect();
    assert.equal(name(old), 'first');
    makeCertificate('second');
    portal.child.kill('SIGHUP');
    await until(() => / certificate: /.test(portal.stderr));
    assert.match(await ask(old), /^HTTP\/1\.1 200 /);
    const fresh = await connect();
    assert.equal(name(fresh), 'second');
    old.destroy();
    fresh.destroy();
  });

  test('is read again though the settings have a mistake, which the log names', async () => {
    fs.writeFileSync(file('congd.conf'), 'log_levle = info\n');
    makeCertificate('renewed');
    const from = portal.stderr.length;
    portal.child.kill('SIGHUP');
    await until(() => / certificate: /.test(portal.stderr.slice(from)), { why: 'the certificate was not read again' });
    await said(portal, / error reload: .* error=.*log_levle/, from);
    const socket = await connect();
    assert.equal(name(socket), 'renewed');
    socket.destroy();
    fs.writeFileSync(file('congd.conf'), 'log_level = info\n');
  });

  test('that is broken changes nothing, and the log says so', async () => {
    fs.writeFileSync(file('cert.pem'), 'not a certificate');
    portal.child.kill('SIGHUP');
    await until(() => / error reload: .* error="[^"]*cert\.pem/.test(portal.stderr));
    const socket = await connect();
    assert.equal(name(socket), 'renewed');
    socket.destroy();
  });

  test('whose key is another one is refused at start', async () => {
    makeCertificate('third');
    fs.copyFileSync(file('key.pem'), file('other.pem'));
    makeCertificate('fourth');
    const other = new Portal({ args: ['--tls-cert', file('cert.pem'), '--tls-key', file('other.pem')] });
    await assert.rejects(other.start(), /other\.pem: is not the key of the certificate/);
  });

  test('without its key is refused at start', () =>
    assert.rejects(new Portal({ args: ['--tls-cert', file('cert.pem')] }).start(), /tls_cert and tls_key go together/));
});

describe('from HTTP to HTTPS', () => {
  const at = (method, target, host = 'binhgia.vn:80') => {
    const [, plain] = portal.addresses;
    return untilClosed(net.connect(Number(plain.port), plain.hostname), `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  };

  test('GET is sent to the same address for good', async () => {
    const text = await at('GET', '/bai-viet/a?b=%C3%A0');
    assert.match(text, /^HTTP\/1\.1 301 /);
    assert.match(text, /^location: https:\/\/[^/]+\/bai-viet\/a\?b=%C3%A0\r$/im);
  });

  test('other methods keep their method', async () => assert.match(await at('POST', '/api/articles'), /^HTTP\/1\.1 308 /));
  test('a Host that is none is refused', async () => assert.match(await at('GET', '/', 'a b'), /^HTTP\/1\.1 400 /));
  test('an address is sent back whole, however long it is; one too long to be read is refused, and the connection not merely closed', async () => {
    for (const size of [4000, 5500, 6500, 7998, 7999]) {
      const text = await at('GET', `/${'a'.repeat(size)}`);
      assert.match(text, /^HTTP\/1\.1 301 /, `${size}`);
      assert.match(text, new RegExp(`^location: https://[^/]+/a{${size}}\r$`, 'im'));
    }
    assert.match(await at('GET', `/${'a'.repeat(8000)}`), /^HTTP\/1\.1 414 /);
  });

  test('nothing but redirects is to be had there', async () => {
    for (const target of ['/healthz', '/api/stats', '/api/articles']) assert.match(await at('GET', target), /^HTTP\/1\.1 301 /);
  });
});

describe('a wildcard without base_url', () => {
  /** Runs what is to be tried with `listen` as the setting, while the socket itself is handed over on loopback. */
  async function withListen(listen, more, what) {
    makeCertificate('wildcard');
    const supervisor = new Supervisor(new Portal().binary, 'serve', ...ALLOW_ROOT, '--data', path.join(scratch(), 'data'), '--listen', listen,
      '--redirect-listen', '127.0.0.1:0', '--tls-cert', file('cert.pem'), '--tls-key', file('key.pem'), ...more);
    try {
      const port = await supervisor.told('port');
      supervisor.next();
      const plain = await until(() => supervisor.text.match(/listening on http:\/\/127\.0\.0\.1:(\d+)\n/)?.[1], { why: 'it does not listen' });
      const page = (host) => new Promise((resolve, reject) =>
        https.get({ ...options({ port, path: '/', agent: false }), host: '127.0.0.1', headers: { Host: host, 'User-Agent': BROWSER } }, (answer) => {
          let text = '';
          answer.on('data', (bytes) => (text += bytes)).on('end', () => resolve(text));
        }).on('error', reject));
      const redirect = async (host) => {
        const text = await untilClosed(net.connect(plain, '127.0.0.1'), `GET /a?b HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
        return text.match(/^location: (.*)\r$/im)?.[1];
      };
      await what({ page, redirect, supervisor });
    } finally {
      process.kill(await supervisor.told('pid'), 'SIGTERM');
      await supervisor.end();
    }
  }
  const link = (page, name) => page.match(new RegExp(`<(?:link rel="${name}" href|meta property="${name}" content)="([^"]*)"`))?.[1];

  for (const [listen, port] of [['0.0.0.0:8443', ':8443'], ['[::]:8443', ':8443'], ['[0::0]:443', ''], ['0.0.0.0:443', '']])
    test(`${listen} is named nowhere: pages give paths, the redirect follows Host to our port`, () =>
      withListen(listen, [], async ({ page, redirect, supervisor }) => {
        const text = await page('binhgia.vn');
        assert.equal(link(text, 'canonical'), '/');
        assert.equal(link(text, 'og:url'), '/');
        assert.equal(await page('evil.example'), text, 'the page is the same for all');
        assert.equal(await redirect('binhgia.vn:80'), `https://binhgia.vn${port}/a?b`);
        assert.equal(await redirect('[2001:db8::1]:80'), `https://[2001:db8::1]${port}/a?b`);
        await said(supervisor, / warn no_base_url: /);
      }));

  test('with base_url that is named, and nobody is warned', () =>
    withListen('0.0.0.0:8443', ['--base-url', 'https://binhgia.vn/'], async ({ page, redirect, supervisor }) => {
      assert.equal(link(await page('a'), 'canonical'), 'https://binhgia.vn/');
      assert.equal(await redirect('a'), 'https://binhgia.vn/a?b');
      assert.ok(!/no_base_url/.test(supervisor.stderr));
    }));
});

describe('handshakes', () => {
  test('clients that stop in the middle of one cost nothing, and the others are served', async () => {
    const hello = await clientHello();
    const sockets = [];
    for (let i = 0; i < 40; i++) {
      const socket = net.connect(portal.port, portal.host).on('error', () => {});
      sockets.push(socket);
      if (i % 4 === 1) socket.write(hello);
      if (i % 4 === 2) socket.write(hello.subarray(0, 40));
      if (i % 4 === 3) socket.write(hello.subarray(0, 3));
    }
    await until(() => sockets.filter((socket, i) => i % 4 !== 1 || socket.bytesRead > 500).length === sockets.length);
    const before = cpuSeconds();
    const begin = Date.now();
    await until(async () => (await get('/healthz')).status === 200 && Date.now() - begin > 1500);
    const busy = (cpuSeconds() - before) / ((Date.now() - begin) / 1000);
    sockets.forEach((socket) => socket.destroy());
    assert.ok(busy < 0.7, `${busy.toFixed(2)} of a processor`);
  });

  test('one that comes in small pieces succeeds', async () => {
    const relay = net.createServer((near) => {
      const far = net.connect(portal.port, portal.host);
      const pieces = [];
      let isSending = false;
      const send = () => {
        const piece = pieces.shift();
        isSending = piece !== undefined;
        if (isSending) far.write(piece, () => setImmediate(send));
      };
      far.setNoDelay(true);
      near.on('data', (bytes) => {
        for (let at = 0; at < bytes.length; at += 50) pieces.push(bytes.subarray(at, at + 50));
        if (!isSending) send();
      });
      far.on('data', (bytes) => near.write(bytes));
      near.on('close', () => far.destroy()).on('error', () => {});
      far.on('close', () => near.destroy()).on('error', () => {});
    });
    await new Promise((resolve) => relay.listen(0, '127.0.0.1', resolve));
    const socket = await connect({ port: relay.address().port });
    assert.match(await ask(socket), /^HTTP\/1\.1 200 /);
    socket.destroy();
    relay.close();
  });

  test('one that makes no sense is ended, with an alert', async () => {
    const socket = net.connect(portal.port, portal.host);
    const answer = Buffer.from(await untilClosed(socket, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'), 'latin1');
    assert.equal(answer[0], 21, 'a TLS alert');
    assert.equal((await get('/healthz')).status, 200);
  });
});

test('congd stops cleanly', () => portal.stop());
