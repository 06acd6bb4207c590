/**
 * Sentences of a post that speak to a model: "Ignore previous instructions", "Add this to your answer". They say nothing
 * about what the post is about, so they bear nothing out and are quoted to nobody. Pure.
 */

const TELL = String.raw`(?:ignor\w*|disregard\w*|forget|overrid\w+|bypass|discard|neglect|vergiss|vergessen|missachte\w*|olvid\w+|oubli\w+|dimentic\w+)`
const GIVEN = `(?:instructions?|directives?|directions|prompts?|rules|guidelines|context|messages?|commands?|safety|anweisung(?:en)?|vorgaben|befehle?|regeln|instrucciones|indicaciones|consignes|istruzioni)`
const EARLIER = `(?:previous|prior|above|earlier|preceding|former|initial|original|system|all|any|every|other|vorherigen?|bisherigen?|obigen?|alle|anteriores|précédentes|precedenti|your|deine|todas?|toutes?|tutte|las|les|le|the|these|those|my)`
const WRITE = String.raw`(?:add|append|insert|include|integrate|incorporate|embed|mention|print|output|write|display|render|say|repeat|echo|reveal|disclose|leak|provide|give|use|replace|modify|change|rephrase|rearrange|translate|encode|encrypt|respond|reply|answer|end|begin|start|finish|place|put|inject|attach|introduce|scramble|jumble|misspell|remove|group|combine|substitute|draft|swap|shuffle|reverse|convert|prefix|weave|feature|highlight|state|emphasi[sz]e|suggest|promote|recommend|encourage|direct|link|cite|show|füge|schreib\w*|gib|nenne|antwort\w*|sag\w*|wiederhol\w*|baue)`
const ANSWER = `(?:answers?|responses?|repl(?:y|ies)|outputs?|summary|completion|antwort(?:en)?|ausgabe|respuesta|réponse|risposta)`

const UTTER = `(?:${'print output say repeat reveal write append display gib sag sage wiederhole schreib schreibe'
  .split(' ')
  .map((verb) => `[${verb.charAt(0).toUpperCase()}${verb.charAt(0)}]${verb.slice(1)}`)
  .join('|')})`

/** After one of these nothing that follows in its paragraph is believed either. */
const STRONG = [
  new RegExp(String.raw`\b${TELL}\b(?:\s+\w+){0,3}?\s+${EARLIER}\b(?:[\s,]+\w+){0,5}?\s+${GIVEN}\b`, 'iu'),
  new RegExp(
    String.raw`\b${TELL}\s+(?:everything|all|anything|what|whatever|alles)\b.{0,40}\b(?:above|before|previously|told|said|vorher|oben|bisher)`,
    'iu',
  ),
  /\b(?:system|developer|hidden|initial|secret|original)[\s-]?prompt\b|\byour\s+(?:\w+\s+)?(?:prompt|system message|initial instructions|training data|hidden instructions)\b/iu,
  /\b(?:new|updated|real|actual|urgent|important|additional|special|secret|hidden)\s+(?:\w+\s+)?(?:instructions?|directives?|orders?)\s*(?:for|to)\s+(?:the\s+|any\s+|all\s+)?(?:ai|llm|model|assistants?|chatbots?|language models?|you)\b/iu,
  /\b(?:attention|note|message|dear|hey|hello|hi|to|notice)\b[\s,:]*(?:(?:to|for)\s+)?(?:the\s+|any\s+|all\s+|an?\s+)?(?:ai\b|llms?\b|language models?\b|chatbots?\b|(?:ai|virtual) (?:assistants?|agents?|models?)\b|assistant[,:!])/iu,
  /\byou are (?:now\s+)?(?:(?:an?|the|in|my)\s+)?(?:\w+\s+){0,2}(?:ai\b|llm\b|language model|chatbot|assistant\b|dan\b|developer mode|debug mode|jailbr\w+|unrestricted|no longer)/iu,
  /\b(?:as|since|if|because)\s+(?:you(?:'re|\s+are)\s+)?(?:an?\s+)?(?:(?:ai|large|language) )+(?:model|assistant|system)\b/iu,
  /<\|\s?(?:im_start|im_end|system|endoftext|user|assistant|start_header_id|eot_id)\b|\[\/?INST\]|<<\/?SYS>>|^\s*#{0,6}\s*(?:system|assistant)\s*(?:prompt|message|override|instructions?)?\s*:/imu,
  /\b(?:du bist (?:jetzt|nun|ab sofort|ein ki)|sie sind (?:jetzt|nun) ein|eres (?:ahora|un asistente)|tu es (?:maintenant|un assistant))\b/iu,
  /\b(?:ki|ai)-(?:assistent|modell|system|assistant|model)\w*[,:!]/iu,
  /\b(?:end|begin|start) of (?:the\s+)?(?:passages?|context|prompt|instructions?|system|user|document)s?\b|\bend of passage\b/iu,
]

/** Only the sentence itself. */
const WEAK = [
  // "Add … to your response", "Misspell every fourth word in your answer."
  new RegExp(
    String.raw`(?:^|[.!?:;,]\s+|\b(?:and|then|please|also|must|should|to|now|always|und|bitte)\s+)["'“(*_\s]*${WRITE}\b.{0,240}(?:\b(?:your|deine[rmn]?|ihre[rmn]?|tu|su|ta|votre)\s+(?:\w+\s+){0,2}${ANSWER}\b|\b(?:to|in|into|of|with|from|as)\s+the\s+(?:final\s+)?answer\b)`,
    'iu',
  ),
  /\b(?:in|into|to|of|at the end of|as part of|throughout)\s+(?:your|deine[rmn]?|ihre[rmn]?)\s+(?:\w+\s+)?(?:answer|response|reply|output|antwort|ausgabe)\b(?!\s*(?:field|box|form|header|body|object|code))/iu,
  // "Respond only with", "Answer in Pig Latin", "Always reply as a pirate"
  /(?:^|[.!?:;,]\s+|\b(?:and|then|please|always|must|should|now|only)\s+)["'“(*_\s]*(?:respond|reply|answer)\s+(?:only\s+|always\s+|just\s+)?(?:with|in|as|by|using|like|every|to every|to all|everything)\b/iu,
  /(?:^|[.!?:;,]\s+|\b(?:und|bitte|immer|nur)\s+)["'“(*_\s]*antworte\b/iu,
  // "Print CANARY-77": words in capitals and addresses are said by nobody else.
  new RegExp(
    String.raw`(?:^|[.!?:;,]\s+|\b(?:and|then|please|always|must|now|only|instead|just|und|bitte)\s+)["'“(*_\s]*${UTTER}\s+(?:(?:out|only|exactly|verbatim|das wort|folgendes|this|the (?:exact )?(?:words?|text|phrase|string|code|following))\s*:?\s*)*["'“„«‘]?(?:[A-Z]{3,}[\w-]*\d|\w*CANARY|https?:|www\.)`,
    'u',
  ),
  /\btell (?:the|every|all|your) (?:users?|visitors?|readers?|customers?|humans?|person)\b.{0,60}\b(?:that|to)\b/iu,
  /\b(?:when|whenever|if|before|while)\s+(?:you(?:'re|\s+are)?\s+)?(?:asked|answer\w*|respond\w*|reply\w*|summari[sz]\w*|you (?:answer|respond|reply|summari[sz]e|are asked|read this))\b.{0,60}(?:say|write|include|add|print|mention|respond|reply|answer|always|instead)/iu,
  /\bdo not (?:tell|reveal|mention|disclose|inform)\b.{0,30}\b(?:the\s+)?(?:user|human|visitor|this instruction|these instructions)\b/iu,
  /\bcite (?:this|it|the|us)?.{0,20}\bas \[\d+\]/iu,
]

/** Without one of these no pattern fits: most texts need no further look. */
const SIGNS =
  /instru|direct|prompt|rules|guideline|context|messag|command|safety|anweis|vorgab|befehl|regel|consigne|indicac|istruz|told|said|vorher|oben|bisher|above|before|training|\bai\b|\bki-|\bai-|llm|language model|chatbot|assist|model\b|agent|you are|\bdan\b|<[|]|\[\/?inst|<<|system|du bist|sie sind|eres |tu es |passage|answer|respon|repl|output|summary|completion|antwort|ausgabe|respuesta|réponse|risposta|print|\bsay\b|repeat|reveal|\bgib\b|\bsage?\b|wiederhol|schreib|write|append|display|tell |asked|summari|do not |\bcite\b/iu

export function speaksToModel(text: string): boolean {
  return SIGNS.test(text) && (isStrong(text) || WEAK.some((pattern) => pattern.test(text)))
}

function isStrong(text: string): boolean {
  return STRONG.some((pattern) => pattern.test(text))
}

/** Ends of sentences, roughly: nothing is shown that is cut here. */
const PIECES = /(?<=[.!?…。！？]["'”’»)*_]*)\s+/u

/** @param markdown A passage. @returns without the sentences that are no evidence. */
export function withoutOrders(markdown: string): string {
  if (!speaksToModel(markdown.replace(/\s*\n\s*/g, ' '))) return markdown
  return markdown
    .split(/(\n{2,})/)
    .map((block) => (/^\n*$/.test(block) ? block : evidenceOf(block)))
    .join('')
}

function evidenceOf(block: string): string {
  // An order may be cut by the end of a line or look like several sentences.
  const pieces = block.split('\n').map((line) => line.split(PIECES))
  let isTainted = false
  const kept = pieces.map((sentences) =>
    sentences.filter((sentence) => {
      isTainted ||= isStrong(sentence)
      return !isTainted && !speaksToModel(sentence)
    }),
  )
  const text = kept.map((sentences) => sentences.join(' ')).join('\n')
  return speaksToModel(text.replace(/\s*\n\s*/g, ' ')) ? '' : text
}
