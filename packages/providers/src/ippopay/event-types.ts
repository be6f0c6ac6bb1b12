/** IppoPay names no events. What is recorded is an answer of its API, called by what was asked for. */
export const HANDLED = ['order.transaction'] as const;

/** None: there are no other events. */
export const IGNORED = {} as const satisfies Record<string, string>;
