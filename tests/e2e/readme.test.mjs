// README's session from a bare portal: every line behind `$ ` is run in a shell, in order, as it stands there, and what
// README shows of an answer (… stands for anything) is what comes. Only the address and the data folder are others.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { docx, p, r } from './lib/docx.mjs';
import { PATIENCE_MS } from './lib/patience.mjs';
import { readData, ROOT, scratch, startPortal } from './lib/portal.mjs';

const folder = scratch();
let portal;
before(async () => {
  portal = await startPortal();
  fs.mkdirSync(path.join(folder, '.config'));
  fs.symlinkSync(path.resolve(portal.binary), path.join(folder, 'congd'));
  fs.writeFileSync(path.join(folder, 'bai.txt'), 'Sáng nay, xã khánh thành đường liên xã.\n');
  const added = `<w:ins w:id="1" w:author="Lan" w:date="2026-11-20T08:00:00Z">${r(' chiều thứ Sáu')}</w:ins>`;
  fs.writeFileSync(path.join(folder, 'thong-bao.docx'), docx(p('Thông báo lịch tiếp công dân') + p(r('Ủy ban nhân dân xã tiếp công dân') + added)));
  fs.writeFileSync(path.join(folder, 'anh.jpg'), readData('photo.jpg'));
  fs.writeFileSync(path.join(folder, 'quyet-dinh.pdf'), '%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
  fs.writeFileSync(path.join(folder, 'lich-thang-12.pdf'), '%PDF-1.4\n1 0 obj\n<</Title (12)>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
  fs.writeFileSync(path.join(folder, 'bai-cu.ndjson'), `${JSON.stringify({ title: 'Bài cũ', body: 'Thân.', external_id: 'cu-1', status: 'published' })}\n`);
});
after(async () => {
  await portal?.stop();
  await portal?.end();
});

/** The steps of README: {line, command, shown}, a command with its continued lines, and the lines shown behind it. */
function steps(text) {
  const found = [];
  for (const [index, row] of text.split('\n').entries()) {
    const line = row.startsWith('    ') ? row.slice(4) : undefined;
    const last = found.at(-1);
    if (line?.startsWith('$ ')) found.push({ line: index + 1, command: line.slice(2), shown: [], open: true });
    else if (line !== undefined && last?.open && last.command.endsWith('\\')) last.command += `\n${line}`;
    else if (line !== undefined && last?.open) last.shown.push(line);
    else if (last) last.open = false;
  }
  return found;
}

const pattern = (shown) => new RegExp(`^${shown.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 's');

test('every command of the session does what README says, from a bare portal', () => {
  const all = steps(fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8'));
  assert.ok(all.length > 25, `${all.length} commands`);
  const tokens = {};
  let variables = '';
  for (const { line, command, shown } of all) {
    const where = `README.md:${line}: ${command}`;
    const asRun = command.replaceAll('http://127.0.0.1:8080', portal.url).replaceAll('/var/lib/congd', portal.data);
    const [, file] = command.match(/^cat (\S+)$/) ?? [];
    if (file) {
      const text = shown.map((row) => `${row}\n`).join('').replace(/cong_(\d)_…/g, (_, number) => tokens[number]);
      fs.writeFileSync(path.join(folder, file.replace(/^~\//, '')), text);
      continue;
    }
    if (/^[A-Z]+=/.test(command)) {
      variables += `${asRun}\n`;
      continue;
    }
    const done = spawnSync('bash', ['-c', variables + asRun], {
      cwd: folder, encoding: 'utf8', timeout: PATIENCE_MS,
      env: { ...portal.env, HOME: folder, PATH: `${folder}:${process.env.PATH}`, CONGD_DATA: portal.data, TZ: 'Asia/Ho_Chi_Minh' },
    });
    const isRefusal = /^4\d\d /.test(shown[0] ?? '');
    assert.equal(done.status, isRefusal ? 22 : 0, `${where}\n${done.stdout}\n${done.stderr}`);
    const rows = done.stdout.trimEnd().split('\n');
    if (shown.length) {
      assert.equal(rows.length, shown.length, `${where}: shown and answered\n${done.stdout}`);
      shown.forEach((row, index) => assert.match(rows[index], pattern(row), where));
    }
    const [, number] = done.stdout.match(/^cong_(\d)_/) ?? [];
    if (number) tokens[number] = done.stdout.trim();
  }
});

test('the session leaves what it says: name, menu, category, a title with its semicolon, one tag of two', async () => {
  const page = (await portal.page('/')).text;
  for (const text of ['Trang thông tin điện tử huyện Bình Gia', 'đường liên xã; đón bằng khen'])
    assert.ok(page.includes(text), text);
  assert.match(page, /<nav class="menu"[^]*href="\/chuyen-muc\/tin-tuc-su-kien"[^>]*>Tin tức</);
  const article = (await portal.api('GET', '/articles/1')).json;
  assert.deepEqual(article.tags.map(({ slug }) => slug), ['nong-thon-moi']);
});
