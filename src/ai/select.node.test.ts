import { expect, test } from 'vitest';
import { embeddedAssistant } from './embedded/embedded.ts';
import { selectAssistant } from './select.ts';

test('embedded is the assistant that needs nothing', () => {
  expect(selectAssistant('embedded')).toBe(embeddedAssistant);
});

test.each(['', 'gpt', 'toString', '__proto__'])('an unknown provider %j is an error that names the known ones', (provider) => {
  expect(() => selectAssistant(provider)).toThrow(/AI_PROVIDER.*embedded/u);
});
