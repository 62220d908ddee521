import type { InputBlock, PlainTextOption } from '@slack/types';
import type { Verb } from '../../domain/catalogue';
import { canBeForATime, parseWantedFor, spellWantedFor, typedWantedFor } from '../../domain/wanted-for';
import { fieldIds } from '../action-ids';
import { limits } from '../block-kit/limits';
import { plain } from '../block-kit/text';
import { chosenIn, type SubmittedView } from './view-state';

const OPEN_END = 'until-released';
const onOffer = ['1h', '4h', '8h', '24h', '3d', '7d'] as const;

const openEnd: PlainTextOption = { text: plain('Until somebody undoes it', limits.optionText), value: OPEN_END };

const optionOf = (ms: number): PlainTextOption => ({
  text: plain(spellWantedFor(ms), limits.optionText),
  value: typedWantedFor(ms),
});

/** The field that asks how long an action is wanted for, with what was typed; none where an action takes no time. */
export const wantedForBlocks = (forMs: number | null, verb: Verb | null): readonly InputBlock[] => {
  if (verb === null || !canBeForATime(verb)) return [];
  const offered = onOffer.map((word) => parseWantedFor(word) ?? 0);
  // What was typed is kept, whatever it was.
  const times = forMs === null || offered.includes(forMs) ? offered : [...offered, forMs].sort((a, b) => a - b);
  return [
    {
      type: 'input',
      block_id: fieldIds.wantedFor,
      label: plain('For how long', limits.inputLabel),
      hint: plain('Then Twokey reminds the thread. It never undoes anything by itself.', limits.inputLabel),
      element: {
        type: 'static_select',
        action_id: fieldIds.wantedFor,
        options: [openEnd, ...times.map(optionOf)],
        initial_option: forMs === null ? openEnd : optionOf(forMs),
      },
    },
  ];
};

/** What was chosen, in milliseconds; null for no end, undefined where the form did not ask. */
export const readWantedFor = (view: SubmittedView): number | null | undefined => {
  const chosen = chosenIn(view, fieldIds.wantedFor);
  return chosen === null ? undefined : parseWantedFor(chosen);
};
