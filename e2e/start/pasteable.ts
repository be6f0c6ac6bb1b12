import { DEFAULT_DATA_DIR } from './start-config.ts';

/** A command with the data directory of this stack. */
export const pasteable = (command: string, dataDir: string): string =>
  dataDir === DEFAULT_DATA_DIR ? command : `DATA_DIR=${quoted(dataDir)} ${command}`;

/** One word for a shell. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
