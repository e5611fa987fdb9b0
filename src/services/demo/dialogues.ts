/**
 * Dialogues that people lead, line by line. `c` the contact, `p` a person of the shop (at the dashboard or on the phone);
 * `|` parts bubbles. `{nome}` is the contact, `{atende}` who answers, `{cumprimento}` fits the hour.
 */
export type Line = readonly ['c' | 'p', string];

/** `need` is what the contact writes to the bot that only a person can settle. */
export const HUMAN_DIALOGUES: readonly { need: string; lines: readonly Line[] }[] = [
  {
    need: 'Queria um orçamento de arranjos pra um jantar|dá pra falar com alguém?',
    lines: [
      ['p', 'Oi{nome}, aqui é a {atende} 😊 É para qual data o jantar?'],
      ['c', 'pro dia 14, umas 30 pessoas'],
      ['p', 'Que delícia! Centro de mesa ou arranjo alto?'],
      ['c', 'centro de mesa, 5 mesas|tons de branco e verde'],
      ['p', 'Consigo fazer com lisianto, eucalipto e boca-de-leão: R$ 95,00 cada. Te mando uma foto de um parecido.'],
      ['c', 'amei!! pode fechar'],
      ['p', 'Fechado! Mando o link de pagamento em seguida. Entregamos dia 14 à tarde.'],
    ],
  },
  {
    need: 'minha planta chegou com a folha quebrada 😔|quero falar com um atendente',
    lines: [
      ['p', 'Olá{nome}! {atende} falando. Sinto muito pela folha. Consegue me mandar uma foto?'],
      ['c', 'mandei agora, é a maior'],
      ['p', 'Obrigada, vi aqui. Trocamos sem custo: posso mandar outra amanhã entre 13h e 18h?'],
      ['c', 'pode sim, deixa na portaria por favor'],
      ['p', 'Anotado. Desculpe o transtorno! 💚'],
    ],
  },
  {
    need: 'cadê meu pedido? era pra chegar de manhã|me passa pra uma pessoa',
    lines: [
      ['p', 'Oi{nome}, tudo bem? Sou a {atende}. Acabei de falar com o entregador: ele está a uns 20 minutos daí.'],
      ['c', 'ah que bom, já tava preocupada'],
      ['p', 'Imagino! Devolvemos o frete pelo atraso, tá?'],
      ['c', 'chegou!! ficou linda 😍'],
      ['p', 'Que alegria ler isso! Obrigada pela paciência 🌿'],
    ],
  },
  {
    need: 'Preciso de 25 kits pra empresa com logo no cartão. Com quem falo?',
    lines: [
      ['p', '{cumprimento}{nome}! Aqui é a {atende}. Com 25 unidades você tem 10% de desconto: R$ 67,41 cada kit.'],
      ['c', 'e a logo no cartão?'],
      ['p', 'A logo no cartão não tem custo, só preciso do arquivo.'],
      ['c', 'preciso da nota no CNPJ'],
      ['p', 'Sem problema, só me mandar o CNPJ e o e-mail do financeiro.'],
      ['c', 'mando ainda hoje'],
      ['p', 'Fico no aguardo. O prazo é de 5 dias úteis depois do pagamento.'],
      ['c', 'combinado'],
    ],
  },
  {
    need: 'o link de pagamento deu erro aqui|tem alguém que possa me ajudar?',
    lines: [
      ['p', 'Oi{nome}, {atende} aqui. Apareceu alguma mensagem?'],
      ['c', 'diz que o cartão foi recusado mas tem limite'],
      ['p', 'Gerei outro link agora: tenta de novo e me avisa, por favor.'],
      ['c', 'agora foi'],
      ['p', 'Confirmado por aqui ✅ Entrega hoje até as 18h.'],
    ],
  },
  {
    need: 'Queria ajuda pra escolher um presente de 15 anos, prefiro falar com uma pessoa',
    lines: [
      ['p', '{cumprimento}{nome}! Sou a {atende}. Para 15 anos eu iria de orquídea cor-de-rosa, dura semanas.'],
      ['c', 'ai gostei|tem com vaso bonito?'],
      ['p', 'Tem com cachepô de cerâmica: R$ 124,90 tudo.'],
      ['c', 'quero, e o cartão escreve assim: "Parabéns, Manu! Com amor, tia Sô"'],
      ['p', 'Lindo! Escrito à mão, do jeitinho que você mandou. Qual o endereço?'],
      ['c', 'Rua Vergueiro 3100 apto 82'],
      ['p', 'Anotado. Frete de R$ 12,00. Fecho para amanhã de manhã?'],
      ['c', 'isso! obrigada'],
    ],
  },
  {
    need: 'quero cancelar meu pedido, fala com quem?',
    lines: [
      ['p', 'Oi{nome}, {atende} da Loja Demo. Ainda não saiu para entrega, dá para cancelar sem custo. Confirma?'],
      ['c', 'confirmo, a pessoa viajou 😕'],
      ['p', 'Cancelado. O valor volta no cartão em até 5 dias úteis.'],
      ['c', 'muito obrigado pela rapidez'],
      ['p', 'Disponha! Quando ela voltar, é só chamar.'],
    ],
  },
  {
    need: 'vcs cuidam de jardim de condomínio? queria marcar uma visita com alguém',
    lines: [
      [
        'p',
        '{cumprimento}{nome}, aqui é a {atende}. Não fazemos manutenção fixa, mas montamos os vasos da entrada. Serve?',
      ],
      ['c', 'serve, são 6 vasos grandes na portaria'],
      ['p', 'Perfeito. Passo aí quinta às 10h para medir, pode ser?'],
      ['c', 'pode, procura o seu Alfredo'],
      ['p', 'Marcado! Levo amostras dos vasos.'],
    ],
  },
  {
    need: 'minha assinatura de flores não veio esse mês|me chama alguém por favor',
    lines: [
      ['p', 'Oi{nome}! {atende} aqui. Fui conferir: a segunda entrega ficou para esta semana por causa do feriado.'],
      ['c', 'ah tá, podia ter avisado né'],
      ['p', 'Você tem razão, falha nossa. Vai um vasinho de suculenta junto, como desculpa.'],
      ['c', 'kkkk assim eu até perdoo'],
      ['p', '💚 Chega na quinta de manhã.'],
    ],
  },
  {
    need: 'Comprei errado, queria trocar por outra cor. Consigo falar com atendente?',
    lines: [
      ['p', 'Oi{nome}, sou a {atende}. Conseguimos sim! Qual cor você prefere?'],
      ['c', 'branca em vez da rosa'],
      ['p', 'Temos uma branca com dois botões abrindo. Troco pelo mesmo valor.'],
      ['c', 'perfeito, passo aí sábado com a nota'],
      ['p', 'Deixo separada no seu nome até sábado às 16h.'],
    ],
  },
];

export const PHONE_DIALOGUES: readonly (readonly Line[])[] = [
  [
    ['c', 'oi, vcs conseguem fazer um arranjo com rosa azul?'],
    ['p', 'Oi! Aqui é a Helena. Consigo sim, mas preciso encomendar. Pra quando é?'],
    ['c', 'sexta'],
    ['p', 'Dá tempo. Te mando o valor até amanhã cedo 👍'],
  ],
  [
    ['c', 'Helena, sou do 71 aqui do lado, chegou encomenda minha aí?'],
    ['p', 'Chegou sim! Pode passar até as 19h'],
    ['c', 'passo daqui a pouco, valeu vizinha 😄'],
  ],
  [
    ['c', 'o entregador tá perdido aqui na rua'],
    ['p', 'Já liguei pra ele, está a duas quadras'],
    ['c', 'achou! obrigada'],
    ['p', 'Ufa! 🌷'],
  ],
  [
    ['c', 'consegue separar 2 samambaias pra mim?|busco sábado'],
    ['p', 'Separei as duas mais cheias. Estão no seu nome'],
    ['c', 'vc é demais'],
  ],
  [
    ['c', 'o buquê do casamento confirmou?'],
    ['p', 'Confirmadíssimo! Sábado 10h no salão'],
    ['c', 'e os lírios?'],
    ['p', 'Lírios também, chegam na quinta do produtor'],
    ['c', 'agora durmo em paz kkk'],
  ],
  [
    ['c', 'esqueci meu guarda-chuva aí?'],
    ['p', 'Tá aqui atrás do balcão! Guardei pra você'],
    ['c', '🙏🙏'],
  ],
  [
    ['c', 'Helena, aquele fornecedor de vaso, me passa o contato?'],
    ['p', 'Passo sim, deixa eu achar aqui'],
    ['p', 'É a cerâmica do seu Osvaldo, lá em Porto Ferreira. Te mando o cartão'],
    ['c', 'valeu demais'],
  ],
];
