// Accounts over the API, as an office's own programs keep them: made, changed, signed out, helped; and what is refused.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem } from './lib/problem.mjs';
import { PASSWORD, Staff, startPortal } from './lib/portal.mjs';
import { totp } from './lib/totp.mjs';

let portal;
before(async () => { portal = await startPortal({ args: ['--set', 'write_rate=0'] }); });
after(async () => {
  await portal?.stop();
  await portal?.end();
});

const admin = (method, target, body) => portal.api(method, target, { as: 'admin', body });
const make = async (name, more = {}) => {
  const answer = await admin('POST', '/accounts', { name, role: 'editor', password: PASSWORD, must_change: false, ...more });
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
};

test('an account that was made is listed and shown, signs in, and its password stands in no answer', async () => {
  const made = await make('hoa', { display_name: 'Nguyễn Thị Hoa' });
  const { items } = (await admin('GET', '/accounts')).json;
  assert.deepEqual(items.map(({ name }) => name), ['hoa']);
  const shown = await admin('GET', `/accounts/${made.id}`);
  assert.deepEqual([shown.json.display_name, shown.json.role, shown.json.has_password], ['Nguyễn Thị Hoa', 'editor', true]);
  assert.ok(!shown.text.includes(PASSWORD) && !JSON.stringify(items).includes(PASSWORD));
  assert.equal((await new Staff(portal).signIn('hoa', PASSWORD)).status, 303);
  assertProblem(await admin('POST', '/accounts', { name: 'hoa', role: 'author' }), 409);
  assertProblem(await admin('GET', '/accounts/999'), 404);
  assertProblem(await portal.api('GET', '/accounts', { as: 'editor' }), 403);
});

test('a changed account has its new role at once, of a disabled one nothing is left signed in', async () => {
  const { id, version } = await make('minh');
  const staff = new Staff(portal);
  await staff.signIn('minh', PASSWORD);
  const changed = await admin('PATCH', `/accounts/${id}`, { role: 'reader', display_name: 'Trần Văn Minh' });
  assert.deepEqual([changed.status, changed.json.role, changed.json.version], [200, 'reader', version + 1]);
  assert.equal((await staff.get('/quan-tri/nhat-ky')).status, 403);
  assert.equal((await admin('PATCH', `/accounts/${id}`, { is_disabled: true })).json.is_disabled, true);
  assert.equal((await staff.get('/quan-tri')).status, 303);
  assert.notEqual((await new Staff(portal).signIn('minh', PASSWORD)).status, 303);
  assertProblem(await admin('PATCH', `/accounts/${id}`, { role: 'vua' }), 422);
});

test('sessions are listed; one is ended and the others go on, then all', async () => {
  const { id } = await make('lan');
  const [phone, desk, other] = [new Staff(portal), new Staff(portal), new Staff(portal)];
  for (const staff of [phone, desk, other]) await staff.signIn('lan', PASSWORD);
  const sessions = (await admin('GET', `/accounts/${id}/sessions`)).json.items;
  assert.equal(sessions.length, 3);
  assert.ok(sessions.every(({ device, is_idle }) => device && !is_idle));
  const first = Math.min(...sessions.map((session) => session.id));
  assert.equal((await admin('DELETE', `/accounts/${id}/sessions/${first}`)).status, 204);
  assert.deepEqual([(await phone.get('/quan-tri')).status, (await desk.get('/quan-tri')).status], [303, 200]);
  assert.equal((await admin('DELETE', `/accounts/${id}/sessions`)).status, 204);
  assert.deepEqual([(await desk.get('/quan-tri')).status, (await other.get('/quan-tri')).status], [303, 303]);
  assert.deepEqual((await admin('GET', `/accounts/${id}/sessions`)).json.items, []);
  assertProblem(await admin('DELETE', `/accounts/${id}/sessions/${first}`), 404);
});

test('who lost a telephone is freed of one-time codes, and signs in by the password alone', async () => {
  const { id } = await make('tuan');
  const staff = new Staff(portal);
  await staff.signIn('tuan', PASSWORD);
  await staff.get('/quan-tri/toi/ma-mot-lan');
  await staff.post('/quan-tri/toi/ma-mot-lan');
  const secret = (await staff.get('/quan-tri/toi/ma-mot-lan')).text.match(/<code>([A-Z2-7 ]+)<\/code>/)[1];
  await staff.post('/quan-tri/toi/ma-mot-lan/xac-nhan', { ma: totp(secret) });
  assert.equal((await admin('GET', `/accounts/${id}`)).json.has_totp, true);
  assert.equal((await admin('DELETE', `/accounts/${id}/totp`)).status, 204);
  assert.equal((await admin('GET', `/accounts/${id}`)).json.has_totp, false);
  assert.equal((await new Staff(portal).signIn('tuan', PASSWORD)).status, 303);
});

test('links that are good once: one sets a password, one signs in, and neither does so twice', async () => {
  const { id } = await make('binh');
  for (const kind of ['password-link', 'sign-in-link']) {
    const link = await admin('POST', `/accounts/${id}/${kind}`);
    assert.equal(link.status, 201, link.text);
    assert.ok(Date.parse(link.json.expires_at) > Date.now());
    assert.equal((await new Staff(portal).get(link.json.path)).status, 200);
  }
  const { path } = (await admin('POST', `/accounts/${id}/sign-in-link`)).json;
  const staff = new Staff(portal);
  await staff.get(path);
  assert.equal((await staff.post(path)).status, 303);
  assert.equal((await staff.get('/quan-tri')).status, 200);
  assert.notEqual((await new Staff(portal).get(path)).status, 200);
});
