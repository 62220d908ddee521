import { setStage } from '../simulator/demo/stage';
import { createCrowd } from './crowd';
import { startOther } from './other-app';
import { rest } from './rest';
import type { Scale, Section } from './section';
import type { Row, Table } from './table-lines';

const PEOPLE = 50;

const measure = async ({ closing, say }: Scale): Promise<readonly Table[]> => {
  const crowd = createCrowd(PEOPLE, PEOPLE);
  const of = async (name: string): Promise<Row> => {
    say(`look-ups: ${name}`);
    const stage = await setStage(
      {
        policy: crowd.policy,
        env: { DEFENDER_RATE_LIMITS: '100000/1m' },
        slack: { seed: crowd.seed, rateLimits: 'off' },
        defender: { machines: crowd.machines, rateLimits: [] },
      },
      closing,
    );
    const { slack, defender } = stage;
    const bot = name === 'Twokey' ? stage.startBot() : await startOther('afternoon', stage, closing);
    await bot.ready;
    await rest();
    const before = defender.log.length;
    const [machine = ''] = crowd.machineNames;
    await Promise.all(
      crowd.askers.map((asker, index) =>
        slack.as(asker).command(crowd.channels[index] ?? '', `/defender restrict ${machine} beaconing`),
      ),
    );
    await rest();
    const reads = defender.log.slice(before).filter(({ method }) => method === 'GET');
    const ofMachines = reads.filter(({ path }) => path.includes('/machines'));
    await bot.stop();
    return [name, String(ofMachines.length), String(reads.length - ofMachines.length)];
  };
  return [
    {
      title: `Look-ups: ${PEOPLE} people ask for one machine at once`,
      head: ['', 'reads of the machine', 'reads of its Machine Actions'],
      rows: [await of('Twokey'), await of('the afternoon bot')],
      notes: ['Aim: one of each, shared by all who wait for it.'],
    },
  ];
};

/** How many reads a burst for one machine takes. */
export const lookUps: Section = { name: 'look-ups', measure };
