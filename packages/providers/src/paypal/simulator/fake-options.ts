import type { FakeRequest, FakeResponse } from '../../simulator/fake-api.ts';

/** A response instead of that of the fake, for the `n`th request (from 1); `undefined` for its own response. */
interface Faults {
  readonly at: (request: FakeRequest, n: number) => FakeResponse | undefined;
}

export interface FakePaypalOptions {
  readonly now: () => Date;
  /** How far PayPal's clock is ahead of ours, milliseconds; negative if it is behind. It shows in the header `Date`. */
  readonly clockMs?: number;
  /** Of the only REST app. Any credentials are accepted if absent. */
  readonly credentials?: { readonly clientId: string; readonly clientSecret: string };
  /** How long a token is valid. PayPal's own are valid for about nine hours. */
  readonly tokenSeconds?: number;
  readonly faults?: Faults;
  /** The origin of the links in lists; the address of the request if absent. */
  readonly linkOrigin?: string;
  /** The time up to which the transaction search is complete; `now` if absent. */
  readonly refreshedAt?: () => Date;
  /** The maximum number of transactions in one query. */
  readonly maxTransactions?: number;
}
