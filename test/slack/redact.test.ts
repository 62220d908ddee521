import { boltLog } from '../../src/slack/bolt-log';
import { redact } from '../../src/slack/redact';
import { keptLog } from './kept';

const secrets = [
  'xoxb-000000000000-simulated-bot',
  'xapp-1-A0TWOKEY-000000000000-simulated-app',
  '13345224609.738474920.8088930838d88f008e0',
  'https://hooks.slack.com/commands/T1/2/3',
  'wss://wss-primary.slack.com/link/?ticket=12&app_id=x',
  'http://127.0.0.1:3000/commands/T1/secret',
];

describe('redaction', () => {
  it.each(secrets)('takes out %s', (secret) => {
    expect(redact(`before ${secret} after`)).not.toContain(secret);
    expect(redact(`before ${secret} after`)).toMatch(/^before \(\w+\) after$/);
  });

  it('leaves the rest', () => {
    expect(redact('users.info answered user_not_found at 1700000000.000100')).toBe(
      'users.info answered user_not_found at 1700000000.000100',
    );
  });

  it('keeps what the libraries say at debug and info out of the log, and secrets out of the rest', () => {
    const { log, lines } = keptLog();
    const logger = boltLog(log);
    for (const secret of secrets) {
      logger.debug(secret);
      logger.info(secret);
      logger.warn('careful', secret);
      logger.error(new Error(secret));
    }
    expect(lines).toHaveLength(2 * secrets.length);
    for (const secret of secrets) expect(JSON.stringify(lines)).not.toContain(secret);
  });
});
