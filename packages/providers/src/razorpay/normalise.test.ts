import { describe, expect, it } from 'vitest';
import { changed, normalise, problemOf } from './simulator/fixtures/changed-fixture.ts';
import { IGNORED } from './ignored-types.ts';

describe('types without a handler', () => {
  it.each(Object.entries(IGNORED))('%s is ignored with a reason', (event, reason) => {
    expect(normalise({ body: Buffer.from(JSON.stringify({ event, created_at: 1772443800 })) })).toEqual({
      outcome: 'ignored',
      type: event,
      occurredAt: '2026-03-02T09:30:00.000Z',
      reason,
    });
  });

  it.each(['payment.teleported', '__proto__', 'constructor', 'toString'])(
    '%s is an unknown type and no error',
    (event) => {
      const body = Buffer.from(JSON.stringify({ event }));
      expect(normalise({ body })).toMatchObject({ outcome: 'ignored', reason: 'unknown event type' });
    },
  );

  it.each([
    ['not JSON', 'payment=1', 'not_json'],
    ['not an object', '[]', 'schema_violation'],
    ['without a type', '{}', 'schema_violation'],
    ['deeply nested', '['.repeat(100_000) + ']'.repeat(100_000), 'schema_violation'],
  ])('a body %s is refused', (_, body, code) => {
    expect(problemOf(() => normalise({ body: Buffer.from(body) }))).toMatchObject({ code });
  });

  it('a reference that cannot be stored is refused with its path', () => {
    const problem = problemOf(() =>
      changed('payment.captured', { 'payload.payment.entity.id': 'pay\u0000' }),
    );
    expect(problem.path).toBe('payload.payment.entity.id');
  });
});
