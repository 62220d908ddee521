import type { Verb } from '../../src/domain/catalogue';
import type { MachineAction } from '../../src/domain/machine-action';
import { commentFor, markOf } from '../../src/domain/mark';
import type { Dossier } from '../../src/domain/reviewing';
import type { Answer, Run } from '../../src/domain/run';
import { actionWith, faultWith } from '../domain/builders';
import type { Step } from './lifecycle-steps';

const types: Readonly<Record<Verb, string>> = {
  isolate: 'Isolate',
  release: 'Unisolate',
  restrict: 'RestrictCodeExecution',
  unrestrict: 'UnrestrictCodeExecution',
  scan: 'RunAntiVirusScan',
  quarantine: 'StopAndQuarantineFile',
  collect: 'CollectInvestigationPackage',
  offboard: 'Offboard',
  // What is cancelled here, whatever it was.
  cancel: 'Isolate',
};
const scopes: Readonly<Partial<Record<Verb, string>>> = { isolate: 'Full', scan: 'Quick' };

const actionFor = (run: Run, comment: string, now: number, facts: Partial<MachineAction> = {}): MachineAction =>
  actionWith({
    id: run.subject?.machineActionId ?? `ma-${run.id}-${run.attempt}`,
    type: types[run.verb],
    scope: scopes[run.verb] ?? null,
    comment,
    cancellationComment: run.subject === null ? null : comment,
    machineId: run.machine.id,
    createdAt: now,
    updatedAt: now,
    ...facts,
  });

/** What Defender answers a call for a run with. */
export const answerOf = (
  kind: Extract<Step, { readonly kind: 'answer' }>['answer'],
  { request, reviews }: Dossier,
  run: Run,
  now: number,
): Answer => {
  const accepted = (facts: Partial<MachineAction>): Answer => {
    const comment = commentFor({ request, runs: [run], reviews }, run);
    return { kind: 'accepted', action: actionFor(run, comment, now, facts), at: now };
  };
  const foreign = {
    id: `other-${run.id}`,
    comment: 'by hand',
    requestor: 'eve@contoso.com',
    cancellationComment: null,
  };
  const fault = faultWith();
  switch (kind) {
    case 'ours':
      return accepted({});
    case 'the same by somebody else':
      return accepted(foreign);
    case 'an opposed one':
      return accepted({ ...foreign, type: run.verb === 'isolate' ? 'Unisolate' : 'Isolate' });
    case 'of another kind':
      return accepted({ ...foreign, type: 'Offboard' });
    case 'unsent':
      return { kind: 'unsent', fault, retryAt: null };
    case 'already open':
      return { kind: 'already-open', fault };
    case 'refused':
      return { kind: 'refused', fault };
    case 'ambiguous':
      return { kind: 'ambiguous', fault };
  }
};

/** So many Machine Actions that Defender lists with the marks of a run's last attempts. */
export const madeBy = (run: Run, found: number, now: number): readonly MachineAction[] =>
  Array.from({ length: found }, (_, index) => {
    const attempt = Math.max(1, run.attempt - index);
    const id = run.subject?.machineActionId ?? `ma-${run.id}-${attempt}`;
    return actionFor(run, `${markOf(run.requestId, attempt)} x`, now, { id });
  });
