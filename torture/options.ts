import { parseArgs } from 'node:util';

/** What was asked for on the command line. */
export interface Options {
  readonly seed: number;
  readonly kills: number;
  readonly database: 'sqlite' | 'postgres';
  readonly replicas: number;
  readonly worlds: number;
  readonly killsPerWorld: number;
  readonly minutes: number;
  readonly parts: ReadonlySet<Part>;
}

export type Part = 'points' | 'random' | 'frozen';
export const PARTS: readonly Part[] = ['points', 'random', 'frozen'];

export const USAGE = `npm run torture -- [--seed 42] [--kills 2000] [--database sqlite|postgres] [--replicas 1]
                  [--worlds 2] [--kills-per-world 150] [--minutes 120] [--only points,random,frozen]

PostgreSQL: databases of its own are made (and dropped) on the server of TEST_DATABASE_URL.
`;

const whole = (name: string, text: string, least = 1): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`--${name} takes a whole number from ${least}, not '${text}'`);
};

const partsOf = (text: string): ReadonlySet<Part> => {
  const parts = text.split(',').map((word) => PARTS.find((part) => part === word.trim()));
  if (parts.includes(undefined)) throw new Error(`--only takes ${PARTS.join(', ')}, not '${text}'`);
  return new Set(parts.filter((part) => part !== undefined));
};

/** Reads the command line. Throws an `Error` that says what is wrong. */
export const readOptions = (args: readonly string[]): Options => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      kills: { type: 'string', default: '2000' },
      database: { type: 'string', default: 'sqlite' },
      replicas: { type: 'string', default: '1' },
      worlds: { type: 'string', default: '2' },
      'kills-per-world': { type: 'string', default: '150' },
      minutes: { type: 'string', default: '120' },
      only: { type: 'string', default: PARTS.join(',') },
    },
  });
  const { database } = values;
  if (database !== 'sqlite' && database !== 'postgres')
    throw new Error(`--database takes sqlite or postgres, not '${database}'`);
  const replicas = whole('replicas', values.replicas);
  if (replicas > 1 && database === 'sqlite')
    throw new Error('--replicas needs --database postgres: SQLite serves one process');
  return {
    seed: whole('seed', values.seed, 0),
    kills: whole('kills', values.kills, 0),
    database,
    replicas,
    worlds: whole('worlds', values.worlds),
    killsPerWorld: whole('kills-per-world', values['kills-per-world']),
    minutes: whole('minutes', values.minutes),
    parts: partsOf(values.only),
  };
};
