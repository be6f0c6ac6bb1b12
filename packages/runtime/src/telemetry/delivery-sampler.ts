import { type Context, SpanKind } from '@opentelemetry/api';
import {
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';

/** What a trace may begin with: a delivery that comes in, a job that is made or run. */
const BEGINS: ReadonlySet<SpanKind> = new Set([SpanKind.SERVER, SpanKind.PRODUCER, SpanKind.CONSUMER]);

/**
 * Every delivery, or the share of them that `OTEL_TRACES_SAMPLER_ARG` says, 0 to 1. A worker that looks for jobs, and
 * for jobs again, makes no trace of that.
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
