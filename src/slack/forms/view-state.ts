import { type FieldId, fieldIds } from '../action-ids';

/** What somebody submitted, as Slack sends it in `view_submission`. Nothing in it is trusted to be there. */
export interface SubmittedView {
  readonly private_metadata?: string;
  readonly state?: { readonly values?: unknown };
}

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;

/**
 * The block id of a field in a form whose verb can be changed. Fields that differ from verb to verb must not share one, or
 * clients keep what was entered for another.
 */
export const blockOf = (field: FieldId, verb: string): string => `${field}${OF}${verb}`;

const OF = ':';

const verbOf = (view: SubmittedView): unknown => {
  const verb = fieldOf(fieldOf(view.state?.values, fieldIds.verb), fieldIds.verb);
  return fieldOf(fieldOf(verb, 'selected_option'), 'value');
};

/**
 * The id of the block in which a form asked for a field; null where it did not ask. What it asked for another verb than
 * the one that is chosen now is no answer: a full isolation is not a full scan.
 */
export const blockAsking = (view: SubmittedView, field: string): string | null => {
  const values = view.state?.values;
  if (typeof values !== 'object' || values === null) return null;
  const verb = verbOf(view);
  return Object.keys(values).find((id) => id === field || id === `${field}${OF}${verb}`) ?? null;
};

const elementOf = (view: SubmittedView, field: FieldId): unknown => {
  const block = blockAsking(view, field);
  return block === null ? undefined : fieldOf(fieldOf(view.state?.values, block), field);
};

/** What was typed into a text field; empty when nothing was. */
export const typedIn = (view: SubmittedView, field: FieldId): string => {
  const value = fieldOf(elementOf(view, field), 'value');
  return typeof value === 'string' ? value : '';
};

/** The channel that was picked; null when none was. */
export const channelIn = (view: SubmittedView, field: FieldId): string | null => {
  const value = fieldOf(elementOf(view, field), 'selected_conversation');
  return typeof value === 'string' && value !== '' ? value : null;
};

/** The value of the option that was chosen; null when none was. */
export const chosenIn = (view: SubmittedView, field: FieldId): string | null => {
  const value = fieldOf(fieldOf(elementOf(view, field), 'selected_option'), 'value');
  return typeof value === 'string' ? value : null;
};
