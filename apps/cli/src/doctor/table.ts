import type { Finding } from './finding.ts';

/** One line per finding, in columns; the remedy follows an arrow. */
export function renderTable(findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map(({ name }) => name.length));
  return findings.map(({ name, status, found, remedy }) => {
    const line = `${name.padEnd(width)}  ${status.padEnd('warning'.length)}  ${oneLine(found)}`;
    return remedy === undefined ? line : `${line}  → ${oneLine(remedy)}`;
  });
}

/** Removes line ends and control characters, which a terminal would execute, from the messages of servers. */
const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');
