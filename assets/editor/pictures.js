/* Pictures and Word files that are brought into the text. A picture is uploaded while one goes on writing, then asked for its words:
 * what those who do not see it are told, or that it is decoration; a caption makes a figure of it. A Word file is a new article. */
import { NodeSelection, Selection } from 'prosemirror-state';
import { ask, el } from './dialog.js';
import { dropPlace, keepPlace } from './places.js';
import { schema } from './schema.js';
import { send, upload } from './server.js';
import { t } from './words.js';

const { nodes } = schema;
const isWord = (file) => /\.docx$/i.test(file.name) || file.type === 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const isPicture = (file) => file.type.startsWith('image/') || /\.(jpe?g|png|webp|gif|heic|heif|avif)$/i.test(file.name);

const captionOf = (text) => nodes.figcaption.create(null, nodes.paragraph.create(null, schema.text(text)));

/** Asks for a picture's words; null when nothing is to change. */
function askWords({ alt = '', caption = '', isDecorative = false }, submit) {
  return ask({
    title: t.picture,
    submit,
    fields: [
      { name: 'alt', label: t.alt, hint: t.altHint, value: alt },
      { name: 'decorative', label: t.decorative, type: 'checkbox', value: isDecorative },
      { name: 'caption', label: t.pictureCaption, value: caption },
    ],
    check: ({ alt: words, decorative }) => (words || decorative ? null : ['alt', t.altMissing]),
  });
}

const made = (src, { alt, decorative, caption }) => {
  const attrs = { src, alt: decorative ? '' : alt };
  return caption ? nodes.figure.create(null, [nodes.picture.create(attrs), captionOf(caption)]) : nodes.paragraph.create(null, nodes.image.create(attrs));
};

/* Behind the block at the place, or instead of an empty paragraph. */
function insertBlock(view, at, node) {
  const $at = view.state.doc.resolve(Math.min(at, view.state.doc.content.size));
  let depth = $at.depth;
  while (depth > 0 && !$at.node(depth - 1).canReplaceWith($at.indexAfter(depth - 1), $at.indexAfter(depth - 1), node.type)) depth--;
  const tr = view.state.tr;
  const isEmpty = depth > 0 && $at.parent.type === nodes.paragraph && !$at.parent.content.size && depth === $at.depth;
  const from = depth ? isEmpty ? $at.before(depth) : $at.after(depth) : $at.pos;
  tr.replaceWith(from, isEmpty ? $at.after(depth) : from, node);
  const end = from + node.nodeSize;
  /* There is always a line to go on in. */
  if (end >= tr.doc.content.size || !tr.doc.resolve(end).nodeAfter?.isTextblock) {
    const $end = tr.doc.resolve(end);
    if ($end.parent.canReplaceWith($end.index(), $end.index(), nodes.paragraph)) tr.insert(end, nodes.paragraph.create());
  }
  view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(Math.min(end + 1, tr.doc.content.size)))).scrollIntoView());
}

/* A media address of the API's answer: the picture itself. */
const addressOf = (medium) => medium.url ?? medium.src ?? medium.address;

async function addPicture(editor, file, place) {
  const { view, options } = editor;
  const bar = el('progress', { max: 1, value: 0, 'aria-label': t.uploading + file.name });
  editor.status.after(bar);
  editor.tell(`${t.uploading}${file.name}…`);
  try {
    const medium = await upload(options.form, options.upload, { file }, (part) => { bar.value = part; });
    editor.tell(t.uploaded + file.name);
    const words = await askWords({ alt: medium.alt ?? '' }, t.insert);
    if (words) insertBlock(view, place.to, made(addressOf(medium), words));
  } catch (error) {
    editor.tell(`${t.uploadFailed}${file.name}: ${error.message}`);
  } finally {
    bar.remove();
    dropPlace(place);
    view.focus();
  }
}

/* The staff's page for Word files makes a draft of it and leads there. */
async function openWord(editor, file) {
  const { form, importing } = editor.options;
  if (!(await ask({ title: t.wordTitle, intro: [el('p', {}, t.wordIntro)], submit: t.wordOpen }))) return;
  editor.tell(`${t.wordOpening}${file.name}…`);
  try {
    location.assign(await send(form, importing, { tep: file }));
  } catch (error) {
    editor.tell(`${t.uploadFailed}${file.name}: ${error.message}`);
  }
}

/** Takes files that were dropped, pasted or chosen, one after the other. */
export async function addFiles(editor, files, at) {
  const place = keepPlace(at);
  for (const file of files) {
    if (isPicture(file) && editor.options.upload) await addPicture(editor, file, keepPlace(place.to));
    else if (isWord(file) && editor.options.importing) await openWord(editor, file);
    else editor.tell(t.fileUnknown + file.name);
  }
  dropPlace(place);
}

/** Has the person choose pictures of this machine. */
export function choosePictures(editor) {
  const input = el('input', { type: 'file', accept: 'image/*', multiple: true, onchange: () => addFiles(editor, [...input.files], editor.view.state.selection.to) });
  input.click();
}

/** The picture that is chosen: {node, pos, figure}; null when none is. */
export function pictureAt(state) {
  const { selection } = state;
  if (!(selection instanceof NodeSelection) || ![nodes.image, nodes.picture].includes(selection.node.type)) return null;
  const { $from } = selection;
  const figure = $from.parent.type === nodes.figure ? { node: $from.parent, pos: $from.before() } : null;
  return { node: selection.node, pos: selection.from, figure };
}

/** Changes the words of the chosen picture. */
export async function editPicture(editor) {
  const { view } = editor;
  const before = pictureAt(view.state);
  if (!before) return;
  const captions = before.figure?.node.children.filter((child) => child.type === nodes.figcaption) ?? [];
  const words = await askWords({ alt: before.node.attrs.alt, caption: captions[0]?.textContent ?? '', isDecorative: !before.node.attrs.alt }, t.fine);
  const now = pictureAt(view.state);
  if (words && now && now.node.attrs.src === before.node.attrs.src) view.dispatch(changed(view.state, now, words));
  view.focus();
}

function changed(state, { node, pos, figure }, { alt, decorative, caption }) {
  const tr = state.tr;
  const attrs = { ...node.attrs, alt: decorative ? '' : alt };
  if (figure) {
    tr.setNodeMarkup(pos, null, attrs, node.marks);
    const old = figure.node.children.findIndex((child) => child.type === nodes.figcaption);
    if (old < 0 && caption) return tr.insert(figure.pos + figure.node.nodeSize - 1, captionOf(caption));
    if (old < 0 || figure.node.child(old).textContent === caption) return tr;
    const at = figure.pos + 1 + figure.node.children.slice(0, old).reduce((sum, child) => sum + child.nodeSize, 0);
    return caption ? tr.replaceWith(at, at + figure.node.child(old).nodeSize, captionOf(caption)) : tr.delete(at, at + figure.node.child(old).nodeSize);
  }
  const $at = state.doc.resolve(pos);
  const isAlone = $at.parent.type === nodes.paragraph && $at.parent.childCount === 1 && $at.depth > 0
    && $at.node(-1).canReplaceWith($at.index(-1), $at.indexAfter(-1), nodes.figure);
  if (caption && isAlone) return tr.replaceWith($at.before(), $at.after(), nodes.figure.create(null, [nodes.picture.create(attrs, null, node.marks), captionOf(caption)]));
  if (!caption) return tr.setNodeMarkup(pos, null, attrs, node.marks);
  /* One that stands among words goes behind them with its caption. */
  let depth = $at.depth;
  while (depth > 1 && !$at.node(depth - 1).canReplaceWith($at.indexAfter(depth - 1), $at.indexAfter(depth - 1), nodes.figure)) depth--;
  const after = $at.after(depth);
  return tr.insert(after, nodes.figure.create(null, [nodes.picture.create(attrs, null, node.marks), captionOf(caption)])).delete(pos, pos + 1);
}
