import { waitFor } from '@payspool/testkit';
import { expect, it } from 'vitest';
import type { DeliveryJob } from '../src/index.ts';
import { describeBackends } from './bench.ts';
import { delivery } from './delivery.ts';

describeBackends('the content of a delivery', (bench) => {
  it('a delivery reaches the worker unchanged, byte for byte', async () => {
    const job = delivery({
      deliveryRef: 't-1',
      verifiedMode: 'test',
      headers: { 'x-naïve': '"\\\u001f☃' },
    });
    const got: DeliveryJob[] = [];
    expect(await bench.queue.enqueue(job)).toBe('accepted');
    bench.consumer(async (received) => void got.push(received));
    await waitFor(() => got.length, { what: 'the delivery' });
    expect(got).toEqual([job]);
  });

  it('a body of one MiB reaches the worker', async () => {
    const body = Buffer.alloc(1 << 20, 0xa5);
    let got: Buffer | undefined;
    await bench.queue.enqueue(delivery({ body }));
    bench.consumer(async (received) => void (got = received.body));
    await waitFor(() => got, { what: 'the delivery' });
    expect(got?.equals(body)).toBe(true);
  });

  it('an event type that no store can hold is omitted, and the delivery is accepted', async () => {
    const got: DeliveryJob[] = [];
    expect(await bench.queue.enqueue(delivery({ type: 'a\u0000b\ud800' }))).toBe('accepted');
    bench.consumer(async (received) => void got.push(received));
    await waitFor(() => got.length, { what: 'the delivery' });
    expect(got[0]).not.toHaveProperty('type');
  });
});
