// The demonstration as readers meet it, and what is made of looks at it: sheets that are compared at a change, and the
// picture of README.
import fs from 'node:fs';
import { World } from '../../fault/lib/world.mjs';
import { startBrowser } from './browser.mjs';
import { scratch, startPortal } from './portal.mjs';

// A Tuesday morning; every day that a page says is counted from it.
const NOON = Date.parse('2026-11-24T10:00:00+07:00');

/** As startPortal(). With `isFixed` its clock stands at a day that is always the same. */
export function startDemo({ isFixed = false, args = [] } = {}) {
  const options = { args: ['--demo', ...args], env: { TMPDIR: scratch() } };
  if (!isFixed) return startPortal(options);
  const world = new World();
  world.setClock(NOON);
  return world.portal(options).start();
}

/** Pictures, each { png, width, height }, laid side by side in rows and shrunk by `scale`, as a WebP of at most `most` bytes. */
export async function montage(rows, { scale, most }) {
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    const draw = async ({ rows: lines, scale: by, most: limit }) => {
      const gap = 6;
      const load = async ({ png }) => {
        const image = new Image();
        image.src = `data:image/png;base64,${png}`;
        await image.decode();
        return image;
      };
      const images = [];
      for (const line of lines) images.push(await Promise.all(line.map(load)));
      const size = (image) => [Math.round(image.naturalWidth * by), Math.round(image.naturalHeight * by)];
      const width = Math.max(...images.map((line) => line.reduce((sum, image) => sum + size(image)[0] + gap, -gap)));
      const heights = images.map((line) => Math.max(...line.map((image) => size(image)[1])));
      const canvas = Object.assign(document.createElement('canvas'), { width, height: heights.reduce((sum, height) => sum + height + gap, -gap) });
      const context = canvas.getContext('2d');
      context.imageSmoothingQuality = 'high';
      context.fillStyle = '#8a8a8a';
      context.fillRect(0, 0, canvas.width, canvas.height);
      let y = 0;
      images.forEach((line, row) => {
        let x = 0;
        for (const image of line) {
          const [w, h] = size(image);
          context.drawImage(image, x, y, w, h);
          x += w + gap;
        }
        y += heights[row] + gap;
      });
      for (let quality = 0.8; ; quality -= 0.05) {
        const bytes = canvas.toDataURL('image/webp', quality).split(',')[1];
        if (bytes.length * 3 / 4 <= limit || quality < 0.1) return bytes;
      }
    };
    const pictures = rows.map((row) => row.map((png) => ({ png: png.toString('base64') })));
    return Buffer.from(await page.evaluate(draw, { rows: pictures, scale, most }), 'base64');
  } finally {
    await browser.close();
  }
}

/** Writes a file and says how large it is. */
export function save(file, bytes) {
  fs.writeFileSync(file, bytes);
  console.log(`${file} ${bytes.length}`);
}
