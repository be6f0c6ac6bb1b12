import { describe, expect, it } from 'vitest';
import { at, factsOf, meaningOf } from '../simulator/fixtures/changed-fixture.ts';

describe('an order', () => {
  it.each([
    ['DRAFT', 'order.created'],
    ['OPEN', 'order.created'],
    ['COMPLETED', 'order.completed'],
    ['CANCELED', 'order.canceled'],
  ])('that is %s becomes a tentative %s', (state, type) => {
    expect(factsOf('order.updated', at('order_updated', { state }))).toMatchObject([
      { type, tentative: true },
    ]);
  });

  it('in an unknown state is only connected, with a warning', () => {
    expect(meaningOf('order.updated', at('order_updated', { state: 'RESTING' }))).toMatchObject({
      events: [{ type: 'order.created', tentative: true }],
      warnings: ['unknown order state "RESTING"'],
    });
  });
});
