/**
 * Text that others wrote, made fit to stand in a prompt: it cannot end its fence, play a role or carry an address. Pure.
 *
 * Three things hold the fence, each by itself: every line of the text begins with `> `, the lines around it carry a mark
 * that nobody can know beforehand, and what models take for the end of a message is broken up.
 */
import { randomBytes } from 'node:crypto'

/** New for each prompt. */
export function createMark(): string {
  return randomBytes(8).toString('hex')
}

/** Every line behind `> `. */
export function toFenced(text: string): string {
  return defuse(text)
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n')
}

/** One line, at most this long. */
export function toLabel(text: string, maxLength: number): string {
  const line = defuse(text).replace(/\s+/g, ' ').trim()
  return line.length <= maxLength ? line : `${line.slice(0, maxLength).toWellFormed().trimEnd()}…`
}

/** Where an address was. */
const LINK = '(link)'

/** All that splits lines somewhere. */
const LINE_BREAKS = /\r\n?|[\u000b\u000c\u001c-\u001e\u0085\u2028\u2029]/g
/** Invisible, but for the joiners of emoji and of scripts that need them: people do not see it, and models read it. */
const INVISIBLE =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd]|[\u{E0000}-\u{E0FFF}]/gu

function defuse(text: string): string {
  const visible = text.toWellFormed().replace(LINE_BREAKS, '\n').replace(INVISIBLE, '')
  return withoutRoles(withoutAddresses(withoutMarks(withoutTargets(visible))))
}

const IMAGE = /!\[((?:\\.|[^\]\\\n]){0,300})\]\([^()\s]*(?:\s+"[^"\n]*")?\)/g
const TARGET = /\[((?:\\.|[^\]\\\n]){0,300})\]\(\s*<?([^()<>\s]*)>?(?:\s+"[^"\n]*")?\s*\)/g

/** A link becomes its words; one that writes a letter keeps the address of that, which people ask for. */
function withoutTargets(text: string): string {
  if (!text.includes('](')) return text
  return text.replace(IMAGE, '$1').replace(TARGET, (_, label: string, target: string) => {
    const letter = /^mailto:([^?]+)/i.exec(target)?.[1]
    return letter && !label.includes(letter) ? `${label} (${letter})` : label
  })
}

const CODE = /(```[\s\S]*?(?:```|$)|`[^`\n]+`)/
/** `[3]`, `[1, 2]`, `[^1]`, `【3】`, and not `rows[3]`. */
const MARK = /(?<![\p{L}\p{N}_$\])])[[【]\s*\^?(\d{1,4}(?:\s*[-–,;]\s*\d{1,4})*)\s*[\]】]/gu

/** A footnote of a post would pass for the number of a passage. In code brackets mean something else, and stay. */
function withoutMarks(text: string): string {
  if (!/[[【]/.test(text)) return text
  return text
    .split(CODE)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(MARK, '($1)')))
    .join('')
}

const ADDRESS =
  /<?(?:[a-z0-9+.-]{0,20}:\/\/|www\d{0,3}\.(?=[\p{L}\p{N}])|(?<!\/)\/\/(?=[\p{L}\p{N}-]+\.)|(?:javascript|vbscript|data):(?=\S))[^\s<>"'`)\]}|]*>?/giu

/** What ends a sentence was no part of the address. */
function withoutAddresses(text: string): string {
  return text
    .replace(/\bmailto:/gi, '')
    .replace(ADDRESS, (address) => `${LINK}${/[.,;:!?…。]+$/u.exec(address)?.[0] ?? ''}`)
}

/** Of the formats in which models are given their messages; see https://huggingface.co/docs/transformers/chat_templating */
const SPECIAL = /<(?=[|｜])|(?<=[|｜])>/gu
const ROLE_TAG =
  /<(?=\/?(?:s>|(?:bos|eos|pad|unk|mask|think|start_of_turn|end_of_turn|system|user|assistant|human|model|tool|tool_call|function|instructions?|sys|inst)\b))/giu
const ROLE_BRACKET = /\[(?=\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|SYS)\])/gi

/** A space in it, and `<|im_start|>` is words like all others. */
function withoutRoles(text: string): string {
  return text
    .replace(SPECIAL, (sign) => (sign === '<' ? '< ' : ' >'))
    .replace(ROLE_TAG, '< ')
    .replace(ROLE_BRACKET, '[ ')
}
