/* Tables while one writes: prosemirror-tables with what this body knows besides, a row that names the columns and a caption. */
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, isInTable, mergeCells, splitCell } from 'prosemirror-tables';
import { TextSelection } from 'prosemirror-state';
import { Fragment } from 'prosemirror-model';
import { ask } from './dialog.js';
import { captionNode } from './html.js';
import { schema } from './schema.js';
import { t } from './words.js';

const { nodes } = schema;

/** The table around the caret: {node, pos, start}; null without one. */
export function tableAt({ $from }) {
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth);
    if (node.type === nodes.table) return { node, pos: $from.before(depth), start: $from.start(depth) };
  }
  return null;
}

/** Puts a table of so many rows and columns behind the block at the caret; the first row names the columns. */
export function insertTable(rows, columns) {
  return (state, dispatch) => {
    const cells = (type) => Array.from({ length: columns }, () => type.createAndFill());
    const table = nodes.table.create(null, Array.from({ length: rows }, (_, i) => nodes.table_row.create({ head: i === 0 }, cells(i ? nodes.table_cell : nodes.table_header))));
    const { $from } = state.selection;
    if (dispatch) {
      const isEmpty = $from.depth > 0 && $from.parent.type === nodes.paragraph && !$from.parent.content.size;
      const at = isEmpty ? $from.before() : $from.after(Math.max(1, $from.depth));
      /* What cannot hold a table here, such as a heading cell, has it behind the outermost block. */
      const tr = state.tr;
      if (isEmpty && $from.node(-1).canReplaceWith($from.index(-1), $from.indexAfter(-1), nodes.table)) tr.replaceWith(at, $from.after(), table);
      else tr.insert($from.after(1), table);
      const start = tr.mapping.map(at, -1);
      let inside = null;
      tr.doc.nodesBetween(Math.min(start, tr.doc.content.size), tr.doc.content.size, (node, pos) => {
        if (inside === null && node.type === nodes.table_header) inside = pos + 2;
        return inside === null;
      });
      if (inside !== null) tr.setSelection(TextSelection.create(tr.doc, inside));
      dispatch(tr.scrollIntoView());
    }
    return true;
  };
}

/** Makes of the first row one that names the columns, or an ordinary one. */
export function toggleHead(state, dispatch) {
  const table = tableAt(state.selection);
  if (!table) return false;
  const row = table.node.firstChild, isHead = !row.attrs.head;
  const cells = row.children.map((cell) => {
    const paragraphs = [];
    cell.descendants((node) => {
      if (node.isTextblock) paragraphs.push(nodes.paragraph.create(null, node.type.spec.code ? schema.text(node.textContent || ' ') : node.content));
      return !node.isTextblock;
    });
    const { scope, ...attrs } = cell.attrs;
    return isHead ? nodes.table_header.create(attrs, paragraphs.length ? paragraphs : nodes.paragraph.create()) : nodes.table_cell.create(attrs, cell.content);
  });
  if (dispatch) {
    const { anchor } = state.selection;
    const tr = state.tr.replaceWith(table.start, table.start + row.nodeSize, row.type.create({ ...row.attrs, head: isHead, begins: false }, cells));
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(anchor, tr.doc.content.size)))));
  }
  return true;
}

/** Asks for the words above the table. */
export async function askCaption(view) {
  const table = tableAt(view.state.selection);
  if (!table) return;
  const before = table.node.attrs.caption ? captionNode(table.node).textContent : '';
  const answer = await ask({ title: t.caption, fields: [{ name: 'caption', label: t.caption, value: before }] });
  const now = tableAt(view.state.selection);
  if (answer && now && answer.caption !== before)
    view.dispatch(view.state.tr.setNodeAttribute(now.pos, 'caption', answer.caption ? Fragment.from(schema.text(answer.caption)).toJSON() : null));
  view.focus();
}

/** Merges the chosen cells; tells why not where that cannot be. */
export const merge = (tell) => (state, dispatch, view) => {
  try {
    return mergeCells(state, dispatch, view);
  } catch {
    tell(t.cannotMerge);
    return true;
  }
};

export { addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, isInTable, splitCell };
