// Coming and leaving, measured: `./dev imports [N]`. N articles of NukeViet (20,000), a quarter as many of WordPress and of saved
// pages, then the whole written out and, of a tenth, brought into another portal. Times, processor time of both, the most memory of the
// command and of the daemon, and the machine's load at that moment, as JSON lines. CONGD names the program (a release).
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { dump, many } from '../tests/e2e/lib/nukeviet.mjs';
import { scratch, startPortal } from '../tests/e2e/lib/portal.mjs';
import { wxr } from '../tests/e2e/lib/wordpress.mjs';

const COUNT = Number(process.argv[2] || 20_000), QUARTER = Math.round(COUNT / 4), TENTH = Math.round(COUNT / 10);
const most = (pid) => {
  try {
    return Number(fs.readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)?.[1] ?? 0) / 1024;
  } catch { return 0; }
};

/** Seconds of processor time that a process has had. */
const cpu = (pid) => {
  try {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch { return 0; }
};

/** Runs the command beside the daemon (its output goes to a file, so that nobody waits for a pipe) and says what it took. */
async function run(what, portal, ...args) {
  const out = path.join(scratch(), 'out');
  const file = fs.openSync(out, 'w');
  const begun = performance.now();
  const child = spawn(portal.binary, [...args, '--data', portal.data], { env: portal.env, stdio: ['ignore', file, file] });
  let own = 0, used = 0;
  const before = cpu(portal.child.pid);
  const watch = setInterval(() => {
    own = Math.max(own, most(child.pid));
    used = Math.max(used, cpu(child.pid));
  }, 200);
  const status = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(watch);
  fs.closeSync(file);
  const said = fs.readFileSync(out, 'utf8').split('\n').filter((line) => /^articles: /.test(line)).at(-1) ?? '';
  console.log(JSON.stringify({ what, status, seconds: Number(((performance.now() - begun) / 1000).toFixed(1)), cpu_seconds: Number((used + cpu(portal.child.pid) - before).toFixed(1)), command_mb: Math.round(own), daemon_mb: Math.round(most(portal.child.pid)), load: os.loadavg()[0].toFixed(1), said }));
  return status;
}

const write = (name, bytes) => {
  const file = path.join(scratch(), name);
  fs.writeFileSync(file, bytes);
  return file;
};
const words = (seed, count) => Array.from({ length: count }, (_, i) => `từ${(seed * 31 + i * 7) % 997}`).join(' ');

async function withPortal(work) {
  const portal = await startPortal({ args: ['--error-rate', '0', '--log-level', 'error'] });
  try {
    await work(portal);
    await portal.stop();
  } finally {
    await portal.end();
  }
}

await withPortal(async (portal) => {
  const file = write('nv.sql', dump(many(COUNT), { rowsAtOnce: 2000 }));
  await run(`import nukeviet ${COUNT}`, portal, 'import', 'nukeviet', file, '--report', path.join(scratch(), 'bao-cao'));
  await run('the same again', portal, 'import', 'nukeviet', file, '--report', path.join(scratch(), 'bao-cao'));
  await run(`export --all ${COUNT}`, portal, 'export', '--all', path.join(scratch(), 'ra'));
});
await withPortal(async (portal) => {
  const items = Array.from({ length: QUARTER }, (_, i) => ({ id: i + 1, title: `Bài số ${i + 1}: ${words(i, 6)}`, name: `bai-${i + 1}`, link: `https://cu.gov.vn/2019/05/bai-${i + 1}/`, content: Array.from({ length: 8 }, (__, k) => words(i + k, 60)).join('\n\n'), terms: [['category', `c${i % 10}`, `Mục ${i % 10}`], ['post_tag', `t${i % 50}`, `thẻ ${i % 50}`]] }));
  const file = write('wp.xml', wxr({ categories: Array.from({ length: 10 }, (_, i) => [i + 1, `c${i}`, '', `Mục ${i}`]), items }));
  await run(`import wordpress ${QUARTER}`, portal, 'import', 'wordpress', file, '--report', path.join(scratch(), 'bao-cao'));
});
await withPortal(async (portal) => {
  const root = path.join(scratch(), 'trang');
  for (let i = 0; i < QUARTER; i++) {
    const folder = path.join(root, `muc-${i % 10}`, String(2010 + (i % 9)));
    if (i < 90) fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, `bai-${i}.html`), `<html><head><meta charset="utf-8"><title>Bài ${i} | Xã</title></head><body><nav>Trang chủ</nav><main><h1>Bài số ${i}: ${words(i, 6)}</h1><p class="date">1/${1 + (i % 12)}/${2010 + (i % 9)}</p>${Array.from({ length: 8 }, (__, k) => `<p>${words(i + k, 60)}</p>`).join('\n')}</main></body></html>`);
  }
  await run(`import html ${QUARTER}`, portal, 'import', 'html', root, '--report', path.join(scratch(), 'bao-cao'));
});
const folder = path.join(scratch(), 'nho');
await withPortal(async (portal) => {
  await run(`import nukeviet ${TENTH}`, portal, 'import', 'nukeviet', write('nho.sql', dump(many(TENTH))), '--report', path.join(scratch(), 'bao-cao'));
  await run(`export --all ${TENTH}`, portal, 'export', '--all', folder);
});
await withPortal((portal) => run(`import --all ${TENTH}`, portal, 'import', '--all', folder, '--report', path.join(scratch(), 'bao-cao')));
