import {
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../failure.ts';

/**
 * The text of an env file; empty if it does not exist yet.
 *
 * @throws {UsageError} if it is no file that only its owner can read, or cannot be written
 */
export const readEnvFile = (path: string): string => open(path).text;

/**
 * Replaces the text of an env file in one step: a reader, or a crash, sees the earlier text or the new one. A new file has the mode 0600;
 * an existing one keeps its owner.
 *
 * @throws {UsageError} as `readEnvFile`
 */
export function editEnvFile(path: string, edit: (text: string) => string): void {
  const { text, target, owner } = open(path);
  const edited = edit(text);
  if (edited === text) return;
  const written = join(dirname(target), `.${basename(target)}.payspool`);
  try {
    // What a killed run may have left. The flag `wx` then follows no link that somebody else placed there.
    rmSync(written, { force: true });
    const file = openSync(written, 'wx', 0o600);
    try {
      writeSync(file, edited);
      if (owner) chownSync(written, owner.uid, owner.gid);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(written, target);
    syncFolder(dirname(target));
  } catch (cause) {
    rmSync(written, { force: true });
    throw new UsageError(`${path} cannot be written (${codeOf(cause)})`);
  }
}

interface Opened {
  readonly text: string;
  /** The file itself, if `path` is a link. */
  readonly target: string;
  /** Set if the process writes the file of another user, which only root can. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

function open(path: string): Opened {
  try {
    const target = realpathSync(path);
    const stats = statSync(target);
    const { mode, uid, gid } = stats;
    if (!stats.isFile()) throw new UsageError(`${path} is not a file`);
    if ((mode & 0o077) !== 0)
      throw new UsageError(
        `${path} can be read by other users (mode ${(mode & 0o777).toString(8).padStart(4, '0')}), and a secret would be written into it: run \`chmod 600 ${path}\` first`,
      );
    const self = process.getuid?.();
    const isForeign = self !== undefined && self !== uid;
    if (isForeign && self !== 0) throw new UsageError(`${path} belongs to another user`);
    return { text: readFileSync(target, 'utf8'), target, ...(isForeign ? { owner: { uid, gid } } : {}) };
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    if (codeOf(cause) !== 'ENOENT') throw new UsageError(`${path} cannot be read (${codeOf(cause)})`);
  }
  try {
    if (!statSync(dirname(path)).isDirectory()) throw new UsageError(`${dirname(path)} is not a folder`);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`the folder of ${path} cannot be read (${codeOf(cause)})`);
  }
  return { text: '', target: path };
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';

/** Makes the renaming survive a loss of power, on systems that can sync a folder. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    // The file itself is synced; such a system renames in its own order.
  }
}

/** A variable in the text of an env file. */
interface Found {
  readonly line: number;
  /** What is written before the value: `export NAME=`. */
  readonly head: string;
  readonly quote: '' | '"' | "'";
  readonly value: string;
}

/** The value of a variable, without the quotation marks around it. The last line counts, as it does for a shell. */
export const valueIn = (text: string, name: string): string | undefined => find(text, name)?.value;

/** Writes a variable: in its line, in the way in which it is quoted there, or in a new line at the end. */
export function withValue(text: string, name: string, value: string): string {
  const found = find(text, name);
  if (!found) return `${text === '' || text.endsWith('\n') ? text : `${text}\n`}${name}=${value}\n`;
  const lines = text.split('\n');
  const ending = lines[found.line]?.endsWith('\r') ? '\r' : '';
  lines[found.line] = `${found.head}${quoted(value, found.quote)}${ending}`;
  return lines.join('\n');
}

function find(text: string, name: string): Found | undefined {
  const pattern = new RegExp(`^(\\s*(?:export\\s+)?${name}\\s*=\\s*)(.*?)\\s*$`);
  return text
    .split('\n')
    .map((line, at): Found | undefined => {
      const [, head, raw] = pattern.exec(line) ?? [];
      return head === undefined || raw === undefined ? undefined : { line: at, head, ...unquoted(raw) };
    })
    .findLast((found) => found !== undefined);
}

function unquoted(raw: string): Pick<Found, 'quote' | 'value'> {
  const quote = raw.at(0);
  if (raw.length < 2 || raw.at(-1) !== quote) return { quote: '', value: raw };
  if (quote === "'") return { quote, value: raw.slice(1, -1) };
  if (quote === '"') return { quote, value: raw.slice(1, -1).replaceAll(/\\(["\\$`])/g, '$1') };
  return { quote: '', value: raw };
}

function quoted(value: string, quote: Found['quote']): string {
  if (quote === '"') return `"${value.replaceAll(/["\\$`]/g, '\\$&')}"`;
  if (quote === "'" && !value.includes("'")) return `'${value}'`;
  return value;
}

/** The comment in the line before a variable that begins with `mark`, without the mark. */
export function commentIn(text: string, mark: string): string | undefined {
  return text
    .split('\n')
    .findLast((line) => line.startsWith(`# ${mark}`))
    ?.slice(`# ${mark}`.length)
    .trim();
}

/** Writes the comment with this mark before the line of a variable, in place of an earlier one; without a `comment` removes it. */
export function withComment(
  text: string,
  { mark, before, comment }: { readonly mark: string; readonly before: string; readonly comment?: string },
): string {
  const lines = text.split('\n').filter((line) => !line.startsWith(`# ${mark}`));
  if (comment === undefined) return lines.join('\n');
  const kept = lines.join('\n');
  const at = find(kept, before)?.line;
  const line = `# ${mark} ${comment}`;
  if (at === undefined) return `${kept === '' || kept.endsWith('\n') ? kept : `${kept}\n`}${line}\n`;
  return [...lines.slice(0, at), line, ...lines.slice(at)].join('\n');
}
