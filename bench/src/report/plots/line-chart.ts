import { colourOf, document, escapeXml, legend, px, text, WIDTH } from './svg.ts';

export interface Line {
  readonly series: string;
  readonly points: readonly { readonly x: number; readonly y: number; readonly label: string }[];
}

const EDGES = { left: 56, right: WIDTH - 24, top: 72, bottom: 300 };

/**
 * Lines over the same x positions, which have equal distances on the chart. The y axis begins at zero, or is logarithmic if the values span
 * several decades.
 */
export function lineChart({
  title,
  xLabel,
  lines,
  mark,
}: {
  readonly title: string;
  readonly xLabel: string;
  readonly lines: readonly Line[];
  readonly mark?: { readonly value: number; readonly label: string };
}): string {
  const places = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].toSorted(
    (a, b) => a - b,
  );
  const labels = new Map(lines.flatMap(({ points }) => points.map(({ x, label }) => [x, label] as const)));
  const values = [...lines.flatMap(({ points }) => points.map(({ y }) => y)), mark?.value ?? 1];
  const most = Math.max(...values);
  const isWide = most > 30;
  const { parts: names, lower } = legend(
    lines.map(({ series }) => series),
    46,
  );
  const plot = { ...EDGES, top: EDGES.top + lower, bottom: EDGES.bottom + lower };
  const height = plot.bottom - plot.top;
  const share = (y: number) =>
    isWide ? Math.log10(Math.max(1, y * 10)) / Math.log10(most * 10) : y / (most * 1.1);
  const xOf = (x: number) =>
    plot.left + ((places.indexOf(x) + 0.5) / places.length) * (plot.right - plot.left);
  const yOf = (y: number) => plot.bottom - share(y) * height;
  const ticks = isWide ? decades(most) : [0, most / 2, most];
  const parts = [
    text(title, { x: 16, y: 24, size: 15, weight: 'bold' }),
    ...names,
    ...ticks.flatMap((tick) => [
      `<line x1="${plot.left}" x2="${plot.right}" y1="${px(yOf(tick))}" y2="${px(yOf(tick))}" stroke="#ddd"/>`,
      text(tick < 10 ? String(Math.round(tick * 10) / 10) : tick.toFixed(0), {
        x: plot.left - 6,
        y: yOf(tick) + 4,
        anchor: 'end',
        size: 11,
      }),
    ]),
    ...places.map((place) =>
      text(labels.get(place) ?? String(place), {
        x: xOf(place),
        y: plot.bottom + 18,
        anchor: 'middle',
        size: 11,
      }),
    ),
    text(xLabel, { x: (plot.left + plot.right) / 2, y: plot.bottom + 38, anchor: 'middle', size: 11 }),
  ];
  if (mark)
    parts.push(
      `<line x1="${plot.left}" x2="${plot.right}" y1="${px(yOf(mark.value))}" y2="${px(yOf(mark.value))}" stroke="#222" stroke-dasharray="4 3"/>`,
      text(mark.label, { x: plot.right, y: yOf(mark.value) - 5, anchor: 'end', size: 11 }),
    );
  for (const [place, { series, points }] of lines.entries()) {
    const colour = colourOf(place);
    const path = points.map(({ x, y }) => `${px(xOf(x))},${px(yOf(y))}`).join(' ');
    parts.push(`<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`);
    for (const { x, y, label } of points)
      parts.push(
        `<circle cx="${px(xOf(x))}" cy="${px(yOf(y))}" r="4" fill="${colour}"><title>${escapeXml(`${series}, ${label}: ${y.toFixed(2)}`)}</title></circle>`,
      );
  }
  return document(plot.bottom + 52, title, parts);
}

/** 0.1, 1, 10, … */
function decades(most: number): number[] {
  const found = [];
  for (let tick = 0.1; tick <= most; tick *= 10) found.push(tick);
  return found;
}
