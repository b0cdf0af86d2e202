// Nobody ever reads what is older than the last acknowledged write: page or API, compressed or not, asked with
// a validator or without, while others write and the same addresses are being rendered.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, test } from 'node:test';
import zlib from 'node:zlib';
import { BROWSER, startPortal } from '../e2e/lib/portal.mjs';

const WRITES = Number(process.env.CONG_STALE_WRITES || 500);
const WRITERS = 4;
const READERS = 4;
const ENCODINGS = ['identity', 'gzip', 'br'];
const DECODE = { gzip: zlib.gunzipSync, br: zlib.brotliDecompressSync };

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
let portal;
after(() => { agent.destroy(); return portal?.end(); });

function ask(method, path, headers = {}, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: portal.host, port: portal.port, method, path, agent, headers: { 'User-Agent': BROWSER, ...headers } }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const bytes = Buffer.concat(parts);
        const decode = DECODE[answer.headers['content-encoding']];
        resolve({ status: answer.statusCode, headers: answer.headers, text: String(decode && bytes.length ? decode(bytes) : bytes) });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** An article that one writer changes; its title carries the number of the change. */
class Subject {
  constructor(made, writer, since) {
    Object.assign(this, { id: made.id, slug: made.slug, writer, acknowledged: 0, tags: {} });
    this.places = [`/api/changes?since=${since}`, `/api/articles/${made.id}`, `/bai-viet/${made.slug}`, '/api/articles?limit=100&fields=title', '/', `/the/nguoi-${writer}`];
  }

  title(number) {
    return `Bài của người ${this.writer} lần ${number} hết`;
  }

  numberIn(text) {
    const seen = [...text.matchAll(new RegExp(`Bài của người ${this.writer} lần (\\d+) hết`, 'g'))].map((match) => Number(match[1]));
    assert.ok(seen.length, `the article of writer ${this.writer} is missing`);
    return Math.min(...seen);
  }

  /** Reads one place in one encoding; what it says must be as new as what was acknowledged before. */
  async read(place, encoding, withValidator) {
    const least = this.acknowledged;
    const key = `${place} ${encoding}`;
    const kept = this.tags[key];
    const validator = withValidator && kept?.etag ? { 'If-None-Match': kept.etag } : {};
    const answer = await ask('GET', place, { 'Accept-Encoding': encoding, ...validator });
    if (answer.status === 304) {
      assert.ok(kept.number >= least, `304 for ${kept.number} after ${least} at ${key}`);
      return;
    }
    assert.equal(answer.status, 200, answer.text);
    const number = this.numberIn(answer.text);
    assert.ok(number >= least, `${number} after ${least} at ${key}`);
    this.tags[key] = { etag: answer.headers.etag, number };
  }
}

test(`${WRITES} writes are each read back at once, everywhere`, { timeout: 1_200_000 }, async () => {
  portal = await startPortal({ args: ['--set', 'miss_rate=0', '--set', 'write_rate=0', '--set', 'page_age=1min'] });
  const token = portal.token('editor');
  const since = (await portal.api('GET', '/changes')).json.next;
  const subjects = [];
  for (let writer = 0; writer < WRITERS; writer++) {
    const title = `Bài của người ${writer} lần 0 hết`;
    const made = await portal.post({ title, slug: `bai-${writer}-cua-nguoi`, status: 'published', tags: [`Người ${writer}`] });
    subjects.push(new Subject(made, writer, since));
  }
  let isOver = false;
  let reads = 0;

  const writing = subjects.map(async (subject) => {
    for (let number = 1; number <= WRITES / WRITERS; number++) {
      const body = JSON.stringify({ title: subject.title(number) });
      const answer = await ask('PATCH', `/api/articles/${subject.id}`, { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }, body);
      assert.equal(answer.status, 200, answer.text);
      subject.acknowledged = number;
      const encoding = ENCODINGS[number % ENCODINGS.length];
      await Promise.all(subject.places.map((place) => subject.read(place, encoding, number % 2 === 0)));
      reads += subject.places.length;
    }
  });
  const reading = Array.from({ length: READERS }, async (_, reader) => {
    for (let turn = reader; !isOver; turn++) {
      const subject = subjects[turn % WRITERS];
      await subject.read(subject.places[turn % subject.places.length], ENCODINGS[turn % ENCODINGS.length], false);
      reads++;
    }
  });
  await Promise.all(writing).finally(() => { isOver = true; });
  await Promise.all(reading);
  assert.ok(reads >= WRITES * 5);
  await portal.stop();
});
