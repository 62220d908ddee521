import type { Memberships } from './audience';
import { actionOf, titleOfType } from './catalogue';
import type { Change } from './change';
import type { Instant } from './instant';
import { moveRun, runEvent } from './lifecycle';
import type { MachineAction } from './machine-action';
import { shortName } from './machine';
import { attemptOf, markedRequest } from './mark';
import { choiceOf, fileOf } from './parameter';
import type { Person } from './person';
import { placesFor, type Terms } from './policy';
import { type Refusal, refuse } from './refusal';
import { firstReminder } from './reminding';
import type { Request } from './request';
import type { Dossier } from './reviewing';
import { happenedAt, type Run, type SettledAs, type Settlement } from './run';
import { byMachine } from './summary';

/** Somebody who has been admitted says what became of a request that Twokey could not settle. */
export interface SettlingPerson {
  readonly person: Person;
  readonly memberships: Memberships;
  /** What today's policy would ask for: the person must be able to fill a place of these, too. */
  readonly todaysTerms: Terms;
}

/** How it is settled: by a word, or by the Machine Action that the call came to. */
export type SettlingWay = { readonly as: SettledAs } | { readonly action: MachineAction };

/** How far Defender's clock may be from ours. */
const SKEW_MS = 10 * 60_000;

const isUnsettled = ({ status }: Run): boolean => status === 'unsettled';

const isOn = ({ machine: { id, name } }: Run, said: string): boolean =>
  [id.toLowerCase(), name.toLowerCase(), shortName(name)].includes(said.toLowerCase());

/** The unsettled runs that a person means: a word alone is about one, and of several that one has to be named. */
const meantBy = (
  { request, runs }: Dossier,
  { way, machine }: { readonly way: SettlingWay; readonly machine: string | null },
): readonly Run[] | Refusal => {
  const open = runs.filter(isUnsettled);
  const names = byMachine(open).map((run) => run.machine.name);
  if (machine !== null) {
    const meant = open.filter((run) => isOn(run, machine));
    return meant.length === 0 ? refuse('not-unsettled-there', request.id, machine, names) : meant;
  }
  return open.length > 1 && 'as' in way ? refuse('which-machine', request.id, names) : open;
};

/**
 * Why somebody may not settle this request now; null when they may. It takes whom an approval would take: whoever asked
 * must not be the one who says how it went, and it is judged by the fixed terms and by today's policy.
 */
export const refuseSettling = ({ request, runs }: Dossier, by: SettlingPerson): Refusal | null => {
  const { person, memberships, todaysTerms } = by;
  if (!runs.some(isUnsettled)) {
    const settled = runs.find((run) => run.settlement !== null)?.settlement ?? null;
    return settled === null
      ? refuse('not-unsettled', request.id)
      : refuse('settled-before', request.id, settled.by.name, settled.at);
  }
  const { places } = request.terms;
  const who = {
    usergroups: [...new Set(places.flatMap(({ usergroups }) => usergroups))],
    users: [...new Set(places.flatMap(({ users }) => users))],
  };
  if (person.id === request.requestor.id) return refuse('own-settling', who);
  const fills = (terms: Terms) => placesFor(terms, person.id, memberships).length > 0;
  return fills(request.terms) && fills(todaysTerms) ? null : refuse('not-an-approver', who);
};

/** Why a Machine Action cannot be what this run's call came to; null when it can. */
const mismatch = (request: Request, run: Run, action: MachineAction): string | null => {
  if (run.subject !== null) {
    return action.id === run.subject.machineActionId ? null : 'this request is about cancelling another one';
  }
  const wanted = actionOf(run.verb).machineActionType ?? '';
  if (action.machineId?.toLowerCase() !== run.machine.id.toLowerCase()) return 'it is not on this machine';
  if (action.type !== wanted)
    return `it is “${titleOfType(action.type) ?? action.type}” and not “${actionOf(run.verb).title}”`;
  const scope = choiceOf(run.verb, run.parameter)?.wire ?? null;
  if (scope !== null && action.scope !== null && action.scope !== scope) {
    return `its scope is ${action.scope} and not ${scope}`;
  }
  const file = fileOf(run.verb, run.parameter);
  if (file !== null && action.file !== undefined && action.file !== file)
    return `it is about another file, ${action.file}`;
  if (action.createdAt !== null && action.createdAt < request.openedAt - SKEW_MS) {
    return 'it was created before this request was opened';
  }
  const marked = markedRequest(action);
  return marked === null || marked === request.id ? null : `it belongs to request ${marked}`;
};

const followed = (run: Run, action: MachineAction, startedBy: string | null, now: Instant): Run =>
  moveRun(run, 'dispatched', {
    trouble: null,
    machineActionId: action.id,
    adoptedFrom: startedBy,
    defenderStatus: action.status,
    createdAt: action.createdAt ?? now,
    trackAt: now,
    endedAt: null,
    remindAt: null,
    fault: null,
  });

/** Follows the Machine Action that somebody named, if it can be the one of this request. */
const follow = (
  request: Request,
  open: readonly Run[],
  action: MachineAction,
  { person, words }: { readonly person: Person; readonly words: string },
  now: Instant,
): Pick<Change, 'runs' | 'events'> | Refusal => {
  const run = open.find((one) => mismatch(request, one, action) === null);
  if (run === undefined) {
    const why = open[0] === undefined ? '' : (mismatch(request, open[0], action) ?? '');
    return refuse('not-its-action', action.id, why);
  }
  const isOurs = run.subject !== null || attemptOf(run, action) !== null;
  const startedBy = isOurs ? null : (action.requestor ?? 'somebody else');
  const told = { machineActionId: action.id, status: action.status, startedBy, words };
  const event = { ...runEvent(run, now, { kind: 'found-by-person', ...told }), actor: person };
  return { runs: [followed(run, action, startedBy, now)], events: [event] };
};

/** A run as a person's word settles it: what it holds is reminded of as it would be if Defender had said so. */
const settledRun = (run: Run, settlement: Settlement, forMs: number | null, now: Instant): Run => {
  const settled = moveRun(run, 'settled', { settlement });
  const since = run.subject === null ? happenedAt(settled) : null;
  return since === null ? settled : { ...settled, remindAt: firstReminder(run.verb, forMs, since, now) };
};

/** What a person's word makes of a request's unsettled runs. It ends nothing in Defender, and sends nothing. */
export const settleByHand = (
  dossier: Dossier,
  said: SettlingPerson & {
    readonly way: SettlingWay;
    /** Which of several machines is meant, by name or id; null where none was named. */
    readonly machine: string | null;
    readonly words: string;
    readonly policyHash: string;
  },
  now: Instant,
  delivery: string,
): Change | Refusal => {
  const refusal = refuseSettling(dossier, said);
  if (refusal !== null) return refusal;
  const { person, way, words, policyHash } = said;
  const meant = meantBy(dossier, said);
  if ('code' in meant) return meant;
  if ('action' in way) {
    const change = follow(dossier.request, meant, way.action, said, now);
    return 'code' in change ? change : { delivery, policyHash, ...change };
  }
  const settlement = { by: person, at: now, as: way.as };
  const runs = meant.map((run) => settledRun(run, settlement, dossier.request.forMs, now));
  const events = runs.map((run) => ({
    ...runEvent(run, now, { kind: 'settled-by-person', as: way.as, words }),
    actor: person,
  }));
  return { delivery, policyHash, runs, events };
};

/**
 * Defender shows what a person had settled: it is told with what they said, and followed. Nothing is undone by itself: it
 * was approved, and people may have acted on it since.
 */
export const foundAfterSettling = (run: Run, action: MachineAction, now: Instant): Change | null => {
  if (run.status !== 'settled' || run.settlement === null) return null;
  const { as, by } = run.settlement;
  const told = { machineActionId: action.id, status: action.status, as, by, openIn: null };
  return {
    runs: [followed(run, action, null, now)],
    events: [runEvent(run, now, { kind: 'found-after-settling', ...told })],
  };
};

/** The same where another request for the same action has the machine by now: told, and left to that one. */
export const foundBesides = (run: Run, action: MachineAction, openIn: string, now: Instant): Change | null => {
  if (run.status !== 'settled' || run.settlement === null) return null;
  const { as, by } = run.settlement;
  const told = { machineActionId: action.id, status: action.status, as, by, openIn };
  return {
    runs: [moveRun(run, 'settled', { trackAt: null })],
    events: [runEvent(run, now, { kind: 'found-after-settling', ...told })],
  };
};
