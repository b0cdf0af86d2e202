// A portal changes its colours at midnight by itself: for days of mourning, for feasts, and back; with nobody who tells it,
// without a restart, and after one too. Days are Vietnam's.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { scratch, until } from '../e2e/lib/portal.mjs';
import { World } from './lib/world.mjs';

const DAYS = ['2027-03-01', '2027-03-02', '2027-03-04', '2027-03-05'];
const midnight = (day) => Date.parse(`${day}T00:00:00+07:00`);
let portal;
after(() => portal?.end());

const styleOf = (html) => html.match(/href="(\/static\/[0-9a-f]{16}\/site\.css)"/)[1];
/** Everything that bears colours, as a reader gets it now. */
async function worn() {
  const url = styleOf((await portal.page('/')).text);
  const css = (await portal.request('GET', url)).text;
  const manifest = JSON.parse((await portal.request('GET', '/manifest.webmanifest')).text);
  const option = (await portal.request('GET', '/tuy-chon.css', { headers: { Cookie: 'hien-thi=1.l' } })).text;
  return { url, head: css.match(/--tren:(#[0-9a-f]+)/)[1], plain: css.includes(':root{--tranh:none;--nen') && option.includes(':root{--tranh:none;--nen'), theme: manifest.theme_color, option };
}

test('the colours of a day come at its midnight and go at the next', async () => {
  const world = new World(), folder = scratch();
  world.setClock(midnight(DAYS[0]) - 900_000);
  portal = await world.portal({ data: folder }).start();
  const set = await portal.api('PATCH', '/site', { as: 'admin', body: { colour_first: '#12306b', palettes: [
    { from: DAYS[0], to: DAYS[1], kind: 'mourning' }, { from: DAYS[2], to: DAYS[2], kind: 'own', colour_first: '#5a1a6b' }] } });
  assert.equal(set.status, 200, set.text);
  const usual = await worn();
  assert.deepEqual([usual.head, usual.theme, usual.plain], ['#12306b', '#12306b', false]);
  /** Goes on until the page is another; nothing is sent but what readers ask. */
  const at = async (ms, head) => {
    world.setClock(ms);
    await until(async () => (await worn()).head === head, { why: `not ${head}` });
    return worn();
  };
  const mourning = await at(midnight(DAYS[0]) + 500, '#333');
  assert.deepEqual([mourning.plain, mourning.theme], [true, '#333333']);
  assert.notEqual(mourning.option, usual.option);
  await at(midnight(DAYS[2]) - 86_400_000 - 60_000, '#333'); // the evening of the second day
  const between = await at(midnight(DAYS[2]) - 86_400_000 + 500, '#12306b');
  assert.deepEqual(between, usual, 'all is as before');
  const own = await at(midnight(DAYS[2]) + 500, '#5a1a6b');
  assert.deepEqual([own.plain, own.theme], [false, '#5a1a6b']);
  assert.deepEqual(await at(midnight(DAYS[3]) + 500, '#12306b'), usual);
  // A page that was kept elsewhere finds its style sheet after a restart too.
  await portal.stop();
  portal = await world.portal({ data: folder }).start();
  for (const { url, head } of [own, mourning, usual]) assert.ok((await portal.request('GET', url)).text.includes(`--tren:${head};`), head);
  assert.deepEqual(await worn(), usual);
  await portal.stop();
});
