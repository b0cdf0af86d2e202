// congd export --all: everything the portal holds, in forms that others read, and that a new portal takes back.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openTab, assertQuiet, startBrowser } from './lib/browser.mjs';
import { picture, readData, scratch, startPortal, until } from './lib/portal.mjs';

let portal, folder, done;
const BASE = 'https://xa-tan-phu.example';
const MANY = 25; // more than a page of a list has
/** Of long ago: a day, its visits, views and machines. */
const DAYS = [['2024-02-29', 10, 25, 3], ['2024-03-01', 7, 9, 0]];
/** A day that the office sets. */
const WORKED = `${new Date().getFullYear() + 1}-05-01`;
const PINNED = '2031-01-01T00:00:00Z';
const made = {};

const json = (name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
/** Rows of a table by the names in its first line; no value of these has a comma. */
const table = (name) => {
  const text = fs.readFileSync(path.join(folder, name), 'utf8');
  assert.ok(text.startsWith('\uFEFF') && text.endsWith('\r\n'));
  const [heading, ...rows] = text.slice(1).trimEnd().split('\r\n').map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(heading.map((name, i) => [name, row[i]])));
};
const articleFiles = () => fs.readdirSync(path.join(folder, 'articles')).flatMap((place) =>
  fs.readdirSync(path.join(folder, 'articles', place)).map((name) => `${place}/${name}`)).sort();

async function ok(target, method, pathname, options) {
  const answer = await target.api(method, pathname, options);
  assert.ok(answer.status < 300, `${method} ${pathname}: ${answer.status} ${answer.text}`);
  return answer.json;
}

before(async () => {
  portal = await startPortal({ args: ['--set', `base_url=${BASE}`] });
  const admin = { as: 'admin' };
  await ok(portal, 'PATCH', '/site', { ...admin, body: { name: 'Xã Tân Phú', nav: [{ title: 'Tin', url: null, items: [{ title: 'Thống kê', url: '/thong-ke' }] }, { title: 'Sơ đồ', url: '/so-do' }] } });
  const { id: news } = await ok(portal, 'POST', '/categories', { ...admin, body: { name: 'Tin tức', slug: 'tin-tuc' } });
  await ok(portal, 'POST', '/categories', { ...admin, body: { name: 'Trong xã', slug: 'trong-xa', parent_id: news, position: 3 } });
  await ok(portal, 'POST', '/boxes', { ...admin, body: { slug: 'lien-ket', title: 'Liên kết', items: [{ title: 'Tỉnh', kind: 'link', url: 'https://example.gov.vn/' }] } });
  await ok(portal, 'POST', '/abbreviations', { ...admin, body: { short: 'UBND', long: 'Ủy ban nhân dân' } });
  await ok(portal, 'POST', '/stats/ledger', { ...admin, body: { visits: 1200, note: '=Số đầu kỳ' } });
  await ok(portal, 'POST', '/stats/daily', { ...admin, body: { items: DAYS.map(([day, visits, views, machines]) => ({ day, visits, views, machines })) } });
  await ok(portal, 'POST', '/working-days', { ...admin, body: { day: WORKED, works: true, basis: 'office' } });
  await ok(portal, 'PATCH', '/question-terms', { ...admin, body: { usual: 7, fields: { 'dat-dai': 12 } } });
  await ok(portal, 'POST', '/questions', { as: 'author', body: { name: 'Nông Văn Kín', phone: '0205 3834 111', field: 'y-te', subject: 'Riêng', text: 'Lời riêng của tôi', consent: true } });
  await ok(portal, 'PUT', '/alert', { ...admin, body: { text: 'Mưa lớn đêm nay' } });
  assert.equal((await portal.api('DELETE', '/alert', admin)).status, 204);
  await ok(portal, 'PUT', '/alert', { ...admin, body: { level: 'danger', text: 'Lũ đang lên', text_en: 'The river is rising', until: new Date(Date.now() + 864e5).toISOString() } });
  const photo = await portal.form('POST', '/media', { file: { ...picture('photo.jpg'), name: 'Trường học mới.jpg' }, alt: 'Ngôi trường', credit: 'An' }, admin);
  assert.equal(photo.status, 201, photo.text);
  made.photo = photo.json;
  await ok(portal, 'PATCH', '/site', { ...admin, body: { name_en: 'Tan Phu', superior: 'TỈNH BÊN', hotline: '1022', social: [{ url: 'https://zalo.me/1' }], emblem: 'drawn', logo: photo.json.id, banner: { image: photo.json.id, x: 0.125, y: 1, form: 'whole' } } });
  const paper = await portal.form('POST', '/media', { file: { bytes: Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n'), name: 'Kế hoạch.pdf' } }, admin);
  assert.equal(paper.status, 201, paper.text);
  made.paper = paper.json;
  const day = (days) => new Date(Date.now() + days * 864e5).toISOString();
  made.consulted = await portal.post({ title: 'Dự thảo quy ước', kind: 'consultation', body: 'Xin góp ý.', attachments: [{ id: made.paper.id, title: 'Dự thảo' }], facts: { opens: day(-1), closes: day(5) }, status: 'published' });
  await ok(portal, 'POST', '/opinions', { as: 'author', body: { consultation: made.consulted.id, name: 'Nông Văn Kín', phone: '0205 3834 111', text: 'Lời riêng của tôi về dự thảo', consent: true } });
  made.shown = await portal.post({
    title: 'Khánh thành: "đường" #12', lead: 'Sapo\nhai dòng', category: 'tin-tuc', tags: ['nông thôn mới', 'Đường sá'], status: 'published', pinned: true, pinned_until: PINNED,
    body: `\n# Đầu\n\nThân bài **đậm**, \`---\`.\n\n---\n\n![Trường](${made.photo.url})\n`, image: made.photo.id, caption: 'Chú: thích', attachments: [{ id: made.paper.id, title: 'Kế hoạch năm' }],
    author: 'Nguyễn An', source: { name: 'Báo', url: 'https://bao.example/1' }, external_id: 'cu-1', published_at: '2020-01-02T03:04:05Z',
  });
  made.former = await portal.post({ title: 'Tên mới', slug: 'ten-cu', body: 'Đổi tên.', status: 'published', category: 'tin-tuc' });
  made.former = await ok(portal, 'PATCH', `/articles/${made.former.id}`, { as: 'editor', headers: { 'If-Match': `"${made.former.version}"` }, body: { slug: 'ten-moi' } });
  made.html = await portal.post({ title: 'Bài HTML', body: '<p>Một <b>hai</b></p>', body_format: 'html', status: 'published' });
  made.page = await portal.post({ title: 'Giới thiệu', kind: 'page', body: 'Về xã.', status: 'published' });
  made.draft = await portal.post({ title: 'Bản nháp kín', body: 'chuanoiraa' });
  made.staff = await portal.post({ title: 'Nội bộ kín', body: 'chicanbo', audience: 'staff', status: 'published' });
  made.trash = await portal.post({ title: 'Bỏ đi kín', body: 'daboroi', status: 'published' });
  await ok(portal, 'DELETE', `/articles/${made.trash.id}`, admin);
  made.gone = await portal.post({ title: 'Gỡ xuống kín', body: 'dagoroi', status: 'published' });
  await ok(portal, 'POST', `/articles/${made.gone.id}/withdraw`, { ...admin, body: { reason: 'sai' } });
  await ok(portal, 'POST', '/addresses', { ...admin, body: { addresses: ['/cu/bai-1.html'], article_id: made.shown.id } });
  await ok(portal, 'POST', '/addresses', { ...admin, body: { addresses: ['/cu/tin-tuc/'], category_id: news } });
  made.later = await portal.post({ title: 'Hẹn giờ kín', body: 'sapdenngay', status: 'draft', category: 'trong-xa' });
  await ok(portal, 'POST', `/articles/${made.later.id}/publish`, { ...admin, body: { at: '2031-02-03T04:05:06Z' } });
  await ok(portal, 'POST', '/boxes', { ...admin, body: { slug: 'noi-bat', title: 'Nổi bật', position: 2, items: [{ kind: 'article', article_id: made.shown.id }, { kind: 'banner', title: 'Ảnh', url: 'https://example.gov.vn/a', image: made.photo.id, alt: 'Ngôi trường' }] } });
  const tiles = ['ho-tich', 'dat-dai', 'y-te', 'phi', 'lich', 'van-ban'].map((icon, i) => ({ icon, label: `Việc ${i}`, label_en: i ? null : 'First', url: `https://example.gov.vn/${i}` }));
  await ok(portal, 'PATCH', '/home', { ...admin, body: { blocks: [{ kind: 'lead', article_id: made.shown.id, ends_at: '2031-01-01T00:00:00Z' }, { kind: 'tiles', title: 'Cần gì', tiles }, { kind: 'category', category: 'trong-xa', look: 'heads', count: 3 }, { kind: 'box', box: 'noi-bat' }, { kind: 'banner', image: made.photo.id, alt: 'Ngôi trường', url: '/' }] } });
  const wrong = await portal.post({ title: 'Danh sách hộ', body: 'Họ tên lobimatmotnguoi trong đoạn này.', status: 'published' });
  await ok(portal, 'PATCH', `/articles/${wrong.id}`, { as: 'editor', body: { body: 'Danh sách đã bỏ tên.' } });
  await ok(portal, 'POST', `/articles/${wrong.id}/revisions/1/redact`, { ...admin, body: { note: 'dữ liệu cá nhân' } });
  const whole = await portal.post({ title: 'Xóa hẳn xoahettenbai', body: 'xoahetthanbai', status: 'published' });
  await ok(portal, 'POST', `/articles/${whole.id}/erase`, { ...admin, body: { note: 'dữ liệu cá nhân' } });
  for (let i = 0; i < MANY; i++) await portal.post({ title: `Tin ngắn số ${i}`, body: i ? 'Ngắn.' : `[trước](${made.shown.url}#dau) [cũ](${BASE}/bai-viet/ten-cu) [mất](/media/0123456789abcdef0123456789abcdef.pdf) [hỏng](/bai-viet/khong-co) [nháp](${made.draft.url})`, category: 'tin-tuc', status: 'published' });
  made.english = await portal.post({ title: 'Opening of the road', body: 'Text.', lang: 'en', translation_of: made.shown.id, status: 'published' });
  assert.equal((await portal.page(made.shown.url)).status, 200);
  folder = path.join(scratch(), 'ra');
  done = portal.command('export', '--all', folder);
});
after(async () => {
  await portal?.stop();
  await portal?.end();
});

test('every article is a file, told apart by folder, and drafts are readable by their owner alone', () => {
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, new RegExp(`^articles: ${12 + MANY}, pictures and files: 2, pages: \\d+\n$`));
  assert.equal(fs.statSync(folder).mode & 0o777, 0o700);
  const file = (place, article, ending = 'md') => `${place}/${article.id}-${article.slug}.${ending}`;
  assert.deepEqual(articleFiles().filter((name) => !/-tin-ngan-so-|-opening-|-ten-moi|-danh-sach-ho/.test(name)), [
    file('published', made.shown), file('published', made.html, 'html'), file('published', made.page), file('published', made.consulted), file('draft', made.draft),
    file('staff', made.staff), file('trash', made.trash), file('withdrawn', made.gone), file('scheduled', made.later),
  ].sort());
  const text = fs.readFileSync(path.join(folder, 'README.txt'), 'utf8');
  assert.match(text, /toàn bộ dữ liệu của cổng/);
  assert.match(text, /all that a portal held/);
});

test('counters are tables, and a note that looks like a formula is none', () => {
  const row = table('counters/articles.csv').find((one) => Number(one.id) === made.shown.id);
  assert.deepEqual([row.slug, row.views_all, row.status], [made.shown.slug, '1', 'published']);
  assert.equal(table('counters/articles.csv').length, 12 + MANY);
  assert.equal(table('counters/days.csv').at(-1).views, '1');
  assert.deepEqual(table('counters/days.csv').slice(0, 2).map((one) => Object.values(one)), DAYS.map((day) => day.map(String)));
  assert.deepEqual(table('counters/ledger.csv').map((one) => [one.visits, one.note]), [['1200', '"\'=Số đầu kỳ"']]);
});

test('the rest is JSON, and lines that import takes', () => {
  assert.ok(json('categories.json').some((one) => one.slug === 'tin-tuc'));
  assert.deepEqual(json('tags.json').map((one) => one.name).sort(), ['nông thôn mới', 'Đường sá'].sort());
  assert.ok(json('boxes.json').some((one) => one.slug === 'lien-ket' && one.items.length === 1));
  assert.equal(json('site.json').name, 'Xã Tân Phú');
  assert.ok(json('abbreviations.json').length >= 1);
  assert.deepEqual(json('alerts.json').map((one) => [one.text, one.ended_at === null]), [['Lũ đang lên', true], ['Mưa lớn đêm nay', false]]);
  assert.deepEqual(json('addresses.json').map((one) => [one.address, one.article_id]), [['/cu/bai-1', made.shown.id], ['/cu/tin-tuc', null]]);
  const lines = fs.readFileSync(path.join(folder, 'articles.ndjson'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.equal(lines.length, 11 + MANY);
});

test('how the office answers stands there, and nothing of who asked', () => {
  assert.deepEqual(json('working-days.json').map(({ day, works, basis }) => [day, works, basis]), [[WORKED, true, 'office']]);
  assert.deepEqual(json('question-terms.json'), { usual: 7, fields: { 'dat-dai': 12 } });
  assert.ok(json('question-board.json'));
  const [question, ...others] = table('questions.csv');
  assert.deepEqual([others.length, question.state, question.field, question.closed_at], [0, 'received', 'y-te', '']);
  const opinions = table('opinions.csv');
  assert.deepEqual(opinions.map(({ consultation, part, decision, suspect, decided_at }) => [consultation, part, decision, suspect, decided_at]), [[String(made.consulted.id), '', 'open', '', '']]);
  assert.match(opinions[0].received_at, /^20/);
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) assert.doesNotMatch(fs.readFileSync(path.join(entry.parentPath ?? entry.path, entry.name), 'latin1'), new RegExp(Buffer.from('3834 111|Nông Văn Kín|Lời riêng của').toString('latin1')), entry.name);
});

test('media are files with their names and words', async () => {
  const media = json('media/media.json');
  const photo = media.find((one) => one.id === made.photo.id);
  assert.deepEqual([photo.file, photo.alt, photo.credit, photo.file_name], [`media/${photo.id}-truong-hoc-moi.jpg`, 'Ngôi trường', 'An', 'Trường học mới.jpg']);
  assert.deepEqual(fs.readFileSync(path.join(folder, photo.file)), (await portal.request('GET', made.photo.url)).bytes);
});

test('a new portal takes it all back', async () => {
  const other = await startPortal();
  try {
    const admin = { as: 'admin' };
    for (const { name, slug, lang } of json('categories.json')) await ok(other, 'POST', '/categories', { ...admin, body: { name, slug, lang } });
    // Ids and addresses are of each portal: what was, and what it is there. Another medium before them, so that no id is the same by luck.
    await other.form('POST', '/media', { file: { bytes: readData('emblem.png'), name: 'khac.png' }, alt: 'Khác' }, admin);
    const ids = new Map(), addresses = new Map();
    for (const medium of json('media/media.json')) {
      const fields = { file: { bytes: fs.readFileSync(path.join(folder, medium.file)), name: medium.file_name } };
      for (const name of ['alt', 'caption', 'credit']) if (medium[name]) fields[name] = medium[name];
      const answer = await other.form('POST', '/media', fields, admin);
      assert.equal(answer.status, 201, answer.text);
      ids.set(String(medium.id), answer.json.id);
      addresses.set(medium.url, answer.json.url);
    }
    const takenAs = new Map();
    for (const name of articleFiles()) {
      let text = fs.readFileSync(path.join(folder, 'articles', name), 'utf8');
      text = text.replace(/^image: (\d+)$/m, (all, id) => `image: ${ids.get(id)}`).replace(/^attachments: \[(.*)\]$/m, (all, list) => `attachments: [${list.split(', ').map((id) => ids.get(id)).join(', ')}]`);
      for (const [was, is] of addresses) text = text.replaceAll(was, is);
      const answer = await other.api('POST', '/articles', { ...admin, type: 'text/markdown', body: text });
      assert.equal(answer.status, 201, `${name}: ${answer.text}`);
      assert.deepEqual(answer.json.warnings ?? [], [], name);
      takenAs.set(name, answer.json);
    }
    const members = ['title', 'slug', 'lang', 'kind', 'audience', 'lead', 'author', 'source', 'external_id', 'pinned', 'pinned_until', 'published_at', 'expires_at', 'tags', 'category', 'facts'];
    for (const [name, taken] of takenAs) {
      const was = await ok(portal, 'GET', `/articles/${name.match(/\/(\d+)-/)[1]}`, admin);
      const is = await ok(other, 'GET', `/articles/${taken.id}`, admin);
      for (const member of members) assert.deepEqual(is[member], was[member], `${name}: ${member}`);
      let body = was.body.text;
      for (const [from, to] of addresses) body = body.replaceAll(from, to);
      assert.deepEqual(is.body, { ...was.body, text: body }, name);
      assert.deepEqual([is.status, is.withdrawn_reason], was.status === 'trashed' ? ['draft', null] : [was.status, was.withdrawn_reason]);
      assert.equal(is.image?.alt, was.image?.alt);
      assert.equal(is.image?.caption, was.image?.caption);
      assert.equal(is.attachments.length, was.attachments.length);
    }
    await other.stop();
  } finally {
    await other.end();
  }
});

/** What an exported folder says, with the portal's own numbers, names of media and moments of saving left out. */
function tree(root) {
  const read = (name) => fs.readFileSync(path.join(root, name), 'utf8');
  const parse = (name) => JSON.parse(read(name));
  const media = parse('media/media.json'), categories = parse('categories.json');
  const names = new Map(media.flatMap((one) => [one.url, ...Object.values(one.sizes ?? {}).flatMap(({ webp, jpeg }) => [webp, jpeg])].map((url) => [url, one.file_name])));
  const mediumOf = (id) => media.find((one) => one.id === Number(id))?.file_name ?? null;
  const named = (text) => text.replace(/\/media\/[0-9a-f]+\.\w+/g, (url) => `<${names.get(url) ?? url}>`);
  const identity = ({ version, banner, ...site }) => JSON.parse(named(JSON.stringify({ ...site, logo: mediumOf(site.logo), banner: { ...banner, image: mediumOf(banner.image) } })));
  const articles = {}, titles = {};
  for (const place of fs.readdirSync(path.join(root, 'articles'))) for (const file of fs.readdirSync(path.join(root, 'articles', place))) titles[Number.parseInt(file, 10)] = file.replace(/^\d+-/, '');
  for (const place of fs.readdirSync(path.join(root, 'articles')))
    for (const file of fs.readdirSync(path.join(root, 'articles', place)))
      articles[`${place}/${file.replace(/^\d+-/, '')}`] = named(read(`articles/${place}/${file}`)).replace(/^# (id|url|created_at|updated_at|deleted_at): .*\n/gm, '')
        .replace(/^image: (\d+)$/m, (_, id) => `image: ${mediumOf(id)}`).replace(/^attachments: \[(.*)\]$/m, (_, ids) => `attachments: ${ids.split(', ').map(mediumOf)}`)
        .replace(/^# (image|attachment) \d+: "media\/\d+-/gm, '# $1: "').replace(/^# translation_of: (\d+)$/m, (_, id) => `# translation_of: ${titles[id]}`);
  const csv = Object.fromEntries(read('counters/articles.csv').slice(1).trim().split('\r\n').slice(1).map((line) => line.split(',')).map((cells) => [cells[1], [cells.at(-1), ...cells.slice(-7, -4)]]));
  return {
    articles, csv, site: identity(parse('site.json')),
    categories: categories.map((one) => [one.slug, one.name, one.lang, one.position, categories.find(({ id }) => id === one.parent_id)?.slug ?? null]).sort(),
    tags: parse('tags.json').map((one) => [one.slug, one.name, one.lang, one.count]).sort(), abbreviations: parse('abbreviations.json').map(({ short, long, beside }) => [short, long, beside ?? null]).sort(),
    boxes: parse('boxes.json').map((one) => [one.slug, one.title, one.lang, one.position, one.items.map((item) => ({ ...item, id: 0, image: mediumOf(item.image), article_id: titles[item.article_id] ?? null }))]).sort(),
    home: parse('home.json').blocks.map((one) => ({ ...one, image: one.image && mediumOf(one.image), article_id: titles[one.article_id] ?? null })),
    addresses: parse('addresses.json').map((one) => [one.address, titles[one.article_id] ?? categories.find(({ id }) => id === one.category_id)?.slug ?? null]).sort(),
    media: media.map((one) => [one.file_name, one.alt, one.caption, one.credit]).sort(),
    all: parse('counters/now.json').all, days: read('counters/days.csv').split('\r\n').filter((line) => line.startsWith('2024-')),
    office: [parse('working-days.json').map(({ day, works, basis }) => [day, works, basis]), parse('question-terms.json')],
    alert: parse('alerts.json').slice(0, 1).map(({ level, text, text_en: english, url, until, ended_at: ended }) => [level, text, english, url, until, ended]),
  };
}

test('the folder brought into another portal and written again is the same: states, translations, boxes, addresses, counters, words of media', async () => {
  const other = await startPortal({ args: ['--set', `base_url=${BASE}`, '--error-rate', '0'] });
  try {
    await other.form('POST', '/media', { file: { bytes: readData('emblem.png'), name: 'khac.png' }, alt: 'Khác' }, { as: 'admin' });
    const trial = await other.commandBeside('import', '--all', folder, '--dry-run');
    assert.deepEqual([trial.status, /--all has no trial/.test(trial.stderr)], [1, true]);
    const brought = await other.commandBeside('import', '--all', folder);
    assert.equal(brought.status, 0, brought.stdout + brought.stderr);
    assert.match(brought.stdout, new RegExp(`articles: ${12 + MANY} created, 0 updated, 0 unchanged, 0 kept, 0 refused`));
    const again = await other.commandBeside('import', '--all', folder);
    // What takes long says how far it is.
    assert.deepEqual([again.status, again.stderr.replace(/^(articles|pictures and files): \d+\/\d+\n/gm, '')], [0, '']);
    assert.match(again.stdout, new RegExp(`articles: 0 created, 0 updated, ${12 + MANY} unchanged, 0 kept, 0 refused`), again.stdout + again.stderr);
    const back = path.join(scratch(), 've');
    const written = other.command('export', '--all', back);
    assert.equal(written.status, 0, written.stderr);
    const was = tree(folder), is = tree(back);
    is.media = is.media.filter(([name]) => name !== 'khac.png');
    for (const part of Object.keys(was)) assert.deepEqual(is[part], was[part], part);
    for (const [target, there] of [['/cu/bai-1.html', made.shown.url], ['/cu/tin-tuc/', '/chuyen-muc/tin-tuc']]) assert.equal((await other.page(target)).headers.location, `${BASE}${there}`.replace(BASE, ''), target);
    await other.stop();
  } finally {
    await other.end();
  }
  const none = portal.command('import', '--all', path.join(folder, 'media'));
  assert.deepEqual([none.status, /is no folder of congd export --all/.test(none.stderr)], [1, true], none.stderr);
});

test('what was taken back is in no file of it', () => {
  for (const one of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(one.parentPath ?? one.path, one.name);
    assert.ok(!/xoahet|lobimatmotnguoi/.test(file), file);
    if (one.isFile()) assert.ok(!/xoahet|lobimatmotnguoi/.test(fs.readFileSync(file, 'latin1')), file);
  }
});

test('the copy opens from a disk: no link, picture or style is broken, and nothing private is in it', async () => {
  const site = path.join(folder, 'site');
  const files = fs.readdirSync(site, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).map((one) => path.join(one.parentPath ?? one.path, one.name));
  for (const file of files) {
    const bytes = fs.readFileSync(file, 'latin1');
    for (const word of ['chuanoiraa', 'chicanbo', 'daboroi', 'dagoroi', 'ban-nhap-kin', 'noi-bo-kin', 'bo-di-kin', 'go-xuong-kin', 'sapdenngay', 'hen-gio-kin'])
      assert.ok(!bytes.includes(word), `${word} in ${file}`);
  }
  const browser = await startBrowser();
  try {
    const page = await openTab(browser);
    const failed = [];
    page.on('requestfailed', (request) => failed.push(request.url()));
    const root = pathToFileURL(site).href;
    const seen = new Set(), queue = [`${root}/index.html`];
    let listPages = 0;
    const short = new Set(); // all alike: two are looked at, of the others that they are there
    while (queue.length) {
      const url = queue.pop();
      if (seen.has(url)) continue;
      seen.add(url);
      await page.goto(url);
      const found = await page.evaluate(() => ({
        links: [...document.querySelectorAll('a[href]')].map((one) => one.href),
        heads: [...document.querySelectorAll('link[href], script[src], source[srcset]')].flatMap((one) => one.srcset ? one.srcset.split(', ').map((part) => new URL(part.split(' ')[0], document.baseURI).href) : [one.href || one.src]),
        pictures: [...document.images].map((one) => [one.src, (one.loading = 'eager')]).length,
        styled: getComputedStyle(document.body).margin,
        rules: [...document.styleSheets].reduce((sum, one) => sum + (one.href ? 1 : 0), 0),
        forms: [...document.forms].filter((one) => one.checkVisibility()).length,
      }));
      await page.waitForFunction(() => [...document.images].every((one) => one.complete));
      assert.deepEqual(await page.evaluate(() => [...document.images].filter((one) => !one.naturalWidth).map((one) => one.src)), [], `pictures of ${url}`);
      assert.ok(found.rules >= 1, `style of ${url}`);
      assert.equal(found.forms, 0, `forms of ${url}`);
      for (const link of [...found.links, ...found.heads]) {
        if (/^(https?|mailto|tel):/.test(link)) {
          assert.ok(!link.startsWith(portal.url) && !link.startsWith(BASE), link);
          continue;
        }
        const target = new URL(link);
        assert.ok(target.href.startsWith(`${root}/`), `${link} on ${url} leads out of the copy`);
        assert.ok(fs.statSync(decodeURIComponent(target.pathname), { throwIfNoEntry: false })?.isFile(), `${link} on ${url} is broken`);
        target.hash = '';
        const isShort = /\/tin-ngan-so-\d+\.html$/.test(target.pathname);
        if (isShort) short.add(target.href);
        if (target.pathname.endsWith('.html') && (!isShort || short.size <= 2 || target.pathname.endsWith('-so-0.html'))) queue.push(target.href);
      }
      listPages += /phan-\d+\.html$/.test(url);
    }
    const there = (article) => seen.has(`${root}${article.url}.html`);
    for (const name of ['shown', 'english']) assert.ok(there(made[name]), name);
    const zero = fs.readFileSync(path.join(site, 'bai-viet/tin-ngan-so-0.html'), 'utf8');
    assert.ok(zero.includes(`<a href="../bai-viet/ten-moi.html">cũ</a>`) && zero.includes(`<a href="../${made.shown.url.slice(1)}.html#dau">trước</a>`));
    for (const dead of ['hỏng', 'nháp', 'mất']) assert.match(zero, new RegExp(`<a>${dead}</a>`));
    // These stand in no list of the portal either.
    for (const name of ['html', 'page']) assert.ok(files.includes(path.join(site, `${made[name].url}.html`)), name);
    assert.equal(short.size, MANY);
    for (const name of ['chuyen-muc/tin-tuc', 'the/nong-thon-moi', 'thong-ke', 'so-do', 'en/index', 'tro-nang']) assert.ok(seen.has(`${root}/${name}.html`), name);
    assert.ok(listPages >= 1, 'lists go on');
    assert.equal(Number(done.stdout.match(/pages: (\d+)/)[1]), files.filter((file) => file.endsWith('.html')).length);
    assert.deepEqual(failed, []);
    assertQuiet(page);
  } finally {
    await browser.close();
  }
});

test('a folder that holds anything is refused and left as it is', () => {
  const full = scratch();
  fs.writeFileSync(path.join(full, 'cua-toi'), 'x');
  const refused = portal.command('export', '--all', full);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /^congd: .*the folder is not empty\n$/);
  assert.deepEqual(fs.readdirSync(full), ['cua-toi']);
});

test('killed in between and said again it is whole, and takes nothing away that is not its own', async () => {
  const target = path.join(scratch(), 'giua-chung');
  const child = spawn(portal.binary, ['export', '--all', target, '--data', portal.data], { env: portal.env, stdio: 'ignore' });
  await until(() => fs.existsSync(path.join(target, 'articles/published')) && fs.readdirSync(path.join(target, 'articles/published')).length > 3, { why: 'some articles to be written' });
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('close', resolve));
  assert.ok(fs.existsSync(path.join(target, 'CHUA-XONG.UNFINISHED')));
  const again = portal.command('export', '--all', target);
  assert.equal(again.status, 0, again.stderr);
  const list = (root) => fs.readdirSync(root, { recursive: true }).filter((name) => !/phan-/.test(name)).sort();
  assert.deepEqual(list(target), list(folder));
  assert.equal(portal.command('export', '--all', target).status, 1, 'one that is whole is left as it is');
  fs.writeFileSync(path.join(target, 'CHUA-XONG.UNFINISHED'), '');
  fs.writeFileSync(path.join(target, 'cua-toi.txt'), 'x');
  assert.equal(portal.command('export', '--all', target).status, 1);
  assert.ok(fs.existsSync(path.join(target, 'cua-toi.txt')));
});

test('what cannot be had is told, all else is written, and it fails', () => {
  const name = made.paper.url.split('/').at(-1);
  const found = fs.readdirSync(path.join(portal.data, 'media'), { recursive: true }).find((one) => one.endsWith(name));
  const file = path.join(portal.data, 'media', found);
  fs.renameSync(file, `${file}.weg`);
  try {
    const target = path.join(scratch(), 'thieu');
    const partly = portal.command('export', '--all', target);
    assert.equal(partly.status, 1);
    assert.match(partly.stderr, new RegExp(`${name}: the portal answers 404`));
    assert.match(partly.stderr, /things could not be written/);
    assert.ok(fs.existsSync(path.join(target, 'site.json')));
    assert.equal(JSON.parse(fs.readFileSync(path.join(target, 'media/media.json'), 'utf8')).find((one) => one.id === made.paper.id).file, null);
  } finally {
    fs.renameSync(`${file}.weg`, file);
  }
});

test('without a daemon it is the same, and nothing of it was counted as read', async () => {
  assert.equal((await ok(portal, 'GET', `/articles/${made.shown.id}/stats`, { as: 'admin' })).views.all, 1);
  await portal.stop();
  const target = path.join(scratch(), 'khong-chay');
  const alone = portal.command('export', '--all', target);
  assert.equal(alone.status, 0, alone.stderr);
  assert.equal(alone.stdout, done.stdout);
  await portal.start();
});
