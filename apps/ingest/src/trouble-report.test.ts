import { createLogger } from '@payspool/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTroubleReport } from './trouble-report.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const away = () => Object.assign(new Error('no connection to Redis'), { code: 'queue_unavailable' });

function open(options: { readonly endsQuietly?: boolean } = {}) {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({
    app: 'ingest',
    level: 'info',
    destination: { write: (line) => lines.push(JSON.parse(line) as (typeof lines)[number]) },
  });
  return { lines, report: createTroubleReport(logger, { level: 'error', message: 'trouble', ...options }) };
}

describe('a repeated error', () => {
  it('is logged in full when it begins, counted every ten seconds, and reported when it is over', () => {
    const { lines, report } = open();
    for (let n = 0; n < 1000; n += 1) report.failed(away());
    expect(lines.splice(0)).toMatchObject([
      {
        level: 'error',
        msg: 'trouble',
        err: { message: 'no connection to Redis', stack: expect.any(String) as string },
      },
    ]);
    vi.advanceTimersByTime(9_999);
    expect(lines).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(lines.splice(0)).toMatchObject([
      { level: 'error', msg: 'trouble (still)', code: 'queue_unavailable', count: 999 },
    ]);
    report.failed(away());
    vi.advanceTimersByTime(10_000);
    expect(lines.splice(0)).toMatchObject([{ msg: 'trouble (still)', count: 1 }]);
    report.succeeded();
    vi.advanceTimersByTime(10_000);
    expect(lines.splice(0)).toMatchObject([
      { level: 'info', msg: 'trouble (over)', code: 'queue_unavailable', count: 1001, seconds: 30 },
    ]);
    vi.advanceTimersByTime(60_000);
    expect(lines).toEqual([]);
    report.failed(away());
    expect(lines).toMatchObject([{ level: 'error', msg: 'trouble' }]);
  });

  it('is not over before a success, even if no further error occurs', () => {
    const { lines, report } = open();
    report.failed(away());
    report.succeeded();
    report.failed(away());
    vi.advanceTimersByTime(100_000);
    expect(lines.map(({ msg }) => msg)).toEqual(['trouble', 'trouble (still)']);
    report.succeeded();
    vi.advanceTimersByTime(10_000);
    expect(lines.at(-1)).toMatchObject({ msg: 'trouble (over)', count: 2 });
  });

  it('without a later success is over when no further error occurs', () => {
    const { lines, report } = open({ endsQuietly: true });
    report.failed(away());
    vi.advanceTimersByTime(10_000);
    expect(lines.map(({ msg }) => msg)).toEqual(['trouble', 'trouble (over)']);
  });

  it('does not hide an error of another kind', () => {
    const { lines, report } = open();
    report.failed(away());
    report.failed(new TypeError('undefined is not a function'));
    report.failed(away());
    expect(lines).toMatchObject([{ err: { code: 'queue_unavailable' } }, { err: { type: 'TypeError' } }]);
  });
});
