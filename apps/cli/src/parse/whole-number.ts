import { InvalidArgumentError } from 'commander';

/** Parses an option's value. If it is invalid, commander prints the message and the program exits with 2. */
export function wholeNumber(min: number, max: number) {
  return (text: string): number => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}
