/* What this browser keeps of the portal for times without a network: listed, and forgotten by one press. */
(async () => {
  const box = document.querySelector('#da-giu'), list = box.querySelector('ul'), told = box.querySelector('[role=status]');
  if (!window.caches || !navigator.serviceWorker) return;
  const rows = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      const answer = await cache.match(url), path = url.slice(location.origin.length);
      /* The worker may have let go of it since it was listed. */
      if (!answer || /^\/(en\/)?ngoai-tuyen$/.test(path) || !/html/.test(answer.headers.get('content-type'))) continue;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      rows.push({ path, title: page.title, lang: page.documentElement.lang, at: new Date(answer.headers.get('date')) });
    }
  }
  for (const { path, title, lang, at } of rows.sort((a, b) => b.at - a.at)) {
    const row = document.createElement('li'), link = document.createElement('a'), when = document.createElement('span');
    Object.assign(link, { href: path, textContent: title, lang });
    when.className = 'when';
    when.textContent = ` ${at.toLocaleString('en-GB', { dateStyle: 'short', timeStyle: 'short' }).replace(', ', ' ')}`;
    row.append(link, when);
    list.append(row);
  }
  box.querySelector('button').addEventListener('click', async () => {
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
    for (const name of await caches.keys()) await caches.delete(name);
    list.replaceChildren();
    told.textContent = told.dataset.done;
  });
  box.hidden = false;
})();
