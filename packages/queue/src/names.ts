/** The queue that ingest fills and the worker empties. */
export const DELIVERIES = 'deliveries';

/** Prefix of every key in Redis. The hash tag puts all of them on one slot, so that Redis Cluster is a setting. */
export const KEY_PREFIX = '{payspool}';
