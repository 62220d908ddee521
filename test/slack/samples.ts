import type { Happening, LoggedEvent } from '../../src/domain/event';
import type { FaultFacts } from '../../src/domain/fault';
import type { Machine } from '../../src/domain/machine';
import type { MachineAction } from '../../src/domain/machine-action';
import type { Person } from '../../src/domain/person';
import type { Request, Review } from '../../src/domain/request';
import type { Dossier } from '../../src/domain/reviewing';
import type { Run } from '../../src/domain/run';
import type { Draft, Post } from '../../src/flow/storage';
import type { Look } from '../../src/slack/look';

export const NOW = Date.UTC(2026, 10, 22, 10, 0, 0);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const rosa: Person = { id: 'U0ROSA', name: 'Rosa Diaz' };
export const ida: Person = { id: 'U0IDA', name: 'Ida Holm' };
export const mats: Person = { id: 'U0MATS', name: 'Mats Berg' };

export const look: Look = {
  now: NOW,
  isRehearsal: false,
  pause: null,
  portalLink: (id) => `https://security.microsoft.com/machines/${id}`,
  outside: () => ({ failing: [], silentUntil: null, fullWindows: [] }),
};

export const machine = (facts: Partial<Machine> = {}): Machine => ({
  id: 'a'.repeat(40),
  name: 'web-01.contoso.example',
  os: 'Windows11',
  osVersion: '24H2',
  health: 'Active',
  onboarding: 'Onboarded',
  risk: 'High',
  exposure: 'Medium',
  value: 'Normal',
  tags: ['tier-1', 'web'],
  group: 'Servers',
  lastIp: '10.1.2.3',
  lastSeenAt: NOW - HOUR,
  mergedInto: null,
  isDuplicate: false,
  ...facts,
});

export const machineAction = (facts: Partial<MachineAction> = {}): MachineAction => ({
  id: '5382f7ea-7557-4ab7-9782-d50480024a4e',
  type: 'Isolate',
  status: 'Pending',
  scope: 'Full',
  requestor: 'soc@contoso.example',
  comment: null,
  cancellationComment: null,
  machineId: 'a'.repeat(40),
  createdAt: NOW - 2 * HOUR,
  updatedAt: NOW - HOUR,
  errorHResult: null,
  ...facts,
});

export const request = (facts: Partial<Request> = {}): Request => ({
  id: '7KQ2M9TX',
  revision: 1,
  status: 'pending',
  verb: 'restrict',
  parameter: null,
  comment: 'beaconing to a known C2',
  requestor: rosa,
  channel: 'C0INCIDENT',
  thread: null,
  forMs: null,
  terms: {
    places: [{ usergroups: ['S0APPROVERS'], users: [] }],
    expiresInMs: 30 * MINUTE,
    sendWithinMs: 15 * MINUTE,
    mention: true,
    reminder: true,
    escalation: null,
    rules: [],
  },
  binding: 'b'.repeat(64),
  policyHash: 'p',
  openedAt: NOW,
  expiresAt: null,
  escalateAt: null,
  remindAt: null,
  sendBy: null,
  againOf: null,
  summary: null,
  decision: null,
  ...facts,
});

export const run = (facts: Partial<Run> = {}): Run => ({
  id: 'run-1',
  requestId: '7KQ2M9TX',
  revision: 1,
  status: 'waiting',
  verb: 'restrict',
  parameter: null,
  machine: machine(),
  situation: { open: [], recent: [], isolatedSince: null, restrictedSince: null },
  subject: null,
  attempt: 0,
  claim: null,
  looks: 0,
  notBefore: NOW,
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

export const approval = (person: Person, facts: Partial<Review> = {}): Review => ({
  requestId: '7KQ2M9TX',
  person,
  decision: 'approved',
  places: [0],
  words: null,
  at: NOW,
  ...facts,
});

export const dossier = (
  requestFacts: Partial<Request> = {},
  runFacts: Partial<Run> = {},
  reviews: readonly Review[] = [],
): Dossier => ({ request: request(requestFacts), runs: [run(runFacts)], reviews, againAs: null, undone: [] });

/** Approved by Ida, with the run in some state. */
export const approved = (runFacts: Partial<Run>, requestFacts: Partial<Request> = {}): Dossier =>
  dossier(
    {
      status: 'approved',
      revision: 3,
      sendBy: NOW + 15 * MINUTE,
      decision: { by: ida, at: NOW, words: null },
      ...requestFacts,
    },
    runFacts,
    [approval(ida)],
  );

export const fault = (facts: Partial<FaultFacts> = {}): FaultFacts => ({
  system: 'Defender',
  code: 'InternalServerError',
  says: 'Something broke.',
  correlationId: '4c6f2d5e-0f0f-4a4a-8b8b-1c1c1c1c1c1c',
  missingPermission: null,
  ...facts,
});

export const event = (happening: Happening, facts: Partial<LoggedEvent> = {}): LoggedEvent => ({
  seq: 1,
  at: NOW,
  requestId: '7KQ2M9TX',
  runId: 'run-1',
  actor: null,
  happening,
  ...facts,
});

export const post = (happening: Happening, facts: Partial<Post> = {}): Post => ({
  id: 'post-1',
  requestId: '7KQ2M9TX',
  kind: 'note',
  event: event(happening),
  channel: 'C0INCIDENT',
  attempt: 1,
  because: null,
  isRepeat: false,
  ...facts,
});

export const draft = (facts: Partial<Draft> = {}): Draft => ({
  id: 'draft-1',
  person: 'U0ROSA',
  channel: 'C0INCIDENT',
  thread: null,
  verb: 'isolate',
  machine: '',
  parameter: null,
  forMs: null,
  comment: '',
  candidates: [],
  responseUrl: null,
  ...facts,
});

const LONG = 'x'.repeat(300);

/** Texts that must come out inert, whole and readable wherever a person or Defender may have typed them. */
export const hostile: readonly (readonly [string, string])[] = [
  ['a channel mention', '<!channel> <!here> <!everyone>'],
  ['a person mention', '<@U0IDA> and @here'],
  ['a group mention', '<!subteam^S0APPROVERS>'],
  ['a link', '<https://evil.example|the portal> https://evil.example/x?a=1&b=2'],
  ['an emoji code', 'all fine :white_check_mark: :100: :x:'],
  ['right-to-left marks', 'abc\u202Edlrow\u202C \u2066x\u2069 \u200F'],
  ['zero-width characters', 'z\u200Be\u200Cr\u200Do\uFEFF\u2060'],
  ['control characters', 'a\u0000b\u0007c\u001B[31md'],
  ['quotes', `"double" 'single' “curly” \`code\``],
  ['newlines', 'one\r\ntwo\rthree\n\n\n\n\n\nfour\u2028five'],
  ['styling', '*bold* _italic_ ~struck~ > quote ```pre```'],
  ['entities', '&amp; &lt;b&gt; & < > &&&&'],
  ['half a surrogate pair', 'broken \uD83D end'],
  ['many pairs', '😀'.repeat(1500)],
  ['many escapes', '&<>'.repeat(1000)],
  ['a long word', LONG],
  ['nothing that can be seen', '\u200B\u200B'],
];
