/** Builds DOM nodes. The only way text gets into the page, and it stays text. */

/** An element with attributes; `false`, null and undefined leave one out. Children are nodes or text. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue
    node.setAttribute(name, value === true ? '' : value)
  }
  node.append(...children.filter((child) => child !== null && child !== undefined))
  return node
}

export function replace(parent, ...children) {
  parent.replaceChildren(...children.filter((child) => child !== null && child !== undefined))
}

export function byId(id) {
  return document.getElementById(id)
}

/** A button that looks like a link and does something here. */
export function action(label, onClick) {
  const button = el('button', { type: 'button', class: 'plain' }, label)
  button.addEventListener('click', onClick)
  return button
}
