import { DurableObject } from 'cloudflare:workers';
import type { CommandReport } from '@oconnector/protocol/model/command.ts';
import type { Why } from '@oconnector/protocol/model/inspector.ts';
import { assistantSettings, parseEnv, type Env } from '../../env.ts';
import { createLogger } from '../../lib/logger.ts';
import { durableSurroundings } from '../kit/surroundings.ts';
import type { ConversationRpc, IngestBatch, IngestResult, Parted } from '../rpc/conversation.ts';
import { parseObjectName, registryStub } from '../stubs.ts';
import { defaultSettings, type ConversationContext, type Identity } from './context.ts';
import { ingest } from './ingest.ts';
import { expectUpload, fileStanding, settleFile, uploaded } from './files.ts';
import { disown, inherit } from './inherit.ts';
import { describe, detailOf, explain, readEvents, readMessages } from './inspect.ts';
import { moveBack, movedOut, moveOut } from './move-out.ts';
import { correctScore, describeScore, recordOutcome, whatIf } from './lead.ts';
import { openConversation, wake } from './open.ts';
import { changeFact, forgetFact, writeFact } from './person-facts.ts';
import { openPorts, replacements } from './ports.ts';
import { report } from './report.ts';
import { restore } from './restore.ts';
import { buildRow } from './row.ts';
import { sendByHuman } from './send.ts';
import { quarantine } from './quarantine.ts';
import { settle } from './settle.ts';
import { confirmFence, release, takeover } from './takeover.ts';

type In<Method extends keyof ConversationRpc> = Parameters<ConversationRpc[Method]>[0];
type Out<Method extends keyof ConversationRpc> = ReturnType<ConversationRpc[Method]>;

const identityOf = (name: string | undefined): Identity => {
  const { clienteId, key } = parseObjectName(name ?? '');
  if (name === undefined || key === null) throw new Error('a conversation is opened by `v1:<cliente>:<contact>`');
  return { name, clienteId, contactId: key };
};

/** One contact of one cliente: its thread, its memory, who may speak, and the turns of the bot. */
export class Conversation extends DurableObject<Env> implements ConversationRpc {
  readonly #ctx: ConversationContext;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const identity = identityOf(ctx.id.name);
    const { DEBOUNCE_QUIET_MS, DEBOUNCE_MAX_MS, MEDIA_KEPT_DAYS } = parseEnv(env);
    const log = createLogger({ object: 'Conversation', name: identity.name });
    const { clock, settings } = replacements();
    this.#ctx = openConversation(
      { ...durableSurroundings(ctx), ...(clock && { clock }) },
      {
        identity,
        settings: {
          ...defaultSettings,
          debounceQuietMs: DEBOUNCE_QUIET_MS,
          debounceMaxMs: DEBOUNCE_MAX_MS,
          fileKeptMs: MEDIA_KEPT_DAYS * 24 * 3_600_000,
          ...settings,
        },
        ports: openPorts(env, identity, assistantSettings(env)),
        pushSnapshot: (snapshot) => registryStub(env, identity.clienteId).push([snapshot]),
        onError: (where, error) => log.warn({ where, error }, 'failed; it will be tried again'),
      },
    );
    void ctx.blockConcurrencyWhile(() => wake(this.#ctx));
  }

  async ingest(batch: IngestBatch): Promise<IngestResult[]> {
    return ingest(this.#ctx, batch);
  }

  async report(reports: CommandReport[]): Promise<void> {
    report(this.#ctx, reports);
  }

  async fenced(generation: number, inFlight: string[], numberId: string): Promise<void> {
    confirmFence(this.#ctx, generation, inFlight, numberId);
  }

  async send(input: In<'send'>): Out<'send'> {
    return sendByHuman(this.#ctx, input);
  }

  async takeover(input: In<'takeover'>): Out<'takeover'> {
    return takeover(this.#ctx, input);
  }

  async release(input: In<'release'>): Out<'release'> {
    return release(this.#ctx, input);
  }

  async settle(input: In<'settle'>): Out<'settle'> {
    return settle(this.#ctx, input);
  }

  async quarantine(input: In<'quarantine'>): Out<'quarantine'> {
    quarantine(this.#ctx, input);
  }

  async expectUpload(media: In<'expectUpload'>): Out<'expectUpload'> {
    return expectUpload(this.#ctx, media);
  }

  async uploaded(input: In<'uploaded'>): Out<'uploaded'> {
    return uploaded(this.#ctx, input);
  }

  async fileStanding(mediaId: string): Out<'fileStanding'> {
    return fileStanding(this.#ctx, mediaId);
  }

  async settleFile(input: In<'settleFile'>): Out<'settleFile'> {
    return settleFile(this.#ctx, input);
  }

  async moveOut(input: In<'moveOut'>): Out<'moveOut'> {
    return moveOut(this.#ctx, input);
  }

  async movedOut(mergeId: string): Promise<void> {
    movedOut(this.#ctx, mergeId);
  }

  async inherit(input: In<'inherit'>): Promise<void> {
    inherit(this.#ctx, input);
  }

  async disown(input: In<'disown'>): Out<'disown'> {
    return disown(this.#ctx, input);
  }

  async moveBack(mergeId: string, parted: Parted): Promise<void> {
    moveBack(this.#ctx, mergeId, parted);
  }

  async row(): Out<'row'> {
    const row = buildRow(this.#ctx.store);
    return row && { row, told: this.#ctx.store.published() >= row.version };
  }

  async messages(query: In<'messages'>): Out<'messages'> {
    return readMessages(this.#ctx, query);
  }

  async detail(): Out<'detail'> {
    return describe(this.#ctx);
  }

  async checkup(): Promise<number | null> {
    return await this.#ctx.checkup();
  }

  async why(): Promise<Why> {
    return explain(this.#ctx);
  }

  async score(): Out<'score'> {
    return describeScore(this.#ctx);
  }

  async correctScore(input: In<'correctScore'>): Out<'correctScore'> {
    return correctScore(this.#ctx, input);
  }

  async whatIf(other: In<'whatIf'>): Out<'whatIf'> {
    return whatIf(this.#ctx, other);
  }

  async recordOutcome(input: In<'recordOutcome'>): Out<'recordOutcome'> {
    return recordOutcome(this.#ctx, input);
  }

  async writeFact(input: In<'writeFact'>): Out<'writeFact'> {
    return writeFact(this.#ctx, input);
  }

  async changeFact(input: In<'changeFact'>): Out<'changeFact'> {
    return changeFact(this.#ctx, input);
  }

  async forgetFact(input: In<'forgetFact'>): Out<'forgetFact'> {
    return forgetFact(this.#ctx, input);
  }

  async restore(input: In<'restore'>): Out<'restore'> {
    return { restored: restore(this.#ctx, input) };
  }

  async inspect(): Out<'inspect'> {
    return detailOf(this.#ctx);
  }

  async events(query: In<'events'>): Out<'events'> {
    return readEvents(this.#ctx, query);
  }

  override async alarm(): Promise<void> {
    await this.#ctx.runTimers();
  }
}
