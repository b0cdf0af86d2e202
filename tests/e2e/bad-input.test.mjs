// Each kind of bad input gets its own clear problem, and nothing is saved.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { picture, startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';
import { assertQuiet, openTab, startBrowser } from './lib/browser.mjs';

let portal;
let article;

before(async () => {
  portal = await startPortal();
  const made = await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Tin tức', slug: 'tin-thu' } });
  assert.equal(made.status, 201, made.text);
  article = await portal.post({ title: 'Bài gốc', slug: 'bai-goc', body: 'Nội dung.', status: 'published' });
});
after(() => portal?.end());

/** What the request answers, when it left everything as it was. */
async function refused(method, target, options) {
  const earlier = await portal.everything();
  const answer = await portal.api(method, target, { as: 'editor', ...options });
  assert.deepEqual(await portal.everything(), earlier, 'something was saved');
  return answer;
}

const post = (body, options) => refused('POST', '/articles', { body, ...options });
const text = (body, type = 'application/json') => refused('POST', '/articles', { body, type });

describe('members of an article', () => {
  const wrongTypes = {
    title: 7, slug: [], lang: 1, kind: {}, lead: false, body: ['a'], body_format: 3, category: 5, tags: 'a', image: 'x',
    attachments: {}, author: 1, source: 'x', status: true, published_at: 5, expires_at: {}, pinned: 'yes',
    translation_of: 'x', external_id: 9,
  };
  for (const [name, value] of Object.entries(wrongTypes)) {
    test(`wrong type of ${name}`, async () => {
      assertProblem(await post({ title: 'Tên bài', [name]: value }), 422, 'invalid-input', { pointer: `/${name}` });
    });
  }

  test('missing title', async () => {
    assertProblem(await post({ body: 'x' }), 422, 'invalid-input', { pointer: '/title' });
  });

  for (const title of ['', '   ', '\u00a0\n', null]) {
    test(`empty title ${JSON.stringify(title)}`, async () => {
      assertProblem(await post({ title }), 422, 'invalid-input', { pointer: '/title' });
    });
  }

  const tooLong = { title: 1001, lead: 8001, author: 401, external_id: 201, change_note: 2001, slug: 81, body: 256 * 1024 + 1 };
  for (const [name, length] of Object.entries(tooLong)) {
    test(`too long ${name}`, async () => {
      assertProblem(await post({ title: 'Tên bài', [name]: 'a'.repeat(length) }), 422, 'invalid-input', { pointer: `/${name}` });
    });
  }

  test('what is just as long as it may be is taken', async () => {
    for (const [name, length] of Object.entries(tooLong)) {
      const body = { title: 'Tên bài', body_format: 'text', [name]: 'a'.repeat(length - 1) };
      const answer = await refused('POST', '/articles?dry_run=true', { body });
      assert.equal(answer.status, 201, `${name}: ${answer.text.slice(0, 300)}`);
    }
  });

  test('too many tags', async () => {
    const tags = Array.from({ length: 31 }, (_, i) => `thẻ ${i}`);
    assertProblem(await post({ title: 'Tên bài', tags }), 422, 'invalid-input', { pointer: '/tags' });
  });

  test('an unknown member, with those that exist', async () => {
    const problem = assertProblem(await post({ title: 'Tên bài', titel: 'x' }), 422, 'invalid-input', { pointer: '/titel' });
    assert.match(problem.errors[0].detail, /body_format/);
  });

  test('all faults come at once', async () => {
    const problem = assertProblem(await post({ title: 1, lang: 'fr', pinned: 'x', category: 'khong-co' }), 422, 'invalid-input');
    assert.deepEqual(problem.errors.map((error) => error.pointer).sort(), ['/category', '/lang', '/pinned', '/title']);
  });

  for (const slug of ['Có dấu', 'a--b', '-a', '12345', 'A', 'a/b', '../etc']) {
    test(`impossible slug ${slug}`, async () => {
      assertProblem(await post({ title: 'Tên bài', slug }), 422, 'invalid-input', { pointer: '/slug' });
    });
  }

  for (const url of ['javascript:alert(1)', 'data:text/html,x', 'ftp://a.vn/', 'java\nscript:alert(1)', ' //evil.vn']) {
    test(`impossible address ${JSON.stringify(url)}`, async () => {
      assertProblem(await post({ title: 'Tên bài', source: { name: 'Báo', url } }), 422, 'invalid-input', { pointer: '/source/url' });
    });
  }

  for (const when of ['hôm qua', '2026-13-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026-01-01', '9'.repeat(400)]) {
    test(`impossible time ${when.slice(0, 20)}`, async () => {
      assertProblem(await post({ title: 'Tên bài', expires_at: when }), 422, 'invalid-input', { pointer: '/expires_at' });
    });
  }

  test('a title with NUL', async () => {
    assertProblem(await post({ title: 'Tên \0 bài' }), [400, 422]);
  });
});

describe('the body as bytes', () => {
  test('invalid UTF-8 in JSON', async () => {
    assertProblem(await text(Buffer.from('{"title":"T\xean"}', 'latin1')), 400, ['invalid-utf8', 'invalid-json']);
  });

  test('invalid UTF-8 in Markdown', async () => {
    assertProblem(await text(Buffer.from('# T\xean\n\nx', 'latin1'), 'text/markdown'), 400, 'invalid-utf8');
  });

  test('invalid UTF-8 in a form', async () => {
    const answer = await refused('POST', '/articles', {
      type: 'multipart/form-data; boundary=b',
      body: Buffer.from('--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nT\xean\r\n--b--\r\n', 'latin1'),
    });
    assertProblem(answer, 400, 'invalid-utf8');
  });

  for (const [name, body, type] of [
    ['in JSON, escaped', '{"title":"a\\u0000b"}', 'application/json'],
    ['in JSON, raw', '{"title":"a\0b"}', 'application/json'],
    ['in Markdown', '# a\n\nb\0c', 'text/markdown'],
    ['in HTML', '<h1>a</h1>\0', 'text/html'],
  ]) {
    test(`NUL ${name}`, async () => {
      assertProblem(await text(body, type), [400, 422]);
    });
  }

  test('half a surrogate pair', async () => {
    assertProblem(await text('{"title":"\\ud800"}'), [400, 422]);
  });

  test('duplicate JSON keys', async () => {
    assertProblem(await text('{"title":"a","title":"b"}'), [400, 422], ['invalid-json', 'invalid-input'], { detail: /title/ });
  });

  test('nesting 10,000 deep', async () => {
    assertProblem(await text(`{"title":${'['.repeat(10_000)}${']'.repeat(10_000)}}`), [400, 422], ['invalid-json', 'invalid-input']);
    assertProblem(await text(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`), [400, 422], ['invalid-json', 'invalid-input']);
  });

  test('nesting 10,000 deep in Markdown and HTML', async () => {
    for (const [body, type] of [
      [`# Tên\n\n${'> '.repeat(10_000)}x`, 'text/markdown'],
      [`# Tên\n\n${'['.repeat(10_000)}`, 'text/markdown'],
      [`${'<div>'.repeat(10_000)}x`, 'text/html'],
    ]) assertProblem(await text(body, type), 422, 'invalid-input');
  });

  for (const number of ['9223372036854775808', '1e400', '-9223372036854775809', '1.5', '0', '-1']) {
    test(`the number ${number} as a picture's id`, async () => {
      assertProblem(await text(`{"title":"a","alt":"b","image":${number}}`), [400, 422], ['invalid-json', 'invalid-input']);
    });
  }

  for (const body of ['', '{', '[]', '"a"', 'null', '{"title":"a"} x', '{title:1}', '\ufeff']) {
    test(`JSON that is ${JSON.stringify(body) || 'nothing'}`, async () => {
      assertProblem(await text(body), [400, 422]);
    });
  }

  test('an unknown type and a compressed body', async () => {
    assertProblem(await text('<a/>', 'application/xml'), 415, 'unsupported-media-type');
    const answer = await refused('POST', '/articles', { body: { title: 'a' }, headers: { 'Content-Encoding': 'gzip' } });
    assertProblem(answer, 415, 'unsupported-media-type');
  });

  test('a broken form', async () => {
    for (const body of ['', '--b', '--b\r\n\r\nx\r\n--b--', '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nx'])
      assertProblem(await text(body, 'multipart/form-data; boundary=b'), [400, 422]);
    assertProblem(await text('x', 'multipart/form-data'), [400, 415, 422]);
  });

  test('broken front matter', async () => {
    for (const front of ['title: [', 'title: a\ntitle: b', '&a [*a]', 'title: !!python/object x', 'title: *a', '- a'])
      assertProblem(await text(`---\n${front}\n---\n\nx`, 'text/markdown'), [400, 422]);
  });
});

describe('text that would be code elsewhere', () => {
  const EVIL = 'A</script><script>window.hacked=1</script>{{title}}{{{body}}}"\'<img src=x onerror=window.hacked=1>';

  test('stays text in every field, on page and in the API', async () => {
    const made = await portal.form('POST', '/articles', {
      title: EVIL, lead: EVIL, body: EVIL, body_format: 'text', author: EVIL, 'source.name': EVIL, external_id: EVIL,
      change_note: EVIL, alt: EVIL, caption: EVIL, credit: EVIL, tags: EVIL.replaceAll(',', ' '), status: 'published',
      image: picture('emblem.png'),
    }, { as: 'editor' });
    assert.equal(made.status, 201, made.text);
    for (const name of ['title', 'lead', 'author', 'change_note']) assert.equal(made.json[name], EVIL, name);
    for (const name of ['alt', 'caption', 'credit']) assert.equal(made.json.image[name], EVIL, name);
    const browser = await startBrowser();
    try {
      const page = await openTab(browser);
      await page.goto(portal.url + made.json.url);
      assert.equal(await page.evaluate(() => window.hacked), undefined);
      assert.equal(await page.locator('h1').innerText(), EVIL);
      for (const block of await page.locator('script[type="application/ld+json"]').allTextContents()) JSON.parse(block);
      assertQuiet(page);
      await page.goto(`${portal.url}/`);
      assert.equal(await page.evaluate(() => window.hacked), undefined);
      assertQuiet(page);
    } finally {
      await browser.close();
    }
    const gone = await portal.api('DELETE', `/articles/${made.json.id}`, { as: 'editor' });
    assert.equal(gone.status, 200);
  });

  for (const [name, body] of Object.entries({
    markdown: '# T\n\n<script>x</script> [a](javascript:alert(1)) <img src=x onerror=x> {{title}} </script>',
    html: '<p onclick=x style="a:b">a</p><script>x</script><iframe src="//x"></iframe><a href="javascript:x">b</a><marquee>c</marquee></script>{{x}}',
  })) {
    test(`a body in ${name} loses what runs`, async () => {
      const answer = await portal.api('POST', '/articles', { as: 'author', body: { title: 'Thử', body, body_format: name } });
      assert.equal(answer.status, 201, answer.text);
      const { body_html } = answer.json;
      assert.doesNotMatch(body_html, /<script|<iframe|<marquee|javascript:|\son\w+=|style=/i);
    });
  }

  for (const value of ['</script>', '{{x}}']) {
    test(`${value} is no slug, category, status, language or format`, async () => {
      const names = ['slug', 'category', 'status', 'lang', 'body_format', 'kind'];
      const body = { title: 'Tên bài', ...Object.fromEntries(names.map((name) => [name, value])) };
      const problem = assertProblem(await post(body), 422, 'invalid-input');
      assert.deepEqual(problem.errors.map((error) => error.pointer).sort(), names.map((name) => `/${name}`).sort());
    });
  }
});

describe('what does not fit what is there', () => {
  test('a slug that exists', async () => {
    assertProblem(await post({ title: 'Khác', slug: 'bai-goc' }), 409, 'conflict', { pointer: '/slug' });
  });

  test('a slug that once existed', async () => {
    const old = await portal.post({ title: 'Bài đổi tên', slug: 'ten-cu' });
    const moved = await portal.api('PATCH', `/articles/${old.id}`, { as: 'editor', body: { slug: 'ten-moi' } });
    assert.equal(moved.status, 200, moved.text);
    assertProblem(await post({ title: 'Khác', slug: 'ten-cu' }), 409, 'conflict', { pointer: '/slug' });
  });

  test('an unknown category', async () => {
    assertProblem(await post({ title: 'Khác', category: 'khong-co' }), 422, 'invalid-input', { pointer: '/category', detail: /khong-co/ });
  });

  test('an unknown picture and an unknown translation', async () => {
    assertProblem(await post({ title: 'Khác', image: 99999, alt: 'x' }), 422, 'invalid-input', { pointer: '/image' });
    assertProblem(await post({ title: 'Khác', translation_of: 99999 }), 422, 'invalid-input', { pointer: '/translation_of' });
  });

  test('a description without a picture', async () => {
    assertProblem(await post({ title: 'Khác', alt: 'Không có ảnh' }), 422, 'invalid-input', { pointer: '/alt' });
  });

  test('a stale If-Match, an unreadable one, none where one must be', async () => {
    const target = `/articles/${article.id}`;
    const stale = { body: { title: 'Sửa' }, headers: { 'If-Match': '"99"' } };
    const problem = assertProblem(await refused('PATCH', target, stale), 412, 'precondition-failed', { detail: /If-Match: \\"1\\"/ });
    assert.equal(problem.current_version, 1);
    assertProblem(await refused('PUT', target, stale), 412, 'precondition-failed');
    assertProblem(await refused('DELETE', target, { headers: { 'If-Match': '"99"' } }), 412, 'precondition-failed');
    assertProblem(await refused('PUT', target, { body: { title: 'Sửa' } }), 428, 'precondition-required', { detail: /If-Match: \\"1\\"/ });
    assertProblem(await refused('PATCH', target, { body: { title: 'Sửa' }, headers: { 'If-Match': 'x' } }), 400, 'bad-request', { parameter: 'If-Match' });
  });

  test('an illegal transition names the legal ones', async () => {
    assertProblem(await refused('POST', `/articles/${article.id}/restore`), 409, 'illegal-transition', { detail: /withdrawn/ });
  });
});

describe('pictures', () => {
  const form = (image) => refused('POST', '/articles', formOf({ title: 'Có ảnh', alt: 'Một ảnh', image }));
  const formOf = (fields) => {
    const boundary = 'x7d';
    const parts = Object.entries(fields).map(([name, value]) => Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${value.bytes ? '; filename="a.jpg"\r\nContent-Type: image/jpeg' : ''}\r\n\r\n`),
      Buffer.from(value.bytes ?? value), Buffer.from('\r\n')]));
    return { body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]), type: `multipart/form-data; boundary=${boundary}` };
  };

  test('one that is none', async () => {
    assertProblem(await form({ bytes: 'GIF89a not a picture' }), 422, 'invalid-input', { pointer: '/image' });
    assertProblem(await form({ bytes: '<svg xmlns="http://www.w3.org/2000/svg"/>' }), 422, 'invalid-input', { pointer: '/image' });
  });

  test('one cut short', async () => {
    for (const name of ['photo.jpg', 'emblem.png', 'banner.webp'])
      assertProblem(await form({ bytes: picture(name).bytes.subarray(0, 14) }), 422, 'invalid-input', { pointer: '/image' });
  });

  test('one of too many pixels', async () => {
    const bytes = Buffer.from(picture('emblem.png').bytes);
    bytes.writeUInt32BE(30_000, 16);
    bytes.writeUInt32BE(30_000, 20);
    assertProblem(await form({ bytes }), 422, 'invalid-input', { pointer: '/image' });
  });

  test('one that is none, to the media', async () => {
    assertProblem(await refused('POST', '/media', { body: Buffer.from('not a picture'), type: 'image/jpeg' }), [415, 422]);
  });
});

describe('limits', () => {
  const head = (type, length) =>
    `POST /api/articles HTTP/1.1\r\nHost: ${portal.host}\r\nAuthorization: Bearer ${portal.token('editor')}\r\n` +
    `Content-Type: ${type}\r\nContent-Length: ${length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`;

  for (const type of ['application/json', 'multipart/form-data; boundary=b', 'text/markdown']) {
    test(`a body over the limit is refused before it is sent: ${type.split(';')[0]}`, async () => {
      const earlier = await portal.everything();
      const answer = await portal.raw(head(type, 1_000_000_000));
      assert.match(answer, /^HTTP\/1\.1 413 /);
      assert.match(answer, /problems\/too-large/);
      assert.doesNotMatch(answer, /100 Continue/i);
      assert.deepEqual(await portal.everything(), earlier);
    });
  }

  test('a chunked body over the limit', async () => {
    const earlier = await portal.everything();
    const start = `POST /api/categories HTTP/1.1\r\nHost: ${portal.host}\r\nAuthorization: Bearer ${portal.token('editor')}\r\n` +
      'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n';
    const chunk = `10000\r\n${'a'.repeat(65536)}\r\n`;
    const answer = await portal.raw(start + chunk.repeat(20) + '0\r\n\r\n', { enough: (text) => /\r\n\r\n.*\}/s.test(text) });
    assert.match(answer, /^HTTP\/1\.1 (413|411) /);
    assert.deepEqual(await portal.everything(), earlier);
  });
});

describe('queries', () => {
  test('a damaged cursor', async () => {
    for (const cursor of ['x', '!!!', 'AAAA', 'A'.repeat(2000), encodeURIComponent('</script>')])
      assertProblem(await refused('GET', `/articles?after=${cursor}`), 400, 'damaged-cursor', { parameter: 'after' });
    const page = await portal.page('/chuyen-muc/tin-thu?after=x');
    assert.equal(page.status, 400);
    assert.match(page.headers['content-type'], /^text\/html/);
  });

  test('an unknown parameter names those that exist', async () => {
    const problem = assertProblem(await refused('GET', '/articles?limt=5'), 400, 'invalid-parameter', { parameter: 'limt' });
    assert.match(JSON.stringify(problem), /limit/);
  });

  for (const query of ['limit=x', 'limit=0', 'limit=-1', 'limit=9223372036854775808', 'lang=fr', 'from=x', 'status=x', 'fields=x', 'include=x', 'category=khong-co', 'tag=khong-co']) {
    test(`the parameter ${query}`, async () => {
      assertProblem(await refused('GET', `/articles?${query}`), 400, 'invalid-parameter', { parameter: query.split('=')[0] });
    });
  }

  test('a path with a bad escape or NUL', async () => {
    for (const path of ['/api/articles/%zz', '/api/articles/%00', '/api/articles/%ff'])
      assertProblem(await portal.request('GET', path), [400, 404]);
  });
});

describe('rights', () => {
  test('no token, a wrong one, a broken one', async () => {
    const wrong = [undefined, 'Bearer x', 'Bearer cong_1_AAAA', `Bearer ${'a'.repeat(5000)}`, 'Basic YTpi', 'Bearer'];
    for (const Authorization of wrong) {
      const answer = await portal.api('POST', '/articles', { body: { title: 'x' }, headers: Authorization ? { Authorization } : {} });
      assertProblem(answer, 401, 'unauthorized');
      assert.match(answer.headers['www-authenticate'], /^Bearer/);
    }
  });

  test('a wrong token is refused for reading as well', async () => {
    assertProblem(await portal.api('GET', '/articles', { token: 'cong_1_wrong' }), 401, 'unauthorized');
  });

  test('a role too small names the role that is needed', async () => {
    const cases = [
      ['reader', 'POST', '/articles', { title: 'x' }, /author/],
      ['author', 'POST', '/articles', { title: 'x', status: 'published' }, /editor/],
      ['author', 'PATCH', `/articles/${article.id}`, { title: 'x' }, /author/],
      ['author', 'POST', '/categories', { name: 'x' }, /editor/],
      ['editor', 'PATCH', '/site', { name: 'x' }, /admin/],
      ['editor', 'POST', '/tokens', { name: 'x', role: 'admin' }, /admin/],
      ['editor', 'DELETE', `/articles/${article.id}?permanent=true`, undefined, /admin/],
    ];
    for (const [as, method, target, body, detail] of cases)
      assertProblem(await refused(method, target, { as, body }), 403, 'forbidden', { detail });
  });

  test('a write from a page of another site', async () => {
    for (const headers of [{ 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'https://evil.example' }])
      assertProblem(await refused('POST', '/articles', { body: { title: 'x' }, headers }), 403, 'cross-site');
  });
});

test('congd stops cleanly', () => portal.stop());
