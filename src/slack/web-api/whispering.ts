import type { WebClient } from '@slack/web-api';
import type { Log } from '../../flow/ports';
import type { Message } from '../block-kit/message';
import type { ReplyAddress } from '../listeners/reply-address';
import { slackCode } from './slack-fault';

const TIMEOUT_MS = 5_000;
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Answers one person so that nobody else sees it. Never rejects: what cannot be told is logged. */
export type Whispering = (to: ReplyAddress, message: Message) => Promise<void>;

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

/** Makes the whispering: the response address first, the channel after it. */
export const createWhispering = (deps: {
  readonly poster: WebClient;
  readonly apiUrl: string | null;
  readonly log: Log;
}): Whispering => {
  const { poster, apiUrl, log } = deps;

  const byResponseUrl = async (address: string, { text, blocks }: Message): Promise<boolean> => {
    if (!isOurResponseUrl(address, apiUrl)) {
      log.warn('slack.response-url-refused');
      return false;
    }
    try {
      const answer = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, text, blocks }),
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

  const byChannel = async (channel: string, user: string, { text, blocks }: Message): Promise<void> => {
    try {
      await poster.chat.postEphemeral({ channel, user, text, blocks: [...blocks], parse: 'none', link_names: false });
    } catch (error) {
      log.warn('slack.whisper-failed', { code: slackCode(error), channel });
    }
  };

  return async ({ personId, channel, responseUrl }, message) => {
    if (responseUrl !== null && (await byResponseUrl(responseUrl, message))) return;
    if (channel === null) log.warn('slack.whisper-failed', { code: 'no_channel' });
    else await byChannel(channel, personId, message);
  };
};
