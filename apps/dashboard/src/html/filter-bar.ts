import {
  type Cursor,
  cursorText,
  type Filter,
  type FilteredList,
  FilterError,
  type FilterFault,
  parseFilter,
  readCursor,
  writtenFilter,
} from '@payspool/inspect';
import { html, type Html, nothing } from './html.ts';
import { href, type Query } from './href.ts';
import { exactTimeElement } from './time.ts';

/** A filter from an address, read or with its mistakes. */
export type AskedFilter =
  | { readonly filter: Filter; readonly faults?: undefined; readonly text: string }
  | { readonly filter?: undefined; readonly faults: readonly FilterFault[]; readonly text: string };

/** Reads the filter that stands in the address as `filter=…`; `text` is what the field of the form contains. */
export function askedFilter(list: FilteredList, text: string, now: Date): AskedFilter {
  try {
    const filter = parseFilter(list, text, now);
    return { filter, text: writtenFilter(filter) };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return { faults: error.faults, text };
  }
}

export interface FilterBarOptions {
  readonly list: FilteredList;
  readonly asked: AskedFilter;
  /** The address of the list. */
  readonly path: string;
  /** Filters that people often need, as links. */
  readonly presets?: readonly { readonly name: string; readonly filter: string }[];
}

/** The field with the filter, its terms as links that drop them, its mistakes, and the keys that it may have. */
export function filterBar({ list, asked, path, presets = [] }: FilterBarOptions): Html {
  const { text, faults = [], filter } = asked;
  const terms = filter?.terms ?? [];
  const without = (dropped: number) =>
    terms
      .filter((_, at) => at !== dropped)
      .map(({ written }) => written)
      .join(' ');
  return html`<form class="filter" action="${path}">
      <label class="sr" for="filter">Filter</label>
      <input
        id="filter"
        name="filter"
        value="${text}"
        autocomplete="off"
        spellcheck="false"
        maxlength="2000"
        placeholder="${Object.keys(list.keys)
          .slice(0, 3)
          .map((key) => `${key}:…`)
          .join(' ')}"
        aria-keyshortcuts="f"
      /><button>Filter</button>
    </form>
    ${faults.map((fault) => html`<p class="error" role="alert">${faultText(fault)}</p>`)}
    <p class="terms">
      ${terms.map(
        ({ written, isDefault }, at) =>
          html`<span
            ><code>${written}</code>${isDefault ? html` <small>added</small>` : nothing}
            ${isDefault ? nothing : html`<a href="${href.withQuery(path, {}, { filter: without(at) })}" aria-label="without ${written}">drop</a>`}</span
          >`,
      )}
      ${presets.map((preset) => html`<a href="${href.withQuery(path, {}, { filter: preset.filter })}">${preset.name}</a>`)}
    </p>
    <details>
      <summary>Keys</summary>
      <dl class="facts">
        ${Object.entries(list.keys).map(
          ([name, { help, choices }]) =>
            html`<div>
              <dt><code>${name}:</code></dt>
              <dd>${help}${choices ? html` <code>${choices.join(', ')}</code>` : nothing}</dd>
            </div>`,
        )}
      </dl>
    </details>`;
}

const faultText = ({ at, term, message, nearest }: FilterFault): string =>
  `Character ${at + 1}, ${term}: ${message}${nearest === undefined ? '' : `. Did you mean ${nearest}?`}`;

/** The place in a list that an address names as `older=…` or `newer=…`. */
export function askedPage(query: Readonly<Record<string, string>>): {
  readonly older?: Cursor | undefined;
  readonly newer?: Cursor | undefined;
} {
  const [older, newer] = [readCursor(query['older']), readCursor(query['newer'])];
  return newer ? { newer } : older ? { older } : {};
}

/** Links to the pages beside this one. They keep what else the address has. */
export function pages(
  {
    older,
    newer,
    searchedTo,
  }: {
    readonly older: Cursor | undefined;
    readonly newer: Cursor | undefined;
    readonly searchedTo?: Date | undefined;
  },
  { path, query }: { readonly path: string; readonly query: Query },
): Html {
  if (!older && !newer) return nothing;
  const to = (changed: Query) =>
    href.withQuery(path, query, { older: undefined, newer: undefined, ...changed });
  return html`${searchedTo ? html`<p class="quiet">Searched back to ${exactTimeElement(searchedTo)}, because no index selects what matches. The page of older ones goes on from there.</p>` : nothing}
    <nav class="pages" aria-label="Pages">
      ${newer ? html`<a rel="prev" href="${to({ newer: cursorText(newer) })}">newer</a>` : nothing}
      ${older ? html`<a rel="next" href="${to({ older: cursorText(older) })}">older</a>` : nothing}
    </nav>`;
}
