import type { Analysis, Assistant, Reply, TurnInput, TurnTools } from '../../../src/ai/assistant.ts';
import { noAnalysis } from '../../../src/ai/turn.fixture.ts';
import type { Incarnation } from './objects.ts';
import { Dead, here } from './objects.ts';
import type { Scheduler, SeededRandom } from './scheduler.ts';

export type AssistantMode = 'answers' | 'hangs' | 'throws' | 'garbage' | 'latch' | 'slow';

const GARBAGE: unknown[][] = [
  [],
  [''],
  ['\u200b\u200d\u2060'],
  ['x'.repeat(50_000)],
  [42],
  Array.from({ length: 20 }, () => 'spam'),
  ['\u0000'],
];

/** An assistant with moods. What it says names the turn, so that no two answers are the same. */
export class SimulatedAssistant implements Assistant {
  mode: AssistantMode = 'answers';
  readonly #scheduler: Scheduler;
  readonly #random: SeededRandom;
  readonly #injected: (what: string) => void;
  #latched: (() => void)[] = [];
  #answers = 0;

  constructor(scheduler: Scheduler, random: SeededRandom, injected: (what: string) => void) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.#injected = injected;
  }

  /** Lets go of the answers that were held back. */
  unlatch(): void {
    for (const go of this.#latched.splice(0)) go();
  }

  async reply(input: TurnInput, tools: TurnTools): Promise<Reply> {
    const life = lifeOf();
    const { mode } = this;
    if (mode !== 'answers') this.#injected(`assistant ${mode}`);
    await this.#wait(life, 50, mode === 'slow' ? 30_000 : 2_500);
    if (mode === 'hangs') await new Promise(() => {});
    if (mode === 'throws') throw new Error('3040: out of capacity');
    if (mode === 'latch') {
      await new Promise<void>((resolve) => {
        this.#latched.push(() => life.alive && resolve());
        this.#scheduler.after(20_000, () => life.alive && resolve());
      });
    }
    if (this.#random.chance(0.3)) await tools.search(input.burst[0]?.text ?? '', 3).catch(() => []);
    const asked = input.burst.some(({ text }) => text.includes('humano'));
    const bubbles = mode === 'garbage' ? (this.#random.pick(GARBAGE) as string[]) : this.#bubbles(input);
    return {
      outcome: asked ? 'handoff' : 'answered',
      bubbles,
      citations: [],
      handoff: asked ? { reason: 'asked_for_human' } : null,
      asks: this.#answers % 3 === 0 ? 'budget' : null,
      trace: [],
    };
  }

  #bubbles(input: TurnInput): string[] {
    const count = this.#random.pick([1, 1, 1, 2, 3]);
    const answer = ++this.#answers;
    return Array.from(
      { length: count },
      (_, part) => `R${answer}.${part} a ${input.burst.map(({ seq }) => seq).join('+')}`,
    );
  }

  async analyse(_input: TurnInput, _tools: TurnTools): Promise<Analysis> {
    await this.#wait(lifeOf(), 0, 50);
    if (this.#random.chance(0.02)) await new Promise(() => {});
    if (this.#random.chance(0.02)) throw new Error('no analysis today');
    return noAnalysis;
  }

  /** The model answers whoever lives to hear it. */
  #wait(life: Incarnation, from: number, to: number): Promise<void> {
    return new Promise((resolve) => this.#scheduler.after(this.#random.int(from, to), () => life.alive && resolve()));
  }
}

const lifeOf = (): Incarnation => {
  const life = here.getStore();
  if (life === undefined || !life.alive) throw new Dead('assistant');
  return life;
};
