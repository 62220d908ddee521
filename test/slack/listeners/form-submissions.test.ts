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

  it('stays open when no machine is named', async () => {
    const view = await formFor('/defender restrict');
    expect((await world.rosa.submit(view, { Comment: 'x' })).errors).toHaveProperty(['Machine name, id or IP']);
    expect(world.asks).toHaveLength(0);
  });

  it.each(['a,b', 'a\nb', ' a, \r\n"b",\n\n a '])('takes several machines, each once: %j', async (typed) => {
    const view = await formFor('/defender restrict');
    await world.rosa.submit(view, { 'Machine name, id or IP': typed, Comment: 'beaconing' });
    await eventually(() => world.asks.length === 1);
    expect(world.asks[0]).toMatchObject({ machines: ['a', 'b'], chosenMachineId: null });
  });

  it('shows the machines that the command named, one a line', async () => {
    const view = await formFor('/defender restrict web-01,web-02');
    expect(JSON.stringify(view)).toContain('"initial_value":"web-01\\nweb-02"');
  });

  it.each(['"web-01"', ' <http://web-01|web-01>,', 'we\u0000b-\u200b01'])(
    'reads a machine as a command does: %j',
    async (typed) => {
      const view = await formFor('/defender restrict');
      await world.rosa.submit(view, { 'Machine name, id or IP': typed, Comment: 'beaconing' });
      await eventually(() => world.asks.length === 1);
      expect(world.asks[0]).toMatchObject({ machines: ['web-01'], chosenMachineId: null });
    },
  );

  it('takes several machines by the records that it was filled with, and names that were added as names', async () => {
    const view = await formFor('/defender release web-01,web-02');
    const candidates = [machine('web-01', '1'.repeat(40)), machine('web-02', '2'.repeat(40))];
    for (const [id, draft] of world.drafts) world.drafts.set(id, { ...draft, candidates });
    await world.rosa.submit(view, { 'Machine name, id or IP': 'web-01\nWEB-02\nweb-03', Comment: 'it is clean' });
    await eventually(() => world.asks.length === 1);
    expect(world.asks[0]?.machines).toEqual(['1'.repeat(40), '2'.repeat(40), 'web-03']);
  });

  it('asks for a quick scan where a full isolation was chosen before', async () => {
    world = await slackWorld({ found: [machine('web-01.contoso.example')] });
    await world.slack.start(world.flow);
    await world.rosa.globalShortcut('ask-defender');
    await world.rosa.choose(await world.rosa.nextView(), 'Action', 'Isolate');
    await world.rosa.choose(await world.rosa.nextView(), 'Action', 'Run antivirus scan');
    const scanning = await world.rosa.nextView();
    await world.rosa.submit(scanning, { Channel: INCIDENT, 'Machine name, id or IP': 'web-01', Comment: 'beaconing' });
    await eventually(() => world.asks.length === 1);
    expect(world.asks[0]).toMatchObject({ verb: 'scan', parameter: 'quick' });
  });

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

  it.each([
    ['', 'Which file?'],
    ['a'.repeat(64), 'is a SHA-256; Defender takes SHA-1 only'],
    ['a'.repeat(32), 'is an MD5; Defender takes SHA-1 only'],
    ['malware.exe', 'is no SHA-1'],
  ])('stays open when the file is named %j, and says why at its field', async (typed, why) => {
    const view = await formFor('/defender quarantine web-01');
    const answer = await world.rosa.submit(view, { 'SHA-1 of the file': typed || ' ', Comment: 'dropper' });
    expect(answer.errors?.['SHA-1 of the file']).toContain(why);
    expect(world.asks).toHaveLength(0);
  });

  it('takes a file by its SHA-1, in lower case or not', async () => {
    const view = await formFor('/defender quarantine web-01');
    await world.rosa.submit(view, { 'SHA-1 of the file': 'AB'.repeat(20), Comment: 'dropper' });
    await eventually(() => world.asks.length === 1);
    expect(world.asks[0]).toMatchObject({ verb: 'quarantine', parameter: 'AB'.repeat(20), comment: 'dropper' });
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
