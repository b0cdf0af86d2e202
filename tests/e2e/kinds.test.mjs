// Kinds of content: whom an article is for, and what a kind says of its articles, as rows of kind.def and fact.def.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ROOT, picture, startPortal } from './lib/portal.mjs';

const portal = await startPortal({ args: ['--set', 'write_rate=0', '--set', 'error_rate=0', '--set', 'search_rate=0', '--set', 'miss_rate=0'] });
after(() => portal.end());
const kinds = (await portal.api('GET', '/openapi.json')).json.components.schemas.Kind.enum;

const source = (name) => fs.readFileSync(path.join(ROOT, name), 'utf8');
const patch = async (id, body, status = 200) => {
  const answer = await portal.api('PATCH', `/articles/${id}`, { as: 'editor', body });
  assert.equal(answer.status, status, answer.text);
  return answer.json;
};
const changesSince = async (since) => (await portal.api('GET', `/changes${since ? `?since=${since}` : ''}`)).json;
const faults = (answer) => Object.fromEntries(answer.json.errors.map((error) => [error.pointer ?? error.parameter, error.detail]));
const FACTS = {
  document: { number: '05/2024/QĐ-UBND', type: 'quyet-dinh', issuer: 'Ủy ban nhân dân xã', issued: '2024-02-05' },
  vidu: { number: '05/2024/QĐ-UBND' }, person: { post: 'Chánh Văn phòng' }, procedure: { field: 'Hộ tịch' },
  question: { field: 'khac', asked: '2026-11-24' }, vacancy: { deadline: '2100-01-01T00:00:00Z' }, tender: { deadline: '2020-01-01T00:00:00Z' },
  event: { start: new Date(Date.now() + 3_600_000).toISOString(), repeats: 'daily' },
}; // what a kind requires for publication

describe('what is for staff alone', () => {
  const hidden = []; // {id, slug, kind}
  let image;
  let open;

  before(async () => {
    image = (await portal.form('POST', '/media', { file: picture('photo.jpg'), alt: 'zqanh' }, { as: 'editor' })).json;
    await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Thông báo', slug: 'thong-bao' } });
    open = await portal.post({ title: 'Lịch họp chung', slug: 'lich-hop-chung', body: 'Công khai.', status: 'published', tags: ['họp'], category: 'thong-bao' });
    for (const kind of kinds) {
      const made = await portal.post({
        title: `Lịch họp zqtieude${kind}`, slug: `zqduong${kind}`, lead: `zqtomtat${kind}`, body: `Trong đây có zqnoidung${kind}.`,
        tags: [`zqnhan${kind}`, 'họp'], kind, audience: 'staff', status: 'published', category: 'thong-bao', pinned: true,
        image: image.id, author: `zqtacgia${kind}`, facts: FACTS[kind], attachments: kind === 'document' ? [image.id] : [],
      });
      hidden.push({ id: made.id, slug: made.slug, kind });
    }
    await portal.api('POST', '/boxes', { as: 'editor', body: { slug: 'hop', title: 'Hộp', lang: 'vi', items: hidden.map(({ id }) => ({ kind: 'article', article_id: id })) } });
    await portal.post({ title: 'Meeting', slug: 'meeting', lang: 'en', body: 'Public.', status: 'published', translation_of: hidden[0].id });
    // Once for staff, now for all: what only staff read stays theirs.
    const later = await portal.post({ title: 'Sẽ công khai', slug: 'se-cong-khai', body: 'zqtruocday', audience: 'staff', status: 'published' });
    await patch(later.id, { body: 'Bản công khai.', audience: 'public' });
    hidden.later = later.id;
  });

  /** Every address of the route table, with all that could stand for its arguments. */
  function addresses() {
    const table = source('daemon/route/table.c');
    const words = [...(source('include/store/kind.def') + source('include/store/kind_test.def')).matchAll(/^KIND\(\w+, "\w+", "([\w-]+)"/gm)].map((row) => row[1]);
    const patterns = new Set([...table.matchAll(/METHOD_GET,\s*"(\/[^"]*)"/g)].map((row) => row[1]));
    const parts = ['', '/in', '/luu', '/lich-su'];
    for (const word of words) for (const part of parts) patterns.add(`/${word}/{slug}${part}`);
    for (const of of ['.csv', '?q=zqtieude', '/danh-muc/in', '/so/05-2024-QD-UBND']) patterns.add(`/van-ban${of}`);
    for (const at of ['', '/chuyen-muc/{slug}', '/the/{slug}', ...words.map((word) => `/${word}`)])
      for (const feed of ['', '/rss.xml', '/atom.xml', '/feed.json']) patterns.add(at + feed || '/');
    for (const pattern of [...patterns])
      if (!pattern.startsWith('/api') && !pattern.startsWith('/en')) patterns.add(pattern === '/' ? '/en' : `/en${pattern}`);
    const slugs = [...hidden.map(({ slug }) => slug), ...kinds.map((kind) => `zqnhan${kind}`), 'hop', 'thong-bao', 'lich-hop-chung', 'se-cong-khai', 'meeting'];
    const ids = [...hidden.map(({ id }) => id), open.id, hidden.later, 1, 2, 3];
    const fill = {
      slug: slugs, id: [...new Set([...ids, ...hidden.map(({ slug }) => slug)])], version: [1, 2], part: [1], of: ['category:1', 'tag:1', 'box:1', 'abbreviation:1'], group: ['articles', 'khong-co'],
      name: image.files?.map(({ url }) => url.split('/').pop()) ?? ['x.jpg'], hash: ['x'],
    };
    const filled = [];
    const put = (pattern) => {
      const hole = pattern.match(/\{(\w+)\}/);
      if (!hole) return filled.push(pattern);
      return fill[hole[1]].forEach((value) => put(pattern.replace(hole[0], value)));
    };
    patterns.forEach((pattern) => put(pattern));
    const q = encodeURIComponent('lịch họp');
    return [...filled, `/tim-kiem?q=${q}`, `/api/articles?q=${q}&include=total,facets,body`, '/api/articles?include=body,total&limit=100',
      `/api/suggest?q=${q}`, '/api/changes', ...kinds.map((kind) => `/api/articles?kind=${kind}&include=body`),
      ...hidden.map(({ kind }) => `/api/suggest?q=zqtieu`)].filter((address) => !address.startsWith('/api/events'));
  }

  test('no answer to the public holds a word of it, whatever the address', async () => {
    const seen = [];
    const queue = addresses();
    const asked = new Set();
    assert.ok(queue.length > 300, `${queue.length} addresses`);
    while (queue.length) {
      const address = queue.pop();
      if (asked.has(address)) continue;
      asked.add(address);
      const { text, status, headers } = await portal.request('GET', address);
      assert.ok(status < 500, `${address}: ${status}`);
      // What the reader typed may come back; nothing else.
      const found = `${text}\n${JSON.stringify(headers)}`.match(/zq(?:anh|tieude|tomtat|noidung|nhan|duong|tacgia|truocday)\w*/g)?.filter((word) => !address.includes(word)) ?? [];
      if (found.length) seen.push(`${address}: ${[...new Set(found)].join(' ')}`);
      const links = [...text.matchAll(/(?:href|src|<loc>|"url":)"?[=\s]*"?(?:https?:\/\/[^/"<]+)?(\/[^"<\s]*)/g)].map((link) => link[1].replaceAll('&amp;', '&'));
      queue.push(...links.filter((link) => !asked.has(link) && !link.startsWith('/static') && !link.startsWith('/api/events') && asked.size < 2000));
    }
    assert.deepEqual(seen, []);
  });

  test('is not there, rather than gone, for who asks by its address', async () => {
    for (const { slug, id } of hidden) {
      for (const address of [`/bai-viet/${slug}`, `/trang/${slug}`, `/api/articles/${slug}`, `/api/articles/${id}`, `/api/articles/${id}/revisions`])
        assert.equal((await portal.request('GET', address)).status, 404, address);
    }
  });

  test('its picture is nobody else\'s', async () => {
    const media = (await portal.api('GET', `/media/${image.id}`, { as: 'reader' })).json;
    const address = media.sources?.[0]?.url ?? media.url;
    assert.equal((await portal.request('GET', address)).status, 404);
    assert.equal((await portal.request('GET', address, { as: 'reader' })).status, 200);
  });

  test('counts nowhere', async () => {
    const { items } = (await portal.api('GET', '/categories')).json;
    assert.equal(items.find(({ slug }) => slug === 'thong-bao').count, 1);
    assert.equal((await portal.api('GET', '/tags/hop')).status, 404); // by id alone
    const tags = (await portal.api('GET', '/tags?limit=100')).json.items;
    assert.deepEqual(tags.map(({ name, count }) => [name, count]), [['họp', 1]]);
    assert.equal((await portal.api('GET', '/tags', { as: 'reader' })).json.items.length, 1 + kinds.length);
  });

  test('a token sees it with its audience, in lists when it asks for that', async () => {
    for (const { id, kind } of hidden) {
      const seen = (await portal.api('GET', `/articles/${id}`, { as: 'reader' })).json;
      assert.equal(seen.audience, 'staff');
      assert.equal(seen.kind, kind);
      const listed = (await portal.api('GET', `/articles?kind=${kind}&audience=staff`, { as: 'reader' })).json;
      assert.deepEqual(listed.items.map((item) => item.id), [id]);
      const found = (await portal.api('GET', `/articles?q=zqnoidung${kind}&audience=all`, { as: 'reader' })).json;
      assert.deepEqual(found.items.map((item) => item.id), [id]);
    }
    assert.equal((await portal.api('GET', '/articles?audience=staff')).status, 401);
    assert.equal((await portal.api('GET', '/articles?audience=alle', { as: 'reader' })).status, 400);
  });

  test('made for staff it leaves the feed of changes, made public again it comes back', async () => {
    const { next } = await changesSince();
    await patch(open.id, { audience: 'staff' });
    const lost = await changesSince(next);
    assert.deepEqual(lost.changes.map(({ type, id }) => [type, id]), [['delete', open.id]]);
    assert.equal((await portal.request('GET', '/bai-viet/lich-hop-chung')).status, 410, 'the public knew it');
    await patch(open.id, { audience: 'public' });
    const back = await changesSince(lost.next);
    assert.deepEqual(back.changes.map(({ type, id }) => [type, id]), [['upsert', open.id]]);
    assert.equal((await portal.request('GET', '/bai-viet/lich-hop-chung')).status, 200);
  });

  test('its kind is kept once it was published', async () => {
    const answer = await portal.api('PATCH', `/articles/${open.id}`, { as: 'editor', body: { kind: 'page' } });
    assert.equal(answer.status, 422);
    assert.match(faults(answer)['/kind'], /loại/);
  });
});

test('a release knows no kind of the tests', { skip: kinds.includes('vidu') && 'this build is one for tests' }, async () => {
  assert.deepEqual(kinds, ['article', 'page', 'document', 'unit', 'person', 'event', 'procedure', 'vacancy', 'tender', 'question']);
  assert.equal((await portal.page('/vi-du')).status, 404);
  assert.equal((await portal.api('POST', '/articles', { as: 'editor', body: { title: 'x', kind: 'vidu' } })).status, 422);
});

describe('a kind that is rows and a template', { skip: !kinds.includes('vidu') && 'this build is a release' }, () => {
  const whole = {
    title: 'Quyết định về giá nước', slug: 'gia-nuoc', body: 'Nội dung.', kind: 'vidu',
    facts: {
      number: '05/2024/QĐ-UBND', pages: 12.5, issued: '2024-05-01', begins: '2024-05-02T08:00:00+07:00', state: 'in-force',
      source: 'https://example.vn/goc', issuer: ['Ủy ban nhân dân xã', 'Hội đồng nhân dân xã'],
    },
  };
  let made;
  let replaced;

  before(async () => {
    replaced = await portal.post({ title: 'Quyết định cũ', slug: 'quyet-dinh-cu', body: 'Cũ.', status: 'published' });
    made = await portal.post({ ...whole, facts: { ...whole.facts, replaces: ['quyet-dinh-cu'] }, status: 'published' });
  });

  test('says its facts, typed', async () => {
    const { facts } = (await portal.api('GET', '/articles/gia-nuoc')).json;
    assert.deepEqual(facts, {
      ...whole.facts, begins: '2024-05-02T01:00:00Z',
      replaces: [{ id: replaced.id, slug: 'quyet-dinh-cu', lang: 'vi', title: 'Quyết định cũ', url: '/bai-viet/quyet-dinh-cu' }],
    });
  });

  test('refuses what is wrong by naming the fact, the fault and the choices', async () => {
    const refused = async (facts, pointer, words) => {
      const answer = await portal.api('POST', '/articles', { as: 'editor', body: { ...whole, slug: undefined, facts } });
      assert.equal(answer.status, 422, JSON.stringify(facts));
      assert.match(faults(answer)[pointer] ?? answer.text, words, `${pointer} of ${answer.text}`);
    };
    await refused({ nubmer: 'x' }, '/facts/nubmer', /number, pages, issued.*issuer/);
    await refused({ pages: 'nhiều' }, '/facts/pages', /số/);
    await refused({ pages: 1e300 }, '/facts/pages', /15/);
    await refused({ pages: 0.1234567 }, '/facts/pages', /thập phân/);
    await refused({ issued: '2024-02-30' }, '/facts/issued', /ngày/);
    await refused({ begins: 'mai' }, '/facts/begins', /RFC 3339/);
    await refused({ state: 'còn' }, '/facts/state', /in-force, expired/);
    await refused({ source: 'javascript:alert(1)' }, '/facts/source', /địa chỉ/);
    await refused({ replaces: 'khong-co' }, '/facts/replaces', /không có bài/);
    await refused({ issuer: ['a', 'b', 'a'] }, '/facts/issuer/2', /lặp/);
    await refused({ number: ['a', 'b'] }, '/facts/number', /một giá trị/);
    await refused({ number: 7 }, '/facts/number', /chuỗi/);
    await refused({ number: 'x'.repeat(3000) }, '/facts/number', /2000/);
    await refused({ former: 'x' }, '/facts/former', /không còn/);
    await refused({ issuer: Array.from({ length: 60 }, (_, i) => `${i}`) }, '/facts/issuer', /50/);
    await refused([], '/facts', /đối tượng/);
    const english = await portal.api('POST', '/articles', { as: 'editor', body: { ...whole, slug: undefined, facts: { state: 'x' } }, headers: { 'Accept-Language': 'en' } });
    assert.match(faults(english)['/facts/state'], /must be one of: in-force, expired/);
  });

  test('what is required is required for publication alone', async () => {
    const draft = await portal.post({ ...whole, slug: 'thieu-so', facts: { pages: 1 } });
    const published = await portal.api('POST', `/articles/${draft.id}/publish`, { as: 'editor', body: {} });
    assert.equal(published.status, 422);
    assert.match(faults(published)['/facts/number'], /Số ký hiệu/);
    await patch(draft.id, { facts: { number: '9/QĐ' } });
    const again = await portal.api('POST', `/articles/${draft.id}/publish`, { as: 'editor', body: {} });
    assert.deepEqual(again.json.facts, { number: '9/QĐ', pages: 1 }, 'a PATCH leaves what it does not name');
    await patch(draft.id, { facts: { pages: null } });
    await patch(draft.id, { facts: { number: null } }, 422);
    await portal.api('DELETE', `/articles/${draft.id}`, { as: 'editor' });
  });

  test('is filtered by fact in lists, search and export, however its words are typed', async () => {
    const other = await portal.post({ ...whole, slug: 'khac', status: 'published', facts: { number: '06/2024/QĐ-UBND', pages: 3, issuer: 'Ủy ban nhân dân xã' } });
    const ids = async (query, status = 200) => {
      const answer = await portal.api('GET', `/articles?${new URLSearchParams(query)}`);
      assert.equal(answer.status, status, answer.text);
      return status === 200 ? answer.json.items.map((item) => item.id).sort((a, b) => a - b) : faults(answer);
    };
    assert.deepEqual(await ids({ kind: 'vidu', 'facts.issuer': 'ỦY BAN NHÂN DÂN XÃ' }), [made.id, other.id]);
    assert.deepEqual(await ids({ kind: 'vidu', 'facts.issuer': 'uỷ ban nhân dân xã', 'facts.pages': '3.0' }), [other.id]);
    assert.deepEqual(await ids({ kind: 'vidu', 'facts.pages': '12.5', 'facts.issued': '2024-05-01' }), [made.id]);
    assert.deepEqual(await ids({ kind: 'vidu', 'facts.begins': '2024-05-02T01:00:00Z', 'facts.state': 'in-force', 'facts.replaces': 'quyet-dinh-cu' }), [made.id]);
    assert.deepEqual(await ids({ kind: 'vidu', 'facts.state': 'expired' }), []);
    assert.deepEqual(await ids({ q: 'giá nước', kind: 'vidu', 'facts.pages': '3' }), [other.id]);
    assert.deepEqual(await ids({ q: 'Hội đồng nhân dân', kind: 'vidu' }), [made.id], 'the words of a fact are found');
    assert.match((await ids({ kind: 'vidu', 'facts.source': 'https://example.vn/goc' }, 400))['facts.source'], /number, pages, issued/);
    assert.match((await ids({ 'facts.issuer': 'x' }, 400))['facts.issuer'], /kind/);
    assert.match((await ids({ kind: 'article', 'facts.issuer': 'x' }, 400))['facts.issuer'], /–/);
    assert.match((await ids({ kind: 'vidu', 'facts.state': 'x' }, 400))['facts.state'], /in-force/);
    assert.match((await ids({ kind: 'vido' }, 400)).kind, /vidu/);
    const lines = (await portal.api('GET', '/export?kind=vidu&facts.pages=3', { as: 'reader' })).text.trim().split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(lines.map((line) => line.slug), ['khac']);
    await portal.api('DELETE', `/articles/${other.id}`, { as: 'editor' });
  });

  test('has a list, feeds, a place in the sitemap, and pages that show the facts', async () => {
    const list = await portal.page('/vi-du');
    assert.equal(list.status, 200);
    assert.match(list.text, /href="\/vi-du\/gia-nuoc"/);
    assert.equal((await portal.page('/en/vi-du')).status, 200);
    for (const feed of ['rss.xml', 'atom.xml', 'feed.json']) {
      const answer = await portal.request('GET', `/vi-du/${feed}`);
      assert.equal(answer.status, 200);
      assert.match(answer.text, /vi-du\/gia-nuoc/);
    }
    assert.match((await portal.request('GET', '/sitemap-1.xml')).text, /\/vi-du\/gia-nuoc</);
    assert.match((await portal.request('GET', '/sitemap-sections.xml')).text, /\/vi-du</);
    for (const part of ['', '/in', '/luu']) {
      const { text, status } = await portal.page(`/vi-du/gia-nuoc${part}`);
      assert.equal(status, 200, part);
      for (const words of ['Số ký hiệu', '05/2024/QĐ-UBND', '12,5', '01/05/2024', 'Còn hiệu lực', 'Hội đồng nhân dân xã', 'href="/bai-viet/quyet-dinh-cu"', 'Nội dung.'])
        assert.ok(text.includes(words), `${part}: ${words}`);
    }
    assert.match((await portal.page('/vi-du/gia-nuoc')).text, /"@type":"CreativeWork"/);
    const moved = await portal.page('/bai-viet/gia-nuoc');
    assert.deepEqual([moved.status, moved.headers.location], [301, '/vi-du/gia-nuoc']);
    assert.equal((await portal.page('/trang/gia-nuoc/in')).status, 404);
  });

  test('revisions keep the facts, show their difference, bring them back, and are cleansed of them', async () => {
    await patch(made.id, { facts: { state: 'expired' }, change_note: 'Hết hiệu lực' });
    const history = (await portal.page('/vi-du/gia-nuoc/lich-su')).text;
    assert.match(history, /Hết[^]*hiệu lực/);
    assert.equal((await portal.api('GET', `/articles/${made.id}/revisions/1`)).json.article.facts.state, 'in-force');
    const reverted = await portal.api('POST', `/articles/${made.id}/revisions/1/revert`, { as: 'editor', body: {} });
    assert.equal(reverted.json.facts.state, 'in-force');
    const redacted = await portal.api('POST', `/articles/${made.id}/revisions/2/redact`, { as: 'editor', body: { note: 'dữ liệu cá nhân' } });
    assert.equal(redacted.status, 200, redacted.text);
    assert.deepEqual((await portal.api('GET', `/articles/${made.id}/revisions/2`)).json.article.facts, {});
  });

  test('comes as a form, as front matter, and back from an export', async () => {
    const form = await portal.form('POST', '/articles', { title: 'Biểu mẫu', kind: 'vidu', 'facts.number': '7/QĐ', 'facts.pages': '4.50', 'facts.issuer': 'Một' }, { as: 'editor' });
    assert.deepEqual(form.json.facts, { number: '7/QĐ', pages: 4.5, issuer: ['Một'] });
    const matter = await portal.api('POST', '/articles', {
      as: 'editor', type: 'text/markdown',
      body: '---\ntitle: Đầu trang\nkind: vidu\nfacts:\n  number: 8/QĐ\n  issuer: [Một, Hai]\n---\nNội dung.\n',
    });
    assert.deepEqual(matter.json.facts, { number: '8/QĐ', issuer: ['Một', 'Hai'] });
    await patch(made.id, { external_id: 'vidu-1' });
    const exported = (await portal.api('GET', '/export?kind=vidu', { as: 'reader' })).text.trim().split('\n').find((line) => line.includes('vidu-1'));
    assert.deepEqual(JSON.parse(exported).facts.replaces, ['quyet-dinh-cu']);
    const again = await portal.api('POST', '/import', { as: 'editor', type: 'application/x-ndjson', body: `${exported}\n` });
    assert.equal(JSON.parse(again.text.trim().split('\n')[0]).result, 'unchanged', again.text);
  });

  test('a kind is changed with its facts, or not at all, and only before publication', async () => {
    const draft = await portal.post({ ...whole, slug: undefined, title: 'Nháp' });
    const kept = await portal.api('PATCH', `/articles/${draft.id}`, { as: 'editor', body: { kind: 'article' } });
    assert.equal(kept.status, 422);
    assert.ok(faults(kept)['/facts']);
    const changed = await patch(draft.id, { kind: 'article', facts: null });
    assert.deepEqual([changed.kind, changed.facts], ['article', {}]);
  });

  test('what leads to an article that is not public is said to staff alone', async () => {
    await patch(replaced.id, { audience: 'staff' });
    assert.deepEqual((await portal.api('GET', '/articles/gia-nuoc')).json.facts.replaces, []);
    assert.ok(!(await portal.page('/vi-du/gia-nuoc')).text.includes('Quyết định cũ'));
    assert.equal((await portal.api('GET', '/articles/gia-nuoc', { as: 'reader' })).json.facts.replaces.length, 1);
  });

  test('the description of the API says its kind and facts', async () => {
    const { schemas } = (await portal.api('GET', '/openapi.json')).json.components;
    assert.deepEqual(schemas.Kind.enum, ['article', 'page', 'document', 'unit', 'person', 'event', 'procedure', 'vacancy', 'tender', 'question', 'vidu']);
    // Kinds may have facts of one name: either.
    assert.deepEqual(schemas.Facts.properties.state.anyOf.at(-1).enum, ['in-force', 'expired']);
    assert.equal(schemas.Facts.properties.issuer.anyOf.at(-1).type, 'array');
  });
});
