import type { CanonicalEvent, Subject } from '../../packages/events/src/index.ts';
import { openAccount } from '../../packages/providers/src/conformance/account-under-test.ts';
import { fixturesOf } from '../../packages/providers/src/conformance/fixtures.ts';
import type { Normalised, Provider } from '../../packages/providers/src/contract/index.ts';
import { loadSimulator } from '../../packages/providers/src/simulator/index.ts';
import { begins, type ProviderFacts } from './provider-facts.ts';

/** Within the validity of every simulated certificate. */
const SIGNED_AT = new Date('2026-03-02T12:00:00Z');

/** What a provider's fixtures show when they are signed, verified and normalised. */
export interface Observations {
  /** What its events can state. `each`: single refunds. `total`: only the refunded total of a payment. */
  readonly states: Readonly<Record<Exclude<Subject, 'refund'>, boolean>> & {
    readonly refund: 'each' | 'total' | undefined;
  };
  /** A verified delivery has a signed time. */
  readonly isTimeSigned: boolean;
  /** An event states live or test. */
  readonly isModeInBody: boolean;
  /** The signature proves live or test. */
  readonly isModeProven: boolean;
  /** An event has a time with a part of a second. */
  readonly hasMilliseconds: boolean;
}

/** Signs, verifies and normalises every fixture of a provider with credentials of its simulator. */
export async function observe(provider: Provider): Promise<Observations> {
  const simulator = await loadSimulator(provider.slug);
  const account = openAccount({
    provider,
    simulator,
    credentials: await simulator.createCredentials({ now: SIGNED_AT }),
  });
  const read = await Promise.all(
    fixturesOf(provider.slug, simulator).map(async ({ body }) => ({
      verdict: await account.verify(account.sign(body, SIGNED_AT), SIGNED_AT),
      meaning: account.normalise(body, { signedAt: SIGNED_AT }),
    })),
  );
  const meanings = read.map(({ meaning }) => meaning);
  return {
    states: statesOf(meanings.flatMap(eventsOf)),
    isTimeSigned: read.some(({ verdict }) => verdict.authentic && verdict.signedAt !== undefined),
    isModeInBody: meanings.some(({ mode }) => mode !== undefined),
    isModeProven: read.some(({ verdict }) => verdict.authentic && verdict.mode !== undefined),
    hasMilliseconds: meanings.some(
      ({ occurredAt }) => occurredAt !== undefined && !occurredAt.endsWith('.000Z'),
    ),
  };
}

/**
 * An event makes an order if it is about one, or if it is a payment that names one, and if it is not tentative. `payment.linked` only
 * connects references.
 */
function statesOf(events: readonly CanonicalEvent[]): Observations['states'] {
  const has = (subject: Subject) =>
    events.some(({ type }) => type.startsWith(`${subject}.`) && type !== 'payment.linked');
  const isTotal = events.some(
    (event) =>
      'amountRefundedMinor' in event &&
      event.amountRefundedMinor !== undefined &&
      event.amountRefundedMinor > 0n,
  );
  return {
    order: events.some(
      (event) =>
        /^(order|payment)\./.test(event.type) &&
        'orderRef' in event &&
        event.orderRef !== undefined &&
        !('tentative' in event && event.tentative),
    ),
    payment: has('payment'),
    refund: has('refund') ? 'each' : isTotal ? 'total' : undefined,
    dispute: has('dispute'),
    subscription: has('subscription'),
  };
}

function eventsOf(meaning: Normalised): readonly CanonicalEvent[] {
  if (meaning.outcome === 'ignored') return [];
  const parts = meaning.outcome === 'split' ? meaning.parts : [meaning];
  return parts.flatMap((part) => (part.outcome === 'events' ? part.events : []));
}

/** The rows of a README.md that the provider's code contradicts, as ends of a sentence that begins with the file. */
export function contradictions(
  { confirm }: Pick<Provider, 'confirm'>,
  { rows }: Pick<ProviderFacts, 'rows'>,
  { isTimeSigned, isModeInBody, isModeProven, hasMilliseconds }: Observations,
): readonly string[] {
  const shown = [
    ['signed', 'body and time', isTimeSigned, 'a verified delivery has a signed time'],
    ['mode', 'in the body', isModeInBody, 'events state the mode'],
    ['mode', 'by the certificate', isModeProven, 'the signature proves the mode'],
    ['time', 'milliseconds', hasMilliseconds, 'times of events have milliseconds'],
    ['API', 'asked', confirm !== undefined, 'the provider has `confirm`'],
  ] as const;
  return shown.flatMap(([row, entry, isShown, reason]) =>
    isShown && !begins(rows[row], entry)
      ? [`the row "${row}" must begin with "${entry}", because ${reason}`]
      : [],
  );
}
