/** The door to traces; otlp.ts is behind it when an endpoint is configured. Names and fields hold no names of people or code. */
export interface Tracer {
  /** `act` runs inside of the span, and so does what it waits for. What it throws is thrown on. */
  run<T>(span: SpanOptions, act: (span: TraceSpan) => Promise<T>): Promise<T>;
  /** What is not sent yet is sent, for as long as `grace` milliseconds. */
  stop(grace: number): Promise<void>;
}

export interface SpanOptions {
  readonly name: string;
  readonly fields?: SpanFields;
  /** Whatever runs around it has nothing to do with it. */
  readonly isRoot?: boolean;
  /** It is a request of ours to somebody. */
  readonly isRequest?: boolean;
  /**
   * GUIDs of the webhooks it is about, oldest first: it belongs to the trace of the last one, and is linked with those
   * of the others.
   */
  readonly deliveries?: readonly string[];
  /** It begins the trace of its webhook. */
  readonly isFirst?: boolean;
}

export interface TraceSpan {
  add(fields: SpanFields): void;
}

export type SpanFields = Readonly<Record<string, string | number | boolean | null>>;

const nowhere: TraceSpan = { add: () => undefined };

export const noTracer: Tracer = { run: async (_, act) => await act(nowhere), stop: async () => undefined };
