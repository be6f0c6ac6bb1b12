import { stripe } from '@payspool/providers';
import type { DeliveryJob } from '@payspool/queue';
import type { BenchAccount } from './account.ts';
import { purchaseBodies, type RunName, type TrafficShape } from './purchases.ts';

/** The deliveries as ingest would have queued them. */
export function* deliveryJobs(
  shape: TrafficShape,
  { run, account }: { readonly run: RunName; readonly account: BenchAccount },
): Generator<DeliveryJob, void> {
  for (const body of purchaseBodies(shape, run)) {
    const headers = account.headersFor(body);
    const { eventKey, type } = stripe.identify({ headers, body });
    yield {
      kind: 'event',
      provider: stripe.slug,
      account: 'default',
      mode: 'test',
      eventKey,
      ...(type === undefined ? {} : { type }),
      receivedAt: new Date(),
      headers: Object.fromEntries(
        stripe.keepHeaders.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
      ),
      body,
    };
  }
}
