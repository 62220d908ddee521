import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { Action } from '../../domain/action';
import { actionOf, actions, isVerb, type Verb } from '../../domain/catalogue';
import type { Refusal } from '../../domain/refusal';
import type { Draft, Shortcut } from '../../flow/storage';
import { callbackIds, fieldIds } from '../action-ids';
import { limits } from '../block-kit/limits';
import type { Phrase } from '../block-kit/phrase';
import { richBlock } from '../block-kit/rich-block';
import { plain } from '../block-kit/text';
import { askBlocks, askForm, effectBlocks, problemBlocks } from './ask-form';
import { blockOf } from './view-state';

const SHA1 = /^[0-9a-f]{40}$/i;

/** Only actions on machines: which request to cancel is said by a button on its card, or in a command. */
const onOffer = actions.filter(({ target }) => target === 'machine');

const verbOption = ({ verb, title }: Action): PlainTextOption => ({
  text: plain(title, limits.optionText),
  value: verb,
});

const verbBlock = (verb: Verb | null): InputBlock => {
  const chosen = onOffer.find((action) => action.verb === verb);
  return {
    type: 'input',
    block_id: fieldIds.verb,
    dispatch_action: true,
    label: plain('Action', limits.inputLabel),
    element: {
      type: 'static_select',
      action_id: fieldIds.verb,
      placeholder: plain('What is to be done', limits.placeholder),
      options: onOffer.map(verbOption),
      ...(chosen === undefined ? {} : { initial_option: verbOption(chosen) }),
    },
  };
};

const channelBlock = (channel: string): InputBlock => ({
  type: 'input',
  block_id: fieldIds.channel,
  label: plain('Channel', limits.inputLabel),
  hint: plain('The card is posted there, where the approvers see it. Twokey has to be in it.', limits.inputLabel),
  element: {
    type: 'conversations_select',
    action_id: fieldIds.channel,
    filter: { include: ['public', 'private'], exclude_external_shared_channels: true },
    // So that whoever asks can be answered there even where Twokey is not a member.
    response_url_enabled: true,
    ...(channel === '' ? { default_to_current_conversation: true } : { initial_conversation: channel }),
  },
});

const addressWords = ({ addresses }: Shortcut): Phrase =>
  addresses.flatMap(({ address, machine }, index) => [
    index === 0 ? '' : ', ',
    { code: address },
    ...(machine === null ? [] : [' (last seen on ', { strong: machine }, ')']),
  ]);

const hashWords = ({ hashes }: Shortcut): Phrase =>
  hashes.flatMap((hash, index) => [index === 0 ? '' : ', ', { code: hash }]);

/** What the message holds that is not filled in, to be copied or confirmed by a person. */
const foundBlocks = (shortcut: Shortcut): readonly KnownBlock[] => [
  ...(shortcut.addresses.length === 0
    ? []
    : [
        richBlock(
          'found-addresses',
          [{ strong: 'IP addresses in the message: ' }, ...addressWords(shortcut), '.'],
          ['An address may have moved to another machine, so none is filled in. Name the machine that you mean.'],
        ),
      ]),
  ...(shortcut.hashes.length === 0
    ? []
    : [richBlock('found-hashes', [{ strong: 'Hashes in the message: ' }, ...hashWords(shortcut), '.'])]),
];

/** The draft with the one SHA-1 that the message holds, where the action is about a file and none was given. */
const withFoundFile = (draft: Draft, { hashes }: Shortcut, verb: Verb | null): Draft => {
  if (verb === null || actionOf(verb).parameter?.kind !== 'sha1' || SHA1.test(draft.parameter ?? '')) return draft;
  const files = hashes.filter((hash) => SHA1.test(hash));
  return { ...draft, parameter: files.length === 1 ? (files[0] ?? null) : draft.parameter };
};

const ofVerb =
  (verb: Verb | null) =>
  (block: KnownBlock): KnownBlock =>
    block.block_id === fieldIds.parameter ? { ...block, block_id: blockOf(fieldIds.parameter, verb ?? '') } : block;

/**
 * The form of a shortcut: it asks for the action as well and, away from any channel, for the channel. It is drawn again
 * when another action is chosen, with the fields that this one takes and all words that were typed.
 */
const pickForm = (draft: Draft, shortcut: Shortcut, problem: Refusal | null): ModalView => {
  const verb = isVerb(draft.verb) ? draft.verb : null;
  return {
    type: 'modal',
    callback_id: callbackIds.ask,
    private_metadata: draft.id,
    title: plain('Defender action', limits.viewTitle),
    submit: plain('Ask for approval', limits.viewTitle),
    close: plain('Cancel', limits.viewTitle),
    blocks: [
      ...problemBlocks(problem),
      verbBlock(verb),
      ...effectBlocks(verb),
      ...(shortcut.from === 'anywhere' ? [channelBlock(draft.channel)] : []),
      ...foundBlocks(shortcut),
      ...askBlocks(withFoundFile(draft, shortcut, verb), verb).map(ofVerb(verb)),
    ],
  };
};

/** The form that a draft is filled in with; `problem` is what is wrong with it so far. */
export const formOf = (draft: Draft, problem: Refusal | null = null): ModalView => {
  if (draft.shortcut === undefined && isVerb(draft.verb)) return askForm({ draft, problem });
  return pickForm(draft, draft.shortcut ?? nothingFound, problem);
};

const nothingFound: Shortcut = { from: 'message', hashes: [], addresses: [] };
