// What staff pages do better with a script. Nothing needs it.
(() => {
  'use strict';
  // A notice is said once: not again when the page is loaded anew.
  const here = new URL(location.href);
  if (here.searchParams.has('xong')) {
    here.searchParams.delete('xong');
    history.replaceState(history.state, '', here);
  }
  // A Word file may be dropped anywhere on a page that takes one.
  const word = document.getElementById('word-file');
  if (word) {
    addEventListener('dragover', (event) => {
      if ([...event.dataTransfer.types].includes('Files')) event.preventDefault();
    });
    addEventListener('drop', (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      word.files = event.dataTransfer.files;
      word.form.requestSubmit();
    });
  }
  // A table that is pasted keeps its cells: one row a line, a tab between, merged cells empty but for their first.
  const cell = (node) => {
    const copy = node.cloneNode(true);
    for (const end of copy.querySelectorAll('br')) end.replaceWith('\n');
    for (const block of copy.querySelectorAll('p,div,li')) block.append('\n');
    const text = copy.textContent.replace(/[ \t\u00a0]*\n\s*/g, '\n').replace(/[ \t\u00a0]+/g, ' ').trim();
    return /[\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = (table) => {
    const grid = [];
    [...table.rows].forEach((row, y) => {
      let x = 0;
      for (const each of row.cells) {
        while (grid[y]?.[x] !== undefined) x++;
        for (let down = 0; down < Math.min(each.rowSpan || 1, table.rows.length - y); down++)
          for (let on = 0; on < each.colSpan; on++) (grid[y + down] ??= [])[x + on] = down || on ? '' : cell(each);
      }
    });
    return grid.map((row) => Array.from(row, (text) => text ?? '').join('\t')).join('\n');
  };
  for (const area of document.querySelectorAll('textarea[data-table]')) {
    area.addEventListener('paste', (event) => {
      const html = event.clipboardData?.getData('text/html');
      const tables = html ? [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('table')].filter((table) => !table.parentElement.closest('table')) : [];
      if (!tables.length) return;
      event.preventDefault();
      area.setRangeText(tables.map(lines).join('\n'), area.selectionStart, area.selectionEnd, 'end');
    });
  }
  // Passwords can be looked at, and letters that an input method made of keys are pointed out.
  for (const field of document.querySelectorAll('[data-show]')) {
    const button = document.createElement('button');
    const hint = document.createElement('span');
    // Of several on a page each says whose it is.
    const say = (text) => {
      button.textContent = text;
      button.setAttribute('aria-label', `${text}: ${field.labels[0].textContent}`);
    };
    button.type = 'button';
    say(field.dataset.show);
    hint.className = 'hint';
    hint.setAttribute('role', 'status');
    field.after(button, hint);
    button.addEventListener('click', () => {
      const hides = field.type === 'text';
      field.type = hides ? 'password' : 'text';
      say(hides ? field.dataset.show : field.dataset.hide);
      field.focus();
    });
    field.addEventListener('input', () => {
      const says = /[^\x00-\x7f]/.test(field.value) ? field.dataset.marks : '';
      if (hint.textContent !== says) hint.textContent = says;
    });
    field.form.addEventListener('submit', () => { field.type = 'password'; });
  }
  // What has to be handed on is copied by a press.
  for (const place of document.querySelectorAll('[data-copy]')) {
    const button = document.createElement('button'), said = document.createElement('span');
    if (!navigator.clipboard) break;
    button.type = 'button';
    button.textContent = place.dataset.copy;
    said.setAttribute('role', 'status');
    button.onclick = async () => {
      await navigator.clipboard.writeText(place.querySelector('code').textContent);
      said.textContent = place.dataset.copied;
    };
    place.append(' ', button, ' ', said);
  }
  // All rows of a list are chosen at once.
  for (const acts of document.querySelectorAll('[data-all]')) {
    const boxes = [...acts.closest('form').querySelectorAll('tbody [type=checkbox]')];
    if (boxes.length < 2) continue;
    const place = document.createElement('span'), all = document.createElement('input'), label = document.createElement('label');
    place.className = 'ck';
    all.type = 'checkbox';
    all.id = label.htmlFor = 'tat-ca';
    label.textContent = acts.dataset.all;
    const tell = () => {
      const chosen = boxes.filter(({ checked }) => checked).length;
      all.checked = chosen === boxes.length;
      all.indeterminate = chosen > 0 && !all.checked;
    };
    all.addEventListener('change', () => boxes.forEach((box) => { box.checked = all.checked; }));
    boxes.forEach((box) => box.addEventListener('change', tell));
    place.append(all, label);
    acts.prepend(place);
    tell();
  }
  // Pressed twice is pressed once; with another button it is another act.
  document.addEventListener('submit', (event) => {
    const { target: form, submitter = null } = event, now = Date.now();
    if (event.defaultPrevented) return;
    if (form.pressed === submitter && now - form.pressedMs < 3000) event.preventDefault();
    else Object.assign(form, { pressed: submitter, pressedMs: now });
  });
  let goes = null; /* the form whose words leave the page by being sent */
  // How far an upload is. Whatever the server answers stands at an address of its own; else the form goes as any other.
  for (const form of document.querySelectorAll('[data-progress]')) {
    form.addEventListener('submit', (event) => {
      const { submitter } = event, request = new XMLHttpRequest(), said = document.createElement('p'), bar = document.createElement('progress');
      if (![...form.querySelectorAll('[type=file]')].some(({ files }) => files.length)) return;
      event.preventDefault();
      if (form.isSending) return;
      form.isSending = true;
      said.setAttribute('role', 'status');
      said.className = 'hint';
      bar.max = 100;
      bar.setAttribute('aria-hidden', 'true');
      form.append(said, bar);
      const say = (part) => {
        bar.value = part;
        const text = form.dataset.progress.replace('{0}', Math.floor(part / 25) * 25);
        if (said.textContent !== text) said.textContent = text;
      };
      say(0);
      const plainly = () => {
        goes = form;
        const field = Object.assign(document.createElement('input'), { type: 'hidden', name: submitter?.name ?? '', value: submitter?.value ?? '' });
        form.append(field);
        form.submit();
      };
      request.upload.onprogress = ({ loaded, total }) => say(100 * loaded / total);
      request.onload = () => {
        goes = form;
        if (request.status < 400 && request.responseURL !== form.action) location.assign(request.responseURL);
        else plainly();
      };
      request.onerror = plainly;
      request.open('POST', form.action);
      request.send(new FormData(form, submitter));
    });
  }
  // What was typed is not left by mistake. The page on which articles are written asks by itself; passwords are nothing to keep.
  const typed = (form) => JSON.stringify([...form.elements].filter(({ type }) => !/^(hidden|checkbox|radio|submit|button|fieldset)$/.test(type)).map(({ value }) => value));
  const forms = [...document.querySelectorAll('main form[method=post]:not([data-autosave])')].filter((form) => !form.querySelector('[type=password]'));
  const before = forms.map(typed);
  document.addEventListener('submit', (event) => {
    if (!event.defaultPrevented && event.submitter?.formTarget !== '_blank') goes = event.target;
  });
  addEventListener('pageshow', () => { goes = null; });
  addEventListener('beforeunload', (event) => {
    if (forms.some((form, i) => form !== goes && typed(form) !== before[i])) event.preventDefault();
  });
  // Of a menu that scrolls the place where one is comes into sight.
  const rail = document.querySelector('.rail'), place = rail?.querySelector('[aria-current]');
  if (place) rail.scrollLeft = place.offsetLeft - rail.clientWidth / 3;
  // Faults first, for who does not see the page.
  document.querySelector('.wrong')?.focus();
})();
