/** Words of five or more characters with a digit: ids, times, numbers. Status codes such as 503 are shorter. */
const ID = /(?=[A-Za-z0-9_-]{5})[A-Za-z_-]*[0-9][A-Za-z0-9_-]*/g;

/** What stands in a cause in place of an id. */
export const REMOVED = '…';

/** Characters of an error that its cause has at most. */
export const CAUSE_LENGTH = 200;

/** What errors of one kind have in common: the first line without ids. */
export const causeOf = (error: string): string =>
  (error.split('\n', 1)[0] ?? '').slice(0, CAUSE_LENGTH).replaceAll(ID, REMOVED);
