import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../generated/client.ts';

/** Prisma as in its documentation, with the tables of bench/prisma/naive.prisma. */
export function openNaiveDatabase({
  url,
  connections,
}: {
  readonly url: string;
  readonly connections: number;
}): PrismaClient {
  const adapter = new PrismaPg({ connectionString: url, max: connections }, { schema: 'naive' });
  return new PrismaClient({ adapter });
}
