// Every form of the staff's pages, sent with what nobody should type: never a fault of the program's own, nothing written by what was
// refused, and what was typed stands in the form again. Rows come from the table of addresses and forms from the pages, so that a
// new one is tried by itself. Each form is sent with three kinds of bad values, in turn; CONG_FIELDS=all: with all, and each field alone.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { BROWSER, picture, ROOT, startPortal, until } from './lib/portal.mjs';

/** POST rows of the staff's pages, as the compiler sees them. */
const rows = (() => {
  const written = spawnSync('cc', ['-E', '-P', '-Iinclude', '-Idaemon/route', 'daemon/route/table.c'], { cwd: ROOT, encoding: 'utf8' }).stdout;
  const all = [...written.matchAll(/\{\s*METHOD_(\w+),\s*((?:"[^"]*"\s*)+),\s*\w+,\s*ANSWER_STAFF,/g)];
  return all.map(([, method, pattern]) => ({ method, pattern: [...pattern.matchAll(/"([^"]*)"/g)].map((part) => part[1]).join('') }));
})();

/** What is sent where no page of this portal has the form: by a script, or when there is something that is not here. */
const WITHOUT_PAGE = {
  '/quan-tri/suc-khoe': {},
  '/quan-tri/toi/phien': { phien: '999' },
  '/quan-tri/toi/ma-mot-lan/xac-nhan': { ma: '000000' },
  '/quan-tri/toi/ma-mot-lan/tat': {},
  '/quan-tri/toi/ma-khoi-phuc': {},
  '/quan-tri/toi/ma-khoi-phuc/xong': {},
  '/quan-tri/nguoi/{id}/ma-mot-lan': {},
  '/quan-tri/dang-do': { so: '1' },
  '/quan-tri/bai/moi/bo-ban': { copy: '1' },
  '/quan-tri/bai/{id}/bo-ban': {},
  '/quan-tri/bai/{id}/so-sanh': { version: '1', copy_version: '1', do: 'join' },
  '/quan-tri/bai/moi/ban': { kind: 'article', title: 'x', body: 'y' },
  '/quan-tri/bai/{id}/ban': { title: 'x', body: 'y', version: '1' },
  '/quan-tri/lam-sach': { body: '<p>x</p>', body_format: 'html' },
  '/quan-tri/tai-anh': { alt: 'x' },
};
/** Pages that are there once for who is signed in by nothing, or end the session: tried in tests of their own. */
const ELSEWHERE = new Set(['/quan-tri/lan-dau', '/quan-tri/quen-mat-khau/{code}', '/quan-tri/vao/{code}', '/quan-tri/dang-xuat', '/quan-tri/dang-nhap']);

const LONG = 'ơ'.repeat(2600);
const KINDS = {
  'hostile HTML': () => '"><script>alert(1)</script></textarea><!--',
  'a huge number': () => '99999999999999999999',
  'a number below zero': () => '-1',
  'something too long': () => LONG,
  'two of each': (value) => [value, 'khác'],
  'a byte that is no UTF-8': () => Buffer.from([0x61, 0xff, 0x62]),
  'a NUL': () => 'a\u0000b',
};
const UNREADABLE = new Set(['a byte that is no UTF-8', 'a NUL']);

let portal, admin;
const ids = {};
before(async () => {
  portal = await startPortal({ args: ['write_rate=0', 'error_rate=0', 'search_rate=0', 'mail_host=127.0.0.1', 'mail_from=cong@example.gov.vn', 'mail_program=/bin/true', 'webhooks=yes', 'push_to=127.0.0.1:9'].flatMap((one) => ['--set', one]) });
  const made = async (path, body) => {
    const answer = await portal.api('POST', path, { as: 'admin', body });
    assert.ok(answer.status < 300, answer.text);
    return answer.json;
  };
  ids.category = (await made('/categories', { name: 'Tin', slug: 'tin' })).id;
  await made('/categories', { name: 'Khác', slug: 'khac' });
  ids.bai = (await portal.post({ title: 'Bài nháp', body: 'x', tags: ['một'] })).id;
  await made(`/articles/${ids.bai}/preview-links`, { days: 1 });
  ids.duyet = (await made('/articles', { title: 'Chờ duyệt', body: 'x', status: 'review' })).id;
  ids.tag = (await portal.api('GET', '/tags')).json.items[0]?.id ?? 1;
  ids.box = (await made('/boxes', { title: 'Liên kết', slug: 'lien-ket' })).id;
  const gone = await portal.post({ title: 'Đã xóa' });
  await portal.api('DELETE', `/articles/${gone.id}`, { as: 'editor' });
  ids['thung-rac'] = gone.id;
  const { id: tep, url: picture_url } = (await portal.form('POST', '/media', { alt: 'Ảnh', file: picture('photo.jpg') }, { as: 'editor' })).json;
  ids.tep = tep;
  const open = await portal.post({ title: 'Có lời báo', body: 'x', status: 'published' });
  await portal.request('POST', open.url.replace('/bai-viet/', '/bao-sai-sot/'), { type: 'application/x-www-form-urlencoded', body: 'noi-dung=Sai+ng%C3%A0y' });
  ids['ma-truy-cap'] = (await made('/tokens', { name: 'Chương trình', role: 'reader' })).id;
  ids.webhook = (await made('/webhooks', { name: 'Cổng tỉnh', url: 'http://127.0.0.1:9/' })).id;
  await made(`/webhooks/${ids.webhook}/test`);
  await made('/questions', { field: 'dat-dai', subject: 'Sổ đỏ', text: 'Bao giờ có sổ?', name: 'Hoàng Thị Lan', phone: '0912 345 678', consent: true });
  ids['hoi-dap'] = (await portal.api('GET', '/questions', { as: 'admin' })).json.items[0].id;
  const draft = await made('/articles', {
    kind: 'consultation', status: 'published', title: 'Dự thảo quy ước', body: 'x', attachments: [ids.tep], facts: { opens: '2020-01-01T00:00:00Z', closes: '2099-01-01T00:00:00Z', articles: 9 },
  });
  await made('/opinions', { consultation: draft.id, part: '5', text: 'Nên ghi rõ ngày họp.', name: 'Hoàng Thị Lan', phone: '0912 345 678', consent: true });
  ids['gop-y'] = draft.id;
  ids.album = (await portal.post({ kind: 'album', title: 'Ngày hội', body: `![Con đường mới](${picture_url})` })).id;
  await made('/working-days', { day: `${new Date().getFullYear() + 1}-12-24` });
  admin = await portal.staff('admin');
  await portal.staff('editor');
  ids.nguoi = (await portal.api('GET', '/accounts', { as: 'admin' })).json.items.find(({ role }) => role === 'editor').id;
  await portal.api('POST', '/backups', { as: 'admin' });
  await until(async () => { /* to its end, for nobody can ask for another meanwhile */
    const { items, run } = (await portal.api('GET', '/backups', { as: 'admin' })).json;
    return items.length > 0 && run.state !== 'running';
  });
});
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const plain = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');
const attribute = (tag, name) => plain(tag.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? '');
/** The forms of a page: {action, fields: [{name, type, value}], buttons}. */
function formsOf(html) {
  return [...html.matchAll(/<form\b[^>]*\bmethod="post"[^>]*>[\s\S]*?<\/form>/g)].map(([text]) => {
    const fields = [], buttons = [];
    for (const [tag, kind] of text.matchAll(/<(input|button)\b[^>]*>/g)) {
      const name = attribute(tag, 'name'), type = kind === 'button' ? 'button' : attribute(tag, 'type') || 'text';
      if (!name || (['checkbox', 'radio'].includes(type) && !/ checked/.test(tag))) continue;
      if (type === 'button') buttons.push({ name, value: attribute(tag, 'value') });
      else fields.push({ name, type, value: attribute(tag, 'value') });
    }
    for (const [, name, value] of text.matchAll(/<textarea\b[^>]*?\bname="([^"]+)"[^>]*>\n?([\s\S]*?)<\/textarea>/g)) fields.push({ name, type: 'area', value: plain(value) });
    for (const [, name, options] of text.matchAll(/<select\b[^>]*?\bname="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g)) {
      const chosen = options.match(/<option value="([^"]*)" selected/) ?? options.match(/<option value="([^"]*)"/);
      fields.push({ name, type: 'select', value: plain(chosen?.[1] ?? '') });
    }
    return { action: attribute(text, 'action'), fields, buttons };
  });
}

const matcher = (pattern) => new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^/]+')}$`);
/** A page of a pattern, with something that is there in each place of a name. */
function addressesOf(pattern) {
  const of = (name) => pattern.replace(/\{\w+\}/, name);
  if (!/\{/.test(pattern)) return [pattern];
  if (pattern.startsWith('/quan-tri/cong/khoi/')) return [of(ids.box), of('moi')];
  if (pattern.startsWith('/quan-tri/cong/chuyen-muc/')) return [of(ids.category), of('moi')];
  if (pattern.startsWith('/quan-tri/cong/the/')) return [of(ids.tag)];
  if (pattern.startsWith('/quan-tri/cong/viet-tat/')) return [of('moi')];
  if (pattern === '/quan-tri/bai/{id}/anh') return [of(ids.album)];
  const room = pattern.match(/^\/quan-tri\/([\w-]+)\//)[1];
  return ids[room] ? [of(ids[room])] : [of(1)];
}

/** Every form that a page shows, by its address; the first of each action. */
async function collect() {
  const forms = new Map();
  for (const { method, pattern } of rows) {
    if (method !== 'GET' || /\.csv$|\/media\/|\{code\}/.test(pattern)) continue;
    const asked = { '/quan-tri/cong/ngay-lam-viec': `?nam=${new Date().getFullYear() + 1}`, '/quan-tri/bai/nhieu': `?do=category&id=${ids.bai}`, '/quan-tri/tep/mo-ta': `?ids=${ids.tep}` }[pattern] ?? '';
    for (const address of addressesOf(pattern).map((one) => one + asked)) {
      const page = await admin.get(address);
      assert.ok(page.status < 500, `${address}: ${page.status}`);
      for (const form of formsOf(page.text)) if (!forms.has(form.action)) forms.set(form.action, form);
    }
  }
  return forms;
}

/** The audit's last line, but for those of jobs. */
const audited = async () => (await portal.api('GET', '/audit?limit=100', { as: 'admin' })).json.items.find(({ what }) => !/^backup/.test(what));
const isTyped = ({ type }) => ['text', 'area', 'url', 'date', 'number', 'search', 'email', 'tel', 'color'].includes(type);
/** Percent-encoded as a browser does, and bytes as they are. */
const encoded = (value) => (Buffer.isBuffer(value) ? [...value].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('') : encodeURIComponent(value));

let lastNumber = 0;
/** Sends a form with some of its fields bad; what is wrong with the answer. */
async function tryForm(form, kind, chosen, button) {
  const bad = KINDS[kind];
  const sent = form.fields.filter(({ type, name }) => type !== 'file' && name !== 'form_token').map((field) => ({ ...field, value: chosen(field) ? bad(field.value) : field.value }));
  const pairs = [['form_token', admin.token], ...sent.flatMap(({ name, value }) => [value].flat().map((one) => [name, one])), ...(button ? [[button.name, button.value]] : [])];
  const answer = await portal.request('POST', form.action, {
    body: pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encoded(value)}`).join('&'), type: 'application/x-www-form-urlencoded',
    headers: { 'User-Agent': BROWSER, Accept: 'text/html', Origin: `http://${portal.host}:${portal.port}`, Cookie: admin.cookie() },
  });
  const faults = [];
  if (answer.status >= 500 || answer.status === 401) faults.push(`answers ${answer.status}`);
  const line = await audited();
  if (answer.status >= 400 && answer.status !== 403 && line.number !== lastNumber) faults.push(`wrote ${line.what}`);
  lastNumber = line.number;
  // What a script is answered is JSON, in which `<` is a letter like others.
  if (/^text\/html/.test(answer.headers['content-type']) && /<script>alert|<!--/.test(answer.text)) faults.push('gives HTML on as it is');
  if (chosen === isTyped && [400, 409, 422].includes(answer.status) && !UNREADABLE.has(kind))
    for (const field of sent.filter(isTyped)) {
      const typed = String([field.value].flat()[0]);
      if (typed && !plain(answer.text).includes(typed)) faults.push(`${field.name} is not shown again`);
    }
  return faults.map((fault) => `${form.action}, ${button?.value ?? 'no button'}, with ${kind}: ${fault} (${answer.status})`);
}

test('every form takes or refuses what nobody should type, writes nothing it refused, and shows all of it again', async () => {
  const forms = await collect();
  lastNumber = (await audited()).number;
  const posts = rows.filter(({ method, pattern }) => method === 'POST' && !ELSEWHERE.has(pattern));
  const found = (pattern) => forms.get(addressesOf(pattern)[0]) ?? [...forms.values()].find(({ action }) => matcher(pattern).test(action.replace(/^\/en/, '')));
  const without = posts.filter(({ pattern }) => !WITHOUT_PAGE[pattern] && !found(pattern)).map(({ pattern }) => pattern);
  assert.deepEqual(without, [], 'rows whose form no page shows');
  const wrong = [], isAll = process.env.CONG_FIELDS === 'all';
  let turn = 0;
  for (const { pattern } of posts) {
    const sent = WITHOUT_PAGE[pattern];
    const form = sent ? { action: addressesOf(pattern)[0], fields: Object.entries(sent).map(([name, value]) => ({ name, value, type: 'hidden' })), buttons: [] } : found(pattern);
    const kinds = Object.keys(KINDS);
    for (const kind of isAll ? kinds : [0, 1, 2].map((step) => kinds[(turn + step) % kinds.length])) {
      const button = form.buttons[turn++ % (form.buttons.length || 1)];
      /* What a person types, and what only a hostile client sends. */
      wrong.push(...await tryForm(form, kind, isAll || turn % 3 ? isTyped : () => true, button));
      for (const field of isAll ? form.fields : []) wrong.push(...await tryForm(form, kind, ({ name }) => name === field.name, button));
      if (isAll) wrong.push(...await tryForm(form, kind, () => true, button));
    }
  }
  assert.deepEqual(wrong, []);
  assert.equal((await admin.get('/quan-tri')).status, 200, 'the portal and the session are as they were');
});
