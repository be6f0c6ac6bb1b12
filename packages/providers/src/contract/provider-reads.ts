import type { Mode } from './delivery.ts';
import type { AuthenticDelivery, Normalised } from './provider.ts';
import type { ApiAccess, ApiRate } from './api-access.ts';

/** What can be read from the provider's API, and how. `packages/providers/src/stripe/api` is an example. */
export interface ProviderReads<Settings> {
  /** The key of the setting with the credentials, for messages: `apiKey`. */
  readonly setting: keyof Settings & string;
  /** Whether the settings have credentials for reading. */
  readonly isConfigured: (settings: Settings) => boolean;
  /** The mode that the credentials show (`sk_test_…`), if they show one. Nothing is read with credentials of another mode. */
  readonly modeOf?: (settings: Settings) => Mode | undefined;
  /** The budget of an account in each mode, for all processes together. */
  readonly rate: Readonly<Record<Mode, ApiRate>>;
  /** Connected merchants whose events are read too: `acct_…`. */
  readonly merchantsOf?: (settings: Settings) => readonly string[];
  /** The provider's own log of events, if its API has one. */
  readonly events?: EventReads<Settings>;
  /** The objects that its API has. */
  readonly objects?: ObjectReads<Settings>;
}

/** A span of the provider's time: from `from` to before `to`. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The position of the next page, a text of the provider's module. Absent on the last page. */
  readonly next?: string | undefined;
}

/** An event as the provider's API returned it. */
export interface FetchedEvent {
  /** The same key as that of its delivery. */
  readonly eventKey: string;
  /** For the queue and messages. */
  readonly type?: string | undefined;
  /** The provider's time of the event. */
  readonly createdAt: Date;
  /** The bytes of the event in the answer, unchanged. */
  readonly body: Buffer;
}

export interface EventReads<Settings> {
  /** Milliseconds between two sweeps. */
  readonly everyMs: number;
  /** An event may appear in the list this long after it happened, milliseconds. */
  readonly settleMs: number;
  /** How far a sweep goes back before the end of the last one, milliseconds. */
  readonly overlapMs: number;
  /** How long the API keeps events, days. */
  readonly reachesBackDays: number;
  /**
   * One page of the events of a span, of all types. The order is the provider's.
   *
   * @throws {ApiRefusedError | UnavailableError}
   */
  readonly list: (
    span: Span,
    page: string | undefined,
    access: ApiAccess<Settings>,
  ) => Promise<Page<FetchedEvent>>;
}

/** What a row of ours is called: the subject and its reference. */
export interface SubjectRef {
  readonly kind: 'order' | 'payment' | 'refund' | 'subscription' | 'dispute';
  readonly ref: string;
}

/** An object as the provider's API returned it, in the form that is recorded: see `observationBody`. */
export interface Observation {
  /** The provider's kind of object: `payment_intent`. */
  readonly kind: string;
  readonly id: string;
  readonly body: Buffer;
}

export interface ObjectReads<Settings> {
  /** The kinds that `list` knows, in the order in which they are best read. Empty if the API has no lists. */
  readonly listed: readonly string[];
  /** An object may appear in a list this long after it was created, milliseconds. */
  readonly settleMs: number;
  /** How long a failed payment may still succeed, milliseconds (Razorpay's late authorization); absent if it cannot. */
  readonly failedMaySucceedMs?: number;
  /** One page of the objects of a kind that were created (or changed, if the API can tell) in a span. */
  readonly list?: (
    request: { readonly kind: string; readonly span: Span; readonly page: string | undefined },
    access: ApiAccess<Settings>,
  ) => Promise<Page<Observation>>;
  /** The objects that show the current state of a subject; empty if the API cannot be asked for it. */
  readonly about: (subject: SubjectRef) => readonly { readonly kind: string; readonly id: string }[];
  /** One object; `gone` if the API says that it does not exist or was deleted. */
  readonly get: (
    object: { readonly kind: string; readonly id: string },
    access: ApiAccess<Settings>,
  ) => Promise<Observation | 'gone'>;
  /**
   * The meaning of a recorded observation. Each of its events has `isObserved`: it counts before all other events of its time. An object that
   * concerns several purchases (PayPal's dispute over several transactions) is split, as its deliveries are.
   *
   * @throws {UnusableEventError} with the name of the field
   */
  readonly normalise: (observation: AuthenticDelivery, settings: Settings) => Normalised;
}
