import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findImports } from './layers/find-imports.ts';
import { isAllowed } from './layers/rules.ts';
import { readSource, ROOT, sourceFiles } from './source-files.ts';

// `pnpm check:layers`: checks that no file imports a folder that its layer may not import. The rules are in scripts/layers/rules.ts.

const folders = (
  await Promise.all(
    ['apps', 'packages'].map(async (top) => (await readdir(join(ROOT, top))).map((name) => `${top}/${name}`)),
  )
).flat();
const folderByPackage = new Map(
  await Promise.all(
    [...folders, 'bench', 'e2e'].map(async (folder) => {
      const { name } = JSON.parse(await readSource(`${folder}/package.json`)) as { name: string };
      return [name, folder] as const;
    }),
  ),
);

const files = await sourceFiles([...folders, 'bench', 'e2e', 'scripts']);
const imports = await Promise.all(
  files.map(async (file) => findImports(file, await readSource(file), folderByPackage)),
);
const forbidden = imports.flat().filter((found) => !isAllowed(found));
for (const { file, target } of forbidden) {
  console.error(
    `${file} imports ${target}: not in its layer, see scripts/layers/rules.ts and docs/architecture.md`,
  );
}
console.log(
  `${files.length} files, ${imports.flat().length} imports across folders, ${forbidden.length} forbidden`,
);
process.exit(forbidden.length === 0 ? 0 : 1);
