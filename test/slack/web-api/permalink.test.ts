import { permalink } from '../../../src/slack/web-api/permalink';

describe('the address of a message', () => {
  it('is where Slack shows it, and names the thread that it is in', () => {
    const place = { channel: 'C0INCIDENT', ts: '1700000000.000100' };
    expect(permalink('https://harbour.slack.com/', { ...place, thread: null })).toBe(
      'https://harbour.slack.com/archives/C0INCIDENT/p1700000000000100',
    );
    expect(permalink('https://harbour.slack.com/', { ...place, thread: '1699999999.000200' })).toBe(
      'https://harbour.slack.com/archives/C0INCIDENT/p1700000000000100?thread_ts=1699999999.000200&cid=C0INCIDENT',
    );
  });
});
