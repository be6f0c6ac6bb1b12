import { describe, expect, it } from 'vitest';
import { factsOf, meaningOf, naira, problemOf } from '../simulator/fixtures/changed-fixture.ts';

describe('a refund', () => {
  it('of an older body has the reference of the processor', () => {
    expect(factsOf('refund.processed.without-id')).toMatchObject([
      {
        type: 'refund.succeeded',
        refundRef: '132013318360',
        paymentRef: 'tea-1042',
        amount: naira(5000n),
      },
    ]);
  });

  it('has its id before the reference, as a number or as text', () => {
    expect(factsOf('refund.processed', { id: 3_018_284 })).toMatchObject([{ refundRef: '3018284' }]);
  });

  it.each(['refund.pending', 'refund.processing', 'refund.failed'])(
    '%s without an id is not recorded, because no money has moved',
    (type) => {
      expect(meaningOf(type, { id: undefined, refund_reference: null })).toMatchObject({
        outcome: 'ignored',
        reason: 'a refund that is not processed, without an id',
      });
    },
  );

  it('that is processed without an id is refused, because its money must not be lost', () => {
    const problem = problemOf(() => meaningOf('refund.processed', { id: undefined, refund_reference: null }));
    expect(problem).toMatchObject({ code: 'schema_violation', path: 'data.refund_reference' });
  });

  it('does not keep notes, which may name people', () => {
    expect(
      JSON.stringify(factsOf('refund.processed').map(({ type, ...fact }) => [type, Object.keys(fact)])),
    ).not.toContain('reason');
  });

  it.each([
    ['amount', '40.00'],
    ['amount', null],
    ['currency', 'N'],
    ['transaction_reference', 5],
  ])('is refused with the path if %s is %j', (path, value) => {
    expect(problemOf(() => meaningOf('refund.processed', { [path]: value }))).toMatchObject({
      code: 'schema_violation',
      path: `data.${path}`,
    });
  });
});
