import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { DownFrame } from './link/down.ts';
import { UpFrame } from './link/up.ts';
import { LINK_PROTOCOL, OLDEST_LINK_PROTOCOL } from './link/version.ts';
import { LiveDownFrame, LiveUpFrame } from './live/frames.ts';
import { LIVE_PROTOCOL } from './live/version.ts';
import { PhoneDownFrame, PhoneUpFrame } from './phone/frames.ts';

/** Announced shapes: a version of a wire and the hash of its schemas. Append; never edit a line that has landed. */
const ANNOUNCED = {
  link: {
    1: 'ba68a62792716dd9',
    2: 'a6ddcd9fa2fba7c4',
    3: '76be9303cc0d7299',
    4: 'c0288edce4bd245b',
    5: '6dca6c2868615be9',
    6: '1672ce8ba6ad4f98',
    7: 'caebba957efd7b3d',
    8: '4a1fbc062013a01d',
    9: '68678c24eb92b57f',
  },
  live: {
    1: 'b4646d8bbe2c7633',
    2: '125145e2fe986552',
    3: 'bf932bb79f5e9b78',
    4: '4e9d1ccf9e0d26b0',
    5: '60c158143a4fbc2b',
    6: '497b961a9929e586',
    7: 'f1876bacb8ba41c4',
    8: 'd440558a03bbfea6',
    9: 'cbbb9f6855f122b1',
  },
  phone: { 1: '755c9b70854389dd', 2: '825c4392eb3e55af', 3: '02ad86c4d273faf7', 4: '9f7e53d888498596' },
};

const hashOf = (...schemas: z.ZodMiniType[]): string =>
  createHash('sha256')
    .update(JSON.stringify(schemas.map((schema) => z.toJSONSchema(schema))))
    .digest('hex')
    .slice(0, 16);

const advice = (wire: string): string =>
  `The ${wire} schemas changed. If peers of the last version cannot live with it, bump the version and write its history line; ` +
  `then announce the new hash here.`;

describe('an unannounced change of a wire fails', () => {
  it('link', () => {
    expect(hashOf(UpFrame, DownFrame), advice('link')).toBe((ANNOUNCED.link as Record<number, string>)[LINK_PROTOCOL]);
    expect(OLDEST_LINK_PROTOCOL).toBeLessThanOrEqual(LINK_PROTOCOL);
  });
  it('live', () => {
    expect(hashOf(LiveUpFrame, LiveDownFrame), advice('live')).toBe(
      (ANNOUNCED.live as Record<number, string>)[LIVE_PROTOCOL],
    );
  });
  it('phone', () => {
    expect(hashOf(PhoneUpFrame, PhoneDownFrame), advice('phone')).toBe(ANNOUNCED.phone[4]);
  });
  it('notices any change of a shape', () => {
    expect(hashOf(z.object({ a: z.string() }))).not.toBe(hashOf(z.object({ a: z.optional(z.string()) })));
  });
});
