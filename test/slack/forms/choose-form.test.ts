import { chooseForm, readChooseForm } from '../../../src/slack/forms/choose-form';
import { input, inputsOf, sound } from '../drawn-form';
import { wordsOf } from '../reading';
import { draft, machine } from '../samples';

describe('the form that lets choose', () => {
  const twins = [
    machine(),
    machine({ id: `${'b'.repeat(38)}9f`, os: null, lastSeenAt: null }),
    machine({ id: 'c'.repeat(40), os: 'WindowsServer2022Datacenter' }),
  ];

  test('tells namesakes apart by when they were seen, OS and id', () => {
    const view = sound(chooseForm(draft({ machine: 'web-01', candidates: twins })));
    expect(view).toMatchObject({ callback_id: 'choose-form', private_metadata: 'draft-1' });
    expect(input(view, 'choice')).toMatchObject({
      element: {
        type: 'radio_buttons',
        options: [
          { description: { text: 'last seen 2026-11-22 09:00 UTC, Windows11, id …aaaaaa' } },
          { description: { text: 'last seen unknown, OS unknown, id …bbbb9f' }, value: `${'b'.repeat(38)}9f` },
          { description: { text: 'last seen 2026-11-22 09:00 UTC, WindowsServer2022Da…, id …cccccc' } },
        ],
      },
    });
    expect(JSON.stringify(view)).not.toContain('initial_option');
  });

  test('is a menu of at most 100 where there are many, and says how many are left', () => {
    const candidates = Array.from({ length: 130 }, (_, index) => machine({ id: index.toString(16).padStart(40, '0') }));
    const view = sound(chooseForm(draft({ candidates })));
    const field = input(view, 'choice')?.element;
    expect(field?.type === 'static_select' ? field.options : []).toHaveLength(100);
    expect(wordsOf(view.blocks)).toContain('30 more are not shown');
  });

  test('says so when nothing is left to choose', () => {
    const view = sound(chooseForm(draft()));
    expect(inputsOf(view)).toEqual([]);
    expect(wordsOf(view.blocks)).toContain('No machine is left to choose from.');
  });

  test('gives the id of the machine that was chosen', () => {
    const state = { values: { choice: { choice: { selected_option: { value: 'b'.repeat(40) } } } } };
    expect(readChooseForm({ private_metadata: 'draft-1', state })).toEqual({
      draftId: 'draft-1',
      machineId: 'b'.repeat(40),
    });
  });
});
