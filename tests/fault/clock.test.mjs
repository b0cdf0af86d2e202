// A cheap board wakes with a clock in 1970, or at the end of its counter. Whatever it says, pages are served, articles are
// written and views counted, and the log says once that the clock is wrong.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { BROWSER } from '../e2e/lib/portal.mjs';
import { World } from './lib/world.mjs';

const INSTANTS = ['1970-01-01T00:00:00Z', '1970-03-01T00:00:00Z', '2038-01-19T03:14:00Z', '2106-02-07T06:28:00Z', '2106-12-31T12:00:00Z'];
const PAGES = ['/', '/bai-viet/bai-dau', '/bai-viet/bai-dau/lich-su', '/bai-viet/bai-dau/in', '/chuyen-muc/tin', '/the/nong-thon', '/tim-kiem?q=dau', '/tim-kiem?q=dau&from=1970-01-01&to=1970-01-01', '/thong-ke', '/thong-ke.csv', '/so-do', '/tro-nang', '/rss.xml', '/atom.xml', '/feed.json', '/sitemap.xml', '/sitemap-news.xml', '/api/articles', '/api/articles?from=1970-01-01', '/api/articles?q=dau&include=total,facets', '/api/stats', '/api/stats/daily', '/api/stats/daily?to=1970-01-01', '/api/stats/machines', '/api/changes', '/en', '/en/thong-ke'];

const portals = [];
after(() => Promise.all(portals.map((portal) => portal.end())));

for (const instant of INSTANTS) {
  test(`all public pages are served at ${instant}`, async () => {
    const world = new World();
    world.setClock(Date.parse(instant));
    const portal = world.portal({ args: ['--search-rate', '0'] });
    portals.push(portal);
    for (let start = 0; start < 2; start++) { // the second finds the journal and the key of the first
      await portal.start();
      if (start === 0) {
        await portal.api('POST', '/categories', { as: 'editor', body: { name: 'Tin', slug: 'tin' } });
        await portal.post({ title: 'Bài đầu', slug: 'bai-dau', category: 'tin', tags: ['Nông thôn'], body: 'Đầu.', status: 'published' });
      }
      for (const target of PAGES) {
        const answer = await portal.request('GET', target, { headers: { 'User-Agent': BROWSER } });
        assert.ok(answer.status === 200 || answer.status === 404 && target.startsWith('/en'), `${target}: ${answer.status} ${answer.text.slice(0, 300)}`);
      }
      assert.equal((await portal.api('GET', '/stats')).json.all, 1);
      await portal.stop();
      world.setClock(Date.parse(instant) + 10_000);
    }
    const said = portal.stderr.split('\n').filter((line) => /\bclock\b.*wrong/.test(line));
    assert.equal(said.length, instant.startsWith('2038') ? 0 : 2, portal.stderr.slice(0, 2000));
  });
}
