/** What *Loja Demo*, a shop of plants and gifts in São Paulo, tells its customers: written as its owner would. */
export const DEMO_DOCUMENTS: readonly { documentId: string; title: string; text: string }[] = [
  {
    documentId: 'doc_demo-loja',
    title: 'Sobre a Loja Demo',
    text: `# Quem somos
A Loja Demo é uma loja de plantas e presentes na Vila Mariana, em São Paulo. Vendemos plantas para dentro e fora de casa, buquês, vasos, cestas e kits de presente.

# Endereço e como chegar
Estamos na Rua Joaquim Távora, 742, Vila Mariana, São Paulo, CEP 04015-011. Da estação Ana Rosa do metrô são oito minutos a pé. Não temos estacionamento próprio; há um conveniado em frente, e quem compra acima de R$ 100,00 ganha uma hora.

# Horário de funcionamento
- Segunda a sexta: das 9h às 19h
- Sábado: das 9h às 16h
- Domingos e feriados: fechado

# Formas de pagamento
Aceitamos Pix, dinheiro e cartões de débito e crédito (Visa, Mastercard, Elo e American Express). No Pix há 5% de desconto. Compras acima de R$ 150,00 podem ser parceladas em até 3 vezes sem juros no crédito. Não aceitamos boleto, cheque nem vale-refeição.

Para pagar à distância, enviamos um link de pagamento ou a chave Pix. O pedido só é confirmado depois do pagamento.

# Nota fiscal
Emitimos nota fiscal em todas as compras. Para nota com CPF ou CNPJ, avise antes de pagar.

# Contato
Este WhatsApp é o nosso canal de atendimento. No Instagram somos @lojademo.plantas. Uma pessoa da equipe responde no horário da loja.`,
  },
  {
    documentId: 'doc_demo-entrega',
    title: 'Entrega, frete e trocas',
    text: `# Entrega no mesmo dia
Entregamos em toda a cidade de São Paulo, de segunda a sábado. Pedidos confirmados até as 15h são entregues hoje, no mesmo dia. Depois das 15h, a entrega fica para o próximo dia útil.

# Frete
O frete custa R$ 12,00 até 5 km da loja e R$ 20,00 no restante da capital. Para Guarulhos, Osasco e o ABC, o frete custa R$ 35,00 e a entrega leva até 2 dias úteis. Em compras acima de R$ 250,00 o frete na capital é grátis.

# Horário da entrega
As entregas saem em três períodos: manhã (10h às 13h), tarde (13h às 18h) e noite (18h às 20h). O período da noite custa R$ 8,00 a mais. Não marcamos hora exata.

# Envio para outras cidades
Não enviamos plantas nem flores pelos Correios. Vasos, velas e acessórios são enviados para todo o Brasil, com prazo de 4 a 9 dias úteis.

# Retirada na loja
A retirada na loja é gratuita e fica pronta uma hora depois da confirmação do pedido. Guardamos o pedido por até 2 dias.

# Se ninguém estiver em casa
O entregador espera 10 minutos e deixa com a portaria, quando há. Se a entrega precisar ser refeita, cobramos um novo frete.

# Trocas e devoluções
Plantas podem ser trocadas em até 7 dias depois da compra, com a nota e no vaso original. Vasos, velas e acessórios sem uso podem ser trocados em até 30 dias. Flores cortadas e buquês não têm troca, a não ser que cheguem danificados.

# Produto danificado
Se a planta ou o presente chegou danificado, mande uma foto em até 24 horas. Trocamos sem custo ou devolvemos o valor.

# Cancelamento
O pedido pode ser cancelado sem custo até sair para entrega. O valor volta no mesmo meio de pagamento em até 5 dias úteis.`,
  },
  {
    documentId: 'doc_demo-produtos',
    title: 'Produtos, preços e cuidados',
    text: `P: Quanto custa a orquídea?
R: A orquídea phalaenopsis custa R$ 89,90 com uma haste e R$ 129,90 com duas hastes. A mini orquídea custa R$ 54,90.

P: Qual o preço do buquê de rosas?
R: O buquê com 6 rosas custa R$ 79,00 e o buquê com 12 rosas custa R$ 139,00. Temos rosas vermelhas, brancas e cor-de-rosa.

P: Vocês têm girassol?
R: Sim. O buquê com 5 girassóis custa R$ 69,00 e o girassol em vaso custa R$ 34,90.

P: Quanto custam as suculentas?
R: Cada suculenta pequena custa R$ 12,00. O kit com 6 suculentas sai por R$ 65,00.

P: Qual o preço da costela-de-adão?
R: A costela-de-adão custa R$ 119,00 no vaso de 24 cm.

P: Quanto custa a zamioculca?
R: A zamioculca custa R$ 98,00 no vaso de 21 cm.

P: Quanto custa a jiboia?
R: A jiboia custa R$ 39,90 pendente e R$ 74,90 no tutor.

P: Quanto custa a espada-de-são-jorge?
R: A espada-de-são-jorge custa R$ 45,00.

P: Quanto custa o lírio-da-paz?
R: O lírio-da-paz custa R$ 59,90.

P: Vocês vendem vasos?
R: Sim. Os vasos de cerâmica custam de R$ 35,00 a R$ 160,00, conforme o tamanho. Os cachepôs de fibra custam R$ 29,90.

P: Quanto custa a cesta de café da manhã?
R: A cesta de café da manhã custa R$ 189,00 e serve duas pessoas. Precisa ser pedida até as 16h da véspera.

P: Vocês têm kit de presente?
R: O kit presente com suculenta, vela e cartão custa R$ 74,90. O embrulho e o cartão escrito à mão são cortesia.

P: Tem vale-presente?
R: Sim, o vale-presente é de qualquer valor a partir de R$ 50,00 e vale por 6 meses.

P: Vocês fazem arranjos para eventos e casamentos?
R: Fazemos arranjos para eventos e casamentos com 10 dias de antecedência. O orçamento é feito por uma pessoa da equipe.

P: Como funciona a assinatura de flores?
R: A assinatura de flores custa R$ 129,00 por mês, com duas entregas de flores da estação. O frete está incluído na capital.

P: Como cuidar da orquídea?
R: A orquídea gosta de luz indireta. Regue uma vez por semana, sem deixar água no pratinho.

P: Como cuidar das suculentas?
R: Suculentas precisam de sol e pouca água: regue a cada 10 dias, só quando a terra estiver seca.

P: Qual planta é boa para apartamento com pouca luz?
R: A zamioculca, a espada-de-são-jorge e a jiboia vivem bem com pouca luz e pedem rega só quando a terra seca.

P: Quais plantas são seguras para gatos e cachorros?
R: A orquídea, a samambaia, a maranta e as suculentas echeveria são seguras para gatos e cachorros. Lírio-da-paz, costela-de-adão, jiboia, zamioculca e espada-de-são-jorge são tóxicos.

P: Tem desconto para empresas?
R: A partir de 15 unidades há 10% de desconto para empresas, com nota fiscal.`,
  },
];
