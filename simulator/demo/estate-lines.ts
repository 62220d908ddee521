import type { DefenderSimulator } from '../defender/defender-simulator';

/** What the simulated Defender knows: its machines, and the Machine Actions so far. */
export const estateLines = (defender: DefenderSimulator): readonly string[] => {
  const machines = defender.machines
    .all()
    .map(({ id, computerDnsName, osPlatform, healthStatus, riskScore }) =>
      [
        `  ${computerDnsName.padEnd(28)}`,
        osPlatform.padEnd(18),
        healthStatus.padEnd(22),
        `risk ${riskScore ?? 'unknown'}`.padEnd(20),
        `${id.slice(0, 8)}…`,
      ].join(' '),
    );
  const actions = defender
    .actions()
    .map(({ id, type, computerDnsName, status }) => `  ${id}  ${type} on ${computerDnsName ?? '?'}: ${status}`);
  return [
    'Machines in the simulated Defender (one that is not Active does not answer, so its actions stay Pending):',
    ...machines,
    'Machine Actions so far:',
    ...(actions.length === 0 ? ['  none'] : actions),
  ];
};
