import { describe, expect, it } from 'vitest';
import { DOWNLOAD_BUDGET } from './certificate-fetch.ts';
import { createUnprovenBudget } from './unproven-budget.ts';

const MINUTE = 60_000;

/** A budget with its own clock, and addresses that nobody has named before. */
function budget() {
  const admit = createUnprovenBudget(DOWNLOAD_BUDGET);
  const state = { at: 0, invented: 0 };
  const ask = (given: { key?: string; source?: string; isProven?: boolean } = {}) =>
    admit({ key: `x${(state.invented += 1)}`, source: 'flood', isProven: false, at: state.at, ...given });
  const flood = (requests: number, source?: (index: number) => string) =>
    Array.from({ length: requests }, (_, index) => ask(source && { source: source(index) })).filter(
      ({ admitted }) => admitted,
    ).length;
  return { state, ask, flood };
}

describe('the budget of downloads for unknown addresses', () => {
  it('admits 240 a minute after a burst of 60', () => {
    const { state, flood } = budget();
    const networks = (index: number) => `network ${index}`;
    expect(flood(1000, networks)).toBe(60);
    let admitted = 0;
    for (let second = 0; second < 60; second += 1) {
      state.at += 1000;
      admitted += flood(50, networks);
    }
    expect(admitted).toBe(240);
  });

  it('leaves half of the burst to other sources when one source sends many requests', () => {
    const { flood } = budget();
    // The upper half, 30, and its own budget, 10.
    expect(flood(1000)).toBe(40);
    expect(flood(10, () => 'somebody else')).toBe(10);
  });

  it('keeps the budget of each source when another source sends many requests', () => {
    const { state, ask, flood } = budget();
    for (let second = 0; second < 300; second += 1) {
      state.at += 1000;
      flood(100);
      if (second % 10 === 0) expect(ask({ source: 'somebody else' }).admitted).toBe(true);
    }
  });

  it('keeps a separate budget for sources with verified deliveries', () => {
    const { state, ask, flood } = budget();
    for (let second = 0; second < 300; second += 1) {
      state.at += 1000;
      flood(100, (index) => `network ${second} ${index}`);
      if (second % 2 === 0) expect(ask({ source: 'PayPal', isProven: true }).admitted).toBe(true);
    }
  });

  it('admits an address at the third request, even if many others are requested once', () => {
    const { ask, flood } = budget();
    const genuine = { key: 'genuine', source: 'flood' };
    const outcomes = [1, 2, 3].map(() => {
      flood(1000, (index) => `network ${index}`);
      return ask(genuine).admitted;
    });
    expect(outcomes).toEqual([false, false, true]);
  });

  it('states when to retry', () => {
    const { state, ask, flood } = budget();
    flood(1000, (index) => `network ${index}`);
    const turnedAway = ask({ source: 'somebody else' });
    expect(turnedAway).toEqual({ admitted: false, retryAfterMs: 250 });
    state.at += 250;
    expect(ask({ source: 'somebody else' }).admitted).toBe(true);
  });

  it('treats deliveries without a known source as one source', () => {
    const { flood, ask } = budget();
    expect(flood(1000, () => undefined as unknown as string)).toBe(40);
    expect(ask({ source: 'somebody' }).admitted).toBe(true);
  });

  it('refills gradually, and not all at once at the start of a minute', () => {
    const { state, flood } = budget();
    state.at = MINUTE - 1;
    const networks = (index: number) => `network ${index}`;
    expect(flood(1000, networks)).toBe(DOWNLOAD_BUDGET.anyone.burst);
    state.at = MINUTE;
    expect(flood(1000, networks)).toBe(0);
  });
});
