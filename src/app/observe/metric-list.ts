/** A figure as Prometheus knows it. Ages and durations are in seconds; no label takes a value that an outsider chooses. */
export interface Metric {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
  /** Labels that are there from the start, at 0: Prometheus sees no rise in what begins at 1. */
  readonly begins?: readonly Labels[];
}

/** A request waits for at most 10 seconds (client.ts); an evaluation is several of them. */
const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const;
/** From what a flush waits for by default to what is an outage. */
const AGES = [1, 2.5, 5, 10, 20, 30, 60, 120, 300, 900, 3600] as const;
const ENTRIES = [1, 2, 5, 10, 25, 50, 100, 250, 500] as const;

const REFUSALS: readonly Labels[] = [
  { reason: 'store.unavailable' },
  { reason: 'webhook.busy' },
  { reason: 'webhook.malformed' },
  { reason: 'webhook.signature' },
  { reason: 'webhook.too-large' },
];

/** All figures of our own, by name. docs/operating.md, the rules and the dashboard in charts/ name no other. */
export const METRICS = {
  countersign_build_info: gauge('Always 1; the version is its label', ['version']),
  countersign_deliveries_received_total: counter('Webhooks that were accepted', ['event']),
  countersign_deliveries_refused_total: counter(
    'Webhooks that were refused, by the code of the error',
    ['reason'],
    REFUSALS,
  ),
  countersign_deliveries_waiting: gauge('Webhooks kept that nobody has read yet'),
  countersign_deliveries_oldest_waiting_seconds: gauge('Age of the oldest of them'),
  countersign_subjects_waiting: gauge('Pull requests and merge groups with news that no verdict knows of'),
  countersign_subjects_oldest_waiting_seconds: gauge('How long the oldest of them waits'),
  countersign_backlog_waiting: gauge('Pull requests to be judged again when their turn comes'),
  countersign_backlog_oldest_waiting_seconds: gauge('How long the first of them waits'),
  countersign_jobs: gauge('Jobs, by state: waiting, delayed, active, failed', ['queue', 'state']),
  countersign_jobs_oldest_waiting_seconds: gauge('How long the oldest job waits that could begin', ['queue']),
  countersign_jobs_ended_total: counter('Jobs that ended, done or failed', ['queue', 'outcome']),
  countersign_job_duration_seconds: histogram('Time from the beginning of a job to its end', SECONDS, ['queue']),
  countersign_evaluations_total: counter('Evaluations, by verdict', ['verdict']),
  countersign_evaluation_duration_seconds: histogram('Time from taking a subject to storing its verdict', SECONDS),
  countersign_github_requests_total: counter('Requests sent to GitHub, by status', ['status']),
  countersign_github_request_duration_seconds: histogram('Time until GitHub answered', SECONDS),
  countersign_github_rate_limit_remaining: gauge('Requests left, as GitHub said last', ['installation', 'resource']),
  countersign_github_rate_limit: gauge('Requests that GitHub allows in an hour', ['installation', 'resource']),
  countersign_github_last_answer_timestamp_seconds: gauge('When GitHub answered last'),
  countersign_flush_entries: histogram('Entries in one commit of a ledger', ENTRIES),
  countersign_flush_age_seconds: histogram('Age of the oldest entry of a commit when it stood on the branch', AGES),
  countersign_ledgers: gauge('Ledgers that go on'),
  countersign_ledgers_lagging: gauge('Ledgers with an entry that stands on no branch yet'),
  countersign_ledger_unpublished_entries: gauge('Entries that stand on no branch yet'),
  countersign_ledger_oldest_unpublished_seconds: gauge('Age of the oldest of them'),
  countersign_evidence_waiting: gauge('Documents of evidence that stand on no branch yet'),
  countersign_evidence_oldest_waiting_seconds: gauge('Age of the oldest of them'),
  countersign_ledgers_unwitnessed: gauge('Ledgers whose newest checkpoint lacks the quorum of cosignatures'),
  countersign_witness_failing_ledgers: gauge('Ledgers for which this witness failed when last asked', ['witness']),
  countersign_witness_behind_ledgers: gauge('Ledgers whose newest checkpoint it has not cosigned', ['witness']),
  countersign_database_up: gauge('1 while the database answers; when it is 0, what is read from it is missing'),
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof METRICS;

export type Labels = Readonly<Record<string, string | number>>;

/** What a gauge says now. */
export interface Sample {
  readonly name: MetricName;
  readonly labels?: Labels;
  readonly value: number;
}

function counter(help: string, labels: readonly string[] = [], begins: readonly Labels[] = []): Metric {
  return { kind: 'counter', help, labels, begins };
}

function gauge(help: string, labels: readonly string[] = []): Metric {
  return { kind: 'gauge', help, labels };
}

function histogram(help: string, buckets: readonly number[], labels: readonly string[] = []): Metric {
  return { kind: 'histogram', help, labels, buckets };
}
