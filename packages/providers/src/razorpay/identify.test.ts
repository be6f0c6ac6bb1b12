import { describe, expect, it } from 'vitest';
import { razorpay } from './index.ts';

const of = (body: string) => razorpay.identify({ body: Buffer.from(body), headers: {} });

describe('the identity of a delivery', () => {
  it("is the body's hash, and ignores the unsigned header", () => {
    // The output of sha256sum for the two bytes "{}".
    expect(of('{}').eventKey).toBe('sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });

  it('differs between two events of one payment', () => {
    expect(of('{"event":"payment.authorized"}').eventKey).not.toBe(
      of('{"event":"payment.captured"}').eventKey,
    );
  });

  it.each([
    ['{"event":"order.paid"}', 'order.paid'],
    ['{"event":7}', undefined],
    ['{"event":""}', undefined],
    ['not json', undefined],
    ['null', undefined],
    ['['.repeat(100_000), undefined],
  ])('is returned without an exception', (body, type) => {
    expect(of(body).type).toBe(type);
  });
});
