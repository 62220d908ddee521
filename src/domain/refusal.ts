import { afterRefusals } from './after-refusals';
import type { Audience } from './audience';
import { capabilityRefusals } from './capability-refusals';
import { channelList } from './channel-list';
import { type Instant, spellDuration } from './instant';
import { forMachines, machineRefusals } from './machine-refusals';
import { nearMissRefusals } from './near-miss-refusals';
import { notOfferedRefusals } from './not-offered-refusals';
import { packageRefusals } from './package-refusals';
import { pauseRefusals } from './pause-refusals';
import type { Words } from './refusal-words';
import { settleRefusals } from './settle-refusals';

/** A "no" of the domain: a value, not an error. */
export interface Refusal extends Words {
  /** Stable, for logs, events and tests. */
  readonly code: RefusalCode;
}

/** A rule that forbids what was asked, and for which of several machines. */
export interface Denial {
  readonly rule: string;
  readonly words: string;
  readonly machines?: readonly string[];
}

/** A rule whose ticket the comment does not name, and for which of several machines. */
export interface MissingTicket {
  readonly rule: string;
  readonly pattern: string;
  readonly machines?: readonly string[];
}

const list = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(', ');

const ended = (words: string): string => (/[.!?…]$/.test(words.trimEnd()) ? words.trimEnd() : `${words.trimEnd()}.`);

/** Every reason for "no". The key is the stable code. */
export const refusals = {
  'unknown-verb': (word: string, near: readonly string[]): Words => ({
    says: `“${word}” is not something that Twokey can do.`,
    next:
      near.length > 0
        ? `Did you mean ${list(near)}? /defender help lists every verb.`
        : 'Type /defender help to see every verb.',
  }),
  ...machineRefusals,
  ...nearMissRefusals,
  'no-comment': (): Words => ({
    says: 'The comment is empty, or holds nothing that can be seen.',
    next: 'Say why, in words that the approver and the audit can use.',
  }),
  'comment-too-long': (length: number, limit: number): Words => ({
    says: `The comment has ${length} characters; at most ${limit} fit.`,
    next: 'Shorten it and send it again.',
  }),
  'no-sha1': (verb: string): Words => ({
    says: 'Which file? Twokey needs to know it by its SHA-1, 40 hexadecimal characters.',
    next: `Type /defender ${verb} MACHINE SHA1 and why. The Defender portal shows a file’s SHA-1 on its page.`,
  }),
  'not-a-sha1': (typed: string, kind: string | null): Words => ({
    says:
      kind === null
        ? `“${typed}” is no SHA-1, which is 40 hexadecimal characters.`
        : `“${typed}” is ${kind}; Defender takes SHA-1 only, which is 40 hexadecimal characters.`,
    next: 'Open the file in the Defender portal and copy its SHA-1.',
  }),
  ...capabilityRefusals,
  'not-a-member': (why: string): Words => ({
    says: `Your Slack account ${why}; only members of this workspace can ask or decide.`,
    next: 'Ask a colleague who is a full member of this workspace. If you are one yourself, show this to whoever runs Twokey.',
  }),
  'not-a-requestor': (who: Audience): Words => ({
    says: 'The policy does not let you ask for actions.',
    next: 'Let somebody who may ask do it, or have whoever keeps the policy file add you.',
    who,
  }),
  'denied-by-rule': (denials: readonly Denial[]): Words => ({
    says:
      denials.length === 1
        ? `The policy rule ${denials
            .map(
              ({ rule, words, machines }) => `“${rule}” does not allow this${forMachines(machines)}: ${ended(words)}`,
            )
            .join()}`
        : `${denials.length} rules of the policy do not allow this. ${denials
            .map(({ rule, words, machines }) => `“${rule}”${forMachines(machines)}: ${ended(words)}`)
            .join(' ')}`,
    next: denials.every(({ machines }) => machines === undefined)
      ? 'Do it in the Defender portal if it must be done, or ask whoever keeps the policy file.'
      : 'Leave those machines out and ask again, or ask whoever keeps the policy file.',
  }),
  'ticket-missing': (rules: readonly MissingTicket[]): Words => ({
    says: `The comment names no ticket, and the policy asks for one: ${rules
      .map(
        ({ rule, pattern, machines }) =>
          `rule “${rule}” wants something that matches ${pattern}${forMachines(machines)}`,
      )
      .join('; ')}.`,
    next: 'Write the ticket’s number into the comment and ask again.',
  }),
  'not-allowed-any-more': (requestor: string, { says }: Pick<Words, 'says'>): Words => ({
    says: `The policy has changed since ${requestor} asked, and this can no longer be approved. ${ended(says)}`,
    next: `Press Deny and pass that on; ${requestor} can ask again in a way that the policy allows now.`,
  }),
  'terms-outdated': (requestor: string, why: string): Words => ({
    says: `The policy has changed since ${requestor} asked, and what this card asks for is not enough any more. ${ended(why)}`,
    next: `Have ${requestor} press Withdraw and ask again: the new card asks for everything that is needed now. Denying this one stays possible.`,
  }),
  'too-many-requests': (most: number, perMs: number, at: Instant): Words => ({
    says: `You have asked ${most} times within ${spellDuration(perMs)}; the policy allows no more.`,
    next: 'Wait until then, or let a colleague ask. Your words are kept.',
    at,
  }),
  'too-many-refused-clicks': (most: number, perMs: number, at: Instant): Words => ({
    says: `${most} of your clicks were refused within ${spellDuration(perMs)}, and so is this one. It is counted, and not looked into any further.`,
    next: 'Wait until then. A click that is allowed always counts, at any pace.',
    at,
  }),
  ...notOfferedRefusals,
  ...packageRefusals,
  ...pauseRefusals,
  'not-for-you': (who: Audience): Words => ({
    says: 'Only those who may ask or approve can see this.',
    next: 'Ask one of them to look for you, or have whoever keeps the policy file add you.',
    who,
  }),
  'not-for-subscribing': (who: Audience): Words => ({
    says: 'Twokey sends direct messages about what waits to those who may approve, and the policy does not name you among them.',
    next: 'Every request has its card in a channel, and /defender status lists what is open to those who may ask. If you should approve, have whoever keeps the policy file add you.',
    who,
  }),
  'direct-message': (): Words => ({
    says: 'A request needs a channel where the approvers can see it.',
    next: 'Type the same command in your incident channel.',
  }),
  'shared-channel': (): Words => ({
    says: 'This channel is shared with another organisation, is about to be, or Slack does not say.',
    next: 'Ask in a channel that is only ours; what is open here can be asked again there.',
  }),
  'archived-channel': (): Words => ({
    says: 'This channel is archived.',
    next: 'Ask in a channel that is in use.',
  }),
  'bot-not-in-channel': (): Words => ({
    says: 'Twokey is not in this channel, so it could not post the request.',
    next: 'Type /invite @Twokey here, then press Try again. Your words are kept.',
  }),
  'bot-left-channel': (): Words => ({
    says: 'Twokey is not in this channel any more, or Slack does not let it see the channel.',
    next: 'Type /invite @Twokey here, then click again.',
  }),
  'wrong-channel': (channels: readonly string[]): Words => ({
    says: 'The policy does not allow requests in this channel.',
    next: `Ask in ${channelList(channels)}.`,
  }),
  'unknown-request': (id: string): Words => ({
    says: `There is no request “${id}”.`,
    next: 'Use the id on the card, or type /defender status to see what is open.',
  }),
  'no-history': (word: string, near: readonly string[]): Words => ({
    says: `There is no request “${word}”, and Defender knows no machine “${word}”.`,
    next: `${near.length > 0 ? `Machines of near names: ${near.join(', ')}. ` : ''}Use the id on the card or the name of a machine; /defender status shows what is open.`,
  }),
  'nothing-to-cancel': (requestId: string): Words => ({
    says: `Request ${requestId} has no Machine Action that is still running.`,
    next: 'If it waits for approval, its requestor can withdraw it on the card.',
    requestId,
  }),
  'own-request': (who: Audience): Words => ({
    says: 'You asked for this yourself; somebody else has to approve it.',
    next: 'Wait for one of the approvers, or press Withdraw if you no longer want it.',
    who,
  }),
  'not-an-approver': (who: Audience): Words => ({
    says: 'The policy does not let you decide on this request.',
    next: 'One of the approvers can; if it is urgent, ask them in the thread.',
    who,
  }),
  'place-taken': (who: Audience): Words => ({
    says: 'The approval that you could give is already given; what is missing is for others.',
    next: 'Wait for one of them; a word in the thread may help.',
    who,
  }),
  'already-counted': (at: Instant): Words => ({
    says: 'You have approved this request already, and that counted.',
    next: 'There is nothing more for you to do: the card shows what becomes of it.',
    at,
  }),
  'already-reviewed': (): Words => ({
    says: 'You have already approved this request.',
    next: 'It waits for other people now; nobody counts twice.',
  }),
  decided: (what: string, by: string, at: Instant): Words => ({
    says: `Too late: this request was ${what} by ${by}.`,
    next: 'The card shows the outcome; ask again if it is still needed.',
    at,
  }),
  expired: (at: Instant): Words => ({
    says: 'Too late: this request expired before enough people had approved it.',
    next: 'Ask again if it is still needed.',
    at,
  }),
  'not-sent': (by: string, at: Instant): Words => ({
    says: `Too late: this request was approved by ${by}, but was not sent to Defender and has ended.`,
    next: 'The card says why; ask again if it is still needed.',
    at,
  }),
  'refused-before': (said: string): Words => ({
    says: `This was refused: ${ended(said)}`,
    next: 'Twokey was restarted before it could tell you so. See where things stand with /defender status, and try again if it is still needed.',
  }),
  'not-the-card': (requestId: string): Words => ({
    says: 'This is not the card of the request, only a copy; its buttons do nothing.',
    next: 'Use the buttons on the card itself.',
    requestId,
  }),
  'card-changed': (requestId: string): Words => ({
    says: 'This button does not belong to the request as it is stored; nothing was done.',
    next: 'Use the buttons on the card itself; if those say the same, tell whoever runs Twokey.',
    requestId,
  }),
  'not-the-requestor': (name: string): Words => ({
    says: `Only ${name}, who asked for this, can withdraw it.`,
    next: 'An approver can press Deny instead.',
  }),
  'already-sent': (requestId: string): Words => ({
    says: 'Too late to withdraw: the action has been handed to Defender.',
    next: `To stop it, type /defender cancel ${requestId} and say why.`,
    requestId,
  }),
  ...settleRefusals,
  ...afterRefusals,
} as const satisfies Readonly<Record<string, (...args: never[]) => Words>>;

/** The stable code of a refusal. */
export type RefusalCode = keyof typeof refusals;

/** Makes a refusal from its code and facts. */
export const refuse = <C extends RefusalCode>(code: C, ...facts: Parameters<(typeof refusals)[C]>): Refusal => {
  const words = refusals[code] as (...args: Parameters<(typeof refusals)[C]>) => Words;
  return { code, ...words(...facts) };
};

/** Whether a value is a refusal. */
export const isRefusal = (value: object): value is Refusal => 'code' in value && 'says' in value && 'next' in value;
