import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { type SlackSimulator, startSlackSimulator } from '../../simulator/slack/slack-simulator';

const quiet = { logLevel: LogLevel.ERROR } as const;

/** A small bot: a command opens a modal, its submission posts a card, a click edits the card. */
const teach = (app: App) => {
  app.command('/defender', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'ask',
        private_metadata: body.channel_id,
        title: { type: 'plain_text', text: 'Isolate' },
        submit: { type: 'plain_text', text: 'Ask' },
        blocks: [
          {
            type: 'input',
            block_id: 'why',
            label: { type: 'plain_text', text: 'Comment' },
            element: { type: 'plain_text_input', action_id: 'text' },
          },
        ],
      },
    });
  });
  app.view('ask', async ({ ack, view, client }) => {
    await ack();
    await client.chat.postMessage({
      channel: view.private_metadata,
      text: 'Isolate web-01?',
      blocks: [
        { type: 'section', text: { type: 'plain_text', text: `Why: ${view.state.values.why?.text?.value}` } },
        {
          type: 'actions',
          elements: [
            { type: 'button', action_id: 'approve', text: { type: 'plain_text', text: 'Approve' }, value: 'r1' },
          ],
        },
      ],
    });
  });
  app.action('approve', async ({ ack, body, client, respond }) => {
    await ack();
    if (body.type !== 'block_actions' || body.container.type !== 'message') return;
    await client.chat.update({
      channel: body.container.channel_id,
      ts: body.container.message_ts,
      text: `Approved by <@${body.user.id}>`,
      blocks: [],
    });
    await respond({ text: 'Recorded.', replace_original: false });
  });
};

const playTheMainJob = async (slack: SlackSimulator) => {
  const rosa = slack.as('U0ROSA');
  const tom = slack.as('U0TOM');
  const typed = await rosa.command('C0INCIDENT', '/defender isolate web-01');
  expect(typed.status).toBe(200);
  await rosa.submit(await rosa.nextView(), { Comment: 'beaconing' });
  const [card] = await slack.until(() => {
    const messages = slack.channel('C0INCIDENT').messages();
    return messages.length > 0 ? messages : undefined;
  });
  if (card === undefined) throw new Error('no card');
  expect(slack.plainText(card)).toBe('Why: beaconing\n[Approve]');
  expect((await tom.click(card, 'Approve')).status).toBe(200);
  await slack.until(() => slack.ephemerals({ user: 'U0TOM' }).length === 1);
  expect(slack.plainText(slack.current(card))).toBe('Approved by @Tom Berg');
  expect(slack.violations).toEqual([]);
};

describe('a bot built with Bolt', () => {
  test('does its job with the simulated workspace over HTTP', async () => {
    const slack = await startSlackSimulator();
    const app = new App({
      token: slack.botToken,
      signingSecret: slack.signingSecret,
      clientOptions: { slackApiUrl: slack.apiUrl },
      deferInitialization: true,
      ...quiet,
    });
    teach(app);
    await app.init();
    const server = (await app.start({ host: '127.0.0.1', port: 0 })) as Server;
    slack.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
    await playTheMainJob(slack);
    await app.stop();
    await slack.stop();
  });

  test('does its job with the simulated workspace in Socket Mode', async () => {
    const slack = await startSlackSimulator();
    const receiver = new SocketModeReceiver({
      appToken: slack.appToken,
      installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
      ...quiet,
    });
    const app = new App({
      token: slack.botToken,
      receiver,
      clientOptions: { slackApiUrl: slack.apiUrl },
      deferInitialization: true,
      ...quiet,
    });
    teach(app);
    await app.init();
    await app.start();
    expect(slack.openSockets()).toBe(1);
    await playTheMainJob(slack);
    await receiver.client.disconnect();
    await slack.stop();
  });
});
