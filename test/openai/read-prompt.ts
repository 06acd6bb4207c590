/**
 * Reads AskPress's prompt as a model does: by what stands in it. Knows nothing of the code that wrote it.
 *
 * A passage stands between `Passage [n] MARK` and `End of passage [n] MARK`, each on a line of its own, its text behind `> `.
 */

export interface SeenPassage {
  n: number
  /** As cited beside it: `Title: …`, `Section: …`, `Date: …`. */
  labels: Record<string, string>
  text: string
}

export interface SeenPrompt {
  system: string
  /** All that was not in the system role. */
  user: string
  passages: SeenPassage[]
}

export function readPrompt(system: string, user: string): SeenPrompt {
  return { system, user, passages: readPassages(user) }
}

/** Believes the first mark it meets, as one who cannot know better. */
export function readPassages(user: string): SeenPassage[] {
  const passages: SeenPassage[] = []
  let open: (SeenPassage & { end: string }) | null = null
  for (const line of user.split('\n')) {
    const start = /^Passage \[(\d+)\] ([0-9a-f]+)$/.exec(line)
    if (open && line === open.end) {
      passages.push({ n: open.n, labels: open.labels, text: open.text.trim() })
      open = null
    } else if (!open && start) {
      open = { n: Number(start[1]), labels: {}, text: '', end: `End of passage [${start[1]}] ${start[2]}` }
    } else if (open) readLine(open, line)
  }
  return passages
}

function readLine(passage: SeenPassage, line: string): void {
  const label = /^(Title|Section|Date): (.*)$/.exec(line)
  if (line === '>' || line.startsWith('> ')) passage.text += `${line.slice(2)}\n`
  else if (label) passage.labels[label[1] ?? ''] = label[2] ?? ''
  // A line that is neither has come out of its fence: it is seen, so that a test can see it.
  else passage.text += `${line}\n`
}
