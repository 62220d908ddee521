import { createServer } from 'node:http';
import { WebClient } from '@slack/web-api';
import { startSlackSimulator } from '../../../simulator/slack/slack-simulator.js';
import { boltLog } from '../../../src/slack/bolt-log';
import { createWhispering, isOurResponseUrl } from '../../../src/slack/web-api/whispering';
import { keptLog } from '../kept';

const LOCAL = 'http://127.0.0.1:4000/api/';

describe('a response address', () => {
  it.each([
    ['https://hooks.slack.com/commands/T1/2/3', null],
    ['https://hooks.slack.com/actions/T1/2/3', 'https://slack.com/api/'],
    ['http://127.0.0.1:4000/commands/T1/2/3', LOCAL],
    ['http://localhost:4000/x', 'http://localhost:4000/api/'],
    ['http://[::1]:4000/x', 'http://[::1]:4000/api/'],
  ])('%s may be called with the Web API at %s', (address, apiUrl) => {
    expect(isOurResponseUrl(address, apiUrl)).toBe(true);
  });

  it.each([
    ['http://hooks.slack.com/commands/T1/2/3', null],
    ['https://hooks.slack.com:8443/x', null],
    ['https://hooks.slack.com.evil.example/x', null],
    ['https://hooks.slack.com@evil.example/x', null],
    ['https://user:pass@hooks.slack.com/x', null],
    ['https://evil.example/hooks.slack.com', null],
    ['https://slack.com/x', 'https://slack.com/api/'],
    ['http://127.0.0.1:4001/x', LOCAL],
    ['https://127.0.0.1:4000/x', LOCAL],
    ['http://127.0.0.1:4000/x', null],
    ['http://169.254.169.254/latest', LOCAL],
    ['http://10.0.0.5/x', 'http://10.0.0.5/api/'],
    ['file:///etc/passwd', LOCAL],
    ['javascript:1', LOCAL],
    ['', LOCAL],
    ['not an address', null],
  ])('%s may not be called with the Web API at %s', (address, apiUrl) => {
    expect(isOurResponseUrl(address, apiUrl)).toBe(false);
  });
});

describe('a whisper', () => {
  const world = async () => {
    const sim = await startSlackSimulator({ rateLimits: 'off' });
    const { log, events } = keptLog();
    const poster = new WebClient(sim.botToken, {
      slackApiUrl: sim.apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logger: boltLog(log),
    });
    const whisper = createWhispering({ poster, apiUrl: sim.apiUrl, log });
    const to = { personId: 'U0ROSA', channel: 'C0INCIDENT', responseUrl: null };
    return { sim, events, whisper, to, methods: () => sim.calls.map((call) => call.method) };
  };
  const message = { text: 'psst', blocks: [] };

  it('goes to the channel when there is no response address', async () => {
    const { sim, whisper, to } = await world();
    await whisper(to, message);
    expect(sim.ephemerals({ user: 'U0ROSA' })).toMatchObject([{ text: 'psst', channel: 'C0INCIDENT' }]);
    await sim.stop();
  });

  it('goes to the channel when the address is not ours, dead, or leads elsewhere', async () => {
    const { sim, whisper, to, events } = await world();
    const elsewhere: string[] = [];
    const trap = createServer((request, response) => {
      elsewhere.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
    const address = trap.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const dead = new URL('/commands/T1/none', sim.apiUrl).href;
    for (const responseUrl of [`http://127.0.0.1:${port}/x`, dead]) await whisper({ ...to, responseUrl }, message);
    expect(sim.ephemerals({ user: 'U0ROSA' })).toHaveLength(2);
    expect(elsewhere).toEqual([]);
    expect(events()).toEqual(expect.arrayContaining(['slack.response-url-refused', 'slack.response-url-failed']));
    await sim.stop();
    await new Promise((resolve) => trap.close(resolve));
  });

  it('goes to its thread, by the response address as well as without one', async () => {
    const { sim, whisper, to } = await world();
    const { ts } = sim.as('U0ROSA').say('C0INCIDENT', 'look');
    await whisper({ ...to, thread: ts }, message);
    expect(sim.calls[0]).toMatchObject({
      method: 'chat.postEphemeral',
      args: { channel: 'C0INCIDENT', thread_ts: ts, user: 'U0ROSA', text: 'psst' },
    });
    const { responseUrl } = await sim.as('U0ROSA').command('C0INCIDENT', '/defender');
    await whisper({ ...to, thread: ts, responseUrl }, message);
    expect(sim.ephemerals({ user: 'U0ROSA' }).map(({ thread_ts }) => thread_ts)).toEqual([ts, undefined, ts]);
    await sim.stop();
  });

  it('leaves a secret out of what Slack keeps', async () => {
    const { sim, whisper, to } = await world();
    const secret = { text: 'https://secret.example/package', blocks: [] };
    await whisper({ ...to, channel: null }, secret, message);
    expect(sim.channel('D0ROSA').messages()).toMatchObject([{ text: 'psst' }]);
    expect(JSON.stringify(sim.calls)).not.toContain('secret.example');
    await sim.stop();
  });

  it.each([
    ['Twokey is not in the channel', 'C0OTHER'],
    ['Twokey does not see the channel', 'G0PRIVATE'],
    ['there is none', null],
    ['none is known yet', ''],
  ])('is a direct message where %s', async (_, channel) => {
    const { sim, whisper, to } = await world();
    await whisper({ ...to, channel }, message);
    expect(sim.channel('D0ROSA').messages()).toMatchObject([{ text: 'psst', user: 'U0TWOKEY' }]);
    expect(sim.calls.at(-1)).toMatchObject({
      method: 'chat.postMessage',
      args: { channel: 'U0ROSA', text: 'psst', parse: 'none', link_names: 'false', unfurl_links: 'false' },
    });
    await sim.stop();
  });

  it('is no message to a channel, whoever it is said to be for', async () => {
    const { sim, whisper, to, methods } = await world();
    await whisper({ ...to, personId: 'C0INCIDENT', channel: null }, message);
    expect(methods()).toEqual([]);
    await sim.stop();
  });

  it('never rejects, whatever fails', async () => {
    const { sim, whisper, to, events } = await world();
    sim.fail('chat.postEphemeral', 'reset-before');
    await whisper(to, message);
    sim.fail('chat.postMessage', 'reset-before');
    await whisper({ ...to, channel: null }, message);
    await sim.stop();
    await whisper(to, message);
    expect(events().filter((event) => event === 'slack.whisper-failed')).toHaveLength(3);
  });
});
