/**
 * Finds accordions, tabs and FAQ sections: what is hidden until opened, and the text that opens it. Content, although
 * hidden; everything else that is hidden is taken out by noise.ts.
 */
import { childElements, type HtmlElement, hasClass } from './html-tree.ts'

export interface Panels {
  /** Panel -> the button, link or tab whose `aria-controls` names it. */
  byPanel: ReadonlyMap<HtmlElement, HtmlElement>
  controls: ReadonlySet<HtmlElement>
  isPanel: (element: HtmlElement) => boolean
}

/** The class of one question with its answer, and of the question inside it; the rest of it is the answer. */
export const FAQ_CLASSES: ReadonlyMap<string, readonly string[]> = new Map([
  ['schema-faq-section', ['schema-faq-question']],
  ['rank-math-faq-item', ['rank-math-question']],
  ['rank-math-list-item', ['rank-math-question']],
  ['wp-block-accordion-item', ['wp-block-accordion-heading']],
  ['elementor-accordion-item', ['elementor-tab-title']],
  ['elementor-toggle-item', ['elementor-tab-title']],
  ['et_pb_toggle', ['et_pb_toggle_title']],
  ['accordion-item', ['accordion-header', 'accordion-title', 'accordion-button']],
  ['vc_toggle', ['vc_toggle_title']],
  ['vc_tta-panel', ['vc_tta-panel-heading']],
  ['uagb-faq-item', ['uagb-faq-questions-button', 'uagb-question']],
  ['kt-accordion-pane', ['kt-blocks-accordion-header']],
  ['aioseo-faq-block', ['aioseo-faq-block-question']],
])

const PANEL_CLASSES = [
  'wp-block-accordion-panel',
  'elementor-tab-content',
  'et_pb_toggle_content',
  'accordion-collapse',
  'accordion-content',
  'accordion-body',
  'vc_toggle_content',
  'vc_tta-panel-body',
  'schema-faq-answer',
  'rank-math-answer',
  'uagb-faq-content',
  'kt-accordion-panel',
  'aioseo-faq-block-answer',
  'et_pb_tab',
  'tab-pane',
]

export function findPanels(root: HtmlElement): Panels {
  const byId = new Map<string, HtmlElement>()
  const candidates: [control: HtmlElement, panelId: string][] = []
  const parts = new Set<HtmlElement>()
  const collect = (element: HtmlElement, isInFaq: boolean) => {
    for (const child of element.children) {
      if (child.kind === 'text') continue
      const id = child.attributes['id']
      if (id !== undefined && !byId.has(id)) byId.set(id, child)
      // Inside a question known by its class the pair is already one.
      const panelId = isInFaq ? null : controlledId(child)
      if (panelId !== null) candidates.push([child, panelId])
      const isQuestion = isFaq(child)
      if (isQuestion) for (const part of childElements(child)) parts.add(part)
      collect(child, isInFaq || isQuestion)
    }
  }
  collect(root, false)

  const byPanel = new Map<HtmlElement, HtmlElement>()
  const controls = new Set<HtmlElement>()
  for (const [control, panelId] of candidates) {
    const panel = byId.get(panelId)
    if (!panel || panel === control || byPanel.has(panel)) continue
    byPanel.set(panel, control)
    controls.add(control)
  }
  const isPanel = (element: HtmlElement) =>
    byPanel.has(element) ||
    parts.has(element) ||
    element.attributes['role'] === 'tabpanel' ||
    hasClass(element, ...PANEL_CLASSES)
  return { byPanel, controls, isPanel }
}

export function isFaq({ classes }: HtmlElement): boolean {
  return classes.some((name) => FAQ_CLASSES.has(name))
}

/** Next and previous buttons of sliders have `aria-controls` too: only what opens and closes counts. */
function controlledId({ name, attributes }: HtmlElement): string | null {
  const opens =
    attributes['aria-expanded'] !== undefined ||
    attributes['role'] === 'tab' ||
    attributes['data-toggle'] !== undefined ||
    attributes['data-bs-toggle'] !== undefined
  if (!opens || name === 'nav') return null
  const target =
    attributes['aria-controls'] ?? attributes['data-bs-target'] ?? attributes['data-target'] ?? attributes['href']
  return target?.replace(/^#/, '') || null
}
