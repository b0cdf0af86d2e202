// Search as citizens and editors meet it: the API, the page, what is typed badly, what may not be seen.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { uncut } from './lib/patience.mjs';
import { startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

const ARTICLES = [
  { title: 'Khánh thành đường liên xã Hòa Bình', lead: 'Đường dài 10.029 mét.', body: 'Chiều ngày 9 tháng 10 năm 2023, UBND huyện tổ chức lễ khánh thành.' },
  { title: 'Thông báo lịch tiếp công dân', lead: 'Lịch của Ủy ban nhân dân huyện.', body: 'Căn cứ Nghị định 08/2023/NĐ-CP và Kế hoạch số 120-KH/HU.' },
  { title: 'Xử lý kỷ luật cán bộ vi phạm', body: 'Nội dung kỷ luật.' },
  { title: 'Hoa nở khắp bản làng', body: 'Mùa xuân hoa đào nở.' },
  { title: 'TP.HCM hỗ trợ người dân vùng lũ', body: 'Thành phố chia sẻ khó khăn.' },
  { title: 'Hội nghị sơ kết công tác bảo vệ rừng', body: `${'Các đại biểu thảo luận. '.repeat(60)} Kiểm lâm tuần tra rừng phòng hộ đầu nguồn. ${'Hội nghị kết thúc. '.repeat(60)}` },
];

let portal;
const ids = {};
before(async () => {
  portal = await startPortal({ args: ['--search-rate', '0'] });
  assert.equal((await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Tin tức', slug: 'tin-tuc' } })).status, 201);
  for (const article of ARTICLES) ids[article.title] = (await portal.post({ status: 'published', category: 'tin-tuc', ...article })).id;
});
after(() => portal?.end());

const ask = (q, more = '', options) => portal.api('GET', `/articles?q=${encodeURIComponent(q)}${more}`, options);
const found = async (q, more, options) => {
  const answer = await ask(q, more, options);
  assert.equal(answer.status, 200, `${q}: ${answer.text}`);
  return answer.json;
};
const titles = async (q, more) => (await found(q, more)).items.map((item) => item.title);
const first = async (q, more) => (await titles(q, more))[0];

describe('the search of the API', () => {
  const ROAD = ARTICLES[0].title;
  test('finds however a word is typed', async () => {
    const forms = ['đường liên xã hòa bình', 'duong lien xa', 'ĐƯỜNG LIÊN XÃ HÒA BÌNH', 'đường liên xã hoà bình',
      'đường liên xã'.normalize('NFD'), 'ðường liên xã', '\u0111\u01b0\u01a1\u0300ng liên xã', 'đường lien xa', '  đường —  “liên”, xã!  '];
    for (const form of forms) assert.equal(await first(form), ROAD, form);
  });

  test('finds the same in the same order for every form of the same words', async () => {
    const plain = (await found('hội nghị công tác bảo vệ')).items.map((item) => item.id);
    assert.ok(plain.length > 0);
    for (const form of ['HỘI NGHỊ CÔNG TÁC BẢO VỆ', 'hội nghị công tác bảo vệ'.normalize('NFD')])
      assert.deepEqual((await found(form)).items.map((item) => item.id), plain, form);
  });

  test('believes the marks that are there', async () => {
    assert.deepEqual(await titles('hoa nở'), [ARTICLES[3].title]);
    assert.equal(await first('"hòa bình"'), ROAD);
    assert.equal(await first('kỉ luật'), ARTICLES[2].title);
  });

  test('knows abbreviations both ways', async () => {
    assert.equal(await first('ủy ban nhân dân huyện khánh thành'), ROAD);
    assert.equal(await first('lịch tiếp công dân UBND'), ARTICLES[1].title);
    assert.equal(await first('thành phố Hồ Chí Minh hỗ trợ'), ARTICLES[4].title);
    assert.equal(await first('thanh pho ho chi minh'), ARTICLES[4].title);
  });

  test('knows numbers of documents, dates and grouped numbers', async () => {
    for (const q of ['120-KH/HU', '120-kh/hu', '08/2023/NĐ-CP', 'nghi dinh 8/2023/nd-cp', '08/2023']) assert.equal(await first(q), ARTICLES[1].title, q);
    for (const q of ['9/10/2023', '09-10-2023', 'ngày 9 tháng 10 năm 2023', '10029', '10.029']) assert.equal(await first(q), ROAD, q);
  });

  test('forgives one slip and says what was probably meant', async () => {
    const { items, suggestion } = await found('khanh thanh dduong lien xa');
    assert.equal(items[0].title, ROAD);
    assert.equal(suggestion, 'khanh thanh đường lien xa');
    assert.equal((await found('đường liên xã')).suggestion, null);
  });

  test('takes phrases and excluded words', async () => {
    assert.deepEqual(await titles('"công dân"'), [ARTICLES[1].title]);
    assert.deepEqual(await titles('"dân công"'), []);
    assert.ok(!(await titles('hội nghị -rừng')).includes(ARTICLES[5].title));
    assert.deepEqual(await titles('-rừng'), []);
  });

  test('shows the part of the text that answers, marked and escaped', async () => {
    const { items } = await found('rừng phòng hộ');
    assert.equal(items[0].title, ARTICLES[5].title);
    assert.match(items[0].snippet, /^… .*<mark>rừng<\/mark> <mark>phòng<\/mark> <mark>hộ<\/mark> đầu nguồn/);
    const hostile = await portal.post({ title: 'Thử ký tự', body: 'Dấu `<script>alert("lạ kỳ")</script>` & hết.', status: 'published' });
    const row = (await found('lạ kỳ')).items.find((item) => item.id === hostile.id);
    assert.match(row.snippet, /&lt;script&gt;alert\(&quot;<mark>lạ<\/mark> <mark>kỳ<\/mark>&quot;\)/);
  });

  test('filters, counts and sorts', async () => {
    assert.equal((await found('hội nghị', '&category=tin-tuc')).items.length, 1);
    assert.equal((await found('hội nghị', '&to=2001-01-01')).items.length, 0);
    const { total, facets } = await found('hội nghị', '&include=total,facets');
    assert.equal(total, 1);
    assert.deepEqual(facets.categories, [{ slug: 'tin-tuc', name: 'Tin tức', count: 1 }]);
    assert.equal(facets.months.length, 1);
    assert.match(facets.months[0].month, /^\d{4}-\d\d$/);
    const newest = (await found('nội dung', '&sort=newest')).items.map((item) => item.id);
    assert.deepEqual(newest, [...newest].sort((a, b) => b - a));
    assertProblem(await ask('x', '&sort=oldest'), 400, 'invalid-parameter', { parameter: 'sort' });
    assertProblem(await portal.api('GET', '/articles?sort=relevance'), 400, 'invalid-parameter', { parameter: 'sort' });
    assertProblem(await portal.api('GET', '/articles?include=facets'), 400, 'invalid-parameter', { parameter: 'include' });
  });

  test('what is found, its kinds and its months are one number, near hits among them, and a chip leads to as many as it says', async () => {
    const body = 'Ở Nà Khuổi có sợi chàm nhuộm.';
    const section = async (more) => (await portal.api('POST', '/categories', { as: 'editor', body: more })).json.id;
    await section({ name: 'Nghề dệt', parent_id: await section({ name: 'Nghề' }) });
    for (const more of [
      { title: 'Sợi chàm nhuộm được giá', published_at: '2026-10-05T08:00:00+07:00', category: 'nghe' },
      { title: 'Phiên trưng bày sợi chàm nhuộm', published_at: '2026-10-06T08:00:00+07:00', category: 'nghe-det' },
      ...[7, 8].map((day) => ({ title: `Sợi chàm nhuộm ${day} lần`, published_at: `2026-10-0${day}T08:00:00+07:00`, category: 'nghe-det' })),
      { title: 'Nghề cũ', kind: 'page' }, { title: 'Sợi tràm nhuộm có nhãn mới', body: 'Nhãn.' }, { title: 'Soi cham nhuom bán ở quán', body: 'Bán.' },
    ]) await portal.post({ body, status: 'published', ...more });
    const sum = (list) => list.reduce((all, { count }) => all + count, 0);
    const { total, items, facets } = (await uncut(() => ask('sợi chàm nhuộm', '&include=total,facets'))).json;
    assert.deepEqual([total, sum(facets.months)], [items.length, items.length]);
    assert.ok(total >= 4 && facets.months.length === 2, JSON.stringify(facets));
    const chips = (text, label) => [...(text.match(new RegExp(`<nav aria-label="${label}">(.*?)</nav>`, 's'))?.[1] ?? '').matchAll(/<a href="([^"]+)"( aria-current[^>]*)?>[^<]*\((\d+)\)</g)]
      .map(([, url, isChosen, count]) => ({ url: url.replaceAll('&amp;', '&'), isChosen: Boolean(isChosen), count: Number(count) }));
    const looked = async (url) => {
      const text = await uncut(async () => (await portal.page(url)).text);
      return { total: Number(text.match(/<p role="status">[^<]*: (\d+)</)[1]), kinds: chips(text, 'Loại nội dung'), categories: chips(text, 'Chuyên mục có kết quả'), months: chips(text, 'Theo tháng') };
    };
    const all = await looked(`/tim-kiem?q=${encodeURIComponent('sợi chàm nhuộm')}`);
    assert.deepEqual([all.total, sum(all.kinds), sum(all.months)], [total, total, total]);
    assert.deepEqual(all.categories.map(({ url, count }) => [url.split('=').at(-1), count]), [['nghe', 4], ['nghe-det', 3]], 'what lies below is counted where it is found');
    assert.deepEqual(facets.categories.map(({ slug, count }) => [slug, count]), [['nghe', 4], ['nghe-det', 3]]);
    for (const chip of [...all.kinds, ...all.categories]) {
      const one = await looked(chip.url);
      assert.deepEqual([one.total, ...[...one.kinds, ...one.categories].filter(({ isChosen }) => isChosen).map(({ count }) => count)], [chip.count, chip.count], chip.url);
    }
  });

  test('gives pages without gap or repeat', async () => {
    for (let i = 0; i < 25; i++) await portal.post({ title: `Bản tin số ${i}`, body: 'Chuyên đề nông thôn.', status: 'published' });
    for (const sort of ['relevance', 'newest']) {
      const seen = [];
      for (let next = `/articles?q=${encodeURIComponent('chuyên đề nông thôn')}&limit=10&sort=${sort}`; next;) {
        const answer = await portal.api('GET', next);
        assert.equal(answer.status, 200, answer.text);
        seen.push(...answer.json.items.map((item) => item.id));
        next = answer.json.next;
      }
      assert.equal(seen.length, 25, sort);
      assert.equal(new Set(seen).size, 25, sort);
    }
  });

  test('shows drafts to editors alone', async () => {
    await portal.post({ title: 'Dự thảo quy chế tuyệt mật', body: 'Chưa công bố.' });
    assert.deepEqual(await titles('dự thảo quy chế tuyệt mật'), []);
    assert.equal((await found('quy chế tuyệt mật', '&status=all', { as: 'reader' })).items.length, 1);
    assertProblem(await ask('quy chế', '&status=all'), 401, 'unauthorized');
    assert.deepEqual((await portal.api('GET', `/suggest?q=${encodeURIComponent('dự thảo quy')}`)).json.items, []);
  });

  test('follows every write at once', async () => {
    const article = await portal.post({ title: 'Ngày hội văn hóa dân tộc', body: 'Hát then.', status: 'published' });
    assert.equal(await first('hát then'), article.title);
    await portal.api('PATCH', `/articles/${article.id}`, { as: 'editor', body: { title: 'Ngày hội thể thao', body: 'Đẩy gậy.' } });
    assert.deepEqual(await titles('hát then'), []);
    assert.equal(await first('đẩy gậy'), 'Ngày hội thể thao');
    await portal.api('POST', `/articles/${article.id}/withdraw`, { as: 'editor', body: { reason: 'Sai' } });
    assert.deepEqual(await titles('đẩy gậy'), []);
  });

  test('answers anything at all without a fault', async () => {
    for (const q of ['', ' ', '"', '""', '"""', '-', '--', '*', 'a*', 'NEAR(a b)', 'title:x', 'a AND', 'OR', '(((', "'; DROP TABLE x; --", '\u0301', '…', '^a', '{a b}:c', 'a"b', 'ư'.repeat(3000 / 9), '0', '1/2/3/4/5', '-"a b"', '\\', '%', '🙂'])
      assert.equal((await ask(q)).status, 200, q);
    assertProblem(await portal.api('GET', '/articles?q=%ff%fe'), 400);
    for (const target of ['/articles?q=a%00b', '/suggest?q=a%00b', '/suggest?q=%c3']) assertProblem(await portal.api('GET', target), 400);
    assertProblem(await portal.api('GET', '/suggest?x=1'), 400, 'invalid-parameter', { parameter: 'x' });
  });

  test('suggests titles for what is being typed', async () => {
    const { items } = (await portal.api('GET', `/suggest?q=${encodeURIComponent('khanh thanh du')}`)).json;
    assert.deepEqual(items, [{ title: ROAD, url: '/bai-viet/khanh-thanh-duong-lien-xa-hoa-binh' }]);
    assert.equal((await portal.api('GET', '/suggest?q=')).json.items.length, 0);
  });
});

describe('what editors keep for the search', () => {
  const write = (method, target, body, as = 'editor') => portal.api(method, target, { as, body });

  test('abbreviations can be read, made, changed and removed, and hold from the next query on', async () => {
    const list = (await portal.api('GET', '/abbreviations')).json.items;
    assert.ok(list.some((item) => item.short === 'UBND' && item.long === 'ủy ban nhân dân' && item.beside === null));
    const road = await portal.post({ title: 'Đường tuần tra biên giới hoàn thành', body: 'Nội dung.', status: 'published' });
    assert.deepEqual(await titles('ĐTTBG'), []);
    const made = await write('POST', '/abbreviations', { short: 'ĐTTBG', long: 'đường tuần tra biên giới' });
    assert.equal(made.status, 201, made.text);
    assert.equal((await titles('ĐTTBG hoàn thành'))[0], road.title);
    assert.equal((await titles('dttbg'))[0], road.title);
    const path = `/abbreviations/${made.json.id}`;
    assert.equal((await write('PATCH', path, { short: 'ĐTT', beside: 'biên giới' })).json.version, 2);
    assert.equal((await portal.request('DELETE', `/api${path}`, { as: 'editor' })).status, 204);
    assertProblem(await portal.api('GET', path), 404);
  });

  test('a wrong abbreviation is refused with its faults', async () => {
    for (const [body, pointer] of [
      [{ long: 'x' }, '/short'], [{ short: '…', long: 'x y' }, '/short'], [{ short: 'a b c d e', long: 'x' }, '/short'],
      [{ short: 'AB', long: 'từ '.repeat(11) }, '/long'], [{ short: 7, long: 'x' }, '/short'], [{ short: 'AB', long: 'x', other: 1 }, '/other'],
      [{ short: 'TƯ', long: 'trung ương' }, '/short'], [{ short: 'A'.repeat(61), long: 'x' }, '/short'],
    ]) assertProblem(await write('POST', '/abbreviations', body), 422, 'invalid-input', { pointer });
    assertProblem(await write('POST', '/abbreviations', { short: 'UBND', long: 'ủy ban nhân dân' }), 409, 'conflict', { pointer: '/short' });
    assertProblem(await write('POST', '/abbreviations', { short: 'X', long: 'y' }, 'author'), 403);
    assertProblem(await portal.api('POST', '/abbreviations', { body: { short: 'X', long: 'y' } }), 401);
  });

  test('queries in vain are told to editors when ten people asked, without personal data', async () => {
    const once = (localAddress, q) => new Promise((resolve, reject) => http.get(`${portal.url}/api/articles?q=${encodeURIComponent(q)}`, { localAddress, agent: false }, (answer) => {
      let text = '';
      answer.on('data', (bytes) => { text += bytes; }).on('end', () => resolve({ text, json: JSON.parse(text) }));
    }).on('error', reject));
    // A search that was cut is none in vain.
    const from = (localAddress, q) => uncut(() => once(localAddress, q));
    for (let i = 0; i < 12; i++) {
      for (const q of ['hộ khẩu thường trú', 'số 0912345678', 'ai@vidu.vn', '0912/345/678', 'đường liên xã']) await from(`127.0.0.${i + 2}`, q);
      if (i < 9) await from(`127.0.0.${i + 2}`, 'tên của tôi');
      await ask('chưa từng có');
    }
    const { items } = (await portal.api('GET', '/search/misses', { as: 'editor' })).json;
    assert.deepEqual(items.map((item) => item.query), ['hộ khẩu thường trú'], JSON.stringify(items));
    assert.equal(items[0].times, 12);
    assert.match(items[0].last_day, /^\d{4}-\d\d-\d\d$/);
    assertProblem(await portal.api('GET', '/search/misses'), 401);
    assertProblem(await portal.api('GET', '/search/misses?limit=0', { as: 'editor' }), 400, 'invalid-parameter', { parameter: 'limit' });
  });
});

test('searches are counted by address, whichever way they come', async () => {
  const busy = await startPortal({ args: ['--search-rate', '1'] });
  try {
    for (const target of ['/api/articles?q=a', '/tim-kiem?q=a', '/en/tim-kiem?q=a', '/api/suggest?q=a']) {
      const left = Array.from({ length: 6 }, () => busy.request('GET', target));
      for (const answer of await Promise.all(left)) assert.ok([200, 429].includes(answer.status), target);
    }
    /* One a second is given back, however slow the machine: of six at once some are too many. */
    for (const target of ['/api/articles?q=a', '/tim-kiem?q=a', '/en/tim-kiem?q=a', '/api/suggest?q=a']) {
      const answers = await Promise.all(Array.from({ length: 6 }, () => busy.request('GET', target)));
      assert.ok(answers.some((answer) => answer.status === 429), target);
    }
    assert.equal((await busy.request('GET', '/tim-kiem')).status, 200, 'the form alone is no search');
    await busy.stop();
  } finally {
    await busy.end();
  }
});

describe('texts in old encodings', () => {
  const OLD = { title: 'ñy ban nh©n d©n huyÖn §øc Hßa', body: '®­êng giao th«ng n«ng th«n míi' };
  const send = (query, body = OLD) => portal.api('POST', `/articles${query}`, { as: 'editor', body });

  test('are pointed out with what they say, and saved as they came', async () => {
    const { status, json } = await send('');
    assert.equal(status, 201);
    assert.equal(json.title, OLD.title);
    assert.deepEqual(json.warnings.map((warning) => warning.pointer), ['/title', '/body']);
    assert.match(json.warnings[0].detail, /TCVN3.*«ủy ban nhân dân huyện Đức Hòa».*convert_legacy=true/);
  });

  test('are converted when that is asked for', async () => {
    const { status, json } = await send('?convert_legacy=true');
    assert.equal(status, 201);
    assert.equal(json.title, 'ủy ban nhân dân huyện Đức Hòa');
    assert.equal(json.body.text, 'đường giao thông nông thôn mới');
    assert.equal(json.warnings, undefined);
    const vni = await send('?convert_legacy=true', { title: 'UÛy ban nhaân daân huyeän', body: 'x' });
    assert.equal(vni.json.title, 'Ủy ban nhân dân huyện');
  });

  test('are not seen where there are none', async () => {
    const { json } = await send('', { title: 'Hội nghị tại São Paulo', body: 'Café, résumé, naïve. Liên hệ a.b@vidu.vn?' });
    assert.equal(json.warnings, undefined);
    assertProblem(await send('?convert_legacy=maybe'), 400, 'invalid-parameter', { parameter: 'convert_legacy' });
  });
});

describe('the page /tim-kiem', () => {
  test('shows what is found with marks, and keeps the form', async () => {
    const page = await portal.page(`/tim-kiem?q=${encodeURIComponent('duong lien xa')}`);
    assert.equal(page.status, 200, page.text);
    assert.ok(page.text.includes(ARTICLES[0].title));
    assert.match(page.text, /name="q" value="duong lien xa"/);
    assert.match(page.text, /<datalist id="goi-y">\s*<option value="Khánh thành/);
    assert.match(page.text, /<mark>/);
    assert.match(page.text, /<title>Tìm kiếm: duong lien xa – /);
    assert.match(page.text, /name="robots" content="noindex, follow"/);
  });

  test('asks what was meant and says when nothing is there', async () => {
    const slip = await portal.page(`/tim-kiem?q=${encodeURIComponent('khanh thanh dduong lien xa')}`);
    assert.match(slip.text, /Có phải bạn muốn tìm <a href="\/tim-kiem\?q=khanh%20thanh%20%C4%91%C6%B0%E1%BB%9Dng%20lien%20xa">/);
    const none = await portal.page('/tim-kiem?q=qqqq');
    assert.match(none.text, /Không tìm thấy bài viết nào/);
    const hostile = await portal.page(`/tim-kiem?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
    assert.ok(!hostile.text.includes('<script>alert'));
  });

  test('filters by category and days, and leaves out what makes no sense', async () => {
    const shows = async (more) =>
      (await portal.page(`/tim-kiem?q=${encodeURIComponent('hội nghị')}${more}`)).text.includes('href="/bai-viet/hoi-nghi-so-ket');
    assert.ok(await shows('&category=tin-tuc'));
    assert.ok(!(await shows('&to=2001-01-01')));
    assert.ok(await shows('&category=&from=&to=gibberish&sort=x'));
  });

  test('has a form on every page and speaks English below /en', async () => {
    assert.match((await portal.page('/')).text, /<form class="find" role="search" action="\/tim-kiem">/);
    const english = await portal.page('/en/tim-kiem?q=nothing');
    assert.match(english.text, /No article was found/);
    assert.match(english.text, /action="\/en\/tim-kiem"/);
  });
});
