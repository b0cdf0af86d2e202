/* Footnotes while one writes: their marks are numbered in order, their texts follow them at the end of the body. A text whose mark was
 * cut is kept aside, so that it is there again when the mark is put back. Does nothing while words are being composed. */
import { Plugin, PluginKey, TextSelection } from 'prosemirror-state';
import { schema } from './schema.js';

const { footnote, footnote_ref: mark, footnotes, paragraph } = schema.nodes;
const key = new PluginKey('footnotes');

/* The keys in order of their marks, and each mark whose number is another. */
function marksOf(doc) {
  const order = [], wrong = [];
  doc.descendants((node, pos) => {
    if (node.type !== mark) return;
    if (!order.includes(node.attrs.key)) order.push(node.attrs.key);
    const number = order.indexOf(node.attrs.key) + 1;
    if (node.attrs.number !== number) wrong.push({ pos, number });
  });
  return { order, wrong };
}

const notesOf = (doc) => (doc.lastChild.type === footnotes ? doc.lastChild : null);

function mend(state, kept) {
  const { order, wrong } = marksOf(state.doc);
  const notes = notesOf(state.doc);
  const have = notes ? notes.children.map((note) => note.attrs.key) : [];
  const isRight = have.length === order.length && have.every((each, i) => each === order[i]);
  if (isRight && !wrong.length) return null;
  const tr = state.tr;
  for (const { pos, number } of wrong) tr.setNodeAttribute(pos, 'number', number);
  if (!isRight) {
    const made = order.map((each) => notes?.children.find((note) => note.attrs.key === each) ?? kept.get(each) ?? footnote.create({ key: each }, paragraph.create({ loose: true })));
    const end = state.doc.content.size, start = notes ? end - notes.nodeSize : end;
    if (made.length) tr.replaceWith(start, end, footnotes.create(null, made));
    else tr.delete(start, end);
    /* The caret stays in the note that it was in. */
    const { $from } = state.selection;
    const depth = $from.depth > 1 && $from.node(1).type === footnotes ? 2 : 0;
    const at = depth ? order.indexOf($from.node(2).attrs.key) : -1;
    if (at >= 0) {
      const before = made.slice(0, at).reduce((sum, note) => sum + note.nodeSize, 0);
      tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(start + 1 + before + $from.pos - $from.before(2), tr.doc.content.size))));
    }
  }
  return tr;
}

export const footnotePlugin = new Plugin({
  key,
  state: {
    init: () => new Map(),
    apply(tr, kept, before) {
      if (!tr.docChanged) return kept;
      notesOf(before.doc)?.forEach((note) => kept.set(note.attrs.key, note));
      return kept;
    },
  },
  appendTransaction(transactions, before, state) {
    if (!transactions.some((tr) => tr.docChanged) || transactions.some((tr) => tr.getMeta('composition') !== undefined)) return null;
    return mend(state, key.getState(state));
  },
});

/** Puts a mark at the caret and goes to its text. */
export function insertFootnote(state, dispatch) {
  const { $from } = state.selection;
  const isInside = [...Array($from.depth + 1).keys()].some((depth) => $from.node(depth).type === footnotes);
  if (isInside || !$from.parent.inlineContent || $from.parent.type.spec.code) return false;
  if (dispatch) {
    const used = [...marksOf(state.doc).order, ...key.getState(state).keys()].map((each) => Number(each.replace('phan-fn-', '')) || 0);
    const id = `phan-fn-${Math.max(0, ...used) + 1}`;
    const tr = state.tr.insert(state.selection.to, mark.create({ key: id }));
    /* In the same step, so that one undo takes both. */
    const { order } = marksOf(tr.doc);
    const notes = notesOf(tr.doc), made = footnote.create({ key: id }, paragraph.create({ loose: true }));
    let at;
    if (notes) {
      const index = order.indexOf(id);
      at = tr.doc.content.size - notes.nodeSize + 1 + notes.children.slice(0, index).reduce((sum, note) => sum + note.nodeSize, 0);
      tr.insert(at, made);
    } else {
      at = tr.doc.content.size + 1;
      tr.insert(tr.doc.content.size, footnotes.create(null, made));
    }
    dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 2)).scrollIntoView());
  }
  return true;
}

/** From a note back to its mark. */
export function leaveFootnote(state, dispatch) {
  const { $from } = state.selection;
  if ($from.depth < 2 || $from.node(2).type !== footnote) return false;
  let place = null;
  state.doc.descendants((node, pos) => {
    if (node.type === mark && node.attrs.key === $from.node(2).attrs.key && place === null) place = pos + 1;
  });
  if (place === null) return false;
  if (dispatch) dispatch(state.tr.setSelection(TextSelection.create(state.doc, place)).scrollIntoView());
  return true;
}
