// /metrics: who may read it, that every byte is of Prometheus's form, that its numbers are true and name nobody.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { BROWSER, ROOT, picture, scratch, startPortal, until } from './lib/portal.mjs';
import { exchange } from './lib/http.mjs';
import { readMetrics } from './lib/prometheus.mjs';

let portal, own;
before(async () => {
  portal = await startPortal({ args: ['--set', 'metrics_listen=127.0.0.1:0', '--set', 'fold_interval=100ms'] });
  own = new URL(portal.stdout.match(/^metrics on (\S+)$/m)[1]);
});
after(() => portal?.end());

/** What the strict reader takes; and, where promtool is at hand (`./dev alerts`), what that finds nothing against. */
function read(text) {
  if (process.env.CONG_PROMTOOL) {
    const done = spawnSync(process.env.CONG_PROMTOOL, ['check', 'metrics'], { input: text, encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
    assert.equal(done.stdout + done.stderr, '');
  }
  return readMetrics(text);
}

/** As Prometheus asks, on the listener for monitoring. */
const ask = (method = 'GET', target = '/metrics', headers = {}) => exchange(own.hostname, own.port, method, target, headers);
const metrics = async () => read((await ask()).text);

/** Over the control socket, as whoever owns the data folder. */
const console_ = (target) => new Promise((resolve, reject) => {
  http.get({ socketPath: path.join(portal.data, 'control.sock'), path: target, headers: { Host: 'localhost' }, agent: false }, (answer) => {
    let text = '';
    answer.on('data', (bytes) => { text += bytes; }).on('end', () => resolve({ status: answer.statusCode, text }));
  }).on('error', reject);
});

describe('who may read them', () => {
  test('nobody without a token, though everybody behind a proxy comes from here', async () => {
    const answer = await portal.request('GET', '/metrics');
    assert.equal(answer.status, 401);
    assert.equal(answer.json.type, '/problems/unauthorized');
    assert.doesNotMatch(answer.text, /congd_/);
    assert.equal((await portal.request('GET', '/metrics', { token: 'cong_1_falsch' })).status, 401);
  });

  test('whoever has a token that may read, and nobody keeps the answer', async () => {
    for (const role of ['reader', 'admin']) {
      const { status, headers, text } = await portal.request('GET', '/metrics', { as: role });
      assert.equal(status, 200);
      assert.equal(headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
      assert.match(headers['cache-control'], /no-store/);
      read(text);
    }
  });

  test('whoever owns the control socket', async () => {
    const { status, text } = await console_('/metrics');
    assert.equal(status, 200);
    read(text);
  });

  test('the listener for monitoring asks for no token, and has nothing else', async () => {
    const { status, headers, text } = await ask();
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
    read(text);
    for (const target of ['/healthz', '/readyz']) assert.equal((await ask('GET', target)).status, 200);
    const article = await portal.post({ title: 'Bài có thể đọc', status: 'published' });
    for (const target of ['/', article.url, '/api', '/api/me', '/api/articles', '/api/media', '/api/tokens', '/thong-ke', '/khong-co', '/robots.txt'])
      assert.equal((await ask('GET', target)).status, 404, target);
    for (const method of ['POST', 'PUT', 'DELETE']) assert.ok([404, 405, 501].includes((await ask(method)).status), method);
    const written = await ask('POST', '/api/articles', { Authorization: `Bearer ${portal.token('admin')}`, 'Content-Type': 'application/json' });
    assert.equal(written.status, 404, 'a token gives no more rights there');
    const metadata = await ask('GET', '/api/tokens', { Authorization: `Bearer ${portal.token('admin')}` });
    assert.equal(metadata.status, 404);
  });

  test('it is compressed for who asks for that', async () => {
    const { headers, sent, text } = await portal.request('GET', '/metrics', { as: 'reader', headers: { 'Accept-Encoding': 'gzip' } });
    assert.equal(headers['content-encoding'], 'gzip');
    assert.ok(sent.length < text.length / 4);
    read(text);
  });
});

describe('what they say', () => {
  test('a route is its pattern: no path, no query, no slug, no address, no name', async () => {
    const article = await portal.post({ title: 'Bí mật của ông Nguyễn Văn Ất', status: 'published' });
    for (const target of [article.url, `${article.url}?khoa=KHONG-DUOC-GHI`, '/duong-dan-la-lam', '/api/articles/duong-dan-la-lam', '/tim-kiem?q=KHONG-DUOC-GHI'])
      await portal.page(target);
    await portal.request('GET', `/api/articles/${article.id}`, { as: 'reader' });
    const { text } = await ask();
    const { samples } = read(text);
    for (const word of [article.slug, 'KHONG-DUOC-GHI', 'duong-dan-la-lam', 'Nguy', '127.0.0', 'test reader', 'Mozilla'])
      assert.ok(!text.includes(word), word);
    const table = fs.readFileSync(path.join(ROOT, 'daemon/route/table.c'), 'utf8');
    const routes = [...new Set(samples.map((sample) => sample.labels.route).filter(Boolean))];
    for (const route of ['/bai-viet/{slug}', '/tim-kiem', '/api/articles/{id}', '-']) assert.ok(routes.includes(route), route);
    for (const route of routes) {
      assert.match(route, /^(-|\/[a-z0-9{}/.-]*)$/);
      assert.ok(route === '-' || /^\/(bai-viet|trang)/.test(route) || table.includes(`"${route}"`) || /(rss|atom)\.xml$|feed\.json$/.test(route), `${route} is no row`);
    }
  });

  test('answers are counted once each, by route and class of status', async () => {
    const count = (seen, route, status) => seen.value('congd_http_request_seconds_count', { route, status }) ?? 0;
    const first = await metrics();
    for (let i = 0; i < 7; i++) await portal.page('/so-do');
    for (let i = 0; i < 3; i++) await portal.page('/khong-co-trang-nay');
    const { headers } = await portal.page('/so-do');
    await portal.page('/so-do', { 'If-None-Match': headers.etag });
    const then = await metrics();
    assert.equal(count(then, '/so-do', '2xx') - count(first, '/so-do', '2xx'), 8);
    assert.equal(count(then, '/so-do', '3xx') - count(first, '/so-do', '3xx'), 1);
    assert.equal(count(then, '-', '4xx') - count(first, '-', '4xx'), 3);
    const all = (seen) => seen.value('congd_http_request_seconds_count');
    assert.equal(then.value('congd_http_responses_total'), all(then), 'the sum of all routes');
    assert.ok(then.value('congd_http_request_seconds_sum', { route: '/so-do', status: '2xx' }) > 0);
  });

  test('time does not count how long a body takes to come', async () => {
    const label = { route: '/api/tags', method: 'POST' };
    const before = (await metrics()).value('congd_http_request_seconds_sum', label) ?? 0;
    const socket = net.connect(portal.port, portal.host);
    const body = JSON.stringify({ name: 'Thẻ đến chậm' });
    let text = '';
    socket.on('data', (bytes) => { text += bytes; });
    socket.write(`POST /api/tags HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${portal.token('editor')}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, 5)}`);
    const begin = Date.now();
    await until(() => Date.now() - begin > 3000);
    socket.end(body.slice(5));
    await until(() => /^HTTP\/1\.1 201/.test(text));
    const after_ = (await metrics()).value('congd_http_request_seconds_sum', label);
    // All that passed, without the three seconds.
    const most = (Date.now() - begin) / 1000 - 2.9;
    assert.ok(after_ > before && after_ - before < most, `${after_ - before} of ${most} s`);
  });

  test('the page cache, the slow pool, the writer and the log are counted', async () => {
    const first = await metrics();
    const more = async (name, labels) => (await metrics()).value(name, labels) - (first.value(name, labels) ?? 0);
    await portal.post({ title: 'Bài mới cho thống kê', status: 'published' });
    for (let i = 0; i < 5; i++) await portal.page('/tro-nang');
    await portal.page('/tim-kiem?q=bai');
    assert.ok((await more('congd_page_cache_hits_total', { share: 'pages' })) >= 4);
    assert.ok((await more('congd_page_cache_misses_total', { share: 'pages' })) >= 1);
    assert.ok((await more('congd_slow_pool_wait_seconds_count', { class: 'anonymous' })) >= 1);
    assert.ok((await more('congd_slow_pool_wait_seconds_count', { class: 'account' })) >= 1);
    assert.ok((await more('congd_writer_commit_seconds_count')) >= 1);
    assert.ok((await more('congd_writer_wait_seconds_count')) >= 1);
    assert.equal(await more('congd_http_making_cpu_seconds_count', { route: '/tro-nang' }), 1, 'once made, four times kept');
    assert.ok((await more('congd_log_lines_total', { level: 'info' })) >= 1);
    const now = await metrics();
    assert.ok(now.value('congd_page_cache_bytes', { share: 'pages' }) > 1000);
    assert.equal(now.value('congd_page_cache_limit_bytes'), 64 * 1024 * 1024);
    assert.ok(now.value('congd_writer_batch_transactions_sum') >= now.value('congd_writer_batch_transactions_count'));
    assert.equal(now.value('congd_writer_commits_failed_total'), 0);
  });

  test('a picture that was made and one that is damaged are told apart', async () => {
    const send = (file) => portal.form('POST', '/media', { file }, { as: 'editor' });
    const first = await metrics();
    const whole = picture('photo.jpg');
    assert.equal((await send(whole)).status, 201);
    const bytes = Buffer.from(whole.bytes);
    bytes.fill(0x55, 700);
    assert.ok((await send({ ...whole, bytes })).status >= 400);
    const then = await metrics();
    const more = (result) => then.value('congd_helper_orders_total', { work: 'picture', result }) - first.value('congd_helper_orders_total', { work: 'picture', result });
    assert.deepEqual(['done', 'refused', 'failed'].map(more), [1, 1, 0]);
    assert.ok(then.value('congd_helper_seconds_sum', { work: 'picture' }) > 0);
  });

  test('a helper that dies is started anew, and that is counted', async () => {
    const first = (await metrics()).value('congd_helper_restarts_total');
    process.kill(await until(() => portal.helper()), 'SIGKILL');
    await until(async () => (await metrics()).value('congd_helper_restarts_total') === first + 1);
  });

  test('open connections are counted by what they are at', async () => {
    const sockets = Array.from({ length: 5 }, () => net.connect(portal.port, portal.host));
    sockets.slice(0, 3).forEach((socket) => socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
    sockets.slice(3).forEach((socket) => socket.write('GET / HTTP/1.1\r\nHo'));
    await until(async () => {
      const seen = await metrics();
      return seen.value('congd_connections', { state: 'idle' }) === 3 && seen.value('congd_connections', { state: 'head' }) === 2 && seen.value('congd_connections_open') === 6;
    });
    assert.ok((await metrics()).value('congd_http_requests_in_flight') >= 1, 'the one that asks');
    sockets.forEach((socket) => socket.destroy());
    await until(async () => (await metrics()).value('congd_connections_open') === 1);
  });

  test('views are in it as the statistics box has them, and reach the database', async () => {
    for (let i = 0; i < 4; i++) await portal.page('/');
    const { json } = await portal.api('GET', '/stats');
    const seen = await metrics();
    assert.equal(seen.value('congd_views_total'), json.views.all);
    assert.equal(seen.value('congd_visits_total'), json.all);
    assert.equal(seen.value('congd_visitors_online'), json.online);
    await until(async () => (await metrics()).value('congd_journal_records') === 0);
    assert.ok((await metrics()).value('congd_folds_total', { result: 'done' }) > 0);
    assert.equal(seen.value('congd_folds_total', { result: 'failed' }), 0);
  });

  test('the process, its files and its disk are measured', async () => {
    const { pid } = portal.child, size = (name) => fs.statSync(path.join(portal.data, name)).size;
    const open = () => fs.readdirSync(`/proc/${pid}/fd`).length;
    let seen;
    // What goes on behind the last answer ends at some moment.
    await until(async () => {
      seen = await metrics();
      return Math.abs(seen.value('process_open_fds') - open()) <= 3 && seen.value('congd_database_bytes') === size('cong.db') && seen.value('congd_database_log_bytes') === size('cong.db-wal');
    }, { why: 'other figures than those of the machine' });
    assert.ok(seen.value('process_resident_memory_bytes') > 1e6);
    assert.ok(seen.value('process_max_fds') >= open());
    assert.ok(seen.value('process_cpu_seconds_total') > 0);
    assert.ok(Math.abs(seen.value('process_start_time_seconds') - Date.now() / 1000) < 600);
    for (const labels of [{ folder: 'data' }, { folder: 'media' }]) {
      const free = seen.value('congd_disk_free_bytes', labels), all = seen.value('congd_disk_bytes', labels);
      assert.ok(free > 0 && free < all);
    }
    assert.equal(seen.value('congd_disk_full'), 0);
    for (const state of ['kept', 'let_go']) assert.equal(seen.value('congd_ballast_bytes', { state }), 0, 'no reserve is wanted');
    assert.equal(seen.value('congd_log_lines_lost_total'), 0);
    assert.equal(seen.value('congd_database_damaged'), 0);
    assert.equal(seen.value('congd_ready'), 1);
    assert.match([...seen.samples].find(({ name }) => name === 'congd_build_info').labels.version, /^\d+\.\d+\.\d+$/);
    assert.equal(seen.value('congd_certificate_expiry_timestamp_seconds'), undefined, 'without TLS there is none');
  });

  test('the last good backup tells of which moment it is', async () => {
    await until(async () => (await metrics()).value('congd_backup_last_success_timestamp_seconds') === 0);
    const begin = Date.now(), done = portal.command('backup');
    assert.equal(done.status, 0, done.stderr);
    const made = await until(async () => (await metrics()).value('congd_backup_last_success_timestamp_seconds'));
    assert.ok(made * 1000 >= begin - 1000 && made * 1000 <= Date.now(), `${made}`);
  });

  test('every metric that an alert asks for is there', async () => {
    const seen = await metrics();
    const rules = fs.readFileSync(path.join(ROOT, 'packaging/alerts.yml'), 'utf8');
    const names = new Set(rules.match(/\b(congd|process)_[a-z_]+/g));
    assert.ok(names.size >= 10);
    for (const name of names) {
      if (/^congd_(certificate|replication)_/.test(name)) continue; // of TLS alone, below, and of several machines
      assert.ok(seen.families.has(name.replace(/_(bucket|sum|count)$/, '')), `${name} is nowhere`);
    }
    assert.equal((rules.match(/^ *- alert: /gm) ?? []).length, 12);
  });
});

test('readers who have taken every connection do not keep monitoring out', async () => {
  const small = await startPortal({ args: ['--set', 'metrics_listen=127.0.0.1:0', '--connections', '10', '--connections-per-address', '0'] });
  try {
    const { hostname, port } = new URL(small.stdout.match(/^metrics on (\S+)$/m)[1]);
    const sockets = Array.from({ length: 30 }, () => net.connect(small.port, small.host).on('error', () => {}));
    await until(async () => read((await exchange(hostname, port, 'GET', '/metrics', {})).text).value('congd_connections_open') >= 10);
    sockets.forEach((socket) => socket.destroy());
    await small.stop();
  } finally {
    await small.end();
  }
});

test('the certificate that is served tells when it ends', async () => {
  const folder = scratch(), file = (name) => path.join(folder, name);
  const done = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '40', '-subj', '/CN=a', '-keyout', file('key'), '-out', file('cert')], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  const secure = await startPortal({ args: ['--set', 'metrics_listen=127.0.0.1:0', '--tls-cert', file('cert'), '--tls-key', file('key')] });
  try {
    const { hostname, port } = new URL(secure.stdout.match(/^metrics on (http:\S+)$/m)[1]);
    const seen = read((await exchange(hostname, port, 'GET', '/metrics', {})).text);
    const until_ = spawnSync('openssl', ['x509', '-noout', '-enddate', '-in', file('cert')], { encoding: 'utf8' }).stdout.replace('notAfter=', '');
    assert.equal(seen.value('congd_certificate_expiry_timestamp_seconds'), Date.parse(until_) / 1000);
    assert.equal(Math.floor(seen.value('congd_certificate_remaining_seconds') / 86400), 39);
    await secure.stop();
  } finally {
    await secure.end();
  }
});

test('what a reader of the portal is shown says nothing of these', async () => {
  const robots = await portal.page('/robots.txt');
  assert.doesNotMatch(robots.text, /metrics/);
  assert.equal((await portal.page('/metrics', { 'User-Agent': BROWSER })).status, 401);
});
