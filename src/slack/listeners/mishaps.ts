import { actionIds } from '../action-ids';
import type { Message } from '../block-kit/message';
import { whisperMessage } from '../messages/whisper';

/** Twokey itself failed on a click or command. Says nothing of what was done, because that is not known here. */
export const bugMessage = (): Message =>
  whisperMessage({
    paragraphs: [
      ['Twokey made a mistake of its own here, and has logged it.'],
      ['What is stored shows on the card and with /defender status. If nothing has changed there, try once more.'],
    ],
  });

/** The stored words that a button leads to are gone, or are somebody else's. */
export const draftGoneMessage = (): Message =>
  whisperMessage({
    paragraphs: [['These words are no longer stored: Twokey keeps them for a day. Type /defender again.']],
  });

/** A form was not opened in the three seconds that Slack gives. */
export const formNotOpenedMessage = (draftId: string): Message =>
  whisperMessage({
    paragraphs: [['Slack did not let the form open in time. Your words are kept: press Open the form.']],
    buttons: [{ actionId: actionIds.editDraft, label: 'Open the form', draftId }],
  });

/** A form that follows a request was not filled in time. */
export const followUpLateMessage = (): Message =>
  whisperMessage({
    paragraphs: [['The form could not be opened in time. Nothing was asked for: press the button again.']],
  });

/** The form for the reason of a denial was not opened. */
export const denyAgainMessage = (): Message =>
  whisperMessage({
    paragraphs: [['The form for the reason could not be opened in time. Nothing was denied: press Deny again.']],
  });
