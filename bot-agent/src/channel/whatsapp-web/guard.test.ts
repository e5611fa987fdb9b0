import { expect, it } from 'vitest';
import { isLibrarys } from './guard.ts';

const thrownIn = (file: string): Error => Object.assign(new Error('x'), { stack: `Error: x\n    at f (${file}:1:2)` });

it('only what the library or its driver threw is forgiven', () => {
  expect(isLibrarys(thrownIn('/a/node_modules/puppeteer-core/lib/cjs/x.js'))).toBe(true);
  expect(isLibrarys(thrownIn('C:\\a\\node_modules\\whatsapp-web.js\\src\\Client.js'))).toBe(true);
  expect(isLibrarys(thrownIn('/a/bot-agent/src/channel/whatsapp-web/life.ts'))).toBe(false);
  expect(isLibrarys('ready timeout')).toBe(false);
});
