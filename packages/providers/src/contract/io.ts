/** A request to a provider. Its address comes from the configuration or an exact allow-list, never from the input. */
export interface OutboundRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Time limit of the whole exchange, in milliseconds. */
  readonly timeoutMs: number;
  /** A longer response gives an `UnavailableError`. */
  readonly maxBytes: number;
}

export interface OutboundResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * One exchange. Redirects are not followed (a 3xx is returned as it is). Rejects with `UnavailableError` if there is no answer within the limits.
 */
export type OutboundFetch = (request: OutboundRequest) => Promise<OutboundResponse>;

/** One entry of a shared cache. */
export interface CacheEntry {
  readonly key: string;
  readonly value: string;
}

/** A part of a shared cache, with its limits. */
export interface CachePartition {
  /** Lower-case letters and dashes. */
  readonly name: string;
  /** The maximum number of entries; the entry with the oldest write is removed first. */
  readonly maxEntries: number;
  /** Maximum size of one value. A longer one is neither written nor read. */
  readonly maxBytes: number;
  /** Lifetime after the last write of an entry, in milliseconds. */
  readonly ttlMs: number;
}

/**
 * A small cache that outlives a process and is shared with other processes. It may be empty or unavailable at any time. A
 * provider never trusts it and checks each value again. Both calls have a time limit and reject if they fail.
 */
export interface SharedCache {
  /** The entries of a partition, the last written one first. */
  readonly read: (partition: CachePartition) => Promise<readonly CacheEntry[]>;
  readonly write: (partition: CachePartition, entries: readonly CacheEntry[]) => Promise<void>;
}

/** A delivery that was verified. */
export interface CertificateProof {
  /** The certificate that verified its signature, and its address; absent if the certificate is configured. */
  readonly certificate?: { readonly url: URL; readonly pem: string };
  /** The source of the delivery. */
  readonly source?: string | undefined;
}

/** All external resources that a provider may use. */
export interface ProviderIo {
  readonly now: () => Date;
  readonly fetch: OutboundFetch;
  /**
   * A signing certificate (PEM), cached, and downloaded within a budget. `source` is the source of the delivery that names the
   * address. Rejects with `UnavailableError`.
   */
  readonly fetchCertificate: (url: URL, source?: string) => Promise<string>;
  /**
   * For a delivery that the cached certificate does not verify: downloads the certificate again, unless this process downloaded
   * it itself; it then resolves to `undefined`. Rejects with `UnavailableError`.
   */
  readonly downloadCertificate?: (url: URL) => Promise<string | undefined>;
  /** Called for every verified delivery, so that the certificate's address and the source have a budget of their own from then on. */
  readonly certificateProved?: (proof: CertificateProof) => void;
}
