import type { Finding } from './finding.ts';

/** One line for each finding, in columns; what to do stands behind an arrow. */
export function renderTable(findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map(({ name }) => name.length));
  return findings.map(({ name, status, found, remedy }) => {
    const line = `${name.padEnd(width)}  ${status.padEnd('warning'.length)}  ${oneLine(found)}`;
    return remedy === undefined ? line : `${line}  → ${oneLine(remedy)}`;
  });
}

/** Of what servers say: no line ends, and nothing that a terminal would obey. */
const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');
