// Links are asked for in the background, at their pace, and those that fail on three days are listed with where they stand.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { watchPulse } from '../e2e/lib/patience.mjs';
import { ROOT, until } from '../e2e/lib/portal.mjs';
import { World } from './lib/world.mjs';

const DAY_MS = 25 * 3_600_000; // and the half hour over which what failed is spread
const BASE = 'https://xa.vidu.vn';
/** Five letters of these stand together in nothing that the portal writes by itself. */
const SECRET = 'xqrvkmngh';
let world, portal, one, two, port, article, pulse;
let missing = 404;
const requests = [];

const answers = {
  '/tot': (res) => res.end('tốt'),
  '/mat': (res) => res.writeHead(missing).end(),
  '/khong-head': (res, method) => res.writeHead(method === 'HEAD' ? 405 : 200).end(),
  '/di-cho': (res) => res.writeHead(301, { Location: `http://127.0.0.2:${port}/toi` }).end(),
  '/toi': (res) => res.end(),
  '/loi': (res) => res.writeHead(500).end(),
  '/im-lang': () => {},
};
async function listen(host, at = 0) {
  const server = http.createServer((req, res) => {
    requests.push({ host, at: Date.now(), method: req.method, url: req.url, agent: req.headers['user-agent'], headers: req.headers });
    (answers[req.url] ?? ((gone) => gone.writeHead(200).end()))(res, req.method);
  }).listen(at, host);
  await once(server, 'listening');
  return server;
}

const settings = (...more) => ['--write-rate', '0', '--error-rate', '0', '--base-url', BASE, '--import-from', `127.0.0.1:${port}`, '--import-from', `127.0.0.2:${port}`, ...more];
const at = (where, host = '127.0.0.1') => `http://${host}:${port}${where}`;
const asked = (url, method) => requests.filter((request) => request.url === url && (!method || request.method === method)).length;
const dead = async (query = '') => {
  const answer = await portal.api('GET', `/links/dead${query}`, { as: 'reader' });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
};
const urls = async () => (await dead('?limit=100')).items.map(({ url }) => url).sort();
const rows = (what) => {
  const done = spawnSync('python3', ['-c', 'import sqlite3, sys; print(sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True).execute(sys.argv[2]).fetchone()[0])',
    path.join(portal.data, 'cong.db'), what], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return Number(done.stdout);
};

/** A day later something is changed, and what is due is asked for. */
async function nextDay() {
  const before = asked('/mat');
  world.change({ aheadMs: world.aheadMs + DAY_MS });
  const changed = await portal.api('PATCH', '/site', { as: 'admin', body: { phone: String(world.aheadMs) } });
  assert.equal(changed.status, 200, changed.text);
  await until(() => asked('/mat') > before && rows(`SELECT count(*) FROM links WHERE host IS NOT NULL AND due_ms <= ${world.now()}`) === 0, { why: 'not all are asked again' });
}

before(async () => {
  one = await listen('127.0.0.1');
  ({ port } = one.address());
  two = await listen('127.0.0.2', port);
  world = new World();
  portal = await world.portal({ args: settings('--check-links', 'yes') }).start();
  pulse = watchPulse(portal);
  article = await portal.post({
    title: 'Bài có liên kết', status: 'published', body_format: 'html',
    source: { name: 'Nguồn', url: at('/loi', '127.0.0.2') },
    body: `${['/tot', '/mat', '/mat#phan', '/khong-head', '/di-cho'].map((where) => `<p><a href="${at(where)}">x</a></p>`).join('')}
<p><a href="http://khong-ai-co.invalid/">x</a> <a href="http://127.0.0.3:${port}/cam">x</a> <a href="mailto:a@b.vn">m</a> <a href="#x">p</a></p>
<p><a href="/bai-viet/khong-co">x</a> <a href="${BASE}/thong-ke">x</a> <a href="/bai-viet/bai-co-lien-ket">x</a> <a href="${BASE}/khong-co-gi">x</a></p>`,
  });
  await portal.post({ title: 'Nháp', status: 'draft', body: `[x](${at('/nhap')})` });
});
after(async () => {
  await portal?.end();
  for (const server of [one, two]) {
    server?.closeAllConnections();
    server?.close();
  }
});

test('links of what is published are asked for once a second and host, HEAD before GET, by who says who it is', async () => {
  await until(() => asked('/tot') && asked('/mat', 'GET') && asked('/khong-head', 'GET') && asked('/toi') && asked('/loi', 'GET'), { why: JSON.stringify(requests) });
  pulse.end();
  assert.deepEqual(['/nhap', '/cam'].map((url) => asked(url)), [0, 0], 'a draft, and a machine of the office that nobody allowed');
  assert.deepEqual([asked('/tot', 'GET'), asked('/mat', 'HEAD'), asked('/mat', 'GET'), asked('/di-cho')], [0, 1, 1, 1]);
  for (const host of ['127.0.0.1', '127.0.0.2']) {
    const times = requests.filter((request) => request.host === host).map((request) => request.at);
    // The second is counted from the answer, so between two arrivals it is never less but for the clock's grain, and for
    // how much later a busy machine told of the first.
    times.slice(1).forEach((time, i) => assert.ok(time - times[i] >= 990 - pulse.worst, `${host}: ${time - times[i]} ms`));
  }
  for (const { agent, headers } of requests) {
    assert.match(agent, /^congd\/\d+\.\d+\.\d+ \(\+https:\/\/xa\.vidu\.vn\)$/);
    assert.deepEqual(['cookie', 'referer', 'authorization'].filter((name) => headers[name]), []);
  }
});

test('links inside are known to be dead without a request, and stand with the article', async () => {
  await until(async () => (await urls()).length === 2);
  const { items, total, are_checked } = await dead();
  assert.deepEqual([total, are_checked, items.map(({ url }) => url).sort()], [2, true, ['/bai-viet/khong-co', '/khong-co-gi']]);
  assert.deepEqual(items.map(({ inside, reason, status }) => [inside, reason, status]), [[true, 'status', 404], [true, 'status', 404]]);
  assert.deepEqual(items[0].places, [{ kind: 'article', id: article.id, title: 'Bài có liên kết', url: article.url }]);
  assert.match((await portal.request('GET', '/metrics', { as: 'reader' })).text, /^congd_links_dead 2$/m);
  assert.match(portal.command('check').stdout, /^\s*\S* *links\b.*\b2 lead nowhere/m);
  assert.equal((await portal.api('GET', '/links/dead')).status, 401);
  assert.equal((await portal.api('GET', '/links/dead?after=x', { as: 'reader' })).status, 400);
});

test('what fails on three days is dead, and alive again when it answers', async () => {
  await nextDay();
  assert.equal((await urls()).length, 2, 'two days');
  assert.equal(rows('SELECT count(*) FROM links WHERE failures = 2'), 3);
  await nextDay();
  const outward = ['http://khong-ai-co.invalid/', at('/mat'), at('/loi', '127.0.0.2')].sort();
  assert.deepEqual(await urls(), ['/bai-viet/khong-co', '/khong-co-gi', ...outward].sort());
  const found = (await dead('?limit=100')).items;
  const of = (url) => found.find((item) => item.url === url);
  assert.deepEqual([of(at('/mat')).status, of(at('/mat')).reason], [404, 'status']);
  assert.deepEqual([of('http://khong-ai-co.invalid/').status, of('http://khong-ai-co.invalid/').reason], [null, 'name']);
  assert.ok(Date.parse(of(at('/mat')).dead_since) - Date.parse(of(at('/mat')).failing_since) >= 2 * DAY_MS - 60_000);
  const first = await dead('?limit=3');
  const second = (await portal.api('GET', first.next, { as: 'reader' })).json;
  assert.deepEqual([first.items.length, second.items.length, second.next], [3, 2, null]);
  const said = portal.command('links', 'dead');
  assert.match(said.stdout, new RegExp(`^http://127\\.0\\.0\\.1:${port}/mat  404  since \\d{4}-\\d\\d-\\d\\d\\n    ${article.url}  Bài có liên kết$`, 'm'));
  assert.match(said.stdout, /^http:\/\/khong-ai-co\.invalid\/ {2}nobody has this name {2}since/m);
  missing = 200;
  await nextDay();
  assert.ok(!(await urls()).includes(at('/mat')), 'still dead');
});

test('an edit that is taken back, and an article that is, leave nothing of their links', async () => {
  const named = await portal.post({ title: 'Bài có tên', status: 'published', body: `[x](${at(`/${SECRET}`)})` });
  await until(() => asked(`/${SECRET}`), { why: 'not gathered' });
  await until(() => rows(`SELECT count(*) FROM links WHERE checked_ms > 0 AND url LIKE '%${SECRET}'`) === 1);
  const edited = await portal.api('PATCH', `/articles/${named.id}`, { as: 'editor', body: { body: 'Không còn.' }, headers: { 'If-Match': '"1"' } });
  assert.equal(edited.status, 200, edited.text);
  const redacted = await portal.api('POST', `/articles/${named.id}/revisions/1/redact`, { as: 'editor', body: { note: 'Dữ liệu cá nhân' } });
  assert.equal(redacted.status, 200, redacted.text);
  assert.equal(rows(`SELECT count(*) FROM links WHERE url LIKE '%${SECRET}'`), 0);
  await portal.stop();
  const left = spawnSync('python3', [path.join(ROOT, 'tests/e2e/lib/leftovers.py'), portal.data, SECRET], { encoding: 'utf8' });
  assert.deepEqual(JSON.parse(left.stdout), [], left.stderr);
  const offline = portal.command('links', 'dead', '--json');
  assert.deepEqual(offline.stdout.trim().split('\n').map((line) => JSON.parse(line).url).sort(), ['/bai-viet/khong-co', '/khong-co-gi', 'http://khong-ai-co.invalid/', at('/loi', '127.0.0.2')].sort(), 'without a daemon');
  await portal.start();
  assert.equal((await portal.api('POST', `/articles/${article.id}/withdraw`, { as: 'editor', body: { reason: 'x' } })).status, 200);
  assert.deepEqual(await urls(), []);
  assert.equal(rows('SELECT count(*) FROM links'), 0);
});

test('a stop does not wait for who keeps silent', async () => {
  await portal.post({ title: 'Im lặng', status: 'published', body: `[x](${at('/im-lang')})` });
  await until(() => asked('/im-lang'), { why: 'not asked' });
  pulse = watchPulse(portal);
  const began = Date.now();
  await portal.stop();
  pulse.end();
  assert.ok(Date.now() - began < 8000 + pulse.worst, `${Date.now() - began} ms; a request may take ten seconds`);
});

test('without the setting nobody is asked, and what was gathered is gone', async () => {
  await portal.end();
  requests.length = 0;
  portal.args = settings();
  await portal.start();
  await portal.post({ title: 'Không ai hỏi', status: 'published', body: `[x](${at('/khong-hoi')}) [y](/khong-co)` });
  await until(() => rows('SELECT count(*) FROM links') === 0);
  const { are_checked, items } = await dead();
  assert.deepEqual([are_checked, items], [false, []]);
  assert.doesNotMatch((await portal.request('GET', '/metrics', { as: 'reader' })).text, /congd_links_dead/);
  assert.match(portal.command('links', 'dead').stdout, /check_links=no/);
  await portal.stop();
  assert.deepEqual(requests, []);
});
