import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PLACES } from './places.ts';

const schema = readFileSync(new URL('../../../../prisma/schema.prisma', import.meta.url), 'utf8');
const models = schema.split(/^(?=model )/m).slice(1);

it('says of every table how long it is kept', () => {
  const tables = models.flatMap((model) => /@@map\("(\w+)"\)/.exec(model)?.[1] ?? []);
  const named = PLACES.flatMap(({ name, isTable }) => (isTable ? [name] : []));
  expect(new Set(named)).toEqual(new Set(tables));
  expect(named).toHaveLength(tables.length);
});
