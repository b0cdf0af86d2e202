// The emergency line: on every page at once, until its time; by the API and by `congd alert`.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, assertValidHtml, openTab, startBrowser } from './lib/browser.mjs';
import { follow } from './lib/events.mjs';
import { prepareBefore, watchPulse } from './lib/patience.mjs';
import { startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';
import { readFeed } from './lib/xml.mjs';

const STORM = 'Bão số 5 đổ bộ chiều nay; người dân ở nguyên trong nhà';
const HOUR = 3600_000, DAY = 24 * HOUR;

let portal, browser;
before(async () => {
  portal = await startPortal({ args: ['--set', 'base_url=https://binhgia.example', '--set', 'write_rate=0'] });
  await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Tin', slug: 'tin' } });
  await portal.post({ title: 'Họp thôn', slug: 'hop-thon', category: 'tin', body: 'Nội dung.', status: 'published' });
  await portal.post({ title: 'Village meeting', slug: 'village-meeting', lang: 'en', body: 'Text.', status: 'published' });
});
after(async () => {
  await browser?.close();
  await portal?.stop();
  await portal?.end();
});

const PAGES = ['/', '/bai-viet/hop-thon', '/bai-viet/hop-thon/in', '/bai-viet/hop-thon/lich-su', '/thong-ke', '/so-do', '/tro-nang', '/tim-kiem?q=thon',
  '/khong-co-trang-nay', '/problems/not-found', '/en', '/en/bai-viet/village-meeting', '/en/thong-ke', '/en/khong-co'];
const put = (body, more) => portal.api('PUT', `/alert${more?.query ?? ''}`, { as: 'editor', body, ...more });
const end = () => portal.api('DELETE', '/alert', { as: 'editor' });
const lineOf = (html) => /<div class="alert (\w+)" role="status">(.*?)<\/div>/s.exec(html)?.slice(1);
const texts = (html) => lineOf(html)?.[1].replace(/<svg.*?<\/svg>/s, '').replace(/<[^>]+>/g, '').trim();
const fresh = async (since) => (await portal.api('GET', `/changes${since ? `?since=${since}` : ''}`)).json;
const iso = (ms) => new Date(ms).toISOString();

test('a line is on every page at once, also on those that are kept ready, in the page\'s language', async () => {
  for (let round = 0; round < 2; round++) for (const path of PAGES) assert.equal(lineOf((await portal.page(path)).text), undefined, path);
  const pulse = watchPulse(portal);
  const begun = Date.now();
  const answer = await put({ level: 'danger', text: STORM, text_en: 'Storm no. 5 arrives today', url: '/bai-viet/hop-thon' });
  assert.equal(answer.status, 200, answer.text);
  for (const path of PAGES) {
    const { text: html } = await portal.page(path);
    const [level, inner] = lineOf(html) ?? [];
    assert.equal(level, 'danger', path);
    const isEnglish = path.startsWith('/en');
    assert.ok(texts(html).startsWith(isEnglish ? 'Emergency: Storm no. 5 arrives today' : `Khẩn cấp: ${STORM}`), `${path}: ${texts(html)}`);
    assert.match(inner, /<a href="\/bai-viet\/hop-thon">/);
    assert.match(inner, /<svg class="i" [^>]*aria-hidden="true">/, 'a sign beside the colour');
    const [head, line, main] = ['</header>', '<div class="alert', '<main'].map((part) => html.indexOf(part));
    assert.ok(head < line && line < main, 'between head and content');
  }
  assert.ok(Date.now() - begun < 1000 * PAGES.length + pulse.slack());
  const kept = await portal.page('/bai-viet/hop-thon');
  const again = await portal.page('/bai-viet/hop-thon', { 'If-None-Match': kept.headers.etag });
  assert.equal(again.status, 304, 'a page with the line is kept like any other');
  const copy = await portal.page('/bai-viet/hop-thon/luu');
  assert.ok(copy.status === 200 && !copy.text.includes(STORM), 'what is saved for years says nothing of today');
  const gone = await end();
  assert.equal(gone.status, 204, gone.text);
  for (const path of PAGES) assert.equal(lineOf((await portal.page(path)).text), undefined, path);
  assert.equal((await portal.page('/bai-viet/hop-thon', { 'If-None-Match': kept.headers.etag })).status, 200);
  pulse.end();
});

test('a page that is fetched a second after the command has the line', async () => {
  const { text: before } = await portal.page('/bai-viet/hop-thon');
  assert.equal(lineOf(before), undefined);
  const begun = Date.now();
  const done = await portal.commandBeside('alert', 'Mất điện cả xã', '--until', '6h');
  assert.equal(done.status, 0, done.stderr);
  const took = Date.now() - begun;
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, 1000 - took)));
  assert.equal(texts((await portal.page('/bai-viet/hop-thon')).text), 'Cảnh báo: Mất điện cả xã');
  await end();
});

test('without English words the English pages say the Vietnamese ones, marked as such', async () => {
  await put({ text: STORM });
  assert.match(lineOf((await portal.page('/en')).text)[1], new RegExp(`<b>Warning:</b> <span lang="vi">${STORM}</span>`));
  assert.doesNotMatch(lineOf((await portal.page('/')).text)[1], /lang=/);
  await end();
});

test('a line ends by itself, on pages that are kept ready too, and everybody hears of it', async () => {
  const { next } = await fresh();
  const events = follow(portal, { since: next });
  await events.first;
  const pulse = watchPulse(portal);
  const { at, made } = await prepareBefore(1500, async (when) => {
    assert.equal((await put({ text: 'Cúp nước ngắn', until: when })).status, 200);
    return [await portal.page('/bai-viet/hop-thon'), await portal.page('/bai-viet/hop-thon')];
  });
  for (const page of made) assert.equal(texts(page.text), 'Cảnh báo: Cúp nước ngắn');
  await until(async () => !lineOf((await portal.page('/bai-viet/hop-thon')).text), { why: 'the line to go' });
  const late = Date.now() - Date.parse(at);
  assert.ok(late >= 0 && late < 1000 + pulse.slack(), `${late} ms after its time`);
  await until(() => events.seen.at(-1)?.event === 'alert' && events.seen.at(-1).data.alert === null, { why: 'the event of its end' });
  pulse.end();
  events.close();
  assert.equal(events.seen[0].data.alert.text, 'Cúp nước ngắn');
  assert.equal((await portal.api('GET', '/alert')).json.alert, null);
  const [row] = (await portal.api('GET', '/alert/history', { as: 'editor' })).json.items;
  assert.deepEqual([row.text, row.ended_by, Date.parse(row.ended_at)], ['Cúp nước ngắn', 'timer', Date.parse(at)]);
  assertProblem(await end(), 404, 'not-found');
});

test('a line begins by itself, and is not told before', async () => {
  const { next } = await fresh();
  const pulse = watchPulse(portal);
  const { at, made: [page, open, own] } = await prepareBefore(1500, async (when) => {
    assert.equal((await put({ text: 'Cắt điện từ tối', from: when, level: 'info' })).status, 200);
    return [await portal.page('/'), await portal.api('GET', '/alert'), await portal.api('GET', '/alert', { as: 'editor' })];
  });
  assert.equal(lineOf(page.text), undefined);
  assert.equal(open.json.alert, null);
  assert.equal(own.json.alert.text, 'Cắt điện từ tối');
  await until(async () => texts((await portal.page('/')).text) === 'Thông báo: Cắt điện từ tối', { why: 'the line to come' });
  const late = Date.now() - Date.parse(at);
  pulse.end();
  assert.ok(late >= 0 && late < 1000 + pulse.slack(), `${late} ms after its time`);
  await until(async () => (await fresh(next)).changes.some((change) => change.alert?.text === 'Cắt điện từ tối'), { why: 'the feed to say so' });
  await end();
});

test('the change feed, its events and the snapshot have the line as it is, once', async () => {
  const { next } = await fresh();
  assert.deepEqual((await fresh()).changes.filter((change) => change.type === 'alert'), [], 'whoever begins hears nothing of what is over');
  await put({ text: STORM, level: 'danger' });
  await put({ text: STORM, level: 'warning' });
  const article = await portal.post({ title: 'Sau thông báo', body: 'Nội dung.', status: 'published' });
  const line = (await portal.api('GET', '/alert')).json.alert;
  assert.equal(line.level, 'warning');
  const { changes, next: then } = await fresh(next);
  assert.deepEqual(changes.map((change) => [change.type, change.id ?? change.alert]), [['alert', line], ['upsert', article.id]]);
  const lines = (await portal.api('GET', '/snapshot')).text.trim().split('\n').map((one) => JSON.parse(one));
  assert.deepEqual(lines.filter((one) => one.type === 'alert'), [{ type: 'alert', alert: line }]);
  assert.deepEqual((await fresh(lines[0].token)).changes, [], 'and nothing of it behind the snapshot\'s token');
  assert.deepEqual((await fresh()).changes.filter((change) => change.type === 'alert').map((change) => change.alert), [line]);
  await end();
  assert.deepEqual((await fresh(then)).changes, [{ type: 'alert', alert: null }]);
  assert.ok(!(await portal.api('GET', '/snapshot')).text.includes('"type":"alert"'));
});

test('feeds have the line first, under an id that stays while its text does', async () => {
  const read = async () => Object.fromEntries(await Promise.all(['/feed.json', '/en/feed.json', '/chuyen-muc/tin/feed.json'].map(async (path) => {
    const answer = await portal.request('GET', path);
    assert.equal(answer.status, 200, path);
    return [path, answer.json.items.map(({ id, title, url }) => ({ id, title, url }))];
  })));
  const calm = await read();
  await put({ text: STORM, text_en: 'Storm no. 5', level: 'danger', url: '/bai-viet/hop-thon' });
  const first = await read();
  for (const [path, items] of Object.entries(first)) {
    assert.match(items[0].id, /^tag:binhgia\.example,2025:alert\/\d+$/, path);
    assert.equal(items[0].title, path.startsWith('/en') ? 'Emergency: Storm no. 5' : `Khẩn cấp: ${STORM}`);
    assert.equal(items[0].url, 'https://binhgia.example/bai-viet/hop-thon');
    assert.deepEqual(items.slice(1), calm[path], 'the rest is as it was');
  }
  const one = first['/feed.json'][0];
  for (const file of ['/rss.xml', '/atom.xml']) {
    const [item] = readFeed((await portal.request('GET', file)).text).items;
    assert.deepEqual([item.id, item.title, item.link], [one.id, one.title, one.url], file);
  }
  await put({ text: STORM, level: 'warning', until: iso(Date.now() + 2 * DAY) });
  const prolonged = await read();
  assert.equal(prolonged['/feed.json'][0].id, one.id, 'the same to whoever has read it');
  assert.equal(prolonged['/feed.json'][0].url, 'https://binhgia.example/');
  assert.equal(prolonged['/chuyen-muc/tin/feed.json'][0].url, 'https://binhgia.example/chuyen-muc/tin');
  await put({ text: 'Bão số 5 đã tan', level: 'info', url: 'tel:+842053123456' });
  const [other] = (await read())['/feed.json'];
  assert.notEqual(other.id, one.id, 'another text is news');
  assert.equal(other.url, 'https://binhgia.example/');
  await end();
  assert.deepEqual(await read(), calm, 'gone from all at once');
  for (const file of ['/rss.xml', '/atom.xml']) assert.ok(!(await portal.request('GET', file)).text.includes('alert/'), file);
});

test('who changes it is known, may try it first, and overwrites nobody unseen', async () => {
  for (const as of [undefined, 'reader', 'author']) {
    const status = as ? 403 : 401;
    assertProblem(await portal.api('PUT', '/alert', { as, body: { text: 'x' } }), status);
    assertProblem(await portal.api('DELETE', '/alert', { as }), status);
    assertProblem(await portal.api('GET', '/alert/history', { as }), status);
  }
  const trial = await put({ text: STORM }, { query: '?dry_run=true' });
  assert.deepEqual([trial.status, trial.json.dry_run, trial.json.alert.text], [200, true, STORM]);
  assert.equal((await portal.api('GET', '/alert')).json.alert, null, 'nothing stays of a trial');
  assertProblem(await put({ text: STORM, until: iso(Date.now() + DAY).slice(0, 10) }, { query: '?strict=true' }), 422, 'invalid-input', { pointer: '/until' });
  assert.equal((await portal.api('GET', '/alert')).json.alert, null);
  const one = await put({ text: STORM });
  const tag = one.headers.etag;
  assert.match(tag, /^"\d+"$/);
  assert.equal((await portal.api('GET', '/alert')).headers.etag.replace(/-(gz|br)/, ''), tag);
  const two = await put({ text: STORM, level: 'danger' }, { headers: { 'If-Match': tag } });
  assert.equal(two.status, 200, two.text);
  assertProblem(await put({ text: 'Ghi đè' }, { headers: { 'If-Match': tag } }), 412, 'precondition-failed');
  assertProblem(await portal.api('DELETE', '/alert', { as: 'editor', headers: { 'If-Match': tag } }), 412, 'precondition-failed');
  assert.equal((await portal.api('DELETE', '/alert?dry_run=true', { as: 'editor' })).status, 204);
  assert.equal((await portal.api('GET', '/alert')).json.alert.level, 'danger');
  assert.equal((await portal.api('DELETE', '/alert', { as: 'editor', headers: { 'If-Match': two.headers.etag } })).status, 204);
  const { items } = (await portal.api('GET', '/alert/history?limit=2', { as: 'editor' })).json;
  assert.deepEqual(items.map((row) => [row.level, row.set_by, row.ended_by, row.id === items[0].id]), [['danger', 'test editor', 'test editor', true], ['warning', 'test editor', 'test editor', true]]);
  assert.ok(items.every((row) => row.ended_at && row.text === STORM));
  const audit = (await portal.api('GET', '/audit?object=alert&limit=3', { as: 'admin' })).json.items;
  assert.deepEqual(audit.map((row) => row.what), ['alert.end', 'alert.set', 'alert.set']);
});

test('what cannot be a line is refused at its member, and leaves what stands', async () => {
  await put({ text: STORM });
  const now = Date.now();
  const wrong = [
    [{}, '/text'], [{ text: '' }, '/text'], [{ text: ' \t ' }, '/text'], [{ text: null }, '/text'], [{ text: 7 }, '/text'], [{ text: ['x'] }, '/text'],
    [{ text: 'ố'.repeat(301) }, '/text'], [{ text: 'x'.repeat(60_000) }, '/text'], [{ text: 'x', text_en: 'y'.repeat(301) }, '/text_en'], [{ text: 'x', text_en: {} }, '/text_en'],
    [{ text: 'x', level: 'loud' }, '/level'], [{ text: 'x', level: 2 }, '/level'], [{ text: 'x', level: null }, '/level'],
    [{ text: 'x', url: 'javascript:alert(1)' }, '/url'], [{ text: 'x', url: 'JaVaScRiPt:alert(1)' }, '/url'], [{ text: 'x', url: '//evil.example' }, '/url'], [{ text: 'x', url: 'data:text/html,x' }, '/url'],
    [{ text: 'x', url: 'https://a@b.example/' }, '/url'], [{ text: 'x', url: `https://b.example/${'a'.repeat(2000)}` }, '/url'], [{ text: 'x', url: 'https://b.example/"onclick=' }, '/url'], [{ text: 'x', url: 5 }, '/url'],
    [{ text: 'x', until: iso(now - HOUR) }, '/until'], [{ text: 'x', until: iso(now + 31 * DAY) }, '/until'], [{ text: 'x', until: '9999-12-31T16:59:59Z' }, '/until'], [{ text: 'x', until: 1e300 }, '/until'],
    [{ text: 'x', until: 'tối nay' }, '/until'], [{ text: 'x', from: iso(now + 31 * DAY) }, '/from'], [{ text: 'x', from: '9999-12-31T16:59:59Z' }, '/from'], [{ text: 'x', from: -1 }, '/from'],
    [{ text: 'x', from: iso(now + 2 * HOUR), until: iso(now + HOUR) }, '/until'], [{ text: 'x', colour: 'red' }, '/colour'],
  ];
  for (const [body, pointer] of wrong) assertProblem(await put(body), 422, 'invalid-input', { pointer });
  for (const body of ['[]', '"x"', '7', 'null', '{"text":"x"', '{"text":"x","text":"y"}', '', '{"text":"\\ud800"}']) assertProblem(await put(body, { type: 'application/json' }), [400, 422]);
  assertProblem(await put(Buffer.from('{"text":"\xff"}', 'latin1'), { type: 'application/json' }), [400, 422]);
  assertProblem(await put('{"text":"a\\u0000b"}', { type: 'application/json' }), [400, 422]);
  assertProblem(await put(Buffer.from([0x7b, 0, 0x7d]), { type: 'application/json' }), [400, 422]);
  assertProblem(await put({ text: 'x' }, { query: '?until=now' }), 400, 'invalid-parameter');
  assert.equal((await portal.api('GET', '/alert')).json.alert.text, STORM);
  const script = '<script>alert(1)</script> & "bão"';
  assert.equal((await put({ text: script, text_en: script, url: 'https://b.example/?a=1&b=2' })).status, 200);
  const html = (await portal.page('/')).text;
  assert.ok(html.includes('&lt;script&gt;alert(1)&lt;/script&gt; &amp;') && !html.includes('<script>alert'), 'text is text');
  const full = await put({ text: 'ố'.repeat(300), level: 'danger' });
  assert.equal(full.status, 200, 'three hundred Vietnamese letters are no more than English ones');
  await end();
});

test('a person who asks to be named no more is named by no line, of now or before', async () => {
  await put({ text: 'Tìm cụ Hoàng Thị Lạc, 81 tuổi', text_en: 'Hoàng Thị Lạc is missed', url: '/bai-viet/hoang-thi-lac' });
  await put({ text: 'Đã tìm thấy cụ Hoàng Thị Lạc', level: 'info' });
  const { next } = await fresh();
  const answer = await portal.api('POST', '/erasures', { as: 'admin', body: { find: 'Hoàng Thị Lạc', note: 'Theo đề nghị' } });
  assert.equal(answer.status, 200, answer.text);
  const lines = answer.json.places.filter((place) => place.kind === 'alert');
  assert.deepEqual(lines.map((place) => [place.field, place.result]), [['text', 'erased'], ['text', 'erased']]);
  assert.equal(texts((await portal.page('/')).text), 'Thông báo: Đã tìm thấy cụ […]');
  assert.equal((await fresh(next)).changes.at(-1).alert.text, 'Đã tìm thấy cụ […]');
  for (const path of ['/alert/history?limit=100', '/snapshot', '/audit?limit=100'])
    assert.doesNotMatch((await portal.api('GET', path, { as: 'admin' })).text, /Hoàng Thị Lạc|hoang-thi-lac/, path);
  await end();
});

describe('congd alert', () => {
  const alert = (...args) => portal.command('alert', ...args);

  test('puts a line there, shows and ends it, through the daemon', async () => {
    const set = alert(STORM, '--level', 'danger', '--until', '2h', '--link', 'https://b.example/', '--en', 'Storm');
    assert.equal(set.status, 0, set.stderr);
    const [level, , till, text] = set.stdout.trimEnd().split('\t');
    assert.deepEqual([level, text], ['danger', STORM]);
    assert.ok(Math.abs(Date.parse(till) - Date.now() - 2 * HOUR) < 120_000 && till.endsWith('+07:00'));
    assert.equal(alert('--show').stdout, set.stdout);
    const line = (await portal.api('GET', '/alert')).json.alert;
    assert.deepEqual([line.text_en, line.url], ['Storm', 'https://b.example/']);
    const ended = alert('--end');
    assert.deepEqual([ended.status, ended.stdout, ended.stderr], [0, '', '']);
    assert.equal(alert('--show').stdout, 'there is no emergency line\n');
    const none = alert('--end');
    assert.deepEqual([none.status, none.stderr.trim().split('\n').length], [1, 1]);
    assert.match(none.stderr, /there is no emergency line/);
    const [row] = (await portal.api('GET', '/alert/history', { as: 'editor' })).json.items;
    assert.deepEqual([row.set_by, row.ended_by], ['console', 'console']);
  });

  test('takes times as people write them, and no others', async () => {
    const local = (ms) => new Date(ms + 7 * HOUR).toISOString();
    const tomorrow = local(Date.now() + DAY);
    for (const [given, wanted] of [[`${tomorrow.slice(0, 10)} 18:00`, `${tomorrow.slice(0, 10)}T18:00:00+07:00`], [tomorrow.slice(0, 10), null], [iso(Date.now() + HOUR), null], ['30min', null]]) {
      const done = alert('Thử giờ', '--until', given);
      assert.equal(done.status, 0, `${given}: ${done.stderr}`);
      if (wanted) assert.equal(done.stdout.split('\t')[2], wanted);
    }
    const hour = Number(local(Date.now()).slice(11, 13));
    const clock = alert('Thử giờ', '--until', hour < 23 ? '23:59' : '00:00');
    assert.equal(clock.status, hour < 23 ? 0 : 2, clock.stderr);
    for (const bad of ['00:00', 'soon', '25:00', '18:61', '', '6', '-6h', '2020-01-01', '2020-01-01 10:00', '99999999999999999999h', '6h\n']) {
      const done = alert('Thử giờ', '--until', bad);
      assert.equal(done.status, 2, `${bad}: ${done.stdout}${done.stderr}`);
    }
    for (const wrong of [[], ['--show', '--end'], ['x', '--show'], ['--end', '--level', 'info'], ['x', '--level', 'loud'], ['']]) assert.equal(alert(...wrong).status, 2, `${wrong}`);
    for (const refused of [['x', '--until', '31d'], ['x'.repeat(301)], ['x', '--link', 'javascript:1']]) {
      const done = alert(...refused);
      assert.deepEqual([done.status, done.stdout, done.stderr.trim().split('\n').length], [1, '', 1], done.stderr);
    }
    alert('--end');
  });

  test('without a daemon does the same on the store itself', async () => {
    await portal.stop();
    const set = alert('Cầu tràn bị ngập', '--level', 'danger');
    assert.equal(set.status, 0, set.stderr);
    assert.equal(alert('--show').stdout, set.stdout);
    await portal.start();
    assert.equal(texts((await portal.page('/')).text), 'Khẩn cấp: Cầu tràn bị ngập');
    await portal.stop();
    assert.equal(alert('--end').status, 0);
    await portal.start();
    assert.equal(lineOf((await portal.page('/')).text), undefined);
  });
});

test('the line is read in every palette, stays out of print, and breaks no page', async () => {
  browser = await startBrowser();
  await put({ text: STORM, text_en: 'Storm', level: 'danger', url: '/bai-viet/hop-thon' });
  assertValidHtml({ home: (await portal.page('/')).text, english: (await portal.page('/en')).text });
  const page = await openTab(browser, { width: 360, height: 740 });
  const ratios = () => page.evaluate(() => {
    const light = (colour) => {
      const [r, g, b] = colour.match(/[\d.]+/g).map((part) => Number(part) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const line = document.querySelector('.alert');
    return ['info', 'warning', 'danger'].flatMap((level) => {
      line.className = `alert ${level}`;
      return [...line.querySelectorAll('b, a, span, svg')].map((element) => {
        const [a, b] = [light(getComputedStyle(element).color), light(getComputedStyle(line).backgroundColor)].sort((x, y) => y - x);
        return [level, (a + 0.05) / (b + 0.05)];
      });
    });
  });
  for (const palette of ['n', 'l', 'm']) {
    await page.context().addCookies([{ name: 'hien-thi', value: `1.${palette}`, url: portal.url }]);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${portal.url}/`);
      for (const [level, ratio] of await ratios()) assert.ok(ratio >= 7, `${level} in ${palette} ${colorScheme}: ${ratio}`);
    }
  }
  await page.goto(`${portal.url}/bai-viet/hop-thon`);
  await assertAccessible(page, 'an article below an emergency line');
  await assertNoSidewaysScroll(page, 'an article below an emergency line');
  assert.ok(await page.locator('.alert a').evaluate((link) => link.getBoundingClientRect().height) >= 44);
  assert.equal(await page.getByRole('status').filter({ hasText: STORM }).count(), 1);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('.alert').isVisible(), false, 'paper outlives it');
  assertQuiet(page);
  await page.context().close();
  await end();
});
