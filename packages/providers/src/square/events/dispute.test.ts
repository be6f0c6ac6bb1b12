import { describe, expect, it } from 'vitest';
import { at, factsOf, meaningOf, problemOf } from '../simulator/fixtures/changed-fixture.ts';

describe('a dispute', () => {
  it.each([
    ['INQUIRY_EVIDENCE_REQUIRED', 'dispute.opened'],
    ['INQUIRY_PROCESSING', 'dispute.opened'],
    ['INQUIRY_CLOSED', 'dispute.closed'],
    ['EVIDENCE_REQUIRED', 'dispute.opened'],
    ['PROCESSING', 'dispute.opened'],
    ['WON', 'dispute.won'],
    ['LOST', 'dispute.lost'],
    ['ACCEPTED', 'dispute.lost'],
  ])('in the state %s becomes %s', (state, type) => {
    expect(factsOf('dispute.state.updated', at('dispute', { state }))).toMatchObject([{ type }]);
  });

  it('that is lost needs its amount, and an open one does not', () => {
    const without = at('dispute', { amount_money: undefined });
    expect(problemOf(() => meaningOf('dispute.state.updated', without)).path).toBe(
      'data.object.dispute.amount_money',
    );
    expect(factsOf('dispute.created', without)).toMatchObject([{ type: 'dispute.opened' }]);
  });

  it('in an unknown state is ignored', () => {
    expect(meaningOf('dispute.state.updated', at('dispute', { state: 'RESTING' }))).toMatchObject({
      outcome: 'ignored',
      reason: 'unknown dispute state "RESTING"',
    });
  });
});
