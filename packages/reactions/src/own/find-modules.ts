import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OwnReactionsError } from './own-reactions-error.ts';

/** A module of own reactions. */
export interface OwnModule {
  /** Its name in messages: `ship-order.ts`, or the name of the package. */
  readonly name: string;
  /** What to import: the URL of a file, or the name of a package. */
  readonly specifier: string;
}

const MODULE = /\.[cm]?[jt]s$/;
/** Declarations, tests, settings of tools, and files that other modules import. */
const OTHER = /^[._]|\.d\.[cm]?ts$|\.(?:test|spec|config)\.[cm]?[jt]s$/;

/**
 * The modules that `REACTIONS` names. A value that begins with `.` or `/` is a folder: each script in it is a module, subfolders are
 * not searched. Any other value is the name of a package.
 *
 * @param cwd the folder from which a relative path is read
 * @throws {OwnReactionsError} if the folder cannot be read or contains no module
 */
export function findModules(setting: string, cwd: string): readonly OwnModule[] {
  if (!/^[./]/.test(setting)) return [{ name: setting, specifier: setting }];
  const folder = resolve(cwd, setting);
  const found = filesOf(folder)
    .filter((name) => MODULE.test(name) && !OTHER.test(name))
    .toSorted();
  if (found.length === 0)
    throw new OwnReactionsError([
      `REACTIONS: ${folder} contains no module (.js, .mjs, .cjs, .ts, .mts, .cts)`,
    ]);
  return found.map((name) => ({ name, specifier: pathToFileURL(join(folder, name)).href }));
}

function filesOf(folder: string): string[] {
  try {
    // A mounted file may be a link (a ConfigMap of Kubernetes).
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name);
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new OwnReactionsError([`REACTIONS: the folder ${folder} cannot be read (${code})`], { cause });
  }
}
