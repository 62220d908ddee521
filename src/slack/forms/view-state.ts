import type { FieldId } from '../action-ids';

/** What somebody submitted, as Slack sends it in `view_submission`. Nothing in it is trusted to be there. */
export interface SubmittedView {
  readonly private_metadata?: string;
  readonly state?: { readonly values?: unknown };
}

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;

const elementOf = (view: SubmittedView, field: FieldId): unknown => fieldOf(fieldOf(view.state?.values, field), field);

/** What was typed into a text field; empty when nothing was. */
export const typedIn = (view: SubmittedView, field: FieldId): string => {
  const value = fieldOf(elementOf(view, field), 'value');
  return typeof value === 'string' ? value : '';
};

/** The value of the option that was chosen; null when none was. */
export const chosenIn = (view: SubmittedView, field: FieldId): string | null => {
  const value = fieldOf(fieldOf(elementOf(view, field), 'selected_option'), 'value');
  return typeof value === 'string' ? value : null;
};
