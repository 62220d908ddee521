import { refuse } from '../../../src/domain/refusal';
import { fieldErrors, noMachineGiven, refusalAtField } from '../../../src/slack/forms/field-errors';

describe('errors at fields', () => {
  test('are what Slack takes as an answer', () => {
    expect(fieldErrors({ comment: 'Say why.' })).toEqual({
      response_action: 'errors',
      errors: { comment: 'Say why.' },
    });
    expect(noMachineGiven()).toMatchObject({ errors: { machine: expect.stringContaining('Name the machine') } });
  });

  test('come from refusals that are about one field', () => {
    expect(refusalAtField(refuse('no-comment'))).toMatchObject({
      errors: { comment: expect.stringContaining('The comment is empty') },
    });
    expect(refusalAtField(refuse('machine-not-found', 'x', []))?.errors['machine']).toContain('no machine “x”');
    expect(refusalAtField(refuse('shared-channel'))).toBeNull();
  });
});
