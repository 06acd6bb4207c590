/** Something that may be a moment old. Asks at most once in `freshMs`, whoever asks; a failure is not kept. */
export function keepFresh<T>(ask: () => Promise<T>, freshMs: number): () => Promise<T> {
  let kept: { value: Promise<T>; at: number } | null = null
  return () => {
    const now = performance.now()
    if (kept && now - kept.at < freshMs) return kept.value
    const asked = { value: ask(), at: now }
    kept = asked
    asked.value.catch(() => {
      if (kept === asked) kept = null
    })
    return asked.value
  }
}
