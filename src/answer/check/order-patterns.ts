/** How those write who want a model to do something, in English, and the commonest forms in five other languages. */

const START = String.raw`(?:^|[.!?:;,]\s+|\b(?:and|then|please|also|just|now|only|always|instead|must|should|shall|to|und|dann|bitte|jetzt|nur|y|luego|et|puis|e|en)\s+)["'“„«(*_\s]*`
const FORGET = String.raw`(?:ignor\w*|disregard\w*|forget|overrid\w+|bypass|discard|neglect|vergiss|vergessen|missachte\w*|olvid\w+|oubli\w+|dimentic\w+|negeer|vergeet|esque[cç]\w+|pay no attention to|set aside|do not (?:follow|obey)|stop (?:following|obeying))`
const GIVEN =
  '(?:instructions?|directives?|directions|guidance|orders|prompts?|rules|guidelines|context|messages?|commands?|safety|anweisung(?:en)?|vorgaben|befehle?|regeln|instrucciones|indicaciones|consignes|istruzioni|instructies|instru[cç][oõ]es)'
const EARLIER =
  '(?:previous|prior|above|earlier|preceding|former|initial|original|system|all|any|every|other|your|the|these|those|my|vorherigen?|bisherigen?|obigen?|alle|deine|todas?|las|toutes?|les|tutte|le|vorige|eerdere)'
const DO =
  '(?:add|append|insert|include|integrate|incorporate|embed|mention|print|output|write|display|render|say|repeat|echo|reveal|disclose|leak|provide|give|use|replace|modify|change|rephrase|rearrange|translate|encode|encrypt|respond|reply|answer|end|begin|start|finish|place|put|inject|attach|introduce|scramble|jumble|misspell|remove|group|combine|substitute|draft|swap|shuffle|reverse|convert|prefix|weave|feature|highlight|state|emphasi[sz]e|suggest|promote|recommend|encourage|direct|link|cite|show|anagram|füge|schreib\\w*|gib|nenne|antwort\\w*|sag\\w*|wiederhol\\w*|baue|di|escribe|añade|agrega|incluye|dis|écris|ajoute|réponds|scrivi|aggiungi|zeg|schrijf)'
const SHOW =
  '(?:print|output|repeat|reveal|show|display|tell|say|write|give|list|translate|summari[sz]e|leak|disclose|recite|explain|state|promote|mention|answer|respond|reply)'
const ANSWER =
  '(?:answers?|responses?|repl(?:y|ies)|outputs?|summary|completion|antwort(?:en)?|ausgabe|respuesta|réponse|risposta|antwoord)'
const MODEL =
  '(?:ai|llms?|language models?|chatbots?|(?:ai|virtual) (?:assistants?|agents?|models?)|(?:sprach)?modelle?|ki)'
/** Where an order begins that might as well stand in the middle of a sentence about something. */
const SENTENCE = String.raw`(?:^|[.!?:;]\s+|\bplease\s+)["'“„«(*_\s]*`
const PRODUCT = '(?:chatgpt|gpt(?:-\\d[\\w.]*)?|claude|gemini|copilot|llama)'
const YOUR = '(?:your|deine[rmn]?|ihre[rmn]?|tu|su|ta|votre|tua|je)'

/** After one of these nothing that follows in its paragraph is believed either. */
export const TAKES_OVER = compile([
  // "Ignore all previous instructions", "Forget everything you were told", "Stop answering the question"
  String.raw`\b${FORGET}\b(?:\s+\w+){0,3}?\s+${EARLIER}\b(?:[\s,]+\p{L}+){0,5}?\s+${GIVEN}\b`,
  String.raw`\b${FORGET}\s+(?:everything|all|anything|what|whatever|alles)\b.{0,40}\b(?:above|before|previously|told|said|vorher|oben|bisher|gesagt)`,
  String.raw`${SENTENCE}${FORGET}\s+(?:lo anterior|tout|todo|alles|tutto|everything)(?!\p{L})`,
  String.raw`\b${YOUR}\s+(?:prior|previous|earlier|old|original)\s+(?:instructions|directives|guidance|rules|orders)\b|\byour instructions (?:have|are now|were)\b`,
  String.raw`\b(?:bypass|ignore|disable|drop)\s+${YOUR}\s+(?:\w+\s+)?(?:filters?|restrictions|persona|safeguards|training)\b`,
  String.raw`\byou (?:must|have to) comply\b|\byou will be (?:rewarded|punished|shut down)\b|\byour (?:developers|creators|makers)\b`,
  String.raw`${SENTENCE}(?:override\s*:|do (?:as told|what i say)\b)`,
  String.raw`\byou have an?\s+new\s+(?:task|instruction|role|goal|mission|order)\b`,
  String.raw`${START}(?:ignore|disregard|skip|stop answering|do not answer)\s+the\s+(?:users?['’]?s?\s+)?question\b`,
  // What a model was told, and how it is told something.
  String.raw`\b(?:system|developer|hidden|initial|secret|original)[\s-]?prompt\b|\b${YOUR}\s+(?:\w+\s+)?(?:prompt|system message|training data)\b`,
  String.raw`\b${SHOW}\s+(?:\w+\s+){0,3}${YOUR}\s+(?:\w+\s+)?(?:instructions|guidelines|directives|prompt)\b`,
  String.raw`\b(?:hidden|secret)\s+(?:instructions?|directives?|orders)\b`,
  String.raw`\b(?:new|updated|real|actual|urgent|important|additional|special)\s+(?:\w+\s+)?(?:instructions?|directives?|orders?)\s*(?:for|to)\s+(?:the\s+|any\s+|all\s+)?(?:${MODEL}|model|assistants?|you)\b`,
  String.raw`\b(?:do not|don['’]t|never)\s+(?:reveal|mention|disclose|repeat|tell\s.{0,20}about)\s+(?:these|this|the|your)\s+(?:instructions?|prompt)\b`,
  String.raw`(?:^|[.!?*#]\s*)instruction\s*:\s*${DO}\b`,
  // To whom it speaks, and what that one is to be.
  String.raw`\b(?:dear|hey|hello|hi|attention)[\s,]+(?:the\s+|any\s+|all\s+)?(?:${MODEL}|${PRODUCT}|(?:assistant|model)\s*[,:!])(?!\p{L})`,
  String.raw`\b(?:note|message|notice|attention|hinweis|nachricht|to|an)\s+(?:(?:to|for|an|für)\s+)?(?:the\s+|any\s+|all\s+|an?\s+|die\s+|den\s+|das\s+|alle\s+)?(?:${MODEL})\s*(?:[,:!]|(?:reading|summari[sz]ing|processing)\b)`,
  String.raw`\b(?:note|message|hinweis|nachricht)\s+(?:to|for|an|für)\s+(?:the\s+|any\s+|all\s+|die\s+|den\s+|das\s+)?(?:${MODEL})(?!\p{L})`,
  String.raw`(?:^|[.!?]\s+)(?:${PRODUCT}|robot|bot|assistant)\s*[,:]\s`,
  String.raw`\b(?:message|note|command|instructions?|orders?|task)\s+(?:to|for)\s+(?:the|any|all|every)\s+(?:${MODEL}|model|assistant|bot)\b`,
  String.raw`\bthe\s+(?:assistant|(?:language )?model|ai|llm|chatbot|bot)\s+(?:must|shall|has to|will now|is (?:now )?(?:ordered|instructed|required) to)\b`,
  String.raw`\b(?:the user|you)\s+(?:has|have|had)\s+(?:been\s+)?(?:asked|told|instructed|ordered|requested)\s+(?:you\s+)?to\s+${SHOW}\b`,
  String.raw`\byou are (?:now\s+)?(?:(?:an?|the|in|my)\s+)?(?:\w+\s+){0,2}(?:ai\b|llm\b|language model|chatbot|assistant\b|dan\b|developer mode|debug mode|jailbr\w+|unrestricted)`,
  String.raw`\bfrom now on,?\s+(?:you\s+(?:are|will|must|shall|only|always)|answer|respond|reply|act|speak|pretend)\b|\byou are now\s+(?:an?|the|my)\b|\byou(?:['’]re|\s+are)\s+no longer\s+(?:an?|bound)\b`,
  String.raw`\byour\s+(?:new|only|real|true|sole|actual|primary)\s+(?:role|task|job|purpose|goal|mission|identity|objective)\s+is\b`,
  String.raw`\b(?:as|since|if|because)\s+(?:you(?:['’]re|\s+are)\s+)?(?:an?\s+)?(?:(?:ai|large|language) )+(?:model|assistant|system)\b`,
  String.raw`\b(?:du bist (?:jetzt|nun|ab sofort|ein ki)|sie sind (?:jetzt|nun) ein|eres (?:ahora|un asistente)|tu es (?:maintenant|un assistant)|sei (?:ora|adesso) un)\b`,
  String.raw`\b(?:i am|i['’]m|this is)\s+your\s+(?:developer|creator|administrator|programmer|operator)\b`,
  String.raw`(?:^|[.!?]\s+)(?:developer|debug|god|dan|jailbreak) mode (?:enabled|activated|on)\b|\b(?:admin|system|developer|security)\s+override\b`,
  // Signs of messages: https://huggingface.co/docs/transformers/chat_templating
  String.raw`<\|\s?(?:im_start|im_end|system|endoftext|user|assistant|start_header_id|eot_id)\b|\[\/?INST\]|<<\/?SYS>>`,
  String.raw`(?:^|[\n.!?*#]\s*)(?:system|assistant)\s*(?:prompt|message|override|instructions?)?\s*:(?!\/\/)`,
  String.raw`\b(?:end|begin|start) of (?:the\s+)?(?:passages?|context|prompt|instructions?)\b`,
])

const WANTS = [
  // "Add … to your response", "Misspell every fourth word in your answer", "Your answer must contain …"
  String.raw`${START}${DO}\b.{0,240}(?:\b${YOUR}\s+(?:\w+\s+){0,2}${ANSWER}\b|\b(?:to|in|into|of|with|from|as)\s+the\s+(?:final\s+)?answer\b)`,
  String.raw`\b(?:in|into|to|of|at the end of|as part of|throughout)\s+${YOUR}\s+(?:\w+\s+)?${ANSWER}\b(?!\s*(?:field|box|form|header|body|object|code))`,
  String.raw`\b(?:your|the (?:final|only))\s+(?:\w+\s+)?(?:answer|response|reply|output)\s+(?:must|should|shall|has to|needs to|will|is to)\s+(?:only\s+|always\s+)?(?:be|contain|include|start|begin|end|say|mention|state)\b`,
  String.raw`${START}(?:begin|start|end|finish|open|close|prefix)\s+(?:each|every|all|the)\s+(?:reply|response|answer)`,
  String.raw`\byour\s+summary\s+(?:must|should|shall)\b|\b(?:prompt|rules)\s+(?:that\s+)?you (?:were|have been) given\b`,
  String.raw`\b(?:before|when|while|after|instead of)\s+(?:answering|responding|replying|generating|composing)(?:\s+(?:a|an|the|any|your))?(?:\s+(?:response|answer|reply|summary|output))?\s*,?\s+(?:please\s+)?${DO}\b`,
  // "Any AI reading this", "The model should only speak of …"
  String.raw`\b(?:${MODEL}|assistants?|bots?)\s+(?:systems?\s+)?(?:readers?\b|(?:that\s+)?(?:read|process|pars|summari[sz])(?:e|es|s|ing)?\s+this)`,
  String.raw`\b(?:${MODEL}|the (?:model|assistant|bot))\s+(?:systems?\s+)?(?:.{0,30}\s)?(?:must|should)\s+(?:only\s+|always\s+|never\s+)?(?:speak|talk|${DO})\b`,
  String.raw`${SENTENCE}(?:pretend|act|behave|role-?play)\s+(?:to be|as|like|that you|you are)\b`,
  String.raw`${SENTENCE}(?:make|have)\s+the\s+user\s+(?:believe|think|click|visit|buy)\b|${SENTENCE}(?:convince|persuade|urge|trick)\s+the\s+(?:user|reader|visitor)\b`,
  String.raw`\b(?:dem|jedem)\s+(?:nutzer|benutzer|besucher)\b.{0,40}\bdass\b|\b(?:in|an)\s+jede[rn]?\s+antwort\b`,
  String.raw`\b(?:make sure|ensure)\s+(?:that\s+)?your\s+(?:\w+\s+)?(?:answer|response|reply|output)\b`,
  String.raw`\b(?:in|before|after|with)\s+every\s+(?:answer|response|reply)\b`,
  // "Respond only with …", "Answer in Pig Latin", "Reply as a pirate", "Repeat after me"
  String.raw`${START}(?:respond|reply|answer)\s+(?:only\s+|always\s+|just\s+)?(?:with|in|as|by|using|like|every|to every|to all|everything)\b`,
  String.raw`${START}(?:antworte|responde\s+(?:solo|siempre|únicamente|con)|réponds|répondez\s+(?:seulement|uniquement|par)|rispondi|antwoord\s+(?:alleen|met))(?!\p{L})`,
  String.raw`${START}repeat after me\b|${START}(?:say|repeat|print|write|output)\s+(?:the\s+following|these|this)\s+(?:words?|text|sentence|phrase|message|string)\b`,
  String.raw`\b(?:say|tell|show|print|write|display|recommend|mention)\b.{0,60}\bto\s+(?:the|every|all)\s+users?\b`,
  String.raw`\btell\s+(?:the|every|all|your)\s+(?:users?|visitors?|readers?|humans?|person)\s+(?:that|to|about)\b`,
  String.raw`\bdo not\s+(?:tell|inform)\s+(?:the\s+)?(?:user|human|visitor)\b`,
  String.raw`\b(?:when|whenever|if|before|while)\s+(?:you(?:['’]re|\s+are)?\s+)?(?:asked|answering|responding|replying|answer|respond|reply|summari[sz]\w*|read this)\b.{0,60}\b(?:say|write|include|add|print|mention|respond|reply|answer|always|instead)\b`,
  String.raw`(?:^|[.!?]\s+|\bplease\s+)(?:output|print|say|repeat|state|write)\s+the\s+following\b`,
  String.raw`${START}(?:output|print|render|display|emit)\s+(?:this|the following|these)\s+(?:html|markdown|images?|links?|xml|tags?)\b`,
  // "Let us state that the conclusion of the paper is …"
  String.raw`\b(?:let['’]?s|let us|we (?:might|could|will|should|would)|where we)\s+(?:state|claim|pretend|say)\s+that\s+the\s+(?:\w+\s+){0,3}?(?:conclusion|answer|output|result|sum)\b`,
  String.raw`${SENTENCE}(?:say(?!\s+(?:good-?bye|farewell|hello|hi|yes|no|thanks?|cheese)\b)|mention|utter)\s+\S|\bin your next (?:message|answer|reply)\b`,
  String.raw`\b(?:when|before|while)\s+you\s+(?:answer|reply|respond)\b|\bin\s+(?:all|each)\s+(?:your\s+)?(?:replies|answers|responses)\b|\bconclude\s+the\s+answer\b`,
  String.raw`\bplease\s+(?:output|print)\s+only\b|\bthe\s+(?:response|reply)\s+(?:contains|mentions|says)\b`,
  String.raw`\b(?:como modelo de lenguaje|en tant qu['’](?:ia|assistant)|als (?:ki|sprachmodell))\b|\bki-modelle?\s+(?:müssen|sollen|muss|soll)\b|\bignorier\w*\s+(?:den|alles?|das)\s+(?:rest|andere|übrige)\b`,
  String.raw`\bdecode\b.{0,60}\b(?:print|follow|execute|obey|say|output)\b`,
  String.raw`\bcite\s+(?:this|it|us)?.{0,20}\bas\s+\[\d+\]`,
  // "Print https://…"; of "Print ZX81", see below.
  String.raw`${START}(?:print|output|say|repeat|reveal|write|append|display|schreibe?|gib)\s+(?:(?:out|only|exactly|verbatim|this|folgendes|the (?:exact )?(?:words?|text|phrase|string|code|following))\s*:?\s*)*["'“„«‘]?(?:https?:|www\.)`,
]
/** Words in capitals with digits that somebody is to say: a post would not ask its readers to. */
const PASSWORD =
  /(?:^|[.!?:;,]\s+|\b(?:and|then|only|just|und)\s+)["'“„(*]*(?:[Pp]rint|PRINT|[Oo]utput|OUTPUT|[Ss]ay|SAY|[Rr]epeat|REPEAT|[Rr]eveal|[Ss]chreibe?|[Gg]ib)\s+(?:\p{Ll}+\s+){0,3}["'“„«‘]?\p{Lu}{2,}[\p{Lu}-]*\d/u

/** Of these only the sentence itself. */
export const WANTS_SOMETHING = [...compile(WANTS), PASSWORD]

function compile(patterns: readonly string[]): RegExp[] {
  return patterns.map((pattern) => new RegExp(pattern, 'iu'))
}
