import { actionOf } from '../../domain/catalogue';
import type { Happening } from '../../domain/event';
import type { Dossier } from '../../domain/reviewing';
import { undoneBy } from '../../domain/undoing';
import { spellWantedFor } from '../../domain/wanted-for';
import type { Phrase } from '../block-kit/phrase';
import { userToken } from '../block-kit/tokens';
import type { Look } from '../look';
import { allOf, shown } from './names';

type Of<K extends Happening['kind']> = Extract<Happening, { readonly kind: K }>;
type Reminder = Of<'containment-over'> | Of<'lifts-soon'>;

const titleOf = ({ request }: Dossier): string => actionOf(request.verb).title;

const named = (machines: readonly string[]): string => allOf(machines.map(shown));

/** What is known of it at this moment, and what is not. */
const knownWords = ({ machines, unseen }: Reminder): string => {
  if (unseen.length === 0)
    return "Neither Twokey's log nor Defender's list of Machine Actions shows that it was undone since.";
  const which = unseen.length === machines.length ? '' : ` for ${named(unseen)}`;
  return `Twokey could not ask Defender just now whether it was undone since${which}; its own log shows no such thing.`;
};

const typedFor = (verb: string, machines: readonly string[]): string =>
  `/defender ${verb} ${machines.map(shown).join(',')}`;

/** The time that a containment was wanted for is over. */
export const containmentOverWords = (over: Of<'containment-over'>, dossier: Dossier): Phrase => {
  const inverse = undoneBy(dossier.request.verb);
  return [
    { strong: `${titleOf(dossier)}: the time is over.` },
    ` It was asked for ${spellWantedFor(over.forMs)} on ${named(over.machines)}. ${knownWords(over)} Twokey undoes nothing by itself.`,
    ...(inverse === null
      ? []
      : [
          ` To undo it, press ${actionOf(inverse).title}… below, or type `,
          { code: typedFor(inverse, over.machines) },
          '; it needs approval like any other request.',
        ]),
  ];
};

const portalWords = ({ runs }: Dossier, { machines }: Reminder, { portalLink }: Look): Phrase => {
  const [only] = runs.filter(({ machine }) => machines.includes(machine.name));
  return only === undefined || machines.length > 1
    ? [' Where it stands now shows in the Defender portal.']
    : [
        ' Where it stands now shows in ',
        { url: portalLink(only.machine.id), words: `the Defender portal, at ${shown(only.machine.name)}` },
        '.',
      ];
};

/** Defender lifts a containment by itself within a day, or has done so where this is told late. */
export const liftsSoonWords = (lifts: Of<'lifts-soon'>, dossier: Dossier, look: Look): Phrase => [
  { strong: `${titleOf(dossier)}: Defender lifts it by itself` },
  ', at ',
  { date: lifts.liftsAt },
  `, on ${named(lifts.machines)}. ${knownWords(lifts)}`,
  ...portalWords(dossier, lifts, look),
  ` If it must stay longer, press ${titleOf(dossier)} again… below when Defender has lifted it, or type `,
  { code: typedFor(dossier.request.verb, lifts.machines) },
  ' then: as long as it lasts, Defender may not take a second one.',
];

/** Calls the requestor to a reminder, as markup that notifies, and in plain words. */
export const callRequestor = ({ request }: Dossier): { readonly markup: string; readonly plain: string } => ({
  markup: `${userToken(request.requestor.id)}, you asked for this.`,
  plain: `${shown(request.requestor.name)}, you asked for this.`,
});
