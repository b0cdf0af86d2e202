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
  // Faults first, for who does not see the page.
  document.querySelector('.wrong')?.focus();
})();
