import type { Fault } from '../../../simulator/slack/web-api/faults.js';
import type { PostOutcome } from '../../../src/flow/ports';
import { pendingRequest } from '../pending-request';
import { INCIDENT, type SlackWorld, slackWorld } from '../slack-world';

let world: SlackWorld;
beforeEach(async () => {
  world = await slackWorld();
});
afterEach(() => world.stop());

const sending = { revision: 1, pause: null };

const postCard = () => {
  const { dossier, post } = pendingRequest();
  return world.slack.surface.postCard(dossier, post, sending);
};

describe('the surface', () => {
  it('posts the card with nothing but its id for a machine to read, and no unfurling', async () => {
    const outcome = await postCard();
    const [message] = world.sim.channel(INCIDENT).messages();
    expect(outcome).toEqual({ kind: 'sent', ts: message?.ts });
    expect(message?.metadata).toEqual({ event_type: 'twokey_post', event_payload: { post: 'post-1' } });
    const [call] = world.sim.calls.filter(({ method }) => method === 'chat.postMessage');
    expect(call?.args).toMatchObject({ parse: 'none', unfurl_links: 'false', unfurl_media: 'false' });
    expect(world.sim.violations).toEqual([]);
  });

  it('puts notes into the thread under the card, several in one message', async () => {
    const sent = await postCard();
    const ts = sent.kind === 'sent' ? sent.ts : '';
    const { dossier, post } = pendingRequest();
    const note = (id: string) => ({
      ...post,
      id,
      kind: 'note' as const,
      event: { ...post.event, happening: { kind: 'approved' as const, given: 1, needed: 1 } },
    });
    expect(await world.slack.surface.postNotes(dossier, [note('n1'), note('n2')], ts, sending)).toMatchObject({
      kind: 'sent',
    });
    const thread = world.sim.channel(INCIDENT).thread(ts);
    expect(thread).toHaveLength(1);
    expect(thread[0]?.metadata).toMatchObject({ event_payload: { post: 'n1,n2' } });
  });

  it('redraws the card in its place', async () => {
    const sent = await postCard();
    const ts = sent.kind === 'sent' ? sent.ts : '';
    const { dossier } = pendingRequest();
    const card = {
      postId: 'post-1',
      requestId: 'R1ABC',
      channel: INCIDENT,
      ts,
      wantRevision: 2,
      stage: 'running' as const,
    };
    const withdrawn = { ...dossier, request: { ...dossier.request, status: 'withdrawn' as const } };
    expect(await world.slack.surface.redrawCard(withdrawn, card, sending)).toEqual({ kind: 'sent', ts });
    expect(world.sim.channel(INCIDENT).messages()).toHaveLength(1);
    expect(await world.slack.surface.redrawCard(withdrawn, { ...card, ts: '1.2' }, sending)).toEqual({
      kind: 'rejected',
      code: 'message_not_found',
      isFinal: true,
    });
  });

  const rejected = (code: string, isFinal: boolean): PostOutcome => ({ kind: 'rejected', code, isFinal });
  it.each<[string, Fault, PostOutcome]>([
    ['an archived channel', { error: 'is_archived' }, rejected('is_archived', true)],
    ['a channel without the bot', { error: 'not_in_channel' }, rejected('not_in_channel', true)],
    ['a channel that is gone', { error: 'channel_not_found' }, rejected('channel_not_found', true)],
    [
      'a read-only channel',
      { error: 'restricted_action_read_only_channel' },
      rejected('restricted_action_read_only_channel', true),
    ],
    ['blocks that Slack does not take', { error: 'invalid_blocks' }, rejected('invalid_blocks', true)],
    ['a token that is mended later', { error: 'invalid_auth' }, rejected('invalid_auth', false)],
    ['a scope that is added later', { error: 'missing_scope' }, rejected('missing_scope', false)],
    ['an error that nobody has heard of', { error: 'cosmic_ray' }, rejected('cosmic_ray', false)],
    [
      'a failure of which Slack itself is not sure',
      { error: 'internal_error' },
      { kind: 'unknown', says: 'internal_error' },
    ],
  ])('tells %s as what it is', async (_, fault, outcome) => {
    world.sim.fail('chat.postMessage', fault);
    expect(await postCard()).toEqual(outcome);
    expect(world.slack.health().lastFault).not.toBeNull();
  });

  it.each<Fault>(['http-500', 'http-503', 'reset-before', 'reset-after'])(
    'does not know what became of it after %s',
    async (fault) => {
      world.sim.fail('chat.postMessage', fault);
      expect((await postCard()).kind).toBe('unknown');
      expect(world.sim.calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(1);
    },
  );

  it('obeys the rate limit by handing its end on, without a second call', async () => {
    world.sim.fail('chat.postMessage', { retryAfterSeconds: 7 });
    const before = Date.now();
    const outcome = await postCard();
    expect(outcome.kind).toBe('limited');
    if (outcome.kind === 'limited') expect(outcome.retryAt).toBeGreaterThanOrEqual(before + 7_000);
    expect(world.sim.calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(1);
  });
});
