/* The accessibility bar without a reload, and the statistics box kept fresh. Every page is right without this. */
(() => {
  const $ = (s) => document.querySelector(s);
  const bar = $('.bar'), says = $('#bao');

  /* The old stylesheet stays until the new one is there, so that nothing flashes. */
  const restyle = () => {
    const old = $('#tuy-chon'), next = old.cloneNode();
    next.onload = () => old.remove();
    old.after(next);
  };

  if (bar && window.fetch) bar.addEventListener('submit', async (e) => {
    const b = e.submitter;
    if (!b) return;
    e.preventDefault();
    try {
      await fetch(bar.action, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ ve: '/', [b.name]: b.value }) });
      await fetch($('#tuy-chon').href, { cache: 'reload' });
      restyle();
      says.textContent = '';
      setTimeout(() => { says.textContent = b.textContent; }, 50);
    } catch { bar.submit(); }
  });

  /* Titles for what is being typed; without this the list behind the field is that of the page. */
  const field = $('input[name=q]');
  if (field && window.fetch) {
    let list = $('#goi-y'), timer;
    if (!list) {
      list = document.createElement('datalist');
      list.id = 'goi-y';
      field.after(list);
      field.setAttribute('list', list.id);
    }
    field.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const q = field.value.trim();
        if (q.length > 1) try {
          const { items } = await (await fetch(`/api/suggest?lang=${document.documentElement.lang}&q=${encodeURIComponent(q)}`)).json();
          list.replaceChildren(...items.map((item) => new Option('', item.title)));
        } catch { /* the list stays as it is */ }
      }, 200);
    });
  }

  /* Asked for once the page is a minute old, then every minute, only while the page is looked at; less and less often
     while it fails. */
  const box = $('#thong-ke'), minute = 60000;
  let wait = minute, due = Date.now() + wait, timer;
  const group = new Intl.NumberFormat(document.documentElement.lang);
  const plan = () => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(refresh, due - Date.now());
  };
  const refresh = async () => {
    try {
      const answer = await fetch('/api/stats');
      if (!answer.ok) throw answer;
      const stats = await answer.json();
      for (const b of box.querySelectorAll('[data-so]')) {
        const n = b.dataset.so === 'online' ? Math.max(1, stats.online) : stats[b.dataset.so];
        if (Number.isInteger(n)) b.textContent = group.format(n);
      }
      wait = minute;
    } catch { wait = Math.min(wait * 2, 30 * minute); }
    due = Date.now() + wait;
    plan();
  };
  if (box && window.fetch) {
    document.addEventListener('visibilitychange', plan);
    plan();
  }
})();
