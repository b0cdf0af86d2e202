// The register of documents: found by number however that is typed, filtered, printed, as CSV, with relations and a state
// that follows from days.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startPortal } from './lib/portal.mjs';

const portal = await startPortal({ args: ['--set', 'write_rate=0', '--set', 'error_rate=0', '--set', 'search_rate=0', '--set', 'miss_rate=0'] });
after(() => portal.end());

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const get = (address) => portal.page(encodeURI(address));
const day = (offset) => new Date(Date.now() + 7 * 3600e3 + offset * 86400e3).toISOString().slice(0, 10);
const faults = (answer) => Object.fromEntries(answer.json.errors.map((error) => [error.pointer, error.detail]));
const titles = (text) => [...text.matchAll(/<td class="wide"><a href="[^"]*">([^<]*)</g)].map((row) => row[1]);
let file;
const post = (title, facts, more = {}) => portal.post({
  title, kind: 'document', body: `Toàn văn ${title}.`, status: 'published', attachments: [file],
  facts: { type: 'quyet-dinh', issuer: 'Ủy ban nhân dân xã', issued: '2024-02-05', ...facts }, ...more,
});
const made = {};

before(async () => {
  file = (await portal.form('POST', '/media', { file: { name: 'van-ban.pdf', type: 'application/pdf', bytes: PDF } }, { as: 'editor' })).json.id;
  made.old = await post('Quyết định giá nước', { number: '05/2024/QĐ-UBND', field: 'Tài chính', signer: 'Nông Văn Đức' });
  made.next = await post('Quyết định giá nước mới', { number: '06/2025/QĐ-UBND', field: 'Tài chính', issued: '2025-03-01', effective: '2025-04-01', replaces: ['5-2024-qd-ubnd'], based_on: [made.old.id] });
  made.plan = await post('Kế hoạch trồng rừng', { number: '07/KH-HĐND', type: 'ke-hoach', issuer: 'Hội đồng nhân dân xã', field: 'Nông nghiệp', issued: '2025-05-05', effective: day(1) });
  made.again = await post('Kế hoạch trồng rừng năm sau', { number: '07/KH-HĐND', type: 'ke-hoach', issuer: 'Hội đồng nhân dân xã', field: 'Nông nghiệp', issued: '2026-05-05', expires: day(0) });
  made.partly = await post('Quy chế tiếp công dân', { number: '=1+1/QC', type: 'quy-che', field: 'Tư pháp', issued: '2023-01-02', partly_expires: day(-1), expires: day(1) });
});

describe('the register by the API', () => {
  const listed = async (query) => (await portal.api('GET', encodeURI(`/documents${query}`))).json;
  const numbers = async (query) => (await listed(query)).items.map((one) => one.facts.number);

  test('is filtered as its page is, by the state too, and counts what other choices would leave', async () => {
    assert.deepEqual(await numbers('?state=in-force'), ['06/2025/QĐ-UBND']);
    assert.deepEqual(await numbers('?state=partly-expired'), ['=1+1/QC']);
    assert.deepEqual(await numbers('?state=pending&type=ke-hoach'), ['07/KH-HĐND']);
    assert.deepEqual(await numbers('?state=pending&type=quy-che'), []);
    assert.deepEqual(await numbers('?year=2024'), ['05/2024/QĐ-UBND']);
    assert.deepEqual(await numbers('?issuer=hoi-dong-nhan-dan-xa&state=expired'), ['07/KH-HĐND']);
    assert.deepEqual(await numbers('?field=tu-phap'), ['=1+1/QC']);
    assert.equal((await numbers('?q=5-2024-qd-ubnd'))[0], '05/2024/QĐ-UBND');
    const { total, complete, choices } = await listed('?type=ke-hoach&limit=1');
    assert.deepEqual([total, complete], [2, true]);
    assert.deepEqual(choices.state.map(({ value, count }) => [value, count]).sort(), [['expired', 1], ['pending', 1]]);
    assert.deepEqual(choices.issuer.map(({ value, name, count }) => [value, name, count]), [['hoi-dong-nhan-dan-xa', 'Hội đồng nhân dân xã', 2]]);
  });

  test('goes on behind a page, and says what it does not know', async () => {
    const all = [];
    for (let next = '/documents?limit=2'; next;) {
      const { items, next: more } = (await portal.api('GET', next)).json;
      all.push(...items.map((one) => one.id));
      next = more;
    }
    assert.deepEqual([all.length, new Set(all).size], [5, 5]);
    for (const query of ['?state=valid', '?type=bay', '?year=x', '?year=0', '?limit=0', '?after=-1', '?lang=fr', '?state=in-force&state=expired', '?co-quan=x', `?q=${'x'.repeat(600)}`, '?q=%00', '?q=%ff'])
      assert.equal((await portal.api('GET', `/documents${query}`)).status, 400, query);
    for (const query of ['?issuer=khong-co', '?field=x', '?year=1900', '?lang=en', '?after=5000', '?q=']) assert.equal((await portal.api('GET', `/documents${query}`)).status, 200, query);
  });
});

describe('a document', () => {
  test('needs its number, type, issuer, day and a file to be published', async () => {
    const answer = await portal.api('POST', '/articles', { as: 'editor', body: { title: 'Thiếu', kind: 'document', body: 'x', status: 'published' } });
    assert.equal(answer.status, 422);
    assert.deepEqual(Object.keys(faults(answer)), ['/facts/number', '/facts/type', '/facts/issuer', '/facts/issued']);
    const bare = await portal.api('POST', '/articles', { as: 'editor', body: { title: 'Thiếu tệp', kind: 'document', body: 'x', status: 'published', facts: { number: '9/TB', type: 'thong-bao', issuer: 'A', issued: '2024-01-01' } } });
    assert.match(faults(bare)['/attachments'], /tệp/);
  });

  test('has a number that is its own among those of its issuer and year', async () => {
    const same = await portal.api('POST', '/articles', { as: 'editor', body: { title: 'Trùng', kind: 'document', body: 'x', status: 'published', attachments: [file], facts: { number: '5-2024-qđ-ubnd', type: 'quyet-dinh', issuer: 'Uỷ ban nhân dân xã', issued: '2024-12-31' } } });
    assert.equal(same.status, 422);
    assert.match(faults(same)['/facts/number'], /Quyết định giá nước/);
  });

  test('says its relations from both sides, of one statement', async () => {
    const old = (await portal.api('GET', `/articles/${made.old.id}`)).json;
    assert.deepEqual(old.referred_by.replaces.map(({ id, number }) => [id, number]), [[made.next.id, '06/2025/QĐ-UBND']]);
    assert.equal(made.next.facts.replaces[0].id, made.old.id);
    const page = (await get(`/van-ban/${made.old.slug}`)).text;
    assert.match(page, /Được thay thế bởi[^]*06\/2025\/QĐ-UBND – Quyết định giá nước mới/);
    assert.match(page, /Là căn cứ của/);
    assert.match((await get(`/van-ban/${made.next.slug}`)).text, /Thay thế[^]*05\/2024\/QĐ-UBND – Quyết định giá nước/);
  });

  test('has a page with its files first, its facts, and what machines read', async () => {
    const { text } = await get(`/van-ban/${made.old.slug}`);
    assert.ok(text.indexOf('van-ban.pdf (PDF, ') < text.indexOf('Số, ký hiệu'));
    for (const words of ['05/2024/QĐ-UBND', 'Quyết định', '05/02/2024', 'Nông Văn Đức', 'Hết hiệu lực']) assert.ok(text.includes(words), words);
    const graph = JSON.parse(text.match(/<script type="application\/ld\+json">(.*?)<\/script>/s)[1])['@graph'];
    const law = graph.find((node) => node['@type'] === 'Legislation');
    assert.equal(law.legislationIdentifier, '05/2024/QĐ-UBND');
    assert.equal(law.legislationLegalForce, 'https://schema.org/NotInForce');
    assert.equal(law.legislationPassedBy.name, 'Ủy ban nhân dân xã');
  });

  test('has the state that its days and what replaces it say today, and nobody types it', async () => {
    const state = async (id) => (await portal.api('GET', `/articles/${id}`)).json.facts.state;
    assert.equal(await state(made.old.id), 'expired');
    assert.equal(await state(made.next.id), 'in-force');
    assert.equal(await state(made.plan.id), 'pending');
    assert.equal(await state(made.again.id), 'expired');
    assert.equal(await state(made.partly.id), 'partly-expired');
    const said = await portal.api('PATCH', `/articles/${made.next.id}`, { as: 'editor', body: { facts: { state: 'hết' } } });
    assert.equal(said.status, 422);
    // As it was read it may come back.
    assert.equal((await portal.api('PATCH', `/articles/${made.next.id}`, { as: 'editor', body: { facts: { state: 'expired' } } })).json.facts.state, 'in-force');
  });
});

describe('by its number', () => {
  const typed = ['05/2024/QĐ-UBND', '5/2024/QĐ-UBND', '05/2024/qđ-ubnd', '05/2024/QD-UBND', '05-2024-QĐ-UBND', '05-2024-qd-ubnd', '05 2024 qđ ubnd',
    '05/2024/QĐ–UBND', 'số 05/2024/QĐ-UBND', 'Quyết định 05/2024/QĐ-UBND', '05/2024/QĐUBND', '05/2024', '05 / 2024 / QĐ - UBND', '05/2024/Q\u0110-UBND'.normalize('NFD')];

  test('a document is found first by the search and by the register, however it is typed', async () => {
    for (const q of typed) {
      const found = (await portal.api('GET', `/articles?q=${encodeURIComponent(q)}`)).json;
      assert.equal(found.items[0]?.id, made.old.id, q);
      assert.equal(titles((await portal.page(`/van-ban?q=${encodeURIComponent(q)}`)).text)[0], 'Quyết định giá nước', q);
    }
  });

  test('an address leads to it, and lists several of one number', async () => {
    for (const number of ['05-2024-QĐ-UBND', '05-2024-qd-ubnd', '5-2024-qđ-ubnd'])
      assert.deepEqual([(await get(`/van-ban/so/${number}`)).status, (await get(`/van-ban/so/${number}`)).headers.location], [302, `/van-ban/${made.old.slug}`], number);
    // A list has one address, so that spellings do not fill what is kept of pages.
    for (const number of ['07-KH-HĐND', '7-kh-hdnd', '007-KHHĐND']) {
      const moved = await get(`/van-ban/so/${number}`);
      assert.deepEqual([moved.status, moved.headers.location], [302, '/van-ban/so/7-khhdnd'], number);
    }
    const several = await get('/van-ban/so/7-khhdnd');
    assert.equal(several.status, 200);
    assert.doesNotMatch(several.text, /50 văn bản mới nhất/);
    assert.match(several.text, /Kế hoạch trồng rừng năm sau[^]*Kế hoạch trồng rừng/);
    assert.equal((await get('/van-ban/so/99-khong')).status, 404);
  });
});

describe('the register', () => {
  test('stands with the latest issued first, and every document once', async () => {
    const { text, status } = await get('/van-ban');
    assert.equal(status, 200);
    assert.deepEqual(titles(text), ['Kế hoạch trồng rừng năm sau', 'Kế hoạch trồng rừng', 'Quyết định giá nước mới', 'Quyết định giá nước', 'Quy chế tiếp công dân']);
    assert.match(text, /5 văn bản/);
    assert.match(text, /Quyết định \(2\)/);
  });

  test('is filtered by each side, by several, and by words, with what each choice would leave', async () => {
    const found = async (query) => titles((await get(`/van-ban?${query}`)).text);
    assert.deepEqual(await found('co-quan=hoi-dong-nhan-dan-xa'), ['Kế hoạch trồng rừng năm sau', 'Kế hoạch trồng rừng']);
    assert.deepEqual(await found('co-quan=hoi-dong-nhan-dan-xa&hieu-luc=pending'), ['Kế hoạch trồng rừng']);
    assert.deepEqual(await found('loai=quyet-dinh&nam=2025'), ['Quyết định giá nước mới']);
    assert.deepEqual(await found('linh-vuc=tu-phap'), ['Quy chế tiếp công dân']);
    assert.deepEqual(await found('hieu-luc=partly-expired&q=&loai='), ['Quy chế tiếp công dân']);
    assert.deepEqual((await found('q=trồng rừng&nam=2026')), ['Kế hoạch trồng rừng năm sau']);
    assert.deepEqual(await found('loai=khong-co'), []);
    const { text } = await get('/van-ban?loai=quyet-dinh&nam=2025');
    assert.match(text, /<option value="2025" selected="">2025 \(1\)/);
    assert.match(text, /<option value="ke-hoach">Kế hoạch \(1\)/);
    assert.match(text, /noindex, follow/);
  });

  test('has pages with addresses of their own', async () => {
    assert.equal((await get('/van-ban?trang=2')).status, 404);
    const first = await get('/van-ban?trang=1&nam=2025');
    assert.deepEqual([first.status, first.headers.location], [301, '/van-ban?nam=2025']);
  });

  test('is a table to print and a file for a spreadsheet, both with its filters', async () => {
    const print = await get('/van-ban/danh-muc/in?loai=quyet-dinh');
    assert.deepEqual(titles(print.text), ['Quyết định giá nước mới', 'Quyết định giá nước']);
    const csv = await get('/van-ban.csv?nam=2023');
    assert.match(csv.headers['content-type'], /text\/csv/);
    const lines = csv.text.replace(/^\uFEFF/, '').trim().split('\r\n');
    assert.equal(lines.length, 2);
    assert.match(lines[0], /^"?Số, ký hiệu/);
    assert.match(lines[1], /^"'=1\+1\/QC",Quy chế,/, 'what a spreadsheet would run is text');
  });

  test('has feeds, also of one field, and a place in sitemap and search', async () => {
    assert.match((await get('/van-ban/rss.xml')).text, /giá nước mới/);
    const field = (await get('/van-ban/linh-vuc/tu-phap/rss.xml')).text;
    assert.match(field, /Quy chế tiếp công dân/);
    assert.ok(!field.includes('giá nước'));
    assert.equal((await get('/van-ban/linh-vuc/khong-co/atom.xml')).status, 404);
    assert.match((await portal.request('GET', '/sitemap-sections.xml')).text, /\/van-ban</);
    assert.match((await portal.request('GET', '/sitemap-1.xml')).text, new RegExp(`/van-ban/${made.old.slug}<`));
  });

  test('has English documents below /en', async () => {
    await post('Decision on water prices', { number: '05/2024/QĐ-UBND' }, { lang: 'en', translation_of: made.old.id });
    assert.deepEqual(titles((await get('/en/van-ban')).text), ['Decision on water prices']);
    assert.match((await get('/en/van-ban')).text, /In force/);
    assert.equal(titles((await get('/van-ban')).text).length, 5);
  });
});

describe('a register as an office has it', () => {
  const HEAD = 'STT;Số, ký hiệu;Ngày ban hành;Cơ quan ban hành;Trích yếu nội dung;Lĩnh vực;Người ký;Thay thế';
  const table = (...rows) => [HEAD, ...rows].join('\r\n') + '\r\n';
  const send = (path, body, type = 'text/csv') => portal.api('POST', path, { as: 'editor', body, type });
  const results = (answer) => answer.text.trim().split('\n').map((line) => JSON.parse(line));
  const good = table(
    '1;101/QĐ-UBND;05/02/2024;Ủy ban nhân dân xã;"Quyết định về ""quỹ"";\r\nhai dòng";Tài chính;Nông Văn Đức;',
    '2;102/TTr-UBND;6/2/2024;Ủy ban nhân dân xã;Tờ trình xin kinh phí;Tài chính;;101/QĐ-UBND');

  test('is understood before it is imported: columns by name, days, types by the number', async () => {
    const seen = (await send('/documents/preview', `\uFEFF${good}`)).json;
    assert.deepEqual([seen.encoding, seen.separator, seen.rows, seen.faults], ['UTF-8', ';', 2, 0]);
    assert.deepEqual(seen.columns.map(({ header, member }) => [header, member]).slice(0, 3), [['STT', null], ['Số, ký hiệu', 'facts.number'], ['Ngày ban hành', 'facts.issued']]);
    assert.deepEqual([seen.first[0].facts.issued, seen.first[0].facts.type, seen.first[0].title], ['2024-02-05', 'quyet-dinh', 'Quyết định về "quỹ"; hai dòng']);
    assert.equal(seen.first[1].facts.type, 'to-trinh');
  });

  test('comes whole, finds itself again, and says where each line stands', async () => {
    const first = results(await send('/import', good));
    assert.deepEqual(first.map(({ line, result }) => [line, result]), [[2, 'created'], [4, 'created']]);
    assert.deepEqual(results(await send('/import', good)).map(({ result }) => result), ['unchanged', 'unchanged']);
    assert.match((await get('/van-ban?nam=2024&q=xin kinh phí')).text, /102\/TTr-UBND/);
    const replaced = (await portal.api('GET', `/articles/${first[0].id}`)).json;
    assert.deepEqual([replaced.facts.state, replaced.published_at], ['expired', '2024-02-04T17:00:00Z']);
  });

  test('knows issuers apart whose long names begin alike', async () => {
    const issuer = 'Ban Chỉ đạo thực hiện Chương trình mục tiêu quốc gia xây dựng nông thôn mới huyện';
    const of = (place) => table(`1;301/QĐ-BCĐ;05/02/2022;${issuer} ${place};Quyết định của ${place};;;`);
    for (const place of ['Cao Lộc', 'Chi Lăng']) assert.deepEqual(results(await send('/import', of(place))).map(({ result }) => result), ['created'], place);
    assert.deepEqual(results(await send('/import', of('Cao Lộc'))).map(({ result }) => result), ['unchanged']);
    const { text } = await get('/van-ban?nam=2022');
    const keys = [...text.matchAll(/<option value="(ban-chi-dao[^"]*)">[^<]*\(1\)/g)].map((choice) => choice[1]);
    assert.equal(new Set(keys).size, 2, text);
    assert.deepEqual(titles((await get(`/van-ban?co-quan=${keys[1]}`)).text), ['Quyết định của Chi Lăng']);
  });

  test('has one feed of a field, however its documents write it', async () => {
    const of = (field, number) => table(`1;${number}/KH;05/02/2018;Xã;Kế hoạch ${number};${field};;`);
    for (const [field, number] of [['Thủy lợi', 401], ['thuy loi', 402]]) assert.equal(results(await send('/import', of(field, number)))[0].result, 'created');
    const feed = (await get('/van-ban/linh-vuc/thuy-loi/rss.xml')).text;
    assert.deepEqual([...feed.matchAll(/<title>(Kế hoạch \d+)</g)].map((item) => item[1]), ['Kế hoạch 402', 'Kế hoạch 401']);
  });

  test('is asked for by no more words than it looks at, and says so', async () => {
    for (const address of ['/van-ban', '/van-ban.csv', '/van-ban/danh-muc/in']) {
      const { status, text } = await get(`${address}?q=${'quy'.repeat(171)}`);
      assert.equal(status, 400, address);
      assert.match(text, /511 byte/);
    }
    assert.equal((await get(`/van-ban?q=${'quy'.repeat(170)}`)).status, 200);
  });

  test('shows no control characters of its header', async () => {
    const seen = (await send('/documents/preview', `\u001b]0;x\u0007${good}`)).json;
    assert.equal(seen.columns[0].header, ']0');
    assert.equal(seen.columns[1].header, 'xSTT');
  });

  test('found by words is one file of all that was found', async () => {
    const many = table(...Array.from({ length: 230 }, (_, i) => `${i};${1000 + i}/KH;05/02/2019;Xã;Kế hoạch chống hạn ${i};;;`));
    assert.ok(results(await send('/import', many)).every(({ result }) => result === 'created'));
    const lines = (await get('/van-ban.csv?q=chống hạn')).text.trim().split('\r\n').slice(1);
    assert.equal(lines.length, 230);
    assert.equal(new Set(lines).size, 230);
  });

  test('in UTF-16, and in the code page of old Windows, is the same', async () => {
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(good, 'utf16le')]);
    assert.equal((await send('/documents/preview', wide)).json.first[0].facts.signer, 'Nông Văn Đức');
    const old = Buffer.from('S\xf4\xec;Ngày ban hành;C\xf5 quan ban hành;Trích y\xea\xecu\r\n7/KH;1/2/2023;X\xe3;K\xea\xec hoa\xf2ch\r\n', 'latin1');
    const seen = (await send('/documents/preview', old)).json;
    assert.deepEqual([seen.encoding, seen.faults], ['windows-1258', 0]);
    assert.equal(seen.first[0].title, 'Kế hoạch');
  });

  test('with anything wrong changes nothing, and every fault says its line', async () => {
    const bad = table('1;201/QĐ-UBND;31/02/2024;Xã;Ngày sai;;;', '2;;01/02/2024;Xã;Thiếu số;;;', '3;203/QĐ;01/02/2024;Xã;Đúng;;;', '4;203-qđ;02/03/2024;Xã;Trùng;;;', '5;204/QĐ;01/02/2024;Xã;"Không đóng;;;');
    const seen = (await send('/documents/preview', bad)).json;
    assert.deepEqual(seen.errors.map(({ line }) => line), [2, 3, 5, 6]);
    assert.match(seen.errors[0].detail, /31\/02\/2024.*05\/02\/2024/);
    const answer = await send('/import', bad);
    assert.equal(answer.status, 422);
    assert.deepEqual(Object.keys(faults(answer)), ['/2', '/3', '/5', '/6']);
    assert.equal((await get('/van-ban/so/203-qd')).status, 404);
    const headless = await send('/import', 'a,b\n1,2\n');
    assert.match(faults(headless)['/1'], /Số, ký hiệu.*Trích yếu/);
    assert.equal((await send('/documents/preview', '{}', 'application/json')).status, 415);
  });

  test('that this portal gave as CSV is taken back as it is', async () => {
    const { text } = await get('/van-ban.csv?linh-vuc=tai-chinh');
    const seen = (await send('/documents/preview', text)).json;
    assert.equal(seen.faults, 0, JSON.stringify(seen.errors));
    assert.equal(seen.first[0].facts.issuer, 'Ủy ban nhân dân xã');
  });
});

describe('of many documents', () => {
  let old;
  const show = (more = {}) => portal.api('GET', `/articles/${old.id}`, more);

  before(async () => { old = await post('Quyết định cũ', { number: '901/QĐ-UBND' }); });

  test('each tells by its tag that it was replaced, and takes that tag as its version', async () => {
    const first = await show(), staff = await show({ as: 'editor' });
    assert.match(first.headers.etag, new RegExp(`^"${old.version}-[\\w-]+"$`));
    assert.match(staff.headers.etag, new RegExp(`^"${old.version}-t-[\\w-]+"$`));
    const unchanged = await show({ headers: { 'If-None-Match': first.headers.etag } });
    assert.equal(unchanged.status, 304);
    const rows = Array.from({ length: 102 }, (_, i) => `900/QĐ-UBND;05/02/${1970 + (i >> 1)};Xã ${i % 2};Quyết định năm ${1970 + (i >> 1)} của Xã ${i % 2};901/QĐ-UBND`);
    const table = ['Số, ký hiệu;Ngày ban hành;Cơ quan ban hành;Trích yếu nội dung;Thay thế', ...rows].join('\r\n');
    const imported = await portal.api('POST', '/import', { as: 'editor', type: 'text/csv', body: `${table}\r\n` });
    assert.equal(imported.status, 200, imported.text);
    const second = await show({ headers: { 'If-None-Match': first.headers.etag } });
    assert.deepEqual([second.status, second.json.version, second.json.facts.state], [200, old.version, 'expired']);
    assert.equal((await show({ as: 'editor', headers: { 'If-None-Match': staff.headers.etag } })).status, 200);
    const write = (tag) => portal.api('PATCH', `/articles/${old.id}`, { as: 'editor', headers: { 'If-Match': tag }, body: { lead: `Sau ${tag}` } });
    const written = await write(second.headers.etag);
    assert.deepEqual([written.status, written.headers.etag], [200, `"${old.version + 1}"`]);
    assert.equal((await write(written.headers.etag)).status, 200);
    assert.equal((await write(second.headers.etag)).status, 412);
  });

  test('the latest are named, and that there are more is said', async () => {
    const { referred_by, referred_by_others } = (await show()).json;
    assert.deepEqual([referred_by.replaces.length, referred_by.replaces[0].title, referred_by_others], [100, 'Quyết định năm 2020 của Xã 1', { replaces: 2 }]);
    assert.match((await get(`/van-ban/${old.slug}`)).text, /và 2 văn bản khác/);
    const { text } = await get('/van-ban/so/900-qdubnd');
    assert.ok(text.indexOf('Quyết định năm 2020') < text.indexOf('Quyết định năm 1996'));
    assert.ok(!text.includes('Quyết định năm 1995'));
    assert.match(text, /50 văn bản mới nhất/);
  });
});
