/**
 * What stands before a sentence when those before it were left out, and what is shown only with something below it:
 * headings, and lead-ins such as "There are two ways:". Keeps an answer whole when parts of it are dropped.
 */

export interface Layout {
  /** A sentence is left out: what stood before it stands before the next one. */
  drop(lead: string): void
  hold(lead: string, kind: HeldKind, text: string): void
  /** @returns what is shown: what was held, if it belongs above it, and the sentence. */
  keep(lead: string, text: string): string
}

export type HeldKind = 'heading' | 'lead-in'

interface Held {
  kind: HeldKind
  lead: string
  text: string
  /** Blocks that have begun since. */
  blocks: number
}

export function openLayout(): Layout {
  let held: Held[] = []
  let carried = ''
  let hasShown = false

  /** A lead-in belongs to its own block and the one below it; a heading to all until the next one. */
  function begin(lead: string): void {
    if (!lead.startsWith('\n\n')) return
    for (const each of held) each.blocks++
    held = held.filter(({ kind, blocks }) => kind === 'heading' || blocks < 2)
  }

  return {
    drop(lead) {
      begin(lead)
      carried = joinLeads(carried, lead)
    },
    hold(lead, kind, text) {
      begin(lead)
      // Nothing was kept below the heading before, unless this one stands right below it.
      if (kind === 'heading') held = held.filter((each) => each.kind === 'heading' && each.blocks === 1)
      held.push({ kind, lead: joinLeads(carried, lead), text, blocks: 0 })
      carried = ''
    },
    keep(lead, text) {
      begin(lead)
      const parts = [
        ...held.map((each) => ({ lead: each.lead, text: each.text })),
        { lead: joinLeads(carried, lead), text },
      ]
      held = []
      carried = ''
      let shown = ''
      for (const part of parts) {
        shown += hasShown ? part.lead || ' ' : part.lead.trimStart()
        shown += part.text
        hasShown = true
      }
      return shown
    },
  }
}

/** The break of the first that was left out, the marker of the last: an entry whose first sentence is gone is one still. */
export function joinLeads(before: string, lead: string): string {
  const breaks = (text: string) => text.length - text.replace(/^\n+/, '').length
  const markerOf = (text: string) => text.replace(/^\n+/, '').trimStart()
  const most = Math.max(breaks(before), breaks(lead))
  if (most === 0) return lead || before
  return '\n'.repeat(most) + (breaks(lead) > 0 ? markerOf(lead) : markerOf(before))
}
