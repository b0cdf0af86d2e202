// /.well-known/security.txt (RFC 9116): whom one tells who found a hole, by the settings; and settings that make no sense.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { Portal, scratch, startPortal } from './lib/portal.mjs';

const PATH = '/.well-known/security.txt';
const DAY_MS = 86_400_000;
const portals = [];
after(() => Promise.all(portals.map((portal) => portal.end())));

const portal = async (...settings) => {
  const started = await startPortal({ args: settings.flatMap((setting) => ['--set', setting]) });
  portals.push(started);
  return started;
};

/** The fields of a file, by the grammar of RFC 9116 section 4: lines of `field-name ":" SP value`, names in any case. */
function parse(text) {
  const fields = new Map();
  assert.match(text, /^(?:[^\r\n]*\r?\n)*$/, 'every line ends');
  for (const line of text.split(/\r?\n/)) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name, value] = line.match(/^([!-9;-~]+): (\S(?:.*\S)?)$/) ?? assert.fail(`no field: ${line}`);
    fields.set(name.toLowerCase(), [...(fields.get(name.toLowerCase()) ?? []), value]);
  }
  return fields;
}

/** What the RFC asks of the fields it knows. */
function assertValid(fields, nowMs) {
  for (const uri of ['contact', 'encryption', 'acknowledgments', 'canonical', 'policy', 'hiring'].flatMap((name) => fields.get(name) ?? [])) {
    assert.ok(URL.canParse(uri), uri);
    assert.doesNotMatch(uri, /^http:/, 'web addresses are https');
  }
  assert.ok(fields.get('contact').length >= 1);
  assert.equal(fields.get('expires').length, 1);
  assert.match(fields.get('expires')[0], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'RFC 3339');
  const days = (Date.parse(fields.get('expires')[0]) - nowMs) / DAY_MS;
  assert.ok(days > 90 && days < 365, `${days} days ahead`);
  assert.ok((fields.get('preferred-languages') ?? []).length <= 1);
  for (const tag of (fields.get('preferred-languages')?.[0] ?? '').split(/, */).filter(Boolean)) assert.ok(Intl.getCanonicalLocales(tag).length);
}

test('security.txt says by the RFC what the settings say, and when it is to be read again', async () => {
  const full = await portal('base_url=https://binhgia.langson.gov.vn/', 'security_contact=mailto:bao-mat@binhgia.langson.gov.vn', 'security_contact=tel:+84-205-3834-567,https://binhgia.langson.gov.vn/trang/lien-he',
    'security_policy=https://binhgia.langson.gov.vn/trang/bao-mat', 'security_acknowledgments=https://binhgia.langson.gov.vn/trang/cam-on', 'security_encryption=openpgp4fpr:5f2de5521c63a801ab59ccb603d49de44b29100f');
  const { status, headers, text } = await full.request('GET', PATH);
  assert.equal(status, 200);
  assert.equal(headers['content-type'], 'text/plain; charset=utf-8');
  const fields = parse(text);
  assertValid(fields, Date.now());
  assert.deepEqual(fields.get('contact'), ['mailto:bao-mat@binhgia.langson.gov.vn', 'tel:+84-205-3834-567', 'https://binhgia.langson.gov.vn/trang/lien-he'], 'the preferred first');
  assert.deepEqual(fields.get('canonical'), [`https://binhgia.langson.gov.vn${PATH}`]);
  assert.deepEqual(fields.get('preferred-languages'), ['vi, en']);
  assert.deepEqual(fields.get('policy'), ['https://binhgia.langson.gov.vn/trang/bao-mat']);
  assert.deepEqual(fields.get('acknowledgments'), ['https://binhgia.langson.gov.vn/trang/cam-on']);
  assert.deepEqual(fields.get('encryption'), ['openpgp4fpr:5f2de5521c63a801ab59ccb603d49de44b29100f']);
  assert.equal((await full.request('GET', PATH)).text, text, 'the same all day');
  assert.equal((await full.request('GET', PATH, { headers: { 'If-None-Match': headers.etag } })).status, 304);
  assert.equal((await full.request('HEAD', PATH)).status, 200);
  await full.stop();
});

test('security.txt is not there without a contact, and names no address of plain HTTP as its own', async () => {
  const without = await portal();
  assert.equal((await without.request('GET', PATH)).status, 404);
  await without.stop();
  const plain = await portal('security_contact=mailto:bao-mat@vi-du.vn', 'security_languages=vi', 'base_url=http://vi-du.vn');
  const fields = parse((await plain.request('GET', PATH)).text);
  assertValid(fields, Date.now());
  assert.deepEqual([...fields.keys()], ['contact', 'expires', 'preferred-languages']);
  await plain.stop();
});

/** Each line is wrong, and what is said of it must name it. */
const WRONG = [
  ['security_contact = bao-mat@vi-du.vn', /must be addresses mailto:, https: or tel:, not "bao-mat@vi-du\.vn"/, /phải là địa chỉ mailto:, https: hoặc tel:/],
  ['security_contact = http://vi-du.vn', /must be addresses mailto:/, /phải là địa chỉ mailto:/],
  ['security_policy = http://vi-du.vn/chinh-sach', /must be an address https:\/\//, /phải là một địa chỉ https:\/\//],
  ['security_languages = tiếng-Việt', /must be languages such as vi, en/, /phải là mã ngôn ngữ/],
  ['trusted_proxies = 192.0.2.0/24 10.0.0.0/33', /must be addresses or blocks such as 192\.0\.2\.0\/24, not "10\.0\.0\.0\/33"/, /phải là địa chỉ hoặc dải địa chỉ/],
  ['uncounted = van-phong', /must be addresses or blocks/, /phải là địa chỉ hoặc dải địa chỉ/],
  ['import_from = vi-du.vn:80', /must be ADDR:PORT, such as 192\.0\.2\.7:8080/, /phải là ĐỊA_CHỈ:CỔNG/],
  ['listen = 127.0.0.1', /must be ADDR:PORT, such as 127\.0\.0\.1:8080/, /phải là ĐỊA_CHỈ:CỔNG/],
  ['listen = 127.0.0.1:99999', /must be ADDR:PORT/, /phải là ĐỊA_CHỈ:CỔNG/],
  ['redirect_listen = localhost:80', /must be ADDR:PORT/, /phải là ĐỊA_CHỈ:CỔNG/],
  ['base_url = binhgia.langson.gov.vn', /must be https:\/\/HOST or http:\/\/HOST/, /phải là https:\/\/TÊN/],
  ['proxy_header = X Forwarded For', /must be the name of a header/, /phải là tên một trường HTTP/],
  ['tls_cert = /etc/congd/cert.pem', /tls_cert and tls_key go together/, /tls_cert và tls_key phải đi cùng nhau/],
];

test('settings that make no sense are told all at once, each with its line, in the language of whoever starts', async () => {
  const file = path.join(scratch(), 'congd.conf');
  fs.writeFileSync(file, WRONG.map(([line]) => line).join('\n') + '\n');
  for (const [column, locale] of [[1, 'C.UTF-8'], [2, 'vi_VN.UTF-8']])
    for (const command of ['serve', 'config', 'check']) {
      const { status, stdout, stderr } = spawnSync(new Portal().binary, [command, '--config', file, '--data', scratch()], { encoding: 'utf8', env: { ...process.env, LC_ALL: locale } });
      assert.equal(status, 1, command);
      WRONG.forEach(([line, ...says], index) => {
        const said = (command === 'check' ? stdout : stderr).split('\n').find((one) => one.includes(`${file}:${index + 1}: ${column === 1 || !line.startsWith('tls') ? line.split(' ')[0] : ''}`));
        assert.match(said ?? '', says[column - 1], `${command}: ${line}`);
      });
    }
});

test('an item of a list is told where that item stands, and a value of an option as such', async () => {
  const file = path.join(scratch(), 'congd.conf');
  fs.writeFileSync(file, 'trusted_proxies = 192.0.2.1\n# hai\ntrusted_proxies = sai\ntrusted_proxies = 192.0.2.2\n');
  const { status, stderr } = spawnSync(new Portal().binary, ['config', '--config', file, '--base-url', 'vidu'], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  assert.equal(status, 1);
  assert.deepEqual(stderr.trim().split('\n').map((line) => line.replace(/ must.*/, '')), [`congd: ${file}:3: trusted_proxies`, 'congd: option: base_url']);
});
