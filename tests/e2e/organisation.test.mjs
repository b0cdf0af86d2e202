// What citizens come for beside news: who is who with a telephone, the calendar, procedures.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, assertValidHtml, openTab, startBrowser } from './lib/browser.mjs';
import { startPortal } from './lib/portal.mjs';

const DAY = 86_400_000, ZONE = 7 * 3_600_000;
const portal = await startPortal({ args: ['--set', 'write_rate=0', '--set', 'error_rate=0', '--set', 'search_rate=0', '--set', 'miss_rate=0'] });
after(() => portal.end());

const made = async (body) => portal.post({ status: 'published', body: '', ...body });
const faults = (answer) => Object.fromEntries(answer.json.errors.map((error) => [error.pointer ?? error.parameter, error.detail]));
/** The day of the portal's zone, so many behind today: "2026-11-30". */
const day = (count, from = Date.now()) => new Date(from + ZONE + count * DAY).toISOString().slice(0, 10);
const monday = day(-((new Date(Date.now() + ZONE).getUTCDay() + 6) % 7));
const weekday = (count) => day(count, Date.parse(`${monday}T00:00:00+07:00`));
const at = (date, time) => `${date}T${time}:00+07:00`;
/** Runs lines of Debian's Python, where the outside readers of calendars and cards are, over a text. */
const python = (program, text) => {
  const done = spawnSync('/usr/bin/python3', ['-c', program], { input: text, encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
};
const READ_CALENDAR = `
import icalendar, json, sys
text = sys.stdin.buffer.read()
assert all(len(line) <= 75 for line in text.split(b"\\r\\n")), "a line of more than 75 octets"
assert text.count(b"\\n") == text.count(b"\\r\\n"), "a line that ends otherwise"
calendar = icalendar.Calendar.from_ical(text)
assert not calendar.is_broken if hasattr(calendar, "is_broken") else True
zones = [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")]
def one(e):
    assert not e.errors, e.errors
    rule, out = e.get("RRULE"), e.get("EXDATE")
    return {"uid": str(e["UID"]), "sequence": int(e["SEQUENCE"]), "summary": str(e["SUMMARY"]), "place": str(e.get("LOCATION", "")),
            "text": str(e.get("DESCRIPTION", "")), "start": e.decoded("DTSTART").isoformat(), "end": e.decoded("DTEND").isoformat() if "DTEND" in e else None,
            "zone": e["DTSTART"].params.get("TZID"), "rule": rule and rule.to_ical().decode(), "except": out and out.to_ical().decode(), "stamp": e.decoded("DTSTAMP").isoformat()}
json.dump({"version": str(calendar["VERSION"]), "zones": zones, "events": [one(e) for e in calendar.walk("VEVENT")]}, sys.stdout)`;
const READ_CARD = `
import vobject, json, sys
card = vobject.readOne(sys.stdin.buffer.read().decode())
json.dump({"version": card.version.value, "name": card.fn.value, "family": card.n.value.family, "given": card.n.value.given, "title": card.title.value,
           "phone": card.tel.value, "email": card.email.value, "org": card.org.value}, sys.stdout)`;

describe('who is who', () => {
  let office;
  before(async () => {
    const committee = await made({ kind: 'unit', title: 'Ủy ban nhân dân xã', slug: 'ubnd', facts: { order: 1, phone: '0205 000 0010', duties: ['Quản lý nhà nước', 'Thi hành, tổ chức'] } });
    office = await made({ kind: 'unit', title: 'Văn phòng', slug: 'van-phong', facts: { parent: 'ubnd', room: 'Phòng 101', email: 'vp@xa.example' } });
    await made({ kind: 'person', title: 'Nông Văn Đoàn', slug: 'nong-van-doan', facts: { unit: 'ubnd', post: 'Chủ tịch Ủy ban nhân dân xã', order: 1, phone: '0205.000.0001', email: 'chutich@xa.example', since: '2025-07-01' } });
    await made({ kind: 'person', title: 'Vi Thị Lan', slug: 'vi-thi-lan', facts: { unit: 'ubnd', post: 'Phó Chủ tịch', order: 2 } });
    await made({ kind: 'person', title: 'Đặng Quốc Hưng', slug: 'dang-quoc-hung', facts: { unit: 'van-phong', post: 'Chánh Văn phòng', phone: '0205 000 0012' } });
    await made({ kind: 'person', title: 'Zqan Zqmat', slug: 'zq-an', audience: 'staff', facts: { post: 'Zqchuc', unit: 'ubnd', phone: '0205 999 9999' } });
    await made({ kind: 'unit', lang: 'en', title: "People's Committee", slug: 'committee', translation_of: committee.id, facts: { phone: '0205 000 0010' } });
  });
  const names = (text) => [...text.matchAll(/<p class="ten-nguoi"><a href="[^"]*"[^>]*>([^<]*)</g)].map((found) => found[1]);

  test('stands as a tree, in the order that editors gave', async () => {
    const { text } = await portal.page('/to-chuc');
    assert.deepEqual(names(text), ['Nông Văn Đoàn', 'Vi Thị Lan', 'Đặng Quốc Hưng']);
    assert.deepEqual([...text.matchAll(/<(h[234]) class="what"><a href="([^"]*)"/g)].map((found) => [found[1], found[2]]), [['h2', '/to-chuc/ubnd'], ['h3', '/to-chuc/van-phong']]);
    assert.match(text, /href="tel:02050000001"/);
    assert.doesNotMatch(text, /Zq/i);
    // The kind that has its word from the unit's row has no address of its own.
    assert.equal((await portal.page('/to-chuc/rss.xml')).status, 200);
    assert.match((await portal.request('GET', '/to-chuc/rss.xml')).text, /Nông Văn Đoàn/);
  });

  test('is found by name, post and telephone, with marks and without', async () => {
    for (const [q, expected] of [
      ['doan', ['Nông Văn Đoàn']], ['Đoàn', ['Nông Văn Đoàn']], ['chu tich uy ban', ['Nông Văn Đoàn', 'Vi Thị Lan']], ['Chánh Văn', ['Đặng Quốc Hưng']],
      ['0205 000 0012', ['Đặng Quốc Hưng']], ['02050000001', ['Nông Văn Đoàn']], ['van phong', ['Đặng Quốc Hưng', 'Văn phòng']], ['phó', ['Vi Thị Lan']], ['khong ai', []], ['zqan', []],
    ]) assert.deepEqual(names((await portal.page(`/to-chuc?q=${encodeURIComponent(q)}`)).text), expected, q);
    const found = (await portal.api('GET', '/articles?q=chanh+van+phong&kind=person')).json.items;
    assert.deepEqual(found.map(({ title }) => title), ['Đặng Quốc Hưng'], 'the search of the portal finds the post too');
  });

  test('a person\'s card is read by an outside parser, and leads where the page does', async () => {
    const card = await portal.request('GET', '/to-chuc/nong-van-doan/danh-thiep.vcf');
    assert.match(card.headers['content-type'], /^text\/vcard; charset=utf-8/);
    assert.match(card.headers['content-disposition'], /nong-van-doan\.vcf/);
    assert.deepEqual(python(READ_CARD, card.text), {
      version: '4.0', name: 'Nông Văn Đoàn', family: 'Nông', given: 'Đoàn', title: 'Chủ tịch Ủy ban nhân dân xã', phone: 'tel:02050000001', email: 'chutich@xa.example',
      org: ['Cổng thông tin điện tử', 'Ủy ban nhân dân xã'],
    });
    assert.equal((await portal.page('/to-chuc/zq-an/danh-thiep.vcf')).status, 404);
  });

  test('says itself to machines, and in English what is translated', async () => {
    const { text } = await portal.page('/to-chuc/nong-van-doan');
    const graph = JSON.parse(text.match(/ld\+json">(.*?)<\/script>/s)[1])['@graph'];
    const person = graph.find((node) => node['@type'] === 'Person');
    assert.equal(person.jobTitle, 'Chủ tịch Ủy ban nhân dân xã');
    assert.equal(person.worksFor['@type'], 'GovernmentOrganization');
    const english = (await portal.page('/en/to-chuc')).text;
    assert.match(english, /<h2 class="what"><a href="\/en\/to-chuc\/committee"/);
    assert.match(english, /<h3 class="what" lang="vi"><a href="\/to-chuc\/van-phong"/, 'below what it lies in');
    assert.equal(english.match(/Ủy ban nhân dân xã<\/a>/g), null, 'what is translated is not said twice');
  });

  test('a fact that leads to a unit takes no other article, and an address is one', async () => {
    const refused = async (facts, pointer) => {
      const answer = await portal.api('POST', '/articles', { as: 'editor', body: { kind: 'person', title: 'x', facts } });
      assert.equal(answer.status, 422, answer.text);
      assert.ok(faults(answer)[pointer], answer.text);
    };
    await refused({ unit: 'nong-van-doan' }, '/facts/unit');
    await refused({ email: 'khong phai' }, '/facts/email');
    assert.equal((await portal.api('GET', `/articles?kind=person&facts.unit=${office.id}`)).json.items.length, 1);
  });
});

describe('the calendar', () => {
  let meeting;
  before(async () => {
    await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Lãnh đạo', slug: 'lanh-dao' } });
    meeting = await made({
      kind: 'event', title: 'Giao ban, tuần; đầu', slug: 'giao-ban', category: 'lanh-dao',
      facts: { start: at(weekday(-14), '07:30'), end: at(weekday(-14), '09:00'), repeats: 'weekly', except: [weekday(7)], place: 'Phòng họp số 1, nhà A', chair: 'Chủ tịch', participants: ['Các phòng', 'Trưởng thôn'], unit: 'Văn phòng' },
    });
    await made({ kind: 'event', title: 'Họp chiều', slug: 'hop-chieu', facts: { start: at(weekday(1), '14:00'), end: at(weekday(1), '16:00') } });
    await made({ kind: 'event', title: 'Ngày hội', slug: 'ngay-hoi', facts: { start: at(weekday(4), '00:00'), end: at(weekday(5), '00:00'), all_day: 'yes' } });
    await made({ kind: 'event', title: 'Zqhop kín', slug: 'zq-hop', audience: 'staff', facts: { start: at(weekday(1), '08:00') } });
    await made({ kind: 'event', title: 'Đi công tác', slug: 'cong-tac', facts: { start: at(weekday(-2), '13:00'), end: at(weekday(0), '10:00') } });
  });
  /** What stands on the page: for each day its meetings, in the morning and in the afternoon. */
  const week = (text) => [...text.matchAll(/<section class="agenda[^"]*">(.*?)<\/section>/gs)].map(([, section]) =>
    section.split('<div class="half">').slice(1).map((half) => [...half.matchAll(/class="gio">(?:<time[^>]*>)?([^<]*).*?class="viec"><a[^>]*>([^<]*)/gs)].map((found) => `${found[1]} ${found[2]}`)));

  test('shows the week by morning and afternoon, and last week by one press', async () => {
    const { text } = await portal.page('/lich');
    const days = week(text);
    assert.equal(days.length, 7);
    assert.deepEqual(days[0], [['–10:00 Đi công tác', '07:30–09:00 Giao ban, tuần; đầu'], []]);
    assert.deepEqual(days[1], [[], ['14:00–16:00 Họp chiều']]);
    assert.deepEqual([days[3], days[4], days[5]], [[[], []], [['Cả ngày Ngày hội'], []], [['Cả ngày Ngày hội'], []]]);
    assert.doesNotMatch(text, /Zq/i);
    const before = text.match(/href="(\/lich\?tuan=[^"]*)" rel="prev/)[1];
    assert.equal(before, `/lich?tuan=${weekday(-7)}`);
    assert.deepEqual(week((await portal.page(before)).text)[5], [[], ['13:00 Đi công tác']]);
    assert.deepEqual(week((await portal.page(`/lich?tuan=${weekday(8)}`)).text)[0], [[], []], 'left out by a day of exception');
    assert.match((await portal.page(`/lich?thang=${weekday(1).slice(0, 7)}`)).text, /Họp chiều/);
    assert.match((await portal.page(`/lich?tu=${weekday(0)}`)).text, /Họp chiều/);
    assert.match((await portal.page('/en/lich')).text, /lang="vi">\s*<p class="viec"><a href="\/lich\/hop-chieu">/);
    for (const bad of ['tuan=mai', 'tuan=9999-12-31', 'thang=2026-13', 'tu=', 'tuan=1800-01-01']) assert.equal((await portal.page(`/lich?${bad}`)).status, 404, bad);
  });

  test('is read by an outside parser, whole, of a category and of one event', async () => {
    const { text, headers } = await portal.request('GET', '/lich.ics');
    assert.match(headers['content-type'], /^text\/calendar; charset=utf-8/);
    const calendar = python(READ_CALENDAR, text);
    assert.equal(calendar.version, '2.0');
    assert.deepEqual(calendar.zones, ['Asia/Ho_Chi_Minh']);
    assert.deepEqual(calendar.events.map(({ summary }) => summary).sort(), ['Giao ban, tuần; đầu', 'Họp chiều', 'Ngày hội', 'Đi công tác']);
    const [found] = python(READ_CALENDAR, (await portal.request('GET', '/lich/giao-ban/su-kien.ics')).text).events;
    assert.equal(found.start.slice(0, 16), `${weekday(-14)}T07:30`);
    assert.equal(found.zone, 'Asia/Ho_Chi_Minh');
    assert.equal(found.rule, 'FREQ=WEEKLY');
    assert.match(found.except, new RegExp(`^${weekday(7).replaceAll('-', '')}T073000`));
    assert.equal(found.place, 'Phòng họp số 1, nhà A');
    assert.equal(found.text, 'Chủ trì: Chủ tịch\nThành phần: Các phòng; Trưởng thôn\nĐơn vị chuẩn bị: Văn phòng');
    const feast = calendar.events.find(({ summary }) => summary === 'Ngày hội');
    assert.deepEqual([feast.start, feast.end], [weekday(4), weekday(6)], 'whole days end before the next');
    assert.deepEqual(python(READ_CALENDAR, (await portal.request('GET', '/chuyen-muc/lanh-dao/lich.ics')).text).events.map(({ uid }) => uid), [found.uid]);
    for (const hidden of ['/lich/zq-hop/su-kien.ics', '/chuyen-muc/khong-co/lich.ics', '/lich/khong-co/su-kien.ics']) assert.equal((await portal.page(hidden)).status, 404, hidden);
  });

  test('who subscribed gets a change under the same UID with a higher SEQUENCE, and what was taken down no more', async () => {
    const read = async () => python(READ_CALENDAR, (await portal.request('GET', '/lich.ics')).text).events;
    const old = (await read()).find(({ summary }) => summary.startsWith('Giao ban'));
    const etag = (await portal.request('GET', '/lich.ics')).headers.etag;
    assert.equal((await portal.request('GET', '/lich.ics', { headers: { 'If-None-Match': etag } })).status, 304);
    const changed = await portal.api('PATCH', `/articles/${meeting.id}`, { as: 'editor', body: { facts: { place: 'Hội trường' } } });
    assert.equal(changed.status, 200, changed.text);
    const next = (await read()).find(({ uid }) => uid === old.uid);
    assert.equal(next.place, 'Hội trường');
    assert.ok(next.sequence > old.sequence && next.stamp >= old.stamp);
    await portal.api('POST', `/articles/${meeting.id}/withdraw`, { as: 'editor', body: { reason: 'hoãn' } });
    assert.ok(!(await read()).some(({ uid }) => uid === old.uid));
    await portal.api('POST', `/articles/${meeting.id}/publish`, { as: 'editor', body: {} });
  });

  test('times that contradict each other are refused at their fact', async () => {
    const start = at(weekday(5), '08:00');
    for (const [facts, pointer] of [
      [{ start, end: at(weekday(4), '08:00') }, '/facts/end'], [{ start, end: at(day(200), '08:00') }, '/facts/end'], [{ start, repeats: 'daily', until: weekday(0) }, '/facts/until'],
      [{ start, repeats: 'daily', every: 2.5 }, '/facts/every'], [{ start, repeats: 'workdays' }, '/facts/repeats'],
    ]) {
      const answer = await portal.api('POST', '/articles', { as: 'editor', body: { kind: 'event', title: 'x', facts } });
      assert.equal(answer.status, 422, answer.text);
      assert.ok(faults(answer)[pointer], answer.text);
    }
  });
});

describe('calendars and cards that somebody subscribed to', () => {
  const ics = async (path) => python(READ_CALENDAR, (await portal.request('GET', path)).text).events;

  test('lead from a former slug to the same file, and between kinds to an address that is there', async () => {
    const moved = async (path) => { const { status, headers } = await portal.request('GET', path); return [status, headers.location?.replace(/^https?:\/\/[^/]*/, '')]; };
    const event = await made({ kind: 'event', title: 'Hop a', slug: 'hop-a', facts: { start: at(day(400), '08:00') } });
    const person = await made({ kind: 'person', title: 'Ten a', slug: 'ten-a', facts: { post: 'Van thu', phone: '0236 3822 123 (máy lẻ 12), 0905 111 222' } });
    await made({ kind: 'article', title: 'Bai a', slug: 'bai-a' });
    for (const [article, slug] of [[event, 'hop-b'], [person, 'ten-b']])
      assert.equal((await portal.api('PATCH', `/articles/${article.id}`, { as: 'editor', body: { slug } })).status, 200);
    assert.deepEqual(await moved('/lich/hop-a/su-kien.ics'), [301, '/lich/hop-b/su-kien.ics']);
    assert.deepEqual(await moved('/to-chuc/ten-a/danh-thiep.vcf'), [301, '/to-chuc/ten-b/danh-thiep.vcf']);
    assert.deepEqual(await moved('/lich/bai-a/su-kien.ics'), [301, '/bai-viet/bai-a']);
    assert.deepEqual(await moved('/thu-tuc/bai-a/in'), [301, '/bai-viet/bai-a/in']);
    assert.deepEqual(await moved('/bai-viet/hop-b/in'), [301, '/lich/hop-b']);
    assert.match((await portal.request('GET', '/to-chuc/ten-b/danh-thiep.vcf')).text, /TEL[^\r\n]*:tel:02363822123;ext=12\r\n/);
    assert.match((await portal.page('/to-chuc/ten-b')).text, /href="tel:02363822123;ext=12"/);
  });

  test('hold what is in the categories below, under a UID that no address is in', async () => {
    const above = (await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Cap tren', slug: 'cap-tren' } })).json;
    assert.equal((await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Cap duoi', slug: 'cap-duoi', parent_id: above.id } })).status, 201);
    const once = await made({ kind: 'event', title: 'Hop duoi', slug: 'hop-duoi', category: 'cap-duoi', facts: { start: at(day(3), '08:00') } });
    await made({ kind: 'event', title: 'Hop tren', slug: 'hop-tren', category: 'cap-tren', facts: { start: at(day(2), '08:00') } });
    await made({ kind: 'event', title: 'Hop tuan', slug: 'hop-tuan', category: 'cap-duoi', facts: { start: at(day(-900), '08:00'), repeats: 'weekly' } });
    const found = await ics('/chuyen-muc/cap-tren/lich.ics');
    assert.deepEqual(found.map(({ summary }) => summary), ['Hop tuan', 'Hop duoi', 'Hop tren'], 'what goes on longest first');
    assert.deepEqual((await ics('/chuyen-muc/cap-duoi/lich.ics')).map(({ summary }) => summary), ['Hop tuan', 'Hop duoi']);
    assert.match(found[1].uid, new RegExp(`^event-${once.id}@[0-9a-f]{16,}$`));
  });

  test('lie within the years that pages go to', async () => {
    const refused = await portal.api('POST', '/articles', { as: 'editor', body: { kind: 'event', title: 'x', facts: { start: '9020-01-02T08:00:00+07:00' } } });
    assert.equal(refused.status, 422, refused.text);
    assert.match(faults(refused)['/facts/start'], /1990.*2100/);
    for (const [query, has] of [['tuan=1990-01-01', 'next'], ['thang=1990-01', 'next'], ['thang=2100-12', 'prev'], ['tu=2100-12-31', 'prev'], [`tuan=${day(800)}`, 'prev'], [`tu=${day(-800)}`, 'next']]) {
      const { text, status } = await portal.page(`/lich?${query}`);
      assert.equal(status, 200);
      assert.deepEqual([...text.matchAll(/rel="(prev|next) nofollow"/g)].map((found) => found[1]), [has], query);
    }
  });
});

describe('procedures', () => {
  before(async () => {
    await made({
      kind: 'procedure', title: 'Đăng ký khai sinh', slug: 'khai-sinh', body: 'Trong 60 ngày.',
      facts: { code: '1.001193', field: 'Hộ tịch', level: 'commune', who: 'Cha, mẹ', files: ['Tờ khai', 'Giấy chứng sinh'], place: 'Một cửa', time: 'Trong ngày', fee: 'Không', result: 'Giấy khai sinh', law: ['Luật Hộ tịch'], basis: ['ubnd'], portal: 'https://dichvucong.gov.vn/' },
    });
    await made({ kind: 'procedure', title: 'Cấp phép xây dựng', slug: 'xay-dung', facts: { field: 'Xây dựng', level: 'province' } });
  });

  test('are listed by field, filtered by field, level and words', async () => {
    const titles = async (query) => [...(await portal.page(`/thu-tuc${query}`)).text.matchAll(/class="viec"><a[^>]*>([^<]*)/g)].map((found) => found[1]);
    assert.deepEqual(await titles(''), ['Đăng ký khai sinh', 'Cấp phép xây dựng']);
    assert.deepEqual(await titles(`?linh-vuc=${encodeURIComponent('Xây dựng')}`), ['Cấp phép xây dựng']);
    assert.deepEqual(await titles('?cap=commune'), ['Đăng ký khai sinh']);
    assert.deepEqual(await titles('?q=khai+sinh'), ['Đăng ký khai sinh']);
    assert.deepEqual(await titles('?q=1.001193'), ['Đăng ký khai sinh']);
    assert.deepEqual(await titles('?cap=ministry&q='), []);
    assert.deepEqual(await titles('?linh-vuc=%3Cb%3E'), []);
  });

  test('print all that a citizen has to know and to bring on one page', async () => {
    const map = (await portal.page('/so-do')).text;
    for (const [path, name] of [['/to-chuc', 'Tổ chức bộ máy'], ['/lich', 'Lịch công tác'], ['/thu-tuc', 'Thủ tục hành chính']]) assert.ok(map.includes(`<a href="${path}">${name}</a>`), path);
    assert.match((await portal.request('GET', '/sitemap-sections.xml')).text, /\/to-chuc<[^]*\/lich<[^]*\/thu-tuc</);
    for (const part of ['', '/in', '/luu']) {
      const { text, status } = await portal.page(`/thu-tuc/khai-sinh${part}`);
      assert.equal(status, 200);
      for (const words of ['1.001193', 'Hộ tịch', 'Cấp xã', 'Cha, mẹ', 'Tờ khai', 'Giấy chứng sinh', 'Một cửa', 'Trong ngày', 'Không', 'Luật Hộ tịch', 'href="/to-chuc/ubnd"', 'https://dichvucong.gov.vn/', 'Trong 60 ngày.'])
        assert.ok(text.includes(words), `${part}: ${words}`);
    }
  });
});

describe('vacancies and tenders', () => {
  before(async () => {
    await made({ kind: 'vacancy', title: 'Tuyển điều dưỡng', slug: 'tuyen', facts: { deadline: at(day(10), '17:00'), budget: 'Theo thang lương' } });
    await made({ kind: 'tender', title: 'Mời thầu làm đường', slug: 'moi-thau', facts: { deadline: at(day(5), '09:00'), budget: '1,8 tỷ đồng' } });
    await made({ kind: 'tender', title: 'Mời thầu máy tính', slug: 'may-tinh', facts: { deadline: at(day(-5), '09:00') } });
  });

  test('stand in the list until their deadline, and then in the archive, at the same address', async () => {
    const titles = async (query) => [...(await portal.page(`/thong-bao${query}`)).text.matchAll(/class="viec"><a[^>]*>([^<]*)/g)].map((found) => found[1]);
    assert.deepEqual(await titles(''), ['Mời thầu làm đường', 'Tuyển điều dưỡng'], 'the next deadline first');
    assert.deepEqual(await titles('?loai=vacancy'), ['Tuyển điều dưỡng']);
    assert.deepEqual(await titles('?xem=luu-tru'), ['Mời thầu máy tính']);
    assert.deepEqual(await titles('?loai=vacancy&xem=luu-tru'), []);
    const over = await portal.page('/thong-bao/may-tinh');
    assert.equal(over.status, 200);
    assert.match(over.text, /Đã hết hạn nộp hồ sơ/);
    assert.match((await portal.page('/thong-bao/tuyen')).text, /Nhận hồ sơ đến[^]*"@type":"JobPosting"|"@type":"JobPosting"[^]*Nhận hồ sơ đến/);
    const refused = await portal.api('POST', '/articles', { as: 'editor', body: { kind: 'tender', title: 'x', expires_at: at(day(9), '09:00'), facts: { deadline: at(day(5), '09:00') } } });
    assert.equal(refused.status, 422);
    assert.ok(faults(refused)['/expires_at'], 'nothing of it is taken down by itself');
  });
});

describe('in a browser', () => {
  let browser;
  before(async () => { browser = await startBrowser(); });
  after(() => browser?.close());

  test('the marks on the papers one has stay on the device, and nothing is sent', async () => {
    const page = await openTab(browser, { width: 360 });
    await page.goto(`${portal.url}/thu-tuc/khai-sinh`);
    await page.getByLabel('Giấy chứng sinh').check();
    await page.waitForFunction(() => localStorage.length === 1);
    const sent = [];
    page.on('request', (request) => { if (request.method() !== 'GET') sent.push(request.url()); });
    await page.reload();
    await page.waitForFunction(() => document.querySelector('#can-2').checked);
    assert.equal(await page.locator('#can-1').isChecked(), false);
    assert.deepEqual(sent, []);
    await page.context().close();
  });

  test('every page is valid, and those of each form are clean at both widths', async () => {
    const addresses = ['/to-chuc', '/to-chuc?q=van', '/to-chuc/ubnd', '/to-chuc/nong-van-doan', '/lich', `/lich?thang=${weekday(1).slice(0, 7)}`, `/lich?tu=${weekday(0)}`, '/lich/giao-ban', '/thu-tuc', '/thu-tuc/khai-sinh', '/thong-bao', '/thong-bao/tuyen', '/hoi-dap', '/hoi-dap/gui', '/hoi-dap/tra-cuu?ma=x', '/en/hoi-dap/gui', '/en/to-chuc', '/en/lich', '/en/thu-tuc', '/en/thong-bao'];
    await assertValidHtml(Object.fromEntries(await Promise.all(addresses.map(async (address) => [address, (await portal.page(address)).text]))));
    const page = await openTab(browser, { width: 320 });
    for (const address of ['/to-chuc', '/lich', `/lich?thang=${weekday(1).slice(0, 7)}`, '/thu-tuc', '/en/to-chuc', '/hoi-dap/gui', '/hoi-dap/tra-cuu?ma=2222-2222-2222-2222']) {
      await page.setViewportSize({ width: 320, height: 800 });
      await page.goto(portal.url + address);
      await assertNoSidewaysScroll(page, address);
      await page.setViewportSize({ width: 1280, height: 900 });
      await assertAccessible(page, address);
      const head = await page.locator('.bar .day').evaluate((day) => [day.clientHeight, getComputedStyle(day).borderTopWidth]);
      assert.ok(head[0] < 40 && head[1] === '0px', `${address}: the head's day stands in one line, ${head}`);
    }
    assertQuiet(page, 'the pages of kinds');
    await page.context().close();
  });
});
