import type { Personal, StoredPlace } from '@payspool/inspect';
import { html, nothing } from '../../html/html.ts';
import type { PageContent } from '../../html/page.ts';
import { table } from '../../html/table.ts';
import { time } from '../../html/time.ts';

const WORDS: Readonly<Record<Personal, string>> = {
  yes: 'names and addresses of customers',
  ids: 'ids of customers only',
  staff: 'people who operate Payspool',
  no: 'no',
};

const figures = new Intl.NumberFormat('en');

/** `1.4 GB`: decimal units. */
export function sizeText(bytes: bigint): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = Number(bytes);
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit += 1) value /= 1000;
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export const storageView = ({
  places,
  now,
}: {
  readonly places: readonly StoredPlace[];
  readonly now: Date;
}): PageContent => ({
  title: 'Storage',
  body: html`<p class="quiet">
      What is stored where, and for how long. The days are the defaults of the worker's settings. Rows are an
      estimate.
      <code>payspool events erase --customer …</code> erases what names a customer.
    </p>
    ${table({
      caption: 'What is stored where',
      rows: places,
      columns: [
        { label: 'place', isHead: true, cell: ({ name }) => html`<code>${name}</code>` },
        { label: 'content', cell: ({ content }) => content },
        { label: 'personal', cell: ({ personal }) => WORDS[personal] },
        { label: 'kept', cell: keptCell },
        {
          label: 'rows',
          isNumber: true,
          cell: ({ rows }) => (rows === undefined ? nothing : `≈ ${figures.format(rows)}`),
        },
        {
          label: 'size',
          isNumber: true,
          cell: ({ size }) => (size === undefined ? nothing : sizeText(size)),
        },
        { label: 'oldest', cell: ({ oldest }) => time(oldest, now) },
      ],
    })}`,
});

const keptCell = ({ kept, setting }: StoredPlace) =>
  setting ? html`${setting.days} days (<code>${setting.name}</code>), ${kept}` : kept;
