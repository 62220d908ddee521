import type { BlockAction } from '@slack/bolt';
import { clickedMessage } from '../../../src/slack/listeners/clicked-message';

const OURS = 'U0TWOKEY';

/** A click on our card, with what Slack says of the message. */
const clickOn = (message: object, container: object = {}): BlockAction =>
  ({
    api_app_id: 'A1',
    channel: { id: 'C1' },
    container: { channel_id: 'C1', message_ts: '1.2', ...container },
    message: { ts: '1.2', ...message },
  }) as unknown as BlockAction;

describe('the message of a click is ours', () => {
  it.each([
    ['signed by our bot', { user: OURS, bot_id: 'B1', app_id: 'A1' }],
    ['of our bot by its user alone', { user: OURS }],
    ['of nobody that Slack names', {}],
    ['of nobody, where Slack says null', { user: null, bot_id: null, app_id: null }],
    ['signed by a bot, of no app that Slack names', { user: 'U0OTHER', bot_id: 'B1', app_id: null }],
  ])('where it is %s', (_, message) => {
    expect(clickedMessage(clickOn(message), OURS)).toEqual({ channel: 'C1', messageTs: '1.2' });
  });

  it('as long as Slack has not said who we are', () => {
    expect(clickedMessage(clickOn({ user: 'U0OTHER' }), null).messageTs).toBe('1.2');
  });
});

describe('the message of a click is none of ours', () => {
  it.each([
    ['of another app', { user: OURS, bot_id: 'B1', app_id: 'A2' }, {}],
    ['of a person', { user: 'U0OTHER' }, {}],
    ['of a person, without a bot', { user: 'U0OTHER', bot_id: null }, {}],
    ['seen by one person', { user: OURS, bot_id: 'B1', app_id: 'A1' }, { is_ephemeral: true }],
  ])('where it is %s', (_, message, container) => {
    expect(clickedMessage(clickOn(message, container), OURS)).toEqual({ channel: 'C1', messageTs: '' });
  });
});
