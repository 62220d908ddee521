import type { Action } from './action';
import { linux, macOs, windowsFrom, windowsServer } from './platform';

const likeFull = 'bull cull dull fall fell fill foul fuel fully furl gull hull lull mull null pull'.split(' ');

/** Every action on offer. Adding one is one entry here; the facts are those of Microsoft's API reference. */
export const catalogue = {
  isolate: {
    verb: 'isolate',
    target: 'machine',
    title: 'Isolate',
    effect:
      'Cuts the machine off the network. Only its connection to Defender stays. Lifted by release, or by Defender itself after 7 days.',
    bounds:
      'A machine that is off is tried for 3 days. One behind a full VPN tunnel or a web proxy may lose Defender too: selective isolation is safer there.',
    platforms: [windowsFrom(1703), windowsServer, macOs('101.98.84'), linux],
    instead: 'Cut it off at the switch or the firewall.',
    isHeldByRestriction: true,
    pathTail: 'isolate',
    machineActionType: 'Isolate',
    permissions: ['Machine.Isolate'],
    parameter: {
      kind: 'choice',
      key: 'IsolationType',
      label: 'Isolation',
      choices: [
        {
          word: 'full',
          wire: 'Full',
          meaning: 'every connection is cut except the one to Defender',
          lookalikes: likeFull,
        },
        {
          word: 'selective',
          wire: 'Selective',
          meaning: 'Outlook, Teams and Skype for Business keep working',
          lookalikes: ['elective'],
          only: {
            platforms: [windowsFrom(1709), windowsServer, macOs('101.98.84')],
            instead: 'Ask for full isolation: /defender isolate MACHINE full.',
          },
        },
      ],
    },
    inverse: 'release',
    liftedAfterMs: 7 * 24 * 3_600_000,
    isContainment: true,
    grave: {
      'hyper-v-host': 'Isolating a Hyper-V host cuts off all of its virtual machines as well.',
      'domain-controller':
        'Isolating a domain controller stops sign-ins, name resolution and policies for everybody who depends on it.',
    },
  },
  release: {
    verb: 'release',
    target: 'machine',
    title: 'Release from isolation',
    effect: 'Gives the machine its network back.',
    bounds: 'It does not undo what was done on the machine meanwhile. Waits for an isolation that is still under way.',
    platforms: [windowsFrom(1703), windowsServer, macOs('101.98.84'), linux],
    instead: 'Give it its network back where it was cut off.',
    isHeldByRestriction: false,
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
    bounds:
      'Stops nothing that runs already but is not signed by Microsoft until it is started again. Needs Microsoft Defender Antivirus.',
    platforms: [windowsFrom(1709), windowsServer],
    instead: 'Isolate it instead: /defender isolate cuts it off the network.',
    isHeldByRestriction: true,
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
    bounds: 'Starts nothing that was stopped.',
    platforms: [windowsFrom(1709), windowsServer],
    instead: 'App execution cannot have been restricted there: there is nothing to remove.',
    isHeldByRestriction: false,
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
    bounds: 'Slower where the policy bounds its load; by default it takes half of the processor.',
    platforms: [windowsFrom(1709), windowsServer, macOs('101.98.84'), linux],
    instead: 'Run the scanner that protects this machine, or isolate it: /defender isolate.',
    isHeldByRestriction: true,
    pathTail: 'runAntiVirusScan',
    machineActionType: 'RunAntiVirusScan',
    permissions: ['Machine.Scan'],
    parameter: {
      kind: 'choice',
      key: 'ScanType',
      label: 'Scan',
      choices: [
        {
          word: 'quick',
          wire: 'Quick',
          meaning: 'the places where malware usually settles; minutes',
          lookalikes: ['quack', 'quic', 'quirk'],
        },
        { word: 'full', wire: 'Full', meaning: 'every file; hours', lookalikes: likeFull },
      ],
    },
    inverse: null,
    isContainment: false,
  },
  quarantine: {
    verb: 'quarantine',
    target: 'machine',
    title: 'Stop and quarantine file',
    effect:
      'Stops the file where it is running on the machine, and moves it to the quarantine of Microsoft Defender Antivirus.',
    bounds:
      'Takes SHA-1 only. The file must have been seen in the last 30 days, and must not be signed by Microsoft or a trusted publisher. It keeps nobody from bringing the file back.',
    platforms: [windowsFrom(1703), windowsServer],
    instead: 'Isolate it instead: /defender isolate cuts it off the network while somebody removes the file.',
    isHeldByRestriction: true,
    pathTail: 'StopAndQuarantineFile',
    machineActionType: 'StopAndQuarantineFile',
    permissions: ['Machine.StopAndQuarantine'],
    parameter: { kind: 'sha1', key: 'Sha1', label: 'SHA-1 of the file' },
    inverse: null,
    isContainment: true,
  },
  collect: {
    verb: 'collect',
    target: 'machine',
    title: 'Collect investigation package',
    effect:
      'Collects what an investigation needs (processes, connections, logs, autostarts) into a package in Defender.',
    bounds:
      'Changes nothing on the machine. May fail on a low battery or a metered connection. The link to the package is given in private, to the people of the request only, and no more than 2 a minute and 120 an hour.',
    platforms: [windowsFrom(1703), windowsServer, macOs(), linux],
    instead: 'Collect what you need on the machine itself.',
    isHeldByRestriction: true,
    gives: 'package',
    pathTail: 'collectInvestigationPackage',
    machineActionType: 'CollectInvestigationPackage',
    permissions: ['Machine.CollectForensics'],
    parameter: null,
    inverse: null,
    isContainment: false,
  },
  offboard: {
    verb: 'offboard',
    target: 'machine',
    title: 'Offboard',
    effect: 'Stops the Defender sensor on the machine: nothing is detected there any more, and no action reaches it.',
    bounds:
      'Off unless the policy file allows it. Uninstalls nothing. Defender shows the machine as inactive only after 7 days.',
    platforms: [windowsFrom(1703), windowsServer, { ...macOs(), from: 14, words: 'macOS 14 or later' }, linux],
    instead: 'Uninstall or disable the sensor on the machine itself.',
    isHeldByRestriction: false,
    grave: {
      'hyper-v-host': 'A Hyper-V host without Defender is blind for everything that runs on it.',
      'domain-controller': 'A domain controller without Defender is blind where an attacker wants to be most.',
    },
    irreversible: {
      warning: 'This cannot be undone from here: the machine has to be onboarded again by hand.',
      quorum: 2,
    },
    pathTail: 'offboard',
    machineActionType: 'Offboard',
    permissions: ['Machine.Offboard'],
    parameter: null,
    inverse: null,
    isContainment: false,
  },
  cancel: {
    verb: 'cancel',
    target: 'machine-action',
    title: 'Cancel a running Machine Action',
    effect: 'Asks Defender to stop a Machine Action that has not finished. It may still finish first.',
    bounds: 'Undoes nothing that has been done already.',
    platforms: [],
    instead: '',
    isHeldByRestriction: false,
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

/** What people call the actions that Defender makes Machine Actions of this type for; null where the catalogue has none. */
export const titleOfType = (type: string): string | null =>
  actions.find(({ machineActionType }) => machineActionType === type)?.title ?? null;

/** All actions, in the order in which help lists them. */
export const actions: readonly Action[] = Object.values(catalogue);

/** Whether a word is a verb that asks for an action. */
export const isVerb = (word: string): word is Verb => Object.hasOwn(catalogue, word);

/** The entry of a verb. */
export const actionOf = (verb: Verb): Action => catalogue[verb];
