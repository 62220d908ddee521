import type { Figures } from '../../torture/figures';
import { verdictLine } from '../../torture/report';

/** Prints what a torture came to on one line of its own, for CI's log. */
export const reportOnce = (what: string, figures: Figures): void => {
  const { kills, opened, machineActions, saidAgain } = figures;
  const faults = [...figures.faults.values()].reduce((sum, times) => sum + times, 0);
  process.stdout.write(
    `torture: ${what}; ${kills} kills, ${faults} network faults, ${opened} requests, ${machineActions} Machine Actions, ${saidAgain} said again; ${verdictLine(figures)}\n`,
  );
};
