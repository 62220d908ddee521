import type { ModalView } from '@slack/types';
import type { SubmittedView } from '../forms/view-state';

/** Which message a form was opened from. */
export interface CardPlace {
  readonly channel: string;
  readonly messageTs: string;
  /** Where its button was pressed, so that the answer goes there; on the card where nothing is said. */
  readonly seenIn?: 'home';
}

const SEPARATOR = '\n';

/** The form, carrying the place of its card behind what it carries itself. */
export const withCardPlace = (form: ModalView, { channel, messageTs, seenIn }: CardPlace): ModalView => ({
  ...form,
  private_metadata: [form.private_metadata ?? '', channel, messageTs, ...(seenIn === undefined ? [] : [seenIn])].join(
    SEPARATOR,
  ),
});

/** The submitted form as it was before, and the place of its card; null when it carries none. */
export const takeCardPlace = (view: SubmittedView): (CardPlace & { readonly form: SubmittedView }) | null => {
  const [own, channel, messageTs, seenIn, ...rest] = (view.private_metadata ?? '').split(SEPARATOR);
  if (own === undefined || channel === undefined || messageTs === undefined || rest.length > 0) return null;
  if (seenIn !== undefined && seenIn !== 'home') return null;
  const from = seenIn === undefined ? {} : ({ seenIn } as const);
  return { channel, messageTs, ...from, form: { ...view, private_metadata: own } };
};
