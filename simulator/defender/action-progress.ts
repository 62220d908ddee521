import { isOpen, type SimulatedAction } from './action-record';

/** Moves Machine Actions along a script in real time, or leaves them to the test. */
export function createActionProgress(options: ActionProgressOptions): ActionProgress {
  const timers = new Map<string, Set<NodeJS.Timeout>>();

  const start: ActionProgress['start'] = (action) => {
    const script = scriptOf(options.progress(), action);
    if (script === 'manual') return;
    for (const step of script) {
      const timer = setTimeout(() => {
        timers.get(action.id)?.delete(timer);
        options.step(action.id, step);
      }, step.afterMs);
      timer.unref();
      timers.set(action.id, (timers.get(action.id) ?? new Set()).add(timer));
    }
  };
  const stop: ActionProgress['stop'] = (id) => {
    for (const timer of timers.get(id) ?? []) clearTimeout(timer);
    timers.delete(id);
  };

  return {
    start: (action) => {
      stop(action.id);
      if (isOpen(action) && options.isReachable(action.machineId)) start(action);
    },
    stop,
    stopAll: () => {
      for (const id of [...timers.keys()]) stop(id);
    },
  };
}

/** What becomes of a Machine Action on a machine that can be reached. `manual`: only what the test says. */
export type Progress = 'manual' | ProgressScript | ((action: SimulatedAction) => 'manual' | ProgressScript);

export type ProgressScript = readonly ProgressStep[];

export interface ProgressStep {
  /** Real milliseconds after the action's creation. */
  readonly afterMs: number;
  readonly status: string;
  readonly errorHResult?: number;
}

export const DEFAULT_PROGRESS: ProgressScript = [
  { afterMs: 50, status: 'InProgress' },
  { afterMs: 150, status: 'Succeeded' },
];

export interface ActionProgressOptions {
  readonly progress: () => Progress;
  readonly isReachable: (machineId: string) => boolean;
  readonly step: (actionId: string, step: ProgressStep) => void;
}

export interface ActionProgress {
  /** Starts the script from its beginning. An action that has ended, or whose machine is out of reach, stays as it is. */
  readonly start: (action: SimulatedAction) => void;
  readonly stop: (actionId: string) => void;
  readonly stopAll: () => void;
}

function scriptOf(progress: Progress, action: SimulatedAction): 'manual' | ProgressScript {
  return typeof progress === 'function' ? progress(action) : progress;
}
