import { describe, expect, it } from 'vitest';
import { idsIn } from './ids-in.ts';

describe('a pasted text names', () => {
  it.each([
    ['  "evt_1" ', ['evt_1']],
    ['`pi_3NxA`,', ['pi_3NxA']],
    ['order 42', ['order 42']],
    ['https://dashboard.stripe.com/acct_1Abc/test/payments/pi_3NxA?tab=log', ['pi_3NxA', 'acct_1Abc']],
    ['https://www.paypal.com/activity/payment/5TY05013RG002845M', ['5TY05013RG002845M']],
    ['https://example.com/order?id=ORD-4711', ['ORD-4711']],
    ['https://shop.example/#/orders/cs_test%5F9', ['cs_test_9']],
    ['https://shop.example/orders/seven', ['seven']],
    ['stripe/default/evt_1', ['stripe/default/evt_1', 'evt_1']],
    ['hint:5TY05013', ['hint:5TY05013']],
    ['event evt_1Abc of cus_9 failed.', ['event evt_1Abc of cus_9 failed', 'evt_1Abc', 'cus_9']],
    ['17', ['17']],
    ['   ', []],
    ['a\0b', []],
    ['x'.repeat(256), []],
  ])('%j: %j', (text, ids) => {
    expect(idsIn(text)).toEqual(ids);
  });
});
