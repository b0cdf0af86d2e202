// The program that converts pictures of phones is taken for one that has been taken over: it reaches nothing but the
// picture, and what it gives back is believed no further than any upload.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { box, full, u16, u32 } from './lib/heic.mjs';
import { gif, png } from './lib/pictures.mjs';
import { DATA, IS_ASAN, IS_TSAN, scratch, startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';

let portal, helper;
before(async () => {
  const program = path.join(scratch(), 'converter');
  const done = spawnSync('cc', ['-D_GNU_SOURCE', '-O1', '-w', '-o', program, path.join(DATA, 'converter.c')], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  portal = await startPortal({ env: { CONG_SECRET: 'x' }, args: ['--set', 'write_rate=0', '--set', 'error_rate=0', '--set', `picture_converter=${program}`] });
  helper = portal.helper();
});
after(() => portal?.end());

let number = 0;
/** A picture that was not there before. */
const unlike = () => { const mark = ++number; return png(8, 8, () => [mark, mark >> 8, 2]); };
/** A head of HEIC, and behind it what the program is to do and the picture that it then writes. */
const ordering = (what, picture = unlike()) => Buffer.concat([
  box('ftyp', 'heic', u32(0), 'mif1', 'heic'),
  full('meta', 0, 0, full('pitm', 0, 0, u16(1)), box('iprp', box('ipco', full('ispe', 0, 0, u32(8, 8))), full('ipma', 0, 0, u32(1), u16(1), [1, 1]))),
  box('mdat', `CONG:${what}\0CONG-PICTURE:`, picture),
]);
const order = (what, picture) => portal.form('POST', '/media', { file: { bytes: ordering(what, picture), name: 'a.heic', type: 'image/heic' } }, { as: 'author' });
const taken = async (what) => {
  const answer = await order(what);
  assert.equal(answer.status, 201, `${what}: ${answer.text}`);
};
const refused = async (what, picture, detail = /./) => {
  const answer = await order(what, picture);
  assert.equal(answer.status, 422, `${what}: ${answer.text}`);
  assertProblem(answer, 422, 'invalid-input', { pointer: '/file', detail });
  assert.equal(portal.helper(), helper, 'the helper process went on');
};

test('nothing is in its reach: no file, no folder, no socket, no process, no memory that is a program, no descriptor but its own', async () => {
  await taken('nothing');
  const writable = path.join(scratch(), 'written');
  const database = fs.readdirSync(portal.data).find((name) => name.endsWith('.db') || name.endsWith('.sqlite'));
  for (const what of [`read ${path.join(portal.data, database)}`, `read ${path.join(portal.data, 'secret.key')}`, 'read /etc/passwd', 'read /proc/1/environ', 'read /proc/self/status', `list ${portal.data}`, 'list /tmp', 'list /',
    `write ${writable}`, `write ${path.join(portal.data, 'media/x')}`, 'write /dev/shm/cong-escape', 'shell', 'fork', 'socket', 'local socket', 'signal', 'trace', 'program in memory', 'namespace', 'limits', 'descriptors', 'environment', 'long output',
    ...(IS_ASAN || IS_TSAN ? [] : ['memory'])])
    await refused(what);
  assert.ok(!fs.existsSync(writable) && !fs.existsSync('/dev/shm/cong-escape'));
  await taken('read /usr/lib/os-release'); // that the refusals were refused, and not the asking
});

test('what it gives back is a picture, or the upload is refused', async () => {
  await refused('crash', undefined, /hỏng/);
  await refused('silence', undefined, /hỏng/);
  await refused('echo', undefined, /hỏng/);
  await refused('nothing', Buffer.from('no picture'), /hỏng/);
  await refused('nothing', gif(2, 2, [[0, 0, 0]], () => 0), /hỏng/);
  await refused('nothing', png(1, 1, () => [0, 0, 0], { saysWidth: 30000, saysHeight: 30000 }));
  await taken('nothing');
});

test('one that hangs is ended, and the next picture is converted', { timeout: 300_000 }, async () => {
  const from = Date.now();
  await refused('hang', undefined, /./);
  assert.ok(Date.now() - from >= 19_000, 'by its deadline');
  await taken('nothing');
});
