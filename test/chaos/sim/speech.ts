import type { MediaContent } from '@oconnector/protocol/model/content.ts';
import { settleFile } from '../../../src/durable/conversation/files.ts';
import { fileOf, voiceNote } from '../../../src/durable/conversation/voice.fixture.ts';
import type { Speech, Transcript, Voice } from '../../../src/ai/speech.ts';
import { Dead, here } from './objects.ts';
import { SeededRandom } from './scheduler.ts';
import type { World } from './world.ts';

/**
 * Lives in which somebody hears voice notes: two residues of the seed that no kept life has. All that is drawn for them comes from a stream of
 * their own, so that every other life is what it was.
 */
export const hears = (seed: number): boolean => seed % 8 === 1 || seed % 8 === 3;

/** Where the worker may die while a voice note is on its way to words. */
const POINTS = ['voice.before_hear', 'voice.before_commit', 'ignored.before_commit', 'ignored.committed'] as const;
/** A voice note's file comes before the turn has given up waiting for it (20 s), about then, or long after. */
const FILE_MS = [200, 2_000, 12_000, 20_000, 26_000] as const;
/** An upload that failed is tried again so soon, so often. */
const AGAIN_MS = 2_000;
const TRIES = 40;

type Mood = 'quick' | 'slow' | 'fails' | 'hangs' | 'hears nothing';
const MOODS: readonly Mood[] = ['quick', 'quick', 'quick', 'slow', 'slow', 'fails', 'hangs', 'hears nothing'];

/** What people say instead of writing, its way to the conversation, and who listens to it. */
export class SimulatedSpeech implements Speech {
  readonly #world: World;
  readonly #random: SeededRandom;
  /** What is said in a file. */
  readonly #words = new Map<string, string>();
  #files = 0;

  constructor(world: World, seed: number) {
    this.#world = world;
    this.#random = new SeededRandom(seed ^ 0x70_1ce);
  }

  /** Sets traps where a process with a voice note in its hands may die. */
  start(): void {
    for (const point of POINTS) {
      if (!this.#random.chance(0.5)) continue;
      const [nth, down] = [this.#random.int(1, 3), this.#random.pick([0, 300, 3_000, 20_000])];
      this.#world.trap('worker', point, nth, Infinity, () => this.#world.crashWorker(down));
    }
  }

  /** Somebody says it instead of writing it; null when they write. */
  insteadOf(words: string): MediaContent | null {
    const random = this.#random;
    if (!random.chance(0.4)) return null;
    const mediaId = `med_${String(this.#files++).padStart(20, '0')}`;
    this.#words.set(mediaId, words);
    this.#world.count('voice note');
    return voiceNote(mediaId);
  }

  /** The agent brings the file of a message that its conversation has stored; some never come. */
  bring(contactId: string, mediaId: string): void {
    const { scheduler } = this.#world;
    const fate = this.#random.int(0, 9);
    if (fate === 0) return this.#world.count('voice note never came');
    const state = fate === 1 ? 'failed' : 'ready';
    const delay = this.#random.pick(FILE_MS) + this.#random.int(0, 2_000);
    const attempt = (left: number): void => {
      const { worker } = this.#world;
      worker
        .ask(worker.conversation(contactId), (conversation) => settleFile(conversation, fileOf(mediaId, state)))
        .then(
          () => this.#world.count(`voice note ${state}`),
          () => left > 0 && scheduler.after(AGAIN_MS, () => attempt(left - 1)),
        );
    };
    scheduler.after(delay, () => attempt(TRIES));
  }

  /** The bucket. */
  read(mediaId: string): Uint8Array | null {
    return this.#words.has(mediaId) ? new TextEncoder().encode(mediaId) : null;
  }

  async transcribe({ bytes }: Voice): Promise<Transcript | null> {
    const life = here.getStore();
    if (life === undefined || !life.alive) throw new Dead('speech');
    const mood = this.#world.isHealing ? 'quick' : this.#random.pick(MOODS);
    this.#world.count(`speech ${mood}`);
    const ms = mood === 'slow' ? this.#random.int(5_000, 30_000) : this.#random.int(200, 3_000);
    // Whoever died hears nothing any more.
    await new Promise<void>((resolve) => this.#world.scheduler.after(ms, () => life.alive && resolve()));
    if (mood === 'hangs') await new Promise(() => {});
    if (mood === 'fails') throw new Error('3040: out of capacity');
    const words = this.#words.get(new TextDecoder().decode(bytes));
    return mood === 'hears nothing' || words === undefined ? null : { text: words, language: null };
  }
}
