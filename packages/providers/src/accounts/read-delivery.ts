import type { CanonicalEvent } from '@payspool/events';
import type { AuthenticDelivery, Mode, Normalised } from '../contract/index.ts';
import type { Account } from './account.ts';

/** What an authentic delivery means to one account: events to apply, or nothing, for a reason. */
export interface Reading {
  /** The provider's own event type. */
  readonly type: string;
  readonly occurredAt: Date | undefined;
  readonly meaning:
    | { readonly status: 'applied'; readonly events: readonly CanonicalEvent[] }
    | { readonly status: 'ignored'; readonly error: string };
  /** Unknown words that were treated as "unchanged"; ids and types only. */
  readonly warnings: readonly string[];
}

/**
 * Reads a delivery with its account's settings and mode. `signedMode` is the mode that the credentials showed.
 *
 * @throws {UnusableEventError} naming the field
 */
export function readDelivery(
  delivery: AuthenticDelivery & { readonly signedMode?: Mode | undefined },
  account: Pick<Account, 'provider' | 'settings' | 'mode'>,
): Reading {
  const normalised = account.provider.normalise(delivery, account.settings);
  const occurredAt = normalised.occurredAt === undefined ? undefined : new Date(normalised.occurredAt);
  const about = { type: normalised.type, occurredAt };
  const modes = [normalised.mode, delivery.signedMode];
  const reason = otherMode(modes, account.mode) ?? ignoredReason(normalised);
  if (reason !== undefined) return { ...about, meaning: { status: 'ignored', error: reason }, warnings: [] };
  const { events, warnings } = normalised as Extract<Normalised, { outcome: 'events' }>;
  return { ...about, meaning: { status: 'applied', events }, warnings };
}

/** Test money must not become an order, nor a live payment be taken for a rehearsal. */
function otherMode(modes: readonly (Mode | undefined)[], own: Mode): string | undefined {
  const other = modes.find((mode) => mode !== undefined && mode !== own);
  return other && `a ${other} event on a ${own} account`;
}

const ignoredReason = (normalised: Normalised): string | undefined =>
  normalised.outcome === 'ignored' ? normalised.reason : undefined;
