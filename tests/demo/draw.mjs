// Makes the demonstration's pictures, assets/demo/*.webp, of the drawings beside this file: each at the same size, some a
// second time in another season or at another hour. Run by `./dev draw` after a drawing was changed; what it makes is
// committed, so that a build needs no browser. With `pdf` behind, also the attachment du-toan.pdf of the page beside it.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBrowser } from '../e2e/lib/browser.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const OUT = path.resolve(HERE, '../../assets/demo');
// The portal makes every width of each when a demonstration starts, so those that no page shows large are small.
const WIDTH = 960, HEIGHT = 540, SMALL = 2 / 3;
const SMALL_ONES = ['bien-chay-rung', 'duong-mua', 'hop', 'mot-cua', 'nui-dem', 'rung-thu', 'thung-lung-som', 'truong'];

// name: [drawing, quality, filter, whether it is mirrored, height]
const PICTURES = {
  banner: ['banner', 0.6, 'none', false, 320],
  'bien-chay-rung': ['bien-chay-rung', 0.6],
  duong: ['duong', 0.65],
  'duong-mua': ['duong', 0.6, 'saturate(.35) brightness(.85)', true],
  hop: ['hop', 0.65],
  'mot-cua': ['mot-cua', 0.65],
  nui: ['nui', 0.65],
  'nui-dem': ['nui', 0.6, 'hue-rotate(150deg) saturate(.7) brightness(.55)', true],
  rung: ['rung', 0.6],
  'rung-thu': ['rung', 0.55, 'sepia(.7) saturate(2) hue-rotate(-18deg)', true],
  ruong: ['ruong', 0.45],
  'ruong-xanh': ['ruong', 0.4, 'hue-rotate(45deg) saturate(.85)', true],
  'tho-cam': ['tho-cam', 0.3],
  'thung-lung': ['thung-lung', 0.65],
  'thung-lung-som': ['thung-lung', 0.6, 'sepia(.5) saturate(1.5) hue-rotate(-14deg)', true],
  truong: ['truong', 0.65],
};

/** In the page: the drawing, filling the frame, as a WebP. */
async function paint({ svg, width, height, quality, filter, isMirrored }) {
  const drawing = new Image();
  drawing.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await drawing.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  const scale = Math.max(width / drawing.naturalWidth, height / drawing.naturalHeight);
  const [w, h] = [drawing.naturalWidth * scale, drawing.naturalHeight * scale];
  if (isMirrored) context.setTransform(-1, 0, 0, 1, width, 0);
  context.filter = filter;
  context.drawImage(drawing, (width - w) / 2, (height - h) / 2, w, h);
  return canvas.toDataURL('image/webp', quality).split(',')[1];
}

const browser = await startBrowser();
try {
  const page = await browser.newPage();
  // Its bytes hold the day it was made, so it is made when it is wanted.
  if (process.argv.includes('pdf')) {
    await page.goto(`file://${path.join(HERE, 'du-toan.html')}`);
    await page.pdf({ path: path.join(OUT, 'du-toan.pdf'), format: 'A4', tagged: false });
  }
  let sum = 0;
  for (const [name, [drawing, quality, filter = 'none', isMirrored = false, height = HEIGHT]] of Object.entries(PICTURES)) {
    const scale = SMALL_ONES.includes(name) ? SMALL : 1;
    const svg = fs.readFileSync(path.join(HERE, `${drawing}.svg`), 'utf8');
    const bytes = Buffer.from(await page.evaluate(paint, { svg, width: WIDTH * scale, height: height * scale, quality, filter, isMirrored }), 'base64');
    fs.writeFileSync(path.join(OUT, `${name}.webp`), bytes);
    sum += bytes.length;
    console.log(`${name}.webp ${bytes.length}`);
  }
  console.log(`${Object.keys(PICTURES).length} pictures, ${sum} bytes`);
} finally {
  await browser.close();
}
