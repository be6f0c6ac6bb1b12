/** The kinds of objects, each with the path before its id. */
export const PATHS = {
  order: '/v2/checkout/orders/',
  authorization: '/v2/payments/authorizations/',
  capture: '/v2/payments/captures/',
  refund: '/v2/payments/refunds/',
  refundV1: '/v1/payments/refund/',
  sale: '/v1/payments/sale/',
  subscription: '/v1/billing/subscriptions/',
  agreement: '/v1/payments/billing-agreements/',
  dispute: '/v1/customer/disputes/',
} as const;

export type FakeKind = keyof typeof PATHS;
export type FakeObject = Readonly<Record<string, unknown>>;

/** The objects by kind and id. */
export interface FakeStore {
  readonly get: (kind: FakeKind, id: string) => FakeObject | undefined;
  readonly put: (kind: FakeKind, object: FakeObject) => void;
}
