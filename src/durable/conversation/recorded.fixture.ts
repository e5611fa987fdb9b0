import type { BantField, Score } from '@oconnector/protocol/model/score.ts';
import { DEFAULT_PLAYBOOK, type Playbook } from '@oconnector/protocol/model/playbook.ts';

/**
 * Three people who write to a plant shop over ten days, and what a seller who read along would say of each at the end. Written down
 * before the code that computes it. With the assistant's answers each thread has at least forty lines.
 */
export type RecordedCustomer = {
  kind: 'ready buyer' | 'slow warmer' | 'no customer';
  name: string;
  /** In order; day 1 is a Monday, the time is that of the shop. Lines of one minute are one burst. */
  lines: readonly { day: number; time: string; text: string }[];
  expected: {
    /** What is held true at the end. `words` stand in the quote; `value` where only one value is right. */
    facts: readonly { key: string; words: string; value?: string }[];
    /** What a person will ask "why?" about, each with the sentence that must be shown for it. */
    reasons: readonly { reason: string; words: string }[];
    grade: string;
    temperature: Score['temperature'];
    stage: string;
    known: readonly BantField[];
  };
};

/** Whom the shop sells to: it delivers in three towns, and makes nothing to order below R$ 300. */
export const RECORDED_PLAYBOOK: Playbook = {
  ...DEFAULT_PLAYBOOK,
  audience: { cities: ['Campinas', 'Valinhos', 'Vinhedo'], minBudget: 300 },
};

const RENATA: RecordedCustomer = {
  kind: 'ready buyer',
  name: 'Renata',
  lines: [
    { day: 1, time: '09:12', text: 'Oi, bom dia! Me chamo Renata Prado' },
    { day: 1, time: '09:13', text: 'moro em Campinas' },
    { day: 1, time: '09:15', text: 'vocês fazem arranjos para eventos?' },
    { day: 1, time: '09:18', text: 'Preciso de 60 arranjos para a festa da minha empresa' },
    { day: 1, time: '09:22', text: 'qual o preço?' },
    { day: 1, time: '09:26', text: 'nosso orçamento é de R$ 5.000' },
    { day: 2, time: '14:02', text: 'tem orquídea branca disponível?' },
    { day: 2, time: '14:06', text: 'quanto custa a orquídea de duas hastes?' },
    { day: 3, time: '10:30', text: 'preciso disso até o dia 17 de dezembro' },
    { day: 3, time: '10:34', text: 'vocês entregam em Campinas mesmo?' },
    { day: 3, time: '10:40', text: 'qual a taxa de entrega?' },
    { day: 4, time: '16:05', text: 'aceitam pix?' },
    { day: 4, time: '16:08', text: 'dá pra parcelar no cartão?' },
    { day: 5, time: '11:00', text: 'sou a dona da empresa, quem decide sou eu' },
    { day: 5, time: '11:04', text: 'meu email é renata@pradoeventos.com.br' },
    { day: 7, time: '19:45', text: 'tem desconto se eu levar as 60?' },
    { day: 8, time: '09:10', text: 'qual o endereço de vocês?' },
    { day: 8, time: '09:14', text: 'posso passar aí amanhã às 15h?' },
    { day: 9, time: '17:20', text: 'passei aí hoje, adorei a loja!' },
    { day: 10, time: '10:02', text: 'fechado! quero encomendar os 60 arranjos' },
    { day: 10, time: '10:05', text: 'como faço o pagamento?' },
  ],
  expected: {
    facts: [
      { key: 'name', words: 'Renata Prado', value: 'Renata Prado' },
      { key: 'city', words: 'Campinas', value: 'Campinas' },
      { key: 'budget', words: '5.000', value: '5000' },
      { key: 'email', words: 'renata@pradoeventos.com.br', value: 'renata@pradoeventos.com.br' },
      { key: 'deadline', words: '17 de dezembro' },
    ],
    reasons: [
      { reason: 'asked_price', words: 'preço' },
      { reason: 'gave_budget', words: 'orçamento' },
      { reason: 'gave_deadline', words: '17 de dezembro' },
      { reason: 'asked_payment', words: 'pix' },
      { reason: 'decides', words: 'quem decide sou eu' },
      { reason: 'wants_to_buy', words: 'fechado' },
      { reason: 'city_served', words: 'Campinas' },
      { reason: 'budget_enough', words: '5.000' },
    ],
    grade: 'A1',
    temperature: 'hot',
    stage: 'ready',
    known: ['budget', 'authority', 'need', 'timeline'],
  },
};

const CAIO: RecordedCustomer = {
  kind: 'slow warmer',
  name: 'Caio',
  lines: [
    { day: 1, time: '21:30', text: 'opa, boa noite' },
    { day: 1, time: '21:31', text: 'só curiosidade, vocês vendem planta?' },
    { day: 1, time: '21:36', text: 'valeu' },
    { day: 2, time: '12:10', text: 'qual o horário de vcs?' },
    { day: 2, time: '12:40', text: 'obrigado' },
    { day: 3, time: '22:05', text: 'como cuida da samambaia?' },
    { day: 3, time: '22:20', text: 'ah legal' },
    { day: 4, time: '13:00', text: 'meu gato pode comer lírio?' },
    { day: 4, time: '13:09', text: 'e a areca é segura pra gato?' },
    { day: 5, time: '20:15', text: 'vocês têm instagram?' },
    { day: 6, time: '18:30', text: 'quanto custa a orquídea?' },
    { day: 6, time: '18:45', text: 'hmm achei meio caro' },
    { day: 6, time: '18:50', text: 'vou pensar e te aviso depois' },
    { day: 8, time: '19:20', text: 'e as suculentas, qual o preço?' },
    { day: 8, time: '19:28', text: 'moro em Valinhos' },
    { day: 8, time: '19:32', text: 'vocês entregam aqui?' },
    { day: 9, time: '20:40', text: 'me chamo Caio' },
    { day: 9, time: '20:44', text: 'aceita pix?' },
    { day: 10, time: '12:20', text: 'tem o kit com 6 suculentas disponível?' },
    { day: 10, time: '12:26', text: 'onde fica a loja?' },
  ],
  expected: {
    facts: [
      { key: 'city', words: 'Valinhos', value: 'Valinhos' },
      { key: 'name', words: 'Caio', value: 'Caio' },
    ],
    reasons: [
      { reason: 'only_curious', words: 'só curiosidade' },
      { reason: 'asked_price', words: 'quanto custa' },
      { reason: 'city_served', words: 'Valinhos' },
      { reason: 'asked_payment', words: 'pix' },
      { reason: 'asked_availability', words: 'disponível' },
      { reason: 'asked_address', words: 'onde fica' },
    ],
    grade: 'B2',
    temperature: 'warm',
    stage: 'interested',
    known: [],
  },
};

const DIEGO: RecordedCustomer = {
  kind: 'no customer',
  name: 'Diego',
  lines: [
    { day: 1, time: '08:40', text: 'bom dia' },
    { day: 1, time: '08:41', text: 'vocês estão contratando? queria deixar meu currículo' },
    { day: 1, time: '08:50', text: 'tenho experiência com jardinagem' },
    { day: 2, time: '09:30', text: 'qual o horário de funcionamento?' },
    { day: 2, time: '09:34', text: 'ok, obrigado' },
    { day: 3, time: '10:00', text: 'moro em Manaus' },
    { day: 3, time: '10:03', text: 'mas posso me mudar' },
    { day: 4, time: '11:11', text: 'onde fica a loja?' },
    { day: 4, time: '11:15', text: 'beleza' },
    { day: 5, time: '15:00', text: 'olha, também sou representante de uma fábrica de vasos' },
    { day: 5, time: '15:02', text: 'queria apresentar nosso catálogo de produtos para vocês' },
    { day: 6, time: '09:00', text: 'bom dia' },
    { day: 6, time: '09:01', text: 'vocês aceitam boleto?' },
    { day: 7, time: '16:20', text: 'qual o telefone fixo de vocês?' },
    { day: 7, time: '16:30', text: 'valeu' },
    { day: 8, time: '10:45', text: 'quanto custa a entrega?' },
    { day: 8, time: '10:49', text: 'entendi' },
    { day: 9, time: '14:15', text: 'vocês fazem arranjos de casamento?' },
    { day: 9, time: '14:19', text: 'certo, obrigado' },
    { day: 10, time: '17:00', text: 'ninguém me responde sobre a vaga, péssimo atendimento, uma vergonha' },
  ],
  expected: {
    facts: [{ key: 'city', words: 'Manaus', value: 'Manaus' }],
    reasons: [
      { reason: 'seeks_job', words: 'currículo' },
      { reason: 'city_not_served', words: 'Manaus' },
      { reason: 'sells_something', words: 'representante' },
    ],
    grade: 'D4',
    temperature: 'cold',
    stage: 'not_a_lead',
    known: [],
  },
};

export const RECORDED: readonly RecordedCustomer[] = [RENATA, CAIO, DIEGO];
