import { actionOf, type Verb } from '../../src/domain/catalogue';
import type { Change } from '../../src/domain/change';
import { answered, claim } from '../../src/domain/dispatching';
import type { Machine } from '../../src/domain/machine';
import type { MachineAction } from '../../src/domain/machine-action';
import { cardPosted, openRequest } from '../../src/domain/opening';
import type { Person } from '../../src/domain/person';
import type { Dossier } from '../../src/domain/reviewing';
import { review } from '../../src/domain/reviewing';
import type { Delivery } from '../../src/flow/delivery';
import type { OpenStore } from '../../src/store/open-store';

/** The moment at which the tests begin. */
export const T = Date.parse('2025-03-01T12:00:00.000Z');
export const MINUTE = 60_000;

export const alice: Person = { id: 'UALICE', name: 'Alice Able' };
export const bob: Person = { id: 'UBOB', name: 'Bob Baker' };
export const carol: Person = { id: 'UCAROL', name: 'Carol Cole' };

export const machineNamed = (name: string, digit = 'a'): Machine => ({
  id: digit.repeat(40),
  name,
  os: 'Windows11',
  osVersion: null,
  health: 'Active',
  onboarding: 'Onboarded',
  risk: null,
  exposure: null,
  value: 'High',
  tags: ['tier-0'],
  group: null,
  lastIp: '10.0.0.1',
  lastSeenAt: T - MINUTE,
  mergedInto: null,
  isDuplicate: false,
});

export const deliveryOf = (key: string, receivedAt = T): Delivery => ({
  key,
  kind: 'command',
  body: `b=${key}`,
  receivedAt,
});

/** What a test may want different about a request. */
export interface Wish {
  readonly verb?: Verb;
  readonly parameter?: string;
  readonly machine?: Machine;
  readonly requestor?: Person;
  readonly subject?: { readonly machineActionId: string; readonly createdAt: number } | null;
  readonly escalateAfterMs?: number;
  readonly isReminded?: boolean;
  readonly quorum?: number;
  readonly at?: number;
  readonly againOf?: string;
  readonly thread?: string;
  readonly forMs?: number;
}

const situation = { open: [], recent: [], isolatedSince: null, restrictedSince: null };
const everybody = { usergroups: [], users: [bob.id, carol.id] };

/** The change that opens a request, caused by the delivery `ask-ID`. */
export const opening = (id: string, wish: Wish = {}): Change =>
  openRequest(
    {
      id,
      verb: wish.verb ?? 'isolate',
      parameter: wish.parameter ?? (wish.verb === undefined ? 'full' : null),
      comment: `why ${id} “ünï” 👍`,
      requestor: wish.requestor ?? alice,
      channel: 'C0INCIDENT',
      thread: wish.thread ?? null,
      forMs: wish.forMs ?? null,
      terms: {
        places: [everybody, ...Array(Math.max(0, (wish.quorum ?? 1) - 1)).fill(everybody)],
        expiresInMs: 30 * MINUTE,
        sendWithinMs: 15 * MINUTE,
        mention: true,
        reminder: wish.isReminded ?? false,
        escalation: wish.escalateAfterMs === undefined ? null : { afterMs: wish.escalateAfterMs, to: everybody },
        rules: [{ name: 'Crown jewels', because: [] }],
      },
      policyHash: 'policy',
      againOf: wish.againOf ?? null,
      targets: [
        {
          runId: `${id}-run`,
          machine: wish.machine ?? machineNamed('web-01.contoso.com'),
          situation,
          subject: wish.subject ?? null,
        },
      ],
    },
    (text) => `digest ${text.length}`,
    wish.at ?? T,
    `ask-${id}`,
  );

/** The stored dossier of a request that must be there. */
export const dossierOf = async (stored: OpenStore, id: string): Promise<Dossier> => {
  const dossier = await stored.store.dossier(id);
  if (dossier === null) throw new Error(`no request ${id}`);
  return dossier;
};

/** The one run of a dossier. */
export const runOf = ({ runs }: Dossier) => {
  const [run] = runs;
  if (run === undefined) throw new Error('no run');
  return run;
};

const must = async (stored: OpenStore, change: Change | null) => {
  if (change === null) throw new Error('no change');
  const committed = await stored.store.commit(change);
  if (committed.kind !== 'done') throw new Error(`not committed: ${committed.kind}`);
};

/** Records the delivery and opens the request. */
export const opened = async (stored: OpenStore, id: string, wish: Wish = {}): Promise<void> => {
  await stored.deliveries.record(deliveryOf(`ask-${id}`, wish.at ?? T));
  await must(stored, opening(id, wish));
};

/** The id of a request's card post. */
export const cardIdOf = async (stored: OpenStore, id: string): Promise<string> =>
  (await stored.posts.cardOf(id))?.postId ?? 'none';

/** Opens a request and posts its card, so that its clock runs. */
export const posted = async (stored: OpenStore, id: string, wish: Wish = {}): Promise<void> => {
  await opened(stored, id, wish);
  const cardId = await cardIdOf(stored, id);
  await stored.posts.begin([cardId], wish.at ?? T);
  const { request } = await dossierOf(stored, id);
  await stored.posts.cardSent(cardId, `ts-${id}`, cardPosted(request, `ts-${id}`, wish.at ?? T));
};

/** The change that one person's click makes. */
export const reviewBy = (
  dossier: Dossier,
  person: Person,
  delivery: string,
  at = T,
  decision: 'approved' | 'denied' = 'approved',
): Change => {
  const click = {
    person,
    decision,
    words: null,
    memberships: new Map(),
    todaysTerms: dossier.request.terms,
    todaysRefusal: null,
    policyHash: 'policy',
    arrivedAt: at,
  };
  const change = review(dossier, click, at, delivery);
  if ('code' in change) throw new Error(change.code);
  return change;
};

/** Opens, posts and approves a request by Bob. */
export const approved = async (stored: OpenStore, id: string, wish: Wish = {}): Promise<void> => {
  await posted(stored, id, wish);
  await stored.deliveries.record(deliveryOf(`click-${id}`, wish.at ?? T));
  await must(stored, reviewBy(await dossierOf(stored, id), bob, `click-${id}`, wish.at ?? T));
};

/** The change that claims the run of an approved request. */
export const claiming = (dossier: Dossier, at = T): Change =>
  claim(runOf(dossier), { token: 'token', at, until: at + MINUTE });

/** Approves a request and claims its run. */
export const claimed = async (stored: OpenStore, id: string, wish: Wish = {}): Promise<void> => {
  await approved(stored, id, wish);
  await must(stored, claiming(await dossierOf(stored, id), wish.at ?? T));
};

/** A Machine Action as Defender answers with it. */
export const machineAction = (dossier: Dossier, id: string): MachineAction => ({
  id,
  type: actionOf(dossier.request.verb).machineActionType ?? 'Isolate',
  status: 'Pending',
  scope: null,
  requestor: 'twokey',
  comment: `[twokey ${dossier.request.id}/1] x`,
  cancellationComment: null,
  machineId: runOf(dossier).machine.id,
  createdAt: T,
  updatedAt: T,
  errorHResult: null,
});

/** Claims the run of a request and has Defender accept it as the Machine Action `ma-ID`. */
export const dispatched = async (stored: OpenStore, id: string, wish: Wish = {}): Promise<void> => {
  await claimed(stored, id, wish);
  const dossier = await dossierOf(stored, id);
  const answer = { kind: 'accepted', action: machineAction(dossier, `ma-${id}`), at: T } as const;
  await must(stored, answered(dossier.request, runOf(dossier), 'token', answer, wish.at ?? T));
};
