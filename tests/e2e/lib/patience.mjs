// How long a test waits: so long that a busy machine is never the reason of a failure, and not for ever, so that a hang ends.

import fs from 'node:fs/promises';
import path from 'node:path';

/** Whatever comes by itself comes within this, on a machine with much else to do; quietly it takes a few seconds at most. */
export const PATIENCE_MS = 120_000;

/** A byte, until it lies on the disk. */
async function written(name) {
  const file = await fs.open(name, 'w');
  await file.write('x').then(() => file.sync()).finally(() => file.close());
}

/**
 * How late things come on this machine now, for a test that says that something happens by a certain time: the longest that
 * a trivial request, a timer of this process, or a byte on its way to the disk was kept waiting since this was called.
 * `slack()` is ten times that.
 */
export function watchPulse(portal) {
  const pulse = { worst: 0, slack: () => 10 * pulse.worst };
  const note = (since) => { pulse.worst = Math.max(pulse.worst, Date.now() - since); };
  let due = Date.now() + 200;
  const timer = setInterval(async () => {
    note(due);
    due = Date.now() + 200;
    const asked = Date.now();
    await Promise.all([portal.request('GET', '/healthz'), written(path.join(path.dirname(portal.data), 'pulse'))]).then(() => note(asked), () => {});
  }, 200);
  timer.unref();
  pulse.end = () => clearInterval(timer);
  return pulse;
}

/**
 * Prepares something for an instant `ms` from now, on a full second, and gives {at, made}. When the machine was too slow
 * for `prepare(at)` to be done before it, once more with twice the time.
 */
export async function prepareBefore(ms, prepare) {
  for (;; ms *= 2) {
    const at = new Date(Math.ceil((Date.now() + ms) / 1000) * 1000).toISOString();
    const made = await prepare(at);
    if (Date.now() < Date.parse(at)) return { at, made };
  }
}

/** A page that `load()` gives as text, or an answer of the API, again while a busy machine cut the search: it then lacks nothing. */
export async function uncut(load) {
  for (const end = Date.now() + PATIENCE_MS; ;) {
    const got = await load();
    const isCut = typeof got === 'string' ? /Tìm kiếm này quá lâu|This search took too long/.test(got) : got.json?.type === '/problems/search-cut' || got.json?.complete === false;
    if (!isCut || Date.now() > end) return got;
  }
}
