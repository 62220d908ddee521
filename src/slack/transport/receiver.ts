import type { Logger } from '@slack/bolt';
import { Fault } from '../../domain/fault';
import type { Clock, Log } from '../../flow/ports';
import type { SlackSettings } from '../slack-settings';
import { createHttpTransport } from './http-transport';
import { createSocketTransport } from './socket-transport';
import type { Take, Transport } from './transport';

/** The receiver for the settings: Socket Mode where there is an app token, else HTTP. */
export const createReceiver = (deps: {
  readonly settings: SlackSettings;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly log: Log;
  readonly take: Take;
}): Transport => {
  const { settings, logger, clock, log, take } = deps;
  const { appToken, apiUrl, signingSecret, host, port } = settings;
  if (appToken !== null) return createSocketTransport({ appToken, apiUrl, logger, clock, log, take });
  if (signingSecret !== null) return createHttpTransport({ signingSecret, host, port, clock, log, take });
  throw new Fault({
    system: 'Slack',
    code: 'no-way-in',
    says: 'Neither SLACK_SIGNING_SECRET (HTTP) nor SLACK_APP_TOKEN (Socket Mode) is set. Set one of them.',
    correlationId: null,
    missingPermission: null,
  });
};
