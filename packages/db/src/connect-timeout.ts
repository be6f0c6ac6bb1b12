/** Time limit for making a connection, in milliseconds. */
export const CONNECT_TIMEOUT_MS = 5_000;
