import type { Role } from '../../domain/action';
import { actionOf } from '../../domain/catalogue';
import { type Grave, graveFor } from '../../domain/gravity';
import { choiceOf, fileOf } from '../../domain/parameter';
import type { Dossier } from '../../domain/reviewing';
import { byMachine } from '../../domain/summary';
import { spellWantedFor } from '../../domain/wanted-for';
import { limits } from '../block-kit/limits';
import { cut, oneLine } from '../block-kit/text';
import type { Look } from '../look';
import { roles } from './gravity-words';
import { REHEARSAL } from './standing-words';

/** A name may be cut down to this, so that no warning has to be. */
const SHORTEST_NAME = 40;
/** What an action does is said in the dialog only where so much of it fits. */
const WORTH_SAYING = 40;

const cutAtWord = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, Math.max(0, max - 1)).replace(/\s*\S*$/, '')}…`;

/** As many names as fit, the first one in any case, and how many more there are. */
const namesWithin = (names: readonly string[], max: number): string => {
  const rest = (count: number): string => (count === 0 ? '' : ` and ${count} more`);
  for (let count = names.length; count > 1; count -= 1) {
    const said = `${names.slice(0, count).join(', ')}${rest(names.length - count)}`;
    if (said.length <= max) return said;
  }
  const more = rest(names.length - 1);
  return `${cut(names[0] ?? 'no machine', Math.max(SHORTEST_NAME, max - more.length))}${more}`;
};

const graveIn = ({ request, runs }: Dossier): readonly { readonly name: string; readonly grave: Grave }[] =>
  byMachine(runs).flatMap(({ machine, subject }) =>
    subject === null ? graveFor(request.verb, machine).map((grave) => ({ name: oneLine(machine.name), grave })) : [],
  );

/** What the machines look like, kind by kind: by name, or only how many they are. */
const graveText = (dossier: Dossier, by: 'name' | 'number'): string | null => {
  const names = new Map<Role, string[]>();
  for (const { name, grave } of graveIn(dossier)) names.set(grave.role, [...(names.get(grave.role) ?? []), name]);
  const said = [...names].map(([role, all]) => {
    const more = all.length > 1 ? ` and ${all.length - 1} more` : '';
    const who = by === 'number' ? `${all.length}` : `${cut(all[0] ?? '', SHORTEST_NAME)}${more}`;
    return `${who} ${all.length > 1 ? 'look' : 'looks'} like ${roles[role]}`;
  });
  return said.length === 0 ? null : `Careful: ${said.join('; ')}.`;
};

/** The warnings of the card in few words. */
const warnings = (dossier: Dossier, by: 'name' | 'number'): readonly string[] => {
  const irreversible = actionOf(dossier.request.verb).irreversible;
  const grave = graveText(dossier, by);
  return [
    ...(irreversible === undefined ? [] : [`Irreversible: ${irreversible.warning}`]),
    ...(grave === null ? [] : [grave]),
  ];
};

const details = ({ request }: Dossier): string => {
  const { verb, parameter, forMs } = request;
  const file = fileOf(verb, parameter);
  return `${file === null ? '' : `, SHA-1 ${file}`}${forMs === null ? '' : `, for ${spellWantedFor(forMs)}`}.`;
};

/**
 * What the dialog behind Approve asks, within what Slack takes: what is done, with its choice, to which machines, for how
 * long, and every warning. The names give way first, then what the action does; a warning never does.
 */
export const confirmText = (dossier: Dossier, look: Pick<Look, 'isRehearsal' | 'pause'>): string => {
  const { verb, parameter } = dossier.request;
  const action = actionOf(verb);
  const choice = choiceOf(verb, parameter);
  const head = `${action.title}${choice === null ? '' : ` (${choice.word})`}: `;
  const names = byMachine(dossier.runs).map(({ machine }) => oneLine(machine.name));
  const vitalBy = (by: 'name' | 'number'): string => {
    const standing = [
      ...(look.isRehearsal ? [REHEARSAL] : []),
      ...(look.pause === null ? [] : ['Sending is paused.']),
      ...warnings(dossier, by),
    ];
    const tail = [details(dossier), ...standing].join(' ');
    return `${head}${namesWithin(names, limits.confirmText - head.length - tail.length)}${tail}`;
  };
  const named = vitalBy('name');
  const vital = named.length <= limits.confirmText ? named : vitalBy('number');
  const left = limits.confirmText - vital.length - 1;
  return left < WORTH_SAYING ? vital : `${vital} ${cutAtWord(action.effect, left)}`;
};
