import { eventually, INCIDENT, machine, type SlackWorld, slackWorld } from '../slack-world';

let world: SlackWorld;
afterEach(() => world.stop());

const formFor = async (line: string) => {
  world = await slackWorld({ found: [machine('web-01.contoso.example')] });
  await world.slack.start(world.flow);
  await world.rosa.command(INCIDENT, line);
  return world.rosa.nextView();
};

describe('the form that asks for what is missing', () => {
  it.each(['   ', '\u200b\u2060', '\u3000\n'])('stays open when the comment is blank: %j', async (comment) => {
    const view = await formFor('/defender restrict web-01');
    const answer = await world.rosa.submit(view, { Comment: comment });
    expect(answer.errors?.['Comment']).toContain('empty');
    expect(world.asks).toHaveLength(0);
  });

  it('stays open when no machine is named, and when several are', async () => {
    const view = await formFor('/defender restrict');
    const named = 'Machine name, id or IP';
    expect((await world.rosa.submit(view, { Comment: 'x' })).errors).toHaveProperty([named]);
    expect((await world.rosa.submit(view, { Comment: 'x', [named]: 'a,b' })).errors?.[named]).toContain('2 machines');
    expect(world.asks).toHaveLength(0);
  });

  it.each(['"web-01"', ' <http://web-01|web-01>,', 'we\u0000b-\u200b01'])(
    'reads a machine as a command does: %j',
    async (typed) => {
      const view = await formFor('/defender restrict');
      await world.rosa.submit(view, { 'Machine name, id or IP': typed, Comment: 'beaconing' });
      await eventually(() => world.asks.length === 1);
      expect(world.asks[0]).toMatchObject({ machine: 'web-01', chosenMachineId: null });
    },
  );

  it('takes the machine that the type-ahead offers', async () => {
    const view = await formFor('/defender restrict');
    const offered = await world.rosa.suggest(view, 'Find a machine', 'web');
    expect(offered[0]?.text).toContain('web-01');
    await world.rosa.submit(view, { 'Find a machine': offered[0]?.value ?? '', Comment: 'beaconing' });
    await eventually(() => world.asks.length === 1);
    expect(world.asks[0]).toMatchObject({ chosenMachineId: 'a'.repeat(40), comment: 'beaconing' });
  });

  it('stays open when the store does not answer, so that the words stay on the screen', async () => {
    const view = await formFor('/defender restrict web-01');
    const [kept] = world.drafts.entries();
    world.drafts.clear();
    const answer = await world.rosa.submit(view, { Comment: 'beaconing' });
    expect(answer.errors?.['Comment']).toContain('Copy your words');
    if (kept !== undefined) world.drafts.set(...kept);
    expect((await world.rosa.submit(view, { Comment: 'beaconing' })).errors).toBeUndefined();
    await eventually(() => world.asks.length === 1);
  });

  it("does not take somebody else's words", async () => {
    const view = await formFor('/defender restrict web-01');
    for (const [id, draft] of world.drafts) world.drafts.set(id, { ...draft, person: 'U0TOM' });
    expect((await world.rosa.submit(view, { Comment: 'beaconing' })).errors).toHaveProperty(['Comment']);
  });

  it('sent twice is done once', async () => {
    const view = await formFor('/defender restrict web-01');
    const sent = await world.rosa.submit(view, { Comment: 'beaconing' });
    await world.sim.redeliver(sent);
    expect(world.asks).toHaveLength(1);
  });
});

describe('a button back to words', () => {
  it('says so when they are gone', async () => {
    world = await slackWorld();
    await world.slack.start(world.flow);
    world.sim.fail('views.open', { error: 'expired_trigger_id' });
    await world.rosa.command(INCIDENT, '/defender restrict web-01');
    await world.sim.until(() => world.whispers().length === 1);
    const [message] = world.sim.ephemerals({ user: 'U0ROSA' });
    world.drafts.clear();
    if (message !== undefined) await world.rosa.click(message, 'Open the form');
    await world.sim.until(() => world.whispers().some((words) => words.includes('no longer stored')));
  });
});
