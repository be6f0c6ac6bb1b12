import { posix } from 'node:path';
import { folderOf, type Import } from './rules.ts';

const SPECIFIER = /(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g;

/** Every import of a file from another folder of the project, by package name or by a path outside its own folder. */
export function findImports(
  file: string,
  text: string,
  folderByPackage: ReadonlyMap<string, string>,
): Import[] {
  return [...text.matchAll(SPECIFIER)].flatMap(([, specifier = '']) => {
    if (specifier.startsWith('.')) {
      const target = folderOf(posix.join(posix.dirname(file), specifier));
      return target === folderOf(file) ? [] : [{ file, target }];
    }
    const [scope, name, ...entry] = specifier.split('/');
    const folder = folderByPackage.get(`${scope}/${name}`);
    return folder === undefined ? [] : [{ file, target: [folder, ...entry].join('/') }];
  });
}
