import { refuse } from '../../../src/domain/refusal';
import { askForm, readAskForm } from '../../../src/slack/forms/ask-form';
import { readChooseForm } from '../../../src/slack/forms/choose-form';
import { readDenyForm } from '../../../src/slack/forms/deny-form';
import { input, inputsOf, sound } from '../drawn-form';
import { wordsOf } from '../reading';
import { draft } from '../samples';

describe('the form that asks', () => {
  test('carries only the draft’s id', () => {
    const view = sound(askForm({ draft: draft({ comment: 'secret plan' }), problem: null }));
    expect(view).toMatchObject({ callback_id: 'ask-form', private_metadata: 'draft-1', title: { text: 'Isolate' } });
  });

  test('has a field labelled Comment, filled with what was typed', () => {
    const view = sound(askForm({ draft: draft({ comment: 'beaconing\nto a C2' }), problem: null }));
    expect(input(view, 'comment')).toMatchObject({
      label: { text: 'Comment' },
      element: { multiline: true, max_length: 3000, initial_value: 'beaconing\nto a C2' },
    });
  });

  test('loses no words of a comment that is too long', () => {
    const comment = `${'word '.repeat(700)}end`;
    const view = sound(askForm({ draft: draft({ comment }), problem: null }));
    const field = input(view, 'comment')?.element;
    const kept = field?.type === 'plain_text_input' ? (field.initial_value ?? '') : '';
    expect(kept).toBe(comment.slice(0, 3000));
    expect(wordsOf(view.blocks)).toContain(comment.slice(3000));
  });

  test('offers the type-ahead and a text field, of which either will do', () => {
    const view = sound(askForm({ draft: draft(), problem: null }));
    expect(inputsOf(view)).toEqual(['machine-search', 'machine', 'parameter', 'wanted-for', 'comment']);
    expect(input(view, 'machine-search')).toMatchObject({
      optional: true,
      element: { type: 'external_select', action_id: 'machine-search', min_query_length: 1 },
    });
    expect(input(view, 'machine')).toMatchObject({ optional: true, label: { text: 'Machine name, id or IP' } });
  });

  test('keeps the machine that was typed', () => {
    const view = sound(askForm({ draft: draft({ machine: 'web-01' }), problem: null }));
    expect(input(view, 'machine')).toMatchObject({ element: { initial_value: 'web-01' } });
  });

  test('has the parameter with the default chosen, or what was typed', () => {
    expect(input(askForm({ draft: draft(), problem: null }), 'parameter')).toMatchObject({
      label: { text: 'Isolation' },
      element: { type: 'radio_buttons', initial_option: { value: 'full' } },
    });
    const typed = askForm({ draft: draft({ parameter: 'selective' }), problem: null });
    expect(input(typed, 'parameter')).toMatchObject({ element: { initial_option: { value: 'selective' } } });
    expect(inputsOf(askForm({ draft: draft({ verb: 'restrict' }), problem: null }))).not.toContain('parameter');
  });

  test('asks for how long, with what was typed, of what contains a machine and can be undone', () => {
    const field = (forMs: number | null) => input(askForm({ draft: draft({ forMs }), problem: null }), 'wanted-for');
    expect(field(null)).toEqual({
      type: 'input',
      block_id: 'wanted-for',
      label: { type: 'plain_text', text: 'For how long', emoji: false },
      hint: {
        type: 'plain_text',
        text: 'Then Twokey reminds the thread. It never undoes anything by itself.',
        emoji: false,
      },
      element: {
        type: 'static_select',
        action_id: 'wanted-for',
        options: [
          ['Until somebody undoes it', 'until-released'],
          ['1 hour', '1h'],
          ['4 hours', '4h'],
          ['8 hours', '8h'],
          ['1 day', '1d'],
          ['3 days', '3d'],
          ['7 days', '7d'],
        ].map(([text, value]) => ({ text: { type: 'plain_text', text, emoji: false }, value })),
        initial_option: {
          text: { type: 'plain_text', text: 'Until somebody undoes it', emoji: false },
          value: 'until-released',
        },
      },
    });
    expect(field(4 * 3_600_000)).toMatchObject({ element: { initial_option: { value: '4h' } } });
    expect(field(90 * 60_000)).toMatchObject({ element: { initial_option: { value: '90m' } } });
    for (const verb of ['release', 'scan', 'cancel']) {
      expect(inputsOf(askForm({ draft: draft({ verb }), problem: null }))).not.toContain('wanted-for');
    }
  });

  test('reads that there is to be no end, which is another thing than not having asked', () => {
    const chosen = (value: string) =>
      readAskForm({ state: { values: { 'wanted-for': { 'wanted-for': { selected_option: { value } } } } } }).forMs;
    expect(['until-released', '90m', '7d'].map(chosen)).toEqual([null, 5_400_000, 604_800_000]);
  });

  test('of a cancellation asks for the request, which is required', () => {
    const view = sound(askForm({ draft: draft({ verb: 'cancel' }), problem: null }));
    expect(inputsOf(view)).toEqual(['machine', 'comment']);
    expect(input(view, 'machine')).toMatchObject({ optional: false, label: { text: 'Request' } });
    expect(view.title.text).toBe('Cancel');
  });

  test('says what was wrong with the last try', () => {
    const problem = refuse('machine-not-found', 'web-1', ['web-01']);
    expect(wordsOf(sound(askForm({ draft: draft(), problem })).blocks)).toContain(
      'Defender knows no machine “web-1”. Near names: web-01. Use one of them, or the 40-character machine id.',
    );
  });
});

describe('what comes back from the form', () => {
  test('is read by field', () => {
    const state = {
      values: {
        'machine-search': { 'machine-search': { type: 'external_select', selected_option: { value: 'a'.repeat(40) } } },
        machine: { machine: { type: 'plain_text_input', value: ' web-01 ' } },
        'wanted-for': { 'wanted-for': { type: 'static_select', selected_option: { value: '4h' } } },
        parameter: { parameter: { type: 'radio_buttons', selected_option: { value: 'selective' } } },
        comment: { comment: { type: 'plain_text_input', value: 'why\nnot' } },
      },
    };
    expect(readAskForm({ private_metadata: 'draft-1', state })).toEqual({
      draftId: 'draft-1',
      verb: null,
      channel: null,
      machine: 'web-01',
      chosenMachineId: 'a'.repeat(40),
      parameter: 'selective',
      forMs: 14_400_000,
      comment: 'why\nnot',
    });
  });

  test.each([
    ['nothing', {}],
    ['no values', { state: {} }],
    ['null values', { state: { values: null } }],
    ['empty fields', { state: { values: { comment: {}, machine: { machine: { value: null } } } } }],
    ['nothing chosen', { state: { values: { parameter: { parameter: { selected_option: null } } } } }],
    ['wrong types', { state: { values: { comment: { comment: { value: 7 } }, machine: [] } } }],
  ])('is empty where Slack sent %s', (_, view) => {
    expect(readAskForm(view)).toEqual({
      draftId: '',
      verb: null,
      channel: null,
      machine: '',
      chosenMachineId: null,
      parameter: null,
      forMs: undefined,
      comment: '',
    });
    expect(readChooseForm(view)).toEqual({ draftId: '', machineId: null });
    expect(readDenyForm(view)).toBeNull();
  });
});

describe('the form that asks for a file', () => {
  const SHA1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

  test('has a field for its SHA-1, filled with what was typed', () => {
    const view = sound(askForm({ draft: draft({ verb: 'quarantine', parameter: SHA1 }), problem: null }));
    expect(inputsOf(view)).toEqual(['machine-search', 'machine', 'parameter', 'comment']);
    expect(input(view, 'parameter')).toMatchObject({
      label: { text: 'SHA-1 of the file' },
      element: { type: 'plain_text_input', initial_value: SHA1 },
    });
    expect(view.title.text).toBe('Stop and quarantine file');
  });

  test('gives back what is in it', () => {
    const state = { values: { parameter: { parameter: { type: 'plain_text_input', value: ` ${SHA1} ` } } } };
    expect(readAskForm({ private_metadata: 'draft-1', state }).parameter).toBe(SHA1);
  });
});

test('names that do not fit are counted, and none is cut in two', () => {
  const names = Array.from({ length: 400 }, (_, index) => `machine-number-${String(index).padStart(4, '0')}`);
  const view = askForm({ draft: draft({ machine: names.join(',') }), problem: null });
  const field = input(view, 'machine');
  const shown = String(Reflect.get(field?.element ?? {}, 'initial_value')).split('\n');
  expect(shown).toEqual(names.slice(0, shown.length));
  expect(field).toMatchObject({
    hint: { text: `${400 - shown.length} more do not fit here: ask for them separately.` },
  });
});
