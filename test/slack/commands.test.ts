import { INCIDENT, type SlackWorld, slackWorld } from './slack-world';

let world: SlackWorld;
beforeEach(async () => {
  world = await slackWorld();
  await world.slack.start(world.flow);
});
afterEach(() => world.stop());

describe('a command', () => {
  it('with machine and comment goes to the flow as it was typed', async () => {
    const sent = await world.rosa.command(INCIDENT, '/defender scan web-01 full beaconing to <C2> & "more"');
    expect(sent.status).toBe(200);
    await world.sim.until(() => world.asks.length === 1);
    expect(world.asks[0]).toMatchObject({
      personId: 'U0ROSA',
      channel: INCIDENT,
      verb: 'scan',
      machine: 'web-01',
      parameter: 'full',
      comment: 'beaconing to <C2> & "more"',
      chosenMachineId: null,
    });
  });

  it('without a comment opens the form at once, with the words stored', async () => {
    await world.rosa.command(INCIDENT, '/defender restrict web-01');
    const view = await world.rosa.nextView();
    expect([...world.drafts.values()]).toMatchObject([{ verb: 'restrict', machine: 'web-01', person: 'U0ROSA' }]);
    const answer = await world.rosa.submit(view, { Comment: 'beaconing' });
    expect(answer.errors).toBeUndefined();
    await world.sim.until(() => world.asks.length === 1);
    expect(world.asks[0]).toMatchObject({ verb: 'restrict', machine: 'web-01', comment: 'beaconing' });
  });
});
