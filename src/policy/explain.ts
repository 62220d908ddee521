import { type Audience, groupsOf, type Memberships } from '../domain/audience';
import { platformsOf, refuseMachine } from '../domain/capability';
import { actionOf, type Verb } from '../domain/catalogue';
import { refuseComment, tidyComment } from '../domain/comment';
import { factsLookedAt, needsOf, rulesOf } from '../domain/explaining';
import { mayAsk, type Policy, placesFor } from '../domain/policy';
import { type Refusal, refuse } from '../domain/refusal';
import { decide } from '../domain/ruling';
import { peopleOf, type Sentence, spell } from '../domain/sentence';
import type { ExplainQuestion } from './explain-words';

/** What the policy says to a question, to be printed. */
export interface PolicyExplained {
  readonly lines: readonly string[];
  readonly isRefused: boolean;
}

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

const listed = (title: string, sentences: readonly Sentence[]): readonly string[] => [
  '',
  title,
  ...indented(sentences.length === 0 ? ['none'] : sentences.map(spell)),
];

const refuseChannel = ({ channels }: Policy, channel: string | null): Refusal | null => {
  if (channel?.startsWith('D') === true) return refuse('direct-message');
  return channel === null || channels === null || channels.includes(channel) ? null : refuse('wrong-channel', channels);
};

const refusalLines = ({ says, next, who }: Refusal): readonly string[] => [
  says,
  ...indented([
    next.replace(/<#([A-Z0-9]+)>/g, '$1'),
    ...(who === undefined ? [] : [`Who can: ${spell(peopleOf(who))}`]),
  ]),
];

const channelFact = ({ channels }: Policy, channel: string | null): Sentence => {
  if (channel !== null) return [`In channel ${channel}`];
  return [channels === null ? 'In any channel that Twokey is in' : `In channel ${channels.join(' or ')}`];
};

const nameFact = (name: string | null): Sentence => {
  if (name === null) return ['Name: not known'];
  const isShort = !name.includes('.');
  return [
    'Name: ',
    { foreign: name },
    isShort ? ', taken as its whole name: give the full DNS name if it has one' : '',
  ];
};

const isUnknown = ({ machine }: ExplainQuestion): boolean => Object.values(machine).includes(null);

/** No rule looks at these, so that they are not given. */
const NOTHING_KNOWN = { osVersion: null, onboarding: null, mergedInto: null } as const;

const platformFacts = (verb: Verb): readonly Sentence[] =>
  platformsOf(verb).map(({ what, works }) => [`${what}: ${works}`]);

const groupNames = ({ usergroups }: Audience): string => spell(peopleOf({ usergroups, users: [] }));

const noGroups = (personId: string): string =>
  `No user groups were given for ${personId}: name those that they are in with --groups S…,S…, or --groups "" when in none.`;

/** What asking would take, by the policy alone: neither Slack nor Defender is asked. */
export const explainPolicy = (policy: Policy, question: ExplainQuestion): PolicyExplained => {
  const { personId, verb, machine, channel } = question;
  const comment = question.comment === null ? null : tidyComment(question.comment);
  const memberships: Memberships = new Map((question.groups ?? []).map((group) => [group, new Set([personId])]));
  const ruling = decide(policy, { verb, machine, comment });
  const platforms = platformFacts(verb);
  const mayNotAsk = mayAsk(policy, personId, memberships);
  const refusals = [
    mayNotAsk,
    refuseChannel(policy, channel),
    comment === null ? null : refuseComment(comment),
    refuseMachine(verb, null, { ...NOTHING_KNOWN, ...machine, name: machine.name ?? machine.id ?? 'this machine' }),
    ruling.refusal,
  ].filter((refusal) => refusal !== null);
  const couldApprove = placesFor(ruling.terms, personId, memberships).length > 0;
  const mightByGroup = (audiences: readonly Audience[]): boolean =>
    question.groups === null && groupsOf(audiences).length > 0;
  const mightAsk = mayNotAsk !== null && mightByGroup([policy.requestors]);
  const mightApprove = !couldApprove && mightByGroup(ruling.terms.places);
  const approves = couldApprove ? 'could count' : mightApprove ? 'could count only by a user group' : 'would not count';
  const lines = [
    `${actionOf(verb).title}: ${spell([{ foreign: machine.name ?? machine.id ?? '' }])}, asked for by ${personId}`,
    `Policy ${policy.hash}`,
    '',
    ...(refusals.length === 0
      ? ['It could be asked for.']
      : [
          mightAsk && refusals.length === 1
            ? `It would be refused, unless ${personId} is in ${groupNames(policy.requestors)}.`
            : 'It would be refused.',
          ...refusals.flatMap(refusalLines),
        ]),
    ...(mightAsk || mightApprove ? [noGroups(personId)] : []),
    ...listed('Where', [channelFact(policy, channel)]),
    ...listed('Machine', [
      nameFact(machine.name),
      machine.id === null ? ['Id: not known'] : [`Id: ${machine.id}`],
      ...factsLookedAt(machine),
      ...(isUnknown(question) ? [['What is not known counts as a match for every rule that looks at it.']] : []),
    ]),
    ...(platforms.length === 0 ? [] : listed('Where Defender can do it', platforms)),
    ...listed('What it takes', [
      ...needsOf(ruling, comment),
      [`If somebody else asked for it, the approval of ${personId} ${approves}.`],
    ]),
    ...listed(
      'Rules that apply',
      rulesOf(ruling).map(({ sentence }) => sentence),
    ),
  ];
  return { lines, isRefused: refusals.length > 0 };
};
