/** The payment that a refund or dispute is about: the intent, with its charge as another name, or a charge that has none. */
export function paymentOf(about: { payment_intent?: string | null; charge?: string | null }): {
  paymentRef?: string;
  paymentAliases?: string[];
} {
  const charge = about.charge ?? undefined;
  if (!about.payment_intent) return charge ? { paymentRef: charge } : {};
  return { paymentRef: about.payment_intent, ...(charge ? { paymentAliases: [charge] } : {}) };
}
