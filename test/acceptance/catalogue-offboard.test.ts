import { MACHINE_IDS } from '../../simulator/defender/machine-seed';
import { INCIDENT, POLICY, startWorld, type World } from './world';

describe('offboarding', () => {
  let world: World;
  afterEach(() => world.stop());

  test('is off unless the policy file allows it, and says so', async () => {
    world = await startWorld();
    await world.start();
    const { rosa } = world;
    await rosa.command(INCIDENT, '/defender offboard web-01 it was sold');
    await world.whispered(rosa, '“Offboard is off (built in)” does not allow this', 'allow: [offboard]');
    expect(world.slack.channel(INCIDENT).messages()).toEqual([]);
    await rosa.command(INCIDENT, '/defender why offboard web-01');
    await world.whispered(rosa, 'nothing was asked', 'Irreversible: ', '2 approvals because of rule');
  });

  test('takes two approvals whatever the policy says, warns on the card and before the click, and is one call', async () => {
    world = await startWorld({ policy: `${POLICY}allow: [offboard]\n` });
    await world.start();
    const { ida, tom, max, slack, defender } = world;
    const card = await world.ask('offboard dc-01 it was sold');
    await world.shows(
      card,
      'Irreversible: This cannot be undone from here: the machine has to be onboarded again by hand.',
      'Careful: dc-01.contoso.example looks like a domain controller, by its tag “domain-controller”.',
      '0 of 2 given',
      'Offboard takes 2 approvals (built in)',
    );
    const blocks = slack.current(card).blocks?.filter(({ type }) => type === 'actions');
    expect(JSON.stringify(blocks)).toContain('Irreversible: This cannot be undone from here');
    await ida.click(card, 'Approve');
    await world.told(card, 'Approved by Ida Holm', '1 of 2 given');
    expect(world.sent()).toEqual([]);
    await Promise.all([tom.click(card, 'Approve'), max.click(card, 'Approve')]);
    await world.shows(card, 'Succeeded');
    expect(world.sent()).toEqual([
      expect.objectContaining({
        path: `/api/machines/${MACHINE_IDS.dc01}/offboard`,
        body: {
          Comment: expect.stringMatching(
            /^\[twokey [0-9A-Z]{8}\/1\] it was sold\nRequested by Rosa Diaz \(U0ROSA\); approved by Ida Holm \(U0IDA\), \w+ \w+ \(U0\w+\)$/,
          ),
        },
      }),
    ]);
    expect(defender.actions().map(({ type }) => type)).toEqual(['Offboard']);
  });

  test('is done by a 200 as by a 201', async () => {
    world = await startWorld({
      policy: `${POLICY}allow: [offboard]\n`,
      defender: { behaviour: { offboardStatus: 200 } },
    });
    await world.start();
    const { ida, tom } = world;
    const card = await world.ask('offboard web-02 it was sold');
    await ida.click(card, 'Approve');
    await tom.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    expect(world.sent()).toHaveLength(1);
  });
});
