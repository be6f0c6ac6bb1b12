import type { OrderStatus, SubscriptionStatus } from '@payspool/events';
import type { FakeApi } from './fake-api.ts';

/** The scenarios that can be sent to an ingest, with the same names for every provider. */
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
  /** Unique per run and copy, 12 lower-case letters and digits. It is a part of every id, so that copies never share an id. */
  readonly uid: string;
  /** The start of the scenario; its events follow seconds to days later. */
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

/** The expected rows, written by hand with the scenario, never computed by the code under test. */
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
  /** In the order in which the events happened; any order of delivery leads to the same rows. */
  readonly deliveries: readonly SimulatedDelivery[];
  /** Of `failed-then-paid`: how many of its deliveries come before the payment succeeds. Absent if each delivery is confirmed by the latest state. */
  readonly unpaid?: number;
  /** The rows that must exist after all of its deliveries. */
  readonly expected: {
    readonly orders: readonly ExpectedOrder[];
    readonly subscriptions: readonly ExpectedSubscription[];
  };
}

/** Credentials for one account and one run: the variables of ingest, and the keys for signing. */
export interface SimulatedCredentials {
  /** Environment variables by name, `STRIPE_WEBHOOK_SECRETS`. */
  readonly env: Readonly<Record<string, string>>;
  /** The keys for `sign`, as JSON, so that they can be stored in a file. */
  readonly signing: Readonly<Record<string, string>>;
}

/** A request that is ready to send. */
export interface SignedRequest {
  /** The path after `/webhooks/<slug>`: empty, or `/<token>`. */
  readonly pathSuffix: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The provider's API that the worker asks about a hint or a signed event, as far as a confirmation needs it. */
export interface SimulatedApi {
  /** The variable with its address, `IPPOPAY_API_URL`. */
  readonly variable: string;
  /** Answers `GET <path>`. `askedTimes` is 1 at the first request for this path. */
  readonly answer: (path: string, askedTimes: number) => { readonly status: number; readonly body: string };
}

/** A fake of the API from which events and objects are read. */
export interface SimulatedReading {
  readonly api: FakeApi;
  /** The variables that lead the worker to it. */
  readonly env: (url: string) => Readonly<Record<string, string>>;
  /** Adds the events of these deliveries, and what they say about objects, as if they had happened now. */
  readonly add: (deliveries: readonly SimulatedDelivery[]) => void;
}

export interface Simulator {
  readonly createCredentials: (options: { readonly now: Date }) => Promise<SimulatedCredentials>;
  /**
   * Public credentials for docker-compose.yml. Live mode recognises them by `mark`, which each secret contains. Absent if a delivery
   * is confirmed by the provider's API, which an example deployment cannot reach.
   */
  readonly createDemoCredentials?: (mark: string) => Promise<SimulatedCredentials>;
  /** The key of `signing` that `--secret` sets, if one string is enough. */
  readonly secretKey?: string;
  /**
   * The body of a fixture, if the provider does not send it as it is written: the content of a JWS, as a JWS without a valid
   * signature. `sign` accepts both.
   */
  readonly encode?: (content: Buffer) => Buffer;
  /** Present if the signature is in the body and covers values of it, not its bytes: how a delivery is forged. */
  readonly signatureInBody?: {
    /** The body with another signature; without one if `change` returns `undefined`. */
    readonly replace: (body: Buffer, change: (signature: string) => string | undefined) => Buffer;
    /** Copies of the body, each with another signed value. */
    readonly alter: (body: Buffer) => readonly Buffer[];
  };
  /** Whether a retry has the signed time of the first attempt instead of its own. */
  readonly keepsStamp?: true;
  /** Signs one attempt made at `sentAt`. `path` is the full path that ingest will see. */
  readonly sign: (request: {
    readonly body: Buffer;
    readonly sentAt: Date;
    readonly path: string;
    readonly signing: Readonly<Record<string, string>>;
  }) => SignedRequest;
  /** Present if deliveries are hints, or leave questions: the API that answers them. */
  readonly api?: SimulatedApi;
  /** Present if events or objects can be read from the provider's API. */
  readonly createReading?: (options: { readonly now: () => Date }) => SimulatedReading;
  /** A scenario that does not exist for the provider's product is absent. */
  readonly scenarios: Partial<Record<ScenarioName, (context: ScenarioContext) => Scenario>>;
}
