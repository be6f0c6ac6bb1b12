import { describe, expect, it } from 'vitest';
import { waitFor } from './wait-for.ts';

describe('waiting for a condition', () => {
  it('returns the first truthy value', async () => {
    const values = [undefined, 0, 'third'];
    expect(await waitFor(() => values.shift(), { everyMs: 1, what: 'a value' })).toBe('third');
  });

  it('names the condition and the time in its error', async () => {
    const never = waitFor(() => false, { timeoutMs: 20, everyMs: 5, what: 'the moon' });
    await expect(never).rejects.toThrow('waited 20 ms without success: the moon');
  });

  it('ends if the predicate throws', async () => {
    const broken = waitFor(
      () => {
        throw new Error('broken');
      },
      { what: 'anything' },
    );
    await expect(broken).rejects.toThrow('broken');
  });
});
