import { CommanderError } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { parseOptions } from './options.ts';

const refused = (argv: string[]) => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    expect(() => parseOptions(argv)).toThrow(CommanderError);
    return stderr.mock.calls.join('');
  } finally {
    stderr.mockRestore();
  }
};

describe('options of the bench', () => {
  it('by default run everything except the soak, and write to docs/performance', () => {
    expect(parseOptions([])).toMatchObject({
      only: ['worker', 'ingest', 'lag', 'recovery', 'growth', 'stages'],
      out: 'docs/performance',
      smoke: false,
    });
  });

  it('select sections, which run in their fixed order', () => {
    expect(parseOptions(['--only', 'growth, worker']).only).toEqual(['worker', 'growth']);
  });

  it('of a smoke run write nothing unless a folder is given', () => {
    expect(parseOptions(['--smoke']).out).toBe('');
    expect(parseOptions(['--smoke', '--out', '/tmp/somewhere'])).toMatchObject({
      out: '/tmp/somewhere',
      events: 90,
      rounds: 1,
    });
  });

  it('are refused with a message for an unknown section, and for a number out of range', () => {
    expect(refused(['--only', 'workers'])).toContain('There is no section "workers"');
    expect(refused(['--rounds', '0'])).toContain('Expected a number from 1 to 100');
    expect(refused(['--rounds', '2.5'])).toContain('Expected a whole number');
  });
});
