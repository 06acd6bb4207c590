/** Asks for the key of a service that wants one, and forgets it again. Kept by api.js. */
import { findKey, forgetKey, keepKey } from './api.js'
import { byId } from './dom.js'

/** @param onKey Called with every key given. @param onForgotten Called when the reader takes it back. */
export function listenForKey({ onKey, onForgotten }) {
  byId('key-form').addEventListener('submit', (event) => {
    event.preventDefault()
    keepKey(byId('key').value.trim())
    byId('key').value = ''
    showKey()
    onKey()
  })
  byId('forget-key').addEventListener('click', () => {
    forgetKey()
    askForKey('The key is forgotten.')
    onForgotten()
  })
}

/** @param note What is to be said beside the field; empty for what stands there. */
export function askForKey(note = '') {
  byId('key-form').hidden = false
  byId('forget-key').hidden = true
  if (note !== '') byId('key-note').textContent = note
  byId('key').focus()
}

/** Puts the form away; offers to forget the key when there is one. */
export function showKey() {
  byId('key-form').hidden = true
  byId('forget-key').hidden = findKey() === null
}
