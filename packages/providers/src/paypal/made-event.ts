/** For tests: the body of an event with this resource and only the required fields. */
export const made = (type: string, resource: object, createTime = '2026-03-04T10:00:00Z'): Buffer =>
  Buffer.from(JSON.stringify({ id: 'WH-MADE', event_type: type, create_time: createTime, resource }));

/** For tests: an amount in the form of v2 resources. */
export const usd = (value: string) => ({ currency_code: 'USD', value });
/** For tests: the same amount in the form of canonical events. */
export const cents = (amountMinor: bigint) => ({ amountMinor, currency: 'USD', exponent: 2 });
