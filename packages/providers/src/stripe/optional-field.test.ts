import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { leaveOutOdd, optional } from './optional-field.ts';

const Refusal = z.object({
  code: optional(z.string()),
  outcome: optional(z.object({ reason: optional(z.string()), type: z.string() })),
  attempts: z.array(z.object({ at: optional(z.number()) })).optional(),
});
const read = (value: object) => leaveOutOdd(Refusal.parse(value), 'data.object');

describe('an optional field', () => {
  it('is kept if it is valid, absent or null', () => {
    const value = { code: null, outcome: { reason: 'expired_card', type: 'issuer_declined' } };
    expect(read(value)).toEqual({ kept: value, odd: [] });
  });

  it('is left out if it is invalid, and its path is reported', () => {
    expect(read({ code: 7, outcome: { type: 7 } })).toEqual({
      kept: {},
      odd: ['data.object.code', 'data.object.outcome'],
    });
  });

  it('is left out alone if it is inside another one', () => {
    expect(read({ outcome: { reason: 7, type: 'blocked' }, attempts: [{ at: 1 }, { at: 'noon' }] })).toEqual({
      kept: { outcome: { type: 'blocked' }, attempts: [{ at: 1 }, {}] },
      odd: ['data.object.outcome.reason', 'data.object.attempts.1.at'],
    });
  });
});
