/** One mistake in a filter. */
export interface FilterFault {
  /** The character at which the term begins, from 0. */
  readonly at: number;
  /** The term as it was written. */
  readonly term: string;
  /** What is wrong, and what would be right. */
  readonly message: string;
  /** The nearest key or value, if one is near. */
  readonly nearest?: string | undefined;
}

/** A filter with mistakes. `problems` are lines for a person, one for each mistake. */
export class FilterError extends Error {
  readonly code = 'filter';
  override readonly name = 'FilterError';
  readonly faults: readonly FilterFault[];
  readonly problems: readonly string[];

  constructor(faults: readonly FilterFault[]) {
    const problems = faults.map(lineOf);
    super(problems.join('\n'));
    this.faults = faults;
    this.problems = problems;
  }
}

const lineOf = ({ at, term, message, nearest }: FilterFault): string =>
  `filter, character ${at + 1}, \`${term}\`: ${message}${nearest === undefined ? '' : `. Did you mean \`${nearest}\`?`}`;
