/** A metric as Prometheus has it. */
export interface Metric {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** Each label with the values that it takes, or with what they are where they are not few and fixed. */
  readonly labels: Readonly<Record<string, readonly string[] | string>>;
  /** Upper ends of a histogram's buckets, in its unit. */
  readonly buckets?: readonly number[];
}

const SYSTEMS = ['slack', 'entra', 'defender'] as const;
const QUICK_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3] as const;
const SLOW_S = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;
const WAITING_S = [0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600] as const;

/** Every metric of our own. docs/metrics.md is written from this, and nothing is measured that is not here. */
export const metricCatalogue = {
  twokey_requests: {
    type: 'gauge',
    help: 'Requests that wait for approval (pending), or are approved with something still to be sent or followed (running)',
    labels: { state: ['pending', 'running'] },
  },
  twokey_requests_total: {
    type: 'counter',
    help: 'What became of requests since the start of this process; undeliverable: Slack did not take the card',
    labels: { outcome: ['opened', 'approved', 'denied', 'withdrawn', 'expired', 'undeliverable'] },
  },
  twokey_runs: {
    type: 'gauge',
    help: 'Runs (one request on one machine) that have not ended, by state; unsettled ones wait for a person',
    labels: { state: ['waiting', 'ready', 'dispatching', 'dispatched', 'unsettled'] },
  },
  twokey_runs_total: {
    type: 'counter',
    help: 'Runs that ended since the start of this process; refused: Defender said no, and did nothing',
    labels: { outcome: ['succeeded', 'failed', 'refused', 'timed_out', 'cancelled', 'not_sent', 'unsettled'] },
  },
  twokey_refusals_total: {
    type: 'counter',
    help: 'Times that somebody was told no, by the code of the refusal',
    labels: { code: 'a code of docs/refusals.md' },
  },
  twokey_recoveries_total: {
    type: 'counter',
    help: 'What a crash or a lost answer left and Twokey put right: a call found in Defender, a call proved not to have arrived, a delivery of Slack taken up again',
    labels: { what: ['call-found', 'call-proved-unsent', 'delivery'] },
  },
  twokey_twins_total: {
    type: 'counter',
    help: 'Second Machine Actions of one run: found in Defender, and brought to an end',
    labels: { what: ['found', 'over'] },
  },
  twokey_ack_duration_seconds: {
    type: 'histogram',
    help: 'From the arrival of a delivery of Slack to its acknowledgement, which is given only once it is stored',
    labels: { transport: ['http', 'socket'] },
    buckets: QUICK_S,
  },
  twokey_dispatch_duration_seconds: {
    type: 'histogram',
    help: 'From the last approval to the answer with which Defender took the action',
    labels: {},
    buckets: WAITING_S,
  },
  twokey_store_commit_duration_seconds: {
    type: 'histogram',
    help: 'How long a change took until it was durable, with its wait for the writers before it',
    labels: {},
    buckets: QUICK_S,
  },
  twokey_posts_waiting: {
    type: 'gauge',
    help: 'Cards and notes that Slack has not confirmed yet',
    labels: {},
  },
  twokey_oldest_post_age_seconds: {
    type: 'gauge',
    help: 'How long the oldest of the waiting cards and notes has waited; 0 when none does',
    labels: {},
  },
  twokey_slack_rate_limited_total: {
    type: 'counter',
    help: 'Calls that Slack answered with 429',
    labels: { method: 'a method of Slack’s Web API' },
  },
  twokey_home_views_total: {
    type: 'counter',
    help: 'What came of drawing somebody’s Home: same was not published, since it shows that already; unknown, limited and conflict are tried again; failed: it could not be made',
    labels: { outcome: ['published', 'same', 'limited', 'conflict', 'unknown', 'rejected', 'failed'] },
  },
  twokey_home_behind_seconds: {
    type: 'gauge',
    help: 'How long the Home that is furthest behind, of those opened in the last day, has not shown what happened; 0 when none is behind',
    labels: {},
  },
  twokey_slack_requests_refused_total: {
    type: 'counter',
    help: 'Requests to the HTTP endpoint that were turned away, by why',
    labels: { why: 'such as signature, time, shape, too-long' },
  },
  twokey_defender_call_duration_seconds: {
    type: 'histogram',
    help: 'Calls of Defender’s API by method and by what came of them: the class of the status, 429, or failed',
    labels: { method: ['GET', 'POST'], answer: ['2xx', '3xx', '4xx', '429', '5xx', 'failed'] },
    buckets: SLOW_S,
  },
  twokey_defender_throttled_total: {
    type: 'counter',
    help: 'Times that Defender asked for silence',
    labels: {},
  },
  twokey_defender_silence_seconds: {
    type: 'gauge',
    help: 'How much longer Defender wants silence; 0 when it does not',
    labels: {},
  },
  twokey_defender_budget_used_calls: {
    type: 'gauge',
    help: 'Calls that count against a window of the rate budget now',
    labels: { window: 'its length, such as 60s' },
  },
  twokey_defender_budget_limit_calls: {
    type: 'gauge',
    help: 'Calls that a window of the rate budget allows',
    labels: { window: 'its length, such as 60s' },
  },
  twokey_defender_queue_depth: {
    type: 'gauge',
    help: 'Calls that wait for the rate budget, by whose turn it is',
    labels: { turn: ['containment', 'facts', 'action', 'read', 'following'] },
  },
  twokey_system_up: {
    type: 'gauge',
    help: 'Whether the last that was heard of a system was good (1) or a failure (0); 1 before anything was heard',
    labels: { system: SYSTEMS },
  },
  twokey_system_faults_total: {
    type: 'counter',
    help: 'Failures of a system, by its code or HTTP status',
    labels: {
      system: SYSTEMS,
      code: 'the system’s own, such as AADSTS7000222, or an HTTP status; other beyond 100 of them',
    },
  },
  twokey_clock_skew_seconds: {
    type: 'gauge',
    help: 'How far the clock of this machine is ahead of a system’s (below 0: behind), by the Date of its last answer',
    labels: { system: ['entra', 'defender'] },
  },
  twokey_sending_paused: {
    type: 'gauge',
    help: 'Whether somebody has stopped all sending to Defender',
    labels: {},
  },
  twokey_holds_work: {
    type: 'gauge',
    help: 'Whether this process does the work that one replica must do',
    labels: {},
  },
  twokey_policy_refused: {
    type: 'gauge',
    help: 'Whether the policy file holds something that was refused',
    labels: {},
  },
  twokey_policy_replicas_differ: {
    type: 'gauge',
    help: 'Policies that other replicas go by, and this one does not',
    labels: {},
  },
  twokey_events_total: {
    type: 'counter',
    help: 'Lines of the log, by event and level',
    labels: { event: 'the stable name of what was logged', level: ['debug', 'info', 'warn', 'error'] },
  },
} as const satisfies Readonly<Record<string, Metric>>;

type Catalogue = typeof metricCatalogue;

/** The metrics of one type. */
export type MetricOf<T extends Metric['type']> = {
  readonly [N in keyof Catalogue]: Catalogue[N]['type'] extends T ? N : never;
}[keyof Catalogue];

/** The entry of a metric. */
export const metricNamed = (name: keyof Catalogue): Metric => metricCatalogue[name];
