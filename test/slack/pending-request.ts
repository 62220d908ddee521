import { openRequest } from '../../src/domain/opening';
import type { Dossier } from '../../src/domain/reviewing';
import type { Post } from '../../src/flow/storage';
import { INCIDENT, machine } from './slack-world';

/** A request that waits for approval, and the post that is its card. */
export const pendingRequest = (): { readonly dossier: Dossier; readonly post: Post } => {
  const audience = { usergroups: ['S0APPROVERS'], users: [] };
  const { opened, events } = openRequest(
    {
      id: 'R1ABC',
      verb: 'restrict',
      parameter: null,
      comment: 'beaconing to a known C2',
      requestor: { id: 'U0ROSA', name: 'Rosa Diaz' },
      channel: INCIDENT,
      thread: null,
      forMs: null,
      terms: {
        places: [audience],
        expiresInMs: 1_800_000,
        sendWithinMs: 900_000,
        mention: true,
        reminder: true,
        escalation: null,
        rules: [],
      },
      policyHash: 'h',
      againOf: null,
      targets: [
        {
          runId: 'run-1',
          machine: machine('web-01.contoso.example'),
          situation: { open: [], recent: [], isolatedSince: null, restrictedSince: null },
          subject: null,
        },
      ],
    },
    () => 'b1nd1ng',
    Date.now(),
    'd1',
  );
  const [event] = events;
  if (opened === undefined || event === undefined) throw new Error('a request opens with an event');
  return {
    dossier: { request: opened.request, runs: opened.runs, reviews: [], againAs: null, undone: [] },
    post: {
      id: 'post-1',
      requestId: 'R1ABC',
      kind: 'card',
      event: { ...event, seq: 1 },
      channel: INCIDENT,
      attempt: 1,
      because: null,
      isRepeat: false,
    },
  };
};
