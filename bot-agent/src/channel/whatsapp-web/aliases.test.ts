import { describe, expect, it } from 'vitest';
import { Aliases, type Looked, type LookUp } from './aliases.ts';

const LID = '123456789012345@lid';
const PHONE = '5511987654321@c.us';
const BOTH = [
  { kind: 'lid', value: '123456789012345' },
  { kind: 'phone', value: '+5511987654321' },
];

const looked = (other: string | null, isMe = false): Looked => ({ other, isMe });

const setUp = (answer: LookUp) => {
  const asked: string[][] = [];
  const time = { now: 0 };
  const lookUp: LookUp = (jids) => {
    asked.push(jids);
    return answer(jids);
  };
  const aliases = new Aliases(lookUp, { now: () => time.now }, () => Promise.resolve());
  return { aliases, asked, time };
};

describe('under which names a person goes', () => {
  it('is asked for once for both, and the name it came under stands first', async () => {
    const { aliases, asked } = setUp((jids) => Promise.resolve(jids.map((jid) => looked(jid === LID ? PHONE : null))));
    expect(await aliases.namesOf(LID)).toEqual(BOTH);
    expect(await aliases.namesOf(PHONE)).toEqual(BOTH.toReversed());
    expect(await aliases.namesOf(LID)).toEqual(BOTH);
    expect(aliases.otherOf(PHONE)).toBe(LID);
    expect(asked).toEqual([[LID]]);
  });

  it('is asked for many in few questions', async () => {
    const { aliases, asked } = setUp((jids) => Promise.resolve(jids.map(() => looked(null))));
    const lids = Array.from({ length: 45 }, (_, i) => `${100_000 + i}@lid`);
    await Promise.all([...lids, ...lids].map((lid) => aliases.namesOf(lid)));
    expect(asked.map((jids) => jids.length)).toEqual([20, 20, 5]);
  });

  it('who has no phone is not asked for again and again, but later', async () => {
    const { aliases, asked, time } = setUp((jids) => Promise.resolve(jids.map(() => looked(null))));
    for (const now of [0, 60_000, 59 * 60_000]) {
      time.now = now;
      expect(await aliases.namesOf(LID)).toEqual([BOTH[0]]);
    }
    expect(asked).toHaveLength(1);
    time.now = 61 * 60_000;
    await aliases.namesOf(LID);
    expect(asked).toHaveLength(2);
  });

  it('a question without an answer takes nobody away their own name, and is asked again sooner', async () => {
    let fails = true;
    const { aliases, time } = setUp((jids) =>
      fails ? Promise.reject(new Error('x')) : Promise.resolve(jids.map(() => looked(PHONE))),
    );
    expect(await aliases.namesOf(LID)).toEqual([BOTH[0]]);
    fails = false;
    time.now = 2 * 60_000;
    expect(await aliases.namesOf(LID)).toEqual(BOTH);
  });

  it('the number itself is no contact', async () => {
    const { aliases } = setUp((jids) => Promise.resolve(jids.map(() => looked(null, true))));
    expect(await aliases.namesOf(PHONE)).toEqual([]);
    expect(aliases.otherOf(PHONE)).toBeNull();
  });

  it('what is no person has no names and is not asked for', async () => {
    const { aliases, asked } = setUp(() => Promise.resolve([]));
    expect(await aliases.namesOf('5511-1600@g.us')).toEqual([]);
    expect(asked).toEqual([]);
  });
});
