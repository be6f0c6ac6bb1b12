/** IppoPay names no events. What is recorded is an answer of its API, called by what was asked for. */
export const HANDLED = ['order.transaction'] as const;
