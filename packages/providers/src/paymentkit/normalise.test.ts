import { describe, expect, it } from 'vitest';
import { problemOf, read } from './simulator/fixtures/changed-fixture.ts';
import { IGNORED } from './ignored-types.ts';
import { normalise } from './normalise.ts';

const currencies = {};

describe('types without a handler', () => {
  it.each(Object.entries(IGNORED))('%s is ignored with a reason', (type, reason) => {
    expect(read({ type, livemode: true })).toMatchObject({ outcome: 'ignored', type, reason, mode: 'live' });
  });

  it.each(['balance.available', '__proto__', 'constructor'])('%s is an unknown type and no error', (type) => {
    expect(read({ type })).toMatchObject({ outcome: 'ignored', reason: 'unknown event type' });
  });

  it.each([
    ['{', 'not_json', ''],
    ['[]', 'schema_violation', ''],
    ['{}', 'schema_violation', 'type'],
    ['null', 'schema_violation', 'type'],
    ['{"type":"invoice.paid"}', 'schema_violation', 'data.object'],
    ['{"type":"invoice.paid","data":{"object":[]}}', 'schema_violation', 'data.object'],
    ['['.repeat(100_000) + ']'.repeat(100_000), 'schema_violation', ''],
  ])('a body that is not an event is refused', (body, code, path) => {
    expect(problemOf(() => normalise({ body: Buffer.from(body) }, { currencies }))).toMatchObject({
      code,
      path,
    });
  });
});
