import { html, type Html } from './html.ts';

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['/', 'find an id'],
  ['f', 'change the filter'],
  ['j  k', 'next or previous row'],
  ['o  Enter', 'open the row'],
  ['x', 'mark the row'],
  ['r', 'show newer rows'],
  ['[  ]', 'page of newer or older rows'],
  ['y', 'copy the id'],
  ['c', 'copy the command'],
  ['Esc', 'leave a field'],
  ['?', 'this list'],
];

/** The list of keys, opened by `?`. */
export const keysDialog = (places: readonly { readonly name: string; readonly key: string }[]): Html =>
  html`<dialog id="keys" aria-labelledby="keys-title">
    <h2 id="keys-title">Keys</h2>
    <dl>
      ${[...KEYS, ...places.map(({ name, key }) => [`g ${key}`, name] as const)].map(
        ([keys, what]) =>
          html`<div>
            <dt><kbd>${keys}</kbd></dt>
            <dd>${what}</dd>
          </div>`,
      )}
    </dl>
    <p>
      <label><input type="checkbox" id="keys-on" checked /> Keys without Ctrl or Alt work</label>
    </p>
    <form method="dialog"><button>Close</button></form>
  </dialog>`;
