import { describe, expect, it } from 'vitest';
import { windowsOf } from './windows.ts';

const at = (text: string) => new Date(`${text}T00:00:00.000Z`);
const texts = (from: string, to: string) =>
  windowsOf({ from: at(from), to: at(to) }).map(
    (window) => `${window.from.toISOString().slice(0, 10)} ${window.to.toISOString().slice(0, 10)}`,
  );

describe('the windows of an import', () => {
  it('are days for a short span, and cover it without a gap', () => {
    expect(texts('2026-01-30', '2026-02-02')).toEqual([
      '2026-01-30 2026-01-31',
      '2026-01-31 2026-02-01',
      '2026-02-01 2026-02-02',
    ]);
  });

  it('are longer for a longer span, and the last one ends with it', () => {
    const windows = texts('2025-01-01', '2025-12-31');
    expect(windows).toHaveLength(46);
    expect([windows[0], windows[1], windows.at(-1)]).toEqual([
      '2025-01-01 2025-01-09',
      '2025-01-09 2025-01-17',
      '2025-12-27 2025-12-31',
    ]);
  });

  it('are at most 31 days, however long the span is', () => {
    expect(texts('2000-01-01', '2026-01-01')[0]).toBe('2000-01-01 2000-02-01');
  });

  it('are none for an empty span', () => {
    expect(texts('2026-01-02', '2026-01-01')).toEqual([]);
  });
});
