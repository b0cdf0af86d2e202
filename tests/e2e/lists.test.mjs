// Lists as citizens see them: pictures cut alike, a few words of each article, pages by number and by month.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { png } from './lib/pictures.mjs';
import { startPortal, until } from './lib/portal.mjs';

let portal;
before(async () => {
  portal = await startPortal({ args: ['--set', 'write_rate=0', '--set', 'error_rate=0'] });
});
after(() => portal?.end());

const page = async (url) => (await portal.request('GET', url)).text;
const call = async (method, path, body, status = 200, as = 'editor') => {
  const answer = await portal.api(method, path, { as, body });
  assert.equal(answer.status, status, answer.text);
  return answer.json;
};

describe('pictures in lists', () => {
  /** Three stripes from the left: 40, 160 and 250 bright. */
  const striped = () => png(900, 300, (x) => Array(3).fill(x < 300 ? 40 : x < 600 ? 160 : 250));
  const upload = async (bytes) => {
    const answer = await portal.api('POST', '/media', { as: 'author', body: bytes, type: 'image/png' });
    assert.equal(answer.status, 201, answer.text);
    return answer.json;
  };
  test('are three to two, around the point that an editor chose, on every list at once', async () => {
    const media = await upload(striped());
    assert.deepEqual(Object.keys(media.crops), ['320', '450']);
    assert.equal(media.crops['320'].height, 213);
    assert.equal(media.focus, null);
    const category = await call('POST', '/categories', { name: 'Nông thôn mới', lang: 'vi' }, 201);
    await call('POST', '/articles', { title: 'Đường về bản', lead: 'Bê tông đã tới.', body: 'Xong.', status: 'published', tags: ['Đường'], category: category.slug, image: media.id, alt: 'Con đường' }, 201);
    const before = await page(`/chuyen-muc/${category.slug}`);
    assert.match(before, new RegExp(`srcset="${media.crops['320'].webp} 320w, ${media.crops['450'].webp} 450w"`));
    assert.match(before, new RegExp(`<img src="${media.crops['320'].jpeg}" width="320" height="213" alt="Con đường" loading="lazy"`));

    const changed = await call('PATCH', `/media/${media.id}`, { focus: { x: 1, y: 0.25 } });
    assert.deepEqual(changed.focus, { x: 1, y: 0.25 });
    assert.notEqual(changed.crops['320'].jpeg, media.crops['320'].jpeg);
    for (const url of [`/chuyen-muc/${category.slug}`, '/the/duong'])
      assert.match(await page(url), new RegExp(changed.crops['320'].jpeg), url);
    for (const gone of [media.crops['320'].jpeg, media.crops['450'].webp])
      assert.equal((await portal.request('GET', gone)).status, 404, 'what was cut before has gone');
    assert.equal((await portal.request('GET', changed.crops['450'].webp)).status, 200);

    const back = await call('PATCH', `/media/${media.id}`, { focus: null });
    assert.equal(back.focus, null);
    assert.deepEqual(Object.keys(back.crops), Object.keys(media.crops));
    assert.notEqual(back.crops['320'].jpeg, changed.crops['320'].jpeg);
    assert.deepEqual(await call('GET', `/media/check`, undefined, 200, 'admin').then((r) => r.faults), []);
  });

  test('that have the shape, or are tiny, are shown as they are', async () => {
    assert.deepEqual((await upload(png(600, 400, () => [1, 2, 3]))).crops, {});
    assert.deepEqual((await upload(png(40, 90, () => [1, 2, 3]))).crops, {});
    assert.deepEqual(Object.keys((await upload(png(200, 600, () => [9, 2, 3]))).crops), ['200']);
  });

  test('a point that is none is refused with the reason, and a trial cuts nothing', async () => {
    const media = await upload(png(500, 200, (x) => [x & 255, 0, 0]));
    for (const focus of [{ x: 2, y: 0 }, { x: 0.5 }, { x: '0.5', y: 0 }, { x: 0, y: 0, z: 1 }, [0, 0]]) {
      const answer = await portal.api('PATCH', `/media/${media.id}`, { as: 'editor', body: { focus } });
      assert.equal(answer.status, 422, JSON.stringify(focus) + answer.text);
      assert.match(answer.json.errors[0].pointer, /^\/focus/);
    }
    await call('PATCH', `/media/${media.id}?dry_run=true`, { focus: { x: 0, y: 0 } });
    assert.deepEqual((await call('GET', `/media/${media.id}`, undefined, 200, 'reader')).crops, media.crops);
  });

  test('that were here before lists cut any are shown whole, and cut by and by', async () => {
    const media = await upload(png(700, 210, (x, y) => [x & 255, y & 255, 7]));
    await call('POST', '/articles', { title: 'Ảnh cũ', lead: 'Có từ trước.', body: 'Xong.', status: 'published', tags: ['Ảnh cũ'], image: media.id, alt: 'Một ảnh cũ' }, 201);
    await portal.stop();
    const script = 'import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\nprint("\\n".join(r[0] for r in c.execute("SELECT name FROM media_files WHERE is_crop = 1")))\nc.execute("DELETE FROM media_files WHERE is_crop = 1")\nc.execute("UPDATE media SET is_cropped = 0")\nc.commit()';
    const names = execFileSync('python3', ['-c', script, path.join(portal.data, 'cong.db')], { encoding: 'utf8' }).trim().split('\n');
    for (const name of names) fs.rmSync(path.join(portal.data, 'media', name));
    await portal.start();
    assert.match(await page('/the/anh-cu'), /<img src="[^"]+" width="3(20|15)"/);
    const cut = await until(async () => (await call('GET', `/media/${media.id}`, undefined, 200, 'reader')).crops['315'], { why: 'the keeper cuts what was there' });
    assert.equal((await portal.request('GET', cut.webp)).status, 200);
    await call('PATCH', `/media/${media.id}`, { credit: 'Nguyễn Văn A' });
    assert.match(await page('/the/anh-cu'), new RegExp(`<img src="${cut.jpeg}" width="315" height="210"`));
  });
});

describe('a few words of each article', () => {
  test('come from the lead, else from the first paragraphs, whole words and nothing of titles, tables and captions', async () => {
    const body = '## Đề mục không phải lời mở đầu\n\n| Cột | Số |\n|---|---|\n| Ô bảng | 12 |\n\nSáng nay **bà con** thôn Bản Nghè góp công làm đường & dọn mương, ai cũng vui.\n\n- Xi măng do xã cấp theo nghị quyết\n\nĐoạn cuối cùng rất dài để phải cắt ở giữa chừng, không bao giờ hiện trọn vẹn trong danh sách của chuyên mục này.';
    await call('POST', '/articles', { title: 'Bài không có sapo', body, status: 'published', tags: ['Sapo'] }, 201);
    await call('POST', '/articles', { title: 'Bài có sapo', lead: 'Lời dẫn của bài.', body: 'Thân bài không hiện.', status: 'published', tags: ['Sapo'] }, 201);
    const list = await page('/the/sapo');
    const words = [...list.matchAll(/<p class="sapo">([^<]*)<\/p>/g)].map((m) => m[1]);
    assert.equal(words.length, 2);
    assert.equal(words[0], 'Lời dẫn của bài.');
    assert.match(words[1], /^Sáng nay bà con thôn Bản Nghè góp công làm đường &amp; dọn mương, ai cũng vui\. Xi măng do xã cấp theo nghị quyết Đoạn cuối/);
    assert.match(words[1], /…$/);
    assert.ok([...words[1].replace('&amp;', '&')].length <= 160);
    assert.doesNotMatch(list, /Đề mục không phải|Ô bảng|Thân bài không hiện/);
  });

  test('change with the body at once: a word that was taken back stands in no list', async () => {
    const made = await call('POST', '/articles', { title: 'Thông báo đổi', body: 'Liên hệ ông Hoàng Văn Thụ ở thôn.', status: 'published', tags: ['Đổi lời'] }, 201);
    assert.match(await page('/the/doi-loi'), /<p class="sapo">Liên hệ ông Hoàng Văn Thụ ở thôn\.<\/p>/);
    const answer = await portal.api('PATCH', `/articles/${made.id}`, { as: 'editor', headers: { 'If-Match': `"${made.version}"` }, body: { body: 'Liên hệ trụ sở thôn.' } });
    assert.equal(answer.status, 200, answer.text);
    const list = await page('/the/doi-loi');
    assert.match(list, /<p class="sapo">Liên hệ trụ sở thôn\.<\/p>/);
    assert.doesNotMatch(list, /Hoàng Văn Thụ/);
  });
});

describe('pages by number and by month', () => {
  const titles = (html) => [...html.matchAll(/<h3><a href="[^"]*">([^<]*)<\/a><\/h3>/g)].map((m) => m[1]);
  const get = (url) => portal.request('GET', url);

  before(async () => {
    const above = await call('POST', '/categories', { name: 'Thời sự', lang: 'vi' }, 201);
    await call('POST', '/categories', { name: 'Trong xã', lang: 'vi', parent_id: above.id }, 201);
    await call('POST', '/categories', { name: 'News', lang: 'en' }, 201);
    // 45 in November, 30 of them within one minute; 3 in September.
    const lines = Array.from({ length: 48 }, (_, i) => {
      const at = i >= 45 ? new Date(Date.UTC(2026, 8, 3, i - 40)) : i < 30 ? new Date(Date.UTC(2026, 10, 20, 3, 0, 0, i)) : new Date(Date.UTC(2026, 10, 1 + (i - 30), 2));
      return { external_id: `t${i}`, title: `Tin số ${i}`, body: `Nội dung ${i}.`, category: i % 3 ? 'thoi-su' : 'trong-xa', tags: ['Nhiều bài'], status: 'published', published_at: at.toISOString() };
    });
    lines.push(...Array.from({ length: 21 }, (_, i) => ({ external_id: `e${i}`, title: `Story ${i}`, body: 'Text.', lang: 'en', category: 'news', status: 'published', published_at: new Date(Date.UTC(2026, 10, 2, i)).toISOString() })));
    const answer = await portal.api('POST', '/import', { as: 'editor', body: lines.map((line) => JSON.stringify(line)).join('\n'), type: 'application/x-ndjson' });
    assert.equal(answer.status, 200, answer.text);
  });

  for (const [of, base] of [['a category with those below it', '/chuyen-muc/thoi-su'], ['a tag', '/the/nhieu-bai']])
    test(`${of}: every article stands on one page, in order, and each page says where it is`, async () => {
      const pages = await Promise.all([base, `${base}?trang=2`, `${base}?trang=3`].map(page));
      const all = pages.flatMap(titles);
      assert.deepEqual(pages.map((html) => titles(html).length), [20, 20, 8]);
      assert.equal(new Set(all).size, 48);
      assert.deepEqual(all.slice(0, 3), ['Tin số 29', 'Tin số 28', 'Tin số 27']);
      assert.deepEqual(all.slice(-4), ['Tin số 30', 'Tin số 47', 'Tin số 46', 'Tin số 45']);
      assert.match(pages[0], /<p class="when">48 bài viết · Trang 1\/3<\/p>/);
      assert.doesNotMatch(pages[0], /<link rel="prev"|<title>[^<]*Trang/);
      assert.match(pages[1], /<title>[^<]* – Trang 2 – /);
      assert.match(pages[1], new RegExp(`<link rel="canonical" href="[^"]*${base}\\?trang=2">`));
      assert.match(pages[1], new RegExp(`<link rel="prev" href="${base}">\n<link rel="next" href="${base}\\?trang=3">`));
      assert.match(pages[1], new RegExp(`<a class="btn" href="${base}\\?trang=2" aria-current="page">`));
      assert.doesNotMatch(pages[2], /rel="next"/);
      assert.match(pages[2], /<a href="#noi-dung">Lên đầu trang<\/a>/);
    });

  test('a month has its own pages and addresses, chosen in a form without a script', async () => {
    const list = await page('/chuyen-muc/thoi-su');
    assert.match(list, /<option value="2026-11">Tháng 11\/2026 \(45\)<\/option>\n<option value="2026-09">Tháng 9\/2026 \(3\)<\/option>/);
    const september = await page('/chuyen-muc/thoi-su?thang=2026-09');
    assert.deepEqual(titles(september), ['Tin số 47', 'Tin số 46', 'Tin số 45']);
    assert.match(september, /<option value="2026-09" selected="">/);
    assert.match(september, /<p class="when">Tháng 9\/2026: 3 bài viết<\/p>/);
    const third = await page('/chuyen-muc/thoi-su?thang=2026-11&trang=3');
    assert.equal(titles(third).length, 5);
    assert.match(third, /<title>Thời sự – Tháng 11\/2026 – Trang 3 – /);
    assert.match(third, /rel="prev" href="\/chuyen-muc\/thoi-su\?thang=2026-11&amp;trang=2"/);
  });

  test('the English list speaks English', async () => {
    const english = await page('/en/chuyen-muc/news?trang=2');
    assert.match(english, /<p class="when">21 articles · Page 2\/2<\/p>/);
    assert.match(english, />Newer<\/a>/);
    assert.match(await page('/en/chuyen-muc/news?thang=2026-11'), /November 2026: 21 articles/);
  });

  test('what is no page leads to the one that is meant, and what is beyond the last says where that is', async () => {
    for (const [odd, to] of [['?trang=1', ''], ['?trang=02', ''], ['?trang=x', ''], ['?trang=', ''], ['?trang=-1', ''], ['?thang=', ''], ['?thang=thang-9', ''], ['?thang=&trang=2', '?trang=2'], ['?thang=2026-11&trang=1', '?thang=2026-11']]) {
      const answer = await get(`/chuyen-muc/thoi-su${odd}`);
      assert.equal(answer.status, 301, odd);
      assert.equal(answer.headers.location, `/chuyen-muc/thoi-su${to}`, odd);
    }
    for (const [beyond, last] of [['?trang=4', '?trang=3'], ['?trang=999999', '?trang=3'], ['?thang=2026-10', '?trang=3'], ['?thang=2026-11&trang=9', '?thang=2026-11&amp;trang=3']]) {
      const answer = await get(`/chuyen-muc/thoi-su${beyond}`);
      assert.equal(answer.status, 404, beyond);
      assert.ok(answer.text.includes(`Danh sách này không có trang đó. Xem <a href="/chuyen-muc/thoi-su${last}">`), beyond);
    }
  });

  test('addresses with a cursor go on as before', async () => {
    const { json } = await portal.api('GET', '/articles?category=thoi-su&lang=vi&limit=40');
    const cursor = new URL(json.next, 'http://x').searchParams.get('after');
    const rest = await page(`/chuyen-muc/thoi-su?after=${cursor}`);
    assert.equal(titles(rest).length, 8);
    assert.deepEqual(titles(rest), titles(await page('/chuyen-muc/thoi-su?trang=3')));
  });

  test('numbers follow each change: a withdrawn article, one that comes back, one that staff alone may see', async () => {
    const { json } = await portal.api('GET', '/articles?category=thoi-su&limit=1');
    const { id } = json.items[0];
    const says = async (text) => assert.ok((await page('/the/nhieu-bai')).includes(text), text);
    await call('POST', `/articles/${id}/withdraw`, { reason: 'Sai số liệu' });
    await says('47 bài viết · Trang 1/3');
    await call('POST', `/articles/${id}/publish`, undefined);
    await says('48 bài viết · Trang 1/3');
    const now = (await portal.api('GET', `/articles/${id}`)).json;
    const hidden = await portal.api('PATCH', `/articles/${id}`, { as: 'editor', headers: { 'If-Match': `"${now.version}"` }, body: { audience: 'staff' } });
    assert.equal(hidden.status, 200, hidden.text);
    await says('Tháng 11/2026 (44)');
  });
});

describe('the search page', () => {
  const section = (html) => html.slice(html.indexOf('<main'), html.indexOf('</main>'));

  test('offers the subjects of most articles before anything was typed, and never what others looked for', async () => {
    await page('/tim-kiem?q=b%C3%AD%20m%E1%BA%ADt%20zzqq');
    const empty = section(await page('/tim-kiem'));
    const chips = [...empty.matchAll(/<li><a href="([^"]*)">([^<]*)<\/a><\/li>/g)].map((m) => m[1]);
    assert.equal(chips[0], '/the/nhieu-bai');
    assert.ok(chips.includes('/chuyen-muc/thoi-su'));
    assert.doesNotMatch(empty, /zzqq/);
    assert.match(section(await page('/en/tim-kiem')), />News<\/a>/);
  });

  test('without a hit: what was looked for, advice, subjects, the newest, in this order', async () => {
    const none = section(await page('/tim-kiem?q=zzqq+wwxx'));
    const places = ['Không tìm thấy bài viết nào cho <q>zzqq wwxx</q>', 'Hãy thử từ ngắn hơn', 'Chủ đề có nhiều bài', 'Tin mới nhất'].map((words) => none.indexOf(words));
    assert.ok(places.every((at, i) => at > (places[i - 1] ?? 0)), String(places));
  });

  test('counts each category of what was found, and the one that was chosen leads back to all', async () => {
    const found = section(await page('/tim-kiem?q=%22N%E1%BB%99i+dung%22'));
    const [, url] = found.match(/<li><a href="([^"]*category=trong-xa)">Trong xã \(1[56]\)<\/a>/);
    const narrowed = section(await page(url.replaceAll('&amp;', '&')));
    assert.match(narrowed, /<li><a href="\/tim-kiem\?q=%22N%E1%BB%99i%20dung%22" aria-current="true">Trong xã/);
    const above = Number(narrowed.match(/>Thời sự \((4[5-9])\)<\/a>/)[1]), chosen = section(await page('/tim-kiem?q=%22N%E1%BB%99i+dung%22&category=thoi-su'));
    assert.ok(chosen.includes(`<p role="status">Số bài tìm thấy: ${above}</p>`), 'with those below it, as choosing it finds them');
  });

  test('the fold of the filters says what they are set to, in both languages', async () => {
    const set = '?q=tin&category=thoi-su&from=2026-11-01&to=2026-11-30&sort=newest';
    assert.match(await page(`/tim-kiem${set}`), /<summary><svg [^]*?<\/svg>Lọc và sắp xếp<span>Thời sự · từ 01\/11\/2026 · đến 30\/11\/2026 · Mới nhất<\/span><\/summary>/);
    assert.match(await page('/en/tim-kiem?q=story&category=news'), /<summary><svg [^]*?<\/svg>[^<]*<span>News · Best match<\/span>/);
    assert.match(await page('/tim-kiem?q=tin'), /<span>Phù hợp nhất<\/span>/);
  });
});

test('what was withdrawn is answered gently, with its words in the search and subjects to go on with', async () => {
  const made = await call('POST', '/articles', { title: 'Đêm hội trăng rằm ở nhà văn hóa', body: 'Mời bà con.', status: 'published' }, 201);
  const { slug } = await call('GET', `/articles/${made.id}`);
  await call('POST', `/articles/${made.id}/withdraw`, { reason: 'Hoãn' });
  const answer = await portal.request('GET', `/bai-viet/${slug}`);
  assert.equal(answer.status, 410);
  assert.match(answer.text, /<h1>Nội dung đã được gỡ<\/h1>/);
  assert.match(answer.text, /name="q" value="dem hoi trang ram o nha van hoa"/);
  assert.match(answer.text, /Chủ đề có nhiều bài/);
  assert.doesNotMatch(answer.text, /Đêm hội trăng rằm/);
});
