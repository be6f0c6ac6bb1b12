import { describe, expect, it } from 'vitest';
import { checkDeclared, type DeclaredReaction } from './check-declared.ts';

const ship: DeclaredReaction = { name: 'ship-order', topics: ['order.paid'], hasRun: true };
const problemsOf = (...declared: readonly DeclaredReaction[]) =>
  checkDeclared([{ module: 'a.mjs', declared }]).problems;

describe('declared reactions', () => {
  it('can be used with a name, topics and a function, and each topic counts once', () => {
    const declared = [{ ...ship, topics: ['order.paid', 'order.refunded', 'order.paid'], deadlineMs: 100 }];
    expect(checkDeclared([{ module: 'a.mjs', declared }])).toEqual({
      usable: [[{ name: 'ship-order', topics: ['order.paid', 'order.refunded'], deadlineMs: 100 }]],
      problems: [],
    });
  });

  it('may be several of one module, and several to one topic', () => {
    expect(problemsOf(ship, { ...ship, name: 'bill-order' })).toEqual([]);
  });

  it.each([
    [
      'no default export',
      {},
      'a.mjs: its default export is not a reaction: use defineReaction({ name, topics, run })',
    ],
    [
      'no name',
      { ...ship, name: undefined },
      'a.mjs: its name must be 1 to 63 small letters, digits, - or _, and begin with a letter',
    ],
    [
      'a name with a colon',
      { ...ship, name: 'forward:crm' },
      'a.mjs: forward:crm: its name must be 1 to 63 small letters, digits, - or _, and begin with a letter',
    ],
    [
      'a name that is too long',
      { ...ship, name: 'a'.repeat(64) },
      `a.mjs: ${'a'.repeat(64)}: its name must be 1 to 63 small letters, digits, - or _, and begin with a letter`,
    ],
    [
      'the name of a built-in consumer',
      { ...ship, name: 'fulfilment' },
      'a.mjs: fulfilment: a consumer of this name comes with Payspool',
    ],
    ['no topics', { ...ship, topics: undefined }, 'a.mjs: ship-order: it names no topic'],
    ['an empty list of topics', { ...ship, topics: [] }, 'a.mjs: ship-order: it names no topic'],
    [
      'an unknown topic',
      { ...ship, topics: ['order.paid', 'order.payed'] },
      'a.mjs: ship-order: unknown topic order.payed: docs/reference/topics.md lists all',
    ],
    [
      'the name of an inherited property as a topic',
      { ...ship, topics: ['toString'] },
      'a.mjs: ship-order: unknown topic toString: docs/reference/topics.md lists all',
    ],
    [
      'a deadline that is too short',
      { ...ship, deadlineMs: 99 },
      'a.mjs: ship-order: deadlineMs must be a whole number from 100 to 600000',
    ],
    [
      'a deadline that is too long',
      { ...ship, deadlineMs: 600_001 },
      'a.mjs: ship-order: deadlineMs must be a whole number from 100 to 600000',
    ],
    [
      'a deadline that is no number',
      { ...ship, deadlineMs: Number.NaN },
      'a.mjs: ship-order: deadlineMs must be a whole number from 100 to 600000',
    ],
    [
      'no function',
      { ...ship, hasRun: false },
      'a.mjs: ship-order: its default export is not a reaction: use defineReaction({ name, topics, run })',
    ],
  ] satisfies [string, DeclaredReaction, string][])('cannot be used with %s', (_, declared, problem) => {
    expect(problemsOf(declared)).toContain(problem);
  });

  it('cannot share a name, in one module or in two', () => {
    expect(
      checkDeclared([
        { module: 'a.mjs', declared: [ship, ship] },
        { module: 'b.mjs', declared: [ship] },
      ]).problems,
    ).toEqual([
      'a.mjs: ship-order: a.mjs has a reaction of the same name',
      'b.mjs: ship-order: a.mjs has a reaction of the same name',
    ]);
  });

  it('must be at least one per module', () => {
    expect(problemsOf()).toEqual(['a.mjs: its default export contains no reaction']);
  });
});
