/** An authored shop of plants and gifts, as its owner would write it: prose, a list, questions and answers. */
export const SHOP: readonly { documentId: string; title: string; text: string }[] = [
  {
    documentId: 'doc_loja',
    title: 'Sobre a Folha Miúda',
    text: `# Endereço e estacionamento
A Folha Miúda fica na Rua das Acácias, 218, no bairro Vila Nova, em Campinas. Estamos a duas quadras do terminal de ônibus. Temos duas vagas para carros em frente à loja.

# Horário de funcionamento
- Segunda a sexta: das 9h às 18h30
- Sábado: das 9h às 14h
- Domingos e feriados: fechado

# Formas de pagamento
Aceitamos Pix, dinheiro e cartões de débito e crédito das principais bandeiras. Compras acima de R$ 150,00 podem ser parceladas em até 3 vezes sem juros. Não trabalhamos com boleto nem cheque.

# Contato
Telefone fixo: (19) 3555-0142. No Instagram somos @folhamiuda.plantas, e o site é https://folhamiuda.example/catalogo.`,
  },
  {
    documentId: 'doc_entrega',
    title: 'Entrega',
    text: `Entregamos em toda a cidade de Campinas e também em Valinhos e Vinhedo. Pedidos confirmados até as 13h são entregues no mesmo dia, de segunda a sábado. Depois desse horário, a entrega fica para o próximo dia útil.

A taxa de entrega é de R$ 12,00 em Campinas e de R$ 22,00 em Valinhos e Vinhedo. Em compras acima de R$ 200,00 a entrega em Campinas é grátis.

Quem prefere pode retirar o pedido na loja, sem custo, uma hora depois da confirmação.

Plantas com mais de 1,5 metro vão em veículo próprio. A entrega delas é combinada com a equipe e leva até 3 dias úteis.`,
  },
  {
    documentId: 'doc_faq',
    title: 'Perguntas frequentes',
    text: `P: Posso trocar uma planta que não se adaptou?
R: Trocamos plantas em até 7 dias depois da compra, com a nota e o vaso original. Presentes e vasos sem uso podem ser trocados em até 30 dias.

P: Vocês embrulham para presente?
R: Sim, o embrulho simples é cortesia. A cesta com laço e cartão escrito à mão custa R$ 18,00.

P: Quanto custa a orquídea?
R: A orquídea phalaenopsis de uma haste custa R$ 69,00, e a de duas hastes, R$ 98,00.

P: Quais são os preços das suculentas?
R: Suculentas pequenas custam R$ 8,00 cada. O kit com 6 sai por R$ 42,00.

P: Como cuidar da samambaia?
R: A samambaia gosta de sombra clara e umidade. Regue três vezes por semana e borrife as folhas nos dias secos.

P: Vocês fazem arranjos para casamento?
R: Fazemos arranjos para casamentos e eventos sob encomenda, com 15 dias de antecedência.

P: As plantas são seguras para gatos?
R: Nem todas. Lírio, comigo-ninguém-pode e costela-de-adão são tóxicos para gatos e cachorros; a areca e a maranta são seguras.

P: Tem desconto para quem compra muito?
R: A partir de 20 unidades há 10% de desconto no Pix.`,
  },
];

/** Questions as customers type them, and words that only the right passage has. */
export const ANSWERABLE: readonly { question: string; says: string }[] = [
  { question: 'Vocês entregam hoje?', says: 'no mesmo dia' },
  { question: 'qual o horário de vcs', says: '9h às 18h30' },
  { question: 'que horas abre sabado?', says: '9h às 14h' },
  { question: 'aceita pix?', says: 'Aceitamos Pix' },
  { question: 'da pra parcelar no cartao', says: '3 vezes sem juros' },
  { question: 'quanto custa o frete', says: 'R$ 12,00' },
  { question: 'quanto vcs cobram pra entregar em vinhedo?', says: 'R$ 22,00' },
  { question: 'posso trocar?', says: '7 dias depois da compra' },
  { question: 'onde fica a loja', says: 'Rua das Acácias' },
  { question: 'tem onde parar o carro??', says: 'duas vagas' },
  { question: 'qto ta a orquidea', says: 'R$ 69,00' },
  { question: 'preço das suculentas', says: 'R$ 8,00' },
  { question: 'vcs embrulham pra presente?', says: 'embrulho simples' },
  { question: 'posso buscar na loja?', says: 'retirar o pedido' },
  { question: 'fazem arranjo de casamento', says: '15 dias' },
  { question: 'meu gato pode comer lirio?', says: 'tóxicos' },
  { question: 'tem desconto se comprar bastante unidades?', says: '10% de desconto' },
  { question: 'qual o instagram de vcs', says: '@folhamiuda.plantas' },
  { question: 'do you accept pix?', says: 'Aceitamos Pix' },
  { question: 'how much is the orchid', says: 'R$ 69,00' },
  { question: 'are your ferns hard to care for? I want a fern', says: 'sombra clara' },
];

/** Questions that this knowledge does not answer. */
export const UNANSWERABLE: readonly string[] = [
  'vocês vendem pneu de trator?',
  'qual a cotação do dólar?',
  'vocês têm vaga de emprego?',
  'quem ganhou o jogo do Corinthians?',
  'consertam celular?',
  'qual a senha do wifi',
  'vcs fazem tosa de cachorro?',
  'tem curso de inglês?',
  'pode me emprestar dinheiro?',
  'what is the capital of France?',
  'how much is the tulip?',
];
