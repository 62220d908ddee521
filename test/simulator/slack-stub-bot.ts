import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SlackSimulator } from '../../simulator/slack/slack-simulator';

/** A decoded document from the wire. */
export type Wire = Readonly<Record<string, unknown>>;

export type Received = { readonly headers: IncomingHttpHeaders; readonly raw: string; readonly payload: Wire };

/** What the stub answers to a delivery: a body, a status, or silence. */
export type Reply = { readonly status?: number; readonly body?: string } | 'silence';

/** A bot with no wits: it records what Slack sends, and answers what it was told to. */
export const startStubBot = async (slack: SlackSimulator) => {
  const received: Received[] = [];
  let reply: (payload: Wire) => Reply = () => ({});
  const server = createServer(async (request, response) => {
    let raw = '';
    for await (const part of request) raw += part;
    const form = Object.fromEntries(new URLSearchParams(raw));
    const isJson = request.headers['content-type'] === 'application/json';
    const payload = isJson ? JSON.parse(raw) : form.payload ? JSON.parse(form.payload) : form;
    received.push({ headers: request.headers, raw, payload });
    const answer = reply(payload);
    if (answer !== 'silence') response.writeHead(answer.status ?? 200).end(answer.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  slack.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);

  /** Calls the Web API as the bot, with a form as Slack's client libraries send it. */
  const call = async (method: string, args: Record<string, unknown> = {}, token = slack.botToken): Promise<Wire> => {
    const form = Object.entries(args).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const response = await fetch(`${slack.apiUrl}${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, connection: 'close' },
      body: new URLSearchParams(form),
    });
    return { ...((await response.json()) as object), http: response.status, headers: response.headers };
  };

  return {
    received,
    last: (): Wire => received.at(-1)?.payload ?? {},
    call,
    replyWith: (next: (payload: Wire) => Reply) => {
      reply = next;
    },
    say: async (channel: string, blocks: readonly object[], more: Record<string, unknown> = {}) => {
      const posted = await call('chat.postMessage', { channel, text: 'words', blocks, ...more });
      const message = slack
        .channel(channel)
        .everything()
        .find((each) => each.ts === posted.ts);
      if (message === undefined) throw new Error(`not posted: ${JSON.stringify(posted)}`);
      return message;
    },
    stop: async () => {
      await slack.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export type StubBot = Awaited<ReturnType<typeof startStubBot>>;
