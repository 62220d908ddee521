import { unescapeSlack } from '../domain/command';
import type { Home } from '../domain/person';
import type { Policy } from '../domain/policy';
import type { Flow } from '../flow/intake';
import type { HomeSurface } from '../flow/home-page';
import type { Clock, Directory, Log, Surface } from '../flow/ports';
import type { Deliveries } from '../flow/delivery';
import type { Drafts, MachineCache, Posts } from '../flow/storage';
import { createApp } from './app';
import { boltLog } from './bolt-log';
import { createAsking } from './listeners/asking';
import { listenToCardClicks } from './listeners/card-clicks';
import { listenToCommands } from './listeners/commands';
import { listenToDraftButtons } from './listeners/draft-buttons';
import { listenToFormSubmissions } from './listeners/form-submissions';
import { listenToMentions } from './listeners/mentions';
import { listenToFollowUps } from './listeners/follow-ups';
import { createOpenForm, createRedrawForm } from './listeners/open-form';
import { listenToPackageButton } from './listeners/package-button';
import { replyAddressOf } from './listeners/reply-address';
import { listenToHome } from './listeners/home';
import { listenToHomeMachine } from './listeners/home-machine';
import { listenToResume } from './listeners/resume-button';
import { listenToShortcuts } from './listeners/shortcuts';
import { listenToSuggestions } from './listeners/suggestions';
import { listenToVerbChoice } from './listeners/verb-choice';
import type { FixedLook } from './look';
import { notRecordedMessage } from './messages/whispers';
import type { SlackSettings } from './slack-settings';
import { spellError } from './spell-error';
import { createInbox } from './transport/inbox';
import { createReceiver } from './transport/receiver';
import { type Checked, createChecks } from './web-api/checks';
import { createClients } from './web-api/clients';
import { createDirectory } from './web-api/directory';
import { createHomeSurface } from './web-api/home-surface';
import { permalink } from './web-api/permalink';
import { createSession } from './web-api/session';
import { createSlackWatch } from './web-api/slack-watch';
import { createSurface } from './web-api/surface';
import { createWhispering } from './web-api/whispering';

/** The words of a command; null where the body is none. */
const typedIn = (body: unknown): string | null =>
  typeof body === 'object' && body !== null && 'command' in body && 'text' in body && typeof body.text === 'string'
    ? unescapeSlack(`${String(body.command)} ${body.text}`)
    : null;

const DRAIN_LIMIT_MS = 6_000;

export interface SlackNeeds {
  readonly settings: SlackSettings;
  readonly deliveries: Deliveries;
  readonly drafts: Drafts;
  readonly machines: MachineCache;
  /** For links to cards. */
  readonly cards: Pick<Posts, 'cardOf'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
  readonly look: FixedLook;
}

/** How Slack is, as facts. */
export interface SlackHealth {
  /** Whether deliveries can arrive. */
  readonly isConnected: boolean;
  /** Whether Slack has accepted the bot token since the start. */
  readonly isSessionOpen: boolean;
  /** What Slack's Web API fails with, and since when; null while it does well. */
  readonly failing: { readonly code: string; readonly since: number } | null;
  /** The last failure of reading or posting; null when there was none. */
  readonly lastFault: { readonly code: string; readonly at: number } | null;
}

export interface Slack {
  readonly directory: Directory;
  readonly surface: Surface;
  readonly homeSurface: HomeSurface;
  /** Throws a `Fault` until Slack has said who we are. */
  home(): Home;
  /** Begins to take deliveries, and to take up those that were left. Rejects with a `Fault` that says what to set. */
  start(flow: Flow): Promise<void>;
  /** Takes up deliveries that were left undone, once Slack can be answered; to be called every few seconds. */
  sweep(): Promise<void>;
  /** Takes nothing more, lets what is under way end, and closes everything. */
  stop(): Promise<void>;
  health(): SlackHealth;
  /** Tries for real what the policy needs of Slack. */
  check(policy: Policy): Promise<Checked>;
}

/** Everything that knows Slack, put together. */
export const createSlack = (needs: SlackNeeds): Slack => {
  const { settings, clock, log, drafts, machines } = needs;
  const logger = boltLog(log);
  const { interactive, poster, reader, opener } = createClients({ ...settings, logger, log });
  const whisper = createWhispering({ poster, apiUrl: settings.apiUrl, log });
  const session = createSession({ client: interactive, clock, log });
  const watch = createSlackWatch({ clock, log });
  const directory = createDirectory({ reader, clock, watch });
  const cardLink = async (requestId: string): Promise<string | null> => {
    const url = session.workspaceUrl();
    const card = await needs.cards.cardOf(requestId).catch(() => null);
    return url === null || card === null || card.ts === null ? null : permalink(url, { ...card, ts: card.ts });
  };
  const surface = createSurface({ poster, clock, look: needs.look, watch, cardLink });
  const homeSurface = createHomeSurface({ poster, clock, look: needs.look, workspaceUrl: session.workspaceUrl, watch });
  let isStarted = false;

  const inbox = createInbox({
    deliveries: needs.deliveries,
    clock,
    log,
    toBolt: async (event) => (await app).processEvent(event),
    tellNotRecorded: async (body) => {
      const to = replyAddressOf(body);
      if (to !== null) await whisper(to, notRecordedMessage(typedIn(body)));
    },
  });
  const transport = createReceiver({ settings, logger, clock, log, take: inbox.take });
  const app = createApp({ transport, logger, log, whisper });

  const listen = async (flow: Flow): Promise<void> => {
    const listening = {
      ...{ app: await app, flow, drafts, machines, clock, log, whisper, cardLink, newId: needs.newId },
      botUserId: session.botUserId,
      asking: createAsking({ flow, drafts, clock, log, whisper, cardLink }),
      look: async () => ({ ...needs.look, now: clock.now(), pause: (await flow.sending()).pause }),
      openForm: createOpenForm({ interactive, clock, log }),
      redrawForm: createRedrawForm({ interactive, log }),
    };
    listenToCommands(listening);
    listenToMentions(listening);
    listenToCardClicks(listening);
    listenToPackageButton(listening);
    listenToFollowUps(listening);
    listenToHome(listening);
    listenToHomeMachine(listening);
    listenToResume(listening);
    listenToDraftButtons(listening);
    listenToShortcuts(listening);
    listenToVerbChoice(listening);
    listenToFormSubmissions(listening);
    listenToSuggestions(listening);
  };

  const stop = async (): Promise<void> => {
    session.close();
    await inbox.drain(DRAIN_LIMIT_MS);
    await transport.stop();
  };

  const sweep = async (): Promise<void> => {
    try {
      if (isStarted && session.isOpen()) await inbox.replay();
    } catch (error) {
      log.warn('slack.replay-failed', spellError(error));
    }
  };

  return {
    directory,
    surface,
    homeSurface,
    home: session.home,
    start: async (flow) => {
      await listen(flow);
      const begun = await Promise.allSettled([session.open(), transport.start()]);
      const failed = begun.find((each) => each.status === 'rejected');
      if (failed !== undefined) {
        await stop();
        throw failed.reason;
      }
      isStarted = true;
      // What was left may have to wait for Slack's rate limit; the start does not.
      void sweep();
    },
    sweep,
    stop,
    health: () => ({
      isConnected: transport.isConnected(),
      isSessionOpen: session.isOpen(),
      failing: watch.failing(),
      lastFault: watch.lastFault(),
    }),
    check: createChecks({ reader, opener, directory }),
  };
};
