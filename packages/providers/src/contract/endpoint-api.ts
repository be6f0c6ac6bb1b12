import type { ApiAccess } from './api-access.ts';

/** A webhook endpoint as the provider's API describes it. */
export interface ProviderEndpoint {
  readonly id: string;
  readonly url: string;
  readonly isEnabled: boolean;
  /** The event types that it subscribes to; `all` for every present and future type. */
  readonly eventTypes: readonly string[] | 'all';
  /** The version in which bodies are rendered, if the provider has versions. */
  readonly apiVersion?: string | undefined;
}

/** A new endpoint, with what Payspool needs to verify its deliveries. */
export interface CreatedEndpoint {
  readonly endpoint: ProviderEndpoint;
  /** The setting that gets `value`, a list: `webhookSecrets`, `webhookIds`. */
  readonly setting: string;
  /** The secret, which the provider shows only now, or the id that deliveries are signed with. */
  readonly value: string;
  /** Whether `value` is secret. */
  readonly isSecret: boolean;
}

/**
 * How the secret of an endpoint is changed. `second_endpoint`: a second endpoint for the same URL is created, and the first is removed later.
 * `replace_secret`: the secret of the endpoint is replaced. Otherwise the reason why a command cannot do it.
 */
export type Rotation<Settings = never> =
  | {
      readonly by: 'second_endpoint';
      /** How long the provider retries deliveries of the first one, days. */ readonly keepDays: number;
    }
  | {
      readonly by: 'replace_secret';
      /** How long deliveries with the earlier secret may still come, days. */
      readonly keepDays: number;
      readonly replace: (id: string, secret: string, access: ApiAccess<Settings>) => Promise<void>;
    }
  | { readonly by: 'nothing'; readonly reason: string };

/** The provider's API for webhook endpoints. */
export interface EndpointApi<Settings> {
  /** The names of the event types that an endpoint subscribes to, so that Payspool gets exactly what it handles. */
  readonly eventTypes: readonly string[];
  readonly list: (access: ApiAccess<Settings>) => Promise<readonly ProviderEndpoint[]>;
  readonly create: (
    endpoint: {
      readonly url: string;
      readonly secret: string;
      /** The types to subscribe to: all of `eventTypes` by default. Only for an API with `rareType`. */
      readonly eventTypes?: readonly string[];
    },
    access: ApiAccess<Settings>,
  ) => Promise<CreatedEndpoint>;
  /** Adds event types; it never removes any. */
  readonly subscribe: (
    endpoint: ProviderEndpoint,
    eventTypes: readonly string[],
    access: ApiAccess<Settings>,
  ) => Promise<void>;
  readonly disable?: (id: string, access: ApiAccess<Settings>) => Promise<void>;
  /** Enables a disabled endpoint. With it, the second endpoint of a rotation is disabled until ingest knows its secret. */
  readonly enable?: (id: string, access: ApiAccess<Settings>) => Promise<void>;
  readonly remove?: (id: string, access: ApiAccess<Settings>) => Promise<void>;
  /** Makes the provider send a test event; absent if its API cannot. */
  readonly ping?: (id: string, access: ApiAccess<Settings>) => Promise<void>;
  readonly rotation: Rotation<Settings>;
  /** The version of the account, which `payspool endpoints check` compares with that of the endpoint. */
  readonly accountVersion?: (access: ApiAccess<Settings>) => Promise<string | undefined>;
  /**
   * A handled type that hardly ever happens. The second endpoint of a rotation subscribes to it alone until ingest knows its secret, because
   * an endpoint is enabled when it is created.
   */
  readonly rareType?: string;
  /** What the key must be allowed to do, in the words of the provider's dashboard, for messages: `Webhook Endpoints: Write`. */
  readonly permission?: { readonly read: string; readonly change: string };
}
