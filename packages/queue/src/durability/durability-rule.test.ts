import { describe, expect, it } from 'vitest';
import {
  durabilityRule,
  DurabilitySettings,
  spell,
  UnsafeQueueError,
  weaknessesOf,
} from './durability-rule.ts';
import type { QueueAudit } from './audit.ts';

const appendonly = { setting: 'appendonly', value: 'no (save "")', wanted: 'yes' };
const unreadable = { setting: 'appendfsync', value: 'unreadable', wanted: 'always' };
const eviction = { setting: 'maxmemory-policy', value: 'allkeys-lru', wanted: 'noeviction' };

describe('the rule', () => {
  it.each([
    [{}, false],
    [{ nodeEnv: 'development' }, false],
    [{ nodeEnv: 'production' }, true],
    [{ nodeEnv: 'production', allowUnsafeQueue: 'true' }, false],
    [{ nodeEnv: 'production', allowUnsafeQueue: 'false' }, true],
    [{ nodeEnv: 'production', queueDurability: 'declared' }, true],
  ])('of %o is required: %s', (settings, required) => {
    expect(durabilityRule(DurabilitySettings.parse(settings)).required).toBe(required);
  });

  it('allows an operator to vouch for persistence that cannot be read, and for no eviction', () => {
    const declared = { required: true, declared: true };
    const found: QueueAudit = {
      safe: false,
      readable: false,
      findings: [appendonly, unreadable, { ...eviction, value: 'unreadable' }],
    };
    expect(weaknessesOf(found, declared)).toEqual([]);
    expect(weaknessesOf(found, { ...declared, declared: false })).toEqual(found.findings);
    expect(weaknessesOf({ ...found, findings: [unreadable, eviction] }, declared)).toEqual([eviction]);
  });

  it('does not allow vouching for settings that can be read', () => {
    const found = { safe: false, readable: true, findings: [appendonly] };
    expect(weaknessesOf(found, { required: true, declared: true })).toEqual([appendonly]);
  });
});

it('a weakness is described by the name and the value of its setting', () => {
  expect(spell([appendonly, eviction])).toBe('appendonly is no (save ""), maxmemory-policy is allkeys-lru');
});

it('a refusal names each setting, its value, the remedy, and the setting that allows a start nevertheless', () => {
  expect(new UnsafeQueueError([appendonly, unreadable]).problems).toEqual([
    'QUEUE_URL: appendonly is no (save ""), and has to be yes: set `appendonly yes` in the server\'s configuration',
    'QUEUE_URL: the server does not say what appendfsync is: let this user read it (CONFIG GET, INFO), or vouch for its persistence with QUEUE_DURABILITY=declared',
    'on such a queue a delivery can be lost after it was acknowledged: NODE_ENV=production refuses it, unless ALLOW_UNSAFE_QUEUE=true accepts the loss',
  ]);
});
