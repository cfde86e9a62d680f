import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a span says, read from the bytes that a collector would get. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty: it has none. */
  readonly parentId: string;
  readonly name: string;
  readonly kind: number;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Traces that it is linked with. */
  readonly links: readonly string[];
  /** Message of its status; empty: it went well. */
  readonly failure: string;
}

export interface Receiver {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  readonly headers: readonly Readonly<Record<string, string | string[] | undefined>>[];
  /** The bytes of everything that came, as Latin text. */
  readonly text: () => string;
  stop(): Promise<void>;
}

/** An OTLP receiver over HTTP that takes protobuf, as a collector does. */
export async function startReceiver(): Promise<Receiver> {
  const spans: ReceivedSpan[] = [];
  const headers: Receiver['headers'][number][] = [];
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isTraces = request.url === '/v1/traces' && request.headers['content-type'] === 'application/x-protobuf';
      if (isTraces) {
        const body = Buffer.concat(chunks);
        bodies.push(body);
        headers.push(request.headers);
        spans.push(...spansOf(body));
      }
      response.writeHead(isTraces ? 200 : 404, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    headers,
    text: () => Buffer.concat(bodies).toString('latin1'),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** opentelemetry/proto/collector/trace/v1, opentelemetry/proto/trace/v1: the numbers of the fields. */
function spansOf(body: Buffer): readonly ReceivedSpan[] {
  return all(body, 1).flatMap((resourceSpans) =>
    all(resourceSpans, 2).flatMap((scopeSpans) => all(scopeSpans, 2).map(spanOf)),
  );
}

function spanOf(bytes: Buffer): ReceivedSpan {
  const text = (from: Buffer, field: number): string => all(from, field)[0]?.toString('utf8') ?? '';
  const hex = (from: Buffer, field: number): string => all(from, field)[0]?.toString('hex') ?? '';
  const kind = read(bytes).find(({ field }) => field === 6)?.value;
  return {
    traceId: hex(bytes, 1),
    spanId: hex(bytes, 2),
    parentId: hex(bytes, 4),
    name: text(bytes, 5),
    kind: typeof kind === 'bigint' ? Number(kind) : 0,
    fields: Object.fromEntries(all(bytes, 9).map((pair) => [text(pair, 1), valueOf(all(pair, 2)[0])])),
    links: all(bytes, 13).map((link) => hex(link, 1)),
    failure: all(bytes, 15).map((status) => text(status, 2))[0] ?? '',
  };
}

function valueOf(bytes: Buffer = Buffer.alloc(0)): unknown {
  const [first] = read(bytes);
  if (first === undefined) return null;
  if (first.field === 5 && Buffer.isBuffer(first.value)) return all(first.value, 1).map(valueOf);
  return Buffer.isBuffer(first.value) ? first.value.toString('utf8') : Number(first.value);
}

const all = (bytes: Buffer, field: number): readonly Buffer[] =>
  read(bytes).flatMap((each) => (each.field === field && Buffer.isBuffer(each.value) ? [each.value] : []));

interface Field {
  readonly field: number;
  readonly value: bigint | Buffer;
}

/** Protocol buffers' wire format. */
function read(bytes: Buffer): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes.readUInt8(at);
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const wire = tag & 7;
    const value = wire === 0 ? varint() : take(wire === 1 ? 8 : wire === 5 ? 4 : Number(varint()));
    fields.push({ field: tag >> 3, value });
  }
  return fields;
}
