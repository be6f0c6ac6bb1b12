import { topicNames } from '@payspool/events';
import { expect, it } from 'vitest';
import { reactionTypes, typeOf } from './reaction-types.ts';

const string = { def: { type: 'string' } };

it('has every topic, with amounts as bigint', () => {
  const text = reactionTypes();
  for (const topic of topicNames) expect(text).toContain(`readonly '${topic}': `);
  expect(text).toContain('      paidMinor: bigint;\n');
});

it.each([
  [{ def: { type: 'nullable', innerType: string } }, 'string | null'],
  [
    { def: { type: 'array', element: { def: { type: 'nullable', innerType: string } } } },
    '(string | null)[]',
  ],
  [{ def: { type: 'pipe', out: { def: { type: 'bigint' } } } }, 'bigint'],
  [{ def: { type: 'enum', entries: { a: 'a', b: 'b' } } }, "'a' | 'b'"],
  [{ def: { type: 'literal', values: [2, 'x'] } }, "2 | 'x'"],
  [
    { def: { type: 'object', shape: { a: string, b: { def: { type: 'optional', innerType: string } } } } },
    '{\n  a: string;\n  b?: string | undefined;\n}',
  ],
])('writes the type of a schema', (schema, type) => {
  expect(typeOf(schema)).toBe(type);
});

it('refuses a kind of schema that it does not know, rather than leave it untyped', () => {
  expect(() => typeOf({ def: { type: 'map' } })).toThrow('a schema of the kind map has no type here');
});
