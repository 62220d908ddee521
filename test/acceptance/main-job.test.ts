import { buttonsOf } from './scenes';
import { INCIDENT, startWorld, type Transport, type World } from './world';

describe.each<Transport>(['http', 'socket'])('the main job over %s', (transport) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ transport });
    await world.start();
  });
  afterAll(() => world.stop());

  test('is asked in Slack, refused to its requestor, approved by a second person, done once, and told', async () => {
    const { slack, defender, rosa, ida } = world;
    const card = await world.ask('restrict web-01 beaconing to a known C2');
    const shown = slack.plainText(card);
    for (const fact of [
      'Restrict app execution',
      'web-01.contoso.example',
      'beaconing to a known C2',
      'Rosa Diaz',
      'High',
    ]) {
      expect(shown).toContain(fact);
    }
    await rosa.click(card, 'Approve');
    await world.whispered(rosa, 'You asked for this yourself');
    expect(world.sent()).toEqual([]);

    await ida.click(card, 'Approve');
    await world.told(card, 'Succeeded');
    const [action, ...others] = defender.actions();
    expect(others).toEqual([]);
    expect(action?.requestorComment).toMatch(/^\[twokey [0-9A-Z]{8}\/1\] beaconing to a known C2\n/);
    expect(action?.requestorComment).toContain('Requested by Rosa Diaz (U0ROSA); approved by Ida Holm (U0IDA)');
    await world.told(card, action?.id ?? '?', 'Pending');
    await world.shows(card, 'Succeeded');
    // Nothing is left to decide; what may follow is to undo it.
    expect(buttonsOf(world, card)).toEqual(['Remove app restriction…']);
    expect(slack.violations).toEqual([]);
    expect(slack.channel(INCIDENT).messages()).toHaveLength(1);
  });
});
