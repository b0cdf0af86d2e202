// An authority's two colours and the days of other ones: how they are chosen, and that what is derived from them reaches
// every page, readable in each palette. CONG_COLOURS=200 measures so many brands, by `./dev colours`.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axeFindings, openTab, startBrowser } from './lib/browser.mjs';
import { contrasts } from './lib/measure.mjs';
import { startPortal } from './lib/portal.mjs';
import { assertProblem } from './lib/problem.mjs';
import { Random } from './lib/random.mjs';
import { fillSite } from './lib/site.mjs';

/* How many brands are measured. */
const BRANDS = Number(process.env.CONG_COLOURS ?? 6), SEED = Number(process.env.CONG_SEED ?? 17);
let portal;
before(async () => { portal = await startPortal(); });
after(() => portal?.end());

const patch = (body, query = '') => portal.api('PATCH', `/site${query}`, { as: 'admin', body });
const site = async () => (await portal.api('GET', '/site')).json;
async function choose(body) {
  const answer = await patch(body);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}
const refused = async (body, pointer, detail) => assertProblem(await patch(body), 422, 'invalid-input', { pointer, detail });

describe('the two colours', () => {
  test('are none at first, are kept in small letters, and go again', async () => {
    const fresh = await site();
    assert.deepEqual([fresh.colour_first, fresh.colour_second, fresh.palettes], [null, null, []]);
    const made = await choose({ colour_first: '#123F86', colour_second: '#7A2E0b' });
    assert.deepEqual([made.colour_first, made.colour_second], ['#123f86', '#7a2e0b']);
    assert.equal(made.version, fresh.version + 1);
    const half = await choose({ colour_first: null });
    assert.deepEqual([half.colour_first, half.colour_second], [null, '#7a2e0b'], 'what was not sent stays');
    assert.deepEqual((await choose({ colour_second: null })).colour_second, null);
  });

  test('are colours as #rrggbb and nothing else', async () => {
    const before = await site();
    for (const name of ['colour_first', 'colour_second']) {
      for (const wrong of ['#fff', 'red', '#9b1c1c0', '9b1c1c', '#9b1c1', '#9b1c1g', 'rgb(1,2,3)', '#+12345', 'đỏ', '#'.repeat(101)]) await refused({ [name]: wrong }, `/${name}`);
      for (const wrong of [7, true, ['#123f86'], { r: 1 }]) await refused({ [name]: wrong }, `/${name}`);
    }
    await refused({ color_first: '#123f86' }, '/color_first');
    assert.deepEqual(await site(), before);
  });

  test('that cannot be read as text are refused with the nearest that can', async () => {
    const before = await site();
    for (const [name, light] of [['colour_first', '#e11d1d'], ['colour_second', '#ffd700'], ['colour_first', '#ffffff'], ['colour_second', '#808080']]) {
      const problem = await refused({ [name]: light }, `/${name}`, /7 : 1/);
      const [, near] = problem.errors[0].detail.match(/gần nhất là (#[0-9a-f]{6})/);
      assert.ok(problem.errors[0].detail.includes(light), 'it says which');
      const tried = await patch({ [name]: near }, '?dry_run=true');
      assert.equal(tried.status, 200, tried.text);
    }
    const english = await portal.api('PATCH', '/site', { as: 'admin', body: { colour_first: '#ffff00' }, headers: { 'Accept-Language': 'en' } });
    assert.match(english.json.errors[0].detail, /the nearest that reaches it is #[0-9a-f]{6}/);
    assert.deepEqual(await site(), before);
  });

  test('that are shown darker than they were sent are warned of', async () => {
    const made = await choose({ colour_first: '#9b1c1c' });
    assert.deepEqual(made.warnings.map(({ pointer, code }) => [pointer, code]), [['/colour_first', 'colour-darkened']]);
    assert.match(made.warnings[0].detail, /#9b1c1c.*#8[0-9a-f]{5}/);
    assert.equal((await choose({ colour_first: '#0b4a3b' })).warnings, undefined);
    await choose({ colour_first: null });
  });
});

test('the drawn emblem and the icon of a portal without one have the colours of the day', async () => {
  const icon = async () => {
    const { text } = await portal.page('/');
    const [, target] = text.match(/<link rel="icon" href="([^"]+)" type="image\/svg\+xml">/), [, head] = text.match(/theme-color" content="(#[0-9a-f]{6})" media="\(prefers-color-scheme:light/);
    const drawing = await portal.request('GET', target);
    assert.deepEqual([drawing.status, drawing.headers['content-type']], [200, 'image/svg+xml']);
    assert.match(drawing.headers['cache-control'], /immutable/);
    assert.equal((await portal.request('GET', '/favicon.svg')).text, drawing.text);
    assert.ok(drawing.text.includes(`fill="${head}"`), `${target} is not drawn in ${head}`);
    assert.ok((await portal.request('GET', '/manifest.webmanifest')).text.includes(target));
    return { target, text, drawing: drawing.text };
  };
  for (const emblem of ['none', 'drawn']) {
    await choose({ emblem, colour_first: null, colour_second: null });
    const own = await icon();
    await choose({ colour_first: '#12306b', colour_second: '#7a2e0b' });
    const blue = await icon();
    assert.ok(own.target !== blue.target && own.drawing !== blue.drawing && !/#0b4a3b/.test(blue.drawing));
    // In the page it stands itself, once, in the colours of whichever palette the reader has.
    assert.equal(blue.text.split('id="huy-hieu"').length, emblem === 'drawn' ? 2 : 1);
    if (emblem === 'drawn') assert.match(blue.drawing, /stroke="#7a2e0b"/);
  }
  assert.equal((await portal.request('GET', '/static/0123456789abcdef/emblem.svg')).status, 404);
  await choose({ emblem: 'none', colour_first: null, colour_second: null });
});

test('`congd site` chooses colours too, and says what is refused', async () => {
  await choose({ palettes: [{ from: '2027-09-02', to: '2027-09-02', kind: 'festive' }] });
  const refusal = await portal.commandBeside('site', '--colour-first', '#ffff00');
  assert.equal(refusal.status, 1);
  assert.match(refusal.stderr, /too light.*nearest.*#[0-9a-f]{6}/);
  const made = await portal.commandBeside('site', '--colour-first', '#12306B', '--colour-second', '');
  assert.equal(made.status, 0, made.stderr);
  assert.match(made.stdout, /^colour_first\t#12306b$/m);
  assert.match(made.stdout, /^palettes\t2027-09-02\t2027-09-02\tfestive$/m);
  await choose({ colour_first: null, palettes: [] });
});

describe('the palettes of some days', () => {
  const own = (from, to, more = {}) => ({ from, to, kind: 'own', colour_first: '#123f86', ...more });

  test('are kept in the order of their days, and replaced whole', async () => {
    const made = await choose({ palettes: [
      { from: '2027-09-02', to: '2027-09-02', kind: 'festive' },
      own('2027-02-05', '2027-02-11', { colour_second: '#7A2E0B' }),
      { from: '2027-03-01', to: '2027-03-02', kind: 'mourning', colour_first: null },
    ] });
    const none = { colour_first: null, colour_second: null };
    const expected = [
      { from: '2027-02-05', to: '2027-02-11', kind: 'own', colour_first: '#123f86', colour_second: '#7a2e0b' },
      { from: '2027-03-01', to: '2027-03-02', kind: 'mourning', ...none },
      { from: '2027-09-02', to: '2027-09-02', kind: 'festive', ...none },
    ];
    assert.deepEqual(made.palettes, expected);
    assert.deepEqual((await site()).palettes, expected);
    assert.deepEqual((await choose({ palettes: expected })).palettes, expected, 'what was read can be sent');
    assert.deepEqual((await choose({ palettes: null })).palettes, []);
  });

  test('share no day, end after they begin, and last a year at most', async () => {
    await refused({ palettes: [own('2027-02-05', '2027-02-11'), own('2027-02-01', '2027-02-05')] }, '/palettes/0/from', /01.*05/);
    await refused({ palettes: [own('2027-02-05', '2027-02-05'), own('2027-02-05', '2027-02-05')] }, '/palettes/1/from');
    await refused({ palettes: [own('2027-02-05', '2027-02-04')] }, '/palettes/0/to');
    await refused({ palettes: [own('2027-02-05', '2028-02-06')] }, '/palettes/0/to', /366/);
    assert.equal((await patch({ palettes: [own('2027-02-05', '2028-02-05'), own('2028-02-06', '2028-02-06')] }, '?dry_run=true')).status, 200);
  });

  test('say what they are: bad days, kinds and colours are refused where they stand', async () => {
    const before = await site();
    for (const wrong of ['2027-02-30', '05/02/2027', '', null, 7, '2027-02-05T00:00:00Z', 'Tết']) await refused({ palettes: [own(wrong, '2027-02-11')] }, '/palettes/0/from');
    await refused({ palettes: [{ from: '2027-02-05', kind: 'festive' }] }, '/palettes/0/to');
    for (const kind of ['sad', null, 1, '']) await refused({ palettes: [{ from: '2027-02-05', to: '2027-02-05', kind }] }, '/palettes/0/kind');
    await refused({ palettes: [{ from: '2027-02-05', to: '2027-02-05' }] }, '/palettes/0/kind');
    await refused({ palettes: [{ from: '2027-02-05', to: '2027-02-05', kind: 'own' }] }, '/palettes/0/colour_first');
    await refused({ palettes: [own('2027-02-05', '2027-02-05', { colour_first: '#ffff00' })] }, '/palettes/0/colour_first', /gần nhất/);
    await refused({ palettes: [own('2027-02-05', '2027-02-05', { colour_second: 'red' })] }, '/palettes/0/colour_second');
    for (const kind of ['mourning', 'festive']) await refused({ palettes: [{ from: '2027-02-05', to: '2027-02-05', kind, colour_first: '#123f86' }] }, '/palettes/0/colour_first');
    await refused({ palettes: [own('2027-02-05', '2027-02-05', { name: 'Tết' })] }, '/palettes/0/name');
    await refused({ palettes: ['festive'] }, '/palettes/0');
    await refused({ palettes: 'festive' }, '/palettes');
    await refused({ palettes: Array.from({ length: 61 }, (_, i) => own(`20${30 + i}-01-01`, `20${30 + i}-01-01`)) }, '/palettes');
    assert.deepEqual(await site(), before);
  });

  test('are an administrator’s to change', async () => {
    for (const as of ['reader', 'author', 'editor']) assertProblem(await portal.api('PATCH', '/site', { as, body: { colour_first: '#123f86' } }), 403, 'forbidden');
  });
});

const styleOf = (html) => html.match(/<link rel="stylesheet" href="(\/static\/[0-9a-f]{16}\/site\.css)">/)[1];
const ask = (target, headers = {}) => portal.request('GET', target, { headers });
/** The custom properties of the first :root rule that has them. */
const tokens = (css) => Object.fromEntries([...css.match(/:root\{(--nen:[^}]*)\}/)[1].matchAll(/--([a-z-]+):([^;]+)/g)].map(([, name, value]) => [name, value]));
/** What readers get of a page's colours: its style sheet, and what the bar's palettes add. */
async function dress() {
  const html = (await portal.page('/')).text;
  const url = styleOf(html);
  const sheet = await ask(url);
  assert.equal(sheet.status, 200);
  const option = async (letter) => (await ask('/tuy-chon.css', { Cookie: `hien-thi=1.${letter}` })).text;
  return { html, url, sheet, tokens: tokens(sheet.text), less: await option('l'), more: await option('m'), usual: await option('n') };
}

describe('what readers get', () => {
  test('comes from the colours, without a further request, under an address that is kept for ever', async () => {
    const builtIn = await dress();
    assert.equal(builtIn.tokens.moc, '#0b4a3b');
    await choose({ colour_first: '#123a7a', colour_second: '#7a2e0b' });
    const own = await dress();
    assert.notEqual(own.url, builtIn.url);
    assert.equal(own.tokens.moc, '#123a7a');
    assert.equal(own.tokens.tren, '#123a7a');
    assert.equal(own.sheet.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.equal(own.sheet.headers['content-type'], 'text/css; charset=utf-8');
    assert.equal(own.sheet.text.split('/* rules */')[1], builtIn.sheet.text.split('/* rules */')[1], 'the rules are the same');
    assert.equal([...own.html.matchAll(/<(?:link rel="stylesheet"|script src)/g)].length, [...builtIn.html.matchAll(/<(?:link rel="stylesheet"|script src)/g)].length);
    for (const [name, letter] of [['less', 'l'], ['more', 'm']]) {
      assert.notEqual(own[name], builtIn[name], letter);
      assert.match(own[name], /--moc:#[0-9a-f]{3,6};.*prefers-color-scheme:dark/s);
    }
    assert.equal(own.usual, builtIn.usual, 'the usual palette is the sheet’s');
    await choose({ colour_first: null, colour_second: null });
    assert.equal((await dress()).url, builtIn.url);
  });

  test('is as small on the way as what is built in, and the same for a second reader', async () => {
    const size = async (url, coding) => ask(url, { 'Accept-Encoding': coding });
    const builtIn = styleOf((await portal.page('/')).text);
    await choose({ colour_first: '#5a1a6b' });
    const own = styleOf((await portal.page('/')).text);
    for (const coding of ['br', 'gzip']) {
      const [plain, derived, again] = [await size(builtIn, coding), await size(own, coding), await size(own, coding)];
      assert.equal(derived.headers['content-encoding'], coding);
      assert.ok(derived.bytes.length <= plain.bytes.length * 1.03, `${coding}: ${derived.bytes.length} against ${plain.bytes.length}`);
      assert.deepEqual(again.bytes, derived.bytes);
      const unchanged = await ask(own, { 'Accept-Encoding': coding, 'If-None-Match': derived.headers.etag });
      assert.equal(unchanged.status, 304);
    }
    await choose({ colour_first: null });
  });

  test('a page that somebody kept finds its style sheet, but nobody one that never was', async () => {
    await choose({ colour_first: '#123a7a' });
    const former = styleOf((await portal.page('/')).text);
    await choose({ colour_first: '#5a1a6b' });
    assert.equal(tokens((await ask(former)).text).moc, '#123a7a');
    for (const never of [former.replace(/[0-9a-f]{16}/, '0123456789abcdef'), former.replace('site.css', 'history.css'), former.replace('site.css', 'site.js')])
      assert.equal((await ask(never)).status, 404);
    await choose({ colour_first: null });
  });

  test('a trial shows colours that nobody has yet, and a former state brings its own back', async () => {
    const before = await dress();
    const trial = await portal.api('POST', '/site/preview', { as: 'admin', body: { colour_first: '#0a4030' } });
    assert.equal(trial.status, 200, trial.text);
    assert.equal(tokens((await ask(styleOf(trial.text))).text).moc, '#0a4030');
    assert.equal((await dress()).url, before.url, 'nothing was saved');
    const { version } = await choose({ colour_first: '#123a7a' });
    await choose({ colour_first: '#5a1a6b' });
    const back = await portal.api('POST', `/site/revisions/${version}/revert`, { as: 'admin', body: {} });
    assert.equal(back.status, 200, back.text);
    assert.equal(tokens((await dress()).sheet.text).moc, '#123a7a');
    await choose({ colour_first: null });
  });

  test('browsers, home screens and saved copies have the same colours', async () => {
    await portal.post({ title: 'Giữ lại', slug: 'giu-lai', body: 'Nội dung.', status: 'published' });
    await choose({ colour_first: '#123a7a', colour_second: '#7a2e0b' });
    const { html, tokens: own } = await dress();
    assert.ok(html.includes(`<meta name="theme-color" content="${own.tren}" media="(prefers-color-scheme:light)">`));
    assert.match(html, /<meta name="theme-color" content="#[0-9a-f]{6}" media="\(prefers-color-scheme:dark\)">/);
    const manifest = JSON.parse((await ask('/manifest.webmanifest')).text);
    assert.deepEqual([manifest.theme_color, manifest.background_color], [own.tren, own.nen]);
    const copy = (await ask('/bai-viet/giu-lai/luu')).text;
    assert.ok(copy.includes('--moc:#123a7a') && copy.includes('var(--moc)'));
    assert.ok(copy.match(/prefers-color-scheme:dark\)\{:root\{--nen/), 'in the dark too');
    await choose({ colour_first: null, colour_second: null });
  });
});

/* The least contrast that each palette promises, times a hundred; what people choose in the bar, and what they set. */
const PROMISED = { usual: 900, less: 700, more: 1500, asked: 1500 };

/** A brand that an authority could have: its colours as they are, or where one is too light the nearest that is told. */
async function brandOf(wanted) {
  const body = { colour_first: wanted[0], colour_second: wanted[1] };
  const answer = await patch(body);
  for (const { pointer, detail } of answer.json.errors ?? []) body[pointer.slice(1)] = detail.match(/gần nhất là (#[0-9a-f]{6})/)[1];
  return answer.status === 200 ? answer.json : choose(body);
}

/** Chooses a palette of the bar in an open page, as its script does. */
async function option(page, letter) {
  await page.context().addCookies([{ name: 'hien-thi', value: `1.${letter}`, url: portal.url }]);
  await page.evaluate(() => new Promise((resolve) => {
    const old = document.querySelector('#tuy-chon'), next = old.cloneNode();
    next.onload = () => { old.remove(); resolve(); };
    old.after(next);
  }));
}

/** Every palette of one page, light and dark: what is below its promise. */
async function measure(page, target, note) {
  const faults = [];
  const look = async (palette, media) => {
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme, ...media });
      const { least } = await contrasts(page);
      note(palette, least);
      if (least < PROMISED[palette]) faults.push(`${target} ${palette} ${colorScheme}: ${least / 100}`);
    }
  };
  await page.goto(portal.url + target);
  await look('usual', { contrast: 'no-preference' });
  await look('asked', { contrast: 'more' });
  await page.emulateMedia({ contrast: 'no-preference' });
  for (const [palette, letter] of [['less', 'l'], ['more', 'm']]) {
    await option(page, letter);
    await look(palette, {});
  }
  await option(page, 'n');
  return faults;
}

describe('every page', () => {
  const random = new Random(SEED), hex = () => `#${random.below(1 << 24).toString(16).padStart(6, '0')}`;
  /* Black, and what glows, are told their nearest; then whatever comes. */
  const wanted = Array.from({ length: BRANDS }, (_, i) => [['#000000', '#ffff00'], ['#39ff14', '#ff6ec7']][i] ?? [hex(), hex()]);
  let browser, pages;
  before(async () => {
    browser = await startBrowser();
    const { home, article, category, search, statistics } = (await fillSite(portal)).vi;
    pages = [home, article, category, search, statistics];
  });
  after(() => browser?.close());

  test(`can be read in each palette, light and dark, by ${BRANDS} brands`, async (t) => {
    const least = {}, faults = [];
    let runs = 0;
    const note = (palette, found) => {
      least[palette] = Math.min(least[palette] ?? Infinity, found);
      runs++;
    };
    const tabs = await Promise.all(pages.map(() => openTab(browser)));
    for (const [i, colours] of wanted.entries()) {
      const brand = await brandOf(colours);
      /* Few brands share the pages among them, but for home. */
      const those = pages.map((target, at) => ({ target, tab: tabs[at] })).filter((_, at) => BRANDS > 20 || at === 0 || at === 1 + (i % 4));
      const found = await Promise.all(those.map(({ target, tab }) => measure(tab, target, note)));
      faults.push(...found.flat().map((fault) => `${brand.colour_first} ${brand.colour_second} ${fault}`));
    }
    for (const tab of tabs) assert.deepEqual(tab.noise, []);
    await Promise.all(tabs.map((tab) => tab.context().close()));
    t.diagnostic(`${BRANDS} brands, ${runs} pages in a palette, ${faults.length} faults; least contrast ${Object.entries(least).map(([name, figure]) => `${name} ${figure / 100}`).join(', ')}`);
    assert.deepEqual(faults, []);
  });

  test('passes axe in a brand of its own, and on a day of mourning', async () => {
    const page = await openTab(browser), today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    for (const body of [{ colour_first: '#5a1a6b', colour_second: '#7a2e0b' }, { palettes: [{ from: today, to: today, kind: 'mourning' }] }]) {
      await choose(body);
      await page.goto(portal.url + pages[0]);
      assert.deepEqual(await axeFindings(page), []);
    }
    await choose({ colour_first: null, colour_second: null, palettes: [] });
    await page.context().close();
  });
});

test('congd stops cleanly', () => portal.stop());
