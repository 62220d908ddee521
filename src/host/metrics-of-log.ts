import type { Log } from '../flow/ports';
import type { Metrics } from './metrics';

const numberIn = (fields: object, name: string): number | null => {
  const value: unknown = Reflect.get(fields, name);
  return typeof value === 'number' ? value : null;
};

const wordIn = (fields: object, name: string): string => String(Reflect.get(fields, name) ?? 'unknown');

const isTrouble = (status: number): boolean => status >= 500 || [401, 403, 429].includes(status);

const answerOf = (status: number | null): string =>
  status === null ? 'failed' : status === 429 ? '429' : `${Math.floor(status / 100)}xx`;

const fault = (metrics: Metrics, system: string, code: string): void =>
  metrics.count('twokey_system_faults_total', { system, code });

type Measure = (metrics: Metrics, fields: object) => void;

/** What a line of the log means for the metrics beside its being one. */
const measures: Readonly<Record<string, Measure>> = {
  'slack.acked': (metrics, fields) =>
    metrics.observe(
      'twokey_ack_duration_seconds',
      { transport: wordIn(fields, 'transport') },
      numberIn(fields, 'ms') ?? 0,
    ),
  'run.answered': (metrics, fields) => {
    const sinceApprovalMs = numberIn(fields, 'sinceApprovalMs');
    if (wordIn(fields, 'answer') === 'accepted' && sinceApprovalMs !== null) {
      metrics.observe('twokey_dispatch_duration_seconds', {}, sinceApprovalMs);
    }
  },
  'defender.call': (metrics, fields) => {
    const status = numberIn(fields, 'status');
    const labels = { method: wordIn(fields, 'method'), answer: answerOf(status) };
    metrics.observe('twokey_defender_call_duration_seconds', labels, numberIn(fields, 'ms') ?? 0);
    if (status === null || isTrouble(status)) fault(metrics, 'defender', wordIn(fields, 'status'));
  },
  'defender.throttled': (metrics) => metrics.count('twokey_defender_throttled_total', {}),
  'entra.token': (metrics, fields) => {
    if (Reflect.get(fields, 'code') !== null) fault(metrics, 'entra', wordIn(fields, 'code'));
  },
  'slack.failed': (metrics, fields) => fault(metrics, 'slack', wordIn(fields, 'code')),
  'slack.rate-limited': (metrics, fields) =>
    metrics.count('twokey_slack_rate_limited_total', { method: wordIn(fields, 'method') }),
  'home.drawn': (metrics, fields) => metrics.count('twokey_home_views_total', { outcome: wordIn(fields, 'outcome') }),
  'home.failed': (metrics) => metrics.count('twokey_home_views_total', { outcome: 'failed' }),
  'slack.request-refused': (metrics, fields) =>
    metrics.count('twokey_slack_requests_refused_total', { why: wordIn(fields, 'why') }),
  'slack.delivery-recovered': (metrics) => metrics.count('twokey_recoveries_total', { what: 'delivery' }),
};

/** The same log; every line of it is counted, also those that its level leaves out. */
export const countingLog = (metrics: Metrics, log: Log): Log => {
  const counted =
    (level: keyof Log) =>
    (event: string, fields?: object): void => {
      metrics.count('twokey_events_total', { event, level });
      measures[event]?.(metrics, fields ?? {});
      log[level](event, fields);
    };
  return { debug: counted('debug'), info: counted('info'), warn: counted('warn'), error: counted('error') };
};
