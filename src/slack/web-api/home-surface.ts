import { createHash } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import type { HomeOutcome, HomeSurface } from '../../flow/home-page';
import type { Clock } from '../../flow/ports';
import { homeView } from '../home/home-view';
import type { FixedLook } from '../look';
import { outcomeOfFailure } from './post-outcome';
import type { SlackWatch } from './slack-watch';

/** Publishes Home. Makes each call once and says what is known of it afterwards. */
export const createHomeSurface = (deps: {
  readonly poster: WebClient;
  readonly clock: Clock;
  readonly look: FixedLook;
  readonly workspaceUrl: () => string | null;
  readonly watch: SlackWatch;
}): HomeSurface => {
  const { poster, clock, watch } = deps;

  const outcomeOf = (error: unknown): HomeOutcome => {
    const outcome = outcomeOfFailure(error, clock.now());
    watch.failed(outcome.kind === 'rejected' ? outcome.code : outcome.kind);
    switch (outcome.kind) {
      case 'limited':
      case 'unknown':
        return outcome;
      case 'rejected':
        return outcome.code === 'hash_conflict' ? { kind: 'conflict' } : { kind: 'rejected', code: outcome.code };
      case 'sent':
        return { kind: 'unknown', says: 'A failure counts as no success.' };
    }
  };

  return {
    publish: async (personId, page, { digest: shown, viewHash }) => {
      const pause = page.kind === 'insider' ? page.sending.pause : null;
      const look = { ...deps.look, now: clock.now(), pause };
      const view = homeView(page, { look, workspaceUrl: deps.workspaceUrl() });
      const digest = createHash('sha256').update(JSON.stringify(view)).digest('hex');
      if (digest === shown) return { kind: 'same' };
      try {
        const hash = viewHash === null ? {} : { hash: viewHash };
        const published = await poster.views.publish({ user_id: personId, view, ...hash });
        watch.answered();
        return { kind: 'published', digest, viewHash: published.view?.hash ?? null };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
};
