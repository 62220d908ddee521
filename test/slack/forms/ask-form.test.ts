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
    expect(inputsOf(view)).toEqual(['machine-search', 'machine', 'parameter', 'comment']);
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

  test('of a cancellation asks for the request, which is required', () => {
    const view = sound(askForm({ draft: draft({ verb: 'cancel' }), problem: null }));
    expect(inputsOf(view)).toEqual(['machine', 'comment']);
    expect(input(view, 'machine')).toMatchObject({ optional: false, label: { text: 'Request' } });
    expect(view.title.text).toBe('Cancel');
  });

  test('asks for the verb where the one that was typed is not known', () => {
    const view = sound(askForm({ draft: draft({ verb: 'islate', machine: 'web-01', comment: 'why' }), problem: null }));
    expect(inputsOf(view)).toEqual(['verb', 'machine-search', 'machine', 'comment']);
    const state = { values: { verb: { verb: { selected_option: { value: 'isolate' } } } } };
    expect(readAskForm({ private_metadata: 'draft-1', state }).verb).toBe('isolate');
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
        parameter: { parameter: { type: 'radio_buttons', selected_option: { value: 'selective' } } },
        comment: { comment: { type: 'plain_text_input', value: 'why\nnot' } },
      },
    };
    expect(readAskForm({ private_metadata: 'draft-1', state })).toEqual({
      draftId: 'draft-1',
      verb: null,
      machine: 'web-01',
      chosenMachineId: 'a'.repeat(40),
      parameter: 'selective',
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
      machine: '',
      chosenMachineId: null,
      parameter: null,
      comment: '',
    });
    expect(readChooseForm(view)).toEqual({ draftId: '', machineId: null });
    expect(readDenyForm(view)).toBeNull();
  });
});
