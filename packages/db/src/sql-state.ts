import { Prisma } from './generated/client.ts';

/**
 * The SQLSTATE of Postgres' answer, from the place where the driver adapter of Prisma 7 stores it. Messages are not searched,
 * because they may quote values.
 */
export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return undefined;
  const { driverAdapterError } = (error.meta ?? {}) as {
    driverAdapterError?: { cause?: { originalCode?: unknown } };
  };
  const state = driverAdapterError?.cause?.originalCode;
  return typeof state === 'string' ? state : undefined;
}
