import { DEFAULT_PLAYBOOK } from '@oconnector/protocol/model/playbook.ts';
import { describe, expect, it } from 'vitest';
import type { Reply } from '../../ai/assistant.ts';
import { noAnalysis } from '../../ai/turn.fixture.ts';
import { emptyRecord } from './record.ts';
import { decideReply, type Thought } from './thought.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-03-04T13:00:00Z');
const ALWAYS = [{ from: '00:00', to: '24:00' }];
const PLAYBOOK = {
  ...DEFAULT_PLAYBOOK,
  hours: { mon: ALWAYS, tue: ALWAYS, wed: ALWAYS, thu: ALWAYS, fri: ALWAYS, sat: ALWAYS, sun: ALWAYS },
  holidays: { national: false, extra: [] },
  followUp: { enabled: true, afterHours: 4 },
  handOverHot: true,
};

type Given = {
  temperature?: 'cold' | 'warm' | 'hot';
  wasHot?: boolean;
  handOverHot?: boolean;
  reply?: Partial<Reply>;
  unheard?: Thought['unheard'];
};
const decide = ({ temperature = 'cold', wasHot = false, handOverHot = true, reply, unheard = [] }: Given = {}) =>
  decideReply(
    { record: { ...emptyRecord, wasHot }, pending: null, hearing: { med_a: { seq: 7, at: NOW } } },
    {
      reply: {
        outcome: 'answered',
        bubbles: ['Temos.'],
        citations: [],
        handoff: null,
        asks: null,
        trace: [],
        ...reply,
      },
      analysis: noAnalysis,
      unheard,
      playbook: { ...PLAYBOOK, handOverHot },
      unknown: [],
    },
    { temperature, language: 'pt', now: NOW },
  );

describe('what becomes of a thought', () => {
  it('C15 a lead that becomes hot gets its answer, is told of the person, and is not come back to', () => {
    const { bubbles, handoff, followUp, lesson } = decide({ temperature: 'hot' });
    expect([handoff, followUp, lesson.hot]).toEqual(['hot_lead', null, true]);
    expect(bubbles[0]).toBe('Temos.');
    expect(bubbles.length).toBeGreaterThan(1);
  });

  it.each<[string, Given]>([
    ['was hot before', { temperature: 'hot', wasHot: true }],
    ['is only warm', { temperature: 'warm' }],
    ['is hot where the owner wants no hand-over', { temperature: 'hot', handOverHot: false }],
  ])('C15 not one that %s: it is come back to', (_what, given) => {
    const { bubbles, handoff, followUp } = decide(given);
    expect([handoff, bubbles]).toEqual([null, ['Temos.']]);
    expect(followUp).toEqual({ at: NOW + 4 * HOUR, wroteAt: NOW });
  });

  it.each(['hot', 'cold'] as const)('a hand-over of the reply stays what it is: %s', (temperature) => {
    const reply: Partial<Reply> = { outcome: 'handoff', handoff: { reason: 'complaint' } };
    expect(decide({ temperature, reply })).toMatchObject({
      handoff: 'complaint',
      followUp: null,
      bubbles: ['Temos.'],
    });
  });

  it('T18 nothing follows an answer to a cold lead that asked nothing', () => {
    expect(decide().followUp).toBeNull();
    expect(decide({ reply: { asks: 'budget' } }).followUp).not.toBeNull();
  });

  it.each([
    ['that somebody may still hear', { seq: 7, what: 'voice' }, true],
    ['that nobody will hear', { seq: 8, what: 'voice' }, false],
    ['of a sound that nobody will hear', { seq: 8, what: 'audio' }, false],
    ['of a picture', { seq: 8, what: 'image' }, true],
  ] as const)('C16 whether a warm lead is come back to after a line %s', (_what, unheard, comes) => {
    expect(decide({ temperature: 'warm', unheard: [unheard] }).followUp !== null).toBe(comes);
  });
});
