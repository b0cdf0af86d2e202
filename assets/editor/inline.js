/* The words of a block as a tree: which mark stands within which. ProseMirror keeps the marks of each piece as a set; whoever writes
 * them wants elements. The mark that reaches furthest is the outermost, as people write them; white space at the edge of a mark
 * stands outside it, as the server's cleaner has it. Knows no syntax. */

/* A node is a leaf {node}, {text}, or {mark, children}. */
export function inlineTree(parent) {
  const pieces = [];
  parent.forEach((node) => {
    if (!node.isText) {
      pieces.push({ node, marks: node.marks });
      return;
    }
    /* White space at its ends belongs to no mark that ends there; it is cut off here and given what its neighbours share. */
    const [, before, words, after] = node.text.match(/^([ \t\n]*)([^]*?)([ \t\n]*)$/);
    if (before) pieces.push({ text: before, marks: node.marks, isBlank: true });
    if (words) pieces.push({ text: words, marks: node.marks });
    if (after) pieces.push({ text: after, marks: node.marks, isBlank: true });
  });
  pieces.forEach((piece, i) => {
    if (!piece.isBlank) return;
    const left = nearest(pieces, i, -1);
    const right = nearest(pieces, i, 1);
    piece.marks = piece.marks.filter((mark) => left?.marks.some((other) => other.eq(mark)) && right?.marks.some((other) => other.eq(mark)));
  });
  return nest(pieces, 0, pieces.length, []);
}

const nearest = (pieces, at, step) => {
  let i = at + step;
  while (pieces[i]?.isBlank) i += step;
  return pieces[i];
};

/* How far from `at` on a mark goes. */
function reach(pieces, at, end, mark) {
  let i = at;
  while (i < end && pieces[i].marks.some((other) => other.eq(mark))) i++;
  return i;
}

function nest(pieces, from, end, open) {
  const out = [];
  for (let i = from; i < end;) {
    const left = pieces[i].marks.filter((mark) => !open.includes(mark) && !open.some((other) => other.eq(mark)));
    if (!left.length) {
      add(out, pieces[i]);
      i++;
      continue;
    }
    let best = left[0], furthest = reach(pieces, i, end, left[0]);
    for (const mark of left.slice(1)) {
      const far = reach(pieces, i, end, mark);
      if (far > furthest) [best, furthest] = [mark, far];
    }
    out.push({ mark: best, children: nest(pieces, i, furthest, [...open, best]) });
    i = furthest;
  }
  return out;
}

function add(out, piece) {
  const last = out[out.length - 1];
  if (piece.node) out.push({ node: piece.node });
  else if (last && last.text !== undefined) last.text += piece.text;
  else out.push({ text: piece.text });
}
