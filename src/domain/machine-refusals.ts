import type { Meaning, Words } from './refusal-words';

/** A name of several that says too little, and why. */
export type Unclear =
  | { readonly name: string; readonly why: 'unknown'; readonly near: readonly string[] }
  /** It is an address, or the name of several records. */
  | { readonly name: string; readonly why: 'address' | 'several'; readonly candidates: Meaning['candidates'] };

const MOST_NAMED = 10;
/** So that what to do next stays short enough to be read. */
const MOST_HELP = 5;
const LONGEST_NAME = 60;

const brief = (name: string): string =>
  name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1).toWellFormed()}…`;

const quoted = (names: readonly string[]): string => names.map((name) => `“${brief(name)}”`).join(', ');

/** A list in words, the first of a long one by name: `A, B and 3 more`. */
export const someOf = (names: readonly string[]): string => {
  const more = names.length - MOST_NAMED;
  if (more > 0) return `${names.slice(0, MOST_NAMED).map(brief).join(', ')} and ${more} more`;
  const all = names.map(brief);
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}`;
};

/** ` for A and B`, where something is about some of several machines; nothing where it is about the one. */
export const forMachines = (machines: readonly string[] | undefined): string =>
  machines === undefined ? '' : ` for ${someOf(machines)}`;

const namesWhere = (unclear: readonly Unclear[], why: Unclear['why']): readonly string[] =>
  unclear.filter((one) => one.why === why).map(({ name }) => name);

const helpFor = (one: Unclear): readonly string[] =>
  one.why === 'unknown' && one.near.length > 0 ? [`near “${brief(one.name)}”: ${one.near.join(', ')}`] : [];

const meaningOf = (one: Unclear): readonly Meaning[] =>
  one.why === 'unknown' || one.candidates.length === 0
    ? []
    : [{ name: brief(one.name), of: one.why === 'several' ? 'name' : 'address', candidates: one.candidates }];

/** Why nothing is asked for: the machines that somebody named, or did not name well enough. */
export const machineRefusals = {
  'several-machines': (verb: string, names: readonly string[]): Words => ({
    says: `You named ${names.length}: ${someOf(names)}. /defender ${verb} takes one at a time.`,
    next: 'Type it for each on its own.',
  }),
  'list-cut-off': (name: string, next: string): Words => ({
    says: `“${brief(name)},” ends with a comma, and what follows would be taken for the comment.`,
    next: `Write several names with commas and no spaces: ${brief(name)},${brief(next)}. For one machine, leave the comma out.`,
  }),
  'too-many-machines': (count: number, most: number): Words => ({
    says: `You named ${count} machines; the policy allows ${most} in one request.`,
    next: 'Ask for fewer at a time, or ask whoever keeps the policy file. Your words are kept.',
  }),
  'machine-not-found': (name: string, near: readonly string[]): Words => ({
    says: `Defender knows no machine “${name}”.`,
    next:
      near.length > 0
        ? `Near names: ${near.join(', ')}. Use one of them, or the 40-character machine id.`
        : 'Use its full DNS name, short name, 40-character machine id or IP address, as the Defender portal shows it.',
  }),
  'machine-needs-choice': (name: string, count: number): Words => ({
    says:
      count === 1
        ? `“${name}” is an IP address; it may have moved to another machine.`
        : `${count} machine records match “${name}”.`,
    next: 'Press Choose, and confirm the machine by its name and when it was last seen.',
  }),
  /** Of several names, every one that cannot be taken. */
  'machines-unclear': (unclear: readonly Unclear[]): Words => {
    const unknown = namesWhere(unclear, 'unknown');
    const several = namesWhere(unclear, 'several');
    const addresses = namesWhere(unclear, 'address');
    const help = unclear.flatMap(helpFor).slice(0, MOST_HELP);
    return {
      says: [
        'Nothing was asked.',
        ...(unknown.length === 0 ? [] : [`Defender knows no machine ${quoted(unknown)}.`]),
        ...(several.length === 0 ? [] : [`Several machine records match ${quoted(several)}.`]),
        ...(addresses.length === 0 ? [] : [`An IP address may have moved to another machine: ${quoted(addresses)}.`]),
      ].join(' '),
      next: [
        'Name each of these by its full DNS name or its 40-character machine id, or leave it out.',
        ...(help.length === 0 ? [] : [`${help.join('; ')}.`.replace(/^./, (first) => first.toUpperCase())]),
      ].join(' '),
      meanings: unclear.flatMap(meaningOf).slice(0, MOST_HELP),
    };
  },
  'already-open': (requestId: string, machines?: readonly string[]): Words => ({
    says: `The same action is already asked for, or running, on ${machines === undefined ? 'this machine' : someOf(machines)}: request ${requestId}.`,
    next:
      machines === undefined
        ? 'Follow it there, or wait until it is over.'
        : `Follow it there, and ask again without ${machines.length === 1 ? 'that machine' : 'those machines'}.`,
    requestId,
  }),
} as const satisfies Readonly<Record<string, (...args: never[]) => Words>>;
