import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { z } from 'zod';
import type { ChannelFacts } from '../../src/domain/channel';
import type { LoggedEvent } from '../../src/domain/event';
import type { Fault } from '../../src/domain/fault';
import type { Profile } from '../../src/domain/person';
import type { Policy } from '../../src/domain/policy';
import type { Dossier } from '../../src/domain/reviewing';
import { createAnnounce } from '../../src/flow/announce';
import { createAttempts } from '../../src/flow/attempts';
import { createDispatch } from '../../src/flow/dispatch';
import type { HomeOutcome, HomePage, HomeSurface } from '../../src/flow/home-page';
import type { Ask, CardClick, Submitted } from '../../src/flow/intake';
import type { Directory, Ids, Log, PostOutcome, Surface } from '../../src/flow/ports';
import { createRefusedClicks } from '../../src/flow/refused-clicks';
import { createPause } from '../../src/flow/pause';
import { createRemind } from '../../src/flow/remind';
import { createMachineStory } from '../../src/flow/machine-story';
import { createQuestionLimit } from '../../src/flow/question-limit';
import { createReview } from '../../src/flow/review';
import { createSettle } from '../../src/flow/settle';
import type { CardRedraw, Post, Posts, Store } from '../../src/flow/storage';
import { createSubmit } from '../../src/flow/submit';
import { createSummarize } from '../../src/flow/summarize';
import { createSweep } from '../../src/flow/sweep';
import { alone } from '../../src/flow/tenure';
import { createTrack } from '../../src/flow/track';
import { openStore } from '../../src/store/open-store';
import { alice, bob, carol, dave, MACHINE_ID, machineWith, policyWith, present, SECOND, T } from '../domain/builders';
import { recordIn } from '../record';
import { createFakeClock } from './fake-clock';
import { createFakeDefender } from './fake-defender';

export const CHANNEL = 'C0INCIDENT';

/** An entry of the log, with what the store adds to an event. */
export interface Entry extends Omit<LoggedEvent, 'at'> {
  readonly at: number;
  readonly delivery: string | null;
  readonly policyHash: string | null;
}

const column = z.object({
  seq: z.number(),
  at: z.string(),
  request_id: z.string().nullable(),
  run_id: z.string().nullable(),
  actor: z.string().nullable(),
  body: z.string(),
  delivery: z.string().nullable(),
  policy_hash: z.string().nullable(),
});

/** The whole log, read past the store. */
const readEntries = (path: string): readonly Entry[] => {
  const file = new DatabaseSync(path);
  try {
    const rows = file.prepare('select * from event order by seq').all();
    return rows.map((row) => {
      const { seq, at, request_id, run_id, actor, body, delivery, policy_hash } = column.parse({ ...row });
      return {
        seq,
        at: Date.parse(at),
        requestId: request_id,
        runId: run_id,
        actor: actor === null ? null : JSON.parse(actor),
        happening: JSON.parse(body),
        delivery,
        policyHash: policy_hash,
      };
    });
  } finally {
    file.close();
  }
};

/** One message that Slack took, or one edit of a card. */
export interface Shown {
  readonly what: 'card' | 'notes' | 'direct' | 'waiting' | 'copy' | 'redraw' | 'progress' | 'progress redraw';
  readonly requestId: string;
  /** A channel, or a person. */
  readonly place: string;
  readonly at: number;
  readonly ts: string;
  /** The kinds of the events that a message tells. */
  readonly tells: readonly string[];
  readonly isRepeat: boolean;
  readonly dossier: Dossier;
}

const log = () => {
  const lines: { readonly level: string; readonly event: string; readonly fields: object }[] = [];
  const write =
    (level: string) =>
    (event: string, fields: object = {}): void => {
      lines.push({ level, event, fields });
    };
  const written: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  return { written, lines };
};

const createFakeDirectory = () => {
  const profile = (id: string, realName: string): Profile => ({
    id,
    realName,
    isDeactivated: false,
    isBot: false,
    isGuest: false,
    isSingleChannelGuest: false,
    isStranger: false,
    teamId: 'T1',
    enterpriseId: undefined,
  });
  const channel: ChannelFacts = {
    id: CHANNEL,
    isMember: true,
    isArchived: false,
    isShared: false,
    isPendingShared: false,
    isDirectMessage: false,
  };
  const fake = {
    profiles: new Map([alice, bob, carol, dave].map(({ id, name }) => [id, profile(id, name)] as const)),
    groups: new Map<string, ReadonlySet<string>>(),
    channels: new Map<string, ChannelFacts>([[CHANNEL, channel]]),
    fault: null as Fault | null,
    asked: [] as string[],
    /** What a read waits for. */
    wait: async (): Promise<void> => {},
  };
  const reading = async <V>(read: () => V): Promise<V> => {
    await fake.wait();
    if (fake.fault !== null) throw fake.fault;
    return read();
  };
  const port: Directory = {
    profile: (id) => reading(() => fake.profiles.get(id) ?? null),
    memberships: (usergroups) =>
      reading(() => {
        fake.asked.push(...usergroups);
        return new Map(usergroups.map((group) => [group, fake.groups.get(group) ?? new Set<string>()] as const));
      }),
    channel: (id) => reading(() => fake.channels.get(id) ?? null),
  };
  return { ...fake, fake, port };
};

/** A whole world for the flow: the real store in a file, everything else in memory, and a clock that stands still. */
export const createWorld = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'twokey-flow-'));
  const { written, lines } = log();
  let underWay = 0;
  const clock = createFakeClock(T, () => underWay > 0);
  let count = 0;
  const unique = () => `id-${++count}`;
  const path = join(folder, 'twokey.db');
  const stored = await openStore({
    place: { kind: 'sqlite', path },
    owner: 'me',
    now: clock.now,
    newId: unique,
    log: written,
  });
  const faults = new Map<string, Fault>();

  /** Counts calls of the store that are under way, and lets a test make one fail. */
  const counted = <P extends object>(port: P): P =>
    new Proxy(port, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return async (...facts: unknown[]) => {
          const fault = faults.get(String(name));
          if (fault !== undefined) throw fault;
          underWay += 1;
          try {
            return await method.apply(target, facts);
          } finally {
            underWay -= 1;
          }
        };
      },
    });
  const store = counted(stored.store);
  const posts = counted(stored.posts);
  const deliveries = counted(stored.deliveries);

  const defender = createFakeDefender(clock);
  defender.machineList = [machineWith()];
  const directory = createFakeDirectory();
  const shown: Shown[] = [];
  const noticed: { readonly tells: string; readonly isOver: boolean; readonly isRepeat: boolean }[] = [];
  const outcomes: ((what: Shown['what']) => Promise<PostOutcome>)[] = [];
  let policy: Policy = policyWith();
  let requests = 0;
  const ids: Ids = { request: () => `REQ${++requests}`, unique };
  const woken: string[] = [];

  const show = async (
    what: Shown['what'],
    dossier: Dossier,
    ts: string,
    told: readonly Post[],
  ): Promise<PostOutcome> => {
    const outcome = await (outcomes.shift()?.(what) ?? Promise.resolve({ kind: 'sent', ts } as const));
    if (outcome.kind === 'sent') {
      const tells = told.map((post) => post.event.happening.kind);
      const isRepeat = told.some((post) => post.isRepeat);
      const place = told[0]?.channel ?? dossier.request.channel;
      shown.push({
        what,
        place,
        requestId: dossier.request.id,
        at: clock.now(),
        ts: outcome.ts,
        tells,
        isRepeat,
        dossier,
      });
    }
    return outcome;
  };
  const surface: Surface = {
    postCard: (dossier, post) => show('card', dossier, `${clock.now()}.card`, [post]),
    postNotes: (dossier, told) => show('notes', dossier, `${clock.now()}.note`, told),
    postDirect: (dossier, told) => show('direct', dossier, `${clock.now()}.direct`, told),
    postWaiting: async (items) => {
      const [first] = items;
      const told = items.map(({ post }) => post);
      if (first === undefined) throw new Error('there is nothing to tell');
      return show('waiting', first.dossier, `${clock.now()}.waiting`, told);
    },
    redrawCard: (dossier, card: CardRedraw) => show('redraw', dossier, card.ts, []),
    redrawCopy: (dossier, copy: CardRedraw) => show('copy', dossier, copy.ts, []),
    postProgress: (dossier, post) => show('progress', dossier, `${clock.now()}.progress`, [post]),
    redrawProgress: (dossier, progress) => show('progress redraw', dossier, progress.ts, []),
    postNotice: async ({ event, end, isRepeat }) => {
      const sent = { kind: 'sent', ts: `${event.seq}.notice` } as const;
      const outcome = await (outcomes.shift()?.('notes') ?? Promise.resolve(sent));
      if (outcome.kind === 'sent') noticed.push({ tells: event.happening.kind, isOver: end !== null, isRepeat });
      return outcome;
    },
    redrawNotice: async ({ event, end, ts }) => {
      noticed.push({ tells: `${event.happening.kind} redrawn`, isOver: end !== null, isRepeat: false });
      return { kind: 'sent', ts };
    },
  };

  const homesShown: { readonly personId: string; readonly page: HomePage }[] = [];
  const homeOutcomes: HomeOutcome[] = [];
  let homeVersions = 0;
  const homeSurface: HomeSurface = {
    publish: async (personId, page, { digest }) => {
      const failure = homeOutcomes.shift();
      if (failure !== undefined) return failure;
      const drawn = JSON.stringify(page);
      if (drawn === digest) return { kind: 'same' };
      homesShown.push({ personId, page });
      return { kind: 'published', digest: drawn, viewHash: `hash-${++homeVersions}` };
    },
  };

  const base = {
    homes: counted(stored.homes),
    subscriptions: counted(stored.subscriptions),
    homeSurface,
    store,
    posts,
    deliveries,
    drafts: counted(stored.drafts),
    calls: counted(stored.calls),
    machines: counted(stored.machines),
    leases: counted(stored.leases),
    hints: stored.hints,
    tenure: alone,
    steadyMs: clock.now,
    defender,
    directory: directory.port,
    surface,
    policy: { current: () => policy },
    home: () => ({ teamId: 'T1', enterpriseId: undefined }),
    clock,
    ids,
    digest: (text: string) => `digest of ${text}`,
    log: written,
  };
  const questions = { questionLimit: createQuestionLimit(base), machineStory: createMachineStory(base) };
  const wakes = (name: string) => () => void woken.push(name);

  const attempts = createAttempts(base);
  const refusedClicks = createRefusedClicks({ attempts, log: written });
  const submit = createSubmit({ ...base, attempts, opened: wakes('opened') });
  const review = createReview({ ...base, refusedClicks, decided: wakes('decided') });

  const dossierOf = async (requestId: string): Promise<Dossier> => present(await store.dossier(requestId));
  const statusOf = async (requestId: string): Promise<string> => {
    const { request, runs } = await dossierOf(requestId);
    return [request.status, ...runs.map((run) => run.status)].join(' ');
  };

  let deliveryCount = 0;
  const deliver = async (receivedAt = clock.now()): Promise<string> => {
    const key = `d-${++deliveryCount}`;
    await deliveries.record({ key, kind: 'test', body: '{}', receivedAt });
    return key;
  };

  const asking = async (facts: Partial<Ask> = {}): Promise<Submitted> =>
    submit({
      delivery: facts.delivery ?? (await deliver()),
      personId: alice.id,
      channel: CHANNEL,
      thread: null,
      verb: 'isolate',
      machines: ['web-01'],
      chosenMachineId: null,
      parameter: null,
      forMs: null,
      comment: 'because',
      ...facts,
    });

  const clickBy = async (person: { readonly id: string }, requestId: string, facts: Partial<CardClick> = {}) => {
    const card = present(await posts.cardOf(requestId));
    const click: CardClick = {
      delivery: facts.delivery ?? (await deliver(facts.arrivedAt)),
      personId: person.id,
      requestId,
      binding: (await dossierOf(requestId)).request.binding,
      postId: card.postId,
      channel: card.channel,
      messageTs: card.ts ?? 'lost.ts',
      arrivedAt: clock.now(),
      ...facts,
    };
    return click;
  };

  const announce = (facts: { readonly isAlone?: boolean; readonly posts?: Posts } = {}) =>
    createAnnounce({
      ...base,
      posts: facts.posts ?? posts,
      isAlone: facts.isAlone ?? true,
      cardPosted: wakes('cardPosted'),
    });
  const dispatch = (
    facts: {
      readonly isRehearsal?: boolean;
      readonly isAlone?: boolean;
      readonly startedAt?: number;
      readonly store?: Store;
    } = {},
  ) =>
    createDispatch({
      ...base,
      store: facts.store ?? store,
      callTimeoutMs: 30 * SECOND,
      isRehearsal: facts.isRehearsal ?? false,
      isAlone: facts.isAlone ?? false,
      startedAt: facts.startedAt ?? null,
      moved: wakes('dispatch moved'),
    });

  /** Asks, and posts the card. */
  const posted = async (facts: Partial<Ask> = {}): Promise<string> => {
    const submitted = await asking(facts);
    if (submitted.kind !== 'opened') throw new Error(JSON.stringify(submitted));
    const loop = announce();
    loop.wake();
    await clock.settle();
    await loop.stop();
    return submitted.requestId;
  };
  /** Asks, posts the card, and has Bob approve. */
  const approved = async (facts: Partial<Ask> = {}): Promise<string> => {
    const requestId = await posted(facts);
    const outcome = await review.approve(await clickBy(bob, requestId));
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
    return requestId;
  };

  return {
    ...base,
    ...questions,
    path,
    faults,
    shown,
    homesShown,
    homeOutcomes,
    noticed,
    outcomes,
    lines,
    woken,
    people: directory.fake,
    submit,
    review,
    switching: createPause({ ...base, refusedClicks, switched: wakes('switched') }),
    deliver,
    asking,
    clickBy,
    posted,
    approved,
    dossierOf,
    statusOf,
    runOf: async (requestId: string) => present((await dossierOf(requestId)).runs[0]),
    setPolicy: (facts: Partial<Policy>) => {
      policy = { ...policy, ...facts };
    },
    /** The policies that what became of a request was decided under, as the record has it; its opening left out. */
    policiesOf: (requestId: string) => {
      const entries = recordIn(path).filter((entry) => entry.requestId === requestId && entry.kind !== 'asked');
      return [...new Set(entries.flatMap(({ policyHash }) => policyHash ?? []))];
    },
    /** The event log, entry by entry. */
    entries: async () => readEntries(join(folder, 'twokey.db')),
    /** What the log stream holds of an event name. */
    logged: (event: string) => lines.filter((line) => line.event === event),
    announce,
    dispatch,
    track: () => createTrack({ ...base, intervalMs: 5 * SECOND, moved: wakes('track moved') }),
    remind: () => createRemind({ ...base, moved: wakes('remind moved') }),
    sweep: () => createSweep({ ...base, moved: wakes('sweep moved') }),
    summarize: () => createSummarize({ ...base, moved: wakes('summarize moved') }),
    settle: (inFlight: () => ReadonlySet<string> = () => new Set()) =>
      createSettle({
        ...base,
        pace: { graceMs: 60 * SECOND, againMs: 5 * SECOND },
        inFlight,
        moved: wakes('settle moved'),
      }),
    dispose: async () => {
      await clock.settle();
      await stored.close();
      await rm(folder, { recursive: true });
    },
  };
};

export type World = Awaited<ReturnType<typeof createWorld>>;

/** Gives every test of a file a world of its own. */
export const useWorld = (): { readonly world: World } => {
  const holder: { current: World | null } = { current: null };
  beforeEach(async () => {
    holder.current = await createWorld();
  });
  afterEach(async () => {
    await holder.current?.dispose();
    holder.current = null;
  });
  return {
    get world() {
      return present(holder.current);
    },
  };
};

export { MACHINE_ID };
