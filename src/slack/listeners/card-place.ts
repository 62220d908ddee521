import type { ModalView } from '@slack/types';
import type { SubmittedView } from '../forms/view-state';

/** Which message a form was opened from. */
export interface CardPlace {
  readonly channel: string;
  readonly messageTs: string;
}

const SEPARATOR = '\n';

/** The form, carrying the place of its card behind what it carries itself. */
export const withCardPlace = (form: ModalView, { channel, messageTs }: CardPlace): ModalView => ({
  ...form,
  private_metadata: [form.private_metadata ?? '', channel, messageTs].join(SEPARATOR),
});

/** The submitted form as it was before, and the place of its card; null when it carries none. */
export const takeCardPlace = (view: SubmittedView): (CardPlace & { readonly form: SubmittedView }) | null => {
  const [own, channel, messageTs, ...rest] = (view.private_metadata ?? '').split(SEPARATOR);
  if (own === undefined || channel === undefined || messageTs === undefined || rest.length > 0) return null;
  return { channel, messageTs, form: { ...view, private_metadata: own } };
};
