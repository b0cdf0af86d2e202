/* The editor's view: what it is made of, and how it hands on what happens. It must not know forms, addresses or how a body is saved.
 *
 * Vietnamese keyboards either send Backspaces and finished letters in a burst, or compose. Both are the browser's own work on the
 * page, which ProseMirror reads afterwards: nothing here changes the paragraph under the caret meanwhile. */
import { dropCursor } from 'prosemirror-dropcursor';
import { gapCursor } from 'prosemirror-gapcursor';
import { history } from 'prosemirror-history';
import { keymap } from 'prosemirror-keymap';
import { EditorState } from 'prosemirror-state';
import { tableEditing } from 'prosemirror-tables';
import { EditorView } from 'prosemirror-view';
import { keys } from './commands.js';
import { footnotePlugin } from './footnotes.js';
import { handleDrop, handlePaste } from './paste.js';
import { editPicture, pictureAt } from './pictures.js';
import { placePlugin } from './places.js';

/** A state with this document and nothing to undo. `bound` are keys of the page's own. */
export function richState(doc, bound = {}) {
  return EditorState.create({
    doc,
    plugins: [keymap(bound), ...keys().map(keymap), history(), footnotePlugin, placePlugin, gapCursor(), dropCursor(), tableEditing()],
  });
}

/* Whoever takes an event leaves nothing of it to the browser. */
function taken(event, is) {
  if (is) event.preventDefault();
  return is;
}

/** The view in `mount`; `editor` is who is told: {view, options, tell(), changed(), moved()}. `label` is the id of its visible name. */
export function richView(mount, state, editor, label) {
  return new EditorView({ mount }, {
    state,
    attributes: {
      role: 'textbox', 'aria-multiline': 'true', 'aria-labelledby': label, spellcheck: 'true', class: 'rich', tabindex: '0',
    },
    dispatchTransaction(tr) {
      const { state: next, transactions } = this.state.applyTransaction(tr);
      this.updateState(next);
      if (transactions.some((each) => each.docChanged)) editor.changed();
      editor.moved();
    },
    handleDoubleClickOn(view, pos, node) {
      if (node.type.name !== 'image' && node.type.name !== 'picture') return false;
      if (pictureAt(view.state)) editPicture(editor);
      return true;
    },
    handleDOMEvents: {
      /* Before ProseMirror parses what is not clean yet. */
      paste: (view, event) => taken(event, handlePaste(editor, view, event)),
      drop: (view, event) => taken(event, handleDrop(editor, view, event)),
      /* No link is followed while one writes. */
      click: (view, event) => {
        if (event.target.closest?.('a')) event.preventDefault();
        return false;
      },
    },
  });
}
