// XML through programs of others: libxml2 says whether it is well-formed and valid, Ruby's RSS library whether a
// feed is what its format asks for.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { PATIENCE_MS } from './patience.mjs';
import path from 'node:path';
import { DATA } from './portal.mjs';

function run(command, args, input) {
  const done = spawnSync(command, args, { input, encoding: 'utf8', timeout: PATIENCE_MS, maxBuffer: 64 << 20 });
  if (done.error) throw done.error;
  return done;
}

/** Fails unless the text is well-formed XML, and valid by the schema of tests/e2e/data/schema when one is named. */
export function assertXml(text, schema) {
  const valid = schema ? ['--schema', path.join(DATA, 'schema', schema)] : [];
  const done = run('xmllint', ['--noout', '--nonet', ...valid, '-'], text);
  assert.equal(done.status, 0, `${done.stderr}\n${text.slice(0, 2000)}`);
}

/** The texts that an XPath selects, with their entities undone. */
export function select(text, xpath) {
  const done = run('xmllint', ['--xpath', xpath, '-'], text);
  return done.stdout.split('\n').filter(Boolean);
}

const unescape = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');

/** The texts of all elements of that name, in order. */
export const texts = (xml, name) => [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`, 'g'))].map((match) => unescape(match[1]));

const READ = `
require 'rss'
require 'json'
feed = RSS::Parser.parse($stdin.read, true)
text = ->(value) { value.respond_to?(:content) ? value.content : value }
items = feed.items.map do |item|
  link = item.link.respond_to?(:href) ? item.link.href : item.link
  id = item.respond_to?(:guid) ? item.guid.content : item.id.content
  { title: text.(item.title), link: link, id: id }
end
puts JSON.generate({ type: feed.feed_type, version: feed.feed_version, items: items })
`;

/** What Ruby's validating parser reads of an RSS or Atom feed: {type, version, items[{title, link, id}]}. */
export function readFeed(text) {
  assertXml(text);
  const done = run('ruby', ['-Eutf-8', '-e', READ], text);
  assert.equal(done.status, 0, `${done.stderr}\n${text.slice(0, 2000)}`);
  return JSON.parse(done.stdout);
}
