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

/** One thing that is kept in a shared cache. */
export interface CacheEntry {
  readonly key: string;
  readonly value: string;
}

/** A part of a shared cache, with its bounds. */
export interface CachePartition {
  /** Lower-case letters and dashes. */
  readonly name: string;
  /** Beyond it the entry that was written longest ago goes. */
  readonly maxEntries: number;
  /** Of one value. A longer one is neither written nor read. */
  readonly maxBytes: number;
  /** After the last write of an entry, milliseconds. */
  readonly ttlMs: number;
}

/**
 * A small cache that outlives a process and is shared with others of its kind. It may be empty or away at any time, and whoever
 * reads from it checks again what it says: a provider never trusts it. Both calls are bounded in time, and reject when they fail.
 */
export interface SharedCache {
  /** The entries of a partition, the one that was written last first. */
  readonly read: (partition: CachePartition) => Promise<readonly CacheEntry[]>;
  readonly write: (partition: CachePartition, entries: readonly CacheEntry[]) => Promise<void>;
}

/** A delivery that was verified. */
export interface CertificateProof {
  /** The certificate that its signature was verified with, and its address; absent where the certificate is configured. */
  readonly certificate?: { readonly url: URL; readonly pem: string };
  /** Where the delivery came from. */
  readonly source?: string | undefined;
}

/** All that a provider may touch of the world outside its arguments. */
export interface ProviderIo {
  readonly now: () => Date;
  readonly fetch: OutboundFetch;
  /**
   * A signing certificate (PEM), cached, and downloaded within a budget. `source` is where the delivery came from that names the address.
   * Rejects with `UnavailableError`.
   */
  readonly fetchCertificate: (url: URL, source?: string) => Promise<string>;
  /**
   * For a delivery that the certificate handed out before does not verify: the address is asked, unless the certificate was downloaded
   * by this process anyway, in which case it resolves to `undefined`. Rejects with `UnavailableError`.
   */
  readonly downloadCertificate?: (url: URL) => Promise<string | undefined>;
  /** Is told of every delivery that was verified, so that the certificate's address and the source have a budget of their own from then on. */
  readonly certificateProved?: (proof: CertificateProof) => void;
}
