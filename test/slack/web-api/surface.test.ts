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
      what: 'card' as const,
      postId: 'post-1',
      requestId: 'R1ABC',
      channel: INCIDENT,
      ts,
      wantRevision: 2,
      attempt: 1,
      because: null,
      isRepeat: false,
      stage: 'running' as const,
    };
    const withdrawn = { ...dossier, request: { ...dossier.request, status: 'withdrawn' as const } };
    expect(await world.slack.surface.redrawCard(withdrawn, card, sending)).toEqual({ kind: 'sent', ts });
    expect(world.sim.channel(INCIDENT).messages()).toHaveLength(1);
    expect(await world.slack.surface.redrawCard(withdrawn, { ...card, ts: '1.2' }, sending)).toEqual({
      kind: 'rejected',
      code: 'message_not_found',
      isFinal: true,
      gone: 'message',
    });
  });

  it('says of a second message of a card that it is a copy, without buttons', async () => {
    const [first, second] = [await postCard(), await postCard()];
    const ts = second.kind === 'sent' ? second.ts : '';
    const { dossier } = pendingRequest();
    const { id: requestId } = dossier.request;
    const facts = { postId: 'copy-1', requestId, channel: INCIDENT, ts, wantRevision: 1, attempt: 1, because: null };
    const copy = { ...facts, what: 'copy', isRepeat: false, stage: 'waiting' } as const;
    expect(await world.slack.surface.redrawCopy(dossier, copy)).toEqual({ kind: 'sent', ts });
    const [card, redrawn] = world.sim.channel(INCIDENT).messages();
    expect(card?.ts).toBe(first.kind === 'sent' ? first.ts : '');
    if (redrawn === undefined) throw new Error('the copy is gone');
    expect(world.sim.plainText(redrawn)).toContain('Only a copy: nothing can be decided here');
    expect(JSON.stringify(redrawn.blocks)).not.toContain('button');
    expect(world.sim.violations).toEqual([]);
  });

  it('a message of progress that was said again says so for good, and of when each one is', async () => {
    const { dossier } = pendingRequest();
    const place = { postId: 'post-9', requestId: dossier.request.id, channel: INCIDENT, wantRevision: 2, attempt: 2 };
    const card = await postCard();
    const ts = card.kind === 'sent' ? card.ts : '';
    const progress = { ...place, ts, what: 'progress', because: null, isRepeat: true, stage: 'running' } as const;
    expect(await world.slack.surface.redrawProgress(dossier, progress)).toEqual({ kind: 'sent', ts });
    const [redrawn] = world.sim.channel(INCIDENT).messages();
    if (redrawn === undefined) throw new Error('the message is gone');
    const words = '(said again: Slack did not confirm the first) Only this one is kept up to date.';
    expect(world.sim.plainText(redrawn)).toContain(words);
    expect(world.sim.plainText(redrawn)).toContain('As of ');
  });

  const rejected = (code: string, isFinal: boolean): PostOutcome => ({ kind: 'rejected', code, isFinal });
  const gone = (code: string, what: 'channel' | 'message'): PostOutcome => ({
    ...{ kind: 'rejected', code, isFinal: true },
    gone: what,
  });
  it.each<[string, Fault, PostOutcome]>([
    ['an archived channel', { error: 'is_archived' }, gone('is_archived', 'channel')],
    ['a channel without the bot', { error: 'not_in_channel' }, gone('not_in_channel', 'channel')],
    ['a channel that is gone', { error: 'channel_not_found' }, gone('channel_not_found', 'channel')],
    [
      'a read-only channel',
      { error: 'restricted_action_read_only_channel' },
      gone('restricted_action_read_only_channel', 'channel'),
    ],
    ['a thread whose card is gone', { error: 'thread_not_found' }, gone('thread_not_found', 'message')],
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
