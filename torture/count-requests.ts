import type { RequestSeen } from './evidence';
import type { Figures } from './figures';
import { repeatsIn } from './repeat-check';

/** Adds what became of requests to the figures. */
export const countRequests = (figures: Figures, requests: readonly RequestSeen[]): void => {
  for (const { cards, actions, posts } of requests) {
    const thread = cards.flatMap((card) => card.thread);
    const text = thread.join('\n');
    figures.opened += 1;
    if (/Approved by/.test(text)) figures.approved += 1;
    else if (/Denied by/.test(text)) figures.denied += 1;
    else if (/Withdrawn by/.test(text)) figures.withdrawn += 1;
    else figures.left += 1;
    figures.machineActions += actions.length;
    figures.calls += posts.length;
    figures.sentAgain += Math.max(0, posts.length - 1);
    figures.recovered += /Twokey recovered/.test(text) ? 1 : 0;
    figures.twins += /Sent twice|Sent after all/.test(text) ? 1 : 0;
    figures.saidAgain += repeatsIn(thread);
  }
};
