// Somebody writes while the network is cut and the daemon is killed: no word that was kept once is ever lost.
// CONG_SAVES: how many saves (100 is the figure of the campaign).
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { Random } from '../e2e/lib/random.mjs';
import { BROWSER, startPortal } from '../e2e/lib/portal.mjs';

const SAVES = Number(process.env.CONG_SAVES || 8);
const SEED = Number(process.env.CONG_SEED || 20261130);

let portal, staff;
before(async () => {
  portal = await startPortal({ args: ['--write-rate', '0', '--error-rate', '0'] });
  staff = await portal.staff('editor');
});
after(() => portal?.end());

const value = (html, name) => html.match(new RegExp(`name="${name}" value="([^"]*)"`))[1];
const area = (html) => html.match(/<textarea id="body"[^>]*>\n?([\s\S]*?)<\/textarea>/)[1];

/** The request as bytes, so that it can be cut anywhere. */
function bytesOf(path, fields) {
  const body = Buffer.from(new URLSearchParams({ form_token: staff.token, ...fields }).toString());
  return Buffer.concat([Buffer.from([`POST ${path} HTTP/1.1`, `Host: ${portal.host}:${portal.port}`, `Origin: http://${portal.host}:${portal.port}`, `User-Agent: ${BROWSER}`,
    `Cookie: ${staff.cookie()}`, 'Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`, 'Connection: close', '', ''].join('\r\n')), body]);
}

/** Sends so many bytes of it and hangs up; or all, and kills the daemon before the answer can have come. */
async function cut(bytes, length) {
  const socket = net.connect(portal.port, portal.host);
  socket.on('error', () => {});
  await new Promise((resolve) => { socket.once('connect', resolve); socket.once('close', resolve); });
  await new Promise((resolve) => { socket.write(bytes.subarray(0, length), resolve); socket.once('close', resolve); });
  socket.destroy();
}

test('what was kept while writing is there after every cut and every kill', async () => {
  const random = new Random(SEED);
  const made = await portal.api('POST', '/articles', { as: 'editor', body: { title: 'Viết giữa lúc đứt mạng', body: 'Đầu.' } });
  const path = `/quan-tri/bai/${made.json.id}`;
  let page = await staff.get(path);
  const common = { kind: 'article', body_format: 'markdown', title: 'Viết giữa lúc đứt mạng', lang: 'vi', audience: 'public' };
  let typed = 'Đầu.', kept = '', version = value(page.text, 'version');
  const rounds = { ok: 0, cut: 0, killed: 0, saved: 0 };
  for (let i = 0; i < SAVES; i++) {
    typed += ` từ${i}`;
    const fields = { ...common, version, body: typed };
    const where = random.below(4) ? `${path}/ban` : path;
    const bytes = bytesOf(where, { ...fields, do: 'save' });
    const fate = random.below(4);
    if (fate === 0) {
      await cut(bytes, 1 + random.below(bytes.length - 1));
      rounds.cut++;
    } else if (fate === 1) {
      const sent = cut(bytes, bytes.length);
      await new Promise((resolve) => setTimeout(resolve, random.below(30)));
      await portal.kill9();
      await sent;
      await portal.start();
      rounds.killed++;
    } else {
      const answer = await staff.post(where, { ...fields, do: 'save' });
      if (where !== path) assert.equal(answer.json.is_saved, true, answer.text);
      else assert.equal(answer.status, 303, answer.text);
      kept = typed;
      rounds.ok++;
    }
    /* What the browser does when it is opened again: the working copy where there is one, else the article; a save that
       arrived although its answer did not is met as anybody's. */
    page = await staff.get(`${path}?ban=1`);
    assert.equal(page.status, 200, page.text.slice(0, 300));
    const there = area(page.text);
    const now = (await portal.api('GET', `/articles/${made.json.id}`, { as: 'editor' })).json;
    assert.ok([there, now.body.text].some((text) => text.startsWith(kept)), `round ${i}: lost ${kept.slice(-20)}, there is ${there.slice(-20)}`);
    if (String(now.version) !== version) rounds.saved++;
    version = String(now.version);
  }
  assert.ok(rounds.ok && rounds.cut + rounds.killed, JSON.stringify(rounds));
});
