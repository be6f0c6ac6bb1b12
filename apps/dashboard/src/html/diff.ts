import { html, type Html, nothing } from './html.ts';
import { table } from './table.ts';

export interface DiffRow {
  /** The column or the path: `status`, `payments[pay_1].amount`. */
  readonly field: string;
  readonly before: string | Html | null;
  readonly after: string | Html | null;
}

export interface DiffOptions {
  readonly caption: string;
  /** The heads of the two columns: `ours` and `theirs`, or `before` and `after`. */
  readonly labels?: readonly [string, string];
  readonly rows: readonly DiffRow[];
  /** How many fields are the same on both sides. */
  readonly unchanged?: number;
}

/** Field by field: before and after. A value that is null is shown as `unknown`. */
export function diff({ caption, labels = ['before', 'after'], rows, unchanged = 0 }: DiffOptions): Html {
  const shown = table({
    caption,
    rows,
    empty: 'Nothing differs.',
    columns: [
      { label: 'field', cell: ({ field }) => html`<code>${field}</code>` },
      { label: labels[0], cell: ({ before }) => html`<del>${valueOf(before)}</del>` },
      { label: labels[1], cell: ({ after }) => html`<ins>${valueOf(after)}</ins>` },
    ],
  });
  const rest = unchanged > 0 ? html`<p class="quiet">${unchanged} unchanged</p>` : nothing;
  return html`<div class="diff">${shown}${rest}</div>`;
}

const valueOf = (value: string | Html | null): string | Html =>
  value === null ? html`<span class="quiet">unknown</span>` : value;

/** The differences between two JSON values, path by path. Items of arrays that have an `id` or `ref` are compared by it. */
export function jsonDiff(
  before: unknown,
  after: unknown,
): { readonly rows: readonly DiffRow[]; readonly unchanged: number } {
  const [left, right] = [leaves(before), leaves(after)];
  const paths = [...new Set([...left.keys(), ...right.keys()])];
  const changed = paths.filter((path) => left.get(path) !== right.get(path));
  return {
    rows: changed.map((field) => ({
      field,
      before: left.get(field) ?? null,
      after: right.get(field) ?? null,
    })),
    unchanged: paths.length - changed.length,
  };
}

/** Each value that is neither an object nor an array, by its path. Null is left out, because nothing is known. */
function leaves(value: unknown, path = '', found = new Map<string, string>()): ReadonlyMap<string, string> {
  if (value === null || value === undefined) return found;
  if (Array.isArray(value)) {
    value.forEach((item, index) => leaves(item, `${path}[${idOf(item) ?? index}]`, found));
  } else if (typeof value === 'object' && !(value instanceof Date)) {
    for (const [name, each] of Object.entries(value))
      leaves(each, path === '' ? name : `${path}.${name}`, found);
  } else {
    found.set(path, leafText(value));
  }
  return found;
}

function leafText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
}

function idOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const id: unknown = Reflect.get(item, 'id') ?? Reflect.get(item, 'ref');
  return typeof id === 'string' ? id : undefined;
}
