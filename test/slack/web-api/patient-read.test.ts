import { WebAPIHTTPError, WebAPIRateLimitedError } from '@slack/web-api';
import { createPatientRead } from '../../../src/slack/web-api/patient-read';
import { handClock } from '../kept';

const limited = (seconds: number) => () => Promise.reject(new WebAPIRateLimitedError(seconds));
const broken = () => Promise.reject(new WebAPIHTTPError(503, 'Unavailable', {}, ''));

const patient = () => {
  const hand = handClock();
  const failures: string[] = [];
  const read = createPatientRead(hand.clock, {
    failed: (code) => void failures.push(code),
    answered: () => {},
  });
  let calls = 0;
  /** A read that does what each step says, the last one for ever. */
  const steps = (...each: readonly (() => Promise<string>)[]) => {
    return () => {
      const step = each[Math.min(calls, each.length - 1)];
      calls += 1;
      return step === undefined ? Promise.reject(new Error('no step')) : step();
    };
  };
  return { hand, read, steps, failures, calls: () => calls };
};
const done = async () => 'done';

describe('a patient read', () => {
  it('waits as long as Slack says, and not less', async () => {
    const { hand, read, steps, calls } = patient();
    const reading = read('users.info', steps(limited(3), done));
    await hand.pass(2_999);
    expect(calls()).toBe(1);
    await hand.pass(1);
    expect(await reading).toBe('done');
  });

  it('lets all reads of a limited method wait, and no others', async () => {
    const { hand, read, steps } = patient();
    const first = read('users.info', steps(limited(3), done));
    await hand.settle();
    let isRead = false;
    const second = read('users.info', async () => {
      isRead = true;
      return 'second';
    });
    expect(await read('conversations.info', done)).toBe('done');
    await hand.pass(2_000);
    expect(isRead).toBe(false);
    await hand.pass(1_000);
    expect(await Promise.all([first, second])).toEqual(['done', 'second']);
  });

  it('gives up at once when the limit lasts longer than people can wait', async () => {
    const { hand, read, steps, failures } = patient();
    const reading = read('users.info', steps(limited(61)));
    await expect(reading).rejects.toMatchObject({ facts: { system: 'Slack', code: 'ratelimited' } });
    expect(hand.waiting()).toBe(0);
    expect(failures).toEqual(['ratelimited']);
  });

  it('gives up after a minute of limits', async () => {
    const { hand, read, steps } = patient();
    const reading = read('users.info', steps(limited(25)));
    const given = expect(reading).rejects.toMatchObject({ facts: { code: 'ratelimited' } });
    for (let i = 0; i < 3; i += 1) await hand.pass(25_000);
    await given;
  });

  it('tries a passing failure once more', async () => {
    const { hand, read, steps } = patient();
    const reading = read('users.info', steps(broken, done));
    await hand.pass(300);
    expect(await reading).toBe('done');
  });

  it('does not try a passing failure a third time', async () => {
    const { hand, read, steps, calls, failures } = patient();
    const reading = read('users.info', steps(broken));
    const given = expect(reading).rejects.toMatchObject({ facts: { system: 'Slack', code: 'http_503' } });
    await hand.pass(300);
    await given;
    expect(calls()).toBe(2);
    expect(failures).toEqual(['http_503']);
  });
});
