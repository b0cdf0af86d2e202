/* The accessibility bar without a reload, and the statistics box kept fresh. Every page is right without this. */
(() => {
  const $ = (s) => document.querySelector(s);
  const bar = $('.bar form'), says = $('#bao');

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

  /* What is open in the head closes by Escape, the innermost first, and the menu's panels by a press beside them. */
  addEventListener('keydown', (e) => {
    const open = e.key === 'Escape' && (e.target.closest?.('.menu [open]') || $('.menu [open]') || $('.fold[open]'));
    if (!open) return;
    open.open = false;
    open.firstElementChild.focus();
  });
  addEventListener('click', (e) => {
    if (!e.target.closest('.menu')) for (const open of document.querySelectorAll('.menu [open]')) open.open = false;
  });

  const show = (button, does) => {
    if (!button) return;
    button.hidden = false;
    button.parentElement.hidden = false;
    button.addEventListener('click', does);
  };
  show($('#in'), () => window.print());

  /* A wide table scrolls within its body: by keyboard too, in browsers that do not see to that. */
  for (const body of document.querySelectorAll('.body')) if (body.scrollWidth > body.clientWidth) body.tabIndex = 0;

  for (const frame of document.querySelectorAll('.scroll')) if (frame.scrollWidth <= frame.clientWidth) frame.removeAttribute('tabindex');

  /* A picture in large, where its link would lead to the file alone; those of an album one after the other. */
  const zooms = [...document.querySelectorAll('[data-zoom] .zoom')];
  if (zooms.length && window.HTMLDialogElement) {
    const view = document.createElement('dialog'), image = new Image(), row = document.createElement('p'), says = document.createElement('p');
    const count = document.createElement('span');
    let all, at, from;
    const turn = (by) => {
      at = (at + by + all.length) % all.length;
      const small = all[at].querySelector('img');
      image.src = all[at].href;
      image.alt = view.ariaLabel = small.alt;
      count.textContent = all.length > 1 ? `${at + 1} / ${all.length}` : '';
      says.textContent = (all[at].closest('figure')?.querySelector('figcaption') ?? { textContent: small.alt }).textContent;
    };
    const [shut, back, on] = zooms[0].closest('[data-zoom]').dataset.zoom.split('|').map((word, i) => {
      const button = document.createElement('button');
      button.textContent = word;
      button.addEventListener('click', () => (i ? turn(2 * i - 3) : view.close()));
      return button;
    });
    row.append(shut, back, on, count);
    count.setAttribute('role', 'status');
    view.className = 'view';
    view.append(row, image, says);
    view.addEventListener('keydown', (e) => {
      if (all.length > 1 && /^Arrow(Left|Right)$/.test(e.key)) turn(e.key === 'ArrowLeft' ? -1 : 1);
    });
    view.addEventListener('close', () => from.focus());
    document.body.append(view);
    for (const link of zooms) link.addEventListener('click', (e) => {
      if (e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      from = link;
      all = [...link.closest('.photos,.gallery')?.querySelectorAll('.zoom') ?? [link]];
      at = all.indexOf(link);
      back.hidden = on.hidden = all.length < 2;
      turn(0);
      view.showModal();
    });
  }

  /* The link, by clipboard or by the system's own sheet. */
  const link = $('#chia-se a'), copy = $('#sao-chep');
  if (copy && navigator.clipboard) show(copy, async () => {
    const told = copy.parentElement.querySelector('[role=status]');
    try {
      await navigator.clipboard.writeText(link.href);
      told.textContent = copy.dataset.done;
    } catch { told.textContent = link.href; }
  });
  if (copy && navigator.share) show($('#gui'), () => navigator.share({ title: $('h1').textContent, url: link.href }).catch(() => {}));

  /* Reading aloud, where the device itself has a voice for the language: others would send the text away. Piece by
     piece, since long ones are cut off. */
  const listen = $('#nghe'), speech = window.speechSynthesis;
  if (listen && speech) {
    const lang = document.documentElement.lang, name = listen.textContent, words = [...listen.childNodes];
    const voice = () => speech.getVoices().find((v) => v.localService && v.lang.slice(0, 2).toLowerCase() === lang);
    const offer = () => { listen.parentElement.hidden = !voice(); };
    const still = () => { speech.cancel(); listen.replaceChildren(...words); };
    listen.addEventListener('click', () => {
      if (listen.textContent !== name) return still();
      const parts = [...document.querySelectorAll('.text > h1, .text > .lead, .body > *')].map((part) => (part.querySelector('table') ?? part).innerText.trim()).filter(Boolean);
      speech.cancel();
      listen.textContent = listen.dataset.stop;
      parts.forEach((part, i) => {
        const said = Object.assign(new SpeechSynthesisUtterance(part), { lang, voice: voice() });
        if (i === parts.length - 1) said.onend = still;
        speech.speak(said);
      });
    });
    speech.addEventListener?.('voiceschanged', offer);
    addEventListener('pagehide', still);
    offer();
  }

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

  /* Pages that were read stay for times without a network (offline.js), where the foot says so. */
  if ($('[data-off]') && navigator.serviceWorker) addEventListener('load', () => navigator.serviceWorker.register('/offline.js').catch(() => {}));

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
        const n = stats[b.dataset.so] + (b.dataset.so === 'online' ? !stats.online : !stats.today);
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
