// A portal on three machines: PostgreSQL keeps the order, each has its own store. What one was told is saved stands once on all.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, Portal, scratch, until } from './lib/portal.mjs';
import { startPostgres } from './lib/postgres.mjs';

const NODES = ['a', 'b', 'c'];
let postgres, nodes;

/** As a client does: what could not be saved now is sent again under the same key. */
async function save(node, key, body) {
  return until(async () => {
    const answer = await node.requestOnce('POST', '/api/articles', { token: nodes[0].tokens.editor, body, headers: { 'Idempotency-Key': key } });
    if (answer.status === 503) {
      assert.ok(answer.headers['retry-after'], answer.text);
      assert.notEqual(answer.json.type, '/problems/overtaken', "that another machine was first is no client's business");
    }
    else assert.ok(answer.status === 201 || answer.status === 409, answer.text);
    return answer.status === 201 && answer;
  });
}

const figure = async (node, name) => Number((await node.request('GET', '/metrics', { token: nodes[0].tokens.admin })).text.match(new RegExp(`^${name} (\\S+)$`, 'm'))?.[1]);

/** Each table that machines share, as a hash of its rows. */
function tablesOf(node) {
  const tables = [...fs.readFileSync(path.join(ROOT, 'daemon/store/replication/table.def'), 'utf8').matchAll(/^SHARED\((\w+)\)/gm)].map(([, name]) => name);
  const script = 'import sqlite3, sys, hashlib\nc = sqlite3.connect(sys.argv[1], timeout=10)\nc.execute("BEGIN")\nfor t in sys.argv[2:]:\n    rows = sorted(repr(r) for r in c.execute("SELECT * FROM " + t))\n    print(t, len(rows), hashlib.sha256("".join(rows).encode()).hexdigest())\nprint(c.execute("SELECT applied FROM node_state").fetchone()[0])';
  const done = spawnSync('python3', ['-c', script, path.join(node.data, 'cong.db'), ...tables], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return done.stdout;
}

/** All have applied all, and have the same. */
async function assertEqual() {
  const head = postgres.primary.query('SELECT max(seq) FROM log');
  let seen;
  await until(() => {
    seen = nodes.map(tablesOf);
    return seen.every((one) => one === seen[0] && one.trim().split('\n').at(-1) === head);
  }, { why: 'they are not equal' }).catch((error) => {
    const [first, ...others] = nodes.map((node) => tablesOf(node).trim().split('\n'));
    throw new Error(`${error.message}: ${others.map((lines) => lines.filter((line, i) => line !== first[i])).join(' | ')} ${first.at(-1)} of ${head}`);
  });
}

before(async () => {
  postgres = await startPostgres();
  const first = new Portal({ args: ['--write-rate', '0', '--error-rate', '0'] });
  await first.start();
  for (const role of ['admin', 'editor']) first.token(role);
  await first.stop();
  nodes = NODES.map((name) => {
    const node = new Portal({ data: name === 'a' ? first.data : path.join(scratch(), 'data'), args: ['--write-rate', '0', '--error-rate', '0', '--replication', postgres.url, '--replication-node', name] });
    const words = name === 'a' ? ['init'] : ['join', '--key', path.join(first.data, 'secret.key')];
    const done = node.command('cluster', ...words, '--set', `replication=${postgres.url}`, '--set', `replication_node=${name}`);
    assert.equal(done.status, 0, done.stderr);
    node.tokens = first.tokens;
    return node;
  });
  await Promise.all(nodes.map((node) => node.start()));
});

after(async () => {
  for (const node of nodes ?? []) await node.stop().catch(() => {});
  for (const node of nodes ?? []) await node.end();
  await postgres?.end();
});

test('what is posted on one machine is read on the others', async () => {
  const [a, b, c] = nodes;
  await until(async () => (await a.request('GET', '/readyz')).text === 'ready\nwrites: yes\n');
  const made = await save(a, 'mot', { title: 'Bài của máy a', body: 'Thân.', status: 'published' });
  for (const node of [b, c]) {
    const found = await until(async () => {
      const answer = await node.request('GET', made.headers.location);
      return answer.status === 200 && answer;
    });
    assert.equal(found.json.title, 'Bài của máy a');
    assert.equal((await node.page(`/bai-viet/${found.json.slug}`)).status, 200);
  }
  await assertEqual();
});

test('all write at once: each is saved once, everywhere', async () => {
  const made = (await Promise.all(nodes.map(async (node, n) => {
    const own = [];
    for (let i = 0; i < 8; i++) own.push(await save(node, `cung-luc-${n}-${i}`, { title: `Bài ${i} của ${NODES[n]}`, body: `Thân ${i}.`, status: 'published', tags: [`thẻ ${i % 3}`] }));
    return own;
  }))).flat();
  assert.equal(new Set(made.map((answer) => answer.json.id)).size, 24);
  await assertEqual();
  for (const node of nodes) {
    const list = await node.request('GET', '/api/articles?limit=100');
    assert.equal(list.json.items.filter((one) => /^Bài \d của/.test(one.title)).length, 24);
    assert.equal(await figure(node, 'congd_replication_lag_entries'), 0);
    assert.equal((await node.request('GET', '/api/audit/verify', { token: nodes[0].tokens.admin })).json.first_bad, null);
  }
});

test('an import on one machine goes on while another writes', async () => {
  const [a, b] = nodes;
  let isOver = false;
  const lines = Array.from({ length: 250 }, (_, i) => JSON.stringify({ external_id: `nhap-${i}`, title: `Bài nhập ${i}`, body: 'Thân.', status: 'published' })).join('\n');
  const importing = a.request('POST', '/api/import', { token: a.tokens.admin, body: lines, type: 'application/x-ndjson' }).finally(() => { isOver = true; });
  let count = 0;
  while (!isOver) await save(b, `trong-luc-nhap-${count}`, { title: `Trong lúc nhập ${count++}`, body: 'Thân.', status: 'published' });
  const results = (await importing).text.trim().split('\n').map((line) => JSON.parse(line));
  assert.equal(results.filter((one) => one.result === 'created').length, 250);
  await assertEqual();
  assert.equal(Number(postgres.primary.query('SELECT count(DISTINCT txid) - count(*) FROM log')), 0);
});

test('a machine that is killed while it writes comes back with what it was told, once', async () => {
  const [a, b] = nodes;
  const told = [];
  const writing = (async () => {
    for (let i = 0; ; i++) {
      const answer = await b.requestOnce('POST', '/api/articles', { token: a.tokens.editor, body: { title: `Bị giết ${i}`, body: 'Thân.', status: 'published' }, headers: { 'Idempotency-Key': `giet-${i}` } }).catch(() => null);
      if (!answer) return i;
      if (answer.status === 201) told.push(answer.json.id);
    }
  })();
  await until(() => told.length >= 3);
  await b.kill9();
  const last = await writing;
  await b.start();
  await save(b, `giet-${last}`, { title: `Bị giết ${last}`, body: 'Thân.', status: 'published' });
  await assertEqual();
  const list = await a.request('GET', `/api/articles?limit=100&q=${encodeURIComponent('giết')}`);
  const titles = list.json.items.map((one) => one.title).filter((title) => title.startsWith('Bị giết'));
  assert.equal(new Set(titles).size, titles.length, 'nothing twice');
  for (const id of told) assert.equal((await nodes[2].request('GET', `/api/articles/${id}`)).status, 200);
});

test('while PostgreSQL is away all go on reading, and say that they cannot write', async () => {
  const [a, b] = nodes;
  await postgres.primary.stop();
  const body = { title: 'Chưa lưu được', body: 'Thân.', status: 'published' };
  await until(async () => /^ready\nwrites: no: /.test((await b.request('GET', '/readyz')).text));
  const refused = await a.requestOnce('POST', '/api/articles', { token: a.tokens.editor, body });
  assert.equal(refused.status, 503, refused.text);
  assert.ok(Number(refused.headers['retry-after']) > 0);
  assert.match(refused.json.detail, /nhật ký chung/);
  for (const node of nodes) {
    assert.equal((await node.page('/')).status, 200);
    assert.equal((await node.request('GET', '/api/articles')).status, 200);
  }
  const check = await a.request('GET', '/api/condition', { token: a.tokens.admin });
  assert.equal(check.json.checks.find((row) => row.name === 'replication').status, 'fail');
  await postgres.primary.start();
  await save(a, 'tro-lai', { title: 'Trở lại', body: 'Thân.', status: 'published' });
  await assertEqual();
  assert.equal((await a.request('GET', `/api/articles?q=${encodeURIComponent('"Chưa lưu được"')}`)).json.items.length, 0);
});

test('without the second machine nobody is told that it was saved', async () => {
  const [a] = nodes;
  await postgres.standby.stop();
  const answer = await a.requestOnce('POST', '/api/articles', { token: a.tokens.editor, body: { title: 'Một máy thôi', body: 'Thân.', status: 'published' }, headers: { 'Idempotency-Key': 'mot-may' } });
  assert.equal(answer.status, 503, answer.text);
  assert.match(answer.json.type, /unsettled|unavailable/);
  await postgres.standby.start();
  await save(a, 'mot-may', { title: 'Một máy thôi', body: 'Thân.', status: 'published' });
  await assertEqual();
  assert.equal((await nodes[1].request('GET', `/api/articles?limit=100&q=${encodeURIComponent('"Một máy thôi"')}`)).json.items.filter((one) => one.title === 'Một máy thôi').length, 1);
});

test('a PostgreSQL that waits for no second machine is refused', async () => {
  const [a] = nodes;
  const { primary } = postgres;
  const setNames = (names) => { primary.query(`ALTER SYSTEM SET synchronous_standby_names = '${names}'`); primary.query('SELECT pg_reload_conf()'); };
  const row = async () => (await a.request('GET', '/api/condition', { token: a.tokens.admin })).json.checks.find((one) => one.name === 'replication');
  setNames('');
  primary.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'congd %'");
  await until(async () => /synchronous_standby_names/.test((await row()).text));
  const refused = await a.requestOnce('POST', '/api/articles', { token: a.tokens.editor, body: { title: 'Không chờ ai', body: 'Thân.', status: 'published' } });
  assert.equal(refused.status, 503, refused.text);
  setNames('hai');
  await save(a, 'lai-cho', { title: 'Lại chờ', body: 'Thân.', status: 'published' });
  await assertEqual();
  assert.equal((await row()).status, 'ok');
});

test('an address with a password in it is no setting', () => {
  for (const address of ['postgresql://cong:matkhau@may/cong', 'postgresql://may/cong?password=matkhau', 'may/cong']) {
    const done = spawnSync(nodes[0].binary, ['config', '--replication', address], { encoding: 'utf8', env: nodes[0].env });
    assert.notEqual(done.status, 0, address);
    assert.match(done.stderr, /replication/);
  }
});

test('a folder of several machines is not written by one that is alone', async () => {
  const b = nodes[1];
  await b.stop();
  const done = b.command('token', 'create', '--name', 'lac', '--role', 'reader');
  assert.notEqual(done.status, 0);
  assert.match(done.stderr, /several machines/);
  await b.start();
});
