/* The toolbar: one stop of the Tab key with arrows within (APG), each button with its name, and whether it is in force. A second row
 * is there while the caret is in a table. It looks at the text after the keys have rested, never between them. */
import { el } from './dialog.js';
import { keyName } from './commands.js';
import { t } from './words.js';

/* Drawn as the signs of the pages are: lines within 24 × 24. */
const signs = {
  strong: 'M7.500 5v14M7.500 5h5a3.400 3.400 0 0 1 0 6.800h-5M7.500 11.800h6a3.600 3.600 0 0 1 0 7.200h-6',
  em: 'M10 5h7M7 19h7M14 5l-4 14',
  underline: 'M7 4.500v6.500a5 5 0 0 0 10 0V4.500M6 20h12',
  strike: 'M4.500 12h15M16.500 8a4 3.500 0 0 0-4.500-3c-2.500 0-4.500 1.200-4.500 3.400 0 1.700 1.500 2.800 4 3.600M7.500 16a4.500 3.500 0 0 0 5 3c2.500 0 4.500-1.200 4.500-3.400',
  sup: 'M4.500 8l8 10M12.500 8l-8 10M16 8.500h4c0-3-4-2-4 0M16 5.500a2 2 0 0 1 4 0c0 1.500-4 1.500-4 3.500',
  sub: 'M4.500 5l8 10M12.500 5l-8 10M16 16a2 2 0 0 1 4 0c0 1.500-4 1.500-4 3.500h4',
  code: 'M8.500 7 3.500 12l5 5M15.500 7l5 5-5 5',
  bullets: 'M9 6.500h11M9 12h11M9 17.500h11M4.500 6.500h.2M4.500 12h.2M4.500 17.500h.2',
  numbers: 'M10 6.500h10M10 12h10M10 17.500h10M4 5l1.500-.8v5M4 15.500c.5-1.500 3-1.200 2.500.5-.3 1-2.500 2.500-2.500 3.300h3',
  deeper: 'M11 6.500h9M11 12h9M11 17.500h9M4 8.500l3.500 3.500L4 15.500',
  shallower: 'M11 6.500h9M11 12h9M11 17.500h9M7.500 8.500 4 12l3.500 3.500',
  quote: 'M5 17.500c2.500-1 4-3 4-6H5v-5h5v5M14 17.500c2.500-1 4-3 4-6h-4v-5h5v5',
  link: 'M10 14a4 4 0 0 0 5.700 0l3.300-3.300a4 4 0 0 0-5.700-5.700L12 6.300M14 10a4 4 0 0 0-5.700 0L5 13.300A4 4 0 0 0 10.700 19l1.300-1.300',
  table: 'M3.500 5h17v14h-17zM3.500 10h17M3.500 14.500h17M10 5v14',
  picture: 'M3.500 5h17v14h-17zM4 17l5-4.500 3.500 3 3-2.500 4.500 4M8.500 8v1',
  note: 'M4 5h10M4 9.500h10M4 14h6M16.500 12.500l1.500-.8v5.300M4 19.500h16',
  undo: 'M8.500 6 4 10.500 8.500 15M4.500 10.500H15a4.500 4.500 0 0 1 0 9h-3',
  redo: 'M15.500 6l4.500 4.500-4.500 4.500M19.500 10.500H9a4.500 4.500 0 0 0 0 9h3',
  rule: 'M4 12h16',
};

function sign(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('class', 'i');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', signs[name]);
  svg.append(path);
  return svg;
}

/** A button: with a sign where there is one, else with its word. */
function toolButton({ name, run, isOn, keys }) {
  const label = t[name];
  const hint = keys ? `${label} (${keyName(keys)})` : label;
  return el('button', {
    type: 'button', tabindex: '-1', title: hint, 'data-does': name, 'aria-pressed': isOn ? 'false' : null, 'aria-keyshortcuts': keys ? keyName(keys).replace('Ctrl', 'Control') : null,
    /* The caret stays where it is. */
    onmousedown: (event) => event.preventDefault(),
    onclick: () => run(),
  }, signs[name] ? [sign(name), el('span', { class: 'an' }, label)] : [label]);
}

/** A row of tools: {dom, refresh(state), focus()}. `tools` are {name, run, isOn(state), can(state), keys}. */
export function toolbar(label, controls, tools) {
  const buttons = tools.map(toolButton);
  const dom = el('div', { class: 'keys', role: 'toolbar', 'aria-label': label, 'aria-controls': controls });
  dom.append(...buttons);
  let at = 0;
  const go = (to) => {
    buttons[at].tabIndex = -1;
    at = (to + buttons.length) % buttons.length;
    buttons[at].tabIndex = 0;
  };
  go(0);
  dom.addEventListener('keydown', (event) => {
    const step = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(step);
    buttons[at].focus();
  });
  dom.addEventListener('focusin', (event) => {
    const index = buttons.indexOf(event.target.closest('button'));
    if (index >= 0) go(index);
  });
  return {
    dom,
    focus: () => buttons[at].focus(),
    refresh(state) {
      tools.forEach((tool, i) => {
        if (tool.isOn) buttons[i].setAttribute('aria-pressed', String(tool.isOn(state)));
        /* Never the property: a disabled button would take the focus away from whoever stands on it. */
        if (tool.can) buttons[i].setAttribute('aria-disabled', String(!tool.can(state)));
      });
    },
  };
}
