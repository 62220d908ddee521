import type { Refusal, RefusalCode } from '../../domain/refusal';
import { type FieldId, fieldIds } from '../action-ids';
import { cut, oneLine } from '../block-kit/text';

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

const fieldOfRefusal: Readonly<Partial<Record<RefusalCode, FieldId>>> = {
  'unknown-verb': fieldIds.verb,
  'no-comment': fieldIds.comment,
  'comment-too-long': fieldIds.comment,
  'several-machines': fieldIds.machine,
  'machine-not-found': fieldIds.machine,
  'unknown-request': fieldIds.machine,
  'nothing-to-cancel': fieldIds.machine,
};

/** The refusal at the field of the ask form that it is about; null when it is about none, and must be whispered. */
export const refusalAtField = (refusal: Refusal): FieldErrors | null => {
  const field = fieldOfRefusal[refusal.code];
  return field === undefined ? null : fieldErrors({ [field]: `${refusal.says} ${refusal.next}` });
};

/** Neither a machine was chosen nor one typed. */
export const noMachineGiven = (): FieldErrors =>
  fieldErrors({ machine: 'Name the machine here, or pick one from the list above.' });
