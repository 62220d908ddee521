import type { Audience } from './audience';
import { channelList } from './channel-list';
import { type Instant, spellDuration } from './instant';

/** A "no" of the domain: a value, not an error. */
export interface Refusal {
  /** Stable, for logs, events and tests. */
  readonly code: RefusalCode;
  /** Why not, as one sentence. Holds words that people typed: escape before showing. */
  readonly says: string;
  /** What to do next, as one sentence. */
  readonly next: string;
  /** Who can do it instead, where the answer is about people. */
  readonly who?: Audience;
  /** The request whose card to point at. */
  readonly requestId?: string;
  /** A moment that the sentence is about, shown in the reader's time zone. */
  readonly at?: Instant;
}

interface Words extends Omit<Refusal, 'code'> {}

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
  'several-machines': (names: readonly string[]): Words => ({
    says: `You named ${names.length} machines: ${names.join(', ')}. One request is for one machine.`,
    next: 'Ask for each machine on its own.',
  }),
  'no-comment': (): Words => ({
    says: 'The comment is empty, or holds nothing that can be seen.',
    next: 'Say why, in words that the approver and the audit can use.',
  }),
  'comment-too-long': (length: number, limit: number): Words => ({
    says: `The comment has ${length} characters; at most ${limit} fit.`,
    next: 'Shorten it and send it again.',
  }),
  'machine-not-found': (name: string, near: readonly string[]): Words => ({
    says: `Defender knows no machine “${name}”.`,
    next:
      near.length > 0
        ? `Near names: ${near.join(', ')}. Use one of them, or the 40-character machine id.`
        : 'Use its full DNS name, short name, 40-character machine id or IP address, as the Defender portal shows it.',
  }),
  'machine-needs-choice': (name: string, count: number): Words => ({
    says:
      count === 1
        ? `“${name}” is an IP address; it may have moved to another machine.`
        : `${count} machine records match “${name}”.`,
    next: 'Press Choose, and confirm the machine by its name and when it was last seen.',
  }),
  'not-a-member': (why: string): Words => ({
    says: `Your Slack account ${why}; only members of this workspace can ask or decide.`,
    next: 'Ask a colleague who is a full member of this workspace. If you are one yourself, show this to whoever runs Twokey.',
  }),
  'not-a-requestor': (who: Audience): Words => ({
    says: 'The policy does not let you ask for actions.',
    next: 'Let somebody who may ask do it, or have whoever keeps the policy file add you.',
    who,
  }),
  'denied-by-rule': (denials: readonly { readonly rule: string; readonly words: string }[]): Words => ({
    says:
      denials.length === 1
        ? `The policy rule ${denials.map(({ rule, words }) => `“${rule}” does not allow this: ${ended(words)}`).join()}`
        : `${denials.length} rules of the policy do not allow this. ${denials
            .map(({ rule, words }) => `“${rule}”: ${ended(words)}`)
            .join(' ')}`,
    next: 'Do it in the Defender portal if it must be done, or ask whoever keeps the policy file.',
  }),
  'ticket-missing': (rules: readonly { readonly rule: string; readonly pattern: string }[]): Words => ({
    says: `The comment names no ticket, and the policy asks for one: ${rules
      .map(({ rule, pattern }) => `rule “${rule}” wants something that matches ${pattern}`)
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
  'no-reason': (): Words => ({
    says: 'A pause needs its reason: everybody whose request waits will read it.',
    next: 'Type /defender pause and, behind it, why.',
  }),
  'not-allowed-to-pause': (who: Audience): Words => ({
    says: 'The policy does not make you an approver of anything, and only approvers can pause and resume sending.',
    next: 'Ask one of them; if none can be reached, whoever runs Twokey can stop it.',
    who,
  }),
  'already-paused': (by: string, at: Instant): Words => ({
    says: `Nothing is being sent to Defender: ${by} has paused it.`,
    next: 'When it is safe to go on, two approvers type /defender resume.',
    at,
  }),
  'not-paused': (): Words => ({
    says: 'Sending to Defender is not paused.',
    next: 'Nothing needs to be done: what is approved is being sent.',
  }),
  'later-pause': (by: string, at: Instant): Words => ({
    says: `That was about the time before ${by} paused sending, and does not count for this pause.`,
    next: 'Read why it was paused. When it is safe to go on, type /defender resume or press Resume on the newest notice.',
    at,
  }),
  'unknown-pause': (): Words => ({
    says: 'This button does not belong to a pause as it is stored; nothing was done.',
    next: 'When it is safe to go on, type /defender resume.',
  }),
  'not-the-notice': (): Words => ({
    says: 'This is not the notice of the pause, only a copy; its button does nothing.',
    next: 'When it is safe to go on, press Resume on the notice itself, or type /defender resume.',
  }),
  'resume-already-asked': (): Words => ({
    says: 'You have already said that sending may go on.',
    next: 'It takes a second approver: one of them types /defender resume, or presses Resume.',
  }),
  'not-for-you': (who: Audience): Words => ({
    says: 'Only those who may ask or approve can see this.',
    next: 'Ask one of them to look for you, or have whoever keeps the policy file add you.',
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
  'already-open': (requestId: string): Words => ({
    says: `The same action is already asked for, or running, on this machine: request ${requestId}.`,
    next: 'Follow it there, or wait until it is over.',
    requestId,
  }),
  'unknown-request': (id: string): Words => ({
    says: `There is no request “${id}”.`,
    next: 'Use the id on the card, or type /defender status to see what is open.',
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
