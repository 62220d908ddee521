import type { Answer, Reply } from '../entra/loopback-server';
import { internalServerError } from './defender-error';

/** The faults that tests ask for, each for a number of matching calls. */
export function createFaults(options: FaultsOptions): Faults {
  let rules: readonly Rule[] = [];
  return {
    add: (order) => {
      const rule: Rule = { order, left: order.times ?? 1, hits: 0, isReleased: false, held: [] };
      rules = [...rules, rule];
      return {
        hits: () => rule.hits,
        clear: () => {
          rules = rules.filter((other) => other !== rule);
        },
        release: () => {
          rule.isReleased = true;
          for (const go of rule.held.splice(0)) go();
        },
      };
    },
    clear: () => {
      rules = [];
    },
    take: (method, path) => {
      const rule = rules.find(
        ({ order, left }) => left > 0 && (order.method ?? method) === method && order.path.test(path),
      );
      if (rule === undefined) return undefined;
      rule.left -= 1;
      rule.hits += 1;
      options.onChange();
      return {
        order: rule.order,
        released: () =>
          new Promise((resolve) => {
            if (rule.isReleased) resolve();
            else rule.held.push(resolve);
          }),
      };
    },
  };
}

/** Lives one call under a fault. */
export const liveThrough = async (fault: ActiveFault, call: FaultyCall): Promise<void> => {
  await FAULTS[fault.order.kind](call, fault.order, fault.released);
};

/**
 * The words before and after say whether the call was carried out: 'reset-before' did nothing, 'reset-after' did
 * everything and lost the answer. 'html' and 'custom' do nothing; 'html-after', 'empty' and 'half' are done.
 */
const FAULTS = {
  'reset-before': ({ answer }) => answer.reset(),
  'reset-after': ({ answer, carryOut }) => {
    carryOut();
    answer.reset();
  },
  'http-500-before': ({ answer }) => answer.send(internalServerError()),
  'http-500-after': ({ answer, carryOut }) => {
    carryOut();
    answer.send(internalServerError());
  },
  'hang-before': async ({ answer, carryOut }, _order, released) => {
    await released();
    answer.send(carryOut());
  },
  'hang-after': async ({ answer, carryOut }, _order, released) => {
    const reply = carryOut();
    await released();
    answer.send(reply);
  },
  slow: async ({ answer, carryOut, wait }, { ms = 1000 }) => {
    await wait(ms);
    answer.send(carryOut());
  },
  'slow-after': async ({ answer, carryOut, wait }, { ms = 1000 }) => {
    const reply = carryOut();
    await wait(ms);
    answer.send(reply);
  },
  html: ({ answer }, { status = 502 }) => answer.send(htmlPage(status)),
  'html-after': ({ answer, carryOut }, { status = 502 }) => {
    carryOut();
    answer.send(htmlPage(status));
  },
  empty: ({ answer, carryOut }) => answer.send({ ...carryOut(), body: '' }),
  half: ({ answer, carryOut }) => answer.sendHalf(carryOut()),
  custom: ({ answer }, { status = 500, body = '', headers = {} }) => answer.send({ status, body, headers }),
} as const satisfies Readonly<Record<string, FaultCourse>>;

type FaultCourse = (call: FaultyCall, order: FaultOrder, released: () => Promise<void>) => unknown;

export interface FaultOrder {
  /** Left out: any method. */
  readonly method?: string;
  /** Tested against the path with its prefix, without the query. */
  readonly path: RegExp;
  readonly kind: FaultKind;
  /** How many matching calls it strikes; 1 unless said. */
  readonly times?: number;
  /** For the slow ones; 1000 unless said. */
  readonly ms?: number;
  /** For the HTML and custom ones. */
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type FaultKind = keyof typeof FAULTS;

export interface FaultHandle {
  readonly hits: () => number;
  /** Strikes no more calls. */
  readonly clear: () => void;
  /** Lets the calls go on that 'hang-before' and 'hang-after' hold, and those that come. */
  readonly release: () => void;
}

export interface ActiveFault {
  readonly order: FaultOrder;
  readonly released: () => Promise<void>;
}

export interface FaultyCall {
  readonly answer: Answer;
  readonly carryOut: () => Reply;
  readonly wait: (ms: number) => Promise<void>;
}

export interface FaultsOptions {
  readonly onChange: () => void;
}

export interface Faults {
  readonly add: (order: FaultOrder) => FaultHandle;
  readonly clear: () => void;
  readonly take: (method: string, path: string) => ActiveFault | undefined;
}

interface Rule {
  readonly order: FaultOrder;
  left: number;
  hits: number;
  isReleased: boolean;
  readonly held: (() => void)[];
}

const htmlPage = (status: number): Reply => ({
  status,
  body: '<!DOCTYPE html><html><head><title>Bad Gateway</title></head><body><h1>Something went wrong</h1></body></html>',
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
});
