/** The style sheet of the sample site's pages: light and dark, and just enough for the blocks to look like themselves. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1d2a33; --paper: #fbfaf6; --soft: #e9e6dc; --link: #0b5c86; --mark: #fde9a8 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e8ea; --paper: #14191d; --soft: #273038; --link: #7cc4ea; --mark: #5b4a12 }
}
* { box-sizing: border-box }
body { margin: 0; font: 1.05rem/1.65 Georgia, 'Times New Roman', serif; color: var(--ink); background: var(--paper) }
body > * { max-width: 44rem; margin: 0 auto; padding: 1rem 1.25rem }
.site-header a { font-weight: bold; text-decoration: none } .site-header p { margin: 0 }
.site-header p, .byline, footer { opacity: .75; font-size: .9rem } .site-menu { columns: 2 16rem }
h1, h2, h3, h4 { line-height: 1.25; margin: 1.8em 0 .5em; scroll-margin-top: 1rem } h1 { margin-top: .5em; font-size: 2rem }
a { color: var(--link) }
:target { background: var(--mark) } ::target-text { background: var(--mark); color: inherit }
img, svg, video, iframe { max-width: 100%; height: auto } svg { fill: currentColor }
iframe { width: 100%; aspect-ratio: 16 / 9; border: 0; background: var(--soft) }
figure { margin: 1.5rem 0 } figcaption { font-size: .88rem; opacity: .8 }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--soft) }
pre { overflow-x: auto; padding: .9rem; background: var(--soft); font-size: .88rem; line-height: 1.5 }
.wp-block-verse { background: none; padding: 0 0 0 1.25rem; font: italic 1.05rem/1.65 Georgia, serif; white-space: pre-wrap }
blockquote { margin: 1.5rem 0; padding-left: 1.25rem; border-left: 3px solid var(--soft) } cite { font-size: .9rem }
.wp-block-pullquote { text-align: center; font-size: 1.3rem } .wp-block-pullquote blockquote { border: 0; padding: 0 }
.wp-block-columns, .wp-block-gallery { display: flex; gap: 1.25rem; flex-wrap: wrap }
.wp-block-column, .wp-block-gallery .wp-block-image { flex: 1 1 12rem; margin: 0 } .blocks-gallery-caption { flex-basis: 100% }
.wp-block-cover { position: relative; display: grid; place-items: center; min-height: 18rem; color: #fff; overflow: hidden }
.wp-block-cover img, .wp-block-cover__background { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover }
.wp-block-cover__background { background: #000a } .wp-block-cover__inner-container { position: relative; padding: 1.5rem; text-align: center }
.has-large-font-size { font-size: 1.4rem } .has-small-font-size { font-size: .85rem }
.wp-block-media-text { display: grid; grid-template-columns: 1fr 1fr; gap: 1.25rem; align-items: center } .wp-block-media-text figure { margin: 0 }
.wp-block-buttons { display: flex; gap: .75rem; flex-wrap: wrap; margin: 1.5rem 0 }
.wp-element-button, button { padding: .45rem .9rem; border: 1px solid var(--link); border-radius: 4px; font: inherit; color: var(--link); background: none; text-decoration: none }
.wp-block-accordion-heading button { border: 0; padding: 0; font-weight: bold; color: inherit }
details { margin: .6rem 0; padding: .5rem .8rem; border: 1px solid var(--soft) } summary { font-weight: bold; cursor: pointer }
.wp-block-group, .wp-block-file { padding: .2rem 1rem; background: var(--soft) } .wp-block-file { padding: .8rem 1rem }
.schema-faq-section { margin: 1.2rem 0 } .schema-faq-answer { margin: .2rem 0 }
.wp-block-social-links, .sd-content ul { display: flex; gap: 1rem; list-style: none; padding: 0 }
.screen-reader-text { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
@media (max-width: 34rem) { .wp-block-media-text { grid-template-columns: 1fr } }
`
