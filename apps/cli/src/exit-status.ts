/** What a script can tell from our exit status. */
export const EXIT = { good: 0, no: 1, usage: 2, differences: 3 } as const;
