// Every operation of the API, with requests made from its own description and then spoilt: no answer is a 5xx, and
// none is outside the description (portal.api checks that of each).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { description, resolve } from './lib/contract.mjs';
import { multipart, picture, startPortal } from './lib/portal.mjs';
import { Random } from './lib/random.mjs';

const wellFormed = (thing) => Buffer.from(String(thing)).toString(); // half a surrogate pair cannot be sent

const COUNT = Number(process.env.CONG_FUZZ || 1000);
const SEED = Number(process.env.CONG_SEED || 20261125);

const HOSTILE = [
  '', ' ', '\u0000', '\ufeff', '\u202eabc', 'a'.repeat(5000), 'ủy ban nhân dân'.repeat(200), '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>',
  "' OR 1=1 --", '../../etc/passwd', '%00', '\r\nX-Evil: 1', '{{title}}', '{{{body_html}}}', '[[[[[[[[[[', '|a'.repeat(50), '\ud800', '💥', 'x\u0301'.repeat(30),
  '9'.repeat(400), '-1', '0', '1e999', 'NaN', 'null', 'true', '2026-13-45T99:99:99Z', '2026-12-01T08:00:00+07:00', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z',
  'http://[::1', 'javascript:alert(1)', 'mailto:a@b.vn', '/trang/a', 'AAAA', 'cong_1_x',
];
const NUMBERS = [0, -1, 1, 2, 3, 7, 1.5, 1e308, 9007199254740993, -9007199254740993, 2 ** 31, 2 ** 63];

let portal;
let ids;
let random;

/** A value for a schema; now and then one that it forbids. */
function value(schema, depth = 0) {
  const plain = resolve(schema) ?? {};
  if (depth > 6) return null;
  if (random.chance(0.08)) return spoilt(depth);
  if (plain.anyOf || plain.oneOf) return value(random.one(plain.anyOf ?? plain.oneOf), depth + 1);
  if (plain.const !== undefined) return plain.const;
  if (plain.enum) return random.one(plain.enum);
  const type = random.one([plain.type].flat().filter(Boolean).concat('string').slice(0, Math.max(1, [plain.type].flat().filter(Boolean).length)));
  if (type === 'object') return object(plain, depth);
  if (type === 'array') return Array.from({ length: random.below(4) }, () => value(plain.items, depth + 1));
  if (type === 'integer' || type === 'number') return random.one([1, 2, 3, ids.article, ids.media, random.below(50), ...NUMBERS]);
  if (type === 'boolean') return random.chance(0.5);
  if (type === 'null') return null;
  if (plain.format === 'date-time') return random.one(['2026-12-01T08:00:00+07:00', '2020-01-01T00:00:00Z', new Date(Date.now() + random.below(5000)).toISOString(), 'mai']);
  return text();
}

const text = () => (random.chance(0.5) ? random.one(['Thông báo', 'tin-tuc', 'vi', 'markdown', 'nhãn', `bài ${random.below(1000)}`, ids.slug]) : random.one(HOSTILE));

function spoilt(depth) {
  const kind = random.below(6);
  if (kind === 0) return random.one(NUMBERS);
  if (kind === 1) return random.one(HOSTILE);
  if (kind === 2) return null;
  if (kind === 3) return Array.from({ length: random.below(200) }, () => 'x');
  if (kind === 4 && depth < 3) return { a: spoilt(depth + 1), '': 1 };
  return random.chance(0.5);
}

function object(schema, depth) {
  const made = {};
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    const wanted = schema.required?.includes(name) ? 0.97 : 0.35;
    if (random.chance(wanted)) made[name] = value(inner, depth + 1);
  }
  if (random.chance(0.05)) made[random.one(HOSTILE)] = spoilt(depth);
  return made;
}

/** JSON as it is, or broken on its way. */
function asJson(thing) {
  const json = JSON.stringify(thing);
  const kind = random.chance(0.9) ? -1 : random.below(6);
  if (kind === 0) return json.slice(0, random.below(json.length + 1));
  if (kind === 1) return `${json}${json}`;
  if (kind === 2) return '['.repeat(random.below(2000));
  if (kind === 3) return json.replace(/"(\w+)":/, '"$1":1,"$1":');
  if (kind === 4) return Buffer.concat([Buffer.from(json.slice(0, 5)), Buffer.from([0xff, 0xc0, 0x00]), Buffer.from(json.slice(5))]);
  if (kind === 5) return json.replace(/\d+/, '9'.repeat(30));
  return json;
}

const flat = (thing) => Object.fromEntries(Object.entries(thing ?? {}).filter(([name]) => !/["\r\n\0]/.test(name))
  .map(([name, inner]) => [name, typeof inner === 'object' ? JSON.stringify(inner) ?? '' : wellFormed(inner)]));

/** {body, type} for one of the operation's content types, or for none of them. */
function bodyOf(operation) {
  const content = resolve(operation.requestBody)?.content;
  if (!content) return random.chance(0.05) ? { body: 'thân không ai cần', type: 'text/plain' } : {};
  if (random.chance(0.03)) return {};
  const type = random.one(Object.keys(content));
  const { schema } = content[type];
  const sent = random.chance(0.04) ? random.one(['text/plain', 'application/xml', '', 'application/json; charset=utf-8', 'multipart/form-data']) : type;
  if (type === 'multipart/form-data') {
    const fields = flat(value(schema));
    if (random.chance(0.5)) fields[random.one(['image', 'file'])] = random.chance(0.8) ? picture('photo.jpg') : { bytes: Buffer.from('không phải ảnh'), name: 'a.jpg' };
    const form = multipart(fields);
    return random.chance(0.9) ? form : { body: form.body.subarray(0, random.below(form.body.length)), type: form.type };
  }
  if (type.startsWith('image/') || type === 'application/octet-stream') return { body: random.chance(0.5) ? picture('photo.jpg').bytes : Buffer.from(text()), type: sent };
  if (type === 'application/x-ndjson') return { body: Array.from({ length: random.below(5) + 1 }, () => asJson(value(schema)).toString()).join('\n'), type: sent };
  if (type.startsWith('text/')) return { body: random.chance(0.3) ? text() : `---\ntitle: ${text().replace(/\n/g, ' ')}\ntags: [a, b]\n---\n# ${text()}\n\n${text()}`, type: sent };
  return { body: asJson(value(schema)), type: sent };
}

function pathOf(pattern) {
  if (pattern.startsWith('/api/tokens/')) return `/api/tokens/${random.one([900, 'x', 0])}`; // those in use are still needed
  return pattern.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(
    name === 'version' ? random.one([1, 2, 3, 99, 'x'])
      : random.one([ids.article, ids.article, ids.other, ids.slug, ids.category, ids.media, random.below(60), 0, -1, '9'.repeat(25), 'khong-co', 'ký tự lạ', 'a'.repeat(300)])));
}

function requestOf(pattern, method, operation) {
  const query = [];
  const headers = {};
  for (const parameter of (operation.parameters ?? []).map(resolve)) {
    if (parameter.in === 'path' || !random.chance(parameter.required ? 0.9 : 0.3)) continue;
    let chosen = random.chance(0.4) && parameter.example !== undefined ? parameter.example : value(parameter.schema);
    if (parameter.name === 'wait') chosen = random.one([0, 1, 'x', -1]);
    if (parameter.in === 'query') query.push(`${parameter.name}=${encodeURIComponent(wellFormed(chosen))}`);
    else headers[parameter.name] = wellFormed(chosen).replace(/[^\x20-\x7e]/g, '').slice(0, 300);
  }
  if (random.chance(0.04)) query.push(`${random.one(['la', 'limit', 'dry_run', 'after'])}=${encodeURIComponent(wellFormed(random.one(HOSTILE)))}`);
  const as = random.one(['admin', 'admin', 'editor', 'editor', 'author', 'reader', undefined]);
  const target = `${pathOf(pattern)}${query.length ? `?${query.join('&')}` : ''}`;
  return { method: method.toUpperCase(), target, options: { as, headers, ...bodyOf(operation) } };
}

async function prepare() {
  const category = await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Tin tức' } });
  const { bytes, type } = picture('photo.jpg');
  const media = await portal.api('POST', '/media', { as: 'editor', type, body: bytes });
  const article = await portal.post({ title: 'Bài có sẵn', body: 'Thân.', status: 'published', category: 'tin-tuc' });
  const other = await portal.post({ title: 'Bài nháp', body: 'Thân.' });
  ids = { article: article.id, slug: article.slug, other: other.id, category: category.json.id, media: media.json.id };
}

before(async () => {
  portal = await startPortal({ args: ['--set', 'write_rate=0', '--set', 'error_rate=0', '--set', 'search_rate=0', '--set', 'miss_rate=0'] });
  await prepare();
});
after(() => portal?.end());

test(`${COUNT} requests made from the description, seed ${SEED}`, { timeout: 3_600_000 }, async () => {
  random = new Random(SEED);
  const operations = Object.entries(description.paths).flatMap(([pattern, item]) =>
    Object.entries(item).map(([method, operation]) => [pattern, method, operation])).filter(([pattern]) => pattern !== '/api/events');
  const tally = {};
  for (let i = 0; i < COUNT; i++) {
    const { method, target, options } = requestOf(...operations[i < operations.length ? i : random.below(operations.length)]);
    const answer = await portal.api(method, target, options).catch((error) => {
      throw new Error(`request ${i}: ${method} ${target.slice(0, 500)} ${JSON.stringify(options).slice(0, 1000)}: ${error.message.slice(0, 500)}`, { cause: error });
    });
    assert.ok(answer.status < 500, `request ${i}: ${method} ${target} ${JSON.stringify(options).slice(0, 1000)}: ${answer.status} ${answer.text}`);
    tally[answer.status] = (tally[answer.status] ?? 0) + 1;
  }
  console.log(`# ${COUNT} requests, answers by status: ${JSON.stringify(tally)}`);
  const good = Object.entries(tally).filter(([status]) => status < 300).reduce((sum, [, count]) => sum + count, 0);
  assert.ok(good > COUNT / 10, 'enough of them are right to reach what lies behind the checks');
  assert.equal((await portal.api('GET', '/audit/verify', { as: 'admin' })).json.first_bad, null);
  await portal.stop();
});
