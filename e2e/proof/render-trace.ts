import type { ReceivedSpan } from './otlp-receiver.ts';

/** One trace as a tree: for each span the start, the duration, the process and the name. */
export function renderTrace(spans: readonly ReceivedSpan[]): string {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId));
  const beganAt = Math.min(...spans.map(({ startMs }) => startMs));
  const below = (parents: readonly ReceivedSpan[], depth: number): string[] =>
    parents
      .toSorted((one, other) => one.startMs - other.startMs)
      .flatMap((span) => [
        line(span, depth, beganAt),
        ...below(
          spans.filter(({ parentSpanId }) => parentSpanId === span.spanId),
          depth + 1,
        ),
      ]);
  return below(roots, 0).join('\n');
}

function line(span: ReceivedSpan, depth: number, beganAt: number): string {
  const { service, name, startMs, endMs, attributes } = span;
  const began = `+${(startMs - beganAt).toFixed(1)}`.padStart(8);
  const took = `${(endMs - startMs).toFixed(1)} ms`.padStart(10);
  const about =
    attributes['db.statement'] ?? attributes['db.query.text'] ?? attributes['bullmq.job.name'] ?? '';
  const status = attributes['http.response.status_code'] ?? attributes['http.status_code'];
  const said = [name, status && `→ ${status}`, shorten(about)].filter(Boolean).join('  ');
  return `${began} ${took}  ${service.replace('payspool-', '').padEnd(6)}  ${'  '.repeat(depth)}${said}`;
}

const WIDTH = 70;

function shorten(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, ' ').trim();
  return oneLine.length > WIDTH ? `${oneLine.slice(0, WIDTH)}…` : oneLine;
}
