/* What is served in place of offline.js when the setting is off: whoever has the worker loses it and all that it kept. */
addEventListener('install', () => skipWaiting());
addEventListener('activate', (e) => e.waitUntil((async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await registration.unregister();
})()));
