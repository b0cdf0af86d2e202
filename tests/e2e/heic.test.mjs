// Photographs of phones, HEIC and AVIF: converted by a program beside, and then pictures like any; refused with the way
// to JPEG where there is none. The files are made by Debian's encoder.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openTab, startBrowser } from './lib/browser.mjs';
import { box, heic, mosaic, rebuilt, u16, u32 } from './lib/heic.mjs';
import { filesBelow } from './lib/folder.mjs';
import { jpegWithMetadata, png, readJpeg, readWebp } from './lib/pictures.mjs';
import { Portal, readData, scratch, startPortal, until } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';
import { Random } from './lib/random.mjs';

let portal, browser;
before(async () => {
  [portal, browser] = await Promise.all([startPortal({ args: ['--set', 'write_rate=0', '--set', 'error_rate=0'] }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await portal?.end();
});

/** Sends it; again, as clients do, when a busy machine says that it was not done with it in time. */
async function send(bytes, { strict = false, name = 'IMG_0001.HEIC', to = portal, tries = 5 } = {}) {
  const answer = await to.form('POST', `/media${strict ? '?strict=true' : ''}`, { file: { bytes, name, type: 'image/heic' } }, { as: 'author' });
  return answer.status === 503 && tries > 1 ? send(bytes, { strict, name, to, tries: tries - 1 }) : answer;
}
const made = async (bytes, name) => {
  const answer = await send(bytes, { name });
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
};
const codes = (json) => (json.warnings ?? []).map(({ code }) => code);
const file = async (url) => (await portal.request('GET', url, { as: 'reader' })).bytes;
/** Red at the left, green above: so every turn and mirror shows. */
const corners = (x, y) => [x < 48 ? 240 : 0, y < 32 ? 240 : 0, 0];

/** The colours of the widest WebP at places given in parts of its size. */
async function colours(media, ...places) {
  const { webp } = media.sizes[media.width];
  const page = await openTab(browser);
  const pixels = await page.evaluate(async ([base64, at]) => {
    const image = new Image();
    image.src = `data:image/webp;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    return at.map(([x, y]) => [...context.getImageData(Math.floor(x * image.width), Math.floor(y * image.height), 1, 1).data]);
  }, [(await file(webp)).toString('base64'), places]);
  await page.context().close();
  return pixels;
}
const QUARTERS = [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]];
const near = (got, want) => want.every((value, i) => Math.abs(value - got[i]) < 40);

describe('what is made of it', () => {
  test('HEIC and AVIF become the widths of every picture, with a word that they were converted', async () => {
    for (const form of ['heic', 'avif']) {
      const bytes = heic(png(1400, 160, (x, y) => [x & 255, y & 255, 90]), { form });
      const media = await made(bytes, `IMG_1.${form.toUpperCase()}`);
      assert.deepEqual(codes(media), ['picture-converted']);
      assert.match(media.warnings[0].detail, new RegExp(form.toUpperCase()));
      assert.deepEqual([media.type, Object.keys(media.sizes)], [`image/${form}`, ['320', '640', '960', '1280']]);
      for (const { webp, jpeg } of Object.values(media.sizes)) {
        assert.ok(readJpeg(await file(jpeg)).width > 0);
        assert.ok(readWebp(await file(webp)).length > 0);
      }
      const again = await send(bytes, { name: 'khác.heic' });
      assert.deepEqual([again.status, again.json.id, again.json.existing], [200, media.id, true], again.text);
    }
  });

  test('its colours are right, and it stands as the phone says', async () => {
    const plain = heic(png(96, 64, corners), { args: ['-q', '90'] });
    const upright = await colours(await made(plain), ...QUARTERS);
    assert.ok(upright.every((one, i) => near(one, [[240, 240, 0], [0, 240, 0], [240, 0, 0], [0, 0, 0]][i])), JSON.stringify(upright));
    // A quarter against the clock: what was at the right is above.
    const turned = await made(rebuilt(plain, { more: [box('irot', [1])] }));
    assert.deepEqual([turned.width, turned.height], [64, 96]);
    const got = await colours(turned, ...QUARTERS);
    assert.ok(got.every((one, i) => near(one, [[0, 240, 0], [0, 0, 0], [240, 240, 0], [240, 0, 0]][i])), JSON.stringify(got));
  });

  test('wide colours are those they are, by their number alone too', async () => {
    const red = heic(png(64, 64, () => [230, 40, 40]), { args: ['-q', '95', '-p', 'chroma=444'] });
    const display = rebuilt(red, { more: [box('colr', 'nclx', u16(12, 13, 6), [0x80])] });
    const [[plain], [wide]] = [await colours(await made(red), [0.5, 0.5]), await colours(await made(display), [0.5, 0.5])];
    assert.ok(near(plain, [230, 40, 40]), `${plain}`);
    // That red of a phone's display is more than sRGB has.
    assert.ok(wide[0] > plain[0] + 12 && wide[1] < 16, `${wide}`);
  });

  test('what is clear stays clear', async () => {
    const media = await made(heic(png(64, 64, (x) => [255, 0, 0, x < 32 ? 255 : 0], { alpha: true })));
    const [left, right] = await colours(media, [0.25, 0.5], [0.75, 0.5]);
    assert.ok(left[3] === 255 && right[3] < 10, `${left} ${right}`);
  });

  test('place, camera and every other word of its metadata are gone, which is said of the place', async () => {
    const media = await made(heic(jpegWithMetadata(readData('photo.jpg'), 6)));
    assert.deepEqual(codes(media).sort(), ['picture-converted', 'picture-place']);
    // The standard has a turn stand in the boxes; what Exif says beside counts for nothing.
    assert.ok(media.width > media.height);
    for (const { webp, jpeg } of Object.values(media.sizes))
      for (const bytes of [await file(webp), await file(jpeg)]) assert.doesNotMatch(bytes.toString('latin1'), /Secret|Exif|GPS|xmp|http/i);
  });

  test('of several pictures the first is taken', async () => {
    const media = await made(heic([png(96, 64, corners), png(50, 50, () => [9, 9, 9]), png(70, 70, () => [9, 99, 9])]));
    assert.deepEqual([media.width, media.height], [96, 64]);
  });

  test('as an article\'s picture it is shown like any', async () => {
    const bytes = heic(png(400, 300, (x, y) => [x & 255, 80, y & 255]));
    const answer = await portal.form('POST', '/articles', { title: 'Ảnh từ điện thoại', status: 'published', alt: 'Ảnh', image: { bytes, name: 'IMG_2.HEIC', type: 'image/heic' } }, { as: 'editor' });
    assert.equal(answer.status, 201, answer.text);
    assert.ok(codes(answer.json).includes('picture-converted'));
    const page = await portal.request('GET', answer.json.url.replace(/^https?:\/\/[^/]+/, ''));
    assert.match(page.text, /<source[^>]+image\/webp/);
    assert.equal((await portal.request('GET', answer.json.image.url)).headers['content-type'], 'image/jpeg');
  });

  test('strict refuses what would be converted, and a trial keeps nothing', async () => {
    const bytes = heic(png(40, 40, () => [1, 2, 3]));
    assertProblem(await send(bytes, { strict: true }), 422, 'invalid-input');
    const trial = await portal.form('POST', '/media?dry_run=true', { file: { bytes, name: 'a.heic', type: 'image/heic' } }, { as: 'author' });
    assert.ok(trial.status < 300 && codes(trial.json).includes('picture-converted'), trial.text);
    assert.equal((await send(bytes)).status, 201);
  });
});

describe('what would harm', () => {
  let helper, small;
  before(() => {
    helper = portal.helper();
    small = heic(png(64, 64, (x, y) => [x * 4, y * 4, 0]));
  });
  const unharmed = async () => {
    assert.equal(portal.helper(), helper, 'the helper process went on');
    assert.equal((await portal.request('GET', '/readyz')).status, 200);
  };
  const refused = async (bytes, detail) => {
    assertProblem(await send(bytes), 422, 'invalid-input', { pointer: '/file', detail });
    await unharmed();
  };

  test('a picture that says it has more than 40 million pixels is refused before anybody decodes it', async () => {
    await refused(rebuilt(small, { size: [0xffffffff, 0xffffffff] }), /65\.?535.*40/);
    await refused(rebuilt(small, { size: [8000, 5001] }), /8000 × 5001|8\.000|40/);
    await refused(rebuilt(small, { size: [1, 0xffffffff] }), /40/);
    await refused(rebuilt(small, { size: [0, 5] }), /hỏng/);
  });

  test('a size that lies, data that are elsewhere, a first picture that is none, a mosaic of nothing', async () => {
    for (const bytes of [rebuilt(small, { at: 0xfffffff0 }), rebuilt(small, { at: 0 }), mosaic(small, 2, 2, [128, 128], { idat: [] }),
      mosaic(small, 2, 2, [128, 128], { idat: [0, 1, 255, 255, ...u32(3000, 2000)] }), mosaic(small, 2, 2, [3000, 2000])]) {
      const answer = await send(bytes);
      assert.ok([201, 422].includes(answer.status), answer.text);
      await unharmed();
    }
    await refused(rebuilt(small, { primary: 2 }), /hỏng/);
  });

  test('a mosaic of a thousand tiles is made or refused, and nothing else happens', async () => {
    const answer = await send(mosaic(small, 25, 40, [2560, 1600]));
    assert.ok([201, 422].includes(answer.status), answer.text);
    await unharmed();
  });

  test('cut and changed files are refused or taken, and never an error of ours', async () => {
    const random = new Random(20261129);
    const files = [small, heic(png(48, 48, (x, y) => [x, y, 0]), { form: 'avif' }), mosaic(small, 2, 2, [128, 128])];
    for (let i = 0; i < 45; i++) {
      const whole = random.one(files);
      let bytes = Buffer.from(whole);
      if (i % 3 === 0) bytes = bytes.subarray(0, 12 + random.below(bytes.length - 12));
      else for (let n = 1 + random.below(8); n > 0; n--) bytes[12 + random.below(bytes.length - 12)] = random.below(256);
      const answer = await send(bytes);
      assert.ok([200, 201, 413, 415, 422].includes(answer.status), `${i}: ${answer.status} ${answer.text}`);
    }
    await unharmed();
  });
});

describe('whether they are taken', () => {
  const accepted = async (of) => (await of.request('GET', '/api')).json.accepts;
  const row = (of) => of.command('check').stdout.match(/^(\S+) +heic +(.*)$/m).slice(1);

  test('is said by GET /api and by congd check', async () => {
    const { pictures, attachments } = await accepted(portal);
    assert.deepEqual(pictures, ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/heic', 'image/avif']);
    for (const kind of ['pdf', 'docx', 'zip', 'mp4', 'txt']) assert.ok(attachments.includes(kind), kind);
    assert.deepEqual(row(portal)[0], 'ok');
    assert.match(row(portal)[1], /taken, by \/usr\/bin\/heif/);
  });

  test('they are refused with the way to JPEG where no program is there, whole or not', async (t) => {
    const bytes = heic(png(40, 40, () => [1, 2, 3]));
    for (const [setting, level, said] of [['none', 'ok', /refused, as the settings/], [path.join(scratch(), 'none-here'), 'warn', /apt install libheif-examples/]]) {
      const other = await startPortal({ args: ['--set', `picture_converter=${setting}`] });
      t.after(() => other.end());
      for (const sent of [bytes, bytes.subarray(0, 60), box('ftyp', 'avif', u32(0), 'avif')])
        assertProblem(await send(sent, { to: other }), 415, 'unsupported-media-type', { pointer: '/file', detail: /iPhone.*Tương thích nhất.*JPEG/ });
      assert.deepEqual((await accepted(other)).pictures, ['image/jpeg', 'image/png', 'image/webp', 'image/gif']);
      // The command asks the daemon, which has the setting.
      assert.equal(row(other)[0], level);
      assert.match(row(other)[1], said);
    }
  });

  test('a program that comes while the portal serves is used at once', async (t) => {
    const program = path.join(scratch(), 'heif-convert');
    const other = await startPortal({ args: ['--set', `picture_converter=${program}`] });
    t.after(() => other.end());
    const bytes = heic(png(40, 40, () => [1, 2, 3]));
    assert.equal((await send(bytes, { to: other })).status, 415);
    fs.copyFileSync(fs.realpathSync('/usr/bin/heif-convert'), program);
    fs.chmodSync(program, 0o755);
    assert.equal((await send(bytes, { to: other })).status, 201);
  });

  test('a setting that names no path is told at the start', async () => {
    const wrong = new Portal({ args: ['--set', 'picture_converter=heif-convert'] });
    await assert.rejects(wrong.start(), /picture_converter must be auto, none or the whole path of a program, not "heif-convert"/);
  });
});

test('taken back with its article, no byte of it is left', async (t) => {
  const other = await startPortal();
  t.after(() => other.end());
  const bytes = heic(jpegWithMetadata(readData('photo.jpg')));
  const piece = bytes.subarray(bytes.length - 3000, bytes.length - 2900);
  const holders = () => filesBelow(other.data).filter((name) => { const all = fs.readFileSync(name); return all.includes(piece) || all.includes('SecretPlace'); });
  const article = await other.form('POST', '/articles', { title: 'Ảnh phải gỡ', status: 'published', alt: 'Ảnh', image: { bytes, name: 'IMG.HEIC', type: 'image/heic' } }, { as: 'editor' });
  assert.equal(article.status, 201, article.text);
  assert.equal(holders().length, 1, 'the private original');
  const erased = await other.api('POST', `/articles/${article.json.id}/erase`, { as: 'editor', body: { note: 'Theo đề nghị' } });
  assert.equal(erased.status, 200, erased.text);
  await until(async () => (await other.api('GET', `/redactions/${erased.json.id}`, { as: 'editor' })).json.state === 'erased');
  assert.deepEqual(holders(), []);
  await other.stop();
  assert.deepEqual(holders(), []);
  const folder = ['/tmp', '/var/tmp', '/dev/shm'].map((parent) => `${parent}/congd-links-${process.getuid()}`).find((one) => fs.existsSync(one));
  assert.equal(fs.statSync(folder).mode & 0o777, 0o500);
  assert.deepEqual(fs.readdirSync(folder).sort(), ['out.jpg', 'out.png'], 'beside the data folder there are but two links');
});
