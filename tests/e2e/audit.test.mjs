// Who did what, and from where: /api/audit and `congd audit list`, with the daemon and without.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPortal } from './lib/portal.mjs';

const NAMES = { wicked: '=HYPERLINK("http://x.example/","Bấm")', editor: 'test editor' };
let portal;
let article;
before(async () => {
  portal = await startPortal();
  article = await portal.post({ title: 'Bài công bố', status: 'draft' });
  const published = await portal.api('POST', `/articles/${article.id}/publish`, { as: 'editor', body: {}, headers: { 'If-Match': '"1"' } });
  assert.equal(published.status, 200, published.text);
  const wicked = portal.command('token', 'create', '--name', NAMES.wicked, '--role', 'editor');
  const tag = await portal.api('POST', '/tags', { token: wicked.stdout.trim(), body: { name: 'Nhãn' } });
  assert.equal(tag.status, 201, tag.text);
});
after(() => portal?.end());

const list = async (query = '', options = {}) => {
  const answer = await portal.api('GET', `/audit${query}`, { as: 'admin', ...options });
  assert.equal(answer.status, 200, answer.text);
  return answer;
};
const whats = (answer) => answer.json.items.map((item) => item.what);

test('an administrator sees who published what, from where, and nobody else does', async () => {
  const [published] = (await list('?what=article.publish')).json.items;
  assert.deepEqual(
    [published.who, published.from, published.what, published.object, published.object_id, published.title, published.before_version, published.after_version],
    [NAMES.editor, '127.0.0.1', 'article.publish', 'article', article.id, 'Bài công bố', 1, 2],
  );
  assert.match(published.request_id, /^[0-9a-f-]{36}$/);
  for (const as of ['editor', 'reader']) assert.equal((await portal.api('GET', '/audit', { as })).status, 403);
  assert.equal((await portal.api('GET', '/audit')).status, 401);
});

test('lines are found by who, what, on what and when, alone and together', async () => {
  assert.deepEqual(whats(await list(`?object=article:${article.id}`)), ['article.publish', 'article.create']);
  assert.deepEqual(whats(await list('?what=article')), ['article.publish', 'article.create']);
  assert.deepEqual(whats(await list(`?who=${encodeURIComponent(NAMES.wicked)}`)), ['tag.create']);
  const { token_id: number } = (await list('?what=tag.create')).json.items[0];
  assert.deepEqual(whats(await list(`?who=${number}`)), ['tag.create']);
  assert.deepEqual(whats(await list('?who=console&what=token.create&object=token:1')), ['token.create']);
  assert.deepEqual(whats(await list('?what=artic')), [], 'no part of a word');
  const { at } = (await list('?what=tag.create')).json.items[0];
  assert.ok(whats(await list(`?since=${at}`)).includes('tag.create'));
  assert.ok(!whats(await list(`?until=${at}`)).includes('tag.create'), 'until is not included');
  const day = new Date(Date.parse(at) + 7 * 3600_000).toISOString().slice(0, 10);
  assert.ok(whats(await list(`?since=${day}&until=${day}`)).includes('tag.create'), 'a day is whole');
  assert.deepEqual(whats(await list('?until=2020-01-01')), []);
});

test('pages follow each other without a gap, also while lines are added', async () => {
  const all = (await list('?limit=1000')).json.items.map((item) => item.number);
  assert.ok(all.length >= 6);
  const seen = [];
  for (let next = '/api/audit?limit=2'; next;) {
    const page = (await portal.api('GET', next, { as: 'admin' })).json;
    seen.push(...page.items.map((item) => item.number));
    if (seen.length === 2) portal.command('token', 'create', '--name', 'meanwhile', '--role', 'reader');
    next = page.next;
  }
  assert.deepEqual(seen, all);
});

test('as CSV a name that looks like a formula is a text', async () => {
  for (const answer of [await list('?what=token.create&format=csv'), await list('?what=token.create', { headers: { Accept: 'text/csv' } })]) {
    assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8');
    assert.match(answer.headers.vary, /Accept/);
    assert.match(answer.text, /^\uFEFF?number,at,who,token_id,from,what,object,object_id,title,before_version,after_version,request_id,note,note_removed,account_id\r\n/);
    assert.ok(answer.text.includes(`"'=HYPERLINK(""http://x.example/"",""Bấm"")"`), answer.text);
    assert.ok(!/(^|,)"?[=+@]/m.test(answer.text), answer.text);
    assert.match(answer.text, /\+07:00/, 'the portal\'s own time');
  }
  assert.equal((await list('', { headers: { Accept: '*/*' } })).headers['content-type'], 'application/json');
});

test('a filter that makes no sense is told', async () => {
  for (const [query, named] of [['format=xls', 'format'], ['object=article:x', 'object'], ['since=hôm qua', 'since'], ['after=x', 'after'], ['wer=a', 'wer']]) {
    const answer = await portal.api('GET', `/audit?${encodeURI(query)}`, { as: 'admin' });
    assert.equal(answer.status, 400, query);
    assert.equal(answer.json.errors[0].parameter, named);
  }
});

test('a note that a redaction took out shows as taken out', async () => {
  const named = await portal.post({ title: 'Có tên', status: 'published' });
  const edited = await portal.api('PATCH', `/articles/${named.id}`, {
    as: 'editor', body: { title: 'Không tên', change_note: 'Bỏ tên ông Ất' }, headers: { 'If-Match': '"1"', 'Content-Type': 'application/merge-patch+json' },
  });
  assert.equal(edited.status, 200, edited.text);
  const of = async () => (await list(`?object=article:${named.id}&what=article.edit`)).json.items[0];
  assert.deepEqual([(await of()).note, (await of()).note_removed], ['Bỏ tên ông Ất', false]);
  const again = await portal.api('PATCH', `/articles/${named.id}`, {
    as: 'editor', body: { lead: 'Khác' }, headers: { 'If-Match': '"2"', 'Content-Type': 'application/merge-patch+json' },
  });
  assert.equal(again.status, 200, again.text);
  const redacted = await portal.api('POST', `/articles/${named.id}/revisions/2/redact`, { as: 'editor', body: { note: 'Dữ liệu cá nhân' } });
  assert.equal(redacted.status, 200, redacted.text);
  const [first, second] = (await list(`?object=article:${named.id}&what=article.edit`)).json.items;
  assert.deepEqual([second.note, second.note_removed, first.note_removed], [null, true, false]);
  assert.match(portal.command('audit', 'list', '--object', `article:${named.id}`).stdout, /article\.edit .*\(note removed\)/);
  assert.ok(!(await list('?limit=1000')).text.includes('ông Ất'));
});

test('congd audit list says the same with the daemon and without', async () => {
  const commands = [
    ['--what', 'article', '--who', NAMES.editor], ['--json', '--since', '1d', '--limit', '3'], ['--csv', '--limit', '0', '--until', '2099-12-31'], ['--limit', '2'],
  ];
  const with_ = commands.map((args) => portal.command('audit', 'list', ...args));
  with_.forEach((done) => assert.equal(done.status, 0, done.stderr));
  assert.match(with_[0].stdout, /^\d+ {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+07 {2}test editor {2}article\.\w+ {2}article \d+ {2}127\.0\.0\.1 {2}/m);
  assert.equal(JSON.parse(with_[1].stdout).items.length, 3);
  assert.equal(with_[3].stdout.trim().split('\n').length, 2);
  await portal.stop();
  commands.forEach((args, index) => assert.equal(portal.command('audit', 'list', ...args).stdout, with_[index].stdout, args.join(' ')));
  for (const bad of [['--since', 'hôm qua'], ['--object', 'article:x'], ['--limit', 'x'], ['extra']]) assert.equal(portal.command('audit', 'list', ...bad).status, 2, bad.join(' '));
  await portal.start();
});

test('a long list is printed whole, page by page', async () => {
  const lines = Array.from({ length: 1100 }, (_, i) => `${JSON.stringify({ title: `Bài ${i}`, status: 'draft' })}\n`).join('');
  const done = await portal.api('POST', '/import', { as: 'editor', body: lines, type: 'application/x-ndjson' });
  assert.equal(done.status, 200);
  const numbers = portal.command('audit', 'list', '--what', 'article.create', '--limit', '0').stdout.trim().split('\n').map((line) => Number(line.split(' ')[0]));
  assert.ok(numbers.length > 1100);
  assert.ok(numbers.every((number, index) => !index || number < numbers[index - 1]));
  assert.equal(JSON.parse(portal.command('audit', 'list', '--json', '--what', 'article', '--limit', '1050').stdout).items.length, 1050);
});
