/**
 * What Slack takes at most, in UTF-16 units of the text as it is sent (escaped), or in pieces. Sources: the Block Kit
 * reference and @slack/types 3.2.0.
 */
export const limits = {
  blocks: 50,
  viewBlocks: 100,
  viewBytes: 250_000,
  /** Slack takes 4000; kept shorter because clients fold long notifications. */
  text: 3000,
  header: 150,
  section: 3000,
  field: 2000,
  fields: 10,
  /** A rich text node; not documented, kept at a section's. */
  rich: 3000,
  buttonValue: 2000,
  accessibilityLabel: 75,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  buttonText: 75,
  optionText: 75,
  optionDescription: 75,
  optionValue: 150,
  options: 100,
  radioOptions: 10,
  viewTitle: 24,
  viewMetadata: 3000,
  inputValue: 3000,
  inputLabel: 2000,
  placeholder: 150,
  reason: 1000,
} as const;
