import type { FaultKind } from '../../simulator/defender/fault';
import { ask, estate, expectDoneOnce, roomyWorld, type Trial } from './trial';
import type { World } from './world';

/** What is done to the one POST, and what people must be told of it. */
const POST_FAULTS: readonly (readonly [kind: FaultKind, told: RegExp])[] = [
  ['reset-before', /failed \(ECONNRESET\).*sends nothing again before it knows[\s\S]*Attempt 1 did not reach Defender/],
  ['reset-after', /failed \(ECONNRESET\)[\s\S]*found that the action had arrived/],
  ['http-500-before', /InternalServerError[\s\S]*Quote to Microsoft support: [\s\S]*Attempt 1 did not reach Defender/],
  ['http-500-after', /InternalServerError[\s\S]*Quote to Microsoft support: [\s\S]*found that the action had arrived/],
  ['hang-before', /did not answer in time[\s\S]*Attempt 1 did not reach Defender/],
  ['hang-after', /did not answer in time[\s\S]*found that the action had arrived/],
  ['html', /a web page \(502\)[\s\S]*Attempt 1 did not reach Defender/],
  ['html-after', /a web page \(502\)[\s\S]*found that the action had arrived/],
  ['empty', /answered with nothing \(201\)[\s\S]*found that the action had arrived/],
  ['half', /failed \(ECONNRESET\)[\s\S]*found that the action had arrived/],
];

describe('one approved request makes exactly one Machine Action, and people are told what happened, when the call meets', () => {
  let world: World;
  let trials: readonly Trial[];
  beforeAll(async () => {
    const machines = estate(POST_FAULTS.length);
    world = await roomyWorld(machines);
    await world.start();
    trials = await Promise.all(machines.map((machine) => ask(world, machine)));
    for (const [index, [kind]] of POST_FAULTS.entries()) {
      world.defender.fault({ method: 'POST', path: new RegExp(machines[index]?.id ?? ''), kind });
    }
    await Promise.all(trials.map((trial) => trial.approve()));
  }, 30_000);
  afterAll(() => world.stop());

  test.each(POST_FAULTS.map(([kind, told], index) => ({ kind, told, index })))(
    '$kind',
    async ({ told, index }) => {
      const trial = trials[index];
      if (trial === undefined) throw new Error('there is no such trial');
      const thread = await expectDoneOnce(trial);
      expect(thread).toMatch(told);
      expect(world.slack.violations).toEqual([]);
      expect(world.defender.violations).toEqual([]);
    },
    45_000,
  );
});
