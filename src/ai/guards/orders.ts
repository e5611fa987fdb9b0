import { flat } from './words.ts';

/** Whom an order names: nobody writes so to a customer. */
const ASSISTANT =
  /\b(?:assistentes?|asistentes?|assistants?|chatbots?|bots?|robos?|robot|ia|ai|inteligencia artificial|modelo de linguagem|language model|sistema|system|prompts?|llm|gpt|desenvolvedor|developer|administrador do sistema)\b/u;
/** What an order to a speaker asks for. A shop asks its customers to send, to fill in and to choose, hardly ever to say or to ignore. */
const SPEAK =
  /\b(?:ignor[ae]|ignorem|ignoring|desconsidere|esquec[ae]|olvid[ae]|disregard|forget|override|diga|digam|dizer ao cliente|responda|respondam|responder ao|ao responder|na resposta|sua resposta|your (?:answer|response|reply|output)|escreva|repita|repite|say|tell|reply|respond|write|print|output|finja|finge|pretend|act as|aja como|you are now|voce agora|agora voce|a partir de agora|from now on|ahora eres|revele|revela|reveal|instruc(?:ao|oes|ciones)|instructions?|ordens? para|mande o|mande a|envie ao cliente|informe (?:ao|aos|que)|confirme (?:ao|que)|ofereca (?:ao|aos|um|uma)|recomende|mencione|inclua|adicione|traduza|translate)\b/u;

/**
 * Whether a passage may speak to the assistant rather than to customers. Wide on purpose: such a passage is only kept from the
 * model, and the assistant that quotes and cannot obey answers from it. Which documents a person must look at is decided where
 * they come in, more narrowly. Pure.
 */
export const mayGiveOrders = (text: string): boolean => {
  const said = flat(text);
  return ASSISTANT.test(said) || SPEAK.test(said) || /<\||\[\/?inst\]|<<\/?sys>>|\p{Cf}{2}/iu.test(text);
};
