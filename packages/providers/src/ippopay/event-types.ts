/** IppoPay does not name events. The recorded event is an answer of its API; its type is the requested resource. */
export const HANDLED = ['order.transaction'] as const;
