// `./dev firefox`: the demonstration's main pages in Debian's Firefox at three widths (it makes no window narrower than the first), a
// picture each in build/firefox, to be looked at beside tests/e2e/data/sheets. `./dev firefox /lich`: that page alone.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { startDemo } from './lib/demo.mjs';
import { ROOT, scratch } from './lib/portal.mjs';

const PROGRAM = process.env.FIREFOX || '/usr/bin/firefox-esr';
const FOLDER = path.join(ROOT, 'build/firefox');
const SIZES = ['480,900', '1024,900', '1280,900'];
const PAGES = ['/', '/chuyen-muc/van-hoa-xa-hoi', '/thong-ke', '/van-ban', '/lich', '/hoi-dap', '/gop-y', '/thu-vien', '/hoi-dap/gui', '/tim-kiem', '/tim-kiem?q=lua+nep', '/tim-kiem?q=qqqq', '/khong-co-trang-nay'];

const portal = await startDemo({ isFixed: true });
try {
  const first = async (query) => (await portal.api('GET', `/articles?lang=vi&limit=1${query}`)).json.items[0].url;
  fs.mkdirSync(FOLDER, { recursive: true });
  for (const target of process.argv[2] ? [process.argv[2]] : [...PAGES, await first(''), await first('&kind=album')])
    for (const size of SIZES) {
      const file = path.join(FOLDER, `${target.replace(/[^a-z0-9]+/gi, '-').replace(/^-/, '') || 'home'}-${size.split(',')[0]}.png`);
      const done = spawnSync(PROGRAM, ['--headless', '--no-remote', '--profile', scratch(), `--window-size=${size}`, '--screenshot', file, portal.url + target], { encoding: 'utf8', env: { ...process.env, HOME: scratch() }, timeout: 300_000 });
      if (!fs.existsSync(file)) throw new Error(`Firefox made no picture of ${target}: ${done.stderr}`);
      console.log(file);
    }
} finally {
  await portal.stop();
  await portal.end();
}
