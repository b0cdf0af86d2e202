/* Links: asked for by their address and words. The browser never follows one in the text. */
import { TextSelection } from 'prosemirror-state';
import { ask } from './dialog.js';
import { isAddress, schema } from './schema.js';
import { t } from './words.js';

const { link } = schema.marks;

/* The link that is chosen, or the whole one around the caret: {from, to, mark}. */
function linkAt({ doc, selection: { $from, empty, from, to } }) {
  let mark = link.isInSet($from.marks()) ?? null;
  if (!empty) doc.nodesBetween(from, to, (node) => { mark ??= link.isInSet(node.marks) ?? null; });
  if (!mark || !empty) return { from, to, mark };
  let first = $from.parentOffset, last = first;
  $from.parent.forEach((child, offset) => {
    if (!mark.isInSet(child.marks) || offset + child.nodeSize < first || offset > last) return;
    first = Math.min(first, offset);
    last = Math.max(last, offset + child.nodeSize);
  });
  return { from: $from.start() + first, to: $from.start() + last, mark };
}

/* "xacong.gov.vn", "a@b.vn" and a phone number are what people type. */
export function completed(typed) {
  const text = typed.trim();
  if (/^[^\s@/]+@[^\s@/]+\.[a-z]{2,}$/i.test(text)) return `mailto:${text}`;
  if (/^\+?[\d\s.()-]{7,}$/.test(text)) return `tel:${text.replace(/[^\d+]/g, '')}`;
  return /^(www\.|[a-z0-9-]+(\.[a-z0-9-]+)*\.(vn|com|net|org|gov|edu|info)([/?#]|$))/i.test(text) ? `https://${text}` : text;
}

/** Asks for a link at what is chosen, changes it or takes it away. */
export async function askLink(view) {
  const { from, to, mark } = linkAt(view.state);
  const isEmpty = from === to;
  const answer = await ask({
    title: t.link,
    fields: [
      { name: 'href', label: t.address, hint: t.addressHint, value: mark?.attrs.href ?? '', inputmode: 'url' },
      ...(isEmpty ? [{ name: 'words', label: t.linkWords }] : []),
    ],
    others: mark ? [{ value: 'remove', label: t.linkRemove }] : [],
    check: ({ href }) => (href && isAddress(completed(href)) ? null : ['href', t.addressBad]),
  });
  if (answer) {
    const tr = view.state.tr;
    if (answer === 'remove') {
      tr.removeMark(from, to, link);
    } else {
      const next = link.create({ ...mark?.attrs, href: completed(answer.href) });
      if (isEmpty) {
        tr.replaceWith(from, to, schema.text(answer.words || answer.href, [...view.state.selection.$from.marks().filter((each) => each.type !== link), next]));
        tr.setSelection(TextSelection.create(tr.doc, from + (answer.words || answer.href).length)).removeStoredMark(link);
      } else {
        tr.removeMark(from, to, link).addMark(from, to, next);
      }
    }
    view.dispatch(tr.scrollIntoView());
  }
  view.focus();
}
