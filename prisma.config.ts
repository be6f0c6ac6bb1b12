// Read by the `prisma` CLI alone (`generate` here; `migrate deploy` and `studio` for those who prefer the stock commands).
// A plain object: `defineConfig` would need `prisma` as a dependency of the root.
const url = process.env['DATABASE_DIRECT_URL'] ?? process.env['DATABASE_URL'];

export default {
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // `generate` needs no database, and an empty URL would be refused.
  ...(url ? { datasource: { url } } : {}),
};
