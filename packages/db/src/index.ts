import type { Prisma, PrismaClient } from './generated/client.ts';

export { openDatabase, type DatabaseOptions, type OpenDatabase } from './client.ts';
export { type DashboardRoleOptions, grantDashboardRole } from './dashboard-role.ts';
export { defaultTimeZone } from './default-time-zone.ts';
export { DatabaseUnreachableError, MigrationFailedError } from './errors.ts';
export { Prisma } from './generated/client.ts';
export { isMigrated } from './migrations-folder.ts';
export { listen, type Listener, OUTBOX_CHANNEL } from './listen.ts';
export { migrateDatabase, type MigrateOptions } from './migrate.ts';
export { pendingMigrations } from './migrations-folder.ts';
export { queryDirectly } from './query-directly.ts';
export { proveWrite, WriteRefusedError } from './prove-write.ts';
export { sqlStateOf } from './prove-write.ts';

export type Database = PrismaClient;
/** The client inside `$transaction`. */
export type Transaction = Prisma.TransactionClient;
