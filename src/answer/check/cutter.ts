/**
 * Cuts a Markdown text into sentences while it is being written.
 *
 * Reads character by character and judges by nothing but what it has read, so the pieces in which a text comes cannot
 * change what is made of it. What it holds back is bounded.
 */
import type { DraftSentence } from '../generator.ts'
import { type LineKind, type LineStart, readLineStart } from './lines.ts'
import { readMarks } from './marks.ts'
import { LONGEST_SENTENCE, openProse } from './prose.ts'
import { openTableRows } from './table-rows.ts'

/** What is being read: the beginning of a line that may still be anything, words, a line that is of use only whole. */
type Place = 'start' | 'words' | 'row' | 'code' | 'skip'

export class Cutter {
  private readonly prose = openProse()
  private readonly rows = openTableRows()
  private finished: DraftSentence[] = []
  private place: Place = 'start'
  private block: LineKind = 'blank'
  /** The line, as far as it is not in the hands of `prose`. */
  private line = ''
  /** What ends the code that is open; empty outside code. */
  private fence = ''
  private code = ''
  private lead = ''
  private isInList = false
  private hasStarted = false
  private isAfterReturn = false

  /** @returns the sentences that these characters finish. */
  push(text: string): DraftSentence[] {
    // Not by code points: a stream may be cut between the halves of one.
    for (let at = 0; at < text.length; at++) this.read(text.charAt(at))
    return this.takeFinished()
  }

  /** @returns what is left. */
  end(): DraftSentence[] {
    this.endLine()
    this.openBlock('blank', '')
    this.finishCode()
    return this.takeFinished()
  }

  private takeFinished(): DraftSentence[] {
    return this.finished.splice(0)
  }

  private read(char: string): void {
    const isSecondHalf = char === '\n' && this.isAfterReturn
    this.isAfterReturn = char === '\r'
    if (isSecondHalf) return
    if (char === '\n' || char === '\r') this.endLine()
    else if (this.place === 'words') this.finish(this.prose.push(char))
    else if (this.place !== 'skip') this.addToLine(char)
  }

  private addToLine(char: string): void {
    this.line += char
    if (this.place === 'start') this.begin(readLineStart(this.line, false))
    else if (this.line.length > LONGEST_SENTENCE) this.endLine()
  }

  private endLine(): void {
    if (this.place === 'start') this.begin(readLineStart(this.line, true))
    if (this.place === 'words') this.finish(this.prose.breakLine())
    if (this.place === 'row') for (const row of this.rows.push(this.line)) this.finish(row)
    if (this.place === 'code') this.addCode(this.line)
    this.line = ''
    this.place = this.fence === '' ? 'start' : 'code'
  }

  private begin(start: LineStart | null): void {
    if (start === null) return
    const { kind, rest, marker } = start
    const isProse = this.block === 'text' || this.block === 'entry'
    if (!(kind === 'text' && isProse) && !(kind === 'row' && this.block === 'row')) this.openBlock(kind, marker)
    this.line = kind === 'row' ? rest : ''
    this.place = kind === 'row' ? 'row' : 'skip'
    if (kind === 'fence') this.fence = /^[`~]+/.exec(rest)?.[0] ?? ''
    if (kind !== 'text' && kind !== 'entry' && kind !== 'heading') return
    this.place = 'words'
    for (const char of rest) this.finish(this.prose.push(char))
  }

  private openBlock(kind: LineKind, marker: string): void {
    this.finish(this.prose.end())
    for (const row of this.rows.end()) this.finish(row)
    this.block = kind
    // An empty line between two entries ends no list.
    if (kind === 'blank') return
    const isListed = kind === 'entry' || kind === 'row'
    this.lead = `${isListed && this.isInList ? '\n' : '\n\n'}${isListed ? `${marker || '-'} ` : ''}`
    this.isInList = isListed
  }

  private finish(text: string | null): void {
    if (text === null) return
    const { text: words, cites } = readMarks(text)
    if (!/[\p{L}\p{N}]/u.test(words)) return
    this.add(this.block === 'heading' ? `**${words.replaceAll('**', '')}**` : words, cites)
    // A further row is a further entry; a further sentence is not.
    this.lead = this.block === 'row' ? '\n- ' : ' '
  }

  private addCode(line: string): void {
    if (line.trim().startsWith(this.fence) && /^[`~]+$/.test(line.trim())) {
      this.fence = ''
      this.finishCode()
    } else {
      this.code += `${line}\n`
      if (this.code.length > LONGEST_SENTENCE) this.finishCode()
    }
  }

  private finishCode(): void {
    if (this.code.trim() !== '') this.add(`\`\`\`\n${this.code}\`\`\``, [])
    this.code = ''
    this.lead = '\n\n'
  }

  private add(text: string, cites: number[]): void {
    this.finished.push({ lead: this.hasStarted ? this.lead : this.lead.trimStart(), text, cites })
    this.hasStarted = true
  }
}
