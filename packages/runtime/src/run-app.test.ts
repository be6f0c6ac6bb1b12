import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConfigError } from './read-config.ts';
import { runApp } from './run-app.ts';

class Ended extends Error {
  readonly status: unknown;
  constructor(status: unknown) {
    super();
    this.status = status;
  }
}

afterEach(() => vi.restoreAllMocks());

/** Runs an app that starts successfully; returns its output and its exit status. */
async function run({
  args,
  problems = [],
  check,
}: {
  args: string[];
  problems?: string[];
  check?: (settings: string) => Promise<void>;
}) {
  const said: unknown[] = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => said.push(text) > 0);
  vi.spyOn(process, 'exit').mockImplementation((status) => {
    throw new Ended(status);
  });
  const started: string[] = [];
  const read = () => {
    if (problems.length > 0) throw new ConfigError(problems);
    return 'settings';
  };
  const status = await runApp({
    name: 'app',
    read,
    start: async (settings) => void started.push(settings),
    ...(check && { check }),
    args,
  }).then(
    () => undefined,
    (error: unknown) => (error instanceof Ended ? error.status : error),
  );
  return { status, started, said };
}

describe('an app', () => {
  it('starts with the settings that it has read', async () => {
    expect(await run({ args: [] })).toEqual({ status: undefined, started: ['settings'], said: [] });
  });

  it('does not start with invalid settings', async () => {
    expect(await run({ args: [], problems: ['A is not set', 'B: expected C'] })).toEqual({
      status: 2,
      started: [],
      said: ['payspool app: cannot start\n  - A is not set\n  - B: expected C\n'],
    });
  });

  it('only reports whether its settings are valid, with --check', async () => {
    expect(await run({ args: ['--check'] })).toEqual({
      status: undefined,
      started: [],
      said: ['payspool app: its settings are valid\n'],
    });
    expect(await run({ args: ['--check'], problems: ['A is not set'] })).toMatchObject({ status: 2 });
  });

  it('makes its further checks with --check alone, and names their problems', async () => {
    const check = async (settings: string) => {
      throw new ConfigError([`the ${settings} name a module that cannot be loaded`]);
    };
    expect(await run({ args: ['--check'], check })).toEqual({
      status: 2,
      started: [],
      said: ['payspool app: cannot start\n  - the settings name a module that cannot be loaded\n'],
    });
    expect(await run({ args: [], check })).toMatchObject({ status: undefined, started: ['settings'] });
  });

  it('does not start with an unknown argument', async () => {
    expect(await run({ args: ['--chek'] })).toEqual({
      status: 2,
      started: [],
      said: ['payspool app: cannot start\n  - takes no argument except --check\n'],
    });
  });
});
