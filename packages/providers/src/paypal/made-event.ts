/** For tests: the body of an event with this resource, and nothing else that would not have to be there. */
export const made = (type: string, resource: object, createTime = '2026-03-04T10:00:00Z'): Buffer =>
  Buffer.from(JSON.stringify({ id: 'WH-MADE', event_type: type, create_time: createTime, resource }));

/** For tests: an amount as v2 resources write it. */
export const usd = (value: string) => ({ currency_code: 'USD', value });
/** For tests: the same amount as canonical events have it. */
export const cents = (amountMinor: bigint) => ({ amountMinor, currency: 'USD', exponent: 2 });
