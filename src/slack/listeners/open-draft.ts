import type { Draft } from '../../flow/storage';
import { formOf } from '../forms/pick-form';
import { faultMessage, formNeededMessage, restartedMessage } from '../messages/whispers';
import type { Arrival } from '../transport/inbox';
import type { ListenerNeeds } from './listener-needs';
import { formNotOpenedMessage } from './mishaps';
import type { ReplyAddress } from './reply-address';

const notKept = {
  system: 'store',
  code: 'draft-not-kept',
  says: 'Your words could not be stored, so the form would lose them.',
  correlationId: null,
  missingPermission: null,
} as const;

/** How somebody came to a form. */
export interface Opening {
  readonly to: ReplyAddress;
  /** What can open a form at once; null where Slack gives none. */
  readonly triggerId: string | null;
  readonly arrival: Arrival;
}

/** Makes what opens the form of a draft: at once, since its trigger lives three seconds, with the words stored beside it. */
export const createOpenDraft =
  ({ asking, openForm, whisper }: Pick<ListenerNeeds, 'asking' | 'openForm' | 'whisper'>) =>
  async (draft: Draft, { to, triggerId, arrival }: Opening): Promise<void> => {
    const opening = openForm({ id: triggerId, arrival }, formOf(draft));
    const [isOpen, isKept] = await Promise.all([opening, asking.keep(draft)]);
    if (!isKept) return whisper(to, faultMessage(notKept, { draftId: null, typed: draft.comment }));
    if (isOpen) return;
    if (triggerId === null) return whisper(to, formNeededMessage(draft));
    await whisper(to, arrival.isRecovered ? restartedMessage(draft.id) : formNotOpenedMessage(draft.id));
  };
