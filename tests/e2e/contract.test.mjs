// The description of the API: complete, clean, readable; and every problem type explained.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { assertAccessible, assertQuiet, assertValidHtml, openTab, startBrowser } from './lib/browser.mjs';
import { checkAnswer, description } from './lib/contract.mjs';
import { follow } from './lib/events.mjs';
import { prepareBefore } from './lib/patience.mjs';
import { picture, ROOT, startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

const HERE = path.join(ROOT, 'tests/e2e');
const FILE = path.join(ROOT, 'assets/api/openapi.json');

let portal;
before(async () => { portal = await startPortal(); });
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const run = (name, ...args) => {
  const done = spawnSync(path.join(HERE, 'node_modules/.bin', name), args, {
    cwd: HERE, encoding: 'utf8', env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
  return { status: done.status, text: done.stdout + done.stderr };
};

test('spectral finds nothing, not even a hint', () => {
  const { status, text } = run('spectral', 'lint', '--fail-severity=hint', '-r', '.spectral.json', FILE);
  assert.equal(status, 0, text);
});

test('what can be tried says in its description how the answer to a trial looks; lines of an import say it each by itself', () => {
  const found = (reference) => reference.slice(2).split('/').reduce((place, part) => place[part], description);
  const resolve = (thing) => (thing.$ref ? resolve(found(thing.$ref)) : thing);
  const silent = [];
  for (const [address, operations] of Object.entries(description.paths))
    for (const [method, { parameters = [], responses = {} }] of Object.entries(operations)) {
      if (address === '/api/import' || !parameters.some(({ $ref }) => $ref?.endsWith('/DryRun'))) continue;
      const answers = Object.entries(responses).filter(([status]) => status.startsWith('2')).flatMap(([, answer]) => Object.values(resolve(answer).content ?? {}));
      if (!answers.every(({ schema }) => /"dry_run"/.test(JSON.stringify(resolve(schema))))) silent.push(`${method} ${address}`);
    }
  assert.deepEqual(silent, []);
});

test('redocly finds nothing', () => {
  const { status, text } = run('redocly', 'lint', '--config', 'redocly.yaml', FILE);
  assert.equal(status, 0, text);
  assert.doesNotMatch(text, /You have \d+ (warning|error)/, text);
});

test('the description is served as it is kept, and announced', async () => {
  const answer = await portal.api('GET', '/openapi.json');
  assert.equal(answer.status, 200);
  const served = answer.json;
  const { version, ...info } = served.info;
  served.components.schemas.Facts.properties = {}; // those of the kinds there are
  assert.deepEqual({ ...served, info: null }, { ...description, info: null });
  assert.ok(version && info.title);
  const entrance = await portal.api('GET', '');
  assert.match(entrance.headers.link ?? '', /<\/api\/openapi\.json>; rel="service-desc"/);
  for (const [name, address] of Object.entries(entrance.json).filter(([key]) => key.endsWith('_url'))) {
    const as = /me|tokens|media/.test(name) ? 'admin' : undefined;
    if (name === 'events_url') continue; // goes on for ever
    assert.equal((await portal.request('GET', address, { as })).status, 200, address);
  }
});

test('an answer that is not described, or has a member that is not, is noticed', () => {
  const bytes = (value) => Buffer.from(JSON.stringify(value));
  const headers = { 'content-type': 'application/json' };
  const me = { name: 'x', role: 'editor', token_id: 1, expires_at: null, from: null };
  checkAnswer('GET', '/api/me', { status: 200, headers, bytes: bytes(me) });
  for (const wrong of [{ ...me, more: 1 }, { ...me, role: 'king' }, { ...me, from: undefined }])
    assert.throws(() => checkAnswer('GET', '/api/me', { status: 200, headers, bytes: bytes(wrong) }));
  assert.throws(() => checkAnswer('GET', '/api/me', { status: 202, headers, bytes: bytes(me) }));
  assert.throws(() => checkAnswer('GET', '/api/me', { status: 200, headers: { 'content-type': 'text/html' }, bytes: bytes(me) }));
});

test('operations that no other test asks', async () => {
  const box = (await portal.api('POST', '/boxes', { as: 'editor', body: { title: 'Sẽ xóa' } })).json;
  assert.equal((await portal.api('DELETE', `/boxes/${box.id}`, { as: 'editor' })).status, 204);
  const { bytes, type } = picture('photo.jpg');
  const media = (await portal.api('POST', '/media', { as: 'author', type, body: bytes })).json;
  assert.equal((await portal.api('GET', `/media/${media.id}`, { as: 'reader' })).json.id, media.id);
  assert.equal((await portal.api('DELETE', `/media/${media.id}`, { as: 'editor' })).status, 204);
  const audit = (await portal.api('GET', '/audit/verify', { as: 'admin' })).json;
  assert.ok(audit.lines >= 4);
  assert.deepEqual([audit.first_bad, audit.notes_removed], [null, 0]);
  const reader = follow(portal);
  assert.equal(await reader.first, 200);
  await portal.post({ title: 'Cho người theo dõi', status: 'published' });
  await until(() => reader.seen.length, { why: 'an event' });
  reader.close();
  for (const { event, id, data } of reader.seen)
    checkAnswer('GET', '/api/changes', { status: 200, headers: { 'content-type': 'application/json' }, bytes: Buffer.from(JSON.stringify({ changes: [data], next: id, more: false })) });
  checkAnswer('GET', '/api/events', { status: 200, headers: reader.headers, bytes: Buffer.from(':\n\n') });
});

test('the page of a problem is valid, accessible and asks nobody else', async () => {
  const problem = await portal.request('GET', '/problems/second-person');
  assertValidHtml({ problem: problem.text });
  const browser = await startBrowser();
  try {
    const tab = await openTab(browser);
    await tab.goto(`${portal.url}/problems/resync`);
    await assertAccessible(tab, '/problems/resync');
    assertQuiet(tab);
  } finally {
    await browser.close();
  }
});

test('every problem type has a page that explains it in both languages', async () => {
  const rows = [...fs.readFileSync(path.join(ROOT, 'include/base/err.def'), 'utf8').matchAll(/^ERR\(\w+, (\d+), "([^"]+)", "([^"]+)", "([^"]+)"\)/gm)];
  assert.ok(rows.length > 30);
  for (const [, status, type, vi, en] of rows) {
    const answer = await portal.request('GET', `/problems/${type}`);
    assert.equal(answer.status, 200, type);
    for (const text of [vi, en, `HTTP ${status}`]) assert.ok(answer.text.includes(text), `${type}: ${text}`);
  }
  assert.equal((await portal.request('GET', '/problems/khong-co')).status, 404);
  const before = (await portal.api('GET', '/stats')).json.views.all;
  await portal.page('/problems/gone');
  await portal.page('/api/docs');
  assert.equal((await portal.api('GET', '/stats')).json.views.all, before, 'these are no views');
});

test('problems speak the language that was asked for', async () => {
  const vi = assertProblem(await portal.api('GET', '/articles/999999'), 404, 'not-found');
  const en = assertProblem(await portal.api('GET', '/articles/999999', { headers: { 'Accept-Language': 'en' } }), 404, 'not-found');
  assert.deepEqual([vi.title, en.title], ['Không tìm thấy', 'Not found']);
});

test('tokens: what they may, until when, from where, and when they were used', async () => {
  const make = async (body) => (await portal.api('POST', '/tokens', { as: 'admin', body })).json;
  const elsewhere = await make({ name: 'nơi khác', role: 'reader', from: '192.0.2.0/24 2001:db8::/32' });
  const here = await make({ name: 'ở đây', role: 'author', from: '127.0.0.0/8' });
  assertProblem(await portal.api('GET', '/me', { token: elsewhere.token }), 401, 'unauthorized');
  const me = (await portal.api('GET', '/me', { token: here.token })).json;
  assert.deepEqual([me.name, me.role, me.token_id, me.from, me.expires_at], ['ở đây', 'author', here.id, '127.0.0.0/8', null]);
  const { at: soon, made: [short, before] } = await prepareBefore(1000, async (at) => {
    const token = await make({ name: 'ngắn hạn', role: 'reader', expires_at: at });
    return [token, token.token && await portal.api('GET', '/me', { token: token.token })];
  });
  assert.equal(before.status, 200);
  await until(() => Date.now() > Date.parse(soon) + 50);
  const expired = await portal.api('GET', '/me', { token: short.token });
  assertProblem(expired, 401, 'unauthorized');
  assert.match(expired.headers['www-authenticate'], /^Bearer/);
  await portal.restart(); // saves the uses
  const rows = (await portal.api('GET', '/tokens', { as: 'admin' })).json.items;
  const used = Object.fromEntries(rows.map((row) => [row.name, row.last_used_at]));
  assert.ok(used['ở đây'] && used['ngắn hạn']);
  assert.equal(used['nơi khác'], null);
});

test('congd audit verify finds a changed line, with the daemon and without', async () => {
  const good = portal.command('audit', 'verify');
  assert.equal(good.status, 0, good.stderr);
  assert.match(good.stdout, /^\d+ lines, unbroken\n$/);
  const { id } = await portal.post({ title: 'Sẽ bỏ lời', change_note: 'tên người' });
  await portal.api('PATCH', `/articles/${id}`, { as: 'editor', body: { lead: 'Mới' } });
  const redacted = await portal.api('POST', `/articles/${id}/revisions/1/redact`, { as: 'editor', body: { note: 'Dữ liệu cá nhân' } });
  assert.equal(redacted.status, 200, redacted.text);
  assert.match(portal.command('audit', 'verify').stdout, /^\d+ lines, unbroken, 1 notes removed\n$/);
  await portal.stop();
  const python = 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute("UPDATE audit SET object_id = object_id + 1 WHERE number = 3"); c.commit()';
  const done = spawnSync('python3', ['-c', python, path.join(portal.data, 'cong.db')], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  const bad = portal.command('audit', 'verify');
  assert.deepEqual([bad.status, bad.stderr], [1, bad.stderr]);
  assert.match(bad.stderr, /broken at line 3 of \d+/);
  await portal.start();
  assert.match(portal.command('audit', 'verify').stderr, /broken at line 3 of \d+/);
  assert.equal(portal.command('audit').status, 2);
});
