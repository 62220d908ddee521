import type { Clock } from '../../flow/ports';
import { whisperMessage } from '../messages/whisper';
import type { Whispering } from '../web-api/whispering';
import type { ReplyAddress } from './reply-address';

/** How long nothing is said: most answers are there by then. */
const SILENT_MS = 2_000;

const lookingUpMessage = () =>
  whisperMessage({
    paragraphs: [
      [{ strong: 'Still looking it up.' }, ' Slack or Defender takes its time just now. The answer follows by itself.'],
    ],
  });

/**
 * Answers a question and, where that takes a while, says first that it is being looked up. Slack does not let the answer
 * to a command replace what was said before, so both stay; the answer always comes last.
 */
export const whileLookingUp = async <N extends { readonly clock: Clock; readonly whisper: Whispering }>(
  needs: N,
  to: ReplyAddress,
  answer: (needs: N) => Promise<void>,
): Promise<void> => {
  const { clock, whisper } = needs;
  let said: Promise<void> = Promise.resolve();
  const callOff = clock.at(clock.now() + SILENT_MS, () => {
    said = whisper(to, lookingUpMessage());
  });
  const inTurn: Whispering = async (...told) => {
    callOff();
    await said;
    await whisper(...told);
  };
  try {
    await answer({ ...needs, whisper: inTurn });
  } finally {
    callOff();
    // What went wrong is told after it, too.
    await said;
  }
};
