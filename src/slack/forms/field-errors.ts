import type { Refusal, RefusalCode } from '../../domain/refusal';
import { type FieldId, fieldIds } from '../action-ids';
import { cut, oneLine } from '../block-kit/text';
import { blockAsking, type SubmittedView } from './view-state';

/** The answer to a submitted form that marks fields instead of closing it. */
export interface FieldErrors {
  readonly response_action: 'errors';
  readonly errors: Record<string, string>;
}

const LONGEST = 300;

/** Marks fields with what is wrong in each. */
export const fieldErrors = (errors: Readonly<Partial<Record<FieldId, string>>>): FieldErrors => ({
  response_action: 'errors',
  errors: Object.fromEntries(
    Object.entries(errors).flatMap(([field, says]) =>
      says === undefined ? [] : [[field, cut(oneLine(says), LONGEST)]],
    ),
  ),
});

/** The same in the blocks in which a form asked for these fields; null where it did not ask for one of them. */
export const asAskedIn = (view: SubmittedView, { response_action, errors }: FieldErrors): FieldErrors | null => {
  const placed = Object.entries(errors).map(([field, says]) => [blockAsking(view, field), says] as const);
  if (placed.some(([block]) => block === null)) return null;
  return { response_action, errors: Object.fromEntries(placed.map(([block, says]) => [String(block), says])) };
};

const fieldOfRefusal: Readonly<Partial<Record<RefusalCode, FieldId>>> = {
  'unknown-verb': fieldIds.verb,
  'no-comment': fieldIds.comment,
  'comment-too-long': fieldIds.comment,
  'no-sha1': fieldIds.parameter,
  'not-a-sha1': fieldIds.parameter,
  'machine-not-found': fieldIds.machine,
  'unknown-request': fieldIds.machine,
  'nothing-to-cancel': fieldIds.machine,
};

/** The refusal at the field of the ask form that it is about; null when it is about none, and must be whispered. */
export const refusalAtField = (refusal: Refusal): FieldErrors | null => {
  const field = fieldOfRefusal[refusal.code];
  return field === undefined ? null : fieldErrors({ [field]: `${refusal.says} ${refusal.next}` });
};

/** No channel was picked where the form asks for one. */
export const noChannelGiven = (): FieldErrors =>
  fieldErrors({ channel: 'Pick the channel that the card is to be in.' });

/** Neither a machine was chosen nor one typed. */
export const noMachineGiven = (): FieldErrors =>
  fieldErrors({ machine: 'Name the machine here, or pick one from the list above.' });
