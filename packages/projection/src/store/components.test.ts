import { describe, expect, it } from 'vitest';
import { componentsOf } from './components.ts';

describe('componentsOf', () => {
  it('groups entries that share a reference, directly or through others, in the order of their first entries', () => {
    const entries = [['a', 'b'], ['c'], ['d', 'e'], ['e', 'b'], [], ['c', 'f']];
    expect(componentsOf(entries, (entry) => entry)).toEqual([
      [
        ['a', 'b'],
        ['d', 'e'],
        ['e', 'b'],
      ],
      [['c'], ['c', 'f']],
    ]);
  });

  it('has no limit for the length of a chain', () => {
    const renewals = Array.from({ length: 50_000 }, (_, period) => [`invoice ${period}`, 'subscription']);
    expect(componentsOf(renewals, (entry) => entry)).toHaveLength(1);
  });
});
