// Every question that the dashboard and the commands ask of the database. One folder per subject; it reads through `@payspool/db/reader` alone.
export { type Cursor, cursorText, type Page, type PageRequest, PAGE_SIZE, readCursor } from './page.ts';
export type { SearchedPage } from './search-limit.ts';
export { inScope, isInScope, type Scope, type ScopedAccount } from './scope.ts';
export * from './drift/index.ts';
export * from './audit/index.ts';
export * from './events/index.ts';
export * from './failures/index.ts';
export * from './filter/index.ts';
export * from './find/index.ts';
export * from './meaning/index.ts';
export * from './operations/index.ts';
export * from './orders/index.ts';
export * from './money/index.ts';
export * from './lag/index.ts';
export * from './overview/index.ts';
export * from './reactions/index.ts';
export * from './refusals/index.ts';
export * from './storage/index.ts';
