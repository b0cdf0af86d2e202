// P11: the demonstration's home page and its first article by Lighthouse as a phone with slow 4G, three times each; told is the
// median, and the run fails where a score is below 100, the largest picture later than 1.2 s, or anything moves.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { startDemo } from '../tests/e2e/lib/demo.mjs';
import { freePorts } from '../tests/e2e/lib/proxies.mjs';
import { ROOT, scratch } from '../tests/e2e/lib/portal.mjs';

const RUNS = 3, LCP_MOST = 1200;
const CLI = path.join(process.env.CONG_LIGHTHOUSE ?? path.join(ROOT, 'build/lighthouse'), 'node_modules/lighthouse/cli/index.js');
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];

/** One run. A trace that a busy machine lost is asked for again, as Lighthouse itself advises. */
function run(url, tries = 3) {
  const file = path.join(scratch(), 'report.json');
  const done = spawnSync('node', [CLI, url, '--quiet', '--output=json', `--output-path=${file}`, `--only-categories=${CATEGORIES}`,
    '--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage'], { encoding: 'utf8', env: { ...process.env, CHROME_PATH: process.env.CHROMIUM || '/usr/bin/chromium' } });
  if (done.status !== 0 && tries > 1) return run(url, tries - 1);
  if (done.status !== 0) throw new Error(done.stderr.slice(-2000));
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  const number = (audit) => report.audits[audit].numericValue;
  return {
    scores: CATEGORIES.map((name) => Math.round(report.categories[name].score * 100)),
    lcp: Math.round(number('largest-contentful-paint')), fcp: Math.round(number('first-contentful-paint')),
    cls: number('cumulative-layout-shift'), tbt: Math.round(number('total-blocking-time')), bytes: Math.round(number('total-byte-weight')),
    requests: report.audits['network-requests'].details.items.length,
    failed: Object.values(report.audits).filter((audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode !== 'informative').map((audit) => audit.id),
  };
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
// With an address of its own, as a portal in an office has one; search engines get no canonical address otherwise.
const [port] = await freePorts(1);
const address = `http://127.0.0.1:${port}`;
const portal = await startDemo({ args: ['--listen', `127.0.0.1:${port}`, '--base-url', address] });
let isGood = true;
try {
  const { items } = (await portal.api('GET', '/articles?limit=1')).json;
  for (const [name, target] of [['home', '/'], ['article', items[0].url]]) {
    const runs = Array.from({ length: RUNS }, () => run(new URL(target, address).href));
    const scores = CATEGORIES.map((category, place) => median(runs.map((one) => one.scores[place])));
    const [lcp, fcp, cls, tbt] = ['lcp', 'fcp', 'cls', 'tbt'].map((key) => median(runs.map((one) => one[key])));
    console.log(`${name}: ${CATEGORIES.map((category, place) => `${category} ${scores[place]}`).join(', ')}; LCP ${lcp} ms, FCP ${fcp} ms, CLS ${cls}, TBT ${tbt} ms, ${runs[0].bytes} bytes in ${runs[0].requests} requests`);
    if (runs[0].failed.length) console.log(`  below 90: ${runs[0].failed.join(', ')}`);
    isGood &&= scores.every((score) => score === 100) && lcp <= LCP_MOST && cls === 0;
  }
} finally {
  await portal.stop();
  await portal.end();
}
process.exitCode = isGood ? 0 : 1;
