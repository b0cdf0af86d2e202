// Who may see which page of the staff: every row of the table by every role; cookies that others set, forms of other
// sites, one connection for several people, and what a stranger learns from how long an answer takes.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, assertValidHtml, openTab, startBrowser } from './lib/browser.mjs';
import { BROWSER, PASSWORD, Staff, startPortal, until } from './lib/portal.mjs';
import { ROLES, routeRows } from './lib/routes.mjs';

const rows = routeRows().map((row) => ({ ...row, target: row.pattern.replace(/\{\w+\}/g, '1') }));

/** Several at once, in order of their results. */
async function each(list, work, atOnce = 8) {
  const left = [...list];
  await Promise.all(Array.from({ length: atOnce }, async () => { while (left.length) await work(left.shift()); }));
}

let portal, browser;
const people = {};
before(async () => {
  portal = await startPortal({ args: ['--set', 'error_rate=0', '--set', 'write_rate=0', '--set', 'miss_rate=0'] });
  people.NONE = new Staff(portal);
  for (const role of ROLES.slice(1)) people[role] = await portal.staff(role.toLowerCase());
});
after(async () => {
  await browser?.close();
  await portal.stop();
});

test('every staff page by every role and method: who may not is told so, and nobody else sees it', async () => {
  const staffRows = rows.filter((row) => row.answer === 'STAFF');
  assert.ok(staffRows.length > 60, `${staffRows.length} rows`);
  const wrong = [];
  await each(staffRows.flatMap((row) => ROLES.map((role) => ({ ...row, role }))), async ({ method, target, needed, role }) => {
    const may = ROLES.indexOf(role) >= needed;
    const headers = { Cookie: people[role].cookie(), 'User-Agent': BROWSER, 'Content-Type': 'application/x-www-form-urlencoded' };
    /* Forms without their token, so that nothing is done by who may. */
    const answer = await portal.request(method, target, { headers, body: method === 'POST' ? 'form_token=AAAAAAAAAAAAAAAAAAAAAA' : undefined });
    const leadsIn = answer.status === 303 && answer.headers.location.includes('/dang-nhap');
    const refused = role === 'NONE' ? (method === 'GET' ? leadsIn : answer.status === 401) : answer.status === 403;
    const good = may ? (method === 'POST' ? answer.status === 403 : answer.status < 500 && answer.status !== 403 && answer.status !== 401 && !leadsIn) : refused;
    const isPrivate = answer.headers['cache-control'] === 'private, no-store';
    if (!good || !isPrivate) wrong.push(`${method} ${target} as ${role}: ${answer.status} ${answer.headers['cache-control']}`);
  });
  assert.deepEqual(wrong, []);
  for (const method of ['PUT', 'PATCH', 'DELETE'])
    assert.equal((await portal.request(method, '/quan-tri/nguoi', { headers: { Cookie: people.ADMIN.cookie() } })).status, 405);
});

test('a cookie gives no right at any address of the API', async () => {
  const wrong = [];
  await each(rows.filter((row) => row.answer === 'JSON' && row.needed > 0), async ({ method, target }) => {
    const answer = await portal.request(method, target, { headers: { Cookie: people.ADMIN.cookie(), 'Content-Type': 'application/json' }, body: method === 'GET' || method === 'DELETE' ? undefined : '{}' });
    if (answer.status !== 401) wrong.push(`${method} ${target}: ${answer.status}`);
  });
  assert.deepEqual(wrong, []);
});

test('several people over one connection of a proxy never see each other\'s page, nor does the public', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const get = (target, cookie) => new Promise((resolve, reject) => {
    http.get({ host: portal.host, port: portal.port, path: target, agent, headers: { 'User-Agent': BROWSER, ...(cookie ? { Cookie: cookie } : {}) } }, (answer) => {
      let text = '';
      answer.on('data', (bytes) => { text += bytes; });
      answer.on('end', () => resolve({ status: answer.statusCode, text, headers: answer.headers }));
    }).on('error', reject);
  });
  for (let round = 0; round < 5; round++)
    for (const target of ['/quan-tri/toi', '/quan-tri/toi?q=1', '/quan-tri']) {
      for (const [role, name] of [['EDITOR', 'Thử editor'], ['AUTHOR', 'Thử author']]) {
        const answer = await get(target, people[role].cookie());
        assert.equal(answer.status, 200);
        assert.ok(answer.text.includes(name));
        assert.ok(!answer.text.includes(role === 'EDITOR' ? 'Thử author' : 'Thử editor'));
        assert.equal(answer.headers['cache-control'], 'private, no-store');
      }
      assert.equal((await get(target)).status, 303);
      const home = await get('/', people.EDITOR.cookie());
      assert.ok(!home.text.includes('Thử editor') && !home.text.includes('form_token'), 'public pages know nobody');
    }
  agent.destroy();
});

test('a cookie that was there before sign-in is not the session\'s afterwards', async () => {
  const victim = new Staff(portal);
  const planted = 'A'.repeat(43);
  victim.cookies.set('cong', planted);
  assert.equal((await victim.signIn('thu-editor', PASSWORD)).status, 303);
  assert.notEqual(victim.cookies.get('cong'), planted);
  assert.equal((await portal.page('/quan-tri', { Cookie: `cong=${planted}` })).status, 303);
  const former = victim.cookies.get('cong');
  await victim.get('/quan-tri');
  assert.equal((await victim.signIn('thu-editor', PASSWORD)).status, 303, 'again, in the same browser');
  assert.notEqual(victim.cookies.get('cong'), former);
});

test('over https only cookies count that no other host can set, and they go nowhere else', async () => {
  const public_ = await startPortal({ args: ['--set', 'base_url=https://xa.vi-du.vn'] });
  try {
    const headers = { Host: 'xa.vi-du.vn', Origin: 'https://xa.vi-du.vn' };
    await public_.staff('editor'); /* on loopback */
    const staff = new Staff(public_);
    await staff.get('/quan-tri/dang-nhap', headers);
    const answer = await until(async () => {
      const one = await staff.post('/quan-tri/dang-nhap', { ten: 'thu-editor', 'mat-khau': PASSWORD }, headers);
      return one.status !== 429 && one;
    });
    assert.equal(answer.status, 303, answer.text);
    const line = answer.headers['set-cookie'].find((cookie) => cookie.startsWith('__Host-cong='));
    assert.match(line, /^__Host-cong=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    assert.equal((await staff.get('/quan-tri', headers)).status, 200);
    const tossed = `cong=${staff.cookies.get('__Host-cong')}`;
    assert.equal((await public_.page('/quan-tri', { ...headers, Cookie: tossed })).status, 303);
    /* One that was tossed in beside ours does no harm. */
    assert.equal((await public_.page('/quan-tri', { ...headers, Cookie: `cong=x; ${staff.cookie()}` })).status, 200);
    await public_.stop();
  } finally {
    await public_.end();
  }
});

/** By how many standard deviations the ranks of two lists differ from those of one list that was divided by lot (Mann and Whitney). */
function apart(one, other) {
  const all = [...one.map((took) => ({ took, mine: 1 })), ...other.map((took) => ({ took, mine: 0 }))].sort((a, b) => a.took - b.took);
  const ranks = all.reduce((sum, { mine }, i) => sum + mine * (i + 1), 0), n = one.length, m = other.length;
  return Math.abs(ranks - n * (n + m + 1) / 2) / Math.sqrt(n * m * (n + m + 1) / 12);
}

test('how long a sign-in takes tells nobody which names there are, nor that only the one-time code was wrong, nor of whom one has to wait for', async () => {
  const tries = Number(process.env.CONG_SIGN_IN_TRIES ?? 5), isMeasured = tries >= 200;
  const WRONG = 'sai rồi mà vẫn dài', SURE = 3.5; // standard deviations: by chance one of two thousand comparisons
  /* A name that is there, one that is not, the right password without its code; and the first two and the right password once more while one has to wait. */
  const FIRST = { co: WRONG, khong: WRONG, ma: PASSWORD }, AGAIN = { 'co again': WRONG, 'khong again': WRONG, 'co right': PASSWORD };
  portal.changeDatabase(`INSERT INTO accounts (name, display_name, role, password, created_ms) WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${tries})
    SELECT kind || '-' || i, 'Thử', 1, (SELECT password FROM accounts WHERE name = 'thu-editor'), 1 FROM n, (SELECT 'co' AS kind UNION SELECT 'ma')`);
  await people.AUTHOR.get('/quan-tri/toi/ma-mot-lan');
  assert.equal((await people.AUTHOR.post('/quan-tri/toi/ma-mot-lan')).status, 303, 'a secret, sealed by the portal');
  portal.changeDatabase("INSERT INTO factors (account_id, kind, secret, created_ms, confirmed_ms) SELECT a.id, 1, f.secret, 1, 1 FROM accounts a, factors f WHERE a.name LIKE 'ma-%'");
  const visitor = new Staff(portal);
  await visitor.get('/quan-tri/dang-nhap');
  const took = {}, said = new Map();
  const tryOne = async (kind, name, password, status) => {
    const from = process.hrtime.bigint();
    const answer = await visitor.post('/quan-tri/dang-nhap', { ten: name, 'mat-khau': password });
    (took[kind] ??= []).push(Number(process.hrtime.bigint() - from) / 1e6);
    assert.equal(answer.status, status, kind);
    said.set(answer.text.replace(/value="[^"]*"|\d+/g, ''), status);
  };
  /* In turn, so that whatever else the machine does meets all alike. */
  const inTurn = async (kinds, i, status) => {
    const names = Object.keys(kinds);
    for (let turn = 0; turn < names.length; turn++) {
      const kind = names[(i + turn) % names.length];
      await tryOne(kind, `${kind.split(' ')[0]}-${i}`, kinds[kind], status);
    }
  };
  for (let i = 0; i < tries; i++) await inTurn(FIRST, i, 422);
  portal.changeDatabase('UPDATE sign_in_failures SET failures = failures + 9, last_ms = unixepoch() * 1000'); /* eight minutes for each */
  for (let i = 0; i < tries; i++) await inTurn(AGAIN, i, 429);
  assert.deepEqual([...said.values()].sort(), [422, 429], 'one answer for all of them, and one for all who have to wait');
  const sorted = (list) => [...list].sort((a, b) => a - b);
  const middle = (kind) => sorted(took[kind])[took[kind].length >> 1];
  const spread = (list) => sorted(list)[Math.floor(list.length * 0.9)] - sorted(list)[0];
  for (const [one, other] of [['co', 'khong'], ['co', 'ma'], ['co again', 'khong again'], ['co again', 'co right']]) {
    const by = apart(took[one], took[other]), difference = Math.abs(middle(one) - middle(other));
    if (isMeasured) console.log(`${tries} tries: ${one} ${middle(one).toFixed(3)} ms, ${other} ${middle(other).toFixed(3)} ms, apart by ${by.toFixed(2)} standard deviations`);
    if (isMeasured) assert.ok(by < SURE, `${one} and ${other} are told apart`);
    else assert.ok(difference < Math.max(spread(took[one]), spread(took[other]), 2), `${one} and ${other}: ${difference} ms`);
  }
  assert.ok(middle('khong') > 20, 'it is a slow hash in both cases');
});

test('the pages of accounts are accessible at 360 pixels, with a script and without, and light', async () => {
  browser = await startBrowser();
  const person = (await people.ADMIN.get('/quan-tri/nguoi')).text.match(/href="(\/quan-tri\/nguoi\/\d+)"/)[1];
  for (const script of [true, false]) {
    const context = await people.ADMIN.browserContext(browser, { viewport: { width: 360, height: 800 }, javaScriptEnabled: script });
    const page = await context.newPage();
    for (const target of script ? ['/quan-tri/toi', '/quan-tri/toi/ma-mot-lan', '/quan-tri/nguoi', person] : ['/quan-tri/toi/mat-khau', '/en/quan-tri/nguoi']) {
      await page.goto(portal.url + target);
      await assertNoSidewaysScroll(page, target);
      if (script) await assertAccessible(page, target);
    }
    await context.close();
  }
  const visitor = await openTab(browser, { width: 360, height: 800 });
  await visitor.goto(`${portal.url}/quan-tri/dang-nhap`);
  await assertAccessible(visitor, 'sign-in');
  /* By keyboard alone: name, password, a look at it, in. */
  await visitor.keyboard.press('Tab');
  await visitor.locator('#ten').focus();
  await visitor.keyboard.type('thu-editor');
  await visitor.keyboard.press('Tab');
  await visitor.keyboard.type('sai đấy');
  assert.match(await visitor.locator('#mat-khau ~ .hint[role=status]').textContent(), /chữ có dấu/);
  await visitor.keyboard.press('Tab');
  await visitor.keyboard.press('Enter');
  assert.equal(await visitor.locator('#mat-khau').getAttribute('type'), 'text');
  await visitor.keyboard.press('Enter');
  await visitor.waitForSelector('.wrong');
  assert.match(await visitor.title(), /^Lỗi: /);
  await visitor.waitForFunction(() => document.activeElement.className === 'wrong'); /* by the script, which comes after the page */
  await assertAccessible(visitor, 'sign-in with a fault');
  await visitor.waitForTimeout(1100); /* as it is told to wait */
  await visitor.locator('#mat-khau').focus();
  await visitor.keyboard.type(PASSWORD);
  await visitor.keyboard.press('Enter');
  await visitor.waitForURL(`${portal.url}/quan-tri`);
  assert.equal(await visitor.locator('h1').textContent(), 'Bàn làm việc');
  await visitor.context().close();
  const page = await people.ADMIN.get('/quan-tri/nguoi');
  const pages = {};
  for (const target of ['/quan-tri/toi', '/quan-tri/toi/mat-khau', '/quan-tri/toi/ma-mot-lan', '/quan-tri/toi/ma-khoi-phuc', person, '/en/quan-tri/nguoi', '/quan-tri/dang-do']) pages[target] = (await people.ADMIN.get(target)).text;
  assertValidHtml(pages);
  const parts = [...page.text.matchAll(/(?:href|src)="(\/static\/[^"]+\.(?:css|js)|\/tuy-chon\.css)"/g)].map((match) => match[1]);
  let sum = 0;
  for (const target of ['/quan-tri/nguoi', ...parts]) sum += (await rawSize(target));
  assert.ok(sum <= 25 * 1024, `${sum} bytes of ${parts.length + 1} files`);
});

/** Bytes of an answer's body as it is sent. */
function rawSize(target) {
  return new Promise((resolve, reject) => {
    http.get({ host: portal.host, port: portal.port, path: target, agent: false, headers: { 'User-Agent': BROWSER, 'Accept-Encoding': 'br', Cookie: people.ADMIN.cookie() } }, (answer) => {
      let size = 0;
      answer.on('data', (bytes) => { size += bytes.length; });
      answer.on('end', () => resolve(size));
    }).on('error', reject);
  });
}
