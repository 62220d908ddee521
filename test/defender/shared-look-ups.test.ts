import { createSharedLookUps } from '../../src/defender/shared-look-ups';
import { Fault } from '../../src/domain/fault';
import { closeWorlds, json, machineActionBody, machineId, manualClock, orderBefore, startWorld } from './world';

afterEach(closeWorlds);

const setUp = () => {
  const clock = manualClock();
  const asked: string[] = [];
  let answer: () => Promise<readonly never[]> = async () => [];
  const reads = {
    findMachines: (name: string) => {
      asked.push(name);
      return answer();
    },
    machines: async (ids: readonly string[]) => {
      asked.push(...ids);
      return new Map();
    },
    actionsOn: (id: string) => {
      asked.push(id);
      return answer();
    },
    containmentsSince: (since: number) => {
      asked.push(`since ${since}`);
      return answer();
    },
  };
  const answers = (next: () => Promise<readonly never[]>) => {
    answer = next;
  };
  return { clock, asked, answers, lookUps: createSharedLookUps({ reads, clock }) };
};

test('many who look for one machine at once share one read', async () => {
  const { asked, lookUps } = setUp();
  await Promise.all(Array.from({ length: 60 }, () => lookUps.findMachines('web-01')));
  expect(asked).toEqual(['web-01']);
});

test('what was read is good for two seconds, and until something is sent', async () => {
  const { clock, asked, lookUps } = setUp();
  await lookUps.actionsOn('a');
  await clock.advance(1_999);
  await lookUps.actionsOn('a');
  expect(asked).toEqual(['a']);
  await clock.advance(1);
  await lookUps.actionsOn('a');
  expect(asked).toEqual(['a', 'a']);
  lookUps.forget();
  await lookUps.actionsOn('a');
  expect(asked).toEqual(['a', 'a', 'a']);
});

test('what is contained is good for ten seconds, and until something is sent', async () => {
  const { clock, asked, lookUps } = setUp();
  await Promise.all(Array.from({ length: 60 }, () => lookUps.containmentsSince(1)));
  await clock.advance(9_999);
  await lookUps.containmentsSince(1);
  expect(asked).toEqual(['since 1']);
  await clock.advance(1);
  await lookUps.containmentsSince(1);
  lookUps.forget();
  await lookUps.containmentsSince(1);
  expect(asked).toEqual(['since 1', 'since 1', 'since 1']);
});

test('a machine that is not known is looked for again, and so is one that a fault hid', async () => {
  const { asked, answers, lookUps } = setUp();
  await lookUps.findMachines('a');
  await lookUps.findMachines('a');
  const facts = { system: 'Defender', code: 'x', says: 'x', correlationId: null, missingPermission: null } as const;
  answers(() => Promise.reject(new Fault(facts)));
  await expect(lookUps.findMachines('b')).rejects.toThrow(Fault);
  answers(async () => []);
  await lookUps.findMachines('b');
  expect(asked).toEqual(['a', 'a', 'b', 'b']);
});

test('a burst of asks for one machine is one call, what is read before sending is read afresh', async () => {
  const world = await startWorld({
    api: (arrival, response) => json(response, 200, arrival.method === 'POST' ? machineActionBody() : { value: [] }),
  });
  await Promise.all(Array.from({ length: 20 }, () => world.defender.actionsOn(machineId)));
  expect(world.arrivals).toHaveLength(1);
  await world.defender.beforeSending.actionsOn(machineId);
  expect(world.arrivals).toHaveLength(2);
  await world.defender.send(true, async () => orderBefore(Date.now() + 30_000));
  await world.defender.actionsOn(machineId);
  expect(world.arrivals).toHaveLength(4);
});
