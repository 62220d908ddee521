import { denyForm, readDenyForm } from '../../../src/slack/forms/deny-form';
import { input, sound } from '../drawn-form';
import { wordsOf } from '../reading';

describe('the form that asks why', () => {
  const target = { requestId: '7KQ2M9TX', binding: 'b'.repeat(64), postId: 'post-1' };

  test('names what is denied, and has a required field labelled Reason', () => {
    const view = sound(denyForm({ ...target, about: 'Restrict app execution: web-01' }));
    expect(wordsOf(view.blocks)).toContain('Restrict app execution: web-01');
    expect(input(view, 'reason')).toMatchObject({ label: { text: 'Reason' }, element: { max_length: 1000 } });
    expect(input(view, 'reason')?.optional).toBeUndefined();
  });

  test('gives back the button’s target and the reason', () => {
    const view = denyForm({ ...target, about: 'x' });
    const state = { values: { reason: { reason: { value: 'Wrong machine.' } } } };
    expect(readDenyForm({ private_metadata: view.private_metadata ?? '', state })).toEqual({
      ...target,
      reason: 'Wrong machine.',
    });
    expect(readDenyForm({ private_metadata: 'junk', state })).toBeNull();
  });
});
