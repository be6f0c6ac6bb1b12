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
import type { StoredEvent } from './matching-events.ts';

/** What a recorded delivery means today, and its parts where it has several, or why that cannot be said. */
export type Rereading =
  | { readonly reread: Reread; readonly parts?: readonly RereadPart[] }
  | { readonly skipped: string };

/** What a part of a delivery means today. */
export interface RereadPart {
  readonly eventKey: string;
  readonly reread: Reread;
}

/** Reads the stored bytes again, with today's code and settings. Asks nobody: of a hint, the recorded answer is what is read. */
export function rereadEvent(event: StoredEvent, accounts: Accounts): Rereading {
  const account = accounts.find(event.provider, configuredAccountOf(event.account));
  if (!account) return { skipped: `the account ${event.provider}/${event.account} is not configured here` };
  if (event.mode !== null && event.mode !== account.mode) {
    return {
      skipped: `${event.provider}/${event.account} took ${event.mode} events then, and is ${account.mode} here: set PAYSPOOL_MODE`,
    };
  }
  // The signature could not tell this body from the one that came first: reading it again proves nothing.
  if (event.status === 'failed' && event.error?.startsWith('transmission_reused')) {
    return { skipped: 'another body under a transmission id that was already used' };
  }
  if (!event.rawBody) return { skipped: 'its body has expired or was erased' };
  if (event.eventKey.startsWith('hint:'))
    return { skipped: 'a hint: the provider has to be asked, send it again' };
  return readAgain(event, Buffer.from(event.rawBody), account);
}

function readAgain(event: StoredEvent, body: Buffer, account: Account): Rereading {
  const delivery = {
    body,
    headers: event.headers as Record<string, string>,
    ...(event.signedAt ? { signedAt: event.signedAt } : {}),
    signedMode: signedModeOf(event),
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
  { key, type, occurredAt, meaning }: ReadPart,
  {
    deliveryKey,
    about: { account, providerAccount },
  }: { readonly deliveryKey: string; readonly about: Pick<Reading, 'account' | 'providerAccount'> },
): RereadPart {
  const reread: Reread = { ...meaning, type, occurredAt, account, providerAccount };
  return { eventKey: partEventKey(deliveryKey, key), reread };
}

/** What one part means today, by the reading of its delivery, which has the body. */
export function rereadPart(
  part: Pick<StoredEvent, 'eventKey' | 'account'>,
  delivery: Rereading,
): { readonly reread: Reread } | { readonly skipped: string } {
  if ('skipped' in delivery) return { skipped: `a part of a delivery: ${delivery.skipped}` };
  const found = delivery.parts?.find(({ eventKey }) => eventKey === part.eventKey);
  // Taken away or moved alone it would leave its delivery in two minds.
  return found?.reread.account === part.account
    ? { reread: found.reread }
    : { skipped: 'a part that its delivery is not read in any more: replay the delivery' };
}

const signedModeOf = ({ signedMode }: StoredEvent): Mode | undefined =>
  signedMode === 'live' || signedMode === 'test' ? signedMode : undefined;
