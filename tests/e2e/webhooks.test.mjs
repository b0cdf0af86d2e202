// Other systems are told what becomes of articles (webhooks), and a hub which feeds changed (WebSub): signed, journaled, tried again under
// the same id, and never a word that was taken back.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

const BASE = 'https://cong.example.gov.vn';
const EVENTS = ['article.published', 'article.changed', 'article.withdrawn', 'article.deleted'];
/** What came, and what is answered: a status, or null: nothing at all. */
const got = [];
let answer = () => 204;
let server, portal, target, hook;

const asAdmin = (method, path, body) => portal.api(method, path, { as: 'admin', body, headers: { 'Accept-Language': 'en' } });
const deliveries = async (id = hook.id) => (await asAdmin('GET', `/webhooks/${id}/deliveries?limit=100`)).json.items;
const newest = async () => (await deliveries())[0];
/** The messages to an address that came behind `from`, when there are so many of them. */
const messages = (count, from = 0, path = '/nhan') => until(() => {
  const found = got.slice(from).filter((one) => one.path === path);
  return found.length >= count && found;
}, { why: `not ${count} messages but ${JSON.stringify(got.slice(from))}: ${portal.stderr.slice(-2000)}` });

const signed = ({ headers, body }, secret = hook.secret) => `v1,${crypto.createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64')).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`).digest('base64')}`;

before(async () => {
  server = http.createServer(async (req, res) => {
    let body = '';
    for await (const piece of req) body += piece;
    const one = { path: req.url, method: req.method, headers: req.headers, body, ...(req.url !== '/hub' && { json: JSON.parse(body) }) };
    const status = answer(one);
    got.push(one);
    if (status) res.writeHead(status, { Location: '/elsewhere' }).end('no matter');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  target = `http://127.0.0.1:${server.address().port}`;
  portal = await startPortal({ args: ['webhooks=yes', `push_to=${target.slice(7)}`, `websub_hub=${target}/hub`, `base_url=${BASE}`, 'error_rate=0', 'write_rate=0'].flatMap((one) => ['--set', one]) });
});
after(async () => {
  await portal?.end();
  server?.closeAllConnections();
  server?.close();
});

test('what is no address to be told, no event or no name is refused, and nothing is saved', async () => {
  for (const [change, pointer, says] of [
    [{ url: 'http://example.gov.vn/x' }, '/url', /must begin with https/],
    [{ url: 'http://127.0.0.1:1/x' }, '/url', /must begin with https/],
    [{ url: 'https://10.0.0.1/x' }, '/url', /no public address/],
    [{ url: 'https://[::1]/x' }, '/url', /no public address/],
    [{ url: 'https://8.8.8.8:8080/x' }, '/url', /no public address/],
    [{ url: 'https://localhost/x' }, '/url', /no public address/],
    [{ url: 'https://a:b@example.gov.vn/' }, '/url', /must be an address/],
    [{ url: 'ftp://example.gov.vn/' }, '/url', /must be an address/],
    [{ url: '//example.gov.vn/' }, '/url', /must be an address/],
    [{ url: `https://example.gov.vn/${'x'.repeat(2000)}` }, '/url', /2,?000/],
    [{ url: null }, '/url', /./],
    [{ name: '' }, '/name', /./],
    [{ events: [] }, '/events', /at least one/],
    [{ events: ['article.read'] }, '/events', /there is no event "article.read"/],
    [{ events: ['webhook.test'] }, '/events', /there is no event/],
    [{ events: 7 }, '/events', /./],
    [{ is_on: 'perhaps' }, '/is_on', /./],
    [{ secret: 'mine' }, '/secret', /./],
  ]) {
    const refused = await asAdmin('POST', '/webhooks', { name: 'Cổng tỉnh', url: 'https://example.gov.vn/nhan', ...change });
    assertProblem(refused, 422);
    assert.ok(refused.json.errors.some((one) => one.pointer === pointer && says.test(one.detail)), `${JSON.stringify(change)}: ${refused.text}`);
  }
  assert.deepEqual((await asAdmin('GET', '/webhooks')).json.items, []);
  assert.equal((await portal.api('GET', '/webhooks', { as: 'editor' })).status, 403);
  assertProblem(await asAdmin('GET', '/webhooks/9'), 404);
});

test('what becomes of a public article is told once each, signed as Standard Webhooks are; drafts and what is for the staff are not', async () => {
  const made = await asAdmin('POST', '/webhooks', { name: 'Cổng tỉnh', url: `${target}/nhan` });
  assert.equal(made.status, 201, made.text);
  assert.match(made.json.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  hook = made.json;
  const { secret: _, ...shown } = hook;
  assert.deepEqual((await asAdmin('GET', `/webhooks/${hook.id}`)).json, shown);
  await asAdmin('POST', '/articles', { title: 'Bài nháp', body: 'x' });
  await asAdmin('POST', '/articles', { title: 'Bài nội bộ', body: 'x', audience: 'staff', status: 'published' });
  const article = await portal.post({ title: 'Lịch tiếp dân', lead: 'Thứ tư.', body: 'Một.', status: 'published' });
  await asAdmin('PATCH', `/articles/${article.id}`, { lead: 'Thứ năm.' });
  await asAdmin('POST', `/articles/${article.id}/withdraw`, { reason: 'Sai ngày' });
  await asAdmin('POST', `/articles/${article.id}/publish`, {});
  await asAdmin('DELETE', `/articles/${article.id}`);
  const all = await messages(5);
  assert.deepEqual(all.map((one) => one.json.type).sort(), ['article.changed', 'article.deleted', 'article.published', 'article.published', 'article.withdrawn']);
  assert.equal(new Set(all.map((one) => one.headers['webhook-id'])).size, 5);
  for (const one of all) {
    assert.equal(one.method, 'POST');
    assert.equal(one.headers['webhook-signature'], signed(one));
    assert.ok(Math.abs(Number(one.headers['webhook-timestamp']) - Date.now() / 1000) < 120);
    assert.equal(one.headers['content-type'], 'application/json');
    assert.deepEqual([one.json.id, one.json.data.article_id], [one.headers['webhook-id'], article.id]);
  }
  const first = all.find((one) => one.json.type === 'article.withdrawn').json;
  assert.deepEqual(first.data, { article_id: article.id, url: null, article: null });
  // It is noted behind the answer.
  const sent = await until(async () => { const all = await deliveries(); return all.every((one) => one.state === 'taken') && all; });
  assert.deepEqual([sent.length, sent[0].status], [5, 204]);
  assert.ok((await asAdmin('GET', `/webhooks/${hook.id}`)).json.last_taken_at);
});

test('an article is told as a list of the API has it, with its whole address', async () => {
  const from = got.length;
  const article = await portal.post({ title: 'Giá đất', body: 'Nội dung chỉ ở trang.', status: 'published' });
  const [one] = await messages(1, from);
  assert.equal(one.json.data.url, `${BASE}/bai-viet/${article.slug}`);
  assert.deepEqual(one.json.data.article, (await portal.api('GET', `/articles?limit=1`)).json.items[0]);
  assert.ok(!one.body.includes('Nội dung chỉ ở trang'));
});

test('a message that was not taken is sent again under its id: after a failure, and after a daemon that was killed over it', async () => {
  answer = () => null; // silent
  const from = got.length;
  const article = await portal.post({ title: 'Cắt điện', body: 'x', status: 'published' });
  const [silent] = await messages(1, from);
  await portal.kill9();
  answer = () => 503;
  await portal.start();
  const again = (await messages(2, from))[1];
  assert.equal(again.headers['webhook-id'], silent.headers['webhook-id']);
  const failed = await until(async () => { const one = await newest(); return one.attempts && one; });
  assert.deepEqual([failed.state, failed.status, failed.article_id], ['waiting', 503, article.id]);
  const rest = Date.parse(failed.next_try_at) - Date.parse(failed.last_tried_at);
  assert.ok(rest >= 5000 && rest < 6000, `${rest} ms`);
  assert.equal((await asAdmin('GET', `/webhooks/${hook.id}`)).json.failures, 1);
  answer = () => 302;
  assert.equal((await asAdmin('POST', `/webhooks/${hook.id}/deliveries/${failed.id}/again`)).status, 200);
  await messages(3, from);
  await until(async () => (await newest()).status === 302);
  answer = () => 204;
  await asAdmin('POST', `/webhooks/${hook.id}/deliveries/${failed.id}/again`);
  const last = (await messages(4, from))[3];
  assert.equal(last.headers['webhook-id'], silent.headers['webhook-id']);
  assert.equal(last.headers['webhook-signature'], signed(last));
  await until(async () => (await newest()).state === 'taken');
  assert.equal((await asAdmin('GET', `/webhooks/${hook.id}`)).json.failures, 0);
  assert.ok(!got.some((one) => one.path === '/elsewhere'), 'a redirect was followed');
  assertProblem(await asAdmin('POST', `/webhooks/${hook.id}/deliveries/99999/again`), 404);
  assertProblem(await asAdmin('POST', `/webhooks/${hook.id}/deliveries/x/again`), 404);
});

test('what was taken back while a message waited is in none', async () => {
  answer = () => 503;
  const from = got.length;
  const article = await portal.post({ title: 'Chuyện bà Lò Thị Mẩy', lead: 'Bà Lò Thị Mẩy.', body: 'x', status: 'published' });
  const [before] = await messages(1, from);
  assert.match(before.body, /Lò Thị Mẩy/);
  // One that was only withdrawn is not the public's to read either.
  const drawn = await portal.post({ title: 'Tin rút xuống', body: 'x', status: 'published' });
  await asAdmin('POST', `/articles/${drawn.id}/withdraw`, { reason: 'Sai' });
  const erased = await asAdmin('POST', `/articles/${article.id}/erase`, { note: 'Theo đề nghị' });
  assert.ok(erased.status < 300, erased.text);
  answer = () => 204;
  const waiting = (await deliveries()).filter((one) => one.state === 'waiting' && [article.id, drawn.id].includes(one.article_id));
  assert.equal(waiting.length, 4);
  for (const one of waiting) await asAdmin('POST', `/webhooks/${hook.id}/deliveries/${one.id}/again`);
  const later = (await messages(1 + waiting.length, from)).slice(1);
  assert.ok(later.some((one) => one.headers['webhook-id'] === before.headers['webhook-id'] && one.json.data.article === null));
  for (const one of later) assert.doesNotMatch(one.body, /Mẩy|Tin rút/);
});

test('410 of an address that the webhook has no more ends nothing: its new address is told', async () => {
  const from = got.length;
  answer = (one) => {
    if (one.path === '/moi') return 204;
    portal.changeDatabase(`UPDATE webhooks SET url = '${target}/moi'`);
    return 410;
  };
  await asAdmin('POST', `/webhooks/${hook.id}/test`);
  const [one] = await messages(1, from, '/moi');
  assert.equal(one.headers['webhook-id'], got[from].headers['webhook-id']);
  await until(async () => (await newest()).state === 'taken');
  assert.equal((await asAdmin('GET', `/webhooks/${hook.id}`)).json.is_on, true);
  portal.changeDatabase(`UPDATE webhooks SET url = '${target}/nhan'`);
});

test('410 switches a webhook off, and nothing waits for it any more; switched on it is told again', async () => {
  answer = () => 410;
  await portal.post({ title: 'Một', body: 'x', status: 'published' });
  const off = await until(async () => { const one = (await asAdmin('GET', `/webhooks/${hook.id}`)).json; return !one.is_on && one; });
  assert.deepEqual([off.off_reason, off.waiting], ['gone', 0]);
  assert.equal((await newest()).state, 'given_up');
  const count = (await deliveries()).length;
  await portal.post({ title: 'Hai', body: 'x', status: 'published' });
  assert.equal((await deliveries()).length, count);
  assertProblem(await asAdmin('POST', `/webhooks/${hook.id}/test`), 409);
  assert.ok((await asAdmin('GET', '/audit?what=webhook.gone')).json.items.length);
  answer = () => 204;
  const from = got.length;
  const stale = await portal.api('PATCH', `/webhooks/${hook.id}`, { as: 'admin', body: { is_on: true }, headers: { 'If-Match': '"1"' } });
  assertProblem(stale, 412);
  const on = await asAdmin('PATCH', `/webhooks/${hook.id}`, { is_on: true, events: ['article.deleted'] });
  assert.deepEqual([on.json.is_on, on.json.off_reason, on.json.events], [true, null, ['article.deleted']]);
  await portal.post({ title: 'Ba', body: 'x', status: 'published' });
  assert.equal((await asAdmin('POST', `/webhooks/${hook.id}/test`)).status, 201);
  const [one] = await messages(1, from);
  assert.deepEqual([one.json.type, one.json.data.article], ['webhook.test', null]);
});

test('an address that may be reached no more, or where nobody is, fails with its reason; what waits three days is given up', async () => {
  const { port } = server.address();
  portal.changeDatabase("UPDATE webhooks SET url = 'https://10.1.2.3/x'");
  await asAdmin('POST', `/webhooks/${hook.id}/test`);
  assert.equal((await until(async () => { const one = await newest(); return one.attempts && one; })).fault, 'forbidden');
  portal.changeDatabase(`UPDATE pushes SET made_ms = made_ms - ${4 * 86_400_000}, next_ms = 0 WHERE state = 0`);
  portal.changeDatabase(`UPDATE webhooks SET quiet_ms = 0, url = 'http://127.0.0.1:${port}/nhan'`);
  const from = got.length;
  await portal.post({ title: 'Bốn', body: 'x', status: 'published' });
  await until(async () => (await newest()).state === 'given_up');
  // A secret that no key opens opens tomorrow no more than today.
  portal.changeDatabase("UPDATE webhooks SET secret = CAST(secret || x'00' AS BLOB)");
  await asAdmin('POST', `/webhooks/${hook.id}/test`);
  const lost = await until(async () => { const one = await newest(); return one.attempts && one.event === 'webhook.test' && one; });
  assert.deepEqual([lost.state, lost.attempts], ['given_up', 1]);
  portal.changeDatabase('UPDATE webhooks SET secret = substr(secret, 1, length(secret) - 1)');
  assert.equal(got.slice(from).filter((one) => one.path === '/nhan').length, 0);
});

test('an administrator adds, tries, changes and removes one on its page, where the last deliveries stand', async () => {
  const staff = await portal.staff('admin');
  const page = await staff.get('/quan-tri/webhook');
  assert.match(page.text, /Cổng tỉnh/);
  const wrong = await staff.post('/quan-tri/webhook', { ten: 'Sở', 'dia-chi': 'http://example.gov.vn', 'su-kien': EVENTS });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /phải bắt đầu bằng https/);
  const made = await staff.post('/quan-tri/webhook', { ten: 'Sở', 'dia-chi': `${target}/so`, 'su-kien': EVENTS });
  assert.equal(made.status, 200, made.text);
  assert.match(made.text, /<code>whsec_[A-Za-z0-9+/]{43}=<\/code>/);
  const id = (await asAdmin('GET', '/webhooks')).json.items.find((one) => one.name === 'Sở').id;
  assert.ok(!(await staff.get(`/quan-tri/webhook/${id}`)).text.includes('whsec_'));
  const from = got.length;
  assert.equal((await staff.follow(await staff.post(`/quan-tri/webhook/${id}/thu`))).status, 200);
  await messages(1, from, '/so');
  await until(async () => /Đã nhận[^]*HTTP 204/.test((await staff.get(`/quan-tri/webhook/${id}`)).text));
  const again = (await staff.get(`/quan-tri/webhook/${id}`)).text.match(/name="lan" value="(\d+)"/)[1];
  await staff.post(`/quan-tri/webhook/${id}/gui-lai`, { lan: again });
  const both = await messages(2, from, '/so');
  assert.equal(both[0].headers['webhook-id'], both[1].headers['webhook-id']);
  const changed = await staff.post(`/quan-tri/webhook/${id}`, { ten: 'Sở Nội vụ', 'dia-chi': `${target}/so`, 'su-kien': ['article.deleted'], 'phien-ban': '1' });
  assert.equal(changed.status, 303, changed.text);
  assert.deepEqual((({ name, events, is_on }) => [name, events, is_on])((await asAdmin('GET', `/webhooks/${id}`)).json), ['Sở Nội vụ', ['article.deleted'], false]);
  assert.equal((await staff.post(`/quan-tri/webhook/${id}`, { ten: 'Cũ', 'dia-chi': `${target}/so`, 'su-kien': EVENTS, 'phien-ban': '1' })).status, 422);
  assert.equal((await asAdmin('GET', `/webhooks/${id}`)).json.name, 'Sở Nội vụ');
  assert.match((await staff.post(`/quan-tri/webhook/${id}/thu`)).text, /đang tắt/);
  portal.changeDatabase('UPDATE sessions SET proved_ms = 0');
  const asked = await staff.post(`/quan-tri/webhook/${id}/xoa`);
  assert.match(asked.text, /name="mat-khau-lai"/, 'the password is asked for again');
  assert.equal((await asAdmin('GET', `/webhooks/${id}`)).status, 200);
  assert.equal((await asAdmin('DELETE', `/webhooks/${id}`)).status, 204);
  assertProblem(await asAdmin('DELETE', `/webhooks/${id}`), 404);
});

test('congd webhook adds, lists, tries and removes one from the terminal', async () => {
  const added = await portal.commandBeside('webhook', 'add', 'Kho', '--url', `${target}/kho`, '--events', 'article.published,article.deleted');
  assert.equal(added.status, 0, added.stderr);
  assert.match(added.stdout, /^whsec_\S+\n$/);
  const wrong = await portal.commandBeside('webhook', 'add', 'Kho', '--url', 'http://example.gov.vn');
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /must begin with https/);
  const list = await portal.commandBeside('webhook', 'list');
  const id = list.stdout.match(/^(\d+)\tKho\ton\t0\thttp/m)[1];
  const from = got.length;
  assert.equal((await portal.commandBeside('webhook', 'test', id)).status, 0);
  await messages(1, from, '/kho');
  assert.equal((await portal.commandBeside('webhook', 'remove', id)).status, 0);
  assert.equal((await portal.commandBeside('webhook', 'remove', id)).status, 1);
  assert.equal((await portal.commandBeside('webhook', 'remove', 'x')).status, 2);
});

test('a feed names its hub and itself, in its own form and in Link, and the hub is told of those that changed, once a minute each', async () => {
  for (const [file, hub] of [['rss.xml', `<atom:link rel="hub" href="${target}/hub"/>`], ['atom.xml', `<link rel="hub" href="${target}/hub"/>`], ['feed.json', `"hubs":[{"type":"WebSub","url":"${target}/hub"}]`]]) {
    const feed = await portal.page(`/${file}`);
    assert.equal(feed.headers.link, `<${target}/hub>; rel="hub", <${BASE}/${file}>; rel="self"`);
    assert.ok(feed.text.includes(hub), feed.text.slice(0, 900));
  }
  assert.equal((await portal.page('/')).headers.link, undefined);
  const tin = (await asAdmin('POST', '/categories', { name: 'Tin', slug: 'tin' })).json;
  await asAdmin('POST', '/categories', { name: 'Tin xã', slug: 'tin-xa', parent_id: tin.id });
  portal.changeDatabase('UPDATE feed_pings SET next_ms = 0, told = changes');
  const from = got.length;
  const fair = await portal.post({ title: 'Chợ phiên', body: 'x', category: 'tin-xa', tags: ['chợ'], status: 'published' });
  const pings = await messages(4, from, '/hub');
  const told = pings.map((one) => {
    assert.equal(one.headers['content-type'], 'application/x-www-form-urlencoded');
    assert.equal(one.headers['webhook-id'], undefined);
    const form = new URLSearchParams(one.body);
    assert.equal(form.get('hub.mode'), 'publish');
    return form.getAll('hub.url');
  });
  assert.deepEqual(told.map((all) => all[1].replace(BASE, '')).sort(), ['/atom.xml', '/chuyen-muc/tin-xa/atom.xml', '/chuyen-muc/tin/atom.xml', '/the/cho/atom.xml']);
  for (const url of told.flat()) assert.equal((await portal.page(url.replace(BASE, ''))).status, 200, url);
  // Who has it no more is told as well as who has it now.
  portal.changeDatabase('UPDATE feed_pings SET next_ms = 0, told = changes');
  const before = got.length;
  await portal.api('PATCH', `/articles/${fair.id}`, { as: 'editor', body: { category: null, tags: ['phiên'] }, headers: { 'If-Match': '"1"' } });
  const moved = (await messages(5, before, '/hub')).map((one) => new URLSearchParams(one.body).getAll('hub.url')[1].replace(BASE, ''));
  assert.deepEqual(moved.sort(), ['/atom.xml', '/chuyen-muc/tin-xa/atom.xml', '/chuyen-muc/tin/atom.xml', '/the/cho/atom.xml', '/the/phien/atom.xml']);
  // Within the minute it is told nothing; behind it of all at once.
  await portal.post({ title: 'Chợ đêm', body: 'x', status: 'published' });
  await asAdmin('POST', `/webhooks/${hook.id}/test`);
  await until(async () => (await newest()).state === 'taken');
  assert.equal(got.slice(from).filter((one) => one.path === '/hub').length, 9);
  answer = (one) => (one.path === '/hub' ? 500 : 204);
  portal.changeDatabase('UPDATE feed_pings SET next_ms = 0 WHERE kind = 0');
  await portal.post({ title: 'Chợ tình', body: 'x', status: 'published' });
  await messages(10, from, '/hub');
  answer = () => 202;
  await until(async () => { portal.changeDatabase('UPDATE feed_pings SET next_ms = 0 WHERE kind = 0'); await asAdmin('POST', `/webhooks/${hook.id}/test`); return got.slice(from).filter((one) => one.path === '/hub').length > 10; });
});

test('without the settings nobody is told anything, and none can be added', async () => {
  await portal.stop();
  portal.args = ['--set', `base_url=${BASE}`, '--set', 'error_rate=0', '--set', 'write_rate=0'];
  await portal.start();
  assertProblem(await asAdmin('POST', '/webhooks', { name: 'x', url: 'https://example.gov.vn/' }), 409);
  assertProblem(await asAdmin('POST', `/webhooks/${hook.id}/test`), 409);
  const count = (await deliveries()).length;
  const { waiting } = (await asAdmin('GET', `/webhooks/${hook.id}`)).json; // of before
  await portal.post({ title: 'Không ai nghe', body: 'x', status: 'published' });
  assert.equal((await deliveries()).length, count, 'nothing is noted for nobody');
  assert.ok((await asAdmin('GET', `/webhooks/${hook.id}`)).json.waiting <= waiting, 'what waited may go, nothing comes');
  const feed = await portal.page('/atom.xml');
  assert.ok(!feed.text.includes('hub') && !feed.headers.link);
  await portal.stop();
});
