import type { ResumeAsk } from './intake';
import type { Posts } from './storage';

/**
 * Whether a click was made on a recorded notice of the last pause, and not on a copy. Where Slack's answer to the posting
 * was lost, the click is the evidence that the notice is there; which of several it is cannot be told, and stays open.
 */
export const createIsOnNotice =
  (posts: Pick<Posts, 'noticesIn' | 'sent'>) =>
  async ({ channel, messageTs }: ResumeAsk): Promise<boolean> => {
    if (messageTs === null || messageTs === '') return false;
    const notices = await posts.noticesIn(channel);
    if (notices.some(({ ts }) => ts === messageTs)) return true;
    const [lost, ...others] = notices.filter(({ ts }) => ts === null);
    if (lost === undefined) return false;
    if (others.length === 0) await posts.sent([lost.postId], messageTs);
    return true;
  };
