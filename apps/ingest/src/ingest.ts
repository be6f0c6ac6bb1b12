import {
  type Account,
  type Accounts,
  type Authentic,
  createVerifier,
  DEFAULT_ACCOUNT,
  type Delivery,
  type Identity,
  isHint,
  type ProviderIo,
  type Refused,
  type Verify,
} from '@payspool/providers';
import type { DeliveryJob, DeliveryQueue } from '@payspool/queue';

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
    kind: isHint(identity, provider) ? 'hint' : 'event',
    provider: provider.slug,
    account: name,
    mode,
    eventKey: identity.eventKey,
    type: identity.type,
    receivedAt,
    signedAt: verdict.signedAt,
    deliveryRef: verdict.deliveryRef,
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

/** An account with its verifier, ready for deliveries. */
export interface Endpoint {
  readonly account: Account;
  readonly verify: Verify;
}

/** The accounts to which a path may lead: one account on a named route, all accounts on a secret route. */
export interface Destination {
  readonly candidates: readonly Endpoint[];
  /** The secret last segment of the path, for providers that use one. */
  readonly pathToken?: string;
}

export type FindDestination = (slug: string, segment: string | undefined) => Destination | undefined;

export function createEndpoints(accounts: Accounts, io: ProviderIo): FindDestination {
  const endpoints = accounts.all.map((account) => ({ account, verify: createVerifier(account, io) }));
  /** By provider. A secret route leads to all accounts of its provider. */
  const shared = new Map<string, readonly Endpoint[]>();
  /** By provider and name. */
  const named = new Map<string, Map<string, Destination>>();
  for (const endpoint of endpoints) {
    const { provider, name } = endpoint.account;
    if (provider.route === 'token')
      shared.set(provider.slug, [...(shared.get(provider.slug) ?? []), endpoint]);
    else {
      const known = named.get(provider.slug) ?? new Map<string, Destination>();
      named.set(provider.slug, known.set(name, { candidates: [endpoint] }));
    }
  }
  return (slug, segment) => {
    const candidates = shared.get(slug);
    if (candidates) return { candidates, ...(segment === undefined ? {} : { pathToken: segment }) };
    return named.get(slug)?.get(segment ?? DEFAULT_ACCOUNT);
  };
}
