import { type Command, InvalidArgumentError } from 'commander';

/** Refuses blank values: `--order "$REF"` with an unset variable must not select every order. */
export function refuseBlankValues(command: Command): void {
  for (const option of command.options) {
    if (option.required && !option.parseArg) option.argParser(notBlank);
  }
}

function notBlank(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It is blank.');
}
