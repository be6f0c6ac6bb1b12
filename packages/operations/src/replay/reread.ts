import type { Reread } from '@payspool/projection';
import {
  type Account,
  type Accounts,
  configuredAccountOf,
  type Mode,
  partEventKey,
  readDelivery,
  type Reading,
  type ReadPart,
  UnusableEventError,
} from '@payspool/providers';
import type { StoredEvent } from './event-filter.ts';

/** The present meaning of a recorded delivery and its parts, or why it cannot be read. */
export type Rereading =
  | { readonly reread: Reread; readonly parts?: readonly RereadPart[] }
  | { readonly skipped: string };

/** The present meaning of a part of a delivery. */
export interface RereadPart {
  readonly eventKey: string;
  readonly reread: Reread;
}

/**
 * Reads the stored bytes again with the current code and settings. It calls no provider: for a hint it reads the recorded answer, and
 * for an observation the recorded object.
 */
export function rereadEvent(event: StoredEvent, accounts: Accounts): Rereading {
  const account = accounts.find(event.provider, configuredAccountOf(event.account));
  if (!account) return { skipped: `the account ${event.provider}/${event.account} is not configured here` };
  if (event.mode !== null && event.mode !== account.mode) {
    return {
      skipped: `${event.provider}/${event.account} received this event in ${event.mode} mode, and is in ${account.mode} mode here: set PAYSPOOL_MODE`,
    };
  }
  // The signature cannot distinguish this body from the first body, so reading it again proves nothing.
  if (event.status === 'failed' && event.error?.startsWith('delivery_ref_reused')) {
    return { skipped: 'another body under a delivery id that was already used' };
  }
  if (!event.rawBody) return { skipped: 'its body has expired or was erased' };
  if (event.eventKey.startsWith('hint:'))
    return {
      skipped: 'a hint without a recorded answer: send it again, so that the worker asks the provider',
    };
  return readAgain(event, Buffer.from(event.rawBody), account);
}

function readAgain(event: StoredEvent, body: Buffer, account: Account): Rereading {
  const delivery = {
    body,
    headers: event.headers as Record<string, string>,
    receivedAt: event.receivedAt,
    ...(event.signedAt ? { signedAt: event.signedAt } : {}),
    signedMode: signedModeOf(event),
    source: event.source,
    merchant: askedMerchantOf(event),
  };
  try {
    const { type, occurredAt, meaning, account: owner, providerAccount } = readDelivery(delivery, account);
    const about = { type, occurredAt, account: owner, providerAccount };
    if (meaning.status !== 'split') return { reread: { ...meaning, ...about } };
    const parts = meaning.parts.map((part) => partOf(part, { deliveryKey: event.eventKey, about }));
    return { reread: { status: 'split', ...about }, parts };
  } catch (error) {
    if (!(error instanceof UnusableEventError)) throw error;
    return { reread: { status: 'failed', error: `${error.code}: ${error.message}`, type: event.type } };
  }
}

function partOf(
  { type, occurredAt, meaning, ...keys }: ReadPart,
  {
    deliveryKey,
    about: { account, providerAccount },
  }: { readonly deliveryKey: string; readonly about: Pick<Reading, 'account' | 'providerAccount'> },
): RereadPart {
  const reread: Reread = { ...meaning, type, occurredAt, account, providerAccount };
  return { eventKey: partEventKey(deliveryKey, keys), reread };
}

/** The present meaning of one part, read from the body of its delivery. */
export function rereadPart(
  part: Pick<StoredEvent, 'eventKey' | 'account'>,
  delivery: Rereading,
): { readonly reread: Reread } | { readonly skipped: string } {
  if ('skipped' in delivery) return { skipped: `a part of a delivery: ${delivery.skipped}` };
  const found = delivery.parts?.find(({ eventKey }) => eventKey === part.eventKey);
  // Removing or moving the part alone would make its delivery inconsistent.
  return found?.reread.account === part.account
    ? { reread: found.reread }
    : { skipped: 'its delivery no longer has this part: replay the delivery' };
}

/** The connected merchant that the API was asked for. The account of its rows is `default/acct_1`. */
const askedMerchantOf = ({ source, account, providerAccount }: StoredEvent): string | undefined =>
  source === 'delivery' || configuredAccountOf(account) === account
    ? undefined
    : (providerAccount ?? undefined);

const signedModeOf = ({ signedMode }: StoredEvent): Mode | undefined =>
  signedMode === 'live' || signedMode === 'test' ? signedMode : undefined;
