import type { Action, Choice } from './action';

/** Every action on offer. Adding one is one entry here; the facts are those of Microsoft's API reference. */
export const catalogue = {
  isolate: {
    verb: 'isolate',
    target: 'machine',
    title: 'Isolate',
    effect:
      'Cuts the machine off the network. Only its connection to Defender stays. Lifted by release, or by Defender itself after 7 days.',
    pathTail: 'isolate',
    machineActionType: 'Isolate',
    permissions: ['Machine.Isolate'],
    parameter: {
      key: 'IsolationType',
      label: 'Isolation',
      choices: [
        { word: 'full', wire: 'Full', meaning: 'every connection is cut except the one to Defender' },
        { word: 'selective', wire: 'Selective', meaning: 'Outlook, Teams and Skype for Business keep working' },
      ],
    },
    inverse: 'release',
    isContainment: true,
  },
  release: {
    verb: 'release',
    target: 'machine',
    title: 'Release from isolation',
    effect: 'Gives the machine its network back.',
    pathTail: 'unisolate',
    machineActionType: 'Unisolate',
    permissions: ['Machine.Isolate'],
    parameter: null,
    inverse: 'isolate',
    isContainment: false,
  },
  restrict: {
    verb: 'restrict',
    target: 'machine',
    title: 'Restrict app execution',
    effect: 'Only programs signed by Microsoft may start on the machine. The network stays up.',
    pathTail: 'restrictCodeExecution',
    machineActionType: 'RestrictCodeExecution',
    permissions: ['Machine.RestrictExecution'],
    parameter: null,
    inverse: 'unrestrict',
    isContainment: true,
  },
  unrestrict: {
    verb: 'unrestrict',
    target: 'machine',
    title: 'Remove app restriction',
    effect: 'All programs may start on the machine again.',
    pathTail: 'unrestrictCodeExecution',
    machineActionType: 'UnrestrictCodeExecution',
    permissions: ['Machine.RestrictExecution'],
    parameter: null,
    inverse: 'restrict',
    isContainment: false,
  },
  scan: {
    verb: 'scan',
    target: 'machine',
    title: 'Run antivirus scan',
    effect: 'Runs a Microsoft Defender Antivirus scan on the machine. Its users may notice the load.',
    pathTail: 'runAntiVirusScan',
    machineActionType: 'RunAntiVirusScan',
    permissions: ['Machine.Scan'],
    parameter: {
      key: 'ScanType',
      label: 'Scan',
      choices: [
        { word: 'quick', wire: 'Quick', meaning: 'the places where malware usually settles; minutes' },
        { word: 'full', wire: 'Full', meaning: 'every file; hours' },
      ],
    },
    inverse: null,
    isContainment: false,
  },
  cancel: {
    verb: 'cancel',
    target: 'machine-action',
    title: 'Cancel a running Machine Action',
    effect: 'Asks Defender to stop a Machine Action that has not finished. It may still finish first.',
    pathTail: 'cancel',
    machineActionType: null,
    permissions: [
      'Machine.Isolate',
      'Machine.RestrictExecution',
      'Machine.Scan',
      'Machine.CollectForensics',
      'Machine.Offboard',
      'Machine.StopAndQuarantine',
      'Machine.LiveResponse',
    ],
    parameter: null,
    inverse: null,
    isContainment: false,
  },
} as const satisfies Readonly<Record<string, Action>>;

/** A verb that asks for an action. */
export type Verb = keyof typeof catalogue;

/** All actions, in the order in which help lists them. */
export const actions: readonly Action[] = Object.values(catalogue);

/** Whether a word is a verb that asks for an action. */
export const isVerb = (word: string): word is Verb => Object.hasOwn(catalogue, word);

/** The entry of a verb. */
export const actionOf = (verb: Verb): Action => catalogue[verb];

/** The chosen parameter of a request, or the action's default; null where the action takes none. */
export const choiceOf = (verb: Verb, word: string | null): Choice | null => {
  const parameter = actionOf(verb).parameter;
  if (parameter === null) return null;
  return parameter.choices.find((choice) => choice.word === word) ?? parameter.choices[0];
};
