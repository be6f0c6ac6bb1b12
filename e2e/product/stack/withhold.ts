import type { PlannedRequest } from '@payspool/cli';
import type { ProviderApis } from './provider-apis.ts';

/** The newest events of a list are not read yet, because others may appear before them. */
const SETTLED_MS = 10 * 60_000;

/** What is sent, and what its provider never sends. */
export interface Withheld {
  readonly sent: readonly PlannedRequest[];
  /** One request for each delivery. Its copies are not sent either. */
  readonly withheld: readonly PlannedRequest[];
}

/**
 * Takes deliveries away that can be found by reading their provider's list of events.
 *
 * @param isTaken decides for each of them, once
 */
export function withhold(
  requests: readonly PlannedRequest[],
  {
    readable,
    now,
    isTaken,
  }: Pick<ProviderApis, 'readable'> & { readonly now: Date; readonly isTaken: () => boolean },
): Withheld {
  const settledAt = now.getTime() - SETTLED_MS;
  const taken = new Map<PlannedRequest['body'], boolean>();
  const isWithheld = ({ type, body, provider, occurredAt, forged }: PlannedRequest): boolean => {
    if (forged || !readable.includes(provider.slug) || occurredAt.getTime() > settledAt) return false;
    // An event that means nothing is not looked for.
    if (!provider.eventTypes.handled.includes(type)) return false;
    const known = taken.get(body) ?? isTaken();
    taken.set(body, known);
    return known;
  };
  const withheld = new Map<PlannedRequest['body'], PlannedRequest>();
  const sent = requests.filter((request) => {
    if (!isWithheld(request)) return true;
    if (!withheld.has(request.body)) withheld.set(request.body, request);
    return false;
  });
  return { sent, withheld: [...withheld.values()] };
}
