import type { CanonicalEvent, Subject } from '@payspool/events';
import type { z } from 'zod';
import type { Delivery, Mode } from './delivery.ts';
import type { ProviderIo } from './io.ts';
import type { Simulator } from './simulator.ts';
import type { Verdict } from './verdict.ts';

/** Decides whether a delivery is authentic. Rejects with `UnavailableError` when that cannot be known now. */
export type Verify = (delivery: Delivery) => Verdict | Promise<Verdict>;

/** What ingest needs to know of an authentic body: who it is. Never throws, whatever the body. */
export interface Identity {
  /** 1–255 printable ASCII characters, unique per event within an account; holds the provider's own signed id where there is one. */
  readonly eventKey: string;
  /** The provider's event type, where it can be read. */
  readonly type?: string;
}

/** What the worker hands to `normalise`: a delivery that was authentic when it arrived. */
export interface AuthenticDelivery {
  readonly body: Buffer;
  /** Only those that the provider keeps. */
  readonly headers: Readonly<Record<string, string>>;
  /** The signed time of transmission: stands in for an event time that does not parse. Absent where the scheme signs none. */
  readonly signedAt?: Date;
}

interface Meaning {
  /** The provider's own event type. */
  readonly type: string;
  /** Provider's time of the event, `2026-01-31T12:00:00.000Z`; absent only when neither body nor signature has one. */
  readonly occurredAt?: string;
  /** As the body says it (`livemode`), where it does. */
  readonly mode?: Mode;
  /** Whose event it is, where the body names a merchant's account. */
  readonly merchant?: NamedMerchant;
}

/** A merchant's account at the provider, as a body names it: Stripe Connect's `account`, Razorpay's `account_id`. */
export interface NamedMerchant {
  /** The provider's id of it: `acct_…`. */
  readonly ref: string;
  /**
   * `ours`: the account that the endpoint is configured for, or nothing is configured to compare it with. `connected`: another
   * merchant's that the settings let in: its rows are kept apart from ours. `other`: another merchant's, recorded and ignored.
   */
  readonly is: 'ours' | 'connected' | 'other';
  /** The variable that would let an `other` one in, without the provider's prefix in lower case: for the reason. */
  readonly setting?: string;
}

/** What one purchase or subscription has of a delivery. */
type PartMeaning =
  | {
      readonly outcome: 'events';
      readonly events: readonly CanonicalEvent[];
      /** Unknown words that were treated as "unchanged"; ids and types only. */
      readonly warnings: readonly string[];
    }
  | { readonly outcome: 'ignored'; readonly reason: string };

/** One part of a delivery that tells of several purchases. It is recorded, applied and fails by itself. */
export type DeliveryPart = {
  /** 1–100 printable ASCII characters, unique within the delivery and the same whenever it is read: an id of the body's own. */
  readonly key: string;
  /** The provider's type of this part, where it has one of its own. */
  readonly type?: string;
  /** When this part happened, where the body says so: `2026-01-31T12:00:00.000Z`. */
  readonly occurredAt?: string | undefined;
} & (PartMeaning | { readonly outcome: 'failed'; readonly code: string; readonly reason: string });

/** A delivery that is about one purchase or subscription, or about none. */
export type NormalisedWhole = Meaning & PartMeaning;

/** What a delivery means: canonical events, all of one purchase or subscription; or several parts; or nothing, for a reason. */
export type Normalised =
  | NormalisedWhole
  | (Meaning & { readonly outcome: 'split'; readonly parts: readonly DeliveryPart[] });

/** What the provider's API answered about a hint: authoritative, recorded in the hint's stead. */
export interface Confirmation {
  /** One per fact to record. `body` is what the API said, byte for byte: the evidence, and the input of `normalise`. */
  readonly deliveries: readonly { readonly eventKey: string; readonly body: Buffer }[];
  /** Nothing more is going to change: nobody needs to ask again. */
  readonly final: boolean;
}

/** The provider's own words for a state, and the canonical status or type that each becomes; for the reference. */
export type StatusWords = Partial<Record<Subject, Readonly<Record<string, string>>>>;

/** Settings are a flat zod object; a key `webhookSecrets` of `stripe` is read from `STRIPE_WEBHOOK_SECRETS`. */
export type SettingsSchema = z.ZodObject;

export interface Provider<Schema extends SettingsSchema = SettingsSchema> {
  /** In URLs, tables and configuration: lower-case letters. */
  readonly slug: string;
  /** For people: `Stripe`. */
  readonly title: string;
  readonly settings: Schema;
  /** Whether these settings can verify anything. A provider that cannot is off. */
  readonly isConfigured: (settings: z.output<Schema>) => boolean;
  /** What the path segment after the slug is: the account's name, or a secret that names the account. */
  readonly route: 'account' | 'token';
  /** Whether the merchant's own id of a purchase may come with another event of it than the first: publishing then waits for it. */
  readonly mayNameMerchantRefLater: boolean;
  /** What its words for states become. A word that is not there leaves the status as it is, with a warning. */
  readonly statusWords: StatusWords;
  /** Whether a delivery names a certificate that has to be downloaded before it can be verified. */
  readonly downloadsCertificates?: boolean;
  /** Lower-case names of the headers that travel with the body and are stored. No credentials. */
  readonly keepHeaders: readonly string[];
  /** Body of a 2xx answer where the provider demands one of its own; ours otherwise. */
  readonly reply?: { readonly contentType: string; readonly body: string };

  /** Called once per account at start: everything that can be prepared is prepared here. */
  readonly createVerifier: (account: {
    readonly settings: z.output<Schema>;
    readonly mode: Mode;
    readonly io: ProviderIo;
  }) => Verify;
  readonly identify: (delivery: Pick<Delivery, 'headers' | 'body'>) => Identity;
  /** @throws {UnusableEventError} naming the field */
  readonly normalise: (delivery: AuthenticDelivery, settings: z.output<Schema>) => Normalised;
  /**
   * Present where deliveries are unsigned hints: asks the provider's API what is true.
   * Rejects with `UnavailableError` to be asked again, with `UnusableEventError` when the API refuses for good.
   */
  readonly confirm?: (
    hint: AuthenticDelivery,
    account: { readonly settings: z.output<Schema>; readonly io: ProviderIo },
  ) => Promise<Confirmation>;

  /** Makes authentic deliveries for tests, the demo and `payspool simulate`. */
  readonly simulator: Simulator;
}

/** Keeps the settings' type while a provider is written down. */
export const defineProvider = <Schema extends SettingsSchema>(provider: Provider<Schema>): Provider<Schema> =>
  provider;
