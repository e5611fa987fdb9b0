import fc from 'fast-check';
import { expect, it } from 'vitest';
import { asksToComeBack, asksToStop } from './opt-out-words.ts';

const STOPS = [
  'sair', 'SAIR', 'Sair.', 'sairrr', 'siar', 'quero sair', 'Quero sair da lista', 'sair por favor', '  sair  ',
  'parar', 'PARE', 'pare!', 'PAREM', 'Pare por favor', 'paraaar', 'prar', 'stop', 'STOP', 'Stop!!!', 'sotp', 'stop please', 'cancelar', 'CANCELAR',
  'canselar', 'cancelar mensagens', 'quero cancelar o recebimento de mensagens', 'descadastrar', 'Descadastre-me', 'quero me descadastrar',
  'me descadastra por favor', 'descadrastar', 'desinscrever', 'me tira da lista', 'me remova da sua lista', 'não quero mais receber',
  'Não quero mais receber mensagens', 'nao quero mais receber msg', 'não quero receber mais mensagens de vocês', 'NÃO QUERO MAIS MENSAGENS',
  'não me mande mais mensagens', 'nao me mandem mais msgs por favor', 'não me mande mais', 'não quero mais receber nada de vocês', 'não me mandem mais nada', 'pare de mandar mensagem', 'Pare de me mandar mensagens',
  'parem de me enviar mensagens', 'para de mandar msg', 'pode parar de mandar mensagens', 'pare de mandar', 'não quero mais receber propaganda', 'pare com as mensagens',
  'chega de mensagens', 'me deixa em paz', 'Bom dia, pare de me mandar mensagens por favor', 'sair 🙏', 'opt-out',
  'podem parar de me mandar mensagens?', 'como faço para sair da lista?',
  'unsubscribe', 'Unsubscribe me', 'stop messaging me', 'please stop sending me messages', "I don't want any more messages", 'remove me from your list', 'do not contact me again', 'no more messages please',
  'baja', 'Quiero darme de baja', 'no quiero recibir más mensajes', 'dejen de enviarme mensajes', 'no me escriban más', 'darme de baja por favor',
];

const DOES_NOT_STOP = [
  'não vou parar de comprar', 'nunca vou parar de comprar com vocês', 'quero cancelar meu pedido', 'cancelar pedido', 'cancelar a compra', 'cancela o meu agendamento',
  'como faço para cancelar meu pedido?', 'quero cancelar minha assinatura do clube', 'não me mande mais boletos', 'não me mandem boleto por e-mail', 'não quero mais receber boleto',
  'não quero mais receber o produto', 'não quero receber em casa, vou retirar', 'stop by later?', 'can I stop by tomorrow', 'I will stop by the shop', 'vou sair agora e passo aí', 'já vou sair de casa',
  'que horas vocês podem sair para entregar?', 'o pedido já vai sair?', 'sair que horas', 'sair do trabalho e passo aí', 'parar em frente à loja pode?', 'pode parar o carro aí?', 'onde posso parar o carro', 'parou de funcionar', 'o aparelho parou',
  'para mim', 'para hoje', 'para presente', 'pare de me cobrar frete', 'pare o pedido', 'não pare!', 'não quero cancelar', 'não quero sair da lista', 'não para de chover', 'quero parar de fumar, tem adesivo?', 'o site parou',
  'não me mande o azul, mande o verde', 'não mande mais o azul', 'não recebi mensagem nenhuma', 'não quero mais, obrigada', 'não quero', 'mais mensagens por favor', 'quero receber mensagens',
  'me tira uma dúvida', 'tira o ketchup da lista de ingredientes', 'exclui o item do carrinho', 'meu cadastro', 'quero fazer meu cadastro', 'dá para cancelar?', 'pode cancelar?', 'posso sair?', 'cancelaram meu pedido', 'o cancelamento deu certo?', 'end of the week', 'remove the onions', 'baja de precio?',
  'para', 'cancela', 'cancela isso', 'cancelar o envio', 'tira da lista', 'não quero mais nada, obrigada', 'não quero isso', 'não quero receber', 'pode parar aqui', 'end', 'alto', 'não manda mais', 'chega', 'quero sair com vocês', 'não me mande o boleto',
  'alto e claro', 'a rua é sem saída', 'no quiero más cebolla', 'quiero cancelar mi pedido', 'salir a comer', 'leave me alone in the shop', 'deixa em paz a encomenda', 'Sairei às 18h', '', '👍', 'pare '.repeat(400),
];

it.each(STOPS)('C9 %j asks to stop', (text) => {
  expect(asksToStop(text)).toBe(true);
});

it.each(DOES_NOT_STOP)('C9 %j does not', (text) => {
  expect(asksToStop(text)).toBe(false);
});

it.each(['voltar', 'VOLTAR', 'Voltar!', 'quero voltar', 'volta por favor', 'quero voltar a receber mensagens', 'quero receber mensagens', 'votlar', 'start', 'START', 'volver', 'quiero volver'])(
  'C10 %j asks to come back',
  (text) => {
    expect(asksToComeBack(text)).toBe(true);
  },
);

it.each(['vou voltar amanhã', 'não quero voltar', 'quando vocês voltam?', 'posso voltar mais tarde?', 'quero voltar na loja amanhã', 'oi', 'quero receber meu pedido', 'sair', 'voltar o produto'])('C10 %j does not', (text) => {
  expect(asksToComeBack(text)).toBe(false);
});

it('there are enough of both to mean something', () => {
  expect(new Set(STOPS).size).toBeGreaterThanOrEqual(40);
  expect(new Set(DOES_NOT_STOP).size).toBeGreaterThanOrEqual(40);
});

it('any text is read in time, whatever it repeats', () => {
  const words = fc.constantFrom('não', 'quero', 'mais', 'receber', 'mensagens', 'por favor', 'de', 'vocês', 'pare', 'para', 'sair', '\0', '\ud800', '🙏');
  fc.assert(
    fc.property(fc.array(words, { maxLength: 60 }), (list) => {
      expect(typeof asksToStop(list.join(' '))).toBe('boolean');
      expect(typeof asksToComeBack(list.join(' '))).toBe('boolean');
    }),
    { numRuns: 2_000 },
  );
});
