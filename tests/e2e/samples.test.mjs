// The sample files of packaging/samples, as they are shipped, in the real programs: nginx, HAProxy, Varnish, HAProxy before
// Varnish, logrotate. What a citizen and an editor get through a proxy is what congd says, whose they are is who they are,
// and what is nobody's business is denied.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startPortalWithinADay } from './lib/day.mjs';
import { isCut } from './lib/cut.mjs';
import { decoded, exchange } from './lib/http.mjs';
import { PATIENCE_MS } from './lib/patience.mjs';
import { png } from './lib/pictures.mjs';
import { ALLOW_ROOT, BROWSER, multipart, Portal, ROOT, scratch, until } from './lib/portal.mjs';
import { sample, startHaproxy, startNginx, startVarnish } from './lib/proxies.mjs';
import { Supervisor } from './lib/supervisor.mjs';

const STARTS = { nginx: (portal) => startNginx(portal), HAProxy: (portal) => startHaproxy(portal), Varnish: (portal) => startVarnish(portal) };
const webroot = scratch();
const proxies = {};
let portal;
let number = 0;

before(async () => {
  portal = await startPortalWithinADay({ args: ['base_url=https://binhgia.example', 'trusted_proxies=127.0.0.1', `acme_folder=${webroot}`, 'log_level=debug', 'error_rate=0'].flatMap((setting) => ['--set', setting]) });
  portal.token('editor');
  portal.token('reader');
  await Promise.all(Object.entries(STARTS).map(async ([name, start]) => { proxies[name] = await start(portal); }));
  // HAProxy in front of Varnish, as varnish.vcl says it: by the PROXY protocol, so that Varnish knows whom it speaks to.
  proxies.both = await startHaproxy(portal, { name: 'HAProxy before Varnish', server: `127.0.0.1:${proxies.Varnish.proxyPort} send-proxy-v2` });
});
after(async () => {
  await Promise.all(Object.values(proxies).map((proxy) => proxy.end()));
  await portal?.end();
});

const bearer = (role) => ({ Authorization: `Bearer ${portal.token(role)}` });
const json = { 'Content-Type': 'application/json' };
/** An article as a form, with a picture that no other has. */
const photo = () => multipart({ title: `Bài có ảnh ${++number}`, body: 'Nội dung về kế hoạch.', status: 'published', alt: 'Ảnh', image: { bytes: png(40, 30, (x, y) => [x * 6, y * 8, number * 9]), name: 'anh.png', type: 'image/png' } });

/** An article with its picture, posted through the proxy: its JSON. */
async function post(proxy) {
  const { body, type } = photo();
  const answer = await proxy.ask('POST', '/api/articles', { headers: { ...bearer('editor'), 'Content-Type': type }, body });
  assert.equal(answer.status, 201, answer.text);
  const made = JSON.parse(answer.text);
  return { ...made, picture: new URL(made.image.url, 'https://binhgia.example').pathname, path: new URL(made.url, 'https://binhgia.example').pathname };
}

/** Requests that the portal has seen so far, whatever it said to them. */
const seen = async () => (await portal.api('GET', '/stats')).json;

for (const key of ['nginx', 'HAProxy', 'Varnish', 'both']) {
  describe(key === 'both' ? 'HAProxy before Varnish' : key, () => {
    let proxy;
    let article;
    let gone;
    const net = 10 + Object.keys({ nginx: 0, HAProxy: 0, Varnish: 0, both: 0 }).indexOf(key);
    before(async () => {
      proxy = proxies[key];
      article = await post(proxy);
    });

    test('keeps nothing that was withdrawn, and no answer to a token or a cookie', async () => {
      const made = await post(proxy);
      for (let turn = 0; turn < 2; turn++)
        for (const target of [made.path, `/api/articles/${made.id}`, made.picture, '/', '/api/articles?limit=100']) assert.equal((await proxy.ask('GET', target)).status, 200, target);
      const withdrawn = await proxy.ask('POST', `/api/articles/${made.id}/withdraw`, { headers: { ...bearer('editor'), ...json }, body: '{"reason":"Đăng nhầm"}' });
      assert.equal(withdrawn.status, 200, withdrawn.text);
      for (const target of [made.path, `/api/articles/${made.id}`]) assert.ok([404, 410].includes((await proxy.ask('GET', target)).status), target);
      for (const target of ['/', '/api/articles?limit=100']) assert.ok(!(await proxy.ask('GET', target)).text.includes(made.slug), target);
      // The staff still sees it, and nobody gets theirs.
      for (const target of [`/api/articles/${made.id}`, made.picture]) {
        const staff = await proxy.ask('GET', target, { headers: bearer('editor') });
        assert.deepEqual([staff.status, staff.headers['cache-control']], [200, 'private, no-store'], target);
      }
      assert.ok([404, 410].includes((await proxy.ask('GET', `/api/articles/${made.id}`)).status));
      if (!/Varnish|both/.test(key)) assert.equal((await proxy.ask('GET', made.picture)).status, 404);
      gone = { picture: made.picture, at: Date.now() };
      const styles = await Promise.all(['hien-thi=1.a', 'hien-thi=1.b', ''].map((cookie) => proxy.ask('GET', '/tuy-chon.css', { headers: cookie ? { Cookie: cookie } : {} })));
      for (const { status, headers } of styles) assert.deepEqual([status, headers['cache-control']], [200, 'private, no-cache']);
    });

    test('hands on pages, articles, pictures, searches and the API as the portal says them, compressed by it', async () => {
      const style = (await portal.page('/')).text.match(/"(\/static\/[^"]+\.css)"/)[1];
      for (const target of ['/', article.path, article.picture, '/tim-kiem?q=ke+hoach', style, `/api/articles/${article.id}`, '/sitemap.xml', '/khong-co']) {
        for (const coding of ['br', 'gzip', 'identity']) {
          const headers = { 'Accept-Encoding': coding, 'User-Agent': BROWSER, Accept: '*/*' };
          let own;
          for (let turn = 0; turn < 2; turn++) {
            let answer;
            // A search that a busy machine cut is asked again, of both.
            const isWhole = (one, bytes) => !isCut('GET', target, { status: one.status, headers: one.headers, text: `${bytes}` });
            await until(async () => {
              own = await exchange(portal.host, portal.port, 'GET', target, { ...headers, Host: 'binhgia.example' });
              answer = await proxy.ask('GET', target, { headers });
              return isWhole(own, own.bytes) && isWhole(answer, decoded(answer.bytes, answer.headers['content-encoding']));
            }, { ms: 3 * PATIENCE_MS, why: `${target} is cut again and again` });
            assert.equal(answer.status, own.status, `${target} ${coding}: ${answer.text.slice(0, 200)}`);
            if (!/khong-co|tim-kiem/.test(target)) assert.ok(answer.bytes.equals(own.sent), `${target} ${coding}`);
            for (const name of ['etag', 'cache-control', 'content-type', 'content-encoding', 'vary', 'content-security-policy', 'x-content-type-options', 'content-language'])
              assert.equal(answer.headers[name], own.headers[name], `${target} ${coding}: ${name}`);
          }
        }
      }
      const head = await proxy.ask('HEAD', article.path);
      assert.deepEqual([head.status, head.bytes.length], [200, 0]);
      const long = await proxy.ask('GET', `/?q=${'a'.repeat(7900)}`);
      assert.equal(long.status, 200, 'a target as long as the portal takes it');
    });

    test('answers a condition with 304, and a part of a picture with 206', async () => {
      for (const target of ['/', article.path, article.picture, `/api/articles/${article.id}`]) {
        const { headers } = await proxy.ask('GET', target, { headers: { 'Accept-Encoding': 'gzip' } });
        const again = await proxy.ask('GET', target, { headers: { 'Accept-Encoding': 'gzip', 'If-None-Match': headers.etag } });
        assert.deepEqual([again.status, again.bytes.length, again.headers.etag], [304, 0, headers.etag], target);
      }
      const part = await proxy.ask('GET', article.picture, { headers: { Range: 'bytes=0-9' } });
      assert.deepEqual([part.status, part.bytes.length], [206, 10]);
      const stale = await proxy.ask('PATCH', `/api/articles/${article.id}`, { headers: { ...bearer('editor'), ...json, 'If-Match': '"999"' }, body: '{"lead":"x"}' });
      assert.equal(stale.status, 412);
    });

    test('takes a browser\'s form and a large upload, and hands on a refusal before the body is there', async () => {
      const form = await proxy.ask('POST', '/tuy-chon', { headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: `https://${proxy.host}`, 'Sec-Fetch-Site': 'same-origin' }, body: 'co-chu=lon' });
      assert.ok([200, 204, 302, 303].includes(form.status), `${form.status} ${form.text.slice(0, 300)}`);
      if (proxy.isTls) assert.match(form.headers['set-cookie'][0], /^hien-thi=[^,]*; HttpOnly; Secure$/i);
      const foreign = await proxy.ask('POST', '/tuy-chon', { headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: 'https://evil.example' }, body: 'co-chu=lon' });
      assert.equal(foreign.status, 403);
      const large = Buffer.concat([Buffer.from(`${key} `), Buffer.alloc(12 * 1024 * 1024, 'Một dòng chữ.\n')]);
      const uploaded = await proxy.ask('POST', '/api/media', { headers: { ...bearer('editor'), 'Content-Type': 'text/plain' }, body: large });
      assert.equal(uploaded.status, 201, uploaded.text.slice(0, 300));
      // Varnish hears an answer only behind the body.
      const refused = await new Promise((resolve, reject) => {
        const size = 200_000, request = proxy.open('POST', '/api/media', { headers: { 'Content-Type': 'text/plain', 'Content-Length': size } });
        request.on('response', (answer) => (answer.resume(), resolve(answer.statusCode))).on('error', reject);
        request.write(Buffer.alloc(size - 1, 'x'));
        if (/Varnish|both/.test(key)) request.end('x');
      });
      assert.equal(refused, 401);
    });

    test('lets an event through the moment it happens, and an answer that waits for it', async () => {
      const { next } = JSON.parse((await proxy.ask('GET', '/api/changes?limit=100')).text);
      let events = '', opened = false;
      const request = proxy.open('GET', '/api/events');
      request.on('response', (answer) => { opened = answer.statusCode === 200; answer.on('data', (bytes) => (events += bytes)).on('error', () => {}); }).on('error', () => {}).end();
      await until(() => opened && events.includes('retry:'), { why: 'its first word does not arrive' });
      const waiting = proxy.ask('GET', `/api/changes?since=${encodeURIComponent(next)}&wait=60`);
      const begin = Date.now();
      const made = await post(proxy);
      await until(() => events.includes(`"id":${made.id},`) || events.includes(`"id":${made.id}}`), { why: `not told: ${events}` });
      assert.ok((await waiting).text.includes(made.slug), 'who waits is told too');
      assert.ok(Date.now() - begin < 15_000, 'before the first heartbeat would push it through');
      request.destroy();
    });

    test('counts the citizen by their own address, whatever they say of themselves', async () => {
      const { today } = await seen();
      const claims = (i) => ({ 'User-Agent': BROWSER, 'X-Forwarded-For': `203.0.113.${i}`, Forwarded: `for=203.0.113.${i}`, 'X-Real-IP': `203.0.113.${i}` });
      for (let i = 0; i < 5; i++) assert.equal((await proxy.ask('GET', article.path, { from: `127.0.${net}.2`, headers: claims(i) })).status, 200);
      assert.equal((await seen()).today, today + 1, 'one visitor');
      await proxy.ask('GET', article.path, { from: `127.0.${net}.3`, headers: claims(9) });
      assert.equal((await seen()).today, today + 2, 'and another');
      await proxy.ask('GET', article.path, { from: `127.0.${net}.3`, headers: { 'User-Agent': BROWSER, 'X-Forwarded-For': '203.0.113.1, 127.0.0.1', 'x-forwarded-for ': '203.0.113.77' } }).catch(() => {});
      assert.equal((await seen()).today, today + 2);
    });

    test('denies what is monitoring\'s, however it is written and with a token too', async () => {
      const before = portal.stderr.length;
      for (const name of ['metrics', 'healthz', 'readyz'])
        for (const target of [`/${name}`, `/${name}?verbose`, `/${name}/`, `//${name}`, `/%${name.charCodeAt(0).toString(16)}${name.slice(1)}`, `/${name.toUpperCase()}`, `/./${name}`, `/x/../${name}`, `/api/%2e%2e/${name}`])
          assert.ok([404, 400].includes((await proxy.ask('GET', target, { headers: bearer('reader') })).status), target);
      const absolute = await proxy.raw(`GET http://binhgia.example/metrics HTTP/1.1\r\nHost: binhgia.example\r\nAuthorization: Bearer ${portal.token('reader')}\r\nConnection: close\r\n\r\n`);
      assert.match(absolute, /^HTTP\/1\.1 40[04] /);
      assert.doesNotMatch(portal.stderr.slice(before), /route=\/(metrics|readyz)/);
    });

    test('never hands one request over as two', async () => {
      const host = 'Host: binhgia.example\r\n', post = `POST /api/tags HTTP/1.1\r\n${host}`, two = `GET /api/smuggled HTTP/1.1\r\n${host}\r\n`;
      const cases = {
        'two lengths': `${post}Content-Length: 3\r\nContent-Length: ${3 + two.length}\r\n\r\nabc${two}`,
        'length and chunks': `${post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${two}`,
        'chunks and length': `${post}Transfer-Encoding: chunked\r\nContent-Length: ${5 + two.length}\r\n\r\n0\r\n\r\n${two}`,
        'an unknown coding': `${post}Transfer-Encoding: xchunked\r\nContent-Length: ${two.length}\r\n\r\n${two}`,
        'a coding behind a vertical tab': `${post}Transfer-Encoding: \vchunked\r\nContent-Length: ${two.length}\r\n\r\n${two}`,
        'a space before the colon': `${post}Transfer-Encoding : chunked\r\nContent-Length: ${5 + two.length}\r\n\r\n0\r\n\r\n${two}`,
        'chunks in HTTP/1.0': `POST /api/tags HTTP/1.0\r\n${host}Transfer-Encoding: chunked\r\nContent-Length: ${5 + two.length}\r\n\r\n0\r\n\r\n${two}`,
        'a length with a plus': `${post}Content-Length: +${two.length}\r\n\r\n${two}`,
        'a length that overflows': `${post}Content-Length: 18446744073709551616\r\n\r\n${two}`,
        'a folded coding': `${post}X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: ${two.length}\r\n\r\n${two}`,
        'a chunk size that overflows': `${post}Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n${two}`,
        'a header in a line end': `GET / HTTP/1.1\r\n${host}X: y\rContent-Length: ${two.length}\r\n\r\n`,
      };
      for (const [i, [name, bytes]] of Object.entries(cases).entries()) {
        // Each from a network of its own, by which the log tells its requests from those of the case before, whose lines come late.
        const network = `127.${20 + i}.${net}`;
        const said = await proxy.raw(bytes, { quietMs: 250, from: `${network}.9` });
        const statuses = [...said.matchAll(/^HTTP\/1\.[01] (\d+) /gm)].map((match) => Number(match[1]));
        const [first, ...more] = statuses.filter((status) => status >= 200);
        // Refused once; or, where the proxy reads it one way and writes it anew, what the portal then heard is that one way.
        assert.ok(first === undefined || first >= 400 || name === 'a header in a line end' || name === 'a folded coding', `${name}: ${said.slice(0, 300)}`);
        // Its lines come a moment behind the answers; one whose head was refused unread is known by the number in its answer.
        const heard = () => new Set(portal.stderr.split('\n').map((line) => line.match(/request_id=(\S+).* from=(\S+)/) ?? [])
          .filter(([, id, range]) => range === `${network}.0/24` || (id && said.includes(id))).map(([, id]) => id)).size;
        if (more.length) await until(() => heard() >= statuses.length, { why: `${name}: ${said.slice(0, 600)}` });
        if (more.length) assert.equal(heard(), statuses.length, `${name}: ${said.slice(0, 600)}`);
        assert.ok(more.every((status) => status === 404 || status === 400), `${name}: ${statuses}`);
      }
    });

    test('keeps what may be kept for ever, and the portal is asked once', async () => {
      const style = `${(await portal.page('/')).text.match(/"(\/static\/[^"]+\.css)"/)[1]}`;
      await proxy.ask('GET', style, { headers: { 'Accept-Encoding': 'gzip' } });
      const count = async () => Number((await portal.request('GET', '/metrics', { as: 'reader' })).text.match(/^congd_http_request_seconds_count.*route="\/static\/.* (\d+)$/m)[1]);
      const from = await count();
      for (let i = 0; i < 3; i++) assert.equal((await proxy.ask('GET', style, { headers: { 'Accept-Encoding': 'gzip' } })).status, 200);
      assert.equal((await count()) - from, key === 'HAProxy' ? 3 : 0);
    });

    test('asks the portal over connections that stay', async () => {
      const agent = proxy.isTls ? new https.Agent({ keepAlive: true, maxSockets: 1 }) : new http.Agent({ keepAlive: true, maxSockets: 1 });
      /** Connections so far, without those by which HAProxy asks all the time whether the portal is well: one for each question. */
      const figure = async () => {
        const { text } = await portal.request('GET', '/metrics', { as: 'reader' });
        const checks = [...text.matchAll(/^congd_http_request_seconds_count\{[^}]*route="\/healthz"[^}]*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
        return Number(text.match(/^congd_connections_accepted_total(?:\{[^}]*\})? (\d+)/m)?.[1]) - checks;
      };
      const from = await figure();
      for (let i = 0; i < 30; i++) assert.equal((await proxy.ask('GET', '/', { agent })).status, 200);
      const made = (await figure()) - from;
      assert.ok(made < 20, `${made} connections for 30 requests`);
      agent.destroy();
    });

    if (key !== 'Varnish')
      test('ends TLS with what browsers expect of it, sends http to https, and lets the certificate\'s authority look', async () => {
        for (const target of ['/', '/khong-co', '/metrics']) assert.equal((await proxy.ask('GET', target)).headers['strict-transport-security'], 'max-age=31536000', target);
        const moved = await proxy.ask('GET', '/bai-viet/x?y=1', { plain: true });
        assert.deepEqual([moved.status, moved.headers.location], [301, 'https://binhgia.example/bai-viet/x?y=1']);
        fs.mkdirSync(path.join(webroot, '.well-known/acme-challenge'), { recursive: true });
        fs.writeFileSync(path.join(webroot, '.well-known/acme-challenge/token_1'), 'token_1.key');
        const challenge = await proxy.ask('GET', '/.well-known/acme-challenge/token_1', { plain: true });
        assert.deepEqual([challenge.status, challenge.text], [200, 'token_1.key']);
        assert.notEqual((await proxy.ask('GET', '/.well-known/acme-challenge/../../metrics', { plain: true, headers: bearer('reader') })).status, 200);
        const curl = (...args) => spawnSync('curl', ['-sk', '--resolve', `binhgia.example:${proxy.port}:127.0.0.1`, '-o', '/dev/null', '-w', '%{http_code} %{http_version}', ...args, `https://binhgia.example:${proxy.port}/`], { encoding: 'utf8' });
        assert.equal(curl('--http2').stdout, '200 2');
        assert.equal(curl('--tls-max', '1.1', '--ciphers', 'DEFAULT@SECLEVEL=0').stdout.slice(0, 3), '000', 'no TLS of before 1.2');
      });

    test('keeps a picture that was withdrawn for five seconds at most, and only where it was kept', async () => {
      // On a busy machine the five seconds may be long over.
      if ((await proxy.ask('GET', gone.picture)).status === 404) return;
      // Asked for all the time, so that being asked for does not keep it.
      await until(async () => (await proxy.ask('GET', gone.picture)).status === 404, { why: 'the picture stays' });
      assert.ok(Date.now() - gone.at < 20_000, `${Date.now() - gone.at} ms`);
      assert.equal((await proxy.ask('GET', gone.picture)).status, 404);
    });
  });
}

test('logrotate with a restart under a supervisor loses no line of the log', async () => {
  const folder = scratch(), log = path.join(folder, 'congd.log'), settings = path.join(folder, 'logrotate'), own = new Portal();
  // What systemd does for StandardError=append: and try-restart, with the socket held meanwhile.
  const supervisor = Supervisor.with({ env: own.env }, '/bin/sh', '-c', `exec "$@" 2>>${log}`, 'sh', own.binary, 'serve', ...ALLOW_ROOT, ...own.where(), '--set', 'error_rate=0');
  const asked = [];
  let stopping = false;
  try {
    supervisor.next();
    const port = await supervisor.told('port');
    const ask = async () => {
      while (!stopping) {
        const answer = await exchange('127.0.0.1', port, 'GET', '/api/khong-co', {}).catch(() => null);
        if (!answer) continue; // it had connected, and said nothing yet, when the former one ended
        assert.equal(answer.status, 404);
        asked.push(answer.json.instance.replace('urn:uuid:', ''));
      }
    };
    const clients = [ask(), ask(), ask()];
    fs.chmodSync(folder, 0o755);
    for (let turn = 1; turn <= 2; turn++) {
      const from = asked.length;
      await until(() => asked.length > from + 20);
      fs.writeFileSync(settings, sample('logrotate', [['/var/log/congd/congd.log', log], ['systemctl try-restart congd.service', `kill -TERM ${await supervisor.told('pid', turn)}`]]), { mode: 0o644 });
      const done = spawnSync('logrotate', ['--force', '--state', path.join(folder, 'state'), settings], { encoding: 'utf8', env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
      assert.deepEqual([done.status, done.stderr], [0, ''], `${done.error}`);
      await supervisor.told('gone', turn);
      supervisor.next();
      await supervisor.told('pid', turn + 1);
    }
    const from = asked.length;
    await until(() => asked.length > from + 20);
    stopping = true;
    await Promise.all(clients);
    process.kill(await supervisor.told('pid', 3), 'SIGTERM');
    await supervisor.told('gone', 3);
    const lines = ['congd.log', 'congd.log.1'].map((name) => fs.readFileSync(path.join(folder, name), 'utf8')).join('') + spawnSync('gzip', ['-dc', path.join(folder, 'congd.log.2.gz')], { encoding: 'utf8' }).stdout;
    for (const id of asked) assert.equal(lines.split(id).length, 2, `${id} stands there once`);
    assert.doesNotMatch(lines, /Sanitizer|runtime error/);
  } finally {
    stopping = true;
    await supervisor.end();
  }
});

test('Prometheus asks where congd-metrics.socket listens, by the name that the alerts know', () => {
  const text = sample('prometheus.yml', []), alerts = fs.readFileSync(path.join(ROOT, 'packaging/alerts.yml'), 'utf8');
  const [target] = fs.readFileSync(path.join(ROOT, 'packaging/systemd/congd-metrics.socket'), 'utf8').match(/(?<=^ListenStream=).*/m);
  assert.ok(text.includes(`- job_name: congd\n    static_configs:\n      - targets: ['${target}']`));
  for (const [, job] of alerts.matchAll(/job="([^"]*)"/g)) assert.equal(job, 'congd');
});
