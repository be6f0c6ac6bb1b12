import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderTables } from './tables.ts';

const SCHEMA = `
// Not for readers.
generator client {
  provider = "prisma-client"
}

/// Who pays.
/// Twice written.
model Customer {
  /// Internal.
  id        BigInt   @id @default(autoincrement())
  /// \`new\` | \`known\`.
  status    CustomerStatus
  /// What they owe.
  owedMinor Decimal? @map("owed_minor") @db.Decimal(38, 0)
  /// Their address.
  email     String   @unique
  seenAt    DateTime @map("seen_at") @db.Timestamptz(3)

  parent   Customer?  @relation(fields: [id], references: [id])
  children Customer[]

  @@unique([status, seenAt])
  @@index([seenAt, id], map: "by_time")
  @@map("customers")
}

enum CustomerStatus {
  new
  known

  @@map("customer_status")
}
`;

const table = (schema: string) => renderTables(schema).split('## ').slice(1).join('## ');

describe('the reference of tables', () => {
  it('has a section per model, with the names and types of SQL', () => {
    expect(table(SCHEMA)).toBe(`\`customers\`

Who pays. Twice written.

| column | type | null | |
|---|---|---|---|
| \`id\` | bigint |  | Internal. |
| \`status\` | customer_status |  | \`new\` \\| \`known\`. |
| \`owed_minor\` | numeric(38,0) | yes | What they owe. |
| \`email\` | text |  | Their address. |
| \`seen_at\` | timestamptz(3) |  |  |

- Primary key: \`id\`
- Unique: \`email\`
- Unique: \`status\`, \`seen_at\`
- Index: \`seen_at\`, \`id\`
`);
  });

  it('names a key of several columns by its columns', () => {
    const schema =
      'model Line {\n  orderRef String @map("order_ref")\n  place Int\n\n  @@id([orderRef, place])\n}\n';
    expect(table(schema)).toContain('- Primary key: `order_ref`, `place`');
  });

  it.each([
    ['an unknown type', 'model A {\n  x Unsupported("point")\n}\n', /cannot read this line/],
    ['a scalar without an SQL type', 'model A {\n  x Money\n}\n', /A\.x, Money/],
    ['a key over no field', 'model A {\n  x Int\n\n  @@index([y])\n}\n', /key over y/],
  ])('refuses %s instead of omitting it', (_, schema, message) => {
    expect(() => renderTables(schema)).toThrow(message);
  });

  it('covers every table and column of this project, each with a description', () => {
    const schema = readFileSync(new URL('../../prisma/schema.prisma', import.meta.url), 'utf8');
    const rendered = renderTables(schema);
    for (const name of [
      'events',
      'orders',
      'payments',
      'refunds',
      'disputes',
      'subscriptions',
      'changes',
      'outbox',
    ]) {
      expect(rendered).toContain(`## \`${name}\``);
    }
    expect(rendered.match(/^\| `\w+` \|/gm)?.length).toBeGreaterThan(80);
    expect(rendered).not.toMatch(/^\| `\w+` \|[^|]*\|[^|]*\| *\|$/m);
  });
});
