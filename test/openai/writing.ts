/** The model that writes: what it is like, and what it was asked. Both ways of asking are read into the same shape. */
import { createFaultQueue, type FaultQueue } from './fault-queue.ts'
import type { Writer, WriterName } from './writers.ts'
import type { WritingFault } from './writing-faults.ts'

export interface WritingSettings {
  /** What it writes: by name, by a script, or just these words. */
  writes: WriterName | Writer | { text: string }
  /** Characters in one delta. */
  deltaLength: number
  /** Before the first token. */
  latencyMs: number
  /** Until then nobody gets a first token. */
  hold: Promise<void> | null
  /** Between two deltas. */
  gapMs: number
  /** What goes onto the wire at once; 0 for whole events. */
  bytesPerWrite: number
  /** Parameters it answers with 400, naming them. */
  refuses: string[]
  /** Refuses the system role, as templates of some open models do. */
  refusesSystem: boolean
  hasChat: boolean
  hasResponses: boolean
  /** Answers whole, whatever `stream` says. */
  isWhole: boolean
  sendsUsage: boolean
  /** Stops at the bound it is given, as models do. */
  keepsBound: boolean
  /** Tokens it thinks before it writes; they count against the bound. */
  thinks: number
  /** How it says that it has come to an end. */
  finish: 'stop' | 'content_filter'
}

export const writingSettings: WritingSettings = {
  writes: 'grounded',
  deltaLength: 6,
  latencyMs: 0,
  hold: null,
  gapMs: 0,
  bytesPerWrite: 0,
  refuses: [],
  refusesSystem: false,
  hasChat: true,
  hasResponses: true,
  isWhole: false,
  sendsUsage: true,
  keepsBound: true,
  thinks: 0,
  finish: 'stop',
}

/** One request to write, whichever way it was asked. */
export interface WritingRequest {
  api: 'chat' | 'responses'
  model: string
  system: string
  user: string
  isStreamed: boolean
  wantsUsage: boolean
  maxTokens: number | null
  /** Names of all that was sent beside the words. */
  parameters: string[]
}

export interface LoggedCall extends WritingRequest {
  authorization: string | undefined
  /** The body as it came. */
  body: string
  /** Null when it was served well. */
  fault: WritingFault | 'refused' | null
  /** `left`: the client went before the end. */
  state: 'running' | 'ended' | 'left'
  startedAt: number
  endedAt: number | null
}

export interface Writing extends FaultQueue<WritingFault> {
  /** Everything that was asked, oldest first. Empty it to count from there. */
  calls: LoggedCall[]
  settings: WritingSettings
  /** Everything as at the start. */
  reset(settings?: Partial<WritingSettings>): void
}

export function createWriting(): Writing {
  const writing: Writing = {
    ...createFaultQueue<WritingFault>(),
    calls: [],
    settings: { ...writingSettings },
    reset: (settings = {}) => {
      writing.calls.length = 0
      writing.clear()
      Object.assign(writing.settings, writingSettings, settings)
    },
  }
  return writing
}
