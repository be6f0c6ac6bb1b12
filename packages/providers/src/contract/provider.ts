import type { CanonicalEvent, Subject } from '@payspool/events';
import type { z } from 'zod';
import type { Delivery, Mode } from './delivery.ts';
import type { ProviderIo } from './io.ts';
import type { ApiRate } from './api-access.ts';
import type { EndpointApi } from './endpoint-api.ts';
import type { ProviderReads } from './provider-reads.ts';
import type { PersonalPolicy } from '../personal/policy.ts';
import type { Recognition } from './recognition.ts';
import type { Refusal, Verdict } from './verdict.ts';

/** Decides whether a delivery is authentic. Rejects with `UnavailableError` if this cannot be decided now. */
export type Verify = (delivery: Delivery) => Verdict | Promise<Verdict>;

/** What ingest needs from an authentic body: its identity. Never throws, for any body. */
export interface Identity {
  /** 1–255 printable ASCII characters, unique per event within an account. It contains the provider's own signed id, if there is one. */
  readonly eventKey: string;
  /** The provider's event type, if it can be read. */
  readonly type?: string | undefined;
  /** Whether it is a hint, which `confirm` answers. If absent, each delivery of a provider with `confirm` is a hint. */
  readonly isHint?: boolean;
}

/** Whether a delivery is a hint, which `confirm` answers, and not an event of its own. */
export const isHint = (identity: Identity, provider: Pick<Provider, 'confirm'>): boolean =>
  identity.isHint ?? provider.confirm !== undefined;

/** The input of `normalise`: a delivery that was authentic when it arrived. */
export interface AuthenticDelivery {
  readonly body: Buffer;
  /** Only the headers in the provider's `keptHeaders`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The signed time of the delivery. It replaces an event time that cannot be parsed. Absent if the scheme signs none. */
  readonly signedAt?: Date;
  /**
   * When ingest accepted the delivery first. It is stored with the event, so it is the same at every reading. Only for an event to
   * which the provider gives no time at all, in its body or in its signature.
   */
  readonly receivedAt?: Date;
}

interface Meaning {
  /** The provider's own event type. */
  readonly type: string;
  /** Provider's time of the event, `2026-01-31T12:00:00.000Z`; absent only when neither body nor signature has one. */
  readonly occurredAt?: string;
  /** The mode in the body (`livemode`), if it has one. */
  readonly mode?: Mode;
  /** The merchant's account of the event, if the body names one. */
  readonly merchant?: NamedMerchant;
}

/** A merchant's account at the provider, as a body names it: Stripe Connect's `account`, Razorpay's `account_id`. */
export interface NamedMerchant {
  /** The provider's id of it: `acct_…`. */
  readonly ref: string;
  /**
   * `ours`: the account of the endpoint, or no account is configured to compare with. `connected`: another merchant's account
   * that the settings allow; its rows are separate. `other`: another merchant's account, whose events are recorded as ignored.
   */
  readonly is: 'ours' | 'connected' | 'other';
  /** The variable that would allow an `other` account, without the provider's prefix; used in the recorded reason. */
  readonly setting?: string;
}

/** A question that a signed event leaves open, an amount for example. It is answered by `confirm`, like a hint. */
export interface Question {
  /** 1–200 printable ASCII characters, unique within the account and the same at every reading. */
  readonly key: string;
  /** The body of the hint. */
  readonly body: Buffer;
}

/** The events of one purchase or subscription in a delivery. */
type PartMeaning =
  | {
      readonly outcome: 'events';
      readonly events: readonly CanonicalEvent[];
      /** Unknown words that were treated as "unchanged"; ids and types only. */
      readonly warnings: readonly string[];
      /** What the body does not contain, and the provider's API must be asked for. */
      readonly questions?: readonly Question[];
    }
  | { readonly outcome: 'ignored'; readonly reason: string };

/** One part of a delivery that concerns several purchases. It is recorded and applied separately, and it can fail separately. */
export type DeliveryPart = {
  /** 1–100 printable ASCII characters, unique within the delivery and the same at every reading: an id from the body. */
  readonly key: string;
  /**
   * The part's own event key, if its id is unique within the account, so that it is the same event in another delivery. If absent, the
   * key is made of the delivery's key and `key`.
   */
  readonly eventKey?: string;
  /** The provider's type of this part, if it has its own. */
  readonly type?: string;
  /** When this part happened, if the body says so: `2026-01-31T12:00:00.000Z`. */
  readonly occurredAt?: string | undefined;
} & (PartMeaning | { readonly outcome: 'failed'; readonly code: string; readonly reason: string });

/** A delivery about one purchase or subscription, or about none. */
export type NormalisedWhole = Meaning & PartMeaning;

/** The meaning of a delivery: canonical events of one purchase or subscription, or several parts, or a reason to ignore it. */
export type Normalised =
  | NormalisedWhole
  | (Meaning & { readonly outcome: 'split'; readonly parts: readonly DeliveryPart[] });

/** The answer of the provider's API to a hint. It is authoritative and is recorded instead of the hint. */
export interface Confirmation {
  /** One entry per event to record. `body` is the API's answer, byte for byte: the evidence, and the input of `normalise`. */
  readonly deliveries: readonly { readonly eventKey: string; readonly body: Buffer }[];
  /** The state is final; no further question is needed. */
  readonly final: boolean;
}

/** What an account cannot do with its settings. */
export interface Limitation {
  /** What is limited, and why: `amounts are not confirmed, …`. */
  readonly found: string;
  /** The key of the setting that removes it. */
  readonly setting: string;
  /** The end of a sentence that begins with the setting's name. */
  readonly remedy: string;
}

/** The provider's own statuses, each with its canonical status or type; for the reference. */
export type StatusWords = Partial<Record<Subject, Readonly<Record<string, string>>>>;

/** Settings are a flat zod object; a key `webhookSecrets` of `stripe` is read from `STRIPE_WEBHOOK_SECRETS`. */
export type SettingsSchema = z.ZodObject;

export interface Provider<Schema extends SettingsSchema = SettingsSchema> {
  /** In URLs, tables and configuration: lower-case letters. */
  readonly slug: string;
  /** For people: `Stripe`. */
  readonly title: string;
  readonly settings: Schema;
  /**
   * The settings that docker-compose.yml and the Kubernetes manifests give as files: `verifying` ones to ingest alone, `reading`
   * ones to ingest and worker, `calling` ones to the worker alone.
   */
  readonly fileSettings: {
    readonly verifying?: readonly (keyof z.output<Schema> & string)[];
    readonly reading?: readonly (keyof z.output<Schema> & string)[];
    readonly calling?: readonly (keyof z.output<Schema> & string)[];
  };
  /** Whether these settings can verify deliveries. If not, the provider is off. */
  readonly isConfigured: (settings: z.output<Schema>) => boolean;
  /** What a configured account cannot do without a further setting; `payspool doctor` reports it. */
  readonly limitation?: (settings: z.output<Schema>) => Limitation | undefined;
  /** How `payspool verify` recognises a delivery of this provider, before anything is verified. */
  readonly recognises: Recognition;
  /** What an operator does after a refusal, in one or two sentences, where the general advice of `payspool verify` does not fit. */
  readonly remedies?: Partial<Readonly<Record<Refusal, string>>>;
  /** The meaning of the path segment after the slug: the account's name, or a secret that identifies the account. */
  readonly route: 'account' | 'token';
  /** Whether a later event of a purchase may bring the merchant's own id; publishing then waits for it. */
  readonly mayNameMerchantRefLater: boolean;
  /** The event types by its documentation: `handled` ones change a row, `ignored` ones are known and do not, each with its reason. */
  readonly eventTypes: {
    readonly handled: readonly string[];
    readonly ignored: Readonly<Record<string, string>>;
  };
  /** The mapping of its statuses. A status that is not in the list changes nothing and gives a warning. */
  readonly statusWords: StatusWords;
  /** Whether a delivery names a certificate that must be downloaded to verify it. */
  readonly downloadsCertificates?: boolean;
  /** Lower-case names of the headers that are queued and stored with the body. They must not contain credentials. */
  readonly keepHeaders: readonly string[];
  /** Which values of its bodies are personal data. They are masked wherever a body is shown. */
  readonly personal: PersonalPolicy;
  /** Body of a 2xx answer, if the provider requires a special one. */
  readonly reply?: { readonly contentType: string; readonly body: string };
  /** The status of the answer to a new delivery, if the provider takes no other 2xx for a success. 202 if absent. */
  readonly acceptedStatus?: 200;

  /** Called once per account at start; it prepares everything that can be prepared. */
  readonly createVerifier: (account: {
    readonly settings: z.output<Schema>;
    readonly mode: Mode;
    readonly io: ProviderIo;
  }) => Verify;
  readonly identify: (delivery: Pick<Delivery, 'headers' | 'body'>) => Identity;
  /** @throws {UnusableEventError} with the name of the field */
  readonly normalise: (delivery: AuthenticDelivery, settings: z.output<Schema>) => Normalised;
  /** How often its API may be asked, by all processes together and for each account. */
  readonly apiRate?: ApiRate;
  /**
   * Present if deliveries are unsigned hints, or if signed ones leave questions open: asks the provider's API. Rejects with
   * `UnavailableError` to be called again, and with `UnusableEventError` if the API refuses permanently.
   */
  readonly confirm?: (
    hint: AuthenticDelivery,
    account: { readonly settings: z.output<Schema>; readonly mode: Mode; readonly io: ProviderIo },
  ) => Promise<Confirmation>;
  /** What its API can be asked for, without any delivery: events that were missed, and the current state of objects. */
  readonly reads?: ProviderReads<z.output<Schema>>;
  /** Its API for webhook endpoints; a sentence that says what to do instead if it has none. */
  readonly endpoints?: EndpointApi<z.output<Schema>> | string;
}

/** Defines a provider and keeps the type of its settings. */
export const defineProvider = <Schema extends SettingsSchema>(provider: Provider<Schema>): Provider<Schema> =>
  provider;
