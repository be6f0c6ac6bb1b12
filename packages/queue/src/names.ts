/** The queue that ingest fills and the worker empties. */
export const DELIVERIES = 'deliveries';

/** The queue that the outbox fills: one job per transition and consumer. */
export const REACTIONS = 'reactions';

export type QueueName = typeof DELIVERIES | typeof REACTIONS;

/** Prefix of every key in Redis. The hash tag puts all of them on one slot, so that Redis Cluster is a setting. */
export const KEY_PREFIX = '{payspool}';
