/** The common parts of all plots: no script, no embedded font, and colours that can be distinguished on a screen and in print. */
const COLOURS = ['#4269d0', '#efb118', '#ff725c', '#6cc5b0', '#9c6b4e'] as const;
export const WIDTH = 760;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escapeXml = (words: string): string =>
  words.replaceAll(/[&<>"]/g, (found) => ESCAPES[found] ?? found);

/** A number in SVG, with no more digits than a pixel can show. */
export const px = (value: number): string => String(Math.round(value * 10) / 10);

export function text(
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
export function document(height: number, label: string, parts: readonly string[]): string {
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
export function legend(
  names: readonly string[],
  top: number,
): { readonly parts: string[]; readonly lower: number } {
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

export const colourOf = (place: number): string => COLOURS[place % COLOURS.length] ?? COLOURS[0];
