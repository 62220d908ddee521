import type { Audience } from '../../src/domain/audience';
import type { FaultFacts } from '../../src/domain/fault';
import type { Machine } from '../../src/domain/machine';
import type { MachineAction } from '../../src/domain/machine-action';
import type { Person } from '../../src/domain/person';
import type { Policy, Terms } from '../../src/domain/policy';
import type { Request, Review } from '../../src/domain/request';
import type { Dossier } from '../../src/domain/reviewing';
import type { Run } from '../../src/domain/run';

/** The moment at which the domain's tests happen. */
export const T = Date.parse('2025-03-01T12:00:00.000Z');
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const alice: Person = { id: 'UALICE', name: 'Alice Able' };
export const bob: Person = { id: 'UBOB', name: 'Bob Baker' };
export const carol: Person = { id: 'UCAROL', name: 'Carol Cole' };
export const dave: Person = { id: 'UDAVE', name: 'Dave Dunn' };

export const group = (...usergroups: readonly string[]): Audience => ({ usergroups, users: [] });
export const users = (...ids: readonly string[]): Audience => ({ usergroups: [], users: ids });

export const MACHINE_ID = 'a'.repeat(40);

export const machineWith = (facts: Partial<Machine> = {}): Machine => ({
  id: MACHINE_ID,
  name: 'web-01.contoso.com',
  os: 'Windows11',
  osVersion: '23H2',
  health: 'Active',
  onboarding: 'Onboarded',
  risk: 'Low',
  exposure: 'Low',
  value: 'Normal',
  tags: [],
  group: 'Servers',
  lastIp: '10.0.0.1',
  lastSeenAt: T - MINUTE,
  mergedInto: null,
  isDuplicate: false,
  ...facts,
});

/** A policy that lets Bob, Carol and Dave approve what Alice asks for. */
export const policyWith = (facts: Partial<Policy> = {}): Policy => ({
  requestors: users(alice.id),
  approvers: users(bob.id, carol.id, dave.id),
  channels: null,
  quorum: 1,
  allow: [],
  expiresInMs: 30 * MINUTE,
  sendWithinMs: 15 * MINUTE,
  mention: true,
  loggedOnUsers: false,
  reminder: true,
  escalation: null,
  limits: { requests: { most: 60, perMs: 10 * MINUTE }, refusedClicks: { most: 20, perMs: 10 * MINUTE } },
  mostMachines: 25,
  rules: [],
  hash: 'policy',
  ...facts,
});

export const termsWith = (facts: Partial<Terms> = {}): Terms => ({
  places: [users(bob.id, carol.id, dave.id)],
  expiresInMs: 30 * MINUTE,
  sendWithinMs: 15 * MINUTE,
  mention: true,
  reminder: true,
  escalation: null,
  rules: [],
  ...facts,
});

export const requestWith = (facts: Partial<Request> = {}): Request => ({
  id: '7K3M9P2Q',
  revision: 3,
  status: 'pending',
  verb: 'isolate',
  parameter: 'full',
  comment: 'beaconing to a known C2',
  requestor: alice,
  channel: 'C0INCIDENT',
  thread: null,
  forMs: null,
  terms: termsWith(),
  binding: 'binding',
  policyHash: 'policy',
  openedAt: T - 10 * MINUTE,
  expiresAt: T + 20 * MINUTE,
  escalateAt: null,
  remindAt: null,
  sendBy: null,
  againOf: null,
  summary: null,
  decision: null,
  ...facts,
});

/** A request that Bob approved just now. */
export const approvedWith = (facts: Partial<Request> = {}): Request =>
  requestWith({
    status: 'approved',
    sendBy: T + 15 * MINUTE,
    decision: { by: bob, at: T, words: null },
    ...facts,
  });

export const runWith = (facts: Partial<Run> = {}): Run => ({
  id: 'run-1',
  requestId: '7K3M9P2Q',
  revision: 5,
  status: 'waiting',
  verb: 'isolate',
  parameter: 'full',
  machine: machineWith(),
  situation: { open: [], recent: [], isolatedSince: null, restrictedSince: null },
  subject: null,
  attempt: 0,
  claim: null,
  looks: 0,
  notBefore: T,
  trouble: null,
  machineActionId: null,
  adoptedFrom: null,
  defenderStatus: null,
  createdAt: null,
  trackAt: null,
  endedAt: null,
  remindAt: null,
  fault: null,
  settlement: null,
  ...facts,
});

/** A run that was claimed for its first attempt, with a claim that ends in 35 s. */
export const claimedWith = (facts: Partial<Run> = {}): Run =>
  runWith({
    status: 'dispatching',
    attempt: 1,
    claim: { token: 'token-1', at: T, until: T + 35 * SECOND },
    notBefore: T + 35 * SECOND,
    ...facts,
  });

/** A run whose Machine Action `ma-1` is being followed. */
export const dispatchedWith = (facts: Partial<Run> = {}): Run =>
  runWith({
    status: 'dispatched',
    attempt: 1,
    machineActionId: 'ma-1',
    defenderStatus: 'Pending',
    createdAt: T,
    trackAt: T,
    ...facts,
  });

/** The subject of a run that cancels a Machine Action. */
export const SUBJECT = { machineActionId: 'ma-9', createdAt: T - HOUR } as const;

/** A Machine Action of the first attempt of `runWith()`. */
export const actionWith = (facts: Partial<MachineAction> = {}): MachineAction => ({
  id: 'ma-1',
  type: 'Isolate',
  status: 'Pending',
  scope: 'Full',
  requestor: 'Twokey',
  comment: '[twokey 7K3M9P2Q/1] beaconing to a known C2',
  cancellationComment: null,
  machineId: MACHINE_ID,
  createdAt: T,
  updatedAt: T,
  errorHResult: 0,
  ...facts,
});

/** A Machine Action that somebody else started. */
export const foreignWith = (facts: Partial<MachineAction> = {}): MachineAction =>
  actionWith({ id: 'ma-7', requestor: 'eve@contoso.com', comment: 'by hand', ...facts });

export const faultWith = (facts: Partial<FaultFacts> = {}): FaultFacts => ({
  system: 'Defender',
  code: 'InternalServerError',
  says: 'something went wrong',
  correlationId: '|corr-1',
  missingPermission: null,
  ...facts,
});

export const reviewBy = (person: Person, facts: Partial<Review> = {}): Review => ({
  requestId: '7K3M9P2Q',
  person,
  decision: 'approved',
  places: [0],
  words: null,
  at: T,
  ...facts,
});

export const dossierWith = (facts: Partial<Dossier> = {}): Dossier => ({
  request: requestWith(),
  runs: [runWith()],
  reviews: [],
  againAs: null,
  undone: [],
  ...facts,
});

/** What must not be missing in a test. */
export const present = <V>(value: V | null | undefined): V => {
  if (value === null || value === undefined) throw new Error('nothing there');
  return value;
};
