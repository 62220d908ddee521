import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import type { Directory } from '../../src/flow/ports';
import { parsePolicy } from '../../src/host/policy-file';
import { shortcutIds } from '../../src/slack/action-ids';
import { boltLog } from '../../src/slack/bolt-log';
import { createChecks } from '../../src/slack/web-api/checks';
import { createClients } from '../../src/slack/web-api/clients';
import { manifestSchema } from './manifest-schema';

const root = join(__dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const http = parse(read('manifest.yml'));
const socket = parse(
  execFileSync(process.execPath, [join(root, 'scripts', 'manifest-socket.cjs')], { encoding: 'utf8' }),
);

const valid = new Ajv({ allErrors: true }).compile(manifestSchema);
const mistakesIn = (manifest: unknown) => (valid(manifest) ? [] : valid.errors);

const slackSources = readdirSync(join(root, 'src', 'slack'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => read(join('src', 'slack', name)));

/** The bot scopes that each method of the Web API asks for, by Slack's own method reference. */
const scopesOf: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'chat.postMessage': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.info': ['channels:read', 'groups:read'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
  'views.update': [],
};

const calledMethods = [
  ...new Set(
    slackSources.flatMap((source) =>
      [...source.matchAll(/\b(?:reader|poster|interactive)\s*\.([a-z]+(?:\.[a-zA-Z]+)+)\(/g)].map(([, name]) => name),
    ),
  ),
].sort();

/** The bot scope without which Slack tells nothing of an event, by Slack's own event reference. */
const eventScopesOf: Readonly<Record<string, readonly string[]>> = {
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
};

const heardEvents = [
  ...new Set(
    slackSources.flatMap((source) => [...source.matchAll(/\bapp\.event\(\s*'([^']+)'/g)].map(([, name]) => name)),
  ),
].sort();

const neverAsked = (): never => {
  throw new Error('a policy that names no group and no channel asks for none');
};
const unasked: Directory = { profile: neverAsked, memberships: neverAsked, channel: neverAsked };

const path = (url: string): string => new URL(url).pathname;

describe('the Slack app manifest', () => {
  it('keeps to the fields and limits of Slack’s published schema, in both variants', () => {
    expect(mistakesIn(http)).toEqual([]);
    expect(mistakesIn(socket)).toEqual([]);
  });

  it('is held to a schema that does catch slips', () => {
    const wrong = [
      { ...http, setings: {} },
      { ...http, display_information: { ...http.display_information, name: 'x'.repeat(36) } },
      { ...http, features: { slash_commands: [{ command: 'defender', description: 'no slash' }] } },
      { ...http, settings: { ...http.settings, interactivity: { request_url: 'https://twokey.example.com' } } },
    ];
    for (const manifest of wrong) expect(mistakesIn(manifest)).not.toEqual([]);
  });

  it('offers the one command that the code listens to', () => {
    const offered = http.features.slash_commands.map(({ command }: { command: string }) => command);
    const heard = slackSources.flatMap((source) =>
      [...source.matchAll(/\bapp\.command\(\s*'([^']+)'/g)].map(([, name]) => name),
    );
    expect(heard).toEqual(['/defender']);
    expect(offered).toEqual(heard);
  });

  it('offers the shortcuts that the code listens to', () => {
    const types: Readonly<Record<string, string>> = { message: 'message_action', global: 'shortcut' };
    const offered: readonly { readonly type: string; readonly callback_id: string; readonly name: string }[] =
      http.features.shortcuts;
    const named: Readonly<Record<string, string>> = shortcutIds;
    const heard = slackSources.flatMap((source) =>
      [...source.matchAll(/\bapp\.shortcut\(\s*\{ callback_id: shortcutIds\.(\w+), type: '(\w+)' \}/g)].map(
        ([, name = '', type]) => ({ type, callback_id: named[name] }),
      ),
    );
    expect(offered.map(({ type, callback_id }) => ({ type: types[type], callback_id }))).toEqual(heard);
    expect(heard).toHaveLength(Object.keys(shortcutIds).length);
    expect(offered.filter(({ name }) => name.length > 24)).toEqual([]);
  });

  it('asks Slack not to escape what people typed', () => {
    expect(http.features.slash_commands[0].should_escape).toBe(false);
  });

  it('sends everything to the one path that the code takes deliveries at', () => {
    const { interactivity } = http.settings;
    const urls = [
      http.features.slash_commands[0].url,
      interactivity.request_url,
      interactivity.message_menu_options_url,
      http.settings.event_subscriptions.request_url,
    ];
    const taken = /const PATH = '([^']+)'/.exec(read('src/slack/transport/http-transport.ts'))?.[1];
    expect(taken).toBe('/slack/events');
    expect(urls.map(path)).toEqual(urls.map(() => taken));
    expect(urls.map((url) => new URL(url).protocol)).toEqual(urls.map(() => 'https:'));
  });

  it('asks for the scopes of the methods that the code calls, and for no other', () => {
    expect(calledMethods.filter((method) => scopesOf[method ?? ''] === undefined)).toEqual([]);
    const needed = new Set([
      'commands',
      ...calledMethods.flatMap((method) => scopesOf[method ?? ''] ?? []),
      ...heardEvents.flatMap((event) => eventScopesOf[event ?? ''] ?? []),
    ]);
    expect(heardEvents.filter((event) => eventScopesOf[event ?? ''] === undefined)).toEqual([]);
    expect([...http.oauth_config.scopes.bot].sort()).toEqual([...needed].sort());
    expect(Object.keys(http.oauth_config.scopes)).toEqual(['bot']);
  });

  it('subscribes to the events that the code listens to, and to no other', () => {
    expect(heardEvents).toContain('app_mention');
    expect([...http.settings.event_subscriptions.bot_events].sort()).toEqual(heardEvents);
    expect(Object.keys(http.settings.event_subscriptions).sort()).toEqual(['bot_events', 'request_url']);
  });

  it('leaves token rotation and org-wide installation off, which a fixed bot token cannot serve', () => {
    expect(http.settings.token_rotation_enabled).toBe(false);
    expect(http.settings.org_deploy_enabled).toBe(false);
  });

  it('differs for Socket Mode only in the switch and in having no address', () => {
    expect(http.settings.socket_mode_enabled).toBe(false);
    expect(socket.settings.socket_mode_enabled).toBe(true);
    expect(JSON.stringify(socket)).not.toContain('example.com');
    const bare = structuredClone(http);
    delete bare.features.slash_commands[0].url;
    bare.settings.interactivity = { is_enabled: true };
    delete bare.settings.event_subscriptions.request_url;
    bare.settings.socket_mode_enabled = true;
    expect(socket).toEqual(bare);
  });
});

describe('the doctor’s check of the Slack scopes', () => {
  let server: Server;
  let granted: readonly string[];
  let apiUrl: string;

  beforeAll(async () => {
    server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'x-oauth-scopes': granted.join(',') });
      response.end(
        JSON.stringify({
          ok: true,
          user: 'twokey',
          team: 'Harbour',
          team_id: 'T0HARBOUR',
          url: 'https://harbour.example/',
        }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
  });
  afterAll(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );

  const failing = async (scopes: readonly string[]): Promise<readonly string[]> => {
    granted = scopes;
    const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    const { reader } = createClients({
      botToken: 'xoxb-test',
      appToken: null,
      apiUrl,
      logger: boltLog(silent),
      log: silent,
    });
    const read = parsePolicy('version: 1\nrequestors: { users: [] }\napprovers: { users: [] }\n');
    if (!('policy' in read)) throw new Error('the policy of this test is wrong');
    const { checks } = await createChecks({ reader, opener: null, directory: unasked })(read.policy);
    return checks.filter((check) => !check.isOk).map((check) => check.what);
  };

  it('is content with an app made from the manifest', async () => {
    expect(await failing(http.oauth_config.scopes.bot)).toEqual([]);
  });

  it.each(http.oauth_config.scopes.bot as string[])('misses %s when it is not granted', async (scope) => {
    const others = (http.oauth_config.scopes.bot as string[]).filter((other) => other !== scope);
    expect(await failing(others)).toEqual([`Slack scope ${scope}`]);
  });
});
