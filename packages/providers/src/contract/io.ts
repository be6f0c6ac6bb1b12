/** A request that the contract may make for a provider: to an address from configuration or an exact allow-list, never one that the input chose. */
export interface OutboundRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Whole exchange, milliseconds. */
  readonly timeoutMs: number;
  /** A longer response is an `UnavailableError`. */
  readonly maxBytes: number;
}

export interface OutboundResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * One exchange, redirects not followed (a 3xx comes back as it is).
 * Rejects with `UnavailableError` when there is no answer within the limits.
 */
export type OutboundFetch = (request: OutboundRequest) => Promise<OutboundResponse>;

/** All that a provider may touch of the world outside its arguments. */
export interface ProviderIo {
  readonly now: () => Date;
  readonly fetch: OutboundFetch;
  /** Downloads a signing certificate (PEM), cached and under a global budget. Rejects with `UnavailableError`. */
  readonly fetchCertificate: (url: URL) => Promise<string>;
}
