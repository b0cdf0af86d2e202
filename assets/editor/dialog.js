/* Questions to the person who writes: a modal dialog at the end of the page, outside every form, so that Enter in it saves nothing.
 * Each returns a promise of what was answered, null when the person thought better of it; focus goes back by itself. */
import { t } from './words.js';

/** An element with attributes, properties by `on…`, and children. */
export function el(name, attrs = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attrs)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

let count = 0;

/** One field: {name, label, hint, value, type}; type is text, number or checkbox. Gives {row, input}. */
function field({ name, label, hint, value = '', type = 'text', ...more }) {
  const id = `soan-${count++}`;
  const input = el('input', { id, name, type, autocomplete: 'off', ...more, 'aria-describedby': hint ? `${id}-h` : null });
  if (type === 'checkbox') input.checked = Boolean(value);
  else input.value = value;
  const row = type === 'checkbox'
    ? el('label', { class: 'ck' }, input, label)
    : el('p', { class: 'f' }, el('label', { for: id }, label), input, hint ? el('small', { id: `${id}-h` }, hint) : null);
  return { row, input };
}

/**
 * Asks for what the fields say. `check(values)` gives the name of a field and why it will not do, or nothing.
 * `others` are further answers: {value, label}. Gives the values, or such an answer, or null.
 */
export function ask({ title, intro = [], fields = [], submit = t.fine, others = [], check = () => null, cancel = t.cancel }) {
  return new Promise((resolve) => {
    const made = fields.map(field);
    const id = `soan-${count++}`;
    const fault = el('p', { class: 'fault', role: 'alert', id: `${id}-f` });
    const finish = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const values = () => Object.fromEntries(made.map(({ input }) => [input.name, input.type === 'checkbox' ? input.checked : input.value.trim()]));
    const tell = (bad) => {
      for (const { input } of made) {
        const isBad = input.name === bad?.[0];
        input.toggleAttribute('aria-invalid', isBad);
        if (isBad) {
          input.setAttribute('aria-invalid', 'true');
          input.setAttribute('aria-errormessage', fault.id);
          input.focus();
        }
      }
      fault.textContent = bad?.[1] ?? '';
    };
    const form = el('form', { method: 'dialog', onsubmit: (event) => {
      event.preventDefault();
      const bad = check(values());
      tell(bad);
      if (!bad) finish(values());
    } }, el('h2', { id }, title), ...intro, ...made.map(({ row }) => row), fault, el('p', { class: 'acts' },
      submit ? el('button', { class: 'go' }, submit) : null,
      ...others.map(({ value, label }) => el('button', { type: 'button', onclick: () => finish(value) }, label)),
      el('button', { type: 'button', onclick: () => finish(null) }, cancel)));
    const dialog = el('dialog', { class: 'ask', 'aria-labelledby': id, oncancel: (event) => {
      event.preventDefault();
      finish(null);
    } }, form);
    document.body.append(dialog);
    dialog.showModal();
  });
}
