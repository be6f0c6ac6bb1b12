/** What one event, or an instant that is taken back, is about: by the names that the state has for it. */
export interface Touched {
  readonly payments: string[];
  readonly refunds: string[];
  /** By `disputePart`. */
  readonly disputes: string[];
  readonly subscriptions: string[];
  /** What payments name as the merchant's own id. */
  inferred: boolean;
}

export const nothingTouched = (): Touched => ({
  payments: [],
  refunds: [],
  disputes: [],
  subscriptions: [],
  inferred: false,
});
