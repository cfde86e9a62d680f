import type { Environment } from '../environment.ts';
import { number, text } from '../setting.ts';

/** Where those who watch may ask. */
export interface MonitorConfig {
  readonly host: string;
  readonly port: number;
}

/** Where traces go. */
export interface TraceConfig {
  /** Of the OTLP receiver, where traces are taken: `http://collector:4318/v1/traces`. */
  readonly url: string;
  /** May hold a secret. Never logged. */
  readonly headers: Readonly<Record<string, string>>;
  readonly service: string;
  /** Share of the webhooks that are traced, from 0 to 1. */
  readonly ratio: number;
}

/** Null: closed. Without an address it is open to this machine only. */
export function readMonitorConfig(env: Environment, problems: string[]): MonitorConfig | null {
  const host = text(env, 'COUNTERSIGN_METRICS_HOST') ?? '127.0.0.1';
  if (text(env, 'COUNTERSIGN_METRICS_PORT') === null) return null;
  return {
    host,
    port: number(env, problems, { name: 'COUNTERSIGN_METRICS_PORT', fallback: null, from: 0, to: 65_535 }),
  };
}

/** The standard's own settings (OpenTelemetry, "OTLP Exporter Configuration"); null: nothing is traced. */
export function readTraceConfig(env: Environment, problems: string[]): TraceConfig | null {
  const endpoint = text(env, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  const service = text(env, 'OTEL_SERVICE_NAME') ?? 'countersign';
  const headers = readHeaders(env, problems);
  const ratio = readRatio(env, problems);
  if (endpoint === null) return null;
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  if (!URL.canParse(url) || !/^https?:/.test(url)) problems.push('OTEL_EXPORTER_OTLP_ENDPOINT is not a URL');
  return { url, headers, service, ratio };
}

function readRatio(env: Environment, problems: string[]): number {
  const value = text(env, 'OTEL_TRACES_SAMPLER_ARG') ?? '1';
  const ratio = /^\d*\.?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (ratio >= 0 && ratio <= 1) return ratio;
  problems.push('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1');
  return 1;
}

/** `name=value,name=value`, percent-encoded. What is wrong is not shown: it may be a secret. */
function readHeaders(env: Environment, problems: string[]): Readonly<Record<string, string>> {
  const pairs = (text(env, 'OTEL_EXPORTER_OTLP_HEADERS') ?? '').split(',').filter((pair) => pair.trim() !== '');
  const read = pairs.map(readHeader);
  if (read.includes(null)) problems.push('OTEL_EXPORTER_OTLP_HEADERS must be name=value, several with commas');
  return Object.fromEntries(read.filter((pair) => pair !== null));
}

function readHeader(pair: string): readonly [string, string] | null {
  const match = /^\s*([\w-]+)\s*=\s*([^\s]+)\s*$/.exec(pair);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  try {
    return [match[1], decodeURIComponent(match[2])];
  } catch {
    return null;
  }
}
