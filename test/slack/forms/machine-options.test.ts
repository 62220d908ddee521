import { machineOptions } from '../../../src/slack/forms/machine-options';
import { HOUR, machine, NOW } from '../samples';

describe('the type-ahead’s suggestions', () => {
  test('show name, age of the last report, OS and id', () => {
    expect(machineOptions([machine()], NOW)).toEqual([
      {
        text: { type: 'plain_text', text: 'web-01.contoso.example', emoji: false },
        description: { type: 'plain_text', text: 'seen 1 h ago, Windows11, id …aaaaaa', emoji: false },
        value: 'a'.repeat(40),
      },
    ]);
    expect(machineOptions([machine({ lastSeenAt: null })], NOW)[0]?.description?.text).toContain('last seen: unknown');
  });

  test('tell a record that Defender calls a potential duplicate', () => {
    const [option] = machineOptions([machine({ name: 'x'.repeat(100), isDuplicate: true })], NOW);
    expect(option?.text.text).toMatch(/^x+… \(potential duplicate\)$/);
    expect(option?.text.text).toHaveLength(75);
  });

  test('are at most 100, each machine once, within the limits', () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      machine({
        id: (index % 200).toString(16).padStart(40, '0'),
        name: '😀'.repeat(200),
        os: 'x'.repeat(200),
        lastSeenAt: NOW - 999 * HOUR,
      }),
    );
    const options = machineOptions(many, NOW);
    expect(options).toHaveLength(100);
    expect(new Set(options.map((option) => option.value)).size).toBe(100);
    for (const { text, description } of options) {
      expect(text.text.length).toBeLessThanOrEqual(75);
      expect(text.text.isWellFormed()).toBe(true);
      expect(description?.text.length).toBeLessThanOrEqual(75);
    }
  });
});
