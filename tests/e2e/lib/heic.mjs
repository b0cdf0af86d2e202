// Photographs as phones make them, by Debian's encoder (libheif-examples), and what hostile people make of those.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { scratch } from './portal.mjs';

/** The pictures, PNG or JPEG, as one HEIC or AVIF file; the first is shown. */
export function heic(pictures, { form = 'heic', args = [] } = {}) {
  const folder = scratch();
  const names = [pictures].flat().map((bytes, i) => {
    const name = path.join(folder, `${i}.${bytes[0] === 0x89 ? 'png' : 'jpg'}`);
    fs.writeFileSync(name, bytes);
    return name;
  });
  const out = path.join(folder, `out.${form}`);
  const done = spawnSync('heif-enc', [...args, ...names, '-o', out], { encoding: 'utf8' });
  assert.equal(done.status, 0, `heif-enc: ${done.error ?? done.stderr}`);
  return fs.readFileSync(out);
}

export const box = (type, ...parts) => {
  const data = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, data]);
};
export const full = (type, version, flags, ...parts) => box(type, [version, 0, 0, flags], ...parts);
export const u16 = (...numbers) => Buffer.concat(numbers.map((n) => Buffer.from([n >> 8 & 255, n & 255])));
export const u32 = (...numbers) => Buffer.concat(numbers.map((n) => u16(Math.floor(n / 65536), n & 65535)));

/** The boxes of `bytes`: [[type, data]…]. */
export function boxes(bytes) {
  const list = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at) || bytes.length - at;
    list.push([bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at + 8, at + size)]);
    at += size;
  }
  return list;
}
const found = (bytes, type) => boxes(bytes).find(([name]) => name === type)[1];

/** What decoders need of the one picture in a file of heif-enc: its properties (hvcC, ispe …) and its data. */
function parts(file) {
  const meta = found(file, 'meta').subarray(4);
  return { properties: boxes(found(found(meta, 'iprp'), 'ipco')).map(([type, data]) => box(type, data)), data: found(file, 'mdat') };
}

const FTYP = box('ftyp', 'heic', u32(0), 'mif1', 'heic');
const infe = (id, type) => full('infe', 2, 0, u16(id, 0), type, [0]);
const PICT = full('hdlr', 0, 0, u32(0), 'pict', Buffer.alloc(13));
const within = (meta, data) => Buffer.concat([FTYP, meta, box('mdat', data)]);
/** The places of items, all of them the whole of the data behind `meta`, whose size is `length`. */
const iloc = (ids, at, size) => full('iloc', 0, 0, [0x44, 0], u16(ids.length), ...ids.map((id) => Buffer.concat([u16(id, 0, 1), u32(at, size)])));

/** A file of the same picture, with properties beside: [index of heif-enc's or a box]. `size` lies about ispe. */
export function rebuilt(file, { more = [], size, primary = 1, at } = {}) {
  const { properties, data } = parts(file);
  const all = [...properties.map((one) => (size && one.toString('latin1', 4, 8) === 'ispe' ? full('ispe', 0, 0, u32(...size)) : one)), ...more];
  const make = (offset) => full('meta', 0, 0, PICT, full('pitm', 0, 0, u16(primary)), iloc([1], at ?? offset, data.length),
    full('iinf', 0, 0, u16(1), infe(1, 'hvc1')),
    box('iprp', box('ipco', ...all), full('ipma', 0, 0, u32(1), u16(1), [all.length], all.map((_, i) => 0x80 | (i + 1)))));
  return within(make(FTYP.length + make(0).length + 8), data);
}

/** The picture so many times as a mosaic of rows and columns, each tile an item of its own; `says` is the size it claims. */
export function mosaic(file, rows, columns, says, { idat } = {}) {
  const { properties, data } = parts(file);
  const tiles = Array.from({ length: rows * columns }, (_, i) => i + 2);
  const all = [...properties, full('ispe', 0, 0, u32(...says))];
  const own = all.length;
  const line = (id, places) => Buffer.concat([u16(id), Buffer.from([places.length, ...places.map((place) => 0x80 | place)])]);
  const grid = idat ?? Buffer.concat([Buffer.from([0, 1, rows - 1, columns - 1]), u32(...says)]);
  const make = (offset) => full('meta', 0, 0, PICT, full('pitm', 0, 0, u16(1)),
    full('iloc', 1, 0, [0x44, 0], u16(tiles.length + 1), u16(1, 1, 0, 1), u32(0, 12), ...tiles.map((id) => Buffer.concat([u16(id, 0, 0, 1), u32(offset, data.length)]))),
    full('iinf', 0, 0, u16(tiles.length + 1), infe(1, 'grid'), ...tiles.map((id) => infe(id, 'hvc1'))),
    full('iref', 0, 0, box('dimg', u16(1, tiles.length, ...tiles))),
    box('iprp', box('ipco', ...all), full('ipma', 0, 0, u32(tiles.length + 1), line(1, [own]), ...tiles.map((id) => line(id, properties.map((_, i) => i + 1))))),
    box('idat', grid));
  return within(make(FTYP.length + make(0).length + 8), data);
}
