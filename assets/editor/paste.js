/* What comes in from other programs. Its HTML goes through the server's cleaner, so that rules live in one place, and what that left
 * out is said; what was copied in an editor of this portal is put in as it is. One paste is one step to undo. */
import { Slice, Fragment } from 'prosemirror-model';
import { Selection } from 'prosemirror-state';
import { closeHistory } from 'prosemirror-history';
import { sliceFromHtml } from './html.js';
import { dropPlace, keepPlace } from './places.js';
import { addFiles } from './pictures.js';
import { schema } from './schema.js';
import { clean } from './server.js';
import { t } from './words.js';

const WARNINGS_SHOWN = 4;

/* Lines as people type them in a chat: each is a paragraph. */
function sliceFromText(text) {
  const lines = text.split(/[\r\n]+/).map((each) => each.trim()).filter(Boolean);
  return new Slice(Fragment.from(lines.map((each) => schema.node('paragraph', null, schema.text(each)))), lines.length ? 1 : 0, lines.length ? 1 : 0);
}

function insert(view, place, slice) {
  const tr = closeHistory(view.state.tr);
  const from = Math.min(place.from, tr.doc.content.size);
  const wasThere = view.state.selection.from >= place.from && view.state.selection.to <= place.to;
  tr.replaceRange(from, Math.min(place.to, tr.doc.content.size), slice);
  /* The caret goes behind what came, unless it is elsewhere by now. */
  if (wasThere) tr.setSelection(Selection.near(tr.doc.resolve(tr.mapping.map(place.to)), -1));
  view.dispatch(tr.setMeta('paste', true).setMeta('uiEvent', 'paste').scrollIntoView());
  view.dispatch(closeHistory(view.state.tr));
}

function said(warnings) {
  const details = [...new Set((warnings ?? []).map(({ detail, message, code }) => detail ?? message ?? code).filter(Boolean))];
  if (!details.length) return t.pasted;
  const more = details.length > WARNINGS_SHOWN ? ` (+${details.length - WARNINGS_SHOWN})` : '';
  return t.pastedWithout + details.slice(0, WARNINGS_SHOWN).join('; ') + more;
}

async function pasteHtml(editor, from, to, html, text) {
  const { view, options } = editor;
  const place = keepPlace(from, to);
  editor.tell(t.cleaning);
  try {
    const answer = await clean(options.form, options.clean, html, 'html');
    const slice = sliceFromHtml(answer.html, view.state.doc.resolve(Math.min(place.from, view.state.doc.content.size)));
    insert(view, place, slice);
    editor.tell(said(answer.warnings));
  } catch (error) {
    insert(view, place, sliceFromText(text || new DOMParser().parseFromString(html, 'text/html').body.textContent));
    editor.tell(t.pastedPlain + error.message);
  } finally {
    dropPlace(place);
  }
}

/** Whether a paste was taken. */
export function handlePaste(editor, view, event) {
  const data = event.clipboardData;
  /* The caret may have been moved by a key just before. */
  view.domObserver?.flush();
  if (!data || view.state.selection.$from.parent.type.spec.code) return false;
  const html = data.getData('text/html');
  /* A screenshot, or a file of the desktop; programs send a picture beside the words they copied, too. */
  if (!html && data.files.length) {
    addFiles(editor, [...data.files], view.state.selection.from);
    return true;
  }
  /* The shift key asks for words alone: then the browser gives no HTML, or it is left aside. */
  if (!html || view.input?.shiftKey || html.includes('data-pm-slice')) return false;
  const { from, to } = view.state.selection;
  pasteHtml(editor, from, to, html, data.getData('text/plain'));
  return true;
}

/** Whether what was dropped was taken; a part of the text that is moved is not. */
export function handleDrop(editor, view, event) {
  const data = event.dataTransfer;
  if (view.dragging || !data) return false;
  const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? view.state.selection.from;
  if (data.files.length) {
    addFiles(editor, [...data.files], at);
    return true;
  }
  const html = data.getData('text/html');
  if (!html || html.includes('data-pm-slice')) return false;
  pasteHtml(editor, at, at, html, data.getData('text/plain'));
  return true;
}
