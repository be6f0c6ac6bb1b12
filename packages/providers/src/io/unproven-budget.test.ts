import { describe, expect, it } from 'vitest';
import { DOWNLOAD_BUDGET } from './certificate-fetch.ts';
import { createUnprovenBudget } from './unproven-budget.ts';

const MINUTE = 60_000;

/** A budget on a clock of its own, and addresses that nobody has named before. */
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

describe('the budget of downloads for addresses that are not known', () => {
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

  it('leaves half of the burst, less its own share, to others than a source that floods', () => {
    const { flood } = budget();
    // The upper half, 30, and its own share, 10.
    expect(flood(1000)).toBe(40);
    expect(flood(10, () => 'somebody else')).toBe(10);
  });

  it('lets a flood from one source cost another none of its share, minute after minute', () => {
    const { state, ask, flood } = budget();
    for (let second = 0; second < 300; second += 1) {
      state.at += 1000;
      flood(100);
      if (second % 10 === 0) expect(ask({ source: 'somebody else' }).admitted).toBe(true);
    }
  });

  it('has a budget that a flood from everywhere does not touch for a source that is proven', () => {
    const { state, ask, flood } = budget();
    for (let second = 0; second < 300; second += 1) {
      state.at += 1000;
      flood(100, (index) => `network ${second} ${index}`);
      if (second % 2 === 0) expect(ask({ source: 'PayPal', isProven: true }).admitted).toBe(true);
    }
  });

  it('admits an address that is named for the third time, however many are named once', () => {
    const { ask, flood } = budget();
    const genuine = { key: 'genuine', source: 'flood' };
    const outcomes = [1, 2, 3].map(() => {
      flood(1000, (index) => `network ${index}`);
      return ask(genuine).admitted;
    });
    expect(outcomes).toEqual([false, false, true]);
  });

  it('says when to come again', () => {
    const { state, ask, flood } = budget();
    flood(1000, (index) => `network ${index}`);
    const turnedAway = ask({ source: 'somebody else' });
    expect(turnedAway).toEqual({ admitted: false, retryAfterMs: 250 });
    state.at += 250;
    expect(ask({ source: 'somebody else' }).admitted).toBe(true);
  });

  it('takes deliveries whose source is not known for those of one source', () => {
    const { flood, ask } = budget();
    expect(flood(1000, () => undefined as unknown as string)).toBe(40);
    expect(ask({ source: 'somebody' }).admitted).toBe(true);
  });

  it('fills again by the minute and not at its turn', () => {
    const { state, flood } = budget();
    state.at = MINUTE - 1;
    const networks = (index: number) => `network ${index}`;
    expect(flood(1000, networks)).toBe(DOWNLOAD_BUDGET.anyone.burst);
    state.at = MINUTE;
    expect(flood(1000, networks)).toBe(0);
  });
});
