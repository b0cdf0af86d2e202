/* Which papers of a procedure somebody has: ticked on this device, kept on it alone, by the page's own address. Without this the
   boxes can be ticked all the same, until the page is closed. */
(() => {
  const boxes = [...document.querySelectorAll('.checks input')], key = `cong:${location.pathname}`;
  const words = (box) => box.nextElementSibling.textContent;
  try {
    const had = JSON.parse(localStorage.getItem(key) || '[]');
    for (const box of boxes) box.checked = had.includes(words(box));
  } catch { /* What cannot be read was not kept. */ }
  const keep = () => {
    const has = boxes.filter((box) => box.checked).map(words);
    try {
      if (has.length) localStorage.setItem(key, JSON.stringify(has));
      else localStorage.removeItem(key);
    } catch { /* A browser that keeps nothing. */ }
  };
  for (const box of boxes) box.addEventListener('change', keep);
})();
