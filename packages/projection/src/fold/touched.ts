/** The names in the state of everything that an event changes, or that changes when an instant is undone. */
export interface Touched {
  readonly payments: string[];
  readonly refunds: string[];
  /** By `disputePart`. */
  readonly disputes: string[];
  readonly subscriptions: string[];
  /** Whether the merchant reference that payments name may have changed. */
  inferred: boolean;
}

export const nothingTouched = (): Touched => ({
  payments: [],
  refunds: [],
  disputes: [],
  subscriptions: [],
  inferred: false,
});
