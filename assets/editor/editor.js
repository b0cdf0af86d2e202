/* The rich editor of the page on which an article is written: takes the place of the field of plain text, and gives it back when asked.
 *
 * The page says by attributes of the field (textarea[data-rich]) where to ask: data-clean, data-upload, data-import. What is written
 * goes along when the form is sent or autosaved ("formdata"), as Markdown, or as HTML where Markdown cannot say it; a text that
 * nobody changed goes as it was. Whatever fails, the field of plain text is there with all the words. */
import { ask, el } from './dialog.js';
import { commands, keyName } from './commands.js';
import { fromHtml, toHtml } from './html.js';
import { askLink } from './link.js';
import { markdownLimits, toMarkdown } from './markdown.js';
import { choosePictures, editPicture, pictureAt } from './pictures.js';
import { richState, richView } from './rich.js';
import { media, schema } from './schema.js';
import { clean } from './server.js';
import * as tables from './tables.js';
import { toolbar } from './toolbar.js';
import { t } from './words.js';

const REST_MS = 300; /* no keys for so long: then the page may follow */
const PREVIEW_MS = 1000;
const WORDS_A_MINUTE = 220;
const CHOICE = 'cong-soan'; /* whether this person writes plain text, kept in the browser */

class Editor {
  constructor(field) {
    const { clean: cleaner, upload, import: importing, media: place } = field.dataset;
    if (place) media.place = place;
    this.field = field;
    this.format = field.form.elements.namedItem('body_format');
    this.options = { form: field.form, clean: cleaner, upload, importing };
    this.label = document.querySelector(`label[for="${field.id}"]`);
    if (this.label && !this.label.id) this.label.id = `${field.id}-ten`;
    /* Markdown is what a text goes back to as soon as it can. */
    this.wanted = this.format?.value === 'html' ? 'html' : 'markdown';
    this.isRich = false;
    this.build();
  }

  // ---- the page ----------------------------------------------------------------------------------

  build() {
    const { field } = this;
    this.mount = el('div', { id: `${field.id}-soan` });
    this.status = el('p', { class: 'note', role: 'status' });
    this.count = el('small', {});
    this.toRich = el('button', { type: 'button', class: 'to-rich', onclick: () => this.openRich(true) }, t.toRich);
    this.tools = toolbar(t.toolbar, this.mount.id, this.mainTools());
    this.tableTools = toolbar(t.tableBar, this.mount.id, this.tableToolList());
    this.tableTools.dom.classList.add('of-table');
    this.tableTools.dom.hidden = true;
    this.ahead = el('section', { class: 'ahead body', 'aria-label': t.preview, hidden: true });
    this.pad = el('div', { class: 'rich-pad' }, this.tools.dom, this.tableTools.dom, this.mount);
    this.pad.hidden = true;
    field.before(this.toRich, this.pad);
    field.after(this.ahead, this.status, this.count);
    field.addEventListener('input', () => this.rested());
    /* Words of a time without a network were put back into the field. */
    this.options.form.addEventListener('chu-moi', () => this.isRich && this.openRich(false));
    this.options.form.addEventListener('formdata', ({ formData }) => this.fill(formData));
    if (globalThis.visualViewport) {
      const follow = () => {
        const hidden = Math.max(0, innerHeight - visualViewport.height - visualViewport.offsetTop);
        this.pad.style.setProperty('--keyboard', `${Math.round(hidden)}px`);
      };
      visualViewport.addEventListener('resize', follow);
      visualViewport.addEventListener('scroll', follow);
    }
  }

  mainTools() {
    const tool = (name) => ({ name, ...commands[name], run: () => this.run(commands[name].run), can: (state) => commands[name].run(state) });
    return [
      ...['heading', 'subheading', 'strong', 'em', 'bullets', 'numbers', 'quote'].map(tool),
      { name: 'link', run: () => askLink(this.view), keys: 'Mod-k' },
      { name: 'table', run: () => this.askTable() },
      { name: 'picture', run: () => (pictureAt(this.view.state) ? editPicture(this) : choosePictures(this)) },
      ...['note', 'deeper', 'shallower', 'underline', 'strike', 'sup', 'sub', 'code', 'rule', 'undo', 'redo'].map(tool),
      { name: 'preview', run: () => this.toggleAhead(), isOn: () => !this.ahead.hidden },
      { name: 'help', run: () => this.help(), keys: 'Mod-/' },
      { name: 'toSource', run: () => this.openSource() },
    ];
  }

  tableToolList() {
    const tool = (name, run) => ({ name, run: () => this.run(run), can: (state) => run(state) });
    return [
      tool('rowAfter', tables.addRowAfter), tool('columnAfter', tables.addColumnAfter), tool('rowDelete', tables.deleteRow),
      tool('columnDelete', tables.deleteColumn), tool('merge', tables.merge((says) => this.tell(says))), tool('split', tables.splitCell),
      { name: 'headRow', run: () => this.run(tables.toggleHead), isOn: (state) => Boolean(tables.tableAt(state.selection)?.node.firstChild.attrs.head) },
      { name: 'caption', run: () => tables.askCaption(this.view) }, tool('tableDelete', tables.deleteTable),
    ];
  }

  run(command) {
    command(this.view.state, this.view.dispatch.bind(this.view), this.view);
    this.view.focus();
  }

  tell(words) {
    this.status.textContent = words;
  }

  /* The page hears of it as of any field. */
  changed() {
    this.options.form.dispatchEvent(new CustomEvent('soan', { bubbles: true }));
    this.rested();
  }

  moved() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.follow(), REST_MS);
  }

  /* What shows how the text is, once the keys have rested and nothing is being composed. */
  follow() {
    if (!this.isRich) return;
    if (this.view.composing) {
      this.moved();
      return;
    }
    const { state } = this.view;
    this.tools.refresh(state);
    const isInTable = tables.isInTable(state);
    this.tableTools.dom.hidden = !isInTable;
    if (isInTable) this.tableTools.refresh(state);
  }

  rested() {
    clearTimeout(this.counting);
    this.counting = setTimeout(() => {
      const text = this.isRich ? this.view.state.doc.textBetween(0, this.view.state.doc.content.size, ' ', ' ') : this.field.value;
      const n = (text.match(/[\p{L}\p{N}]+/gu) ?? []).length;
      this.count.textContent = `${t.count.replace('{n}', n.toLocaleString(document.documentElement.lang || 'vi')).replace('{m}', Math.max(1, Math.round(n / WORDS_A_MINUTE)))} ${t.dropHint}`;
      this.lookAhead();
    }, PREVIEW_MS);
  }

  // ---- preview beside ------------------------------------------------------------------------------

  toggleAhead() {
    this.ahead.hidden = !this.ahead.hidden;
    this.field.parentElement.classList.toggle('with-ahead', !this.ahead.hidden);
    this.tools.refresh(this.view.state);
    this.lookAhead();
  }

  async lookAhead() {
    if (this.ahead.hidden) return;
    const { body, format } = this.written();
    try {
      const { html } = await clean(this.options.form, this.options.clean, body, format);
      /* What the server cleaned; read without running anything of it. */
      const page = new DOMParser().parseFromString(html, 'text/html');
      for (const image of page.images) image.src = media.shown(image.getAttribute('src'));
      this.ahead.replaceChildren(...page.body.childNodes);
    } catch (error) {
      this.tell(error.message);
    }
  }

  // ---- what is written -----------------------------------------------------------------------------

  /** The body as it would be saved now: {body, format, limits}. */
  written() {
    if (!this.isRich || this.view.state.doc.eq(this.base)) return { body: this.field.value, format: this.format?.value ?? 'markdown', limits: [] };
    const { doc } = this.view.state;
    const limits = markdownLimits(doc);
    const asHtml = this.wanted === 'html' || limits.length > 0;
    return { body: asHtml ? toHtml(doc) : toMarkdown(doc), format: asHtml ? 'html' : 'markdown', limits };
  }

  fill(formData) {
    if (!this.isRich) return;
    const { body, format, limits } = this.written();
    formData.set(this.field.name, body);
    if (this.format) formData.set(this.format.name, format);
    if (limits.length && this.wanted === 'markdown') this.tell(t.savedAsHtml + limits.map((key) => t[key]).join('; ') + '.');
  }

  // ---- one and the other ---------------------------------------------------------------------------

  /* The document of the plain text; the same as before when nobody changed it, with all that can be undone. */
  async openRich(isAsked) {
    const isSame = this.view && this.field.value === this.shown?.body && this.format?.value === this.shown.format;
    if (!isSame) {
      try {
        const format = this.format?.value ?? 'markdown', text = this.field.value;
        const { html } = text.trim() ? await clean(this.options.form, this.options.clean, text, format) : { html: '' };
        /* Whoever wrote on meanwhile goes on where he writes. */
        if (this.field.value !== text) {
          this.showSource();
          return;
        }
        this.load(fromHtml(html));
        if (isAsked) this.wanted = format === 'html' ? this.wanted : 'markdown';
      } catch (error) {
        this.tell(navigator.onLine === false ? t.needsNetwork : t.sourceBad + error.message);
        this.showSource();
        return;
      }
    }
    const hadFocus = document.activeElement === this.field;
    this.isRich = true;
    this.pad.hidden = false;
    this.field.hidden = this.toRich.hidden = true;
    this.showPlain(false);
    if (hadFocus) this.view.focus();
    /* The label leads to what is there now. */
    this.label?.addEventListener('click', this.focusView);
    if (isAsked) {
      this.remember('rich');
      this.tell('');
      this.view.focus();
    }
    this.follow();
    this.rested();
  }

  focusView = (event) => {
    if (!this.isRich) return;
    event.preventDefault();
    this.view.focus();
  };

  /* A text that was changed as plain text is one more step that can be undone. */
  load(doc) {
    if (this.view) {
      this.view.dispatch(this.view.state.tr.replaceWith(0, this.view.state.doc.content.size, doc.content));
    } else {
      const state = richState(doc, {
        'Mod-k': () => { askLink(this.view); return true; },
        'Mod-/': () => { this.help(); return true; },
        'Alt-F10': () => { this.tools.focus(); return true; },
      });
      this.view = richView(this.mount, state, this, this.label?.id);
    }
    this.base = this.view.state.doc;
  }

  async openSource() {
    const limits = markdownLimits(this.view.state.doc);
    const isChanged = !this.view.state.doc.eq(this.base);
    if (isChanged && limits.length && this.wanted === 'markdown') {
      const answer = await ask({
        title: t.cannotTitle,
        intro: [el('p', {}, t.cannotIntro), el('ul', {}, ...limits.map((key) => el('li', {}, t[key])))],
        submit: t.asHtml,
        cancel: t.stay,
      });
      if (!answer) return;
    }
    const { body, format } = this.written();
    this.field.value = body;
    if (this.format) this.format.value = format;
    this.shown = { body, format: this.format?.value };
    this.base = this.view.state.doc;
    this.remember('source');
    this.showSource();
    this.tell(format === 'html' ? t.isHtml : t.isMarkdown);
    this.field.focus();
  }

  showSource() {
    this.isRich = false;
    this.pad.hidden = true;
    this.field.hidden = this.toRich.hidden = false;
    this.showPlain(true);
  }

  /* What helps with plain text alone: its format, its signs, places for pictures. */
  showPlain(isShown) {
    const parts = [...this.options.form.querySelectorAll('[data-plain]')];
    if (this.format?.type !== 'hidden') parts.push(this.format?.closest('.f'));
    for (const part of parts) if (part) part.hidden = !isShown;
  }

  remember(choice) {
    try {
      localStorage.setItem(CHOICE, choice);
    } catch { /* no storage: it is asked anew */ }
  }

  // ---- questions -----------------------------------------------------------------------------------

  async askTable() {
    const answer = await ask({
      title: t.table,
      submit: t.insert,
      fields: [
        { name: 'rows', label: t.rows, type: 'number', value: 3, min: 1, max: 100 },
        { name: 'columns', label: t.columns, type: 'number', value: 3, min: 1, max: 20 },
      ],
    });
    if (answer) this.run(tables.insertTable(Number(answer.rows) || 3, Number(answer.columns) || 3));
  }

  async help() {
    const row = (keysOf, name) => el('tr', {}, el('th', { scope: 'row' }, name), el('td', {}, el('kbd', {}, keysOf)));
    const listed = Object.entries(commands).filter(([, { keys }]) => keys).map(([name, { keys }]) => row(keyName(keys), t[name]));
    await ask({
      title: t.help,
      submit: null,
      cancel: t.close,
      intro: [el('table', {}, el('tbody', {}, ...listed, row(keyName('Mod-s'), t.keySave), row(keyName('Mod-k'), t.link), row('Shift+Enter', t.keyBreak),
        row(keyName('Mod-Shift-v'), t.keyPlain), row('Alt+F10', t.keyToolbar), row('Tab', t.keyLeave)))],
    });
    this.view.focus();
  }
}

function choice() {
  try {
    return localStorage.getItem(CHOICE);
  } catch {
    return null;
  }
}

for (const field of document.querySelectorAll('textarea[data-rich]')) {
  const editor = new Editor(field);
  field.editor = editor;
  if (choice() !== 'source') editor.openRich(false);
}

/* For tests, which bundle these files anew. */
export { fromHtml, markdownLimits, schema, toHtml, toMarkdown };
