import { App, type BlockButtonAction, LogLevel } from '@slack/bolt';

// What a good engineer writes in an afternoon: a card, one approval by somebody else of the right group, the call, and a
// look every few seconds until it is over. Nothing is stored, and Defender's rate limits are not thought of.
const setting = (name: string): string => process.env[name] ?? '';
const LOOK_EVERY_MS = Number(setting('LOOK_EVERY_MS') || '5000');
const APPROVERS = 'S0APPROVERS';
const CALLS = { restrict: 'restrictCodeExecution', scan: 'runAntiVirusScan' } as const;

interface Ask {
  readonly verb: keyof typeof CALLS;
  readonly machineId: string;
  readonly name: string;
  readonly comment: string;
  readonly requestor: string;
}

const app = new App({
  token: setting('SLACK_BOT_TOKEN'),
  signingSecret: setting('SLACK_SIGNING_SECRET'),
  clientOptions: { slackApiUrl: setting('SLACK_API_URL') },
  logLevel: LogLevel.ERROR,
});
const read = async <T>(answer: Response): Promise<T> => (await answer.json()) as T;

const approved = new Set<string>();
let token: Promise<string> | null = null;

const fetchToken = async (): Promise<string> => {
  const address = `${setting('AZURE_AUTHORITY_HOST')}/${setting('AZURE_TENANT_ID')}/oauth2/v2.0/token`;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: setting('AZURE_CLIENT_ID'),
    client_secret: setting('AZURE_CLIENT_SECRET'),
    scope: 'https://api.securitycenter.microsoft.com/.default',
  });
  const answer = await fetch(address, { method: 'POST', body });
  return (await read<{ readonly access_token: string }>(answer)).access_token;
};

const defender = async (path: string, body?: object): Promise<Response> => {
  token ??= fetchToken();
  return fetch(`${setting('DEFENDER_API_URL')}/api${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${await token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
};

app.command('/defender', async ({ ack, body, client, respond }) => {
  await ack();
  const [verb = '', name = '', ...words] = body.text.split(' ');
  if (verb !== 'restrict' && verb !== 'scan') return;
  const found = await defender(`/machines?$filter=startswith(computerDnsName,'${encodeURIComponent(name)}')`);
  const [machine] = found.ok ? (await read<{ readonly value: readonly { readonly id: string }[] }>(found)).value : [];
  if (machine === undefined) {
    await respond(`I cannot find ${name} (${found.status}).`);
    return;
  }
  const ask: Ask = { verb, machineId: machine.id, name, comment: words.join(' '), requestor: body.user_id };
  const text = { type: 'plain_text', text: 'Approve' } as const;
  await client.chat.postMessage({
    channel: body.channel_id,
    text: `${verb} ${name}: ${ask.comment}`,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: `<@${ask.requestor}> asks: ${verb} ${name}: ${ask.comment}` } },
      { type: 'actions', elements: [{ type: 'button', action_id: 'approve', text, value: JSON.stringify(ask) }] },
    ],
  });
});

app.action<BlockButtonAction>('approve', async ({ ack, action, body, client, respond }) => {
  await ack();
  const ask: Ask = JSON.parse(action.value ?? '{}');
  const channel = body.channel?.id ?? '';
  const card = body.message?.ts ?? '';
  const { users = [] } = await client.usergroups.users.list({ usergroup: APPROVERS });
  if (body.user.id === ask.requestor || !users.includes(body.user.id)) {
    await respond({ text: 'Somebody else has to approve this.', replace_original: false });
    return;
  }
  if (approved.has(card)) return;
  approved.add(card);
  const call = {
    Comment: `${ask.comment} (approved by ${body.user.id})`,
    ...(ask.verb === 'scan' ? { ScanType: 'Quick' } : {}),
  };
  const answer = await defender(`/machines/${ask.machineId}/${CALLS[ask.verb]}`, call);
  const tell = (words: string) => client.chat.postMessage({ channel, thread_ts: card, text: words });
  if (!answer.ok) {
    await tell(`Defender said ${answer.status}.`);
    return;
  }
  const { id } = await read<{ readonly id: string }>(answer);
  const looking = setInterval(async () => {
    const look = await defender(`/machineactions/${id}`).catch(() => null);
    if (!look?.ok) return;
    const { status } = await read<{ readonly status: string }>(look);
    if (!['Succeeded', 'Failed', 'TimeOut', 'Cancelled'].includes(status)) return;
    clearInterval(looking);
    await tell(`${ask.name}: ${status}.`);
  }, LOOK_EVERY_MS);
});

app.error(async (error) => {
  process.stderr.write(`${error.message}\n`);
});
app.start({ port: Number(setting('PORT')), host: '127.0.0.1' }).then(
  () => process.stdout.write('afternoon.ready\n'),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
