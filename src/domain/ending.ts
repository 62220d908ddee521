import { actionOf, type Verb } from './catalogue';
import { type ContainmentKind, effectOf, effectOfRun, type OurRun, pictureOf } from './containment';
import type { Instant } from './instant';
import { isFinal, type MachineAction } from './machine-action';

/** The containment that an action ends; null where it ends none. */
export const endedBy = (verb: Verb): ContainmentKind | null => {
  const effect = effectOf(actionOf(verb).machineActionType);
  return effect?.does === 'end' ? effect.kind : null;
};

/** What is known of one machine. */
export interface KnownOfMachine {
  /** Runs of ours that held it in a containment, or ended one. */
  readonly last: readonly OurRun[];
  /** Runs of which nobody knows whether they did. */
  readonly unsettled: readonly OurRun[];
  /** As Defender lists them. */
  readonly actions: readonly MachineAction[];
}

/**
 * Whether nothing that is known says that the machine is held in this, may be, or is about to be. It may be held all the
 * same: neither source knows all (docs/decisions/0023).
 */
export const isHeldByNothingKnown = (kind: ContainmentKind, known: KnownOfMachine, now: Instant): boolean => {
  const actions = known.actions.map((action) => ({ ...action, machineName: null }));
  const isHeld = pictureOf(known.last, actions, now).held.some((one) => one.kind === kind);
  const isAboutToBe = actions.some((action) => {
    const effect = effectOf(action.type);
    return !isFinal(action) && effect?.kind === kind && effect.does === 'hold';
  });
  const mayBe = known.unsettled.some(({ run }) => {
    const effect = effectOfRun(run);
    return effect?.kind === kind && effect.does === 'hold';
  });
  return !isHeld && !isAboutToBe && !mayBe;
};
