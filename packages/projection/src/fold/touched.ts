/** What one event, or an instant that is taken back, is about: by the names that the state has for it. */
export interface Touched {
  readonly payments: Set<string>;
  readonly refunds: Set<string>;
  /** By `disputePart`. */
  readonly disputes: Set<string>;
  readonly subscriptions: Set<string>;
  /** What payments name as the merchant's own id. */
  inferred: boolean;
}

export const nothingTouched = (): Touched => ({
  payments: new Set(),
  refunds: new Set(),
  disputes: new Set(),
  subscriptions: new Set(),
  inferred: false,
});
