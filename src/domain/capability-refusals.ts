import type { Words } from './refusal-words';

const MOST_NAMED = 5;

/** Every reason for which a machine cannot do what is asked of it. */
export const capabilityRefusals = {
  'machine-merged': (name: string, into: string): Words => ({
    says: `This record of ${name} is an old one: Defender has merged it into another.`,
    next: `Ask again for the machine ${into}.`,
  }),
  'not-onboarded': (name: string, status: string): Words => ({
    says: `Defender cannot act on ${name}: it is not onboarded (Defender says ${status}).`,
    next: 'Onboard it first. Until then cut it off at the switch or the firewall, or contain it in the Defender portal.',
  }),
  'not-on-this-system': (
    { what, name, system, works }: Readonly<Record<'what' | 'name' | 'system' | 'works', string>>,
    instead: string,
  ): Words => ({
    says: `“${what}” does not work on ${system}, which ${name} runs. It works on ${works}.`,
    next: instead,
  }),
  'restricted-machine': (title: string, name: string): Words => ({
    says: `Defender refuses “${title}” on ${name}: its tag “Restricted security operations” says that response actions were restricted when it was onboarded.`,
    next: 'Do it on the machine itself, or cut it off at the switch or the firewall. To lift the restriction, the machine has to be offboarded and onboarded again.',
  }),
  /** Of several machines, every one that cannot do it. */
  'not-on-these-machines': (refusals: readonly Pick<Words, 'says' | 'next'>[], count: number): Words => {
    const more = refusals.length - MOST_NAMED;
    return {
      says: [
        `Nothing was asked: ${refusals.length} of the ${count} machines cannot do it.`,
        ...refusals.slice(0, MOST_NAMED).map(({ says }) => says),
        ...(more > 0 ? [`And ${more} more.`] : []),
      ].join(' '),
      next: `Ask again without ${refusals.length === 1 ? 'it' : 'them'}. ${refusals[0]?.next ?? ''}`.trimEnd(),
    };
  },
} as const satisfies Readonly<Record<string, (...args: never[]) => Words>>;
