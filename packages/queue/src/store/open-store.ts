import type { QueueTarget } from '../url/queue-target.ts';
import { openPostgresStore } from './postgres-store.ts';
import { openRedisStore } from './redis-store.ts';
import type { Store, StoreOptions } from './store.ts';

export const openStore = (target: QueueTarget, options: StoreOptions): Store =>
  target.backend === 'redis' ? openRedisStore(target, options) : openPostgresStore(target, options);
