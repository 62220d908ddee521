import type { WebClient } from '@slack/web-api';
import type { Log } from '../../flow/ports';
import type { Message } from '../block-kit/message';
import type { ReplyAddress } from '../listeners/reply-address';
import { byMention } from '../messages/by-mention';
import { slackCode } from './slack-fault';

const TIMEOUT_MS = 5_000;
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Answers one person so that nobody else sees it. Never rejects: what cannot be told is logged.
 *
 * @param lasting said in its place where only a direct message is left, which Slack keeps: a secret must not be in one
 */
export type Whispering = (to: ReplyAddress, message: Message, lasting?: Message) => Promise<void>;

/**
 * Whether a response address may be called: Slack's own host, or the Web API's host and port where that is this machine.
 * Socket Mode's bodies carry no signature, so the address alone must not decide where we send words.
 */
export const isOurResponseUrl = (address: string, apiUrl: string | null): boolean => {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return false;
  if (url.origin === 'https://hooks.slack.com') return true;
  if (apiUrl === null) return false;
  const api = new URL(apiUrl);
  return LOOPBACK.has(api.hostname) && url.origin === api.origin;
};

const inThread = (thread: string | null) => (thread === null ? {} : { thread_ts: thread });

const PERSON = /^[UW][A-Z0-9]{1,30}$/;

const wordsOf = ({ text, blocks }: Message) =>
  ({ text, blocks: [...blocks], parse: 'none', link_names: false }) as const;

/** What Slack answers where it shows nothing of ours to this person in this place, however often it is asked. */
const NOT_THERE: ReadonlySet<string> = new Set([
  'channel_not_found',
  'is_archived',
  'not_in_channel',
  'user_not_in_channel',
]);

/** Makes the whispering: the response address first, the channel after it, and a direct message where neither is to be had. */
export const createWhispering = (deps: {
  readonly poster: WebClient;
  readonly apiUrl: string | null;
  readonly log: Log;
}): Whispering => {
  const { poster, apiUrl, log } = deps;

  const byResponseUrl = async (address: string, thread: string | null, message: Message): Promise<boolean> => {
    if (!isOurResponseUrl(address, apiUrl)) {
      log.warn('slack.response-url-refused');
      return false;
    }
    try {
      const answer = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          response_type: 'ephemeral',
          replace_original: false,
          ...inThread(thread),
          text: message.text,
          blocks: message.blocks,
        }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.body?.cancel();
      if (!answer.ok) log.info('slack.response-url-failed', { status: answer.status });
      return answer.ok;
    } catch (error) {
      log.info('slack.response-url-failed', { name: error instanceof Error ? error.name : 'unknown' });
      return false;
    }
  };

  /** In a channel that only this person sees it in; false where Slack takes nothing for them there. */
  const byChannel = async (
    place: { readonly channel: string; readonly thread: string | null },
    user: string,
    message: Message,
  ): Promise<boolean> => {
    const { channel } = place;
    try {
      await poster.chat.postEphemeral({ channel, ...inThread(place.thread), user, ...wordsOf(message) });
      return true;
    } catch (error) {
      const code = slackCode(error);
      log.warn('slack.whisper-failed', { code, channel });
      return !NOT_THERE.has(code);
    }
  };

  const directly = async (user: string, message: Message): Promise<void> => {
    // Whatever else this may be is a place where others would read it.
    if (!PERSON.test(user)) return log.warn('slack.whisper-failed', { code: 'no_person' });
    try {
      await poster.chat.postMessage({ channel: user, ...wordsOf(message), unfurl_links: false, unfurl_media: false });
    } catch (error) {
      log.warn('slack.whisper-failed', { code: slackCode(error), channel: user });
    }
  };

  return async ({ personId, channel, thread = null, spoke, responseUrl }, given, lasting = given) => {
    const message = spoke === 'by mention' && thread !== null ? byMention(given) : given;
    if (responseUrl !== null && (await byResponseUrl(responseUrl, thread, message))) return;
    if (channel !== null && channel !== '' && (await byChannel({ channel, thread }, personId, message))) return;
    await directly(personId, lasting);
  };
};
