import { describe, expect, it } from 'vitest';
import { changed, problemOf } from './simulator/fixtures/changed-fixture.ts';

describe('the time of an event', () => {
  it('is read from the payload if the envelope does not have it', () => {
    expect(changed('refund.speed_changed', {}).occurredAt).toBe('2026-03-02T09:40:20.000Z');
  });

  it("is the entity's own time if the event has none", () => {
    const normalised = changed('payment.captured', { created_at: 'soon' });
    expect(normalised.occurredAt).toBe('2026-03-02T09:30:58.000Z');
  });

  it('is absent if nothing states a time', () => {
    const problem = problemOf(() =>
      changed('payment.captured', { created_at: undefined, 'payload.payment.entity.created_at': undefined }),
    );
    expect(problem).toMatchObject({ code: 'schema_violation', path: 'created_at' });
  });
});
