/**
 * The subscription of a sale or of its refund. Subscriptions are `I-…`. A `B-…` is a billing agreement for reference
 * transactions: a permission to charge, and each charge is a purchase.
 */
export const subscriptionOf = ({
  billing_agreement_id: id,
}: {
  readonly billing_agreement_id?: string | undefined;
}): string | undefined => (id?.startsWith('I-') ? id : undefined);
