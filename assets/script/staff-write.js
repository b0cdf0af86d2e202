/* Writing loses nothing: what changed on the form goes to the working copy, at most every ten seconds and when the page is left; while
 * there is no network it stays in this browser until it is sent. A save's answer changes the version and the token, and nothing that
 * is being written: no text, no focus, no caret. "Đã lưu" is said by the server's answer alone.
 * A session that is over is renewed over the text: the server's own sign-in form stands above it and takes no focus, and what waits
 * is saved as soon as the same person is signed in.
 *
 * The form says by attributes where it goes: data-autosave and data-sign-in (addresses), data-account (whose words a browser keeps),
 * data-saving, data-unsaved, data-offline, data-failed, data-kept, data-use, data-drop, data-signed-out, data-other: words;
 * [data-state] shows them. The page works without all this. */
(() => {
  const REST_MS = 10000, PAUSE_MS = 2000, KEEPALIVE_MAX = 60000, RETRY_MAX_MS = 60000;
  const form = document.querySelector('form[data-autosave]');
  if (!form || !window.fetch) return;
  const { autosave: address, account = '' } = form.dataset;
  const state = document.querySelector('[data-state]');
  const place = `cong-chua-gui:${account}:${address}`;
  /* What the server gives anew with each answer is no word of the writer's. */
  const given = { form_token: 'form_token', copy: 'copy_id', giu: 'kept_id', lan: 'mark' }; /* fields, and members of an answer */
  let timer = 0, saving = null, sentMs = 0, waitMs = REST_MS, isLeaving = false, isOut = false;

  /* All fields but files and what is given, as one text to compare and keep. */
  const fields = () => {
    const all = [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && !(name in given));
    return JSON.stringify(all);
  };
  let saved = null; /* what the server has; the form as it came, once the editor has settled */
  const isDirty = () => saved !== null && fields() !== saved;

  const say = (words, isBad = false) => {
    if (!state || state.textContent === words) return;
    state.textContent = words;
    state.classList.toggle('bad', isBad);
  };
  const word = (name, value = '') => (form.dataset[name] ?? '').replace('{0}', value);
  const hour = (at) => new Intl.DateTimeFormat('vi', { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date(at));

  const store = (text) => {
    try {
      if (text === null) localStorage.removeItem(place);
      else localStorage.setItem(place, JSON.stringify({ at: Date.now(), fields: text }));
    } catch { /* no room or no storage: the page still holds the words, and asks before it goes */ }
  };

  const body = () => {
    const data = new FormData(form), sent = new URLSearchParams();
    for (const [name, value] of data) if (typeof value === 'string') sent.append(name, value);
    return sent;
  };

  /* The one thing that an answer may change. */
  const take = (answer) => {
    for (const [name, member] of Object.entries(given)) {
      const field = form.elements.namedItem(name);
      if (field && answer[member]) field.value = answer[member];
    }
  };

  async function save() {
    clearTimeout(timer);
    timer = 0;
    if (saving || isOut || !isDirty()) return;
    const now = fields();
    sentMs = Date.now();
    say(word('saving'));
    saving = fetch(address, { method: 'POST', body: body(), headers: { Accept: 'application/json' }, credentials: 'same-origin' });
    try {
      const answer = await saving;
      const json = await answer.json().catch(() => ({}));
      if (!answer.ok) throw Object.assign(new Error(json.says ?? json.detail ?? ''), { status: answer.status, json });
      take(json);
      saved = now;
      waitMs = REST_MS;
      store(null);
      say(json.says ?? '');
    } catch (error) {
      waitMs = Math.min(waitMs * 2, RETRY_MAX_MS);
      store(now);
      take(error.json ?? {});
      /* A form's token that is not good any more is told by a page, in no words of JSON. */
      if (error.status === 401 || ([403, 409].includes(error.status) && !error.json.says)) signedOut();
      else say(error.status ? `${word('failed')} ${error.message}`.trim() : word('offline'), true);
      form.dispatchEvent(new CustomEvent('chua-luu', { detail: { status: error.status ?? 0 } }));
    } finally {
      saving = null;
    }
    /* What was written meanwhile, or was refused. */
    if (isDirty()) plan();
  }

  function plan() {
    if (!timer) timer = setTimeout(isOut ? keepHere : save, Math.max(PAUSE_MS, sentMs + waitMs - Date.now()));
  }

  function keepHere() {
    timer = 0;
    if (isOut) store(fields());
    else save();
  }

  function changed() {
    if (saved === null || !isDirty()) return;
    if (!saving && !state?.classList.contains('bad')) say(word('unsaved'));
    plan();
  }

  /* When the page may go away at once: by a request that outlives it, and kept here when that is too small. */
  function leave() {
    if (isLeaving || !isDirty()) return;
    const now = fields(), sent = body();
    store(now);
    if (isOut) return;
    if (new Blob([sent.toString()]).size > KEEPALIVE_MAX) return;
    fetch(address, { method: 'POST', body: sent, headers: { Accept: 'application/json' }, credentials: 'same-origin', keepalive: true })
      .then(async (answer) => {
        if (!answer.ok) return;
        take(await answer.json());
        saved = now;
        store(null);
      }).catch(() => {});
  }

  const pageOf = async (answer) => new DOMParser().parseFromString(await answer.text(), 'text/html');
  const signInPath = form.dataset.signIn && new URL(form.dataset.signIn, location.href).pathname;
  let panel = null, wrote = null; /* where somebody signs in, and what had the focus in the form */
  form.addEventListener('focusin', (event) => { wrote = event.target; });

  /* Nothing is sent any more until somebody is signed in; what is typed stays here and in this browser. */
  function signedOut() {
    isOut = true;
    say(word('signedOut'), true);
    ask().catch(() => { isOut = false; }); /* no network: asked again with the next save */
  }

  /* The server's form, as it stands on the page for it; none where somebody signed in meanwhile, in another tab say. */
  async function ask() {
    if (!signInPath) return;
    const answer = await fetch(form.dataset.signIn, { credentials: 'same-origin' });
    const page = await pageOf(answer);
    if (new URL(answer.url).pathname === signInPath) show(page);
    else await resume();
  }

  function show(page) {
    const theirs = [...page.forms].find(({ action }) => new URL(action, location.href).pathname === signInPath);
    if (!theirs) return;
    if (!panel) {
      panel = document.createElement('section');
      panel.className = 'card again';
      panel.setAttribute('role', 'alert');
      form.before(panel);
    }
    const hadFocus = panel.contains(document.activeElement);
    const says = document.createElement('p'), mine = document.importNode(theirs, true), faults = page.querySelector('.wrong');
    says.textContent = word('signedOut');
    mine.removeAttribute('class');
    mine.addEventListener('submit', (event) => {
      event.preventDefault();
      send(mine);
    });
    panel.replaceChildren(says, ...(faults ? [document.importNode(faults, true)] : []), mine);
    if (hadFocus) (panel.querySelector('.wrong') ?? mine).focus();
  }

  async function send(theirs) {
    const buttons = theirs.querySelectorAll('button');
    for (const button of buttons) button.disabled = true;
    try {
      const answer = await fetch(theirs.action, { method: 'POST', body: new URLSearchParams(new FormData(theirs)), credentials: 'same-origin' });
      if (answer.redirected && answer.ok) await resume();
      else show(await pageOf(answer));
    } catch {
      say(word('offline'), true);
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  }

  /* Signed in: by whom this page says when it is asked for anew, which gives the form's token too. Its words are looked at by nobody. */
  async function resume() {
    const page = await pageOf(await fetch(location.href, { credentials: 'same-origin' }));
    const anew = page.querySelector('form[data-autosave]');
    if (!anew || anew.dataset.account !== account) {
      panel?.remove();
      panel = null;
      say(word('other'), true);
      return;
    }
    take({ form_token: anew.elements.namedItem('form_token').value });
    if (panel?.contains(document.activeElement)) wrote?.focus();
    panel?.remove();
    panel = null;
    isOut = false;
    waitMs = REST_MS;
    say(word('unsaved'));
    if (isDirty()) save();
  }

  /* Words of this browser that never reached the server, from a time without a network. */
  function offerKept() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(place) ?? 'null');
    } catch { /* nothing that could be read */ }
    if (!kept || kept.fields === saved) return;
    const offer = document.createElement('p'), use = document.createElement('button'), drop = document.createElement('button');
    offer.className = 'notice';
    offer.setAttribute('role', 'status');
    offer.append(word('kept', hour(kept.at)), ' ', use, ' ', drop);
    use.type = drop.type = 'button';
    use.textContent = word('use');
    drop.textContent = word('drop');
    use.onclick = () => {
      const all = JSON.parse(kept.fields);
      for (const [name, value] of all) {
        const field = form.elements.namedItem(name);
        if (field && 'value' in field && field.type !== 'checkbox') field.value = value;
      }
      for (const box of form.querySelectorAll('[type=checkbox]')) box.checked = all.some(([name, value]) => name === box.name && value === box.value);
      form.dispatchEvent(new CustomEvent('chu-moi', { bubbles: true }));
      offer.remove();
      changed();
    };
    drop.onclick = () => {
      store(null);
      offer.remove();
    };
    form.prepend(offer);
  }

  form.addEventListener('input', changed);
  form.addEventListener('change', changed);
  form.addEventListener('soan', changed);
  /* The key by which Word saves: at once, and the caret stays where it is. */
  addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (isOut) ask().catch(() => {});
    else save();
  });
  /* Back from where one may have signed in; not while a password is being typed here. */
  addEventListener('focus', () => {
    if (isOut && ![...(panel?.querySelectorAll('input:not([type=hidden])') ?? [])].some(({ value }) => value)) ask().catch(() => {});
  });
  addEventListener('online', () => {
    waitMs = REST_MS;
    if (isDirty()) save();
  });
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') leave(); });
  addEventListener('pagehide', leave);
  addEventListener('beforeunload', (event) => {
    if (!isLeaving && isDirty()) event.preventDefault();
  });
  /* Sent for good: nothing is asked, and what this browser kept is the server's now unless it refuses. */
  form.addEventListener('submit', (event) => {
    if (isOut && panel) { /* it would be refused: first signed in, then saved */
      event.preventDefault();
      panel.querySelector('input:not([type=hidden])')?.focus();
      return;
    }
    isLeaving = true;
    if ([...form.querySelectorAll('[type=file]')].some(({ files }) => files.length)) say(word('sending'));
    clearTimeout(timer);
  });
  addEventListener('pageshow', () => { isLeaving = false; });

  /* Tags: a browser's list knows the field as a whole, so behind a comma its choices begin with what stands before. */
  const tags = form.elements.namedItem('tags'), list = tags?.list, known = [...list?.options ?? []].map(({ value }) => value);
  const plain = (tag) => tag.trim().normalize('NFC').toLocaleLowerCase('vi');
  let begun = '';
  tags?.addEventListener('input', (event) => {
    const before = tags.value.slice(0, tags.value.lastIndexOf(',') + 1).trim();
    if (event.isComposing || before === begun) return;
    begun = before;
    const has = before.split(',').map(plain);
    list.replaceChildren(...known.filter((tag) => !has.includes(plain(tag))).map((tag) => {
      const choice = document.createElement('option');
      choice.value = before ? `${before} ${tag}` : tag;
      choice.label = tag;
      return choice;
    }));
  });

  /* The same article in another tab of this browser: its saves would meet. A new article is another in each. */
  const article = form.dataset.twice && form.elements.namedItem('version')?.value !== '0' && new URL(address, location.href).pathname.replace(/^\/en/, '');
  if (article && window.BroadcastChannel) {
    const tabs = new BroadcastChannel('cong-viet'), note = document.createElement('p');
    const others = new Set(), own = Math.random();
    note.className = 'done';
    note.setAttribute('role', 'status');
    const tell = (what) => tabs.postMessage({ article, own, what });
    tabs.onmessage = ({ data }) => {
      if (data.article !== article) return;
      others[data.what === 'gone' ? 'delete' : 'add'](data.own);
      if (data.what === 'open') tell('here');
      note.textContent = others.size ? form.dataset.twice : '';
      if (others.size) form.before(note);
      else note.remove();
    };
    addEventListener('pagehide', () => tell('gone'));
    addEventListener('pageshow', () => tell('open'));
  }

  saved = fields();
  offerKept();
})();

/* The rich editor is fetched behind the page, which can be written on before it is there: its address stands on the field. */
for (const field of document.querySelectorAll('[data-rich]')) {
  const sheet = document.createElement('link'), script = document.createElement('script');
  sheet.rel = 'stylesheet';
  sheet.href = field.dataset.richStyle;
  sheet.onload = () => document.head.append(script);
  script.src = field.dataset.rich;
  document.head.append(sheet);
}
