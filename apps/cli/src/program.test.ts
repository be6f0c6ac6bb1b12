import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from './program.ts';

const everyCommand = (command: Command): Command[] => [command, ...command.commands.flatMap(everyCommand)];
const commands = everyCommand(await createProgram());
const named = commands.map((command) => [fullName(command), command] as const);

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}

describe('--help', () => {
  it('lists these commands', () => {
    expect(named.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'payspool verify',
        'payspool simulate',
        'payspool events list',
        'payspool events show',
        'payspool migrate',
      ]),
    );
  });

  it.each(named)('of %s explains the command, every option and every argument', (_name, command) => {
    expect(command.description()).toMatch(/\w.*\.$/);
    const help = command.helpInformation();
    for (const { flags, description } of command.options) {
      expect(help).toContain(flags);
      expect(description, flags).not.toBe('');
    }
    for (const argument of command.registeredArguments)
      expect(argument.description, argument.name()).not.toBe('');
  });

  it('shows defaults and choices', () => {
    const simulate = commands.find((command) => command.name() === 'simulate')?.helpInformation() ?? '';
    const text = simulate.replace(/\s+/g, ' ');
    expect(text).toContain('(default: "http://127.0.0.1:3000/")');
    expect(text).toContain('"failed-then-paid"');
    expect(text).not.toContain('[object');
    for (const command of commands) expect(command.helpInformation()).not.toMatch(/default:\s+\[/);
  });
});
