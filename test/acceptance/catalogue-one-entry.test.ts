import { join } from 'node:path';
import { DEFAULT_ROLES } from '../../simulator/entra/entra-simulator';
import { MACHINE_IDS } from '../../simulator/defender/machine-seed';
import { startBot } from './bot';
import { INCIDENT, POLICY, startWorld, type World } from './world';

/** An action that there is not: everything that Twokey knows of it is written here. */
const entry = {
  verb: 'defrost',
  target: 'machine',
  title: 'Defrost',
  effect: 'Thaws the machine.',
  bounds: 'It may drip.',
  platforms: [{ family: 'Windows Server', from: 2019, words: 'Windows Server 2019 or later' }],
  instead: 'Put it in the sun.',
  isHeldByRestriction: true,
  pathTail: 'defrostDevice',
  machineActionType: 'DefrostDevice',
  permissions: ['Machine.Defrost'],
  parameter: {
    kind: 'choice',
    key: 'Heat',
    label: 'Heat',
    choices: [
      { word: 'gentle', wire: 'Gentle', meaning: 'takes an hour' },
      { word: 'strong', wire: 'Strong', meaning: 'takes a minute' },
    ],
  },
  inverse: null,
  isContainment: false,
};

const env = {
  NODE_OPTIONS: `--require=${join(__dirname, 'one-more-entry.cjs')}`,
  ONE_MORE_ENTRY: `defrost: ${JSON.stringify(entry)}`,
};

const policy = `${POLICY}rules:
  - name: Nothing thaws alone
    when: { actions: [defrost] }
    quorum: 2
`;

/** What Defender would have to know of it. */
const kind = {
  path: 'defrostDevice',
  type: 'DefrostDevice',
  roles: ['Machine.Defrost'],
  parameters: [
    { key: 'Comment', isRequired: true, check: { kind: 'text' } },
    { key: 'Heat', isRequired: true, check: { kind: 'one-of', values: ['Gentle', 'Strong'] } },
  ],
  scopeFrom: 'Heat',
} as const;

describe('one entry more in the catalogue is all it takes', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ policy, env, defender: { moreActions: [kind] } });
    world.entra.setRoles([...DEFAULT_ROLES, 'Machine.Defrost']);
    await world.start();
  });
  afterAll(() => world.stop());

  test('for its help, its place in the list, and a slip in it', async () => {
    const { rosa } = world;
    await rosa.command(INCIDENT, '/defender help');
    await world.whispered(
      rosa,
      'What Twokey can do',
      '/defender defrost MACHINE [gentle|strong] [COMMENT] Defrost. Thaws',
    );
    await rosa.command(INCIDENT, '/defender help defrost');
    await world.whispered(rosa, 'takes a minute', 'It works on Windows Server 2019 or later.', 'It may drip.');
    await rosa.command(INCIDENT, '/defender defrots web-01 x');
    await world.whispered(rosa, 'Did you mean “defrost”');
  });

  test('for its form, its card, its rule of the policy, its call, and the way to its end', async () => {
    const { rosa, ida, tom, slack, defender } = world;
    await rosa.command(INCIDENT, '/defender defrost web-01 strong');
    const form = await rosa.nextView();
    expect(JSON.stringify(form)).toMatch(/Thaws the machine\..*"Heat".*takes an hour/);
    await rosa.submit(form, { Comment: 'it is stuck' });
    const card = await slack.until(() => slack.channel(INCIDENT).messages()[0]);
    await world.shows(card, 'Defrost: web-01', 'Thaws the machine. Heat: strong (takes a minute).', '0 of 2 given');
    await world.shows(card, 'Nothing thaws alone');
    await ida.click(card, 'Approve');
    await tom.click(card, 'Approve');
    await world.told(card, 'Succeeded');
    await world.shows(card, 'Succeeded');
    expect(world.sent()).toEqual([
      expect.objectContaining({
        path: `/api/machines/${MACHINE_IDS.web01}/defrostDevice`,
        body: {
          Comment: expect.stringMatching(/^\[twokey [0-9A-Z]{8}\/1\] it is stuck\nRequested by Rosa Diaz/),
          Heat: 'Strong',
        },
      }),
    ]);
    expect(defender.actions().map(({ type, scope }) => [type, scope])).toEqual([['DefrostDevice', 'Strong']]);
  });

  test('for what a machine cannot do, also where it is asked why', async () => {
    const { rosa } = world;
    await rosa.command(INCIDENT, '/defender defrost build-01 it is stuck');
    await world.whispered(rosa, '“Defrost” does not work on Ubuntu 22.4', 'Put it in the sun.');
    await rosa.command(INCIDENT, '/defender why defrost web-02');
    await world.whispered(rosa, 'Defrost: web-02.contoso.example', '2 approvals because of rule Nothing thaws alone');
  });

  test('for the doctor, which tries it', async () => {
    const doctor = async () => {
      const bot = startBot(world.folder, world.env, ['doctor']);
      await bot.exited;
      return bot.output();
    };
    expect(await doctor()).toMatch(/ok {4}defrost +will work/);
    world.entra.setRoles(DEFAULT_ROLES);
    expect(await doctor()).toMatch(/FAIL {2}defrost +will not work: the app lacks Machine\.Defrost/);
  });
});
