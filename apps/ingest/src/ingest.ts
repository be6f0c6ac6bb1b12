import type { Account, Authentic, Delivery, Identity, Refused } from '@payspool/providers';
import type { DeliveryJob, DeliveryQueue } from '@payspool/queue';
import type { Endpoint } from './endpoints.ts';

/** The result of a delivery that was not refused. */
export type Acknowledgement =
  | { readonly outcome: 'accepted' | 'duplicate'; readonly account: Account; readonly identity: Identity }
  | { readonly outcome: 'refused'; readonly account: Account; readonly refusal: Refused };

/**
 * Handles a delivery: verify, identify, enqueue. `accepted` means that the queue's store has the job. Rejects if the store is unreachable,
 * or a resource that is needed to verify.
 */
export async function ingest(
  delivery: Delivery,
  {
    candidates,
    queue,
    now,
  }: { readonly candidates: readonly Endpoint[]; readonly queue: DeliveryQueue; readonly now: () => Date },
): Promise<Acknowledgement> {
  const receivedAt = now();
  const { account, verdict } = await verify(delivery, candidates);
  if (!verdict.authentic) return { outcome: 'refused', account, refusal: verdict };
  const identity = account.provider.identify(delivery);
  const outcome = await queue.enqueue(createJob({ delivery, account, verdict, identity, receivedAt }));
  return { outcome, account, identity };
}

/** If several accounts share a secret path, the first account that verifies the delivery owns it. */
async function verify(delivery: Delivery, [first, ...others]: readonly Endpoint[]) {
  if (!first) throw new Error('a destination has at least one account');
  const answer = first.verify(delivery);
  // Most providers' verifiers return a result at once.
  const judged = { account: first.account, verdict: answer instanceof Promise ? await answer : answer };
  if (judged.verdict.authentic) return judged;
  for (const { account, verify: judge } of others) {
    const verdict = await judge(delivery);
    if (verdict.authentic) return { account, verdict };
  }
  return judged;
}

function createJob({
  delivery,
  account,
  verdict,
  identity,
  receivedAt,
}: {
  readonly delivery: Delivery;
  readonly account: Account;
  readonly verdict: Authentic;
  readonly identity: Identity;
  readonly receivedAt: Date;
}): DeliveryJob {
  const { provider, name, mode } = account;
  return {
    kind: provider.confirm ? 'hint' : 'event',
    provider: provider.slug,
    account: name,
    mode,
    eventKey: identity.eventKey,
    type: identity.type,
    receivedAt,
    signedAt: verdict.signedAt,
    transmissionRef: verdict.transmissionRef,
    verifiedMode: verdict.mode,
    headers: pick(delivery.headers, provider.keepHeaders),
    body: delivery.body,
  };
}

function pick(headers: Delivery['headers'], names: readonly string[]): DeliveryJob['headers'] {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
