import { Prisma } from './generated/client.ts';

/** The SQLSTATE that Postgres answered with, where the driver adapter of Prisma 7 keeps it. Messages are not searched: they can quote values. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return undefined;
  const { driverAdapterError } = (error.meta ?? {}) as {
    driverAdapterError?: { cause?: { originalCode?: unknown } };
  };
  const state = driverAdapterError?.cause?.originalCode;
  return typeof state === 'string' ? state : undefined;
}
