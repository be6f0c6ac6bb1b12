/** The account that an event was delivered to: `default` of `default/acct_1`, an account that is connected to it. */
export const endpointAccountOf = (account: string): string => account.split('/', 1)[0] ?? account;
