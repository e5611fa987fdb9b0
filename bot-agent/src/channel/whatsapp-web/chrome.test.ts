import { expect, it } from 'vitest';
import { Unrecoverable } from '../../service.ts';
import { chromeVersion, findChrome, userAgentOf } from './chrome.ts';

it('the user agent is that of this browser with a window, and none where its version is not known', () => {
  expect(userAgentOf('Chromium 156.0.7000.12 built on Debian', 'linux')).toBe(
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  );
  expect(userAgentOf('Google Chrome 155.0.1.2', 'win32')).toContain('Windows NT 10.0');
  expect(userAgentOf('', 'linux')).toBe(false);
  expect(userAgentOf('Chromium 156.0.1.2', 'aix')).toBe(false);
});

it('a browser that is not there or does not start is said in words', async () => {
  expect(findChrome(process.execPath)).toBe(process.execPath);
  expect(() => findChrome('/nowhere/chrome')).toThrow(Unrecoverable);
  expect(() => findChrome(null, '/nowhere')).toThrow(/CHROME_PATH/);
  await expect(chromeVersion('/bin/false')).rejects.toThrow(/does not start/);
});
