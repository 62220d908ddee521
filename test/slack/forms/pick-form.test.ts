import { refuse } from '../../../src/domain/refusal';
import type { Shortcut } from '../../../src/flow/storage';
import { readAskForm } from '../../../src/slack/forms/ask-form';
import { asAskedIn, fieldErrors } from '../../../src/slack/forms/field-errors';
import { formOf } from '../../../src/slack/forms/pick-form';
import { input, inputsOf, sound } from '../drawn-form';
import { wordsOf } from '../reading';
import { draft } from '../samples';

const SHA1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';
const SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const onMessage = (facts: Partial<Shortcut> = {}): Shortcut => ({
  from: 'message',
  hashes: [],
  addresses: [],
  ...facts,
});
const anywhere: Shortcut = { from: 'anywhere', hashes: [], addresses: [] };
const form = (verb: string, shortcut = onMessage(), facts: Parameters<typeof draft>[0] = {}) =>
  sound(formOf(draft({ verb, shortcut, ...facts })));

describe('the form of a shortcut', () => {
  test('asks for the action first, and is told of the choice', () => {
    const view = form('', onMessage(), { machine: 'web-01\ndb-02' });
    expect(view.title.text).toBe('Defender action');
    expect(inputsOf(view)).toEqual(['verb', 'machine-search', 'machine', 'comment']);
    expect(input(view, 'verb')).toMatchObject({ dispatch_action: true, element: { type: 'static_select' } });
    expect(input(view, 'machine')).toMatchObject({ element: { initial_value: 'web-01\ndb-02' } });
  });

  test('offers every action on a machine, and not to cancel, which is about a request', () => {
    const element = input(form(''), 'verb')?.element;
    const offered = element?.type === 'static_select' ? (element.options ?? []).map(({ value }) => value) : [];
    expect(offered).toEqual(expect.arrayContaining(['isolate', 'release', 'restrict', 'scan', 'quarantine']));
    expect(offered).not.toContain('cancel');
  });

  test.each([
    ['isolate', ['verb', 'machine-search', 'machine', 'parameter:isolate', 'wanted-for', 'comment']],
    ['restrict', ['verb', 'machine-search', 'machine', 'wanted-for', 'comment']],
    ['scan', ['verb', 'machine-search', 'machine', 'parameter:scan', 'comment']],
    ['quarantine', ['verb', 'machine-search', 'machine', 'parameter:quarantine', 'comment']],
  ])('asks for what %s takes once it is chosen, and says what it does', (verb, fields) => {
    const view = form(verb);
    expect(inputsOf(view)).toEqual(fields);
    expect(input(view, 'verb')).toMatchObject({ element: { initial_option: { value: verb } } });
    expect(view.blocks.map(({ block_id }) => block_id)).toContain('effect');
  });

  test('asks for the channel where it was opened away from any, without those that are shared with others', () => {
    expect(inputsOf(form('restrict', anywhere, { channel: '' }))).toContain('channel');
    expect(input(form('restrict', anywhere, { channel: '' }), 'channel')?.element).toEqual({
      type: 'conversations_select',
      action_id: 'channel',
      filter: { include: ['public', 'private'], exclude_external_shared_channels: true },
      response_url_enabled: true,
      default_to_current_conversation: true,
    });
    expect(input(form('restrict', anywhere, { channel: 'C0INCIDENT' }), 'channel')).toMatchObject({
      element: { initial_conversation: 'C0INCIDENT' },
    });
    expect(inputsOf(form('restrict'))).not.toContain('channel');
  });

  test('names addresses with who had them last, and fills none in', () => {
    const addresses = [
      { address: '10.1.2.3', machine: 'web-01.contoso.com' },
      { address: '10.9.9.9', machine: null },
    ];
    const words = wordsOf(form('', onMessage({ addresses }), { machine: '' }).blocks);
    expect(words).toContain('IP addresses in the message: 10.1.2.3 (last seen on web-01.contoso.com), 10.9.9.9.');
    expect(words).toContain('none is filled in. Name the machine that you mean.');
    expect(input(form('', onMessage({ addresses }), { machine: '' }), 'machine')?.element).not.toHaveProperty(
      'initial_value',
    );
  });

  test('shows the hashes, and fills in the one SHA-1 where the action is about a file', () => {
    const view = form('quarantine', onMessage({ hashes: [SHA1, SHA256] }));
    expect(wordsOf(view.blocks)).toContain(`Hashes in the message: ${SHA1}, ${SHA256}.`);
    expect(input(view, 'parameter:quarantine')).toMatchObject({ element: { initial_value: SHA1 } });
    const several = form('quarantine', onMessage({ hashes: [SHA1, SHA1.replace('d', 'e')] }));
    expect(input(several, 'parameter:quarantine')?.element).not.toHaveProperty('initial_value');
    const typed = form('quarantine', onMessage({ hashes: [SHA1] }), { parameter: 'b'.repeat(40) });
    expect(input(typed, 'parameter:quarantine')).toMatchObject({ element: { initial_value: 'b'.repeat(40) } });
  });

  test('keeps to Slack’s limits with all that a message can hold', () => {
    const addresses = Array.from({ length: 10 }, () => ({ address: 'f'.repeat(39), machine: 'm'.repeat(253) }));
    const hashes = Array.from({ length: 10 }, () => SHA256);
    form('quarantine', { from: 'anywhere', addresses, hashes }, { comment: 'word '.repeat(1_000) });
  });

  test('is the form for a draft whose action is not known, wherever that came from', () => {
    expect(inputsOf(sound(formOf(draft({ verb: 'islate' }))))).toEqual([
      'verb',
      'machine-search',
      'machine',
      'comment',
    ]);
  });

  test('says what was wrong with the last try', () => {
    const problem = refuse('machine-not-found', 'web-1', []);
    expect(wordsOf(formOf(draft({ shortcut: anywhere }), problem).blocks)).toContain('knows no machine “web-1”');
  });
});

describe('what comes back from the form of a shortcut', () => {
  const state = {
    values: {
      verb: { verb: { selected_option: { value: 'scan' } } },
      channel: { channel: { selected_conversation: 'C0INCIDENT' } },
      'parameter:scan': { parameter: { selected_option: { value: 'full' } } },
      comment: { comment: { value: 'why' } },
    },
  };

  test('is read by field, whatever the block of a field is called', () => {
    expect(readAskForm({ private_metadata: 'draft-1', state })).toMatchObject({
      verb: 'scan',
      channel: 'C0INCIDENT',
      parameter: 'full',
      comment: 'why',
    });
  });

  test.each([
    ['scan', 'full'],
    ['quarantine', null],
    ['restrict', null],
  ])('is %s with the parameter that was asked for that, and not for the action chosen before', (verb, parameter) => {
    const values = {
      verb: { verb: { selected_option: { value: verb } } },
      'parameter:isolate': { parameter: { selected_option: { value: 'selective' } } },
      ...(verb === 'scan' ? { 'parameter:scan': { parameter: { selected_option: { value: 'full' } } } } : {}),
    };
    expect(readAskForm({ private_metadata: 'draft-1', state: { values } })).toMatchObject({ verb, parameter });
  });

  test('is answered at the blocks that the form has, and only if it has them', () => {
    expect(asAskedIn({ state }, fieldErrors({ parameter: 'no' }))).toEqual({
      response_action: 'errors',
      errors: { 'parameter:scan': 'no' },
    });
    expect(asAskedIn({ state }, fieldErrors({ machine: 'no', comment: 'no' }))).toBeNull();
  });
});
