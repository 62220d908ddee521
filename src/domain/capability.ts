import type { Platform } from './platform';
import { isOutside, spellPlatforms } from './platform';
import { actionOf, type Verb } from './catalogue';
import { isOnboarded, type Machine } from './machine';
import { choiceOf } from './parameter';
import { type Refusal, refuse } from './refusal';

/** The tag that Defender gives by itself to a machine whose response actions were restricted when it was onboarded. */
export const RESTRICTED_TAG = 'Restricted security operations';

/** What is looked at of a machine. */
type Facts = Pick<Machine, 'name' | 'os' | 'osVersion' | 'tags' | 'onboarding' | 'mergedInto'>;

const isRestricted = ({ tags }: Facts): boolean =>
  tags?.some((tag) => tag.trim().toLowerCase() === RESTRICTED_TAG.toLowerCase()) === true;

const systemOf = ({ os, osVersion }: Facts): string => [os, osVersion].filter((part) => part !== null).join(' ');

interface Limit {
  /** What cannot be done, as the subject of a sentence. */
  readonly what: string;
  readonly platforms: readonly Platform[];
  readonly instead: string;
}

/** Where the action works, and where the chosen form of it does, which may be in fewer places. */
const limitsOf = (verb: Verb, parameter: string | null): readonly Limit[] => {
  const { title, platforms, instead } = actionOf(verb);
  const choice = choiceOf(verb, parameter);
  return [
    { what: title, platforms, instead },
    ...(choice?.only === undefined ? [] : [{ what: `${title}, ${choice.word}`, ...choice.only }]),
  ];
};

/**
 * Why a machine cannot do what is asked of it; null where it can, as far as is known. What is not known refuses nothing:
 * Defender has the last word.
 */
export const refuseMachine = (verb: Verb, parameter: string | null, machine: Facts): Refusal | null => {
  const { target, title, isHeldByRestriction } = actionOf(verb);
  if (target !== 'machine') return null;
  const { name } = machine;
  if (machine.mergedInto !== null) return refuse('machine-merged', name, machine.mergedInto);
  if (!isOnboarded(machine)) return refuse('not-onboarded', name, machine.onboarding ?? 'unknown');
  const limit = limitsOf(verb, parameter).find(({ platforms }) => isOutside(platforms, machine));
  if (limit !== undefined) {
    const works = spellPlatforms(limit.platforms);
    return refuse('not-on-this-system', { what: limit.what, name, system: systemOf(machine), works }, limit.instead);
  }
  return isHeldByRestriction && isRestricted(machine) ? refuse('restricted-machine', title, name) : null;
};

/** The same for all machines of one request: one that cannot do it stops it for all, and every such one is named. */
export const refuseMachines = (verb: Verb, parameter: string | null, machines: readonly Machine[]): Refusal | null => {
  const refusals = machines.flatMap((machine) => refuseMachine(verb, parameter, machine) ?? []);
  const [first] = refusals;
  if (first === undefined || machines.length === 1) return first ?? null;
  return refuse('not-on-these-machines', refusals, machines.length);
};

/** Where Defender carries an action out, and what of it in fewer places; nothing where that is no question of the system. */
export const platformsOf = (verb: Verb): readonly { readonly what: string; readonly works: string }[] => {
  const { title, target, parameter } = actionOf(verb);
  if (target !== 'machine') return [];
  const choices = parameter?.kind === 'choice' ? parameter.choices.map(({ word }) => word) : [];
  const all = [null, ...choices].flatMap((word) => limitsOf(verb, word));
  return all
    .filter(({ what }, index) => what !== title || index === 0)
    .map(({ what, platforms }) => ({ what, works: spellPlatforms(platforms) }));
};
