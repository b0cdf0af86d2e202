// Pictures and files made for tests, and what is found in those that come back.
import zlib from 'node:zlib';

function pngChunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(zlib.crc32 ? zlib.crc32(body) : crc32(body), body.length + 4);
  return out;
}

const TABLE = Array.from({ length: 256 }, (_, n) => {
  for (let i = 0; i < 8; i++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** A PNG of `pixel(x, y)` → [r, g, b] or [r, g, b, a]; `chunks` of [type, data] stand before the pixels. */
export function png(width, height, pixel, { chunks = [], alpha = false, saysWidth = width, saysHeight = height } = {}) {
  const channels = alpha ? 4 : 3;
  const rows = Buffer.alloc((width * channels + 1) * height);
  let at = 0;
  for (let y = 0; y < height; y++) {
    at++;
    for (let x = 0; x < width; x++) for (const value of pixel(x, y)) rows[at++] = value;
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(saysWidth, 0);
  head.writeUInt32BE(saysHeight, 4);
  head.set([8, alpha ? 6 : 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'), pngChunk('IHDR', head), ...chunks.map(([type, data]) => pngChunk(type, data)),
    pngChunk('IDAT', zlib.deflateSync(rows, { level: 1 })), pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A GIF of one colour index for each pixel, from `palette` of [r, g, b]; `transparent` is an index or -1. */
export function gif(width, height, palette, pixel, { transparent = -1, saysWidth = width, saysHeight = height } = {}) {
  const head = Buffer.alloc(13);
  head.write('GIF89a', 0, 'latin1');
  head.writeUInt16LE(saysWidth, 6);
  head.writeUInt16LE(saysHeight, 8);
  head[10] = 0xf0 | 1; // a palette of four
  const colours = Buffer.alloc(12);
  palette.forEach((colour, i) => colours.set(colour, i * 3));
  const control = Buffer.from([0x21, 0xf9, 4, transparent >= 0 ? 1 : 0, 0, 0, Math.max(transparent, 0), 0]);
  const image = Buffer.alloc(10);
  image[0] = 0x2c;
  image.writeUInt16LE(width, 5);
  image.writeUInt16LE(height, 7);
  // LZW without compressing: a clear code before the table can grow.
  const bits = [];
  const put = (code, size) => { for (let i = 0; i < size; i++) bits.push((code >> i) & 1); };
  for (let y = 0, count = 0; y < height; y++)
    for (let x = 0; x < width; x++, count++) {
      if (count % 2 === 0) put(4, 3);
      put(pixel(x, y), 3);
    }
  put(5, 3);
  const data = Buffer.alloc(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => { data[i >> 3] |= bit << (i & 7); });
  const blocks = [];
  for (let at = 0; at < data.length; at += 255) blocks.push(Buffer.from([Math.min(255, data.length - at)]), data.subarray(at, at + 255));
  return Buffer.concat([head, colours, control, image, Buffer.from([2]), ...blocks, Buffer.from([0, 0x3b])]);
}

/** Exif with an orientation, a camera's name and a place, as TIFF (big-endian). */
export function exif(orientation) {
  const entry = (tag, type, count, value) => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16BE(tag, 0);
    bytes.writeUInt16BE(type, 2);
    bytes.writeUInt32BE(count, 4);
    if (type === 3) bytes.writeUInt16BE(value, 8);
    else bytes.writeUInt32BE(value, 8);
    return bytes;
  };
  const count = (n) => Buffer.from([0, n]);
  const none = Buffer.alloc(4);
  const make = Buffer.from('SecretCamera\0\0');
  // 8: the first directory of three entries, 50: the make, 64: the directory of the place.
  return Buffer.concat([
    Buffer.from('4d4d002a00000008', 'hex'), count(3), entry(0x10f, 2, 13, 50), entry(0x112, 3, 1, orientation), entry(0x8825, 4, 1, 64), none,
    make, count(1), entry(1, 2, 2, 0x4e000000), none, Buffer.from('GPSLatitude 21.95 SecretPlace'),
  ]);
}

const segment = (marker, data) => Buffer.concat([Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255]), data]);

/** All that a camera and an editor's program put into a JPEG: Exif with a place, XMP, IPTC, a comment. */
export function jpegWithMetadata(jpeg, orientation = 1) {
  return Buffer.concat([
    jpeg.subarray(0, 2),
    segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), exif(orientation)])),
    segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SecretXmp</x:xmpmeta>')),
    segment(0xed, Buffer.from('Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0cSecretIptc..')),
    segment(0xfe, Buffer.from('SecretComment')),
    jpeg.subarray(2),
  ]);
}

/** The same of a WebP: the extended form with its chunks around the pixels. */
export function webpWithMetadata(webp, width, height, orientation = 1) {
  const chunk = (name, data) => {
    const head = Buffer.alloc(8);
    head.write(name, 0, 'latin1');
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data, Buffer.alloc(data.length & 1)]);
  };
  const canvas = Buffer.alloc(10);
  canvas[0] = 8 | 4;
  canvas.writeUIntLE(width - 1, 4, 3);
  canvas.writeUIntLE(height - 1, 7, 3);
  const body = Buffer.concat([
    Buffer.from('WEBP'), chunk('VP8X', canvas), webp.subarray(webp.indexOf('VP8 ')), chunk('EXIF', exif(orientation)), chunk('XMP ', Buffer.from('<x>SecretXmp</x>')),
  ]);
  const head = Buffer.alloc(8);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

/** What a JPEG consists of: its segments' markers before the pixels, and its size. */
export function readJpeg(bytes) {
  const markers = [];
  let size;
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff) throw new Error(`no marker at ${at}`);
    markers.push(marker);
    if (marker >= 0xc0 && marker <= 0xc2) size = { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    if (marker === 0xda) break;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return { markers, ...size };
}

/** The names of a WebP's chunks. */
export function readWebp(bytes) {
  const chunks = [];
  for (let at = 12; at + 8 <= bytes.length; at += 8 + bytes.readUInt32LE(at + 4) + (bytes.readUInt32LE(at + 4) & 1)) chunks.push(bytes.toString('latin1', at, at + 4));
  return chunks;
}

/** A ZIP of stored entries. */
export function zip(entries) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const [name, content] of Object.entries(entries)) {
    const [bytes, title] = [Buffer.from(content), Buffer.from(name)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, title, bytes]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), common, place, title]));
    parts.push(local);
    at += local.length;
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

/** A ZIP of packed entries; `says` is the size that its directory gives of each, whatever it is. */
export function deflatedZip(entries, { says } = {}) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const [name, content] of Object.entries(entries)) {
    const [bytes, title] = [Buffer.from(content), Buffer.from(name)];
    const packed = zlib.deflateRawSync(bytes, { level: 9 });
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(says ?? bytes.length, 18);
    common.writeUInt16LE(title.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), common, place, title]));
    parts.push(Buffer.from('PK\x03\x04'), common, title, packed);
    at += 30 + title.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(directory.reduce((sum, entry) => sum + entry.length, 0), 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

/** A compound file (MS-CFB) of streams below its root; null makes a storage. Streams of 4,096 bytes or more lie in sectors of their own, smaller ones are filled up to that. */
export function compound(streams) {
  const SECTOR = 512;
  const END = 0xfffffffe;
  const content = Object.entries(streams).map(([name, bytes]) => [name, bytes && (bytes.length < 4096 ? Buffer.concat([bytes, Buffer.alloc(4096 - bytes.length)]) : bytes)]);
  const entries = content.length + 1;
  const directorySectors = Math.ceil(entries / 4);
  const sectors = directorySectors + content.reduce((sum, [, bytes]) => sum + (bytes ? Math.ceil(bytes.length / SECTOR) : 0), 0);
  const tableSectors = Math.ceil((sectors + Math.ceil(sectors / 100) + 1) / 128);
  const table = Buffer.alloc(tableSectors * SECTOR, 0xff);
  const directory = Buffer.alloc(directorySectors * SECTOR);
  const body = [];
  let next = tableSectors + directorySectors;
  const chain = (from, count) => { for (let i = 0; i < count; i++) table.writeUInt32LE(i + 1 < count ? from + i + 1 : END, (from + i) * 4); };
  for (let i = 0; i < tableSectors; i++) table.writeUInt32LE(0xfffffffd, i * 4);
  chain(tableSectors, directorySectors);
  const entry = (number, name, type, right, start, size, child = 0xffffffff) => {
    const at = number * 128;
    directory.write(name, at, 'utf16le');
    directory.writeUInt16LE(2 * name.length + 2, at + 64);
    directory[at + 66] = type;
    directory.writeUInt32LE(0xffffffff, at + 68);
    directory.writeUInt32LE(right, at + 72);
    directory.writeUInt32LE(child, at + 76);
    directory.writeUInt32LE(start, at + 116);
    directory.writeUInt32LE(size, at + 120);
  };
  entry(0, 'Root Entry', 5, 0xffffffff, END, 0, content.length ? 1 : 0xffffffff);
  content.forEach(([name, bytes], i) => {
    const count = bytes ? Math.ceil(bytes.length / SECTOR) : 0;
    entry(i + 1, name, bytes ? 2 : 1, i + 2 < entries ? i + 2 : 0xffffffff, bytes ? next : 0, bytes ? bytes.length : 0);
    if (!bytes) return;
    chain(next, count);
    body.push(bytes, Buffer.alloc(count * SECTOR - bytes.length));
    next += count;
  });
  const head = Buffer.alloc(SECTOR);
  head.write('d0cf11e0a1b11ae1', 0, 'hex');
  head.writeUInt16LE(0x3e, 24);
  head.writeUInt16LE(3, 26);
  head.writeUInt16LE(0xfffe, 28);
  head.writeUInt16LE(9, 30);
  head.writeUInt16LE(6, 32);
  head.writeUInt32LE(tableSectors, 44);
  head.writeUInt32LE(tableSectors, 48);
  head.writeUInt32LE(4096, 56);
  head.writeUInt32LE(END, 60);
  head.writeUInt32LE(END, 68);
  head.fill(0xff, 76);
  for (let i = 0; i < tableSectors; i++) head.writeUInt32LE(i, 76 + 4 * i);
  return Buffer.concat([head, table, directory, ...body]);
}

/** An MP4 of that brand with nothing to see; `place` is where it says that it was taken. */
export function mp4(brand, { place, mdat = 32 } = {}) {
  const box = (type, ...data) => {
    const body = Buffer.concat(data.map((piece) => Buffer.from(piece)));
    const head = Buffer.alloc(8);
    head.writeUInt32BE(body.length + 8, 0);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, body]);
  };
  const said = place ? [box('udta', box('\xa9xyz', Buffer.from([0, place.length, 0x15, 0xc7]), place))] : [];
  return Buffer.concat([box('ftyp', brand, Buffer.alloc(4), brand), box('moov', box('mvhd', Buffer.alloc(100)), ...said), box('mdat', Buffer.alloc(mdat))]);
}

/** A sound: an MP3 of three frames of silence. */
export const mp3 = () => Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), ...Array(3).fill(Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0]), Buffer.alloc(413)]))]);
