import { z } from 'zod';
import { Fault } from '../../domain/fault';
import { readMention } from '../../domain/mention';
import { asideMessage, notPlainMessage } from '../messages/mention-words';
import { createAnswerCommand } from './answer-command';
import { arrivalOf } from './arrival-of';
import type { ListenerNeeds } from './listener-needs';

/** What the message of an app, a workflow or a bot has, also where it names a person. */
const AUTOMATIC = ['bot_id', 'bot_profile', 'app_id'] as const;
/** What a person's message has that was changed, or is more than words: others may see something else than we do. */
const NOT_PLAIN = ['edited', 'subtype', 'hidden'] as const;

const mentioning = z.object({
  user: z.string().min(1),
  text: z.string(),
  channel: z.string().min(1),
  thread_ts: z.string().nullish(),
});

const isSaid = (value: unknown): boolean => value !== undefined && value !== null && value !== '' && value !== false;

const unknownSelf = (): Fault =>
  new Fault({
    system: 'Slack',
    code: 'unreachable',
    says: 'Slack has not said since the start who Twokey is, so it cannot tell that it was meant. It keeps trying.',
    correlationId: null,
    missingPermission: null,
  });

/**
 * Listens to `@Twokey …`. Who asks is the author of the message and nobody else; what an app, a workflow or Twokey itself
 * wrote asks for nothing.
 */
export const listenToMentions = (needs: ListenerNeeds): void => {
  const { app, log, whisper, botUserId } = needs;
  const answer = createAnswerCommand(needs);
  app.event('app_mention', async ({ event, context }) => {
    const facts: Readonly<Record<string, unknown>> = { ...event };
    const has = (names: readonly string[]) => names.some((name) => isSaid(facts[name]));
    const said = mentioning.safeParse(facts);
    const us = botUserId();
    if (!said.success || has(AUTOMATIC) || said.data.user === us) {
      return log.info('slack.mention-ignored', { isReadable: said.success, isAutomatic: has(AUTOMATIC) });
    }
    const { user, text, channel, thread_ts } = said.data;
    const to = { personId: user, channel, thread: thread_ts ?? null, spoke: 'by mention', responseUrl: null } as const;
    if (has(NOT_PLAIN)) return whisper(to, notPlainMessage());
    if (us === null) throw unknownSelf();
    const mention = readMention(text, us);
    if (mention.kind === 'aside') return whisper(to, asideMessage());
    await answer({ text: mention.text, to, triggerId: null, arrival: arrivalOf(context) });
  });
};
