/** How long a connection may take to be made, milliseconds. */
export const CONNECT_TIMEOUT_MS = 5_000;
