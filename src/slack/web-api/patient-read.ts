import { WebAPIRateLimitedError } from '@slack/web-api';
import { Fault } from '../../domain/fault';
import type { Instant } from '../../domain/instant';
import type { Clock } from '../../flow/ports';
import { pause } from '../time-limit';
import { isPassing, slackCode, slackFault } from './slack-fault';
import type { SlackWatch } from './slack-watch';

const PATIENCE_MS = 60_000;
const TRIES = 2;
const RETRY_MS = 300;

/** Reads from Slack: waits out its rate limit as long as people can wait, tries a passing failure again, then faults. */
export type PatientRead = <T>(method: string, read: () => Promise<T>) => Promise<T>;

/** Makes a patient read. All reads of one method wait together when Slack limits it. */
export const createPatientRead = (clock: Clock, watch: Pick<SlackWatch, 'failed' | 'answered'>): PatientRead => {
  const quietUntil = new Map<string, Instant>();

  const waitOutLimit = async (method: string, giveUpAt: Instant): Promise<void> => {
    for (;;) {
      const until = quietUntil.get(method) ?? 0;
      if (until <= clock.now()) return;
      if (until > giveUpAt) {
        watch.failed('ratelimited');
        throw new Fault({
          system: 'Slack',
          code: 'ratelimited',
          says: `${method} is rate limited by Slack for longer than a minute. Try again in a minute or two.`,
          correlationId: null,
          missingPermission: null,
        });
      }
      await pause(clock, until - clock.now());
    }
  };

  return async (method, read) => {
    const giveUpAt = clock.now() + PATIENCE_MS;
    let failures = 0;
    for (;;) {
      await waitOutLimit(method, giveUpAt);
      try {
        const answer = await read();
        watch.answered();
        return answer;
      } catch (error) {
        if (error instanceof WebAPIRateLimitedError) {
          const until = clock.now() + error.retryAfter * 1000;
          quietUntil.set(method, Math.max(until, quietUntil.get(method) ?? 0));
          continue;
        }
        failures += 1;
        if (failures >= TRIES || !isPassing(error)) {
          watch.failed(slackCode(error));
          throw slackFault(error, method);
        }
        await pause(clock, RETRY_MS);
      }
    }
  };
};
