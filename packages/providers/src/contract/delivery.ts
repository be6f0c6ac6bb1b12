/** One HTTP request from a provider, its body exactly as it arrived. */
export interface Delivery {
  /** Names in lower case; a header sent twice is joined with `", "`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The raw bytes. Nothing is ever verified over anything else. */
  readonly body: Buffer;
  /** Path of the request as our server saw it, without the query: `/webhooks/stripe`. */
  readonly path: string;
  /** Query parameters; none of the shipped providers sends any. */
  readonly query: Readonly<Record<string, string>>;
  /** The secret last segment of the path, for providers whose `route` is `token`. */
  readonly pathToken?: string;
  /**
   * Which network it came from: an IPv4 address, or the /64 of an IPv6 address. Used to share budgets fairly, and for nothing else:
   * no delivery is believed or refused for it. Absent where it is not known.
   */
  readonly source?: string;
}

/** Whether money is real. Events of the mode that is not the account's are recorded `ignored`, never applied. */
export type Mode = 'live' | 'test';
