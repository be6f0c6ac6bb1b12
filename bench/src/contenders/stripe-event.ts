/** The two rows that a simple handler writes for an event. */
export function readStripeEvent(text: string) {
  // Like such a handler, it assumes that a signed body has Stripe's form.
  const body = JSON.parse(text) as StripeEvent;
  const { object } = body.data;
  const occurredAt = new Date(body.created * 1000);
  return {
    event: { eventKey: body.id, type: body.type, occurredAt, body: body as unknown as object },
    order: {
      orderRef: object.payment_intent ?? object.id,
      merchantRef: object.metadata.order_id ?? null,
      status: object.status,
      amountMinor: BigInt(object.amount),
      currency: object.currency.toUpperCase(),
      updatedAt: occurredAt,
    },
  };
}

interface StripeEvent {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly data: {
    readonly object: {
      readonly id: string;
      readonly payment_intent?: string;
      readonly status: string;
      readonly amount: number;
      readonly currency: string;
      readonly metadata: { readonly order_id?: string };
    };
  };
}
