import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { SECOND } from '../../base/clock.ts';
import type { StoreFigures } from '../../store/store.ts';
import { VERSION } from '../version.ts';
import type { GithubFigures } from './github-figures.ts';
import { type Labels, METRICS, type Metric, type MetricName, type Sample } from './metric-list.ts';
import { storeSamples } from './store-samples.ts';

/** The figures of this process. */
export interface Figures {
  /** A counter goes up by one. */
  count(name: MetricName, labels?: Labels): void;
  /** A histogram gets one value. */
  observe(name: MetricName, value: number, labels?: Labels): void;
  /** In Prometheus' text format, with what the database and GitHub said last; null: the database does not answer. */
  expose(store: StoreFigures | null, github: GithubFigures): Promise<string>;
  readonly contentType: string;
}

type Instrument = Counter | Gauge | Histogram;

/** `process`: memory, processor time and the event loop as well; they need timers of their own. */
export function createFigures(options: { readonly process: boolean }): Figures {
  const registry = new Registry();
  if (options.process) collectDefaultMetrics({ register: registry });
  const made = new Map(Object.entries(METRICS).map(([name, metric]) => [name, make(name, metric, registry)]));
  const gauges = [...made.values()].filter((each) => each instanceof Gauge);
  return {
    count: (name, labels = {}) => {
      const counter = made.get(name);
      if (counter instanceof Counter) counter.inc({ ...labels });
    },
    observe: (name, value, labels = {}) => {
      const histogram = made.get(name);
      if (histogram instanceof Histogram) histogram.observe({ ...labels }, value);
    },
    expose: async (store, github) => {
      // What is gone (an installation, a queue's oldest job) must not stay as it was.
      for (const gauge of gauges) gauge.reset();
      const samples: readonly Sample[] = [
        { name: 'countersign_build_info', labels: { version: VERSION }, value: 1 },
        { name: 'countersign_database_up', value: store === null ? 0 : 1 },
        ...(store === null ? [] : storeSamples(store)),
        ...githubSamples(github),
      ];
      for (const name of absent(store)) registry.removeSingleMetric(name);
      for (const { name, labels = {}, value } of samples) {
        const gauge = made.get(name);
        if (!(gauge instanceof Gauge)) continue;
        if (registry.getSingleMetric(name) === undefined) registry.registerMetric(gauge);
        gauge.set({ ...labels }, value);
      }
      return await registry.metrics();
    },
    contentType: registry.contentType,
  };
}

/** A gauge without labels says 0 when nobody set it: what is not known must not look like nothing. */
function absent(store: StoreFigures | null): readonly string[] {
  const unknown = store === null ? [...STORE_NAMES] : [];
  return [...unknown, 'countersign_github_last_answer_timestamp_seconds'];
}

const NOTHING = { count: 0, oldest: null };
const STORE_NAMES = new Set(
  storeSamples({
    now: 0,
    deliveries: { ...NOTHING, last: null },
    subjects: NOTHING,
    backlog: NOTHING,
    queues: [],
    ledgers: { count: 0, lagging: 0, unpublished: NOTHING, unwitnessed: 0 },
    evidence: NOTHING,
    witnesses: [],
  }).map(({ name }) => name),
);

function make(name: string, { kind, help, labels, buckets = [], begins = [] }: Metric, registry: Registry): Instrument {
  const settings = { name, help, labelNames: [...labels], registers: [registry] };
  if (kind === 'counter') {
    const made = new Counter(settings);
    for (const each of begins) made.inc({ ...each }, 0);
    return made;
  }
  return kind === 'gauge' ? new Gauge(settings) : new Histogram({ ...settings, buckets: [...buckets] });
}

function githubSamples({ budgets, lastAnswer }: GithubFigures): readonly Sample[] {
  const ofBudgets = budgets.flatMap(({ installation, resource, remaining, limit }): readonly Sample[] => {
    const labels = { installation: installation ?? 'app', resource };
    return [
      { name: 'countersign_github_rate_limit_remaining', labels, value: remaining },
      { name: 'countersign_github_rate_limit', labels, value: limit },
    ];
  });
  if (lastAnswer === null) return ofBudgets;
  return [...ofBudgets, { name: 'countersign_github_last_answer_timestamp_seconds', value: lastAnswer / SECOND }];
}
