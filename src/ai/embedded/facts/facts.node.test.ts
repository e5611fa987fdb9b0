import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findFacts } from './facts.ts';

const from = (text: string) =>
  findFacts([{ seq: 7, from: 'contact', text, at: 0 }]).map(({ key, value, quote }) => [key, value, quote]);

test.each([
  ['oi, meu nome é Marina Lopes e moro em Curitiba', 'name=Marina Lopes city=Curitiba'],
  ['aqui é a ana, tudo bem?', 'name=Ana'],
  ['me chamo João da Silva', 'name=João da Silva'],
  ['me chamo ana paula', 'name=Ana Paula'],
  ['aqui é a Carla da Padaria Sol', 'name=Carla'],
  ["I'm Kate from Boston", 'name=Kate'],
  ['pode mandar pro Ana.Lima@exemplo.com.br', 'email=ana.lima@exemplo.com.br'],
  ['meu zap é 11987654321', 'phone=+5511987654321'],
  ['(21) 2222-3333', 'phone=+552122223333'],
  ['my phone is +1 415 555 2671', 'phone=+14155552671'],
  ['meu cep é 13010-100', 'cep=13010-100'],
  ['cep 13010100', 'cep=13010-100'],
  ['meu cpf é 529.982.247-25', 'cpf=529.982.247-25'],
  ['cnpj 11.222.333/0001-81', 'cnpj=11.222.333/0001-81'],
  ['CNPJ 12.ABC.345/01DE-35', 'cnpj=12.ABC.345/01DE-35'],
  ['moro em são paulo capital', 'city=São Paulo'],
  ['sou de Belo Horizonte', 'city=Belo Horizonte'],
  ['estou em Floripa', 'city=Florianópolis state=SC'],
  ['vcs atendem valinhos', 'city=Valinhos'],
  ['entregam pra Natal RN?', 'city=Natal state=RN'],
  ['moro em campinas sp', 'city=Campinas state=SP'],
  ['moro no interior de Minas Gerais', 'state=MG'],
  ['casa com 2 suítes no bairro Jardim Paulista', 'bedrooms=2 neighborhood=Jardim Paulista'],
  ['meu orçamento mensal é de R$ 2.500,00', 'budget=2500 currency=BRL'],
  ['dois mil e quinhentos reais é o que tenho pra gastar', 'budget=2500 currency=BRL'],
  ['de 5 a 10 mil reais por mês', 'budget_min=5000 budget_max=10000 currency=BRL budget_period=mês'],
  ['arranjo de mesa, uns 300 reais', 'budget=300 currency=BRL'],
  ['no máximo 800 conto', 'budget_max=800 currency=BRL'],
  ['orçamento de até 2 mil', 'budget=2000'],
  ['our budget is around 20k', 'budget=20000'],
  ['tengo un presupuesto de 1500 euros', 'budget=1500 currency=EUR'],
  ['amanhã às 15h pode?', 'date=amanhã time=15:00'],
  ['quero marcar pra quinta às 14h30', 'date=quinta-feira time=14:30'],
  ['dia 15 de março às 10 da manhã', 'date=dia 15 de março time=10:00'],
  ['¿puedo ir el viernes a las 5 de la tarde?', 'date=viernes time=17:00'],
  ['can I book for tomorrow at 10:30 am?', 'date=tomorrow time=10:30'],
  ['preciso até sexta', 'deadline=sexta-feira'],
  ['o prazo é até 30 de novembro', 'deadline=30 de novembro'],
  ['quiero reservar para el 20 de mayo', 'date=20 de mayo'],
  ['pode ser dia 20/11 às 16:30?', 'date=20/11 time=16:30'],
  ['need it before Christmas', 'deadline=before Christmas'],
  ['cadê meu pedido nº 998877?', 'order_id=998877'],
  ['protocolo 2026-88213', 'order_id=2026-88213'],
  ["I'll take two", 'quantity=2'],
  ['quero um pedido de 20 marmitas', 'quantity=20'],
  ['temos uma equipe de 8 pessoas', 'employees=8'],
  ['sou a Juliana, gerente de marketing da Natura', 'name=Juliana role=gerente de marketing'],
  ['sou do interior de SP, Ribeirão Preto', 'city=Ribeirão Preto state=SP'],
  ['soy gerente de ventas', 'role=gerente de ventas'],
  ['sou a dona, quem decide sou eu', 'role=dona authority=sou a dona'],
  ['represento a Construtora Alfa', 'company=Construtora Alfa'],
  ['preciso de um site', 'need=um site'],
])('%j states %s', (text, facts) => {
  expect(
    from(text)
      .map(([key, value]) => `${key}=${value}`)
      .toSorted(),
  ).toEqual(facts.split(/ (?=[a-z_]+=)/u).toSorted());
});

test('a day is a deadline where it is part of a need, or was asked for; else an appointment', () => {
  const keys = (text: string, asked: 'timeline' | 'need' | null = null) =>
    findFacts([{ seq: 1, from: 'contact', text, at: 0 }], asked).map(({ key }) => key);
  expect(keys('preciso de flores pra um casamento dia 20/12')).toEqual(['need', 'deadline']);
  expect(keys('dia 20/12', 'timeline')).toEqual(['deadline']);
  expect(keys('dia 20/12', 'need')).toEqual(['date']);
  expect(keys('vocês abrem dia 20/12?')).toEqual(['date']);
});

test('the quote is the words that say it, and no more', () => {
  expect(from('oi, me chamo Bia e moro em Campinas, verba de 5k por mês')).toEqual([
    ['name', 'Bia', 'me chamo Bia'],
    ['city', 'Campinas', 'moro em Campinas'],
    ['budget', '5000', 'verba de 5k'],
    ['budget_period', 'mês', 'mês'],
  ]);
});

test.each([
  'aqui é a loja do João?',
  'moro em apartamento',
  'sou de confiança',
  'estou em casa',
  'feliz natal!',
  'o código é 13010100',
  'telefone 13010-1000',
  'meu nome é',
  'o nome dela é Clara',
  'a@b',
  'cpf 529.982.247-26',
  'cnpj 11.222.333/0001-82',
  'vi por 200 reais na concorrência',
  'paguei 150 reais e não chegou',
  'comprei por uns 90 reais aí',
  'sai por uns 300 reais com a entrega?',
  'quanto fica o corte de 80 reais?',
  'até amanhã!',
  'funciona de segunda a sexta?',
  'atende 24h?',
  'quero a segunda via',
  'uma vergonha, 3 dias esperando',
  'preciso de ajuda',
])('%j states nothing', (text) => {
  expect(from(text)).toEqual([]);
});

test('a repeated statement is one fact, quoted from the last message that makes it', () => {
  const line = (seq: number, text: string) => ({ seq, from: 'contact' as const, text, at: 0 });
  expect(findFacts([line(1, 'me chamo Ana'), line(2, 'meu nome é ana')])).toEqual([
    { key: 'name', value: 'Ana', quote: 'meu nome é ana', messageSeq: 2 },
  ]);
});

test('every quote is verbatim in its message, whatever the message is', () => {
  const openings = [
    'meu nome é ',
    'me chamo ',
    'aqui é a ',
    'moro em ',
    'cep ',
    'I live in ',
    'verba de ',
    'entre 300 e ',
    'até dia ',
    'pedido ',
    'quero ',
    'cpf ',
    'às ',
    '',
  ];
  const tail = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('Ana', 'são paulo', '13010-100', 'a.b@c.com.br', 'ANA MARIA e', 'Rio\nbom'),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...openings), tail), { maxLength: 4 }), (pieces) => {
      const text = pieces.map((piece) => piece.join('')).join(' ');
      for (const fact of findFacts([{ seq: 1, from: 'contact', text, at: 0 }])) expect(text).toContain(fact.quote);
    }),
  );
});
