// The log: readable lines and JSON, whose request a line is about, what never stands in one, and that nobody waits for who
// does not read it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { linesOf, parseLine } from './lib/log.mjs';
import { IS_TSAN, ROOT, Portal, scratch, startPortal, until } from './lib/portal.mjs';

const UNLIMITED = ['--set', 'error_rate=0', '--set', 'miss_rate=0', '--set', 'write_rate=0', '--set', 'search_rate=0', '--set', 'connections_per_address=0'];

/** Every row of the table: [method, pattern], its macros written out by the compiler. */
function rows() {
  const { stdout, status } = spawnSync('cc', ['-E', '-P', '-Iinclude', '-Idaemon/route', 'daemon/route/table.c'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(status, 0);
  const found = [...stdout.matchAll(/\{\s*METHOD_([A-Z]+),\s*((?:"[^"]*"\s*)+),\s*\w+,\s*ANSWER_/g)].map(([, method, pattern]) => [method, pattern.replace(/"\s*"|"/g, '').trim()]);
  assert.ok(found.length > 120, `${found.length} rows`);
  return found;
}

/** What must stand in no line, each in its place; letters that no line has otherwise. */
const SECRET = {
  slug: 'chuyen-rieng-zqxw', query: 'cauhoizqxk', token: 'Zqx1aB2cD3eF4gH5iJ6kL7mN8oP9qR0sT1uV2wX3yZ4', cookie: 'banhquyzqxv',
  referer: 'tuzqxj', key: 'khoazqxf', body: 'thanzqxh', agent: 'mayzqxg', password: 'matkhauzqxd',
};
const HEADERS = {
  Cookie: `a=${SECRET.cookie}`, Referer: `https://vi-du.vn/${SECRET.referer}`, 'Idempotency-Key': SECRET.key, 'User-Agent': `Mozilla/5.0 ${SECRET.agent}`,
};

/** A row's addresses with a secret in each place, and the same with what people and machines make of addresses. */
function addressesOf(pattern) {
  const slug = pattern.replace(/\{\w+\}/g, SECRET.slug), token = pattern.replace(/\{\w+\}/g, SECRET.token);
  const query = `?q=${SECRET.query}&after=${SECRET.query}&token=${SECRET.token}`;
  const all = [`${slug}${query}`, `${token}${query}`];
  if (slug !== pattern) all.push(`${slug}/them${query}`, `/en${slug}/x`, `/${slug.replaceAll('/', '//')}//y`, `${slug.toUpperCase().replace(SECRET.slug.toUpperCase(), SECRET.slug)}/z`);
  return all;
}

async function askForAll(portal) {
  await portal.post({ title: 'Chuyện riêng', slug: SECRET.slug, body: 'x', status: 'published', tags: [SECRET.slug] });
  const good = portal.token('admin');
  let asked = 0;
  for (const [method, pattern] of rows())
    for (const target of addressesOf(pattern))
      for (const authorization of target.includes('?') ? [`Bearer ${SECRET.token}`, `Bearer ${good}`, `Basic ${Buffer.from(`a:${SECRET.password}`).toString('base64')}`] : [undefined]) {
        // Answers that go on are nobody's here.
        if (/^\/api\/(events|snapshot|export)/.test(pattern) && authorization === `Bearer ${good}`) continue;
        const isWrite = method !== 'GET';
        await portal.request(method, target, {
          headers: { ...HEADERS, ...(authorization && { Authorization: authorization }) },
          ...(isWrite && { body: JSON.stringify({ title: SECRET.body, name: SECRET.body, slug: `${SECRET.slug}-2` }), type: 'application/json' }),
        }).catch((error) => assert.match(`${error.code} ${error.message}`, /ECONNRE|EPIPE|hang up|not described|no body/, target));
        asked++;
      }
  return asked;
}

const secretsIn = (line) => [...Object.values(SECRET), Buffer.from(`a:${SECRET.password}`).toString('base64')].filter((secret) => line.toLowerCase().includes(secret.toLowerCase()));

const FORMS = [['text', parseLine], ['json', (line) => JSON.parse(line)]];
// Threads meet alike in both.
for (const [form, parse] of FORMS.slice(0, IS_TSAN ? 1 : 2))
  test(`no line as ${form} has a query, a token, a slug or what a client sent, through every row of the table at level debug`, { timeout: 1_800_000 }, async () => {
    const portal = new Portal({ args: [...UNLIMITED, '--set', 'log_level=debug', '--log-format', form] });
    after(() => portal.end());
    await portal.start();
    const asked = await askForAll(portal);
    await portal.stop();
    const lines = portal.stderr.split('\n');
    assert.equal(lines.pop(), '', 'the last line is whole');
    assert.ok(asked > 400 && lines.length > asked / 2, `${asked} requests, ${lines.length} lines`);
    for (const line of lines) {
      const parsed = parse(line);
      assert.ok(parsed, `no line of the log: ${line}`);
      assert.deepEqual(secretsIn(line), [], line);
      if (form === 'json') {
        assert.match(parsed.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+07:00$/);
        assert.ok(['error', 'warn', 'info', 'debug'].includes(parsed.level) && parsed.event && parsed.message, line);
        if ('status' in parsed) assert.equal(typeof parsed.status, 'number', line);
      }
    }
    const fields = lines.map((line) => (form === 'json' ? parse(line) : parse(line).fields));
    assert.ok(fields.some((line) => line.path?.startsWith('/bai-viet/*/')), 'an address that does not exist is told, without its slug');
    assert.ok(fields.some((line) => line.route === '/bai-viet/{slug}'), 'the pattern of one that does');
  });

describe('a line and its answer', () => {
  let portal;
  const lineOf = (id) => until(() => linesOf(portal.stderr).find(({ event, fields }) => event === 'request' && fields.request_id === id), { why: `no line of ${id}` });
  after(() => portal?.end());

  test('a failure and a write bear the id of their line; what is kept for all does not', async () => {
    portal = await startPortal();
    const lost = await portal.page('/khong-co?x=1');
    assert.equal((await lineOf(lost.headers['x-request-id'])).fields.path, '/khong-co');
    const problem = await portal.api('GET', '/articles/12345678');
    const line = await lineOf(problem.headers['x-request-id']);
    assert.deepEqual([line.level, line.fields.route, line.fields.id, line.fields.status, line.fields.from], ['info', '/api/articles/{id}', '12345678', '404', '127.0.0.0/24']);
    assert.equal(problem.json.instance, `urn:uuid:${problem.headers['x-request-id']}`);
    const written = await portal.api('POST', '/articles', { as: 'editor', body: { title: 'Bài', status: 'published' } });
    assert.equal((await lineOf(written.headers['x-request-id'])).fields.by, 'test editor');
    for (let i = 0; i < 2; i++) assert.equal((await portal.page('/')).headers['x-request-id'], undefined);
    assert.match(written.headers['access-control-expose-headers'], /X-Request-Id/);
  });

  test('the hour is Vietnam’s, whatever the machine’s zone', async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const { time } = await lineOf((await portal.page('/gio-nao')).headers['x-request-id']);
    const at = Date.parse(`${time.replace(' ', 'T')}+07:00`);
    assert.ok(at >= before && at <= Date.now(), time);
  });

  test('an address that does not exist is told up to 80 bytes, at the end of a letter, and forges no line', async () => {
    for (const [sent, told] of [
      [`/${'ớ'.repeat(100)}`, `/${'ớ'.repeat(26)}`],
      [`/a${'ớ'.repeat(100)}`, `/a${'ớ'.repeat(26)}`],
      [`/${'x'.repeat(200)}`, `/${'x'.repeat(79)}`],
      ['/a"b\\c=d e', '/a"b\\c=d e'],
      ['/khong\u2028co\u202egi', '/khong\u2028co\u202egi'],
    ]) {
      const { headers, status } = await portal.page(encodeURI(sent));
      assert.equal(status, 404, sent);
      const { fields } = await lineOf(headers['x-request-id']);
      assert.equal(fields.path, told);
    }
    assert.ok(!/[\u2028\u202e]/.test(portal.stderr), 'they are written as escapes');
    await portal.stop();
    for (const line of portal.stderr.trimEnd().split('\n')) assert.ok(parseLine(line), line);
  });
});

/** A pipe to which a daemon writes: nobody reads, or everybody. */
function pipe() {
  const name = path.join(scratch(), 'stderr');
  assert.equal(spawnSync('mkfifo', [name]).status, 0);
  return { name, fd: fs.openSync(name, 'r+') };
}

/** `count` requests that fail, over one connection, one behind the other; how long they took, in ms. */
async function fail(portal, count) {
  const request = `GET /api/khong-co HTTP/1.1\r\nHost: ${portal.host}\r\n\r\n`;
  const socket = net.connect(portal.port, portal.host);
  let answered = 0, rest = '';
  const from = performance.now();
  await new Promise((resolve, reject) => {
    const step = 50;
    let sent = 0;
    const more = () => {
      const next = Math.min(step, count - sent);
      sent += next;
      socket.write(request.repeat(next));
    };
    socket.setTimeout(60_000, () => reject(new Error(`${answered} of ${count} were answered, then nobody for a minute`)));
    socket.on('error', reject).on('data', (bytes) => {
      const text = rest + bytes.toString('latin1');
      answered += text.split('HTTP/1.1 404 ').length - 1;
      rest = text.slice(Math.max(text.lastIndexOf('HTTP/1.1 404 ') + 1, text.length - 12));
      if (answered >= count) resolve();
      else if (answered >= sent) more();
    });
    more();
  }).finally(() => socket.destroy());
  assert.equal(answered, count);
  return performance.now() - from;
}

test('nobody waits for a log that nobody reads: 10,000 failures are answered as fast as with a reader, and what is lost is told', { timeout: 1_800_000 }, async () => {
  const ROUNDS = 10, EACH = 1000;
  const stuck = pipe();
  const args = [...UNLIMITED];
  const read = new Portal({ args }), unread = new Portal({ args, stderrTo: stuck.fd });
  after(() => Promise.all([read.end(), unread.end()]));
  await Promise.all([read.start(), unread.start()]);
  for (const portal of [read, unread]) {
    portal.token('admin');
    await fail(portal, 200);
  }
  const times = [[], []];
  for (let round = 0; round < ROUNDS; round++)
    for (const [nth, portal] of [read, unread].entries()) times[nth].push(await fail(portal, EACH));
  // Of the middle ones: what else the machine did meanwhile takes its time from one round or two.
  const [withReader, without] = times.map((list) => list.sort((a, b) => a - b)[ROUNDS >> 1]);
  const ratio = without / withReader;
  console.log(`# ${ROUNDS * EACH} failures: ${Math.round(withReader)} ms for ${EACH} with a reader, ${Math.round(without)} ms without, ratio ${ratio.toFixed(2)}`);
  assert.ok(ratio < 2, `ratio ${ratio}`);
  const lost = Number((await unread.request('GET', '/metrics', { headers: { Authorization: `Bearer ${unread.token('admin')}` } })).text.match(/^congd_log_lines_lost_total (\d+)$/m)[1]);
  assert.ok(lost > 0 && lost < ROUNDS * EACH, `${lost} lost`);
  // Somebody reads at last: each line is there, or is counted by one line in its place.
  let text = '';
  const reader = new net.Socket({ fd: fs.openSync(stuck.name, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK), readable: true, writable: false });
  reader.on('data', (bytes) => { text += bytes; });
  await until(() => /lines lost: .*\n/.test(text), { why: 'the loss is not told' });
  await unread.page('/sau-do');
  await until(() => text.includes('path=/sau-do'), { why: 'it does not go on' });
  const lines = linesOf(text), told = lines.filter(({ event }) => event === 'log');
  assert.deepEqual(told.map(({ level, message, fields }) => [level, message.startsWith(`${lost} lines lost`), fields.lost]), [['warn', true, String(lost)]]);
  assert.equal(lines.filter(({ event, fields }) => event === 'request' && fields.path === '/api/khong-co').length + lost, ROUNDS * EACH + 200);
  reader.destroy();
  await Promise.all([read.stop(), unread.stop()]);
});

test('a daemon whose log nobody reads stops when asked, and dies of an abort', { timeout: 600_000 }, async () => {
  const stuck = pipe();
  after(() => fs.closeSync(stuck.fd));
  for (const [signal, end] of [['SIGTERM', { code: 0, signal: null }], ['SIGABRT', { code: null, signal: 'SIGABRT' }]]) {
    const portal = new Portal({ args: UNLIMITED, stderrTo: stuck.fd });
    after(() => portal.end());
    await portal.start();
    await fail(portal, 1000);
    portal.child.kill(signal);
    assert.deepEqual(await portal.exit, end);
    portal.child = null;
  }
});
