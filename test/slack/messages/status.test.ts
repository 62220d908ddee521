import type { Outside } from '../../../src/slack/look';
import { statusMessage } from '../../../src/slack/messages/status';
import { problemsOfBlocks } from '../../../simulator/slack/block-kit/validate';
import { messageProblems } from '../block-limits';
import { wordsOf } from '../reading';
import {
  approval,
  approved,
  dossier,
  fault,
  HOUR,
  ida,
  look,
  machine,
  mats,
  MINUTE,
  NOW,
  request,
  rosa,
  run,
} from '../samples';

const well: Outside = { failing: [], silentUntil: null, fullWindows: [] };
const status = (outside: Partial<Outside>) => {
  const message = statusMessage(
    { dossiers: [], unsettled: [] },
    'U0ROSA',
    { ...look, outside: () => ({ ...well, ...outside }) },
    new Map(),
  );
  expect(problemsOfBlocks(message.blocks)).toEqual([]);
  return wordsOf(message.blocks);
};

it('the status says nothing of what is well', () => {
  expect(status({}).trim()).toBe('Nothing waits for approval, and nothing runs.');
});

it.each<[string, Partial<Outside>, string]>([
  ['the silence that Defender asked for', { silentUntil: NOW }, 'Defender wants silence until 2026-11-22T10:00'],
  [
    'a budget that is used up',
    { fullWindows: [{ windowMs: 60_000, calls: 100 }] },
    'The rate budget is used up: 100 calls in 1 min. What is approved waits for its turn.',
  ],
  [
    'what Entra says, what to quote, and what to do about it',
    {
      failing: [
        {
          fault: fault({
            system: 'Entra',
            code: 'AADSTS7000222',
            says: 'The keys are expired.',
            correlationId: 'corr-9',
            cure: 'Make a new client secret.',
          }),
          since: NOW,
        },
      ],
    },
    'Microsoft Entra said: “The keys are expired.” (AADSTS7000222). Quote to Microsoft support: corr-9. Make a new client secret. So it is since 2026-11-22T10:00',
  ],
])('the status tells %s', (_, outside, words) => {
  expect(status(outside)).toContain(words);
});

type Dossiers = Parameters<typeof statusMessage>[0]['dossiers'];
const listed = (dossiers: Dossiers, unsettled: Dossiers = []) => {
  const links = new Map(
    [...dossiers, ...unsettled].map(({ request: { id } }) => [id, 'https://acme.slack.com/archives/C1/p1']),
  );
  const message = statusMessage({ dossiers, unsettled }, rosa.id, look, links);
  expect(messageProblems(message)).toEqual([]);
  expect(problemsOfBlocks(message.blocks)).toEqual([]);
  return wordsOf(message.blocks);
};
const approvers = { usergroups: ['S0APPROVERS'], users: [] };
const leads = { usergroups: ['S0LEADS'], users: [mats.id] };

it('the status says whose approvals a request waits for, and until when', () => {
  const terms = { ...request().terms, places: [approvers, approvers, leads] as const };
  const waiting = dossier({ terms, expiresAt: NOW + 5 * MINUTE });
  expect(listed([waiting])).toMatch(
    /0 of 3 given.*Still needed: 2 from .*S0APPROVERS.*; 1 from .*S0LEADS.* or .*U0MATS/s,
  );
  expect(listed([waiting])).toContain('expires 2026-11-22T10:05');
  const one = { ...waiting, reviews: [approval(ida, { places: [0, 1] })] };
  expect(listed([one])).toMatch(/1 of 3 given.*Still needed: 1 from .*S0APPROVERS/s);
});

it('the status says since when a request runs, in one line however many machines it is for', () => {
  const runs = ['dispatched', 'dispatched', 'succeeded'].map((status, index) =>
    run({
      id: `run-${index}`,
      status: status === 'succeeded' ? 'succeeded' : 'dispatched',
      machine: machine({ name: `web-0${index}` }),
      defenderStatus: 'Pending',
      createdAt: NOW - index * HOUR,
    }),
  );
  const words = listed([{ ...approved({}), runs }]);
  expect(words).toContain('web-00 and 2 more');
  expect(words).toContain('1 succeeded, 2 running.');
  expect(words).toContain('running since 2026-11-22T09:00');
  expect(words).not.toContain('Still needed');
});

it('a status of many is cut, and says so', () => {
  const many = Array.from({ length: 21 }, (_, index) => dossier({ id: `REQ${index}X` }));
  expect(listed(many)).toContain('1 more is not shown: yours come first');
  expect(listed(many.slice(1))).not.toContain('not shown');
});

it('a status says of what nobody knows what became, and what to do about it', () => {
  const words = listed([], [approved({ status: 'unsettled', machine: machine({ name: 'web-01' }) })]);
  expect(words).toContain('Nobody knows what became of these');
  expect(words).toMatch(/Restrict app execution: web-01.*Not known: .*settle it with .*\/defender settle 7KQ2M9TX/s);
  expect(words).toMatch(/open in the Defender portal.*card/s);
});

it('a status of many of which nobody knows what became is cut, and says so', () => {
  const many = Array.from({ length: 10 }, (_, index) => approved({ status: 'unsettled' }, { id: `REQ${index}X` }));
  expect(listed([dossier()], many)).toContain('2 or more are left out here; their cards say the same.');
});
