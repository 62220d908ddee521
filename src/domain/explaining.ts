import { type Audience, isSameAudience } from './audience';
import { spellDuration } from './instant';
import type { MatchedFact, MatchedMachine } from './matching';
import { remindedAfterMs } from './opening';
import type { AppliedRule, Terms } from './policy';
import type { Ruling } from './ruling';
import { joined, peopleOf, type Sentence } from './sentence';

/** A rule that applied, in a few words: its name, why it applied, and what it asks for. */
export interface ToldRule {
  readonly name: string;
  readonly sentence: Sentence;
}

const MOST_NAMED = 5;

const approvals = (count: number): string => (count === 1 ? '1 approval' : `${count} approvals`);

const isSpelledOut = (pattern: string): boolean => !/[*?]/.test(pattern);

const factNames = {
  names: 'its name',
  ids: 'its id',
  tags: 'its tag',
  value: 'its value',
  groups: 'its group',
  os: 'its OS',
  risk: 'its risk',
} as const satisfies Record<MatchedFact['list'], string>;

const matchedReason = (list: MatchedFact['list'], value: string, pattern: string): Sentence => {
  if (!isSpelledOut(pattern)) return [`${factNames[list]} `, { foreign: value }, ' matches ', { foreign: pattern }];
  return [list === 'tags' ? 'it has the tag ' : `${factNames[list]} is `, { foreign: value }];
};

/** The reasons for which a rule applied: what matched, and then what is not known. */
const reasonsOf = (because: readonly MatchedFact[]): Sentence => {
  if (because.length === 0) return ['it is about every machine'];
  const matched = because.flatMap(({ list, value, pattern }) =>
    value === null || pattern === null ? [] : [matchedReason(list, value, pattern)],
  );
  const unknown = because.filter(({ value, pattern }) => value === null || pattern === null).map(({ list }) => list);
  if (unknown.length === 0) return joined(matched, ', ', ' and ');
  const names = unknown.map((list): Sentence => [list === 'tags' ? 'its tags' : factNames[list]]);
  const verb = unknown.length === 1 && !unknown.includes('tags') ? 'is' : 'are';
  const unknownReason = [...joined(names, ', ', ' and '), ` ${verb} not known, which counts as a match`];
  return joined([...matched, unknownReason], ', ', ', and ');
};

const approvalsAsked = ({ quorum, approvers }: AppliedRule, { places: [ordinary] }: Terms): readonly Sentence[] => {
  if (approvers === undefined) return quorum === undefined ? [] : [[approvals(quorum)]];
  const people = peopleOf(approvers);
  // Approvers that are everybody's are no place of their own.
  if (isSameAudience(approvers, ordinary)) return [[`${approvals(quorum ?? 1)}, by `, ...people]];
  return [
    (quorum ?? 1) > 1
      ? [`${approvals(quorum ?? 1)}, one of them by `, ...people]
      : ['one more approval, by ', ...people],
  ];
};

const asksOf = (rule: AppliedRule, terms: Terms): readonly Sentence[] => [
  ...approvalsAsked(rule, terms),
  ...(rule.expiresInMs === undefined ? [] : [[`expires in ${spellDuration(rule.expiresInMs)}`]]),
  ...(rule.sendWithinMs === undefined ? [] : [[`to be sent within ${spellDuration(rule.sendWithinMs)}`]]),
  ...(rule.ticket === undefined ? [] : [['a ticket in the comment that matches ', { foreign: rule.ticket }]]),
];

/** Whether nothing but its name is known of a rule: terms that were fixed before reasons were kept hold no more. */
export const isNameOnly = (rule: AppliedRule): boolean => Object.keys(rule).length === 2 && rule.because.length === 0;

/** Which of several machines a rule is about; why differs from one to the next, and `/defender why` says it for each. */
const about = (machines: readonly string[]): Sentence => {
  const more = machines.length - MOST_NAMED;
  const named = machines.slice(0, MOST_NAMED).map((name): Sentence => [{ foreign: name }]);
  return [', for ', ...joined([...named, ...(more > 0 ? [[`${more} more`]] : [])], ', ', ' and ')];
};

const told = (rule: AppliedRule, asks: readonly Sentence[]): Sentence => {
  if (rule.machines !== undefined) {
    return [
      { rule: rule.name },
      ...about(rule.machines),
      ...(asks.length === 0 ? [] : [': ', ...joined(asks, '; ', '; ')]),
    ];
  }
  if (rule.because.length === 0 && asks.length === 0) return [{ rule: rule.name }];
  const asked = asks.length === 0 ? [] : [': ', ...joined(asks, '; ', '; ')];
  return [{ rule: rule.name }, ', because ', ...reasonsOf(rule.because), ...asked];
};

/** The rules of fixed terms, those first that are why more approvals are needed. */
export const rulesApplied = (terms: Terms): readonly ToldRule[] =>
  [...terms.rules]
    .sort((a, b) => Number(b.isRaising === true) - Number(a.isRaising === true))
    .map((rule) => ({ name: rule.name, sentence: told(rule, asksOf(rule, terms)) }));

/** The rules that apply; those that forbid the action with their words. */
export const rulesOf = ({ terms, denials }: Ruling): readonly ToldRule[] =>
  terms.rules.map((rule) => {
    const denial = denials.find((one) => one.rule === rule);
    const denied: readonly Sentence[] =
      denial === undefined ? [] : [['it does not allow this: ', { foreign: denial.words }]];
    return { name: rule.name, sentence: told(rule, [...denied, ...asksOf(rule, terms)]) };
  });

/** How many approvals are needed, and why more than one. */
export const approvalsNeeded = ({ places, rules }: Terms): Sentence => {
  const head = approvals(places.length);
  const raising = rules.filter(({ isRaising }) => isRaising === true).map(({ name }): Sentence => [{ rule: name }]);
  if (raising.length > 0) {
    const more = raising.length - MOST_NAMED;
    const named = more > 0 ? [...raising.slice(0, MOST_NAMED), [`${more} others`]] : raising;
    return [`${head} because of ${raising.length === 1 ? 'rule' : 'rules'} `, ...joined(named, ', ', ' and ')];
  }
  return rules.length === 0 && places.length > 1 ? [`${head}, as for every request`] : [head];
};

const shares = (places: Terms['places']): readonly { readonly audience: Audience; readonly count: number }[] =>
  places
    .filter((place, index) => places.findIndex((other) => isSameAudience(other, place)) === index)
    .map((audience) => ({ audience, count: places.filter((place) => isSameAudience(place, audience)).length }));

/** How many approvals are needed, why, and by whom. */
export const approvalsSentence = (terms: Terms): Sentence => {
  const parts = shares(terms.places).map(({ audience, count }) => ({ count, people: peopleOf(audience) }));
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return [...approvalsNeeded(terms), ', by ', ...only.people];
  const each = parts.map(({ count, people }): Sentence => [`${count} by `, ...people]);
  return [...approvalsNeeded(terms), ': ', ...joined(each, '; ', '; ')];
};

const reminderSentence = (terms: Terms): readonly Sentence[] => {
  const afterMs = remindedAfterMs(terms);
  return afterMs === null ? [] : [[`After ${spellDuration(afterMs)} whoever can still approve is reminded, once`]];
};

const escalationSentence = ({ escalation }: Terms): readonly Sentence[] =>
  escalation === null
    ? []
    : [
        [
          `After ${spellDuration(escalation.afterMs)} without an answer it also calls `,
          ...peopleOf(escalation.to, 'and'),
        ],
      ];

const ticketSentence = (rule: AppliedRule, pattern: string, ruling: Ruling, comment: string | null): Sentence => {
  const by: Sentence = [', as rule ', { rule: rule.name }, ' asks'];
  if (comment === null) return ['The comment has to name a ticket that matches ', { foreign: pattern }, ...by];
  const isMissing = ruling.missingTickets.some((missing) => missing.rule === rule.name && missing.pattern === pattern);
  return [`The comment names ${isMissing ? 'no' : 'a'} ticket that matches `, { foreign: pattern }, ...by];
};

/** Everything that a request would need, one sentence each: approvals, times, who is reminded or called later, tickets. */
export const needsOf = (ruling: Ruling, comment: string | null): readonly Sentence[] => {
  const { terms } = ruling;
  return [
    approvalsSentence(terms),
    [
      `It expires ${spellDuration(terms.expiresInMs)} after its card is posted, and is to be sent within ${spellDuration(terms.sendWithinMs)} of the last approval`,
    ],
    ...reminderSentence(terms),
    ...escalationSentence(terms),
    ...terms.rules.flatMap((rule) =>
      rule.ticket === undefined ? [] : [ticketSentence(rule, rule.ticket, ruling, comment)],
    ),
  ];
};

const fact = (label: string, value: string | null): Sentence =>
  value === null || value.trim() === '' ? [`${label}: not known`] : [`${label}: `, { foreign: value }];

const tagsFact = (tags: readonly string[] | null): Sentence =>
  tags === null || tags.length > 0 ? fact('Tags', tags === null ? null : tags.join(', ')) : ['Tags: none'];

/** The facts that rules look at beside name and id, each in a few words. */
export const factsLookedAt = ({ tags, value, group, os, risk }: MatchedMachine): readonly Sentence[] => [
  tagsFact(tags),
  fact('Value', value),
  fact('Group', group),
  fact('OS', os),
  fact('Risk', risk),
];
