import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import {
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  RandomIdGenerator,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { MINUTE } from '../../base/clock.ts';
import { asFault } from '../../base/fault.ts';
import type { Log } from '../../base/log.ts';
import { VERSION } from '../version.ts';
import type { TraceConfig } from './observe-config.ts';
import type { SpanFields, SpanOptions, Tracer } from './tracer.ts';

/** Sends traces by OTLP over HTTP. Loaded only when an endpoint is configured. */
export function createOtlpTracer({ url, headers, service, ratio }: TraceConfig, log: Log): Tracer {
  const ids = new WebhookIds();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': VERSION }),
    // By the trace's id alone, and so the same for all that belongs to one webhook, in whichever process.
    sampler: new TraceIdRatioBasedSampler(ratio),
    idGenerator: ids,
    spanProcessors: [
      new BatchSpanProcessor({ exporter: tellingExporter(new OTLPTraceExporter({ url, headers }), log) }),
    ],
  });
  const tracer = provider.getTracer('countersign', VERSION);
  const current = new AsyncLocalStorage<Context>();
  return {
    run: async (options, act) => {
      const within = parentOf(options, current.getStore() ?? ROOT_CONTEXT);
      const { name, fields = {}, isRequest = false } = options;
      const settings = {
        kind: isRequest ? SpanKind.CLIENT : SpanKind.INTERNAL,
        attributes: { ...known(fields), ...deliveriesOf(options) },
        links: linksOf(options),
      };
      const begin = (): Span => tracer.startSpan(name, settings, within);
      const span = options.isFirst === true ? ids.as(options.deliveries?.at(-1) ?? '', begin) : begin();
      try {
        return await current.run(
          trace.setSpan(within, span),
          async () => await act({ add: (more) => span.setAttributes(known(more)) }),
        );
      } catch (error) {
        // The code alone: messages may quote what outsiders wrote.
        span.setStatus({ code: SpanStatusCode.ERROR, message: asFault(error).code });
        throw error;
      } finally {
        span.end();
      }
    },
    stop: async (grace) => {
      let timer: NodeJS.Timeout | undefined;
      const over = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, grace);
      });
      await Promise.race([provider.shutdown().catch(() => undefined), over]);
      clearTimeout(timer);
    },
  };
}

function parentOf({ isRoot = false, isFirst = false, deliveries = [] }: SpanOptions, current: Context): Context {
  if (isFirst) return ROOT_CONTEXT;
  const last = deliveries.at(-1);
  if (last !== undefined) return trace.setSpanContext(ROOT_CONTEXT, contextOf(last));
  return isRoot ? ROOT_CONTEXT : current;
}

function linksOf({ isFirst = false, deliveries = [] }: SpanOptions): Link[] {
  return isFirst ? [] : deliveries.slice(0, -1).map((guid) => ({ context: contextOf(guid) }));
}

function deliveriesOf({ deliveries = [] }: SpanOptions): { readonly 'countersign.deliveries'?: string[] } {
  return deliveries.length === 0 ? {} : { 'countersign.deliveries': [...deliveries] };
}

function known(fields: SpanFields): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
  );
}

/**
 * The span that began a webhook's trace, found again by its GUID alone: a job that comes of it may run in another process,
 * hours later. GitHub's GUIDs are 128 bits in hexadecimal, as the ids of traces are.
 */
export function contextOf(guid: string): SpanContext {
  const plain = guid.replaceAll('-', '').toLowerCase();
  const digest = createHash('sha256').update(guid).digest('hex');
  const isId = /^[0-9a-f]{32}$/.test(plain) && !/^0+$/.test(plain);
  return {
    traceId: isId ? plain : digest.slice(0, 32),
    spanId: digest.slice(32, 48),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  };
}

/** Random ids, but for the span that begins a webhook's trace. */
class WebhookIds extends RandomIdGenerator {
  #given: SpanContext | null = null;

  /** Beginning a span is no promise, so nobody else's comes in between. */
  as(guid: string, begin: () => Span): Span {
    this.#given = contextOf(guid);
    try {
      return begin();
    } finally {
      this.#given = null;
    }
  }

  override generateTraceId = (): string => this.#given?.traceId ?? randomIds.generateTraceId();
  override generateSpanId = (): string => this.#given?.spanId ?? randomIds.generateSpanId();
}

const randomIds = new RandomIdGenerator();

/** While the receiver is away every batch fails; once in a while is enough to read of it. */
const SAY_AGAIN = 5 * MINUTE;

function tellingExporter(exporter: OTLPTraceExporter, log: Log): SpanExporter {
  let saidAt = Number.NEGATIVE_INFINITY;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error !== undefined && performance.now() - saidAt > SAY_AGAIN) {
          saidAt = performance.now();
          log.warn({}, 'Traces could not be sent; they are dropped until the receiver answers');
        }
        done(result);
      }),
    shutdown: async () => await exporter.shutdown(),
    forceFlush: async () => await exporter.forceFlush(),
  };
}
