import type { Role } from './action';
import { actionOf, type Verb } from './catalogue';
import type { Machine } from './machine';

/** A machine that looks like one of them, and by which of its facts. */
export interface Grave {
  readonly role: Role;
  readonly list: 'tag' | 'group' | 'name';
  /** The fact, as Defender spells it. */
  readonly value: string;
  /** What the action does to such a machine, as a sentence. */
  readonly words: string;
}

const said: Readonly<Record<Role, RegExp>> = {
  'hyper-v-host': /\b(hyper[- ]?v|hypervisors?|virtuali[sz]ation[- ]hosts?|vm[- ]?hosts?)\b/i,
  'domain-controller': /\b(domain[- ]?controllers?|dcs?|rodcs?)\b/i,
};

/** Parts of a name, without the numbers behind them. */
const parts: Readonly<Record<Role, ReadonlySet<string>>> = {
  'hyper-v-host': new Set(['hyperv', 'hv', 'hvhost', 'vmhost', 'hypervisor']),
  'domain-controller': new Set(['dc', 'pdc', 'bdc', 'rodc', 'adc', 'addc', 'adds']),
};

const partsOf = (name: string): readonly string[] =>
  (name.split('.')[0] ?? '')
    .toLowerCase()
    .replace('hyper-v', 'hyperv')
    .split(/[^a-z]+/)
    .filter((part) => part !== '');

const lookFor = (role: Role, { tags, group, name }: Machine): Pick<Grave, 'list' | 'value'> | null => {
  const words = (text: string): string => text.replaceAll('_', ' ');
  const tag = tags?.find((one) => said[role].test(words(one)));
  if (tag !== undefined) return { list: 'tag', value: tag };
  if (group !== null && said[role].test(words(group))) return { list: 'group', value: group };
  return partsOf(name).some((part) => parts[role].has(part)) ? { list: 'name', value: name } : null;
};

/** What to be warned of before an action on this machine: it is a guess by tag, group and name, and refuses nothing. */
export const graveFor = (verb: Verb, machine: Machine): readonly Grave[] =>
  Object.entries(actionOf(verb).grave ?? {}).flatMap(([role, words]) => {
    const found = lookFor(role as Role, machine);
    return found === null ? [] : [{ role: role as Role, ...found, words }];
  });
