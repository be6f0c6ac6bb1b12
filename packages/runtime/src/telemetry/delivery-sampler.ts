import { type Context, SpanKind } from '@opentelemetry/api';
import {
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';

/** The spans that may begin a trace: an incoming delivery, a job that is added or run. */
const BEGINS: ReadonlySet<SpanKind> = new Set([SpanKind.SERVER, SpanKind.PRODUCER, SpanKind.CONSUMER]);

/**
 * Samples every delivery, or the share in `OTEL_TRACES_SAMPLER_ARG`, 0 to 1. The polling of a worker for jobs is not traced.
 */
export function deliverySampler(share = '1'): Sampler {
  const ratio = new TraceIdRatioBasedSampler(Number(share));
  const root: Sampler = {
    shouldSample: (context: Context, traceId: string, _name: string, kind: SpanKind) =>
      BEGINS.has(kind) ? ratio.shouldSample(context, traceId) : { decision: SamplingDecision.NOT_RECORD },
    toString: () => `DeliverySampler{${share}}`,
  };
  return new ParentBasedSampler({ root });
}
