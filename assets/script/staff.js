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
  // Faults first, for who does not see the page.
  document.querySelector('.wrong')?.focus();
})();
