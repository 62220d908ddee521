import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Log } from '../flow/ports';

export type Metrics = ReturnType<typeof createMetrics>;

const looked = async (look: () => number | Promise<number>): Promise<number> => {
  try {
    return await look();
  } catch {
    return Number.NaN;
  }
};

/** Counts every logged event by its stable name, and what the process itself uses. */
export const createMetrics = () => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const events = new Counter({
    name: 'twokey_events_total',
    help: 'Logged events by name',
    labelNames: ['event', 'level'],
    registers: [registry],
  });
  const counted =
    (level: keyof Log, log: Log) =>
    (event: string, fields?: object): void => {
      events.inc({ event, level });
      log[level](event, fields);
    };
  return {
    /** The same log, counted. */
    counting: (log: Log): Log => ({
      debug: counted('debug', log),
      info: counted('info', log),
      warn: counted('warn', log),
      error: counted('error', log),
    }),
    /** A number that is looked up whenever the metrics are read; not a number where that fails. */
    gauge: (name: string, help: string, look: () => number | Promise<number>): void => {
      new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          this.set(await looked(look));
        },
      });
    },
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
};
