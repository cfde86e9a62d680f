import { describe, expect, test } from '@jest/globals';
import { readMonitorConfig, readTraceConfig } from '../../../src/app/observe/observe-config.ts';

type Settings = Readonly<Record<string, string>>;
const monitorOf = (env: Settings) => {
  const problems: string[] = [];
  return { config: readMonitorConfig(env, problems), problems };
};
const tracesOf = (env: Settings) => {
  const problems: string[] = [];
  return { config: readTraceConfig(env, problems), problems };
};
const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://collector:4318/';

test('the port of those who watch is closed, or open to this machine, or to an address that is named', () => {
  const port = '9464';
  expect(monitorOf({}).config).toBeNull();
  expect(monitorOf({ COUNTERSIGN_METRICS_HOST: '0.0.0.0' }).config).toBeNull();
  expect(monitorOf({ COUNTERSIGN_METRICS_PORT: port }).config).toEqual({ host: '127.0.0.1', port: 9464 });
  expect(monitorOf({ COUNTERSIGN_METRICS_PORT: port, COUNTERSIGN_METRICS_HOST: '::' }).config?.host).toBe('::');
  expect(monitorOf({ COUNTERSIGN_METRICS_PORT: 'http' }).problems).toHaveLength(1);
});

test('traces go nowhere, or to the endpoint with what the standard adds to it', () => {
  expect(tracesOf({ OTEL_SERVICE_NAME: 'gate' })).toEqual({ config: null, problems: [] });
  expect(tracesOf({ OTEL_EXPORTER_OTLP_ENDPOINT }).config).toEqual({
    url: 'http://collector:4318/v1/traces',
    headers: {},
    service: 'countersign',
    ratio: 1,
  });
  const settings = {
    OTEL_EXPORTER_OTLP_ENDPOINT,
    OTEL_SERVICE_NAME: 'gate',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20abc, x-team = a=b',
    OTEL_TRACES_SAMPLER_ARG: '.25',
  };
  expect(tracesOf(settings).config).toMatchObject({
    headers: { authorization: 'Basic abc', 'x-team': 'a=b' },
    service: 'gate',
    ratio: 0.25,
  });
});

describe('what is wrong is said, without the value where it may be a secret', () => {
  test.each<[string, string]>([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a-secret'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'name=%E0%A4%A'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
    ['OTEL_TRACES_SAMPLER_ARG', 'half'],
  ])('%s=%s', (name, value) => {
    const { problems } = tracesOf({ OTEL_EXPORTER_OTLP_ENDPOINT, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(name);
    expect(problems[0]).not.toContain(value);
  });
});
