import { colourOf, document, escapeXml, legend, px, text, WIDTH } from './svg.ts';

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
