import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { rotate } from '../../../scripts/lib/logs.ts';
import { BotLog } from './bot-log.ts';
import { Tail } from './truth.ts';

let stateDir = '';
const write = (text: string): void => appendFileSync(join(stateDir, 'logs/bot.log'), text);
const intent = (commandId: string): string =>
  `${JSON.stringify({ at: '2026-01-02T03:04:05.000Z', level: 'debug', event: 'intent', commandId })}\n`;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'oconnector-bot-log-'));
  mkdirSync(join(stateDir, 'logs'));
});
afterEach(() => rmSync(stateDir, { recursive: true }));

it('the log of the agent is read over a rotation: what stood before it, what came after it, nothing twice', () => {
  const log = new BotLog(stateDir);
  log.read();
  write(`${'{"event":"other"}\n'.repeat(50)}${intent('a')}`);
  log.read();
  write(`{"at":"2026-01-02T03:04:05.000Z","event":"other"}\n${intent('b')}`);
  rotate(join(stateDir, 'logs'), 'bot', 0);
  write(intent('c'));
  log.read();
  log.read();
  expect(log.said.map((said) => said.event === 'intent' && said.commandId)).toEqual(['a', 'b', 'c']);
});

it('a line that is half written is read when it is whole; one that a kill cut short is passed over', () => {
  const log = new BotLog(stateDir);
  write(intent('a').slice(0, 40));
  log.read();
  write(intent('a').slice(40));
  write(`${intent('b').slice(0, 70)}\n${intent('c')}`);
  log.read();
  expect(log.said.map((said) => said.event === 'intent' && said.commandId)).toEqual(['a', 'c']);
});

it('a tail splits no character that two reads share', () => {
  const bytes = Buffer.from('olá 👋\n');
  const tail = new Tail(join(stateDir, 'logs/bot.log'));
  appendFileSync(join(stateDir, 'logs/bot.log'), bytes.subarray(0, 6));
  expect(tail.read()).toEqual([]);
  appendFileSync(join(stateDir, 'logs/bot.log'), bytes.subarray(6));
  expect(tail.read()).toEqual(['olá 👋']);
});
