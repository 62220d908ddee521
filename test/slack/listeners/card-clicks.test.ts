import { Fault } from '../../../src/domain/fault';
import { refuse } from '../../../src/domain/refusal';
import { pendingRequest } from '../pending-request';
import { eventually, INCIDENT, type SlackWorld, slackWorld } from '../slack-world';

let world: SlackWorld;
afterEach(() => world.stop());

const card = async () => {
  world = await slackWorld();
  await world.slack.start(world.flow);
  const { dossier, post } = pendingRequest();
  const posted = await world.slack.surface.postCard(dossier, post, { revision: 1, pause: null });
  if (posted.kind !== 'sent') throw new Error(`the card was not posted: ${JSON.stringify(posted)}`);
  const [message] = world.sim.channel(INCIDENT).messages();
  if (message === undefined) throw new Error('no card in the channel');
  return message;
};
const told = (user: string) => world.sim.ephemerals({ user }).map((message) => world.sim.plainText(message));

describe('a click on a card', () => {
  it('on Approve goes to the flow with everything it carries', async () => {
    const message = await card();
    const before = Date.now();
    expect((await world.tom.click(message, 'Approve')).status).toBe(200);
    await eventually(() => world.clicks.length === 1);
    const [{ verb, click } = { verb: '', click: null }] = world.clicks;
    expect({ verb, click }).toMatchObject({
      verb: 'approve',
      click: {
        personId: 'U0TOM',
        requestId: 'R1ABC',
        binding: 'b1nd1ng',
        postId: 'post-1',
        channel: INCIDENT,
        messageTs: message.ts,
      },
    });
    expect(click?.arrivedAt).toBeGreaterThanOrEqual(before);
    expect(told('U0TOM')).toEqual([]);
  });

  it('on Withdraw goes to the flow', async () => {
    const message = await card();
    await world.rosa.click(message, 'Withdraw');
    await eventually(() => world.clicks.length === 1);
    expect(world.clicks[0]).toMatchObject({ verb: 'withdraw', click: { personId: 'U0ROSA' } });
  });

  it('that is refused is answered to the person alone, with a link to the card', async () => {
    const message = await card();
    world.answers.approve = async () => ({ kind: 'refused', refusal: refuse('not-the-card', 'R1ABC') });
    await world.tom.click(message, 'Approve');
    await world.sim.until(() => told('U0TOM').length === 1);
    expect(told('U0TOM')[0]).toContain('only a copy');
    const [whisper] = world.sim.ephemerals({ user: 'U0TOM' });
    expect(JSON.stringify(whisper?.blocks)).toContain(`archives/${INCIDENT}/p1700000000000100`);
    expect(told('U0ROSA')).toEqual([]);
  });

  it('that meets a fault is told so', async () => {
    const message = await card();
    world.answers.approve = async () => {
      throw new Fault({
        system: 'Slack',
        code: 'ratelimited',
        says: 'x',
        correlationId: null,
        missingPermission: null,
      });
    };
    await world.tom.click(message, 'Approve');
    await world.sim.until(() => told('U0TOM').length === 1);
    expect(told('U0TOM')[0]).toContain('Slack');
  });

  it('whose value is not ours changes nothing', async () => {
    const message = await card();
    await world.tom.click(message, 'Approve', { tamper: { value: 'R1ABC' } });
    await world.sim.until(() => told('U0TOM').length === 1);
    expect(world.clicks).toEqual([]);
  });

  it('twice at once is two deliveries for the flow to judge, and the same one again is one', async () => {
    const message = await card();
    const [sent] = await Promise.all([world.tom.click(message, 'Approve'), world.tom.click(message, 'Approve')]);
    await world.sim.redeliver(sent);
    await eventually(() => world.clicks.length === 2);
    expect(new Set(world.clicks.map(({ click }) => click.delivery)).size).toBe(2);
  });
});

describe('a click on Deny', () => {
  it('asks for the reason, and hands it on with the place of the card', async () => {
    const message = await card();
    await world.tom.click(message, 'Deny');
    const view = await world.tom.nextView();
    expect(world.sim.plainText(view)).toContain('web-01');
    expect((await world.tom.submit(view, { Reason: '\u200b ' })).errors).toHaveProperty(['Reason']);
    expect((await world.tom.submit(view, { Reason: 'It is a test machine.' })).errors).toBeUndefined();
    await eventually(() => world.clicks.length === 1);
    expect(world.clicks[0]).toMatchObject({
      verb: 'deny',
      words: 'It is a test machine.',
      click: {
        personId: 'U0TOM',
        requestId: 'R1ABC',
        binding: 'b1nd1ng',
        postId: 'post-1',
        channel: INCIDENT,
        messageTs: message.ts,
      },
    });
  });

  it('that makes no sense opens no form', async () => {
    const message = await card();
    world.answers.beforeDeny = async () => refuse('decided', 'approved', 'Ida Holm', 0);
    await world.tom.click(message, 'Deny');
    await world.sim.until(() => told('U0TOM').length === 1);
    expect(told('U0TOM')[0]).toContain('Too late');
    expect(world.tom.openView()).toBeUndefined();
  });

  it('whose form does not open says that nothing was denied', async () => {
    const message = await card();
    world.sim.fail('views.open', 'hang');
    await world.tom.click(message, 'Deny');
    await world.sim.until(() => told('U0TOM').length === 1);
    expect(told('U0TOM')[0]).toContain('Nothing was denied');
  });

  it('whose reason comes too late is answered in the channel of the card', async () => {
    const message = await card();
    await world.tom.click(message, 'Deny');
    const view = await world.tom.nextView();
    world.answers.deny = async () => ({ kind: 'refused', refusal: refuse('expired', 0) });
    await world.tom.submit(view, { Reason: 'No.' });
    await world.sim.until(() => told('U0TOM').length === 1);
    expect(told('U0TOM')[0]).toContain('expired');
  });
});
