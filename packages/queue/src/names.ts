/** The queue that ingest fills and the worker empties. */
export const DELIVERIES = 'deliveries';

/** The queue that the outbox fills: one job per transition and consumer. */
export const REACTIONS = 'reactions';

/** The queue of what workers do by the clock: reading from the providers' APIs. */
export const TASKS = 'tasks';

export type QueueName = typeof DELIVERIES | typeof REACTIONS | typeof TASKS;

/** Prefix of every key in Redis. The hash tag puts all of them on one slot, so that Redis Cluster is a setting. */
export const KEY_PREFIX = '{payspool}';
