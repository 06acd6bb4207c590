/** Links to a part of this page. The hash holds the question, so going to a part must not write over it. */

export function jumpWithoutHash() {
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]')
    const part = link && document.getElementById(link.getAttribute('href').slice(1))
    if (!part) return
    event.preventDefault()
    part.scrollIntoView({ block: 'nearest' })
    part.focus({ preventScroll: true })
  })
}
