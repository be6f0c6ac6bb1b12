import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { z } from 'zod';

/** A span as received by a collector. */
export interface ReceivedSpan {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, string>>;
}

const Value = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
});
const Attributes = z.array(z.object({ key: z.string(), value: Value })).default([]);
const Nanos = z.string().transform((text) => Number(BigInt(text) / 1000n) / 1000);
const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: Nanos,
  endTimeUnixNano: Nanos,
  attributes: Attributes,
});
const Export = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(Span) })),
    }),
  ),
});

const plain = (attributes: z.output<typeof Attributes>): Record<string, string> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, String(value.stringValue ?? value.intValue ?? '')]),
  );

/** A collector of traces on the loopback address: OTLP over HTTP, in JSON. */
export async function startOtlpReceiver() {
  // By id: an exporter that did not get the answer in time sends a span again.
  const spans = new Map<string, ReceivedSpan>();
  let received = '';
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await readText(request);
    received += text;
    for (const span of spansOf(text)) spans.set(span.spanId, span);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  };
  const server = createServer((request, response) => void receive(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no TCP address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    spans: (): readonly ReceivedSpan[] => [...spans.values()],
    /** All received bytes. */
    received: () => received,
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function spansOf(text: string): ReceivedSpan[] {
  return Export.parse(JSON.parse(text)).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ startTimeUnixNano, endTimeUnixNano, attributes, parentSpanId, ...span }) => ({
        ...span,
        service: plain(resource.attributes)['service.name'] ?? '',
        parentSpanId: parentSpanId || undefined,
        startMs: startTimeUnixNano,
        endMs: endTimeUnixNano,
        attributes: plain(attributes),
      })),
    ),
  );
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

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
