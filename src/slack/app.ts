import { App, type Logger } from '@slack/bolt';
import { Fault } from '../domain/fault';
import type { Log } from '../flow/ports';
import { bugMessage } from './listeners/mishaps';
import { replyAddressOf } from './listeners/reply-address';
import { faultMessage } from './messages/whispers';
import { spellError } from './spell-error';
import type { Transport } from './transport/transport';
import type { Whispering } from './web-api/whispering';

/** What Bolt hands to an error handler in its extended form, which its types do not know. */
interface Thrown {
  readonly error: unknown;
  readonly body: unknown;
}

// Bolt wraps what it does not know, and what several listeners throw at once.
const unwrap = (error: unknown): unknown => {
  if (typeof error !== 'object' || error === null) return error;
  if ('originals' in error && Array.isArray(error.originals)) return unwrap(error.originals[0]);
  return 'original' in error ? error.original : error;
};

/**
 * Makes Bolt's app around our transport. It identifies nobody by itself: who is at home, and who clicked, is read by the
 * session and the directory, so an unreachable Slack cannot make it drop what was delivered.
 */
export const createApp = async (deps: {
  readonly transport: Transport;
  readonly logger: Logger;
  readonly log: Log;
  readonly whisper: Whispering;
}): Promise<App> => {
  const { transport, logger, log, whisper } = deps;
  const app = new App({
    receiver: transport,
    authorize: async () => ({}),
    deferInitialization: true,
    convoStore: false,
    extendedErrorHandler: true,
    attachFunctionToken: false,
    ignoreSelf: false,
    logger,
  });
  // Whatever a listener throws ends here; the inbox acknowledges afterwards whatever was not.
  const onError = async ({ error: thrown, body }: Thrown): Promise<void> => {
    const error = unwrap(thrown);
    if (error instanceof Fault)
      log.warn('slack.listener-met-fault', { system: error.facts.system, code: error.facts.code });
    else log.error('slack.listener-failed', spellError(error));
    const to = replyAddressOf(body);
    if (to === null) return;
    await whisper(to, error instanceof Fault ? faultMessage(error.facts, { draftId: null }) : bugMessage());
  };
  app.error(onError);
  await app.init();
  return app;
};
