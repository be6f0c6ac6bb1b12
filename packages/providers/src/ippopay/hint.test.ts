import { describe, expect, it } from 'vitest';
import { hintedOrderId, identify } from './hint.ts';

describe('the order id of a hint', () => {
  it.each([
    ['{"order_id":"order_FUkzruXUJ"}', 'order_FUkzruXUJ'],
    ['{"order_id":"order_G@nzg3qBq"}', 'order_G@nzg3qBq'],
    ['{"orderId":"order_1"}', 'order_1'],
    ['{"order":{"order_id":"order_2"}}', 'order_2'],
    ['{"data":{"order":{"order_id":"order_3"}}}', 'order_3'],
    ['transaction_no=t_1&order_id=order_4&status=success', 'order_4'],
  ])('is read from %s', (body, orderId) => {
    expect(hintedOrderId(Buffer.from(body))).toBe(orderId);
  });

  it.each([
    '',
    '{}',
    '{"order_id":5}',
    '{"order_id":"../../payout"}',
    '{"order_id":"order_1/refund"}',
    '{"order_id":"order_1?x=1"}',
    '{"order_id":"order%2F1"}',
    '{"order_id":"order_1\\n"}',
    `{"order_id":"${'a'.repeat(65)}"}`,
    'order_id=order%2F..%2F1',
    '{"__proto__":{"order_id":"order_1"}}',
    `order_id=order_1&pad=${'a'.repeat(20_000)}`,
  ])('is not read from %.60s', (body) => {
    expect(hintedOrderId(Buffer.from(body))).toBeUndefined();
  });
});

describe('the key of a hint', () => {
  it('is the order id, so two hints about one order have the same key', () => {
    const first = Buffer.from('{"order_id":"order_1","status":"failure"}');
    const second = Buffer.from('{"order_id":"order_1","status":"success"}');
    expect(identify({ body: first })).toEqual({ eventKey: 'hint:order_1', type: 'hint' });
    expect(identify({ body: second })).toEqual(identify({ body: first }));
  });

  it('is the hash of the body if there is no order id', () => {
    expect(identify({ body: Buffer.from('{}') }).eventKey).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});
