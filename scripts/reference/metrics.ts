import type { Declaration, Declarations } from '../../packages/runtime/src/index.ts';

export interface MetricsPart {
  readonly app: string;
  readonly note: string;
  readonly declarations: Declarations;
}

/** `docs/reference/metrics.md` from the declarations of the apps. */
export function renderMetrics(parts: readonly MetricsPart[]): string {
  return [INTRODUCTION, ...parts.map(renderPart)].join('\n\n') + '\n';
}

const INTRODUCTION = `# Metrics

<!-- Generated from the apps' declarations by \`pnpm reference\`. Do not edit. -->

\`GET /metrics\` on \`METRICS_PORT\` (9464) of every app, in the text format of Prometheus; each line has \`app\` besides the labels below.
Labels have few values, which are known in advance. Ids are in the log. How to scrape, and which alerts to set: [observability](../observability.md).`;

function renderPart({ app, note, declarations }: MetricsPart): string {
  const rows = Object.entries(declarations).map(
    ([name, declaration]) =>
      `| \`${name}\` | ${declaration.type} | ${spellLabels(declaration)} | ${declaration.help} |`,
  );
  return [`## ${app}`, note, ['| metric | type | labels | |', '|---|---|---|---|', ...rows].join('\n')].join(
    '\n\n',
  );
}

const spellLabels = ({ labels }: Declaration): string => labels.map((label) => `\`${label}\``).join(' ');
