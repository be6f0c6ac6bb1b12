import { type Command, InvalidArgumentError } from 'commander';

/** A blank value is no choice: `--order "$REF"` with a variable that is not set must not stand for every order. */
export function refuseBlankValues(command: Command): void {
  for (const option of command.options) {
    if (option.required && !option.parseArg) option.argParser(notBlank);
  }
}

function notBlank(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It is blank.');
}
