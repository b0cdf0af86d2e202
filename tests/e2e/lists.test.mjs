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
