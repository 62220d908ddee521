/** Every secret that the simulated systems hand out or are given. */
const SECRETS = [
  'xoxb-000000000000-simulated-bot',
  'xapp-1-A0TWOKEY-000000000000-simulated-app',
  'simulated0signing0secret00000000',
  'local~secret~of~the~simulator',
] as const;

const SHAPES = [/eyJ[\w-]{10,}/, /Bearer /i, /xox[a-z]-\w/, /xapp-\w/, /\/(?:commands|actions)\/T0TWOKEY\//];

/** Fails when what a process wrote holds a secret in any form, or anything shaped like one. */
export const expectNoSecret = (output: string, more: readonly string[] = []): void => {
  for (const secret of [...SECRETS, ...more]) {
    expect(output).not.toContain(secret);
    expect(output).not.toContain(encodeURIComponent(secret));
    expect(output).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
  }
  for (const shape of SHAPES) expect(output).not.toMatch(shape);
};
