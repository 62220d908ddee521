import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../flow/ports';
import { redact } from './redact';
import { spellError } from './spell-error';

/**
 * Our log as Slack's libraries want it: warnings and errors only, without secrets. What they say at `info` and `debug`
 * holds whole bodies, so it goes nowhere.
 */
export const boltLog = (log: Log): Logger => {
  const says = (parts: readonly unknown[]) => ({ says: redact(parts.map((part) => spellError(part).says).join(' ')) });
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts) => log.warn('slack.library', says(parts)),
    error: (...parts) => log.error('slack.library', says(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
};
