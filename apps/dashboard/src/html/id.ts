import { html, type Html } from './html.ts';

/** Characters of an id that a list shows. */
const MOST_SHOWN = 36;
const [HEAD, TAIL] = [18, 10];

/** An id in a list, as a link to the page with all of it. The middle of a long one, such as a hash, is left out. */
export const shortId = (id: string): Html => idText(shortText(id));

/** The same for a script that makes the elements itself. */
export function shortText(id: string): string {
  const letters = Array.from(id);
  return letters.length <= MOST_SHOWN
    ? id
    : `${letters.slice(0, HEAD).join('')}…${letters.slice(-TAIL).join('')}`;
}

/** Characters of an id that stay together. */
const TOGETHER = 16;

/**
 * An id in a table. A long one may break after each sixteen characters, so that it neither widens the table nor becomes a column of single
 * letters. What is copied has no breaks.
 */
export function idText(id: string): Html {
  const pieces = id.match(new RegExp(`.{1,${TOGETHER}}`, 'gsu')) ?? [];
  return html`${pieces.map((piece, at) => (at === 0 ? html`${piece}` : html`<wbr />${piece}`))}`;
}
