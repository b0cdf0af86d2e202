// The library: albums that are looked through without a script, films and sound whose words can be read, and their feed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet, assertValidHtml, openTab, startBrowser } from './lib/browser.mjs';
import { Formset } from './lib/formset.mjs';
import { mp3, mp4, png } from './lib/pictures.mjs';
import { startPortal } from './lib/portal.mjs';

const portal = await startPortal({ args: ['--set', 'write_rate=0', '--set', 'error_rate=0', '--set', 'search_rate=0', '--set', 'miss_rate=0'] });
after(() => portal.end());

const VTT = 'WEBVTT\n\n00:00.000 --> 00:02.000\nXin chào bà con\n';
const faults = (answer) => Object.fromEntries(answer.json.errors.map((error) => [error.pointer ?? error.parameter, error.detail]));
const create = (body) => portal.api('POST', '/articles', { as: 'editor', body: { status: 'published', body: '', ...body } });
const made = async (body) => {
  const answer = await create(body);
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
};
const upload = async (bytes, name, fields = {}) => {
  const answer = await portal.form('POST', '/media', { ...fields, file: { bytes: Buffer.from(bytes), name, type: 'application/octet-stream' } }, { as: 'editor' });
  assert.equal(answer.status, 201, `${name}: ${answer.text}`);
  return answer.json;
};
const shade = (n) => png(760, 400, (x, y) => [n * 60, (x >> 3) % 256, (y >> 2) % 256]);
const figure = (picture, alt, caption) => `<figure>\n<img src="${picture.url}" alt="${alt}">\n<figcaption>${caption}</figcaption>\n</figure>`;
const captions = (text) => [...text.matchAll(/<figcaption>([^<]*)/g)].map((found) => found[1]);
const file = {}, shots = [];

before(async () => {
  for (let n = 0; n < 3; n++) shots.push(await upload(shade(n), `anh-${n}.png`, { alt: `Ảnh số ${n}` }));
  for (const [what, bytes, name] of [['film', mp4('isom'), 'le-hoi.mp4'], ['sound', mp3(), 'ban-tin.mp3'], ['captions', VTT, 'le-hoi.vtt'], ['english', VTT.replace('Xin chào bà con', 'Hello'), 'le-hoi.en.vtt']]) file[what] = await upload(bytes, name);
});

describe('an album', () => {
  let album;
  before(async () => {
    album = await made({ kind: 'album', title: 'Lễ hội Lồng Tồng', slug: 'long-tong', lead: 'Mùng Tám tháng Giêng.', facts: { taken: '2026-02-24', place: 'Sân vận động xã' },
      body: [figure(shots[0], 'Đám rước', 'Đám rước vào sân'), figure(shots[1], 'Ném còn', 'Ném còn &amp; hát'), `![Thi cày](${shots[2].url})`].join('\n\n') });
  });

  test('needs a picture to be published, and words for each', async () => {
    assert.match(faults(await create({ kind: 'album', title: 'Trống', body: 'Chữ.' }))['/body'], /một ảnh/);
    const mute = await upload(shade(4), 'khong-loi.png');
    assert.match(faults(await create({ kind: 'album', title: 'Câm', body: `![](${mute.url})` }))['/body'], /alt/i);
    assert.equal((await create({ kind: 'album', title: 'Nháp', body: '', status: 'draft' })).status, 201);
  });

  test('shows its pictures in order, each at an address with ways to those beside it', async () => {
    const { text } = await portal.page('/thu-vien/long-tong');
    assert.deepEqual(captions(text), ['Đám rước vào sân', 'Ném còn &amp; hát']);
    const part = (n) => text.slice(text.indexOf(`id="anh-${n}"`), text.indexOf(`id="anh-${n + 1}"`) + 1 || undefined);
    assert.match(part(1), /1\/3 <a class="btn" href="#anh-2">Ảnh sau<\/a>/);
    assert.doesNotMatch(part(1), /#anh-0/);
    assert.match(part(2), /href="#anh-1">Ảnh trước<\/a> <a class="btn" href="#anh-3">/);
    assert.match(part(2), /srcset="\/media\/[^"]* \d+w, \/media\/[^"]* \d+w/);
    assert.doesNotMatch(part(3), /#anh-4/);
    assert.match(text, /"@type":"ImageGallery","name":"Lễ hội Lồng Tồng"/);
    assert.match(text, /<dt>Nơi chụp<\/dt>\s*<dd>Sân vận động xã/);
    assert.match(text, /<a href="\/thu-vien">Thư viện<\/a>/);
  });

  test('is arranged by buttons alone, and a text between its pictures is not lost by it', async () => {
    const editor = await portal.staff('editor');
    const form = await new Formset(editor, `/quan-tri/bai/${album.id}/anh`).open();
    const old = await new Formset(editor, `/quan-tri/bai/${album.id}/anh`).open();
    assert.deepEqual(form.all('items-caption'), ['Đám rước vào sân', 'Ném còn & hát', '']);
    await form.press('len items/1');
    await form.press('bo items/2');
    await form.type('items-caption', 'Hát <sli>', 0).save();
    assert.deepEqual(captions((await portal.page('/thu-vien/long-tong')).text), ['Hát &lt;sli&gt;', 'Đám rước vào sân']);
    const now = (await portal.api('GET', `/articles/${album.id}`, { as: 'editor' })).json;
    assert.equal(now.version, album.version + 1);
    await old.type('items-caption', 'Cũ', 0).press('luu');
    assert.deepEqual([old.answer.status, old.all('items-caption')[0]], [422, 'Cũ'], 'a form of a version that was passed is told so');
    const mixed = await made({ kind: 'album', title: 'Lẫn chữ', slug: 'lan-chu', body: `Mở đầu.\n\n![Một](${shots[0].url})` });
    const page = await editor.get(`/quan-tri/bai/${mixed.id}/anh`);
    assert.match(page.text, /có chữ xen giữa/);
    await editor.post(`/quan-tri/bai/${mixed.id}/anh`, { lam: 'luu', version: '1' });
    assert.match((await portal.page('/thu-vien/lan-chu')).text, /Mở đầu/);
    assert.equal((await editor.get(`/quan-tri/bai/${(await made({ title: 'Tin' })).id}/anh`)).status, 404);
  });

  test('comes from files that are described together', async () => {
    const editor = await portal.staff('editor');
    const form = await new Formset(editor, `/quan-tri/tep/mo-ta?ids=${shots[0].id},${shots[1].id}`).open();
    await form.type('title', 'Album mới').type('items-caption', 'Chú thích một', 0).press('album');
    assert.equal(form.answer.status, 303, form.answer.text);
    const id = form.answer.headers.location.match(/bai\/(\d+)/)[1];
    const draft = (await portal.api('GET', `/articles/${id}`, { as: 'editor' })).json;
    assert.deepEqual([draft.kind, draft.status, draft.title], ['album', 'draft', 'Album mới']);
    assert.match(draft.body.text, /<figcaption>Chú thích một<\/figcaption>/);
  });
});

describe('a recording', () => {
  before(async () => {
    await made({ kind: 'video', title: 'Phim lễ hội', slug: 'phim-le-hoi', image: shots[0].id, attachments: [{ id: file.film.id, title: 'Phim' }, { id: file.captions.id, title: 'Tiếng Việt' }, { id: file.english.id, title: 'English' }, file.sound.id], facts: { speech: 'captions', duration: '1:02:03' } });
    await made({ kind: 'audio', title: 'Bản tin tuần', slug: 'ban-tin', body: 'Xin chào, zqloichao tới bà con.', attachments: [{ id: file.sound.id, title: 'Bản tin' }], facts: { speech: 'transcript', duration: '3:25', recorded: '2026-11-20' } });
    await made({ kind: 'audio', title: 'Nhạc hiệu', slug: 'nhac-hieu', attachments: [file.sound.id], facts: { speech: 'none' } });
  });

  test('needs its file and, when something is said in it, the words of that', async () => {
    const refused = async (body) => Object.keys(faults(await create(body)));
    assert.deepEqual(await refused({ kind: 'video', title: 'Phim', attachments: [file.film.id] }), ['/facts/speech']);
    assert.deepEqual(await refused({ kind: 'video', title: 'Phim', attachments: [file.sound.id], facts: { speech: 'none' } }), ['/attachments']);
    assert.deepEqual(await refused({ kind: 'audio', title: 'Tin', attachments: [file.sound.id], facts: { speech: 'transcript' } }), ['/body']);
    assert.deepEqual(await refused({ kind: 'video', title: 'Phim', attachments: [file.film.id], facts: { speech: 'captions' } }), ['/attachments']);
    for (const duration of ['3', '3:60', 'ba phút']) assert.deepEqual(await refused({ kind: 'audio', title: 'Tin', status: 'draft', facts: { duration } }), ['/facts/duration'], duration);
    const draft = (await create({ kind: 'audio', title: 'Để sau', status: 'draft', attachments: [file.sound.id], facts: { speech: 'transcript' } })).json;
    const published = await portal.api('POST', `/articles/${draft.id}/publish`, { as: 'editor', body: {} });
    assert.deepEqual([published.status, Object.keys(faults(published))], [422, ['/body']], 'also by the button');
  });

  test('plays with its captions, of which each says its language, and nothing is fetched before', async () => {
    const { text } = await portal.page('/thu-vien/phim-le-hoi');
    assert.match(text, new RegExp(`<video src="${file.film.url}" controls="" preload="none" poster="/media/[^"]+\\.jpg" aria-label="Phim">\\s*<track src="${file.captions.url}" kind="captions" srclang="vi" label="Tiếng Việt">\\s*<track src="${file.english.url}" kind="captions" srclang="en" label="English">\\s*</video>`));
    assert.doesNotMatch(text, /<audio/, 'a sound of a film is a file to take');
    assert.match(text, /"@type":"VideoObject"[^]*"contentUrl":"[^"]*\.mp4","encodingFormat":"video\/mp4","thumbnailUrl":"[^"]*","duration":"PT1H2M3S"/);
    assert.match(text, /<h2 id="loi">Lời đầy đủ<\/h2>[^]*<p>Xin chào bà con<\/p>/, 'what the captions of its language say is read');
    assert.doesNotMatch(text, /Hello/);
    assert.match(text, new RegExp(`<a href="${file.film.url}" download="">Phim \\(MP4`));
    const range = await portal.request('GET', file.film.url, { headers: { Range: 'bytes=4-7' } });
    assert.deepEqual([range.status, range.text], [206, 'ftyp']);
  });

  test('shows what is said in it, which is found', async () => {
    const { text } = await portal.page('/thu-vien/ban-tin');
    assert.match(text, /<audio src="[^"]*\.mp3" controls="" preload="none" aria-label="Bản tin">/);
    assert.match(text, /<h2 id="loi">Lời đầy đủ<\/h2>[^]*zqloichao/);
    assert.match((await portal.page('/thu-vien/nhac-hieu')).text, /Bản ghi không có lời/);
    const found = (await portal.api('GET', '/articles?q=zqloichao')).json;
    assert.deepEqual(found.items.map(({ slug }) => slug), ['ban-tin']);
  });

  test('is in the feed with its file, for players of podcasts', async () => {
    const { text } = await portal.page('/thu-vien/rss.xml');
    assert.match(text, /<title>[^<]*Bộ ảnh, Phim, Âm thanh/);
    const item = text.match(/<item>(?:(?!<\/item>)[^])*Bản tin tuần[^]*?<\/item>/)[0];
    assert.match(item, new RegExp(`<enclosure url="[^"]*${file.sound.url}" length="${file.sound.size}" type="audio/mpeg"/>`));
    const json = JSON.parse((await portal.page('/thu-vien/feed.json')).text);
    assert.deepEqual(json.items.find(({ title }) => title === 'Bản tin tuần').attachments.map(({ mime_type: type, size_in_bytes: size }) => [type, size]), [['audio/mpeg', file.sound.size]]);
  });
});

test('the library lists them by kind, with a picture of each that has some', async () => {
  const titles = async (query) => [...(await portal.page(`/thu-vien${query}`)).text.matchAll(/<h2><a href="\/thu-vien\/[^"]*">([^<]*)/g)].map((found) => found[1]);
  assert.deepEqual(await titles('?loai=video'), ['Phim lễ hội']);
  assert.deepEqual(await titles('?loai=audio'), ['Nhạc hiệu', 'Bản tin tuần']);
  assert.deepEqual(new Set(await titles('?loai=album')), new Set(['Lẫn chữ', 'Lễ hội Lồng Tồng']));
  assert.equal((await titles('?loai=document')).length, 5, 'what is no kind of it asks for all');
  const { text } = await portal.page('/thu-vien?loai=album');
  assert.equal([...text.matchAll(/<img src="\/media\//g)].length, 2);
  assert.match((await portal.page('/so-do')).text, /href="\/thu-vien">Thư viện/);
});

test('every page is valid, clean at both widths, and an album is looked through by keyboard alone', async () => {
  const browser = await startBrowser();
  try {
    const addresses = ['/thu-vien', '/thu-vien?loai=audio', '/thu-vien/long-tong', '/thu-vien/phim-le-hoi', '/thu-vien/ban-tin', '/en/thu-vien'];
    await assertValidHtml(Object.fromEntries(await Promise.all(addresses.map(async (address) => [address, (await portal.page(address)).text]))));
    const page = await openTab(browser, { width: 360, script: false });
    for (const address of ['/thu-vien', '/thu-vien/long-tong', '/thu-vien/phim-le-hoi']) {
      await page.goto(portal.url + address);
      await assertNoSidewaysScroll(page, address);
    }
    await page.goto(`${portal.url}/thu-vien/long-tong`);
    await page.locator('#anh-1 .turns a').focus();
    await page.keyboard.press('Enter');
    assert.equal(new URL(page.url()).hash, '#anh-2');
    await page.context().close();
    const scripted = await openTab(browser, { width: 1280 });
    for (const address of ['/thu-vien', '/thu-vien/long-tong', '/thu-vien/ban-tin']) {
      await scripted.goto(portal.url + address);
      await assertAccessible(scripted, address);
    }
    assertQuiet(scripted, 'the library');
    await scripted.context().close();
  } finally {
    await browser.close();
  }
});
