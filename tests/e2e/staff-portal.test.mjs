// Staff pages of what surrounds articles, as a browser without scripts uses them: lists edited by plain buttons, previews, conflicts, histories.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { png } from './lib/pictures.mjs';
import { startPortal } from './lib/portal.mjs';
import { Formset } from './lib/formset.mjs';

let portal, admin, editor;
before(async () => {
  portal = await startPortal();
  [admin, editor] = [await portal.staff('admin'), await portal.staff('editor')];
});
after(() => portal?.end());

const get = async (target) => (await portal.api('GET', target, { as: 'admin' })).json;
const picture = (width, height, shade) => png(width, height, (x, y) => [shade * 40, (x * 7) % 256, (y * 5) % 256]);
const take = async (bytes, name, fields = {}) => (await portal.form('POST', '/media', { ...fields, file: { bytes, name, type: 'image/png' } }, { as: 'editor' })).json;

test('the menu is built by buttons alone, and nothing that was typed is lost by any of them', async () => {
  const menu = await new Formset(admin, '/quan-tri/cong/menu').open();
  await menu.press('them nav');
  menu.type('nav-title', 'Giới thiệu <&">').type('nav-url', '/trang/gioi-thieu');
  await menu.press('them nav');
  await menu.press('them nav');
  menu.type('nav-title', 'Tin tức', 1).type('nav-url', '/tim-kiem', 1).type('nav-title', 'Lịch', 2).type('nav-url', '/thong-ke', 2);
  await menu.press('len nav/2');
  assert.deepEqual(menu.all('nav-title'), ['Giới thiệu <&">', 'Lịch', 'Tin tức']);
  await menu.press('vao nav/1');
  assert.deepEqual([menu.all('nav-title'), menu.all('nav-items-title'), menu.all('nav-items-of')], [['Giới thiệu <&">', 'Tin tức'], ['Lịch'], ['0']]);
  await menu.press('them nav/0/items');
  menu.type('nav-items-title', 'Sơ đồ', 1).type('nav-items-url', 'nowhere', 1);
  await menu.press('len nav/0/items/1');
  await menu.press('ra nav/0/items/1');
  assert.deepEqual([menu.all('nav-title'), menu.all('nav-items-title')], [['Giới thiệu <&">', 'Lịch', 'Tin tức'], ['Sơ đồ']]);
  assert.equal((await get('/api/site')).nav.length, 0, 'nothing is saved by them');
  await menu.press('luu');
  assert.equal(menu.answer.status, 422);
  assert.match(menu.answer.text, /<title>Lỗi: Menu/);
  assert.deepEqual(menu.faults.map(([url]) => url), ['#nav-0-items-0-url']);
  assert.match(menu.answer.text, /id="nav-0-items-0-url"[^>]*aria-describedby="nav-0-items-0-url-loi[^>]*aria-invalid="true"/);
  const { text } = await menu.type('nav-items-url', '/so-do').save();
  assert.match(text, /role="status">Đã lưu/);
  assert.deepEqual((await get('/api/site')).nav, [
    { title: 'Giới thiệu <&">', url: '/trang/gioi-thieu', items: [{ title: 'Sơ đồ', url: '/so-do' }] },
    { title: 'Lịch', url: '/thong-ke' }, { title: 'Tin tức', url: '/tim-kiem' }]);
  await menu.open();
  await menu.press('xuong nav/0');
  await menu.press('bo nav/1');
  assert.deepEqual(menu.all('nav-title'), ['Lịch', 'Tin tức']);
});

test('a preview shows the page and saves nothing; a former version comes back', async () => {
  const identity = await new Formset(admin, '/quan-tri/cong/nhan-dien').open();
  identity.type('hotline', '0205 3 800 800');
  const version = (await get('/api/site')).version;
  await identity.press('xem');
  assert.equal(identity.answer.status, 200);
  assert.match(identity.answer.text, /0205 3 800 800/);
  assert.equal(identity.answer.headers['cache-control'], 'private, no-store');
  assert.equal((await get('/api/site')).version, version);
  await identity.open();
  await identity.type('hotline', '0205 3 800 801').save();
  assert.equal((await get('/api/site')).hotline, '0205 3 800 801');
  await identity.open(`?ban=${version}`);
  assert.deepEqual(identity.all('hotline'), ['']);
  await identity.open();
  await identity.save(`lai ${version}`);
  assert.equal((await get('/api/site')).hotline, null);
});

test('colours that cannot be read are told with their contrast, and the nearest that can is one press', async () => {
  const identity = await new Formset(admin, '/quan-tri/cong/nhan-dien').open();
  await identity.type('colour_first', '#ff9900').press('luu');
  assert.equal(identity.answer.status, 422);
  assert.match(identity.answer.text, /Độ tương phản \d,\d : 1, quá nhạt/);
  const near = identity.answer.text.match(/value="(chon - colour_first #[0-9a-f]{6})"/)[1];
  await identity.press(near);
  await identity.save();
  assert.equal((await get('/api/site')).colour_first, near.split(' ')[3]);
  await identity.open();
  await identity.press('them palettes', { 'palettes-moi': 'mourning' });
  await identity.type('palettes-from', '2027-01-02').type('palettes-to', '2027-01-03').save();
  assert.deepEqual((await get('/api/site')).palettes.map(({ from, to, kind }) => [from, to, kind]), [['2027-01-02', '2027-01-03', 'mourning']]);
});

test('a banner is chosen among pictures, and its place is pressed on it', async () => {
  const banner = await take(picture(1600, 400, 1), 'canh.png', { alt: 'Ruộng bậc thang' });
  const identity = await new Formset(admin, '/quan-tri/cong/nhan-dien').open();
  await identity.press('tim - banner/image');
  assert.match(identity.answer.text, /Ruộng bậc thang/);
  await identity.press(`chon - banner/image ${banner.id}`);
  assert.match(identity.answer.text, /<input class="press" type="image" name="diem"[^>]*width="240" height="60"/);
  await identity.press('', { 'diem.x': '180', 'diem.y': '12' });
  assert.deepEqual([identity.all('banner_x'), identity.all('banner_y')], [['75'], ['20']]);
  await identity.type('banner_form', 'cut').save();
  assert.deepEqual((await get('/api/site')).banner, { image: banner.id, x: 0.75, y: 0.2, form: 'cut' });
  await identity.open();
  await identity.press('khong - banner/image');
  await identity.save();
  assert.equal((await get('/api/site')).banner, null);
});

test('who saves onto a newer version is shown it and keeps their own; what others changed elsewhere is no conflict', async () => {
  const [mine, theirs, menu] = await Promise.all(['nhan-dien', 'nhan-dien', 'menu'].map((page) => new Formset(admin, `/quan-tri/cong/${page}`).open()));
  await menu.press('them nav');
  await theirs.type('phone', '0205 1').save();
  await menu.type('nav-title', 'Mục mới', menu.all('nav-title').length - 1).type('nav-url', '/so-do', menu.all('nav-url').length - 1).save();
  assert.equal((await get('/api/site')).phone, '0205 1', 'the menu was saved beside the telephone');
  await mine.type('phone', '0205 2').press('luu');
  assert.equal(mine.answer.status, 409);
  assert.match(mine.answer.text, /<dt>Điện thoại<\/dt><dd>0205 1<\/dd>/);
  assert.deepEqual(mine.all('phone'), ['0205 2']);
  assert.equal((await get('/api/site')).phone, '0205 1');
  await mine.save();
  assert.equal((await get('/api/site')).phone, '0205 2');
});

test('the home page is composed of blocks, with rows of services within one, and comes back whole', async () => {
  const { slug } = (await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Thông báo' } })).json;
  const strip = await take(picture(900, 300, 2), 'tuan.png');
  const home = await new Formset(editor, '/quan-tri/cong/trang-chu').open();
  await home.press('them blocks', { 'blocks-moi': 'banner' });
  await home.press('tim blocks/0 image');
  await home.press(`chon blocks/0 image ${strip.id}`);
  home.type('blocks-alt', 'Tuần lễ an toàn giao thông').type('blocks-url', '/so-do').type('blocks-ends_at', '2027-02-03T08:30');
  await home.press('them blocks', { 'blocks-moi': 'notices' });
  home.type('blocks-category', slug, 1);
  await home.press('them blocks', { 'blocks-moi': 'tiles' });
  for (let i = 0; i < 6; i++) {
    await home.press('them blocks/2/tiles');
    home.type('blocks-tiles-icon', 'lich', i).type('blocks-tiles-label', `Ô ${i}`, i).type('blocks-tiles-url', `/trang/${'abcdef'[i]}`, i);
  }
  await home.press('xem');
  assert.match(home.answer.text, /Tuần lễ an toàn giao thông/);
  await home.open();
  assert.deepEqual(home.all('blocks-kind'), [], 'nothing was saved');
  await home.press('them blocks', { 'blocks-moi': 'banner' });
  home.type('blocks-alt', 'Tuần lễ').type('blocks-url', '/so-do').type('blocks-image', String(strip.id)).type('blocks-ends_at', '2027-02-03T08:30');
  await home.save();
  const [block] = (await get('/api/home')).blocks;
  assert.deepEqual([block.kind, block.image, block.ends_at], ['banner', strip.id, '2027-02-03T01:30:00Z']);
  await home.open();
  assert.deepEqual([home.all('blocks-ends_at'), home.all('blocks-title')], [['2027-02-03T08:30'], ['']]);
});

test('boxes, categories, tags and abbreviations are made, put in order, merged and removed', async () => {
  const box = await new Formset(editor, '/quan-tri/cong/khoi/moi').open();
  await box.press('them items', { 'items-moi': 'link' });
  box.type('title', 'Liên kết website').type('items-title', 'Tỉnh').type('items-url', 'https://langson.gov.vn/');
  assert.match((await box.save()).text, /Liên kết website/);
  assert.equal((await get('/api/boxes')).items[0].items[0].url, 'https://langson.gov.vn/');
  for (const name of ['Một', 'Hai', 'Ba']) await (await new Formset(editor, '/quan-tri/cong/chuyen-muc/moi').open()).type('name', name).save();
  const order = async () => [...(await editor.get('/quan-tri/cong/chuyen-muc')).text.matchAll(/<a href="\/quan-tri\/cong\/chuyen-muc\/(\d+)">(.*?)<\/a>/g)].map(([, id, name]) => [Number(id), name]).filter(([, name]) => name !== 'Thông báo');
  const before_ = await order();
  assert.equal((await editor.post('/quan-tri/cong/chuyen-muc', { lam: `len ${before_[2][0]}` })).status, 303);
  assert.deepEqual((await order()).map(([, name]) => name), [before_[0], before_[2], before_[1]].map(([, name]) => name));
  const [, two, three] = ['Một', 'Hai', 'Ba'].map((name) => before_.find(([, own]) => own === name)[0]);
  await portal.post({ title: 'Bài', body: 'x', status: 'published', category: 'hai' });
  const formset = await new Formset(editor, `/quan-tri/cong/chuyen-muc/${two}`).open();
  await formset.press('xoa');
  assert.equal(formset.answer.status, 422, 'one with articles does not go');
  await formset.type('into', 'ba').save('gop');
  assert.equal((await get(`/api/categories/${three}`)).count, 1);
  assert.equal((await portal.request('GET', '/chuyen-muc/hai')).headers.location, '/chuyen-muc/ba');
  const renamed = await new Formset(editor, `/quan-tri/cong/chuyen-muc/${three}`).open();
  await renamed.type('name', 'Ba mới').type('slug', 'ba-moi').save();
  assert.equal((await portal.request('GET', '/chuyen-muc/hai')).headers.location, '/chuyen-muc/ba-moi');
  for (const name of ['Nông thôn mới', 'NTM']) await portal.api('POST', '/tags', { as: 'editor', body: { name } });
  const { text } = await editor.get('/quan-tri/cong/the?q=ntm');
  const tag = await new Formset(editor, text.match(/\/quan-tri\/cong\/the\/\d+/)[0]).open();
  await tag.type('into', 'nông thôn mới').save('gop');
  assert.equal((await get('/api/tags?q=ntm')).items.length, 0);
  const short = await new Formset(editor, '/quan-tri/cong/viet-tat/moi').open();
  await short.type('short', 'TƯ').type('long', 'trung ương').press('luu');
  assert.deepEqual(short.faults.map(([url]) => url), ['#short']);
  await short.type('beside', 'đảng').save();
});

test('what a category, a tag, a box or an abbreviation was is shown, and comes back by being saved; what is taken back is in none', async () => {
  const made = async (path, body) => (await portal.api('POST', path, { as: 'editor', body })).json;
  const history = async (of, as = 'editor') => portal.api('GET', `/history/${of}`, { as });
  const article = await portal.post({ title: 'Tên Qwzrtkpsd trong bài', body: 'x', status: 'published' });
  const things = [
    ['category', '/quan-tri/cong/chuyen-muc', await made('/categories', { name: 'Lịch sử một' }), 'name', 'Lịch sử hai'],
    ['tag', '/quan-tri/cong/the', await made('/tags', { name: 'Thẻ một' }), 'name', 'Thẻ hai'],
    ['abbreviation', '/quan-tri/cong/viet-tat', await made('/abbreviations', { short: 'UBMTTQ', long: 'ủy ban mặt trận tổ quốc' }), 'long', 'ủy ban mặt trận tổ quốc xã'],
    ['box', '/quan-tri/cong/khoi', await made('/boxes', { title: 'Khối một', items: [{ kind: 'link', title: 'Tỉnh', url: 'https://langson.gov.vn/' }, { kind: 'article', article_id: article.id }] }), 'title', 'Khối hai'],
  ];
  for (const [kind, room, thing, field, text] of things) {
    const path = `${room}/${thing.id}`;
    await (await new Formset(editor, path).open()).type(field, text).save();
    const { json } = await history(`${kind}:${thing.id}`);
    assert.deepEqual(json.items.map(({ version, actor, taken_back: taken }) => [version, actor, taken]), [[2, 'Thử editor', false], [1, 'test editor', false]], kind);
    const past = await new Formset(editor, path).open('?ban=1');
    assert.match(past.answer.text, /Bạn đang xem một bản cũ/);
    assert.match(past.answer.text, new RegExp(`href="${path}\\?ban=1"`));
    assert.deepEqual(past.all(field), [thing[field]]);
    await past.save();
    const now = (await get(`/api/${kind === 'box' ? 'boxe' : kind === 'category' ? 'categorie' : kind}s/${thing.id}`));
    assert.deepEqual([now[field], now.version], [thing[field], 3], kind);
    assert.equal((await portal.api('GET', `/history/${kind}:${thing.id}/2`, { as: 'editor' })).json.state[field], text);
    assert.equal((await history(`${kind}:${thing.id}`, 'author')).status, 403);
  }
  const [[, , category], , , [, , box]] = things;
  // An article in a box is there by its number alone: what it is called is the article's.
  const { state } = (await portal.api('GET', `/history/box:${box.id}/1`, { as: 'editor' })).json;
  assert.deepEqual([state.items.length, state.items[1].article_id, 'title' in state.items[1]], [2, article.id, false]);
  // A name that is taken back goes from what was, and the version is still told of.
  await portal.api('PATCH', `/categories/${category.id}`, { as: 'editor', body: { name: 'Của Qwzrtkpsd' } });
  await portal.api('PATCH', `/categories/${category.id}`, { as: 'editor', body: { name: 'Không tên' } });
  const asked = await portal.api('POST', '/erasures', { as: 'admin', body: { find: 'Qwzrtkpsd', note: 'Theo đề nghị' } });
  assert.ok(asked.json.places.some(({ kind, result }) => kind === 'thing-state' && result === 'erased'), asked.text);
  const rows = (await history(`category:${category.id}`)).json.items;
  assert.deepEqual(rows.map(({ version, taken_back: taken }) => [version, taken]), [[5, false], [4, true], [3, false], [2, false], [1, false]]);
  assert.equal((await portal.api('GET', `/history/category:${category.id}/4`, { as: 'editor' })).json.state, null);
  // What is removed takes its past along; what is no thing, or has no such version, is unknown.
  assert.equal((await portal.api('DELETE', `/boxes/${box.id}`, { as: 'editor' })).status, 204);
  assert.deepEqual((await history(`box:${box.id}`)).json.items, []);
  for (const unknown of ['article:1', 'box', 'box:x', `category:${category.id}/99`]) assert.equal((await history(unknown)).status, 404, unknown);
});

test('a box, a category and a tag are shown on their page before they are saved, and saved by that is nothing', async () => {
  const made = async (path, body) => (await portal.api('POST', path, { as: 'editor', body })).json;
  const box = await made('/boxes', { title: 'Khối cũ', items: [{ kind: 'link', title: 'Tỉnh', url: 'https://langson.gov.vn/' }] });
  const [category, tag] = [await made('/categories', { name: 'Mục cũ' }), await made('/tags', { name: 'Thẻ cũ' })];
  await portal.post({ title: 'Bài của thẻ', body: 'x', status: 'published', category: category.slug, tags: ['Thẻ cũ'] });
  for (const [path, thing, field, text, inside] of [['/quan-tri/cong/khoi', box, 'title', 'Khối <xem thử>', 'Tỉnh'], ['/quan-tri/cong/chuyen-muc', category, 'name', 'Mục <xem thử>', 'Bài của thẻ'], ['/quan-tri/cong/the', tag, 'name', 'Thẻ <xem thử>', 'Bài của thẻ']]) {
    const formset = await new Formset(editor, `${path}/${thing.id}`).open();
    const { answer } = await formset.type(field, text).press('xem');
    assert.equal(answer.status, 200, answer.text.slice(0, 300));
    assert.ok(answer.text.includes(text.replace('<', '&lt;').replace('>', '&gt;')) && answer.text.includes(inside), path);
    assert.match(answer.headers['cache-control'], /no-store/);
    const target = `/api${{ khoi: '/boxes', 'chuyen-muc': '/categories', the: '/tags' }[path.split('/').pop()]}/${thing.id}`;
    assert.deepEqual([(await get(target))[field], (await get(target)).version], [thing[field], 1]);
    const asked = await portal.api('POST', `${target.replace('/api', '').replace(/\/\d+$/, '')}/preview?id=${thing.id}`, { as: 'editor', body: { [field]: 'Bằng API' } });
    assert.ok(asked.status === 200 && asked.text.includes('Bằng API'), asked.text.slice(0, 300));
  }
  const fresh = await (await new Formset(editor, '/quan-tri/cong/chuyen-muc/moi').open()).type('name', 'Chưa có mục này').press('xem');
  assert.match(fresh.answer.text, /<h1[^>]*>Chưa có mục này/);
  assert.equal((await portal.request('GET', '/chuyen-muc/chua-co-muc-nay')).status, 404);
  const wrong = await (await new Formset(editor, `/quan-tri/cong/chuyen-muc/${category.id}`).open()).type('name', '').press('xem');
  assert.deepEqual(wrong.faults.map(([url]) => url), ['#name']);
});

test('an emergency line needs a press and a word, and ends by a press', async () => {
  const alert = await new Formset(editor, '/quan-tri/cong/khan').open();
  await alert.type('text', 'Lũ quét ở suối Bản Nghè').press('luu');
  assert.equal(alert.answer.status, 422);
  assert.equal((await get('/api/alert')).alert, null);
  await alert.type('loi', 'KHẨN').save();
  assert.equal((await get('/api/alert')).alert.text, 'Lũ quét ở suối Bản Nghè');
  assert.match((await portal.page('/')).text, /Lũ quét ở suối Bản Nghè/);
  await alert.open();
  assert.match(alert.answer.text, /Lũ quét/);
  await alert.save('xoa');
  assert.equal((await get('/api/alert')).alert, null);
});

test('files are taken several at once, described together and made into an album', async () => {
  const form = await editor.get('/quan-tri/tep');
  assert.equal(form.status, 200);
  const boundary = 'x'.repeat(20);
  const part = (name, bytes) => Buffer.concat([Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: image/png\r\n\r\n`), bytes, Buffer.from('\r\n')]);
  const body = Buffer.concat([Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n${editor.token}\r\n`), part('mot.png', picture(60, 40, 5)), part('hai.png', picture(60, 40, 6)), Buffer.from(`--${boundary}--\r\n`)]);
  const sent = await portal.request('POST', '/quan-tri/tep', { body, type: `multipart/form-data; boundary=${boundary}`, headers: { Cookie: editor.cookie(), Origin: portal.url, Accept: 'text/html' } });
  assert.equal(sent.status, 303, sent.text);
  const ids = sent.headers.location.match(/ids=([\d,]+)/)[1].split(',');
  assert.equal(ids.length, 2);
  const mixed = Buffer.concat([Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n${editor.token}\r\n`), part('hong.png', Buffer.from('không phải ảnh')), part('ba.png', picture(60, 40, 7)), Buffer.from(`--${boundary}--\r\n`)]);
  const half = await portal.request('POST', '/quan-tri/tep', { body: mixed, type: `multipart/form-data; boundary=${boundary}`, headers: { Cookie: editor.cookie(), Origin: portal.url, Accept: 'text/html' } });
  const told = (await editor.follow(half)).text;
  assert.match(told, /role="alert"[^]*>hong\.png<\/a>: [^]*Các tệp khác đã tải lên/);
  assert.match(told, /<title>Lỗi: /);
  const count = (await portal.api('GET', '/media?limit=50', { as: 'editor' })).json.items.length;
  assert.equal((await editor.follow(half)).text.match(/class="wrong"[^]*?<\/div>/)[0], told.match(/class="wrong"[^]*?<\/div>/)[0], 'loading the page anew tells it once more');
  assert.equal((await portal.api('GET', '/media?limit=50', { as: 'editor' })).json.items.length, count, 'and sends nothing');
  const words = new Formset(editor, '/quan-tri/tep/mo-ta');
  await words.open(`?ids=${ids}`);
  await portal.api('PATCH', `/media/${ids[1]}`, { as: 'editor', body: { alt: 'của người khác' } });
  await words.type('items-alt', 'Người dân [thôn] họp').type('items-alt', 'Đường mới', 1).press('luu');
  assert.equal(words.answer.status, 422);
  assert.match(words.answer.text, /của người khác/);
  assert.deepEqual(words.all('items-alt'), ['Người dân [thôn] họp', 'Đường mới']);
  await words.type('title', 'Ngày hội').press('album');
  assert.equal(words.answer.status, 303, words.answer.text);
  const album = await get(`/api/articles/${words.answer.headers.location.match(/\/bai\/(\d+)/)[1]}`);
  assert.equal(album.title, 'Ngày hội');
  assert.match(album.body_html, /alt="Người dân \[thôn\] họp"[\s\S]*alt="Đường mới"/);
  assert.equal(album.status, 'draft');
  const shown = await editor.get(`/quan-tri/tep/${ids[0]}`);
  assert.match(shown.text, /Ngày hội/);
  assert.equal((await editor.get(shown.text.match(/\/quan-tri\/media\/[0-9a-f]+\.jpg/)[0])).status, 200, 'a picture that is not public is shown to the staff');
});

test('a file gets its words, its focus, an address that stays and a new file', async () => {
  const old = await take(picture(400, 200, 7), 'cu.png');
  await portal.post({ title: 'Có ảnh', body: `![Ảnh](${old.url})`, status: 'published' });
  const file = await new Formset(editor, `/quan-tri/tep/${old.id}`).open();
  await file.press('', { 'diem.x': '24', 'diem.y': '60' });
  assert.deepEqual([file.all('focus_x'), file.all('focus_y')], [['10'], ['50']]);
  await file.type('alt', 'Cổng trường').type('slug', 'cong-truong').save();
  const saved = await get(`/api/media/${old.id}`);
  assert.deepEqual([saved.alt, saved.slug, saved.focus], ['Cổng trường', 'cong-truong', { x: 0.1, y: 0.5 }]);
  await file.open();
  const replaced = await editor.post(`/quan-tri/tep/${old.id}/thay`, { file: { bytes: picture(400, 200, 8), name: 'moi.png', type: 'image/png' } });
  assert.equal(replaced.status, 303, replaced.text);
  const { text } = await editor.get(replaced.headers.location);
  assert.match(text, /Có ảnh/);
  assert.match(text, /\/tep\/cong-truong/);
  const wrong = await editor.post(replaced.headers.location.split('?')[0] + '/thay', { file: { bytes: Buffer.from('%PDF-1.7\n'), name: 'x.pdf', type: 'application/pdf' } });
  assert.equal(wrong.status, 422);
  const list = await editor.get('/quan-tri/tep?q=cong%20truong&kind=picture');
  assert.match(list.text, /Cổng trường/);
  assert.match(list.text, /trong 1 bài/);
});

test('long lists are leafed through with what was sought, by who may only look too', async () => {
  const count = (rows) => `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})`;
  portal.changeDatabase(`INSERT INTO tags (slug, name, lang) ${count(130)} SELECT 'thon-' || printf('%03d', i), 'Thôn ' || i, 'vi' FROM n`);
  portal.changeDatabase(`INSERT INTO media (name, type, size, file_name, created_ms, is_cropped) ${count(40)} SELECT printf('%040d.pdf', i), 'application/pdf', 9, 'tep-' || i || '.pdf', 1, 1 FROM n`);
  portal.changeDatabase("INSERT INTO media_words (word, media_id) SELECT w.value, m.id FROM media m, json_each('[\"tep\",\"pdf\"]') w WHERE m.file_name LIKE 'tep-%.pdf'");
  const next = (page) => page.text.match(/href="(\/quan-tri[^"]*[?&;]after=[^"]*)"/)?.[1].replaceAll('&amp;', '&');
  const first = await editor.get('/quan-tri/cong/the?q=th%C3%B4n');
  const second = await editor.get(next(first));
  assert.match(second.text, /value="thôn"/, 'what was sought stands in the form of the second page');
  assert.match(second.text, />Thôn 130</);
  assert.equal(next(second), undefined);
  const reader = await portal.staff('reader');
  const files = await reader.get('/quan-tri/tep?kind=document&q=tep');
  assert.doesNotMatch(files.text, /name="id"/, 'who only looks has nothing to tick');
  assert.match((await reader.get(next(files))).text, /tep-1\.pdf/);
});
