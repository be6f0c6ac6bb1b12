/** One HTTP request from a provider, its body exactly as it arrived. */
export interface Delivery {
  /** Names in lower case; a header sent twice is joined with `", "`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The raw bytes. Signatures are always verified over these bytes. */
  readonly body: Buffer;
  /** Path of the request as ingest received it, without the query: `/webhooks/stripe`. */
  readonly path: string;
  /** Query parameters; none of the included providers sends any. */
  readonly query: Readonly<Record<string, string>>;
  /** The secret last segment of the path, for providers whose `route` is `token`. */
  readonly pathToken?: string;
  /**
   * The network of the sender: an IPv4 address, or the /64 of an IPv6 address. It is used only to share budgets fairly, never to
   * accept or refuse a delivery. Absent if it is not known.
   */
  readonly source?: string;
}

/** Whether money is real. Events of the other mode than the account's are recorded as `ignored` and never applied. */
export type Mode = 'live' | 'test';
