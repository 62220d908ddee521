import { Fault } from '../../../src/domain/fault';
import { refuse } from '../../../src/domain/refusal';
import { eventually, INCIDENT, machine, type SlackWorld, slackWorld } from '../slack-world';

let world: SlackWorld;
beforeEach(async () => {
  world = await slackWorld();
  await world.slack.start(world.flow);
});
afterEach(() => world.stop());

const fault = new Fault({
  system: 'Defender',
  code: 'TooManyRequests',
  says: 'slow down',
  correlationId: 'abc',
  missingPermission: null,
});
const whisper = async () => {
  await world.sim.until(() => world.whispers().length > 0);
  const [message] = world.sim.ephemerals({ user: 'U0ROSA' });
  if (message === undefined) throw new Error('nothing was whispered');
  return { message, words: world.sim.plainText(message) };
};

describe('a command', () => {
  it('with machine and comment goes to the flow as it was typed', async () => {
    const sent = await world.rosa.command(INCIDENT, '/defender scan web-01 full beaconing to <C2> & "more"');
    expect(sent.status).toBe(200);
    await eventually(() => world.asks.length === 1);
    expect(world.asks[0]).toMatchObject({
      personId: 'U0ROSA',
      channel: INCIDENT,
      verb: 'scan',
      machines: ['web-01'],
      parameter: 'full',
      comment: 'beaconing to <C2> & "more"',
      chosenMachineId: null,
    });
    expect(world.whispers()).toEqual([]);
  });

  it.each(['', 'help'])('%p is answered with the verbs', async (words) => {
    await world.rosa.command(INCIDENT, `/defender ${words}`);
    expect((await whisper()).words).toContain('isolate');
  });

  it('status is answered', async () => {
    world.answers.status = async () => ({ kind: 'list', dossiers: [], unsettled: [] });
    await world.rosa.command(INCIDENT, '/defender status');
    await whisper();
  });

  it('that cannot be read is refused, with the words to copy', async () => {
    await world.rosa.command(INCIDENT, '/defender isolat web-01 beaconing to <C2>');
    const { words } = await whisper();
    expect(words).toContain('Did you mean');
    expect(words).toContain('isolat web-01 beaconing to <C2>');
  });

  it('that the flow refuses is answered with a button back to its words', async () => {
    world.answers.submit = async () => ({ kind: 'refused', refusal: refuse('machine-not-found', 'web-9', ['web-09']) });
    await world.rosa.command(INCIDENT, '/defender restrict web-9 beaconing');
    const { message, words } = await whisper();
    expect(words).toContain('Defender knows no machine');
    delete world.answers.submit;
    await world.rosa.click(message, 'Edit');
    const view = await world.rosa.nextView();
    await world.rosa.submit(view, { 'Machine name, id or IP': 'web-09' });
    await eventually(() => world.asks.length === 2);
    expect(world.asks[1]).toMatchObject({ verb: 'restrict', machines: ['web-09'], comment: 'beaconing' });
    expect(world.asks[1]?.delivery).not.toBe(world.asks[0]?.delivery);
  });

  it('that meets a fault is kept, and can be tried again', async () => {
    world.answers.submit = async () => {
      throw fault;
    };
    await world.rosa.command(INCIDENT, '/defender restrict web-01 beaconing');
    const { message, words } = await whisper();
    expect(words).toContain('Defender');
    delete world.answers.submit;
    await world.rosa.click(message, 'Try again');
    await eventually(() => world.asks.length === 2);
    expect(world.asks[1]).toMatchObject({ verb: 'restrict', machines: ['web-01'], comment: 'beaconing' });
  });

  it('that matches several machines leads to a choice, and the choice to the flow', async () => {
    const candidates = [machine('web-01.a.example', 'a'.repeat(40)), machine('web-01.b.example', 'b'.repeat(40))];
    const refusal = refuse('machine-needs-choice', 'web-01', 2);
    world.answers.submit = async ({ chosenMachineId }) =>
      chosenMachineId === null ? { kind: 'choose', refusal, candidates } : { kind: 'opened', requestId: 'R1' };
    await world.rosa.command(INCIDENT, '/defender restrict web-01 beaconing');
    const { message } = await whisper();
    await world.rosa.click(message, 'Choose');
    const view = await world.rosa.nextView();
    await world.rosa.submit(view, { Machine: 'b'.repeat(40) });
    await eventually(() => world.asks.length === 2);
    expect(world.asks[1]).toMatchObject({ chosenMachineId: 'b'.repeat(40), comment: 'beaconing' });
  });

  it('that breaks something of ours is told so, and the delivery is not done again', async () => {
    world.answers.submit = async () => {
      throw new TypeError('a bug');
    };
    const sent = await world.rosa.command(INCIDENT, '/defender restrict web-01 beaconing');
    expect(sent.status).toBe(200);
    expect((await whisper()).words).toContain('mistake of its own');
    expect(world.logged.events()).toContain('slack.listener-failed');
    await world.slack.sweep();
    expect(world.asks).toHaveLength(1);
  });

  it('opens its form without asking Slack or Defender anything first', async () => {
    const before = world.sim.calls.length;
    await world.rosa.command(INCIDENT, '/defender restrict');
    await world.rosa.nextView();
    expect(world.sim.calls.slice(before).map((call) => call.method)).toEqual(['views.open']);
  });

  it('whose form does not open in time keeps its words behind a button', async () => {
    world.sim.fail('views.open', { error: 'expired_trigger_id' });
    await world.rosa.command(INCIDENT, '/defender restrict web-01');
    const { message, words } = await whisper();
    expect(words).toContain('Your words are kept');
    await world.rosa.click(message, 'Open the form');
    const view = await world.rosa.nextView();
    await world.rosa.submit(view, { Comment: 'beaconing' });
    await eventually(() => world.asks.length === 1);
    expect(world.asks[0]).toMatchObject({ verb: 'restrict', machines: ['web-01'], comment: 'beaconing' });
  });

  it('that was left undone is taken up; where it would need a form, it leads to one', async () => {
    await world.rosa.command(INCIDENT, '/defender restrict web-01 beaconing');
    await world.rosa.command(INCIDENT, '/defender restrict web-01');
    await eventually(() => world.asks.length === 1);
    await world.rosa.nextView();
    await eventually(() => [...world.rows.values()].every((row) => row.isDone));
    for (const row of world.rows.values()) row.isDone = false;
    const calls = world.sim.calls.length;
    await world.slack.sweep();
    expect(world.asks).toHaveLength(2);
    expect(world.asks[1]).toEqual(world.asks[0]);
    expect((await whisper()).words).toContain('restarted');
    expect(world.sim.calls.slice(calls).some((call) => call.method === 'views.open')).toBe(false);
    expect([...world.rows.values()].every((row) => row.isDone)).toBe(true);
  });

  it('leaves nothing secret in the log', async () => {
    world.sim.fail('views.open', 'http-500');
    world.sim.fail('response_url', 'http-500', 3);
    const sent = await world.rosa.command(INCIDENT, '/defender restrict web-01');
    await world.rosa.command(INCIDENT, '/defender help');
    await world.sim.until(() => world.whispers().length === 2);
    const log = JSON.stringify(world.logged.lines);
    for (const secret of [sent.triggerId, sent.responseUrl, world.sim.botToken, world.sim.signingSecret]) {
      expect(log).not.toContain(secret);
    }
    expect(world.sim.violations).toEqual([]);
  });
});
