/**
 * Dialogues that people lead, line by line. `c` the contact, `p` a person of the shop (at the dashboard or on the phone);
 * `|` parts bubbles. `{nome}` is the contact, `{atende}` who answers.
 */
export type Line = readonly ['c' | 'p', string];

export const HUMAN_DIALOGUES: readonly (readonly Line[])[] = [
  [
    ['p', 'Oi{nome}, aqui é {atende} 😊 Assumi sua conversa. É para qual data o arranjo?'],
    ['c', 'pro dia 14, um jantar pra 30 pessoas'],
    ['p', 'Que delícia! Centro de mesa ou arranjo alto?'],
    ['c', 'centro de mesa, 5 mesas|tons de branco e verde'],
    ['p', 'Consigo fazer com lisianto, eucalipto e boca-de-leão: R$ 95,00 cada. Te mando uma foto de um parecido.'],
    ['c', 'amei!! pode fechar'],
    ['p', 'Fechado! Mando o link de pagamento em seguida. Entregamos dia 14 à tarde.'],
  ],
  [
    ['p', 'Olá{nome}! {atende} falando. Vi que a planta chegou com uma folha quebrada, é isso?'],
    ['c', 'isso, a maior folha 😔'],
    ['p', 'Sinto muito! Consegue me mandar uma foto?'],
    ['c', 'mandei agora'],
    ['p', 'Obrigada. Trocamos sem custo: posso mandar outra amanhã entre 13h e 18h?'],
    ['c', 'pode sim, deixa na portaria por favor'],
    ['p', 'Anotado. Desculpe o transtorno! 💚'],
  ],
  [
    ['p', 'Oi{nome}, tudo bem? Sou {atende}, da Loja Demo. Seu pedido saiu para entrega agora há pouco.'],
    ['c', 'que bom! a portaria recebe'],
    ['p', 'Perfeito, aviso o entregador.'],
    ['c', 'chegou!! ficou linda 😍'],
    ['p', 'Que alegria ler isso! Obrigada pela preferência 🌿'],
  ],
  [
    ['p', 'Oi{nome}! Aqui é {atende}. São quantas unidades para a empresa?'],
    ['c', '25 kits com cartão|dá pra por a logo?'],
    ['p', 'Dá sim! Com 25 unidades você tem 10% de desconto: R$ 67,41 cada. A logo no cartão não tem custo.'],
    ['c', 'preciso da nota no CNPJ'],
    ['p', 'Sem problema, só me mandar o CNPJ e o e-mail do financeiro.'],
    ['c', 'mando ainda hoje'],
    ['p', 'Fico no aguardo. O prazo é de 5 dias úteis depois do pagamento.'],
    ['c', 'combinado'],
  ],
  [
    ['p', 'Oi{nome}, {atende} aqui. Posso ajudar com o pagamento?'],
    ['c', 'o link deu erro no cartão'],
    ['p', 'Gerei outro agora: tenta de novo e me avisa, por favor.'],
    ['c', 'agora foi'],
    ['p', 'Confirmado por aqui ✅ Entrega hoje até as 18h.'],
  ],
  [
    ['p', 'Boa tarde{nome}! Sou {atende}. Para presente de 15 anos eu iria de orquídea cor-de-rosa, dura semanas.'],
    ['c', 'ai gostei|tem com vaso bonito?'],
    ['p', 'Tem com cachepô de cerâmica: R$ 124,90 tudo.'],
    ['c', 'quero, e o cartão escreve assim: "Parabéns, Manu! Com amor, tia Sô"'],
    ['p', 'Lindo! Escrito à mão, do jeitinho que você mandou. Qual o endereço?'],
    ['c', 'Rua Vergueiro 3100 apto 82'],
    ['p', 'Anotado. Frete de R$ 12,00. Fecho para amanhã de manhã?'],
    ['c', 'isso! obrigada'],
  ],
];

export const PHONE_DIALOGUES: readonly (readonly Line[])[] = [
  [['c', 'oi, vcs conseguem fazer um arranjo com rosa azul?'], ['p', 'Oi! Aqui é a Helena. Consigo sim, mas preciso encomendar. Pra quando é?'], ['c', 'sexta'], ['p', 'Dá tempo. Te mando o valor até amanhã cedo 👍']],
  [['c', 'Helena, sou do 71 aqui do lado, chegou encomenda minha aí?'], ['p', 'Chegou sim! Pode passar até as 19h'], ['c', 'passo daqui a pouco, obrigado vizinha 😄']],
  [['c', 'o entregador tá perdido aqui na rua'], ['p', 'Já liguei pra ele, está a duas quadras'], ['c', 'achou! obrigada'], ['p', 'Ufa! Boa tarde 🌷']],
  [['c', 'consegue separar 2 samambaias pra mim?|busco sábado'], ['p', 'Separei as duas mais cheias. Estão no seu nome'], ['c', 'vc é demais']],
  [['c', 'o buquê do casamento confirmou?'], ['p', 'Confirmadíssimo! Sábado 10h no salão'], ['c', 'e os lírios?'], ['p', 'Lírios também, chegam na quinta do produtor'], ['c', 'agora durmo em paz kkk']],
];
