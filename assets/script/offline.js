/* Keeps the home page and the last 20 pages read, with their styles and scripts, for times without a network. With one,
   every page comes from it. Kept are public pages alone; what is gone goes here too. */
const READ = 'doc', BASE = 'san', MOST = 20, FILES = 40;
const LISTS = ['/ngoai-tuyen', '/en/ngoai-tuyen'], FIXED = ['/', '/en', ...LISTS];
const way = (url) => { const { pathname, search } = new URL(url); return pathname + search; };
const trim = async (cache, path, answer, most, of) => {
  await cache.delete(path);
  await cache.put(path, answer);
  const old = (await cache.keys()).filter((one) => of(way(one.url)));
  for (const one of old.slice(0, -most)) await cache.delete(one);
};

const keep = async (path, answer) => {
  const base = await caches.open(BASE), text = await answer.clone().text(), isFixed = FIXED.includes(path);
  await trim(isFixed ? base : await caches.open(READ), path, answer, MOST, () => !isFixed);
  for (const [, file] of text.matchAll(/(?:href|src)="(\/static\/[^"]+|\/tuy-chon\.css)"/g)) {
    const one = await base.match(file) ?? await fetch(file);
    if (one.ok) await trim(base, file, one, FILES, (name) => !FIXED.includes(name));
  }
};
const drop = async (path) => { for (const name of [READ, BASE]) await (await caches.open(name)).delete(path); };

/* What came of a page: it is kept, or no longer, or a fault of the server changes nothing. */
const judge = (path, answer) => {
  const says = (name) => answer.headers.get(name) ?? '';
  const may = /^text\/html/.test(says('content-type')) && !says('content-disposition') && !/no-store|private/.test(says('cache-control'))
    && !/^\/(en\/)?(api|tim-kiem|bao-sai-sot)(\/|\?|$)/.test(path);
  if (answer.status === 200 && may) return keep(path, answer);
  return [200, 404, 410].includes(answer.status) ? drop(path) : 0;
};
/* Not counted as read (Purpose). */
const take = async (path) => judge(path, await fetch(path, { headers: { Purpose: 'prefetch' } }));

/* The kept copy, which says so at its top; else the list of what is kept. */
const offline = async (path) => {
  const kept = await caches.match(path), list = LISTS[+/^\/en(\/|$)/.test(path)];
  const answer = kept ?? await caches.match(list);
  if (!answer) return Response.error();
  const text = await answer.text(), [, off, at, none] = /data-off="([^"]*)" data-at="([^"]*)" data-none="([^"]*)"/.exec(text) ?? [];
  const time = new Date(answer.headers.get('date')), day = time.toLocaleDateString('en-GB');
  const when = time.toLocaleTimeString('en-GB', { timeStyle: 'short' }) + (day === new Date().toLocaleDateString('en-GB') ? '' : ` ${day}`);
  const more = !kept ? `. ${none}` : LISTS.includes(path) ? '' : `, ${at} ${when}`;
  return new Response(text.replace(/<body[^>]*>/, `$&<div class="alert" role="status"><p class="wrap"><b>${off}${more}</b></p></div>`), { headers: answer.headers });
};

addEventListener('install', (e) => { skipWaiting(); e.waitUntil(Promise.all(['/', ...LISTS].map(take))); });
addEventListener('activate', (e) => e.waitUntil((async () => {
  await registration.navigationPreload?.enable();
  await clients.claim();
  for (const client of await clients.matchAll()) await take(way(client.url));
})()));
addEventListener('fetch', (e) => {
  const { method, mode, url } = e.request, path = way(url);
  if (method !== 'GET' || new URL(url).origin !== location.origin) return;
  if (mode === 'navigate' && /^\/(?!api\b|media\/|static\/)[^.?]*(\?|$)/.test(path)) e.respondWith((async () => {
    try {
      const answer = await e.preloadResponse ?? await fetch(e.request);
      e.waitUntil(judge(path, answer.clone()));
      return answer;
    } catch { return offline(path); }
  })());
  else if (mode !== 'navigate' && /^\/(static\/|tuy-chon\.css)/.test(path)) e.respondWith((async () => {
    try {
      const answer = await fetch(e.request);
      const copy = answer.clone();
      if (path === '/tuy-chon.css' && answer.ok) e.waitUntil(caches.open(BASE).then((cache) => cache.put(path, copy)));
      return answer;
    } catch { return await caches.match(path) ?? Response.error(); }
  })());
});
