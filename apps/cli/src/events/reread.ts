import type { Reread } from '@payspool/projection';
import { type Accounts, type Mode, readDelivery, UnusableEventError } from '@payspool/providers';
import type { StoredEvent } from './matching-events.ts';

/** What a recorded event means today, or why that cannot be said. */
export type Rereading = { readonly reread: Reread } | { readonly skipped: string };

/** Reads the stored bytes again, with today's code and settings. Asks nobody: of a hint, the recorded answer is what is read. */
export function rereadEvent(event: StoredEvent, accounts: Accounts): Rereading {
  const account = accounts.find(event.provider, event.account);
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
  const delivery = {
    body: Buffer.from(event.rawBody),
    headers: event.headers as Record<string, string>,
    ...(event.signedAt ? { signedAt: event.signedAt } : {}),
    signedMode: signedModeOf(event),
  };
  try {
    const { type, occurredAt, meaning } = readDelivery(delivery, account);
    return { reread: { ...meaning, type, occurredAt } };
  } catch (error) {
    if (!(error instanceof UnusableEventError)) throw error;
    return { reread: { status: 'failed', error: `${error.code}: ${error.message}`, type: event.type } };
  }
}

const signedModeOf = ({ signedMode }: StoredEvent): Mode | undefined =>
  signedMode === 'live' || signedMode === 'test' ? signedMode : undefined;
