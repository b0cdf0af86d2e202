// What staff pages do better with a script. Nothing needs it.
(() => {
  'use strict';
  // A notice is said once: not again when the page is loaded anew.
  const here = new URL(location.href);
  if (here.searchParams.has('xong')) {
    here.searchParams.delete('xong');
    history.replaceState(history.state, '', here);
  }
  // Faults first, for who does not see the page.
  document.querySelector('.wrong')?.focus();
})();
