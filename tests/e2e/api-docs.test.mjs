// The pages below /api/docs: every operation on one of them, in both languages, small, readable on a phone without
// scripts, and with lines for a shell that run as they stand there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, assertValidHtml, openTab, startBrowser } from './lib/browser.mjs';
import { description } from './lib/contract.mjs';
import { PATIENCE_MS } from './lib/patience.mjs';
import { picture, ROOT, scratch, startPortal, until } from './lib/portal.mjs';

const PAGE_MOST = 100 * 1024;
const BASES = ['/api/docs', '/en/api/docs'];
const groups = description.tags.map(({ name }) => name);
const operations = Object.entries(description.paths).flatMap(([pattern, item]) =>
  Object.entries(item).map(([method, operation]) => ({ pattern, method: method.toUpperCase(), operation })));
const words = JSON.parse(fs.readFileSync(path.join(ROOT, 'assets/api/vi.json'), 'utf8'));
const pages = {};
let portal;

/** Everything that the examples of the description name: a first one of each thing. */
async function fill() {
  const post = async (target, body) => {
    const answer = await portal.api('POST', target, { as: 'admin', body });
    assert.ok(answer.status < 300, `${target}: ${answer.text}`);
    return answer.json;
  };
  const article = await post('/articles', { title: 'Hội nghị', body: 'Thân bài.', status: 'published', tags: [] });
  const other = await post('/articles', { title: 'Họp dân ở bản Tà Chu', body: 'Bà Nguyễn Thị Ất đến.', status: 'published' });
  await portal.api('PATCH', `/articles/${other.id}`, { as: 'editor', body: { body: 'Đã sửa.' } });
  await post(`/articles/${other.id}/revisions/1/redact`, { note: 'Dữ liệu cá nhân' });
  await post('/erasures', { find: 'Trần Thị Giáp', note: 'Theo đề nghị' });
  for (const phone of ['0205 000 0001', '0205 000 0002']) assert.equal((await portal.api('PATCH', '/site', { as: 'admin', body: { phone } })).status, 200);
  await post('/categories', { name: 'Tin tức' });
  await post('/tags', { name: 'nông thôn' });
  await post('/boxes', { title: 'Liên kết' });
  assert.equal((await portal.form('POST', '/questions', { name: 'Lan', phone: '0912 345 678', field: 'y-te', subject: 'Thẻ', text: 'Bao giờ có thẻ?', consent: 'true', attachments: [picture('photo.jpg')] }, { as: 'editor' })).status, 201);
  await post('/addresses', { addresses: ['/cu/1.html'], article_id: article.id });
  await post('/accounts', { name: 'lan', display_name: 'Nguyễn Thị Lan', role: 'author' });
  await post('/working-copies', { fields: { title: 'Đang viết' } });
  assert.ok((await portal.api('PUT', `/articles/${article.id}/working-copy`, { as: 'admin', body: { article_version: 1, fields: { title: 'Đang sửa' } } })).status < 300);
  const { bytes, type } = picture('photo.jpg');
  assert.ok((await portal.api('POST', '/media', { as: 'author', type, body: bytes })).status < 300);
}

before(async () => {
  portal = await startPortal({ args: ['--set', 'webhooks=yes'] });
  await fill();
  assert.equal((await portal.api('POST', '/webhooks', { as: 'admin', body: { name: 'Cổng tỉnh', url: 'https://example.gov.vn/nhan', is_on: false } })).status, 201);
  for (const base of BASES)
    for (const target of [base, ...groups.map((group) => `${base}/${group}`)]) pages[target] = await portal.request('GET', target);
});
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const plain = (html) => html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
const found = new Map();

/** The values of an attribute on a page; each page is read once. */
function named(text, attribute) {
  const key = `${attribute} ${text}`;
  if (!found.has(key)) found.set(key, [...text.matchAll(new RegExp(` ${attribute}="([^"]+)"`, 'g'))].map((match) => plain(match[1])));
  return found.get(key);
}

test('each page is there in both languages and has at most 100 KB', () => {
  for (const [target, { status, bytes, headers, text }] of Object.entries(pages)) {
    assert.equal(status, 200, target);
    assert.match(headers['content-type'], /^text\/html/);
    assert.ok(bytes.length <= PAGE_MOST, `${target}: ${bytes.length} bytes`);
    const isEnglish = target.startsWith('/en');
    assert.match(text, isEnglish ? /<html lang="en"/ : /<html lang="vi"/);
    const other = isEnglish ? target.slice(3) : `/en${target}`;
    assert.ok(named(text, 'href').includes(other), `${target} leads to ${other}`);
  }
});

test('what the description marks as code is code, and no mark is left', () => {
  const parts = (text) => text.split('`').filter((part, place) => place % 2);
  for (const [target, { text }] of Object.entries(pages)) {
    const said = text.replace(/<pre>[^]*?<\/pre>/g, '');
    assert.ok(!said.includes('`'), `${target}: ${said.slice(Math.max(0, said.indexOf('`') - 60)).slice(0, 120)}`);
  }
  const intro = plain(pages['/api/docs'].text);
  for (const code of parts(words[description.info.description])) assert.ok(intro.includes(`<code>${code}</code>`), code);
  assert.match(pages['/en/api/docs/site'].text, /for 24 hours unless <code>until<\/code> says otherwise/);
});

test('a group that does not exist is an error page, and no page of these is a view', async () => {
  const answer = await portal.request('GET', '/api/docs/khong-co');
  assert.equal(answer.status, 404);
  assert.match(answer.headers['content-type'], /^text\/html/);
  assert.equal((await portal.api('GET', '/stats')).json.views.all, 0);
});

test('every operation stands on exactly one page of a language, below its anchor, and in the table of contents', () => {
  for (const base of BASES) {
    const isEnglish = base.startsWith('/en');
    for (const { pattern, method, operation } of operations) {
      const here = groups.filter((group) => named(pages[`${base}/${group}`].text, 'id').includes(operation.operationId));
      assert.deepEqual(here, [operation.tags[0]], operation.operationId);
      const { text } = pages[`${base}/${here[0]}`];
      const [section] = text.slice(text.indexOf(`<section id="${operation.operationId}"`)).split('</section>');
      assert.ok(plain(section).includes(`<code>${method} ${pattern}</code>`), operation.operationId);
      assert.ok(plain(section).includes(isEnglish ? operation.summary : words[operation.summary]), `${base}: ${operation.summary}`);
      assert.match(section, /<code>curl /);
      for (const status of Object.keys(operation.responses)) assert.ok(status === 'default' || section.includes(`<dt>${status}</dt>`), `${operation.operationId}: ${status}`);
      assert.ok(named(pages[base].text, 'href').includes(`${base}/${here[0]}#${operation.operationId}`), operation.operationId);
    }
  }
});

test('every schema stands on one page, and every link between the pages finds its place', () => {
  for (const base of BASES) {
    for (const name of Object.keys(description.components.schemas)) {
      const here = groups.filter((group) => named(pages[`${base}/${group}`].text, 'id').includes(`schema-${name}`));
      assert.equal(here.length, 1, `${name}: ${here}`);
    }
    for (const target of Object.keys(pages).filter((key) => key.startsWith(base))) {
      for (const link of named(pages[target].text, 'href').filter((href) => href.startsWith('#') || href.startsWith(`${base}/`))) {
        const [page, anchor] = link.split('#');
        const there = pages[page || target];
        assert.ok(there, `${target}: ${link}`);
        if (anchor) assert.ok(named(there.text, 'id').includes(anchor), `${target}: ${link} leads nowhere`);
      }
    }
  }
});

/** The lines to try of a page, with whether they only read. */
function lines(text) {
  return [...text.matchAll(/<p><code>([A-Z]+) [^<]*<\/code><\/p>[^]*?<pre><code>(curl [^<]*)<\/code><\/pre>/g)]
    .map(([, method, line]) => ({ method, line: plain(line) }));
}

/** How it ended: curl's status, 28 where it went on until it was ended. */
function run(line, home) {
  return new Promise((done) => {
    const shell = spawn('sh', ['-c', line], { env: { ...process.env, HOME: home, CURL_HOME: home, CONG: portal.url, TOKEN: portal.tokens.admin } });
    let said = '';
    shell.stderr.on('data', (bytes) => { said += bytes; });
    shell.on('close', (status) => done({ status, said }));
  });
}

test('each line that reads runs as it stands there', async () => {
  const home = scratch();
  // The one that a line downloads.
  assert.equal((await portal.api('POST', '/backups', { as: 'admin', body: { name: '2026-11-29-020001' } })).status, 202);
  await until(async () => (await portal.api('GET', '/backups', { as: 'admin' })).json.run?.state !== 'running', { why: 'the backup goes on' });
  // What goes on for ever is ended; anything but a good answer fails.
  fs.writeFileSync(path.join(home, '.curlrc'), 'silent\nshow-error\nfail\noutput = /dev/null\n');
  const all = groups.flatMap((group) => lines(pages[`/api/docs/${group}`].text));
  assert.equal(all.length, operations.length);
  const reading = all.filter(({ method }) => method === 'GET').map(({ line }) => line);
  assert.ok(reading.length > 40, `${reading.length} lines`);
  for (let first = 0; first < reading.length; first += 8)
    await Promise.all(reading.slice(first, first + 8).map(async (line) => {
      const goesOn = line.startsWith('curl -N ');
      const { status, said } = await run(line.replace('curl', `curl ${goesOn ? '--max-time 1' : `--retry 9 --max-time ${PATIENCE_MS / 1000}`}`), home);
      assert.equal(status, goesOn ? 28 : 0, `${line}\n${said}`);
    }));
});

test('lines that write have their token, their body and their headers; all bear the portal\'s address when it has one', async () => {
  const all = groups.flatMap((group) => lines(pages[`/en/api/docs/${group}`].text));
  const writing = all.filter(({ method }) => method !== 'GET').map(({ line }) => line);
  // Anybody may ask, comment on a draft, compare a text with what was published, and say how it was.
  for (const line of writing.filter((one) => !/"\$CONG\/api\/(questions|opinions|verify|articles\/1\/rating)"$/.test(one))) assert.match(line, /-H "Authorization: Bearer \$TOKEN"/);
  assert.ok(writing.includes('curl -H "Authorization: Bearer $TOKEN" --json \'{"note":"Personal data"}\' "$CONG/api/articles/1/erase"')
    || writing.some((line) => /--json '\{.*\}' "\$CONG\/api\/articles\/1\/erase"$/.test(line)), writing.join('\n'));
  assert.ok(writing.some((line) => /^curl -X PUT .*-H 'If-Match: "\d+"' --json '\{"title":.*\}' "\$CONG\/api\/articles\/1"$/.test(line)));
  assert.ok(writing.some((line) => /^curl -X POST .*-T anh.jpg "\$CONG\/api\/media"$/.test(line)));
  const known = await startPortal({ args: ['--base-url', 'https://cong.example'] });
  try {
    const { text } = await known.request('GET', '/api/docs/changes');
    assert.ok(plain(text).includes('curl -N "https://cong.example/api/events"'));
    assert.doesNotMatch(text, /\$CONG/);
  } finally {
    await known.end();
  }
});

test('the pages are valid, accessible, quiet, and fit a phone without scripts', async () => {
  assertValidHtml(Object.fromEntries(['/api/docs', '/en/api/docs/articles', '/api/docs/service'].map((target) => [target, pages[target].text])));
  const browser = await startBrowser();
  try {
    const phone = await openTab(browser, { width: 320 });
    for (const target of ['/api/docs', '/api/docs/site', '/en/api/docs/articles']) {
      await phone.goto(portal.url + target);
      await assertNoSidewaysScroll(phone, target);
      // What axe thinks of one group it thinks of all, and of a long page for half a minute.
      if (target.endsWith('/site')) await assertAccessible(phone, target);
    }
    assertQuiet(phone);
    const tab = await openTab(browser, { width: 360, script: false });
    await tab.goto(`${portal.url}/api/docs`);
    await tab.getByRole('link', { name: words['Get a category'] }).click();
    assert.equal(await tab.getByRole('heading', { name: words['Get a category'], level: 2 }).count(), 1);
    await tab.context().close();
  } finally {
    await browser.close();
  }
});
