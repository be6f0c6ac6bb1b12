import { type Account, type Accounts, configuredAccountOf } from '@payspool/providers';
import type { DeliveryJob } from '@payspool/queue';
import type { StoredEvent } from '../replay/event-filter.ts';

/** How the delivery of a failed event can be run again, or why it cannot. */
export type Retryable =
  | {
      readonly name: Pick<DeliveryJob, 'provider' | 'account' | 'eventKey' | 'kind' | 'source'>;
      /** The same delivery as a new job, made of the stored body. `undefined` if the body is gone: then only its old job can run again. */
      readonly job: DeliveryJob | undefined;
    }
  | { readonly skipped: string };

/** The delivery of a failed event, as ingest or a reader has queued it. */
export function retryableOf(event: StoredEvent, accounts: Accounts): Retryable {
  if (event.partOf !== null) return { skipped: 'a part of a delivery: replay it' };
  // Another body came with this id, so running it again fails in the same way.
  if (event.error?.startsWith('delivery_ref_reused'))
    return { skipped: 'another body under a delivery id that was already used' };
  const account = accounts.find(event.provider, configuredAccountOf(event.account));
  if (!account) return { skipped: `the account ${event.provider}/${event.account} is not configured here` };
  const name = {
    provider: event.provider,
    account: account.name,
    eventKey: event.eventKey,
    kind: event.eventKey.startsWith('hint:') ? ('hint' as const) : ('event' as const),
    source: event.source === 'delivery' ? undefined : event.source,
  };
  return { name, job: event.rawBody ? jobOf(event, account, name, Buffer.from(event.rawBody)) : undefined };
}

function jobOf(
  event: StoredEvent,
  account: Account,
  name: Pick<DeliveryJob, 'provider' | 'account' | 'eventKey' | 'kind' | 'source'>,
  body: Buffer,
): DeliveryJob {
  const { signedMode, signedAt, type, receivedAt, headers } = event;
  const isConnected = event.account !== account.name && event.source !== 'delivery';
  return {
    ...name,
    mode: event.mode === 'live' || event.mode === 'test' ? event.mode : account.mode,
    type: type || undefined,
    receivedAt,
    signedAt: signedAt ?? undefined,
    verifiedMode: signedMode === 'live' || signedMode === 'test' ? signedMode : undefined,
    merchant: isConnected ? (event.providerAccount ?? undefined) : undefined,
    headers: headers as Record<string, string>,
    body,
    ...(name.kind === 'hint' && { attempt: 0 }),
  };
}
