/**
 * Lemon Squeezy has no id of a payment: an order or an invoice stands for it. Their ids are numbers of separate series, so their kind
 * is part of the name.
 */
export const paymentOfOrder = (orderId: string): string => `order_${orderId}`;
export const paymentOfInvoice = (invoiceId: string): string => `invoice_${invoiceId}`;

/**
 * The payment for the start of a subscription. The first invoice names the subscription and not the order, and the order names
 * neither. The subscription names its order, so its events say that this name and the order's are one payment.
 */
export const firstPaymentOf = (subscriptionId: string): string => `first_of_subscription_${subscriptionId}`;
