import { scaleBand, scaleLinear } from 'd3-scale';
import { stack } from 'd3-shape';
import { html, type Html, nothing } from './html.ts';
import { table } from './table.ts';

interface Bar {
  /** What the bar stands for: `04:10`, `USD`. */
  readonly label: string;
  /** Its parts, in the order of `series`. */
  readonly values: readonly number[];
  /** Where a click leads: the same list, narrowed to this bar. */
  readonly href?: string;
}

export interface BarsOptions {
  /** The sentence that says what the bars show: "675 deliveries in the last hour, 3 of them failed". */
  readonly sentence: string;
  /** The names of a bar's parts, the lowest first. Each is a class of the style sheet: `good`, `bad`, `wait`, `past`, `note`. */
  readonly series: readonly { readonly name: string; readonly tone: string }[];
  readonly bars: readonly Bar[];
  readonly width?: number;
  readonly height?: number;
  /** Without the table behind, for bars in a row of a table. */
  readonly isSmall?: boolean;
}

/** Stacked bars, drawn here, with a sentence as label and the same numbers in a table behind. */
export function bars({ sentence, series, bars: all, width = 720, height = 64, isSmall }: BarsOptions): Html {
  const x = scaleBand<number>(
    all.map((_, index) => index),
    [0, width],
  ).padding(0.15);
  const most = Math.max(1, ...all.map(({ values }) => sum(values)));
  const y = scaleLinear([0, most], [height, 1]);
  const layers = stack<unknown, Bar, number>()
    .keys(series.map((_, index) => index))
    .value(({ values }, key) => values[key] ?? 0)([...all]);
  const drawn = layers.map((layer, key) => {
    const path = layer.map(([from, to], index) =>
      to > from
        ? `M${round(x(index))} ${round(y(to))}h${round(x.bandwidth())}V${round(y(from))}h-${round(x.bandwidth())}z`
        : '',
    );
    return html`<path class="${series[key]?.tone}" d="${path.join('')}" />`;
  });
  const targets = all.map((bar, index) =>
    bar.href === undefined
      ? nothing
      : html`<a href="${bar.href}" aria-label="${describe(bar, series)}"
          ><rect class="hit" x="${round(x(index))}" y="0" width="${round(x.bandwidth())}" height="${height}"
            ><title>${describe(bar, series)}</title></rect
          ></a
        >`,
  );
  const hasTargets = all.some((bar) => bar.href !== undefined);
  const svg = html`<svg
    class="bars"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    preserveAspectRatio="none"
    role="${hasTargets ? 'group' : 'img'}"
    aria-label="${sentence}"
  >
    ${drawn}${targets}
  </svg>`;
  if (isSmall) return svg;
  return html`<figure class="chart">
    ${svg}
    <figcaption>${sentence} <small class="quiet">highest: ${most}</small></figcaption>
    <details>
      <summary>as table</summary>
      ${numbers({ sentence, series, bars: all })}
    </details>
  </figure>`;
}

function numbers({ sentence, series, bars: all }: Pick<BarsOptions, 'sentence' | 'series' | 'bars'>): Html {
  return table({
    caption: sentence,
    rows: all.filter(({ values }) => sum(values) > 0),
    empty: 'All are zero.',
    columns: [
      { label: 'bar', cell: ({ label }) => label },
      ...series.map(({ name }, index) => ({
        label: name,
        isNumber: true,
        cell: ({ values }: Bar) => values[index] ?? 0,
      })),
    ],
  });
}

const describe = ({ label, values }: Bar, series: BarsOptions['series']): string =>
  `${label}: ${series.map(({ name }, index) => `${values[index] ?? 0} ${name}`).join(', ')}`;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const round = (value = 0): number => Math.round(value * 10) / 10;
