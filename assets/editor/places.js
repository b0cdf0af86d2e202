/* Places in the document that wait for an answer of the server while one goes on writing: they move with what is written. */
import { Plugin } from 'prosemirror-state';

const waiting = new Set();

export const placePlugin = new Plugin({
  state: {
    init: () => null,
    apply(tr) {
      if (tr.docChanged) {
        for (const place of waiting) {
          place.from = tr.mapping.map(place.from, place.from === place.to ? -1 : 1);
          place.to = Math.max(place.from, tr.mapping.map(place.to, -1));
        }
      }
      return null;
    },
  },
});

/** From now on `place.from` and `place.to` are where this range is; until dropPlace(). */
export function keepPlace(from, to = from) {
  const place = { from, to };
  waiting.add(place);
  return place;
}

export const dropPlace = (place) => waiting.delete(place);
