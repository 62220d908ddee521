import type { FaultOrder } from '../../simulator/defender/fault';
import { ask, estate, expectDoneOnce, roomyWorld, type Trial } from './trial';
import type { World } from './world';

interface Outage {
  readonly name: string;
  /** Lets it begin, after the card is there and before the approval. */
  readonly begin: (world: World) => unknown;
  /** What people are told at first. */
  readonly told: RegExp;
  /** Ends it, once that was told. */
  readonly end?: (world: World) => unknown;
}

const read = (order: Omit<FaultOrder, 'path' | 'method'>): FaultOrder => ({
  method: 'GET',
  path: /\/machine/,
  times: 1_000,
  ...order,
});

const healed = ({ defender }: World): void => defender.clearFaults();

/** Everything is away at once, for all calls: each in a world of its own. */
const OUTAGES: readonly Outage[] = [
  {
    name: 'Defender refuses connections',
    begin: ({ defender }) => defender.goAway(),
    told: /Not sent yet\. Defender said: “the connection to \S+ failed \(ECONNREFUSED\).*tries again at/,
    end: ({ defender }) => defender.comeBack(),
  },
  {
    name: 'Defender answers reads with 500',
    begin: ({ defender }) => defender.fault(read({ kind: 'http-500-before' })),
    told: /Not sent yet\. Defender said: “Internal server error.*Quote to Microsoft support: /,
    end: healed,
  },
  {
    name: 'Defender answers reads with a web page',
    begin: ({ defender }) => defender.fault(read({ kind: 'html', status: 200 })),
    told: /Not sent yet\. Defender said: “Defender answered with a web page \(200\)/,
    end: healed,
  },
  {
    name: 'Defender answers reads with nothing',
    begin: ({ defender }) => defender.fault(read({ kind: 'empty' })),
    told: /Not sent yet\. Defender said: “Defender answered with nothing \(200\)/,
    end: healed,
  },
  {
    name: 'Defender answers reads with a list that is no list',
    begin: ({ defender }) => defender.fault(read({ kind: 'custom', status: 200, body: { value: 'many' } })),
    told: /Not sent yet\. Defender said: “.*(no list|no machine)/,
    end: healed,
  },
  {
    name: 'reads hang',
    begin: ({ defender }) => defender.fault(read({ kind: 'hang-before' })),
    told: /Not sent yet\. Defender said: “.*did not answer in time/,
    end: healed,
  },
  {
    name: 'the read permission is missing',
    begin: ({ entra }) => {
      entra.setRoles(['Machine.RestrictExecution']);
      entra.revokeTokens();
    },
    told: /Not sent yet\.[\s\S]*lacks the application permission .*Machine\.Read/,
    end: ({ entra }) => {
      entra.setRoles(['Machine.RestrictExecution', 'Machine.Read.All']);
      entra.revokeTokens();
    },
  },
  ...(['500', 'hang', 'reset', 'html'] as const).map((kind) => ({
    name: `the token endpoint fails with ${kind}`,
    begin: ({ entra }: World) => {
      entra.fail(1_000, kind);
      entra.revokeTokens();
    },
    told: /Not sent yet\. Microsoft Entra said: “/,
    end: ({ entra }: World) => entra.heal(),
  })),
];

/** So many worlds at once as two cores bear. */
const AT_ONCE = 4;

describe('nothing is sent, people are told why, and it is sent once when it is over, while', () => {
  const results = new Map<string, { readonly world: World; readonly trial: Trial; readonly told: string }>();
  const worlds: World[] = [];

  const live = async ({ name, begin, told, end = () => {} }: Outage): Promise<void> => {
    const [machine] = estate(1);
    if (machine === undefined) throw new Error('there is no machine');
    const world = await roomyWorld([machine]);
    worlds.push(world);
    await world.start();
    const trial = await ask(world, machine);
    await begin(world);
    await trial.approve();
    const first = await trial.told(told);
    expect(trial.actions()).toEqual([]);
    await end(world);
    results.set(name, { world, trial, told: first });
    await expectDoneOnce(trial);
  };

  const waiting = [...OUTAGES];
  const failures = new Map<string, unknown>();
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { name } = next;
      await live(next).catch((error: unknown) => failures.set(name, error));
    }
  };
  beforeAll(() => Promise.all(Array.from({ length: AT_ONCE }, work)), 120_000);
  afterAll(() => Promise.all(worlds.map((world) => world.stop())));

  test.each(OUTAGES.map(({ name }) => name))('%s', (name) => {
    if (failures.has(name)) throw failures.get(name);
    const result = results.get(name);
    expect(result?.trial.actions()).toHaveLength(1);
    expect(result?.world.slack.violations).toEqual([]);
    expect(result?.world.defender.violations).toEqual([]);
  });
});
