// A portal on three machines: PostgreSQL keeps the order, each has its own store. What one was told is saved stands once on all.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { alike, Cluster } from './lib/cluster.mjs';
import { BROWSER, DATA, scratch, until } from './lib/portal.mjs';
import { startRelay } from './lib/relay.mjs';

const NODES = ['a', 'b', 'c'];
const mailer = path.join(scratch(), 'mailer');
const relay = await startRelay();
const cluster = new Cluster({
  names: NODES,
  args: ['mail_host=127.0.0.1', `mail_port=${relay.port}`, 'mail_tls=none', 'mail_from=cong@xa.example', `mail_program=${mailer}`, 'digests=yes', 'digest_rate=6000', 'base_url=https://xa.example',
    'write_rate=0', 'error_rate=0'].flatMap((one) => ['--set', one]),
});
const { pair } = cluster;
const assertEqual = () => alike(cluster);
let nodes;

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

before(async () => {
  assert.equal(spawnSync('cc', ['-O1', '-w', '-o', mailer, path.join(DATA, 'mailer.c')]).status, 0);
  await cluster.start({
    fill: async (portal) => {
      for (const role of ['admin', 'editor']) portal.token(role);
    },
  });
  ({ nodes } = cluster);
});

after(async () => {
  for (const node of nodes ?? []) await node.stop().catch(() => {});
  await cluster.stop();
  relay.close();
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
    for (const [name, is] of [['lag_entries', 0], ['lag_seconds', 0], ['writes', 1]]) assert.equal(await figure(node, `congd_replication_${name}`), is, name);
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
  assert.equal(Number(pair.primary.query('SELECT count(DISTINCT txid) - count(*) FROM log', { database: 'congd' })), 0);
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

/** What a node has, read beside it. */
function rows(node, statement) {
  const done = spawnSync('python3', ['-c', 'import sqlite3, sys, json; print(json.dumps(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()))', path.join(node.data, 'cong.db'), statement], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
}
const askForNews = (node, thu) => node.request('POST', '/dang-ky-nhan-tin', { body: new URLSearchParams({ thu, khi: 'ngay' }).toString(), type: 'application/x-www-form-urlencoded', headers: { 'User-Agent': BROWSER, Accept: 'text/html' } });

test('one of the machines sends a letter to a citizen, and the others do not', async () => {
  const [a, b] = nodes;
  /* While the relay has it in hand the others' jobs are woken, and look. */
  relay.onLetter = async () => {
    for (const node of nodes) assert.equal((await node.api('POST', '/tags', { token: a.tokens.editor, body: { name: `Đánh thức ${node.name} ${relay.letters.length}` } })).status, 201);
    await assertEqual();
  };
  assert.equal((await askForNews(b, 'lan@vidu.example')).status, 303);
  await until(() => relay.letters.length && nodes.every((node) => rows(node, 'SELECT (SELECT count(*) FROM subscription_asks), (SELECT count(*) FROM citizen_letters)').join() === '1,0'), { why: a.stderr.slice(-1500) });
  await assertEqual();
  assert.deepEqual(relay.letters.map(({ to }) => to), ['lan@vidu.example']);
  relay.onLetter = null;
});

test('a letter that cannot be handed over is one attempt, whichever machine made it', async () => {
  const [a, , c] = nodes;
  relay.refuse = { RCPT: '450 4.7.1 later' };
  const told = () => nodes.map((node) => node.stderr.split('could not be handed over').length - 1).reduce((sum, one) => sum + one);
  assert.equal((await askForNews(c, 'nam@vidu.example')).status, 303);
  await until(() => told() === 1);
  const asked = await a.form('POST', '/questions', { name: 'Ma A Sình', email: 'sinh@vidu.example', field: 'y-te', subject: 'Thẻ', text: 'Khi nào có thẻ?', consent: 'true' }, { token: a.tokens.editor });
  assert.equal(asked.status, 201, asked.text);
  const [{ id }] = (await a.api('GET', '/questions', { token: a.tokens.editor })).json.items;
  for (const body of [{ act: 'assign', unit: 'Trạm y tế' }, { act: 'answer', reply: 'Mời ông đến trạm.' }]) {
    const done = await a.api('POST', `/questions/${id}/act`, { token: a.tokens.editor, body });
    assert.equal(done.status, 200, done.text);
  }
  await until(() => told() === 2, { ms: 90_000 });
  await assertEqual();
  for (const node of nodes) assert.deepEqual(rows(node, 'SELECT attempts FROM citizen_letters UNION ALL SELECT attempts FROM petition_letters'), [[1], [1]]);
  relay.refuse = {};
});

test('while PostgreSQL is away all go on reading, and say that they cannot write', async () => {
  const [a, b] = nodes;
  await pair.primary.stop();
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
  await pair.primary.start();
  await save(a, 'tro-lai', { title: 'Trở lại', body: 'Thân.', status: 'published' });
  await assertEqual();
  assert.equal((await a.request('GET', `/api/articles?q=${encodeURIComponent('"Chưa lưu được"')}`)).json.items.length, 0);
});

test('without the second machine nobody is told that it was saved', async () => {
  const [a] = nodes;
  await pair.standby.stop();
  const answer = await a.requestOnce('POST', '/api/articles', { token: a.tokens.editor, body: { title: 'Một máy thôi', body: 'Thân.', status: 'published' }, headers: { 'Idempotency-Key': 'mot-may' } });
  assert.equal(answer.status, 503, answer.text);
  assert.match(answer.json.type, /unsettled|unavailable/);
  await pair.standby.start();
  await save(a, 'mot-may', { title: 'Một máy thôi', body: 'Thân.', status: 'published' });
  await assertEqual();
  assert.equal((await nodes[1].request('GET', `/api/articles?limit=100&q=${encodeURIComponent('"Một máy thôi"')}`)).json.items.filter((one) => one.title === 'Một máy thôi').length, 1);
});

test('a PostgreSQL that waits for no second machine is refused', async () => {
  const [a] = nodes;
  const row = async () => (await a.request('GET', '/api/condition', { token: a.tokens.admin })).json.checks.find((one) => one.name === 'replication');
  pair.primary.waits(false);
  await until(() => pair.primary.query('SHOW synchronous_standby_names') === '');
  pair.primary.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'congd %'");
  await until(async () => /synchronous_standby_names/.test((await row()).text));
  const refused = await a.requestOnce('POST', '/api/articles', { token: a.tokens.editor, body: { title: 'Không chờ ai', body: 'Thân.', status: 'published' } });
  assert.equal(refused.status, 503, refused.text);
  pair.primary.waits(true);
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
