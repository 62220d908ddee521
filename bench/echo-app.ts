import { App, LogLevel } from '@slack/bolt';

// The least that a Bolt app can do: acknowledge, and post one card when asked to. The floor that the bot is held against.
const { SLACK_BOT_TOKEN = '', SLACK_SIGNING_SECRET = '', SLACK_API_URL = '', PORT = '0' } = process.env;

const app = new App({
  token: SLACK_BOT_TOKEN,
  signingSecret: SLACK_SIGNING_SECRET,
  clientOptions: { slackApiUrl: SLACK_API_URL },
  logLevel: LogLevel.ERROR,
});

app.command('/defender', async ({ ack, body, client }) => {
  await ack();
  if (body.text !== 'card') return;
  const text = { type: 'plain_text', text: 'Approve' } as const;
  const element = { type: 'button', action_id: 'approve', text, value: 'echo' } as const;
  await client.chat.postMessage({
    channel: body.channel_id,
    text: 'A card',
    blocks: [{ type: 'actions', elements: [element] }],
  });
});
app.action('approve', async ({ ack }) => {
  await ack();
});

app.start({ port: Number(PORT), host: '127.0.0.1' }).then(
  () => process.stdout.write('echo.ready\n'),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
