// Categories, tags, boxes, the site, media and tokens by API; and what every answer has in common.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { picture, startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal;
before(async () => { portal = await startPortal(); });
after(() => portal?.end());

const send = (method, target, body, options = {}) => portal.api(method, target, { as: 'editor', body, ...options });
async function ok(answer, status = 200) {
  const { status: got, text, ...rest } = await answer;
  assert.equal(got, status, text);
  return rest.headers['content-type'] ? JSON.parse(text) : null;
}
const read = (target) => ok(portal.api('GET', target));

describe('categories and tags', () => {
  for (const [path, thing, extra] of [['/categories', 'category', ['parent_id', 'position']], ['/tags', 'tag', []]]) {
    test(`${path}: make, read, change, delete`, async () => {
      const made = await send('POST', path, { name: 'Giáo dục và Đào tạo' });
      assert.equal(made.status, 201, made.text);
      assert.equal(made.json.slug, 'giao-duc-va-dao-tao');
      assert.equal(made.headers.location, `/api${path}/${made.json.id}`);
      assert.equal(made.headers.etag.replace('-t', ''), `"${made.json.version}"`);
      assert.deepEqual(Object.keys(made.json).sort(), ['id', 'version', 'slug', 'name', 'lang', 'count', ...extra].sort());
      const target = `${path}/${made.json.id}`;
      assert.deepEqual(await read(target), made.json);
      const changed = await send('PATCH', target, { name: 'Giáo dục' }, { headers: { 'If-Match': made.headers.etag } });
      assert.equal(changed.status, 200, changed.text);
      assert.deepEqual([changed.json.name, changed.json.slug], ['Giáo dục', 'giao-duc-va-dao-tao']);
      assertProblem(await send('PATCH', target, { name: 'x' }, { headers: { 'If-Match': '"77"' } }), 412, 'precondition-failed');
      assert.ok((await read(path)).items.some((row) => row.id === made.json.id));
      assert.equal((await send('DELETE', target)).status, 204);
      assertProblem(await portal.api('GET', target), [404, 410]);
    });

    test(`${path}: one in use is counted${thing === 'category' ? ', and is not deleted' : ''}`, async () => {
      const made = await ok(send('POST', path, { name: `Đang dùng ${thing}`, slug: `dang-dung-${thing}` }), 201);
      const field = thing === 'category' ? { category: made.slug } : { tags: [made.slug] };
      await portal.post({ title: 'Trong mục', status: 'published', ...field });
      assert.equal((await read(`${path}/${made.id}`)).count, 1);
      if (thing === 'category') assertProblem(await send('DELETE', `${path}/${made.id}`), 409, 'conflict');
    });

    test(`${path}: bad input`, async () => {
      await ok(send('POST', path, { name: 'Trùng', slug: `trung-${thing}` }), 201);
      const before = await read(path);
      assertProblem(await send('POST', path, { name: 'Trùng', slug: `trung-${thing}` }), 409, 'conflict', { pointer: '/slug' });
      assertProblem(await send('POST', path, {}), 422, 'invalid-input', { pointer: '/name' });
      assertProblem(await send('POST', path, { name: '' }), 422, 'invalid-input', { pointer: '/name' });
      assertProblem(await send('POST', path, { name: 'a'.repeat(401) }), 422, 'invalid-input', { pointer: '/name' });
      assertProblem(await send('POST', path, { name: 'x', slug: 'Không' }), 422, 'invalid-input', { pointer: '/slug' });
      assertProblem(await send('POST', path, { name: 'x', nmae: 'y' }), 422, 'invalid-input', { pointer: '/nmae' });
      assert.deepEqual(await read(path), before);
    });
  }

  test('a category is no parent of itself, neither directly nor around', async () => {
    const one = await ok(send('POST', '/categories', { name: 'Cha' }), 201);
    const two = await ok(send('POST', '/categories', { name: 'Con', parent_id: one.id }), 201);
    assert.equal(two.parent_id, one.id);
    for (const parent_id of [one.id, two.id])
      assertProblem(await send('PATCH', `/categories/${one.id}`, { parent_id }), [409, 422]);
    assertProblem(await send('PATCH', `/categories/${one.id}`, { parent_id: 99999 }), [404, 409, 422]);
  });
});

describe('boxes', () => {
  test('items keep their order, their kinds and their addresses', async () => {
    const image = await ok(portal.api('POST', '/media', { as: 'editor', body: picture('banner.webp').bytes, type: 'image/webp' }), 201);
    const article = await portal.post({ title: 'Trong hộp', status: 'published' });
    const items = [
      { kind: 'link', title: 'Chính phủ', url: 'https://chinhphu.example/' },
      { kind: 'banner', title: 'Bầu cử', url: '/bau-cu', image: image.id, alt: 'Toàn dân đi bầu cử' },
      { kind: 'article', article_id: article.id },
    ];
    const made = await send('POST', '/boxes', { title: 'Thông tin tuyên truyền thử', items });
    assert.equal(made.status, 201, made.text);
    assert.deepEqual(made.json.items.map((item) => item.kind), ['link', 'banner', 'article']);
    for (const name of ['id', 'kind', 'title', 'url', 'image', 'alt', 'article_id', 'order', 'starts_at', 'ends_at'])
      assert.ok(made.json.items.every((item) => name in item), name);
    assert.deepEqual(await read(`/boxes/${made.json.id}`), made.json);
    const page = (await portal.page('/')).text;
    for (const words of ['Thông tin tuyên truyền thử', 'Chính phủ', 'Toàn dân đi bầu cử', 'Trong hộp']) assert.ok(page.includes(words), words);
    const emptied = await send('PATCH', `/boxes/${made.json.id}`, { items: [] });
    assert.deepEqual(emptied.json.items, []);
    assert.ok(!(await portal.page('/')).text.includes('Thông tin tuyên truyền thử'), 'an empty box is hidden');
  });

  test('an item out of its time is not shown', async () => {
    const items = [
      { kind: 'link', title: 'Đã hết hạn', url: '/a', ends_at: '2020-01-01T00:00:00Z' },
      { kind: 'link', title: 'Chưa tới ngày', url: '/b', starts_at: '2090-01-01T00:00:00Z' },
      { kind: 'link', title: 'Đang hiệu lực', url: '/c' },
    ];
    await ok(send('POST', '/boxes', { title: 'Theo thời gian', items }), 201);
    const page = (await portal.page('/')).text;
    assert.ok(page.includes('Đang hiệu lực'));
    assert.doesNotMatch(page, /Đã hết hạn|Chưa tới ngày/);
  });

  test('a draft in a box is for editors alone, until it is published', async () => {
    const draft = await portal.post({ title: 'Nháp chưa công bố trong hộp' });
    const made = await ok(send('POST', '/boxes', { title: 'Hộp có bài nháp', items: [{ kind: 'article', article_id: draft.id }] }), 201);
    for (const target of ['/boxes', `/boxes/${made.id}`]) {
      assert.doesNotMatch((await portal.api('GET', target)).text, /Nháp chưa công bố/, target);
      assert.match((await send('GET', target)).text, /Nháp chưa công bố/, target);
    }
    const { headers: { etag } } = await portal.api('GET', `/boxes/${made.id}`);
    await ok(send('POST', `/articles/${draft.id}/publish`));
    const now = await portal.api('GET', `/boxes/${made.id}`, { headers: { 'If-None-Match': etag } });
    assert.equal(now.status, 200);
    assert.match(now.text, /Nháp chưa công bố/);
  });

  test('faults name the item', async () => {
    const before = await read('/boxes');
    const bad = (items) => send('POST', '/boxes', { title: 'Hộp', items });
    assertProblem(await bad([{ kind: 'link', title: 'x', url: 'javascript:x' }]), 422, 'invalid-input', { pointer: '/items/0/url' });
    assertProblem(await bad([{ kind: 'link', title: 'a', url: '/a' }, { kind: 'banner', title: 'x', url: '/x' }]), 422, 'invalid-input', { pointer: '/items/1/image' });
    assertProblem(await bad([{ kind: 'article', article_id: 99999 }]), 422, 'invalid-input', { pointer: '/items/0/article_id' });
    assertProblem(await bad([{ kind: 'video' }]), 422, 'invalid-input', { pointer: '/items/0/kind' });
    assertProblem(await bad([7]), 422, 'invalid-input');
    assertProblem(await bad(Array(101).fill({ kind: 'link', title: 'a', url: '/a' })), 422, 'invalid-input', { pointer: '/items' });
    assert.deepEqual(await read('/boxes'), before);
  });
});

test('the site: facts of the footer and the navigation', async () => {
  const facts = {
    name: 'Xã Bình Gia', agency: 'Ủy ban nhân dân xã Bình Gia', address: 'Xã Bình Gia, tỉnh Lạng Sơn', phone: '0205 3834 000',
    email: 'ubnd@binhgia.example', licence: 'Giấy phép số 01/GP-TTĐT', responsible: 'Nguyễn Văn A',
    nav: [{ title: 'Trang chủ', url: '/' }, { title: 'Giới thiệu', url: '/trang/gioi-thieu' }],
  };
  const changed = await send('PATCH', '/site', facts, { as: 'admin' });
  assert.equal(changed.status, 200, changed.text);
  const { version, ...rest } = await read('/site');
  const unset = ['name_en', 'superior', 'superior_en', 'hotline', 'map_url', 'logo', 'logo_url', 'logo_dark', 'logo_dark_url', 'banner', 'banner_url', 'share', 'share_url', 'colour_first', 'colour_second'];
  assert.deepEqual(rest, { ...facts, ...Object.fromEntries(unset.map((name) => [name, null])), social: [], emblem: 'none', palettes: [] });
  assert.equal(typeof version, 'number');
  const page = (await portal.page('/')).text;
  for (const name of ['name', 'agency', 'address', 'phone', 'email', 'licence', 'responsible']) assert.ok(page.includes(facts[name]), name);
  assertProblem(await send('PATCH', '/site', { email: 'x' }, { as: 'admin' }), 422, 'invalid-input', { pointer: '/email' });
  assertProblem(await send('PATCH', '/site', { name: null }, { as: 'admin' }), 422, 'invalid-input', { pointer: '/name' });
  assertProblem(await send('PATCH', '/site', { nav: [{ title: 'x', url: 'javascript:x' }] }, { as: 'admin' }), 422, 'invalid-input', { pointer: '/nav/0/url' });
});

describe('media', () => {
  for (const [name, type, width, height] of [['photo.jpg', 'image/jpeg', 1200, 800], ['emblem.png', 'image/png', 96, 96], ['banner.webp', 'image/webp', 640, 160]]) {
    test(`${name}: a picture is made of its pixels, for those who may see it`, async () => {
      const { bytes } = picture(name);
      const made = await portal.api('POST', '/media', { as: 'author', body: bytes, type });
      assert.ok([200, 201].includes(made.status), made.text);
      assert.deepEqual([made.json.type, made.json.width, made.json.height, made.json.size], [type, width, height, bytes.length]);
      const again = await portal.api('POST', '/media', { as: 'author', body: bytes, type });
      assert.equal(again.status, 200, 'the same bytes are there already');
      assert.equal(again.json.id, made.json.id);
      const { status } = await portal.request('GET', made.json.url);
      if (name !== 'banner.webp') { // that one a box shows, or showed
        assert.equal(status, 404, 'nothing public shows it yet');
        const own = await portal.request('GET', made.json.url, { headers: { Authorization: `Bearer ${portal.token('reader')}` } });
        assert.deepEqual([own.status, own.headers['cache-control']], [200, 'private, no-store']);
      }
      await portal.post({ title: `Bài có ${name}`, image: made.json.id, alt: 'Ảnh', status: 'published' });
      const file = await portal.request('GET', made.json.url);
      assert.equal(file.status, 200);
      assert.notDeepEqual(file.bytes, bytes);
      assert.equal(file.headers['content-type'], 'image/jpeg');
      assert.equal(file.headers['cache-control'], 'public, max-age=86400');
      assert.equal(file.headers['x-content-type-options'], 'nosniff');
      assert.equal(file.headers['cross-origin-resource-policy'], 'cross-origin');
      assert.equal(file.headers['access-control-allow-origin'], '*');
      assert.ok(file.headers['content-security-policy']);
    });
  }

  test('the magic bytes decide, not the declared type', async () => {
    const made = await portal.form('POST', '/media', { file: { ...picture('emblem.png'), type: 'image/jpeg', name: 'x.jpg' }, alt: 'Huy hiệu' }, { as: 'author' });
    assert.ok([200, 201].includes(made.status), made.text);
    assert.equal(made.json.type, 'image/png');
  });

  test('words change, and the articles that show it follow', async () => {
    const made = await ok(portal.form('POST', '/media', { file: { bytes: Buffer.concat([picture('photo.jpg').bytes, Buffer.from('x')]), name: 'a.jpg', type: 'image/jpeg' } }, { as: 'editor' }), 201);
    const article = await portal.post({ title: 'Có ảnh', image: made.id, alt: 'Cũ', status: 'published' });
    const changed = await send('PATCH', `/media/${made.id}`, { alt: 'Mô tả mới', caption: 'Chú thích', credit: 'Ảnh: Lan' });
    assert.equal(changed.status, 200, changed.text);
    assert.deepEqual([changed.json.alt, changed.json.caption, changed.json.credit], ['Mô tả mới', 'Chú thích', 'Ảnh: Lan']);
    assert.ok((await read(`/articles/${article.id}`)).version >= article.version);
    assertProblem(await send('DELETE', `/media/${made.id}`), 409, 'conflict');
    assertProblem(await send('PATCH', `/media/${made.id}`, { alt: 5 }), 422, 'invalid-input', { pointer: '/alt' });
  });

  test('an unknown file is 404, also one outside the folder', async () => {
    for (const name of ['khong-co.jpg', '..%2fcong.db', '%2e%2e%2fcong.db', 'x'.repeat(300)])
      assert.equal((await portal.request('GET', `/media/${name}`)).status, 404, name);
  });
});

describe('tokens', () => {
  test('made, used, listed without the secret, revoked', async () => {
    const made = await send('POST', '/tokens', { name: 'Phòng văn hóa', role: 'author' }, { as: 'admin' });
    assert.equal(made.status, 201, made.text);
    const { token, id } = made.json;
    assert.match(token, /^cong_\S{20,}$/);
    const me = await ok(portal.api('GET', '/me', { token }));
    assert.deepEqual([me.name, me.role], ['Phòng văn hóa', 'author']);
    const list = await portal.api('GET', '/tokens', { as: 'admin' });
    assert.ok(list.json.items.some((row) => row.id === id));
    assert.ok(!list.text.includes(token.slice(`cong_${id}_`.length)), 'the secret is shown once');
    assert.equal((await send('DELETE', `/tokens/${id}`, undefined, { as: 'admin' })).status, 204);
    assertProblem(await portal.api('GET', '/me', { token }), 401, 'unauthorized');
  });

  test('an address outside its block, an expiry in the past, an unknown role', async () => {
    const far = await ok(send('POST', '/tokens', { name: 'Xa', role: 'reader', from: '10.0.0.0/8' }, { as: 'admin' }), 201);
    assertProblem(await portal.api('GET', '/me', { token: far.token }), 401, 'unauthorized');
    const near = await ok(send('POST', '/tokens', { name: 'Gần', role: 'reader', from: '127.0.0.0/8 ::1' }, { as: 'admin' }), 201);
    await ok(portal.api('GET', '/me', { token: near.token }));
    const bad = (fields) => send('POST', '/tokens', { name: 'x', role: 'reader', ...fields }, { as: 'admin' });
    assertProblem(await bad({ expires_at: '2020-01-01T00:00:00Z' }), 422, 'invalid-input', { pointer: '/expires_at' });
    assertProblem(await bad({ role: 'root' }), 422, 'invalid-input', { pointer: '/role' });
    assertProblem(await bad({ from: 'nhà' }), 422, 'invalid-input', { pointer: '/from' });
  });

  test('the command line lists and revokes through the running daemon', async () => {
    const token = portal.token('reader');
    await ok(portal.api('GET', '/me', { token }));
    const list = portal.command('token', 'list');
    assert.equal(list.status, 0, list.stderr);
    assert.match(list.stdout, /test reader/);
    const { token_id } = await ok(portal.api('GET', '/me', { token }));
    assert.equal(portal.command('token', 'revoke', String(token_id)).status, 0);
    assertProblem(await portal.api('GET', '/me', { token }), 401, 'unauthorized');
    delete portal.tokens.reader;
  });
});

describe('every answer', () => {
  test('problems speak the language of the request', async () => {
    const detail = async (language) => {
      const answer = await portal.api('GET', '/articles/999999', { headers: language ? { 'Accept-Language': language } : {} });
      return assertProblem(answer, 404, 'not-found').title;
    };
    const vietnamese = await detail();
    assert.equal(vietnamese, 'Không tìm thấy');
    for (const language of ['vi', 'fr', 'vi-VN,en;q=0.5', 'en;q=0', '*']) assert.equal(await detail(language), vietnamese, language);
    for (const language of ['en', 'en-GB,vi;q=0.8', 'fr, en;q=0.5']) assert.equal(await detail(language), 'Not found', language);
  });

  test('405 names what is allowed, OPTIONS and HEAD work', async () => {
    const wrong = await portal.api('DELETE', '/articles', { as: 'admin' });
    assertProblem(wrong, 405, 'method-not-allowed');
    assert.deepEqual(wrong.headers.allow.split(/, */).sort(), ['GET', 'HEAD', 'OPTIONS', 'POST']);
    const options = await portal.api('OPTIONS', '/articles');
    assert.ok([200, 204].includes(options.status));
    assert.match(options.headers.allow, /POST/);
    const head = await portal.api('HEAD', '/articles');
    assert.equal(head.status, 200);
    assert.equal(head.bytes.length, 0);
  });

  test('no CORS on writes', async () => {
    const made = await send('POST', '/tags', { name: 'Không CORS' });
    assert.equal(made.headers['access-control-allow-origin'], undefined);
  });

  test('statistics keep for two seconds, health and readiness are not kept', async () => {
    assert.match((await portal.api('GET', '/stats')).headers['cache-control'], /max-age=2\b/);
    for (const target of ['/healthz', '/readyz']) assert.equal((await portal.request('GET', target)).status, 200);
  });

  test('a request that two readers could read differently is refused and closed', async () => {
    const { host } = portal;
    const bad = [
      `GET / HTTP/1.1\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: ${host}\r\nHost: ${host}\r\n\r\n`,
      `POST /api/tags HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc`,
      `POST /api/tags HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `GET /%zz HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      `GET /%00 HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: ${host}\r\nX y: z\r\n\r\n`,
      `GET / HTTP/3.0\r\nHost: ${host}\r\n\r\n`,
    ];
    for (const bytes of bad) {
      const answer = await portal.raw(bytes);
      assert.ok(answer === '' || /^HTTP\/1\.[01] (400|404|413|414|431|501|505) /.test(answer), `${JSON.stringify(bytes)}: ${answer.slice(0, 80)}`);
      assert.ok((answer.match(/^HTTP\/1/gm) ?? []).length <= 1, `one answer, not ${answer}`);
    }
    assert.equal((await portal.page('/')).status, 200);
  });
});

test('congd stops cleanly', () => portal.stop());
