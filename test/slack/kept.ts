import type { Clock, Log } from '../../src/flow/ports';
import type { Deliveries, Delivery } from '../../src/flow/delivery';
import type { Draft, Drafts } from '../../src/flow/storage';

/** A log that keeps its lines. */
export const keptLog = () => {
  const lines: { readonly level: string; readonly event: string; readonly fields: object }[] = [];
  const at =
    (level: string) =>
    (event: string, fields: object = {}) => {
      lines.push({ level, event, fields });
    };
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { log, lines, events: () => lines.map((line) => line.event) };
};

/** The wall clock. */
export const wallClock: Clock = {
  now: () => Date.now(),
  at: (moment, call) => {
    const timer = setTimeout(call, Math.max(0, moment - Date.now()));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** A clock that only moves when told to. */
export const handClock = (start = 1_900_000_000_000) => {
  let now = start;
  const waiting = new Set<{ readonly moment: number; readonly call: () => void }>();
  const clock: Clock = {
    now: () => now,
    at: (moment, call) => {
      const entry = { moment, call };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
  };
  const settle = async () => {
    for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  const pass = async (ms: number) => {
    await settle();
    now += ms;
    for (const entry of [...waiting]) {
      if (entry.moment > now || !waiting.delete(entry)) continue;
      entry.call();
    }
    await settle();
  };
  return { clock, pass, settle, waiting: () => waiting.size };
};

/** Deliveries in memory. `gate` is awaited before each is durable. */
export const keptDeliveries = () => {
  const rows = new Map<string, Delivery & { isDone: boolean }>();
  const state = { gate: Promise.resolve() as Promise<void>, beforeFinish: Promise.resolve() as Promise<void> };
  const deliveries: Deliveries = {
    record: async (delivery) => {
      await state.gate;
      if (rows.has(delivery.key)) return 'seen';
      rows.set(delivery.key, { ...delivery, isDone: false });
      return 'new';
    },
    finish: async (key) => {
      await state.beforeFinish;
      const row = rows.get(key);
      if (row !== undefined) row.isDone = true;
    },
    takeOver: async () => [...rows.values()].filter((row) => !row.isDone),
    eraseBodies: async () => 0,
  };
  return { deliveries, rows, state };
};

/** Drafts in memory. */
export const keptDrafts = () => {
  const rows = new Map<string, Draft>();
  const drafts: Drafts = {
    keep: async (draft) => {
      rows.set(draft.id, draft);
    },
    find: async (id) => rows.get(id) ?? null,
    sweep: async () => {},
  };
  return { drafts, rows };
};
