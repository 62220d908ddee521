import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { Fault } from '../../domain/fault';
import type { Home } from '../../domain/person';
import type { Clock, Log } from '../../flow/ports';
import { homeOf } from './home-of';
import { isPassing, slackCode, slackFault } from './slack-fault';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** Who we are in Slack. */
export interface Session {
  /** Resolves when Slack has said who we are, or is away and asked again in the background. Rejects with a `Fault` when the token is no good. */
  open(): Promise<void>;
  /** Throws a `Fault` until Slack has said. */
  home(): Home;
  /** Address of the workspace; null until Slack has said. */
  workspaceUrl(): string | null;
  /** The user that we post as; null until Slack has said. */
  botUserId(): string | null;
  isOpen(): boolean;
  close(): void;
}

interface Known {
  readonly home: Home;
  readonly url: string | null;
  readonly botUserId: string | null;
}

/** Makes the session of a bot token. */
export const createSession = ({
  client,
  clock,
  log,
}: {
  readonly client: WebClient;
  readonly clock: Clock;
  readonly log: Log;
}): Session => {
  let known: Known | null = null;
  /** Why it will not open however long it waits. */
  let hopeless: Fault | null = null;
  let callOff = () => {};

  const ask = async (): Promise<void> => {
    const answer = await client.auth.test();
    const home = homeOf(answer);
    hopeless = null;
    known = { home, url: answer.url ?? null, botUserId: answer.user_id ?? null };
    log.info('slack.session-open', { ...home, botUserId: answer.user_id });
  };

  const askLater = (waitMs: number): void => {
    callOff = clock.at(clock.now() + waitMs, () => {
      ask().catch((error: unknown) => {
        if (error instanceof Fault) hopeless = error;
        const code = error instanceof Fault ? error.facts.code : slackCode(error);
        log.warn('slack.session-not-open', { code });
        askLater(Math.min(waitMs * 2, LONGEST_WAIT_MS));
      });
    });
  };

  return {
    open: async () => {
      try {
        await ask();
      } catch (error) {
        if (error instanceof Fault || (error instanceof WebAPIPlatformError && !isPassing(error))) {
          throw slackFault(error, 'auth.test (SLACK_BOT_TOKEN)');
        }
        log.warn('slack.session-not-open', { code: slackCode(error) });
        askLater(FIRST_WAIT_MS);
      }
    },
    home: () => {
      if (known !== null) return known.home;
      if (hopeless !== null) throw hopeless;
      throw new Fault({
        system: 'Slack',
        code: 'unreachable',
        says: 'Slack has not been reached since the start, so nobody can be identified. Twokey keeps trying.',
        correlationId: null,
        missingPermission: null,
      });
    },
    workspaceUrl: () => known?.url ?? null,
    botUserId: () => known?.botUserId ?? null,
    isOpen: () => known !== null,
    close: () => callOff(),
  };
};
