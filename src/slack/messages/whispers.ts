import type { Audience } from '../../domain/audience';
import { isBlank } from '../../domain/comment';
import type { FaultFacts } from '../../domain/fault';
import type { Refusal } from '../../domain/refusal';
import type { Draft } from '../../flow/storage';
import { actionIds } from '../action-ids';
import type { Message } from '../block-kit/message';
import type { Part, Phrase } from '../block-kit/phrase';
import { cut } from '../block-kit/text';
import { groupToken, linkToken, userToken } from '../block-kit/tokens';
import { candidateItems } from './candidates';
import { faultWords, isLasting, permissionWords } from './fault-words';
import { oneOf } from './names';
import { type DraftButton, whisperMessage } from './whisper';

/** What goes with a refusal. */
export interface WhisperFacts {
  /** Address of the card that the refusal points at. */
  readonly cardLink: string | null;
  /** The stored words that a button leads back to; null where there are none. */
  readonly draftId: string | null;
  /** The words as they were typed, said back so that they can be copied. */
  readonly typed?: string | null;
}

const MOST_NAMED = 10;
/** Of one name. */
const MOST_MEANT = 4;
/** A policy's rules may say any amount; what to do next must not be lost behind it, nor the whisper to Slack's limits. */
const LONGEST_SAYS = 2_000;

/** Who can do it instead, as markup. */
export const whoCan = ({ usergroups, users }: Audience): string => {
  const all = [...usergroups.map(groupToken), ...users.map(userToken)];
  const more = all.length - MOST_NAMED;
  const named = more > 0 ? [...all.slice(0, MOST_NAMED), `${more} others`] : all;
  return `*Who can:* ${oneOf(named) || 'nobody: the policy names no one'}`;
};

/** What to do next. The only refusal whose own words hold markup names channels, which come from the policy file. */
export const nextWords = (refusal: Refusal): Phrase => {
  if (refusal.code !== 'wrong-channel') return [refusal.next];
  return refusal.next.split(/(<#[A-Z0-9]+>)/).map((piece): Part => {
    const id = /^<#([A-Z0-9]+)>$/.exec(piece)?.[1];
    return id === undefined ? piece : { channel: id };
  });
};

/** Refusals that are about the person: no other words would change them. */
const ABOUT_THE_PERSON: ReadonlySet<Refusal['code']> = new Set(['not-a-member', 'not-a-requestor']);

/** Refusals that pass, or that somebody can do something about, without other words. */
const TRIED_AGAIN: ReadonlySet<Refusal['code']> = new Set(['bot-not-in-channel', 'too-many-requests']);

const buttonsFor = (refusal: Refusal, draftId: string): readonly DraftButton[] => {
  if (ABOUT_THE_PERSON.has(refusal.code)) return [];
  const edit: DraftButton = { actionId: actionIds.editDraft, label: 'Edit', draftId };
  if (refusal.code === 'machine-needs-choice') {
    return [{ actionId: actionIds.chooseMachine, label: 'Choose', draftId }, edit];
  }
  return TRIED_AGAIN.has(refusal.code) ? [{ actionId: actionIds.retryDraft, label: 'Try again', draftId }] : [edit];
};

/** The moment that a refusal is about. */
const momentWords = ({ code, at }: Refusal): Phrase => {
  if (at === undefined) return [];
  if (code === 'too-many-requests') return [' You can ask again from ', { date: at }, '.'];
  if (code === 'too-many-refused-clicks')
    return [' Refused clicks are answered one by one again from ', { date: at }, '.'];
  if (code === 'package-later') return [' There are more from ', { date: at }, '.'];
  return [' That was ', { date: at }, '.'];
};

/** A "no": why not, what to do next, who can. */
export const refusalMessage = (refusal: Refusal, { cardLink, draftId, typed = null }: WhisperFacts): Message =>
  whisperMessage({
    paragraphs: [[{ strong: cut(refusal.says, LONGEST_SAYS) }, ...momentWords(refusal)], nextWords(refusal)],
    lists: (refusal.meanings ?? []).map(({ name, of, candidates }) => ({
      title: [of === 'name' ? `“${name}” may be:` : `“${name}” was lately the address of:`],
      items: candidateItems(candidates, MOST_MEANT),
    })),
    lines: [
      ...(refusal.who === undefined ? [] : [whoCan(refusal.who)]),
      ...(cardLink === null ? [] : [linkToken(cardLink, 'Go to the card')]),
    ],
    typed,
    buttons: draftId === null ? [] : buttonsFor(refusal, draftId),
  });

const UNKNOWN_PERSON =
  'Slack could not say who you are, what groups you are in, or whether this channel is only ours. Without that the answer is no.';

/** A failure of the outside world, told to the person whose command or click met it. */
export const faultMessage = (
  fault: FaultFacts,
  { draftId, typed = null }: { readonly draftId: string | null; readonly typed?: string | null },
): Message =>
  whisperMessage({
    paragraphs: [
      ...(fault.system === 'Slack' ? [[{ strong: UNKNOWN_PERSON }]] : []),
      [...faultWords(fault), ...permissionWords(fault, [])],
      [
        draftId === null
          ? 'Nothing has come of your click or command. '
          : 'No request was opened. Your words are kept. ',
        isLasting(fault)
          ? 'Trying again does not help until whoever runs Twokey has mended this: show them these words.'
          : draftId === null
            ? 'Try it again in a moment.'
            : 'Press Try again in a moment.',
      ],
    ],
    typed,
    buttons: draftId === null ? [] : [{ actionId: actionIds.retryDraft, label: 'Try again', draftId }],
  });

/** The delivery could not be stored. The words of a command are said back: Slack's client has dropped them. */
export const notRecordedMessage = (typed: string | null = null): Message =>
  whisperMessage({
    paragraphs: [
      typed === null
        ? [{ strong: 'Not recorded, click again.' }, ' Twokey could not store it, so nothing has come of it.']
        : [
            { strong: 'Not recorded, click again.' },
            ' Twokey could not store your command, so nothing has come of it. Send it once more in a moment.',
          ],
    ],
    typed,
  });

/** Twokey was restarted before it could open the form. */
export const restartedMessage = (draftId: string): Message =>
  whisperMessage({
    paragraphs: [['Twokey was restarted before it could open the form. Your words are kept: press Open the form.']],
    buttons: [{ actionId: actionIds.editDraft, label: 'Open the form', draftId }],
  });

const whatIsMissing = ({ machine, comment }: Pick<Draft, 'machine' | 'comment'>): string => {
  if (machine.trim() === '') return 'Which machine is it, and why?';
  return isBlank(comment) ? 'The comment is missing: why is it needed?' : 'Which file is it, by its SHA-1?';
};

/** Something is missing from what was asked where no form can be opened at once: after a mention. */
export const formNeededMessage = (draft: Pick<Draft, 'id' | 'machine' | 'comment'>): Message =>
  whisperMessage({
    paragraphs: [[{ strong: whatIsMissing(draft) }, ' Nothing is asked yet, and your words are kept.']],
    buttons: [{ actionId: actionIds.editDraft, label: 'Fill in the form', draftId: draft.id }],
  });
