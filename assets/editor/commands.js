/* What can be done to the text, by name: each a ProseMirror command, its keys, and when it is in force. The toolbar and the help are
 * made of this list. There are no rules that change what is typed: Vietnamese keyboards rewrite words as they are typed, and a rule
 * in between would break them. Backspace is the browser's but at the beginning of a block. */
import { baseKeymap, chainCommands, exitCode, lift, setBlockType, toggleMark, wrapIn } from 'prosemirror-commands';
import { redo, undo } from 'prosemirror-history';
import { liftListItem, sinkListItem, splitListItem, wrapInList } from 'prosemirror-schema-list';
import { TextSelection } from 'prosemirror-state';
import { insertFootnote, leaveFootnote } from './footnotes.js';
import { schema } from './schema.js';

const { nodes, marks } = schema;

export const isMac = /Mac|iP(hone|[oa]d)/.test(globalThis.navigator?.platform ?? '');

/* Whether the words chosen, or those to come, bear the mark. */
const bears = (type) => (state) => {
  const { from, $from, to, empty } = state.selection;
  return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type);
};

const within = (type, attrs = {}) => ({ selection: { $from } }) => {
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth);
    if (node.type === type && Object.entries(attrs).every(([name, value]) => node.attrs[name] === value)) return true;
  }
  return false;
};

/* A heading becomes a paragraph again by the same button. */
const heading = (level) => (state, dispatch) => (within(nodes.heading, { level })(state)
  ? setBlockType(nodes.paragraph)(state, dispatch)
  : setBlockType(nodes.heading, { level })(state, dispatch));

const isList = (node) => node.type === nodes.bullet_list || node.type === nodes.ordered_list;

/* Into a list, out of it, or into the other kind. */
const list = (type) => (state, dispatch) => {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth);
    if (!isList(node)) continue;
    if (node.type === type) return liftListItem(nodes.list_item)(state, dispatch);
    if (dispatch) dispatch(state.tr.setNodeMarkup($from.before(depth), type, { lang: node.attrs.lang, id: node.attrs.id }));
    return true;
  }
  return wrapInList(type)(state, dispatch);
};

const quote = (state, dispatch) => (within(nodes.blockquote)(state) ? lift(state, dispatch) : wrapIn(nodes.blockquote)(state, dispatch));

const rule = (state, dispatch) => {
  const { $from } = state.selection;
  if (!$from.depth || !$from.node(1)) return false;
  if (dispatch) {
    const after = $from.after(1);
    const tr = state.tr.insert(after, [nodes.horizontal_rule.create(), nodes.paragraph.create()]);
    dispatch(tr.setSelection(TextSelection.create(tr.doc, after + 2)).scrollIntoView());
  }
  return true;
};

const breakLine = chainCommands(exitCode, (state, dispatch) => {
  if (!state.selection.$from.parent.inlineContent) return false;
  if (dispatch) dispatch(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
});

/* Enter below a picture's caption goes on behind the figure. */
const leaveCaption = (state, dispatch) => {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    if ($from.node(depth).type !== nodes.figcaption) continue;
    const after = $from.after(depth - 1);
    if (dispatch) {
      const tr = state.tr.insert(after, nodes.paragraph.create());
      dispatch(tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView());
    }
    return true;
  }
  return false;
};

const mark = (name, keys) => ({ run: toggleMark(marks[name], null, { removeWhenPresent: false }), isOn: bears(marks[name]), keys });

/** By the name that words.js has for it: {run, isOn, keys}. */
export const commands = {
  heading: { run: heading(2), isOn: within(nodes.heading, { level: 2 }), keys: 'Mod-Alt-2' },
  subheading: { run: heading(3), isOn: within(nodes.heading, { level: 3 }), keys: 'Mod-Alt-3' },
  strong: mark('strong', 'Mod-b'),
  em: mark('em', 'Mod-i'),
  underline: mark('underline', 'Mod-u'),
  strike: mark('strike', 'Mod-Shift-x'),
  sup: mark('sup', 'Mod-.'),
  sub: mark('sub', 'Mod-,'),
  code: mark('code', 'Mod-e'),
  bullets: { run: list(nodes.bullet_list), isOn: within(nodes.bullet_list), keys: 'Mod-Shift-8' },
  numbers: { run: list(nodes.ordered_list), isOn: within(nodes.ordered_list), keys: 'Mod-Shift-7' },
  deeper: { run: sinkListItem(nodes.list_item), keys: 'Mod-]' },
  shallower: { run: liftListItem(nodes.list_item), keys: 'Mod-[' },
  quote: { run: quote, isOn: within(nodes.blockquote), keys: 'Mod-Shift-9' },
  rule: { run: rule },
  note: { run: insertFootnote, keys: 'Mod-Alt-f' },
  undo: { run: undo, keys: 'Mod-z' },
  redo: { run: redo, keys: 'Mod-y' },
};

/** The keys of all commands, and those that a text needs besides. */
export function keys() {
  const own = {
    Enter: chainCommands(leaveCaption, splitListItem(nodes.list_item)),
    'Shift-Enter': breakLine,
    'Mod-Enter': breakLine,
    'Mod-Shift-z': redo,
    Escape: leaveFootnote,
  };
  for (const { run, keys: bound } of Object.values(commands)) if (bound) own[bound] = run;
  return [own, baseKeymap];
}

/** Keys as they are printed on a keyboard. */
export const keyName = (bound) => bound.split('-').filter(Boolean).map((part) => ({ Mod: isMac ? '⌘' : 'Ctrl', Alt: isMac ? '⌥' : 'Alt' }[part] ?? (part.length === 1 ? part.toUpperCase() : part))).join('+');
