import type { OrderStatus, SubscriptionStatus } from '@payspool/events';

/** What can be played against an ingest, under the same names for every provider. */
export const SCENARIOS = [
  'checkout',
  'refund',
  'failed-then-paid',
  'subscription',
  'renewal',
  'cancellation',
  'dispute',
] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

export interface ScenarioContext {
  /** Unique per run and copy, 12 lower-case letters and digits: becomes part of every id, so that copies never meet. */
  readonly uid: string;
  /** When the story begins; its events follow, seconds to days later. */
  readonly startsAt: Date;
}

/** One delivery before it is signed. */
export interface SimulatedDelivery {
  /** The provider's event type. */
  readonly type: string;
  readonly body: Buffer;
  /** The provider's time of the event. */
  readonly occurredAt: Date;
}

/** Written by hand beside the scenario, never computed by the code that it checks. */
export interface ExpectedOrder {
  readonly orderRef: string;
  readonly status: OrderStatus;
  readonly disputed: boolean;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly paidMinor: bigint;
  readonly refundedMinor: bigint;
  readonly chargedBackMinor: bigint;
}

export interface ExpectedSubscription {
  readonly subscriptionRef: string;
  readonly status: SubscriptionStatus;
}

export interface Scenario {
  /** In the order in which things happened; any order of delivery ends in the same rows. */
  readonly deliveries: readonly SimulatedDelivery[];
  /** The rows that all of its deliveries must leave. */
  readonly expected: {
    readonly orders: readonly ExpectedOrder[];
    readonly subscriptions: readonly ExpectedSubscription[];
  };
}

/** Credentials for one account, made for a run: what ingest is configured with, and what signs. */
export interface SimulatedCredentials {
  /** Environment variables by name, `STRIPE_WEBHOOK_SECRETS`. */
  readonly env: Readonly<Record<string, string>>;
  /** What `sign` needs; JSON-safe so that it can be kept in a file. */
  readonly signing: Readonly<Record<string, string>>;
}

/** A request ready to be sent. */
export interface SignedRequest {
  /** What follows `/webhooks/<slug>` in the path: empty, or `/<token>`. */
  readonly pathSuffix: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Simulator {
  readonly createCredentials: (options: { readonly now: Date }) => Promise<SimulatedCredentials>;
  /** The variable of `signing` that a person would pass as `--secret`, where one string is enough. */
  readonly secretKey?: string;
  /** Whether a resend carries the signed time of the first attempt, rather than its own. */
  readonly keepsStamp?: true;
  /** Signs one attempt made at `sentAt`. `path` is the full path that ingest will see. */
  readonly sign: (request: {
    readonly body: Buffer;
    readonly sentAt: Date;
    readonly path: string;
    readonly signing: Readonly<Record<string, string>>;
  }) => SignedRequest;
  /** A scenario that the provider's product does not have is absent. */
  readonly scenarios: Partial<Record<ScenarioName, (context: ScenarioContext) => Scenario>>;
}
