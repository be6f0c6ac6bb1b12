/** The exit statuses of the commands, for scripts. */
export const EXIT = { good: 0, no: 1, usage: 2, differences: 3 } as const;
