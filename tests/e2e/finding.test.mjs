// Finding, as citizens meet it: what stands first, spellings that mean the same, what is marked, what is said
// when nothing is found.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { uncut } from './lib/patience.mjs';
import { startPortal, until } from './lib/portal.mjs';

let portal;
before(async () => { portal = await startPortal({ args: ['--search-rate', '0'] }); });
after(() => portal?.end());

const post = (title, body, more = {}) => portal.post({ title, body, status: 'published', ...more });
const ask = async (q, more = '') => {
  const answer = await uncut(() => portal.api('GET', `/articles?q=${encodeURIComponent(q)}&include=total${more}`));
  assert.equal(answer.status, 200, `${q}: ${answer.text}`);
  return answer.json;
};
const titles = async (q, more) => (await ask(q, more)).items.map((item) => item.title);

describe('ranking', () => {
  before(async () => {
    await post('Huyện Bình Gia phát triển cây hồi', 'Cây hồi, quế.');
    await post('Nghị quyết số 05-NQ/HU', 'Nghị quyết của Huyện ủy.');
    await post('Đảng viên trẻ giúp dân làm đường', 'Cán bộ và người dân cùng góp công.');
    await post('Họp đầu năm', 'Đồng chí Bí thư Đảng ủy xã chủ trì.');
    await post('Chè là cây giảm nghèo', 'Giá chè tăng.');
    await post('Đặc sản vùng cao', 'Nhiều hộ trồng chè ở bản Nà Pái đã thoát nghèo.');
  });

  const FIRST = { 'huyện ủy': 'Nghị quyết số 05-NQ/HU', 'đảng ủy': 'Họp đầu năm', 'chè Nà Pái': 'Đặc sản vùng cao',
    'huyen uy': 'Nghị quyết số 05-NQ/HU', 'dang uy': 'Họp đầu năm', 'che na pai': 'Đặc sản vùng cao' };
  for (const [q, title] of Object.entries(FIRST)) {
    test(`puts the text that holds all of "${q}" before titles that hold some`, async () => {
      assert.equal((await titles(q))[0], title);
    });
  }

  test('counts what is listed', async () => {
    for (const q of [...Object.keys(FIRST), 'đường xã Huyện', 'không có ở đâu', 'nghị quyét', 'cây'])
      for (const sort of ['relevance', 'newest']) {
        const { items, total } = await ask(q, `&limit=100&sort=${sort}`);
        assert.equal(total, items.length, `${q}, ${sort}`);
      }
  });

  test('counts what is listed on all pages of a common word', async () => {
    for (let i = 0; i < 60; i++) await post(`Bản tin thời tiết số ${i}`, i % 2 ? 'Mưa rào rải rác.' : 'Trời nắng, đường khô.');
    for (const q of ['bản tin', 'ban tin thoi tiet', 'mưa rào', 'thời tiết mưa'])
      for (const sort of ['relevance', 'newest']) {
        let count = 0, total;
        for (let next = `/articles?q=${encodeURIComponent(q)}&limit=25&include=total&sort=${sort}`; next;) {
          const { json } = await portal.api('GET', next);
          count += json.items.length;
          total ??= json.total;
          assert.equal(json.total, total, `${q}, ${sort}`);
          next = json.next;
        }
        assert.equal(count, total, `${q}, ${sort}`);
      }
  });
});

describe('spellings of one word', () => {
  // Each row: texts that mean the same, each of which is looked for by all the others.
  const SPELLINGS = [
    ['vacxin', 'vắc-xin', 'vắc xin', 'Vắc-xin', 'VACXIN'],
    ['wifi', 'Wi-Fi', 'wi-fi', 'WiFi', 'wi fi'],
    ['email', 'e-mail', 'E-mail'],
    ['50 m2', '50 m²'],
    ['CO2', 'CO₂'],
    ['02/9/2024', '02/09/2024', '2.9.2024', '2/9/2024', '02-09-2024', '2-9-2024', '02.09.2024', 'ngày 2 tháng 9 năm 2024', 'ngày 02 tháng 09 năm 2024'],
    ['ĐT226', 'ĐT.226', 'ĐT 226', 'ĐT-226', 'đt226', 'DT226'],
    ['QL4B', 'QL.4B', 'QL 4B', 'ql-4b'],
    ['covid19', 'Covid-19'],
    ['cà-phê', 'cà phê'],
  ];
  const ids = new Map();
  before(async () => {
    // What a title teaches is known of bodies, too.
    await post('Tiêm vắc xin miễn phí', 'Lịch tiêm.');
    await post('Mua vacxin cúm', 'Lịch mua.');
    await post('Lắp wi fi ở nhà văn hóa', 'Có wifi.', { lead: 'Có wifi.' });
    for (const [row, forms] of SPELLINGS.entries())
      for (const [i, form] of forms.entries())
        ids.set(`${row} ${i}`, (await post(`Tin vắn kỳ ${row} mục ${i}`, `Đoạn mở đầu. Tại đây có ${form} như đã nói.`)).id);
  });

  for (const [row, forms] of SPELLINGS.entries())
    for (const sort of ['relevance', 'newest'])
      test(`${forms.join(', ')} find each other, ${sort}`, async () => {
        for (const form of forms) {
          const { items } = await ask(form, `&limit=100&sort=${sort}`);
          const found = new Set(items.map((item) => item.id));
          const missed = forms.filter((_, i) => !found.has(ids.get(`${row} ${i}`)));
          assert.deepEqual(missed, [], form);
        }
      });

  test('are marked where they are found', async () => {
    for (const [row, forms] of SPELLINGS.entries())
      for (const form of forms) {
        const { items } = await ask(form, '&limit=100');
        for (const item of items.filter((item) => forms.some((_, i) => ids.get(`${row} ${i}`) === item.id)))
          if (!(row === 5 && /^\d\d?\.\d\d?\.\d{4}$/.test(form)))
            assert.match(item.snippet, /<mark>/, `${form}: ${item.snippet}`);
      }
  });

  test('are no other words', async () => {
    await post('Đường 226', 'Ô tô đi chậm, điện thoại 226.');
    assert.ok(!(await titles('ĐT226')).includes('Đường 226'));
  });
});

describe('marking', () => {
  before(async () => {
    await post('Đêm hội', 'Nghệ nhân trong bản biểu diễn. Ban tổ chức trao giải, ban hành quy chế.');
    await post('Lịch nghỉ', 'Nghỉ ngày 30 tháng 4 năm 2023. Trực từ 30/4/2023. Ngày 2 họp; tháng 4 họp; năm 2023 họp.');
  });

  test('a mark that was typed marks no other', async () => {
    const { snippet } = (await ask('bản biểu diễn')).items[0];
    assert.match(snippet, /<mark>bản<\/mark> <mark>biểu<\/mark> <mark>diễn<\/mark>/);
    assert.doesNotMatch(snippet, /<mark>ban<\/mark>/i);
  });

  test('a word without marks marks all its forms', async () => {
    const { snippet } = (await ask('ban bieu dien')).items[0];
    assert.match(snippet, /<mark>bản<\/mark>/);
    assert.match(snippet, /<mark>Ban<\/mark>/);
  });

  test('a date is marked as a whole, and its numbers alone are not', async () => {
    const { snippet } = (await ask('30/4/2023')).items.find((item) => item.title === 'Lịch nghỉ');
    assert.equal(snippet, 'Nghỉ <mark>ngày 30 tháng 4 năm 2023</mark>. Trực từ <mark>30/4/2023</mark>. Ngày 2 họp; tháng 4 họp; năm 2023 họp.');
  });

  test('what was probably meant is marked in what is found', async () => {
    await post('Khai mạc lễ hội lồng tồng', 'Lễ hội lồng tồng mở đầu mùa xuân.');
    const { items, suggestion } = await ask('lễ hội lòng tồng');
    assert.equal(suggestion, 'lễ hội lồng tồng');
    assert.match(items[0].snippet, /<mark>lồng<\/mark> <mark>tồng<\/mark>/);
  });
});

describe('a search that finds nothing', () => {
  before(async () => {
    for (const [lang, name, slug] of [['vi', 'Tin hoạt động', 'tin-hoat-dong'], ['en', 'Local news', 'local-news']])
      assert.equal((await portal.api('POST', '/categories', { as: 'editor', body: { name, slug, lang } })).status, 201);
    await post('Tin mới nhất của xã', 'Nội dung.', { category: 'tin-hoat-dong' });
    await post('The latest notice', 'Text.', { lang: 'en', category: 'local-news' });
  });

  const SAYS = { vi: ['/tim-kiem', 'Không tìm thấy bài viết nào cho', '/chuyen-muc/tin-hoat-dong', 'Tin mới nhất của xã', 'Tìm lại trong mọi'],
    en: ['/en/tim-kiem', 'No article was found for', '/chuyen-muc/local-news', 'The latest notice', 'Search in all'] };
  for (const [lang, [path, none, category, latest, unfiltered]] of Object.entries(SAYS)) {
    test(`says what was searched, and shows ways on, ${lang}`, async () => {
      const { status, text } = await portal.page(`${path}?q=${encodeURIComponent('xyzzy <b>plugh</b>')}&from=2020-01-01`);
      assert.equal(status, 200);
      const main = text.slice(text.indexOf('<main'), text.indexOf('</main>'));
      assert.ok(main.includes(`${none} <q>xyzzy &lt;b&gt;plugh&lt;/b&gt;</q>`), main);
      assert.ok(main.includes(category) && main.includes(latest) && main.includes(unfiltered), main);
    });

    test(`shows no such ways beside hits, ${lang}`, async () => {
      const { text } = await portal.page(`${path}?q=${encodeURIComponent(latest)}`);
      assert.ok(!text.includes(none) && !text.includes(unfiltered));
    });
  }

  test('of blanks or signs alone is no blank page either', async () => {
    for (const q of ['…', '-rừng', '""', '%09'])
      assert.ok((await portal.page(`/tim-kiem?q=${q.startsWith('%') ? `x${q}%0A,` : encodeURIComponent(q)}`)).text.includes('/chuyen-muc/tin-hoat-dong'), q);
  });

  test('offers what was probably meant, marked as a whole', async () => {
    const { text } = await portal.page(`/tim-kiem?q=${encodeURIComponent('lễ hội lòng tồng')}`);
    assert.match(text, /Có phải bạn muốn tìm <a href="[^"]+"><mark>lễ hội lồng tồng<\/mark><\/a>/);
  });
});

describe('a long query', () => {
  const word = 'hương ';
  test('of 1,000 bytes is looked for as it is', async () => {
    const q = `${'ư'.repeat(62)} `.repeat(8).trimEnd() + 'x';
    assert.equal(Buffer.byteLength(q), 1000);
    assert.equal((await ask(q)).warnings, undefined);
    assert.ok(!(await portal.page(`/tim-kiem?q=${encodeURIComponent(q)}`)).text.includes('1.000 byte'));
  });

  test('of more is cut between words, and both answers say so', async () => {
    const q = `${word.repeat(125)} đuôi bị bỏ`;
    const { warnings } = await ask(q);
    assert.equal(warnings[0].code, 'query-shortened');
    assert.equal(warnings[0].parameter, 'q');
    assert.match(warnings[0].detail, /1000 byte.*đuôi bị bỏ/);
    assert.equal((await portal.api('GET', `/suggest?q=${encodeURIComponent(q)}`)).json.warnings[0].code, 'query-shortened');
    const { status, text } = await portal.page(`/tim-kiem?q=${encodeURIComponent(q)}`);
    assert.equal(status, 200);
    assert.ok(text.includes('1.000 byte') && !text.includes('đuôi bị bỏ'));
    assert.ok((await portal.page(`/en/tim-kiem?q=${encodeURIComponent(q)}`)).text.includes('longer than 1,000 bytes'));
    assert.equal((await ask('x'.repeat(1001))).warnings[0].code, 'query-shortened');
  });

  test('of more words than are looked for is answered with the rest that was not, by the API and by the page', async () => {
    const all = Array.from({ length: 132 }, (_, i) => `t${String.fromCharCode(97 + i % 26)}${String.fromCharCode(97 + Math.floor(i / 26))}z`);
    // A busy machine may cut so long a search (503, Retry-After); it is asked again.
    const whole = (path) => until(async () => {
      const { status, text } = await portal.page(path);
      return status === 200 && text;
    }, { ms: 60_000, why: `${path} was always cut` });
    for (const count of [16, 17, 128, 129, 132]) {
      // A sentence is looked for with 128 of its words; titles, for what is being typed, with 16.
      const q = all.slice(0, count).join(' '), rest = all.slice(128, count).join(' '), untyped = all.slice(16, count).join(' ');
      const { warnings } = await ask(q);
      const page = await whole(`/tim-kiem?q=${encodeURIComponent(q)}`), english = await whole(`/en/tim-kiem?q=${encodeURIComponent(q)}`);
      const suggested = (await portal.api('GET', `/suggest?q=${encodeURIComponent(q)}`)).json.warnings;
      const expected = (words) => (words ? [['query-unread', 'q']] : undefined);
      assert.deepEqual(warnings?.map(({ code, parameter }) => [code, parameter]), expected(rest), `${count} words`);
      assert.deepEqual(suggested?.map(({ code, parameter }) => [code, parameter]), expected(untyped), `${count} words`);
      assert.equal(page.includes(`Phần không được tìm: <q>${rest}</q>`), rest !== '', `${count} words`);
      assert.equal(english.includes(`Left out: <q>${rest}</q>`), rest !== '', `${count} words`);
      if (rest) assert.ok(warnings[0].detail.includes(`«${rest.slice(0, 10)}`), warnings[0].detail);
    }
  });

  test('counts an abbreviation as what it stands for, and finds a document’s number behind all words', async () => {
    const q = `UBND ${'cham '.repeat(124)}rieng`;
    assert.match((await ask(q)).warnings[0].detail, /«rieng»/);
    const number = `${'cham '.repeat(16)}05-NQ/HU`;
    assert.equal((await ask(number)).warnings, undefined);
  });

  test('may hold line breaks and tabs, as people paste them', async () => {
    for (const q of ['huyện%0Aủy', 'huyện%0D%0Aủy', 'huyện%09ủy', '%0Ahuyện ủy%0A'].map((q) => encodeURI(q).replaceAll('%25', '%'))) {
      const { status, json } = await portal.api('GET', `/articles?q=${q}`);
      assert.equal(status, 200, q);
      assert.equal(json.items[0].title, 'Nghị quyết số 05-NQ/HU', q);
      assert.equal((await portal.page(`/tim-kiem?q=${q}`)).status, 200);
    }
    assert.equal((await portal.api('GET', '/articles?q=a%00b')).status, 400);
  });
});

describe('keystrokes that stayed letters', () => {
  before(async () => {
    await post('Tổ hòa giải ở thôn', 'Hòa giải viên giữ yên làng xóm.');
  });

  for (const q of ['hoaf giair', 'HOAF GIAIR', 'hoa2 giai3', 'toor hoaf giair'])
    for (const sort of ['relevance', 'newest'])
      test(`are read when nothing is found: ${q}, ${sort}`, async () => {
        const { items, suggestion, total } = await ask(q, `&sort=${sort}`);
        assert.equal(items[0]?.title, 'Tổ hòa giải ở thôn');
        assert.match(suggestion.toLowerCase(), /hòa giải$/);
        assert.equal(total, items.length);
        assert.ok((await portal.page(`/tim-kiem?q=${encodeURIComponent(q)}`)).text.includes('Có phải bạn muốn tìm'));
      });

  test('are letters where something is found', async () => {
    await post('Bar hoaf', 'Quán hoaf giair mở cửa.');
    assert.equal((await ask('hoaf giair')).items[0].title, 'Bar hoaf');
  });
});
