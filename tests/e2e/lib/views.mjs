// Which pages of the demonstration are looked at beside its main ones: by the row of the table of addresses that each stands for, in
// groups that make a sheet. A row that stands in none is named, so that a new page is seen too.
import assert from 'node:assert/strict';
import { Staff } from './portal.mjs';
import { routeRows } from './routes.mjs';

/** How the demonstration is started for them: with news by letter, whose page is there only where letters can go out. */
export const VIEW_ARGS = ['base_url=https://nakhuoi.example', 'mail_host=127.0.0.1', 'mail_from=cong@example.gov.vn', 'mail_program=/bin/true', 'digests=yes'].flatMap((one) => ['--set', one]);

/** Rows that look like another one: what a kind prints and its history are those of articles; a document's number and field lead
 * elsewhere; a letter's own pages are forms of one button. */
const ALIKE = /^\/van-ban\/(so|linh-vuc)\/|^\/(van-ban|thu-tuc|thong-bao|hoi-dap|gop-y|thu-vien)\/\{slug\}\/(in|lich-su)$|^\/dang-ky-nhan-tin\/.*\{code\}$/;

/** What a row needs to be an address: the demonstration as its API says it. */
class Shown {
  constructor(portal) { this.portal = portal; }

  async list(query) { return (await this.portal.api('GET', `/articles?lang=vi&${query}`)).json.items; }

  async one(query) {
    const [item] = await this.list(`${query}&limit=1`);
    assert.ok(item, `the demonstration has nothing for ${query}`);
    return item;
  }

  async url(query) { return (await this.one(query)).url; }

  /** The draft that takes comments, or one that no longer does. */
  async draft(isOpen) {
    const has = async ({ url }) => (await this.portal.page(url)).text.includes('/y-kien"');
    for (const draft of await this.list('kind=consultation&limit=10')) if (await has(draft) === isOpen) return draft.url;
    throw new Error('the demonstration has no such draft');
  }

  async code() { return (await this.portal.api('GET', `/articles/${(await this.one('kind=document')).id}/verification`)).json.code; }
}

/** {sheet: {row: how its address is found, null: it is one}}; what stands behind a `#` tells two pages of a row apart. */
const SHEETS = {
  questions: {
    '/hoi-dap': null, '/hoi-dap/{slug}': (shown) => shown.url('kind=question'), '/hoi-dap/gui': null, '/hoi-dap/tra-cuu': null, '/hoi-dap/bang-theo-doi': null,
  },
  consultations: {
    '/gop-y': null, '/gop-y/{slug}': (shown) => shown.draft(true), '/gop-y/{slug}/y-kien': async (shown) => `${await shown.draft(true)}/y-kien`, '/gop-y/{slug}#over': (shown) => shown.draft(false),
  },
  documents: {
    '/van-ban': null, '/van-ban/{slug}': (shown) => shown.url('kind=document'), '/van-ban#field': () => '/van-ban?linh-vuc=nong-nghiep',
    '/van-ban/danh-muc/in': null,
  },
  office: {
    '/to-chuc': null, '/to-chuc/{slug}': (shown) => shown.url('kind=unit'), '/to-chuc/{slug}#person': (shown) => shown.url('kind=person'), '/lich': null,
    '/lich#month': () => '/lich?thang=2026-11', '/lich/{slug}': (shown) => shown.url('kind=event'),
  },
  procedures: {
    '/thu-tuc': null, '/thu-tuc/{slug}': (shown) => shown.url('kind=procedure'), '/danh-gia/{slug}': async (shown) => `/danh-gia/${(await shown.one('kind=procedure')).slug}`,
    '/thong-bao': null, '/thong-bao/{slug}': (shown) => shown.url('kind=vacancy'), '/thong-bao/{slug}#tender': (shown) => shown.url('kind=tender'),
  },
  library: {
    '/thu-vien': null, '/thu-vien/{slug}': (shown) => shown.url('kind=album'), '/thu-vien/{slug}#film': (shown) => shown.url('kind=video'),
    '/thu-vien/{slug}#sound': (shown) => shown.url('kind=audio'),
  },
  proof: {
    '/xac-thuc/{code}': async (shown) => `/xac-thuc/${await shown.code()}`, '/bai-viet/{slug}/in': async (shown) => `${await shown.url('kind=article')}/in`,
    '/bai-viet/{slug}/lich-su': async (shown) => `${await shown.url('kind=article')}/lich-su`, '/bao-sai-sot/{slug}': async (shown) => `/bao-sai-sot/${(await shown.one('kind=article')).slug}`,
    '/dang-ky-nhan-tin': null, '/the/{slug}': async (shown) => `/the/${(await shown.one('kind=article')).tags[0].slug}`,
  },
  standing: {
    '/trang/{slug}': () => '/trang/gioi-thieu', '/so-do': null, '/tro-nang': null, '/ngoai-tuyen': null, '/problems/{name}': () => '/problems/not-found', '/api/docs': null, '/api/docs/{group}': () => '/api/docs/articles',
  },
};

/** Pages that have a sheet of their own. */
const OWN = ['/', '/bai-viet/{slug}', '/chuyen-muc/{slug}', '/tim-kiem', '/thong-ke'];

/** {sheet: {row: address}} of a demonstration. */
export async function views(portal) {
  const shown = new Shown(portal), sheets = {};
  for (const [name, rows] of Object.entries(SHEETS)) {
    sheets[name] = {};
    for (const [row, find] of Object.entries(rows)) sheets[name][row] = find ? await find(shown) : row;
  }
  return sheets;
}

/** Some of the staff's, and the cookies of who is signed in by the link that the demonstration prints. */
export async function staffViews(portal) {
  const staff = new Staff(portal), link = new URL(portal.stdout.match(/signs in once\): (\S+)/)[1]).pathname;
  await staff.get(link);
  assert.equal((await staff.post(link)).status, 303);
  return {
    cookies: staff.browserCookies(),
    targets: { desk: '/quan-tri', articles: '/quan-tri/bai', calendar: '/quan-tri/lich', week: '/quan-tri/lich/dan', identity: '/quan-tri/cong/nhan-dien', questions: '/quan-tri/hoi-dap' },
  };
}

/** Fails with the rows of pages that nobody looks at. */
export function assertAllSeen() {
  const seen = new Set([...OWN, ...Object.values(SHEETS).flatMap((rows) => Object.keys(rows).map((row) => row.split('#')[0]))]);
  const pages = routeRows().filter(({ method, pattern, answer }) => method === 'GET' && (answer === 'PAGE' || /^\/(api\/docs|problems)/.test(pattern)) && !pattern.startsWith('/en'));
  assert.deepEqual(pages.map(({ pattern }) => pattern).filter((pattern) => !seen.has(pattern) && !ALIKE.test(pattern)), [], 'pages in no sheet; tests/e2e/lib/views.mjs has them');
}
