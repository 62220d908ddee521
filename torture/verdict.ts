import type { MachineRecord } from '../simulator/defender/machine-record';
import type { Complaint, Found } from './complaint';
import { type CardSeen, type Evidence, isCopy, markIn, type RequestSeen } from './evidence';
import { judgeSeveral } from './judge-several';
import type { ClickMade, Ledger } from './ledger';
import { looksMissing } from './look-check';
import { isWaiting } from './hands';
import { repeatsUnmarked } from './repeat-check';
import type { World } from './world';

const STATUSES = ['Succeeded', 'Failed', 'TimeOut', 'Cancelled'] as const;
const isFinal = (status: string): boolean => STATUSES.some((each) => each === status);
const NOT_SENT = /Not sent:|Failed: refused|Not known whether it reached Defender/;

const said = ({ cards }: RequestSeen): string => cards.flatMap(({ thread }) => thread).join('\n');
const shown = ({ cards }: RequestSeen): readonly string[] =>
  cards.map(({ state }) => state).filter((state) => !isCopy(state));

/**
 * Where one card shows how it ended, none that was clicked may still wait to be clicked. One that nobody clicked, and whose
 * answer Slack never gave, is not known to be there.
 */
const outdated = (request: RequestSeen, clicks: readonly ClickMade[]): readonly Found[] => {
  const isOver = request.cards.some(({ state }) => !isCopy(state) && !isWaiting(state));
  const isLeft = request.cards.some(
    ({ channel, ts, state }) =>
      isWaiting(state) &&
      clicks.some((click) => click.status === 200 && click.channel === channel && click.cardTs === ts),
  );
  return isOver && isLeft
    ? [{ kind: 'untrue', says: 'one of its cards shows what came of it, another one still waits' }]
    : [];
};

/** Clicks on any card of a request. */
const clicksOn = ({ cards }: RequestSeen, { clicks }: Ledger): readonly ClickMade[] =>
  clicks.filter(({ channel, cardTs }) => cards.some((card) => card.channel === channel && card.ts === cardTs));

const isTwinTold = (request: RequestSeen): boolean => {
  const text = said(request);
  return /Sent twice|Sent after all/.test(text) && request.actions.every(({ id }) => text.includes(id));
};

const isApproved = (request: RequestSeen): boolean => /Approved by .*: 1 of 1 given/.test(said(request));

/** What a request that made no Machine Action must look like. */
const judgeSilent = (request: RequestSeen, isDecided: boolean): readonly Found[] => {
  const text = said(request);
  const cards = shown(request);
  if (isApproved(request)) {
    if (text.includes('Withdrawn by') || NOT_SENT.test(text)) return [];
    return [
      { kind: 'lost', says: 'it was approved, and there is neither a Machine Action nor word that it was not sent' },
    ];
  }
  if (cards.some((card) => /Succeeded|Running:/.test(card))) {
    return [{ kind: 'untrue', says: 'its card tells of a Machine Action that Defender never had' }];
  }
  for (const [word, end] of [
    ['Denied by', 'denied'],
    ['Withdrawn by', 'withdrawn'],
  ] as const) {
    const isSaid = text.includes(word);
    const isShown = cards.some((card) => card.includes(word));
    if (isSaid !== isShown)
      return [{ kind: isSaid ? 'untrue' : 'untold', says: `that it was ${end} is not both told and shown` }];
    if (isSaid) return [];
  }
  if (!isDecided) return [];
  return [{ kind: 'unheard', says: 'a click on it was acknowledged, and had neither an effect nor an answer' }];
};

/** Whether a Machine Action of it is there before anybody clicked Approve. */
const judgeStart = ({ id, actions }: RequestSeen, clicks: readonly ClickMade[]): readonly Found[] => {
  // A cancellation has no Machine Action of its own: its mark is on the one that it cancels, which is older.
  const first = actions.find(({ requestorComment }) => markIn(requestorComment) === id);
  const approval = clicks.find(({ what }) => what === 'Approve');
  return first !== undefined && (approval === undefined || approval.at > first.createdAt)
    ? [{ kind: 'unapproved', says: `Machine Action ${first.id} is there before anybody clicked Approve` }]
    : [];
};

/** What a request that made a Machine Action must look like. */
const judgeActive = (request: RequestSeen): readonly Found[] => {
  const { actions } = request;
  const text = said(request);
  const complaints: Found[] = [];
  const kept = actions.filter(({ status }) => status !== 'Cancelled');
  if (actions.length > 1 && (kept.length > 1 || !isTwinTold(request))) {
    complaints.push({
      kind: 'doubled',
      says: `${actions.length} Machine Actions: ${actions.map(({ id }) => id).join(', ')}`,
    });
  }
  for (const { id, status } of actions.length > 1 ? kept : actions) {
    if (!isFinal(status)) complaints.push({ kind: 'lost', says: `Machine Action ${id} is still ${status}` });
    else if (!new RegExp(`Machine Action ${id}[^\\n]*: ${status} after`).test(text)) {
      complaints.push({ kind: 'untold', says: `its thread does not say that ${id} came to ${status}` });
    } else if (!shown(request).some((card) => card.includes(status))) {
      complaints.push({ kind: 'untrue', says: `no card of it shows ${status}` });
    }
  }
  if (/Nothing was sent to Defender/.test(text)) {
    complaints.push({ kind: 'untrue', says: 'it says that nothing was sent, and something was' });
  }
  return complaints;
};

/** What came of it after its card was posted. */
const judgeCourse = (request: RequestSeen, several: readonly MachineRecord[], isDecided: boolean): readonly Found[] => {
  const hasMoved = request.actions.length > 0;
  const wasGoing = hasMoved || (isApproved(request) && !said(request).includes('Withdrawn by'));
  if (several.length > 0 && wasGoing) return judgeSeveral(request, several);
  return hasMoved ? judgeActive(request) : judgeSilent(request, isDecided);
};

/** Whether a click that was acknowledged should have decided the request, as far as can be told from outside. */
const hasDecided = (
  request: RequestSeen,
  clicks: readonly ClickMade[],
  asker: string | undefined,
  evidence: Evidence,
) =>
  clicks.some(
    (click) =>
      click.status === 200 &&
      ((click.what === 'Approve' && click.by !== asker) || click.what === 'Withdraw') &&
      // Of two cards for one request only the recorded one takes clicks, and that is not ours to know.
      request.cards.length === 1 &&
      !evidence.hasReplied(click),
  );

/** An answer that was given in five lives, each of which ended before it was noted, cannot know that it is the sixth. */
const isAvoidable = ({ message }: { readonly message: string }): boolean => message !== 'used_url';

/** Judges everything that happened in a world, by its simulated services alone. */
export const judge = (
  world: Pick<World, 'slack' | 'defender' | 'crowd'>,
  evidence: Evidence,
  ledger: Ledger,
): readonly Complaint[] => {
  const requests = evidence.all();
  const log = world.defender.log;
  const askerOf = new Map(ledger.asks.map(({ token, by }) => [token, by]));
  const severalOf = new Map(
    ledger.asks.map(({ token, several }) => [token, world.crowd.machines.filter(({ id }) => several.includes(id))]),
  );
  const ofRequests = requests.flatMap((request): readonly Complaint[] => {
    const clicks = clicksOn(request, ledger);
    const isDecided = hasDecided(request, clicks, askerOf.get(request.token), evidence);
    const machines = severalOf.get(request.token) ?? [];
    const complaints = [
      ...judgeStart(request, clicks),
      ...judgeCourse(request, machines, isDecided),
      // A call that was frozen on its way comes after looks that could not see it: what counts then is that the twin is told.
      ...(isTwinTold(request) ? [] : looksMissing(request, log)).map((says) => ({ kind: 'doubled' as const, says })),
      ...outdated(request, clicks),
      ...request.cards.flatMap(({ thread }: CardSeen) =>
        repeatsUnmarked(thread).map((says) => ({ kind: 'untrue' as const, says })),
      ),
    ];
    return complaints.map((complaint) => ({ ...complaint, requestId: request.id }));
  });
  const asked = ledger.asks
    .filter((ask) => ask.status === 200 && evidence.requestsOf(ask.token).length === 0 && !evidence.hasReplied(ask))
    .map(
      ({ token }): Complaint => ({
        kind: 'unheard',
        requestId: null,
        says: `the command #${token} was acknowledged, and had neither a card nor an answer`,
      }),
    );
  const forms = ledger.clicks
    .filter(
      (click) =>
        click.what === 'Deny' &&
        click.status === 200 &&
        !evidence.hasTriedForm(click.triggerId) &&
        !evidence.hasReplied(click),
    )
    .map(
      ({ cardTs }): Complaint => ({
        kind: 'unheard',
        requestId: evidence.requestOfCard('', cardTs) ?? null,
        says: `a click on Deny (card ${cardTs}) was acknowledged, and brought neither a form nor an answer`,
      }),
    );
  const unruly = [
    ...world.defender.violations.map((found) => `Defender was called too often: ${JSON.stringify(found)}`),
    ...world.defender.earlyCalls.map((found) => `Defender was called before its Retry-After: ${JSON.stringify(found)}`),
    ...world.slack.violations.filter(isAvoidable).map((found) => `Slack forbids: ${JSON.stringify(found)}`),
  ].map((says): Complaint => ({ kind: 'unruly', requestId: null, says }));
  const strays = evidence
    .strays()
    .map(
      (what): Complaint => ({ kind: 'unapproved', requestId: null, says: `${what} belongs to no request with a card` }),
    );
  return [...ofRequests, ...asked, ...forms, ...unruly, ...strays];
};
