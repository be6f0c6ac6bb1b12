const WIDTH = 760;

export interface BarGroup {
  readonly label: string;
  readonly bars: readonly { readonly series: string; readonly value: number; readonly shown: string }[];
}

const LEFT = 16;
const BAR = 18;
const GAP = 26;
const TOP = 64;

/** Horizontal bars in groups, each with its value behind it. `mark` is a line at a target. */
export function barChart({
  title,
  groups,
  mark,
}: {
  readonly title: string;
  readonly groups: readonly BarGroup[];
  readonly mark?: { readonly value: number; readonly label: string };
}): string {
  const series = [...new Set(groups.flatMap(({ bars }) => bars.map((bar) => bar.series)))];
  const most = Math.max(
    mark?.value ?? 0,
    ...groups.flatMap(({ bars }) => bars.map(({ value }) => value)),
    1e-9,
  );
  const scale = (value: number) => (value / most) * (WIDTH - LEFT - 90);
  const { parts: names, lower } = legend(series, 46);
  const parts = [text(title, { x: LEFT, y: 24, size: 15, weight: 'bold' }), ...names];
  const top = TOP + lower;
  let y = top;
  for (const { label, bars } of groups) {
    parts.push(text(label, { x: LEFT, y: y + 14, weight: 'bold' }));
    y += 20;
    for (const { series: name, value, shown } of bars) {
      const colour = colourOf(series.indexOf(name));
      parts.push(
        `<rect x="${LEFT}" y="${px(y)}" width="${px(Math.max(1, scale(value)))}" height="${BAR - 3}" fill="${colour}"><title>${escapeXml(`${label}, ${name}: ${shown}`)}</title></rect>`,
        text(shown, { x: LEFT + scale(value) + 6, y: y + 12, size: 11 }),
      );
      y += BAR;
    }
    y += GAP - BAR;
  }
  if (mark) {
    const x = LEFT + scale(mark.value);
    parts.push(
      `<line x1="${px(x)}" x2="${px(x)}" y1="${px(top)}" y2="${px(y)}" stroke="#222" stroke-dasharray="4 3"/>`,
      text(mark.label, { x: x - 4, y: y + 12, anchor: 'end', size: 11 }),
    );
  }
  return document(y + 24, title, parts);
}

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

/** The common parts of all plots: no script, no embedded font, and colours that can be distinguished on a screen and in print. */
const COLOURS = ['#4269d0', '#efb118', '#ff725c', '#6cc5b0', '#9c6b4e'] as const;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeXml = (words: string): string => words.replaceAll(/[&<>"]/g, (found) => ESCAPES[found] ?? found);

/** A number in SVG, with no more digits than a pixel can show. */
const px = (value: number): string => String(Math.round(value * 10) / 10);

function text(
  words: string,
  {
    x,
    y,
    anchor = 'start',
    size = 12,
    weight = 'normal',
  }: {
    readonly x: number;
    readonly y: number;
    readonly anchor?: 'start' | 'middle' | 'end';
    readonly size?: number;
    readonly weight?: 'normal' | 'bold';
  },
): string {
  return `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}" font-size="${size}" font-weight="${weight}">${escapeXml(words)}</text>`;
}

/** The whole picture, on white so that it can also be read on a dark page. `label` is the text for a screen reader. */
function document(height: number, label: string, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${px(height)}" viewBox="0 0 ${WIDTH} ${px(height)}" role="img" aria-label="${escapeXml(label)}" font-family="system-ui, sans-serif" fill="#222">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

const LEGEND_LINE = 18;

/** The colours of the series with their names, in as many lines as needed; also returns the additional height compared with one line. */
function legend(names: readonly string[], top: number): { readonly parts: string[]; readonly lower: number } {
  let x = 16;
  let y = top;
  const parts = names.flatMap((name, place) => {
    const width = 34 + name.length * 6.4;
    if (x + width > WIDTH) {
      x = 16;
      y += LEGEND_LINE;
    }
    const at = x;
    x += width;
    return [
      `<rect x="${px(at)}" y="${px(y - 10)}" width="12" height="12" fill="${colourOf(place)}"/>`,
      text(name, { x: at + 18, y }),
    ];
  });
  return { parts, lower: y - top };
}

const colourOf = (place: number): string => COLOURS[place % COLOURS.length] ?? COLOURS[0];
